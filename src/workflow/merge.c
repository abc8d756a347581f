/* merge.c - see merge.h.
 *
 * What is frozen is a tuple of the templates and of the shared values; what is one person's own is
 * computed when the mail is composed.
 */
#include "workflow/merge.h"

#include "base/error.h"
#include "ical/invitation.h"
#include "mime/compose.h"
#include "store/journal.h"
#include "workflow/link.h"
#include "workflow/note.h"

#define FROZEN_TYPE "(a{ss}a{sv}s)"
#define DESCRIPTION "invitation.txt"

/* What differs from mail to mail (add_personal_values). */
static const char *const OWN[] = {"name",           "salutation", "woman", "man",
                                  "yes_link",       "no_link",    "guest", "answer_address",
                                  "shared_mailbox", NULL};

struct GfMerge {
    const GfClerk *clerk;
    char *kind;
    const GfSession *session;
    GVariant *templates, *values;
    char *language;
    gboolean has_documents;
    /* everything rendered but what is one person's own; NULL: not yet */
    GfPreparedWording *letter;
    GfTemplate *description;
    GfInvitationForm *invitation; /* NULL: not written yet */
};

void gf_merge_free(GfMerge *merge)
{
    if (merge == NULL)
        return;
    g_free(merge->kind);
    g_clear_pointer(&merge->templates, g_variant_unref);
    g_clear_pointer(&merge->values, g_variant_unref);
    g_free(merge->language);
    gf_prepared_wording_free(merge->letter);
    gf_template_free(merge->description);
    gf_invitation_form_free(merge->invitation);
    g_free(merge);
}

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

static GfMerge *merge_new(const GfClerk *clerk, const char *kind, const GfSession *session)
{
    GfMerge *merge = g_new0(GfMerge, 1);
    merge->clerk = clerk;
    merge->kind = g_strdup(kind);
    merge->session = session;
    merge->has_documents = carries_documents(kind, session);
    return merge;
}

/* Renders what is the same in every mail. */
static gboolean prepare(GfMerge *merge, GError **error)
{
    const GfKnownValues known = {merge->values, OWN};
    merge->letter = gf_wording_prepare(merge->templates, merge->kind, &known, error);
    if (merge->letter != NULL)
        merge->description = gf_wording_prepare_plain(merge->templates, DESCRIPTION, &known, error);
    return merge->description != NULL;
}

GfMerge *gf_merge_new(const GfClerk *clerk, const char *kind, const GfSession *session,
                      GError **error)
{
    const char *names[] = {kind, DESCRIPTION, NULL};
    g_autoptr(GfMerge) merge = merge_new(clerk, kind, session);
    merge->language = g_strdup(clerk->config->language);
    merge->templates = gf_wording_freeze(clerk->templates, merge->language, names, error);
    if (merge->templates == NULL)
        return NULL;
    g_variant_ref_sink(merge->templates);
    if (!shared_values(clerk, kind, session, merge->language, &merge->values, error) ||
        !prepare(merge, error))
        return NULL;
    return g_steal_pointer(&merge);
}

GBytes *gf_merge_to_bytes(const GfMerge *merge)
{
    g_autoptr(GVariant) frozen = g_variant_ref_sink(
        g_variant_new("(@a{ss}@a{sv}s)", merge->templates, merge->values, merge->language));
    return g_variant_get_data_as_bytes(frozen);
}

GfMerge *gf_merge_thaw(const GfClerk *clerk, const GfMailing *mailing, const GfSession *session,
                       GError **error)
{
    g_autoptr(GVariant) frozen = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(FROZEN_TYPE), mailing->frozen, FALSE));
    if (!g_variant_is_normal_form(frozen)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: mailing %" G_GINT64_FORMAT " is damaged (restore the last backup)",
                    mailing->id);
        return NULL;
    }
    g_autoptr(GfMerge) merge = merge_new(clerk, mailing->kind, session);
    g_variant_get(frozen, "(@a{ss}@a{sv}s)", &merge->templates, &merge->values, &merge->language);
    return prepare(merge, error) ? g_steal_pointer(&merge) : NULL;
}

gboolean gf_merge_has_documents(const GfMerge *merge)
{
    return merge->has_documents;
}

GVariant *gf_merge_values(const GfMerge *merge)
{
    return merge->values;
}

/* What is not named in OWN would be left out of every mail. */
static void assert_own(GHashTable *personal)
{
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, personal);
    while (g_hash_table_iter_next(&iterator, &key, NULL))
        g_assert(g_strv_contains(OWN, key));
}

gboolean gf_merge_look_up(const GfClerk *clerk, GfRecipient *recipient, GError **error)
{
    return gf_note_shares_mailbox(clerk, recipient->member, &recipient->shares_mailbox, error);
}

static void add_personal_values(const GfMerge *merge, const GfRecipient *recipient,
                                GHashTable *values)
{
    const GfClerk *clerk = merge->clerk;
    const GfMember *member = recipient->member;
    const char *language = merge->language, *token = recipient->invitation->token;
    g_autofree char *back = gf_clerk_return_address(clerk, token);
    g_autofree char *yes = gf_link_answer(clerk, merge->session, token, TRUE, language);
    g_autofree char *no = gf_link_answer(clerk, merge->session, token, FALSE, language);
    gf_wording_add_member(values, member, language);
    gf_wording_add_truth(values, "shared_mailbox", recipient->shares_mailbox);
    gf_wording_add_text(values, "yes_link", yes);
    gf_wording_add_text(values, "no_link", no);
    gf_wording_add_text(values, "answer_address", back);
    gf_wording_add_truth(values, "guest", recipient->invitation->guest);
    assert_own(values);
}

static char *calendar_of(GfMerge *merge, const GfRecipient *recipient, const GfWording *words,
                         GHashTable *personal, GError **error)
{
    const GfClerk *clerk = merge->clerk;
    const GfSession *session = merge->session;
    g_autofree char *description =
        gf_render_prepared(merge->description, personal, GF_ESCAPE_NONE, error);
    if (description == NULL)
        return NULL;
    g_autofree char *name = gf_member_full_name(recipient->member);
    GfInvitationText text = {
        .cancel = is_cancel(merge->kind),
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
    if (merge->invitation == NULL)
        merge->invitation = gf_invitation_form_new(&text, error);
    return merge->invitation != NULL ? gf_invitation_fill(merge->invitation, &text, error) : NULL;
}

GBytes *gf_merge_compose(GfMerge *merge, const GfRecipient *recipient, const char *message_id,
                         GfWording **ret_words, GError **error)
{
    const GfClerk *clerk = merge->clerk;
    g_autoptr(GHashTable) personal = gf_wording_values();
    add_personal_values(merge, recipient, personal);
    g_autoptr(GfWording) words = gf_wording_render_prepared(merge->letter, personal, error);
    if (words == NULL)
        return NULL;
    g_autofree char *calendar =
        recipient->copy ? NULL : calendar_of(merge, recipient, words, personal, error);
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
        .language = merge->language,
        .text = words->text,
        .html = words->html,
        .calendar = calendar,
        .calendar_method = is_cancel(merge->kind) ? "CANCEL" : "REQUEST",
        .has_documents = merge->has_documents,
    };
    GBytes *bytes = gf_compose_head(&mail, error);
    if (bytes != NULL && ret_words != NULL)
        *ret_words = g_steal_pointer(&words);
    return bytes;
}
