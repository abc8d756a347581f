/* answer-read.c - see answer-read.h: weighs the statements of all clauses against each other.
 *
 * The order of the rules in decide() is the order in which they win. A rule that fires leaves its
 * name in `why`. Nothing here knows words; those are in the tables.
 */
#include "understand/answer-read.h"

#include "base/text.h"
#include "understand/answer-caution.h"
#include "understand/answer-clause.h"
#include "understand/answer-form.h"
#include "understand/answer-name.h"
#include "understand/answer-tally.h"
#include "understand/plain.h"

#include <string.h>

enum { SUBJECT_WORDS = 2 }; /* that a subject may hold beside "Excusé" */

void gf_answer_set(GfAnswer *answer, GfPresence presence, gboolean needs_human, const char *why)
{
    answer->presence = presence;
    answer->needs_human = needs_human;
    g_free(answer->why);
    answer->why = g_strdup(why);
    if (presence == GF_PRESENCE_ABSENT || presence == GF_PRESENCE_UNCLEAR) {
        answer->parts = GF_PARTS_NONE;
        answer->mode = GF_MODE_NONE;
    }
}

static GfParts parts_of(int halves, gboolean whole)
{
    if (halves == GF_HALF_MORNING)
        return GF_PARTS_MORNING;
    if (halves == GF_HALF_AFTERNOON)
        return GF_PARTS_AFTERNOON;
    return whole ? GF_PARTS_ALL : GF_PARTS_NONE;
}

static void set_names(GfAnswer *answer, const GfNames *names)
{
    if (names->proxy_to != NULL)
        answer->proxy_to = g_strdup(names->proxy_to);
    if (names->substitute != NULL)
        answer->substitute = g_strdup(names->substitute);
}

/* Thanks, greetings and names only: the ordinary reminder follows. */
static gboolean is_acknowledgement(const GfTally *tally)
{
    return tally->thanked && tally->unread == 0 && !tally->human && !tally->symbols && !tally->okay;
}

static void decide_unclear(const GfTally *tally, GfAnswer *answer)
{
    if (tally->bulk)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, FALSE, "bulk");
    else if (is_acknowledgement(tally))
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, FALSE, "acknowledgement");
    else if (tally->empty)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "empty");
    else if (tally->asked)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "question");
    else if (tally->hours)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "some-hours");
    else if (tally->polite)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "polite");
    else
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE,
                      tally->elsewhere ? "another-meeting" : "no-answer");
}

static gboolean decide_names(const GfTally *tally, const GfNames *names, GfAnswer *answer)
{
    gboolean plus = gf_tally_any(tally, 1);
    gboolean replaced = names->substitute != NULL && !names->unsure;
    if (!names->given && names->substitute == NULL)
        return FALSE;
    if (plus) {
        /* A pouvoir for the half that one misses goes with presence. */
        gboolean half = names->given && names->halves != 0 && names->halves != GF_HALF_BOTH;
        if (!half)
            gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "contradiction");
        return !half;
    }
    if (names->given || replaced || gf_tally_any(tally, -1)) {
        gboolean human = tally->human || names->staff || names->unsure || names->conditional ||
                         (names->given && names->proxy_to == NULL);
        gf_answer_set(answer, GF_PRESENCE_ABSENT, human, names->given ? "proxy" : "substitute");
        return TRUE;
    }
    return FALSE;
}

static void decide_present(const GfTally *tally, GfAnswer *answer)
{
    int halves = gf_tally_halves(tally);
    if (halves < 0) {
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "half-open");
        return;
    }
    gf_answer_set(answer, GF_PRESENCE_PRESENT, tally->human, tally->why[1]);
    answer->parts = parts_of(halves, TRUE);
    answer->mode = tally->mode;
}

static void decide_tentative(const GfTally *tally, GfAnswer *answer)
{
    gf_answer_set(answer, GF_PRESENCE_TENTATIVE, TRUE,
                  tally->hedge != NULL ? tally->hedge : "hedged");
    answer->parts = parts_of(tally->hedged_halves, FALSE);
    answer->mode = tally->mode;
}

