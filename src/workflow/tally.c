/* tally.c - see tally.h. */
#include "workflow/tally.h"

#include "base/date.h"
#include "rules/rules.h"
#include "workflow/text.h"

#include <string.h>

static void tally_person_free(GfTallyPerson *person)
{
    if (person == NULL)
        return;
    g_clear_pointer(&person->member, gf_member_free);
    g_clear_pointer(&person->invitation, gf_invitation_free);
    g_clear_pointer(&person->answers, g_ptr_array_unref);
    g_free((char *) person->unreachable);
    g_free(person);
}

void gf_tally_free(GfTally *tally)
{
    if (tally == NULL)
        return;
    g_clear_pointer(&tally->people, g_ptr_array_unref);
    g_clear_pointer(&tally->answers, g_ptr_array_unref);
    g_free(tally);
}

static GfAnswerOrder order_of(const GfAnswerRow *answer)
{
    GfAnswerOrder order = {answer->sequence, answer->client_at, answer->arrived_at, answer->id};
    return order;
}

static int compare_answers(gconstpointer a, gconstpointer b)
{
    GfAnswerOrder x = order_of(*(GfAnswerRow *const *) a), y = order_of(*(GfAnswerRow *const *) b);
    return gf_rule_answer_compare(&x, &y);
}

static GfHalf half_of(const GfAnswerRow *answer)
{
    if (g_str_equal(answer->presence, "present"))
        return GF_HALF_PRESENT;
    if (g_str_equal(answer->presence, "absent"))
        return GF_HALF_ABSENT;
    if (g_str_equal(answer->presence, "tentative"))
        return GF_HALF_TENTATIVE;
    return GF_HALF_SILENT;
}

static void apply_answer(GfTallyPerson *person, const GfAnswerRow *answer)
{
    gboolean all = g_str_equal(answer->part, "all");
    GfHalf half = half_of(answer);
    if (person->morning != GF_HALF_NONE && (all || g_str_equal(answer->part, "morning")))
        person->morning = half;
    if (person->afternoon != GF_HALF_NONE && (all || g_str_equal(answer->part, "afternoon")))
        person->afternoon = half;
    person->last = half == GF_HALF_SILENT ? NULL : answer;
    person->mode = half == GF_HALF_PRESENT ? answer->mode : all ? NULL : person->mode;
    person->substitute = answer->substitute;
}

static gboolean is_open(GfHalf half)
{
    return half == GF_HALF_NONE || half == GF_HALF_SILENT;
}

/* Folds the answers of one person, oldest first; those to an earlier date are history. */
static void fold(GfTallyPerson *person, int sequence)
{
    g_ptr_array_sort(person->answers, compare_answers);
    for (guint i = 0; i < person->answers->len; i++) {
        const GfAnswerRow *answer = person->answers->pdata[i];
        if (answer->sequence >= sequence)
            apply_answer(person, answer);
        else
            person->former = answer;
    }
    person->silent = is_open(person->morning) && is_open(person->afternoon);
    person->before_change = person->silent && person->former != NULL;
}

static gboolean present(const GfTallyPerson *person)
{
    return person->morning == GF_HALF_PRESENT || person->afternoon == GF_HALF_PRESENT;
}

static gboolean absent(const GfTallyPerson *person)
{
    return !person->silent && !present(person) && person->morning != GF_HALF_TENTATIVE &&
           person->afternoon != GF_HALF_TENTATIVE;
}

static void find_proxy(GfTallyPerson *person, GHashTable *by_member)
{
    if (person->last == NULL || person->last->proxy_member == 0 || present(person))
        return;
    GfTallyPerson *holder =
        g_hash_table_lookup(by_member, GSIZE_TO_POINTER((gsize) person->last->proxy_member));
    person->proxy = holder != NULL ? holder->member : NULL;
}

/* Whoever comes, except guests, who have no vote. */
static gboolean may_hold(const GfTallyPerson *holder)
{
    return present(holder) && !holder->invitation->guest;
}

static int compare_givers(gconstpointer a, gconstpointer b)
{
    gint64 x = (*(GfTallyPerson *const *) a)->last->id, y = (*(GfTallyPerson *const *) b)->last->id;
    return (x > y) - (x < y);
}

/* A pouvoir holds while its holder comes, and for the first ones given only, up to what the rules
 * allow. */
