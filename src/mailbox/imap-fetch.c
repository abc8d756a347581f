/* imap-fetch.c - bringing the messages that imap-search.c found.
 *
 * First UID, size, arrival and the beginning of each message of a batch, which is the whole of
 * most, then the longer ones: several with one command, a large one alone. All are read with PEEK.
 * A server opens a file once for one command. Asks for nothing that reflects what a sender wrote
 * (ENVELOPE, BODYSTRUCTURE). An answer that cannot be understood costs a new connection and then
 * each message is asked for alone; the one at fault is handed over without its body (`cut`), so
 * that staff sees it. What was brought before a connection broke is still handed over; the next
 * call reports the break.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "mailbox/imap.h"

#define BATCH 500
/* New connections that one fetch may make because of answers it does not understand. */
#define REPAIRS 8
/* Bodies that are asked for with one command. */
#define GROUP BATCH
#define GROUP_BYTES (8 * 1024 * 1024)
/* Of each message, with its size: nine letters of ten are no longer. */
#define BEGINNING_BYTES (16 * 1024)

typedef struct {
    guint32 uid;
    guint64 size;
    gint64 arrived_at;
    gboolean found;
    gboolean garbled; /* the server cannot tell about it */
    GBytes *raw;      /* owned; NULL: not here yet, or not the whole */
} Listing;

typedef struct {
    guint count;
    Listing each[BATCH];
} Batch;

static void batch_clear(Batch *batch)
{
    for (guint i = 0; i < batch->count; i++)
        g_clear_pointer(&batch->each[i].raw, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batch, batch_clear)

typedef struct {
    GfImap *imap;
    const GfImapLook *look;
    GPtrArray *incoming; /* GfIncoming */
    guint64 bytes;
    guint32 uidvalidity;
    guint repairs, refused;
    guint tried; /* listings that were brought, or cannot be */
} Fetch;

static gint64 machine_time(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* INTERNALDATE in UTC; FALSE where it is no date. The zone is the number that +0130 reads as: 130.
 */
static gboolean to_utc(const struct mailimap_date_time *date, gint64 *ret_time)
{
    if (date == NULL || date->dt_year < 1900 || date->dt_year > 9998 ||
        abs(date->dt_zone) % 100 > 59 || abs(date->dt_zone) > 1500)
        return FALSE;
    g_autoptr(GDateTime) time =
        g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day, date->dt_hour,
                            date->dt_min, MIN(date->dt_sec, 59));
    if (time == NULL)
        return FALSE;
    int minutes = abs(date->dt_zone) / 100 * 60 + abs(date->dt_zone) % 100;
    *ret_time = g_date_time_to_unix(time) - (date->dt_zone < 0 ? -minutes : minutes) * 60;
    return TRUE;
}

/* A new connection after an answer that was not understood; FALSE where that is no use any more. */
static gboolean repair(Fetch *fetch, GError **error)
{
    GfImap *imap = fetch->imap;
    if (fetch->repairs++ >= REPAIRS) {
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: the answers of the server cannot be understood (is this an IMAP "
                    "server?)",
                    imap->host);
        gf_imap_drop(imap);
        return FALSE;
    }
    if (!gf_imap_connect(imap, error) || !gf_imap_select(imap, fetch->look->folder, NULL, error))
        return FALSE;
    if (imap->uidvalidity == fetch->uidvalidity)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                "mailbox %s: the folder '%s' was made anew (try again)", imap->host,
                fetch->look->folder);
    gf_imap_drop(imap);
    return FALSE;
}

/* What a FETCH answer tells that does not change; NULL: its flags. */
static const struct mailimap_msg_att_static *static_at(clistiter *i)
{
    const struct mailimap_msg_att_item *item = clist_content(i);
    return item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC ? item->att_data.att_static : NULL;
}

