/* letter.h - what one message says, as plain data.
 *
 * The reader writes it, the workflow reads it; nothing else ever comes out of untrusted bytes. All
 * texts are valid UTF-8 without control characters (tab and newline excepted); NULL means "not
 * said". Serialised as GVariant: gf_letter_from_bytes() trusts nothing (size cap, checked normal
 * form, ranges).
 */
#pragma once

#include <glib.h>

/* Of all that reads letters; kept with each letter. Raised when a better reading may decide
 * otherwise (greffe inbox reread tells where). */
#define GF_READER_VERSION 3

typedef enum {
    GF_KIND_MESSAGE,
    GF_KIND_BOUNCE,
    GF_KIND_DELAY,
    GF_KIND_AUTO_REPLY,
    GF_KIND_RECEIPT,
    GF_KIND_FEEDBACK,
    GF_KIND_CALENDAR,
} GfKind;

typedef struct {
    char *name;    /* display name, may be NULL */
    char *address; /* never NULL; domain in lower-case ASCII */
} GfPerson;

typedef enum {
    GF_SEGMENT_NEW,
    GF_SEGMENT_QUOTE,
    GF_SEGMENT_SIGNATURE,
    GF_SEGMENT_BANNER,
    GF_SEGMENT_FORWARD,
} GfSegmentKind;

typedef struct {
    GfSegmentKind kind;
    char *text; /* all segments, joined, are GfLetter.text */
} GfSegment;

typedef struct {
    char *name;          /* safe base name, may be NULL */
    char *declared_type; /* "application/pdf", lower case */
    char *type;          /* by its bytes, where they tell; else the declared one */
    guint64 size;        /* bytes, decoded */
    char *sha256;        /* lower-case hexadecimal, of the decoded bytes */
} GfAttachment;

/* One Authentication-Results header (RFC 8601), in the order of the message, topmost first. */
typedef struct {
    char *authserv_id;
    char *dmarc, *dkim, *spf; /* "pass", "fail", "none" ...; NULL: not said */
    char *from_domain;        /* header.from of dmarc */
} GfAuthentication;

typedef enum { GF_PERMANENCE_SOFT, GF_PERMANENCE_HARD } GfPermanence;
typedef enum {
    GF_FAULT_UNKNOWN,
    GF_FAULT_ADDRESS,
    GF_FAULT_MAILBOX,
    GF_FAULT_POLICY,
    GF_FAULT_CONTENT,
    GF_FAULT_NETWORK,
} GfFault;

typedef struct {
    char *address;    /* the one we wrote to where the report tells it; may be NULL */
    char *action;     /* "failed", "delayed", "delivered", "relayed", "expanded" */
    char *status;     /* "5.1.1" (RFC 3463), may be NULL */
    int code;         /* SMTP reply code, 0: not said */
    char *diagnostic; /* may be NULL */
    GfPermanence permanence;
    GfFault fault;
} GfBounceRecipient;

typedef struct {
    GPtrArray *recipients;     /* of GfBounceRecipient, never NULL */
    char *original_message_id; /* without angle brackets, may be NULL */
} GfBounce;

typedef struct {
    char *reason;      /* which rule saw it: "auto-submitted", "subject" ... */
    char *until;       /* "2027-03-12", may be NULL */
    char *replacement; /* a name or address to turn to, may be NULL */
} GfAutoReply;

typedef enum {
    GF_METHOD_NONE,
    GF_METHOD_PUBLISH,
    GF_METHOD_REQUEST,
    GF_METHOD_REPLY,
    GF_METHOD_ADD,
    GF_METHOD_CANCEL,
    GF_METHOD_REFRESH,
    GF_METHOD_COUNTER,
    GF_METHOD_DECLINECOUNTER,
} GfMethod;

typedef enum {
    GF_PARTSTAT_NONE,
    GF_PARTSTAT_NEEDS_ACTION,
    GF_PARTSTAT_ACCEPTED,
    GF_PARTSTAT_DECLINED,
    GF_PARTSTAT_TENTATIVE,
    GF_PARTSTAT_DELEGATED,
    GF_PARTSTAT_OTHER,
} GfPartstat;

typedef struct {
    char *address; /* without "mailto:", percent-decoded; never NULL */
    char *name;
    GfPartstat partstat;
    char *role;
    char *delegated_to, *delegated_from, *sent_by; /* addresses, may be NULL */
} GfAttendee;

/* A calendar message (RFC 5546): the first component that concerns an event. */
typedef struct {
    GfMethod method;
    char *uid;
    int sequence;        /* 0 where absent */
    gint64 dtstamp;      /* UTC seconds, 0: absent */
    char *recurrence_id; /* RFC 3339 in UTC, or a date; may be NULL */
    char *organizer;     /* address; often absent (Exchange) */
    gint64 start, end;   /* UTC seconds, 0: absent or floating in an unknown zone */
    char *summary;
    char *comment;        /* the person's own note: COMMENT or X-RESPONSE-COMMENT */
    int guests;           /* X-NUM-GUESTS */
    GPtrArray *attendees; /* of GfAttendee, never NULL */
} GfCalendar;

