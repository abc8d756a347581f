/* absence.c - see absence.h.
 *
 * Nothing is guessed: no word that makes somebody the one to turn to, and the field stays empty.
 */
#include "understand/absence.h"

#include "base/address.h"
#include "base/text.h"
#include "understand/absence-date.h"
#include "understand/answer-name.h"
#include "understand/auto-reply-words.h"

#include <string.h>

enum { NEAR = 6, REACH = 14, LEAD = 4, BODY_BYTES = 4000 };

/* Behind or before these stands the one to turn to. */
static const char contacts[] =
    " contacter contactez contactant contact joindre joignez adresser adressez ecrire ecrivez "
    "appeler appelez solliciter sollicitez rapprocher rapprochez tourner voir voyez relais releve "
    "remplace remplacera interim suppleance interlocuteur interlocutrice urgence urgent urgences "
    "urgentes transfere transferes redirige colleague reach forwarded call refer backup covering "
    "cover deputy "
    "contactar contacte contacteu contacti dirijase dirigirse diriganse adreceu adreci truqueu "
    "wenden kontaktieren vertritt vertretung vertreten ansprechpartner ansprechpartnerin ";
/* Between such a verb and a name without title. */
static const char leads[] =
    " a out vous directement avec aupres de vers mon ma notre my our with to "
    "please either at con amb mi nuestro nuestra sich an bitte sie gerne "
    "meinen meine meiner ";
/* Titles that answers to a convocation, in French, do not know. */
static const char titles[] = " sr sra srta senor senora senyor senyora frau herr herrn ";
/* "Mon collègue Paul Vidal"; French ones are in the vocabulary of answers. */
static const char roles[] =
    " colleague assistant assistante adjoint adjointe secretaire collaborateur collaboratrice "
    "remplacant remplacante suppleant suppleante companero companera colega kollege kollegin "
    "kollegen deputy ";
/* Offices are written with capitals, too. */
static const char offices[] =
    " service services mairie secretariat accueil standard direction pole departement department "
    "office team support helpdesk desk bureau astreinte police samu urgences communaute agence "
    "cabinet hotel ville conseil council syndicat maison centre center reception resources "
    "customer "
    "hall administration region prefecture agglomeration ayuntamiento ajuntament amt rathaus ";

static gboolean has_word(const char *text, const char *fold)
{
    g_autofree char *all = gf_text_fold(text != NULL ? text : "");
    return strstr(all, fold) != NULL;
}

