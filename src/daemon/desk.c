/* desk.c - see desk.h. */
#include "daemon/desk.h"

#include "base/error.h"
#include "base/log.h"
#include "daemon/fetcher.h"
#include "daemon/rehearsal.h"
#include "daemon/trouble.h"
#include "workflow/deadline-sync.h"
#include "workflow/delivery.h"
#include "workflow/digest.h"
#include "workflow/incoming.h"
#include "workflow/mailing.h"
#include "workflow/press.h"
#include "workflow/reminder.h"
#include "workflow/report.h"

struct GfDesk {
    GfClock *clock;
    GfStore *store;
    GfClerk clerk;
    GfPress *press;
    GHashTable *under_way;  /* ids of mails being sent */
    GHashTable *handed_out; /* ids of filings with the mailbox, or put off */
    GHashTable *put_off;    /* those of them that came back undone */
    guint extracting;       /* extractions handed out */
    gboolean extraction_rests;
    GfTroubles *put_off_duties; /* each by its own words */
    GString *notes;             /* lines of the log that are written once all is committed */
    gint64 repeats_from_us;     /* monotonic: when what is in doubt may be repeated */
};

/* A line of the log that is true only if the transaction holds: what a full disk undid is done
 * again, and would be told again each time. */
static void take_note(GfDesk *desk, GLogLevelFlags level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
static void take_note(GfDesk *desk, GLogLevelFlags level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gf_log_add(desk->notes, level, format, arguments);
    va_end(arguments);
}

static void drop_notes(GfDesk *desk)
{
    g_string_truncate(desk->notes, 0);
}

static gboolean commit_and_log(GfDesk *desk, GfTransaction *transaction, GError **error)
{
    if (!gf_transaction_commit(transaction, error))
        return FALSE;
    gf_log_write(desk->notes);
    return TRUE;
}

GfDesk *gf_desk_new(const GfInstance *instance, gint64 now, GError **error)
{
    g_autoptr(GfDesk) desk = g_new0(GfDesk, 1);
    g_autofree char *path = gf_instance_database(instance->directory);
    desk->under_way = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    desk->handed_out = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    desk->put_off = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    desk->put_off_duties = gf_troubles_new();
    desk->notes = g_string_new(NULL);
    desk->clock = now != 0 ? gf_clock_new_fixed(now) : gf_clock_new_system();
    desk->store = gf_store_open(path, error);
    if (desk->store == NULL || !gf_store_check(desk->store, GF_STORE_CHECKED_WHOLE_BYTES, error) ||
        !gf_rehearsal_check(desk->store, instance, now, error))
        return NULL;
    desk->clerk.store = desk->store;
    desk->clerk.clock = desk->clock;
    desk->press = gf_press_new(&desk->clerk);
    gf_desk_set_instance(desk, instance);
    return g_steal_pointer(&desk);
}

void gf_desk_set_instance(GfDesk *desk, const GfInstance *instance)
{
    gf_press_clear(desk->press); /* what is being composed looks at the old one */
    desk->clerk.config = instance->config;
    desk->clerk.templates = instance->templates;
}

void gf_desk_free(GfDesk *desk)
{
    if (desk == NULL)
        return;
    g_hash_table_unref(desk->under_way);
    g_hash_table_unref(desk->handed_out);
    g_hash_table_unref(desk->put_off);
    g_clear_pointer(&desk->press, gf_press_free);
    gf_troubles_free(desk->put_off_duties);
    (void) g_string_free(desk->notes, TRUE);
    g_clear_pointer(&desk->store, gf_store_close);
    g_clear_pointer(&desk->clock, gf_clock_free);
    g_free(desk);
}

void gf_desk_set_patience(GfDesk *desk, int milliseconds)
{
    gf_store_set_patience(desk->store, milliseconds);
}

void gf_desk_repeat_after(GfDesk *desk, int seconds)
{
    desk->repeats_from_us = g_get_monotonic_time() + seconds * (gint64) G_USEC_PER_SEC;
}

gboolean gf_desk_end_rest(GfDesk *desk, GError **error)
{
    return gf_delivery_end_rest(&desk->clerk, error);
}

gboolean gf_desk_date_anew(GfDesk *desk, GError **error)
{
    guint count;
    if (!gf_delivery_date_anew(&desk->clerk, &count, error))
        return FALSE;
    if (count > 0)
        gf_log_event(G_LOG_LEVEL_WARNING, "clock mails=%u outcome=due-again reason=%s", count,
                     "they were put off by a clock that went ahead");
    return TRUE;
}

gboolean gf_desk_recover(GfDesk *desk, GError **error)
{
    guint count;
    gint64 held_since = 0;
    if (!gf_delivery_recover(&desk->clerk, &count, error) ||
        !gf_delivery_held(&desk->clerk, &held_since, error))
        return FALSE;
    if (held_since != 0)
        gf_log_event(G_LOG_LEVEL_WARNING,
                     "sending outcome=held reason=the instance was restored from a backup (see: "
                     "greffe queue list, then greffe queue release)");
    if (count > 0)
        gf_log_event(G_LOG_LEVEL_WARNING,
                     "recovered mails=%u outcome=uncertain reason=stopped-while-sending", count);
    return gf_desk_date_anew(desk, error);
}

/* What came of a message that staff dragged; words for the log. */
static const char *drag_outcome(const GfMessage *message)
{
    if (g_str_has_prefix(message->reason, "dragged-to-"))
        return "settled";
    return g_str_equal(message->reason, "dragged-without-matter") ? "sent-back" : "unchanged";
}

static gboolean log_drag(GfDesk *desk, gint64 id, const GfIncoming *incoming, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    if (!gf_store_message(desk->store, id, &message, error))
        return FALSE;
    const char *outcome = drag_outcome(message);
    take_note(desk, g_str_equal(outcome, "settled") ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_WARNING,
              "message=%" G_GINT64_FORMAT " dragged=%s outcome=%s state=%s reason=%s", id,
              incoming->verdict, outcome, message->state, message->reason);
    return TRUE;
}

static gboolean receive_one(GfDesk *desk, const GfReceived *received, GError **error)
{
    const GfIncoming *incoming = received->incoming;
    const GfPlace *place = incoming->place;
    gint64 id = 0;
    GfArrival arrival = {
        .raw = incoming->raw,
        .letter = received->letter,
        .mailbox = place->mailbox,
        .uidvalidity = place->uidvalidity,
        .uid = place->uid,
        .name = place->name != NULL ? place->name : "",
        .arrived_at =
            gf_clock_is_fixed(desk->clock) ? gf_clock_now(desk->clock) : incoming->arrived_at,
        .cut = incoming->cut,
        .too_large = incoming->cut && incoming->size > desk->clerk.config->message_bytes,
        .unreadable = received->unreadable,
        .verdict = incoming->verdict,
    };
    if (!gf_incoming_receive(&desk->clerk, &arrival, &id, error))
        return FALSE;
    take_note(desk, G_LOG_LEVEL_INFO,
              "message=%" G_GINT64_FORMAT " kind=%s size=%" G_GSIZE_FORMAT " uid=%u", id,
              received->letter != NULL ? gf_kind_name(received->letter->kind) : "unreadable",
              g_bytes_get_size(incoming->raw), place->uid);
    return incoming->verdict == NULL || log_drag(desk, id, incoming, error);
}

static gboolean receive_all(GfDesk *desk, GPtrArray *received, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(desk->store, error);
    if (transaction == NULL)
        return FALSE;
    drop_notes(desk);
    for (guint i = 0; i < received->len; i++)
        if (!receive_one(desk, received->pdata[i], error))
            return FALSE;
    return commit_and_log(desk, transaction, error);
}

/* A fault of one message or of a template must not stop the others: alone, it is held with its
 * reason. */
static gboolean receive_alone(GfDesk *desk, GfReceived *received, GError **error)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_autoptr(GError) problem = NULL;
    g_ptr_array_add(alone, received);
    if (receive_all(desk, alone, &problem))
        return TRUE;
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_MESSAGE) &&
        !g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    gf_log_event(G_LOG_LEVEL_WARNING, "uid=%u outcome=held reason=%s",
                 received->incoming->place->uid, problem->message);
    g_clear_pointer(&received->letter, gf_letter_free);
    g_free(received->unreadable);
    received->unreadable = g_strdup(problem->message);
    return receive_all(desk, alone, error);
}

