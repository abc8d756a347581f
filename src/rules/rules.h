/* rules.h - the règlement as pure functions over facts (DOMAIN.md section 4).
 *
 * No database, no clock, no text: facts in, a decision out. Every setting is a parameter.
 */
#pragma once

#include <glib.h>

/* Notice: may a convocation leave on `sent` for a session on `session`? */
typedef struct {
    gboolean lawful;
    int jours_francs; /* those there are */
    GDate last_day;   /* the last lawful day of sending */
} GfNotice;
GfNotice gf_rule_notice(const GDate *sent, const GDate *session, int required_jours_francs);

/* Quorum: a fraction of the seats in office, present or represented or both. */
typedef enum { GF_QUORUM_PRESENT, GF_QUORUM_PRESENT_OR_REPRESENTED } GfQuorumCounts;
typedef struct {
    int seats, required, sure, missing; /* missing: 0 where reached */
    gboolean reached;
} GfQuorum;
/* `numerator`/`denominator`: half is 1/2; `strictly_more` asks for more than that fraction. */
GfQuorum gf_rule_quorum(int seats, int present, int represented, int numerator, int denominator,
                        gboolean strictly_more, GfQuorumCounts counts);

/* Parity: committees are balanced within `tolerance`; a pair is one woman and one man. */
gboolean gf_rule_parity(int women, int men, int tolerance);

/* What those who hold the two offices of a pair make of it. */
typedef enum {
    GF_PAIR_COMPLETE, /* one woman and one man */
    GF_PAIR_VACANT,
    GF_PAIR_SAME_GENDER,
    GF_PAIR_UNSURE, /* the gender of one of them is not known */
    GF_PAIR_TOO_MANY,
} GfPair;
GfPair gf_rule_pair(int women, int men, int unknown);

/* A reminder plan: offsets in days from a date, negative before ("J-15"), 0 the date, positive
 * after. Parses "J-15, J-7, J-2, J+1"; FALSE with the word that is wrong in `ret_wrong` (owned, may
 * be NULL). Offsets come out sorted, without doubles, as a GArray of int. Owned. */
gboolean gf_rule_plan_parse(const char *text, GArray **ret_offsets, char **ret_wrong);

typedef struct {
    int offset;
    GDate day; /* the working day on which it goes */
} GfReminderStep;
/* The steps of a plan for `date`, seen on `created`: before the date (and on it) moved to the
 * working day before, after it to the working day after; steps that meet on one day merge (the
 * offset nearest to the date stays); a step whose day and `hour` are already past at `created_at`
 * is left out. GArray of GfReminderStep, by day. Owned. */
GArray *gf_rule_plan_steps(const GArray *offsets, const GDate *date, int hour, int minute,
                           const char *zone, gint64 created_at);
/* When a step of `day` goes at the earliest if met at `now`: at the fixed hour of its day, or,
 * where that has been missed by an outage (now is another day, or later than `grace_seconds` after
 * it) or the day is closed, at the next fixed hour of a working day. */
gint64 gf_rule_reminder_due(const GDate *day, int hour, int minute, const char *zone, gint64 now,
                            int grace_seconds);

/* Retry: the delay in seconds before try number `tries` + 1 of a mail, growing to a ceiling, with
 * jitter from `random` (0 <= random < 1); -1 once `queued_at` + `lifetime_seconds` has passed at
 * `now`. */
int gf_rule_retry_delay(int tries, double random, gint64 queued_at, int lifetime_seconds,
                        gint64 now);

/* Begun, outcome unknown: what to do with it. Always the same Message-ID, so that a second copy can
 * be recognised; after `GF_UNCERTAIN_TRIES` unknown outcomes staff decides. */
#define GF_UNCERTAIN_TRIES 3
typedef enum { GF_UNCERTAIN_REPEAT, GF_UNCERTAIN_STAFF } GfUncertain;
GfUncertain gf_rule_uncertain(int unknown_outcomes);

/* Trust: who speaks, and what follows (DESIGN.md section 4, MAIL-IN-THE-WILD.md c3). */
typedef enum { GF_DMARC_NONE, GF_DMARC_PASS, GF_DMARC_FAIL } GfDmarc;
typedef enum {
    GF_TRUST_APPLY,
    GF_TRUST_APPLY_AND_TELL, /* and acknowledge to all addresses concerned */
    GF_TRUST_CONFIRM,        /* ask the member's main address first */
    GF_TRUST_HOLD,
} GfTrust;
typedef struct {
    gboolean token; /* K: a valid token, invitation UID or Message-ID of ours names the member */
    gboolean token_of_other; /* ... and the speaker, by From or ATTENDEE, is another member */
    gboolean from_known;     /* F: From (or Reply-To) resolves to the member */
    gboolean attendee_other; /* C: the calendar's ATTENDEE resolves to another member */
    GfDmarc dmarc;           /* D */
} GfTrustFacts;
/* `ret_rule` (may be NULL): the name of the row that decided, static: "token-from-known" ... */
GfTrust gf_rule_trust(const GfTrustFacts *facts, const char **ret_rule);

/* Order of answers (FIELD-GUIDE section 5.4): negative where `a` is older than `b`. */
typedef struct {
    int sequence;       /* of the invitation answered */
    gint64 client_time; /* gf_rule_answer_time() */
    gint64 arrived_at;
    gint64 id; /* order of recording: the last resort */
} GfAnswerOrder;
int gf_rule_answer_compare(const GfAnswerOrder *a, const GfAnswerOrder *b);
/* The client_time of GfAnswerOrder: `dtstamp` where it is later than `invited_at` and not later
 * than arrival, else `date` where later than `invited_at` and not later than arrival, else
 * `arrived_at`. */
gint64 gf_rule_answer_time(gint64 dtstamp, gint64 date, gint64 invited_at, gint64 arrived_at);