static void decide(const GfTally *tally, const GfNames *names, GfAnswer *answer)
{
    gboolean plus = gf_tally_any(tally, 1), minus = gf_tally_any(tally, -1);
    if (tally->gone != NULL) {
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, tally->gone);
        return;
    }
    set_names(answer, names);
    if (tally->cut)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "too-long");
    else if (tally->odd || tally->several)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE,
                      tally->odd ? "contradiction" : "several-people");
    else if (tally->hedged)
        decide_tentative(tally, answer);
    else if (decide_names(tally, names, answer))
        return;
    else if (plus && minus && !gf_tally_is_split(tally))
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "contradiction");
    else if (plus || (minus && gf_tally_is_split(tally)))
        decide_present(tally, answer);
    else if (minus && !tally->plain_no)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "not-remote");
    else if (minus && gf_tally_is_half_open(tally))
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "half-open");
    else if (minus && tally->asks_remote && !tally->remote[0])
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "remote-instead");
    else if (minus)
        gf_answer_set(answer, GF_PRESENCE_ABSENT, tally->human, tally->why[0]);
    else
        decide_unclear(tally, answer);
}

/* A subject such as "Absent le 14", or a client's "Accepté : ..." where no calendar came with it.
 */
static GfPresence presence_of_subject(const char *subject, const char **ret_why)
{
    static const struct {
        const char *prefix;
        GfPresence presence;
    } clients[] = {
        {"accepte", GF_PRESENCE_PRESENT},      {"accepted", GF_PRESENCE_PRESENT},
        {"aceptado", GF_PRESENCE_PRESENT},     {"acceptat", GF_PRESENCE_PRESENT},
        {"refuse", GF_PRESENCE_ABSENT},        {"declined", GF_PRESENCE_ABSENT},
        {"decline", GF_PRESENCE_ABSENT},       {"rechazado", GF_PRESENCE_ABSENT},
        {"provisoire", GF_PRESENCE_TENTATIVE}, {"tentative", GF_PRESENCE_TENTATIVE},
        {"acceptee", GF_PRESENCE_PRESENT},     {"refusee", GF_PRESENCE_ABSENT},
        {"proposee", GF_PRESENCE_TENTATIVE},
    };
    g_autofree char *small = gf_text_fold(subject);
    *ret_why = "subject";
    if (g_str_has_prefix(small, "confirmation de presence") ||
        g_str_has_prefix(small, "confirmation de ma presence") ||
        g_str_has_prefix(small, "confirmation de participation"))
        return GF_PRESENCE_PRESENT;
    g_autoptr(GfWords) words = gf_words_new(subject);
    guint at = gf_words_count(words) > 1 && gf_word_is(gf_words_at(words, 0)->fold, "invitation");
    if (gf_words_count(words) < at + 2 || gf_words_at(words, at + 1)->before != GF_BREAK_COLON)
        return GF_PRESENCE_UNCLEAR;
    *ret_why = "calendar-subject";
    for (gsize i = 0; i < G_N_ELEMENTS(clients); i++)
        if (strcmp(gf_words_at(words, at)->fold, clients[i].prefix) == 0)
            return clients[i].presence;
    return GF_PRESENCE_UNCLEAR;
}

/* What the subject itself answers, where it is not that of the convocation. */
static void read_subject(const char *subject, const GfMeeting *of_body, GfAnswer *answer)
{
    const char *why = NULL;
    GfPresence presence = presence_of_subject(subject, &why);
    if (presence != GF_PRESENCE_UNCLEAR) {
        gf_answer_set(answer, presence, presence == GF_PRESENCE_TENTATIVE, why);
        answer->parts = presence == GF_PRESENCE_PRESENT ? GF_PARTS_ALL : GF_PARTS_NONE;
        return;
    }
    static const char *const prefixes[] = {"re:", "re :", "tr:", "tr :", "fw:", "fwd:"};
    const char *bare = subject;
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        if (g_ascii_strncasecmp(bare, prefixes[i], strlen(prefixes[i])) == 0) {
            bare += strlen(prefixes[i]);
            bare += strspn(bare, " \t\302\240");
            i = (gsize) -1;
        }
    }
    g_autoptr(GfWords) words = gf_words_new(bare);
    g_autoptr(GfMeeting) meeting = gf_meeting_new_without_subject(of_body);
    g_autoptr(GArray) clauses = gf_clauses_read(words, meeting);
    g_autoptr(GfNames) names = gf_names_find(words, clauses);
    GfTally tally;
    gf_tally_take(&tally, words, clauses, names, meeting);
    gboolean excused = gf_tally_any(&tally, -1) && tally.unread <= SUBJECT_WORDS;
    if (gf_tally_any_strong(&tally) || names->given || excused)
        decide(&tally, names, answer);
    gf_tally_clear(&tally);
}