gboolean gf_desk_receive(GfDesk *desk, GPtrArray *received, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (receive_all(desk, received, &problem))
        return TRUE;
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_STATE) ||
        g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    for (guint i = 0; i < received->len; i++)
        if (!receive_alone(desk, received->pdata[i], error))
            return FALSE;
    return TRUE;
}

static GfFolder folder_of(const char *name)
{
    if (g_str_equal(name, "held"))
        return GF_FOLDER_HELD;
    return g_str_equal(name, "junk") ? GF_FOLDER_JUNK : GF_FOLDER_DONE;
}

static GfFiling *filing_of(const GfPlaceRow *row)
{
    GfPlace *place = g_new0(GfPlace, 1);
    place->mailbox = g_strdup(row->mailbox);
    place->uidvalidity = row->uidvalidity;
    place->uid = row->uid;
    place->name = row->name[0] != '\0' ? g_strdup(row->name) : NULL;
    return gf_filing_new(row->id, place, folder_of(row->folder));
}

gboolean gf_desk_filings(GfDesk *desk, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    guint limit = GF_FILING_BATCH + g_hash_table_size(desk->handed_out);
    if (!gf_store_places_to_file(desk->store, limit, &rows, error))
        return FALSE;
    *ret = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    for (guint i = 0; i < rows->len; i++) {
        const GfPlaceRow *row = rows->pdata[i];
        if (g_hash_table_contains(desk->handed_out, &row->id))
            continue;
        g_hash_table_add(desk->handed_out, g_memdup2(&row->id, sizeof row->id));
        g_ptr_array_add(*ret, filing_of(row));
    }
    return TRUE;
}

