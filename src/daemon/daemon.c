/* daemon.c - the loop: see daemon.h.
 *
 * The main thread owns the database and this loop; the mailbox thread and the sender thread post
 * events. Where the database refuses (full disk, locked), nothing is lost: messages are fetched
 * again, outcomes are kept and recorded later, and the loop pauses instead of turning.
 */
#include "daemon/daemon.h"

#include "base/error.h"
#include "base/log.h"
#include "daemon/event.h"
#include "daemon/fetcher.h"
#include "daemon/notify.h"
#include "daemon/sender.h"
#include "daemon/trouble.h"
#include "daemon/waits.h"
#include "daemon/wake.h"
#include "daemon/watchdog.h"

#include <glib-unix.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Where something cannot leave: no room, no sender. */
#define NO_ROOM_SECONDS 60
/* All that may be due is looked through this often even if nothing tells of it. */
#define LOOK_THROUGH_SECONDS 1800
#define PATIENCE_AT_STOP_MS 300
/* Of filings (desk.c), as the daemon starts: more than a crash leaves. */
#define FIRST_BATCHES 5
/* While more comes in, what was read waits for one commit, and orders to file for one another. */
#define RECORDING_BATCH 128
#define RECORDING_PAUSE_MS 50
#define FILING_PAUSE_US G_USEC_PER_SEC

/* What waits until nothing is being sent: a dialogue is never cut for it. */
typedef enum { NOTHING_PENDING, RENEW_SENDER, RELOAD } Pending;

typedef struct {
    GfInstance *instance;
    GfDesk *desk;
    GfReader *reader;
    int stop_fd, wake_fd, clock_fd;
    GMainLoop *loop;
    GfEvents *events;
    GfFetcher *fetcher;
    GfSender *sender;
    GPtrArray *outcomes; /* not recorded yet, as the next */
    GPtrArray *received;
    guint recording; /* the timer of these */
    Pending pending;
    gboolean attended; /* nothing has come in since, and no time is over */
    guint to_file;     /* messages recorded and not ordered to be filed, about */
    gint64 ordered_at; /* monotonic microseconds of these */
    guint timer;
    gint64 due_us; /* monotonic: when the next thing is */
    gboolean in_trouble;
    GfTroubles *troubles;
    gint64 told_status_at;
    gint64 boot_us; /* the hour of the clock at which time began to be counted */
} Daemon;

static void turn(Daemon *daemon);
static void renew_sender(Daemon *daemon);
static void set_timer(Daemon *daemon, gint64 seconds);

/* Nothing is due, no clock was set, and nobody has changed the database. */
static gboolean is_quiet(const Daemon *daemon)
{
    return daemon->attended && !daemon->in_trouble && daemon->sender != NULL &&
           daemon->pending == NOTHING_PENDING && g_get_monotonic_time() < daemon->due_us &&
           gf_clock_step(daemon->boot_us) == 0 && !gf_desk_is_changed(daemon->desk);
}

static gboolean on_timer(gpointer user_data)
{
    Daemon *daemon = user_data;
    daemon->timer = 0;
    daemon->in_trouble = FALSE;
    daemon->attended = FALSE;
    if (daemon->sender == NULL) /* its secret could not be had the last time */
        renew_sender(daemon);
    turn(daemon);
    return G_SOURCE_REMOVE;
}

static void set_timer(Daemon *daemon, gint64 seconds)
{
    if (daemon->timer != 0)
        g_source_remove(daemon->timer);
    daemon->timer = g_timeout_add_seconds((guint) seconds, on_timer, daemon);
}

/* Says a trouble once, and again after a while, not at every turn. */
static void tell_trouble(Daemon *daemon, const char *where, const GError *problem,
                         int retry_seconds)
{
    g_autofree char *line =
        gf_troubles_tell(daemon->troubles, where, problem, retry_seconds, g_get_monotonic_time());
    gboolean passes = g_error_matches(problem, GF_ERROR, GF_ERROR_MAILBOX) ||
                      g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY);
    if (line != NULL)
        gf_log_event(passes ? G_LOG_LEVEL_WARNING : G_LOG_LEVEL_CRITICAL, "%s", line);
}

