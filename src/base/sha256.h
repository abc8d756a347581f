/* sha256.h - SHA-256 (FIPS 180-4) of bytes that come in pieces; for bytes at hand,
 * gf_text_sha256().
 *
 * By Nettle, which uses what the processor has for it.
 */
#pragma once

#include <glib.h>

/* Room for 64 hexadecimal digits and their end. */
#define GF_SHA256_TEXT 65

typedef struct GfSha256 GfSha256;

/* Owned. */
GfSha256 *gf_sha256_new(void);
void gf_sha256_free(GfSha256 *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSha256, gf_sha256_free)

void gf_sha256_add(GfSha256 *sum, const void *bytes, gsize size_bytes);

/* Lower-case hexadecimal of all that was added; begins anew for the next one. Borrowed, until the
 * next call. */
const char *gf_sha256_end(GfSha256 *sum);