/* A signature, mostly: every word of `name` stands in the sender's name or address. */
static gboolean is_own_name(const GfLetter *letter, const char *name)
{
    g_autoptr(GfWords) words = gf_words_new(name);
    if (letter->from == NULL)
        return FALSE;
    for (guint i = 0; i < gf_words_count(words); i++) {
        const char *fold = gf_words_at(words, i)->fold;
        if (!gf_answer_class("civility", fold) && !has_word(letter->from->name, fold) &&
            !has_word(letter->from->address, fold))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_own(const GfLetter *letter, const char *address)
{
    if (letter->from != NULL && gf_address_equal(letter->from->address, address))
        return TRUE;
    for (guint i = 0; i < letter->to->len; i++) {
        const GfPerson *person = letter->to->pdata[i];
        if (gf_address_equal(person->address, address))
            return TRUE;
    }
    return FALSE;
}

/* An address in words [from, to) that is neither the sender's nor ours. Owned. */
static char *address_in(const GfLetter *letter, const GfWords *words, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const GfWord *word = gf_words_at(words, i);
        if (!gf_word_is(word->fold, "@"))
            continue;
        g_autofree char *raw = g_strndup(words->text + word->start, word->end - word->start);
        gsize length = strlen(raw);
        while (length > 0 && strchr(".:", raw[length - 1]) != NULL)
            raw[--length] = '\0';
        const char *bare = g_str_has_prefix(raw, "mailto:") ? raw + 7 : raw;
        if (gf_address_is_valid(bare, NULL) && !is_own(letter, bare))
            return g_strdup(bare);
    }
    return NULL;
}

static gboolean is_office(const char *name)
{
    g_autoptr(GfWords) words = gf_words_new(name);
    for (guint i = 0; i < gf_words_count(words); i++)
        if (gf_word_among(offices, gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

/* Where everything is written in capitals, they tell no name. */
static gboolean is_shouted(const GfWords *words, guint at)
{
    const char *second = g_utf8_next_char(words->text + gf_words_at(words, at)->start);
    return g_unichar_isupper(g_utf8_get_char(second));
}

/* `name` where it is a first and a last name, and no office; takes it. Owned. */
static char *if_full(char *name)
{
    if (name != NULL && (strchr(name, ' ') == NULL || is_office(name)))
        g_clear_pointer(&name, g_free);
    return name;
}

/* "Sra. Marta Gil", "Frau Lang": the name at words[at + 1] with the title before it. Owned. */
static char *titled_name(const GfWords *words, guint at)
{
    guint end = 0;
    g_autofree char *name = at + 1 < gf_words_count(words) && gf_words_at(words, at + 1)->capital
                                ? gf_name_at(words, at + 1, gf_words_count(words), &end)
                                : NULL;
    gsize from = gf_words_at(words, at)->start;
    return name != NULL ? g_strndup(words->text + from, gf_words_at(words, end - 1)->end - from)
                        : NULL;
}

/* The name at words[at] if something announces it: a title ("Mme Roques") or a role ("mon collègue
 * Paul Vidal"). Owned. */
static char *announced_name(const GfWords *words, guint at)
{
    guint count = gf_words_count(words);
    const char *fold = gf_words_at(words, at)->fold;
    if (gf_word_among(titles, fold))
        return titled_name(words, at);
    if (gf_answer_class("civility", fold) || gf_answer_class("colleague", fold))
        return gf_name_at(words, at, count, NULL);
    gboolean role = gf_word_among(roles, fold) && at + 1 < count &&
                    gf_words_at(words, at + 1)->capital &&
                    gf_words_at(words, at + 1)->before <= GF_BREAK_COMMA;
    return role ? if_full(gf_name_at(words, at + 1, count, NULL)) : NULL;
}

/* First and last name behind the verb at words[at]: "contacter Paul Vidal". Owned. */
static char *bare_name(const GfWords *words, guint at, guint to)
{
    guint next = at + 1;
    while (next < MIN(to, at + LEAD) && gf_word_among(leads, gf_words_at(words, next)->fold))
        next++;
    if (next >= to || !gf_words_at(words, next)->capital || is_shouted(words, at) ||
        gf_words_at(words, next)->before > GF_BREAK_COLON)
        return NULL;
    return if_full(gf_name_at(words, next, gf_words_count(words), NULL));
}

/* Whether a colon opens a list before words[at]: the paragraph that ends there goes on. */
static gboolean is_listed(const GfWords *words, guint at)
{
    gsize start = gf_words_at(words, at)->start;
    while (start > 0 && strchr(" \t\n-*", words->text[start - 1]) != NULL)
        start--;
    return start > 0 && words->text[start - 1] == ':';
}

/* The end of what belongs to the word at `at`: REACH words, in its paragraph. */
static guint reach_of(const GfWords *words, guint at)
{
    guint end = at + 1;
    while (end < MIN(gf_words_count(words), at + REACH) &&
           (gf_words_at(words, end)->before != GF_BREAK_PARAGRAPH || is_listed(words, end)))
        end++;
    return end;
}

/* The person named around the word at `at`: behind it, or in the sentence before it. Owned. */
static char *name_around(const GfLetter *letter, const GfWords *words, guint at)
{
    guint from = at, to = reach_of(words, at);
    while (from > 0 && at - from < NEAR && gf_words_at(words, from)->before < GF_BREAK_LINE)
        from--;
    char *name = bare_name(words, at, to);
    for (guint i = at; name == NULL && i < to; i++)
        name = announced_name(words, i);
    for (guint i = from; name == NULL && i < at; i++)
        name = announced_name(words, i);
    if (name != NULL && is_own_name(letter, name))
        g_clear_pointer(&name, g_free);
    return name;
}

/* A person who is named goes before an address. Owned. */
static char *find_replacement(const GfLetter *letter, const GfWords *words)
{
    char *address = NULL;
    for (guint at = 0; at < gf_words_count(words); at++) {
        if (!gf_word_among(contacts, gf_words_at(words, at)->fold))
            continue;
        char *name = name_around(letter, words, at);
        if (name != NULL) {
            g_free(address);
            return name;
        }
        if (address == NULL)
            address = address_in(letter, words, at > NEAR ? at - NEAR : 0, reach_of(words, at));
    }
    return address;
}

/* Paragraphs end sentences, whatever stands there. Owned. */
static char *sentences(const char *text)
{
    g_autofree char *head = g_strndup(text, BODY_BYTES);
    g_auto(GStrv) paragraphs = g_strsplit(head, "\n\n", -1);
    g_autofree char *joined = g_strjoinv(" ; ", paragraphs);
    return gf_text_fold(joined);
}

/* What a subject of a program says before it repeats ours: "Absent jusqu'au 15 août : Convocation",
 * "Jean Pons is out of the office (returning 12/03/2027)". Owned. */
static char *until_in_subject(const GfLetter *letter)
{
    GfBehind behind = GF_BEHIND_NOTHING;
    GfOpening opening = gf_opening_of_subject(letter->subject, &behind);
    g_autofree char *fold = gf_text_fold(letter->subject);
    const char *said = opening == GF_OPENING_ABSENT ? strrchr(fold, '(') : fold;
    if (said == NULL || !gf_opening_is_own(opening) || opening == GF_OPENING_MARK)
        return NULL;
    g_autofree char *head = g_strndup(said, strcspn(said, ":"));
    return gf_absence_until(head, letter->date);
}

static char *find_until(const GfLetter *letter, const char *text)
{
    g_autofree char *words = sentences(text);
    char *until = gf_absence_until(words, letter->date);
    return until != NULL ? until : until_in_subject(letter);
}

void gf_absence_read(const GfLetter *letter, const char *text, GfAutoReply *reply)
{
    g_autoptr(GfWords) words = gf_words_new(text);
    reply->until = find_until(letter, text);
    reply->replacement = find_replacement(letter, words);
}
