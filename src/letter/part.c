#include "letter/part.h"

void gf_part_free(GfPart *part)
{
    if (part == NULL)
        return;
    g_free(part->path);
    g_free(part->type);
    g_free(part->charset);
    g_free(part->method);
    g_free(part->name);
    g_free(part->container);
    g_clear_pointer(&part->bytes, g_bytes_unref);
    g_free(part->text);
    g_free(part);
}
