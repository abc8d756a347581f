/* answer.c - a letter about coming to a session: who speaks (rules/trust), what it says (the
 * reader), what is recorded. Everything that is not sure goes to a human, with what was understood.
 */
#include "workflow/case.h"

#include "base/text.h"
#include "rules/rules.h"
#include "store/journal.h"
#include "workflow/pouvoir.h"
#include "workflow/speaker.h"

#include <string.h>

#define NOTE_CHARACTERS 2000

static gboolean is_calendar(const GfLetter *letter)
{
    return letter->kind == GF_KIND_CALENDAR && letter->calendar != NULL;
}

static const char *presence_of(GfPartstat partstat)
{
    switch (partstat) {
    case GF_PARTSTAT_ACCEPTED:
        return "present";
    case GF_PARTSTAT_DECLINED:
    case GF_PARTSTAT_DELEGATED:
        return "absent";
    case GF_PARTSTAT_TENTATIVE:
        return "tentative";
    case GF_PARTSTAT_NEEDS_ACTION:
        return "silent";
    default:
        return NULL;
    }
}

/* What the letter says of coming; NULL: nothing that can be recorded. */
static gboolean said(const GfCase *matter, const GfMatch *match, const char **ret, GError **error)
{
    const GfLetter *letter = matter->letter;
    *ret = letter->answer->presence == GF_PRESENCE_UNCLEAR
               ? NULL
               : gf_presence_name(letter->answer->presence);
    if (!is_calendar(letter))
        return TRUE;
    const GfAttendee *attendee = NULL;
    if (!gf_speaker_attendee(matter->clerk, letter, match->member, &attendee, error))
        return FALSE;
    if (attendee == NULL)
        *ret = NULL;
    else if (letter->calendar->method == GF_METHOD_REPLY &&
             attendee->partstat == GF_PARTSTAT_NEEDS_ACTION)
        *ret = "silent";
    else if (letter->calendar->attendees->len > 1 && !letter->answer->needs_human)
        *ret = presence_of(attendee->partstat);
    return TRUE;
}

gboolean gf_answer_sequence_at(const GfClerk *clerk, const GfSession *session, gint64 at, int *ret,
                               GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    int sequence = session->sequence;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        g_autoptr(GfSession) moved = NULL;
        gboolean changes =
            g_str_equal(mailing->kind, "move") || g_str_equal(mailing->kind, "cancel");
        if (!changes || g_str_equal(mailing->state, "recalled") || at >= mailing->release_at)
            continue;
        if (!gf_store_session_by_id(clerk->store, session->id, mailing->version, &moved, error))
            return FALSE;
        sequence = MIN(sequence, moved->sequence - 1);
    }
    *ret = sequence;
    return TRUE;
}

/* The mail that a letter in words answers: the one it names, else the one in force when it arrived.
 */
static gboolean sequence_answered(const GfCase *matter, const GfMatch *match, int *ret,
                                  GError **error)
{
    *ret = MIN(match->answered_sequence, match->session->sequence);
    return match->answered_sequence >= 0 ||
           gf_answer_sequence_at(matter->clerk, match->session, matter->message->arrived_at, ret,
                                 error);
}

static gboolean invited_at(const GfCase *matter, const GfMatch *match, gint64 *ret, GError **error)
{
    g_autoptr(GfOutgoing) outgoing = NULL;
    if (!gf_store_last_outgoing_of(matter->clerk->store, match->invitation->id, &outgoing, error))
        return FALSE;
    *ret = outgoing == NULL ? 0 : MAX(outgoing->outcome_at, outgoing->queued_at);
    return TRUE;
}

static gboolean add_row(GfCase *matter, const GfMatch *match, GfAnswerRow *row, const char *part,
                        const char *presence, GError **error)
{
    row->id = 0;
    row->part = (char *) part;
    row->presence = (char *) presence;
    return gf_store_add_answer(matter->clerk->store, row, error) &&
           gf_clerk_journal(matter->clerk,
                            &(GfAct){row->actor, "answer.recorded", row->rule, matter->sha256},
                            error, "session/%s/member/%s/answer/%" G_GINT64_FORMAT,
                            match->session->slug, match->member->slug, row->id);
}

