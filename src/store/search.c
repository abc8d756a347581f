/* search.c - see search.h. A query is made of quoted words only: nothing a person types is syntax.
 *
 * What is added is indexed as the transaction commits: FTS5 writes all that it has gathered
 * whenever a statement sets a savepoint, which after every letter would be a segment for each.
 */
#include "store/search.h"

#include "base/text.h"
#include "store/sql.h"

void gf_hit_free(GfHit *hit)
{
    if (hit == NULL)
        return;
    g_free(hit->kind);
    g_free(hit);
}

GF_SQL(insert_search_entry, "INSERT INTO search_entry (kind, object_id, at) VALUES (?, ?, ?)"
                            " ON CONFLICT DO NOTHING");
GF_SQL(insert_search_index, "INSERT INTO search_index (rowid, title, body) VALUES (?, ?, ?)");

typedef struct {
    GfHit object; /* owns its kind */
    char *title, *body;
} Entry;

void gf_store_to_index_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->object.kind);
    g_free(entry->title);
    g_free(entry->body);
    g_free(entry);
}

gboolean gf_store_index(GfStore *store, const GfHit *object, const char *title, const char *body,
                        GError **error)
{
    if (!gf_store_in_transaction(store)) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                            "database: index: no transaction is open, nothing was written");
        return FALSE;
    }
    Entry *entry = g_new0(Entry, 1);
    entry->object = (GfHit){g_strdup(object->kind), object->object_id, object->at};
    entry->title = gf_text_fold(title != NULL ? title : "");
    entry->body = gf_text_fold(body != NULL ? body : "");
    g_ptr_array_add(gf_store_to_index(store), entry);
    return TRUE;
}

static gboolean index_entry(GfStore *store, const Entry *entry, GError **error)
{
    const GfHit *object = &entry->object;
    if (!gf_sql_run(store, &insert_search_entry, error, "tii", object->kind, object->object_id,
                    object->at))
        return FALSE;
    return gf_sql_changes(store) == 0 ||
           gf_sql_run(store, &insert_search_index, error, "itt", gf_sql_last_id(store),
                      entry->title, entry->body);
}

gboolean gf_store_index_waiting(GfStore *store, GError **error)
{
    GPtrArray *entries = gf_store_to_index(store);
    for (guint i = 0; i < entries->len; i++)
        if (!index_entry(store, entries->pdata[i], error))
            return FALSE;
    g_ptr_array_set_size(entries, 0);
    return TRUE;
}

/* "bourgs centres" and beginnings: each word quoted, a quote doubled (FTS5, section 3.1). */
static char *query_of(const char *const *words)
{
    GString *query = g_string_new(NULL);
    for (gsize i = 0; words[i] != NULL; i++) {
        g_string_append(query, i > 0 ? " AND \"" : "\"");
        for (const char *c = words[i]; *c != '\0'; c++)
            g_string_append(query, *c == '"' ? "\"\"" : (char[]){*c, '\0'});
        g_string_append(query, "\"*");
    }
    return g_string_free(query, FALSE);
}

static gpointer read_hit(GfRows *rows)
{
    GfHit *hit = g_new0(GfHit, 1);
    hit->kind = gf_rows_text(rows, 0);
    hit->object_id = gf_rows_integer(rows, 1);
    hit->at = gf_rows_integer(rows, 2);
    return hit;
}

GF_SQL(select_hits, "SELECT e.kind, e.object_id, e.at FROM search_index CROSS JOIN search_entry e"
                    " ON e.id = search_index.rowid WHERE search_index MATCH ?"
                    " ORDER BY bm25(search_index, 4.0, 1.0), e.at DESC LIMIT ?");

gboolean gf_store_search(GfStore *store, const char *const *words, guint limit, GPtrArray **ret,
                         GError **error)
{
    GfRows rows;
    g_autofree char *query = query_of(words);
    return gf_store_index_waiting(store, error) &&
           gf_sql_query(store, &select_hits, &rows, error, "ti", query, gf_sql_limit(limit)) &&
           gf_rows_list(&rows, read_hit, (GDestroyNotify) gf_hit_free, ret, error);
}
