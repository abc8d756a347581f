/* clerk.h - what every matter needs to act: the store, the settings, the templates and the time.
 *
 * The workflow is facts from the store, a decision by `rules`, effects back into the store: no
 * network, no file, no wall clock. All functions that change something run inside the caller's
 * transaction unless they say otherwise.
 */
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "letter/letter.h"
#include "store/inbox.h"
#include "store/outbox.h"
#include "store/roll.h"
#include "store/session.h"
#include "store/store.h"

typedef struct {
    GfStore *store;
    const GfConfig *config;
    GHashTable *templates; /* "fr/convocation.txt" -> text */
    const GfClock *clock;
    gboolean in_mail; /* who is refused something reads it in a mail, not on a terminal */
} GfClerk;

/* The words of a refusal (GF_ERROR_STATE) for who reads them: a command's are English, those of a
 * mail in the language of the instance. Both take the same arguments. */
const char *gf_clerk_words(const GfClerk *clerk, const char *english, const char *french)
    G_GNUC_FORMAT(2) G_GNUC_FORMAT(3);

gint64 gf_clerk_now(const GfClerk *clerk);
/* The civil date of now, in the zone of the instance. */
GDate gf_clerk_today(const GfClerk *clerk);

/* What a line of the journal says beside its time and subject; `rule` and `evidence` may be NULL.
 */
typedef struct {
    const char *actor, *act, *rule, *evidence;
} GfAct;

/* One line of the journal at the present time; the subject is formatted. */
gboolean gf_clerk_journal(const GfClerk *clerk, const GfAct *act, GError **error,
                          const char *subject_format, ...) G_GNUC_PRINTF(4, 5);

/* Parts that begin at this hour or later are the afternoon (DESIGN.md section 5). */
#define GF_AFTERNOON_HOUR 13
/* Whether the session has a part in that half of the day. */
gboolean gf_clerk_has_half(const GfClerk *clerk, const GfSession *session, gboolean afternoon);

/* The rules of the assembly, from `apply`, with DOMAIN.md's defaults. */
typedef struct {
    int notice; /* jours francs */
    int quorum_numerator, quorum_denominator;
    gboolean quorum_strictly_more;
    gboolean quorum_counts_represented;
    int parity_tolerance;
    int chantiers_per_group; /* 0: any number */
    int pouvoirs;            /* a member may hold */
    char *plan;              /* "J-15, J-7, J-2" */
    char *plan_hour;
    char *deadline_plan;   /* of saisines' stages and reports: "J-30, J-15, J-7, J-1, J+1" */
    int escalation_days;   /* after the date an overdue thing goes to the co-presidents */
    int confirmation_days; /* after which staff is asked to confirm a report */
    char *digest_hour;     /* of staff's morning digest */
    char *term_plan;       /* of terms that end: "J-180, J-90, J-30" */
    char *rhythm_plan;     /* of the next plenary to be planned: "J-90, J-60, J-30, J-7, J+1" */
    int plenary_months;    /* at most between two plenaries */
    int term_warning_days; /* before it ends, a term is told */
} GfAssemblyRules;
/* `body_slug` (may be NULL): settings of that body come first. */
gboolean gf_clerk_rules(const GfClerk *clerk, const char *body_slug, GfAssemblyRules **ret,
                        GError **error);
void gf_assembly_rules_free(GfAssemblyRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAssemblyRules, gf_assembly_rules_free)

/* Our own domain, that of the configured address; borrowed. */
const char *gf_clerk_domain(const GfClerk *clerk);
/* A new Message-ID of ours, without angle brackets. Owned. */
char *gf_clerk_message_id(const GfClerk *clerk);
/* The address that brings answers back to a token: "greffe+TOKEN@..." or, without sub-addressing,
 * the plain one. Owned. */
char *gf_clerk_return_address(const GfClerk *clerk, const char *token);
