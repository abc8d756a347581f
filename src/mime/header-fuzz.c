/* header-fuzz.c - any bytes as the header block of a message: for libFuzzer. */
#include <stdint.h>

#include "mime/authentication.h"
#include "mime/header.h"
#include "mime/parse.h"
#include "mime/people.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    gf_mime_init();
    return 0;
}

static void check_text(const char *text)
{
    g_assert_true(text == NULL || g_utf8_validate(text, -1, NULL));
}

static void check_person(const GfPerson *person)
{
    check_text(person->name);
    check_text(person->address);
    g_assert_nonnull(person->address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GfSource) source = gf_source_new(raw, letter, NULL);
    gf_header_fill(letter, source);
    check_text(letter->subject);
    check_text(letter->message_id);
    if (letter->from != NULL)
        check_person(letter->from);
    for (guint i = 0; i < letter->to->len; i++)
        check_person(letter->to->pdata[i]);
    for (guint i = 0; i < source->fields->len; i++) {
        const GfField *field = source->fields->pdata[i];
        g_autoptr(GPtrArray) people =
            g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
        (void) gf_people_parse(field->value, GF_PEOPLE_BARE_WORDS, people);
        for (guint j = 0; j < people->len; j++)
            check_person(people->pdata[j]);
        GfAuthentication *results = gf_authentication_parse(field->value);
        check_text(results->dmarc);
        gf_authentication_free(results);
    }
    return 0;
}
