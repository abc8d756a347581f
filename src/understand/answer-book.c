/* answer-book.c - the tables of the grammar, compiled once, and misspelt words of it.
 *
 * Only long words that stand in the tables are mended, by one letter added, dropped, changed or two
 * swapped: "presnet", "abscent". Words that the tables know are never touched.
 */
#include "understand/answer-table.h"
#include "understand/answer-vocabulary.h"
#include "understand/term.h"

#include <string.h>

enum { MENDABLE_LETTERS = 6, WORD_LETTERS_MAXIMUM = 24 };

/* What is worth mending, and what merely looks like it. */
static const char *const mendable[] = {
    "present",    "presente",     "absent",       "absente",      "presence",    "absence",
    "participer", "participerai", "participera",  "assister",     "assisterai",  "assistera",
    "viendrai",   "viendra",      "disponible",   "indisponible", "empechement", "empeche",
    "empechee",   "impossible",   "procuration",  "suppleant",    "suppleante",  "malheureusement",
    "confirme",   "bonjour",      "cordialement", "excuser",      "pourrai",     "matinee",
};
static const char *const lookalikes[] = {
    "presenter",    "presentez",   "presentes",  "pressent",    "pressente",   "absenter",
    "absentes",     "participez",  "assistez",   "viendras",    "viendrez",    "viendrait",
    "confirmez",    "confirmer",   "possible",   "participes",  "assiste",     "participe",
    "absences",     "presences",   "excuses",    "excusez",     "pourras",     "pourrez",
    "participerez", "assisterez",  "confirmes",  "confirmee",   "presenta",    "parent",
    "matinees",     "participera", "confirmera", "empecher",    "empeches",    "bonjours",
    "pourrais",     "pourrait",    "pourraient", "participait", "participant", "assistant",
};

const GfPhrasebook *gf_answer_idioms(void)
{
    static const GfPhraseSpec *const tables[] = {gf_answer_idiom_table, gf_answer_doubt_table,
                                                 gf_answer_request_table, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(gf_answer_vocabulary, tables));
    return (const GfPhrasebook *) book;
}

const GfPhrasebook *gf_answer_statements(void)
{
    static const GfPhraseSpec *const tables[] = {gf_answer_statement_table, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(gf_answer_vocabulary, tables));
    return (const GfPhrasebook *) book;
}

gboolean gf_answer_class_find(const char *name, const char *fold)
{
    return gf_term_remember(name, fold, gf_phrasebook_in(gf_answer_statements(), name, fold));
}

static gboolean is_lookalike(const char *fold)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lookalikes); i++)
        if (strcmp(lookalikes[i], fold) == 0)
            return TRUE;
    return FALSE;
}

/* One edit leaves one of the first two letters at its place, or at the other's. */
static gboolean shares_head(const char *a, const char *b)
{
    return a[0] == b[0] || a[1] == b[1] || a[0] == b[1] || a[1] == b[0];
}

/* Which of `mendable` is meant, from 1; 0: none. */
static int mend(const char *fold)
{
    gsize length = strlen(fold);
    if (length < MENDABLE_LETTERS || length > WORD_LETTERS_MAXIMUM)
        return 0;
    for (gsize i = 0; i < G_N_ELEMENTS(mendable); i++)
        if (shares_head(fold, mendable[i]) && gf_word_one_edit(fold, mendable[i]))
            return is_lookalike(fold) || gf_phrasebook_knows(gf_answer_idioms(), fold) ||
                           gf_phrasebook_knows(gf_answer_statements(), fold)
                       ? 0
                       : (int) i + 1;
    return 0;
}

const char *gf_answer_mend(const char *fold)
{
    int meant = 0;
    if (!gf_term_recall(mendable, fold, &meant))
        meant = gf_term_remember(mendable, fold, mend(fold));
    return meant > 0 ? mendable[meant - 1] : NULL;
}
