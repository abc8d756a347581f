/* bounce.c - reports about our own mail: recognised, recorded, never answered.
 *
 * A policy or content refusal is our own fault and is never held against the address; nobody is
 * unsubscribed. A report that names no mail of ours proves nothing and changes nothing.
 */
#include "workflow/case.h"

#include "base/address.h"
#include "base/text.h"

#include <string.h>

#define WORDS_CHARACTERS 200

char *gf_bounce_address_written(const GfBounceRecipient *recipient)
{
    const char *address = recipient->address;
    const char *at = address != NULL ? strrchr(address, '@') : NULL;
    g_autofree char *ascii = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
    return ascii != NULL ? g_strdup_printf("%.*s@%s", (int) (at - address), address, ascii)
                         : g_strdup(address);
}

static gboolean is_success(const GfBounceRecipient *recipient)
{
    static const char *const actions[] = {"delivered", "relayed", "expanded", NULL};
    return recipient->action != NULL && g_strv_contains(actions, recipient->action);
}

/* The report about the address we wrote to; else the first that is no success. */
static const GfBounceRecipient *about(const GfBounce *bounce, const GfOutgoing *outgoing)
{
    const GfBounceRecipient *first = NULL;
    for (guint i = 0; i < bounce->recipients->len; i++) {
        const GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        g_autofree char *address = gf_bounce_address_written(recipient);
        if (gf_address_equal(address, outgoing->recipient))
            return recipient;
        if (first == NULL && !is_success(recipient))
            first = recipient;
    }
    return first;
}

static gboolean is_gone(const GfBounceRecipient *recipient)
{
    return recipient != NULL && recipient->permanence == GF_PERMANENCE_HARD &&
           (recipient->fault == GF_FAULT_ADDRESS || recipient->fault == GF_FAULT_MAILBOX);
}

static gboolean record_failure(GfCase *matter, GfOutgoing *outgoing,
                               const GfBounceRecipient *recipient, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autofree char *words = gf_text_line(
        recipient != NULL && recipient->diagnostic != NULL ? recipient->diagnostic : "non remis",
        WORDS_CHARACTERS);
    g_free(outgoing->bounce_words);
    g_free(outgoing->bounce_status);
    outgoing->bounced_at = matter->message->arrived_at;
    outgoing->bounce_words = g_strdup(words);
    outgoing->bounce_status = g_strdup(recipient != NULL ? recipient->status : NULL);
    outgoing->bounce_message = matter->message->id;
    if (!gf_store_record_bounce(clerk->store, outgoing, error))
        return FALSE;
    if (is_gone(recipient) &&
        !gf_store_mark_address(clerk->store, outgoing->member_id, outgoing->recipient,
                               matter->message->arrived_at, words, error))
        return FALSE;
    return gf_clerk_journal(clerk,
                            &(GfAct){"server", "mail.bounced",
                                     is_gone(recipient) ? "address-gone" : "not-delivered",
                                     matter->sha256},
                            error, "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

static gboolean record_delay(GfCase *matter, GfOutgoing *outgoing, GError **error)
{
    outgoing->delayed_at = matter->message->arrived_at;
    outgoing->bounce_message = matter->message->id;
    return gf_store_record_bounce(matter->clerk->store, outgoing, error) &&
           gf_clerk_journal(matter->clerk,
                            &(GfAct){"server", "mail.delayed", "delay", matter->sha256}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

gboolean gf_bounce_receive(GfCase *matter, GError **error)
{
    const GfLetter *letter = matter->letter;
    g_autoptr(GfOutgoing) outgoing = NULL;
    if (letter->kind == GF_KIND_RECEIPT || letter->kind == GF_KIND_FEEDBACK) {
        gf_case_decide(matter, GF_STATE_NOTED, gf_kind_name(letter->kind), NULL);
        return TRUE;
    }
    if (!gf_match_bounced(matter->clerk, letter, &outgoing, error))
        return FALSE;
    if (outgoing == NULL) {
        gf_case_decide(matter, GF_STATE_NOTED, "bounce-of-no-mail-of-ours", NULL);
        return TRUE;
    }
    matter->message->member_id = outgoing->member_id;
    gf_case_decide(matter, GF_STATE_APPLIED, gf_kind_name(letter->kind), NULL);
    if (letter->kind == GF_KIND_DELAY)
        return record_delay(matter, outgoing, error);
    return record_failure(matter, outgoing,
                          letter->bounce != NULL ? about(letter->bounce, outgoing) : NULL, error);
}
