/* framing.h - GVariant's serialised form, written and read without GVariant (letter only).
 *
 * A letter has hundreds of values, and GVariant allocates each: this is the same form, laid out
 * directly ("GVariant Specification", Lortie, version 1.0, sections 2.3 to 2.5). Values are aligned
 * from the beginning of the whole; a tuple or array ends with where its members end. Only what a
 * letter is made of is here: bytes, booleans, 32- and 64-bit numbers, texts, maybes, tuples, and
 * arrays of items without fixed size. Native byte order.
 */
#pragma once

#include <glib.h>

/* --- out --- */

typedef struct {
    GByteArray *out;
    GArray *ends; /* of gsize: where members of the open containers end */
} GfFramer;

/* An open tuple or array. */
typedef struct {
    gsize start;
    guint first_end;
} GfContainer;

void gf_framer_init(GfFramer *framer);
/* The bytes of the whole. Owned. */
GBytes *gf_framer_finish(GfFramer *framer);

/* `alignment` of a container or maybe: the largest of what it holds. */
void gf_framer_align(GfFramer *framer, guint alignment);
GfContainer gf_framer_open(GfFramer *framer, guint alignment);
/* Behind a member without fixed size: the last one of a tuple needs it not. */
void gf_framer_member(GfFramer *framer);
void gf_framer_end_tuple(GfFramer *framer, const GfContainer *tuple);
void gf_framer_end_array(GfFramer *framer, const GfContainer *array);
/* Behind the value of a maybe that holds one without fixed size. */
void gf_framer_end_maybe(GfFramer *framer);

void gf_framer_byte(GfFramer *framer, guint8 value);
void gf_framer_int32(GfFramer *framer, gint32 value);
void gf_framer_int64(GfFramer *framer, gint64 value);
void gf_framer_text(GfFramer *framer, const char *text);
void gf_framer_maybe_text(GfFramer *framer, const char *text);

/* --- in --- */

/* Hostile bytes. Every function stays within them; what is not in normal form, or a text that
 * gf_text_is_clean() refuses, is told in `why` (static; the first finding stays) and read as
 * nothing. */
typedef struct {
    const guint8 *bytes;
    const char *why;
} GfUnframer;

/* Where a value lies. */
typedef struct {
    gsize start, end;
} GfSpan;

/* A tuple or array that is being read. */
typedef struct {
    GfUnframer *in;
    gsize start, position, end; /* of its members */
    gsize next;                 /* where the next end stands */
    guint width;                /* bytes of each end */
    gsize count;                /* items of an array */
} GfMembers;

void gf_unframer_refuse(GfUnframer *in, const char *why);

/* A tuple of which `ends` members (not the last) have no fixed size. */
GfMembers gf_unframer_tuple(GfUnframer *in, GfSpan span, guint ends);
GfMembers gf_unframer_array(GfUnframer *in, GfSpan span);
/* The next member without fixed size, or item; and that as the last one of a tuple. */
GfSpan gf_members_next(GfMembers *members, guint alignment);
GfSpan gf_members_last(GfMembers *members, guint alignment);
/* What a maybe holds that has no fixed size; FALSE: nothing. */
gboolean gf_unframer_maybe(GfUnframer *in, GfSpan span, GfSpan *ret_inner);
/* Behind a tuple whose last member has a fixed size. */
void gf_members_end(GfMembers *members);

guint8 gf_members_byte(GfMembers *members);
gboolean gf_members_boolean(GfMembers *members);
gint32 gf_members_int32(GfMembers *members);
gint64 gf_members_int64(GfMembers *members);
/* Owned. */
char *gf_unframer_text(GfUnframer *in, GfSpan span);
char *gf_unframer_maybe_text(GfUnframer *in, GfSpan span);
/* The next member. Owned. */
char *gf_members_text(GfMembers *members);
char *gf_members_maybe_text(GfMembers *members);
