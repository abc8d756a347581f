/* saisine-assign.c - whom a saisine is asked of: the people of a body, each once, by a token of
 * their own. See saisine.h.
 */
#include "workflow/saisine-private.h"

#include "base/date.h"
#include "base/random.h"

#include <string.h>

#define TOKEN_BYTES 10

void gf_assignment_free(GfAssignment *assignment)
{
    if (assignment == NULL)
        return;
    g_clear_pointer(&assignment->unreached, g_ptr_array_unref);
    g_clear_pointer(&assignment->doubtful, g_ptr_array_unref);
    g_free(assignment);
}

static gboolean check_state(const GfSaisine *saisine, GError **error)
{
    if (gf_saisine_position(saisine->state) <= gf_saisine_position("open"))
        return TRUE;
    if (g_str_equal(saisine->state, "synthesis"))
        gf_saisine_refuse(saisine, error,
                          "it is in synthesis, contributions are closed (open them again: greffe "
                          "saisine advance %s open)",
                          saisine->number);
    else
        gf_saisine_refuse(saisine, error,
                          "it is in %s, contributions are closed (what comes all the same is "
                          "entered by greffe contribution add)",
                          saisine->state);
    return FALSE;
}

static gboolean is_asked(const char *kind)
{
    return g_str_equal(kind, "group") || g_str_equal(kind, "chantier") ||
           g_str_equal(kind, "plenary");
}

static gboolean load_body(const GfClerk *clerk, const GfSaisine *saisine, const char *slug,
                          GfBody **ret, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_body(clerk->store, slug, &body, error))
        return FALSE;
    if (body == NULL) {
        gf_saisine_refuse(saisine, error, "there is no body '%s' (see: greffe body list)", slug);
        return FALSE;
    }
    if (body->ended_on != NULL || (body->ends_on != NULL && strcmp(body->ends_on, today) < 0)) {
        gf_saisine_refuse(saisine, error, "the body '%s' ended on %s", slug,
                          body->ended_on != NULL ? body->ended_on : body->ends_on);
        return FALSE;
    }
    if (!is_asked(body->kind)) {
        gf_saisine_refuse(saisine, error,
                          "the body '%s' is a %s (assign it to a group, to a chantier or to "
                          "the plenary)",
                          slug, body->kind);
        return FALSE;
    }
    *ret = g_steal_pointer(&body);
    return TRUE;
}

static gboolean load_members(const GfClerk *clerk, const GfSaisine *saisine, const GfBody *body,
                             GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_members_of(clerk->store, body, today, FALSE, &members, error))
        return FALSE;
    if (members->len == 0) {
        gf_saisine_refuse(saisine, error, "nobody sits in '%s' on %s (import the members first)",
                          body->slug, today);
        return FALSE;
    }
    *ret = g_steal_pointer(&members);
    return TRUE;
}

/* Asks a member, unless that was done already (`*ret` NULL). */
static gboolean solicit(const GfClerk *clerk, const GfSaisine *saisine, const GfMember *member,
                        GfSolicitation **ret, GError **error)
{
    g_autoptr(GfSolicitation) former = NULL;
    if (!gf_store_solicitation_of(clerk->store, saisine->id, member->id, &former, error))
        return FALSE;
    if (former != NULL)
        return TRUE;
    g_autoptr(GfSolicitation) solicitation = g_new0(GfSolicitation, 1);
    solicitation->saisine_id = saisine->id;
    solicitation->member_id = member->id;
    solicitation->token = gf_random_base32(TOKEN_BYTES);
    solicitation->created_at = gf_clerk_now(clerk);
    if (!gf_store_add_solicitation(clerk->store, solicitation, error) ||
        !gf_clerk_journal(clerk, &(GfAct){"greffe", "saisine.solicited", NULL, NULL}, error,
                          "saisine/%s/member/%s", saisine->number, member->slug))
        return FALSE;
    *ret = g_steal_pointer(&solicitation);
    return TRUE;
}

/* The mails of one assignment: opened with the first that leaves. */
typedef struct {
    const GfClerk *clerk;
    const GfSaisine *saisine;
    const GfBody *body;
    GfAssignment *assignment;
} Asking;

static gboolean open_mailing(const Asking *asking, GError **error)
{
    const GfSaisine *saisine = asking->saisine;
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *subject = g_strdup_printf("saisine/%s", saisine->number);
    g_autofree char *title =
        g_strdup_printf("Saisine %s (%s)", saisine->number, asking->body->name);
    if (asking->assignment->mailing_id != 0)
        return TRUE;
    if (!gf_saisine_parts(asking->clerk, saisine, &parts, error))
        return FALSE;
    const GfNoteMailing common = {"saisine", subject, title, parts};
    return gf_note_open_mailing(asking->clerk, &common, &asking->assignment->mailing_id, error);
}

