#include "base/random.h"

#include "base/text.h"

#include <sys/random.h>

static void fill(void *buffer, gsize size)
{
    guint8 *bytes = buffer;
    gsize done = 0;
    while (done < size) {
        ssize_t got = getrandom(bytes + done, size - done, 0);
        if (got > 0)
            done += (gsize) got;
    }
}

char *gf_random_base32(gsize bytes)
{
    g_autofree guint8 *buffer = g_malloc(bytes);
    fill(buffer, bytes);
    return gf_text_base32(buffer, bytes);
}

double gf_random_fraction(void)
{
    guint32 value;
    fill(&value, sizeof value);
    return (double) value / ((double) G_MAXUINT32 + 1.0);
}
