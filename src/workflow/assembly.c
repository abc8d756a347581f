/* assembly.c - see assembly.h. */
#include "workflow/assembly.h"

#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "workflow/assembly-file.h"
#include "workflow/deadline-sync.h"
#include "workflow/roll-check.h"
#include "workflow/roster.h"

typedef struct {
    const GfClerk *clerk;
    const GfAssemblyFile *file;
    GfAssemblyReport *report;
} Apply;

void gf_assembly_report_free(GfAssemblyReport *report)
{
    if (report == NULL)
        return;
    g_clear_pointer(&report->differences, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    g_clear_pointer(&report->warnings, g_ptr_array_unref);
    g_free(report);
}

static void note(const Apply *apply, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(const Apply *apply, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(apply->report->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* --- rules --- */

static gboolean set_rule(const Apply *apply, const char *key, const char *before, const char *after,
                         GError **error)
{
    GfDifference place = {
        .object = "rule", .id = (char *) key + strlen("rules."), .field = "value"};
    if (!gf_differences_compare(apply->report->differences, &place, before, after))
        return TRUE;
    return gf_store_set_setting(apply->clerk->store, key, after, error);
}

static gboolean apply_rules(const Apply *apply, GError **error)
{
    g_autoptr(GHashTable) settings = NULL;
    if (!gf_store_settings(apply->clerk->store, "rules.", &settings, error))
        return FALSE;
    const GPtrArray *rules = apply->file->rules;
    for (guint i = 0; i < rules->len; i++) {
        const GfRule *rule = g_ptr_array_index(rules, i);
        if (!set_rule(apply, rule->key, g_hash_table_lookup(settings, rule->key), rule->value,
                      error))
            return FALSE;
        g_hash_table_remove(settings, rule->key);
    }
    /* What is left is in the file no more. */
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(settings), (GCompareFunc) strcmp);
    for (const GList *key = keys; key != NULL; key = key->next)
        if (!set_rule(apply, key->data, g_hash_table_lookup(settings, key->data), NULL, error))
            return FALSE;
    return TRUE;
}

/* --- territories --- */

static GfTerritory *find_territory(const GPtrArray *territories, const char *slug)
{
    for (guint i = 0; i < territories->len; i++) {
        GfTerritory *territory = g_ptr_array_index(territories, i);
        if (g_str_equal(territory->slug, slug))
            return territory;
    }
    return NULL;
}

static gboolean compare_territory(const Apply *apply, const GfTerritory *before,
                                  const GfTerritory *after)
{
    GPtrArray *differences = apply->report->differences;
    guint known = differences->len;
    if (before == NULL) {
        gf_differences_add(differences, GF_DIFFERENCE_ADDED, "territory", after->slug);
        return TRUE;
    }
    GfDifference place = {.object = "territory", .id = after->slug};
    place.field = "name";
    gf_differences_compare(differences, &place, before->name, after->name);
    place.field = "kind";
    gf_differences_compare(differences, &place, before->kind, after->kind);
    place.field = "departements";
    gf_differences_compare(differences, &place, before->departements, after->departements);
    return differences->len > known;
}

/* Names the territories that are on the roll but no longer in the file. */
static gboolean note_left(const Apply *apply, const GPtrArray *stored, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_store_members(apply->clerk->store, &members, error))
        return FALSE;
    for (guint i = 0; i < stored->len; i++) {
        const GfTerritory *territory = g_ptr_array_index(stored, i);
        if (find_territory(apply->file->territories, territory->slug) != NULL)
            continue;
        guint count = 0;
        for (guint j = 0; j < members->len; j++) {
            const GfMember *member = g_ptr_array_index(members, j);
            count += member->territory_id == territory->id && member->ended_on == NULL;
        }
        note(apply, "territory '%s' is not in the file: it stays on the roll (members: %u)",
             territory->slug, count);
    }
    return TRUE;
}

static gboolean apply_territories(const Apply *apply, GError **error)
{
    g_autoptr(GPtrArray) stored = NULL;
    if (!gf_store_territories(apply->clerk->store, &stored, error))
        return FALSE;
    const GPtrArray *wanted = apply->file->territories;
    for (guint i = 0; i < wanted->len; i++) {
        GfTerritory *territory = g_ptr_array_index(wanted, i);
        if (compare_territory(apply, find_territory(stored, territory->slug), territory) &&
            !gf_store_save_territory(apply->clerk->store, territory, error))
            return FALSE;
    }
    return note_left(apply, stored, error);
}

/* --- bodies and their offices --- */

static GfBody *find_body(const GPtrArray *bodies, const char *slug)
{
    for (guint i = 0; slug != NULL && i < bodies->len; i++) {
        GfBody *body = g_ptr_array_index(bodies, i);
        if (g_str_equal(body->slug, slug))
            return body;
    }
    return NULL;
}

static gboolean compare_body(const Apply *apply, const GfBody *before, const GfBody *after)
{
    GPtrArray *differences = apply->report->differences;
    guint known = differences->len;
    if (before == NULL) {
        gf_differences_add(differences, GF_DIFFERENCE_ADDED, "body", after->slug);
        return TRUE;
    }
    const struct {
        const char *field, *before, *after;
    } fields[] = {
        {"name", before->name, after->name},
        {"kind", before->kind, after->kind},
        {"parent", before->parent_slug, after->parent_slug},
        {"themes", before->themes, after->themes},
        {"address", before->address, after->address},
        {"ends_on", before->ends_on, after->ends_on},
        {"ended_on", before->ended_on, after->ended_on},
    };
    GfDifference place = {.object = "body", .id = after->slug};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        place.field = fields[i].field;
        gf_differences_compare(differences, &place, fields[i].before, fields[i].after);
    }
    return differences->len > known;
}

/* A body after its parent, whatever their order in the file; there are no circles. */
static GPtrArray *parents_first(const GPtrArray *bodies)
{
    GPtrArray *sorted = g_ptr_array_sized_new(bodies->len);
    while (sorted->len < bodies->len)
        for (guint i = 0; i < bodies->len; i++) {
            GfBody *body = g_ptr_array_index(bodies, i);
            if (!g_ptr_array_find(sorted, body, NULL) &&
                (body->parent_slug == NULL || find_body(sorted, body->parent_slug) != NULL))
                g_ptr_array_add(sorted, body);
        }
    return sorted;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The holders of one role as people read them: "a, b", with the end of their term. Owned. */
static char *holders_text(const GPtrArray *offices, const char *role)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        if (g_str_equal(office->role, role))
            g_ptr_array_add(names, office->ends_on == NULL
                                       ? g_strdup(office->member_slug)
                                       : g_strdup_printf("%s (until %s)", office->member_slug,
                                                         office->ends_on));
    }
    g_ptr_array_sort(names, compare_texts);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **) names->pdata);
}

