/* answer-name.c - see answer-name.h. */
#include "understand/answer-name.h"

#include "base/text.h"
#include "understand/answer-sentence.h"

#include <string.h>

enum { NAME_WORDS_MAXIMUM = 6, FILLERS_MAXIMUM = 8 };

static const char particles[] = " de du des le la les el al ben bel van von da di dos y ";
static const char fillers[] = " mon ma notre son sa le la l un une cher chere autre ";
/* Words that end a name even where everything is written in capitals. */
static const char no_names[] = " je il elle on nous vous pour qui et ou afin merci cordialement "
                               "avec dans en par sur ne pas me mes mon "
                               "ma si que ce lors le_ votera sera viendra aura est a au aux car "
                               "mais donc bien bonne bon bonjour "
                               "suppleant suppleante pouvoir procuration desole membre conseil "
                               "present presente absent absente "
                               "representera remplacera afin commission assemblee seance pleniere "
                               "reunion college groupe comme "
                               "cdt bises remplace represente dont cette votre ";

static gboolean is_title_noun(const char *fold)
{
    return gf_answer_class("title", fold) && !gf_answer_class("civility", fold);
}

static gboolean is_name_word(const GfWords *words, guint at, gboolean civil)
{
    const GfWord *word = gf_words_at(words, at);
    if (gf_word_among(no_names, word->fold) || !g_ascii_isalpha(word->fold[0]) || word->masked ||
        gf_answer_class("weekday", word->fold) || gf_answer_class("month", word->fold))
        return FALSE;
    return word->capital ||
           (civil && strlen(word->fold) > 2 && !gf_word_among(particles, word->fold));
}

/* "Son 1er adjoint, M. Roux", "le directeur général des services, M. Roux". */
static guint skip_fillers(const GfWords *words, guint at, guint to)
{
    static const char of_role[] = " general generale des de du au delegue deleguee municipal "
                                  "municipale departemental departementale finances urbanisme "
                                  "communication a aux charge chargee maire ";
    gboolean role = FALSE;
    for (; at < to && !gf_words_at(words, at)->capital; at++) {
        const char *fold = gf_words_fold(words, at);
        gboolean staff = gf_answer_class("staff", fold) || gf_answer_class("suppleant", fold) ||
                         g_str_has_prefix(fold, "1er") || g_str_has_suffix(fold, "eme");
        if (!staff && !gf_word_among(fillers, fold) && !gf_answer_class("colleague", fold) &&
            !(role && gf_word_among(of_role, fold)))
            break;
        role = role || staff;
    }
    return at;
}

/* "M. le Maire", "Madame la Présidente". */
static guint title_end(const GfWords *words, guint at, guint to)
{
    guint next = at;
    if (next < to && gf_word_among(" le la l ", gf_words_fold(words, next)))
        next++;
    if (next < to && gf_word_among(" vice ", gf_words_fold(words, next)))
        next++;
    return next < to && is_title_noun(gf_words_fold(words, next)) ? next + 1 : at;
}

static guint name_words_end(const GfWords *words, guint at, guint to, gboolean civil)
{
    guint end = at, count = 0;
    for (guint i = at; i < to && count < NAME_WORDS_MAXIMUM; i++, count++) {
        if (i > at && !gf_word_joined(words, i))
            break;
        if (is_name_word(words, i, civil && end == at)) {
            end = i + 1;
            continue;
        }
        gboolean particle = gf_word_among(particles, gf_words_fold(words, i)) && i + 1 < to &&
                            gf_word_joined(words, i + 1) && gf_words_at(words, i + 1)->capital &&
                            is_name_word(words, i + 1, FALSE);
        if (!particle)
            break;
    }
    return end;
}

/* "M" is a civility only as a capital: "m out" is what is left of "I'm out". */
static gboolean is_civility(const GfWords *words, guint at)
{
    const GfWord *word = gf_words_at(words, at);
    return gf_answer_class("civility", word->fold) &&
           (word->end - word->start > 1 || word->capital || words->text[word->end] == '.');
}

char *gf_name_at(const GfWords *words, guint at, guint to, guint *ret_end)
{
    guint start = skip_fillers(words, at, MIN(to, at + FILLERS_MAXIMUM));
    if (start >= to)
        return NULL;
    gboolean civil = is_civility(words, start);
    guint end = civil ? start + 1 : start;
    guint title = title_end(words, end, to);
    if (title > end && (civil || gf_words_at(words, title - 1)->capital)) {
        end = title;
    } else {
        guint name = end < to && (end == start || gf_word_joined(words, end))
                         ? name_words_end(words, end, to, civil)
                         : end;
        if (name == end)
            return NULL;
        end = name;
    }
    gsize from = gf_words_at(words, start)->start;
    g_autofree char *raw = g_strndup(words->text + from, gf_words_at(words, end - 1)->end - from);
    if (ret_end != NULL)
        *ret_end = end;
    return gf_text_line(raw, 0);
}

gboolean gf_name_is_called(const GfWords *words, guint at, guint to)
{
    return at + 1 < to && !gf_word_among(" a au est de ", gf_words_fold(words, at)) &&
           gf_word_joined(words, at + 1) && gf_words_at(words, at)->capital &&
           gf_words_at(words, at + 1)->capital && is_name_word(words, at + 1, FALSE);
}

static void read_sentence(const GfSentence *sentence)
{
    for (guint at = sentence->from; at < sentence->to; at++) {
        if (gf_power_is(sentence, at))
            gf_power_read(sentence, at);
        else if (gf_answer_class("suppleant", gf_words_fold(sentence->words, at)))
            gf_substitute_read_suppleant(sentence, at);
        else
            gf_power_read_mandate(sentence, at);
        gf_substitute_read(sentence, at);
    }
}

GfNames *gf_names_find(const GfWords *words, const GArray *clauses)
{
    GfNames *names = g_new0(GfNames, 1);
    names->taken = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_array_set_size(names->taken, clauses->len);
    for (guint first = 0; first < clauses->len;) {
        const GfClause *clause = &g_array_index(clauses, GfClause, first);
        guint last = first + 1;
        while (last < clauses->len &&
               g_array_index(clauses, GfClause, last).sentence == clause->sentence)
            last++;
        GfSentence sentence = {words,
                               clauses,
                               names,
                               first,
                               last,
                               clause->from,
                               g_array_index(clauses, GfClause, last - 1).to};
        read_sentence(&sentence);
        first = last;
    }
    return names;
}

void gf_names_free(GfNames *names)
{
    if (names == NULL)
        return;
    g_free(names->proxy_to);
    g_free(names->substitute);
    g_array_unref(names->taken);
    g_free(names);
}
