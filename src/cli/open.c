/* open.c - opening the instance a command works on; see cli.h.
 *
 * Refuses a directory that is no instance or that this account may not enter and write, --now
 * outside a rehearsal, and a rehearsal whose mail could leave the machine. Nothing is created here
 * except by the store's own migrations.
 */
#include "base/date.h"
#include "base/reason.h"
#include "cli/cli.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean refuse(GError **error, const char *directory, int code, const char *advice)
{
    g_autofree char *reason = gf_reason(code);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": %s (%s)", directory, reason, advice);
    return FALSE;
}

gboolean gf_cli_open_instance(GfCli *cli, GError **error)
{
    const char *directory = cli->directory;
    g_autofree char *config = g_build_filename(directory, "config", "greffe.conf", NULL);
    if (g_access(config, F_OK) == 0) {
        cli->instance = gf_instance_load(directory, error);
        return cli->instance != NULL;
    }
    int code = errno;
    if (code != ENOENT && code != ENOTDIR)
        return refuse(error, directory, code, "run greffe as the account the instance belongs to");
    g_set_error(
        error, GF_ERROR, GF_ERROR_CONFIG,
        "\"%s\": not an instance, it has no config/greffe.conf (name one with -C DIR, or make "
        "one with: greffe init DIR)",
        directory);
    return FALSE;
}

gboolean gf_cli_open_store(GfCli *cli, GError **error)
{
    g_autofree char *database = gf_instance_database(cli->directory);
    /* A database that is not there is the store's to report. */
    gboolean writable = g_access(database, W_OK) == 0 || errno == ENOENT;
    if (!writable || g_access(cli->directory, W_OK) != 0)
        return refuse(error, cli->directory, errno,
                      errno == EROFS
                          ? "dmesg says why, where nobody mounted it so: mount it to be written"
                          : "write access is needed, even to look: run greffe as the account the "
                            "instance belongs to");
    cli->store = gf_store_open(database, error);
    return cli->store != NULL;
}

gboolean gf_cli_open_clock(GfCli *cli, GError **error)
{
    g_autofree char *rehearsal = NULL;
    if (!gf_store_setting(cli->store, "rehearsal", &rehearsal, error))
        return FALSE;
    if (rehearsal == NULL && cli->now != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "--now: \"%s\" is not a rehearsal instance (make one with: greffe init DIR "
                    "--rehearsal)",
                    cli->directory);
        return FALSE;
    }
    if (rehearsal != NULL && !gf_config_stays_here(cli->instance->config)) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "\"%s\": a rehearsal instance, but its mail could leave this machine (in "
                    "greffe.conf set [transport] kind = maildir, or a host on loopback)",
                    cli->directory);
        return FALSE;
    }
    gint64 instant = 0;
    if (cli->now != NULL && gf_instant_parse_rfc3339(cli->now, &instant))
        cli->clock = gf_clock_new_fixed(instant);
    else
        cli->clock = gf_clock_new_system();
    return TRUE;
}

gboolean gf_cli_open(GfCli *cli, GError **error)
{
    if (!gf_cli_open_instance(cli, error) || !gf_cli_open_store(cli, error) ||
        !gf_cli_open_clock(cli, error))
        return FALSE;
    cli->clerk = (GfClerk){
        .store = cli->store,
        .config = cli->instance->config,
        .templates = cli->instance->templates,
        .clock = cli->clock,
    };
    return TRUE;
}

gint64 gf_cli_now(const GfCli *cli)
{
    return gf_clock_now(cli->clock);
}

char *gf_cli_time(const GfCli *cli, gint64 instant)
{
    if (instant == 0)
        return NULL;
    return gf_instant_format(instant,
                             cli->instance != NULL ? cli->instance->config->timezone : "UTC");
}
