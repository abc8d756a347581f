#include "mailbox/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "mailbox/connect.h"

/* Name, TCP and TLS together. */
#define CONNECT_TIMEOUT_US (30 * G_USEC_PER_SEC)
/* Within a command whose deadline is far because it brings much: silence for so long is the end. */
#define STALL_US (60 * (gint64) G_USEC_PER_SEC)
#define LIBETPAN_BUFFER_BYTES 16384
/* What the administrator's policy allows, but nothing before TLS 1.2. */
#define TLS_PRIORITY "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct GfStream {
    char *host;
    int fd, stop_fd;
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t tls; /* NULL: in the clear */
    gint64 deadline_us;
    guint64 budget;
    GfStreamState state;
    char *why; /* of GF_STREAM_BROKEN */
    /* Received while waiting, not yet read. */
    guint8 ahead[1024];
    gsize ahead_start, ahead_end;
};

static void fail(GfStream *stream, GfStreamState state, const char *why)
{
    if (stream->state != GF_STREAM_OPEN)
        return;
    stream->state = state;
    stream->why = g_strdup(why);
}

GfStream *gf_stream_connect(const char *host, guint16 port, int stop_fd, GError **error)
{
    gint64 deadline_us = g_get_monotonic_time() + CONNECT_TIMEOUT_US;
    int fd = gf_connect(host, port, stop_fd, deadline_us, error);
    if (fd < 0)
        return NULL;
    GfStream *stream = g_new0(GfStream, 1);
    stream->host = g_strdup(host);
    stream->fd = fd;
    stream->stop_fd = stop_fd;
    stream->deadline_us = deadline_us;
    return stream;
}

void gf_stream_free(GfStream *stream)
{
    if (stream == NULL)
        return;
    if (stream->tls != NULL) {
        if (stream->state == GF_STREAM_OPEN)
            gnutls_bye(stream->tls, GNUTLS_SHUT_WR);
        gnutls_deinit(stream->tls);
    }
    if (stream->credentials != NULL)
        gnutls_certificate_free_credentials(stream->credentials);
    close(stream->fd);
    g_free(stream->host);
    g_free(stream->why);
    g_free(stream);
}

void gf_stream_begin(GfStream *stream, int timeout_ms, guint64 budget_bytes)
{
    stream->deadline_us = g_get_monotonic_time() + (gint64) timeout_ms * 1000;
    stream->budget = budget_bytes;
}

gboolean gf_stream_is_encrypted(const GfStream *stream)
{
    return stream->tls != NULL;
}

gboolean gf_stream_is_loopback(const GfStream *stream)
{
    return gf_connect_is_loopback(stream->fd);
}

gboolean gf_stream_has_unread(const GfStream *stream)
{
    return stream->ahead_start < stream->ahead_end;
}

gboolean gf_stream_unread_begins(const GfStream *stream, const char *words)
{
    return stream->ahead_end - stream->ahead_start >= strlen(words) &&
           g_ascii_strncasecmp((const char *) stream->ahead + stream->ahead_start, words,
                               strlen(words)) == 0;
}

GfStreamState gf_stream_state(const GfStream *stream)
{
    return stream->state;
}

void gf_stream_set_error(const GfStream *stream, const char *doing, GError **error)
{
    switch (stream->state) {
    case GF_STREAM_STOPPED:
        g_set_error(error, GF_ERROR, GF_ERROR_CANCELLED, "%s: stopped", doing);
        break;
    case GF_STREAM_TIMED_OUT:
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX, "%s: no answer in time (try again later)",
                    doing);
        break;
    case GF_STREAM_TOO_MUCH:
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "%s: the server sent more than was asked for (is this an IMAP server?)", doing);
        break;
    case GF_STREAM_BROKEN:
    case GF_STREAM_OPEN:
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX, "%s: %s (try again later)", doing,
                    stream->why != NULL ? stream->why : "the connection is of no use");
    }
}

/* Within a command: FALSE after recording why there is no use to go on. */
static gboolean wait_for(GfStream *stream, short events)
{
    gint64 until_us = MIN(stream->deadline_us, g_get_monotonic_time() + STALL_US);
    switch (gf_event_wait(stream->fd, events, stream->stop_fd, -1, until_us)) {
    case GF_EVENT_READY:
        return TRUE;
    case GF_EVENT_STOP:
        fail(stream, GF_STREAM_STOPPED, NULL);
        return FALSE;
    default:
        fail(stream, GF_STREAM_TIMED_OUT, NULL);
        return FALSE;
    }
}

static gboolean tls_may_go_on(gssize result)
{
    return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED ||
           result == GNUTLS_E_WARNING_ALERT_RECEIVED;
}

static short tls_direction(const GfStream *stream)
{
    return gnutls_record_get_direction(stream->tls) == 0 ? POLLIN : POLLOUT;
}

