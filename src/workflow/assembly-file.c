/* assembly-file.c - see assembly-file.h. */
#include "workflow/assembly-file.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/keyfile.h"
#include "base/text.h"
#include "rules/rules.h"

#define KINDS "plenary committee group chantier temporary workshop"
#define COUNTS "present present-or-represented"
#define TERRITORY "territory "
#define BODY "body "

static const GfKeySpec specs[] = {
    {"rules", "notice", GF_KEY_INTEGER, .minimum = 0, .maximum = 365},
    {"rules", "quorum", GF_KEY_FRACTION},
    {"rules", "quorum_strictly_more", GF_KEY_BOOLEAN},
    {"rules", "quorum_counts", GF_KEY_CHOICE, .choices = COUNTS},
    {"rules", "parity_tolerance", GF_KEY_INTEGER, .minimum = 0, .maximum = 1000},
    {"rules", "chantiers_per_group", GF_KEY_INTEGER, .minimum = 0, .maximum = 100},
    {"rules", "pouvoirs", GF_KEY_INTEGER, .minimum = 0, .maximum = 100},
    {"rules", "reminders", GF_KEY_TEXT},
    {"rules", "reminder_hour", GF_KEY_TIME},
    {"rules", "deadline_reminders", GF_KEY_TEXT},
    {"rules", "escalation_days", GF_KEY_INTEGER, .minimum = 1, .maximum = 365},
    {"rules", "confirmation_days", GF_KEY_INTEGER, .minimum = 1, .maximum = 365},
    {"rules", "digest_hour", GF_KEY_TIME},
    {"rules", "term_reminders", GF_KEY_TEXT},
    {"rules", "rhythm_reminders", GF_KEY_TEXT},
    {"rules", "plenary_months", GF_KEY_INTEGER, .minimum = 1, .maximum = 120},
    {"rules", "term_warning_days", GF_KEY_INTEGER, .minimum = 0, .maximum = 3660},
    {"territory *", "name", GF_KEY_TEXT, .required = TRUE},
    {"territory *", "kind", GF_KEY_TEXT, .required = TRUE},
    {"territory *", "departements", GF_KEY_LIST},
    {"body *", "name", GF_KEY_TEXT, .required = TRUE},
    {"body *", "kind", GF_KEY_CHOICE, .required = TRUE, .choices = KINDS},
    {"body *", "parent", GF_KEY_SLUG},
    {"body *", "themes", GF_KEY_LIST},
    {"body *", "address", GF_KEY_ADDRESS},
    {"body *", "ends_on", GF_KEY_DATE},
    {"body *", "co_presidents", GF_KEY_LIST},
    {"body *", "copilotes", GF_KEY_LIST},
    {"body *", "rapporteurs", GF_KEY_LIST},
    {"body *", "co_rapporteurs", GF_KEY_LIST},
    {"body *", "offices_end_on", GF_KEY_DATE},
    {"body *", "notice", GF_KEY_INTEGER, .minimum = 0, .maximum = 365},
    {"body *", "quorum", GF_KEY_FRACTION},
    {"body *", "quorum_strictly_more", GF_KEY_BOOLEAN},
    {"body *", "quorum_counts", GF_KEY_CHOICE, .choices = COUNTS},
    {"body *", "parity_tolerance", GF_KEY_INTEGER, .minimum = 0, .maximum = 1000},
    {"body *", "chantiers_per_group", GF_KEY_INTEGER, .minimum = 0, .maximum = 100},
    {"body *", "pouvoirs", GF_KEY_INTEGER, .minimum = 0, .maximum = 100},
    {"body *", "reminders", GF_KEY_TEXT},
    {"body *", "reminder_hour", GF_KEY_TIME},
    {NULL},
};

/* Which offices a kind of body has, and the key that fills them. */
static const struct {
    const char *key, *role, *kinds;
} offices[] = {
    {"co_presidents", "co-president", "plenary committee"},
    {"copilotes", "copilote", "group temporary workshop"},
    {"rapporteurs", "rapporteur", "chantier temporary"},
    {"co_rapporteurs", "co-rapporteur", "chantier temporary"},
};

