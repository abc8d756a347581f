/* contribution-record.c - what is written down about a contribution: a version, its withdrawal, or
 * that there is nothing to say; each is a line of the journal with its evidence.
 */
#include "workflow/contribution-private.h"

#include "base/date.h"
#include "base/error.h"
#include "base/random.h"
#include "workflow/roll-member.h"
#include "workflow/search.h"

#define TOKEN_BYTES 10

void gf_contributing_clear(GfContributing *of)
{
    g_clear_pointer(&of->saisine, gf_saisine_free);
    g_clear_pointer(&of->solicitation, gf_solicitation_free);
    g_clear_pointer(&of->former, gf_contribution_free);
    g_clear_pointer(&of->made, gf_contribution_free);
}

gboolean gf_contributing_load(GfContributing *of, GError **error)
{
    GfStore *store = of->clerk->store;
    return gf_store_solicitation_of(store, of->saisine->id, of->member->id, &of->solicitation,
                                    error) &&
           gf_store_contribution_of(store, of->saisine->id, of->member->id, &of->former, error);
}

/* One line about a version of the author's. */
static gboolean journal(const GfContributing *of, const char *act, const char *rule, int version,
                        GError **error)
{
    const char *evidence = of->matter != NULL ? of->matter->sha256 : NULL;
    return gf_clerk_journal(of->clerk, &(GfAct){of->actor, act, rule, evidence}, error,
                            "saisine/%s/member/%s/contribution/%d", of->saisine->number,
                            of->member->slug, version);
}

gboolean gf_contribution_solicit(GfContributing *of, GError **error)
{
    if (of->solicitation != NULL)
        return TRUE;
    g_autoptr(GfSolicitation) solicitation = g_new0(GfSolicitation, 1);
    solicitation->saisine_id = of->saisine->id;
    solicitation->member_id = of->member->id;
    solicitation->token = gf_random_base32(TOKEN_BYTES);
    solicitation->created_at = gf_clerk_now(of->clerk);
    if (!gf_store_add_solicitation(of->clerk->store, solicitation, error) ||
        !gf_clerk_journal(of->clerk, &(GfAct){"greffe", "saisine.solicited", "wrote-unasked", NULL},
                          error, "saisine/%s/member/%s", of->saisine->number, of->member->slug))
        return FALSE;
    of->solicitation = g_steal_pointer(&solicitation);
    return TRUE;
}

gboolean gf_contribution_is_closed(const GfClerk *clerk, const GfSaisine *saisine, gint64 at,
                                   gboolean *ret, GError **error)
{
    g_autoptr(GPtrArray) moves = NULL;
    if (!gf_store_saisine_moves(clerk->store, saisine->id, &moves, error))
        return FALSE;
    const char *state = saisine->state;
    for (guint i = moves->len; i > 0; i--) {
        const GfSaisineMove *move = moves->pdata[i - 1];
        if (move->at <= at)
            break;
        state = move->former;
    }
    *ret = gf_saisine_position(state) > gf_saisine_position("open");
    return TRUE;
}

gboolean gf_contribution_is_late(const GfClerk *clerk, const GfSaisine *saisine, gint64 arrived_at,
                                 gboolean *ret, GError **error)
{
    const GfStage *open = gf_saisine_stage(saisine, "open");
    GDate due;
    if (!gf_contribution_is_closed(clerk, saisine, arrived_at, ret, error))
        return FALSE;
    if (open == NULL || open->due_on == NULL || !gf_date_parse(open->due_on, &due))
        return TRUE;
    g_date_add_days(&due, 1);
    *ret = *ret || arrived_at >= gf_instant_of(&due, 0, 0, clerk->config->timezone);
    return TRUE;
}

static gboolean index_words(const GfContributing *of, GError **error)
{
    const GfHit object = {(char *) "contribution", of->made->id, 0};
    g_autofree char *title =
        g_strdup_printf("Saisine %s : %s", of->saisine->number, of->saisine->title);
    g_autofree char *name = gf_member_full_name(of->member);
    g_autoptr(GString) text = g_string_new(of->made->text);
    g_string_append_printf(text, "\n%s", name);
    for (guint i = 0; i < of->made->files->len; i++)
        g_string_append_printf(text, "\n%s", ((const GfFile *) of->made->files->pdata[i])->name);
    return gf_search_add(of->clerk, &object, title, text->str, error);
}