static gboolean apply_offices(const Apply *apply, const GfBody *body, gboolean is_new,
                              GPtrArray *wanted, GError **error)
{
    static const char *const roles[][2] = {
        {"co_presidents", "co-president"},
        {"copilotes", "copilote"},
        {"rapporteurs", "rapporteur"},
        {"co_rapporteurs", "co-rapporteur"},
    };
    g_autoptr(GPtrArray) stored = NULL;
    if (!gf_store_offices(apply->clerk->store, body->slug, &stored, error))
        return FALSE;
    gboolean differs = FALSE;
    g_autoptr(GPtrArray) unseen = gf_differences_new();
    GfDifference place = {.object = "body", .id = body->slug};
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        g_autofree char *before = holders_text(stored, roles[i][1]);
        g_autofree char *after = holders_text(wanted, roles[i][1]);
        place.field = roles[i][0];
        /* A new body is one difference, with all that is in it. */
        GPtrArray *told = is_new ? unseen : apply->report->differences;
        differs = gf_differences_compare(told, &place, before, after) || differs;
    }
    return !differs || gf_store_set_offices(apply->clerk->store, body->id, wanted, error);
}

static GPtrArray *offices_in_file(const Apply *apply, const GfBody *body)
{
    guint index = 0;
    gboolean found = g_ptr_array_find(apply->file->bodies, body, &index);
    g_assert(found);
    return g_ptr_array_index(apply->file->offices, index);
}

