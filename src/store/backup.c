/* backup.c - see backup.h.
 *
 * SQLite's backup interface, in one step: one read transaction, which in WAL mode holds up no
 * writer and sees no later commit, so that it never begins again. (In several steps it would, at
 * each commit of another process.) VACUUM INTO reads as consistently, but makes every index anew:
 * several times the work, and a copy whose pages prove nothing about those of the original.
 */
#include "store/backup.h"

#include "base/text.h"
#include "store/journal.h"
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define DAMAGE_CHARACTERS 200

static gboolean refuse(const char *path, const char *why, const char *remedy, GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "database: '%s' cannot be written: %s%s", path,
                why, remedy);
    return FALSE;
}

/* All pages of `from` into the empty file `to`. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return sqlite3_errcode(to);
    (void) sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup);
}

gboolean gf_store_copy(GfStore *store, const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return refuse(path, g_strerror(errno), "", error);
    close(fd);
    sqlite3 *copy = NULL;
    int status = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status == SQLITE_OK)
        status = copy_pages(gf_store_handle(store), copy);
    (void) sqlite3_close(copy);
    if (status == SQLITE_OK)
        return TRUE;
    (void) unlink(path);
    if ((status & 0xff) != SQLITE_BUSY && (status & 0xff) != SQLITE_LOCKED)
        return refuse(path, sqlite3_errstr(status),
                      (status & 0xff) == SQLITE_FULL ? " (free some space, or name another disk)"
                                                     : "",
                      error);
    g_set_error_literal(error, GF_ERROR, GF_ERROR_RETRY,
                        "database: another program keeps it from being read (try again)");
    return FALSE;
}

static gboolean damaged(const char *words, GError **error)
{
    g_autofree char *line = gf_text_line(words, DAMAGE_CHARACTERS);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "database: it is damaged: %s (restore the last backup)", line);
    return FALSE;
}

GF_SQL(check_integrity, "PRAGMA integrity_check(1)");

static gboolean verify_pages(GfStore *store, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &check_integrity, &rows, error, ""))
        return FALSE;
    g_autofree char *words = gf_rows_next(&rows) ? gf_rows_text(&rows, 0) : NULL;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    return g_strcmp0(words, "ok") == 0 || damaged(words != NULL ? words : "", error);
}

GF_SQL(check_references, "PRAGMA foreign_key_check");
enum { REFERENCE_TABLE, REFERENCE_ROW, REFERENCE_TO };

static gboolean verify_references(GfStore *store, GError **error)
{
    GfRows rows;
    g_autofree char *words = NULL;
    if (!gf_sql_query(store, &check_references, &rows, error, ""))
        return FALSE;
    if (gf_rows_next(&rows))
        words = g_strdup_printf("%s %" G_GINT64_FORMAT " refers to a row of %s that is not there",
                                sqlite3_column_text(rows.statement, REFERENCE_TABLE),
                                gf_rows_integer(&rows, REFERENCE_ROW),
                                sqlite3_column_text(rows.statement, REFERENCE_TO));
    return gf_rows_end(&rows, error) && (words == NULL || damaged(words, error));
}

gboolean gf_store_verify(GfStore *store, gint64 *ret_lines, GError **error)
{
    return verify_pages(store, error) && verify_references(store, error) &&
           gf_store_journal_verify(store, NULL, ret_lines, error);
}
