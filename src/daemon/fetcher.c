/* fetcher.c - see fetcher.h. */
#include "daemon/fetcher.h"

#include "base/error.h"
#include "base/log.h"
#include "base/random.h"
#include "daemon/reading.h"
#include "daemon/waits.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FETCH_BATCH 500
/* The first of many: the reader has something to do while the next are fetched. */
#define FIRST_BATCH 100
/* What was fetched and is not recorded yet: so many messages, so many bytes and one more fetch. The
 * next is asked for while the reader still has enough to go on. */
#define IN_FLIGHT 750
#define ROOM_AGAIN 700
#define IN_FLIGHT_BYTES (32 * 1024 * 1024)
#define WAIT_SLICE_MS 60000
#define FIRST_PAUSE_MS (GF_WAIT_MAILBOX_FIRST_SECONDS * 1000)
#define LONGEST_PAUSE_MS (GF_WAIT_MAILBOX_LONGEST_SECONDS * 1000)
#define ACCOUNT_PAUSE_MS (GF_WAIT_MAILBOX_ACCOUNT_SECONDS * 1000)
#define FORGET_PAUSE_MS (GF_WAIT_FETCH_AGAIN_SECONDS * 1000)
#define FULL_MS 1000

struct GfFetcher {
    const GfConfig *config;
    GfReading *reading;
    GfEvents *events;
    int stop_fd; /* ours: readable when the thread must end */
    int wake_fd;
    GThread *thread;
    GAsyncQueue *orders; /* of GfFiling */
    GHashTable *handed;  /* places handed in and not filed; only the thread's */
    gint in_flight;      /* atomic, as the next */
    gsize in_flight_bytes;
    gint forget;      /* atomic */
    gint64 heartbeat; /* atomic enough: one writer, a stale value does no harm */
    gint64 looked_at; /* into the folders of staff; monotonic microseconds */
    gint64 listed_at; /* the same, for what comes in */
    gboolean more;    /* of what comes in there may be more than the last listing brought */
    int pause_ms;
};

static gboolean stopped(const GfFetcher *fetcher)
{
    struct pollfd poll_stop = {.fd = fetcher->stop_fd, .events = POLLIN};
    return poll(&poll_stop, 1, 0) > 0;
}

static void beat(GfFetcher *fetcher)
{
    __atomic_store_n(&fetcher->heartbeat, g_get_monotonic_time(), __ATOMIC_RELAXED);
}

gint64 gf_fetcher_heartbeat(const GfFetcher *fetcher)
{
    return MIN(__atomic_load_n(&fetcher->heartbeat, __ATOMIC_RELAXED),
               gf_reading_heartbeat(fetcher->reading));
}

static void clear_wake(GfFetcher *fetcher)
{
    eventfd_t ignored;
    eventfd_read(fetcher->wake_fd, &ignored);
}

/* Waits until it is woken or must stop, at most so long. */
static void rest(GfFetcher *fetcher, gint64 milliseconds)
{
    struct pollfd fds[] = {{.fd = fetcher->stop_fd, .events = POLLIN},
                           {.fd = fetcher->wake_fd, .events = POLLIN}};
    poll(fds, G_N_ELEMENTS(fds), (int) milliseconds);
}

static void pause_thread(GfFetcher *fetcher, int milliseconds)
{
    gint64 end = g_get_monotonic_time() + milliseconds * G_GINT64_CONSTANT(1000);
    gint64 left = end - g_get_monotonic_time();
    for (; left > 0 && !stopped(fetcher); left = end - g_get_monotonic_time()) {
        clear_wake(fetcher);
        rest(fetcher, left / 1000 + 1);
    }
}

static gboolean is_known(const GfPlace *place, gpointer user_data)
{
    GfFetcher *fetcher = user_data;
    g_autofree char *key = gf_place_key(place);
    return g_hash_table_contains(fetcher->handed, key);
}

