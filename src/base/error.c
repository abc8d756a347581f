#include "base/error.h"

/* What G_DEFINE_QUARK() makes is not for several threads at once. */
GQuark gf_error_quark(void)
{
    static gint kept; /* atomic */
    GQuark quark = (GQuark) g_atomic_int_get(&kept);
    if (quark == 0) {
        quark = g_quark_from_static_string("gf-error-quark");
        g_atomic_int_set(&kept, (gint) quark);
    }
    return quark;
}

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