static void rule_free(gpointer data)
{
    GfRule *rule = data;
    g_free(rule->key);
    g_free(rule->value);
    g_free(rule);
}

void gf_assembly_file_free(GfAssemblyFile *file)
{
    if (file == NULL)
        return;
    g_clear_pointer(&file->rules, g_ptr_array_unref);
    g_clear_pointer(&file->territories, g_ptr_array_unref);
    g_clear_pointer(&file->bodies, g_ptr_array_unref);
    g_clear_pointer(&file->offices, g_ptr_array_unref);
    g_free(file);
}

static GfAssemblyFile *new_file(void)
{
    GfAssemblyFile *file = g_new0(GfAssemblyFile, 1);
    file->rules = g_ptr_array_new_with_free_func(rule_free);
    file->territories = g_ptr_array_new_with_free_func((GDestroyNotify) gf_territory_free);
    file->bodies = g_ptr_array_new_with_free_func((GDestroyNotify) gf_body_free);
    file->offices = g_ptr_array_new_with_free_func((GDestroyNotify) g_ptr_array_unref);
    return file;
}

/* TRUE where `word` is one of `words`, which are separated by spaces. */
static gboolean is_among(const char *words, const char *word)
{
    g_auto(GStrv) split = g_strsplit(words, " ", -1);
    return g_strv_contains((const char *const *) split, word);
}

static gboolean check_plan(const GfKeyfile *keyfile, const char *group, const char *key,
                           GError **error)
{
    const char *plan = gf_keyfile_text(keyfile, group, key);
    g_autoptr(GArray) offsets = NULL;
    g_autofree char *wrong = NULL;
    if (plan == NULL || gf_rule_plan_parse(plan, &offsets, &wrong))
        return TRUE;
    gf_keyfile_error(keyfile, group, key, error, "'%s' is no step (such as J-15, J-7, J-2)", wrong);
    return FALSE;
}

/* A body may set most of the rules for itself, not those of the whole office. */
static gboolean is_of_body(const char *key)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++)
        if (g_str_equal(spec->group, "body *") && g_str_equal(spec->key, key))
            return TRUE;
    return FALSE;
}

/* The rules that `group` sets, for the body `slug` (NULL: for all). */
static gboolean read_rules(const GfKeyfile *keyfile, const char *group, const char *slug,
                           GPtrArray *rules, GError **error)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++) {
        gboolean here =
            g_str_equal(spec->group, "rules") && (slug == NULL || is_of_body(spec->key));
        const char *value = here ? gf_keyfile_text(keyfile, group, spec->key) : NULL;
        if (value == NULL)
            continue;
        GfRule *rule = g_new0(GfRule, 1);
        rule->key = g_strconcat("rules.", spec->key, slug != NULL ? "." : NULL, slug, NULL);
        rule->value = g_strdup(value);
        g_ptr_array_add(rules, rule);
    }
    return check_plan(keyfile, group, "reminders", error) &&
           (slug != NULL || (check_plan(keyfile, group, "deadline_reminders", error) &&
                             check_plan(keyfile, group, "term_reminders", error) &&
                             check_plan(keyfile, group, "rhythm_reminders", error)));
}

/* "31", "2A", "971". */
static gboolean is_departement(const char *text)
{
    gsize length = strlen(text);
    if (length < 2 || length > 3 || !g_ascii_isdigit(text[0]))
        return FALSE;
    for (const char *c = text + 1; *c != '\0'; c++)
        if (!g_ascii_isdigit(*c) && *c != 'A' && *c != 'B')
            return FALSE;
    return TRUE;
}

static gboolean read_territory(const GfKeyfile *keyfile, const char *group, GPtrArray *territories,
                               GError **error)
{
    g_auto(GStrv) departements = gf_keyfile_list(keyfile, group, "departements");
    for (char **one = departements; *one != NULL; one++)
        if (!is_departement(*one)) {
            gf_keyfile_error(keyfile, group, "departements", error,
                             "'%s' is no number of a département (such as 31, 2A or 971)", *one);
            return FALSE;
        }
    GfTerritory *territory = g_new0(GfTerritory, 1);
    territory->slug = g_strdup(group + strlen(TERRITORY));
    territory->name = g_strdup(gf_keyfile_text(keyfile, group, "name"));
    territory->kind = g_strdup(gf_keyfile_text(keyfile, group, "kind"));
    territory->departements = g_strjoinv(";", departements);
    g_ptr_array_add(territories, territory);
    return TRUE;
}