static void hand_in(GfFetcher *fetcher, GfIncoming *incoming)
{
    g_hash_table_add(fetcher->handed, gf_place_key(incoming->place));
    g_atomic_int_inc(&fetcher->in_flight);
    __atomic_add_fetch(&fetcher->in_flight_bytes, g_bytes_get_size(incoming->raw),
                       __ATOMIC_RELAXED);
    gf_reading_message(fetcher->reading, incoming);
}

static gboolean is_full(const GfFetcher *fetcher)
{
    return g_atomic_int_get(&fetcher->in_flight) >= IN_FLIGHT ||
           __atomic_load_n(&fetcher->in_flight_bytes, __ATOMIC_RELAXED) >= IN_FLIGHT_BYTES;
}

typedef GPtrArray *(*Source)(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                             GError **error);

/* Adds to `*count`. */
static gboolean fetch_some(GfFetcher *fetcher, GfMailbox *mailbox, Source source, guint *count,
                           GError **error)
{
    if (is_full(fetcher))
        return TRUE;
    guint in_flight = (guint) g_atomic_int_get(&fetcher->in_flight);
    guint max = CLAMP(2 * in_flight, FIRST_BATCH, FETCH_BATCH);
    g_autoptr(GPtrArray) batch = source(mailbox, max, is_known, fetcher, error);
    beat(fetcher);
    if (batch == NULL)
        return FALSE;
    g_ptr_array_set_free_func(batch, NULL);
    *count += batch->len;
    for (guint i = 0; i < batch->len; i++)
        hand_in(fetcher, batch->pdata[i]);
    return TRUE;
}

static int wait_ms(const GfFetcher *fetcher)
{
    return MIN(fetcher->config->mailbox_poll_seconds * 1000, WAIT_SLICE_MS);
}

/* What is refused now is tried at the next poll, and keeps nothing that comes in from being
 * fetched.
 */