static void end_trouble(Daemon *daemon, const char *where)
{
    g_autofree char *line = gf_troubles_end(daemon->troubles, where);
    if (line != NULL)
        gf_log_event(G_LOG_LEVEL_MESSAGE, "%s", line);
}

static void database_trouble(Daemon *daemon, const GError *problem)
{
    tell_trouble(daemon, "database", problem, GF_WAIT_DATABASE_SECONDS);
    daemon->in_trouble = TRUE;
    set_timer(daemon, GF_WAIT_DATABASE_SECONDS);
}

static guint room(const Daemon *daemon)
{
    /* No more than can be under way at once: a crash leaves no more of unknown outcome (I6). */
    guint limit = (guint) daemon->instance->config->transport_connections;
    guint under_way = gf_desk_under_way(daemon->desk) - daemon->outcomes->len;
    if (daemon->pending != NOTHING_PENDING || daemon->sender == NULL)
        return 0;
    return limit > under_way ? limit - under_way : 0;
}

static gboolean exchange(Daemon *daemon, GError **error)
{
    g_autoptr(GPtrArray) shipments = NULL;
    if (!gf_desk_exchange(daemon->desk, daemon->outcomes, room(daemon), &shipments, error))
        return FALSE;
    g_ptr_array_set_size(daemon->outcomes, 0);
    gf_sender_submit(daemon->sender, shipments);
    if (shipments->len > 0) /* while the servers talk */
        gf_desk_compose_ahead(daemon->desk);
    return TRUE;
}

/* A server may look through the whole folder for every command that moves something out of it. */
static gboolean filing_waits(const Daemon *daemon)
{
    return daemon->to_file < GF_FILING_BATCH && gf_fetcher_in_flight(daemon->fetcher) > 0 &&
           g_get_monotonic_time() - daemon->ordered_at < FILING_PAUSE_US;
}

static gboolean file_what_waits(Daemon *daemon, GError **error)
{
    GPtrArray *filings = NULL;
    if (!gf_desk_filings(daemon->desk, &filings, error))
        return FALSE;
    gboolean all = filings->len < GF_FILING_BATCH; /* else the rest waits for the next batch */
    daemon->to_file = all ? 0 : daemon->to_file - MIN(daemon->to_file, filings->len);
    daemon->ordered_at = g_get_monotonic_time();
    gf_fetcher_file(daemon->fetcher, filings);
    return TRUE;
}

static gboolean extract_what_waits(Daemon *daemon, GError **error)
{
    g_autoptr(GPtrArray) extractions = NULL;
    if (!gf_desk_extractions(daemon->desk, &extractions, error))
        return FALSE;
    g_ptr_array_set_free_func(extractions, NULL);
    for (guint i = 0; i < extractions->len; i++)
        gf_fetcher_extract(daemon->fetcher, extractions->pdata[i]);
    return TRUE;
}

static void carry_out_pending(Daemon *daemon);

/* Whatever may be due beside the sending: after something came in, at its time, and when all that
 * was to be sent has been tried. */
static gboolean attend(Daemon *daemon, GError **error)
{
    gint64 seconds = 0;
    gboolean later = filing_waits(daemon);
    (void) gf_desk_is_changed(daemon->desk); /* what others have done until now is seen here */
    if (!gf_desk_duties(daemon->desk, error) || !exchange(daemon, error) ||
        !(later || file_what_waits(daemon, error)) || !extract_what_waits(daemon, error) ||
        !gf_desk_seconds_to_next(daemon->desk, LOOK_THROUGH_SECONDS, &seconds, error))
        return FALSE;
    /* A mail that is due but has no room waits for an outcome, not for a busy turn. */
    if (room(daemon) == 0)
        seconds = seconds == 0 ? NO_ROOM_SECONDS : MIN(seconds, NO_ROOM_SECONDS);
    seconds = later ? 1 : MAX(seconds, 1);
    gf_watchdog_tell_status(daemon->desk, &daemon->told_status_at);
    daemon->attended = TRUE;
    daemon->due_us = g_get_monotonic_time() + seconds * (gint64) G_USEC_PER_SEC;
    set_timer(daemon, seconds);
    return TRUE;
}

