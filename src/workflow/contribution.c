/* contribution.c - a letter about a saisine: whose it is, by the trust table, and what its writer
 * wants done with it. Lateness refuses nothing; what is not sure goes to a human. See
 * contribution.h.
 */
#include "workflow/contribution-private.h"

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "workflow/roll-member.h"
#include "workflow/speaker.h"

#include <string.h>

static gboolean hold(GfCase *matter, const char *reason, const char *detail)
{
    gf_case_decide(matter, GF_STATE_HELD, reason, detail);
    return TRUE;
}

/* --- whose letter --- */

/* TRUE where the display name of the letter is that of the member. */
static gboolean is_named(const GfLetter *letter, const GfMember *member)
{
    g_autofree char *given = gf_text_slug(member->given_name);
    g_autofree char *family = gf_text_slug(member->family_name);
    g_autofree char *shown = gf_text_slug(letter->from->name != NULL ? letter->from->name : "");
    return strstr(shown, given) != NULL && strstr(shown, family) != NULL;
}

/* What can tell one of several members who share an address. */
typedef struct {
    gint64 named, asked; /* the one whom the letter names, whom the saisine was asked of */
    guint named_count, asked_count;
} Sharing;

static gboolean look_at_one(const GfCase *matter, gint64 saisine_id, gint64 member_id,
                            Sharing *sharing, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GfSolicitation) asked = NULL;
    GfStore *store = matter->clerk->store;
    if (!gf_store_member_by_id(store, member_id, &member, error) ||
        !gf_store_solicitation_of(store, saisine_id, member_id, &asked, error))
        return FALSE;
    if (is_named(matter->letter, member)) {
        sharing->named = member_id;
        sharing->named_count++;
    }
    if (asked != NULL) {
        sharing->asked = member_id;
        sharing->asked_count++;
    }
    return TRUE;
}

/* A saisine, and whose letter about it would be. */
typedef struct {
    GfSaisine *saisine;
    gint64 member_id; /* 0: not known */
    gboolean several; /* one of several who share the address */
} Whose;