static const char *folder_name(GfFolder folder)
{
    static const char *const names[] = {
        [GF_FOLDER_DONE] = "done", [GF_FOLDER_HELD] = "held", [GF_FOLDER_JUNK] = "junk"};
    return names[folder];
}

static gboolean record_filing(GfDesk *desk, const GfFiling *filing, GError **error)
{
    const GfPlace *moved = filing->moved;
    const GfPlaceRow ordered = {.id = filing->id, .folder = (char *) folder_name(filing->folder)};
    GfPlaceRow now = {0};
    if (moved != NULL) {
        now.mailbox = moved->mailbox;
        now.uidvalidity = moved->uidvalidity;
        now.uid = moved->uid;
        now.name = moved->name != NULL ? moved->name : (char *) "";
    }
    return gf_store_set_filed(desk->store, &ordered, gf_clock_now(desk->clock),
                              moved != NULL ? &now : NULL, error);
}

static gboolean record_filings(GfDesk *desk, GPtrArray *filings, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(desk->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = 0; i < filings->len; i++) {
        const GfFiling *filing = filings->pdata[i];
        if (filing->filed && !record_filing(desk, filing, error))
            return FALSE;
    }
    return gf_transaction_commit(transaction, error);
}

gboolean gf_desk_filed(GfDesk *desk, GPtrArray *filings, GError **error)
{
    gboolean recorded = record_filings(desk, filings, error);
    for (guint i = 0; i < filings->len; i++) {
        const GfFiling *filing = filings->pdata[i];
        if (recorded && filing->filed)
            g_hash_table_remove(desk->handed_out, &filing->id);
        else /* tried again after gf_desk_retry(); what was moved already is found gone */
            g_hash_table_add(desk->put_off, g_memdup2(&filing->id, sizeof filing->id));
    }
    return recorded;
}

