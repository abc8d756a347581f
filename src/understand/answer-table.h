/* answer-table.h - how people say that they come or do not: the words of the grammar.
 *
 * Two books. Idioms are read first and taken out of the sentence, so that "à venir", "sauf imprévu"
 * or "pas de souci" cannot be mistaken for what they are made of. What remains is read with the
 * statements. All words are folded (gf_text_fold()) and without elisions. How senses combine:
 * answer-clause.c.
 */
#pragma once

#include "understand/phrase.h"

typedef enum {
    GF_SENSE_NONE,
    /* Idioms. */
    GF_SENSE_IGNORE, /* says nothing about coming */
    GF_SENSE_GREETING,
    GF_SENSE_CLOSING, /* what follows is a signature */
    GF_SENSE_THANKS,
    GF_SENSE_RECEIPT,      /* "bien reçu": acknowledges, answers nothing */
    GF_SENSE_CAUTION,      /* "sauf imprévu" */
    GF_SENSE_OKAY,         /* "pas de souci": a yes where it says to what */
    GF_SENSE_GLAD,         /* "avec plaisir", "ok pour moi": a yes */
    GF_SENSE_EXCUSE,       /* "veuillez m'excuser": absent, unless the person says to come */
    GF_SENSE_SORRY,        /* "désolé": absent where a reason goes with it */
    GF_SENSE_HEDGE,        /* doubts the statement of its sentence */
    GF_SENSE_LATER,        /* will answer later: doubts the whole message */
    GF_SENSE_CONTINGENCY,  /* "en cas d'empêchement": what follows is not a statement */
    GF_SENSE_UNREAL,       /* "j'aurais aimé", the past */
    GF_SENSE_NOW,          /* "cette semaine": not the day of the meeting */
    GF_SENSE_ANOTHER_TIME, /* "une prochaine fois" */
    GF_SENSE_REVERSAL,     /* "finalement": forget what stands before */
    GF_SENSE_REQUEST,      /* somebody must act */
    GF_SENSE_SIDE_MATTER,  /* food, transport, documents: somebody must read */
    GF_SENSE_GONE,         /* not a member, wrong person */
    GF_SENSE_RELATIVE,     /* a relative writes */
    GF_SENSE_IMPOSSIBLE,   /* turns what it governs round; its negation is included */
    GF_SENSE_EMPHASIS,     /* "ne manquerai pas de": its negation is included */
    GF_SENSE_BULK,         /* newsletters */
    /* Statements. */
    GF_SENSE_ATTEND,      /* comes */
    GF_SENSE_ATTEND_VERB, /* an infinitive: comes where something governs it */
    GF_SENSE_GOVERN,      /* "pourrai", "confirme": lets an infinitive speak */
    GF_SENSE_ARRIVE,      /* comes, at a time */
    GF_SENSE_LEAVE,       /* leaves, at a time */
    GF_SENSE_TRAVEL,      /* comes, on site */
    GF_SENSE_CONNECT,     /* comes, at a distance */
    GF_SENSE_ABSENT,
    GF_SENSE_REASON, /* why somebody would not come */
    GF_SENSE_YES,
    GF_SENSE_NO,
    GF_SENSE_SEE_YOU, /* "à vendredi" */
    GF_SENSE_REMOTE,
    GF_SENSE_ONSITE,
    GF_SENSE_MORNING,
    GF_SENSE_AFTERNOON,
    GF_SENSE_DAY,
    GF_SENSE_ONLY,
    GF_SENSE_MEAL,
    GF_SENSE_BEFORE,   /* "pas avant 10 h" */
    GF_SENSE_FROM,     /* "à partir de" */
    GF_SENSE_THIS_DAY, /* "ce jour-là" */
} GfSense;

/* Compiled once, never freed. */
const GfPhrasebook *gf_answer_idioms(void);
const GfPhrasebook *gf_answer_statements(void);

/* gf_answer_class() of a word that was not looked at yet. */
gboolean gf_answer_class_find(const char *name, const char *fold);

/* The vocabulary both books share; gf_phrasebook_in() on any of them. */
static inline gboolean gf_answer_class(const char *name, const char *fold)
{
    int answer = 0;
    return gf_term_recall(name, fold, &answer) ? answer : gf_answer_class_find(name, fold);
}

/* A misspelt word of the grammar, as it was meant; NULL where `fold` is none. Borrowed. */
const char *gf_answer_mend(const char *fold);
