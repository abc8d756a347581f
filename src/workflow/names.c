/* names.c - see names.h. */
#include "workflow/names.h"

#define NAMED_MOST 10

char *gf_names_list(const GPtrArray *names, const char *language)
{
    gboolean english = g_strcmp0(language, "en") == 0;
    GString *text = g_string_new(NULL);
    guint shown = names->len <= NAMED_MOST + 1 ? names->len : NAMED_MOST;
    for (guint i = 0; i < shown; i++) {
        gboolean last = i + 1 == names->len;
        g_string_append(text, i == 0 ? "" : last ? (english ? " and " : " et ") : ", ");
        g_string_append(text, names->pdata[i]);
    }
    if (shown < names->len)
        g_string_append_printf(text, english ? " and %u others" : " et %u autres",
                               names->len - shown);
    return g_string_free(text, FALSE);
}