gboolean gf_desk_extractions(GfDesk *desk, GPtrArray **ret, GError **error)
{
    if (desk->extracting > 0 || desk->extraction_rests) {
        *ret = g_ptr_array_new();
        return TRUE;
    }
    if (!gf_extraction_list(&desk->clerk, ret, error))
        return FALSE;
    desk->extracting = (*ret)->len;
    return TRUE;
}

static gboolean record_extractions(GfDesk *desk, GPtrArray *extractions, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(desk->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = 0; i < extractions->len; i++)
        if (!gf_extraction_record(&desk->clerk, extractions->pdata[i], error))
            return FALSE;
    return gf_transaction_commit(transaction, error);
}

gboolean gf_desk_extracted(GfDesk *desk, GPtrArray *extractions, GError **error)
{
    if (extractions->len == 0)
        return TRUE;
    g_assert(extractions->len <= desk->extracting);
    desk->extracting -= extractions->len;
    for (guint i = 0; i < extractions->len; i++)
        if (!gf_extraction_is_done(extractions->pdata[i]))
            desk->extraction_rests = TRUE;
    return record_extractions(desk, extractions, error);
}

gboolean gf_desk_has_put_off(const GfDesk *desk)
{
    return g_hash_table_size(desk->put_off) > 0;
}

gboolean gf_desk_retry(GfDesk *desk)
{
    gboolean any = gf_desk_has_put_off(desk) || desk->extraction_rests;
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, desk->put_off);
    while (g_hash_table_iter_next(&iterator, &id, NULL))
        g_hash_table_remove(desk->handed_out, id);
    g_hash_table_remove_all(desk->put_off);
    desk->extraction_rests = FALSE;
    return any;
}

void gf_desk_recall(GfDesk *desk)
{
    g_hash_table_remove_all(desk->handed_out);
    gf_desk_retry(desk);
    desk->extracting = 0;
}

/* What one matter cannot do (a template is broken) must not keep the others from being done. */
static void tell_problem(GfDesk *desk, GError *problem)
{
    if (problem == NULL)
        return;
    g_autofree char *line = gf_troubles_tell(desk->put_off_duties, problem->message, problem, 0,
                                             g_get_monotonic_time());
    if (line != NULL)
        gf_log_event(G_LOG_LEVEL_CRITICAL, "duty outcome=put-off reason=%s", problem->message);
    g_error_free(problem);
}

gboolean gf_desk_duties(GfDesk *desk, GError **error)
{
    static gboolean (*const acts[])(const GfClerk *clerk, GError **ret_problem, GError **error) = {
        gf_deadline_sync, gf_reminder_act, gf_report_act, gf_digest_act};
    GError *report_problem = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
        GError *problem = NULL;
        gboolean acted = acts[i](&desk->clerk, &problem, error);
        tell_problem(desk, problem);
        if (!acted)
            return FALSE;
    }
    gboolean good = gf_mailing_close_finished(&desk->clerk, &report_problem, error);
    tell_problem(desk, report_problem);
    return good;
}

static GfDelivery delivery_of(const GfOutcome *outcome)
{
    static const GfDeliveryKind kinds[] = {
        [GF_OUTCOME_TAKEN] = GF_DELIVERY_TAKEN,
        [GF_OUTCOME_REFUSED] = GF_DELIVERY_REFUSED,
        [GF_OUTCOME_DEFERRED] = GF_DELIVERY_DEFERRED,
        [GF_OUTCOME_UNREACHABLE] = GF_DELIVERY_UNREACHABLE,
        [GF_OUTCOME_ACCOUNT] = GF_DELIVERY_ACCOUNT,
        [GF_OUTCOME_UNCERTAIN] = GF_DELIVERY_UNCERTAIN,
        [GF_OUTCOME_CANCELLED] = GF_DELIVERY_CANCELLED,
    };
    GfDelivery delivery = {kinds[outcome->kind], outcome->code, outcome->status, outcome->reply};
    return delivery;
}

