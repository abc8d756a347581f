/* settle.c - see settle.h. */
#include "workflow/settle.h"

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "workflow/case.h"

#include <string.h>

static gboolean load_matter(const GfClerk *clerk, const char *session_slug, const char *member_slug,
                            GfMatch *match, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_session(clerk->store, session_slug, &session, error) ||
        !gf_store_member(clerk->store, member_slug, &member, error))
        return FALSE;
    if (session == NULL || member == NULL) {
        const char *kind = session == NULL ? "session" : "member";
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "%s '%s': there is none of that name (see: greffe %s list)", kind,
                    session == NULL ? session_slug : member_slug, kind);
        return FALSE;
    }
    if (!gf_store_invitation_of(clerk->store, session->id, member->id, &invitation, error))
        return FALSE;
    if (invitation == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "member '%s': not invited to session '%s'",
                    member_slug, session_slug);
        return FALSE;
    }
    match->answered_sequence = -1;
    return gf_match_load(clerk, invitation->id, match, error);
}

static gboolean check_part(const GfClerk *clerk, const GfMatch *match, const char *part,
                           GError **error)
{
    if (part == NULL || gf_clerk_has_half(clerk, match->session, g_str_equal(part, "afternoon")))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': nothing takes place in the %s",
                match->session->slug, part);
    return FALSE;
}

static gboolean check_giver(const GfMatch *match, const GfStaffAnswer *answer, GError **error)
{
    if (!match->invitation->guest || (answer->proxy == NULL && !answer->substitute))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "member '%s': a guest has no vote, so nobody represents them", match->member->slug);
    return FALSE;
}

/* Why this member cannot hold a pouvoir in the session; static, NULL: nothing speaks against it. */
static const char *why_no_holder(const GfClerk *clerk, const GfMatch *match, const GfMember *holder,
                                 const GfInvitation *invitation)
{
    GDate date = gf_date_of(match->session->starts_at, clerk->config->timezone);
    g_autofree char *day = gf_date_format(&date);
    if (holder->id == match->member->id)
        return "nobody gives one to themselves";
    if (invitation == NULL)
        return "not invited to this session";
    if (invitation->guest)
        return "a guest has no vote";
    if (holder->ended_on != NULL && strcmp(holder->ended_on, day) <= 0)
        return "no longer a member on that day";
    return NULL;
}

/* The holder whom staff names; `*ret` 0 where staff names none. */
static gboolean find_holder(const GfClerk *clerk, const GfMatch *match, const char *slug,
                            gint64 *ret, GError **error)
{
    g_autoptr(GfMember) holder = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    *ret = 0;
    if (slug == NULL)
        return TRUE;
    if (!gf_store_member(clerk->store, slug, &holder, error) ||
        (holder != NULL &&
         !gf_store_invitation_of(clerk->store, match->session->id, holder->id, &invitation, error)))
        return FALSE;
    const char *why = holder == NULL ? "there is none of that name (see: greffe member list)"
                                     : why_no_holder(clerk, match, holder, invitation);
    if (why == NULL) {
        *ret = holder->id;
        return TRUE;
    }
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "member '%s': cannot hold this pouvoir: %s", slug,
                why);
    return FALSE;
}

/* `matter`: without a message where the answer came by telephone or on paper. `rule`: how staff
 * said it. */
