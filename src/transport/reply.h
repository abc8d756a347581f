/* reply.h - reads what an SMTP server says, one reply at a time (RFC 5321 section 4.2).
 *
 * The server is a stranger: a reply has a limit of lines and each line of bytes, and what is no
 * reply at all is said to be broken, after which the connection cannot be used.
 */
#pragma once

#include <glib.h>

typedef enum { GF_REPLY_MORE, GF_REPLY_DONE, GF_REPLY_BROKEN } GfReplyState;

typedef struct {
    int code;      /* 200 to 599 */
    GString *text; /* lines without their code, each ended by a newline */
    GString *line; /* the line under way */
    guint lines;
} GfReply;

/* Members must be released by gf_reply_clear(). */
void gf_reply_init(GfReply *reply);
void gf_reply_clear(GfReply *reply);
/* Forgets what was read: ready for the next reply. */
void gf_reply_reset(GfReply *reply);

/* Reads at most to the end of one reply; `ret_used` says how many of the bytes. DONE: code and text
 * hold it until gf_reply_reset(). */
GfReplyState gf_reply_feed(GfReply *reply, const char *bytes, gsize length, gsize *ret_used);

/* The enhanced code (RFC 3463) "5.1.1" of a reply that is DONE, NULL where it has none. Owned. */
char *gf_reply_status(const GfReply *reply);

/* "550 5.1.1 no such user", one clean line with code and status once. Owned. */
char *gf_reply_words(const GfReply *reply);

/* TRUE where the reply to EHLO offers `keyword`; `ret_value` (may be NULL) is what follows it.
 * Owned. */
gboolean gf_reply_offers(const GfReply *reply, const char *keyword, char **ret_value);
