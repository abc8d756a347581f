/* note.c - see note.h. */
#include "workflow/note.h"

#include "base/address.h"
#include "base/error.h"
#include "mime/compose.h"

#include <string.h>

static GBytes *compose(const GfClerk *clerk, const GfNote *note, const GfWording *words,
                       const char *message_id, GError **error)
{
    g_autofree char *back = gf_clerk_return_address(clerk, note->reply_token);
    const char *answered[] = {note->in_reply_to, NULL};
    GfMail mail = {
        .from_name = clerk->config->name,
        .from_address = clerk->config->address,
        .to_name = note->recipient_name,
        .to_address = note->recipient,
        .reply_to = note->reply_token != NULL ? back : note->reply_to,
        .subject = words->subject,
        .message_id = message_id,
        .in_reply_to = note->in_reply_to,
        .references = note->references != NULL    ? note->references
                      : note->in_reply_to != NULL ? answered
                                                  : NULL,
        .date = gf_clerk_now(clerk),
        .timezone = clerk->config->timezone,
        .auto_submitted = note->answers_id != 0 ? "auto-replied" : "auto-generated",
        .language = clerk->config->language,
        .text = words->text,
        .html = words->html,
        .has_documents = note->mailing_id != 0 || (note->parts != NULL && note->parts->len > 0),
    };
    return gf_compose_head(&mail, error);
}

static void append(GByteArray *all, GBytes *bytes)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    g_byte_array_append(all, data, (guint) size);
}