/* The body in a FETCH answer, taken out of it, and whose it is; NULL where there is none. Owned. */
static GBytes *take_body(const struct mailimap_msg_att *answer, guint32 *ret_uid)
{
    struct mailimap_msg_att_body_section *section = NULL;
    for (clistiter *i = clist_begin(answer->att_list); i != NULL; i = clist_next(i)) {
        const struct mailimap_msg_att_static *value = static_at(i);
        if (value == NULL)
            continue;
        if (value->att_type == MAILIMAP_MSG_ATT_UID)
            *ret_uid = value->att_data.att_uid;
        else if (value->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
            section = value->att_data.att_body_section;
    }
    if (section == NULL || section->sec_body_part == NULL)
        return NULL;
    /* Without a copy: it may be 50 MB. */
    char *bytes = g_steal_pointer(&section->sec_body_part);
    return g_bytes_new_with_free_func(bytes, section->sec_length,
                                      (GDestroyNotify) mailimap_nstring_free, bytes);
}

/* A beginning that is the whole message, by both measures: some servers only guess the size. */
static gboolean is_whole(GBytes *raw, const Listing *told)
{
    gsize size = g_bytes_get_size(raw);
    return told->found && !told->garbled && size == told->size && size < BEGINNING_BYTES;
}

/* What one FETCH answer tells, into the listing it is about: answers that nobody asked for are
 * about others or have no UID. */
static void take_listing(const struct mailimap_msg_att *answer, Batch *batch)
{
    Listing told = {0};
    guint32 uid = 0;
    g_autoptr(GBytes) raw = take_body(answer, &uid);
    for (clistiter *i = clist_begin(answer->att_list); i != NULL; i = clist_next(i)) {
        const struct mailimap_msg_att_static *value = static_at(i);
        if (value == NULL)
            continue;
        if (value->att_type == MAILIMAP_MSG_ATT_UID)
            told.uid = value->att_data.att_uid;
        else if (value->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
            told.size = value->att_data.att_rfc822_size;
        else if (value->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
            told.found = TRUE;
            told.garbled = !to_utc(value->att_data.att_internal_date, &told.arrived_at);
        }
    }
    if (told.garbled)
        told.arrived_at = machine_time();
    for (guint i = 0; i < batch->count; i++) {
        Listing *listing = &batch->each[i];
        if (!told.found || listing->found || listing->uid != told.uid)
            continue;
        *listing = told;
        listing->raw = raw != NULL && is_whole(raw, &told) ? g_steal_pointer(&raw) : NULL;
    }
}

/* `ret_answers` is owned and NULL unless OK: after NO libetpan has freed what it returns. An answer
 * that holds something is OK even with NO behind it. */
static int uid_fetch(GfImap *imap, struct mailimap_set *set, struct mailimap_fetch_type *type,
                     clist **ret_answers)
{
    clist *answers = NULL;
    int result = mailimap_uid_fetch(imap->session, set, type, &answers);
    *ret_answers = result == MAILIMAP_NO_ERROR ? answers : NULL;
    return result;
}

static struct mailimap_fetch_att *whole_message(void)
{
    return mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL));
}

static struct mailimap_fetch_att *header_only(void)
{
    return mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new_header(), 0,
                                                            GF_LIMIT_HEADER_BLOCK_BYTES);
}

static struct mailimap_fetch_att *beginning(void)
{
    return mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new(NULL), 0,
                                                            BEGINNING_BYTES);
}

/* Those of which nothing is known yet. Owned. */
static struct mailimap_set *not_found(const Batch *batch)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (guint i = 0; i < batch->count; i++)
        if (!batch->each[i].found)
            mailimap_set_add_single(set, batch->each[i].uid);
    return set;
}

/* Fills, with one command, the listings that are not found; those that vanished stay so. */
static GfReply list(GfImap *imap, Batch *batch, gboolean beginnings, GError **error)
{
    g_autoptr(GfEtpanSet) set = not_found(batch);
    g_autoptr(GfEtpanFetchType) type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
    if (beginnings)
        mailimap_fetch_type_new_fetch_att_list_add(type, beginning());
    g_autoptr(GfEtpanFetchList) answers = NULL;
    gf_imap_begin(imap, beginnings ? batch->count * BEGINNING_BYTES : 0);
    int result = uid_fetch(imap, set, type, &answers);
    GfReply reply = gf_imap_reply(imap, result);
    if (reply == GF_REPLY_LOST)
        gf_imap_set_error(imap, result, "asking for sizes and dates", error);
    for (clistiter *i = answers != NULL ? clist_begin(answers) : NULL; i != NULL; i = clist_next(i))
        take_listing(clist_content(i), batch);
    return reply;
}

/* Messages asked for with one command, and what came of each: owned, NULL where nothing did. */
typedef struct {
    guint count;
    guint32 uids[GROUP];
    GBytes *raws[GROUP];
} Bodies;

