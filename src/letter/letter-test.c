/* letter-test.c - a full letter survives its bytes; hostile bytes are refused (I18). */
#include "letter/fixture.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"

static void check_header(const GfLetter *l)
{
    g_assert_cmpstr(l->from->name, ==, "Hélène d'Œuvre");
    g_assert_cmpstr(l->from->address, ==, "helene@exemple.fr");
    g_assert_cmpstr(l->sender->name, ==, NULL);
    g_assert_cmpstr(l->sender->address, ==, "secretariat@exemple.fr");
    g_assert_cmpuint(l->to->len, ==, 2);
    g_assert_cmpstr(((GfPerson *) l->to->pdata[1])->address, ==, "autre@cat.fr");
    g_assert_cmpstr(((GfPerson *) l->cc->pdata[0])->name, ==, "");
    g_assert_cmpuint(l->reply_to->len, ==, 1);
    g_assert_cmpstr(l->delivered_to[1], ==, "c@d.fr");
    g_assert_cmpstr(l->delivered_to[2], ==, NULL);
    g_assert_cmpstr(l->return_path, ==, "");
    g_assert_cmpstr(l->subject, ==, "Re: Plénière");
    g_assert_cmpint(l->date, ==, 1490342400);
    g_assert_cmpstr(l->message_id, ==, "1@exemple.fr");
    g_assert_cmpstr(l->in_reply_to, ==, NULL);
    g_assert_cmpstr(l->references[1], ==, "z@t");
    g_assert_cmpstr(l->list_id, ==, NULL);
    const GfAuthentication *a = l->authentication->pdata[0];
    g_assert_cmpstr(a->dmarc, ==, "pass");
    g_assert_cmpstr(a->dkim, ==, NULL);
    g_assert_cmpstr(a->from_domain, ==, "exemple.fr");
    g_assert_cmpint(l->spam, ==, 0);
    g_assert_cmpstr(l->auto_submitted, ==, "auto-replied");
}

static void check_content(const GfLetter *l)
{
    g_assert_cmpstr(l->text, ==, "présent\n> voulez-vous ?\n");
    g_assert_cmpuint(l->segments->len, ==, 2);
    g_autofree char *new_text = gf_letter_new_text(l);
    g_assert_cmpstr(new_text, ==, "présent\n");
    const GfAttachment *a = l->attachments->pdata[0];
    g_assert_cmpstr(a->name, ==, "pouvoir.pdf");
    g_assert_cmpstr(a->declared_type, ==, "application/octet-stream");
    g_assert_cmpstr(a->type, ==, "application/pdf");
    g_assert_cmpuint(a->size, ==, G_GUINT64_CONSTANT(5000000000));
    g_assert_cmpstr(a->sha256, ==, "00ff");
    g_assert_cmpuint(l->problems->len, ==, 2);
    g_assert_cmpstr(((GfProblem *) l->problems->pdata[0])->detail, ==, "windows-1252");
    g_assert_cmpstr(((GfProblem *) l->problems->pdata[1])->part, ==, NULL);
}

static void check_meaning(const GfLetter *l)
{
    g_assert_cmpint(l->kind, ==, GF_KIND_CALENDAR);
    const GfBounceRecipient *r = l->bounce->recipients->pdata[0];
    g_assert_cmpstr(r->address, ==, "x@y.fr");
    g_assert_cmpstr(r->status, ==, NULL);
    g_assert_cmpint(r->code, ==, 550);
    g_assert_cmpint(r->permanence, ==, GF_PERMANENCE_HARD);
    g_assert_cmpint(r->fault, ==, GF_FAULT_NETWORK);
    g_assert_cmpstr(l->bounce->original_message_id, ==, "o@cat.fr");
    g_assert_cmpstr(l->auto_reply->until, ==, "2027-03-12");
    g_assert_cmpstr(l->auto_reply->reason, ==, NULL);
    const GfCalendar *c = l->calendar;
    g_assert_cmpint(c->method, ==, GF_METHOD_DECLINECOUNTER);
    g_assert_cmpint(c->sequence, ==, 3);
    g_assert_cmpint(c->dtstamp, ==, -5);
    g_assert_cmpint(c->end, ==, 2);
    g_assert_cmpint(c->guests, ==, 2);
    g_assert_cmpstr(c->comment, ==, "je donne pouvoir");
    const GfAttendee *attendee = c->attendees->pdata[0];
    g_assert_cmpstr(attendee->address, ==, "helene@exemple.fr");
    g_assert_cmpint(attendee->partstat, ==, GF_PARTSTAT_OTHER);
    g_assert_cmpstr(attendee->sent_by, ==, "s@exemple.fr");
    g_assert_cmpint(l->answer->presence, ==, GF_PRESENCE_TENTATIVE);
    g_assert_cmpint(l->answer->parts, ==, GF_PARTS_AFTERNOON);
    g_assert_cmpint(l->answer->mode, ==, GF_MODE_REMOTE);
    g_assert_true(l->answer->needs_human);
    g_assert_cmpstr(l->answer->why, ==, "note");
}