static void whose_clear(Whose *whose)
{
    g_clear_pointer(&whose->saisine, gf_saisine_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whose, whose_clear)

/* The member who writes from the letter's address. */
static gboolean find_writer(const GfCase *matter, Whose *whose, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    Sharing sharing = {0};
    if (matter->letter->from == NULL)
        return TRUE;
    if (!gf_store_members_by_address(matter->clerk->store, matter->letter->from->address, &ids,
                                     error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++)
        if (!look_at_one(matter, whose->saisine->id, g_array_index(ids, gint64, i), &sharing,
                         error))
            return FALSE;
    if (ids->len == 1)
        whose->member_id = g_array_index(ids, gint64, 0);
    else if (sharing.named_count == 1)
        whose->member_id = sharing.named;
    else if (sharing.named_count == 0 && sharing.asked_count == 1)
        whose->member_id = sharing.asked;
    whose->several = whose->member_id == 0 && ids->len > 1;
    return TRUE;
}

static gboolean find_whose(const GfCase *matter, const GfMatch *match, Whose *whose, GError **error)
{
    GfStore *store = matter->clerk->store;
    g_autoptr(GfSolicitation) asked = NULL;
    if (match->topic == GF_TOPIC_SOLICITATION &&
        !gf_store_solicitation(store, match->topic_id, &asked, error))
        return FALSE;
    gint64 saisine_id = asked != NULL ? asked->saisine_id : match->topic_id;
    if (!gf_store_saisine_by_id(store, saisine_id, &whose->saisine, error))
        return FALSE;
    if (asked == NULL)
        return find_writer(matter, whose, error);
    whose->member_id = asked->member_id;
    return TRUE;
}

/* A number as a word of its own. */
static gboolean has_number(const char *text, const char *number)
{
    for (const char *at = strstr(text, number); at != NULL; at = strstr(at + 1, number))
        if ((at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[strlen(number)]))
            return TRUE;
    return FALSE;
}

/* Another saisine that the letter is addressed to, or names in its subject; NULL: none. Owned. */
static gboolean find_other(const GfCase *matter, const GfSaisine *saisine, char **ret,
                           GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    const char *subject = matter->letter->subject != NULL ? matter->letter->subject : "";
    if (!gf_store_saisines(matter->clerk->store, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len && *ret == NULL; i++) {
        const char *number = ((const GfSaisine *) all->pdata[i])->number;
        g_autofree char *address = g_strconcat("saisine-", number, NULL);
        if (g_str_equal(number, saisine->number))
            continue;
        if (gf_match_came_to(matter->clerk, matter->letter, address) ||
            (has_number(subject, number) && !has_number(saisine->title, number)))
            *ret = g_strdup(number);
    }
    return TRUE;
}

/* --- what is done --- */

/* What stands against a contribution of theirs; NULL: nothing. */
static const char *why_not(const GfContributing *of)
{
    GDate date = gf_date_of(of->matter->message->arrived_at, of->clerk->config->timezone);
    g_autofree char *day = gf_date_format(&date);
    if (g_str_equal(of->rule, "settled-by-staff"))
        return NULL;
    if (!gf_member_in_force(of->member, day))
        return "member-ended";
    return of->solicitation == NULL && g_strcmp0(of->member->quality, "guest") == 0 ? "not-a-member"
                                                                                    : NULL;
}

static gboolean decide(GfContributing *of, GfOutcome outcome, GError **error)
{
    const char *from = of->matter->letter->from != NULL ? of->matter->letter->from->address : NULL;
    gf_case_decide(of->matter, GF_STATE_APPLIED, of->rule, NULL);
    if (from != NULL && of->member->unreachable_at != 0 &&
        !gf_store_mark_address(of->clerk->store, of->member->id, from, 0, NULL, error))
        return FALSE;
    return gf_contribution_acknowledge(of, outcome, error);
}

/* What waited (for its confirmation, for staff) undoes nothing that came after it. */
static gboolean came_before(const GfContributing *of)
{
    return of->former != NULL && of->matter->message->arrived_at < of->former->arrived_at &&
           !g_str_equal(of->rule, "settled-by-staff");
}

static gboolean hold_overtaken(GfCase *matter)
{
    return hold(matter, "older-than-known",
                "une contribution plus récente du même membre compte déjà : à vérifier");
}

static gboolean take_back(GfContributing *of, GError **error)
{
    if (came_before(of))
        return hold_overtaken(of->matter);
    g_clear_pointer(&of->made, gf_contribution_free);
    if (of->former != NULL)
        return gf_contribution_withdraw(of, error) && decide(of, GF_OUTCOME_WITHDRAWN, error);
    if (of->solicitation != NULL && of->solicitation->nothing_at != 0)
        return gf_contribution_set_nothing(of, 0, error) && decide(of, GF_OUTCOME_WITHDRAWN, error);
    return hold(of->matter, "nothing-to-withdraw",
                "demande le retrait d'une contribution qui n'existe pas : à lire");
}

static gboolean say_nothing(GfContributing *of, GError **error)
{
    g_clear_pointer(&of->made, gf_contribution_free);
    if (!gf_contribution_solicit(of, error))
        return FALSE;
    if (of->former != NULL)
        return decide(of, GF_OUTCOME_UNCHANGED, error);
    return gf_contribution_set_nothing(of, gf_clerk_now(of->clerk), error) &&
           decide(of, GF_OUTCOME_NOTHING, error);
}

/* How a letter goes with the version that counts; FALSE: a human must say. Once contributions are
 * closed, only what says so replaces what the synthesis was made of. */
static gboolean goes_with(const GfContributing *of, GfIntent intent, gboolean closed,
                          GfOutcome *ret)
{
    *ret = GF_OUTCOME_NEW;
    if (of->former == NULL)
        return TRUE;
    gboolean beside = gf_contribution_is_short_beside(of->made, of->former);
    gboolean adds = intent == GF_INTENT_ADD ||
                    (intent == GF_INTENT_CONTRIBUTE &&
                     (closed || beside || gf_contribution_answers_others(of->made, of->former)));
    *ret = adds ? GF_OUTCOME_ADDED : GF_OUTCOME_REPLACED;
    return adds || !beside || g_str_equal(of->rule, "settled-by-staff");
}

static gboolean keep(GfContributing *of, GfIntent intent, GError **error)
{
    GfOutcome outcome;
    gboolean closed = FALSE;
    if (!gf_contribution_is_closed(of->clerk, of->saisine, of->made->arrived_at, &closed, error))
        return FALSE;
    if (!goes_with(of, intent, closed, &outcome))
        return hold(of->matter, "replace-or-add",
                    "quelques mots demandent à remplacer une contribution bien plus longue : à "
                    "lire");
    if (outcome == GF_OUTCOME_REPLACED && came_before(of))
        return hold_overtaken(of->matter);
    if (outcome == GF_OUTCOME_ADDED)
        gf_contribution_carry_over(of->made, of->former);
    if (gf_contribution_is_too_much(of->made))
        return hold(of->matter, "too-much",
                    "trop de texte ou trop de fichiers pour une seule contribution : à trier");
    return gf_contribution_record(of, outcome, error) && decide(of, outcome, error);
}

/* Nothing to keep in it: politeness is noted; an empty letter, and a word that may be a name or an
 * answer ("Transports"), are read by a human. */
static gboolean set_aside(GfContributing *of, GError **error)
{
    if (of->made->text[0] == '\0')
        return hold(of->matter, "empty", "message vide, sans pièce jointe : à lire");
    gboolean polite = gf_contribution_is_signed_by(of->made, of->member);
    if (!polite && g_str_equal(of->rule, "settled-by-staff"))
        return keep(of, GF_INTENT_CONTRIBUTE, error);
    if (!polite)
        return hold(of->matter, "a-word", "un mot ou un nom seulement : à lire");
    gf_case_decide(of->matter, GF_STATE_NOTED, "politeness", NULL);
    return TRUE;
}

/* The subject without the saisine's own title, which is not its writer's word. Owned. */
static char *own_subject(const GfContributing *of)
{
    const char *subject = of->matter->letter->subject;
    g_autoptr(GString) own = g_string_new(subject != NULL ? subject : "");
    g_string_replace(own, of->saisine->title, "", 0);
    return g_string_free(g_steal_pointer(&own), FALSE);
}

static gboolean carry_out(GfContributing *of, GError **error)
{
    g_autofree char *subject = own_subject(of);
    GfIntent intent = gf_contribution_intent(subject, of->made->text, of->made->files->len > 0);
    if (intent == GF_INTENT_WITHDRAW)
        return take_back(of, error);
    if (intent == GF_INTENT_NOTHING)
        return say_nothing(of, error);
    if (gf_contribution_is_empty(of->made))
        return set_aside(of, error);
    if (intent != GF_INTENT_CONTRIBUTE && gf_contribution_is_bare(of->made))
        return hold(of->matter, "nothing-with-it",
                    "annonce une suite ou un remplacement, mais rien n'est joint : à lire");
    if (g_str_equal(of->rule, "settled-by-staff"))
        return keep(of, intent, error);
    /* It waits for an answer, which no acknowledgement is. */
    if (gf_contribution_asks(of->made))
        return hold(of->matter, "a-question", "pose seulement une question : à lire");
    if (gf_contribution_is_about_writer(of->made))
        return hold(of->matter, "about-the-writer",
                    "annonce une contribution, ou un départ : rien n'est enregistré, à lire");
    return keep(of, intent, error);
}

gboolean gf_contribution_apply(GfCase *matter, const GfMatch *match, const char *rule,
                               const char *actor, GError **error)
{
    g_auto(GfContributing) of = {.clerk = matter->clerk,
                                 .matter = matter,
                                 .member = match->member,
                                 .rule = rule,
                                 .actor = actor};
    if (!gf_store_saisine_by_id(matter->clerk->store, match->topic_id, &of.saisine, error) ||
        !gf_contributing_load(&of, error))
        return FALSE;
    g_free(matter->message->matter);
    matter->message->matter = g_strconcat(GF_MATTER_SAISINE, of.saisine->number, NULL);
    matter->message->member_id = match->member->id;
    const char *why = why_not(&of);
    if (why != NULL)
        return hold(matter, why,
                    g_str_equal(why, "member-ended")
                        ? "l'expéditeur n'est plus membre : à lire"
                        : "un invité écrit au sujet d'une saisine qui ne lui a pas été soumise");
    of.made = gf_contribution_draft(matter, of.saisine);
    return carry_out(&of, error);
}

/* --- who speaks --- */

/* Asks the member once; what says nothing is not asked about. */
static gboolean confirm(GfCase *matter, const GfMatch *match, const char *rule, GError **error)
{
    gboolean asked = g_str_equal(matter->message->state, GF_STATE_CONFIRMING);
    g_auto(GfContributing)
        of = {.clerk = matter->clerk, .matter = matter, .member = match->member, .rule = rule};
    hold(matter, rule, "l'expéditeur n'est pas sûr : à vérifier auprès du membre");
    if (!gf_store_saisine_by_id(matter->clerk->store, match->topic_id, &of.saisine, error))
        return FALSE;
    of.made = gf_contribution_draft(matter, of.saisine);
    const char *sender = matter->letter->from != NULL ? matter->letter->from->address : "?";
    if (gf_contribution_is_empty(of.made) || matter->dragged)
        return TRUE;
    if (!asked && !gf_contribution_ask(&of, sender, &asked, error))
        return FALSE;
    if (asked)
        gf_case_decide(matter, GF_STATE_CONFIRMING, rule,
                       "l'expéditeur n'est pas sûr : confirmation demandée au membre");
    return TRUE;
}

static gboolean weigh(GfCase *matter, const GfMatch *match, GError **error)
{
    GfSpeaker speaker;
    const char *rule = NULL;
    if (!gf_speaker_of(matter->clerk, matter->letter, match->member, &speaker, error))
        return FALSE;
    g_autofree char *actor =
        g_strdup_printf(speaker.known ? "member/%s" : "somebody-for/%s", match->member->slug);
    switch (gf_speaker_trust(&speaker, match->proved, &rule)) {
    case GF_TRUST_APPLY:
    case GF_TRUST_APPLY_AND_TELL:
        return gf_contribution_apply(matter, match, rule, actor, error);
    case GF_TRUST_CONFIRM:
        return confirm(matter, match, rule, error);
    default:
        return hold(matter, rule,
                    g_str_equal(rule, "other-member")
                        ? "l'adresse de réponse d'un membre est utilisée par un autre : à vérifier"
                        : "l'identité de l'expéditeur n'est pas établie");
    }
}

static gboolean nobody_known(GfCase *matter, const Whose *whose, GError **error)
{
    if (whose->several)
        return hold(matter, "several-members",
                    "plusieurs membres écrivent de cette adresse : lequel contribue ?");
    hold(matter, "unknown-sender", "un inconnu écrit au sujet d'une saisine : à lire");
    return gf_contribution_tell_stranger(matter, whose->saisine, error);
}

gboolean gf_contribution_receive(GfCase *matter, const GfMatch *match, GError **error)
{
    g_auto(Whose) whose = {0};
    g_auto(GfMatch) of = {.topic = GF_TOPIC_SAISINE, .proved = match->proved, .how = match->how};
    g_autofree char *other = NULL;
    if (!find_whose(matter, match, &whose, error) ||
        !find_other(matter, whose.saisine, &other, error) ||
        (whose.member_id != 0 &&
         !gf_store_member_by_id(matter->clerk->store, whose.member_id, &of.member, error)))
        return FALSE;
    of.topic_id = whose.saisine->id;
    matter->message->member_id = whose.member_id;
    g_free(matter->message->matter);
    matter->message->matter = g_strconcat(GF_MATTER_SAISINE, whose.saisine->number, NULL);
    if (other != NULL) {
        g_autofree char *detail = g_strdup_printf(
            "le message parle aussi de la saisine %s : à rattacher ou à partager", other);
        return hold(matter, "several-matters", detail);
    }
    return of.member != NULL ? weigh(matter, &of, error) : nobody_known(matter, &whose, error);
}

/* --- staff --- */

/* The member whom staff names; else who wrote it, or who is known already. */
static gboolean settled_author(const GfCase *matter, const GfSaisine *saisine, const char *slug,
                               GfMember **ret, GError **error)
{
    GfStore *store = matter->clerk->store;
    Whose whose = {.saisine = (GfSaisine *) saisine};
    if (slug != NULL)
        return gf_roll_member(matter->clerk, slug, ret, error);
    if (!find_writer(matter, &whose, error))
        return FALSE;
    if (whose.member_id == 0 && !whose.several)
        whose.member_id = matter->message->member_id;
    if (whose.member_id != 0)
        return gf_store_member_by_id(store, whose.member_id, ret, error);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                gf_clerk_words(matter->clerk, "its author: not known (say it: saisine/%s/MEMBER)",
                               "on ne sait pas de qui est ce message (dites-le : saisine "
                               "%s/MEMBRE)"),
                saisine->number);
    return FALSE;
}

gboolean gf_contribution_settle(GfCase *matter, const char *number, const char *member_slug,
                                GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    g_auto(GfMatch) match = {.topic = GF_TOPIC_SAISINE, .how = "staff"};
    if (!gf_saisine_find(matter->clerk, number, &saisine, error))
        return FALSE;
    if (matter->letter == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(matter->clerk,
                                   "message %" G_GINT64_FORMAT
                                   ": it could not be read (enter it with: greffe contribution "
                                   "add)",
                                   "le message %" G_GINT64_FORMAT
                                   " n'a pas pu être lu (« greffe contribution add » enregistre "
                                   "ses pièces)"),
                    matter->message->id);
        return FALSE;
    }
    if (!settled_author(matter, saisine, member_slug, &match.member, error))
        return FALSE;
    match.topic_id = saisine->id;
    matter->message->session_id = 0;
    return gf_contribution_apply(matter, &match, "settled-by-staff", "staff", error);
}
