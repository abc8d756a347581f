/* reader.h - the daemon's handle on the sandboxed child that alone touches untrusted bytes.
 *
 * The child is `greffe-reader`, executed (never forked) so that it inherits no secret; it is
 * renewed every GF_LIMIT_READER_MESSAGES messages and after any failure. Blocking; one thread at a
 * time, and always the same thread: the child dies with the thread that started it.
 */
#pragma once

#include "letter/letter.h"

typedef struct GfReader GfReader;

/* The program that belongs to this one: libexec/greffe-reader beside it, else the installed one.
 * GF_ERROR_STATE where neither is there. Owned. */
char *gf_reader_program(GError **error);

/* Starts the child `program` and waits until it is ready in its sandbox. `stop_fd` (-1: none)
 * becomes readable when the caller must give up. GF_ERROR_STATE where it cannot be started,
 * GF_ERROR_CANCELLED. Owned. */
GfReader *gf_reader_new(const char *program, int stop_fd, GError **error);

/* The letter in `raw`. A message on which the child dies or exceeds its time is tried once more on
 * a new child; failing again is GF_ERROR_MESSAGE (hold it, go on with others). GF_ERROR_CANCELLED
 * on stop_fd, GF_ERROR_STATE where no child can be started. Owned. */
GfLetter *gf_reader_read(GfReader *reader, GBytes *raw, GError **error);

/* As gf_reader_read(); `next` (may be NULL) is what will be read after it, so that the child has it
 * at hand. */
GfLetter *gf_reader_read_before(GfReader *reader, GBytes *raw, GBytes *next, GError **error);

/* The decoded bytes of the attachment of `raw` whose SHA-256 is `sha256` (GfAttachment.sha256; any
 * text may be asked for), verified here. GF_ERROR_MESSAGE where the message holds none, or the
 * child fails twice; otherwise as gf_reader_read(). Owned. */
GBytes *gf_reader_extract(GfReader *reader, GBytes *raw, const char *sha256, GError **error);

/* For tests: another time for one message than GF_LIMIT_READER_SECONDS. */
void gf_reader_set_timeout(GfReader *reader, int timeout_ms);

/* The process now at work, -1 between two; for tests and the watchdog. */
int gf_reader_pid(const GfReader *reader);

void gf_reader_free(GfReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfReader, gf_reader_free)

/* Inside the child (and in tests without one). First, once per process and before any sandbox:
 * loads all that reading may need. */
void gf_read_prepare(void);
/* Bytes to letter. Total. Owned. */
GfLetter *gf_read_letter(GBytes *raw);