/* The whole message; of a mailing's note only its personal part. Takes `head`. */
static GBytes *complete(const GfNote *note, GBytes *head)
{
    g_autoptr(GBytes) first = head;
    if (note->mailing_id != 0 || note->parts == NULL || note->parts->len == 0)
        return g_steal_pointer(&first);
    g_autoptr(GByteArray) all = g_byte_array_new();
    append(all, first);
    for (guint i = 0; i < note->parts->len; i++)
        append(all, note->parts->pdata[i]);
    g_autoptr(GBytes) tail = gf_compose_tail();
    append(all, tail);
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static GfWording *render(const GfClerk *clerk, const GfNote *note, GError **error)
{
    const char *names[] = {note->template, NULL};
    g_autoptr(GVariant) frozen =
        gf_wording_freeze(clerk->templates, clerk->config->language, names, error);
    if (frozen == NULL)
        return NULL;
    g_variant_ref_sink(frozen);
    return gf_wording_render(frozen, note->template, note->values, error);
}

static gboolean queue(const GfClerk *clerk, const GfNote *note, const char *message_id,
                      gint64 blob_id, GError **error)
{
    g_autofree char *envelope = note->answers_id != 0
                                    ? g_strdup("") /* RFC 3834 section 3.3: nobody may answer it */
                                    : gf_clerk_return_address(clerk, note->reply_token);
    GfOutgoing outgoing = {
        .kind = (char *) note->kind,
        .mailing_id = note->mailing_id,
        .invitation_id = note->invitation_id,
        .member_id = note->member_id,
        .answers_id = note->answers_id,
        .token = (char *) note->reply_token,
        .message_id = (char *) message_id,
        .envelope_from = envelope,
        .recipient = (char *) note->recipient,
        .blob_id = blob_id,
        .state = (char *) "ready",
        .queued_at = gf_clerk_now(clerk),
        .due_at = gf_clerk_now(clerk),
    };
    return gf_store_add_outgoing(clerk->store, &outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mail.queued", note->kind, NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing.id);
}

static gboolean send(const GfClerk *clerk, const GfNote *note, GError **error)
{
    g_autofree char *message_id = gf_clerk_message_id(clerk);
    g_autoptr(GfWording) words = render(clerk, note, error);
    GBytes *head = words != NULL ? compose(clerk, note, words, message_id, error) : NULL;
    if (head == NULL)
        return FALSE;
    g_autoptr(GBytes) bytes = complete(note, head);
    gint64 blob_id;
    return gf_store_put_blob(clerk->store, bytes, &blob_id, NULL, error) &&
           queue(clerk, note, message_id, blob_id, error);
}

gboolean gf_clerk_send(const GfClerk *clerk, const GfNote *note, GError **error)
{
    g_autoptr(GVariant) values = note->values != NULL ? g_variant_ref_sink(note->values) : NULL;
    return send(clerk, note, error);
}

static gboolean send_copies(const GfClerk *clerk, GfNote *note, const GfMember *member,
                            GError **error)
{
    g_autoptr(GPtrArray) addresses = NULL;
    if (!gf_store_copy_addresses(clerk->store, member->id, &addresses, error))
        return FALSE;
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = addresses->pdata[i];
        note->recipient = address->address;
        if (!send(clerk, note, error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_note_to_member(const GfClerk *clerk, const GfNote *note, const GfMember *member,
                           GError **error)
{
    g_autoptr(GVariant) values = note->values != NULL ? g_variant_ref_sink(note->values) : NULL;
    g_autofree char *name = gf_member_full_name(member);
    GfNote own = *note;
    if (member->main_address == NULL)
        return TRUE;
    own.recipient = member->main_address;
    own.recipient_name = name;
    own.member_id = member->id;
    return send(clerk, &own, error) && send_copies(clerk, &own, member, error);
}

gboolean gf_note_to_staff(const GfClerk *clerk, const GfNote *note, GError **error)
{
    g_autoptr(GVariant) values = note->values != NULL ? g_variant_ref_sink(note->values) : NULL;
    GfNote own = *note;
    for (gsize i = 0; clerk->config->staff[i] != NULL; i++) {
        own.recipient = clerk->config->staff[i];
        if (!send(clerk, &own, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_chunk(const GfClerk *clerk, gint64 mailing_id, guint ordinal, GBytes *bytes,
                          GError **error)
{
    gint64 blob_id;
    return gf_store_put_blob(clerk->store, bytes, &blob_id, NULL, error) &&
           gf_store_add_mailing_chunk(clerk->store, mailing_id, (int) ordinal, blob_id, error);
}

gboolean gf_note_add_parts(const GfClerk *clerk, gint64 mailing_id, const GPtrArray *parts,
                           GError **error)
{
    g_autoptr(GBytes) tail = gf_compose_tail();
    for (guint i = 0; i < parts->len; i++)
        if (!add_chunk(clerk, mailing_id, i, parts->pdata[i], error))
            return FALSE;
    return add_chunk(clerk, mailing_id, parts->len, tail, error);
}

gboolean gf_note_open_mailing(const GfClerk *clerk, const GfNoteMailing *common,
                              gint64 *ret_mailing_id, GError **error)
{
    g_autoptr(GBytes) frozen = g_bytes_new(common->title, strlen(common->title));
    gint64 now = gf_clerk_now(clerk);
    GfMailing mailing = {
        .kind = (char *) common->kind,
        .subject = (char *) common->subject,
        .state = (char *) "leaving",
        .frozen = frozen,
        .queued_at = now,
        .release_at = now,
    };
    if (!gf_store_add_mailing(clerk->store, &mailing, error))
        return FALSE;
    *ret_mailing_id = mailing.id;
    return gf_note_add_parts(clerk, mailing.id, common->parts, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mailing.queued", common->kind, NULL}, error,
                            "%s/mailing/%" G_GINT64_FORMAT, common->subject, mailing.id);
}

static GBytes *part_of(const GfClerk *clerk, const GfDocument *document, GError **error)
{
    g_autoptr(GBytes) content = NULL;
    if (!gf_store_blob(clerk->store, document->blob_id, &content, error))
        return NULL;
    return gf_compose_document(document->name, document->media_type, content);
}

gboolean gf_note_documents(const GfClerk *clerk, const GPtrArray *documents, GPtrArray **ret,
                           GError **error)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    guint64 total = 0;
    for (guint i = 0; i < documents->len; i++) {
        GBytes *part = part_of(clerk, documents->pdata[i], error);
        if (part == NULL)
            return FALSE;
        g_ptr_array_add(parts, part);
        total += g_bytes_get_size(part) / 4 * 3;
    }
    if (total > clerk->config->document_bytes + clerk->config->document_bytes / 10) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "documents: they have %" G_GUINT64_FORMAT
                    " bytes together, at most %" G_GUINT64_FORMAT
                    " can be sent (lighten them, or raise document_bytes in [limits])",
                    total, clerk->config->document_bytes);
        return FALSE;
    }
    *ret = g_steal_pointer(&parts);
    return TRUE;
}

gboolean gf_note_reaches(const GfClerk *clerk, const GfMember *member)
{
    return member->main_address != NULL &&
           !gf_address_equal(member->main_address, clerk->config->address);
}

gboolean gf_note_shares_mailbox(const GfClerk *clerk, const GfMember *member, gboolean *ret,
                                GError **error)
{
    *ret = FALSE;
    return member->main_address == NULL ||
           gf_store_address_is_shared(clerk->store, member->main_address, ret, error);
}

gboolean gf_note_add_sharing(const GfClerk *clerk, const GfMember *member, GVariantDict *dict,
                             GError **error)
{
    gboolean shares = FALSE;
    if (member == NULL)
        return TRUE;
    if (!gf_note_shares_mailbox(clerk, member, &shares, error))
        return FALSE;
    g_variant_dict_insert(dict, "shared_mailbox", "b", shares);
    return TRUE;
}

void gf_note_values(const GfClerk *clerk, const GfMember *member, GVariantDict *dict)
{
    g_autoptr(GVariant) base =
        member != NULL ? g_variant_ref_sink(gf_wording_member(member, clerk->config->language))
                       : NULL;
    g_variant_dict_init(dict, base);
    g_variant_dict_insert(dict, "assembly", "s", clerk->config->name);
    g_variant_dict_insert(dict, "greffe", "s", clerk->config->address);
}
