/* answer-inline.c - see answer-inline.h.
 *
 * Only the last line of the quote is the question. Whoever says more than yes or no says it of the
 * meeting, and is read as everybody else.
 */
#include "understand/answer-inline.h"

#include "understand/answer-table.h"
#include "understand/words.h"

#include <string.h>

typedef enum { ASKS_OTHER, ASKS_PRESENCE, ASKS_ABSENCE } Asks;

/* 1 yes, -1 no, 0 where more is said. */
static int bare_word(const char *answer)
{
    static const char yes[] = " oui yes si ", no[] = " non no ";
    static const char around[] = " avec plaisir bien sur certain volontiers merci helas desole "
                                 "desolee malheureusement evidemment ";
    g_autoptr(GfWords) words = gf_words_new(answer);
    int sign = 0;
    for (guint i = 0; i < gf_words_count(words); i++) {
        const char *fold = gf_words_at(words, i)->fold;
        int said = gf_word_among(yes, fold) ? 1 : gf_word_among(no, fold) ? -1 : 0;
        if ((said == 0 && !gf_word_among(around, fold)) || (said != 0 && sign != 0))
            return 0;
        sign += said;
    }
    return sign;
}

/* What the words of a question are about, and which halves they name. */
static Asks asks_about(const GfWords *words, guint *ret_halves)
{
    static const char others[] = " dejeuner dejeunerez repas buffet diner cocktail hebergement "
                                 "pouvoir procuration transport covoiturage visio visite parking ";
    static const char *const presence[] = {"presen", "particip", "assist", "viendr", "venir"};
    Asks asks = ASKS_OTHER;
    *ret_halves = 0;
    for (guint i = 0; i < gf_words_count(words); i++) {
        const char *fold = gf_words_at(words, i)->fold;
        if (gf_word_among(others, fold))
            return ASKS_OTHER;
        *ret_halves |= gf_word_among(" matin matinee ", fold) ? 1u : 0;
        *ret_halves |= gf_word_among(" apresmidi midi ", fold) ? 2u : 0;
        if (g_str_has_prefix(fold, "absen"))
            asks = ASKS_ABSENCE;
        for (gsize k = 0; k < G_N_ELEMENTS(presence) && asks == ASKS_OTHER; k++)
            if (g_str_has_prefix(fold, presence[k]))
                asks = ASKS_PRESENCE;
    }
    return asks;
}

static char *last_line(const char *quote)
{
    g_autofree char *text = g_strchomp(g_strdup(quote));
    for (gsize end = strlen(text); end > 0 && strchr("> \t\r\n", text[end - 1]) != NULL; end--)
        text[end - 1] = '\0';
    const char *line = strrchr(text, '\n');
    return g_strdup(line != NULL ? line + 1 : text);
}

char *gf_inline_statement(const char *quote, const char *answer)
{
    static const char *const halves[] = {"", " le matin", " l'après-midi", ""};
    g_autofree char *question = last_line(quote);
    int sign = bare_word(answer);
    if (sign == 0 || (!g_str_has_suffix(question, "?") && !g_str_has_suffix(question, ":")))
        return NULL;
    g_autoptr(GfWords) words = gf_words_new(question);
    guint half = 0;
    Asks asks = asks_about(words, &half);
    if (asks == ASKS_OTHER)
        return g_strdup("\n\n");
    return g_strdup_printf("Je %s %s%s.\n\n", sign > 0 ? "serai" : "ne serai pas",
                           asks == ASKS_PRESENCE ? "présent" : "absent", halves[half]);
}