static void test_round_trip(void)
{
    g_autoptr(GfLetter) letter = full_letter();
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) back = gf_letter_from_bytes(bytes, &error);
    g_assert_no_error(error);
    g_assert_nonnull(back);
    check_header(back);
    check_content(back);
    check_meaning(back);
    g_autoptr(GBytes) again = gf_letter_to_bytes(back);
    g_assert_true(g_bytes_equal(bytes, again));
}

static void test_empty(void)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) back = gf_letter_from_bytes(bytes, NULL);
    g_assert_nonnull(back);
    g_assert_null(back->from);
    g_assert_null(back->return_path);
    g_assert_cmpint(back->spam, ==, -1);
    g_assert_cmpstr(back->text, ==, "");
    g_assert_nonnull(back->answer);
    g_assert_cmpint(back->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    g_assert_null(back->calendar);
}

static void assert_refused(GBytes *bytes, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = gf_letter_from_bytes(bytes, &error);
    g_assert_null(letter);
    g_assert_error(error, GF_ERROR, GF_ERROR_MESSAGE);
    g_autofree char *expected = g_strdup_printf("letter from the reader: %s", why);
    g_assert_cmpstr(error->message, ==, expected);
}

static void test_out_of_range(void)
{
    g_autoptr(GfLetter) letter = full_letter();
    letter->kind = 7;
    g_autoptr(GBytes) kind = gf_letter_to_bytes(letter);
    assert_refused(kind, "a value is out of range");
    letter->kind = GF_KIND_MESSAGE;
    letter->answer->mode = 3;
    g_autoptr(GBytes) mode = gf_letter_to_bytes(letter);
    assert_refused(mode, "a value is out of range");
    letter->answer->mode = GF_MODE_NONE;
    letter->spam = 2;
    g_autoptr(GBytes) spam = gf_letter_to_bytes(letter);
    assert_refused(spam, "a value is out of range");
    letter->spam = -1;
    g_free(letter->subject);
    letter->subject = g_strdup("a\x1b[2J");
    g_autoptr(GBytes) control = gf_letter_to_bytes(letter);
    assert_refused(control, "a text holds control characters");
    g_free(letter->subject);
    letter->subject = g_strdup("a\xc2\x9b");
    g_autoptr(GBytes) c1 = gf_letter_to_bytes(letter);
    assert_refused(c1, "a text holds control characters");
    g_free(letter->subject);
    letter->subject = g_strdup("tab\tnewline\né");
    g_autoptr(GBytes) fine = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) back = gf_letter_from_bytes(fine, NULL);
    g_assert_nonnull(back);
}

static void test_too_much(void)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    for (int i = 0; i <= GF_LIMIT_RECIPIENTS; i++)
        g_ptr_array_add(letter->to, gf_person_new(NULL, "a@b.fr"));
    g_autoptr(GBytes) many = gf_letter_to_bytes(letter);
    assert_refused(many, "too many items");
    g_free(letter->text);
    letter->text = g_strnfill(GF_LIMIT_LETTER_BYTES, 'a');
    g_autoptr(GBytes) large = gf_letter_to_bytes(letter);
    assert_refused(large, "it is too large");
}

/* The type that bytes.c writes and reads piece by piece. */
#define LETTER_TYPE                                                                                \
    "(u(m(mss)m(mss)a(mss)a(mss)a(mss)asmsmsxmsmsasmsa(msmsmsmsms)ims)(sa(ys)a(msmsmstms))"        \
    "(ym(a(msmsmsimsyy)ms)m(msmsms)m((ymsixmsmsxxmsms)ia(smsymsmsmsms))m(yyymsmsbms))a(smsms))"

static gboolean is_normal(GBytes *bytes)
{
    g_autoptr(GVariant) whole =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(LETTER_TYPE), bytes, FALSE));
    return g_variant_is_normal_form(whole);
}

/* GVariant itself finds in the bytes what was written. */
static void test_is_variant(void)
{
    g_autoptr(GfLetter) letter = full_letter();
    for (gsize length = 0; length < 70000; length = length * 3 + 1) {
        g_free(letter->text);
        letter->text = g_strnfill(length, 'a');
        g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
        g_assert_true(is_normal(bytes));
        g_autoptr(GVariant) whole =
            g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(LETTER_TYPE), bytes, FALSE));
        g_autoptr(GVariant) content = g_variant_get_child_value(whole, 2);
        const char *text;
        g_variant_get_child(content, 0, "&s", &text);
        g_assert_cmpstr(text, ==, letter->text);
        g_autoptr(GVariant) copy = g_variant_byteswap(whole);
        g_autoptr(GVariant) same = g_variant_byteswap(copy);
        g_autoptr(GBytes) again = g_variant_get_data_as_bytes(same);
        g_assert_true(g_bytes_equal(bytes, again));
        g_autoptr(GfLetter) back = gf_letter_from_bytes(bytes, NULL);
        g_assert_nonnull(back);
    }
}