/* The half of the day that words are about; a click, and the only half there is, are about all. */
static GfParts half_named(const GfCase *matter, const GfMatch *match)
{
    GfParts parts = matter->letter->answer->parts;
    gboolean half = parts == GF_PARTS_MORNING || parts == GF_PARTS_AFTERNOON;
    gboolean afternoon = parts == GF_PARTS_AFTERNOON;
    return half && gf_clerk_has_half(matter->clerk, match->session, !afternoon) ? parts
                                                                                : GF_PARTS_ALL;
}

/* Words about a half of the day in which nothing takes place are not understood. */
static gboolean names_no_half(const GfCase *matter, const GfMatch *match)
{
    GfParts parts = matter->letter->answer->parts;
    return !is_calendar(matter->letter) &&
           (parts == GF_PARTS_MORNING || parts == GF_PARTS_AFTERNOON) &&
           !gf_clerk_has_half(matter->clerk, match->session, parts == GF_PARTS_AFTERNOON);
}

/* "Only in the morning" says two things. */
static gboolean add_rows(GfCase *matter, const GfMatch *match, GfAnswerRow *row,
                         const char *presence, GError **error)
{
    GfParts parts = half_named(matter, match);
    if (parts == GF_PARTS_ALL)
        return add_row(matter, match, row, "all", presence, error);
    const char *named = gf_parts_name(parts);
    const char *other = parts == GF_PARTS_MORNING ? "afternoon" : "morning";
    if (!matter->letter->answer->needs_human && g_str_equal(presence, "present") &&
        !add_row(matter, match, row, other, "absent", error))
        return FALSE;
    return add_row(matter, match, row, named, presence, error);
}

static gboolean record(GfCase *matter, const GfMatch *match, GfAnswerRow *row, const char *presence,
                       GError **error)
{
    const GfClerk *clerk = matter->clerk;
    const GfLetter *letter = matter->letter;
    gint64 invited, dtstamp = letter->calendar != NULL ? letter->calendar->dtstamp : 0;
    if (!sequence_answered(matter, match, &row->sequence, error) ||
        !invited_at(matter, match, &invited, error))
        return FALSE;
    row->invitation_id = match->invitation->id;
    row->source = (char *) (is_calendar(letter) ? "calendar" : "words");
    row->arrived_at = matter->message->arrived_at;
    row->client_at = gf_rule_answer_time(dtstamp, letter->date, invited, row->arrived_at);
    row->recorded_at = gf_clerk_now(clerk);
    row->message_id = matter->message->id;
    row->mode = (char *) gf_mode_name(letter->answer->mode);
    row->proxy_to = letter->answer->proxy_to;
    row->substitute = letter->answer->needs_human ? NULL : letter->answer->substitute;
    if (row->proxy_to != NULL &&
        !gf_pouvoir_holder(clerk, match->member, row->proxy_to, &row->proxy_member, error))
        return FALSE;
    return add_rows(matter, match, row, presence, error);
}

/* What staff must read although the answer itself was clear; NULL: nothing. */
static const char *needs_reading(const GfLetter *letter, const GfAnswerRow *row)
{
    if (row->proxy_to != NULL && row->proxy_member == 0)
        return "le pouvoir nomme une personne que la liste des membres ne permet pas d'identifier";
    if (letter->calendar != NULL && letter->calendar->guests > 0)
        return "la réponse annonce des accompagnants";
    if (letter->answer->needs_human)
        return "la réponse est enregistrée, mais le message demande une lecture";
    return NULL;
}

static gboolean reachable_again(const GfClerk *clerk, const GfLetter *letter,
                                const GfMember *member, GError **error)
{
    return member->unreachable_at == 0 || letter->from == NULL ||
           gf_store_mark_address(clerk->store, member->id, letter->from->address, 0, NULL, error);
}

