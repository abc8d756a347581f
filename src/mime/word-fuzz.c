/* word-fuzz.c - any bytes as encoded words and parameters of a header: for libFuzzer. */
#include <stdint.h>

#include "mime/charset.h"
#include "mime/word.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    gf_charset_init();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"name", "filename", "charset", "boundary"};
    g_autofree char *header = g_strndup((const char *) data, size);
    g_autofree char *words = gf_word_decode(header), *again = gf_word_decode(header);
    g_assert_true(g_utf8_validate(words, -1, NULL));
    g_assert_cmpstr(words, ==, again);
    g_assert_cmpuint(gf_word_length(header), <=, size);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *value = gf_word_parameter(header, names[i]);
        g_assert_true(value == NULL || g_utf8_validate(value, -1, NULL));
    }
    return 0;
}
