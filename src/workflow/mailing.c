/* mailing.c - see mailing.h.
 *
 * What is frozen is a tuple of the templates and of the shared values; what is one person's own is
 * computed when the mail is composed, from rows that do not change.
 */
#include "workflow/mailing.h"

#include "base/error.h"
#include "base/text.h"
#include "ical/invitation.h"
#include "mime/compose.h"
#include "store/journal.h"
#include "workflow/link.h"
#include "workflow/note.h"

#define FROZEN_TYPE "(a{ss}a{sv}s)"
#define DESCRIPTION "invitation.txt"
/* The kind of a mail to an address that only wants to read along. */
#define COPY "copy"

/* Everything the mails of one mailing have in common. */
typedef struct {
    const GfClerk *clerk;
    const char *kind;
    const GfSession *session; /* borrowed */
    GVariant *templates, *values;
    char *language;
    gboolean has_documents;
} Mailing;

static void mailing_clear(Mailing *mailing)
{
    g_clear_pointer(&mailing->templates, g_variant_unref);
    g_clear_pointer(&mailing->values, g_variant_unref);
    g_clear_pointer(&mailing->language, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mailing, mailing_clear)

static gboolean is_cancel(const char *kind)
{
    return g_str_equal(kind, "cancel");
}

/* Documents go with what convenes; a reminder or a cancellation does not repeat them. */
static gboolean carries_documents(const char *kind, const GfSession *session)
{
    return session->documents->len > 0 && !is_cancel(kind) && !g_str_equal(kind, "reminder");
}

/* What a change changes: when and where it was to be. */
static gboolean former_values(const GfClerk *clerk, const GfSession *session, const char *language,
                              GVariantDict *dict, GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    g_autoptr(GfSession) former = NULL;
    int version = 0;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (!g_str_equal(mailing->kind, "reminder") && !g_str_equal(mailing->state, "recalled"))
            version = mailing->version;
    }
    if (version == 0)
        return TRUE;
    if (!gf_store_session_by_id(clerk->store, session->id, version, &former, error))
        return FALSE;
    g_autofree char *moment = gf_wording_moment(clerk, former->starts_at, language);
    g_variant_dict_insert(dict, "former_moment", "s", moment);
    if (former->place != NULL)
        g_variant_dict_insert(dict, "former_place", "s", former->place);
    return TRUE;
}

static gboolean shared_values(const GfClerk *clerk, const char *kind, const GfSession *session,
                              const char *language, GVariant **ret, GError **error)
{
    g_autofree char *head = NULL;
    if (!gf_store_journal_head(clerk->store, &head, error))
        return FALSE;
    g_autoptr(GVariant) base = g_variant_ref_sink(gf_wording_session(clerk, session, language));
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, base);
    if (head[0] != '\0')
        g_variant_dict_insert(&dict, "journal_head", "s", head);
    g_variant_dict_insert(&dict, "cancelled", "b", is_cancel(kind));
    if (g_str_equal(kind, "move") && !former_values(clerk, session, language, &dict, error))
        return FALSE;
    *ret = g_variant_ref_sink(g_variant_dict_end(&dict));
    return TRUE;
}

static gboolean mailing_freeze(const GfClerk *clerk, const char *kind, const GfSession *session,
                               Mailing *mailing, GError **error)
{
    const char *names[] = {kind, DESCRIPTION, NULL};
    mailing->clerk = clerk;
    mailing->kind = kind;
    mailing->session = session;
    mailing->language = g_strdup(clerk->config->language);
    mailing->has_documents = carries_documents(kind, session);
    mailing->templates = gf_wording_freeze(clerk->templates, mailing->language, names, error);
    if (mailing->templates == NULL)
        return FALSE;
    g_variant_ref_sink(mailing->templates);
    return shared_values(clerk, kind, session, mailing->language, &mailing->values, error);
}

