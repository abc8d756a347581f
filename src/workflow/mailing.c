/* mailing.c - see mailing.h.
 */
#include "workflow/mailing.h"

#include "base/error.h"
#include "base/text.h"
#include "store/journal.h"
#include "workflow/merge.h"
#include "workflow/note.h"

static gboolean add_documents(const GfClerk *clerk, gint64 mailing_id, const GfSession *session,
                              GError **error)
{
    g_autoptr(GPtrArray) parts = NULL;
    return gf_note_documents(clerk, session->documents, &parts, error) &&
           gf_note_add_parts(clerk, mailing_id, parts, error);
}

static gboolean queue_one(const GfClerk *clerk, const GfMailing *mailing,
                          const GfRecipient *recipient, const char *address, GError **error)
{
    g_autofree char *message_id = gf_clerk_message_id(clerk);
    g_autofree char *envelope = gf_clerk_return_address(clerk, recipient->invitation->token);
    GfOutgoing outgoing = {
        .kind = recipient->copy ? (char *) GF_MAILING_COPY : mailing->kind,
        .mailing_id = mailing->id,
        .invitation_id = recipient->invitation->id,
        .member_id = recipient->member->id,
        .message_id = message_id,
        .envelope_from = envelope,
        .recipient = (char *) address,
        .state = (char *) "queued",
        .queued_at = mailing->queued_at,
        .due_at = mailing->release_at,
    };
    return gf_store_add_outgoing(clerk->store, &outgoing, error);
}

/* The invitation to the main address; to those they asked for, a copy without calendar. */
static gboolean queue_person(const GfClerk *clerk, const GfMailing *mailing,
                             const GfRecipient *recipient, GError **error)
{
    g_autoptr(GPtrArray) addresses = NULL;
    const char *main_address = recipient->member->main_address;
    if (main_address == NULL)
        return TRUE;
    if (!queue_one(clerk, mailing, recipient, main_address, error) ||
        !gf_store_copy_addresses(clerk->store, recipient->member->id, &addresses, error))
        return FALSE;
    GfRecipient copy = *recipient;
    copy.copy = TRUE;
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = addresses->pdata[i];
        if (!queue_one(clerk, mailing, &copy, address->address, error))
            return FALSE;
    }
    return TRUE;
}

static const GfRecipient *first_reachable(GArray *recipients)
{
    for (guint i = 0; i < recipients->len; i++) {
        const GfRecipient *recipient = &g_array_index(recipients, GfRecipient, i);
        if (recipient->member->main_address != NULL)
            return recipient;
    }
    return NULL;
}

/* A fault that one mail shows, all would show: compose the first before anything is queued. */
static gboolean try_one(const GfClerk *clerk, GfMerge *merge, const GfRecipient *recipient,
                        GfWording **ret_words, GError **error)
{
    GfRecipient known = *recipient;
    g_autoptr(GBytes) bytes = NULL;
    if (!gf_merge_look_up(clerk, &known, error))
        return FALSE;
    bytes = gf_merge_compose(merge, &known, "trial@greffe.invalid", ret_words, error);
    return bytes != NULL;
}

static gboolean try_first(const GfClerk *clerk, GfMerge *merge, GArray *recipients, GError **error)
{
    const GfRecipient *first = first_reachable(recipients);
    return first == NULL || try_one(clerk, merge, first, NULL, error);
}

gboolean gf_mailing_queue(const GfClerk *clerk, const GfMailingPlan *plan, gint64 *ret_mailing_id,
                          GError **error)
{
    const GfSession *session = plan->session;
    g_autoptr(GfMerge) merge = gf_merge_new(clerk, plan->kind, session, error);
    if (merge == NULL || !try_first(clerk, merge, plan->recipients, error))
        return FALSE;
    g_autoptr(GBytes) frozen = gf_merge_to_bytes(merge);
    g_autofree char *subject = g_strconcat("session/", session->slug, NULL);
    GfMailing row = {
        .kind = (char *) plan->kind,
        .subject = subject,
        .session_id = session->id,
        .version = session->version,
        .state = (char *) "queued",
        .frozen = frozen,
        .queued_at = gf_clerk_now(clerk),
        .release_at = plan->release_at,
    };
    if (!gf_store_add_mailing(clerk->store, &row, error))
        return FALSE;
    if (gf_merge_has_documents(merge) && !add_documents(clerk, row.id, session, error))
        return FALSE;
    for (guint i = 0; i < plan->recipients->len; i++) {
        const GfRecipient *recipient = &g_array_index(plan->recipients, GfRecipient, i);
        if (!queue_person(clerk, &row, recipient, error))
            return FALSE;
    }
    *ret_mailing_id = row.id;
    g_autofree char *sha256 =
        gf_text_sha256(g_bytes_get_data(frozen, NULL), g_bytes_get_size(frozen));
    return gf_clerk_journal(clerk, &(GfAct){"greffe", "mailing.queued", plan->kind, sha256}, error,
                            "session/%s/mailing/%" G_GINT64_FORMAT, session->slug, row.id);
}

static guint count_reachable(GArray *recipients)
{
    guint count = 0;
    for (guint i = 0; i < recipients->len; i++)
        count += g_array_index(recipients, GfRecipient, i).member->main_address != NULL;
    return count;
}

static GVariant *proof_values(const GfMerge *merge, const char *kind, const GfWording *words,
                              guint recipients, GPtrArray *checks)
{
    g_autofree char *count = g_strdup_printf("%u", recipients);
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, gf_merge_values(merge));
    g_variant_dict_insert(&dict, "recipients", "s", count);
    g_variant_dict_insert(&dict, "subject", "s", words->subject);
    g_variant_dict_insert(&dict, "letter", "s", words->text);
    g_variant_dict_insert(&dict, "kind", "s", kind);
    g_variant_dict_insert_value(
        &dict, "checks",
        g_variant_new_strv((const char *const *) checks->pdata, (gssize) checks->len));
    return g_variant_dict_end(&dict);
}

gboolean gf_mailing_proof(const GfClerk *clerk, const GfMailingPlan *plan, GPtrArray *checks,
                          GError **error)
{
    const GfRecipient *first = first_reachable(plan->recipients);
    g_autoptr(GfWording) words = NULL;
    if (first == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': nobody invited has an address",
                    plan->session->slug);
        return FALSE;
    }
    g_autoptr(GfMerge) merge = gf_merge_new(clerk, plan->kind, plan->session, error);
    if (merge == NULL || !try_one(clerk, merge, first, &words, error))
        return FALSE;
    GfNote note = {
        .kind = "proof",
        .template = "proof",
        .values = proof_values(merge, plan->kind, words, count_reachable(plan->recipients), checks),
    };
    return gf_note_to_staff(clerk, &note, error);
}
