/* reread-test.c - what another reading of a letter would change. */
#include "workflow/reread.h"

#include <string.h>

static void write_words(GfLetter *letter, const char *words)
{
    g_free(letter->text);
    letter->text = g_strdup(words);
    g_ptr_array_set_size(letter->segments, 0);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
}

static GfLetter *letter_of(GfPresence presence, const char *words)
{
    GfLetter *letter = gf_letter_new();
    letter->from = gf_person_new("Anne", "anne@bourg.example");
    letter->answer->presence = presence;
    write_words(letter, words);
    return letter;
}

static char *differences(const GfLetter *then, const GfLetter *now)
{
    g_autoptr(GPtrArray) lines = gf_reread_differences(then, now);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **) lines->pdata);
}

static void test_same(void)
{
    g_autoptr(GfLetter) then = letter_of(GF_PRESENCE_PRESENT, "Oui.\n");
    g_autoptr(GfLetter) now = letter_of(GF_PRESENCE_PRESENT, "Oui.\n");
    g_free(now->answer->why);
    now->answer->why = g_strdup("another-rule");
    gf_letter_add_problem(now, "charset-guessed", NULL, NULL);
    g_autofree char *told = differences(then, now);
    g_assert_cmpstr(told, ==, "");
}

static void test_answer(void)
{
    g_autoptr(GfLetter) then = letter_of(GF_PRESENCE_PRESENT, "Sans moi.\n");
    g_autoptr(GfLetter) now = letter_of(GF_PRESENCE_ABSENT, "Sans moi.\n");
    then->answer->parts = GF_PARTS_ALL;
    now->answer->substitute = g_strdup("Paul Roux");
    now->answer->needs_human = TRUE;
    g_autofree char *told = differences(then, now);
    g_assert_cmpstr(told, ==,
                    "answer: present, all -> absent, replaced by Paul Roux, somebody must read it");
}

static void test_kind(void)
{
    g_autoptr(GfLetter) then = letter_of(GF_PRESENCE_UNCLEAR, "550 5.1.1\n");
    g_autoptr(GfLetter) now = letter_of(GF_PRESENCE_UNCLEAR, "550 5.1.1\n");
    now->kind = GF_KIND_BOUNCE;
    now->bounce = gf_bounce_new();
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->address = g_strdup("gone@bourg.example");
    recipient->permanence = GF_PERMANENCE_HARD;
    g_ptr_array_add(now->bounce->recipients, recipient);
    g_autofree char *told = differences(then, now);
    g_assert_cmpstr(told, ==,
                    "kind: message -> bounce\nbounced: nothing -> gone@bourg.example hard\n"
                    "words: 550 5.1.1 -> nothing");
}

/* Of long texts the place where they part is shown. */
static void test_words(void)
{
    g_autofree char *long_before = g_strnfill(300, 'a');
    g_autofree char *before = g_strconcat(long_before, " é fin", NULL);
    g_autofree char *after = g_strconcat(long_before, " è\nautre", NULL);
    g_autoptr(GfLetter) then = letter_of(GF_PRESENCE_UNCLEAR, before);
    g_autoptr(GfLetter) now = letter_of(GF_PRESENCE_UNCLEAR, after);
    g_autofree char *told = differences(then, now);
    g_assert_cmpstr(told, ==, "words: …é fin -> …è autre");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reread/same", test_same);
    g_test_add_func("/reread/answer", test_answer);
    g_test_add_func("/reread/kind", test_kind);
    g_test_add_func("/reread/words", test_words);
    return g_test_run();
}
