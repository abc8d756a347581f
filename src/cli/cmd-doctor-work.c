/* cmd-doctor-work.c - greffe doctor: is the work being done?
 *
 * Warns of what an administrator can see nowhere else at a glance. Looks at the database and the
 * disk, and asks nobody: each finding has its cause and how to mend it.
 */
#include "cli/cmd-doctor.h"

#include "store/inbox.h"
#include "store/journal.h"
#include "store/outbox.h"
#include "workflow/delivery.h"
#include "workflow/roster.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MEBIBYTE (1024.0 * 1024)
#define ROOM_MEBIBYTES 100
#define LOG_MEBIBYTES 64
#define FILING_LIMIT 1000
/* The clock of this machine and the journal's last lines may differ so much. */
#define AHEAD_SECONDS 300
#define JOURNAL_LINES 1000

static void warn(GPtrArray *findings, const char *code, char *sentence, const char *remedy)
{
    static const char *const subjects[] = {"instance", NULL};
    GfFinding *finding = g_new0(GfFinding, 1);
    finding->code = code;
    finding->severity = "warning";
    finding->about = "instance";
    finding->subjects = g_strdupv((char **) subjects);
    finding->sentence = sentence;
    finding->remedy = g_strdup(remedy);
    g_ptr_array_add(findings, finding);
}

/* Its wake-up socket answers only while it runs. */
static gboolean daemon_runs(const char *directory)
{
    struct sockaddr_un address;
    int folder = gf_instance_wake_address(directory, &address);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    gboolean runs =
        folder >= 0 && fd >= 0 && connect(fd, (struct sockaddr *) &address, sizeof address) == 0;
    if (folder >= 0)
        close(folder);
    if (fd >= 0)
        close(fd);
    return runs;
}

static void look_at_machine(GfCli *cli, GPtrArray *findings)
{
    struct statvfs disk;
    struct stat log;
    g_autofree char *database = gf_instance_database(cli->directory);
    g_autofree char *path = g_strconcat(database, "-wal", NULL);
    if (!daemon_runs(cli->directory))
        warn(findings, "daemon-not-running", g_strdup("greffed does not run on this instance"),
             "systemctl start greffed@NAME, or greffed -C DIR");
    double room = statvfs(cli->directory, &disk) == 0
                      ? (double) disk.f_bavail * (double) disk.f_frsize / MEBIBYTE
                      : ROOM_MEBIBYTES;
    if (room < ROOM_MEBIBYTES)
        warn(findings, "disk-nearly-full", g_strdup_printf("%.1f MiB are free on the disk", room),
             "make room: on a full disk nothing is recorded and nothing leaves");
    double size = stat(path, &log) == 0 ? (double) log.st_size / MEBIBYTE : 0;
    if (size >= LOG_MEBIBYTES)
        warn(findings, "write-ahead-log-grows",
             g_strdup_printf("greffe.db-wal has %.0f MiB, for a program has been reading for long",
                             size),
             "end that program: fuser -v greffe.db names it");
}

static gboolean look_at_outbox(GfCli *cli, GPtrArray *findings, GError **error)
{
    GfClerk clerk = {cli->store, cli->instance->config, cli->instance->templates, cli->clock};
    GfOutboxCounts counts = {0};
    int rest = 0;
    gint64 held_since = 0; /* said by the check "sending" */
    if (!gf_delivery_rest(&clerk, &rest, error) || !gf_delivery_held(&clerk, &held_since, error) ||
        !gf_store_outbox_counts(cli->store, 0, &counts, error))
        return FALSE;
    if (rest > 0 && held_since == 0)
        warn(findings, "relay-rests",
             g_strdup_printf(
                 "the relay refused us or was gone: nothing leaves for %d s (mails that wait: %u)",
                 rest, counts.queued + counts.ready),
             "see the line of transport; after mending, systemctl reload greffed@NAME");
    if (counts.uncertain > 0)
        warn(findings, "mail-undecided",
             g_strdup_printf("mails that may have been sent or not: %u", counts.uncertain),
             "greffe queue list --state uncertain, then greffe queue retry ID or drop ID");
    return TRUE;
}

static gboolean look_at_inbox(GfCli *cli, GPtrArray *findings, GError **error)
{
    g_autoptr(GPtrArray) places = NULL;
    if (!gf_store_places_to_file(cli->store, FILING_LIMIT, &places, error))
        return FALSE;
    if (places->len > 0)
        warn(findings, "not-filed",
             g_strdup_printf("messages recorded and not filed in the mailbox yet: %u%s",
                             places->len, places->len == FILING_LIMIT ? " or more" : ""),
             "where this lasts, the mailbox is full or refuses: see the log of greffed");
    return TRUE;
}

static gboolean look_at_journal(GfCli *cli, GPtrArray *findings, GError **error)
{
    g_autoptr(GPtrArray) lines = NULL;
    gint64 latest = 0;
    if (!gf_store_journal_lines(cli->store, JOURNAL_LINES, &lines, error))
        return FALSE;
    for (guint i = 0; i < lines->len; i++)
        latest = MAX(latest, ((const GfJournalLine *) lines->pdata[i])->at);
    if (latest <= gf_clock_now(cli->clock) + AHEAD_SECONDS)
        return TRUE;
    g_autofree char *at = gf_cli_time(cli, latest);
    warn(findings, "clock-behind-journal",
         g_strdup_printf("the journal goes on until %s: the clock was ahead then, or is behind now",
                         at),
         "set the clock, and let it follow a time server");
    return TRUE;
}

GPtrArray *gf_doctor_work(GfCli *cli, GError **error)
{
    g_autoptr(GPtrArray) findings =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_finding_free);
    look_at_machine(cli, findings);
    if (!look_at_outbox(cli, findings, error) || !look_at_inbox(cli, findings, error) ||
        !look_at_journal(cli, findings, error))
        return NULL;
    return g_steal_pointer(&findings);
}