static void check_proxies(GPtrArray *people, GHashTable *by_member, int allowed)
{
    g_autoptr(GPtrArray) givers = g_ptr_array_new();
    g_autoptr(GHashTable) held = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < people->len; i++) {
        GfTallyPerson *person = people->pdata[i];
        find_proxy(person, by_member);
        if (person->proxy != NULL)
            g_ptr_array_add(givers, person);
    }
    g_ptr_array_sort(givers, compare_givers);
    for (guint i = 0; i < givers->len; i++) {
        GfTallyPerson *giver = givers->pdata[i];
        gpointer key = GSIZE_TO_POINTER((gsize) giver->last->proxy_member);
        gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(held, key));
        giver->proxy_valid =
            may_hold(g_hash_table_lookup(by_member, key)) && count < (gsize) allowed;
        if (giver->proxy_valid)
            g_hash_table_insert(held, key, GSIZE_TO_POINTER(count + 1));
    }
}

static gboolean find_unreachable(const GfClerk *clerk, GfTallyPerson *person, GError **error)
{
    const GfMember *member = person->member;
    if (member->main_address == NULL) {
        person->unreachable = g_strdup("pas d'adresse");
        return TRUE;
    }
    if (member->unreachable_at != 0)
        person->unreachable = g_strdup(member->unreachable_why);
    if (person->unreachable != NULL || !person->silent)
        return TRUE;
    g_autoptr(GfOutgoing) outgoing = NULL;
    if (!gf_store_last_outgoing_of(clerk->store, person->invitation->id, &outgoing, error))
        return FALSE;
    if (outgoing == NULL)
        return TRUE;
    if (outgoing->bounced_at != 0)
        person->unreachable = g_strdup(outgoing->bounce_words);
    else if (g_str_equal(outgoing->state, "failed") || g_str_equal(outgoing->state, "uncertain"))
        person->unreachable = g_strdup(outgoing->reply);
    return TRUE;
}

/* Who has left neither counts nor is asked again; what they answered stays in the history. */
static gboolean in_force(const GfMember *member, const char *day)
{
    return (member->ended_on == NULL || strcmp(member->ended_on, day) > 0) &&
           (member->ends_on == NULL || strcmp(member->ends_on, day) >= 0);
}

static gboolean load_person(const GfClerk *clerk, const GfTally *tally,
                            const GfInvitation *invitation, GfTallyPerson **ret, GError **error)
{
    GfTallyPerson *person = g_new0(GfTallyPerson, 1);
    person->answers = g_ptr_array_new();
    person->morning = tally->has_morning ? GF_HALF_SILENT : GF_HALF_NONE;
    person->afternoon = tally->has_afternoon ? GF_HALF_SILENT : GF_HALF_NONE;
    if (gf_store_invitation(clerk->store, invitation->id, &person->invitation, error) &&
        gf_store_member_by_id(clerk->store, invitation->member_id, &person->member, error)) {
        *ret = person;
        return TRUE;
    }
    tally_person_free(person);
    return FALSE;
}

static gboolean load_people(const GfClerk *clerk, const GfSession *session, GfTally *tally,
                            GError **error)
{
    g_autoptr(GPtrArray) invitations = NULL;
    if (!gf_store_invitations(clerk->store, session->id, &invitations, error) ||
        !gf_store_answers_of_session(clerk->store, session->id, &tally->answers, error))
        return FALSE;
    g_autoptr(GHashTable) by_invitation = g_hash_table_new(NULL, NULL);
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    g_autofree char *day = gf_date_format(&date);
    for (guint i = 0; i < invitations->len; i++) {
        GfTallyPerson *person = NULL;
        if (!load_person(clerk, tally, invitations->pdata[i], &person, error))
            return FALSE;
        if (!in_force(person->member, day)) {
            tally_person_free(person);
            continue;
        }
        g_ptr_array_add(tally->people, person);
        g_hash_table_insert(by_invitation, GSIZE_TO_POINTER((gsize) person->invitation->id),
                            person);
    }
    for (guint i = 0; i < tally->answers->len; i++) {
        GfAnswerRow *answer = tally->answers->pdata[i];
        GfTallyPerson *person =
            g_hash_table_lookup(by_invitation, GSIZE_TO_POINTER((gsize) answer->invitation_id));
        if (person != NULL)
            g_ptr_array_add(person->answers, answer);
    }
    return TRUE;
}

/* What one person is in one half of the day, or in the whole of it. */
typedef struct {
    gboolean here, away, unsure, represented;
} Stand;

