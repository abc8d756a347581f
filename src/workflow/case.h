/* case.h - private to workflow: one message on the clerk's desk, and whose matter it is. */
#pragma once

#include "understand/report-kind.h"
#include "workflow/note.h"

typedef struct {
    const GfClerk *clerk;
    const GfLetter *letter;
    GfMessage *message; /* the row; its state, reason and matter are what is decided here */
    char *sha256;       /* of the raw message: the evidence */
    gboolean dragged;   /* staff has said already what it means: the member is not asked */
} GfCase;

/* Decides: state, the rule that did, and words for staff (may be NULL). */
void gf_case_decide(GfCase *matter, const char *state, const char *reason, const char *detail);

/* Whether staff may still decide about it: held, waiting for the member, or taken for spam. */
gboolean gf_message_is_open(const GfMessage *message);
/* An open message of which staff speaks; GF_ERROR_STATE where it is not. `ret_sha256`: the
 * evidence. */
gboolean gf_case_take_up(const GfClerk *clerk, gint64 message_id, GfMessage **ret,
                         char **ret_sha256, GError **error);
/* Stores what was decided about it, files it anew, says so in the journal, and lets it be found by
 * its words where it could not be before. */
gboolean gf_case_put_down(const GfCase *matter, const char *actor, GError **error);

/* What else than a session a letter can be about, and what `topic_id` of GfMatch is the row of. */
typedef enum {
    GF_TOPIC_NONE,
    GF_TOPIC_SOLICITATION, /* a saisine and whom it was asked of: by token */
    GF_TOPIC_SAISINE,      /* a saisine: by its address or a subject tag */
    GF_TOPIC_CHANTIER,     /* a body: by its address or a subject tag */
    GF_TOPIC_GROUP,        /* another body, by its address: its list */
    GF_TOPIC_REPORT,       /* a report we asked about: by token */
    GF_TOPIC_SHEET,        /* a numbered list we sent: by token */
} GfTopicKind;

/* Whose matter a letter is. Empty (no topic, invitation NULL) where that is not known. */
typedef struct {
    GfTopicKind topic;
    gint64 topic_id;
    GfInvitation *invitation; /* of a session; then topic is NONE */
    GfMember *member;
    GfSession *session;
    gboolean proved;       /* token, UID or Message-ID of ours: K of the trust table */
    const char *how;       /* "uid", "token", "address", "thread", "tag", "from"; static */
    int answered_sequence; /* of the mail that is answered, -1: not known */
    gint64 confirmation;   /* message row that a confirmation token stands for, 0: none */
    char *token;           /* by which the topic was found, NULL: by none */
    gboolean ambiguous;    /* several candidates, none better */
    gboolean elsewhere;    /* it speaks of something that From alone does not make a session */
} GfMatch;
void gf_match_clear(GfMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfMatch, gf_match_clear)

gboolean gf_match_letter(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                         GError **error);
/* The SEQUENCE of this session's mail that a letter (may be NULL) answers; -1: it does not say. */
gboolean gf_match_sequence(const GfClerk *clerk, const GfLetter *letter, gint64 session_id,
                           int *ret, GError **error);
/* The invitation of a row, with its member and session. */
gboolean gf_match_load(const GfClerk *clerk, gint64 invitation_id, GfMatch *match, GError **error);

/* The mail of ours that a bounce speaks of: by its Message-ID, else by token; NULL: none. Owned. */
gboolean gf_match_bounced(const GfClerk *clerk, const GfLetter *letter, GfOutgoing **ret,
                          GError **error);

/* The address of a report as we write it on a mail: the domain in ASCII (RFC 3490 section 4.1),
 * which a report may name in its own letters (RFC 6533 section 3). The local part stays: one beyond
 * ASCII is nobody's on our roll. Owned, NULL where the report names none. */
char *gf_bounce_address_written(const GfBounceRecipient *recipient);

/* TRUE where one of our addresses for a letter carries a token that exists. */
gboolean gf_match_has_token(const GfClerk *clerk, const GfLetter *letter, gboolean *ret,
                            GError **error);

/* Whether it came to our sub-address `detail`: "saisine-2017-01". */
gboolean gf_match_came_to(const GfClerk *clerk, const GfLetter *letter, const char *detail);

/* answer.c: a letter about a session, by the trust table. */
gboolean gf_answer_receive(GfCase *matter, const GfMatch *match, GError **error);
/* Records what the letter says, whoever wrote it: trust has been decided (`rule`, `actor`). */
gboolean gf_answer_apply(GfCase *matter, const GfMatch *match, const char *rule, const char *actor,
                         GError **error);