static GfOffice *new_office(const char *body, const char *role, const char *member,
                            const char *ends_on)
{
    GfOffice *office = g_new0(GfOffice, 1);
    office->body_slug = g_strdup(body);
    office->role = g_strdup(role);
    office->member_slug = g_strdup(member);
    office->ends_on = g_strdup(ends_on);
    return office;
}

/* The holders of one office. */
static gboolean read_holders(const GfKeyfile *keyfile, const char *group, gsize index,
                             GPtrArray *holders, GError **error)
{
    const char *key = offices[index].key;
    const char *kind = gf_keyfile_text(keyfile, group, "kind");
    g_auto(GStrv) slugs = gf_keyfile_list(keyfile, group, key);
    if (slugs[0] != NULL && !is_among(offices[index].kinds, kind)) {
        gf_keyfile_error(keyfile, group, key, error, "a body of kind '%s' has none (only: %s)",
                         kind, offices[index].kinds);
        return FALSE;
    }
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **slug = slugs; *slug != NULL; slug++) {
        g_autofree char *meant = gf_text_slug(*slug);
        if (!gf_text_is_slug(*slug)) {
            gf_keyfile_error(keyfile, group, key, error,
                             "'%s' is no identifier of a member (such as '%s')", *slug,
                             meant[0] != '\0' ? meant : "marie-durand");
            return FALSE;
        }
        if (!g_hash_table_add(seen, *slug)) {
            gf_keyfile_error(keyfile, group, key, error, "'%s' is named twice", *slug);
            return FALSE;
        }
        g_ptr_array_add(holders, new_office(group + strlen(BODY), offices[index].role, *slug,
                                            gf_keyfile_text(keyfile, group, "offices_end_on")));
    }
    return TRUE;
}

static gboolean read_offices(const GfKeyfile *keyfile, const char *group, GPtrArray *ret_offices,
                             GError **error)
{
    GPtrArray *holders = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    g_ptr_array_add(ret_offices, holders);
    for (gsize i = 0; i < G_N_ELEMENTS(offices); i++)
        if (!read_holders(keyfile, group, i, holders, error))
            return FALSE;
    if (holders->len > 0 || gf_keyfile_text(keyfile, group, "offices_end_on") == NULL)
        return TRUE;
    gf_keyfile_error(keyfile, group, "offices_end_on", error, "there is no office that could end");
    return FALSE;
}

static gboolean read_body(const GfKeyfile *keyfile, const char *group, GfAssemblyFile *file,
                          GError **error)
{
    GfBody *body = g_new0(GfBody, 1);
    g_ptr_array_add(file->bodies, body);
    body->slug = g_strdup(group + strlen(BODY));
    body->name = g_strdup(gf_keyfile_text(keyfile, group, "name"));
    body->kind = g_strdup(gf_keyfile_text(keyfile, group, "kind"));
    body->parent_slug = g_strdup(gf_keyfile_text(keyfile, group, "parent"));
    g_auto(GStrv) themes = gf_keyfile_list(keyfile, group, "themes");
    body->themes = g_strjoinv("\n", themes);
    body->address = g_strdup(gf_keyfile_text(keyfile, group, "address"));
    body->ends_on = g_strdup(gf_keyfile_text(keyfile, group, "ends_on"));
    if (body->ends_on == NULL && g_str_equal(body->kind, "temporary")) {
        gf_keyfile_error(keyfile, group, "ends_on", error,
                         "missing (a temporary group lasts until a date)");
        return FALSE;
    }
    return read_offices(keyfile, group, file->offices, error) &&
           read_rules(keyfile, group, body->slug, file->rules, error);
}