static void log_outcome(GfDesk *desk, const GfOutgoing *outgoing, const GfOutcome *outcome)
{
    gboolean tried = outcome->kind != GF_OUTCOME_ACCOUNT &&
                     outcome->kind != GF_OUTCOME_UNREACHABLE &&
                     outcome->kind != GF_OUTCOME_CANCELLED;
    /* The relay's trouble is one line, not one for each mail that waits. */
    if (!tried && g_str_equal(outgoing->state, "ready"))
        return;
    take_note(desk, outcome->kind == GF_OUTCOME_TAKEN ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_WARNING,
              "mail=%" G_GINT64_FORMAT " kind=%s to=%s try=%d outcome=%s reason=%s", outgoing->id,
              outgoing->kind, outgoing->recipient, outgoing->tries, outgoing->state,
              outcome->reply != NULL ? outcome->reply : "");
}

static gboolean record_outcomes(GfDesk *desk, GPtrArray *outcomes, GError **error)
{
    for (guint i = 0; i < outcomes->len; i++) {
        const GfOutcome *outcome = outcomes->pdata[i];
        GfDelivery delivery = delivery_of(outcome);
        /* Read anew: what an undone transaction had changed in memory must not count twice. */
        g_autoptr(GfOutgoing) outgoing = NULL;
        if (!gf_store_outgoing(desk->store, outcome->id, &outgoing, error))
            return FALSE;
        g_assert(outgoing != NULL);
        if (!gf_delivery_record(&desk->clerk, outgoing, &delivery, error))
            return FALSE;
        log_outcome(desk, outgoing, outcome);
    }
    return TRUE;
}

static GfShipment *shipment_of(GfDesk *desk, const GfOutgoing *outgoing, GError **error)
{
    g_autoptr(GPtrArray) chunks = NULL;
    if (!gf_store_outgoing_chunks(desk->store, outgoing, &chunks, error))
        return NULL;
    GfShipment *shipment =
        gf_shipment_new(outgoing->id, outgoing->envelope_from, outgoing->recipient);
    g_clear_pointer(&shipment->chunks, g_ptr_array_unref);
    shipment->chunks = g_steal_pointer(&chunks);
    return shipment;
}

/* How many of `room` places a mailing may have: one is kept for mails to one person, so that a
 * mailing to a slow server never holds back an acknowledgement. */
static guint room_for_mailings(const GfDesk *desk, guint room)
{
    gboolean only_one = desk->clerk.config->transport_connections == 1;
    return room > 0 && !only_one ? room - 1 : room;
}

/* I6: last and alone, so that no death takes others with it, and none that has nothing to do with
 * mails takes any to staff. */
static gboolean claim_in_doubt(GfDesk *desk, guint room, GPtrArray *claimed, GError **error)
{
    gboolean alone = claimed->len == 0 && room == (guint) desk->clerk.config->transport_connections;
    return !alone || g_get_monotonic_time() < desk->repeats_from_us ||
           gf_store_claim_in_doubt(desk->store, gf_clock_now(desk->clock), claimed, error);
}

/* Marks what may go out now as being sent: what is to one person first; what is queued is composed.
 */
