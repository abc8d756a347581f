/* journal.c - the chain of acts; see journal.h.
 *
 * What is hashed is id, time, actor, act, subject, rule, evidence and the previous hash, each
 * written as "LENGTH:VALUE," so that no two lines are ever the same bytes. Triggers of the schema
 * refuse to change, shorten or reorder the table; verify proves that nobody went around them.
 */
#include "store/journal.h"

#include "base/sha256.h"
#include "store/sql.h"

void gf_journal_line_free(GfJournalLine *line)
{
    if (line == NULL)
        return;
    g_free(line->actor);
    g_free(line->act);
    g_free(line->subject);
    g_free(line->rule);
    g_free(line->evidence);
    g_free(line->previous);
    g_free(line->hash);
    g_free(line);
}

/* What a line is hashed with, used again for the next one: a chain may have millions. */
typedef struct {
    GfSha256 *sum;
    GString *bytes;
} Hasher;

static void hasher_clear(Hasher *hasher)
{
    g_clear_pointer(&hasher->sum, gf_sha256_free);
    (void) g_string_free(g_steal_pointer(&hasher->bytes), TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hasher, hasher_clear)

static Hasher hasher_new(void)
{
    return (Hasher){gf_sha256_new(), g_string_sized_new(512)};
}

/* In decimal; g_snprintf() would take half the time of a whole line. */
static const char *decimal(gint64 value, char text[24])
{
    guint64 rest = value < 0 ? -(guint64) value : (guint64) value;
    char *at = text + 23;
    *at = '\0';
    do
        *--at = (char) ('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        *--at = '-';
    return at;
}

static void add_field(GString *bytes, const char *value)
{
    char number[24];
    gsize size = strlen(value);
    g_string_append(bytes, decimal((gint64) size, number));
    g_string_append_c(bytes, ':');
    g_string_append_len(bytes, value, (gssize) size);
    g_string_append_c(bytes, ',');
}

/* The hash of `line`; borrowed, until the next one. */
static const char *hash_of(Hasher *hasher, const GfJournalLine *line)
{
    char number[24];
    const char *const texts[] = {line->actor, line->act,      line->subject,
                                 line->rule,  line->evidence, line->previous};
    g_string_truncate(hasher->bytes, 0);
    add_field(hasher->bytes, decimal(line->id, number));
    add_field(hasher->bytes, decimal(line->at, number));
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        add_field(hasher->bytes, texts[i]);
    gf_sha256_add(hasher->sum, hasher->bytes->str, hasher->bytes->len);
    return gf_sha256_end(hasher->sum);
}

GF_SQL(select_head, "SELECT id, hash FROM journal WHERE id = (SELECT max(id) FROM journal)");
enum { HEAD_ID, HEAD_HASH };

static gboolean read_head(GfStore *store, gint64 *ret_id, char **ret_hash, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_head, &rows, error, ""))
        return FALSE;
    gboolean found = gf_rows_next(&rows);
    gint64 id = found ? gf_rows_integer(&rows, HEAD_ID) : 0;
    g_autofree char *hash = found ? gf_rows_text(&rows, HEAD_HASH) : g_strdup("");
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_id = id;
    *ret_hash = g_steal_pointer(&hash);
    return TRUE;
}

GF_SQL(insert_line, "INSERT INTO journal (id, at, actor, act, subject, rule, evidence, previous,"
                    " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_journal(GfStore *store, gint64 at, const char *actor, const char *act,
                          const char *subject, const char *rule, const char *evidence,
                          GError **error)
{
    g_autofree char *previous = NULL;
    gint64 last = 0;
    if (!read_head(store, &last, &previous, error))
        return FALSE;
    const GfJournalLine line = {
        .id = last + 1,
        .at = at,
        .actor = (char *) actor,
        .act = (char *) act,
        .subject = (char *) subject,
        .rule = (char *) gf_sql_text(rule),
        .evidence = (char *) gf_sql_text(evidence),
        .previous = previous,
    };
    g_auto(Hasher) hasher = hasher_new();
    return gf_sql_run(store, &insert_line, error, "iittttttt", line.id, at, actor, act, subject,
                      line.rule, line.evidence, line.previous, hash_of(&hasher, &line));
}

gboolean gf_store_journal_head(GfStore *store, char **ret_hash, GError **error)
{
    gint64 id;
    return read_head(store, &id, ret_hash, error);
}

#define LINE_SELECT                                                                                \
    "SELECT id, at, actor, act, subject, rule, evidence, previous, hash FROM journal "
enum {
    LINE_ID,
    LINE_AT,
    LINE_ACTOR,
    LINE_ACT,
    LINE_SUBJECT,
    LINE_RULE,
    LINE_EVIDENCE,
    LINE_PREVIOUS,
    LINE_HASH,
};

static gpointer read_line(GfRows *rows)
{
    GfJournalLine *line = g_new0(GfJournalLine, 1);
    line->id = gf_rows_integer(rows, LINE_ID);
    line->at = gf_rows_integer(rows, LINE_AT);
    line->actor = gf_rows_text(rows, LINE_ACTOR);
    line->act = gf_rows_text(rows, LINE_ACT);
    line->subject = gf_rows_text(rows, LINE_SUBJECT);
    line->rule = gf_rows_text(rows, LINE_RULE);
    line->evidence = gf_rows_text(rows, LINE_EVIDENCE);
    line->previous = gf_rows_text(rows, LINE_PREVIOUS);
    line->hash = gf_rows_text(rows, LINE_HASH);
    return line;
}

