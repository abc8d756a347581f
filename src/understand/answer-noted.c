/* answer-noted.c - see answer-caution.h: yes and no to our own note of an answer.
 *
 * "Oui" under "Absence notée" is no presence. Only a bare word is bent to that question; whoever
 * says more ("finalement je viens") says it of the meeting.
 */
#include "understand/answer-caution.h"

#include "base/text.h"
#include "understand/answer-read.h"

#include <string.h>

/* "Ok merci", "d'accord, c'est parfait" and no more. */
static gboolean only_agrees(const GfWords *words)
{
    static const char agreeing[] =
        " ok oui yes de d accord parfait entendu merci ce est bon bien ca marche tres top nickel "
        "exact exactement note tout a fait cela juste correct en effet super vous beaucoup "
        "recu parfaitement thanks thank you fine ";
    for (guint i = 0; i < gf_words_count(words); i++) {
        const GfWord *word = gf_words_at(words, i);
        if (!word->masked && !gf_word_among(agreeing, word->fold))
            return FALSE;
    }
    return gf_words_count(words) > 0;
}

static gboolean begins(const char *text, const char *const *phrases, gboolean colon)
{
    for (; *phrases != NULL; phrases++) {
        const char *found = strstr(text, *phrases);
        if (found == NULL)
            continue;
        const char *after = found + strlen(*phrases);
        if (!colon || after[strspn(after, " \302\240")] == ':')
            return TRUE;
    }
    return FALSE;
}

gboolean gf_noted_quoted(const char *subject, const char *quote)
{
    static const char *const subjects[] = {
        "presence notee",           "absence notee",     "reponse provisoire notee",
        "reponse retiree",          "attendance noted",  "absence noted",
        "provisional answer noted", "answer taken back", NULL};
    static const char *const lines[] = {"nous avons bien note pour ", "we have duly noted for ",
                                        NULL};
    g_autofree char *small = gf_text_fold(subject != NULL ? subject : "");
    if (begins(small, subjects, TRUE))
        return TRUE;
    /* Only in the mail that is answered, not in what that one quotes. */
    const char *end = "";
    for (const char *line = quote; line != NULL; line = *end != '\0' ? end + 1 : NULL) {
        end = strchrnul(line, '\n');
        const char *text = line + (*line == '>');
        text += strspn(text, " \t");
        /* Folding takes away spaces beyond ASCII, nothing else in front. */
        if (((guchar) *text < 0x80 && strchr("nNwW", *text) == NULL) ||
            !g_utf8_validate(text, end - text, NULL))
            continue;
        g_autofree char *said = g_strndup(text, (gsize) (end - text));
        g_autofree char *fold = gf_text_fold(said);
        if (g_str_has_prefix(fold, lines[0]) || g_str_has_prefix(fold, lines[1]))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_glad_symbol(const char *text)
{
    static const char *const glad[] = {"👍", "👌", "🙏", "✅", "🙂", "😊", "😀", "✔"};
    for (gsize i = 0; i < G_N_ELEMENTS(glad); i++)
        if (strstr(text, glad[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* More than a word of assent: an answer of its own, however weak. */
static gboolean says_more(const GfTally *tally)
{
    gboolean excused = gf_tally_any(tally, -1) && tally->why[0] != NULL &&
                       !gf_word_among(" no except ", tally->why[0]);
    gboolean half = tally->weight[1][1] > 0 || tally->weight[2][1] > 0;
    return gf_tally_any_strong(tally) || excused || half || tally->gone != NULL || tally->hedged ||
           tally->odd || tally->several || tally->cut;
}

void gf_noted_answer(const GfTally *tally, const GfWords *words, GfAnswer *answer)
{
    if (says_more(tally) || answer->proxy_to != NULL || answer->substitute != NULL)
        return;
    gboolean refuses = gf_tally_any(tally, -1) || tally->denied;
    gboolean assents = only_agrees(words) || tally->okay || tally->thanked ||
                       gf_tally_any(tally, 1) || (tally->symbols && has_glad_symbol(words->text));
    if (refuses)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "disagrees");
    else if (assents && !tally->asked && !tally->human && !tally->elsewhere &&
             (only_agrees(words) || tally->unread == 0))
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, FALSE, "agrees");
    else
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, tally->asked ? "question" : "no-answer");
}
