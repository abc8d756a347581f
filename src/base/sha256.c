/* sha256.c - see sha256.h. */
#include "base/sha256.h"

#include <nettle/sha2.h>

struct GfSha256 {
    struct sha256_ctx context;
    char text[GF_SHA256_TEXT];
};

GfSha256 *gf_sha256_new(void)
{
    GfSha256 *sum = g_new(GfSha256, 1);
    sha256_init(&sum->context);
    return sum;
}

void gf_sha256_free(GfSha256 *sum)
{
    g_free(sum);
}

void gf_sha256_add(GfSha256 *sum, const void *bytes, gsize size_bytes)
{
    sha256_update(&sum->context, size_bytes, bytes);
}

const char *gf_sha256_end(GfSha256 *sum)
{
    static const char digits[] = "0123456789abcdef";
    guint8 digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sum->context, sizeof digest, digest); /* and begins anew */
    for (gsize i = 0; i < sizeof digest; i++) {
        sum->text[2 * i] = digits[digest[i] >> 4];
        sum->text[2 * i + 1] = digits[digest[i] & 15];
    }
    sum->text[2 * sizeof digest] = '\0';
    return sum->text;
}