static gboolean watch_clock(Daemon *daemon, GError **error)
{
    gint64 seconds = gf_clock_step(daemon->boot_us);
    if (seconds == 0)
        return TRUE;
    daemon->boot_us = gf_clock_boot_time_us();
    gf_log_event(G_LOG_LEVEL_WARNING,
                 "clock by_seconds=%" G_GINT64_FORMAT " outcome=stepped reason=%s", seconds,
                 seconds > 0 ? "the clock was set forward (what was due meanwhile is done now)"
                             : "the clock was set back (what it had put off is due again)");
    return gf_desk_date_anew(daemon->desk, error);
}

/* Outcomes first: what was sent is recorded whatever else fails. */
static void turn(Daemon *daemon)
{
    g_autoptr(GError) problem = NULL;
    if (daemon->in_trouble)
        return;
    if (!watch_clock(daemon, &problem) || !exchange(daemon, &problem) ||
        ((!daemon->attended || gf_desk_under_way(daemon->desk) == 0) &&
         !attend(daemon, &problem))) {
        database_trouble(daemon, problem);
        return;
    }
    end_trouble(daemon, "database");
    carry_out_pending(daemon);
}

static void receive(Daemon *daemon)
{
    g_autoptr(GError) problem = NULL;
    GPtrArray *received = daemon->received;
    if (daemon->recording != 0)
        g_source_remove(daemon->recording);
    daemon->recording = 0;
    daemon->attended = FALSE;
    if (!gf_desk_receive(daemon->desk, received, &problem)) {
        gf_fetcher_forget(daemon->fetcher);
        database_trouble(daemon, problem);
    }
    daemon->to_file += received->len;
    for (guint i = 0; i < received->len; i++) {
        const GfReceived *one = received->pdata[i];
        gf_fetcher_done(daemon->fetcher, g_bytes_get_size(one->incoming->raw));
    }
    g_ptr_array_set_size(received, 0);
}

static gboolean on_recording(gpointer user_data)
{
    receive(user_data);
    turn(user_data);
    return G_SOURCE_CONTINUE; /* has been removed */
}

/* Whether anything is left to wait. */
static gboolean receive_or_wait(Daemon *daemon)
{
    guint count = daemon->received->len;
    gboolean more = count < gf_fetcher_in_flight(daemon->fetcher) && count < RECORDING_BATCH;
    if (count > 0 && !more)
        receive(daemon);
    else if (count > 0 && daemon->recording == 0)
        daemon->recording = g_timeout_add(RECORDING_PAUSE_MS, on_recording, daemon);
    return count > 0 && more;
}

static void record_filed(Daemon *daemon, GPtrArray *filed)
{
    g_autoptr(GError) problem = NULL;
    if (filed->len == 0)
        return;
    if (!gf_desk_filed(daemon->desk, filed, &problem))
        database_trouble(daemon, problem);
    else if (!gf_desk_has_put_off(daemon->desk)) /* one folder may work and another not */
        end_trouble(daemon, "filing");
}

static void record_extracted(Daemon *daemon, GPtrArray *extracted)
{
    g_autoptr(GError) problem = NULL;
    if (!gf_desk_extracted(daemon->desk, extracted, &problem))
        database_trouble(daemon, problem);
}

/* What an outcome says of the relay. A refused log-in may be an expired token: after the rest
 * (workflow/delivery.c) the next sender reads the secret anew. */
static void learn_of_relay(Daemon *daemon, const GfOutcome *outcome)
{
    int retry_seconds = 0;
    g_autoptr(GError) problem = gf_trouble_of_outcome(outcome, &retry_seconds);
    if (outcome->kind == GF_OUTCOME_ACCOUNT)
        daemon->pending = MAX(daemon->pending, RENEW_SENDER);
    if (problem != NULL)
        tell_trouble(daemon, "transport", problem, retry_seconds);
    else if (outcome->kind != GF_OUTCOME_CANCELLED)
        end_trouble(daemon, "transport");
}

