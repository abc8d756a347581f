/* orders.c - see orders.h. */
#include "understand/orders.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
void gf_order_line_free(GfOrderLine *line)
{
    g_free(line->word);
    g_free(line->rest);
    g_free(line->line);
    g_free(line);
}
GPtrArray *gf_orders_read(const char *new_text)
{
    static const struct {
        const char *word;
        GfOrderKind kind;
    } words[] = {
        {"present", GF_ORDER_PRESENT}, {"presente", GF_ORDER_PRESENT}, {"absent", GF_ORDER_ABSENT},
        {"absente", GF_ORDER_ABSENT},  {"ignore", GF_ORDER_IGNORE},    {"ignorer", GF_ORDER_IGNORE},
        {"fait", GF_ORDER_DONE},       {"neant", GF_ORDER_NOTHING},    {"oui", GF_ORDER_YES},
        {"saisine", GF_ORDER_MATTER},  {"chantier", GF_ORDER_MATTER}};
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify) gf_order_line_free);
    g_auto(GStrv) lines = g_strsplit(new_text, "\n", 200);
    for (gsize i = 0; lines[i] != NULL; i++) {
        char *end = NULL;
        long number = strtol(lines[i], &end, 10);
        if (end == lines[i])
            continue;
        GfOrderLine *line = g_new0(GfOrderLine, 1);
        line->number = (int) number;
        line->line = g_strdup(lines[i]);
        line->rest = gf_text_fold(end + strspn(end, " :).-"));
        line->word = g_strndup(line->rest, strcspn(line->rest, " "));
        line->kind = strchr(line->rest, '/') ? GF_ORDER_MATTER : GF_ORDER_UNKNOWN;
        for (gsize j = 0; j < G_N_ELEMENTS(words); j++)
            if (g_str_equal(words[j].word, line->word))
                line->kind = words[j].kind;
        g_ptr_array_add(all, line);
    }
    return all;
}