/* Bytes received, 0: none for now, -1: failed. */
static gssize receive_now(GfStream *stream, void *buffer, gsize size)
{
    if (stream->tls != NULL) {
        gssize got = gnutls_record_recv(stream->tls, buffer, size);
        if (got > 0)
            return got;
        if (got < 0 && tls_may_go_on(got))
            return 0;
        fail(stream, GF_STREAM_BROKEN,
             got == 0 ? "the server closed the connection" : gnutls_strerror((int) got));
        return -1;
    }
    gssize got = recv(stream->fd, buffer, size, MSG_DONTWAIT);
    if (got > 0)
        return got;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    fail(stream, GF_STREAM_BROKEN,
         got == 0 ? "the server closed the connection" : g_strerror(errno));
    return -1;
}

static gssize send_now(GfStream *stream, const void *bytes, gsize size)
{
    if (stream->tls != NULL) {
        gssize sent = gnutls_record_send(stream->tls, bytes, size);
        if (sent >= 0)
            return sent;
        if (tls_may_go_on(sent))
            return 0;
        fail(stream, GF_STREAM_BROKEN, gnutls_strerror((int) sent));
        return -1;
    }
    gssize sent = send(stream->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
        return sent;
    if (errno == EAGAIN || errno == EINTR)
        return 0;
    fail(stream, GF_STREAM_BROKEN, g_strerror(errno));
    return -1;
}

static gssize take_ahead(GfStream *stream, void *buffer, gsize size)
{
    gsize taken = MIN(size, stream->ahead_end - stream->ahead_start);
    memcpy(buffer, stream->ahead + stream->ahead_start, taken);
    stream->ahead_start += taken;
    return (gssize) taken;
}

static ssize_t driver_read(mailstream_low *low, void *buffer, size_t size)
{
    GfStream *stream = low->data;
    if (stream->state != GF_STREAM_OPEN)
        return -1;
    if (stream->budget == 0) {
        fail(stream, GF_STREAM_TOO_MUCH, NULL);
        return -1;
    }
    size = (size_t) MIN(size, stream->budget);
    gssize got = gf_stream_has_unread(stream) ? take_ahead(stream, buffer, size) : 0;
    while (got == 0) {
        /* A server that never pauses must not outlive the deadline either. */
        if (g_get_monotonic_time() >= stream->deadline_us) {
            fail(stream, GF_STREAM_TIMED_OUT, NULL);
            return -1;
        }
        got = receive_now(stream, buffer, size);
        if (got == 0 && !wait_for(stream, stream->tls != NULL ? tls_direction(stream) : POLLIN))
            return -1;
    }
    if (got > 0)
        stream->budget -= (guint64) got;
    return got;
}

static ssize_t driver_write(mailstream_low *low, const void *bytes, size_t size)
{
    GfStream *stream = low->data;
    size_t sent = 0;
    while (sent < size && stream->state == GF_STREAM_OPEN) {
        gssize now = send_now(stream, (const char *) bytes + sent, size - sent);
        if (now > 0)
            sent += (size_t) now;
        else if (now == 0)
            wait_for(stream, stream->tls != NULL ? tls_direction(stream) : POLLOUT);
    }
    return stream->state == GF_STREAM_OPEN ? (ssize_t) sent : -1;
}

static int driver_close(mailstream_low *low)
{
    (void) low;
    return 0;
}

static int driver_get_fd(mailstream_low *low)
{
    const GfStream *stream = low->data;
    return stream->fd;
}

static void driver_free(mailstream_low *low)
{
    free(low);
}

static void driver_cancel(mailstream_low *low)
{
    (void) low;
}

mailstream *gf_stream_as_mailstream(GfStream *stream)
{
    static mailstream_low_driver driver = {
        .mailstream_read = driver_read,
        .mailstream_write = driver_write,
        .mailstream_close = driver_close,
        .mailstream_get_fd = driver_get_fd,
        .mailstream_free = driver_free,
        .mailstream_cancel = driver_cancel,
    };
    mailstream_low *low = mailstream_low_new(stream, &driver);
    mailstream *result = low != NULL ? mailstream_new(low, LIBETPAN_BUFFER_BYTES) : NULL;
    if (result == NULL)
        g_error("out of memory");
    return result;
}

GfEvent gf_stream_wait(GfStream *stream, int wake_fd, gint64 until_us)
{
    for (;;) {
        if (gf_stream_has_unread(stream) || stream->state != GF_STREAM_OPEN)
            return GF_EVENT_READY;
        /* Readable is not enough: TLS has messages of its own, and keeps records that poll() no
         * longer sees. */
        gssize got = receive_now(stream, stream->ahead, sizeof stream->ahead);
        if (got < 0)
            return GF_EVENT_READY;
        if (got > 0) {
            stream->ahead_start = 0;
            stream->ahead_end = (gsize) got;
            continue;
        }
        GfEvent event = gf_event_wait(stream->fd, POLLIN, stream->stop_fd, wake_fd, until_us);
        if (event == GF_EVENT_STOP)
            fail(stream, GF_STREAM_STOPPED, NULL);
        if (event != GF_EVENT_READY)
            return event;
    }
}

/* "The certificate is NOT trusted. The issuer is unknown. " -> "the issuer is unknown". Owned. */
static char *distrust_reason(gnutls_session_t tls)
{
    gnutls_datum_t text = {0};
    unsigned status = gnutls_session_get_verify_cert_status(tls);
    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) != 0)
        return g_strdup("unknown reason");
    g_autofree char *line = gf_text_line((const char *) text.data, 0);
    gnutls_free(text.data);
    g_auto(GStrv) sentences = g_strsplit(line, ". ", -1);
    /* The first only says that it is not trusted. */
    char **first = g_strv_length(sentences) > 1 ? sentences + 1 : sentences;
    char *reason = g_strjoinv("; ", first);
    if (g_str_has_suffix(reason, "."))
        reason[strlen(reason) - 1] = '\0';
    reason[0] = g_ascii_tolower(reason[0]);
    return reason;
}

