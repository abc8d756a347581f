/* keyfile.c - the scan of a key file, its index and its messages.
 *
 * GKeyFile's syntax ([section], key = value, # comment), read by a scan of our own because line
 * numbers, duplicates and unknown names matter to the people who write these files. The first fault
 * refuses the whole file as "FILE:LINE: [section] key: why (how to mend)".
 */
#include "base/error.h"
#include "base/keyfile-private.h"
#include "base/reason.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    char *key, *raw, *text;
    guint line;
} Entry;

typedef struct {
    char *name;
    guint line;
    GPtrArray *entries;  /* of Entry, in the order of the file */
    GHashTable *by_name; /* key -> Entry */
} Group;

struct GfKeyfile {
    char *name;
    const GfKeySpec *specs;
    GPtrArray *groups;   /* of Group, in the order of the file */
    GHashTable *by_name; /* name -> Group */
};

/* Where a fault is. `line` 0, `group` and `key` NULL where there is none. */
typedef struct {
    const char *file;
    guint line;
    const char *group, *key;
} Place;

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->key);
    g_free(entry->raw);
    g_free(entry->text);
    g_free(entry);
}

static void group_free(gpointer data)
{
    Group *group = data;
    g_free(group->name);
    g_hash_table_unref(group->by_name);
    g_ptr_array_unref(group->entries);
    g_free(group);
}

void gf_keyfile_free(GfKeyfile *keyfile)
{
    if (keyfile == NULL)
        return;
    g_free(keyfile->name);
    g_hash_table_unref(keyfile->by_name);
    g_ptr_array_unref(keyfile->groups);
    g_free(keyfile);
}

/* Always FALSE, so that a check can end with it. */
static gboolean refuse(const Place *place, const char *why, GError **error)
{
    g_autoptr(GString) text = g_string_new(place->file);
    if (place->line > 0)
        g_string_append_printf(text, ":%u", place->line);
    g_string_append(text, ":");
    if (place->group != NULL)
        g_string_append_printf(text, " [%s]", place->group);
    if (place->key != NULL)
        g_string_append_printf(text, " %s", place->key);
    if (place->group != NULL || place->key != NULL)
        g_string_append(text, ":");
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s %s", text->str, why);
    return FALSE;
}

static const GfKeySpec *find_spec(const GfKeySpec *specs, const char *group, const char *key)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++)
        if (gf_keyfile_group_matches(spec->group, group, NULL) &&
            (g_str_equal(spec->key, key) || g_str_equal(spec->key, "*")))
            return spec;
    return NULL;
}

static gboolean group_is_known(const GfKeySpec *specs, const char *group)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++)
        if (gf_keyfile_group_matches(spec->group, group, NULL))
            return TRUE;
    return FALSE;
}

/* "[name]": makes it the current group. */
static gboolean begin_group(GfKeyfile *keyfile, const char *text, Place *place, GError **error)
{
    gsize length = strlen(text);
    if (length < 3 || text[length - 1] != ']' || strpbrk(text + 1, "[]") != text + length - 1)
        return refuse(place, "not a section line (write [section] alone on its line)", error);
    g_autofree char *name = g_strstrip(g_strndup(text + 1, length - 2));
    place->group = name;
    const Group *twin = g_hash_table_lookup(keyfile->by_name, name);
    g_autofree char *why = NULL;
    if (twin != NULL)
        why = g_strdup_printf("section given twice (first on line %u)", twin->line);
    else if (!group_is_known(keyfile->specs, name))
        why = gf_keyfile_unknown_group(keyfile->specs, name);
    if (why != NULL)
        return refuse(place, why, error);

    Group *group = g_new0(Group, 1);
    group->name = g_steal_pointer(&name);
    group->line = place->line;
    group->entries = g_ptr_array_new_with_free_func(entry_free);
    group->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    g_ptr_array_add(keyfile->groups, group);
    g_hash_table_insert(keyfile->by_name, group->name, group);
    place->group = group->name;
    return TRUE;
}

/* Why `raw` cannot be the value of `key`, NULL where it can. Owned. */
static char *entry_refusal(const GfKeyfile *keyfile, const Group *group, const char *key,
                           const char *raw)
{
    const Entry *twin = g_hash_table_lookup(group->by_name, key);
    if (twin != NULL)
        return g_strdup_printf("given twice (first on line %u)", twin->line);
    const GfKeySpec *spec = find_spec(keyfile->specs, group->name, key);
    if (spec == NULL)
        return gf_keyfile_unknown_key(keyfile->specs, group->name, key);
    return gf_keyfile_value_refusal(spec, raw);
}

