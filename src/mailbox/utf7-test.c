#include "mailbox/utf7.h"

static const struct {
    const char *name, *text, *wire;
} NAMES[] = {
    {"ascii", "INBOX.Greffe", "INBOX.Greffe"},
    {"empty", "", ""},
    {"one accent at the end", "Greffe/Traité", "Greffe/Trait&AOk-"},
    {"accents and a space", "Greffe/À vérifier", "Greffe/&AMA- v&AOk-rifier"},
    {"ampersand", "R&D", "R&-D"},
    {"ampersand beside an accent", "é&à", "&AOk-&-&AOA-"},
    /* RFC 3501 section 5.1.3. */
    {"run of several", "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
    {"beyond the basic plane", "😀", "&2D3eAA-"},
    {"control character", "a\tb", "a&AAk-b"},
};

static void test_names(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_test_message("%s", NAMES[i].name);
        g_autofree char *wire = gf_utf7_encode(NAMES[i].text);
        g_assert_cmpstr(wire, ==, NAMES[i].wire);
        g_autofree char *text = gf_utf7_decode(NAMES[i].wire);
        g_assert_cmpstr(text, ==, NAMES[i].text);
    }
}

static const struct {
    const char *name, *wire;
} MALFORMED[] = {
    {"run without an end", "a&AOk"},
    {"ampersand at the end", "a&"},
    {"no digit of the alphabet", "&A/k-"},
    {"bytes that are not ASCII", "Traité"},
    {"control character", "a\tb"},
    {"half a character", "&AO-"},
    {"bits left over", "&AOl-"},
    {"lone surrogate", "&2D0-"},
    {"surrogates the wrong way round", "&3gDYPQ-"},
    {"a NUL", "&AAA-"},
};

static void test_malformed(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(MALFORMED); i++) {
        g_test_message("%s", MALFORMED[i].name);
        g_autofree char *text = gf_utf7_decode(MALFORMED[i].wire);
        g_assert_cmpstr(text, ==, NULL);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/mailbox/utf7/names", test_names);
    g_test_add_func("/mailbox/utf7/malformed", test_malformed);
    return g_test_run();
}
