/* round.c - one round: the same desk as the daemon's loop, without threads. */
#include "daemon/daemon.h"

#include "base/error.h"
#include "base/log.h"

#define BATCH 50
#define MESSAGE_SECONDS 900

/* What this round has handed to the desk already, filed or not. */
static gboolean is_known(const GfPlace *place, gpointer user_data)
{
    g_autofree char *key = gf_place_key(place);
    return g_hash_table_contains(user_data, key);
}

static gboolean read_batch(GfReader *reader, GPtrArray *batch, GHashTable *handed,
                           GPtrArray *received, GError **error)
{
    while (batch->len > 0) {
        GfIncoming *incoming = g_ptr_array_steal_index(batch, 0);
        GBytes *next = batch->len > 0 ? ((GfIncoming *) batch->pdata[0])->raw : NULL;
        g_hash_table_add(handed, gf_place_key(incoming->place));
        GfReceived *one = gf_received_read(reader, incoming, next, error);
        if (one == NULL)
            return FALSE;
        g_ptr_array_add(received, one);
    }
    return TRUE;
}

static gboolean file_all(GfMailbox *mailbox, GfDesk *desk, guint *ret_count, GError **error)
{
    g_autoptr(GPtrArray) filings = NULL;
    if (!gf_desk_filings(desk, &filings, error))
        return FALSE;
    g_autoptr(GError) problem = NULL;
    *ret_count = filings->len;
    if (!gf_mailbox_file(mailbox, filings, &problem) &&
        !g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    return gf_desk_filed(desk, filings, error);
}

/* Where messages are fetched from, and what of it has been handed to the desk. */
typedef struct {
    GfMailbox *mailbox;
    GHashTable *handed; /* keys of places */
    GPtrArray *(*fetch)(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                        GError **error);
} Source;

/* Until nothing is left there and everything is filed. */
static gboolean receive_from(const Source *source, GfDesk *desk, GfReader *reader, GError **error)
{
    guint fetched, filed;
    do {
        g_autoptr(GPtrArray) batch =
            source->fetch(source->mailbox, BATCH, is_known, source->handed, error);
        g_autoptr(GPtrArray) received =
            g_ptr_array_new_with_free_func((GDestroyNotify) gf_received_free);
        if (batch == NULL || !read_batch(reader, batch, source->handed, received, error) ||
            (received->len > 0 && !gf_desk_receive(desk, received, error)) ||
            !file_all(source->mailbox, desk, &filed, error))
            return FALSE;
        fetched = received->len;
    } while (fetched > 0 || filed > 0);
    return TRUE;
}

/* What came in, then what staff dragged. */
static gboolean receive_all(const GfInstance *instance, GfDesk *desk, GfReader *reader,
                            GError **error)
{
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open_configured(instance->config, -1, error);
    g_autoptr(GHashTable) handed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const Source incoming = {mailbox, handed, gf_mailbox_fetch},
                 dragged = {mailbox, handed, gf_mailbox_fetch_dragged};
    return mailbox != NULL && receive_from(&incoming, desk, reader, error) &&
           receive_from(&dragged, desk, reader, error);
}

/* Files are taken out of the messages that brought them, until none is left or the reader fails. */
static gboolean extract_all(GfDesk *desk, GfReader *reader, GError **error)
{
    guint count;
    do {
        g_autoptr(GPtrArray) extractions = NULL;
        g_autoptr(GError) problem = NULL;
        if (!gf_desk_extractions(desk, &extractions, error))
            return FALSE;
        count = extractions->len;
        for (guint i = 0; i < count && problem == NULL; i++)
            gf_extraction_try(extractions->pdata[i], reader, &problem);
        if (!gf_desk_extracted(desk, extractions, error))
            return FALSE;
        if (problem != NULL) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
    } while (count > 0);
    return TRUE;
}

/* What ends the sending of a round: the relay refuses us, or cannot be reached. */
static gboolean ends_sending(const GfOutcome *outcome)
{
    return outcome->kind == GF_OUTCOME_ACCOUNT || outcome->kind == GF_OUTCOME_UNREACHABLE;
}

/* `refusal`: the first reason why no more can be sent; owned. */
static gboolean collect(GfTransport *transport, GPtrArray *outcomes, char **refusal, GError **error)
{
    GfOutcome *outcome = gf_transport_next(transport, MESSAGE_SECONDS * 1000);
    if (outcome == NULL) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_RETRY,
                            "transport: no outcome within its time");
        return FALSE;
    }
    for (; outcome != NULL; outcome = gf_transport_next(transport, 0)) {
        if (*refusal == NULL && ends_sending(outcome))
            *refusal = g_strdup(outcome->reply);
        g_ptr_array_add(outcomes, outcome);
    }
    return TRUE;
}

/* One exchange with the desk: outcomes in, shipments out. A refused account ends the claiming, so
 * that one wrong password is tried once and not for every mail. */
static gboolean claim(const GfInstance *instance, GfDesk *desk, GPtrArray *outcomes,
                      gboolean refused, GPtrArray **ret, GError **error)
{
    guint limit = (guint) instance->config->transport_connections;
    guint under_way = gf_desk_under_way(desk) - outcomes->len;
    guint room = refused || under_way >= limit ? 0 : limit - under_way;
    if (!gf_desk_exchange(desk, outcomes, room, ret, error))
        return FALSE;
    g_ptr_array_set_size(outcomes, 0);
    return TRUE;
}

static gboolean send_all(const GfInstance *instance, GfDesk *desk, GError **error)
{
    g_autoptr(GfTransport) transport = gf_transport_new_configured(instance->config, error);
    g_autoptr(GPtrArray) outcomes =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_outcome_free);
    g_autofree char *refusal = NULL;
    while (transport != NULL) {
        g_autoptr(GPtrArray) shipments = NULL;
        if (!claim(instance, desk, outcomes, refusal != NULL, &shipments, error))
            return FALSE;
        if (gf_desk_under_way(desk) == 0)
            break;
        for (guint i = 0; i < shipments->len; i++)
            gf_transport_submit(transport, shipments->pdata[i]);
        if (!collect(transport, outcomes, &refusal, error))
            return FALSE;
    }
    if (refusal != NULL)
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT, "transport: %s (see: greffe doctor)",
                    refusal);
    return transport != NULL && refusal == NULL;
}

static gboolean work(const GfInstance *instance, GfDesk *desk, GError **error)
{
    return gf_desk_duties(desk, error) && send_all(instance, desk, error);
}

/* Keeps the first trouble and says each; takes ownership. */
static void note_trouble(const char *what, GError *trouble, GError **first)
{
    gf_log_event(G_LOG_LEVEL_WARNING, "%s reason=%s", what, trouble->message);
    if (*first == NULL)
        *first = trouble;
    else
        g_error_free(trouble);
}

gboolean gf_daemon_round(const GfInstance *instance, GfDesk *desk, GfReader *reader, GError **error)
{
    g_autoptr(GError) problem = NULL;
    GError *trouble = NULL;
    if (!gf_desk_recover(desk, error))
        return FALSE;
    /* A mailbox that cannot be reached is no reason to keep mail back, nor is a reader. */
    if (!receive_all(instance, desk, reader, &trouble))
        note_trouble("mailbox outcome=failed", g_steal_pointer(&trouble), &problem);
    if (!extract_all(desk, reader, &trouble))
        note_trouble("files outcome=put-off", g_steal_pointer(&trouble), &problem);
    /* Twice: what was sent may close a mailing, and its report leaves in the same round. */
    if (!work(instance, desk, error) || !work(instance, desk, error))
        return FALSE;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}
