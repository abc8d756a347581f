/* segments-fuzz.c - any text as a reply with quotes and signatures: for libFuzzer. */
#include <stdint.h>

#include "base/text.h"
#include "understand/understand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GString) joined = g_string_new(NULL);
    letter->from = gf_person_new("Anne Petit", "anne.petit@mairie.example");
    g_free(letter->text);
    letter->text = gf_text_clean((const char *) data, (gssize) size);
    gf_understand_segments(letter, size % 2 == 0 ? letter->text : NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = letter->segments->pdata[i];
        g_string_append(joined, segment->text);
    }
    g_assert_cmpstr(joined->str, ==, letter->text);
    return 0;
}
