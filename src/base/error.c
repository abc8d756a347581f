#include "base/error.h"

G_DEFINE_QUARK(gf - error - quark, gf_error)

void gf_error_prefix(GError **error, const char *format, ...)
{
    if (error == NULL || *error == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *prefix = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_prefix_error(error, "%s: ", prefix);
}
