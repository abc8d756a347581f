/* press.c - see press.h. */
#include "workflow/press.h"

#include "base/error.h"
#include "base/text.h"
#include "workflow/mailing.h"
#include "workflow/merge.h"

/* So many mails at least are composed ahead: what the connections take while a commit is under way.
 */
#define AHEAD 12
/* One that had to wait longer is composed again, for it says when it was written. */
#define FRESH_SECONDS 60

/* One mail that will leave. */
typedef struct {
    GfOutgoing *outgoing;
    GfMember *member;
    GfInvitation *invitation;
    GfRecipient recipient; /* borrows from both */
    GfModel *model;        /* what it is packed like; NULL: there is none yet */
    gint64 composed_at;
    gboolean done;   /* under the press's lock; until then the rest belongs to the printer */
    GBytes *bytes;   /* NULL: it cannot be composed */
    GError *problem; /* why not */
    GBytes *packed;  /* NULL: there is no model, or it does not help */
    char *sha256;    /* NULL: there is no model */
} Print;

struct GfPress {
    const GfClerk *clerk;
    GQueue prints;       /* of Print: the next to leave, all of the mailing in print */
    GThread *printer;    /* composes one Print after the other */
    GAsyncQueue *orders; /* of Print, for the printer; the press itself: that was all */
    GMutex lock;
    GCond printed;
    gint64 mailing_id; /* in print; 0: none */
    GfSession *session;
    GfMerge *merge;
    GfModel *model; /* the first that was printed; NULL: none yet */
    char *problem;  /* why none of its mails can be composed; NULL: they can */
};

/* What it was before it was composed. */
static void blank(Print *print)
{
    g_clear_pointer(&print->bytes, g_bytes_unref);
    g_clear_error(&print->problem);
    g_clear_pointer(&print->packed, g_bytes_unref);
    g_clear_pointer(&print->sha256, g_free);
    g_clear_pointer(&print->model, gf_model_unref);
    g_clear_pointer(&print->invitation, gf_invitation_free);
    g_clear_pointer(&print->member, gf_member_free);
}

static void print_free(Print *print)
{
    blank(print);
    gf_outgoing_free(print->outgoing);
    g_free(print);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Print, print_free)

static void wait_for(GfPress *press, const Print *print)
{
    g_mutex_lock(&press->lock);
    while (!print->done)
        g_cond_wait(&press->printed, &press->lock);
    g_mutex_unlock(&press->lock);
}

void gf_press_clear(GfPress *press)
{
    for (GList *at = press->prints.head; at != NULL; at = at->next)
        wait_for(press, at->data);
    g_queue_clear_full(&press->prints, (GDestroyNotify) print_free);
    press->mailing_id = 0;
    g_clear_pointer(&press->model, gf_model_unref);
    g_clear_pointer(&press->problem, g_free);
    g_clear_pointer(&press->merge, gf_merge_free);
    g_clear_pointer(&press->session, gf_session_free);
}

static void pack(Print *print)
{
    gsize size;
    const void *data = g_bytes_get_data(print->bytes, &size);
    print->sha256 = gf_text_sha256(data, size);
    print->packed = gf_model_pack(print->model, print->bytes);
}

/* Composes a mail of the mailing in print, or finds out why it cannot be. */
static void print_one(GfPress *press, Print *print)
{
    print->bytes = gf_merge_compose(press->merge, &print->recipient, print->outgoing->message_id,
                                    NULL, &print->problem);
    if (print->bytes != NULL && print->model != NULL)
        pack(print);
    g_mutex_lock(&press->lock);
    print->done = TRUE;
    g_cond_signal(&press->printed);
    g_mutex_unlock(&press->lock);
}

static gpointer run_printer(gpointer user_data)
{
    GfPress *press = user_data;
    gpointer order;
    while ((order = g_async_queue_pop(press->orders)) != press)
        print_one(press, order);
    return NULL;
}

GfPress *gf_press_new(const GfClerk *clerk)
{
    GfPress *press = g_new0(GfPress, 1);
    press->clerk = clerk;
    g_queue_init(&press->prints);
    g_mutex_init(&press->lock);
    g_cond_init(&press->printed);
    press->orders = g_async_queue_new();
    press->printer = g_thread_new("printer", run_printer, press);
    return press;
}

