/* reply-test.c - what servers say, whole, in pieces, and what is no reply. */
#include "transport/reply.h"

#include <string.h>

static void test_replies(void)
{
    static const struct {
        const char *name, *bytes;
        GfReplyState state;
        int code;
        const char *status, *words;
        gsize used; /* 0: all */
    } ROWS[] = {
        {"one line", "250 2.1.0 sender ok\r\n", GF_REPLY_DONE, 250, "2.1.0", "250 2.1.0 sender ok",
         0},
        {"several lines", "550-5.7.1 refused\r\n550-5.7.1 by policy\r\n550 5.7.1 42\r\n",
         GF_REPLY_DONE, 550, "5.7.1", "550 5.7.1 refused by policy 42", 0},
        {"status in the first line only", "550-5.1.1 no\r\n550 such user\r\n", GF_REPLY_DONE, 550,
         "5.1.1", "550 5.1.1 no such user", 0},
        {"no status", "550 no such user\r\n", GF_REPLY_DONE, 550, NULL, "550 no such user", 0},
        {"status of another class", "550 2.0.0 x\r\n", GF_REPLY_DONE, 550, NULL, "550 2.0.0 x", 0},
        {"status alone", "450 4.2.1\r\n", GF_REPLY_DONE, 450, "4.2.1", "450 4.2.1", 0},
        {"long status", "550 5.7.26 unauthenticated\r\n", GF_REPLY_DONE, 550, "5.7.26",
         "550 5.7.26 unauthenticated", 0},
        {"an address is no status", "550 5.1.1.2 is blocked\r\n", GF_REPLY_DONE, 550, NULL,
         "550 5.1.1.2 is blocked", 0},
        {"code alone", "354\r\n", GF_REPLY_DONE, 354, NULL, "354", 0},
        {"bare LF", "221 bye\n", GF_REPLY_DONE, 221, NULL, "221 bye", 0},
        {"the next stays", "250 a\r\n421 b\r\n", GF_REPLY_DONE, 250, NULL, "250 a", 7},
        {"controls", "250 a\x1b[2Jb\tc\r\n", GF_REPLY_DONE, 250, NULL, "250 a [2Jb c", 0},
        {"no end yet", "250-a\r\n250", GF_REPLY_MORE, 0, NULL, NULL, 0},
        {"nothing", "", GF_REPLY_MORE, 0, NULL, NULL, 0},
        {"words", "hello\r\n", GF_REPLY_BROKEN, 0, NULL, NULL, 0},
        {"empty line", "\r\n", GF_REPLY_BROKEN, 0, NULL, NULL, 0},
        {"code too small", "199 x\r\n", GF_REPLY_BROKEN, 0, NULL, NULL, 0},
        {"code too large", "600 x\r\n", GF_REPLY_BROKEN, 0, NULL, NULL, 0},
        {"four digits", "2500 x\r\n", GF_REPLY_BROKEN, 0, NULL, NULL, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        GfReply reply;
        gf_reply_init(&reply);
        gsize length = strlen(ROWS[i].bytes), used = 0;
        g_assert_cmpint(gf_reply_feed(&reply, ROWS[i].bytes, length, &used), ==, ROWS[i].state);
        g_assert_cmpuint(used, ==, ROWS[i].used == 0 ? length : ROWS[i].used);
        if (ROWS[i].state == GF_REPLY_DONE) {
            g_autofree char *status = gf_reply_status(&reply);
            g_autofree char *words = gf_reply_words(&reply);
            g_assert_cmpint(reply.code, ==, ROWS[i].code);
            g_assert_cmpstr(status, ==, ROWS[i].status);
            g_assert_cmpstr(words, ==, ROWS[i].words);
        }
        gf_reply_clear(&reply);
    }
}

static void test_byte_by_byte(void)
{
    static const char BYTES[] = "250-first\r\n250 2.0.0 last\r\n354 next\r\n";
    GfReply reply;
    gf_reply_init(&reply);
    guint done = 0;
    for (gsize i = 0; i < strlen(BYTES); i++) {
        gsize used = 0;
        GfReplyState state = gf_reply_feed(&reply, BYTES + i, 1, &used);
        g_assert_cmpuint(used, ==, 1);
        g_assert_cmpint(state, !=, GF_REPLY_BROKEN);
        if (state != GF_REPLY_DONE)
            continue;
        g_assert_cmpint(reply.code, ==, done == 0 ? 250 : 354);
        g_assert_cmpstr(reply.text->str, ==, done == 0 ? "first\n2.0.0 last\n" : "next\n");
        done++;
        gf_reply_reset(&reply);
    }
    g_assert_cmpuint(done, ==, 2);
    gf_reply_clear(&reply);
}

/* Memory stays bounded whatever is fed. */
static void test_limits(void)
{
    GfReply reply;
    gf_reply_init(&reply);
    g_autofree char *flood = g_strnfill(100000, 'x');
    memcpy(flood, "250 ", 4);
    gsize used = 0;
    for (int i = 0; i < 50; i++)
        g_assert_cmpint(gf_reply_feed(&reply, flood, 100000, &used), ==, GF_REPLY_MORE);
    g_assert_cmpuint(reply.line->len, <=, 1024);
    g_assert_cmpint(gf_reply_feed(&reply, "\r\n", 2, &used), ==, GF_REPLY_DONE);
    g_autofree char *words = gf_reply_words(&reply);
    g_assert_cmpint(g_utf8_strlen(words, -1), <=, 500);
    gf_reply_reset(&reply);
    GfReplyState state = GF_REPLY_MORE;
    guint lines = 0;
    while (state == GF_REPLY_MORE && lines < 1000) {
        state = gf_reply_feed(&reply, "250-x\r\n", 7, &used);
        lines++;
    }
    g_assert_cmpint(state, ==, GF_REPLY_BROKEN);
    g_assert_cmpuint(lines, ==, 101);
    gf_reply_clear(&reply);
}

static void test_offers(void)
{
    static const char EHLO[] = "250-SIZE.example greets you\r\n250-SIZE 52428800\r\n"
                               "250-8bitmime\r\n250-AUTH=LOGIN\r\n250 XSIZE 3\r\n";
    GfReply reply;
    gf_reply_init(&reply);
    gsize used = 0;
    g_assert_cmpint(gf_reply_feed(&reply, EHLO, strlen(EHLO), &used), ==, GF_REPLY_DONE);
    g_autofree char *size = NULL;
    g_assert_true(gf_reply_offers(&reply, "SIZE", &size));
    g_assert_cmpstr(size, ==, "52428800");
    g_assert_true(gf_reply_offers(&reply, "8BITMIME", NULL));
    g_assert_true(gf_reply_offers(&reply, "AUTH", NULL));
    g_assert_false(gf_reply_offers(&reply, "STARTTLS", NULL));
    g_assert_false(gf_reply_offers(&reply, "8BIT", NULL));
    gf_reply_clear(&reply);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/reply/replies", test_replies);
    g_test_add_func("/reply/byte-by-byte", test_byte_by_byte);
    g_test_add_func("/reply/limits", test_limits);
    g_test_add_func("/reply/offers", test_offers);
    return g_test_run();
}
