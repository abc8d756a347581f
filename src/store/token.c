/* token.c - the secrets that name an object when they come back in an address; see outbox.h.
 *
 * Somebody who retypes an address may get one character wrong: it is repaired where exactly one
 * token fits. A token is 80 random bits, so that another's is not met by chance. A revoked one is
 * never repaired into somebody else's.
 */
#include "store/outbox.h"
#include "store/sql.h"

#define LENGTH 16

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

GF_SQL(insert_token, "INSERT INTO token (token, kind, object_id) VALUES (?, ?, ?)");

gboolean gf_store_add_token(GfStore *store, const char *token, const char *kind, gint64 object_id,
                            GError **error)
{
    return gf_sql_run(store, &insert_token, error, "tti", token, kind, object_id);
}

typedef struct {
    gboolean found, revoked;
    char *kind;
    gint64 object_id;
} Found;

GF_SQL(select_token, "SELECT kind, object_id, revoked_at IS NOT NULL FROM token WHERE token = ?");
enum { TOKEN_KIND, TOKEN_OBJECT_ID, TOKEN_REVOKED };

static gboolean look_up(GfStore *store, const char *token, Found *ret, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_token, &rows, error, "t", token))
        return FALSE;
    Found found = {.found = gf_rows_next(&rows)};
    if (found.found) {
        found.kind = gf_rows_text(&rows, TOKEN_KIND);
        found.object_id = gf_rows_integer(&rows, TOKEN_OBJECT_ID);
        found.revoked = gf_rows_integer(&rows, TOKEN_REVOKED) != 0;
    }
    if (!gf_rows_end(&rows, error)) {
        g_free(found.kind);
        return FALSE;
    }
    *ret = found;
    return TRUE;
}

typedef struct {
    char token[LENGTH + 1];
    Found found;
    guint fits;
} Repair;

static gboolean try_candidate(GfStore *store, const char *candidate, Repair *repair, GError **error)
{
    Found found = {0};
    if (!look_up(store, candidate, &found, error))
        return FALSE;
    if (!found.found || found.revoked) {
        g_free(found.kind);
        return TRUE;
    }
    g_free(repair->found.kind);
    repair->found = found;
    repair->fits++;
    memcpy(repair->token, candidate, sizeof repair->token);
    return TRUE;
}

/* Tries every single substitution in `written`: 496 look-ups, about a millisecond. */
static gboolean try_all(GfStore *store, const char *written, Repair *repair, GError **error)
{
    char candidate[LENGTH + 1];
    memcpy(candidate, written, sizeof candidate);
    for (gsize at = 0; at < LENGTH; at++) {
        for (const char *other = alphabet; *other != '\0'; other++) {
            candidate[at] = *other;
            if (*other != written[at] && !try_candidate(store, candidate, repair, error))
                return FALSE;
        }
        candidate[at] = written[at];
    }
    return TRUE;
}

gboolean gf_store_find_token(GfStore *store, const char *token, char **ret_kind,
                             gint64 *ret_object_id, char **ret_token, GError **error)
{
    g_autofree char *written = g_ascii_strdown(token, -1);
    Repair repair = {0};
    if (strlen(written) == LENGTH) {
        if (!look_up(store, written, &repair.found, error))
            return FALSE;
        memcpy(repair.token, written, sizeof repair.token);
        repair.fits = repair.found.found && !repair.found.revoked ? 1 : 0;
        if (!repair.found.found && !try_all(store, written, &repair, error)) {
            g_free(repair.found.kind);
            return FALSE;
        }
    }
    gboolean good = repair.fits == 1;
    if (!good)
        g_clear_pointer(&repair.found.kind, g_free);
    *ret_kind = repair.found.kind;
    *ret_object_id = good ? repair.found.object_id : 0;
    if (ret_token != NULL)
        *ret_token = good ? g_strdup(repair.token) : NULL;
    return TRUE;
}

GF_SQL(select_token_holder, "SELECT coalesce(max(member_id), 0) FROM outgoing WHERE token = ?");

gboolean gf_store_token_holder(GfStore *store, const char *token, gint64 *ret_member_id,
                               GError **error)
{
    return gf_sql_integer(store, &select_token_holder, ret_member_id, error, "t", token);
}

GF_SQL(revoke_token, "UPDATE token SET revoked_at = ? WHERE token = ? AND revoked_at IS NULL");

gboolean gf_store_revoke_token(GfStore *store, const char *token, gint64 at, GError **error)
{
    return gf_sql_run(store, &revoke_token, error, "it", at, token);
}