static const GfBody *find_body(const GfAssemblyFile *file, const char *slug)
{
    for (guint i = 0; slug != NULL && i < file->bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(file->bodies, i);
        if (g_str_equal(body->slug, slug))
            return body;
    }
    return NULL;
}

static gboolean is_in_circle(const GfAssemblyFile *file, const GfBody *body)
{
    const GfBody *above = find_body(file, body->parent_slug);
    for (guint steps = 0; above != NULL && steps < file->bodies->len; steps++) {
        if (above == body)
            return TRUE;
        above = find_body(file, above->parent_slug);
    }
    return FALSE;
}

/* Why `body` cannot stand below its parent; NULL where it can. Owned. */
static char *parent_refusal(const GfAssemblyFile *file, const GfBody *body)
{
    const GfBody *parent = find_body(file, body->parent_slug);
    gboolean chantier = g_str_equal(body->kind, "chantier");
    if (body->parent_slug == NULL)
        return chantier ? g_strdup("missing (a chantier belongs to a working group)") : NULL;
    if (parent == NULL)
        return g_strdup_printf("there is no [body %s]", body->parent_slug);
    if (g_str_equal(body->kind, "plenary"))
        return g_strdup("the plenary has no parent (remove the line)");
    if (chantier && !g_str_equal(parent->kind, "group"))
        return g_strdup_printf("a chantier belongs to a working group, and '%s' is of kind '%s'",
                               parent->slug, parent->kind);
    if (is_in_circle(file, body))
        return g_strdup_printf("'%s' would stand above itself", body->slug);
    return NULL;
}

/* What can only be said of all bodies together: parents, one plenary, addresses of their own. */
static gboolean check_bodies(const GfKeyfile *keyfile, const GfAssemblyFile *file,
                             const char *instance_address, GError **error)
{
    const GfBody *plenary = NULL;
    for (guint i = 0; i < file->bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(file->bodies, i);
        g_autofree char *group = g_strconcat(BODY, body->slug, NULL);
        g_autofree char *why = parent_refusal(file, body);
        if (why != NULL) {
            gf_keyfile_error(keyfile, group, "parent", error, "%s", why);
            return FALSE;
        }
        if (g_str_equal(body->kind, "plenary") && plenary != NULL) {
            gf_keyfile_error(keyfile, group, "kind", error, "there is a plenary already, '%s'",
                             plenary->slug);
            return FALSE;
        }
        plenary = g_str_equal(body->kind, "plenary") ? body : plenary;
        if (gf_address_equal(body->address, instance_address)) {
            gf_keyfile_error(keyfile, group, "address", error,
                             "'%s' is the address of the whole assembly (give it one of its own)",
                             body->address);
            return FALSE;
        }
        for (guint j = 0; j < i; j++) {
            const GfBody *other = g_ptr_array_index(file->bodies, j);
            if (!gf_address_equal(body->address, other->address))
                continue;
            gf_keyfile_error(keyfile, group, "address", error, "'%s' is that of '%s' already",
                             body->address, other->slug);
            return FALSE;
        }
    }
    return TRUE;
}

GfAssemblyFile *gf_assembly_file_parse(const char *name, const char *text,
                                       const char *instance_address, GError **error)
{
    g_autoptr(GfKeyfile) keyfile = gf_keyfile_parse(name, text, specs, error);
    if (keyfile == NULL)
        return NULL;
    g_autoptr(GfAssemblyFile) file = new_file();
    if (!read_rules(keyfile, "rules", NULL, file->rules, error))
        return NULL;
    g_auto(GStrv) territories = gf_keyfile_groups(keyfile, TERRITORY);
    for (char **group = territories; *group != NULL; group++)
        if (!read_territory(keyfile, *group, file->territories, error))
            return NULL;
    g_auto(GStrv) bodies = gf_keyfile_groups(keyfile, BODY);
    for (char **group = bodies; *group != NULL; group++)
        if (!read_body(keyfile, *group, file, error))
            return NULL;
    if (file->bodies->len == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "%s: it has no body (add [body pleniere] with name and kind)", name);
        return NULL;
    }
    if (!check_bodies(keyfile, file, instance_address, error))
        return NULL;
    return g_steal_pointer(&file);
}
