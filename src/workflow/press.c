/* press.c - see press.h. */
#include "workflow/press.h"

#include "base/error.h"
#include "workflow/mailing.h"
#include "workflow/merge.h"

/* How many mails are composed ahead: what the connections take while a commit is under way. */
#define AHEAD 24
/* One that had to wait longer is composed again, for it says when it was written. */
#define FRESH_SECONDS 60

/* One mail that will leave. */
typedef struct {
    GfOutgoing *outgoing;
    GBytes *bytes;  /* NULL: not composed yet, or it cannot be */
    GfDraft *draft; /* of `bytes`; NULL: not yet */
    char *problem;  /* why it cannot be composed */
    gint64 composed_at;
} Print;

struct GfPress {
    const GfClerk *clerk;
    GQueue prints;     /* of Print: the next to leave, all of the mailing in print */
    gint64 mailing_id; /* in print; 0: none */
    GfSession *session;
    GfMerge *merge;
    gint64 model;  /* blob of the first that was printed; 0: none yet */
    char *problem; /* why none of its mails can be composed; NULL: they can */
};

/* What it was before it was composed. */
static void blank(Print *print)
{
    g_clear_pointer(&print->bytes, g_bytes_unref);
    g_clear_pointer(&print->draft, gf_draft_free);
    g_clear_pointer(&print->problem, g_free);
}

static void print_free(Print *print)
{
    blank(print);
    gf_outgoing_free(print->outgoing);
    g_free(print);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Print, print_free)

void gf_press_clear(GfPress *press)
{
    g_queue_clear_full(&press->prints, (GDestroyNotify) print_free);
    press->mailing_id = 0;
    press->model = 0;
    g_clear_pointer(&press->problem, g_free);
    g_clear_pointer(&press->merge, gf_merge_free);
    g_clear_pointer(&press->session, gf_session_free);
}

GfPress *gf_press_new(const GfClerk *clerk)
{
    GfPress *press = g_new0(GfPress, 1);
    press->clerk = clerk;
    g_queue_init(&press->prints);
    return press;
}

void gf_press_free(GfPress *press)
{
    if (press == NULL)
        return;
    gf_press_clear(press);
    g_free(press);
}

/* What has not left yet of earlier mailings would arrive after this one and contradict it. */
static gboolean begin_to_leave(const GfClerk *clerk, const GfMailing *mailing, GError **error)
{
    guint dropped = 0;
    if (!gf_store_set_mailing_state(clerk->store, mailing->id, "leaving", error))
        return FALSE;
    if (g_str_equal(mailing->kind, "reminder") || g_str_equal(mailing->kind, "convocation"))
        return TRUE;
    return gf_store_supersede_mailings(clerk->store, mailing, gf_clerk_now(clerk), &dropped,
                                       error) &&
           (dropped == 0 ||
            gf_clerk_journal(clerk, &(GfAct){"greffe", "mailing.superseded", mailing->kind, NULL},
                             error, "%s/mailing/%" G_GINT64_FORMAT, mailing->subject, mailing->id));
}

gboolean gf_press_begin(GfPress *press, GError **error)
{
    const GfClerk *clerk = press->clerk;
    g_autoptr(GArray) ids = NULL;
    if (!gf_store_mailings_to_begin(clerk->store, gf_clerk_now(clerk), &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(GfMailing) mailing = NULL;
        if (!gf_store_mailing(clerk->store, g_array_index(ids, gint64, i), &mailing, error) ||
            !begin_to_leave(clerk, mailing, error))
            return FALSE;
    }
    return TRUE;
}

/* Puts a mailing in print. */
static gboolean set(GfPress *press, gint64 mailing_id, GError **error)
{
    const GfClerk *clerk = press->clerk;
    g_autoptr(GfMailing) row = NULL;
    if (press->mailing_id == mailing_id)
        return TRUE;
    gf_press_clear(press);
    if (!gf_store_mailing(clerk->store, mailing_id, &row, error) ||
        !gf_store_session_by_id(clerk->store, row->session_id, row->version, &press->session,
                                error))
        return FALSE;
    g_autoptr(GError) problem = NULL;
    press->merge = gf_merge_thaw(clerk, row, press->session, &problem);
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        press->problem = g_strdup(problem->message);
    } else if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    press->mailing_id = mailing_id;
    return TRUE;
}