static gboolean staff_row(const GfCase *matter, const GfMatch *match, const GfStaffAnswer *answer,
                          const char *rule, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    gint64 proxy;
    if (!check_part(clerk, match, answer->part, error) || !check_giver(match, answer, error) ||
        !find_holder(clerk, match, answer->proxy, &proxy, error))
        return FALSE;
    gboolean own = answer->message_id != 0;
    gint64 now = gf_clerk_now(clerk), said_at = own ? answer->arrived_at : now;
    g_autofree char *actor =
        own ? g_strconcat("member/", match->member->slug, NULL) : g_strdup("staff");
    GfAnswerRow row = {
        .invitation_id = match->invitation->id,
        .sequence = own ? answer->sequence : match->session->sequence,
        .part = (char *) (answer->part != NULL ? answer->part : "all"),
        .presence = (char *) answer->presence,
        .mode = (char *) (answer->remote ? "remote" : NULL),
        .proxy_to = (char *) answer->proxy,
        .proxy_member = proxy,
        .substitute = (char *) (answer->substitute ? "suppléant" : NULL),
        .source = (char *) (own ? "words" : "staff"),
        .actor = actor,
        .rule = (char *) (own ? "line-of-a-list" : rule),
        .client_at = said_at,
        .arrived_at = said_at,
        .recorded_at = now,
        .message_id = matter->message != NULL ? matter->message->id : answer->message_id,
    };
    return gf_store_add_answer(clerk->store, &row, error) &&
           gf_clerk_journal(clerk,
                            &(GfAct){actor, "answer.recorded", row.rule,
                                     own ? answer->evidence : matter->sha256},
                            error, "session/%s/member/%s/answer/%" G_GINT64_FORMAT,
                            match->session->slug, match->member->slug, row.id);
}

/* Whose answer a message would be; no invitation in `match` where that is not known. */
static gboolean load_known(const GfCase *matter, GfMatch *match, GError **error)
{
    const GfMessage *message = matter->message;
    g_autoptr(GfInvitation) invitation = NULL;
    if (message->session_id != 0 && message->member_id != 0 &&
        !gf_store_invitation_of(matter->clerk->store, message->session_id, message->member_id,
                                &invitation, error))
        return FALSE;
    match->answered_sequence = -1;
    return invitation == NULL || gf_match_load(matter->clerk, invitation->id, match, error);
}

static gboolean settle_presence(GfCase *matter, const char *presence, GError **error)
{
    const GfMessage *message = matter->message;
    g_auto(GfMatch) match = {0};
    if (!load_known(matter, &match, error))
        return FALSE;
    if (match.invitation == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "message %" G_GINT64_FORMAT
                    ": whose answer it is, is not known (say it first: greffe "
                    "inbox settle %" G_GINT64_FORMAT " SESSION/MEMBER)",
                    message->id, message->id);
        return FALSE;
    }
    GfStaffAnswer answer = {.presence = presence};
    if (!staff_row(matter, &match, &answer, "order", error))
        return FALSE;
    gf_case_decide(matter, GF_STATE_SETTLED, presence, NULL);
    return TRUE;
}

static gboolean settle_session(GfCase *matter, char **names, GError **error)
{
    g_auto(GfMatch) match = {.answered_sequence = -1};
    if (!load_matter(matter->clerk, names[0], names[1], &match, error))
        return FALSE;
    matter->message->session_id = match.session->id;
    matter->message->member_id = match.member->id;
    if (!gf_match_sequence(matter->clerk, matter->letter, match.session->id,
                           &match.answered_sequence, error))
        return FALSE;
    if (matter->letter != NULL && matter->letter->answer->presence != GF_PRESENCE_UNCLEAR)
        return gf_answer_apply(matter, &match, "settled-by-staff", "staff", error);
    gf_case_decide(matter, GF_STATE_HELD, "matter-given-by-staff",
                   "rattaché par le secrétariat ; reste à dire : présent ou absent");
    return TRUE;
}

static gboolean settle_saisine(GfCase *matter, char **names, GError **error)
{
    return gf_contribution_settle(matter, names[1], names[2], error);
}

static gboolean settle_chantier(GfCase *matter, char **names, GError **error)
{
    return gf_report_settle(matter, names[1], names[2], error);
}

/* "SESSION/MEMBER", "saisine/NUMBER/MEMBER", "saisine NUMBER", "chantier/SLUG/MEMBER", "chantier
 * SLUG". */
static gboolean settle_matter(GfCase *matter, const char *verdict, GError **error)
{
    g_auto(GStrv) names = gf_text_split(verdict, "/ ");
    guint count = g_strv_length(names);
    gboolean named = count == 2 || count == 3;
    if (named && g_str_equal(names[0], "saisine"))
        return settle_saisine(matter, names, error);
    if (named && g_str_equal(names[0], "chantier"))
        return settle_chantier(matter, names, error);
    if (count == 2)
        return settle_session(matter, names, error);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "'%s': not a decision (present, absent, ignore, SESSION/MEMBER, "
                "saisine/NUMBER/MEMBER, or chantier/SLUG/MEMBER)",
                verdict);
    return FALSE;
}