static void bodies_clear(Bodies *bodies)
{
    for (guint i = 0; i < bodies->count; i++)
        g_clear_pointer(&bodies->raws[i], g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bodies, bodies_clear)

/* Answers about messages that were not asked for count for nothing, nor does a second one. */
static void keep_body(Bodies *bodies, const struct mailimap_msg_att *answer)
{
    guint32 uid = 0;
    g_autoptr(GBytes) raw = take_body(answer, &uid);
    for (guint i = 0; i < bodies->count; i++)
        if (raw != NULL && bodies->uids[i] == uid && bodies->raws[i] == NULL)
            bodies->raws[i] = g_steal_pointer(&raw);
}

/* Those that are not here yet. A message that vanished has no answer (GF_REPLY_OK). */
static GfReply read_bodies(GfImap *imap, Bodies *bodies, gboolean whole, GError **error)
{
    g_autoptr(GfEtpanSet) set = mailimap_set_new_empty();
    for (guint i = 0; i < bodies->count; i++)
        if (bodies->raws[i] == NULL)
            mailimap_set_add_single(set, bodies->uids[i]);
    g_autoptr(GfEtpanFetchType) type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, whole ? whole_message() : header_only());
    g_autoptr(GfEtpanFetchList) answers = NULL;
    gf_imap_begin(imap, whole ? imap->max_message_bytes : GF_LIMIT_HEADER_BLOCK_BYTES);
    int result = uid_fetch(imap, set, type, &answers);
    GfReply reply = gf_imap_reply(imap, result);
    if (reply == GF_REPLY_LOST)
        gf_imap_set_error(imap, result, "reading a message", error);
    for (clistiter *i = answers != NULL ? clist_begin(answers) : NULL; i != NULL; i = clist_next(i))
        keep_body(bodies, clist_content(i));
    return reply;
}

/* `ret_raw` stays NULL where the message vanished (GF_REPLY_OK). */
static GfReply read_body(GfImap *imap, guint32 uid, gboolean whole, GBytes **ret_raw,
                         GError **error)
{
    g_auto(Bodies) bodies = {.count = 1, .uids = {uid}};
    GfReply reply = read_bodies(imap, &bodies, whole, error);
    *ret_raw = g_steal_pointer(&bodies.raws[0]);
    return *ret_raw != NULL ? GF_REPLY_OK : reply;
}

/* After NO: somebody may have removed it meanwhile, or the server cannot read it. */
static gboolean vanished(GfImap *imap, guint32 uid, gboolean *ret_vanished, GError **error)
{
    gboolean there = FALSE;
    if (!gf_imap_has_uid(imap, uid, &there, error))
        return FALSE;
    *ret_vanished = !there;
    return TRUE;
}

/* What could be read of one message. */
typedef struct {
    GBytes *raw; /* owned; NULL: nothing so far */
    gboolean cut, gone;
} Reading;

/* One attempt at all of it, or at its header. Failing to get anything is no error. */
static gboolean try_to_read(Fetch *fetch, guint32 uid, gboolean whole, Reading *reading,
                            GError **error)
{
    switch (read_body(fetch->imap, uid, whole, &reading->raw, error)) {
    case GF_REPLY_OK:
        reading->gone = reading->raw == NULL;
        break;
    case GF_REPLY_NO:
        return vanished(fetch->imap, uid, &reading->gone, error);
    case GF_REPLY_BAD:
        fetch->refused++;
        reading->gone = TRUE;
        return repair(fetch, error);
    case GF_REPLY_GARBLED:
        return repair(fetch, error);
    case GF_REPLY_LOST:
        return FALSE;
    }
    /* Sizes of 4 GB and more wrap in libetpan: a message may be larger than it said. */
    if (whole && reading->raw != NULL &&
        g_bytes_get_size(reading->raw) > fetch->imap->max_message_bytes)
        g_clear_pointer(&reading->raw, g_bytes_unref);
    return TRUE;
}

/* The whole message, else its header, else nothing (both cut). */
static gboolean read_message(Fetch *fetch, const Listing *listing, Reading *reading, GError **error)
{
    reading->cut = listing->garbled || listing->size > fetch->imap->max_message_bytes;
    if (!reading->cut) {
        if (!try_to_read(fetch, listing->uid, TRUE, reading, error))
            return FALSE;
        reading->cut = reading->raw == NULL;
    }
    if (reading->raw == NULL && !reading->gone &&
        !try_to_read(fetch, listing->uid, FALSE, reading, error))
        return FALSE;
    if (reading->raw == NULL)
        reading->raw = g_bytes_new_static("", 0);
    return TRUE;
}

