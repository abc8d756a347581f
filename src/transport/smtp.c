/* smtp.c - the pool of connections to one relay: see smtp.h.
 *
 * A lane is a place for one connection. Shipments begin on an idle connection where there is one,
 * else on a new one. Where a relay admits no further connection, the open ones do the work; where
 * none can be opened at all, everything that waits shares that outcome, so that a wrong password is
 * tried once and not ten thousand times. An idle connection is watched, and closed after a while.
 */
#include "transport/smtp.h"

#include "transport/connection.h"
#include "transport/line.h"
#include "transport/shipment.h"

#define IDLE_SECONDS 30
/* How long a lane rests after the relay admitted no further connection. */
#define REST_SECONDS 30
/* Time-outs and idle connections are looked at this often. */
#define TICK_MS 1000
/* For answers under way at the end: each one read is a mail that is not uncertain. */
#define CANCEL_GRACE_MS 300
#define CANCEL_TICK_MS 50

typedef struct {
    GfConnection *connection; /* NULL: none */
    GfJob *job;               /* NULL: none */
    gboolean begun;           /* the job's transaction */
    gboolean ready;           /* its socket was, when it was last waited for */
    gint64 rests_until_us;
} Lane;

struct GfSmtp {
    GfServer server;
    CURLM *multi;
    GfLine *line;
    GArray *lanes;    /* of Lane */
    GQueue *outcomes; /* borrowed */
    int wake_fd;
    gint64 tick_us; /* when all lanes are looked at again */
};

static Lane *lane_at(GfSmtp *smtp, guint index)
{
    return &g_array_index(smtp->lanes, Lane, index);
}

static void hang_up(Lane *lane)
{
    g_clear_pointer(&lane->connection, gf_connection_free);
}

/* The outcome of a lane's job; takes ownership. */
static void finish(GfSmtp *smtp, Lane *lane, GfOutcome *outcome)
{
    g_assert(lane->job != NULL);
    outcome->id = lane->job->shipment->id;
    g_queue_push_tail(smtp->outcomes, outcome);
    gf_line_done(smtp->line, g_steal_pointer(&lane->job));
    lane->begun = FALSE;
}

static gboolean others_are_open(GfSmtp *smtp, const Lane *lane)
{
    for (guint i = 0; i < smtp->lanes->len; i++) {
        const Lane *other = lane_at(smtp, i);
        if (other != lane && other->connection != NULL &&
            gf_connection_state(other->connection) != GF_CONNECTION_DEAD)
            return TRUE;
    }
    return FALSE;
}

static void fail_all_waiting(GfSmtp *smtp, GfOutcomeKind kind, int code, const char *words)
{
    GfShipment *shipment = NULL;
    while ((shipment = gf_line_drop(smtp->line)) != NULL) {
        GfOutcome *outcome = gf_outcome_new(shipment->id, kind, words);
        outcome->code = code;
        g_queue_push_tail(smtp->outcomes, outcome);
        gf_shipment_free(shipment);
    }
}

/* The connection for the lane's job could not be opened; takes ownership. */
static void opening_failed(GfSmtp *smtp, Lane *lane, GfOutcome *outcome)
{
    if (others_are_open(smtp, lane)) {
        gf_line_put_back(smtp->line, g_steal_pointer(&lane->job));
        lane->rests_until_us = g_get_monotonic_time() + REST_SECONDS * G_USEC_PER_SEC;
        gf_outcome_free(outcome);
        return;
    }
    /* Not the fault of this mail, nor of those that wait: none of them was tried. */
    if (outcome->kind == GF_OUTCOME_DEFERRED)
        outcome->kind = GF_OUTCOME_UNREACHABLE;
    finish(smtp, lane, outcome);
    fail_all_waiting(smtp, outcome->kind, outcome->code, outcome->reply);
}

static void begin(Lane *lane)
{
    lane->begun = TRUE;
    gf_connection_begin(lane->connection, &lane->job->transaction);
}

static gboolean is_in_state(const Lane *lane, GfConnectionState state)
{
    return lane->connection != NULL && gf_connection_state(lane->connection) == state;
}

/* Draws the consequences of what happened on a lane's connection. */
static void settle(GfSmtp *smtp, Lane *lane)
{
    if (is_in_state(lane, GF_CONNECTION_READY) && lane->job != NULL && !lane->begun)
        begin(lane);
    GfOutcome *outcome = gf_connection_take_outcome(lane->connection);
    if (outcome != NULL && lane->begun)
        finish(smtp, lane, outcome);
    else if (outcome != NULL)
        opening_failed(smtp, lane, outcome);
    gboolean again = gf_connection_is_stale(lane->connection);
    gint64 idle_us = g_get_monotonic_time() - gf_connection_ready_since(lane->connection);
    if (is_in_state(lane, GF_CONNECTION_DEAD) ||
        (is_in_state(lane, GF_CONNECTION_READY) && idle_us > IDLE_SECONDS * G_USEC_PER_SEC))
        hang_up(lane);
    if (again) {
        /* Only a connection that was used before can be stale: this happens once. */
        lane->begun = FALSE;
        lane->connection = gf_connection_open(&smtp->server, smtp->multi);
    }
}