static gboolean fetch_dragged(GfFetcher *fetcher, GfMailbox *mailbox, guint *count, GError **error)
{
    g_autoptr(GError) problem = NULL;
    guint found = 0;
    if (is_full(fetcher))
        return TRUE;
    fetcher->looked_at = g_get_monotonic_time();
    if (fetch_some(fetcher, mailbox, gf_mailbox_fetch_dragged, &found, &problem)) {
        *count += found;
        return TRUE;
    }
    /* A folder that cannot be made says GF_ERROR_ACCOUNT. */
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY) ||
        g_error_matches(problem, GF_ERROR, GF_ERROR_ACCOUNT)) {
        gf_events_post_trouble(fetcher->events, "drag", g_steal_pointer(&problem),
                               wait_ms(fetcher) / 1000);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* Whether something may have come in: the server need not be asked where it would have told. */
static gboolean must_list(const GfFetcher *fetcher, const GfMailbox *mailbox)
{
    gint64 poll_us = fetcher->config->mailbox_poll_seconds * (gint64) G_USEC_PER_SEC;
    return fetcher->more || !gf_mailbox_was_quiet(mailbox) ||
           g_get_monotonic_time() >= fetcher->listed_at + poll_us;
}

static gboolean fetch_new(GfFetcher *fetcher, GfMailbox *mailbox, guint *count, GError **error)
{
    guint before = *count;
    if (!must_list(fetcher, mailbox))
        return TRUE;
    fetcher->more = TRUE;
    if (is_full(fetcher))
        return TRUE;
    fetcher->listed_at = g_get_monotonic_time();
    if (!fetch_some(fetcher, mailbox, gf_mailbox_fetch, count, error))
        return FALSE;
    fetcher->more = *count > before;
    return TRUE;
}

/* What staff dragged can wait until nothing comes in, but no longer than for a poll. */
static gboolean fetch_all(GfFetcher *fetcher, GfMailbox *mailbox, guint *ret_count, GError **error)
{
    gint64 next_look = fetcher->looked_at + wait_ms(fetcher) * (gint64) 1000;
    gboolean overdue = g_get_monotonic_time() >= next_look;
    *ret_count = 0;
    if ((overdue && !fetch_dragged(fetcher, mailbox, ret_count, error)) ||
        !fetch_new(fetcher, mailbox, ret_count, error))
        return FALSE;
    return overdue || *ret_count > 0 || fetch_dragged(fetcher, mailbox, ret_count, error);
}

static void hand_back(GfFetcher *fetcher, GfFiling *filing)
{
    if (filing->filed) {
        g_autofree char *key = gf_place_key(filing->place);
        g_hash_table_remove(fetcher->handed, key);
    }
    gf_events_post(fetcher->events, GF_EVENT_FILED, filing);
}

/* The orders that wait, some at a time. A server that will not take one now (full mailbox) costs
 * the order, not the connection. */
static gboolean file_some(GfFetcher *fetcher, GfMailbox *mailbox, guint *ret_count, GError **error)
{
    g_autoptr(GPtrArray) filings = g_ptr_array_new();
    g_autoptr(GError) problem = NULL;
    GfFiling *filing;
    while (filings->len < GF_FILING_BATCH &&
           (filing = g_async_queue_try_pop(fetcher->orders)) != NULL)
        g_ptr_array_add(filings, filing);
    *ret_count = filings->len;
    gboolean good = filings->len == 0 || gf_mailbox_file(mailbox, filings, &problem);
    beat(fetcher);
    for (guint i = 0; i < filings->len; i++)
        hand_back(fetcher, filings->pdata[i]);
    if (good)
        return TRUE;
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY)) {
        gf_events_post_trouble(fetcher->events, "filing", g_steal_pointer(&problem),
                               GF_WAIT_PUT_OFF_SECONDS);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean file_all(GfFetcher *fetcher, GfMailbox *mailbox, GError **error)
{
    guint count = 0;
    do {
        if (!file_some(fetcher, mailbox, &count, error))
            return FALSE;
    } while (count > 0 && !stopped(fetcher));
    return TRUE;
}

static void forget(GfFetcher *fetcher)
{
    pause_thread(fetcher, FORGET_PAUSE_MS);
    g_hash_table_remove_all(fetcher->handed);
    fetcher->more = TRUE;
}

static gboolean is_good(gint64 began)
{
    return g_get_monotonic_time() - began >= GF_WAIT_MAILBOX_GOOD_SECONDS * G_USEC_PER_SEC;
}

static gboolean work(GfFetcher *fetcher, GfMailbox *mailbox, GError **error)
{
    gint64 began = g_get_monotonic_time();
    fetcher->looked_at = began; /* first what comes in */
    fetcher->more = TRUE;
    while (!stopped(fetcher)) {
        guint count;
        clear_wake(fetcher);
        if (g_atomic_int_compare_and_exchange(&fetcher->forget, 1, 0))
            forget(fetcher);
        if (!file_all(fetcher, mailbox, error) || !fetch_all(fetcher, mailbox, &count, error))
            return FALSE;
        /* A server that hangs up again and again is no good one for having been reached. */
        if (count > 0 || is_good(began))
            fetcher->pause_ms = FIRST_PAUSE_MS;
        if (count > 0)
            continue;
        if (is_full(fetcher)) {
            rest(fetcher, FULL_MS);
            continue;
        }
        if (!gf_mailbox_wait(mailbox, wait_ms(fetcher), fetcher->wake_fd, error))
            return FALSE;
        beat(fetcher);
    }
    return TRUE;
}

/* Growing, with jitter; longer where the account itself was refused. */
static int next_pause_ms(GfFetcher *fetcher, const GError *problem)
{
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_ACCOUNT))
        fetcher->pause_ms = MAX(fetcher->pause_ms, ACCOUNT_PAUSE_MS);
    int pause_ms = fetcher->pause_ms / 2 + (int) (gf_random_fraction() * fetcher->pause_ms / 2);
    fetcher->pause_ms = MIN(fetcher->pause_ms * 2, LONGEST_PAUSE_MS);
    return pause_ms;
}