/* Whether no answer of theirs to this date or a later one counts more than this. */
static gboolean is_newest(const GfCase *matter, const GfAnswerRow *row, gboolean *ret,
                          GError **error)
{
    g_autoptr(GPtrArray) answers = NULL;
    if (!gf_store_answers(matter->clerk->store, row->invitation_id, &answers, error))
        return FALSE;
    GfAnswerOrder own = {row->sequence, row->client_at, row->arrived_at, row->id};
    *ret = TRUE;
    for (guint i = 0; i < answers->len; i++) {
        const GfAnswerRow *other = answers->pdata[i];
        GfAnswerOrder order = {other->sequence, other->client_at, other->arrived_at, other->id};
        if (other->sequence == row->sequence && gf_rule_answer_compare(&order, &own) > 0)
            *ret = FALSE;
    }
    return TRUE;
}

/* An older answer that arrived after a newer one changes nothing and is not acknowledged. A
 * calendar's clock is believed; that of a mail in words may be wrong, so a human looks at it. */
static gboolean overtaken(GfCase *matter, const char *rule)
{
    if (is_calendar(matter->letter))
        gf_case_decide(matter, GF_STATE_APPLIED, rule, "une réponse plus récente compte déjà");
    else
        gf_case_decide(
            matter, GF_STATE_HELD, "older-than-known",
            "ce message porte une date plus ancienne que la réponse qui compte : à vérifier");
    return TRUE;
}

gboolean gf_answer_apply(GfCase *matter, const GfMatch *match, const char *rule, const char *actor,
                         GError **error)
{
    const char *presence;
    g_autofree char *note =
        gf_text_line(is_calendar(matter->letter) && matter->letter->calendar->comment != NULL
                         ? matter->letter->calendar->comment
                         : "",
                     NOTE_CHARACTERS);
    matter->message->session_id = match->session->id;
    matter->message->member_id = match->member->id;
    if (!said(matter, match, &presence, error))
        return FALSE;
    if (presence == NULL) {
        gboolean read = matter->letter->answer->needs_human ||
                        matter->letter->attachments->len > 0 || is_calendar(matter->letter);
        gf_case_decide(matter, read ? GF_STATE_HELD : GF_STATE_NOTED,
                       read ? "unclear" : "no-answer-in-it",
                       read ? "le message ne dit pas clairement si la personne vient" : NULL);
        return TRUE;
    }
    if (names_no_half(matter, match)) {
        gf_case_decide(matter, GF_STATE_HELD, "no-such-half",
                       "le message parle d'une demi-journée où il n'y a pas de séance");
        return TRUE;
    }
    GfAnswerRow row = {
        .actor = (char *) actor, .rule = (char *) rule, .note = note[0] ? note : NULL};
    gboolean newest;
    if (!record(matter, match, &row, presence, error) || !is_newest(matter, &row, &newest, error) ||
        !reachable_again(matter->clerk, matter->letter, match->member, error))
        return FALSE;
    if (!newest)
        return overtaken(matter, rule);
    const char *reading = needs_reading(matter->letter, &row);
    gboolean former = row.sequence < match->session->sequence;
    gf_case_decide(matter, reading != NULL ? GF_STATE_HELD : GF_STATE_APPLIED,
                   reading != NULL ? "needs-reading" : rule, reading);
    const char *reason = former                                  ? "former_date"
                         : g_str_equal(rule, "token-dmarc-pass") ? "other_address"
                         : reading != NULL                       ? "needs_reading"
                         : g_str_equal(rule, "from-dmarc-pass")  ? "told"
                                                                 : NULL;
    return gf_acknowledge(matter, match, &row, reason, error);
}

static void hold(GfCase *matter, const GfMatch *match, const char *reason, const char *detail)
{
    matter->message->session_id = match->session != NULL ? match->session->id : 0;
    matter->message->member_id = match->member != NULL ? match->member->id : 0;
    gf_case_decide(matter, GF_STATE_HELD, reason, detail);
}

