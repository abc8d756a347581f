/* reply-fuzz.c - any bytes as replies, in pieces: for libFuzzer. */
#include <stdint.h>

#include "transport/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GfReply reply;
    gf_reply_init(&reply);
    /* The first byte is the size of the pieces. */
    gsize piece = size == 0 ? 1 : (gsize) data[0] + 1;
    GfReplyState state = GF_REPLY_MORE;
    for (gsize done = 0; done < size && state != GF_REPLY_BROKEN;) {
        gsize used = 0;
        state = gf_reply_feed(&reply, (const char *) data + done, MIN(piece, size - done), &used);
        done += used;
        if (state != GF_REPLY_DONE)
            continue;
        g_autofree char *status = gf_reply_status(&reply);
        g_autofree char *words = gf_reply_words(&reply);
        (void) gf_reply_offers(&reply, "SIZE", NULL);
        g_assert_true(g_utf8_validate(words, -1, NULL) && reply.code >= 200 && reply.code < 600);
        gf_reply_reset(&reply);
    }
    gf_reply_clear(&reply);
    return 0;
}
