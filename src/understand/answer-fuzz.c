/* answer-fuzz.c - any text as somebody's answer: for libFuzzer. */
#include <stdint.h>

#include "base/text.h"
#include "understand/understand.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the subject. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autofree char *text = gf_text_clean((const char *) data, (gssize) size);
    char *body = strchr(text, '\n');
    letter->from = gf_person_new("Anne Petit", "anne.petit@mairie.example");
    letter->subject = g_strndup(text, body != NULL ? (gsize) (body - text) : strlen(text));
    g_free(letter->text);
    letter->text = g_strdup(body != NULL ? body + 1 : "");
    gf_understand_segments(letter, NULL);
    gf_understand_answer(letter);
    const GfAnswer *answer = letter->answer;
    g_assert_nonnull(answer->why);
    g_assert_true(answer->proxy_to == NULL || g_utf8_validate(answer->proxy_to, -1, NULL));
    g_assert_true(answer->substitute == NULL || g_utf8_validate(answer->substitute, -1, NULL));
    return 0;
}