static GBytes *mailing_to_bytes(const Mailing *mailing)
{
    g_autoptr(GVariant) frozen = g_variant_ref_sink(
        g_variant_new("(@a{ss}@a{sv}s)", mailing->templates, mailing->values, mailing->language));
    return g_variant_get_data_as_bytes(frozen);
}

static gboolean mailing_thaw(const GfClerk *clerk, const GfMailing *row, const GfSession *session,
                             Mailing *mailing, GError **error)
{
    g_autoptr(GVariant) frozen = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(FROZEN_TYPE), row->frozen, FALSE));
    if (!g_variant_is_normal_form(frozen)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: mailing %" G_GINT64_FORMAT " is damaged (restore the last backup)",
                    row->id);
        return FALSE;
    }
    mailing->clerk = clerk;
    mailing->kind = row->kind;
    mailing->session = session;
    g_variant_get(frozen, "(@a{ss}@a{sv}s)", &mailing->templates, &mailing->values,
                  &mailing->language);
    mailing->has_documents = carries_documents(row->kind, session);
    return TRUE;
}

static gboolean personal_values(const Mailing *mailing, const GfRecipient *recipient,
                                GVariant **ret, GError **error)
{
    const GfClerk *clerk = mailing->clerk;
    const GfMember *member = recipient->member;
    const char *language = mailing->language, *token = recipient->invitation->token;
    g_autofree char *back = gf_clerk_return_address(clerk, token);
    g_autofree char *yes = gf_link_answer(clerk, mailing->session, token, TRUE, language);
    g_autofree char *no = gf_link_answer(clerk, mailing->session, token, FALSE, language);
    g_autoptr(GVariant) base = g_variant_ref_sink(gf_wording_member(member, language));
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, base);
    if (!gf_note_add_sharing(clerk, member, &dict, error))
        return FALSE;
    g_variant_dict_insert(&dict, "yes_link", "s", yes);
    g_variant_dict_insert(&dict, "no_link", "s", no);
    g_variant_dict_insert(&dict, "answer_address", "s", back);
    g_variant_dict_insert(&dict, "guest", "b", recipient->invitation->guest);
    *ret = g_variant_ref_sink(g_variant_dict_end(&dict));
    return TRUE;
}

static char *calendar_of(const Mailing *mailing, const GfRecipient *recipient,
                         const GfWording *words, GVariant *personal, GError **error)
{
    const GfClerk *clerk = mailing->clerk;
    const GfSession *session = mailing->session;
    g_autofree char *description =
        gf_wording_render_plain(mailing->templates, DESCRIPTION, mailing->values, personal, error);
    if (description == NULL)
        return NULL;
    g_autofree char *name = gf_member_full_name(recipient->member);
    GfInvitationText text = {
        .cancel = is_cancel(mailing->kind),
        .uid = recipient->invitation->uid,
        .sequence = session->sequence,
        .dtstamp = gf_clerk_now(clerk),
        .start = session->starts_at,
        .end = session->ends_at,
        .summary = words->subject,
        .description = description,
        .location = session->place != NULL ? session->place : session->video,
        .url = session->video,
        .organizer_name = clerk->config->name,
        .organizer_address = clerk->config->address,
        .attendee_name = name,
        .attendee_address = recipient->member->main_address,
        .optional = recipient->invitation->guest,
    };
    return gf_invitation_text(&text, error);
}

