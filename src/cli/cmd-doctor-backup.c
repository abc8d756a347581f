/* cmd-doctor-backup.c - of doctor: the last backup, and what the restore of one left to be done. */
#include "cli/backup.h"
#include "cli/cmd-doctor.h"
#include "workflow/delivery.h"

#define HOUR G_GINT64_CONSTANT(3600)

char *gf_doctor_backup(GfCli *cli, GError **error)
{
    g_autofree char *value = NULL;
    if (!gf_store_setting(cli->store, GF_LAST_BACKUP, &value, error))
        return NULL;
    if (value == NULL)
        return g_strdup("none yet (greffe backup FILE makes one, while the daemon works)");
    gint64 at = g_ascii_strtoll(value, NULL, 10);
    gint64 hours = MAX(gf_cli_now(cli) - at, 0) / HOUR;
    g_autofree char *time = gf_cli_time(cli, at);
    return g_strdup_printf("the last one %" G_GINT64_FORMAT " %s ago, %s",
                           hours < 48 ? hours : hours / 24, hours < 48 ? "h" : "days", time);
}

char *gf_doctor_sending(GfCli *cli, GError **error)
{
    gint64 since = 0;
    const GfClerk clerk = {cli->store, cli->instance->config, cli->instance->templates, cli->clock};
    if (!gf_delivery_held(&clerk, &since, error))
        return NULL;
    if (since == 0)
        return g_strdup("not held");
    g_autofree char *time = gf_cli_time(cli, since);
    return g_strdup_printf("held, the instance was restored from the backup of %s (greffe queue "
                           "list, then greffe queue release)",
                           time);
}