static gboolean failed(const GfClerk *clerk, GfOutgoing *outgoing, const char *why, GError **error)
{
    g_free(outgoing->state);
    g_free(outgoing->reply);
    outgoing->state = g_strdup("failed");
    outgoing->reply = g_strdup(why);
    outgoing->outcome_at = gf_clerk_now(clerk);
    return gf_store_record_outcome(clerk->store, outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mail.failed", "not-composed", NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

/* The next queued mails of the mailing in print; where none are left, of the next mailing. */
static gboolean refill(GfPress *press, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    const Print *last = g_queue_peek_tail(&press->prints);
    guint room = AHEAD - MIN(AHEAD, press->prints.length);
    if (!gf_store_outgoings_to_compose(press->clerk->store, last != NULL ? last->outgoing : NULL,
                                       room, &rows, error))
        return FALSE;
    while (rows->len > 0) {
        const GfOutgoing *next = rows->pdata[0];
        if (press->prints.length > 0 && next->mailing_id != press->mailing_id)
            break;
        if (!set(press, next->mailing_id, error))
            return FALSE;
        Print *print = g_new0(Print, 1);
        print->outgoing = g_ptr_array_steal_index(rows, 0);
        g_queue_push_tail(&press->prints, print);
    }
    return TRUE;
}

static gboolean is_composed(const Print *print)
{
    return print->bytes != NULL || print->problem != NULL;
}

static gboolean is_fresh(const GfPress *press, const Print *print)
{
    gint64 age = gf_clerk_now(press->clerk) - print->composed_at;
    return is_composed(print) && ABS(age) <= FRESH_SECONDS; /* the clock may have been set back */
}

/* Composes a mail of the mailing in print, or finds out why it cannot be. */
static gboolean compose(GfPress *press, Print *print, GError **error)
{
    const GfClerk *clerk = press->clerk;
    const GfOutgoing *outgoing = print->outgoing;
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    blank(print);
    print->composed_at = gf_clerk_now(clerk);
    if (press->problem != NULL) {
        print->problem = g_strdup(press->problem);
        return TRUE;
    }
    if (!gf_store_member_by_id(clerk->store, outgoing->member_id, &member, error) ||
        !gf_store_invitation(clerk->store, outgoing->invitation_id, &invitation, error))
        return FALSE;
    g_free(member->main_address);
    member->main_address = g_strdup(outgoing->recipient);
    GfRecipient recipient = {member, invitation, g_str_equal(outgoing->kind, GF_MAILING_COPY)};
    g_autoptr(GError) problem = NULL;
    print->bytes = gf_merge_compose(press->merge, &recipient, outgoing->message_id, NULL, &problem);
    if (problem != NULL && !g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (problem != NULL)
        print->problem = g_strdup(problem->message);
    return TRUE;
}

/* Hashes and packs what is composed, once there is a first one to pack it like. */
static gboolean draft(GfPress *press, Print *print, GError **error)
{
    if (print->bytes != NULL && print->draft == NULL && press->model != 0)
        print->draft = gf_store_draft_like(press->clerk->store, print->bytes, press->model, error);
    return print->bytes == NULL || press->model == 0 || print->draft != NULL;
}

gboolean gf_press_compose_ahead(GfPress *press, gboolean *ret_more, GError **error)
{
    *ret_more = FALSE;
    if (press->prints.length < AHEAD / 2 && !refill(press, error))
        return FALSE;
    for (GList *at = press->prints.head; at != NULL; at = at->next) {
        Print *print = at->data;
        if (is_composed(print))
            continue;
        *ret_more = at->next != NULL;
        return compose(press, print, error) && draft(press, print, error);
    }
    return TRUE;
}

/* Keeps its bytes: the first of a mailing is what the others are packed like. */
static gboolean keep(GfPress *press, const Print *print, gint64 *ret_id, GError **error)
{
    GfStore *store = press->clerk->store;
    if (print->draft != NULL)
        return gf_store_put_draft(store, print->draft, ret_id, error);
    if (!gf_store_put_blob(store, print->bytes, &press->model, NULL, error))
        return FALSE;
    *ret_id = press->model;
    return TRUE;
}

/* Claims a mail that is composed; or its state is "failed". */
static gboolean claim(GfPress *press, Print *print, GError **error)
{
    GfOutgoing *outgoing = print->outgoing;
    if (print->problem != NULL)
        return failed(press->clerk, outgoing, print->problem, error);
    if (!draft(press, print, error) || !keep(press, print, &outgoing->blob_id, error) ||
        !gf_store_claim_composed(press->clerk->store, outgoing->id, outgoing->blob_id, error))
        return FALSE;
    outgoing->personal = g_bytes_ref(print->bytes);
    g_free(outgoing->state);
    outgoing->state = g_strdup("sending");
    outgoing->tries++;
    return TRUE;
}

/* The next mail that is queued still, claimed; or its state is "failed". `*ret` NULL: there is
 * none.
 */
static gboolean claim_next(GfPress *press, GfOutgoing **ret, GError **error)
{
    gboolean queued = FALSE;
    *ret = NULL;
    while (!queued) {
        if (press->prints.length == 0 && !refill(press, error))
            return FALSE;
        g_autoptr(Print) print = g_queue_pop_head(&press->prints);
        if (print == NULL)
            return TRUE;
        if (!gf_store_is_queued(press->clerk->store, print->outgoing->id, &queued, error))
            return FALSE;
        if (!queued)
            continue;
        if ((!is_fresh(press, print) && !compose(press, print, error)) ||
            !claim(press, print, error))
            return FALSE;
        *ret = g_steal_pointer(&print->outgoing);
    }
    return TRUE;
}

gboolean gf_press_claim(GfPress *press, guint limit, GPtrArray *claimed, GError **error)
{
    for (guint wanted = claimed->len + limit; claimed->len < wanted;) {
        g_autoptr(GfOutgoing) outgoing = NULL;
        if (!claim_next(press, &outgoing, error))
            return FALSE;
        if (outgoing == NULL)
            break;
        if (g_str_equal(outgoing->state, "sending"))
            g_ptr_array_add(claimed, g_steal_pointer(&outgoing));
    }
    return TRUE;
}
