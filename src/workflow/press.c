/* press.c - see press.h. */
#include "workflow/press.h"

#include "base/error.h"
#include "workflow/mailing.h"
#include "workflow/merge.h"

struct GfPress {
    const GfClerk *clerk;
    gint64 mailing_id; /* in print; 0: none */
    GfSession *session;
    GfMerge *merge;
    gint64 model;  /* blob of the first that was printed; 0: none yet */
    char *problem; /* why none of its mails can be composed; NULL: they can */
};

void gf_press_clear(GfPress *press)
{
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

static gboolean claim(GfPress *press, GfOutgoing *outgoing, GBytes *bytes, GError **error)
{
    GfStore *store = press->clerk->store;
    gboolean kept = press->model != 0 ? gf_store_put_blob_like(store, bytes, press->model,
                                                               &outgoing->blob_id, error)
                                      : gf_store_put_blob(store, bytes, &press->model, NULL, error);
    if (!kept)
        return FALSE;
    if (outgoing->blob_id == 0)
        outgoing->blob_id = press->model;
    if (!gf_store_claim_composed(store, outgoing->id, outgoing->blob_id, error))
        return FALSE;
    g_free(outgoing->state);
    outgoing->state = g_strdup("sending");
    outgoing->tries++;
    return TRUE;
}

/* Composes and claims one mail of the mailing in print; or its state is "failed". */
static gboolean print(GfPress *press, GfOutgoing *outgoing, GError **error)
{
    const GfClerk *clerk = press->clerk;
    if (press->problem != NULL)
        return failed(clerk, outgoing, press->problem, error);
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_member_by_id(clerk->store, outgoing->member_id, &member, error) ||
        !gf_store_invitation(clerk->store, outgoing->invitation_id, &invitation, error))
        return FALSE;
    g_free(member->main_address);
    member->main_address = g_strdup(outgoing->recipient);
    GfRecipient recipient = {member, invitation, g_str_equal(outgoing->kind, GF_MAILING_COPY)};
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) bytes =
        gf_merge_compose(press->merge, &recipient, outgoing->message_id, NULL, &problem);
    if (bytes != NULL)
        return claim(press, outgoing, bytes, error);
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG))
        return failed(clerk, outgoing, problem->message, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* As gf_press_claim(). */
static gboolean print_all(GfPress *press, GPtrArray *rows, GPtrArray *claimed, GError **error)
{
    while (rows->len > 0) {
        g_autoptr(GfOutgoing) outgoing = g_ptr_array_steal_index(rows, 0);
        if (!set(press, outgoing->mailing_id, error) || !print(press, outgoing, error))
            return FALSE;
        if (g_str_equal(outgoing->state, "sending"))
            g_ptr_array_add(claimed, g_steal_pointer(&outgoing));
    }
    return TRUE;
}

gboolean gf_press_claim(GfPress *press, guint limit, GPtrArray *claimed, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    return gf_store_outgoings_to_compose(press->clerk->store, limit, &rows, error) &&
           print_all(press, rows, claimed, error);
}