static gboolean claim(GfDesk *desk, guint room, GPtrArray *claimed, GError **error)
{
    int rest = 0;
    gint64 now = gf_clock_now(desk->clock);
    if (!gf_delivery_rest(&desk->clerk, &rest, error))
        return FALSE;
    if (rest > 0)
        return TRUE;
    guint of_mailings = room_for_mailings(desk, room);
    if (!gf_press_begin(desk->press, error) ||
        !gf_store_claim_alone(desk->store, now, room, claimed, error))
        return FALSE;
    if (claimed->len < of_mailings &&
        !gf_store_claim_of_mailings(desk->store, now, of_mailings - claimed->len, claimed, error))
        return FALSE;
    if (claimed->len < of_mailings &&
        !gf_press_claim(desk->press, of_mailings - claimed->len, claimed, error))
        return FALSE;
    return claim_in_doubt(desk, room, claimed, error);
}

static gboolean load_shipments(GfDesk *desk, GPtrArray *claimed, GPtrArray *shipments,
                               GError **error)
{
    for (guint i = 0; i < claimed->len; i++) {
        GfShipment *shipment = shipment_of(desk, claimed->pdata[i], error);
        if (shipment == NULL)
            return FALSE;
        g_ptr_array_add(shipments, shipment);
    }
    return TRUE;
}

gboolean gf_desk_exchange(GfDesk *desk, GPtrArray *outcomes, guint room, GPtrArray **ret_shipments,
                          GError **error)
{
    g_autoptr(GPtrArray) claimed =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_outgoing_free);
    g_autoptr(GPtrArray) shipments =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_shipment_free);
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(desk->store, error);
    drop_notes(desk);
    if (transaction == NULL || !record_outcomes(desk, outcomes, error) ||
        (room > 0 && (!claim(desk, room, claimed, error) ||
                      !load_shipments(desk, claimed, shipments, error))) ||
        !commit_and_log(desk, transaction, error)) {
        gf_press_clear(desk->press);
        return FALSE;
    }
    for (guint i = 0; i < outcomes->len; i++)
        g_hash_table_remove(desk->under_way, &((const GfOutcome *) outcomes->pdata[i])->id);
    for (guint i = 0; i < claimed->len; i++) {
        const GfOutgoing *outgoing = claimed->pdata[i];
        g_hash_table_add(desk->under_way, g_memdup2(&outgoing->id, sizeof outgoing->id));
    }
    g_ptr_array_set_free_func(shipments, NULL);
    *ret_shipments = g_steal_pointer(&shipments);
    return TRUE;
}

guint gf_desk_under_way(const GfDesk *desk)
{
    return g_hash_table_size(desk->under_way);
}

void gf_desk_compose_ahead(GfDesk *desk)
{
    g_autoptr(GError) ignored = NULL; /* it comes again, and is told, when the mail is claimed */
    (void) gf_press_compose_ahead(desk->press, &ignored);
}

gboolean gf_desk_seconds_to_next(GfDesk *desk, gint64 limit, gint64 *ret, GError **error)
{
    gint64 mail = 0, due[3] = {0}, now = gf_clock_now(desk->clock);
    int rest = 0;
    if (!gf_store_next_outgoing(desk->store, &mail, error) ||
        !gf_delivery_rest(&desk->clerk, &rest, error) ||
        !gf_store_next_reminder(desk->store, &due[0], error) ||
        !gf_report_next(&desk->clerk, &due[1], error) ||
        !gf_digest_next(&desk->clerk, &due[2], error))
        return FALSE;
    *ret = limit;
    if (mail != 0)
        *ret = MIN(*ret, MAX(mail - now, rest));
    for (gsize i = 0; i < G_N_ELEMENTS(due); i++)
        if (due[i] != 0)
            *ret = MIN(*ret, MAX(due[i] - now, 0));
    return TRUE;
}

gboolean gf_desk_is_changed(GfDesk *desk)
{
    return gf_store_is_changed(desk->store);
}

char *gf_desk_status(GfDesk *desk)
{
    GfOutboxCounts counts = {0};
    gf_store_outbox_counts(desk->store, 0, &counts, NULL);
    return g_strdup_printf("to send: %u, under way: %u, failed: %u", counts.queued + counts.ready,
                           counts.sending, counts.failed);
}