/* The personal part of one mail. `words` and `calendar` come out for the proof (may be NULL). */
static GBytes *compose(const Mailing *mailing, const GfRecipient *recipient, const char *message_id,
                       GfWording **ret_words, GError **error)
{
    const GfClerk *clerk = mailing->clerk;
    g_autoptr(GVariant) personal = NULL;
    if (!personal_values(mailing, recipient, &personal, error))
        return NULL;
    g_autoptr(GfWording) words =
        gf_wording_render(mailing->templates, mailing->kind, mailing->values, personal, error);
    if (words == NULL)
        return NULL;
    g_autofree char *calendar =
        recipient->copy ? NULL : calendar_of(mailing, recipient, words, personal, error);
    if (calendar == NULL && !recipient->copy)
        return NULL;
    g_autofree char *reply_to = gf_clerk_return_address(clerk, recipient->invitation->token);
    g_autofree char *name = gf_member_full_name(recipient->member);
    GfMail mail = {
        .from_name = clerk->config->name,
        .from_address = clerk->config->address,
        .to_name = name,
        .to_address = recipient->member->main_address,
        .reply_to = reply_to,
        .subject = words->subject,
        .message_id = message_id,
        .date = gf_clerk_now(clerk),
        .timezone = clerk->config->timezone,
        .auto_submitted = "auto-generated",
        .language = mailing->language,
        .text = words->text,
        .html = words->html,
        .calendar = calendar,
        .calendar_method = is_cancel(mailing->kind) ? "CANCEL" : "REQUEST",
        .has_documents = mailing->has_documents,
    };
    GBytes *bytes = gf_compose_head(&mail, error);
    if (bytes != NULL && ret_words != NULL)
        *ret_words = g_steal_pointer(&words);
    return bytes;
}

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
        .kind = recipient->copy ? (char *) COPY : mailing->kind,
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
        !gf_store_addresses(clerk->store, recipient->member->id, &addresses, error))
        return FALSE;
    GfRecipient copy = *recipient;
    copy.copy = TRUE;
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = addresses->pdata[i];
        if (g_str_equal(address->role, "copy") &&
            !queue_one(clerk, mailing, &copy, address->address, error))
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
static gboolean try_first(const Mailing *mailing, GArray *recipients, GError **error)
{
    const GfRecipient *first = first_reachable(recipients);
    g_autoptr(GBytes) bytes = NULL;
    if (first != NULL)
        bytes = compose(mailing, first, "trial@greffe.invalid", NULL, error);
    return first == NULL || bytes != NULL;
}

gboolean gf_mailing_queue(const GfClerk *clerk, const GfMailingPlan *plan, gint64 *ret_mailing_id,
                          GError **error)
{
    const GfSession *session = plan->session;
    g_auto(Mailing) mailing = {0};
    if (!mailing_freeze(clerk, plan->kind, session, &mailing, error) ||
        !try_first(&mailing, plan->recipients, error))
        return FALSE;
    g_autoptr(GBytes) frozen = mailing_to_bytes(&mailing);
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
    if (mailing.has_documents && !add_documents(clerk, row.id, session, error))
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

static GVariant *proof_values(const Mailing *mailing, const GfWording *words, guint recipients,
                              GPtrArray *checks)
{
    g_autofree char *count = g_strdup_printf("%u", recipients);
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, mailing->values);
    g_variant_dict_insert(&dict, "recipients", "s", count);
    g_variant_dict_insert(&dict, "subject", "s", words->subject);
    g_variant_dict_insert(&dict, "letter", "s", words->text);
    g_variant_dict_insert(&dict, "kind", "s", mailing->kind);
    g_variant_dict_insert_value(
        &dict, "checks",
        g_variant_new_strv((const char *const *) checks->pdata, (gssize) checks->len));
    return g_variant_dict_end(&dict);
}

gboolean gf_mailing_proof(const GfClerk *clerk, const GfMailingPlan *plan, GPtrArray *checks,
                          GError **error)
{
    const GfRecipient *first = first_reachable(plan->recipients);
    g_auto(Mailing) mailing = {0};
    g_autoptr(GfWording) words = NULL;
    if (first == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': nobody invited has an address",
                    plan->session->slug);
        return FALSE;
    }
    if (!mailing_freeze(clerk, plan->kind, plan->session, &mailing, error))
        return FALSE;
    g_autoptr(GBytes) bytes = compose(&mailing, first, "proof@greffe.invalid", &words, error);
    if (bytes == NULL)
        return FALSE;
    GfNote note = {
        .kind = "proof",
        .template = "proof",
        .values = proof_values(&mailing, words, count_reachable(plan->recipients), checks),
    };
    return gf_note_to_staff(clerk, &note, error);
}

