/* body-test.c - dots, ends and borders; each row through buffers of every small size. */
#include "transport/body.h"

#include <string.h>

static GPtrArray *chunks_of(const char *const *texts)
{
    GPtrArray *chunks = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    for (gsize i = 0; texts[i] != NULL; i++)
        g_ptr_array_add(chunks, g_bytes_new(texts[i], strlen(texts[i])));
    return chunks;
}

static char *wire(const GPtrArray *chunks, gsize size)
{
    GfBody body;
    gf_body_init(&body, chunks);
    g_autoptr(GString) all = g_string_new(NULL);
    guint8 buffer[64];
    gsize used = 0;
    while ((used = gf_body_fill(&body, buffer, size)) > 0 && all->len < 10000) {
        g_assert_cmpuint(used, <=, size);
        g_string_append_len(all, (const char *) buffer, (gssize) used);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void test_wire(void)
{
    static const struct {
        const char *name;
        const char *chunks[6];
        const char *wire;
    } ROWS[] = {
        {"plain", {"a\r\nb\r\n"}, "a\r\nb\r\n.\r\n"},
        {"no chunk", {NULL}, ".\r\n"},
        {"empty chunks", {"", ""}, ".\r\n"},
        {"last line without end", {"a\r\nb"}, "a\r\nb\r\n.\r\n"},
        {"dots", {".\r\n..\r\na.b\r\n.c\r\n"}, "..\r\n...\r\na.b\r\n..c\r\n.\r\n"},
        {"first byte a dot", {".", "\r\n"}, "..\r\n.\r\n"},
        {"dot begins a chunk and a line", {"a\r\n", ".", "b\r\n"}, "a\r\n..b\r\n.\r\n"},
        {"dot begins a chunk only", {"a", ".b\r\n"}, "a.b\r\n.\r\n"},
        {"border in a line end", {"a\r", "\n.", ".\r", "\n"}, "a\r\n...\r\n.\r\n"},
        {"ends with a dot", {"a\r\n."}, "a\r\n..\r\n.\r\n"},
        {"empty chunk before a dot", {"a\r\n", "", ".\r\n"}, "a\r\n..\r\n.\r\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        g_autoptr(GPtrArray) chunks = chunks_of(ROWS[i].chunks);
        for (gsize size = 1; size <= 64; size++) {
            g_autofree char *bytes = wire(chunks, size);
            g_assert_cmpstr(bytes, ==, ROWS[i].wire);
        }
    }
}

static void test_check(void)
{
    static const struct {
        const char *name;
        const char *chunks[6];
        gboolean good;
        guint64 size;
        gboolean eight_bit;
    } ROWS[] = {
        {"plain", {"a\r\nb\r\n"}, TRUE, 6, FALSE},
        {"no end", {"a\r\nb"}, TRUE, 4, FALSE},
        {"nothing", {NULL}, TRUE, 0, FALSE},
        {"border in CRLF", {"a\r", "\nb\r", "", "\n"}, TRUE, 6, FALSE},
        {"eight bits", {"a\r\n", "\xc3\xa9\r\n"}, TRUE, 7, TRUE},
        {"only line ends", {"\r\n\r\n\r\n"}, TRUE, 6, FALSE},
        {"bare LF", {"a\nb\r\n"}, FALSE, 0, FALSE},
        {"LF first", {"\na\r\n"}, FALSE, 0, FALSE},
        {"LF after CRLF", {"a\r\n\nb\r\n"}, FALSE, 0, FALSE},
        {"LF begins a chunk", {"a\r\n", "\nb\r\n"}, FALSE, 0, FALSE},
        {"bare CR", {"a\rb\r\n"}, FALSE, 0, FALSE},
        {"CR CR LF", {"a\r\r\n"}, FALSE, 0, FALSE},
        {"CR at the end", {"a\r\nb\r"}, FALSE, 0, FALSE},
        {"CR ends a chunk", {"a\r", "b\r\n"}, FALSE, 0, FALSE},
        {"smuggled end", {"a\r\n.\nMAIL\r\n"}, FALSE, 0, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        g_autoptr(GPtrArray) chunks = chunks_of(ROWS[i].chunks);
        guint64 size = 0;
        gboolean eight_bit = FALSE;
        const char *why = NULL;
        g_assert_cmpint(gf_body_check(chunks, &size, &eight_bit, &why), ==, ROWS[i].good);
        g_assert_cmpuint(size, ==, ROWS[i].size);
        g_assert_cmpint(eight_bit, ==, ROWS[i].eight_bit);
        g_assert_cmpint(why == NULL, ==, ROWS[i].good);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/body/wire", test_wire);
    g_test_add_func("/body/check", test_check);
    return g_test_run();
}
