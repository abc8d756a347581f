/* rehearsal.c - see rehearsal.h. */
#include "daemon/rehearsal.h"

#include "base/error.h"

gboolean gf_rehearsal_check(GfStore *store, const GfInstance *instance, gint64 now, GError **error)
{
    g_autofree char *rehearsal = NULL;
    if (!gf_store_setting(store, "rehearsal", &rehearsal, error))
        return FALSE;
    if (rehearsal == NULL && now != 0) {
        g_set_error_literal(
            error, GF_ERROR, GF_ERROR_STATE,
            "--now: this instance is no rehearsal (make one with: greffe init DIR --rehearsal)");
        return FALSE;
    }
    if (rehearsal != NULL && !gf_config_stays_here(instance->config)) {
        g_set_error_literal(
            error, GF_ERROR, GF_ERROR_CONFIG,
            "transport: this instance is a rehearsal, whose mail must stay on this machine "
            "(kind = maildir, or host = 127.0.0.1)");
        return FALSE;
    }
    return TRUE;
}
