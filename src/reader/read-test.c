/* From bytes to letter: which calendar a message is about, and what a doubtful one may decide. */
#include "reader/reader.h"

#include <string.h>

#define DATA "tests/data/reader/"
#define SESSION "pleniere-2027-03-12.k4x7@greffe.exemple.fr"

static const struct {
    const char *file;
    const char *uid; /* NULL: no calendar */
    GfMethod method;
    GfPartstat partstat;
    const char *problem; /* one that must be noted, NULL: none about calendars */
    GfPresence presence;
    gboolean needs_human;
} cases[] = {
    {"accept-twice", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL, GF_PRESENCE_PRESENT,
     FALSE},
    {"whole-body", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, NULL, GF_PRESENCE_ABSENT, FALSE},
    {"forwarded", NULL, GF_METHOD_NONE, GF_PARTSTAT_NONE, NULL, GF_PRESENCE_UNCLEAR, TRUE},
    {"octet-stream", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_TENTATIVE, NULL, GF_PRESENCE_TENTATIVE,
     FALSE},
    {"utf-16", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL, GF_PRESENCE_PRESENT, FALSE},
    {"latin-1", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL, GF_PRESENCE_PRESENT, FALSE},
    {"method-parameter-only", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL,
     GF_PRESENCE_PRESENT, FALSE},
    {"contradiction", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "calendar-several",
     GF_PRESENCE_UNCLEAR, TRUE},
    {"agenda-first", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, NULL, GF_PRESENCE_ABSENT,
     FALSE},
    {"agenda-beside-words", "other@exemple.fr", GF_METHOD_NONE, GF_PARTSTAT_DECLINED, NULL,
     GF_PRESENCE_PRESENT, FALSE},
    {"truncated", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "calendar-truncated",
     GF_PRESENCE_UNCLEAR, TRUE},
    {"task", SESSION, GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "calendar-not-event",
     GF_PRESENCE_UNCLEAR, TRUE},
    {"not-a-calendar", NULL, GF_METHOD_NONE, GF_PARTSTAT_NONE, "calendar-unreadable",
     GF_PRESENCE_UNCLEAR, TRUE},
    {"no-calendar", NULL, GF_METHOD_NONE, GF_PARTSTAT_NONE, NULL, GF_PRESENCE_ABSENT, FALSE},
};

static GfLetter *read_file(const char *name)
{
    g_autofree char *path = g_strconcat(DATA, name, ".eml", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, &length, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) raw = g_bytes_new(text, length);
    return gf_read_letter(raw);
}

/* The first problem about calendars. */
static const char *calendar_problem(const GfLetter *letter)
{
    for (guint i = 0; i < letter->problems->len; i++) {
        const GfProblem *problem = letter->problems->pdata[i];
        if (g_str_has_prefix(problem->code, "calendar-"))
            return problem->code;
    }
    return NULL;
}

static void test_case(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(GfLetter) letter = read_file(cases[i].file);
    const GfCalendar *calendar = letter->calendar;
    g_assert_cmpstr(calendar_problem(letter), ==, cases[i].problem);
    g_assert_cmpstr(gf_presence_name(letter->answer->presence), ==,
                    gf_presence_name(cases[i].presence));
    g_assert_cmpint(letter->answer->needs_human, ==, cases[i].needs_human);
    if (cases[i].uid == NULL) {
        g_assert_null(calendar);
        return;
    }
    g_assert_nonnull(calendar);
    if (calendar == NULL)
        return;
    g_assert_cmpstr(calendar->uid, ==, cases[i].uid);
    g_assert_cmpint(calendar->method, ==, cases[i].method);
    g_assert_cmpuint(calendar->attendees->len, ==, 1);
    const GfAttendee *attendee = calendar->attendees->pdata[0];
    g_assert_cmpint(attendee->partstat, ==, cases[i].partstat);
}

static void test_charsets(void)
{
    const char *files[] = {"utf-16", "latin-1"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GfLetter) letter = read_file(files[i]);
        g_assert_nonnull(letter->calendar);
        const GfAttendee *attendee = letter->calendar->attendees->pdata[0];
        g_assert_cmpstr(attendee->name, ==, "Zoé");
        g_assert_cmpstr(letter->calendar->summary, ==, "Séance plénière");
    }
}

/* --- damage --- */

/* One byte or range of `text` changed, removed or repeated. */
static void damage(GRand *random, GString *text)
{
    if (text->len < 2)
        return;
    gint32 at = g_rand_int_range(random, 0, (gint32) text->len);
    gint32 wanted = g_rand_int_range(random, 1, 80);
    gint32 length = MIN(wanted, (gint32) text->len - at);
    gint32 act = g_rand_int_range(random, 0, 3);
    if (act == 0) {
        text->str[at] = (char) g_rand_int_range(random, 0, 256);
    } else if (act == 1) {
        g_string_erase(text, at, length);
    } else {
        g_autofree char *piece = g_strndup(text->str + at, (gsize) length);
        g_string_insert(text, g_rand_int_range(random, 0, (gint32) text->len), piece);
    }
}

/* However a message is damaged, a letter comes out that the daemon will take. The seed is the
 * file's place. */
static void test_damaged(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data), length = 0;
    g_autofree char *path = g_strconcat(DATA, cases[i].file, ".eml", NULL);
    g_autofree char *whole = NULL;
    g_assert_true(g_file_get_contents(path, &whole, &length, NULL));
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32) i);
    for (guint round = 0; round < 200; round++) {
        g_autoptr(GString) text = g_string_new_len(whole, (gssize) length);
        for (int changes = g_rand_int_range(random, 1, 6); changes > 0; changes--)
            damage(random, text);
        g_autoptr(GBytes) raw = g_bytes_new(text->str, text->len);
        g_autoptr(GfLetter) letter = gf_read_letter(raw);
        g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfLetter) again = gf_letter_from_bytes(bytes, &error);
        g_assert_no_error(error);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_read_prepare();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/reader/read/", cases[i].file, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
        g_autofree char *damaged = g_strconcat("/reader/damaged/", cases[i].file, NULL);
        g_test_add_data_func(damaged, GSIZE_TO_POINTER(i), test_damaged);
    }
    g_test_add_func("/reader/read/charsets", test_charsets);
    return g_test_run();
}
