/* transport-test.c - the whole transport against a real SMTP server and a real Maildir. */
#include <string.h>

#include "base/error.h"
#include "transport/smtpd-bench.h"

static const struct {
    const char *name, *recipient, *kind;
    int code;
    const char *status, *reply;
} OUTCOME_ROWS[] = {
    {"taken", "anna@a.example", "taken", 250, "2.0.0", "250 2.0.0 queued as *"},
    {"unknown", "bad@a.example", "refused", 550, "5.1.1",
     "550 5.1.1 <bad@a.example>: no such mailbox"},
    {"policy in three lines", "multi@a.example", "refused", 550, "5.7.1",
     "550 5.7.1 <multi@a.example>: refused by policy see the list of rules"},
    {"full", "full@a.example", "deferred", 452, "4.2.2",
     "452 4.2.2 <full@a.example>: mailbox full"},
    {"greylisted", "grey@a.example", "deferred", 451, "4.7.1",
     "451 4.7.1 <grey@a.example>: greylisted, come back"},
    {"grey, second time", "grey@a.example", "taken", 250, "2.0.0", "250 2.0.0 queued as *"},
    {"shutting down", "closing@a.example", "deferred", 421, "4.3.2", "421 4.3.2 closing now"},
    {"spam after the dot", "spam@a.example", "refused", 554, "5.7.1",
     "554 5.7.1 this looks like spam"},
    {"later after the dot", "temp@a.example", "deferred", 451, "4.3.0",
     "451 4.3.0 try again later"},
    {"no to DATA", "no-data@a.example", "deferred", 451, "4.3.0", "451 4.3.0 not now"},
    {"lost at DATA", "cut-before@a.example", "deferred", 0, NULL, "connection lost before *"},
    {"lost within the body", "cut-during@a.example", "uncertain", 0, NULL,
     "connection lost after DATA began: *"},
    {"lost after the dot", "cut-after@a.example", "uncertain", 0, NULL,
     "connection lost after DATA began: *"},
    {"line end in address", "x@a.example>\r\nRCPT TO:<y@b.example", "refused", 0, NULL,
     "recipient *"},
};

static void test_outcomes(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gsize i = 0; i < G_N_ELEMENTS(OUTCOME_ROWS); i++) {
        g_test_message("%s", OUTCOME_ROWS[i].name);
        g_autoptr(GfOutcome) outcome =
            bench_send(transport, (gint64) i + 7, OUTCOME_ROWS[i].recipient);
        bench_assert_kind(outcome, OUTCOME_ROWS[i].kind);
        if (outcome == NULL)
            continue;
        g_assert_cmpint(outcome->id, ==, (gint64) i + 7);
        g_assert_cmpint(outcome->code, ==, OUTCOME_ROWS[i].code);
        g_assert_cmpstr(outcome->status, ==, OUTCOME_ROWS[i].status);
        if (!g_pattern_match_simple(OUTCOME_ROWS[i].reply, outcome->reply))
            g_assert_cmpstr(outcome->reply, ==, OUTCOME_ROWS[i].reply);
        g_assert_cmpuint(gf_transport_pending(transport), ==, 0);
    }
    g_autofree char *mail = bench_mail_of(bench, "cut-after");
    g_assert_nonnull(mail);
}

static void test_refused_sender(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    g_autoptr(GfTransport) transport = bench_transport(bench);
    GfShipment *shipment = gf_shipment_new(1, "blocked@assemblee.example", "anna@a.example");
    gf_transport_submit(transport, shipment);
    g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
    bench_assert_kind(outcome, "refused");
    g_assert_cmpint(outcome->code, ==, 550);
    g_autoptr(GfOutcome) next = bench_send(transport, 2, "anna@a.example");
    bench_assert_kind(next, "taken");
    g_assert_cmpuint(bench_count_sessions(bench, "connect"), ==, 1);
}