/* "key = value" in the current group. */
static gboolean add_entry(GfKeyfile *keyfile, const char *text, const Place *line, GError **error)
{
    const char *equals = strchr(text, '=');
    if (*text == ';')
        return refuse(line, "not a \"key = value\" line (comments begin with #)", error);
    if (equals == NULL || equals == text)
        return refuse(line, "not a \"key = value\" line", error);
    if (line->group == NULL)
        return refuse(line, "a value before any [section]", error);
    Group *group = g_hash_table_lookup(keyfile->by_name, line->group);
    g_autofree char *key = g_strstrip(g_strndup(text, (gsize) (equals - text)));
    g_autofree char *raw = g_strstrip(g_strdup(equals + 1));
    g_autofree char *why = entry_refusal(keyfile, group, key, raw);
    if (why != NULL) {
        Place place = *line;
        place.key = key;
        return refuse(&place, why, error);
    }
    Entry *entry = g_new0(Entry, 1);
    entry->text = gf_keyfile_value_text(raw);
    entry->key = g_steal_pointer(&key);
    entry->raw = g_steal_pointer(&raw);
    entry->line = line->line;
    g_ptr_array_add(group->entries, entry);
    g_hash_table_insert(group->by_name, entry->key, entry);
    return TRUE;
}

static gboolean scan_line(GfKeyfile *keyfile, char *line, Place *place, GError **error)
{
    for (const char *c = line; *c != '\0'; c++)
        if (g_ascii_iscntrl(*c) && *c != '\t' && !(*c == '\r' && c[1] == '\0'))
            return refuse(place, "a control character (remove it)", error);
    char *text = g_strstrip(line);
    if (*text == '\0' || *text == '#')
        return TRUE;
    if (*text == '[')
        return begin_group(keyfile, text, place, error);
    return add_entry(keyfile, text, place, error);
}