static void take_event(Daemon *daemon, GfEvent *event, GPtrArray *filed, GPtrArray *extracted)
{
    if (event->kind != GF_EVENT_OUTCOME && event->kind != GF_EVENT_RECEIVED)
        daemon->attended = FALSE;
    switch (event->kind) {
    case GF_EVENT_RECEIVED:
        end_trouble(daemon, "reader");
        g_ptr_array_add(daemon->received, g_steal_pointer(&event->payload));
        break;
    case GF_EVENT_FILED:
        g_ptr_array_add(filed, g_steal_pointer(&event->payload));
        break;
    case GF_EVENT_EXTRACTED:
        g_ptr_array_add(extracted, g_steal_pointer(&event->payload));
        break;
    case GF_EVENT_OUTCOME:
        learn_of_relay(daemon, event->payload);
        g_ptr_array_add(daemon->outcomes, g_steal_pointer(&event->payload));
        break;
    case GF_EVENT_MAILBOX_OPENED:
        gf_desk_retry(daemon->desk);
        end_trouble(daemon, "mailbox");
        gf_log_event(G_LOG_LEVEL_INFO, "mailbox outcome=opened");
        break;
    case GF_EVENT_TROUBLE:
        tell_trouble(daemon, event->where, event->payload, event->retry_seconds);
        gf_event_free_payload(event);
        break;
    }
}

/* FALSE where there is nothing to do but wait for more. */
static gboolean take_events(Daemon *daemon)
{
    g_autoptr(GPtrArray) all = gf_events_drain(daemon->events);
    g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    g_autoptr(GPtrArray) extracted =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_extraction_free);
    guint waited = daemon->received->len;
    for (guint i = 0; i < all->len; i++)
        take_event(daemon, all->pdata[i], filed, extracted);
    gboolean only_received = daemon->received->len - waited == all->len;
    gboolean wait = receive_or_wait(daemon) && only_received;
    record_filed(daemon, filed);
    record_extracted(daemon, extracted);
    return !wait;
}

static gboolean on_events(gint fd, GIOCondition condition, gpointer user_data)
{
    (void) fd;
    (void) condition;
    if (take_events(user_data))
        turn(user_data);
    return G_SOURCE_CONTINUE;
}

static gboolean on_wake(gint fd, GIOCondition condition, gpointer user_data)
{
    Daemon *daemon = user_data;
    (void) condition;
    if (fd == daemon->clock_fd)
        gf_clock_watch_again(fd);
    else
        gf_wake_drain(fd);
    daemon->attended = FALSE;
    turn(daemon);
    return G_SOURCE_CONTINUE;
}

static void watch_log(Daemon *daemon)
{
    g_autofree char *database = gf_instance_database(daemon->instance->directory);
    g_autoptr(GError) problem = gf_trouble_of_log(database);
    if (problem != NULL)
        tell_trouble(daemon, "write-ahead-log", problem, GF_WAIT_PUT_OFF_SECONDS);
    else
        end_trouble(daemon, "write-ahead-log");
}

