/* connection-test.c - servers that behave badly: each row overrides some answers of a polite one.
 */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "transport/transport.h"

#define ANSWER_MS 20000

typedef struct {
    const char *command; /* "CONNECT", "EHLO", ... or "." */
    const char *reply;   /* as it goes on the wire; "": closes without a word */
    gboolean closes;     /* after the reply */
    guint connection;    /* the first is 1; 0: any */
    guint time;          /* the command's in this connection, the first is 1; 0: any */
} Override;

typedef struct {
    GSocketListener *listener;
    GCancellable *stop;
    GThread *thread;
    const Override *overrides; /* ended by one without command */
    guint16 port;
    gint connections;
} Server;

typedef struct {
    Server *server;
    GSocketConnection *socket;
    guint number;
    GHashTable *times; /* of each command */
} Guest;

static const char *polite_answer(const char *command)
{
    static const struct {
        const char *command, *answer;
    } ANSWERS[] = {
        {"CONNECT", "220 polite\r\n"},
        {"EHLO", "250-polite\r\n250-AUTH PLAIN\r\n250 SIZE 1000000\r\n"},
        {"DATA", "354 go on\r\n"},
        {"AUTH", "235 welcome\r\n"},
        {"QUIT", "221 bye\r\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++)
        if (g_str_equal(command, ANSWERS[i].command))
            return ANSWERS[i].answer;
    return "250 2.0.0 ok\r\n";
}

static const Override *override_for(Guest *guest, const char *command)
{
    guint time = GPOINTER_TO_UINT(g_hash_table_lookup(guest->times, command)) + 1;
    g_hash_table_insert(guest->times, g_strdup(command), GUINT_TO_POINTER(time));
    for (const Override *o = guest->server->overrides; o->command != NULL; o++)
        if (g_str_equal(o->command, command) &&
            (o->connection == 0 || o->connection == guest->number) &&
            (o->time == 0 || o->time == time))
            return o;
    return NULL;
}

/* Says what is due for a command. NULL where the connection is to be closed, else what was said. */
static const char *answer(Guest *guest, const char *command)
{
    const Override *o = override_for(guest, command);
    const char *reply = o == NULL ? polite_answer(command) : o->reply;
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(guest->socket));
    gboolean written = g_output_stream_write_all(out, reply, strlen(reply), NULL, NULL, NULL);
    gboolean closes = o != NULL && (o->closes || reply[0] == '\0');
    return written && !closes && !g_str_equal(command, "QUIT") ? reply : NULL;
}

static gpointer attend(gpointer data)
{
    Guest *guest = data;
    g_autoptr(GDataInputStream) in =
        g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(guest->socket)));
    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    const char *said = answer(guest, "CONNECT");
    gboolean in_body = FALSE;
    while (said != NULL) {
        g_autofree char *line = g_data_input_stream_read_line(in, NULL, NULL, NULL);
        if (line == NULL)
            break;
        if (in_body && !g_str_equal(line, "."))
            continue;
        g_autofree char *command = g_strndup(line, strcspn(line, " "));
        said = answer(guest, command);
        in_body = said != NULL && g_str_has_prefix(said, "354");
    }
    g_io_stream_close(G_IO_STREAM(guest->socket), NULL, NULL);
    g_object_unref(guest->socket);
    g_hash_table_unref(guest->times);
    g_free(guest);
    return NULL;
}

static void join(gpointer thread)
{
    g_thread_join(thread);
}

static gpointer listen_on(gpointer data)
{
    Server *server = data;
    g_autoptr(GPtrArray) threads = g_ptr_array_new_with_free_func(join);
    GSocketConnection *socket = NULL;
    while ((socket = g_socket_listener_accept(server->listener, NULL, server->stop, NULL)) !=
           NULL) {
        Guest *guest = g_new0(Guest, 1);
        guest->server = server;
        guest->socket = socket;
        guest->number = (guint) g_atomic_int_add(&server->connections, 1) + 1;
        guest->times = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_ptr_array_add(threads, g_thread_new("guest", attend, guest));
    }
    return NULL;
}

