/* journal.h - the append-only chain of acts (DESIGN.md section 7).
 *
 * hash = SHA-256 over the line's fields, each with its length before it, and the previous hash.
 * Lines hold identifiers and hashes only, never words of a mail.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id, at;
    char *actor;    /* "greffe", "staff", "member/SLUG", "server" */
    char *act;      /* "session.convened", "answer.recorded" ... */
    char *subject;  /* "session/ID", "invitation/SESSION/MEMBER", "message/N", "outgoing/N" ... */
    char *rule;     /* the rule or setting behind it, may be "" */
    char *evidence; /* SHA-256 of the stored bytes, may be "" */
    char *previous, *hash;
} GfJournalLine;
void gf_journal_line_free(GfJournalLine *line);

/* Appends one line inside the caller's transaction. `rule` and `evidence` may be NULL. */
gboolean gf_store_journal(GfStore *store, gint64 at, const char *actor, const char *act,
                          const char *subject, const char *rule, const char *evidence,
                          GError **error);

/* The newest hash, "" in an empty journal. Owned. */
gboolean gf_store_journal_head(GfStore *store, char **ret_hash, GError **error);

/* The last `count` lines (0: all), oldest first; or those whose subject is `subject` or lies below
 * it
 * ("session/x" also finds "session/x/..."). GPtrArray of GfJournalLine, owned. */
gboolean gf_store_journal_lines(GfStore *store, guint count, GPtrArray **ret, GError **error);
gboolean gf_store_journal_about(GfStore *store, const char *subject, GPtrArray **ret,
                                GError **error);

/* Up to `limit` lines after number `after`, oldest first. */
gboolean gf_store_journal_after(GfStore *store, gint64 after, guint limit, GPtrArray **ret,
                                GError **error);

/* How many lines after number `after` say each act: act -> count, owned; and the newest number. */
gboolean gf_store_journal_counts(GfStore *store, gint64 after, GHashTable **ret_counts,
                                 gint64 *ret_newest, GError **error);

/* Walks the whole chain. FALSE with GF_ERROR_STATE naming the first line that does not hold; where
 * `head` is given (may be NULL) also when no line has that hash. `ret_lines` (may be NULL): how
 * many were read. */
gboolean gf_store_journal_verify(GfStore *store, const char *head, gint64 *ret_lines,
                                 GError **error);
