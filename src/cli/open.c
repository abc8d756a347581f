/* open.c - opening the instance a command works on; see cli.h.
 *
 * Refuses a directory that is no instance, --now outside a rehearsal, and a rehearsal whose mail
 * could leave the machine. Nothing is created here except by the store's own migrations.
 */
#include "base/date.h"
#include "cli/cli.h"

gboolean gf_cli_open_instance(GfCli *cli, GError **error)
{
    const char *directory = cli->directory;
    g_autofree char *config = g_build_filename(directory, "config", "greffe.conf", NULL);
    if (g_file_test(config, G_FILE_TEST_EXISTS)) {
        cli->instance = gf_instance_load(directory, error);
        return cli->instance != NULL;
    }
    g_set_error(
        error, GF_ERROR, GF_ERROR_CONFIG,
        "\"%s\": not an instance, it has no config/greffe.conf (name one with -C DIR, or make "
        "one with: greffe init DIR)",
        directory);
    return FALSE;
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
    if (!gf_cli_open_instance(cli, error))
        return FALSE;
    g_autofree char *database = gf_instance_database(cli->directory);
    cli->store = gf_store_open(database, error);
    if (cli->store == NULL || !gf_cli_open_clock(cli, error))
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
