/* connection.c - the SMTP dialogue of one connection, as a machine that never waits: see
 * connection.h.
 *
 * Every way a transaction can end is one of refuse() (the server said so), lost() (it did not) and
 * the 250 after the dot. Fails into an outcome, never into an error.
 */
#include "transport/connection.h"

#include <string.h>

#include "base/text.h"
#include "transport/body.h"
#include "transport/opening.h"
#include "transport/reply.h"

#define OUT_BYTES (32 * 1024)
#define IN_BYTES 4096
/* Of one body, before other connections get their turn. */
#define STEP_BYTES (1024 * 1024)
#define RESPONSE_SECONDS 300
/* Not worth a longer wait: a new connection does as well. */
#define RSET_SECONDS 10
/* A whole transaction: the time for its answers, and for its bytes on a slow line. */
#define TRANSACTION_SECONDS 900
#define SLOW_LINE_BYTES_PER_SECOND (16 * 1024)

typedef enum {
    PHASE_OPENING,
    PHASE_READY,
    PHASE_MAIL,
    PHASE_RCPT,
    PHASE_DATA,
    PHASE_BODY, /* 354 was read */
    PHASE_DOT,  /* everything is given to the socket */
    PHASE_RSET,
    PHASE_NOOP,
    PHASE_DEAD,
} Phase;

struct GfConnection {
    const GfServer *server;
    CURLM *multi;
    CURL *easy;
    curl_socket_t socket;
    char curl_words[CURL_ERROR_SIZE];
    Phase phase;
    GfReply reply;
    /* seen at opening */
    gboolean logged_in, eight_bit, sizes;
    char *size_limit;
    GfRefusal refusal;
    /* the transaction */
    const GfShipment *shipment;
    GfBody body;
    gboolean body_begun, may_repeat, stale, send_failed;
    guint transactions;
    GfOutcome *outcome;
    gint64 deadline_us, transaction_deadline_us, ready_since_us;
    /* to be sent */
    guint8 out[OUT_BYTES];
    gsize out_length, out_sent;
};

static gint64 seconds_from_now(gint64 seconds)
{
    return g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
}

static void end(GfConnection *c, GfOutcomeKind kind, int code, const char *status,
                const char *words)
{
    g_assert(c->outcome == NULL);
    c->outcome = g_new0(GfOutcome, 1);
    c->outcome->id = c->shipment == NULL ? 0 : c->shipment->id;
    c->outcome->kind = kind;
    c->outcome->code = code;
    c->outcome->status = g_strdup(status);
    c->outcome->reply = gf_text_line(words, 500);
    c->shipment = NULL;
}

static void become_ready(GfConnection *c)
{
    c->phase = PHASE_READY;
    c->ready_since_us = g_get_monotonic_time();
}