static gboolean load_trust(GfStream *stream, const char *ca_file, GError **error)
{
    if (gnutls_certificate_allocate_credentials(&stream->credentials) != GNUTLS_E_SUCCESS)
        g_error("out of memory");
    int loaded = ca_file != NULL ? gnutls_certificate_set_x509_trust_file(
                                       stream->credentials, ca_file, GNUTLS_X509_FMT_PEM)
                                 : gnutls_certificate_set_x509_system_trust(stream->credentials);
    if (loaded > 0)
        return TRUE;
    const char *why = loaded < 0 ? gnutls_strerror(loaded) : "there is none";
    if (ca_file != NULL)
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "no certificate authorities in '%s': %s (check ca_file)", ca_file, why);
    else
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "no certificate authorities on this system: %s (install ca-certificates or set "
                    "ca_file)",
                    why);
    return FALSE;
}

/* A host that is an address is verified as one, and has no server name (RFC 6066 section 3). */
static gboolean is_address(const char *host)
{
    guint8 address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static void set_handshake_error(GfStream *stream, int result, GError **error)
{
    g_autofree char *why = NULL;
    switch (result) {
    case GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR:
        why = distrust_reason(stream->tls);
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "certificate not trusted: %s (set ca_file, or check host)", why);
        return;
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
        why = g_strdup(gnutls_alert_get_name(gnutls_alert_get(stream->tls)));
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "the server refuses TLS: %s (is it older than TLS 1.2?)", why);
        return;
    case GNUTLS_E_UNEXPECTED_PACKET:
    case GNUTLS_E_UNEXPECTED_PACKET_LENGTH:
    case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
    case GNUTLS_E_RECORD_OVERFLOW:
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "the server does not speak TLS: %s (check port and tls)",
                    gnutls_strerror(result));
        return;
    default:
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX, "TLS: %s (try again later)",
                    gnutls_strerror(result));
    }
}

static gboolean handshake(GfStream *stream, GError **error)
{
    for (;;) {
        int result = gnutls_handshake(stream->tls);
        if (result == GNUTLS_E_SUCCESS)
            return TRUE;
        if (gnutls_error_is_fatal(result)) {
            fail(stream, GF_STREAM_BROKEN, gnutls_strerror(result));
            set_handshake_error(stream, result, error);
            return FALSE;
        }
        if (!wait_for(stream, tls_direction(stream))) {
            gf_stream_set_error(stream, "TLS", error);
            return FALSE;
        }
    }
}

gboolean gf_stream_start_tls(GfStream *stream, const char *ca_file, GError **error)
{
    g_assert(stream->tls == NULL);
    if (!load_trust(stream, ca_file, error))
        return FALSE;
    stream->deadline_us = g_get_monotonic_time() + CONNECT_TIMEOUT_US;
    if (gnutls_init(&stream->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0)
        g_error("out of memory");
    gnutls_set_default_priority_append(stream->tls, TLS_PRIORITY, NULL, 0);
    gnutls_credentials_set(stream->tls, GNUTLS_CRD_CERTIFICATE, stream->credentials);
    if (!is_address(stream->host))
        gnutls_server_name_set(stream->tls, GNUTLS_NAME_DNS, stream->host, strlen(stream->host));
    gnutls_session_set_verify_cert(stream->tls, stream->host, 0);
    gnutls_transport_set_int(stream->tls, stream->fd);
    return handshake(stream, error);
}