void gf_press_free(GfPress *press)
{
    if (press == NULL)
        return;
    gf_press_clear(press);
    g_async_queue_push(press->orders, press);
    g_thread_join(press->printer);
    g_async_queue_unref(press->orders);
    g_cond_clear(&press->printed);
    g_mutex_clear(&press->lock);
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

/* Hands a mail of the mailing in print to the printer. */
static gboolean begin(GfPress *press, Print *print, GError **error)
{
    GfStore *store = press->clerk->store;
    const GfOutgoing *outgoing = print->outgoing;
    blank(print);
    print->composed_at = gf_clerk_now(press->clerk);
    print->done = TRUE;
    if (press->problem != NULL) {
        g_set_error_literal(&print->problem, GF_ERROR, GF_ERROR_CONFIG, press->problem);
        return TRUE;
    }
    if (!gf_store_member_by_id(store, outgoing->member_id, &print->member, error) ||
        !gf_store_invitation(store, outgoing->invitation_id, &print->invitation, error))
        return FALSE;
    g_free(print->member->main_address);
    print->member->main_address = g_strdup(outgoing->recipient);
    print->recipient = (GfRecipient){
        .member = print->member,
        .invitation = print->invitation,
        .copy = g_str_equal(outgoing->kind, GF_MAILING_COPY),
    };
    if (!gf_merge_look_up(press->clerk, &print->recipient, error))
        return FALSE;
    print->model = press->model != NULL ? gf_model_ref(press->model) : NULL;
    print->done = FALSE;
    g_async_queue_push(press->orders, print);
    return TRUE;
}

/* The next queued mails of the mailing in print. */
static gboolean refill(GfPress *press, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    const Print *last = g_queue_peek_tail(&press->prints);
    if (!gf_store_outgoings_to_compose(press->clerk->store, press->mailing_id,
                                       last != NULL ? last->outgoing->id : 0, &rows, error))
        return FALSE;
    while (rows->len > 0) {
        g_autoptr(Print) print = g_new0(Print, 1);
        print->outgoing = g_ptr_array_steal_index(rows, 0);
        if (!begin(press, print, error))
            return FALSE;
        g_queue_push_tail(&press->prints, g_steal_pointer(&print));
    }
    return TRUE;
}

/* Where the mailing in print is at its end, the next one is put in print. */
static gboolean go_on(GfPress *press, GError **error)
{
    gint64 next_id = 0;
    if (press->mailing_id != 0 && !refill(press, error))
        return FALSE;
    if (press->prints.length > 0)
        return TRUE;
    return gf_store_mailing_to_compose(press->clerk->store, &next_id, error) &&
           (next_id == 0 || (set(press, next_id, error) && refill(press, error)));
}

gboolean gf_press_compose_ahead(GfPress *press, GError **error)
{
    return press->prints.length >= AHEAD || go_on(press, error);
}

/* The next mail, composed less than a minute ago; `*ret` NULL: there is none. Owned. */
static gboolean next(GfPress *press, Print **ret, GError **error)
{
    if (press->prints.length == 0 && !go_on(press, error))
        return FALSE;
    Print *head = g_queue_peek_head(&press->prints);
    if (head == NULL) {
        *ret = NULL;
        return TRUE;
    }
    wait_for(press, head);
    gint64 age = gf_clerk_now(press->clerk) - head->composed_at;
    if (ABS(age) > FRESH_SECONDS) { /* before or after: the clock may have been set back */
        if (!begin(press, head, error))
            return FALSE;
        wait_for(press, head);
    }
    *ret = g_queue_pop_head(&press->prints);
    return TRUE;
}

static void set_state(GfOutgoing *outgoing, const char *state)
{
    g_free(outgoing->state);
    outgoing->state = g_strdup(state);
}

static gboolean failed(const GfClerk *clerk, GfOutgoing *outgoing, const char *why, GError **error)
{
    set_state(outgoing, "failed");
    g_free(outgoing->reply);
    outgoing->reply = g_strdup(why);
    outgoing->outcome_at = gf_clerk_now(clerk);
    return gf_store_record_outcome(clerk->store, outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mail.failed", "not-composed", NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

/* It cannot be composed: that is its own fault, or the database's. */
static gboolean fail(GfPress *press, Print *print, gboolean *ret_queued, GError **error)
{
    if (!g_error_matches(print->problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&print->problem));
        return FALSE;
    }
    return gf_store_is_queued(press->clerk->store, print->outgoing->id, ret_queued, error) &&
           (!*ret_queued || failed(press->clerk, print->outgoing, print->problem->message, error));
}

/* Makes its bytes the model of the mails that follow. */
static gboolean become_model(GfPress *press, gint64 blob_id, GError **error)
{
    press->model = gf_store_model(press->clerk->store, blob_id, error);
    return press->model != NULL;
}

/* Its bytes, packed like the first mail of the mailing where that helps. */
static gboolean keep(GfPress *press, Print *print, GError **error)
{
    GfOutgoing *outgoing = print->outgoing;
    if (print->model == NULL && press->model != NULL) { /* composed before there was one */
        print->model = gf_model_ref(press->model);
        pack(print);
    }
    if (print->packed != NULL) {
        outgoing->blob_id = gf_model_id(print->model);
        outgoing->packed = g_steal_pointer(&print->packed);
        outgoing->sha256 = g_steal_pointer(&print->sha256);
        return TRUE;
    }
    return gf_store_put_blob(press->clerk->store, print->bytes, &outgoing->blob_id, NULL, error) &&
           (press->model != NULL || become_model(press, outgoing->blob_id, error));
}

/* Claims a mail that is composed; or its state is "failed". `*ret_queued` FALSE: it was recalled
 * meanwhile. */
static gboolean claim(GfPress *press, Print *print, gboolean *ret_queued, GError **error)
{
    GfOutgoing *outgoing = print->outgoing;
    if (print->bytes == NULL)
        return fail(press, print, ret_queued, error);
    if (!keep(press, print, error) ||
        !gf_store_claim_composed(press->clerk->store, outgoing, ret_queued, error))
        return FALSE;
    outgoing->personal = g_bytes_ref(print->bytes);
    set_state(outgoing, "sending");
    outgoing->tries++;
    return TRUE;
}

gboolean gf_press_claim(GfPress *press, guint limit, GPtrArray *claimed, GError **error)
{
    for (guint wanted = claimed->len + limit; claimed->len < wanted;) {
        gboolean queued = FALSE;
        g_autoptr(Print) print = NULL;
        if (!next(press, &print, error))
            return FALSE;
        if (print == NULL)
            break;
        if (!claim(press, print, &queued, error))
            return FALSE;
        if (queued && g_str_equal(print->outgoing->state, "sending"))
            g_ptr_array_add(claimed, g_steal_pointer(&print->outgoing));
    }
    return TRUE;
}