static gboolean scan(GfKeyfile *keyfile, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Place place = {.file = keyfile->name};
    for (char **line = lines; *line != NULL; line++) {
        place.line++;
        if (!scan_line(keyfile, *line, &place, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_required_in(const GfKeyfile *keyfile, const Group *group, GError **error)
{
    for (const GfKeySpec *spec = keyfile->specs; spec->group != NULL; spec++) {
        if (!spec->required || !gf_keyfile_group_matches(spec->group, group->name, NULL) ||
            g_hash_table_contains(group->by_name, spec->key))
            continue;
        Place place = {keyfile->name, group->line, group->name, spec->key};
        return refuse(&place, "missing (it has no default)", error);
    }
    return TRUE;
}

/* Required keys, in the groups that are there and of the groups that have to be there. */
static gboolean check_required(const GfKeyfile *keyfile, GError **error)
{
    for (const GfKeySpec *spec = keyfile->specs; spec->group != NULL; spec++) {
        if (!spec->required || g_str_has_suffix(spec->group, "*") ||
            g_hash_table_contains(keyfile->by_name, spec->group))
            continue;
        g_autofree char *why = g_strdup_printf(
            "missing (%s[%s] with \"%s\" has to be there)",
            keyfile->groups->len == 0 ? "the file is empty: " : "", spec->group, spec->key);
        Place place = {.file = keyfile->name, .group = spec->group};
        return refuse(&place, why, error);
    }
    for (guint i = 0; i < keyfile->groups->len; i++)
        if (!check_required_in(keyfile, g_ptr_array_index(keyfile->groups, i), error))
            return FALSE;
    return TRUE;
}

static guint line_of(const char *text, const char *point)
{
    guint line = 1;
    for (const char *c = text; c < point; c++)
        line += *c == '\n';
    return line;
}

static gboolean check_encoding(const char *name, const char *text, gsize length, GError **error)
{
    const char *end = NULL;
    if (g_utf8_validate(text, (gssize) length, &end))
        return TRUE;
    Place place = {.file = name, .line = line_of(text, end)};
    return refuse(&place, "not UTF-8 (save the file as UTF-8)", error);
}

static GfKeyfile *parse(const char *name, const char *text, gsize length, const GfKeySpec *specs,
                        GError **error)
{
    if (!check_encoding(name, text, length, error))
        return NULL;
    g_autoptr(GfKeyfile) keyfile = g_new0(GfKeyfile, 1);
    keyfile->name = g_strdup(name);
    keyfile->specs = specs;
    keyfile->groups = g_ptr_array_new_with_free_func(group_free);
    keyfile->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    const char *body = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
    if (!scan(keyfile, body, error) || !check_required(keyfile, error))
        return NULL;
    return g_steal_pointer(&keyfile);
}

GfKeyfile *gf_keyfile_parse(const char *name, const char *text, const GfKeySpec *specs,
                            GError **error)
{
    return parse(name, text, strlen(text), specs, error);
}

static void refuse_unreadable(const char *path, int code, GError **error)
{
    g_autofree char *reason = gf_reason(code);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s: cannot be read: %s", path, reason);
}

GfKeyfile *gf_keyfile_load(const char *path, const GfKeySpec *specs, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    if (g_access(path, R_OK) != 0) {
        refuse_unreadable(path, errno, error);
        return NULL;
    }
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s: cannot be read: not a file", path);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, NULL)) {
        refuse_unreadable(path, EIO, error);
        return NULL;
    }
    return parse(path, text, length, specs, error);
}

char **gf_keyfile_groups(const GfKeyfile *keyfile, const char *prefix)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < keyfile->groups->len; i++) {
        const Group *group = g_ptr_array_index(keyfile->groups, i);
        if (prefix == NULL || g_str_has_prefix(group->name, prefix))
            g_ptr_array_add(names, g_strdup(group->name));
    }
    g_ptr_array_add(names, NULL);
    return (char **) g_ptr_array_free(names, FALSE);
}

gboolean gf_keyfile_has_group(const GfKeyfile *keyfile, const char *group)
{
    return g_hash_table_contains(keyfile->by_name, group);
}

char **gf_keyfile_keys(const GfKeyfile *keyfile, const char *group_name)
{
    GPtrArray *names = g_ptr_array_new();
    const Group *group = g_hash_table_lookup(keyfile->by_name, group_name);
    for (guint i = 0; group != NULL && i < group->entries->len; i++)
        g_ptr_array_add(names, g_strdup(((Entry *) g_ptr_array_index(group->entries, i))->key));
    g_ptr_array_add(names, NULL);
    return (char **) g_ptr_array_free(names, FALSE);
}

static const Entry *find_entry(const GfKeyfile *keyfile, const char *group_name, const char *key)
{
    const Group *group = g_hash_table_lookup(keyfile->by_name, group_name);
    return group == NULL ? NULL : g_hash_table_lookup(group->by_name, key);
}

/* The fallback of a key that the table must know. */
static const char *fallback(const GfKeyfile *keyfile, const char *group, const char *key)
{
    const GfKeySpec *spec = find_spec(keyfile->specs, group, key);
    g_assert(spec != NULL);
    return spec->fallback;
}

const char *gf_keyfile_text(const GfKeyfile *keyfile, const char *group, const char *key)
{
    const Entry *entry = find_entry(keyfile, group, key);
    return entry != NULL ? entry->text : fallback(keyfile, group, key);
}

gint64 gf_keyfile_integer(const GfKeyfile *keyfile, const char *group, const char *key)
{
    const char *text = gf_keyfile_text(keyfile, group, key);
    return text == NULL ? 0 : g_ascii_strtoll(text, NULL, 10);
}

gboolean gf_keyfile_boolean(const GfKeyfile *keyfile, const char *group, const char *key)
{
    return g_strcmp0(gf_keyfile_text(keyfile, group, key), "true") == 0;
}

char **gf_keyfile_list(const GfKeyfile *keyfile, const char *group, const char *key)
{
    const Entry *entry = find_entry(keyfile, group, key);
    const char *raw = entry != NULL ? entry->raw : fallback(keyfile, group, key);
    return gf_keyfile_value_list(raw == NULL ? "" : raw);
}

void gf_keyfile_error(const GfKeyfile *keyfile, const char *group, const char *key, GError **error,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const Group *found = group == NULL ? NULL : g_hash_table_lookup(keyfile->by_name, group);
    const Entry *entry = found == NULL || key == NULL ? NULL : find_entry(keyfile, group, key);
    guint line = entry != NULL ? entry->line : found != NULL ? found->line : 0;
    refuse(&(Place){keyfile->name, line, group, key}, why, error);
}
