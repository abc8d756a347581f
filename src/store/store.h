/* store.h - the one SQLite file that is the whole assembly.
 *
 * Opening, migrations, transactions, settings and blobs; each aggregate has its own header beside
 * this one. Typed rows in and out, no policy. A store is used by one thread. Everything that writes
 * runs in a transaction (BEGIN IMMEDIATE); WAL and synchronous=FULL: what is committed survives a
 * power cut.
 *
 * Errors: GF_ERROR_STATE (full disk, damaged, of another program or a newer version, read-only),
 * GF_ERROR_RETRY (locked by somebody else for too long).
 */
#pragma once

#include <glib.h>

typedef struct GfStore GfStore;

/* Makes a new database; refuses one that exists. Owned. */
GfStore *gf_store_create(const char *path, GError **error);
/* Opens one, checks that it is ours, and applies the migrations it lacks. Owned. */
GfStore *gf_store_open(const char *path, GError **error);
void gf_store_close(GfStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfStore, gf_store_close)

/* How long a lock of another process is waited for; five seconds unless said otherwise. */
void gf_store_set_patience(GfStore *store, int milliseconds);

/* The newest schema version this program knows. */
int gf_store_schema_version(void);
/* The size of the file. */
gboolean gf_store_bytes(GfStore *store, gint64 *ret, GError **error);
/* GF_ERROR_STATE with SQLite's words where the file is damaged. A file of up to `whole_bytes` is
 * read from end to end (G_MAXINT64: any); of a larger one, all but the tables that grow with every
 * mail. */
gboolean gf_store_check(GfStore *store, gint64 whole_bytes, GError **error);
/* Up to this size that takes less than a tenth of a second. */
#define GF_STORE_CHECKED_WHOLE_BYTES ((gint64) 32 * 1024 * 1024)

gboolean gf_store_begin(GfStore *store, GError **error);
gboolean gf_store_commit(GfStore *store, GError **error);
/* Undoes; harmless outside a transaction. */
void gf_store_rollback(GfStore *store);
gboolean gf_store_in_transaction(const GfStore *store);
/* Whether another connection has committed something since this was last asked; TRUE where that
 * cannot be known. */
gboolean gf_store_is_changed(GfStore *store);

/* A transaction that a return undoes unless it was committed:
 *     g_autoptr(GfTransaction) transaction = gf_transaction_begin(store, error);
 *     ... return gf_transaction_commit(transaction, error); */
typedef struct GfTransaction GfTransaction;
GfTransaction *gf_transaction_begin(GfStore *store, GError **error);
gboolean gf_transaction_commit(GfTransaction *transaction, GError **error);
void gf_transaction_end(GfTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTransaction, gf_transaction_end)

/* A point inside a transaction to which one act among several can be undone. Not nested. */
gboolean gf_store_set_point(GfStore *store, GError **error);
gboolean gf_store_keep_point(GfStore *store, GError **error);
gboolean gf_store_undo_to_point(GfStore *store, GError **error);

/* Settings: the assembly's rules and the instance's marks ("rehearsal"). `ret_value` NULL where
 * absent; owned. Setting NULL removes one. */
gboolean gf_store_setting(GfStore *store, const char *key, char **ret_value, GError **error);
gboolean gf_store_set_setting(GfStore *store, const char *key, const char *value, GError **error);
/* All settings whose key begins with `prefix`: key -> value, owned. */
gboolean gf_store_settings(GfStore *store, const char *prefix, GHashTable **ret_settings,
                           GError **error);

/* Blobs, by content: storing the same bytes twice gives the same id. `ret_sha256` may be NULL;
 * owned. */
gboolean gf_store_put_blob(GfStore *store, GBytes *bytes, gint64 *ret_id, char **ret_sha256,
                           GError **error);

/* A blob that others are much like: packed by it, they take a fraction of the room. It can be used
 * by several threads. */
typedef struct GfModel GfModel;
/* The blob `id` as a model. Owned. */
GfModel *gf_store_model(GfStore *store, gint64 id, GError **error);
GfModel *gf_model_ref(GfModel *model);
void gf_model_unref(GfModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfModel, gf_model_unref)
gint64 gf_model_id(const GfModel *model);
/* NULL where that does not help. Owned. */
GBytes *gf_model_pack(const GfModel *model, GBytes *bytes);
/* Owned. GF_ERROR_STATE where it was packed by another one, or is damaged. */
GBytes *gf_model_unpack(const GfModel *model, GBytes *packed, GError **error);

/* The same where the SHA-256 of `bytes`, in hexadecimal, is known. */
gboolean gf_store_put_known_blob(GfStore *store, GBytes *bytes, const char *sha256, gint64 *ret_id,
                                 GError **error);
gboolean gf_store_blob(GfStore *store, gint64 id, GBytes **ret_bytes, GError **error);
gboolean gf_store_blob_sha256(GfStore *store, gint64 id, char **ret_sha256, GError **error);
/* Whether these bytes are known; `*ret_id` 0 where not. */
gboolean gf_store_find_blob(GfStore *store, const char *sha256, gint64 *ret_id, GError **error);