/* Tells the connections that libcurl is done with what became of them. */
static void collect_opened(CURLM *multi)
{
    int running = 0, left = 0;
    curl_multi_perform(multi, &running);
    const CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        GfConnection *connection = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **) &connection);
        gf_connection_opened(connection, message->data.result);
    }
}

/* The next job that may go out; those that must not are refused here. */
static GfJob *take_job(GfSmtp *smtp)
{
    GfJob *job = NULL;
    while ((job = gf_line_take(smtp->line)) != NULL) {
        GfTransaction *transaction = &job->transaction;
        g_autofree char *why =
            gf_shipment_why_not(job->shipment, &transaction->size, &transaction->eight_bit);
        transaction->shipment = job->shipment;
        if (why == NULL)
            return job;
        g_queue_push_tail(smtp->outcomes,
                          gf_outcome_new(job->shipment->id, GF_OUTCOME_REFUSED, why));
        gf_line_done(smtp->line, job);
    }
    return NULL;
}

static gboolean lane_is_free(GfSmtp *smtp, const Lane *lane, gboolean connected)
{
    if (lane->job != NULL)
        return FALSE;
    if (connected)
        return is_in_state(lane, GF_CONNECTION_READY);
    return lane->connection == NULL &&
           (lane->rests_until_us <= g_get_monotonic_time() || !others_are_open(smtp, lane));
}

/* TRUE where a connection will be ready within one exchange: sooner than a new one. */
static gboolean one_is_resetting(GfSmtp *smtp)
{
    for (guint i = 0; i < smtp->lanes->len; i++)
        if (lane_at(smtp, i)->job == NULL && is_in_state(lane_at(smtp, i), GF_CONNECTION_BUSY))
            return TRUE;
    return FALSE;
}

/* Gives jobs to lanes that are connected, or else to those that are not. */
static void assign(GfSmtp *smtp, gboolean connected)
{
    if (!connected && one_is_resetting(smtp))
        return;
    for (guint i = 0; i < smtp->lanes->len; i++) {
        Lane *lane = lane_at(smtp, i);
        if (!lane_is_free(smtp, lane, connected))
            continue;
        lane->job = take_job(smtp);
        if (lane->job == NULL)
            return;
        if (!connected)
            lane->connection = gf_connection_open(&smtp->server, smtp->multi);
        settle(smtp, lane);
    }
}

/* Time-outs and idle connections are due with every tick. */
static gboolean tick(GfSmtp *smtp)
{
    gint64 now_us = g_get_monotonic_time();
    if (now_us < smtp->tick_us)
        return FALSE;
    smtp->tick_us = now_us + TICK_MS * 1000;
    return TRUE;
}

void gf_smtp_work(GfSmtp *smtp)
{
    gboolean all = tick(smtp);
    collect_opened(smtp->multi);
    for (guint i = 0; i < smtp->lanes->len; i++) {
        Lane *lane = lane_at(smtp, i);
        gboolean opening = lane->job != NULL && !lane->begun;
        if (lane->connection == NULL || !(all || lane->ready || opening))
            continue;
        lane->ready = FALSE;
        gf_connection_step(lane->connection);
        settle(smtp, lane);
    }
    assign(smtp, TRUE);
    assign(smtp, FALSE);
}

static void wait_for(GfSmtp *smtp, int timeout_ms, int wake_fd)
{
    guint count = 0;
    gboolean connected = FALSE;
    g_autofree struct curl_waitfd *waits = g_new0(struct curl_waitfd, smtp->lanes->len + 1);
    g_autofree guint *waiting = g_new(guint, smtp->lanes->len); /* the lane of each */
    for (guint i = 0; i < smtp->lanes->len; i++) {
        const Lane *lane = lane_at(smtp, i);
        connected = connected || lane->connection != NULL;
        if (lane->connection != NULL && gf_connection_wants(lane->connection, &waits[count]))
            waiting[count++] = i;
    }
    guint sockets = count;
    if (wake_fd >= 0)
        waits[count++] = (struct curl_waitfd){.fd = wake_fd, .events = CURL_WAIT_POLLIN};
    curl_multi_poll(smtp->multi, waits, count, connected ? MIN(timeout_ms, TICK_MS) : timeout_ms,
                    NULL);
    for (guint i = 0; i < sockets; i++)
        lane_at(smtp, waiting[i])->ready = waits[i].revents != 0;
}

void gf_smtp_wait(GfSmtp *smtp, int timeout_ms)
{
    wait_for(smtp, timeout_ms, smtp->wake_fd);
}

