/* trouble.c - see trouble.h. */
#include "daemon/trouble.h"

#include "base/error.h"
#include "daemon/waits.h"
#include "workflow/delivery.h"

#include <sys/stat.h>

#define SAME_AGAIN_US (600 * (gint64) G_USEC_PER_SEC)

typedef struct {
    char *words;
    gint64 told_at;
} Told;

struct GfTroubles {
    GHashTable *told; /* by where: Told */
};

static void told_free(gpointer data)
{
    Told *told = data;
    g_free(told->words);
    g_free(told);
}

GfTroubles *gf_troubles_new(void)
{
    GfTroubles *troubles = g_new0(GfTroubles, 1);
    troubles->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, told_free);
    return troubles;
}

void gf_troubles_free(GfTroubles *troubles)
{
    if (troubles == NULL)
        return;
    g_hash_table_unref(troubles->told);
    g_free(troubles);
}

static const char *next_letter(const char *at)
{
    while (*at != '\0' && !g_ascii_isalpha(*at) && (guchar) *at < 0x80)
        at++;
    return at;
}

/* Only letters count: a server puts the hour into its words, and how long it took. */
static gboolean is_same(const char *a, const char *b)
{
    a = next_letter(a);
    b = next_letter(b);
    while (*a == *b && *a != '\0') {
        a = next_letter(a + 1);
        b = next_letter(b + 1);
    }
    return *a == *b;
}

char *gf_troubles_tell(GfTroubles *troubles, const char *where, const GError *problem,
                       int retry_seconds, gint64 now)
{
    Told *told = g_hash_table_lookup(troubles->told, where);
    if (told != NULL && is_same(told->words, problem->message) &&
        now - told->told_at < SAME_AGAIN_US)
        return NULL;
    told = g_new0(Told, 1);
    told->words = g_strdup(problem->message);
    told->told_at = now;
    g_hash_table_replace(troubles->told, g_strdup(where), told);
    return g_strdup_printf("%s outcome=failed retry_seconds=%d reason=%s", where, retry_seconds,
                           problem->message);
}

char *gf_troubles_end(GfTroubles *troubles, const char *where)
{
    if (!g_hash_table_remove(troubles->told, where))
        return NULL;
    return g_strdup_printf("%s outcome=recovered", where);
}

GError *gf_trouble_of_outcome(const GfOutcome *outcome, int *ret_retry_seconds)
{
    const char *reply = outcome->reply != NULL ? outcome->reply : "refused";
    if (outcome->kind == GF_OUTCOME_ACCOUNT) {
        *ret_retry_seconds = GF_DELIVERY_REFUSED_SECONDS;
        return g_error_new(GF_ERROR, GF_ERROR_ACCOUNT, "%s (see [transport] in greffe.conf)",
                           reply);
    }
    *ret_retry_seconds = GF_DELIVERY_UNREACHABLE_SECONDS;
    return outcome->kind == GF_OUTCOME_UNREACHABLE
               ? g_error_new_literal(GF_ERROR, GF_ERROR_RETRY, reply)
               : NULL;
}

GError *gf_trouble_of_log(const char *database)
{
    g_autofree char *path = g_strconcat(database, "-wal", NULL);
    struct stat found;
    if (stat(path, &found) != 0 || found.st_size < GF_WAL_BYTES)
        return NULL;
    return g_error_new(GF_ERROR, GF_ERROR_RETRY,
                       "'%s' grows, for a program has been reading for long (see: fuser -v %s)",
                       path, database);
}