static Server *server_start(const Override *overrides)
{
    Server *server = g_new0(Server, 1);
    server->overrides = overrides;
    server->listener = g_socket_listener_new();
    server->stop = g_cancellable_new();
    g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string("127.0.0.1", 0);
    g_autoptr(GSocketAddress) bound = NULL;
    g_assert_true(g_socket_listener_add_address(server->listener, any, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
    server->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    server->thread = g_thread_new("listener", listen_on, server);
    return server;
}

/* Once its guests are gone. */
static void server_stop(Server *server)
{
    g_cancellable_cancel(server->stop);
    g_thread_join(server->thread);
    g_socket_listener_close(server->listener);
    g_object_unref(server->listener);
    g_object_unref(server->stop);
    g_free(server);
}

static GfTransport *transport_to(const Server *server, gboolean log_in, guint connections)
{
    GfTransportOptions options = {.smtp = TRUE,
                                  .host = "127.0.0.1",
                                  .port = server->port,
                                  .tls = GF_SMTP_TLS_NONE,
                                  .auth = log_in ? GF_SMTP_AUTH_PASSWORD : GF_SMTP_AUTH_NONE,
                                  .user = "greffe",
                                  .secret = "s3cret",
                                  .connections = connections};
    g_autoptr(GError) error = NULL;
    GfTransport *transport = gf_transport_new(&options, &error);
    g_assert_no_error(error);
    return transport;
}

static void submit(GfTransport *transport, gint64 id, gsize size)
{
    GfShipment *shipment = gf_shipment_new(id, "greffe@assemblee.example", "anna@a.example");
    g_autoptr(GString) body = g_string_new("Subject: x\r\n\r\n");
    while (body->len < size)
        g_string_append(body, "0123456789012345678901234567890123456789\r\n");
    g_ptr_array_add(shipment->chunks, g_bytes_new(body->str, body->len));
    gf_transport_submit(transport, shipment);
}

static const char *const KINDS[] = {"taken",   "refused",   "deferred", "unreachable",
                                    "account", "uncertain", "cancelled"};

#define LONG_LINE                                                                                  \
    "250 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567" \
    "8901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n"

static const struct {
    const char *name;
    Override overrides[4];
    gboolean log_in;
    const char *kind; /* of the second of two mails, the first may have opened the connection */
    int code;
    guint connections;
} ANSWER_ROWS[] = {
    {"polite", {{NULL, NULL, 0, 0, 0}}, TRUE, "taken", 250, 1},
    /* a reused connection that is dead */
    {"closed at MAIL", {{"MAIL", "", FALSE, 1, 2}}, FALSE, "taken", 250, 2},
    {"421 at MAIL", {{"MAIL", "421 4.4.2 idle\r\n", TRUE, 1, 2}}, FALSE, "taken", 250, 2},
    {"closed at MAIL, also anew",
     {{"MAIL", "", FALSE, 1, 2}, {"MAIL", "", FALSE, 2, 1}},
     FALSE,
     "deferred",
     0,
     2},
    {"closed at RCPT", {{"RCPT", "", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    /* refusals that do not concern the recipient */
    {"530 at MAIL", {{"MAIL", "530 5.7.0 log in\r\n", FALSE, 1, 2}}, FALSE, "account", 530, 1},
    {"535 at RCPT", {{"RCPT", "535 5.7.8 no\r\n", FALSE, 1, 2}}, FALSE, "account", 535, 1},
    /* no SMTP */
    {"garbage at RCPT", {{"RCPT", "hello\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    {"code out of range", {{"RCPT", "999 x\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    {"250 instead of 354", {{"DATA", "250 ok\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    {"354 instead of 250", {{"RCPT", "354 ok\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    {"two answers at once", {{"MAIL", "250 a\r\n250 b\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    {"refused ahead",
     {{"MAIL", "250 a\r\n550 5.1.1 b\r\n", FALSE, 1, 2}},
     FALSE,
     "refused",
     550,
     1},
    {"354 and 250 at once", {{"DATA", "354 a\r\n250 b\r\n", FALSE, 1, 2}}, FALSE, "deferred", 0, 1},
    /* the body and after it */
    {"refused within the body",
     {{"DATA", "354 a\r\n552 5.3.4 b\r\n", TRUE, 1, 2}},
     FALSE,
     "refused",
     552,
     1},
    {"421 within the body",
     {{"DATA", "354 a\r\n421 4.3.2 b\r\n", TRUE, 1, 2}},
     FALSE,
     "deferred",
     421,
     1},
    {"closed after the dot", {{".", "", FALSE, 1, 2}}, FALSE, "uncertain", 0, 1},
    {"garbage after the dot", {{".", "hello\r\n", FALSE, 1, 2}}, FALSE, "uncertain", 0, 1},
    {"334 after the dot", {{".", "334 what\r\n", FALSE, 1, 2}}, FALSE, "uncertain", 0, 1},
    {"half an answer after the dot", {{".", "250 o", TRUE, 1, 2}}, FALSE, "uncertain", 0, 1},
    {"refused and closed", {{".", "554 5.7.1 spam\r\n", TRUE, 1, 2}}, FALSE, "refused", 554, 1},
    {"421 after the dot", {{".", "421 4.3.2 later\r\n", TRUE, 1, 2}}, FALSE, "deferred", 421, 1},
    {"bare LF, no status", {{".", "250-a\n250\n", FALSE, 1, 2}}, FALSE, "taken", 250, 1},
    {"long line", {{".", LONG_LINE, FALSE, 1, 2}}, FALSE, "taken", 250, 1},
    {"535 after the dot", {{".", "535 5.7.8 x\r\n", FALSE, 1, 2}}, FALSE, "refused", 535, 1},
    /* RSET */
    {"RSET refused",
     {{"RCPT", "550 x\r\n", FALSE, 1, 1}, {"RSET", "500 x\r\n", FALSE, 1, 1}},
     FALSE,
     "taken",
     250,
     2},
    {"two refusals at once", {{"RCPT", "550 x\r\n550 y\r\n", FALSE, 1, 1}}, FALSE, "taken", 250, 2},
    {"answers after the last",
     {{".", "250 ok\r\n500 x\r\n250 y\r\n", FALSE, 1, 1}},
     FALSE,
     "taken",
     250,
     2},
    {"RSET answered twice",
     {{"RCPT", "550 x\r\n", FALSE, 1, 1}, {"RSET", "250 x\r\n250 x\r\n", FALSE, 1, 1}},
     FALSE,
     "taken",
     250,
     2},
    {"unasked 421", {{".", "250 ok\r\n421 bye\r\n", TRUE, 1, 1}}, FALSE, "taken", 250, 2},
};

static void test_answers(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ANSWER_ROWS); i++) {
        g_test_message("%s", ANSWER_ROWS[i].name);
        Server *server = server_start(ANSWER_ROWS[i].overrides);
        g_autoptr(GfTransport) transport = transport_to(server, ANSWER_ROWS[i].log_in, 1);
        for (gint64 id = 1; id <= 2; id++) {
            /* Large enough that it cannot all be on its way when the answer comes. */
            submit(transport, id, id == 1 ? 100 : 8000000);
            GfOutcome *outcome = gf_transport_next(transport, ANSWER_MS);
            g_assert_nonnull(outcome);
            if (outcome != NULL && id == 2) {
                g_assert_cmpstr(KINDS[outcome->kind], ==, ANSWER_ROWS[i].kind);
                g_assert_cmpint(outcome->code, ==, ANSWER_ROWS[i].code);
                g_assert_cmpint(g_utf8_strlen(outcome->reply, -1), <=, 500);
            }
            gf_outcome_free(outcome);
        }
        g_clear_pointer(&transport, gf_transport_free);
        g_assert_cmpint(g_atomic_int_get(&server->connections), ==, ANSWER_ROWS[i].connections);
        server_stop(server);
    }
}

/* What happens before the first mail. */
static const struct {
    const char *name;
    Override overrides[4];
    gboolean log_in;
    const char *kind;
    int code;
} OPENING_ROWS[] = {
    {"refused at the door",
     {{"CONNECT", "554 5.7.1 go away\r\n", TRUE, 0, 0}},
     FALSE,
     "account",
     554},
    {"busy", {{"CONNECT", "421 4.3.2 busy\r\n", TRUE, 0, 0}}, FALSE, "unreachable", 421},
    {"no word", {{"CONNECT", "", FALSE, 0, 0}}, FALSE, "unreachable", 0},
    {"no SMTP", {{"CONNECT", "SSH-2.0-x\r\n", TRUE, 0, 0}}, FALSE, "unreachable", 0},
    {"closed at EHLO", {{"EHLO", "", FALSE, 0, 0}}, FALSE, "unreachable", 0},
    {"old server", {{"EHLO", "502 what\r\n", FALSE, 0, 0}}, FALSE, "taken", 250},
    {"old server, log-in wanted", {{"EHLO", "502 what\r\n", FALSE, 0, 0}}, TRUE, "account", 0},
    {"log-in later", {{"AUTH", "454 4.7.0 later\r\n", FALSE, 0, 0}}, TRUE, "unreachable", 454},
    {"log-in refused", {{"AUTH", "535 5.7.8 no\r\n", FALSE, 0, 0}}, TRUE, "account", 535},
    {"password too old",
     {{"AUTH", "534 5.7.9 app password\r\n", FALSE, 0, 0}},
     TRUE,
     "account",
     534},
    {"closed at AUTH", {{"AUTH", "", FALSE, 0, 0}}, TRUE, "unreachable", 0},
    /* seen at once, or by the first command */
    {"closed after AUTH", {{"AUTH", "235 ok\r\n", TRUE, 0, 0}}, TRUE, "unreachable, deferred", 0},
};

static void test_opening(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(OPENING_ROWS); i++) {
        g_test_message("%s", OPENING_ROWS[i].name);
        Server *server = server_start(OPENING_ROWS[i].overrides);
        g_autoptr(GfTransport) transport = transport_to(server, OPENING_ROWS[i].log_in, 1);
        submit(transport, 1, 100);
        GfOutcome *outcome = gf_transport_next(transport, ANSWER_MS);
        g_assert_nonnull(outcome);
        if (outcome != NULL) {
            g_test_message("%s", outcome->reply);
            g_assert_nonnull(strstr(OPENING_ROWS[i].kind, KINDS[outcome->kind]));
            g_assert_cmpint(outcome->code, ==, OPENING_ROWS[i].code);
        }
        gf_outcome_free(outcome);
        g_clear_pointer(&transport, gf_transport_free);
        server_stop(server);
    }
}

/* A relay that admits one connection only: the one does the work of all. */
static void test_one_connection_admitted(void)
{
    static const Override BUSY[] = {{"CONNECT", "421 4.7.0 too many connections\r\n", TRUE, 2, 0},
                                    {"CONNECT", "421 4.7.0 too many connections\r\n", TRUE, 3, 0},
                                    {NULL, NULL, 0, 0, 0}};
    Server *server = server_start(BUSY);
    g_autoptr(GfTransport) transport = transport_to(server, FALSE, 3);
    for (gint64 id = 1; id <= 20; id++)
        submit(transport, id, 20000);
    while (gf_transport_pending(transport) > 0) {
        GfOutcome *outcome = gf_transport_next(transport, ANSWER_MS);
        g_assert_nonnull(outcome);
        if (outcome == NULL)
            break;
        g_assert_cmpstr(KINDS[outcome->kind], ==, "taken");
        gf_outcome_free(outcome);
    }
    g_clear_pointer(&transport, gf_transport_free);
    g_assert_cmpint(g_atomic_int_get(&server->connections), ==, 3);
    server_stop(server);
}

/* Cancelled while the server has said nothing yet, and while it does not read the body. */
static void test_cancel(void)
{
    static const struct {
        const char *name;
        Override overrides[2];
        const char *kind;
    } ROWS[] = {
        {"no answer to RCPT", {{"RCPT", "250-", FALSE, 0, 0}}, "cancelled"},
        {"no answer to EHLO", {{"EHLO", "250-", FALSE, 0, 0}}, "cancelled"},
        {"no answer to DATA", {{"DATA", "354-", FALSE, 0, 0}}, "cancelled"},
        {"half an answer after the dot", {{".", "250 o", FALSE, 0, 0}}, "uncertain"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        Server *server = server_start(ROWS[i].overrides);
        g_autoptr(GfTransport) transport = transport_to(server, FALSE, 1);
        submit(transport, 1, 100000);
        g_assert_null(gf_transport_next(transport, 300));
        gint64 begun_us = g_get_monotonic_time();
        gf_transport_cancel(transport);
        g_assert_cmpint(g_get_monotonic_time() - begun_us, <, G_USEC_PER_SEC / 2);
        GfOutcome *outcome = gf_transport_next(transport, 0);
        g_assert_nonnull(outcome);
        if (outcome != NULL)
            g_assert_cmpstr(KINDS[outcome->kind], ==, ROWS[i].kind);
        gf_outcome_free(outcome);
        g_clear_pointer(&transport, gf_transport_free);
        server_stop(server);
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/connection/answers", test_answers);
    g_test_add_func("/connection/opening", test_opening);
    g_test_add_func("/connection/one-admitted", test_one_connection_admitted);
    g_test_add_func("/connection/cancel", test_cancel);
    return g_test_run();
}
