/* walk.h - the tree of a message as a flat list of leaves, each knowing its place. */
#pragma once

#include "letter/part.h"
#include "mime/source.h"

/* A leaf with what only this folder needs to know about it. */
typedef struct {
    GfPart *part;
    guint group;        /* its outermost multipart/alternative, counted from 1; 0: none */
    guint branch;       /* which child of that it is under */
    gboolean body;      /* stands where a body stands */
    gboolean machinery; /* a signature, a report: neither body nor document */
    gboolean fallback;  /* body of winmail.dat: only where there is no other */
    gboolean kept;      /* Content-Disposition: attachment */
    gboolean used;      /* gave text to the letter */
    char *content_id, *location;
} GfLeaf;

/* The leaves of `source` in the order of the message, GF_LIMIT_PARTS at most. Never NULL, of
 * GfLeaf, owned. Their parts point into no GMime object. */
GPtrArray *gf_walk(const GfSource *source, GfLetter *letter);

/* A leaf whose text is decoded as its type demands; `bytes` is taken. For what is found inside
 * leaves. Owned. */
GfLeaf *gf_leaf_new(const char *path, const char *type, GBytes *bytes);
void gf_leaf_free(GfLeaf *leaf);

/* Sets part->text from part->bytes for types that hold text. `flowed`: the Content-Type header
 * value, may be NULL. */
void gf_leaf_decode(GfLeaf *leaf, const char *content_type, GfLetter *letter);