/* answer.c: the SEQUENCE of a session that people knew at an instant. */
gboolean gf_answer_sequence_at(const GfClerk *clerk, const GfSession *session, gint64 at, int *ret,
                               GError **error);
/* answer.c: decides about a letter that comes too late; `*ret_over` FALSE: it does not. */
gboolean gf_answer_is_over(GfCase *matter, const GfMatch *match, gboolean *ret_over,
                           GError **error);
/* answer.c: whether a letter says yes to "is the earlier one yours?". */
GfConsent gf_answer_consent(const GfLetter *letter, const GfLetter *earlier);

/* confirm.c: asks the member at the main address whether a letter is theirs; `question`: template,
 * values and invitation. `*ret_asked` FALSE where no mail may go there. */
gboolean gf_confirm_ask(GfCase *matter, const GfMember *member, const GfNote *question,
                        gboolean *ret_asked, GError **error);
/* confirm.c: the member confirms or denies an earlier letter, whatever it is about. */
gboolean gf_confirmed(GfCase *matter, const GfMatch *match, GError **error);
/* confirm.c: where a letter begins with a yes or no, and says nothing to the contrary after it. */
GfConsent gf_confirm_first_word(const GfLetter *letter);

/* Of GfMessage: "saisine/2017-01". */
#define GF_MATTER_SAISINE "saisine/"
#define GF_MATTER_CHANTIER "chantier/"
/* contribution.c: a letter about a saisine, by the trust table. */
gboolean gf_contribution_receive(GfCase *matter, const GfMatch *match, GError **error);
/* contribution.c: records what the letter says of the saisine `match->topic_id`, as
 * `match->member`'s; trust has been decided. */
gboolean gf_contribution_apply(GfCase *matter, const GfMatch *match, const char *rule,
                               const char *actor, GError **error);
/* contribution.c: staff says that the letter is a contribution to that saisine, of that member
 * (NULL: of who wrote it). */
gboolean gf_contribution_settle(GfCase *matter, const char *number, const char *member_slug,
                                GError **error);
/* report.c: a letter to a chantier; a letter that answers our question about a report. */
gboolean gf_report_receive(GfCase *matter, const GfMatch *match, GError **error);
/* Records it as a report of `match->topic_id`, whose author is `match->member`; trust has been
 * decided. */
gboolean gf_report_take(GfCase *matter, const GfMatch *match, const char *rule, const char *actor,
                        GError **error);
gboolean gf_report_answered(GfCase *matter, const GfMatch *match, GError **error);
/* Staff says that the letter is a report of that chantier, of that member (NULL: of who wrote it),
 * who must hold an office there. */
gboolean gf_report_settle(GfCase *matter, const char *body_slug, const char *member_slug,
                          GError **error);
/* sheet.c: an answer, line by line, to a numbered list. */
gboolean gf_sheet_receive(GfCase *matter, const GfMatch *match, GError **error);

/* acknowledge.c: whether a program wrote it (I10). */
gboolean gf_is_from_program(const GfLetter *letter);
/* acknowledge.c: whether an automatic mail may go to `address`: the fuse, and who it is (I10). */
gboolean gf_may_write(const GfClerk *clerk, const char *address, gboolean *ret, GError **error);
/* acknowledge.c: answers a letter of `member` with `note` (kind, template, token, values): to the
 * address it came from where that is known or DMARC-passed, to the main one too where `rule` (of
 * the trust table) is "token-dmarc-pass", to it alone where it is "confirmed-by-member"; to nobody
 * where a program wrote it or the fuse has blown. */
gboolean gf_answer_letter(GfCase *matter, const GfMember *member, const char *rule,
                          const GfNote *note, GError **error);
/* acknowledge.c: tells what was recorded, where that is allowed and wanted. `reason` NULL: an
 * ordinary acknowledgement; else why it must be sent, a flag of the template: "other_address",
 * "former_date", "needs_reading", "told". */
gboolean gf_acknowledge(GfCase *matter, const GfMatch *match, const GfAnswerRow *answer,
                        const char *reason, GError **error);
/* acknowledge.c: asks the member at the main address whether a letter is theirs. `*ret_asked` FALSE
 * where no mail may go there. */
gboolean gf_ask_confirmation(GfCase *matter, const GfMatch *match, gboolean *ret_asked,
                             GError **error);
/* acknowledge.c: tells a known sender that a message was too large. */
gboolean gf_tell_too_large(GfCase *matter, GError **error);

/* bounce.c */
gboolean gf_bounce_receive(GfCase *matter, GError **error);
