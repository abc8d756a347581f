/* absence.c - see absence.h.
 *
 * Nothing is guessed: no word that makes somebody the one to turn to, and the field stays empty.
 */
#include "understand/absence.h"

#include "base/address.h"
#include "base/text.h"
#include "understand/absence-date.h"
#include "understand/answer-name.h"

#include <string.h>

enum { NEAR = 6, REACH = 14, BODY_BYTES = 4000 };

static gboolean among(const char *list, const char *word)
{
    char key[40];
    return (gsize) g_snprintf(key, sizeof key, " %s ", word) < sizeof key &&
           strstr(list, key) != NULL;
}

static const char contacts[] =
    " contacter contactez contact joindre joignez adresser adressez relais remplace ecrire "
    "urgence urgent urgences contactar colleague suppleance interim backup wenden contacte ";

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
        if (strcmp(word->fold, "@") != 0)
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

/* A name in words [from, to) that a title announces ("Mme Roques", "mon collègue Paul Vidal"), or
 * the first and last name right behind a verb ("contacter Paul Vidal"). Owned. */
static char *name_in(const GfWords *words, guint from, guint at, guint to)
{
    for (guint i = from; i < to; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        gboolean titled = gf_answer_class("civility", fold) || gf_answer_class("colleague", fold);
        gboolean behind = i == at + 1 && gf_words_at(words, i)->capital &&
                          gf_words_at(words, i)->before == GF_BREAK_NONE;
        char *name = titled || behind ? gf_name_at(words, i, gf_words_count(words), NULL) : NULL;
        if (name != NULL && (titled || strchr(name, ' ') != NULL))
            return name;
        g_free(name);
    }
    return NULL;
}

static char *find_replacement(const GfLetter *letter, const GfWords *words)
{
    guint count = gf_words_count(words);
    for (guint at = 0; at < count; at++) {
        if (!among(contacts, gf_words_at(words, at)->fold))
            continue;
        guint from = at > NEAR ? at - NEAR : 0, to = MIN(at + REACH, count);
        char *found = address_in(letter, words, from, to);
        if (found == NULL)
            found = name_in(words, from, at, to);
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* Of the subject only what Domino adds, "(returning 12/03/2027)": the rest is our own. */
static char *find_until(const GfLetter *letter, const char *text)
{
    g_autofree char *head = g_strndup(text, BODY_BYTES);
    g_autofree char *words = gf_text_fold(head);
    char *until = gf_absence_until(words, letter->date);
    g_autofree char *subject = gf_text_fold(letter->subject != NULL ? letter->subject : "");
    const char *returning = strstr(subject, "(returning ");
    return until == NULL && returning != NULL ? gf_absence_until(returning, letter->date) : until;
}

void gf_absence_read(const GfLetter *letter, const char *text, GfAutoReply *reply)
{
    g_autoptr(GfWords) words = gf_words_new(text);
    reply->until = find_until(letter, text);
    reply->replacement = find_replacement(letter, words);
}
