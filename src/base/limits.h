/* limits.h - every limit on what a stranger can send, in one place.
 *
 * Reasons and measurements: the comments beside each. Over a limit, what was read still comes out,
 * with a problem noted; nothing is guessed and nothing crashes.
 */
#pragma once

/* A whole message. Larger ones are not fetched: the header is recorded and staff is told. */
#define GF_LIMIT_MESSAGE_BYTES (50 * 1024 * 1024)
/* The header block, one header field, one address header (GMime recurses on nested groups). */
#define GF_LIMIT_HEADER_BLOCK_BYTES (256 * 1024)
#define GF_LIMIT_HEADER_BYTES (64 * 1024)
#define GF_LIMIT_ADDRESS_HEADER_BYTES (32 * 1024)
#define GF_LIMIT_HEADERS 1000
#define GF_LIMIT_RECIPIENTS 1000
/* MIME: parts (about 1.4 KB each inside GMime) and nesting. */
#define GF_LIMIT_PARTS 1000
#define GF_LIMIT_DEPTH 30
#define GF_LIMIT_ATTACHMENTS 200
#define GF_LIMIT_FILENAME_BYTES 120
/* Text that is understood (not what is kept): the rest of a longer text is not read. */
#define GF_LIMIT_TEXT_BYTES (1024 * 1024)
#define GF_LIMIT_DECODED_BYTES (100 * 1024 * 1024)
#define GF_LIMIT_HTML_BYTES (4 * 1024 * 1024)
#define GF_LIMIT_TNEF_BYTES (5 * 1024 * 1024)
/* Links to file drives that one text may name, and their length (safe links are the longest). */
#define GF_LIMIT_DRIVE_LINKS 50
#define GF_LIMIT_LINK_BYTES 4096
/* Answers to a numbered list: lines and numbers. */
#define GF_LIMIT_ORDERS 200
/* iCalendar: quadratic behaviour of libical begins beyond. */
#define GF_LIMIT_CALENDAR_BYTES (256 * 1024)
#define GF_LIMIT_CALENDAR_LINE_BYTES (64 * 1024)
#define GF_LIMIT_CALENDAR_BEGINS 200
#define GF_LIMIT_CALENDAR_ATTENDEES 500
#define GF_LIMIT_CALENDARS 10
/* What a bounce may report. */
#define GF_LIMIT_BOUNCE_RECIPIENTS 200
/* A letter, serialised, between the reader and the daemon. */
#define GF_LIMIT_LETTER_BYTES (8 * 1024 * 1024)
#define GF_LIMIT_PROBLEMS 100
/* An address (RFC 5321 section 4.5.3.1.3). */
#define GF_LIMIT_ADDRESS_BYTES 254
/* The reader child: wall time for one message, messages before it is renewed, memory. */
#define GF_LIMIT_READER_SECONDS 10
#define GF_LIMIT_READER_MESSAGES 5000
#define GF_LIMIT_READER_MEMORY_BYTES (512UL * 1024 * 1024)