/* What is damaged is refused for its form where GVariant would, and only there. */
static void check_form(GBytes *damaged)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = gf_letter_from_bytes(damaged, &error);
    if (letter != NULL)
        g_assert_true(is_normal(damaged));
    else if (strstr(error->message, "normal form") != NULL)
        g_assert_false(is_normal(damaged));
}

static void test_form(void)
{
    g_autoptr(GfLetter) letter = full_letter();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (gsize length = 0; length < 2000; length += 400) {
        g_free(letter->text);
        letter->text = g_strnfill(length, 'a');
        g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
        gsize size;
        const guint8 *data = g_bytes_get_data(bytes, &size);
        for (int i = 0; i < 5000; i++) {
            g_autofree guint8 *copy = g_memdup2(data, size);
            for (int changes = g_rand_int_range(random, 1, 4); changes > 0; changes--)
                copy[g_rand_int_range(random, 0, (int) size)] =
                    (guint8) (g_rand_boolean(random) ? g_rand_int_range(random, 0, 256)
                                                     : g_rand_int_range(random, 0, 4));
            g_autoptr(GBytes) damaged = g_bytes_new(copy, size);
            check_form(damaged);
        }
    }
}

/* Every single flipped byte and every truncation gives a letter or an error, never a crash. */
static void test_damaged(void)
{
    g_autoptr(GfLetter) letter = full_letter();
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    gsize size, refused = 0;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    for (gsize i = 0; i < size; i++) {
        g_autofree guint8 *copy = g_memdup2(data, size);
        copy[i] ^= 0xff;
        g_autoptr(GBytes) damaged = g_bytes_new(copy, size);
        g_autoptr(GBytes) cut = g_bytes_new(data, i);
        g_autoptr(GfLetter) first = gf_letter_from_bytes(damaged, NULL);
        g_autoptr(GfLetter) second = gf_letter_from_bytes(cut, NULL);
        g_assert_null(second);
        refused += first == NULL;
    }
    g_assert_cmpuint(refused, >, size / 2);
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    assert_refused(nothing, "it is not in normal form");
}

static void test_problems(void)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    for (int i = 0; i < GF_LIMIT_PROBLEMS + 5; i++)
        gf_letter_add_problem(letter, "x", NULL, "a\r\nb\xff");
    g_assert_cmpuint(letter->problems->len, ==, GF_LIMIT_PROBLEMS);
    g_assert_cmpstr(((GfProblem *) letter->problems->pdata[0])->detail, ==, "a b\xef\xbf\xbd");
}

static void test_names(void)
{
    g_assert_cmpstr(gf_kind_name(GF_KIND_MESSAGE), ==, "message");
    g_assert_cmpstr(gf_kind_name(GF_KIND_AUTO_REPLY), ==, "auto-reply");
    g_assert_cmpstr(gf_kind_name(GF_KIND_CALENDAR), ==, "calendar");
    g_assert_cmpstr(gf_segment_kind_name(GF_SEGMENT_FORWARD), ==, "forward");
    g_assert_cmpstr(gf_permanence_name(GF_PERMANENCE_HARD), ==, "hard");
    g_assert_cmpstr(gf_fault_name(GF_FAULT_NETWORK), ==, "network");
    g_assert_cmpstr(gf_method_name(GF_METHOD_NONE), ==, NULL);
    g_assert_cmpstr(gf_method_name(GF_METHOD_DECLINECOUNTER), ==, "DECLINECOUNTER");
    g_assert_cmpstr(gf_partstat_name(GF_PARTSTAT_NEEDS_ACTION), ==, "NEEDS-ACTION");
    g_assert_cmpstr(gf_partstat_name(GF_PARTSTAT_DELEGATED), ==, "DELEGATED");
    g_assert_cmpstr(gf_presence_name(GF_PRESENCE_TENTATIVE), ==, "tentative");
    g_assert_cmpstr(gf_parts_name(GF_PARTS_NONE), ==, NULL);
    g_assert_cmpstr(gf_parts_name(GF_PARTS_AFTERNOON), ==, "afternoon");
    g_assert_cmpstr(gf_mode_name(GF_MODE_REMOTE), ==, "remote");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/letter/round-trip", test_round_trip);
    g_test_add_func("/letter/empty", test_empty);
    g_test_add_func("/letter/out-of-range", test_out_of_range);
    g_test_add_func("/letter/too-much", test_too_much);
    g_test_add_func("/letter/is-variant", test_is_variant);
    g_test_add_func("/letter/form", test_form);
    g_test_add_func("/letter/damaged", test_damaged);
    g_test_add_func("/letter/problems", test_problems);
    g_test_add_func("/letter/names", test_names);
    return g_test_run();
}
