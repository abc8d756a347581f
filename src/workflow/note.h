/* note.h - mails that are composed at once: one to one person, or the same to the people of a
 * group, with documents that are encoded and stored once.
 *
 * (What goes to a whole assembly is queued and composed in batches: mailing.h.)
 */
#pragma once

#include "workflow/text.h"

/* One mail to one person about one matter, made ready in the caller's transaction. */
typedef struct {
    const char *kind;              /* of GfOutgoing */
    const char *template;          /* mail NAME */
    const char *recipient;         /* address */
    const char *recipient_name;    /* may be NULL */
    const char *reply_token;       /* answers come back to it; may be NULL */
    const char *reply_to;          /* else to this address; may be NULL */
    const char *in_reply_to;       /* Message-ID answered, may be NULL */
    const char *const *references; /* NULL-terminated, ending in in_reply_to; may be NULL */
    GPtrArray *parts;              /* of GBytes by gf_compose_document(); may be NULL */
    gint64 mailing_id;             /* whose parts follow instead (gf_note_open_mailing), 0: none */
    gint64 member_id, invitation_id, answers_id;
    GVariant *values; /* a{sv}, consumed if floating */
} GfNote;
gboolean gf_clerk_send(const GfClerk *clerk, const GfNote *note, GError **error);

/* The same to a member: to the main address and, as a copy, to those they asked for. Recipient and
 * member are filled here; nothing where there is no main address. */
gboolean gf_note_to_member(const GfClerk *clerk, const GfNote *note, const GfMember *member,
                           GError **error);
/* The same to every address of staff. */
gboolean gf_note_to_staff(const GfClerk *clerk, const GfNote *note, GError **error);

/* What the notes of one mailing have in common. */
typedef struct {
    const char *kind;    /* of GfMailing */
    const char *subject; /* the matter's in the journal: "saisine/2017-01" */
    const char *title;   /* what a report to staff calls it */
    GPtrArray *parts;    /* as above, may be empty */
} GfNoteMailing;
gboolean gf_note_open_mailing(const GfClerk *clerk, const GfNoteMailing *common,
                              gint64 *ret_mailing_id, GError **error);
/* Stores parts, and the tail after them, as those that the mails of a mailing share. */
gboolean gf_note_add_parts(const GfClerk *clerk, gint64 mailing_id, const GPtrArray *parts,
                           GError **error);

/* The documents (of GfDocument) of a matter as parts, refused beyond [limits] document_bytes. Of
 * GBytes, owned. */
gboolean gf_note_documents(const GfClerk *clerk, const GPtrArray *documents, GPtrArray **ret,
                           GError **error);

/* Whether a mail can go to the member: an address, which is not our own. */
gboolean gf_note_reaches(const GfClerk *clerk, const GfMember *member);

/* Whether the member's main address is another one's too. */
gboolean gf_note_shares_mailbox(const GfClerk *clerk, const GfMember *member, gboolean *ret,
                                GError **error);
/* Says in `dict` whether several members share the mailbox of one (may be NULL): the mail then has
 * to say whose it is. */
gboolean gf_note_add_sharing(const GfClerk *clerk, const GfMember *member, GVariantDict *dict,
                             GError **error);

/* "Madame Dupont" and the like: the values of gf_wording_member() with assembly, greffe, name,
 * address. Owned by the caller. */
void gf_note_values(const GfClerk *clerk, const GfMember *member, GVariantDict *dict);
