/* answer-person.c - see answer-caution.h: of whom a message speaks that is not of its sender.
 *
 * A title without a name is the member a secretariat writes for. A name may be the member's or
 * anybody's: only the sender's name, the signature, or an office that writes can tell.
 */
#include "understand/answer-caution.h"

#include "base/text.h"

#include <string.h>

enum { NAME_WORDS = 5, CLOSING_CLAUSES = 4, CLOSING_WORDS = 6, SHORTEST_NAME = 3 };

/* Words of those who write for others. */
static const char offices[] =
    " secretariat secretaire assistante assistant cabinet mairie accueil service services "
    "direction collaboratrice collaborateur dgs standard charge chargee prie ";

static GHashTable *known_words(const GfWords *words, const GArray *clauses, const char *signer)
{
    GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GfWords) signing = gf_words_new(signer != NULL ? signer : "");
    for (guint i = 0; i < gf_words_count(signing); i++)
        g_hash_table_add(known, g_strdup(gf_words_at(signing, i)->fold));
    for (guint i = clauses->len; i > 0; i--) {
        const GfClause *clause = &g_array_index(clauses, GfClause, i - 1);
        gboolean signature =
            clause->after_closing || (clauses->len - i < CLOSING_CLAUSES && clause->sign == 0 &&
                                      clause->to - clause->from <= CLOSING_WORDS &&
                                      gf_words_at(words, clause->from)->before >= GF_BREAK_COMMA);
        if (!signature)
            break;
        for (guint at = clause->from; at < clause->to; at++)
            g_hash_table_add(known, g_strdup(gf_words_at(words, at)->fold));
    }
    return known;
}

static gboolean is_office(const GfWords *words, GHashTable *known)
{
    GHashTableIter iterator;
    gpointer word = NULL;
    g_hash_table_iter_init(&iterator, known);
    while (g_hash_table_iter_next(&iterator, &word, NULL))
        if (gf_word_among(offices, word))
            return TRUE;
    /* "M. Barrau me charge de vous dire", "vous prie de l'excuser": he speaks through the writer.
     */
    for (guint i = 1; i < gf_words_count(words); i++) {
        const char *fold = gf_words_at(words, i)->fold, *before = gf_words_at(words, i - 1)->fold;
        if ((gf_word_is(before, "me") || gf_word_is(before, "m")) &&
            gf_word_among(" charge prie demande ", fold))
            return TRUE;
        if (gf_word_is(before, "vous") && gf_word_is(fold, "prie") && i > 1 &&
            !gf_word_is(gf_words_at(words, i - 2)->fold, "je"))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_name_word(const GfWord *word)
{
    return word->capital && strlen(word->fold) >= SHORTEST_NAME &&
           !gf_word_among(" elle elles ils nous vous ", word->fold) &&
           !gf_answer_class("title", word->fold) && !gf_answer_class("weekday", word->fold) &&
           !gf_answer_class("month", word->fold) && !gf_answer_class("meeting", word->fold);
}

/* TRUE where a name begins at words[at], or behind the civility there, and none of it is known. */
static gboolean is_unknown_name(const GfWords *words, guint at, guint to, GHashTable *known)
{
    gboolean civil = gf_answer_class("civility", gf_words_at(words, at)->fold);
    guint count = 0;
    for (guint i = at + civil; i < MIN(to, at + NAME_WORDS); i++) {
        const GfWord *word = gf_words_at(words, i);
        if (i > at && word->before >= GF_BREAK_COLON)
            break;
        if (is_name_word(word)) {
            count++;
            if (g_hash_table_contains(known, word->fold))
                return FALSE;
        } else if (!gf_word_among(" de du d des le la les ", word->fold)) {
            break;
        } else if (i == at + civil && civil && gf_word_among(" le la les ", word->fold)) {
            return FALSE; /* "M. le Maire" */
        }
    }
    return count > 0;
}

/* "Avec Mme Roux", "chez le Dr Pons": not of whom it speaks. */
static gboolean is_company(const GfWords *words, guint at, guint from)
{
    for (guint i = at; i > from && at - i < 3; i--)
        if (gf_word_among(" avec chez par accompagne accompagnee pouvoir procuration ",
                          gf_words_at(words, i - 1)->fold))
            return TRUE;
    return FALSE;
}

/* "M. Pons" in words [from, to), but not "avec M. Pons". */
static gboolean has_unknown_civility(const GfWords *words, guint from, guint to, GHashTable *known)
{
    for (guint i = from; i + 1 < to; i++)
        if (gf_answer_class("civility", gf_words_at(words, i)->fold) &&
            !gf_words_at(words, i)->masked && !is_company(words, i, from) &&
            is_unknown_name(words, i, to, known))
            return TRUE;
    return FALSE;
}

/* "M. Durand, maire, sera présent": the name may stand clauses before the title. */
static guint sentence_start(const GArray *clauses, guint index)
{
    guint sentence = g_array_index(clauses, GfClause, index).sentence;
    while (index > 0 && g_array_index(clauses, GfClause, index - 1).sentence == sentence)
        index--;
    return g_array_index(clauses, GfClause, index).from;
}

static gboolean names_stranger(const GfWords *words, const GArray *clauses, guint index,
                               GHashTable *known)
{
    const GfClause *clause = &g_array_index(clauses, GfClause, index);
    if (clause->who == GF_WHO_NAMED && clause->name < gf_words_count(words))
        return is_unknown_name(words, clause->name, gf_words_count(words), known) ||
               has_unknown_civility(words, sentence_start(clauses, index), clause->name, known);
    if (clause->who == GF_WHO_SENDER && clause->weight == GF_WEIGHT_STRONG)
        return FALSE;
    return has_unknown_civility(words, clause->from, clause->to, known);
}

gboolean gf_person_is_stranger(const GfWords *words, const GArray *clauses, const GfTally *tally,
                               const char *signer)
{
    g_autoptr(GHashTable) known = known_words(words, clauses, signer);
    if (is_office(words, known))
        return FALSE;
    for (guint i = 0; i < tally->counted->len; i++) {
        guint index = g_array_index(tally->counted, guint, i);
        if (names_stranger(words, clauses, index, known))
            return TRUE;
    }
    return FALSE;
}