/* Takes `raw`. */
static void add_incoming(Fetch *fetch, const Listing *listing, GBytes *raw, gboolean cut)
{
    fetch->bytes += g_bytes_get_size(raw);
    GfPlace *place = gf_place_new(fetch->look->folder, fetch->uidvalidity, listing->uid, NULL);
    GfIncoming *incoming = gf_incoming_new(place, listing->arrived_at, listing->size, raw, cut);
    incoming->verdict = fetch->look->verdict;
    g_ptr_array_add(fetch->incoming, incoming);
}

static gboolean bring(Fetch *fetch, const Listing *listing, GError **error)
{
    Reading reading = {0};
    gboolean read = read_message(fetch, listing, &reading, error);
    if (read && !reading.gone)
        add_incoming(fetch, listing, reading.raw, reading.cut);
    else if (reading.raw != NULL)
        g_bytes_unref(reading.raw);
    return read;
}

/* Several large messages are not held in memory at once: the next call brings the rest. */
static gboolean is_enough(const Fetch *fetch)
{
    return fetch->incoming->len >= fetch->look->max ||
           fetch->bytes >= fetch->imap->max_message_bytes;
}

/* How many of the next listings are here, or small enough together to be asked for at once. */
static guint group_of(const Fetch *fetch, const Listing *listings, guint count)
{
    guint64 bytes = 0;
    guint length = 0;
    for (; length < MIN(count, GROUP); length++) {
        bytes += listings[length].raw == NULL ? listings[length].size : 0;
        if (!listings[length].found || listings[length].garbled ||
            bytes > MIN(GROUP_BYTES, fetch->imap->max_message_bytes))
            break;
    }
    return MIN(length, fetch->look->max - fetch->incoming->len);
}

/* Several bodies with one command; those that do not come are asked for alone. */
static gboolean bring_group(Fetch *fetch, const Listing *listings, guint count, GError **error)
{
    g_auto(Bodies) bodies = {.count = count};
    guint missing = 0;
    for (guint i = 0; i < count; i++) {
        bodies.uids[i] = listings[i].uid;
        bodies.raws[i] = listings[i].raw != NULL ? g_bytes_ref(listings[i].raw) : NULL;
        missing += listings[i].raw == NULL ? 1 : 0;
    }
    GfReply reply = missing > 1 ? read_bodies(fetch->imap, &bodies, TRUE, error) : GF_REPLY_OK;
    for (guint i = 0; i < count; i++) {
        GBytes *raw = bodies.raws[i];
        if (raw != NULL && g_bytes_get_size(raw) > fetch->imap->max_message_bytes)
            g_clear_pointer(&bodies.raws[i], g_bytes_unref); /* alone it is cut */
        else if (raw != NULL)
            add_incoming(fetch, &listings[i], g_bytes_ref(raw), FALSE);
    }
    if (reply == GF_REPLY_LOST ||
        ((reply == GF_REPLY_BAD || reply == GF_REPLY_GARBLED) && !repair(fetch, error)))
        return FALSE;
    for (guint i = 0; i < count; i++)
        if (bodies.raws[i] == NULL && !bring(fetch, &listings[i], error))
            return FALSE;
    return TRUE;
}

static gboolean bring_found(Fetch *fetch, const Listing *listings, guint count, GError **error)
{
    for (guint i = 0; i < count && !is_enough(fetch);) {
        guint group = group_of(fetch, listings + i, count - i);
        if (group > 0 ? !bring_group(fetch, listings + i, group, error)
                      : listings[i].found && !bring(fetch, &listings[i], error))
            return FALSE;
        i += MAX(group, 1);
        fetch->tried += MAX(group, 1);
    }
    return TRUE;
}

