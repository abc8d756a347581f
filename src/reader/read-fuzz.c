/* read-fuzz.c - any bytes as a whole message: for libFuzzer. */
#include <stdint.h>

#include "reader/reader.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    gf_read_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(GfLetter) letter = gf_read_letter(raw);
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) again = gf_letter_from_bytes(bytes, NULL);
    g_assert_nonnull(again);
    return 0;
}