static gboolean write_to(const Asking *asking, const GfMember *member,
                         const GfSolicitation *solicitation, GError **error)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!open_mailing(asking, error) ||
        !gf_saisine_values(asking->clerk, asking->saisine, member, &dict, error))
        return FALSE;
    const GfNote note = {
        .kind = "saisine",
        .template = "saisine",
        .reply_token = solicitation->token,
        .mailing_id = asking->assignment->mailing_id,
        .values = g_variant_dict_end(&dict),
    };
    asking->assignment->mails++;
    return gf_note_to_member(asking->clerk, &note, member, error);
}

/* Takes `member` over, whatever happens. */
static gboolean ask(const Asking *asking, GfMember *member, GError **error)
{
    g_autoptr(GfMember) own = member;
    g_autoptr(GfSolicitation) solicitation = NULL;
    if (!solicit(asking->clerk, asking->saisine, own, &solicitation, error))
        return FALSE;
    if (solicitation == NULL)
        return TRUE;
    asking->assignment->newcomers++;
    if (!gf_note_reaches(asking->clerk, own)) {
        g_ptr_array_add(asking->assignment->unreached, g_steal_pointer(&own));
        return TRUE;
    }
    if (!write_to(asking, own, solicitation, error))
        return FALSE;
    if (own->unreachable_at != 0)
        g_ptr_array_add(asking->assignment->doubtful, g_steal_pointer(&own));
    return TRUE;
}

static gboolean ask_all(const Asking *asking, GPtrArray *members, GError **error)
{
    for (guint i = 0; i < members->len; i++)
        if (!ask(asking, g_steal_pointer(&members->pdata[i]), error))
            return FALSE;
    return TRUE;
}

/* The first assignment is what ends the stage `received`. */
static gboolean leave_received(const GfClerk *clerk, GfSaisine *saisine, GfAssignment *assignment,
                               GError **error)
{
    if (!g_str_equal(saisine->state, "received"))
        return TRUE;
    assignment->moved = TRUE;
    const GfSaisineMove to = {.state = (char *) "assigned"};
    return gf_saisine_move(clerk, saisine, &to, error) &&
           gf_saisine_close_stage(clerk, saisine, "received", error);
}

static gboolean is_overdue(const GfClerk *clerk, const GfSaisine *saisine)
{
    const GfStage *open = gf_saisine_stage(saisine, "open");
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    return open != NULL && open->due_on != NULL && strcmp(open->due_on, today) < 0;
}

static GfAssignment *assignment_new(const GfClerk *clerk, const GfSaisine *saisine, guint members)
{
    GfAssignment *assignment = g_new0(GfAssignment, 1);
    assignment->unreached = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    assignment->doubtful = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    assignment->members = members;
    assignment->overdue = is_overdue(clerk, saisine);
    return assignment;
}

/* An order that changes nothing leaves no line. */
static gboolean journal(const GfClerk *clerk, const GfSaisine *saisine, const GfBody *body,
                        const GfAssignment *assignment, GError **error)
{
    gboolean known =
        g_ptr_array_find_with_equal_func(saisine->bodies, body->slug, g_str_equal, NULL);
    if (known && !assignment->moved && assignment->newcomers == 0)
        return TRUE;
    return gf_clerk_journal(
        clerk, &(GfAct){"staff", "saisine.assigned", known ? "newcomers" : "body", NULL}, error,
        "saisine/%s/body/%s", saisine->number, body->slug);
}

gboolean gf_saisine_assign(const GfClerk *clerk, const char *number, const char *body_slug,
                           GfAssignment **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GPtrArray) members = NULL;
    if (transaction == NULL || !gf_saisine_find(clerk, number, &saisine, error) ||
        !check_state(saisine, error) || !load_body(clerk, saisine, body_slug, &body, error) ||
        !load_members(clerk, saisine, body, &members, error))
        return FALSE;
    g_autoptr(GfAssignment) assignment = assignment_new(clerk, saisine, members->len);
    const Asking asking = {clerk, saisine, body, assignment};
    if (!leave_received(clerk, saisine, assignment, error) ||
        !gf_store_assign_saisine(clerk->store, saisine->id, body->id, gf_clerk_now(clerk), error) ||
        !ask_all(&asking, members, error) || !journal(clerk, saisine, body, assignment, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&assignment);
    return TRUE;
}