/* TLS and log-in: what is configured, what the server is, what comes out. */
static const struct {
    const char *name;
    GfSmtpTls tls;
    const char *extra, *extra_value;
    const char *host;
    char ca; /* 'o'urs, 'a'nother, 's'ystem's */
    GfSmtpAuth auth;
    const char *secret, *kind, *reply;
    guint mails;
} SECURITY_ROWS[] = {
    {"starttls", GF_SMTP_TLS_STARTTLS, NULL, NULL, "localhost", 'o', GF_SMTP_AUTH_PASSWORD,
     "s3cret", "taken", "250 *", 1},
    {"implicit", GF_SMTP_TLS_IMPLICIT, NULL, NULL, "localhost", 'o', GF_SMTP_AUTH_PASSWORD,
     "s3cret", "taken", "250 *", 1},
    {"in clear on loopback", GF_SMTP_TLS_NONE, NULL, NULL, "127.0.0.1", 'o', GF_SMTP_AUTH_PASSWORD,
     "s3cret", "taken", "250 *", 1},
    {"xoauth2", GF_SMTP_TLS_STARTTLS, "--bearer", "t0ken", "localhost", 'o', GF_SMTP_AUTH_XOAUTH2,
     "t0ken", "taken", "250 *", 1},
    {"xoauth2, old token", GF_SMTP_TLS_STARTTLS, "--bearer", "t0ken", "localhost", 'o',
     GF_SMTP_AUTH_XOAUTH2, "expired", "account", "*log-in refused*", 0},
    {"wrong password", GF_SMTP_TLS_STARTTLS, NULL, NULL, "localhost", 'o', GF_SMTP_AUTH_PASSWORD,
     "wrong", "account", "*log-in refused*535 5.7.8 *", 0},
    {"no log-in configured", GF_SMTP_TLS_STARTTLS, NULL, NULL, "localhost", 'o', GF_SMTP_AUTH_NONE,
     NULL, "account", "530 5.7.0 *", 0},
    {"no AUTH offered", GF_SMTP_TLS_STARTTLS, "--no-auth", NULL, "localhost", 'o',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*offers no log-in*", 0},
    {"no AUTH offered, implicit", GF_SMTP_TLS_IMPLICIT, "--no-auth", NULL, "localhost", 'o',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*offers no log-in*", 0},
    {"only other mechanisms", GF_SMTP_TLS_STARTTLS, "--bearer", "t0ken", "localhost", 'o',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*log-in*", 0},
    {"no STARTTLS", GF_SMTP_TLS_STARTTLS, "--no-starttls", NULL, "localhost", 'o',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*STARTTLS not possible*", 0},
    {"unknown authority", GF_SMTP_TLS_STARTTLS, NULL, NULL, "localhost", 'a', GF_SMTP_AUTH_PASSWORD,
     "s3cret", "account", "*certificate not trusted*", 0},
    {"system's authorities", GF_SMTP_TLS_IMPLICIT, NULL, NULL, "localhost", 's',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*certificate not trusted*", 0},
    {"wrong host name", GF_SMTP_TLS_STARTTLS, NULL, NULL, "127.0.0.1", 'o', GF_SMTP_AUTH_PASSWORD,
     "s3cret", "account", "*certificate not trusted*", 0},
    {"wrong host name, implicit", GF_SMTP_TLS_IMPLICIT, NULL, NULL, "127.0.0.1", 'o',
     GF_SMTP_AUTH_PASSWORD, "s3cret", "account", "*certificate not trusted*", 0},
};

static void test_security(void)
{
    if (!bench_is_possible())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(SECURITY_ROWS); i++) {
        g_test_message("%s", SECURITY_ROWS[i].name);
        g_autoptr(Bench) bench =
            bench_start(SECURITY_ROWS[i].tls, "--user", "greffe", "--password", "s3cret",
                        SECURITY_ROWS[i].extra, SECURITY_ROWS[i].extra_value, NULL);
        bench->options.host = SECURITY_ROWS[i].host;
        bench->options.ca_file = SECURITY_ROWS[i].ca == 'o'   ? bench->ca_file
                                 : SECURITY_ROWS[i].ca == 'a' ? bench->other_ca_file
                                                              : NULL;
        bench->options.auth = SECURITY_ROWS[i].auth;
        bench->options.user = "greffe";
        bench->options.secret = SECURITY_ROWS[i].secret;
        g_autoptr(GfTransport) transport = bench_transport(bench);
        g_autoptr(GfOutcome) outcome = bench_send(transport, 1, "anna@a.example");
        bench_assert_kind(outcome, SECURITY_ROWS[i].kind);
        if (outcome != NULL && !g_pattern_match_simple(SECURITY_ROWS[i].reply, outcome->reply))
            g_assert_cmpstr(outcome->reply, ==, SECURITY_ROWS[i].reply);
        g_assert_cmpuint(bench_count_transactions(bench), ==, SECURITY_ROWS[i].mails);
    }
}

/* A server that cannot be reached, and everything that waits for it. */
static void test_unreachable(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_NONE, NULL);
    g_autoptr(GSocket) socket =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
    g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string("127.0.0.1", 0);
    g_assert_true(g_socket_bind(socket, any, FALSE, NULL));
    g_autoptr(GSocketAddress) bound = g_socket_get_local_address(socket, NULL);
    bench->options.port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    bench->options.host = "127.0.0.1";
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gint64 i = 0; i < 50; i++)
        gf_transport_submit(transport, bench_shipment(i, "anna@a.example", ""));
    for (gint64 i = 0; i < 50; i++) {
        g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
        bench_assert_kind(outcome, "unreachable");
    }
    g_assert_cmpuint(gf_transport_pending(transport), ==, 0);
    g_assert_null(gf_transport_next(transport, 0));
}

/* A wrong password is tried once a connection, not once a mail: accounts are locked for less. */
static void test_log_in_is_not_hammered(void)
{
    if (!bench_is_possible())
        return;
    g_autoptr(Bench) bench =
        bench_start(GF_SMTP_TLS_STARTTLS, "--user", "greffe", "--password", "s3cret", NULL);
    bench->options.auth = GF_SMTP_AUTH_PASSWORD;
    bench->options.user = "greffe";
    bench->options.secret = "wrong";
    bench->options.connections = 3;
    g_autoptr(GfTransport) transport = bench_transport(bench);
    for (gint64 i = 0; i < 100; i++)
        gf_transport_submit(transport, bench_shipment(i, "anna@a.example", ""));
    for (gint64 i = 0; i < 100; i++) {
        g_autoptr(GfOutcome) outcome = gf_transport_next(transport, BENCH_ANSWER_MS);
        bench_assert_kind(outcome, "account");
        g_assert_cmpint(outcome == NULL ? 0 : outcome->code, ==, 535);
    }
    /* Each connection tries the two mechanisms. */
    g_assert_cmpuint(bench_count_sessions(bench, "auth"), <=, 2 * 3);
}

static void test_probe(void)
{
    static const struct {
        const char *name, *argument, *secret, *kind, *reply;
    } ROWS[] = {
        {"all is well", NULL, "s3cret", "taken",
         "localhost port *, TLS verified, logged in as greffe, *"},
        {"wrong password", NULL, "wrong", "account", "*log-in refused*"},
        {"no AUTH", "--no-auth", "s3cret", "account", "*offers no log-in*"},
    };
    if (!bench_is_possible())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        g_autoptr(Bench) bench = bench_start(GF_SMTP_TLS_STARTTLS, "--user", "greffe", "--password",
                                             "s3cret", ROWS[i].argument, NULL);
        bench->options.auth = GF_SMTP_AUTH_PASSWORD;
        bench->options.user = "greffe";
        bench->options.secret = ROWS[i].secret;
        g_autoptr(GfTransport) transport = bench_transport(bench);
        g_autoptr(GfOutcome) outcome = gf_transport_probe(transport, BENCH_ANSWER_MS);
        bench_assert_kind(outcome, ROWS[i].kind);
        if (!g_pattern_match_simple(ROWS[i].reply, outcome->reply))
            g_assert_cmpstr(outcome->reply, ==, ROWS[i].reply);
        g_assert_cmpuint(bench_count_transactions(bench), ==, 0);
        if (g_str_equal(ROWS[i].kind, "taken"))
            g_assert_cmpuint(bench_count_sessions(bench, "auth"), ==, 1);
    }
}

static const struct {
    const char *name, *host;
    guint16 port;
    guint connections;
    GfSmtpTls tls;
    GfSmtpAuth auth;
    const char *secret, *ca_file, *ehlo, *error;
} OPTION_ROWS[] = {
    {"no host", "", 25, 1, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE, NULL, NULL, NULL, "*host: *"},
    {"URL as host", "a/b@c", 25, 1, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE, NULL, NULL, NULL,
     "*host: *"},
    {"no port", "localhost", 0, 1, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE, NULL, NULL, NULL,
     "*port: *"},
    {"no connection", "localhost", 25, 0, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE, NULL, NULL, NULL,
     "*connections: *"},
    {"in clear elsewhere", "smtp.example.org", 25, 1, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE, NULL,
     NULL, NULL, "*tls: none only on loopback *"},
    {"loopback in name only", "localhost.example.org", 25, 1, GF_SMTP_TLS_NONE, GF_SMTP_AUTH_NONE,
     NULL, NULL, NULL, "*tls: none only on loopback *"},
    {"no secret", "localhost", 25, 1, GF_SMTP_TLS_STARTTLS, GF_SMTP_AUTH_PASSWORD, "", NULL, NULL,
     "*secret: *"},
    {"line end in secret", "localhost", 25, 1, GF_SMTP_TLS_STARTTLS, GF_SMTP_AUTH_PASSWORD, "a\nb",
     NULL, NULL, "*secret: *"},
    {"ca_file not there", "localhost", 25, 1, GF_SMTP_TLS_STARTTLS, GF_SMTP_AUTH_NONE, NULL,
     "/nonexistent/ca.pem", NULL, "*ca_file: \"/nonexistent/ca.pem\": *"},
    {"line end in EHLO", "localhost", 25, 1, GF_SMTP_TLS_STARTTLS, GF_SMTP_AUTH_NONE, NULL, NULL,
     "a\r\nMAIL", "*name of this machine*"},
    {"good", "localhost", 25, 1, GF_SMTP_TLS_STARTTLS, GF_SMTP_AUTH_PASSWORD, "s", NULL, NULL,
     NULL},
};

static void test_options(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(OPTION_ROWS); i++) {
        g_test_message("%s", OPTION_ROWS[i].name);
        GfTransportOptions options = {.smtp = TRUE,
                                      .host = OPTION_ROWS[i].host,
                                      .port = OPTION_ROWS[i].port,
                                      .connections = OPTION_ROWS[i].connections,
                                      .tls = OPTION_ROWS[i].tls,
                                      .auth = OPTION_ROWS[i].auth,
                                      .user = "u",
                                      .secret = OPTION_ROWS[i].secret,
                                      .ca_file = OPTION_ROWS[i].ca_file,
                                      .ehlo_name = OPTION_ROWS[i].ehlo};
        g_autoptr(GError) error = NULL;
        g_autoptr(GfTransport) transport = gf_transport_new(&options, &error);
        if (OPTION_ROWS[i].error == NULL) {
            g_assert_no_error(error);
            continue;
        }
        g_assert_null(transport);
        g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
        if (error != NULL && !g_pattern_match_simple(OPTION_ROWS[i].error, error->message))
            g_assert_cmpstr(error->message, ==, OPTION_ROWS[i].error);
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/transport/options", test_options);
    g_test_add_func("/transport/outcomes", test_outcomes);
    g_test_add_func("/transport/refused-sender", test_refused_sender);
    g_test_add_func("/transport/security", test_security);
    g_test_add_func("/transport/unreachable", test_unreachable);
    g_test_add_func("/transport/log-in-not-hammered", test_log_in_is_not_hammered);
    g_test_add_func("/transport/probe", test_probe);
    return g_test_run();
}
