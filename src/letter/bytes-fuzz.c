/* bytes-fuzz.c - what a captured reader might answer (I18), for libFuzzer.
 *
 * The input is taken as it is, and as changes to a true letter: three bytes each, where and what.
 * What is accepted must be written and accepted again, byte for byte.
 */
#include <stdint.h>

#include "letter/fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_bytes(GBytes *bytes)
{
    g_autoptr(GError) problem = NULL, none = NULL;
    g_autoptr(GfLetter) letter = gf_letter_from_bytes(bytes, &problem);
    g_assert_true((letter == NULL) == (problem != NULL));
    if (letter == NULL)
        return;
    g_autoptr(GBytes) written = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) again = gf_letter_from_bytes(written, &none);
    g_assert_no_error(none);
    g_autoptr(GBytes) once_more = gf_letter_to_bytes(again);
    g_assert_true(g_bytes_equal(written, once_more));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GfLetter) letter = full_letter();
    g_autoptr(GBytes) whole = gf_letter_to_bytes(letter), raw = g_bytes_new(data, size);
    gsize length = 0;
    guint8 *changed = g_bytes_unref_to_data(g_bytes_ref(whole), &length);
    for (gsize at = 0; at + 2 < size; at += 3)
        changed[(data[at] | (gsize) data[at + 1] << 8) % length] = data[at + 2];
    g_autoptr(GBytes) damaged = g_bytes_new_take(changed, length);
    read_bytes(damaged);
    read_bytes(raw);
    return 0;
}