static gboolean confirm(GfCase *matter, const GfMatch *match, const char *rule, GError **error)
{
    gboolean asked = g_str_equal(matter->message->state, GF_STATE_CONFIRMING);
    hold(matter, match, rule, "l'expéditeur n'est pas sûr : à vérifier auprès du membre");
    if (matter->letter->answer->presence == GF_PRESENCE_UNCLEAR || matter->dragged)
        return TRUE;
    if (!asked && !gf_ask_confirmation(matter, match, &asked, error)) /* once */
        return FALSE;
    if (asked)
        gf_case_decide(matter, GF_STATE_CONFIRMING, rule,
                       "l'expéditeur n'est pas sûr : confirmation demandée au membre");
    return TRUE;
}

/* The actor of the journal: the member, or another address for the member. */
static char *actor_of(const GfMatch *match, const GfSpeaker *speaker)
{
    return g_strdup_printf(speaker->known ? "member/%s" : "somebody-for/%s", match->member->slug);
}

/* A cancellation counts from the moment it leaves: until then it may be recalled, and nobody knows.
 */
static gboolean is_cancelled(const GfCase *matter, const GfMatch *match, gboolean *ret,
                             GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    *ret = FALSE;
    if (!g_str_equal(match->session->state, "cancelled"))
        return TRUE;
    if (!gf_store_mailings(matter->clerk->store, match->session->id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        *ret = *ret ||
               (g_str_equal(mailing->kind, "cancel") && !g_str_equal(mailing->state, "recalled") &&
                matter->message->arrived_at >= mailing->release_at);
    }
    return TRUE;
}

gboolean gf_answer_is_over(GfCase *matter, const GfMatch *match, gboolean *ret_over, GError **error)
{
    gboolean cancelled;
    if (!is_cancelled(matter, match, &cancelled, error))
        return FALSE;
    *ret_over = cancelled || matter->message->arrived_at >= match->session->starts_at;
    if (!*ret_over)
        return TRUE;
    hold(matter, match, "after-opening", "réponse reçue après l'ouverture de la séance");
    if (cancelled)
        gf_case_decide(matter, GF_STATE_NOTED, "session-cancelled", NULL);
    return TRUE;
}

gboolean gf_answer_receive(GfCase *matter, const GfMatch *match, GError **error)
{
    GfSpeaker speaker;
    const char *rule = NULL;
    gboolean over;
    if (!gf_answer_is_over(matter, match, &over, error))
        return FALSE;
    if (over)
        return TRUE;
    if (!gf_speaker_of(matter->clerk, matter->letter, match->member, &speaker, error))
        return FALSE;
    GfTrust trust = gf_speaker_trust(&speaker, match->proved, &rule);
    g_autofree char *actor = actor_of(match, &speaker);
    switch (trust) {
    case GF_TRUST_APPLY:
    case GF_TRUST_APPLY_AND_TELL:
        return gf_answer_apply(matter, match, rule, actor, error);
    case GF_TRUST_CONFIRM:
        return confirm(matter, match, rule, error);
    default:
        hold(matter, match, rule, "l'identité de l'expéditeur n'est pas établie");
        return TRUE;
    }
}

/* Is the earlier letter theirs? A member may say yes or no, or say again what it said; every other
 * mail of ours asks for "présent" or "absent", so that these words speak of coming, not of consent.
 */
GfConsent gf_answer_consent(const GfLetter *letter, const GfLetter *earlier)
{
    GfPresence said = letter->answer->presence, claimed = earlier->answer->presence;
    switch (gf_confirm_first_word(letter)) {
    case GF_CONSENT_YES:
        return said == GF_PRESENCE_PRESENT || said == GF_PRESENCE_UNCLEAR || said == claimed
                   ? GF_CONSENT_YES
                   : GF_CONSENT_UNCLEAR;
    case GF_CONSENT_NO:
        return said == GF_PRESENCE_ABSENT || said == GF_PRESENCE_UNCLEAR ? GF_CONSENT_NO
                                                                         : GF_CONSENT_UNCLEAR;
    default:
        return said != GF_PRESENCE_UNCLEAR && said == claimed ? GF_CONSENT_YES : GF_CONSENT_UNCLEAR;
    }
}
