/* answer-clause.h - the sender's words, cut into clauses, and what each clause states.
 *
 * A clause is the stretch within which a negation, a person and a predicate belong together. Its
 * sign is the product of predicate, negation and what governs it ("impossible de", "rien ne
 * m'empêchera de").
 */
#pragma once

#include "understand/answer-meeting.h"
#include "understand/answer-table.h"
#include "understand/words.h"

typedef enum {
    GF_WHO_ELLIPTIC, /* nobody named: the sender */
    GF_WHO_SENDER,
    GF_WHO_NAMED, /* a title or a name, or he and she: the member a secretariat writes for */
    GF_WHO_OTHER, /* suppléant, colleague, relative */
    GF_WHO_READER,
    GF_WHO_THING,
} GfWho;

/* How much a statement is worth. */
typedef enum {
    GF_WEIGHT_NONE,
    GF_WEIGHT_WEAK, /* "oui", "à vendredi", "pas de souci" */
    GF_WEIGHT_SOFT, /* an excuse, a reason */
    GF_WEIGHT_STRONG,
} GfWeight;

typedef enum { GF_LEAD_NONE, GF_LEAD_IF, GF_LEAD_WHO, GF_LEAD_BUT } GfLead;

enum { GF_HALF_MORNING = 1, GF_HALF_AFTERNOON = 2, GF_HALF_BOTH = 3 };

typedef struct {
    guint from, to; /* words */
    guint sentence;
    GfLead lead;
    gboolean question, after_closing;
    guint64 senses;       /* 1 << GfSense, of idioms and statements */
    guint unread;         /* words that no phrase knows */
    guint loose;          /* words outside phrases, small ones too */
    gboolean conditional; /* its verb is */
    int negations;        /* 0, 1; 2: too many to be sure */
    gboolean only_what;   /* "ne ... que" */
    /* What it states. */
    int sign;     /* 1 comes, -1 does not, 0 nothing or not sure */
    gboolean odd; /* signs contradict each other */
    GfWeight weight;
    GfWho who;
    gboolean plural;
    guint name; /* first word of the name or title, where who is GF_WHO_NAMED; else G_MAXUINT */
    const char *why;
    GfRelation relation; /* of its dates to the meeting */
    int halves;          /* GF_HALF_: that it names */
    gboolean timed;      /* a word of it may begin a time of day */
    int hinted;          /* GF_HALF_: by what happens there ("seulement aux ateliers") */
    int part;            /* GF_HALF_: the same, where that is not what the meeting is called */
    gboolean hours;      /* hours limit it */
    gboolean device;     /* it speaks of buttons and boxes */
    gboolean foreign;    /* another meeting or place */
    gboolean own_verb;   /* it has a subject, and so a verb, of its own */
    gboolean more_days;  /* its own day and others */
} GfClause;

#define GF_SENSE_BIT(sense) (G_GUINT64_CONSTANT(1) << (sense))
static inline gboolean gf_clause_has(const GfClause *clause, GfSense sense)
{
    return (clause->senses & GF_SENSE_BIT(sense)) != 0;
}

/* Masks idioms in `words`, cuts and reads. Owned array of GfClause. */
GArray *gf_clauses_read(GfWords *words, const GfMeeting *meeting);
