/* contribution-private.h - what the files about contributions share. */
#pragma once

#include "understand/contribution.h"
#include "workflow/case.h"
#include "workflow/contribution.h"
#include "workflow/saisine-private.h"

/* One letter or paper about a saisine, and what is known around it. */
typedef struct {
    const GfClerk *clerk;
    GfCase *matter; /* NULL: by hand */
    GfSaisine *saisine;
    const GfMember *member;       /* the author */
    GfSolicitation *solicitation; /* NULL: was not asked */
    GfContribution *former;       /* the version that counted until now, NULL */
    GfContribution *made;         /* the new one, NULL */
    const char *rule, *actor;
} GfContributing;
void gf_contributing_clear(GfContributing *of);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfContributing, gf_contributing_clear)
/* Fills solicitation and former. */
gboolean gf_contributing_load(GfContributing *of, GError **error);

/* What became of a letter, as its writer is told. */
typedef enum {
    GF_OUTCOME_NEW,
    GF_OUTCOME_ADDED,
    GF_OUTCOME_REPLACED,
    GF_OUTCOME_WITHDRAWN,
    GF_OUTCOME_NOTHING,   /* nothing to contribute */
    GF_OUTCOME_UNCHANGED, /* ... beside what was contributed already, which still counts */
} GfOutcome;

/* contribution-text.c: what a letter says, as a version of its own: text, questions, links, files.
 * Owned. */
GfContribution *gf_contribution_draft(const GfCase *matter, const GfSaisine *saisine);
/* The questions that `segments` (of GfSegment) answer, and the links in the draft's text. */
void gf_contribution_read_words(GfContribution *draft, const GPtrArray *segments,
                                const GPtrArray *questions);
/* TRUE where there are neither words of one's own, beyond politeness, nor files nor links. */
gboolean gf_contribution_is_empty(const GfContribution *draft);
/* TRUE where what stands beside the politeness is the member's own name, if anything. */
gboolean gf_contribution_is_signed_by(const GfContribution *draft, const GfMember *member);
/* TRUE where there is nothing but a few words, such as "suite", or an order such as "annule et
 * remplace". */
gboolean gf_contribution_is_bare(const GfContribution *draft);
/* TRUE where it only asks us something. */
gboolean gf_contribution_asks(const GfContribution *draft);
/* TRUE where it only says that its writer leaves, or will contribute another day. */
gboolean gf_contribution_is_about_writer(const GfContribution *draft);
/* Only a few words, beside a former version that says or brings much more. */
gboolean gf_contribution_is_short_beside(const GfContribution *draft, const GfContribution *former);
/* It answers, by number, only questions that the former one did not. */
gboolean gf_contribution_answers_others(const GfContribution *draft, const GfContribution *former);
/* Puts the former version's text and files before those of the draft. */
void gf_contribution_carry_over(GfContribution *draft, const GfContribution *former);
/* TRUE where it is more than one contribution may hold (base/limits.h). */
gboolean gf_contribution_is_too_much(const GfContribution *draft);

/* contribution-record.c: what is written down, each with its line of the journal. The member is
 * solicited where nobody had done so. */
gboolean gf_contribution_record(GfContributing *of, GfOutcome outcome, GError **error);
gboolean gf_contribution_withdraw(GfContributing *of, GError **error);
/* `at` 0 takes it back. */
gboolean gf_contribution_set_nothing(GfContributing *of, gint64 at, GError **error);
gboolean gf_contribution_solicit(GfContributing *of, GError **error);

/* contribution-record.c: whether contributions were closed at that time; greffe may have been
 * stopped in between. */
gboolean gf_contribution_is_closed(const GfClerk *clerk, const GfSaisine *saisine, gint64 at,
                                   gboolean *ret, GError **error);

/* contribution-mail.c: tells the author what was kept. */
gboolean gf_contribution_acknowledge(const GfContributing *of, GfOutcome outcome, GError **error);
/* contribution-mail.c: asks the member whether a letter is theirs. */
gboolean gf_contribution_ask(const GfContributing *of, const char *sender, gboolean *ret_asked,
                             GError **error);
/* contribution-mail.c: tells a stranger whose domain is proved, once, that staff will read it. */
gboolean gf_contribution_tell_stranger(GfCase *matter, const GfSaisine *saisine, GError **error);
