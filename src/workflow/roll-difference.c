/* roll-difference.c - see roll-difference.h. */
#include "workflow/roll-difference.h"

void gf_difference_free(GfDifference *difference)
{
    if (difference == NULL)
        return;
    g_free(difference->id);
    g_free(difference->before);
    g_free(difference->after);
    g_free(difference);
}

const char *gf_difference_word(GfDifferenceKind kind)
{
    static const char *const words[] = {
        [GF_DIFFERENCE_ADDED] = "added",
        [GF_DIFFERENCE_CHANGED] = "changed",
        [GF_DIFFERENCE_ENDED] = "ended",
    };
    return words[kind];
}

static char *quoted(const char *value)
{
    if (value == NULL)
        return g_strdup("none");
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    g_autofree char *line = g_strjoinv("; ", lines);
    return g_strdup_printf("'%s'", line);
}

char *gf_difference_text(const GfDifference *difference)
{
    if (difference->field == NULL)
        return g_strdup("");
    g_autofree char *before = quoted(difference->before);
    g_autofree char *after = quoted(difference->after);
    return g_strdup_printf("%s: %s → %s", difference->field, before, after);
}

GPtrArray *gf_differences_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify) gf_difference_free);
}

void gf_differences_add(GPtrArray *differences, GfDifferenceKind kind, const char *object,
                        const char *id)
{
    GfDifference *difference = g_new0(GfDifference, 1);
    difference->kind = kind;
    difference->object = object;
    difference->id = g_strdup(id);
    g_ptr_array_add(differences, difference);
}

static const char *or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

gboolean gf_differences_compare(GPtrArray *differences, const GfDifference *place,
                                const char *before, const char *after)
{
    if (g_strcmp0(or_null(before), or_null(after)) == 0)
        return FALSE;
    GfDifference *difference = g_new0(GfDifference, 1);
    difference->kind = GF_DIFFERENCE_CHANGED;
    difference->object = place->object;
    difference->id = g_strdup(place->id);
    difference->field = place->field;
    difference->before = g_strdup(or_null(before));
    difference->after = g_strdup(or_null(after));
    g_ptr_array_add(differences, difference);
    return TRUE;
}
