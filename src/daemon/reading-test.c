/* reading-test.c - the thread that has messages read: what comes out, and that nothing is lost, nor
 * tried without end, where no reader can be had.
 */
#include "daemon/reading.h"

#include "base/assert.h"
#include "base/error.h"
#include "reader/fixture.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

enum { MESSAGES = 20, PATIENCE_MS = 20000 };

static GfIncoming *incoming_of(guint32 uid)
{
    g_autofree char *text = g_strdup_printf("From: a@b.fr\r\nSubject: %u\r\n\r\nOui\r\n", uid);
    GfIncoming *incoming = g_new0(GfIncoming, 1);
    incoming->place = g_new0(GfPlace, 1);
    incoming->place->mailbox = g_strdup("INBOX");
    incoming->place->uid = uid;
    incoming->raw = g_bytes_new(text, strlen(text));
    return incoming;
}

static void count_failure(gsize bytes, gpointer user_data)
{
    g_assert_cmpuint(bytes, >, 0);
    g_atomic_int_inc((gint *) user_data);
}

/* Waits for the next events; NULL where none comes. */
static GPtrArray *next_events(GfEvents *events)
{
    struct pollfd ready = {.fd = gf_events_fd(events), .events = POLLIN};
    return poll(&ready, 1, PATIENCE_MS) > 0 ? gf_events_drain(events) : NULL;
}

static void test_read(void)
{
    gint failures = 0;
    GfEvents *events = gf_events_new();
    g_autoptr(GfReader) reader = new_reader(-1);
    GfReading *reading = gf_reading_start(reader, events, count_failure, &failures);
    for (guint32 uid = 1; uid <= MESSAGES; uid++)
        gf_reading_message(reading, incoming_of(uid));
    guint32 last = 0;
    while (last < MESSAGES) {
        g_autoptr(GPtrArray) all = next_events(events);
        if (all == NULL)
            break;
        for (guint i = 0; i < all->len; i++) {
            GfEvent *event = all->pdata[i];
            GfReceived *received = event->payload;
            g_autofree char *subject = g_strdup_printf("%u", ++last);
            g_assert_cmpint(event->kind, ==, GF_EVENT_RECEIVED);
            g_assert_cmpuint(received->incoming->place->uid, ==, last);
            g_assert_cmpstr(received->letter->subject, ==, subject);
            gf_event_free_payload(event);
        }
    }
    g_assert_cmpuint(last, ==, MESSAGES);
    g_assert_cmpint(g_atomic_int_get(&failures), ==, 0);
    gf_reading_stop(reading);
    gf_events_free(events);
}

/* The program of the reader is gone: each message is given back, the trouble is told once, and no
 * child is asked for again for a while. */
static void test_no_reader(void)
{
    gint failures = 0;
    GfEvents *events = gf_events_new();
    g_autofree char *path = program(), *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *directory = g_dir_make_tmp("greffe-reading-XXXXXX", NULL);
    g_autofree char *link = g_build_filename(directory, "reader", NULL);
    g_assert_cmpint(symlink(absolute, link), ==, 0);
    g_autoptr(GfReader) reader = NULL;
    ASSERT_DONE((reader = gf_reader_new(link, -1, ERROR)) != NULL);
    g_unlink(link);
    kill(gf_reader_pid(reader), SIGKILL);
    GfReading *reading = gf_reading_start(reader, events, count_failure, &failures);
    for (guint32 uid = 1; uid <= MESSAGES; uid++)
        gf_reading_message(reading, incoming_of(uid));
    for (int i = 0; i < PATIENCE_MS / 10 && g_atomic_int_get(&failures) < MESSAGES; i++)
        g_usleep(10000);
    g_assert_cmpint(g_atomic_int_get(&failures), ==, MESSAGES);
    g_autoptr(GPtrArray) all = gf_events_drain(events);
    g_assert_cmpuint(all->len, ==, 1);
    for (guint i = 0; i < all->len; i++) {
        GfEvent *event = all->pdata[i];
        g_assert_cmpint(event->kind, ==, GF_EVENT_TROUBLE);
        g_assert_cmpstr(event->where, ==, "reader");
        gf_event_free_payload(event);
    }
    gf_reading_stop(reading);
    gf_events_free(events);
    g_rmdir(directory);
}

/* What still waits at the end is dropped, and comes again from the mailbox. */
static void test_stop(void)
{
    gint failures = 0;
    GfEvents *events = gf_events_new();
    g_autoptr(GfReader) reader = new_reader(-1);
    GfReading *reading = gf_reading_start(reader, events, count_failure, &failures);
    for (guint32 uid = 1; uid <= 50 * MESSAGES; uid++)
        gf_reading_message(reading, incoming_of(uid));
    gint64 began = g_get_monotonic_time();
    gf_reading_stop(reading);
    g_assert_cmpint(g_get_monotonic_time() - began, <, PATIENCE_MS * G_GINT64_CONSTANT(1000));
    g_autoptr(GPtrArray) all = gf_events_drain(events);
    g_assert_cmpuint(all->len, <, 50 * MESSAGES);
    for (guint i = 0; i < all->len; i++)
        gf_event_free_payload(all->pdata[i]);
    gf_events_free(events);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    quiet_log();
    g_test_add_func("/daemon/reading/read", test_read);
    g_test_add_func("/daemon/reading/no-reader", test_no_reader);
    g_test_add_func("/daemon/reading/stop", test_stop);
    return g_test_run();
}
