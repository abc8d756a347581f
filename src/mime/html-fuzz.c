/* html-fuzz.c - any text as HTML and as flowed text: for libFuzzer. */
#include <stdint.h>

#include "base/text.h"
#include "mime/flowed.h"
#include "mime/html.h"
#include "mime/parse.h"

#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    gf_mime_init();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = gf_text_clean((const char *) data, (gssize) size);
    gboolean complete = FALSE;
    g_autofree char *plain = gf_html_to_text(text, &complete);
    g_autofree char *outline = gf_html_outline(text);
    g_assert_true(g_utf8_validate(plain, -1, NULL));
    g_assert_true(outline == NULL || g_utf8_validate(outline, -1, NULL));
    g_autofree char *charset = gf_html_declared_charset((const char *) data, size);
    g_assert_true(charset == NULL || g_utf8_validate(charset, -1, NULL));
    g_autofree char *joined = gf_flowed_join(text, size % 2 == 0);
    g_autofree char *broken = gf_flowed_break(joined, 72);
    g_assert_true(g_utf8_validate(joined, -1, NULL) && g_utf8_validate(broken, -1, NULL));
    return 0;
}
