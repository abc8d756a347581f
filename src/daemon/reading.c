/* reading.c - see reading.h. */
#include "daemon/reading.h"

#include "base/error.h"
#include "daemon/waits.h"

#define REST_US (10 * G_USEC_PER_SEC) /* after no child could be had */

/* One of the two; neither: the end. */
typedef struct {
    GfIncoming *incoming;
    GfExtraction *extraction;
} Job;

struct GfReading {
    GfReader *reader;
    GfEvents *events;
    void (*failed)(gsize bytes, gpointer user_data);
    gpointer user_data;
    GAsyncQueue *jobs; /* of Job */
    GThread *thread;
    gint64 heartbeat;  /* atomic enough: one writer, a stale value does no harm */
    gint64 rest_until; /* only the thread's: no child is asked for before */
};

static void job_free(gpointer data)
{
    Job *job = data;
    gf_incoming_free(job->incoming);
    if (job->extraction != NULL)
        gf_extraction_free(job->extraction);
    g_free(job);
}

static void beat(GfReading *reading, gint64 time)
{
    __atomic_store_n(&reading->heartbeat, time, __ATOMIC_RELAXED);
}

gint64 gf_reading_heartbeat(const GfReading *reading)
{
    return __atomic_load_n(&reading->heartbeat, __ATOMIC_RELAXED);
}

static void tell(GfReading *reading, GError *problem, int retry_seconds)
{
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_CANCELLED))
        g_error_free(problem);
    else
        gf_events_post_trouble(reading->events, "reader", problem, retry_seconds);
}

static void read_message(GfReading *reading, GfIncoming *incoming, GBytes *next)
{
    GError *problem = NULL;
    gsize bytes = g_bytes_get_size(incoming->raw);
    if (g_get_monotonic_time() < reading->rest_until) {
        gf_incoming_free(incoming);
        reading->failed(bytes, reading->user_data);
        return;
    }
    GfReceived *received = gf_received_read(reading->reader, incoming, next, &problem);
    if (received != NULL) {
        gf_events_post(reading->events, GF_EVENT_RECEIVED, received);
        return;
    }
    reading->rest_until = g_get_monotonic_time() + REST_US;
    tell(reading, problem, GF_WAIT_FETCH_AGAIN_SECONDS);
    reading->failed(bytes, reading->user_data);
}

static void extract(GfReading *reading, GfExtraction *extraction)
{
    GError *problem = NULL;
    if (!gf_extraction_try(extraction, reading->reader, &problem))
        tell(reading, problem, GF_WAIT_PUT_OFF_SECONDS);
    gf_events_post(reading->events, GF_EVENT_EXTRACTED, extraction);
}

static gboolean is_end(const Job *job)
{
    return job->incoming == NULL && job->extraction == NULL;
}

/* `next` NULL: none waits. */
static void carry_out(GfReading *reading, Job *job, const Job *next)
{
    GBytes *ahead = next != NULL && next->incoming != NULL ? next->incoming->raw : NULL;
    if (job->incoming != NULL)
        read_message(reading, g_steal_pointer(&job->incoming), ahead);
    else
        extract(reading, g_steal_pointer(&job->extraction));
}

static Job *wait_for_job(GfReading *reading)
{
    beat(reading, G_MAXINT64);
    Job *job = g_async_queue_pop(reading->jobs);
    beat(reading, g_get_monotonic_time());
    return job;
}

static gpointer run(gpointer user_data)
{
    GfReading *reading = user_data;
    Job *job = wait_for_job(reading);
    while (!is_end(job)) {
        Job *next = g_async_queue_try_pop(reading->jobs);
        carry_out(reading, job, next);
        job_free(job);
        beat(reading, g_get_monotonic_time());
        job = next != NULL ? next : wait_for_job(reading);
    }
    job_free(job);
    return NULL;
}

GfReading *gf_reading_start(GfReader *reader, GfEvents *events,
                            void (*failed)(gsize bytes, gpointer user_data), gpointer user_data)
{
    GfReading *reading = g_new0(GfReading, 1);
    reading->reader = reader;
    reading->events = events;
    reading->failed = failed;
    reading->user_data = user_data;
    reading->jobs = g_async_queue_new_full(job_free);
    beat(reading, G_MAXINT64);
    reading->thread = g_thread_new("reading", run, reading);
    return reading;
}

static void push(GfReading *reading, Job job)
{
    g_async_queue_push(reading->jobs, g_memdup2(&job, sizeof job));
}

void gf_reading_message(GfReading *reading, GfIncoming *incoming)
{
    push(reading, (Job){.incoming = incoming});
}

void gf_reading_extract(GfReading *reading, GfExtraction *extraction)
{
    push(reading, (Job){.extraction = extraction});
}

void gf_reading_stop(GfReading *reading)
{
    if (reading == NULL)
        return;
    g_async_queue_push_front(reading->jobs, g_new0(Job, 1));
    g_thread_join(reading->thread);
    g_async_queue_unref(reading->jobs);
    g_free(reading);
}
