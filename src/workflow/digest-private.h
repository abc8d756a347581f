/* digest-private.h - what a digest is made of (digest.c, digest-lines.c). */
#pragma once

#include "workflow/digest.h"
#include "workflow/note.h"

typedef struct {
    const GfClerk *clerk;
    GfAssemblyRules *rules; /* borrowed */
    GPtrArray *subjects;    /* of char *: of the numbered lines, from 1 */
    GVariantDict *dict;     /* the template's values */
    gboolean news;          /* something is not in order */
} GfDigest;

/* The sections, each into `dict` under its name; numbered lines also into `subjects`. */
gboolean gf_digest_held(GfDigest *digest, GError **error);
gboolean gf_digest_reports(GfDigest *digest, GError **error);
gboolean gf_digest_deadlines(GfDigest *digest, GError **error);
gboolean gf_digest_sessions(GfDigest *digest, GError **error);
gboolean gf_digest_roster(GfDigest *digest, GError **error);
gboolean gf_digest_acts(GfDigest *digest, GError **error);