static void count_person(const GfTallyPerson *person, Stand stand, GfTallyFigures *figures)
{
    if (person->invitation->guest) {
        figures->guests_present += stand.here;
        return;
    }
    figures->invited++;
    figures->present += stand.here;
    figures->absent += stand.away;
    figures->tentative += stand.unsure;
    figures->silent += !stand.here && !stand.away && !stand.unsure;
    figures->unreachable += person->unreachable != NULL;
    figures->onsite += stand.here && g_strcmp0(person->mode, "remote") != 0;
    figures->remote += stand.here && g_strcmp0(person->mode, "remote") == 0;
    figures->represented += stand.away && stand.represented;
    figures->substituted += stand.away && person->substitute != NULL;
    figures->women += stand.here && g_strcmp0(person->member->gender, "woman") == 0;
    figures->men += stand.here && g_strcmp0(person->member->gender, "man") == 0;
}

/* A pouvoir represents only where its holder sits. */
static Stand stand_in(const GfTallyPerson *person, GfHalf half, gboolean holder_sits)
{
    return (Stand){half == GF_HALF_PRESENT, half == GF_HALF_ABSENT, half == GF_HALF_TENTATIVE,
                   person->substitute != NULL || (person->proxy_valid && holder_sits)};
}

static Stand stand_of_day(const GfTallyPerson *person)
{
    gboolean here = present(person), away = absent(person);
    return (Stand){here, away, !here && !away && !person->silent,
                   person->substitute != NULL || person->proxy_valid};
}

static void count_all(GfTally *tally, GHashTable *by_member)
{
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        const GfTallyPerson *holder =
            person->proxy == NULL
                ? NULL
                : g_hash_table_lookup(by_member, GSIZE_TO_POINTER((gsize) person->proxy->id));
        gboolean morning = holder != NULL && holder->morning == GF_HALF_PRESENT;
        gboolean afternoon = holder != NULL && holder->afternoon == GF_HALF_PRESENT;
        count_person(person, stand_in(person, person->morning, morning), &tally->morning);
        count_person(person, stand_in(person, person->afternoon, afternoon), &tally->afternoon);
        count_person(person, stand_of_day(person), &tally->day);
    }
}

static gboolean forecast(const GfClerk *clerk, const GfSession *session, GfTally *tally,
                         GError **error)
{
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_store_body_by_id(clerk->store, session->body_id, &body, error) ||
        !gf_clerk_rules(clerk, body->slug, &rules, error))
        return FALSE;
    g_autoptr(GHashTable) by_member = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < tally->people->len; i++) {
        GfTallyPerson *person = tally->people->pdata[i];
        g_hash_table_insert(by_member, GSIZE_TO_POINTER((gsize) person->member->id), person);
        if (!find_unreachable(clerk, person, error))
            return FALSE;
    }
    check_proxies(tally->people, by_member, rules->pouvoirs);
    count_all(tally, by_member);
    const GfTallyFigures *first = tally->has_morning ? &tally->morning : &tally->afternoon;
    GfQuorum quorum = gf_rule_quorum(
        first->invited, first->present + first->substituted,
        first->represented - first->substituted, rules->quorum_numerator, rules->quorum_denominator,
        rules->quorum_strictly_more,
        rules->quorum_counts_represented ? GF_QUORUM_PRESENT_OR_REPRESENTED : GF_QUORUM_PRESENT);
    tally->quorum_required = quorum.required;
    tally->quorum_missing = quorum.missing;
    tally->quorum_reached = quorum.reached;
    tally->parity = gf_rule_parity(first->women, first->men, rules->parity_tolerance);
    return TRUE;
}

gboolean gf_tally_session(const GfClerk *clerk, const GfSession *session, GfTally **ret,
                          GError **error)
{
    g_autoptr(GfTally) tally = g_new0(GfTally, 1);
    tally->people = g_ptr_array_new_with_free_func((GDestroyNotify) tally_person_free);
    tally->has_morning = gf_clerk_has_half(clerk, session, FALSE);
    tally->has_afternoon = gf_clerk_has_half(clerk, session, TRUE);
    if (!load_people(clerk, session, tally, error))
        return FALSE;
    for (guint i = 0; i < tally->people->len; i++)
        fold(tally->people->pdata[i], session->sequence);
    if (!forecast(clerk, session, tally, error))
        return FALSE;
    *ret = g_steal_pointer(&tally);
    return TRUE;
}
