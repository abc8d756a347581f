/* questions.c - see questions.h. */
#include "understand/questions.h"

#include <string.h>

guint64 gf_questions_answered(const GPtrArray *segments, const GfQuestionText *questions,
                              gsize count)
{
    g_autoptr(GString) all = g_string_new(NULL);
    guint64 found = 0;
    for (guint i = 0; i < segments->len; i++)
        g_string_append(all, ((const GfSegment *) segments->pdata[i])->text);
    for (gsize i = 0; i < count; i++) {
        g_autofree char *name = g_strdup_printf("Q%d :", questions[i].number);
        if (strstr(all->str, name) != NULL || strstr(all->str, questions[i].text) != NULL)
            found |= (guint64) 1 << (questions[i].number - 1);
    }
    return found;
}