static void say(GfConnection *c, Phase next, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void say(GfConnection *c, Phase next, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    gsize length = strlen(line);
    /* Addresses are checked before: 254 bytes at most, no line end. */
    g_assert(c->out_sent == c->out_length && length + 2 <= OUT_BYTES);
    g_assert(strpbrk(line, "\r\n") == NULL);
    memcpy(c->out, line, length);
    memcpy(c->out + length, "\r\n", 2);
    c->out_length = length + 2;
    c->out_sent = 0;
    c->phase = next;
    c->deadline_us = seconds_from_now(next == PHASE_RSET ? RSET_SECONDS : RESPONSE_SECONDS);
}

/* The connection ended, or nothing more can be made of it, without an answer. */
static void lost(GfConnection *c, const char *why)
{
    Phase phase = c->phase;
    c->phase = PHASE_DEAD;
    if (phase == PHASE_READY || phase == PHASE_RSET || phase == PHASE_DEAD)
        return;
    if (phase == PHASE_MAIL && c->may_repeat) {
        c->stale = TRUE;
        c->shipment = NULL;
        return;
    }
    gboolean uncertain = c->body_begun;
    g_autofree char *words =
        g_strdup_printf("connection lost %s: %s",
                        uncertain ? "after DATA began" : "before any of the message was sent", why);
    end(c, uncertain ? GF_OUTCOME_UNCERTAIN : GF_OUTCOME_DEFERRED, 0, NULL, words);
}

/* Log-in or encryption wanted (RFC 4954 section 6), whatever recipient is named. */
static gboolean concerns_account(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

/* The server said no, or what makes no sense. */
static void refuse(GfConnection *c)
{
    int code = c->reply.code;
    if (code < 400) {
        g_autofree char *words = gf_reply_words(&c->reply);
        g_autofree char *why = g_strdup_printf("unexpected answer: %s", words);
        c->may_repeat = FALSE;
        lost(c, why);
        return;
    }
    Phase phase = c->phase;
    if (phase == PHASE_MAIL && code == 421 && c->may_repeat) {
        lost(c, "421");
        return;
    }
    g_autofree char *status = gf_reply_status(&c->reply);
    g_autofree char *words = gf_reply_words(&c->reply);
    GfOutcomeKind kind = code < 500                                 ? GF_OUTCOME_DEFERRED
                         : c->body_begun || !concerns_account(code) ? GF_OUTCOME_REFUSED
                                                                    : GF_OUTCOME_ACCOUNT;
    end(c, kind, code, status, words);
    /* Refused while we still speak: our next command would not stand where it seems to. */
    if (code == 421 || c->out_sent < c->out_length || phase == PHASE_BODY)
        c->phase = PHASE_DEAD;
    else if (phase == PHASE_DOT)
        become_ready(c);
    else
        say(c, PHASE_RSET, "RSET");
}

static void begin_body(GfConnection *c)
{
    gf_body_init(&c->body, c->shipment->chunks);
    c->phase = PHASE_BODY;
    c->deadline_us = seconds_from_now(RESPONSE_SECONDS);
}

static void taken(GfConnection *c)
{
    g_autofree char *status = gf_reply_status(&c->reply);
    g_autofree char *words = gf_reply_words(&c->reply);
    end(c, GF_OUTCOME_TAKEN, c->reply.code, status, words);
    become_ready(c);
}

/* What a good answer leads to. */
static void go_on(GfConnection *c)
{
    switch (c->phase) {
    case PHASE_MAIL:
        say(c, PHASE_RCPT, "RCPT TO:<%s>", c->shipment->recipient);
        break;
    case PHASE_RCPT:
        say(c, PHASE_DATA, "DATA");
        break;
    case PHASE_DATA:
        begin_body(c);
        break;
    case PHASE_DOT:
    case PHASE_NOOP:
        taken(c);
        break;
    case PHASE_RSET:
        become_ready(c);
        break;
    default:
        g_assert_not_reached();
    }
}

static void on_reply(GfConnection *c)
{
    gboolean unasked = c->phase == PHASE_BODY || c->out_sent < c->out_length;
    gboolean good = c->reply.code / 100 == (c->phase == PHASE_DATA ? 3 : 2);
    if (c->phase == PHASE_READY || (c->phase == PHASE_RSET && (unasked || !good)))
        c->phase = PHASE_DEAD;
    else if (unasked || !good)
        refuse(c);
    else
        go_on(c);
    gf_reply_reset(&c->reply);
}

/* TRUE where a reply is whole at the end of the bytes: the server has nothing more to say. */
static gboolean feed(GfConnection *c, const char *bytes, gsize length)
{
    gsize done = 0;
    GfReplyState state = GF_REPLY_MORE;
    while (done < length && c->phase != PHASE_DEAD) {
        gsize used = 0;
        state = gf_reply_feed(&c->reply, bytes + done, length - done, &used);
        done += used;
        if (state == GF_REPLY_BROKEN)
            lost(c, "what came is no SMTP");
        else if (state == GF_REPLY_DONE)
            on_reply(c);
    }
    return state == GF_REPLY_DONE;
}

/* Up to the end of a reply, not to the end of what the socket has: TLS may hold the rest of a reply
 * that no poll() would tell. */
static void read_replies(GfConnection *c)
{
    gboolean whole = FALSE;
    while (c->phase != PHASE_DEAD && !whole) {
        char bytes[IN_BYTES];
        size_t length = 0;
        CURLcode result = curl_easy_recv(c->easy, bytes, sizeof bytes, &length);
        if (result == CURLE_AGAIN && !c->send_failed)
            return;
        if (result == CURLE_OK && length > 0)
            whole = feed(c, bytes, length);
        else
            lost(c, result == CURLE_OK ? "closed by the server" : curl_easy_strerror(result));
    }
}

/* FALSE where nothing is left to be sent for now. */
static gboolean refill(GfConnection *c)
{
    if (c->phase != PHASE_BODY)
        return FALSE;
    c->out_length = gf_body_fill(&c->body, c->out, sizeof c->out);
    c->out_sent = 0;
    if (c->out_length == 0)
        c->phase = PHASE_DOT;
    c->deadline_us = seconds_from_now(RESPONSE_SECONDS);
    return c->out_length > 0;
}

static void flush(GfConnection *c)
{
    gsize budget = STEP_BYTES;
    while ((c->out_sent < c->out_length || refill(c)) && budget > 0) {
        size_t sent = 0;
        /* Set before: even where it says "again", TLS may have sent a part. */
        c->body_begun = c->body_begun || c->phase == PHASE_BODY;
        CURLcode result =
            curl_easy_send(c->easy, c->out + c->out_sent, c->out_length - c->out_sent, &sent);
        if (result == CURLE_AGAIN)
            return;
        if (result != CURLE_OK) {
            /* What the server said before it closed may still be read. */
            c->send_failed = TRUE;
            return;
        }
        c->out_sent += sent;
        if (c->phase == PHASE_BODY)
            c->deadline_us = seconds_from_now(RESPONSE_SECONDS);
        budget -= MIN(budget, sent);
    }
}

void gf_connection_step(GfConnection *c)
{
    if (c->phase == PHASE_OPENING || c->phase == PHASE_DEAD)
        return;
    flush(c);
    read_replies(c);
    if (c->phase != PHASE_DEAD) /* a good answer mostly gives something to send */
        flush(c);
    gint64 now = g_get_monotonic_time();
    if (gf_connection_state(c) == GF_CONNECTION_BUSY &&
        (now > c->deadline_us || now > c->transaction_deadline_us)) {
        c->may_repeat = FALSE;
        lost(c, "no answer in time");
    }
}

static void begin(GfConnection *c, guint64 size)
{
    g_assert(c->phase == PHASE_READY && c->outcome == NULL);
    c->body_begun = FALSE;
    c->may_repeat = c->transactions++ > 0;
    gint64 line_seconds = (gint64) (size / SLOW_LINE_BYTES_PER_SECOND);
    c->transaction_deadline_us = seconds_from_now(TRANSACTION_SECONDS + line_seconds);
}

void gf_connection_begin(GfConnection *c, const GfTransaction *transaction)
{
    begin(c, transaction->size);
    c->shipment = transaction->shipment;
    g_autofree char *size =
        c->sizes ? g_strdup_printf(" SIZE=%" G_GUINT64_FORMAT, transaction->size) : g_strdup("");
    say(c, PHASE_MAIL, "MAIL FROM:<%s>%s%s", c->shipment->envelope_from, size,
        c->eight_bit && transaction->eight_bit ? " BODY=8BITMIME" : "");
    flush(c);
}

void gf_connection_ask(GfConnection *c)
{
    begin(c, 0);
    say(c, PHASE_NOOP, "NOOP");
    flush(c);
}

static void forget_refusal(GfConnection *c)
{
    g_free(c->refusal.status);
    g_free(c->refusal.words);
    c->refusal = (GfRefusal){0};
}

/* A reply while libcurl opens the connection. */
static void note_opening(GfConnection *c)
{
    int code = c->reply.code;
    forget_refusal(c);
    if (code >= 400) {
        c->refusal.code = code;
        c->refusal.status = gf_reply_status(&c->reply);
        c->refusal.words = gf_reply_words(&c->reply);
    } else if (code == 235) {
        c->logged_in = TRUE;
    } else if (code == 250) {
        /* What the last EHLO says counts, the one within TLS. */
        g_clear_pointer(&c->size_limit, g_free);
        c->sizes = gf_reply_offers(&c->reply, "SIZE", &c->size_limit);
        c->eight_bit = gf_reply_offers(&c->reply, "8BITMIME", NULL);
    }
    gf_reply_reset(&c->reply);
}

static size_t on_line(char *bytes, size_t size, size_t count, void *data)
{
    GfConnection *c = data;
    gsize length = size * count, done = 0;
    while (done < length) {
        gsize used = 0;
        GfReplyState state = gf_reply_feed(&c->reply, bytes + done, length - done, &used);
        done += used;
        if (state == GF_REPLY_DONE)
            note_opening(c);
        else if (state == GF_REPLY_BROKEN)
            return 0;
    }
    return length;
}

GfConnection *gf_connection_open(const GfServer *server, CURLM *multi)
{
    GfConnection *c = g_new0(GfConnection, 1);
    c->server = server;
    c->multi = multi;
    c->socket = CURL_SOCKET_BAD;
    c->easy = curl_easy_init();
    gf_reply_init(&c->reply);
    gf_opening_configure(c->easy, server);
    curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
    curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->curl_words);
    curl_easy_setopt(c->easy, CURLOPT_HEADERFUNCTION, on_line);
    curl_easy_setopt(c->easy, CURLOPT_HEADERDATA, c);
    curl_multi_add_handle(multi, c->easy);
    return c;
}

static void fail_opening(GfConnection *c, GfOutcomeKind kind, const char *words)
{
    c->phase = PHASE_DEAD;
    end(c, kind, c->refusal.code, c->refusal.status, words);
}

void gf_connection_opened(GfConnection *c, CURLcode result)
{
    g_assert(c->phase == PHASE_OPENING);
    if (result != CURLE_OK) {
        const char *detail = gf_opening_detail(c->easy, result, c->curl_words);
        g_autofree char *words = gf_opening_reason(result, c->server, detail, &c->refusal);
        fail_opening(c, gf_opening_kind(result, c->refusal.code), words);
        return;
    }
    /* libcurl is content where the server offers no AUTH, and would send as nobody. */
    if (c->server->auth != GF_SMTP_AUTH_NONE && !c->logged_in) {
        g_autofree char *words =
            g_strdup_printf("%s port %u: the server offers no log-in (check port, or set auth)",
                            c->server->host, c->server->port);
        fail_opening(c, GF_OUTCOME_ACCOUNT, words);
        return;
    }
    curl_easy_getinfo(c->easy, CURLINFO_ACTIVESOCKET, &c->socket);
    gf_reply_reset(&c->reply);
    become_ready(c);
    /* The first call takes the connection out of libcurl's cache, which could close it otherwise.
     */
    read_replies(c);
    if (c->phase == PHASE_DEAD)
        fail_opening(c, GF_OUTCOME_DEFERRED, "closed by the server right after the greeting");
}

GfConnectionState gf_connection_state(const GfConnection *c)
{
    switch (c->phase) {
    case PHASE_OPENING:
        return GF_CONNECTION_OPENING;
    case PHASE_READY:
        return GF_CONNECTION_READY;
    case PHASE_DEAD:
        return GF_CONNECTION_DEAD;
    default:
        return GF_CONNECTION_BUSY;
    }
}

gboolean gf_connection_is_past_data(const GfConnection *c)
{
    return c->shipment != NULL && c->body_begun;
}

gboolean gf_connection_is_stale(const GfConnection *c)
{
    return c->stale;
}

GfOutcome *gf_connection_take_outcome(GfConnection *c)
{
    return g_steal_pointer(&c->outcome);
}

char *gf_connection_describe(const GfConnection *c)
{
    const GfServer *server = c->server;
    g_autofree char *user =
        c->logged_in ? g_strdup_printf("logged in as %s", server->user) : g_strdup("no log-in");
    return g_strdup_printf(
        "%s port %u, %s, %s, messages up to %s bytes", server->host, server->port,
        server->tls == GF_SMTP_TLS_NONE ? "no TLS" : "TLS verified", user,
        c->size_limit == NULL || c->size_limit[0] == '\0' ? "any number of" : c->size_limit);
}

gboolean gf_connection_wants(const GfConnection *c, struct curl_waitfd *ret_wait)
{
    if (c->phase == PHASE_OPENING || c->phase == PHASE_DEAD)
        return FALSE;
    gboolean out = c->out_sent < c->out_length || c->phase == PHASE_BODY;
    *ret_wait = (struct curl_waitfd){
        .fd = c->socket,
        .events = (short) (CURL_WAIT_POLLIN | (out ? CURL_WAIT_POLLOUT : 0)),
    };
    return TRUE;
}

gint64 gf_connection_ready_since(const GfConnection *c)
{
    return c->ready_since_us;
}

void gf_connection_free(GfConnection *c)
{
    if (c == NULL)
        return;
    if (c->phase == PHASE_READY) {
        size_t sent = 0;
        (void) curl_easy_send(c->easy, "QUIT\r\n", 6, &sent);
    }
    curl_multi_remove_handle(c->multi, c->easy);
    curl_easy_cleanup(c->easy);
    gf_reply_clear(&c->reply);
    gf_outcome_free(c->outcome);
    g_free(c->size_limit);
    forget_refusal(c);
    g_free(c);
}