/* Now and then: what nothing else tells of. */
static gboolean on_round(gpointer user_data)
{
    Daemon *daemon = user_data;
    gboolean was_put_off = gf_desk_retry(daemon->desk);
    watch_log(daemon);
    if (was_put_off || !is_quiet(daemon)) {
        daemon->attended = FALSE;
        turn(daemon);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean on_stop(gpointer user_data)
{
    Daemon *daemon = user_data;
    gf_notify("STOPPING=1");
    gf_desk_set_patience(daemon->desk, PATIENCE_AT_STOP_MS);
    g_main_loop_quit(daemon->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean start_sender(Daemon *daemon, GError **error)
{
    GfTransport *transport = gf_transport_new_configured(daemon->instance->config, error);
    if (transport == NULL)
        return FALSE;
    daemon->sender = gf_sender_start(transport, daemon->events);
    return TRUE;
}

/* What is recorded is filed first: fetched again meanwhile, it would be met at a place that it has
 * left already (I2). */
static void start_fetcher(Daemon *daemon)
{
    g_autoptr(GError) problem = NULL;
    daemon->fetcher =
        gf_fetcher_new(daemon->instance->config, daemon->reader, daemon->events, daemon->stop_fd);
    for (int i = 0; i < FIRST_BATCHES && problem == NULL; i++)
        file_what_waits(daemon, &problem);
    if (problem != NULL)
        database_trouble(daemon, problem);
    gf_fetcher_start(daemon->fetcher);
}

static void stop_threads(Daemon *daemon)
{
    eventfd_t ignored;
    g_clear_pointer(&daemon->sender, gf_sender_stop);
    g_clear_pointer(&daemon->fetcher, gf_fetcher_stop);
    eventfd_read(daemon->stop_fd, &ignored);
}

/* What the threads had posted when they ended: outcomes and filings are recorded, the rest comes
 * again.
 */
static void record_last_events(Daemon *daemon)
{
    g_autoptr(GPtrArray) all = gf_events_drain(daemon->events);
    g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    g_autoptr(GPtrArray) shipments = NULL;
    g_autoptr(GError) problem = NULL;
    for (guint i = 0; i < all->len; i++) {
        GfEvent *event = all->pdata[i];
        if (event->kind == GF_EVENT_OUTCOME)
            g_ptr_array_add(daemon->outcomes, g_steal_pointer(&event->payload));
        else if (event->kind == GF_EVENT_FILED)
            g_ptr_array_add(filed, g_steal_pointer(&event->payload));
        else
            gf_event_free_payload(event);
    }
    if (!gf_desk_exchange(daemon->desk, daemon->outcomes, 0, &shipments, &problem) ||
        !gf_desk_filed(daemon->desk, filed, &problem))
        tell_trouble(daemon, "database", problem, GF_WAIT_DATABASE_SECONDS);
    else
        g_ptr_array_set_size(daemon->outcomes, 0);
    g_ptr_array_set_size(daemon->received, 0);
    gf_desk_recall(daemon->desk);
}

static void renew_sender(Daemon *daemon)
{
    g_autoptr(GError) problem = NULL;
    g_clear_pointer(&daemon->sender, gf_sender_stop);
    if (!start_sender(daemon, &problem))
        tell_trouble(daemon, "transport", problem, NO_ROOM_SECONDS);
}

/* SIGHUP: a configuration that does not hold leaves the former one in force. */
static void reload(Daemon *daemon)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GfInstance) instance = gf_instance_load(daemon->instance->directory, &problem);
    if (instance == NULL) {
        gf_log_event(G_LOG_LEVEL_CRITICAL, "reload outcome=refused reason=%s", problem->message);
        return;
    }
    stop_threads(daemon);
    record_last_events(daemon);
    gf_desk_set_instance(daemon->desk, instance);
    gf_instance_free(daemon->instance);
    daemon->instance = g_steal_pointer(&instance);
    if (!gf_desk_end_rest(daemon->desk, &problem))
        tell_trouble(daemon, "database", problem, GF_WAIT_DATABASE_SECONDS);
    gf_desk_repeat_after(daemon->desk, 0);
    renew_sender(daemon);
    start_fetcher(daemon);
    watch_log(daemon);
    gf_log_event(G_LOG_LEVEL_MESSAGE, "reload outcome=done");
}

static void carry_out_pending(Daemon *daemon)
{
    Pending pending = daemon->pending;
    if (pending == NOTHING_PENDING || gf_desk_under_way(daemon->desk) > 0)
        return;
    daemon->pending = NOTHING_PENDING;
    daemon->attended = FALSE;
    set_timer(daemon, 1);
    if (pending == RENEW_SENDER) {
        renew_sender(daemon);
        return;
    }
    gf_notify("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());
    reload(daemon);
    gf_notify("READY=1");
}

static gboolean on_reload(gpointer user_data)
{
    Daemon *daemon = user_data;
    daemon->pending = RELOAD;
    daemon->attended = FALSE;
    /* Somebody has mended what was wrong, and says so: nothing is waited for. */
    daemon->in_trouble = FALSE;
    turn(daemon);
    return G_SOURCE_CONTINUE;
}

static gboolean on_watchdog(gpointer user_data)
{
    Daemon *daemon = user_data;
    if (gf_watchdog_is_alive(daemon->fetcher, daemon->sender))
        gf_notify("WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

static void keep(GPtrArray *sources, guint source)
{
    g_ptr_array_add(sources, GUINT_TO_POINTER(source));
}

static GPtrArray *add_sources(Daemon *daemon)
{
    GPtrArray *sources = g_ptr_array_new();
    guint seconds = gf_notify_watchdog_seconds();
    keep(sources, g_unix_signal_add(SIGTERM, on_stop, daemon));
    keep(sources, g_unix_signal_add(SIGINT, on_stop, daemon));
    keep(sources, g_unix_signal_add(SIGHUP, on_reload, daemon));
    keep(sources, g_unix_fd_add(gf_events_fd(daemon->events), G_IO_IN, on_events, daemon));
    keep(sources, g_unix_fd_add(daemon->wake_fd, G_IO_IN, on_wake, daemon));
    if (daemon->clock_fd >= 0)
        keep(sources, g_unix_fd_add(daemon->clock_fd, G_IO_IN, on_wake, daemon));
    keep(sources, g_timeout_add_seconds(GF_WAIT_PUT_OFF_SECONDS, on_round, daemon));
    if (seconds > 0)
        keep(sources, g_timeout_add_seconds(seconds, on_watchdog, daemon));
    return sources;
}

static void remove_sources(Daemon *daemon, GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++)
        g_source_remove(GPOINTER_TO_UINT(sources->pdata[i]));
    g_ptr_array_unref(sources);
    if (daemon->timer != 0)
        g_source_remove(daemon->timer);
}

static void daemon_clear(Daemon *daemon)
{
    gf_wake_close(daemon->wake_fd, daemon->instance->directory);
    (void) close(daemon->clock_fd); /* -1 does no harm */
    g_clear_pointer(&daemon->events, gf_events_free);
    g_clear_pointer(&daemon->outcomes, g_ptr_array_unref);
    g_clear_pointer(&daemon->received, g_ptr_array_unref);
    g_clear_pointer(&daemon->loop, g_main_loop_unref);
    g_clear_pointer(&daemon->troubles, gf_troubles_free);
    gf_desk_free(daemon->desk); /* what is being composed looks at the instance */
    gf_instance_free(daemon->instance);
}

gboolean gf_daemon_run(GfInstance *instance, GfDesk *desk, GfReader *reader, int stop_fd,
                       GError **error)
{
    Daemon daemon = {.instance = instance, .desk = desk, .reader = reader, .stop_fd = stop_fd};
    daemon.loop = g_main_loop_new(NULL, FALSE);
    daemon.events = gf_events_new();
    daemon.troubles = gf_troubles_new();
    daemon.boot_us = gf_clock_boot_time_us();
    daemon.outcomes = g_ptr_array_new_with_free_func((GDestroyNotify) gf_outcome_free);
    daemon.received = g_ptr_array_new_with_free_func((GDestroyNotify) gf_received_free);
    daemon.clock_fd = gf_clock_watch_open();
    daemon.wake_fd = gf_wake_open(instance->directory, error);
    if (daemon.wake_fd < 0 || !gf_desk_recover(desk, error) || !gf_desk_end_rest(desk, error) ||
        !start_sender(&daemon, error)) {
        daemon_clear(&daemon);
        return FALSE;
    }
    gf_desk_repeat_after(desk, GF_WAIT_REPEAT_SECONDS);
    start_fetcher(&daemon);
    GPtrArray *sources = add_sources(&daemon);
    gf_log_event(G_LOG_LEVEL_MESSAGE, "greffed outcome=started version=%s", GF_VERSION);
    gf_notify("READY=1");
    turn(&daemon);
    g_main_loop_run(daemon.loop);
    remove_sources(&daemon, sources);
    stop_threads(&daemon);
    record_last_events(&daemon);
    gf_log_event(G_LOG_LEVEL_MESSAGE, "greffed outcome=stopped");
    daemon_clear(&daemon);
    return TRUE;
}
