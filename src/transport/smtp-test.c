/* smtp-test.c - connections, their reuse and their end, against a real SMTP server. */
#include <string.h>

#include "transport/smtpd-bench.h"

/* Fetches outcomes until none is pending; the number of those of one kind. */
static guint drain(GfTransport *transport, const char *kind)
{
    guint count = 0;
    while (gf_transport_pending(transport) > 0) {
        g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
        g_assert_nonnull(outcome);
        if (outcome == NULL)
            break;
        count += g_str_equal(bench_kind(outcome), kind) ? 1 : 0;
    }
    return count;
}

static void test_reuse(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench =
        bench_start(GF_SMTP_TLS_STARTTLS, "--user", "greffe", "--password", "s3cret", NULL);
    bench->options.auth = GF_SMTP_AUTH_PASSWORD;
    bench->options.user = "greffe";
    bench->options.secret = "s3cret";
    bench->options.connections = 4;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gint64 i = 0; i < 300; i++) {
        g_autofree char *recipient = g_strdup_printf("member%d@a.example", (int) i);
        gf_transport_submit(transport, bench_shipment(i, recipient, "Bonjour.\r\n"));
    }
    g_assert_cmpuint(drain(transport, "taken"), ==, 300);
    g_assert_cmpuint(bench_count_transactions(bench), ==, 300);
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 4);
    g_assert_cmpuint(bench_count_sessions(bench, "auth"), ==, 4);
}

/* Refusals do not cost the connection. */
static void test_reuse_after_refusals(void)
{
    static const char *const RECIPIENTS[] = {
        "bad@a.example",  "anna@a.example",    "spam@a.example", "full@a.example",
        "temp@a.example", "no-data@a.example", "jean@a.example"};
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    bench->options.connections = 1;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gsize i = 0; i < G_N_ELEMENTS(RECIPIENTS); i++)
        gf_transport_submit(transport, bench_shipment((gint64) i, RECIPIENTS[i], "x\r\n"));
    g_assert_cmpuint(drain(transport, "taken"), ==, 2);
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 1);
}

/* Several answers are waited for at once: what libcurl's own SMTP would not do. */
static void test_waits_at_once(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, NULL);
    bench->options.connections = 4;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    gint64 begun_us = g_get_monotonic_time();
    for (gint64 i = 0; i < 4; i++)
        gf_transport_submit(transport, bench_shipment(i, "slow@a.example", "x\r\n"));
    g_assert_cmpuint(drain(transport, "taken"), ==, 4);
    /* 3 s each; one after the other would be 12. */
    g_assert_cmpint(g_get_monotonic_time() - begun_us, <, 9 * G_USEC_PER_SEC);
}

static void test_per_domain(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, "--latency", "0.02", NULL);
    bench->options.connections = 4;
    bench->options.per_domain = 1;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gint64 i = 0; i < 20; i++)
        gf_transport_submit(transport, bench_shipment(i, "anna@big.example", "x\r\n"));
    gf_transport_submit(transport, bench_shipment(100, "jean@small.example", "x\r\n"));
    guint before = 0;
    gboolean met = FALSE;
    while (gf_transport_pending(transport) > 0) {
        g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
        bench_assert_kind(outcome, "taken");
        met = met || outcome == NULL || outcome->id == 100;
        before += met ? 0 : 1;
    }
    g_assert_cmpuint(before, <=, 3);
    /* One for each domain: a third would have nothing to do. */
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 2);
}

/* The server said 421 and closed while the connection was idle. */
static void test_closed_while_idle(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, "--close-idle-421", "0.1", NULL);
    bench->options.connections = 1;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gint64 i = 0; i < 3; i++) {
        /* Nothing is read here between two mails, as in a daemon that does other things. */
        g_usleep(i == 0 ? 0 : 400000);
        g_autoptr(GfOutcome) outcome = bench_send(transport, i, "anna@a.example");
        bench_assert_kind(outcome, "taken");
    }
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 3);
    g_assert_cmpuint(bench_count_transactions(bench), ==, 3);
}