void gf_smtp_submit(GfSmtp *smtp, GfShipment *shipment)
{
    gf_line_put(smtp->line, shipment);
}

/* Hangs up on every lane that is not past DATA; the number of the others. */
static guint cancel_early(GfSmtp *smtp)
{
    guint late = 0;
    for (guint i = 0; i < smtp->lanes->len; i++) {
        Lane *lane = lane_at(smtp, i);
        if (lane->connection == NULL)
            continue;
        if (gf_connection_is_past_data(lane->connection)) {
            late++;
            continue;
        }
        if (lane->job != NULL)
            finish(smtp, lane,
                   gf_outcome_new(0, GF_OUTCOME_CANCELLED, "stopped before the message was sent"));
        hang_up(lane);
    }
    return late;
}

static void cancel_late(GfSmtp *smtp)
{
    for (guint i = 0; i < smtp->lanes->len; i++) {
        Lane *lane = lane_at(smtp, i);
        if (lane->connection == NULL)
            continue;
        finish(smtp, lane,
               gf_outcome_new(0, GF_OUTCOME_UNCERTAIN, "stopped before the server had answered"));
        hang_up(lane);
    }
}

void gf_smtp_cancel(GfSmtp *smtp)
{
    fail_all_waiting(smtp, GF_OUTCOME_CANCELLED, 0, "stopped before the message was sent");
    gint64 deadline_us = g_get_monotonic_time() + CANCEL_GRACE_MS * 1000;
    while (cancel_early(smtp) > 0 && g_get_monotonic_time() < deadline_us) {
        wait_for(smtp, CANCEL_TICK_MS, -1);
        for (guint i = 0; i < smtp->lanes->len; i++) {
            Lane *lane = lane_at(smtp, i);
            if (lane->connection == NULL)
                continue;
            gf_connection_step(lane->connection);
            settle(smtp, lane);
        }
    }
    cancel_late(smtp);
}

static GfOutcome *probe_result(GfConnection *connection, GfOutcome *outcome)
{
    if (outcome == NULL)
        return gf_outcome_new(0, GF_OUTCOME_DEFERRED, "no answer in time");
    if (outcome->kind == GF_OUTCOME_REFUSED)
        outcome->kind = GF_OUTCOME_ACCOUNT;
    if (outcome->kind == GF_OUTCOME_TAKEN) {
        g_free(outcome->reply);
        outcome->reply = gf_connection_describe(connection);
    }
    return outcome;
}

GfOutcome *gf_smtp_probe(GfSmtp *smtp, int timeout_ms)
{
    g_autoptr(CURLM) multi = curl_multi_init();
    GfConnection *connection = gf_connection_open(&smtp->server, multi);
    gint64 deadline_us = g_get_monotonic_time() + (gint64) timeout_ms * 1000;
    GfOutcome *outcome = NULL;
    gint64 left_us = deadline_us - g_get_monotonic_time();
    while (outcome == NULL && left_us > 0) {
        GfConnectionState before = gf_connection_state(connection);
        collect_opened(multi);
        if (gf_connection_state(connection) == GF_CONNECTION_READY &&
            before == GF_CONNECTION_OPENING)
            gf_connection_ask(connection);
        gf_connection_step(connection);
        outcome = gf_connection_take_outcome(connection);
        struct curl_waitfd wait = {0};
        gboolean wants = gf_connection_wants(connection, &wait);
        if (outcome == NULL)
            curl_multi_poll(multi, &wait, wants ? 1 : 0, (int) MIN(left_us / 1000 + 1, TICK_MS),
                            NULL);
        left_us = deadline_us - g_get_monotonic_time();
    }
    outcome = probe_result(connection, outcome);
    gf_connection_free(connection);
    return outcome;
}

GfSmtp *gf_smtp_new(const GfTransportOptions *options, GQueue *outcomes, int wake_fd,
                    GError **error)
{
    GfServer server = {0};
    if (!gf_server_init(&server, options, error))
        return NULL;
    GfSmtp *smtp = g_new0(GfSmtp, 1);
    smtp->server = server;
    smtp->multi = curl_multi_init();
    smtp->line = gf_line_new(options->per_domain);
    smtp->lanes = g_array_new(FALSE, TRUE, sizeof(Lane));
    g_array_set_size(smtp->lanes, options->connections);
    smtp->outcomes = outcomes;
    smtp->wake_fd = wake_fd;
    return smtp;
}

void gf_smtp_free(GfSmtp *smtp)
{
    if (smtp == NULL)
        return;
    for (guint i = 0; i < smtp->lanes->len; i++) {
        Lane *lane = lane_at(smtp, i);
        hang_up(lane);
        if (lane->job != NULL)
            gf_line_done(smtp->line, g_steal_pointer(&lane->job));
    }
    g_array_unref(smtp->lanes);
    gf_line_free(smtp->line);
    curl_multi_cleanup(smtp->multi);
    gf_server_clear(&smtp->server);
    g_free(smtp);
}