static gboolean apply_body(const Apply *apply, GfBody *body, const GfBody *before, GError **error)
{
    GfStore *store = apply->clerk->store;
    const GfBody *parent = find_body(apply->file->bodies, body->parent_slug);
    body->parent_id = parent != NULL ? parent->id : 0;
    body->id = before != NULL ? before->id : 0;
    return (!compare_body(apply, before, body) || gf_store_save_body(store, body, error)) &&
           apply_offices(apply, body, before == NULL, offices_in_file(apply, body), error);
}

/* Ends the bodies that are no longer in the file. */
static gboolean end_others(const Apply *apply, const GPtrArray *stored, GError **error)
{
    GDate today = gf_clerk_today(apply->clerk);
    for (guint i = 0; i < stored->len; i++) {
        GfBody *body = g_ptr_array_index(stored, i);
        if (body->ended_on != NULL || find_body(apply->file->bodies, body->slug) != NULL)
            continue;
        body->ended_on = gf_date_format(&today);
        gf_differences_add(apply->report->differences, GF_DIFFERENCE_ENDED, "body", body->slug);
        if (!gf_store_save_body(apply->clerk->store, body, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean apply_bodies(const Apply *apply, GError **error)
{
    g_autoptr(GPtrArray) stored = NULL;
    if (!gf_store_bodies(apply->clerk->store, &stored, error))
        return FALSE;
    g_autoptr(GPtrArray) wanted = parents_first(apply->file->bodies);
    for (guint i = 0; i < wanted->len; i++) {
        GfBody *body = g_ptr_array_index(wanted, i);
        if (!apply_body(apply, body, find_body(stored, body->slug), error))
            return FALSE;
    }
    return end_others(apply, stored, error);
}

/* One line of the journal, with the file as evidence. */
static gboolean record(const GfClerk *clerk, GBytes *bytes, GError **error)
{
    gint64 blob;
    g_autofree char *sha256 = NULL;
    return gf_store_put_blob(clerk->store, bytes, &blob, &sha256, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "assembly.applied", NULL, sha256}, error,
                            "assembly");
}

gboolean gf_assembly_apply(const GfClerk *clerk, const char *name, GBytes *bytes,
                           GfAssemblyReport **ret, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    if (size > 0 && memchr(data, '\0', size) != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "%s: holds NUL bytes: no text (save it as "
                    "UTF-8)",
                    name);
        return FALSE;
    }
    g_autofree char *text = g_strndup(size > 0 ? data : "", size);
    g_autoptr(GfAssemblyFile) file =
        gf_assembly_file_parse(name, text, clerk->config->address, error);
    if (file == NULL)
        return FALSE;
    g_autoptr(GfAssemblyReport) report = g_new0(GfAssemblyReport, 1);
    report->differences = gf_differences_new();
    report->notes = g_ptr_array_new_with_free_func(g_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    Apply apply = {clerk, file, report};
    if (!apply_rules(&apply, error) || !apply_territories(&apply, error) ||
        !apply_bodies(&apply, error) ||
        (report->differences->len > 0 && !record(clerk, bytes, error)) ||
        !gf_deadline_sync_now(clerk, error) ||
        !gf_roster_sentences(clerk, "en", report->warnings, error) ||
        !gf_roll_check(clerk, "en", report->notes, report->warnings, error))
        return FALSE;
    *ret = g_steal_pointer(&report);
    return TRUE;
}
