/* search.c - see search.h. A query is made of quoted words only: nothing a person types is syntax.
 *
 * What is added is indexed as the transaction commits: FTS5 writes all that it has gathered
 * whenever a statement sets a savepoint, which after every letter would be a segment for each.
 */
#include "store/search.h"

#include "base/text.h"
#include "store/sql.h"

#include <string.h>

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

/* What more objects than these have is found by looking, newest first: to rank them all would take
 * longer the more there are. */
#define COMMON 1000
/* A shorter word is looked for whole: what begins so is half of the language. */
#define BEGINNING_CHARACTERS 3

/* "bourgs centres": quoted, a quote doubled (FTS5, section 3.1). */
static void add_phrase(GString *query, const char *word)
{
    g_string_append_c(query, '"');
    for (const char *c = word; *c != '\0'; c++)
        g_string_append(query, *c == '"' ? "\"\"" : (char[]){*c, '\0'});
    g_string_append_c(query, '"');
}

/* "bourgs centres", "marie@mairie.example": the index takes it for several words. */
static gboolean is_phrase(const char *text)
{
    gboolean ended = FALSE, begun = FALSE;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gboolean inside = g_unichar_isalnum(g_utf8_get_char(c));
        if (inside && ended)
            return TRUE;
        ended = begun && !inside;
        begun = begun || inside;
    }
    return FALSE;
}

static gboolean is_beginning(const char *word)
{
    const char *space = strrchr(word, ' ');
    return g_utf8_strlen(space != NULL ? space + 1 : word, -1) >= BEGINNING_CHARACTERS;
}

GF_SQL(count_hits, "SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH ?"
                   " LIMIT ?)");

static gboolean is_common(GfStore *store, const char *word, gboolean *ret, GError **error)
{
    g_autoptr(GString) query = g_string_new(NULL);
    gint64 count = 0;
    add_phrase(query, word);
    if (!gf_sql_integer(store, &count_hits, &count, error, "ti", query->str, (gint64) COMMON + 1))
        return FALSE;
    *ret = count > COMMON;
    return TRUE;
}

/* All words; of those that are not `whole` also what begins so. Owned. */
static char *query_of(const char *const *words, const gboolean *whole)
{
    GString *query = g_string_new(NULL);
    for (gsize i = 0; words[i] != NULL; i++) {
        g_string_append(query, i > 0 ? " AND " : "");
        add_phrase(query, words[i]);
        if (is_beginning(words[i]) && !whole[i])
            g_string_append_c(query, '*');
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

#define HITS                                                                                       \
    "SELECT e.kind, e.object_id, e.at FROM search_index CROSS JOIN search_entry e"                 \
    " ON e.id = search_index.rowid WHERE search_index MATCH ? ORDER BY "
GF_SQL(select_hits, HITS "bm25(search_index, 4.0, 1.0), e.at DESC LIMIT ?");
GF_SQL(select_newest_hits, HITS "search_index.rowid DESC LIMIT ?");

static gboolean find(GfStore *store, const GfSql *sql, const char *query, guint limit,
                     GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, sql, &rows, error, "ti", query, (gint64) limit) &&
           gf_rows_list(&rows, read_hit, (GDestroyNotify) gf_hit_free, ret, error);
}

/* Best first where that is wanted and they are few, else newest first. */
static gboolean look_for(GfStore *store, const char *query, gboolean ranked, guint limit,
                         GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) newest = NULL;
    if (!find(store, &select_newest_hits, query, MAX(limit, COMMON + 1), &newest, error))
        return FALSE;
    if (ranked && newest->len <= COMMON)
        return find(store, &select_hits, query, limit, ret, error);
    g_ptr_array_set_size(newest, (int) MIN(newest->len, limit));
    *ret = g_steal_pointer(&newest);
    return TRUE;
}

gboolean gf_store_search(GfStore *store, const char *const *words, guint limit, GPtrArray **ret,
                         GError **error)
{
    gsize count = g_strv_length((char **) words);
    g_autofree gboolean *whole = g_new0(gboolean, count);
    g_autoptr(GPtrArray) hits = NULL;
    gboolean ranked = TRUE, widened = FALSE;
    limit = limit > 0 ? limit : G_MAXINT;
    if (!gf_store_index_waiting(store, error))
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        if (!is_common(store, words[i], &whole[i], error))
            return FALSE;
        ranked = ranked && !whole[i];
        whole[i] = whole[i] || is_phrase(words[i]);
        widened = widened || whole[i];
    }
    g_autofree char *query = query_of(words, whole);
    if (!look_for(store, query, ranked, limit, &hits, error))
        return FALSE;
    if (widened && hits->len == 0) {
        memset(whole, 0, count * sizeof *whole);
        g_autofree char *wider = query_of(words, whole);
        return look_for(store, wider, ranked, limit, ret, error);
    }
    *ret = g_steal_pointer(&hits);
    return TRUE;
}
