/* bounce-fuzz.c - any text as the words of a bounce, a report or an automatic reply: for libFuzzer.
 */
#include <stdint.h>

#include "base/text.h"
#include "letter/part.h"
#include "understand/understand.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GfPart *part_of(const char *path, const char *type, const char *text)
{
    GfPart *part = g_new0(GfPart, 1);
    part->path = g_strdup(path);
    part->type = g_strdup(type);
    part->container = g_strdup("multipart/report");
    part->text = g_strdup(text);
    part->bytes = g_bytes_new(text, strlen(text));
    return part;
}

/* Up to the first empty line it is the header, up to the next the words, then a report, then what
 * bounced. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"text/rfc822-headers", "text/plain",
                                        "message/delivery-status", "message/rfc822"};
    static const char *const paths[] = {GF_PART_HEADER, "1", "2", "3"};
    g_autofree char *text = gf_text_clean((const char *) data, (gssize) size);
    g_auto(GStrv) pieces = g_strsplit(text, "\n\n", G_N_ELEMENTS(types));
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
    for (guint i = 0; pieces[i] != NULL; i++)
        g_ptr_array_add(parts, part_of(paths[i], types[i], pieces[i]));
    letter->from = gf_person_new("Mail Delivery Subsystem", "MAILER-DAEMON@relais.example");
    letter->subject = g_strdup(size % 2 == 0 ? "Undelivered Mail" : "Re: Convocation");
    g_free(letter->text);
    letter->text = g_strdup(pieces[0] != NULL && pieces[1] != NULL ? pieces[1] : "");
    gf_understand(letter, parts, NULL);
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) again = gf_letter_from_bytes(bytes, NULL);
    g_assert_nonnull(again);
    return 0;
}
