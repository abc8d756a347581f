/* wire.h - what passes between daemon and reader on their socket pair (reader only).
 *
 * To the reader: GfRequest, and behind it the message, or where that is longer than
 * GF_READER_INLINE_BYTES, a sealed memory file that holds it (SCM_RIGHTS).
 * From the reader: frames, a 32-bit length in native order and that many bytes. The first frame is
 * GF_READER_HELLO, or the reason why there will be no other; then one for each request: the letter,
 * or the bytes of the part, none where no part has that SHA-256.
 */
#pragma once

#include <glib.h>

#define GF_READER_SOCKET 3
#define GF_READER_HELLO "greffe-reader " GF_VERSION
#define GF_READER_HELLO_BYTES 512
/* Nearly all messages are shorter; what the socket holds without waiting is not exceeded. */
#define GF_READER_INLINE_BYTES (64 * 1024)

typedef enum { GF_READER_READ, GF_READER_EXTRACT } GfOperation;

typedef struct {
    guint64 size;      /* bytes of the message */
    guint32 operation; /* GfOperation */
    char sha256[68];   /* of the part to extract: hexadecimal, ended by NUL */
} GfRequest;

/* Set to 1 in the environment of a test: the reader then obeys X-Test-Reader (hook.h). */
#define GF_READER_TEST_VARIABLE "GF_READER_TEST"