static gboolean decided(const GfAnswer *answer)
{
    return answer->presence == GF_PRESENCE_PRESENT || answer->presence == GF_PRESENCE_ABSENT;
}

/* Outlook puts the invitation under its answer, behind a rule of its own. */
static gboolean holds_invitation(const char *quote)
{
    return quote != NULL && strstr(quote, "*~*~*~*") != NULL;
}

/* The subject speaks where the body is silent; where they disagree nobody does. What a client put
 * there is no word of the person's, who may have clicked on anything: without the invitation that
 * was answered it only tells a human where to look. */
static void weigh_subject(const GfTally *tally, const char *subject, const char *quote,
                          const GfMeeting *meeting, GfAnswer *answer)
{
    g_autoptr(GfAnswer) said = gf_answer_new();
    read_subject(subject, meeting, said);
    if (said->presence == GF_PRESENCE_UNCLEAR)
        return;
    if (decided(answer) && decided(said) && answer->presence != said->presence) {
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "subject-against-body");
        return;
    }
    gboolean silent = answer->presence == GF_PRESENCE_UNCLEAR && !tally->odd && !tally->several &&
                      tally->gone == NULL && !tally->cut && !tally->elsewhere &&
                      !gf_tally_any(tally, 1) && !gf_tally_any(tally, -1);
    if (!silent)
        return;
    if (g_strcmp0(said->why, "calendar-subject") == 0 && !holds_invitation(quote)) {
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, said->why);
        return;
    }
    gboolean human = said->needs_human || tally->human || tally->unread > 0;
    gf_answer_set(answer, said->presence, human, said->why);
    answer->parts = said->parts;
    answer->mode = said->mode;
    if (answer->proxy_to == NULL)
        answer->proxy_to = g_steal_pointer(&said->proxy_to);
}

/* What is to be read: prose and ticked boxes; boxes ticked inside the quote where nothing else is
 * said. */
static GfWords *words_to_read(const char *own, const char *quote, gboolean *ret_blank)
{
    g_autofree char *plain = gf_plain_text(own);
    g_autoptr(GfForm) form = gf_form_read(plain);
    *ret_blank = form->boxes > 1 && *form->ticked == '\0';
    if (form->boxes > 0) {
        g_autofree char *text = g_strconcat(form->rest, form->ticked, NULL);
        return gf_words_new(text);
    }
    g_autoptr(GfWords) words = gf_words_new(plain);
    if (gf_words_count(words) == 0 && quote != NULL) {
        g_autoptr(GfForm) quoted = gf_form_read(quote);
        if (*quoted->ticked != '\0')
            return gf_words_new(quoted->ticked);
    }
    return g_steal_pointer(&words);
}

void gf_answer_read(const char *own, const char *subject, const char *quote, const char *signer,
                    GfAnswer *answer)
{
    gboolean blank = FALSE;
    g_autoptr(GfWords) words = words_to_read(own, quote, &blank);
    g_autoptr(GfMeeting) meeting = gf_meeting_new(subject, quote);
    g_autoptr(GArray) clauses = gf_clauses_read(words, meeting);
    g_autoptr(GfNames) names = gf_names_find(words, clauses);
    GfTally tally;
    gf_tally_take(&tally, words, clauses, names, meeting);
    decide(&tally, names, answer);
    if (gf_noted_quoted(subject, quote))
        gf_noted_answer(&tally, words, answer);
    else if (subject != NULL)
        weigh_subject(&tally, subject, quote, meeting, answer);
    if (answer->presence != GF_PRESENCE_UNCLEAR &&
        gf_person_is_stranger(words, clauses, &tally, signer))
        answer->needs_human = TRUE;
    if (blank && answer->presence == GF_PRESENCE_UNCLEAR)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "blank-form");
    gf_tally_clear(&tally);
}
