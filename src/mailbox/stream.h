/* stream.h - our own transport under libetpan: TCP, TLS with verification, deadlines, a byte
 * budget.
 *
 * libetpan's own transport verifies no certificate, waits in select() and cannot be stopped. Here
 * each command has one deadline for all of it, an upper limit of bytes to receive, and ends at once
 * when `stop_fd` becomes readable. After the first failure every further use fails likewise; the
 * reason stays readable until gf_stream_free().
 */
#pragma once

#include "mailbox/etpan.h"
#include "mailbox/event.h"

typedef struct GfStream GfStream;

typedef enum {
    GF_STREAM_OPEN,
    GF_STREAM_STOPPED,   /* told to stop */
    GF_STREAM_TIMED_OUT, /* the deadline of the command */
    GF_STREAM_TOO_MUCH,  /* the budget of the command is used up */
    GF_STREAM_BROKEN,    /* closed, reset, or bad TLS */
} GfStreamState;

/* Connects; nothing is encrypted yet. Owned. */
GfStream *gf_stream_connect(const char *host, guint16 port, int stop_fd, GError **error);
void gf_stream_free(GfStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfStream, gf_stream_free)

/* Encrypts from here on, and verifies chain and host name against `ca_file` (NULL: the system's).
 * GF_ERROR_ACCOUNT where the certificate is not trusted or the other end speaks no TLS. */
gboolean gf_stream_start_tls(GfStream *stream, const char *ca_file, GError **error);
gboolean gf_stream_is_encrypted(const GfStream *stream);
gboolean gf_stream_is_loopback(const GfStream *stream);

/* What libetpan reads and writes; owned by it, while the stream itself stays the caller's and must
 * outlive it. */
mailstream *gf_stream_as_mailstream(GfStream *stream);

/* Begins a command: time for all of it and bytes to receive at most. */
void gf_stream_begin(GfStream *stream, int timeout_ms, guint64 budget_bytes);

/* TRUE where something was received that nobody has read. */
gboolean gf_stream_has_unread(const GfStream *stream);

/* TRUE where what was received but not read begins with `words`, in any case. */
gboolean gf_stream_unread_begins(const GfStream *stream, const char *words);

/* Waits until there is something to read, or the stream broke (both GF_EVENT_READY). Does not count
 * as part of a command. */
GfEvent gf_stream_wait(GfStream *stream, int wake_fd, gint64 until_us);

GfStreamState gf_stream_state(const GfStream *stream);
/* The failure as an error "DOING: why": GF_ERROR_CANCELLED or GF_ERROR_MAILBOX. */
void gf_stream_set_error(const GfStream *stream, const char *doing, GError **error);
