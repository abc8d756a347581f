/* manifest.c - the first member of a backup; see backup.h. */
#include "base/date.h"
#include "base/text.h"
#include "cli/backup.h"

#include <string.h>

/* Of the form of the archive; a later one is refused. */
#define FORMAT 1
#define FORMAT_LIMIT 1000000

GfManifest *gf_manifest_new(void)
{
    GfManifest *manifest = g_new0(GfManifest, 1);
    manifest->sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return manifest;
}

void gf_manifest_free(GfManifest *manifest)
{
    if (manifest == NULL)
        return;
    g_free(manifest->greffe);
    g_free(manifest->instance);
    g_free(manifest->journal_head);
    g_hash_table_unref(manifest->sums);
    g_free(manifest);
}

GBytes *gf_manifest_write(const GfManifest *manifest, const char *timezone)
{
    g_autofree char *made = gf_instant_format(manifest->made_at, timezone);
    g_autofree char *instance = gf_text_line(manifest->instance, 0);
    g_autoptr(GList) names =
        g_list_sort(g_hash_table_get_keys(manifest->sums), (GCompareFunc) strcmp);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text,
                           "# greffe-backup %d\n# made %s\n# instance %s\n# greffe %s\n"
                           "# schema %d\n# journal-lines %" G_GINT64_FORMAT "\n# journal-head %s\n",
                           FORMAT, made, instance, manifest->greffe, manifest->schema,
                           manifest->journal_lines, manifest->journal_head);
    for (const GList *name = names; name != NULL; name = name->next)
        g_string_append_printf(text, "%s  %s\n",
                               (const char *) g_hash_table_lookup(manifest->sums, name->data),
                               (const char *) name->data);
    return g_string_free_to_bytes(text);
}

static gint64 number(const char *text, gint64 limit)
{
    gint64 value = -1;
    return text != NULL && g_ascii_string_to_signed(text, 10, 0, limit, &value, NULL) ? value : -1;
}

static gboolean refuse(GError **error, const char *why)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "it is no backup of greffe, or damaged: %s", why);
    return FALSE;
}

/* What the comment lines said. */
static gboolean take_facts(GfManifest *manifest, GHashTable *facts, GError **error)
{
    gint64 format = number(g_hash_table_lookup(facts, "greffe-backup"), FORMAT_LIMIT);
    gint64 schema = number(g_hash_table_lookup(facts, "schema"), FORMAT_LIMIT);
    const char *made = g_hash_table_lookup(facts, "made");
    const char *head = g_hash_table_lookup(facts, "journal-head");
    manifest->journal_lines = number(g_hash_table_lookup(facts, "journal-lines"), G_MAXINT64);
    if (format < 0 || schema < 0 || made == NULL || head == NULL || manifest->journal_lines < 0 ||
        !gf_instant_parse_rfc3339(made, &manifest->made_at))
        return refuse(error, "its " GF_MANIFEST " cannot be read");
    if (format > FORMAT || schema > gf_store_schema_version()) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "it was made by a newer greffe (schema %d, this one knows %d; install that "
                    "version)",
                    (int) schema, gf_store_schema_version());
        return FALSE;
    }
    manifest->schema = (int) schema;
    manifest->journal_head = g_strdup(head);
    manifest->greffe = g_strdup(g_hash_table_lookup(facts, "greffe"));
    manifest->instance = g_strdup(g_hash_table_lookup(facts, "instance"));
    return TRUE;
}

/* "HASH  NAME" of something that belongs into an instance. */
static gboolean take_sum(GfManifest *manifest, const char *line, GError **error)
{
    const char *name = strlen(line) > 66 && strncmp(line + 64, "  ", 2) == 0 ? line + 66 : "";
    if (!g_str_equal(name, "greffe.db") && !g_str_has_prefix(name, "config/") &&
        !g_str_has_prefix(name, "templates/"))
        return refuse(error, "its " GF_MANIFEST " names what is no part of an instance");
    g_hash_table_insert(manifest->sums, g_strdup(name), g_strndup(line, 64));
    return TRUE;
}

GfManifest *gf_manifest_read(GBytes *bytes, GError **error)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_strndup(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GHashTable) facts = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GfManifest) manifest = gf_manifest_new();
    for (gsize i = 0; lines[i] != NULL; i++) {
        char *value = g_str_has_prefix(lines[i], "# ") ? strchr(lines[i] + 2, ' ') : NULL;
        if (value != NULL) {
            *value = '\0';
            g_hash_table_insert(facts, lines[i] + 2, value + 1);
        } else if (lines[i][0] != '\0' && !take_sum(manifest, lines[i], error)) {
            return NULL;
        }
    }
    return take_facts(manifest, facts, error) ? g_steal_pointer(&manifest) : NULL;
}
