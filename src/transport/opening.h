/* opening.h - how a connection is opened and what its failure means. Private to connection.c and
 * tests. */
#pragma once

#include "transport/connection.h"

/* Sets everything libcurl needs to know on a fresh handle, except callbacks. */
void gf_opening_configure(CURL *easy, const GfServer *server);

/* What libcurl's `result` means, where the last refusal the server spoke had `code` (0: none). */
GfOutcomeKind gf_opening_kind(CURLcode result, int code);

/* What can be said beyond `result`: libcurl's `words`, or why the certificate was refused. */
const char *gf_opening_detail(CURL *easy, CURLcode result, const char *words);

/* What the server last said, where it was a refusal. */
typedef struct {
    int code; /* 0: none */
    char *status, *words;
} GfRefusal;

/* The reason for people: `detail` are libcurl's words, may be NULL. Owned. */
char *gf_opening_reason(CURLcode result, const GfServer *server, const char *detail,
                        const GfRefusal *refusal);
