/* fetcher-test.c - the mailbox thread at a server that takes IDLE and never tells what comes in,
 * while nobody records what is fetched.
 */
#include "daemon/fetcher.h"

#include "base/assert.h"
#include "mailbox/bench.h"
#include "reader/fixture.h"

#include <poll.h>

enum { LETTERS = 250, POLL_SECONDS = 5, PATIENCE_MS = 20000 };

/* The configuration for the scripted server; its directory is the server's. Owned. */
static GfConfig *config_for(const Server *server)
{
    g_autofree char *folder = g_build_filename(server->directory, "config", NULL);
    g_autofree char *path = g_build_filename(folder, "greffe.conf", NULL);
    g_autofree char *password = g_build_filename(folder, "password", NULL);
    g_autofree char *text = g_strdup_printf(
        "[instance]\nname = Assemblée\naddress = greffe@a.fr\nstaff = staff@a.fr\n"
        "[mailbox]\nkind = imap\nhost = 127.0.0.1\nport = %u\ntls = none\nuser = marie\n"
        "secret = file:config/password\npoll_seconds = %d\n[transport]\nkind = maildir\npath = "
        "sent\n",
        server->options.port, POLL_SECONDS);
    g_mkdir(folder, 0700);
    ASSERT_DONE(g_file_set_contents(path, text, -1, ERROR));
    ASSERT_DONE(
        g_file_set_contents_full(password, "secret\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, ERROR));
    GfConfig *config = NULL;
    ASSERT_DONE((config = gf_config_load(server->directory, ERROR)) != NULL);
    g_unlink(path);
    return config;
}

/* Waits for letters until there are so many in all, or for so long; how many there are then. */
static guint received(GfEvents *events, guint before, guint wanted, int milliseconds)
{
    gint64 end_us = g_get_monotonic_time() + milliseconds * G_GINT64_CONSTANT(1000);
    guint count = before;
    while (count < wanted && g_get_monotonic_time() < end_us) {
        struct pollfd ready = {.fd = gf_events_fd(events), .events = POLLIN};
        poll(&ready, 1, 100);
        g_autoptr(GPtrArray) all = gf_events_drain(events);
        for (guint i = 0; i < all->len; i++) {
            GfEvent *event = all->pdata[i];
            count += event->kind == GF_EVENT_RECEIVED ? 1 : 0;
            g_assert_cmpint(event->kind, !=, GF_EVENT_TROUBLE);
            gf_event_free_payload(event);
        }
    }
    return count;
}

static void test_deaf(void)
{
    g_auto(Server) server;
    server_start(&server, "deaf");
    g_autoptr(GfConfig) config = config_for(&server);
    g_autoptr(GfReader) reader = new_reader(-1);
    GfEvents *events = gf_events_new();
    GfFetcher *fetcher = gf_fetcher_new(config, reader, events, server.stop_fd);
    gf_fetcher_start(fetcher);
    g_assert_cmpuint(received(events, 0, 1, POLL_SECONDS * 1000 / 3), ==, 0); /* nobody tells */
    guint count = received(events, 0, 1, PATIENCE_MS); /* the next poll does */
    g_assert_cmpuint(count, >, 0);
    gint64 began_us = g_get_monotonic_time();
    /* All that one listing finds, although no order to file and nothing recorded wakes the thread.
     */
    g_assert_cmpuint(received(events, count, LETTERS, PATIENCE_MS), ==, LETTERS);
    g_assert_cmpint(g_get_monotonic_time() - began_us, <, POLL_SECONDS * G_USEC_PER_SEC / 2);
    g_assert_cmpuint(gf_fetcher_in_flight(fetcher), ==, LETTERS);
    gf_fetcher_stop(fetcher);
    gf_events_free(events);
    g_autofree char *password = g_build_filename(server.directory, "config", "password", NULL);
    g_autofree char *folder = g_build_filename(server.directory, "config", NULL);
    g_unlink(password);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    quiet_log();
    g_test_add_func("/daemon/fetcher/deaf", test_deaf);
    return g_test_run();
}