/* What the server filed must be what was sent, whatever the borders of chunks. */
static void check_body(GfTransport *transport, const Bench *bench, const char *user,
                       const char *const *chunks)
{
    static gint64 id = 0;
    g_autofree char *recipient = g_strdup_printf("%s@a.example", user);
    GfShipment *shipment = gf_shipment_new(++id, "", recipient);
    g_autoptr(GString) all = g_string_new(NULL);
    for (gsize i = 0; chunks[i] != NULL; i++) {
        g_ptr_array_add(shipment->chunks, g_bytes_new(chunks[i], strlen(chunks[i])));
        g_string_append(all, chunks[i]);
    }
    gf_transport_submit(transport, shipment);
    g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
    bench_assert_kind(outcome, "taken");
    g_autofree char *mail = bench_mail_of(bench, user);
    g_assert_nonnull(mail);
    g_string_replace(all, "\r\n", "\n", 0);
    const char *body = mail == NULL ? "" : strstr(mail, "Subject:");
    g_assert_cmpstr(body, ==, all->str);
    g_assert_true(mail != NULL && g_str_has_prefix(mail, "Return-Path: <>\n"));
}

static void test_bodies(void)
{
    static const struct {
        const char *user;
        const char *chunks[8];
    } ROWS[] = {
        {"plain", {"Subject: a\r\n\r\ntext\r\n"}},
        {"dots", {"Subject: a\r\n\r\n.\r\n..\r\n.x\r\na.\r\n.\r\n"}},
        {"dot-begins-chunk", {"Subject: a\r\n\r\n", ".", "\r\n", ".b\r\n"}},
        {"border-in-crlf", {"Subject: a\r", "\n\r", "\n", ".\r", "\n", ".end\r\n"}},
        {"empty-chunks", {"", "Subject: a\r\n\r\n", "", ".x\r\n"}},
    };
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].user);
        check_body(transport, bench, ROWS[i].user, ROWS[i].chunks);
    }
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 1);
}

/* 10 MB, as many documents in one mail make; half of the lines begin with a dot. */
static void test_large_body(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    g_autoptr(GString) block = g_string_new(NULL);
    for (int i = 0; i < 14000; i++)
        g_string_append_printf(block, "%s%070d\r\n", i % 2 == 0 ? "." : "x", i);
    GfShipment *shipment = bench_shipment(1, "anna@a.example", "");
    g_autoptr(GBytes) shared = g_bytes_new(block->str, block->len);
    for (int i = 0; i < 10; i++)
        g_ptr_array_add(shipment->chunks, g_bytes_ref(shared));
    gf_transport_submit(transport, shipment);
    g_autoptr(GfOutcome) outcome = gf_transport_next(transport, 60000);
    bench_assert_kind(outcome, "taken");
    g_autofree char *mail = bench_mail_of(bench, "anna");
    g_string_replace(block, "\r\n", "\n", 0);
    gsize whole = block->len * 10;
    g_assert_true(mail != NULL && strlen(mail) > whole);
    for (gsize i = 0; mail != NULL && strlen(mail) > whole && i < 10; i++)
        g_assert_cmpint(
            memcmp(mail + strlen(mail) - whole + i * block->len, block->str, block->len), ==, 0);
}

static void test_too_large(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, "--size-limit", "1000", NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    g_autofree char *body = g_strnfill(2000, 'x');
    body[1998] = '\r';
    body[1999] = '\n';
    gf_transport_submit(transport, bench_shipment(1, "anna@a.example", body));
    g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
    bench_assert_kind(outcome, "refused");
    g_assert_cmpint(outcome == NULL ? 0 : outcome->code, ==, 552);
}

static void test_bare_line_ends(void)
{
    static const char *const BODIES[] = {"a\nb\r\n", "a\r\n.\n\r\n", "a\rb\r\n", "a\r"};
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gsize i = 0; i < G_N_ELEMENTS(BODIES); i++) {
        gf_transport_submit(transport, bench_shipment(1, "anna@a.example", BODIES[i]));
        g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
        bench_assert_kind(outcome, "refused");
        g_assert_nonnull(outcome == NULL ? NULL : strstr(outcome->reply, "CRLF"));
    }
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 0);
}

/* Works until the server has logged `count` transactions. */
static void work_until(GfTransport *transport, const Bench *bench, guint count)
{
    for (int i = 0; i < 500 && bench_count_transactions(bench) < count; i++)
        g_assert_null(gf_transport_next(transport, 10));
}