static gpointer run(gpointer user_data)
{
    GfFetcher *fetcher = user_data;
    while (!stopped(fetcher)) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(GfMailbox) mailbox =
            gf_mailbox_open_configured(fetcher->config, fetcher->stop_fd, &problem);
        beat(fetcher);
        if (mailbox != NULL) {
            gf_events_post(fetcher->events, GF_EVENT_MAILBOX_OPENED, NULL);
            work(fetcher, mailbox, &problem);
        }
        if (problem == NULL || g_error_matches(problem, GF_ERROR, GF_ERROR_CANCELLED))
            break;
        g_clear_pointer(&mailbox, gf_mailbox_close);
        int pause_ms = next_pause_ms(fetcher, problem);
        gf_events_post_trouble(fetcher->events, "mailbox", g_steal_pointer(&problem),
                               MAX(pause_ms / 1000, 1));
        pause_thread(fetcher, pause_ms);
    }
    return NULL;
}

/* No child could be had for a message: it is fetched again. */
static void not_read(gsize bytes, gpointer user_data)
{
    gf_fetcher_forget(user_data);
    gf_fetcher_done(user_data, bytes);
}

GfFetcher *gf_fetcher_new(const GfConfig *config, GfReader *reader, GfEvents *events, int stop_fd)
{
    GfFetcher *fetcher = g_new0(GfFetcher, 1);
    fetcher->config = config;
    fetcher->events = events;
    fetcher->stop_fd = stop_fd;
    fetcher->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    fetcher->orders = g_async_queue_new_full((GDestroyNotify) gf_filing_free);
    fetcher->handed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    fetcher->pause_ms = FIRST_PAUSE_MS;
    fetcher->reading = gf_reading_start(reader, events, not_read, fetcher);
    beat(fetcher);
    return fetcher;
}

void gf_fetcher_start(GfFetcher *fetcher)
{
    fetcher->thread = g_thread_new("mailbox", run, fetcher);
}

static void wake(GfFetcher *fetcher)
{
    eventfd_write(fetcher->wake_fd, 1);
}

void gf_fetcher_file(GfFetcher *fetcher, GPtrArray *filings)
{
    g_async_queue_lock(fetcher->orders);
    for (guint i = 0; i < filings->len; i++)
        g_async_queue_push_unlocked(fetcher->orders, filings->pdata[i]);
    g_async_queue_unlock(fetcher->orders);
    if (filings->len > 0)
        wake(fetcher);
    g_ptr_array_set_free_func(filings, NULL);
    g_ptr_array_unref(filings);
}

void gf_fetcher_extract(GfFetcher *fetcher, GfExtraction *extraction)
{
    gf_reading_extract(fetcher->reading, extraction);
}

void gf_fetcher_done(GfFetcher *fetcher, gsize bytes)
{
    gsize left = __atomic_sub_fetch(&fetcher->in_flight_bytes, bytes, __ATOMIC_RELAXED);
    gboolean light = left < IN_FLIGHT_BYTES && left + bytes >= IN_FLIGHT_BYTES;
    if (g_atomic_int_add(&fetcher->in_flight, -1) == ROOM_AGAIN || light) /* room for some */
        wake(fetcher);
}

guint gf_fetcher_in_flight(const GfFetcher *fetcher)
{
    return (guint) g_atomic_int_get(&fetcher->in_flight);
}

void gf_fetcher_forget(GfFetcher *fetcher)
{
    g_atomic_int_set(&fetcher->forget, 1);
    wake(fetcher);
}

void gf_fetcher_stop(GfFetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    eventfd_write(fetcher->stop_fd, 1);
    g_thread_join(fetcher->thread);
    gf_reading_stop(fetcher->reading);
    g_async_queue_unref(fetcher->orders);
    g_hash_table_unref(fetcher->handed);
    close(fetcher->wake_fd);
    g_free(fetcher);
}