/* What the server can tell of one message. */
static gboolean list_alone(Fetch *fetch, Listing *listing, GError **error)
{
    g_auto(Batch) alone = {.count = 1, .each = {{.uid = listing->uid}}};
    GfReply reply = list(fetch->imap, &alone, FALSE, error);
    if (reply == GF_REPLY_LOST ||
        ((reply == GF_REPLY_BAD || reply == GF_REPLY_GARBLED) && !repair(fetch, error)))
        return FALSE;
    if (reply == GF_REPLY_BAD)
        fetch->refused++;
    *listing = alone.each[0];
    alone.each[0].raw = NULL;
    if (reply == GF_REPLY_GARBLED) {
        listing->found = TRUE;
        listing->garbled = TRUE;
        listing->arrived_at = machine_time();
    }
    return TRUE;
}

/* Each is brought at once, so that there is progress however many are at fault. */
static gboolean bring_one_by_one(Fetch *fetch, Batch *batch, GError **error)
{
    for (guint i = 0; i < batch->count && !is_enough(fetch); i++) {
        Listing *listing = &batch->each[i];
        if ((!listing->found && !list_alone(fetch, listing, error)) ||
            !bring_found(fetch, listing, 1, error))
            return FALSE;
    }
    return TRUE;
}

/* One body that cannot be read may keep the server from telling about its message, or about all. */
static GfReply list_all(GfImap *imap, Batch *batch, GError **error)
{
    guint found = 0;
    GfReply reply = list(imap, batch, TRUE, error);
    for (guint i = 0; i < batch->count; i++)
        found += batch->each[i].found ? 1 : 0;
    return found < batch->count && (reply == GF_REPLY_OK || reply == GF_REPLY_NO)
               ? list(imap, batch, FALSE, error)
               : reply;
}

static gboolean bring_batch(Fetch *fetch, Batch *batch, GError **error)
{
    switch (list_all(fetch->imap, batch, error)) {
    case GF_REPLY_LOST:
        return FALSE;
    case GF_REPLY_BAD:
    case GF_REPLY_GARBLED:
        return repair(fetch, error) && bring_one_by_one(fetch, batch, error);
    default:
        return bring_found(fetch, batch->each, batch->count, error);
    }
}

static gboolean bring_all(Fetch *fetch, const GArray *uids, GError **error)
{
    guint count = 0;
    for (guint start = 0; start < uids->len && !is_enough(fetch); start += count) {
        g_auto(Batch) batch = {0};
        count = MIN(MIN(uids->len - start, BATCH), fetch->look->max - fetch->incoming->len);
        batch.count = count;
        for (guint i = 0; i < count; i++)
            batch.each[i].uid = g_array_index(uids, guint32, start + i);
        if (!bring_batch(fetch, &batch, error))
            return FALSE;
    }
    if (fetch->incoming->len > 0 || fetch->refused == 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                "mailbox %s: the server answers BAD when asked for messages (try again later)",
                fetch->imap->host);
    gf_imap_drop(fetch->imap);
    return FALSE;
}

GPtrArray *gf_imap_look(GfImap *imap, const GfImapLook *look, GError **error)
{
    if (!gf_imap_select(imap, look->folder, NULL, error))
        return NULL;
    g_autoptr(GArray) uids = gf_imap_search(imap, look, error);
    if (uids == NULL)
        return NULL;
    g_autoptr(GPtrArray) incoming =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_incoming_free);
    Fetch fetch = {
        .imap = imap, .look = look, .incoming = incoming, .uidvalidity = imap->uidvalidity};
    g_autoptr(GError) why = NULL;
    gboolean brought = bring_all(&fetch, uids, &why);
    if (strcmp(look->folder, imap->folder) == 0)
        imap->left_behind = incoming->len < uids->len;
    if (imap->listed != NULL) /* what there was no room for comes first the next time */
        g_array_prepend_vals(imap->listed, &g_array_index(uids, guint32, fetch.tried),
                             uids->len - fetch.tried);
    if (!brought) {
        gboolean stopped = g_error_matches(why, GF_ERROR, GF_ERROR_CANCELLED);
        if (stopped || incoming->len == 0) {
            g_propagate_error(error, g_steal_pointer(&why));
            return NULL;
        }
    }
    gf_incoming_sort(incoming);
    return g_steal_pointer(&incoming);
}

GPtrArray *gf_imap_fetch(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                         GError **error)
{
    GfImap *imap = (GfImap *) mailbox;
    const GfImapLook look = {imap->folder, NULL, max, known, user_data};
    return gf_imap_is_there(imap, error) ? gf_imap_look(imap, &look, error) : NULL;
}
