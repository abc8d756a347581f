/* extract.c - see extract.h.
 *
 * Walks the message as parse.c does, so that what a letter listed is found again byte for byte.
 * Nested messages lie in each other, whole and in pieces: how much of them is hashed has a limit,
 * beyond which they count as searched.
 */
#include "mime/extract.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/source.h"
#include "mime/walk.h"

static gboolean is_wanted(GBytes *bytes, const char *sha256)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree char *found = gf_text_sha256(data, size);
    return strcmp(found, sha256) == 0;
}

static GBytes *find(GPtrArray *leaves, gboolean nested, gsize limit, const char *sha256)
{
    gsize hashed = 0;
    for (guint i = 0; i < leaves->len && hashed <= limit; i++) {
        const GfPart *part = ((const GfLeaf *) leaves->pdata[i])->part;
        if (part->nested != nested)
            continue;
        if (is_wanted(part->bytes, sha256))
            return g_bytes_ref(part->bytes);
        hashed += g_bytes_get_size(part->bytes);
    }
    return NULL;
}

GBytes *gf_mime_extract(GBytes *raw, const char *sha256)
{
    g_autoptr(GfLetter) problems = gf_letter_new();
    g_autoptr(GfSource) source = gf_source_new(raw, problems, NULL);
    g_autoptr(GPtrArray) leaves = gf_walk(source, problems);
    GBytes *found = find(leaves, FALSE, G_MAXSIZE, sha256);
    return found != NULL ? found : find(leaves, TRUE, GF_LIMIT_DECODED_BYTES, sha256);
}
