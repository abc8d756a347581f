/* charset-fuzz.c - any bytes, encoded anyhow, of any charset: for libFuzzer. */
#include <stdint.h>

#include "base/text.h"
#include "mime/charset.h"
#include "mime/codec.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    gf_charset_init();
    return 0;
}

static void decode(const char *bytes, gsize size, const char *charset)
{
    gsize length = 0;
    const char *guessed = NULL;
    g_autofree char *text = gf_charset_decode(bytes, size, charset, &guessed, &length);
    g_autofree char *clean = gf_text_clean(text, (gssize) length);
    g_assert_true(g_utf8_validate(clean, -1, NULL));
}

/* The first byte chooses the charset, the second the encoding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const charsets[] = {
        NULL,        "utf-8",  "us-ascii", "iso-8859-1",  "windows-1252", "iso-8859-15",
        "utf-7",     "utf-16", "utf-16le", "iso-2022-jp", "gb18030",      "koi8-r",
        "macintosh", "big5",   "unknown",  "cp850",       "euc-kr",       "shift_jis",
    };
    static void (*const codecs[])(GByteArray * out, const char *text, gsize length) = {
        gf_codec_base64, gf_codec_quoted_printable, gf_codec_q, gf_codec_percent};
    if (size < 2)
        return 0;
    const char *charset = charsets[data[0] % G_N_ELEMENTS(charsets)];
    guint codec = data[1] % (G_N_ELEMENTS(codecs) + 1);
    const char *bytes = (const char *) data + 2;
    if (codec == G_N_ELEMENTS(codecs)) {
        decode(bytes, size - 2, charset);
        return 0;
    }
    g_autoptr(GByteArray) decoded = g_byte_array_new();
    codecs[codec](decoded, bytes, size - 2);
    decode((const char *) decoded->data, decoded->len, charset);
    return 0;
}
