/* answer-tally.h - the statements of a text, sorted: who counts, for which half, how sure. */
#pragma once

#include "letter/letter.h"
#include "understand/answer-clause.h"
#include "understand/answer-name.h"

typedef struct {
    /* Weight of the best statement, by scope (0 whole, 1 morning, 2 afternoon) and sign (0 no, 1
     * yes). */
    GfWeight weight[3][2];
    const char *why[2]; /* of the best statement of either sign */
    int left;           /* GF_HALF_ that early leaving or late coming leaves, 0: all */
    guint whole_sentence, half_sentence; /* where presence and its half are stated */
    gboolean narrowed;                   /* "only" */
    GfMode mode;
    gboolean remote[2]; /* a statement of that sign is about coming at a distance */
    gboolean hedged;
    int hedged_halves;
    const char *hedge; /* rule that doubted */
    gboolean odd;      /* a statement that contradicts itself */
    gboolean several;  /* members who answer differently */
    gboolean human;
    gboolean asked;       /* a question */
    gboolean asks_remote; /* coming at a distance is mentioned, not stated */
    gboolean elsewhere;   /* a statement about another day or meeting */
    const char *gone;     /* not a member, or not the one meant */
    gboolean bulk, thanked, okay, symbols, empty, cut;
    guint unread;                    /* words that nothing explains */
    gboolean plain_no;               /* a no to more than a way of coming */
    gboolean not_remote;             /* "pas en visio" beside something else */
    gboolean polite;                 /* greetings, thanks and regrets only */
    gboolean denied;                 /* a no or a negation, of whatever */
    gboolean hours;                  /* hours limit a statement */
    int hinted;                      /* GF_HALF_ of a yes to a part of the programme */
    gboolean unhinted;               /* a yes to more than a part */
    int remote_halves, other_halves; /* GF_HALF_ with a yes, by how */
    GArray *counted;                 /* of guint: clauses that count */
} GfTally;

void gf_tally_take(GfTally *tally, const GfWords *words, const GArray *clauses,
                   const GfNames *names, const GfMeeting *meeting);
void gf_tally_clear(GfTally *tally);

/* A statement of that sign (1, -1), for the whole or a half. */
gboolean gf_tally_any(const GfTally *tally, int sign);
gboolean gf_tally_any_strong(const GfTally *tally);

/* Yes for one half or way of coming and no for the other: no contradiction. */
gboolean gf_tally_is_split(const GfTally *tally);

/* Nothing but a no to one half. */
gboolean gf_tally_is_half_open(const GfTally *tally);

/* GF_HALF_ of a presence; 0 for all; -1 where that stays open. */
int gf_tally_halves(const GfTally *tally);