gboolean gf_settle_message(const GfClerk *clerk, gint64 message_id, const char *verdict,
                           GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_autofree char *sha256 = NULL;
    if (!gf_case_take_up(clerk, message_id, &message, &sha256, error))
        return FALSE;
    GfCase matter = {
        .clerk = clerk, .letter = message->letter, .message = message, .sha256 = sha256};
    gboolean good = TRUE;
    if (g_str_equal(verdict, "ignore"))
        gf_case_decide(&matter, GF_STATE_IGNORED, "ignored-by-staff", NULL);
    else if (g_str_equal(verdict, "present") || g_str_equal(verdict, "absent"))
        good = settle_presence(&matter, verdict, error);
    else
        good = settle_matter(&matter, verdict, error);
    return good && gf_case_put_down(&matter, "staff", error);
}

typedef struct {
    const char *verdict, *reason;
    const char *folder; /* as staff sees it */
} Drag;

static const Drag *drag_of(const char *verdict)
{
    static const Drag DRAGS[] = {
        {"present", "dragged-to-present", "Présent"},
        {"absent", "dragged-to-absent", "Absent"},
        {"ignore", "dragged-to-ignored", "Ignoré"},
    };
    gsize i = 0;
    while (!g_str_equal(DRAGS[i].verdict, verdict)) {
        i++;
        g_assert(i < G_N_ELEMENTS(DRAGS));
    }
    return &DRAGS[i];
}

/* Nothing is guessed: it goes back, and says what is missing. A member who was asked may still
 * answer.
 */
static void send_back(GfCase *matter, const Drag *drag)
{
    const GfMessage *message = matter->message;
    gboolean asked = g_str_equal(message->state, GF_STATE_CONFIRMING);
    g_autofree char *detail =
        g_strdup_printf("déposé dans %s, mais on ne sait pas %spour quelle séance : dites-le par "
                        "« greffe inbox settle %" G_GINT64_FORMAT " SEANCE/MEMBRE »",
                        drag->folder, message->member_id == 0 ? "de qui ni " : "", message->id);
    gf_case_decide(matter, asked ? GF_STATE_CONFIRMING : GF_STATE_HELD, "dragged-without-matter",
                   detail);
}

static gboolean carry_out(GfCase *matter, const Drag *drag, GError **error)
{
    g_auto(GfMatch) match = {0};
    const GfStaffAnswer answer = {.presence = drag->verdict};
    if (g_str_equal(drag->verdict, "ignore")) {
        gf_case_decide(matter, GF_STATE_IGNORED, drag->reason, NULL);
        return TRUE;
    }
    if (!load_known(matter, &match, error))
        return FALSE;
    if (match.invitation == NULL) {
        send_back(matter, drag);
        return TRUE;
    }
    gf_case_decide(matter, GF_STATE_SETTLED, drag->reason, NULL);
    return staff_row(matter, &match, &answer, "dragged", error);
}

gboolean gf_settle_dragged(const GfClerk *clerk, gint64 message_id, const char *verdict,
                           GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_autofree char *sha256 = NULL;
    if (!gf_store_message(clerk->store, message_id, &message, error))
        return FALSE;
    if (!gf_message_is_open(message))
        return TRUE;
    if (!gf_store_blob_sha256(clerk->store, message->blob_id, &sha256, error))
        return FALSE;
    GfCase matter = {
        .clerk = clerk, .letter = message->letter, .message = message, .sha256 = sha256};
    return carry_out(&matter, drag_of(verdict), error) && gf_case_put_down(&matter, "staff", error);
}

gboolean gf_settle_answer(const GfClerk *clerk, const char *session_slug, const char *member_slug,
                          const GfStaffAnswer *answer, GError **error)
{
    const GfCase nothing_written = {.clerk = clerk};
    g_auto(GfMatch) match = {0};
    return load_matter(clerk, session_slug, member_slug, &match, error) &&
           staff_row(&nothing_written, &match, answer, "order", error);
}
