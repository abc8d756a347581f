/* beginnings.h - how lines begin: lists of texts, looked at by their first byte first. */
#pragma once

#include <glib.h>
#include <string.h>

static inline gboolean gf_begins(const char *text, const char *beginning)
{
    return *text == *beginning && strncmp(text, beginning, strlen(beginning)) == 0;
}

/* TRUE where `text` begins with one of `count` texts. */
static inline gboolean gf_begins_with_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (gf_begins(text, list[i]))
            return TRUE;
    return FALSE;
}