typedef enum {
    GF_PRESENCE_UNCLEAR,
    GF_PRESENCE_PRESENT,
    GF_PRESENCE_ABSENT,
    GF_PRESENCE_TENTATIVE,
} GfPresence;
typedef enum { GF_PARTS_NONE, GF_PARTS_ALL, GF_PARTS_MORNING, GF_PARTS_AFTERNOON } GfParts;
typedef enum { GF_MODE_NONE, GF_MODE_ONSITE, GF_MODE_REMOTE } GfMode;

/* What the sender's own words (and PARTSTAT) say about coming. */
typedef struct {
    GfPresence presence;
    GfParts parts;
    GfMode mode;
    char *proxy_to;       /* name as written, may be NULL */
    char *substitute;     /* name as written, or "suppléant"; may be NULL */
    gboolean needs_human; /* somebody must read this */
    char *why;            /* which rule of the grammar fired */
} GfAnswer;

typedef struct {
    char *code;   /* stable, kebab-case: "charset-guessed" */
    char *part;   /* MIME path "1.2", may be NULL */
    char *detail; /* may be NULL */
} GfProblem;

typedef struct {
    GfKind kind;
    GfPerson *from, *sender;       /* may be NULL */
    GPtrArray *reply_to, *to, *cc; /* of GfPerson, never NULL */
    char **delivered_to;           /* addresses of Delivered-To, X-Delivered-To, (X-)Envelope-To,
                                      X-Original-To; never NULL */
    char *return_path;             /* "" for <>; NULL: no such header */
    char *subject;
    gint64 date;                    /* UTC seconds of the Date header, 0: absent or unreadable */
    char *message_id, *in_reply_to; /* without angle brackets */
    char **references;              /* without angle brackets, never NULL */
    char *list_id;
    GPtrArray *authentication; /* of GfAuthentication, never NULL */
    int spam;                  /* the server's verdict: 1, 0, or -1: none */
    char *auto_submitted;      /* the bare word in lower case, may be NULL */
    char *text;                /* the body for people, never NULL */
    GPtrArray *segments;       /* of GfSegment, never NULL */
    GPtrArray *attachments;    /* of GfAttachment, never NULL */
    GfBounce *bounce;          /* bounce, delay, and receipts that are reports; else NULL */
    GfAutoReply *auto_reply;   /* else NULL */
    GfCalendar *calendar;      /* else NULL */
    GfAnswer *answer;          /* never NULL once read */
    GPtrArray *problems;       /* of GfProblem, never NULL */
} GfLetter;

/* An empty letter: arrays empty, answer unclear. Owned. */
GfLetter *gf_letter_new(void);
void gf_letter_free(GfLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfLetter, gf_letter_free)

/* The `new` segments joined. Owned. */
char *gf_letter_new_text(const GfLetter *letter);

/* Notes a problem; beyond GF_LIMIT_PROBLEMS it is dropped. `part`, `detail` may be NULL. */
void gf_letter_add_problem(GfLetter *letter, const char *code, const char *part,
                           const char *detail);

/* Normal-form GVariant bytes. Owned. */
GBytes *gf_letter_to_bytes(const GfLetter *letter);

/* The letter in `bytes`, which may be hostile: NULL and GF_ERROR_MESSAGE where they are too large,
 * not in normal form, or hold a value out of range. Owned. */
GfLetter *gf_letter_from_bytes(GBytes *bytes, GError **error);

/* Constructors and destructors of what a letter holds; texts are copied, all results owned. */
GfPerson *gf_person_new(const char *name, const char *address);
void gf_person_free(GfPerson *person);
GfSegment *gf_segment_new(GfSegmentKind kind, const char *text, gssize length);
void gf_segment_free(GfSegment *segment);
void gf_attachment_free(GfAttachment *attachment);
void gf_authentication_free(GfAuthentication *authentication);
GfBounce *gf_bounce_new(void);
void gf_bounce_free(GfBounce *bounce);
void gf_bounce_recipient_free(GfBounceRecipient *recipient);
void gf_auto_reply_free(GfAutoReply *auto_reply);
GfCalendar *gf_calendar_new(void);
void gf_calendar_free(GfCalendar *calendar);
void gf_attendee_free(GfAttendee *attendee);
GfAnswer *gf_answer_new(void);
void gf_answer_free(GfAnswer *answer);
void gf_problem_free(GfProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPerson, gf_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfBounce, gf_bounce_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAutoReply, gf_auto_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfCalendar, gf_calendar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAnswer, gf_answer_free)

/* The words of DESIGN's JSON: "auto-reply", "TENTATIVE", "morning" ... NULL for the NONE values. */
const char *gf_kind_name(GfKind kind);
const char *gf_segment_kind_name(GfSegmentKind kind);
const char *gf_permanence_name(GfPermanence permanence);
const char *gf_fault_name(GfFault fault);
const char *gf_method_name(GfMethod method);
const char *gf_partstat_name(GfPartstat partstat);
const char *gf_presence_name(GfPresence presence);
const char *gf_parts_name(GfParts parts);
const char *gf_mode_name(GfMode mode);