/* Composes one queued mail; what cannot be composed fails alone, with its reason. */
static gboolean compose_row(const Mailing *mailing, GfOutgoing *outgoing, GError **error)
{
    const GfClerk *clerk = mailing->clerk;
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_member_by_id(clerk->store, outgoing->member_id, &member, error) ||
        !gf_store_invitation(clerk->store, outgoing->invitation_id, &invitation, error))
        return FALSE;
    g_free(member->main_address);
    member->main_address = g_strdup(outgoing->recipient);
    GfRecipient recipient = {member, invitation, g_str_equal(outgoing->kind, COPY)};
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) bytes = compose(mailing, &recipient, outgoing->message_id, NULL, &problem);
    gint64 blob_id;
    if (bytes != NULL)
        return gf_store_put_blob(clerk->store, bytes, &blob_id, NULL, error) &&
               gf_store_set_composed(clerk->store, outgoing->id, blob_id, gf_clerk_now(clerk),
                                     error);
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    g_free(outgoing->state);
    g_free(outgoing->reply);
    outgoing->state = g_strdup("failed");
    outgoing->reply = g_strdup(problem->message);
    outgoing->outcome_at = gf_clerk_now(clerk);
    return gf_store_record_outcome(clerk->store, outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mail.failed", "not-composed", NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

/* What has not left yet of earlier mailings would arrive after this one and contradict it. */
static gboolean begin_to_leave(const GfClerk *clerk, const GfMailing *row, const GfSession *session,
                               GError **error)
{
    guint dropped = 0;
    if (!gf_store_set_mailing_state(clerk->store, row->id, "leaving", error))
        return FALSE;
    if (g_str_equal(row->kind, "reminder") || g_str_equal(row->kind, "convocation"))
        return TRUE;
    return gf_store_supersede_mailings(clerk->store, row, gf_clerk_now(clerk), &dropped, error) &&
           (dropped == 0 ||
            gf_clerk_journal(clerk, &(GfAct){"greffe", "mailing.superseded", row->kind, NULL},
                             error, "session/%s/mailing/%" G_GINT64_FORMAT, session->slug,
                             row->id));
}

static gboolean compose_mailing(const GfClerk *clerk, gint64 mailing_id, GPtrArray *rows,
                                GError **error)
{
    g_autoptr(GfMailing) row = NULL;
    g_autoptr(GfSession) session = NULL;
    g_auto(Mailing) mailing = {0};
    if (!gf_store_mailing(clerk->store, mailing_id, &row, error) ||
        !gf_store_session_by_id(clerk->store, row->session_id, row->version, &session, error) ||
        !mailing_thaw(clerk, row, session, &mailing, error))
        return FALSE;
    if (g_str_equal(row->state, "queued") && !begin_to_leave(clerk, row, session, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++) {
        GfOutgoing *outgoing = rows->pdata[i];
        if (outgoing->mailing_id == mailing_id && !compose_row(&mailing, outgoing, error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_mailing_compose(const GfClerk *clerk, guint limit, gboolean *ret_more, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!gf_store_outgoings_to_compose(clerk->store, gf_clerk_now(clerk), limit, &rows, error))
        return FALSE;
    *ret_more = rows->len == limit;
    gint64 last = 0;
    for (guint i = 0; i < rows->len; i++) {
        gint64 mailing_id = ((const GfOutgoing *) rows->pdata[i])->mailing_id;
        if (mailing_id != last && !compose_mailing(clerk, mailing_id, rows, error))
            return FALSE;
        last = mailing_id;
    }
    return TRUE;
}