GF_SQL(select_all_lines, LINE_SELECT "ORDER BY id");
GF_SQL(select_last_lines, LINE_SELECT "WHERE id > (SELECT max(id) FROM journal) - ? ORDER BY id");

gboolean gf_store_journal_lines(GfStore *store, guint count, GPtrArray **ret, GError **error)
{
    GfRows rows;
    gboolean begun =
        count == 0 ? gf_sql_query(store, &select_all_lines, &rows, error, "")
                   : gf_sql_query(store, &select_last_lines, &rows, error, "i", (gint64) count);
    return begun &&
           gf_rows_list(&rows, read_line, (GDestroyNotify) gf_journal_line_free, ret, error);
}

GF_SQL(select_lines_after, LINE_SELECT "WHERE id > ? ORDER BY id LIMIT ?");

gboolean gf_store_journal_after(GfStore *store, gint64 after, guint limit, GPtrArray **ret,
                                GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_lines_after, &rows, error, "ii", after, (gint64) limit) &&
           gf_rows_list(&rows, read_line, (GDestroyNotify) gf_journal_line_free, ret, error);
}

/* '0' follows '/': what lies below "x" is everything from "x/" up to "x0". */
GF_SQL(select_lines_about, LINE_SELECT "WHERE subject = ?1 OR (subject >= ?1 || '/'"
                                       " AND subject < ?1 || '0') ORDER BY id");

gboolean gf_store_journal_about(GfStore *store, const char *subject, GPtrArray **ret,
                                GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_lines_about, &rows, error, "t", subject) &&
           gf_rows_list(&rows, read_line, (GDestroyNotify) gf_journal_line_free, ret, error);
}

GF_SQL(count_acts, "SELECT act, count(*), max(id) FROM journal WHERE id > ? GROUP BY act");

gboolean gf_store_journal_counts(GfStore *store, gint64 after, GHashTable **ret_counts,
                                 gint64 *ret_newest, GError **error)
{
    GfRows rows;
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gint64 newest = after;
    if (!gf_sql_query(store, &count_acts, &rows, error, "i", after))
        return FALSE;
    while (gf_rows_next(&rows)) {
        g_hash_table_insert(counts, gf_rows_text(&rows, 0),
                            GUINT_TO_POINTER((guint) gf_rows_integer(&rows, 1)));
        newest = MAX(newest, gf_rows_integer(&rows, 2));
    }
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_counts = g_steal_pointer(&counts);
    *ret_newest = newest;
    return TRUE;
}

/* The current row without copies: good until the next one. */
static GfJournalLine borrow_line(GfRows *rows)
{
    char *texts[LINE_HASH + 1] = {NULL};
    for (int i = LINE_ACTOR; i <= LINE_HASH; i++)
        texts[i] = (char *) gf_sql_text((const char *) sqlite3_column_text(rows->statement, i));
    return (GfJournalLine){
        .id = gf_rows_integer(rows, LINE_ID),
        .at = gf_rows_integer(rows, LINE_AT),
        .actor = texts[LINE_ACTOR],
        .act = texts[LINE_ACT],
        .subject = texts[LINE_SUBJECT],
        .rule = texts[LINE_RULE],
        .evidence = texts[LINE_EVIDENCE],
        .previous = texts[LINE_PREVIOUS],
        .hash = texts[LINE_HASH],
    };
}

typedef struct {
    Hasher *hasher;
    gint64 lines;
    char hash[GF_SHA256_TEXT]; /* of the last line */
    const char *wrong;
} Walk;

/* Why the line does not follow the walk so far; NULL where it does. */
static const char *fault_of(Walk *walk, const GfJournalLine *line)
{
    if (line->id != walk->lines + 1)
        return "a line before it is missing";
    if (strcmp(line->previous, walk->hash) != 0)
        return "it does not follow the line before it";
    if (strcmp(line->hash, hash_of(walk->hasher, line)) != 0)
        return "its contents are not those that were written";
    return NULL;
}

gboolean gf_store_journal_verify(GfStore *store, const char *head, gint64 *ret_lines,
                                 GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_all_lines, &rows, error, ""))
        return FALSE;
    g_auto(Hasher) hasher = hasher_new();
    Walk walk = {.hasher = &hasher};
    gboolean seen = head == NULL || head[0] == '\0';
    gint64 wrong_id = 0;
    while (walk.wrong == NULL && gf_rows_next(&rows)) {
        GfJournalLine line = borrow_line(&rows);
        walk.wrong = fault_of(&walk, &line);
        wrong_id = line.id;
        seen = seen || g_ascii_strcasecmp(line.hash, head) == 0;
        g_strlcpy(walk.hash, line.hash, sizeof walk.hash);
        walk.lines++;
    }
    if (!gf_rows_end(&rows, error))
        return FALSE;
    if (walk.wrong != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "journal: line %" G_GINT64_FORMAT " does not hold: %s (compare with a backup)",
                    wrong_id, walk.wrong);
        return FALSE;
    }
    if (!seen) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "journal: no line has the hash '%s': it was shortened or rewritten (compare "
                    "with a backup)",
                    head);
        return FALSE;
    }
    if (ret_lines != NULL)
        *ret_lines = walk.lines;
    return TRUE;
}
