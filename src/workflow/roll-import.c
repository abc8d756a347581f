/* roll-import.c - see roll-import.h.
 *
 * First every row gets its outcome, against the roll and the rows above it; only then is anything
 * written, if nothing was refused or the bad rows are to be skipped.
 */
#include "workflow/roll-import.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/text.h"
#include "workflow/roll-check.h"
#include "workflow/roll-people.h"
#include "workflow/roll-value.h"
#include "workflow/roll-write.h"
#include "workflow/roster.h"

typedef struct {
    const GfClerk *clerk;
    GfRollPlaces *places;
    GfRollPeople *people;
    GPtrArray *rows; /* of GfRollRow; a person of them is known by its `row` */
    GfRollReport *report;
} Import;

static void import_clear(Import *import)
{
    g_clear_pointer(&import->people, gf_roll_people_free);
    g_clear_pointer(&import->places, gf_roll_places_free);
    g_clear_pointer(&import->rows, g_ptr_array_unref);
    g_clear_pointer(&import->report, gf_roll_report_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

const char *gf_roll_outcome_word(GfRollOutcome outcome)
{
    static const char *const words[] = {
        [GF_ROLL_ADDED] = "added",         [GF_ROLL_CHANGED] = "changed",
        [GF_ROLL_UNCHANGED] = "unchanged", [GF_ROLL_REPEATED] = "repeated",
        [GF_ROLL_REFUSED] = "refused",
    };
    return words[outcome];
}

static void line_free(gpointer data)
{
    GfRollLine *line = data;
    g_free(line->slug);
    g_free(line->name);
    g_clear_pointer(&line->differences, g_ptr_array_unref);
    g_clear_pointer(&line->reasons, g_ptr_array_unref);
    g_free(line);
}

void gf_roll_report_free(GfRollReport *report)
{
    if (report == NULL)
        return;
    g_free(report->encoding);
    g_clear_pointer(&report->ignored, g_ptr_array_unref);
    g_clear_pointer(&report->lines, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    g_clear_pointer(&report->warnings, g_ptr_array_unref);
    g_free(report);
}

static GfRollReport *new_report(const GfCsv *csv)
{
    GfRollReport *report = g_new0(GfRollReport, 1);
    report->encoding = g_strdup(gf_csv_encoding(csv));
    report->separator = gf_csv_separator(csv);
    report->lines = g_ptr_array_new_with_free_func(line_free);
    report->notes = g_ptr_array_new_with_free_func(g_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    return report;
}

static GfRollLine *new_line(const GfRollRow *row)
{
    GfRollLine *line = g_new0(GfRollLine, 1);
    line->line = row->line;
    const char *const names[] = {row->values[GF_ROLL_CIVILITY], row->values[GF_ROLL_GIVEN_NAME],
                                 row->values[GF_ROLL_FAMILY_NAME]};
    g_autoptr(GString) name = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i] != NULL)
            g_string_append_printf(name, "%s%s", name->len > 0 ? " " : "", names[i]);
    line->name = g_strdup(name->str);
    line->differences = gf_differences_new();
    line->reasons = g_ptr_array_new_with_free_func(g_free);
    return line;
}

static void reason(GfRollLine *line, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void reason(GfRollLine *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(line->reasons, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void refuse(GfRollLine *line, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void refuse(GfRollLine *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(line->reasons, g_strdup_vprintf(format, arguments));
    va_end(arguments);
    line->outcome = GF_ROLL_REFUSED;
    g_ptr_array_set_size(line->differences, 0);
}

/* Do both rows say the same? Case and accents do not count, nor who gives the identifier. */
static gboolean say_the_same(const GfRollRow *a, const GfRollRow *b)
{
    for (int field = 0; field < GF_ROLL_FIELDS; field++) {
        g_autofree char *left = gf_text_fold(a->values[field]);
        g_autofree char *right = gf_text_fold(b->values[field]);
        if (field != GF_ROLL_ID && !g_str_equal(left, right))
            return FALSE;
    }
    return TRUE;
}

/* The second row about one person. */
static void meet_again(const GfRollPerson *person, const GfRollRow *row, GfRollLine *line)
{
    static const char advice[] = "with other words (keep one, or give each its identifier)";
    GfRollLine *first = person->line;
    gboolean same = say_the_same(person->row, row);
    if (same && first->outcome != GF_ROLL_REFUSED) {
        line->outcome = GF_ROLL_REPEATED;
        reason(line, "the same as line %u", first->line);
    } else if (same) {
        refuse(line, "the same as line %u, which is refused", first->line);
    } else {
        refuse(line, "the same person as on line %u, %s", first->line, advice);
        refuse(first, "the same person as on line %u, %s", row->line, advice);
    }
}

/* A member who was ended comes back only with a new term. */
static void meet_former(GfMember *member, const GfRollRow *row, GfRollLine *line)
{
    const char *starts_on = row->values[GF_ROLL_STARTS_ON];
    if (member->ended_on == NULL)
        return;
    if (starts_on == NULL || strcmp(starts_on, member->ended_on) < 0) {
        reason(line, "left on %s and stays so (a term that starts later brings them back)",
               member->ended_on);
        return;
    }
    GfDifference place = {.object = "member", .id = member->slug, .field = "ended_on"};
    gf_differences_compare(line->differences, &place, member->ended_on, NULL);
    g_clear_pointer(&member->ended_on, g_free);
}

static void judge(const Import *import, GfRollPerson *person, gboolean is_new, const GfRollRow *row,
                  GfRollLine *line)
{
    if (!is_new)
        meet_former(person->member, row, line);
    gf_roll_write_compare(import->places, person, row, line->differences);
    if (is_new)
        g_ptr_array_set_size(line->differences, 0);
    line->outcome = is_new                       ? GF_ROLL_ADDED
                    : line->differences->len > 0 ? GF_ROLL_CHANGED
                                                 : GF_ROLL_UNCHANGED;
    const GfMember *member = person->member;
    if (member->starts_on != NULL && member->ends_on != NULL &&
        strcmp(member->starts_on, member->ends_on) > 0)
        refuse(line, "the term would end on %s, before it starts on %s", member->ends_on,
               member->starts_on);
}

/* Nobody can be written to at the address everything comes from. */
static void refuse_own_addresses(const Import *import, const GfRollRow *row, GfRollLine *line)
{
    static const GfRollField fields[] = {GF_ROLL_ADDRESSES, GF_ROLL_COPIES, GF_ROLL_FROM};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *value = row->values[fields[i]];
        g_auto(GStrv) addresses = g_strsplit(value != NULL ? value : "", "\n", -1);
        for (char **address = addresses; *address != NULL; address++)
            if (gf_roll_is_own_address(*address, import->clerk->config->address))
                refuse(line, "'%s' is the address of greffe itself (give the person's own)",
                       *address);
    }
}

/* Decides on one row. */
static gboolean decide(const Import *import, GfRollRow *row, GfRollLine *line, GError **error)
{
    for (guint i = 0; i < row->faults->len; i++)
        refuse(line, "%s", (char *) row->faults->pdata[i]);
    refuse_own_addresses(import, row, line);
    if (line->outcome == GF_ROLL_REFUSED)
        return TRUE;
    GfRollPerson *person = NULL;
    g_autofree char *why = NULL;
    if (!gf_roll_people_find(import->people, row, &person, &why, error))
        return FALSE;
    gboolean is_new = person == NULL;
    if (is_new && why == NULL)
        person = gf_roll_people_add(import->people, row, &why);
    if (why != NULL) {
        refuse(line, "%s", why);
        return TRUE;
    }
    line->slug = g_strdup(person->member->slug);
    if (person->row != NULL) {
        meet_again(person, row, line);
        return TRUE;
    }
    person->row = row;
    person->line = line;
    if (!gf_roll_people_complete(import->people, person, error))
        return FALSE;
    judge(import, person, is_new, row, line);
    return TRUE;
}

static gboolean decide_all(Import *import, const GfCsv *csv, const GfRollColumns *columns,
                           GError **error)
{
    for (guint i = 0; i < gf_csv_rows(csv); i++) {
        GfRollRow *row = gf_roll_row_read(csv, i, columns, import->places);
        g_ptr_array_add(import->rows, row);
        GfRollLine *line = new_line(row);
        g_ptr_array_add(import->report->lines, line);
        if (!decide(import, row, line, error))
            return FALSE;
    }
    /* A row below may have refused one above: counted at the end. */
    for (guint i = 0; i < import->report->lines->len; i++)
        import->report->counts[((GfRollLine *) import->report->lines->pdata[i])->outcome]++;
    return TRUE;
}

static gboolean write_all(const Import *import, GBytes *bytes, GError **error)
{
    const guint *counts = import->report->counts;
    if (counts[GF_ROLL_ADDED] + counts[GF_ROLL_CHANGED] == 0)
        return TRUE;
    gint64 blob;
    g_autofree char *sha256 = NULL;
    if (!gf_store_put_blob(import->clerk->store, bytes, &blob, &sha256, error))
        return FALSE;
    const GPtrArray *people = gf_roll_people_all(import->people);
    for (guint i = 0; i < people->len; i++) {
        const GfRollPerson *person = g_ptr_array_index(people, i);
        if (person->line == NULL ||
            (person->line->outcome != GF_ROLL_ADDED && person->line->outcome != GF_ROLL_CHANGED))
            continue;
        if (!gf_roll_write(import->clerk, person, sha256, error)) {
            gf_error_prefix(error, "line %u", person->line->line);
            return FALSE;
        }
    }
    return TRUE;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Main addresses, folded -> the identifiers of those who have them; `ret_seen`: those of the table.
 */
static GHashTable *users_of_addresses(const Import *import, GHashTable *ret_seen)
{
    GHashTable *users =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    const GPtrArray *people = gf_roll_people_all(import->people);
    for (guint i = 0; i < people->len; i++) {
        const GfRollPerson *person = g_ptr_array_index(people, i);
        const GfMember *member = person->member;
        if (member->main_address == NULL || member->ended_on != NULL ||
            (person->line != NULL && person->line->outcome == GF_ROLL_REFUSED))
            continue;
        g_autofree char *folded = gf_address_fold(member->main_address);
        if (person->line != NULL)
            g_hash_table_add(ret_seen, g_strdup(folded));
        GPtrArray *slugs = g_hash_table_lookup(users, folded);
        if (slugs == NULL) {
            slugs = g_ptr_array_new();
            g_hash_table_insert(users, g_steal_pointer(&folded), slugs);
        }
        g_ptr_array_add(slugs, member->slug);
    }
    return users;
}

/* Says which mailboxes of this table are the main address of several people. */
static void note_shared(const Import *import)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) users = users_of_addresses(import, seen);
    g_autoptr(GList) addresses = g_list_sort(g_hash_table_get_keys(seen), (GCompareFunc) strcmp);
    for (const GList *at = addresses; at != NULL; at = at->next) {
        GPtrArray *slugs = g_hash_table_lookup(users, at->data);
        if (slugs->len < 2)
            continue;
        g_ptr_array_sort(slugs, compare_texts);
        g_ptr_array_add(slugs, NULL);
        g_autofree char *names = g_strjoinv(", ", (char **) slugs->pdata);
        g_ptr_array_add(import->report->notes,
                        g_strdup_printf("'%s' is the main address of %u people: %s",
                                        (char *) at->data, slugs->len - 1, names));
    }
}

static gboolean load(Import *import, const GfClerk *clerk, const GfCsv *csv, GError **error)
{
    import->clerk = clerk;
    import->rows = g_ptr_array_new_with_free_func((GDestroyNotify) gf_roll_row_free);
    import->report = new_report(csv);
    return gf_roll_places_load(clerk->store, &import->places, error) &&
           gf_roll_people_load(clerk->store, &import->people, error);
}

gboolean gf_roll_import(const GfClerk *clerk, const GfRollTable *table, GfRollReport **ret,
                        GError **error)
{
    g_autoptr(GfCsv) csv = gf_csv_parse(table->name, table->bytes, error);
    g_auto(GfRollColumns) columns = {0};
    g_auto(Import) import = {0};
    if (csv == NULL || !gf_roll_columns_read(table->name, csv, &columns, error) ||
        !load(&import, clerk, csv, error) || !decide_all(&import, csv, &columns, error))
        return FALSE;
    GfRollReport *report = import.report;
    report->ignored = g_steal_pointer(&columns.ignored);
    note_shared(&import);
    report->applied = table->skip_bad || report->counts[GF_ROLL_REFUSED] == 0;
    if (report->applied && (!write_all(&import, table->bytes, error) ||
                            !gf_roster_sentences(clerk, "en", report->warnings, error) ||
                            !gf_roll_check(clerk, "en", report->notes, report->warnings, error)))
        return FALSE;
    *ret = g_steal_pointer(&import.report);
    return TRUE;
}