static void test_cancel(void)
{
    static const struct {
        const char *name, *recipient, *kind;
        guint transactions; /* to wait for */
    } ROWS[] = {
        {"before anything", "anna@a.example", "cancelled", 0},
        {"after the dot", "hang@a.example", "uncertain", 1},
        {"answer on its way", "anna@a.example", "taken", 1},
    };
    if (!bench_is_possible())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, "--latency", "0.1", NULL);
        bench->options.connections = 1;
        g_autoptr(GfTransport) transport = bench_transport(bench);
        gf_transport_submit(transport, bench_shipment(1, ROWS[i].recipient, "x\r\n"));
        gf_transport_submit(transport, bench_shipment(2, "behind@a.example", "x\r\n"));
        work_until(transport, bench, ROWS[i].transactions);
        gint64 begun_us = g_get_monotonic_time();
        gf_transport_cancel(transport);
        g_assert_cmpint(g_get_monotonic_time() - begun_us, <, G_USEC_PER_SEC / 2);
        for (int n = 0; n < 2; n++) {
            g_autoptr(GfOutcome) outcome = gf_transport_next(transport, 0);
            bench_assert_kind(outcome,
                              outcome != NULL && outcome->id == 1 ? ROWS[i].kind : "cancelled");
        }
        g_assert_null(gf_transport_next(transport, 0));
        g_assert_cmpuint(gf_transport_pending(transport), ==, 0);
    }
}

static gpointer wake_soon(gpointer transport)
{
    g_usleep(100000);
    gf_transport_wake(transport);
    return NULL;
}

static void test_wake(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (int submitted = 0; submitted < 2; submitted++) {
        if (submitted == 1)
            gf_transport_submit(transport, bench_shipment(1, "hang@a.example", "x\r\n"));
        GThread *thread = g_thread_new("waker", wake_soon, transport);
        gint64 begun_us = g_get_monotonic_time();
        g_assert_null(gf_transport_next(transport, 10000));
        g_assert_cmpint(g_get_monotonic_time() - begun_us, <, 5 * G_USEC_PER_SEC);
        g_thread_join(thread);
    }
    /* A wake without anybody waiting is not lost, and counts once. */
    gf_transport_wake(transport);
    gf_transport_wake(transport);
    g_assert_null(gf_transport_next(transport, 10000));
    gint64 begun_us = g_get_monotonic_time();
    g_assert_null(gf_transport_next(transport, 100));
    g_assert_cmpint(g_get_monotonic_time() - begun_us, >=, 100000);
}

static void test_throughput(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, NULL);
    bench->options.connections = 4;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    g_autofree char *body = g_strnfill(20000, 'x');
    for (gsize i = 70; i + 1 < 20000; i += 72)
        memcpy(body + i, "\r\n", 2);
    gint64 begun_us = g_get_monotonic_time();
    for (gint64 i = 0; i < 1000; i++)
        gf_transport_submit(transport, bench_shipment(i, "anna@a.example", body));
    guint taken = drain(transport, "taken");
    double seconds = (double) (g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;
    g_test_message("%u mails of 20 KB over TLS on 4 connections: %.0f a second (the server of the "
                   "tests is the limit)",
                   taken, taken / seconds);
    g_assert_cmpuint(taken, ==, 1000);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/smtp/reuse", test_reuse);
    g_test_add_func("/smtp/reuse-after-refusals", test_reuse_after_refusals);
    g_test_add_func("/smtp/waits-at-once", test_waits_at_once);
    g_test_add_func("/smtp/per-domain", test_per_domain);
    g_test_add_func("/smtp/closed-while-idle", test_closed_while_idle);
    g_test_add_func("/smtp/bodies", test_bodies);
    g_test_add_func("/smtp/large-body", test_large_body);
    g_test_add_func("/smtp/too-large", test_too_large);
    g_test_add_func("/smtp/bare-line-ends", test_bare_line_ends);
    g_test_add_func("/smtp/cancel", test_cancel);
    g_test_add_func("/smtp/wake", test_wake);
    g_test_add_func("/smtp/throughput", test_throughput);
    return g_test_run();
}