/* Who contributes has something to say after all. */
static gboolean clear_nothing(GfContributing *of, GError **error)
{
    if (of->solicitation->nothing_at == 0)
        return TRUE;
    of->solicitation->nothing_at = 0;
    return gf_store_set_nothing(of->clerk->store, of->solicitation->id, 0, error);
}

gboolean gf_contribution_record(GfContributing *of, GfOutcome outcome, GError **error)
{
    GfContribution *made = of->made;
    made->saisine_id = of->saisine->id;
    made->member_id = of->member->id;
    made->actor = g_strdup(of->actor);
    made->rule = g_strdup(of->rule);
    made->recorded_at = gf_clerk_now(of->clerk);
    if (!gf_contribution_solicit(of, error) ||
        !gf_contribution_is_late(of->clerk, of->saisine, made->arrived_at, &made->late, error) ||
        !gf_store_add_contribution(of->clerk->store, made, error) || !index_words(of, error) ||
        !journal(of, "contribution.received", of->rule, made->version, error) ||
        !clear_nothing(of, error))
        return FALSE;
    return of->former == NULL || journal(of, "contribution.replaced",
                                         outcome == GF_OUTCOME_ADDED ? "added-to" : "newer-version",
                                         of->former->version, error);
}

gboolean gf_contribution_withdraw(GfContributing *of, GError **error)
{
    return gf_store_withdraw_contribution(of->clerk->store, of->former->id, gf_clerk_now(of->clerk),
                                          error) &&
           journal(of, "contribution.withdrawn", of->rule, of->former->version, error);
}

gboolean gf_contribution_set_nothing(GfContributing *of, gint64 at, GError **error)
{
    const char *act = at != 0 ? "contribution.nothing" : "contribution.nothing-withdrawn";
    of->solicitation->nothing_at = at;
    return gf_store_set_nothing(of->clerk->store, of->solicitation->id, at, error) &&
           gf_clerk_journal(of->clerk, &(GfAct){of->actor, act, of->rule, of->matter->sha256},
                            error, "saisine/%s/member/%s", of->saisine->number, of->member->slug);
}

static gboolean check_paper(const GfContribution *contribution, GError **error)
{
    const char *why = gf_contribution_is_too_much(contribution)
                          ? "more text or more files than one contribution may hold"
                      : contribution->text[0] == '\0' && contribution->files->len == 0
                          ? "no text and no file"
                          : NULL;
    if (why == NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "contribution: %s", why);
    return FALSE;
}

/* What a paper says, as if it were a letter. */
static void read_paper(const GfClerk *clerk, const GfSaisine *saisine, GfContribution *contribution)
{
    g_autoptr(GPtrArray) segments =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_segment_free);
    if (contribution->text == NULL)
        contribution->text = g_strdup("");
    g_ptr_array_add(segments, gf_segment_new(GF_SEGMENT_NEW, contribution->text, -1));
    gf_contribution_read_words(contribution, segments, saisine->questions);
    contribution->source = g_strdup("paper");
    contribution->arrived_at = gf_clerk_now(clerk);
}

gboolean gf_contribution_add(const GfClerk *clerk, const GfPaper *paper,
                             GfContribution *contribution, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    g_auto(GfContributing) of = {.clerk = clerk, .rule = "by-hand", .actor = "staff"};
    if (!gf_saisine_find(clerk, paper->saisine, &of.saisine, error) ||
        !gf_roll_member(clerk, paper->member, &member, error))
        return FALSE;
    of.member = member;
    if (!gf_contributing_load(&of, error))
        return FALSE;
    read_paper(clerk, of.saisine, contribution);
    gboolean adds = paper->adds && of.former != NULL;
    if (adds)
        gf_contribution_carry_over(contribution, of.former);
    of.made = contribution;
    gboolean good =
        check_paper(contribution, error) &&
        gf_contribution_record(&of, adds ? GF_OUTCOME_ADDED : GF_OUTCOME_REPLACED, error);
    of.made = NULL; /* the caller's */
    return good;
}
