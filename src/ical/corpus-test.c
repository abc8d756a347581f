/* Other people's calendars: nothing crashes or lingers, and what is read agrees with the
 * line-by-line reading that came with them. */
#include "ical/read.h"

#include <string.h>

#define CORPUS "../shared/corpus/"

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Every regular file under `folder`, relative to it, sorted by name. */
static GPtrArray *list_files(const char *folder)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(folders, g_strdup(""));
    for (guint i = 0; i < folders->len; i++) {
        const char *sub = folders->pdata[i];
        g_autofree char *path = g_build_filename(folder, sub, NULL);
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        const char *name = NULL;
        while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
            char *entry = *sub == '\0' ? g_strdup(name) : g_build_filename(sub, name, NULL);
            g_autofree char *full = g_build_filename(folder, entry, NULL);
            g_ptr_array_add(g_file_test(full, G_FILE_TEST_IS_DIR) ? folders : files, entry);
        }
    }
    g_ptr_array_sort(files, compare_names);
    return files;
}

static void check_text(const char *text)
{
    if (text != NULL)
        g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void check_calendar(const GfCalendar *calendar)
{
    const char *texts[] = {calendar->uid, calendar->recurrence_id, calendar->organizer,
                           calendar->summary, calendar->comment};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        check_text(texts[i]);
    g_assert_cmpint(calendar->sequence, >=, 0);
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = calendar->attendees->pdata[i];
        g_assert_nonnull(attendee->address);
        check_text(attendee->address);
        check_text(attendee->name);
    }
}

static void test_all(gconstpointer data)
{
    const char *folder = data;
    g_autoptr(GPtrArray) files = list_files(folder);
    if (files->len == 0) {
        g_test_skip("no corpus");
        return;
    }
    guint read = 0, doubtful = 0;
    gint64 slowest = 0;
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path = g_build_filename(folder, files->pdata[i], NULL);
        g_autofree char *text = NULL;
        gsize length = 0;
        const char *problem = NULL;
        g_assert_true(g_file_get_contents(path, &text, &length, NULL));
        gint64 before = g_get_monotonic_time();
        g_autoptr(GfCalendar) calendar = gf_ical_read(text, length, NULL, &problem);
        slowest = MAX(slowest, g_get_monotonic_time() - before);
        g_assert_true(calendar != NULL || problem != NULL);
        if (calendar == NULL)
            continue;
        check_calendar(calendar);
        read++;
        doubtful += problem != NULL;
    }
    g_test_message("%s: %u files, %u calendars, %u of them doubtful, slowest %" G_GINT64_FORMAT
                   " ms",
                   folder, files->len, read, doubtful, slowest / 1000);
    g_assert_cmpint(slowest, <, 60 * G_USEC_PER_SEC);
}

/* --- FACTS.tsv --- */

enum {
    FILE_NAME,
    KIND,
    METHOD,
    COMPONENT,
    UID,
    RECURRENCE,
    SEQUENCE,
    ORGANIZER,
    ATTENDEES,
    FIELDS
};

static gboolean same_text(const char *fact, const char *read)
{
    return g_ascii_strcasecmp(fact, read == NULL ? "" : read) == 0;
}

/* "a@x.fr=ACCEPTED b@x.fr=NEEDS-ACTION" of what was read. */
static char *attendees_as_facts(const GfCalendar *calendar)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = calendar->attendees->pdata[i];
        const char *partstat = gf_partstat_name(attendee->partstat);
        g_string_append_printf(out, "%s%s=%s", i == 0 ? "" : " ", attendee->address,
                               partstat == NULL ? "" : partstat);
    }
    return g_strdup(out->str);
}

/* The name of the first fact that differs; NULL where all agree. */
static const char *difference(char **facts, const GfCalendar *calendar)
{
    g_autofree char *attendees = attendees_as_facts(calendar);
    g_autofree char *sequence = g_strdup_printf("%d", calendar->sequence);
    const char *method = gf_method_name(calendar->method);
    if (!same_text(facts[METHOD], method))
        return "method";
    if (!same_text(facts[UID], calendar->uid))
        return "uid";
    if (!same_text(*facts[SEQUENCE] == '\0' ? "0" : facts[SEQUENCE], sequence))
        return "sequence";
    if ((*facts[RECURRENCE] == '\0') != (calendar->recurrence_id == NULL))
        return "recurrence";
    if (!same_text(facts[ORGANIZER], calendar->organizer))
        return "organizer";
    return same_text(facts[ATTENDEES], attendees) ? NULL : "attendees";
}

static GfCalendar *read_corpus_file(const char *file)
{
    g_autofree char *path = g_build_filename(CORPUS "itip", file, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    return gf_ical_read(text, length, NULL, NULL);
}

static void count_same(gpointer file, gpointer what, gpointer user_data)
{
    guint *same = user_data;
    if (what == NULL)
        *same += 1;
    else
        g_test_message("differs: %s: %s", (const char *) file, (const char *) what);
}

/* A file agrees where one of its rows does: they are not in the order of the file. */
static void test_facts(void)
{
    g_autofree char *table = NULL;
    if (!g_file_get_contents(CORPUS "itip/FACTS.tsv", &table, NULL, NULL)) {
        g_test_skip("no corpus");
        return;
    }
    g_auto(GStrv) rows = g_strsplit(table, "\n", -1);
    g_autoptr(GHashTable) differences =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **row = rows; *row != NULL; row++) {
        g_auto(GStrv) facts = g_strsplit(*row, "\t", -1);
        if (g_strv_length(facts) < FIELDS || strcmp(facts[KIND], "ics") != 0 ||
            strcmp(facts[COMPONENT], "VEVENT") != 0)
            continue;
        gpointer before = NULL;
        gboolean known = g_hash_table_lookup_extended(differences, facts[FILE_NAME], NULL, &before);
        if (known && before == NULL)
            continue;
        g_autoptr(GfCalendar) calendar = read_corpus_file(facts[FILE_NAME]);
        const char *what = calendar == NULL ? "nothing read" : difference(facts, calendar);
        g_hash_table_insert(differences, g_strdup(facts[FILE_NAME]), (gpointer) what);
    }
    guint total = g_hash_table_size(differences), same = 0;
    g_hash_table_foreach(differences, count_same, &same);
    g_test_message("%u of %u files agree with FACTS.tsv", same, total);
    g_assert_cmpuint(total, >, 100);
    g_assert_cmpuint(same * 100, >=, total * 85);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_autofree char *zones_of_system = NULL;
    g_file_get_contents("/usr/share/zoneinfo/tzdata.zi", &zones_of_system, NULL, NULL);
    gf_ical_init(zones_of_system);
    g_test_add_data_func("/ical/corpus/itip", CORPUS "itip", test_all);
    g_test_add_data_func("/ical/corpus/ical", CORPUS "ical", test_all);
    g_test_add_data_func("/ical/corpus/fuzz", CORPUS "fuzz", test_all);
    g_test_add_func("/ical/corpus/facts", test_facts);
    return g_test_run();
}
