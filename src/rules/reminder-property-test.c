/* reminder-property-test.c - reminder plans under any dates and any outage (DOMAIN.md section 3).
 *
 * Each case draws a deadline, a plan, the moment of creation, a done or a mail that is waited for,
 * and when the daemon happens to run. The steps and the runs of the rules, with the policy of
 * workflow/reminder.c around them, are held against a model of a few sentences on a calendar of
 * paper. --seed repeats a run; the first case that fails is shown.
 */
#include "base/calendar-fixture.h"
#include "base/date.h"
#include "rules/rules.h"

#define ZONE "Europe/Paris"
#define CASES 100000
#define FARTHEST 60 /* days, of an offset */
#define AROUND 80   /* days that a plan can touch on either side of its date */
#define MOST_SENT (2 * FARTHEST + 1)
#define NEVER G_MAXINT64
#define HOUR 3600
#define DAY (24 * HOUR)

typedef struct {
    int date;                          /* index of paper[] */
    gboolean wished[2 * FARTHEST + 1]; /* by offset + FARTHEST */
    int hour, minute, grace_seconds;
    gint64 created, done;
    gint64 held_from, held_until; /* what it reminds of waits to leave */
    gboolean awake;               /* runs whenever something is due, but for outages */
} Case;

/* A mail that went. */
typedef struct {
    int offset, day; /* of its step; day is an index of paper[] */
    gint64 at;
} Sent;

typedef struct {
    Sent mails[MOST_SENT];
    int count;
} Post;

/* ---- what is drawn ---- */

static gboolean chance(int percent)
{
    return g_test_rand_int_range(0, 100) < percent;
}

/* From one second to `most_seconds`, small ones as often as large ones. */
static gint64 some_time(int most_seconds)
{
    int most = g_test_rand_int_range(1, most_seconds + 1);
    return g_test_rand_int_range(1, most + 1);
}

static int random_date(void)
{
    int index = g_test_rand_int_range(2 * AROUND, PAPER_DAYS - 3 * AROUND);
    if (chance(50)) /* by a holiday or a change of hour */
        while (!paper[index].holiday && paper[index].season != PAPER_SUMMER_BEGINS &&
               paper[index].season != PAPER_SUMMER_ENDS)
            index--;
    return index + g_test_rand_int_range(-5, 6);
}

static void random_plan(Case *c)
{
    int steps = chance(1) ? 2 * MOST_SENT : g_test_rand_int_range(1, 11);
    int reach = chance(50) ? 8 : FARTHEST;
    for (int i = 0; i < steps; i++)
        c->wished[FARTHEST + g_test_rand_int_range(-reach, reach + 1)] = TRUE;
}

/* Around the plan, or to the second at the hour of one of its days. */
static gint64 random_moment(const Case *c, int from_days, int to_days)
{
    int day = c->date + g_test_rand_int_range(from_days, to_days + 1);
    if (chance(30))
        return paper_instant(day, c->hour, c->minute) + g_test_rand_int_range(-1, 2);
    return paper_instant(day, 0, 0) + g_test_rand_int_range(0, DAY);
}

static Case random_case(void)
{
    static const int graces[] = {0, 1, 600, HOUR, 2 * HOUR};
    Case c = {.date = random_date(), .done = NEVER, .awake = chance(50)};
    random_plan(&c);
    c.hour = chance(80) ? g_test_rand_int_range(0, 24) : 23;
    c.minute = g_test_rand_int_range(0, 60);
    c.grace_seconds = graces[g_test_rand_int_range(0, G_N_ELEMENTS(graces))];
    c.created = random_moment(&c, -FARTHEST - 10, chance(20) ? FARTHEST : 0);
    if (chance(50))
        c.done = random_moment(&c, -FARTHEST, FARTHEST);
    if (chance(25)) {
        c.held_from = random_moment(&c, -FARTHEST, 10);
        c.held_until = c.held_from + some_time(5 * DAY);
    }
    return c;
}

/* ---- the model: what the sentences of DOMAIN.md say, on paper ---- */

#define NO_STEP G_MAXINT

/* Each day of the plan with the offset that goes on it, or NO_STEP; days[AROUND] is the date. */
static void model_steps(const Case *c, int days[2 * AROUND + 1])
{
    for (int i = 0; i <= 2 * AROUND; i++)
        days[i] = NO_STEP;
    for (int offset = -FARTHEST; offset <= FARTHEST; offset++) {
        if (!c->wished[FARTHEST + offset])
            continue;
        int day = offset;
        while (paper[c->date + day].closed)
            day += offset > 0 ? 1 : -1;
        if (paper_instant(c->date + day, c->hour, c->minute) < c->created)
            continue;
        if (days[AROUND + day] == NO_STEP || ABS(offset) < ABS(days[AROUND + day]))
            days[AROUND + day] = offset;
    }
}

/* The daemon runs: on an open day, at the hour or within the grace of that day, the newest step
 * that nothing newer has replaced goes. `handled` is the last day whose steps are over. */
static void model_run(const Case *c, const int *days, gint64 now, int *handled, Post *post)
{
    int today = paper_day_of(now);
    gint64 hour = paper_instant(today, c->hour, c->minute);
    if (now >= c->done || (now >= c->held_from && now < c->held_until) || paper[today].closed ||
        now < hour || now > hour + c->grace_seconds)
        return;
    for (int day = MIN(today, c->date + AROUND); day > *handled && day >= c->date - AROUND; day--) {
        if (days[day - c->date + AROUND] == NO_STEP)
            continue;
        post->mails[post->count++] = (Sent){days[day - c->date + AROUND], day, now};
        break;
    }
    *handled = MAX(*handled, today);
}

/* ---- the rules, with the policy of workflow/reminder.c ---- */

typedef struct {
    int offset, day;
    gint64 due_at;
    gboolean planned;
} Step;

typedef struct {
    Step steps[MOST_SENT];
    int count;
} Plan;

static GArray *rule_steps(const Case *c)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GArray) offsets = NULL;
    for (int offset = FARTHEST; offset >= -FARTHEST; offset--)
        if (c->wished[FARTHEST + offset])
            g_string_append_printf(text, "%sJ%+d", text->len > 0 ? ", " : "", offset);
    g_assert_true(gf_rule_plan_parse(text->str, &offsets, NULL));
    GDate date = paper_date(c->date);
    return gf_rule_plan_steps(offsets, &date, c->hour, c->minute, ZONE, c->created);
}

/* FALSE where the steps are not those of the model, by day. */
static gboolean plan_steps(const Case *c, const int *days, Plan *plan)
{
    g_autoptr(GArray) steps = rule_steps(c);
    guint next = 0;
    for (int i = 0; i <= 2 * AROUND; i++) {
        if (days[i] == NO_STEP)
            continue;
        if (next == steps->len)
            return FALSE;
        const GfReminderStep *step = &g_array_index(steps, GfReminderStep, next++);
        int day = c->date + i - AROUND;
        GDate expected = paper_date(day);
        if (step->offset != days[i] || g_date_compare(&step->day, &expected) != 0)
            return FALSE;
        plan->steps[plan->count++] =
            (Step){step->offset, day, gf_instant_of(&step->day, c->hour, c->minute, ZONE), TRUE};
    }
    return next == steps->len;
}

/* A step that is due: put off while something waits to leave, or to the next hour where its own
 * is missed; only the newest goes. */
static void act(const Case *c, Step *step, gboolean newest, gint64 now, Post *post)
{
    if (now >= c->held_from && now < c->held_until) {
        step->due_at = c->held_until;
        return;
    }
    step->planned = FALSE;
    if (!newest)
        return;
    GDate day = gf_date_of(step->due_at, ZONE);
    step->due_at = gf_rule_reminder_due(&day, c->hour, c->minute, ZONE, now, c->grace_seconds);
    if (step->due_at > now)
        step->planned = TRUE;
    else
        post->mails[post->count++] = (Sent){step->offset, step->day, now};
}

static gboolean is_due(const Step *step, gint64 now)
{
    return step->planned && step->due_at <= now;
}

static void rule_run(const Case *c, Plan *plan, gint64 now, Post *post)
{
    int newest = -1;
    for (int i = 0; i < plan->count && now >= c->done; i++)
        plan->steps[i].planned = FALSE;
    for (int i = 0; i < plan->count; i++)
        if (is_due(&plan->steps[i], now))
            newest = i;
    for (int i = 0; i <= newest; i++)
        if (is_due(&plan->steps[i], now))
            act(c, &plan->steps[i], i == newest, now, post);
}

/* ---- when the daemon runs ---- */

static gint64 next_due(const Plan *plan)
{
    gint64 next = NEVER;
    for (int i = 0; i < plan->count; i++)
        if (plan->steps[i].planned)
            next = MIN(next, plan->steps[i].due_at);
    return next;
}

/* The next moment at which it runs, after `now`: any; or when something is due, by the second or a
 * little later, unless it is down. */
static gint64 next_run(const Case *c, const Plan *plan, gint64 now)
{
    static const int lulls[] = {HOUR, 6 * HOUR, 2 * DAY, 10 * DAY, 40 * DAY};
    gint64 due = next_due(plan);
    if (due != NEVER && due > now && chance(c->awake ? 70 : 20))
        return due + (chance(50) ? 0 : g_test_rand_int_range(0, c->grace_seconds + 3));
    return now + some_time(lulls[g_test_rand_int_range(0, G_N_ELEMENTS(lulls))]);
}

/* ---- the laws ---- */

static gboolean obeys(const Case *c, const Sent *mail, const Sent *before)
{
    int today = paper_day_of(mail->at);
    gint64 late = mail->at - paper_instant(today, c->hour, c->minute);
    return !paper[today].closed && today >= mail->day && late >= 0 && late <= c->grace_seconds &&
           mail->at >= c->created && mail->at < c->done && c->wished[FARTHEST + mail->offset] &&
           (before == NULL || (before->day < mail->day && before->offset < mail->offset &&
                               paper_day_of(before->at) < today));
}

static gboolean same_post(const Post *a, const Post *b)
{
    gboolean same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = a->mails[i].offset == b->mails[i].offset && a->mails[i].day == b->mails[i].day &&
               a->mails[i].at == b->mails[i].at;
    return same;
}

static void show_moment(const char *what, gint64 moment)
{
    g_autofree char *text = moment == NEVER ? g_strdup("never") : gf_instant_format(moment, ZONE);
    g_test_message("%s %s", what, text);
}

static void show_post(const char *whose, const Post *post)
{
    for (int i = 0; i < post->count; i++) {
        g_autofree char *day = paper_show(post->mails[i].day);
        g_autofree char *what =
            g_strdup_printf("%s: J%+d of %s went", whose, post->mails[i].offset, day);
        show_moment(what, post->mails[i].at);
    }
}

static void show(const Case *c, const char *law, const Post *expected, const Post *found)
{
    g_autofree char *date = paper_show(c->date);
    g_test_message("%s: deadline %s, at %02d:%02d, grace %d s", law, date, c->hour, c->minute,
                   c->grace_seconds);
    for (int offset = -FARTHEST; offset <= FARTHEST; offset++)
        if (c->wished[FARTHEST + offset])
            g_test_message("J%+d", offset);
    show_moment("created", c->created);
    show_moment("done", c->done);
    show_moment("held from", c->held_from);
    show_moment("held until", c->held_until);
    show_post("expected", expected);
    show_post("found", found);
    g_test_fail();
}

typedef struct {
    int mails, caught_up, silenced, put_off; /* what the cases have been through */
} Tally;

static void count(const Case *c, const Plan *plan, const Post *post, Tally *tally)
{
    tally->mails += post->count;
    for (int i = 0; i < post->count; i++)
        tally->caught_up += paper_day_of(post->mails[i].at) > post->mails[i].day ? 1 : 0;
    tally->silenced += c->done != NEVER && post->count < plan->count ? 1 : 0;
    tally->put_off += c->held_until > c->created ? 1 : 0;
}

static gboolean live(const Case *c, Tally *tally)
{
    int days[2 * AROUND + 1], handled = 0;
    Plan plan = {.count = 0};
    Post expected = {.count = 0}, found = {.count = 0};
    model_steps(c, days);
    if (!plan_steps(c, days, &plan)) {
        show(c, "the steps differ", &expected, &found);
        return FALSE;
    }
    gint64 end = paper_instant(c->date + AROUND, 0, 0);
    for (gint64 now = c->created; now < end && next_due(&plan) != NEVER;
         now = next_run(c, &plan, now)) {
        model_run(c, days, now, &handled, &expected);
        rule_run(c, &plan, now, &found);
    }
    const char *broken = same_post(&expected, &found) ? NULL : "the mails differ";
    for (int i = 0; i < found.count && broken == NULL; i++)
        if (!obeys(c, &found.mails[i], i > 0 ? &found.mails[i - 1] : NULL))
            broken = "against the rules";
    if (broken != NULL)
        show(c, broken, &expected, &found);
    count(c, &plan, &found, tally);
    return broken == NULL;
}

static void test_any_outage(void)
{
    Tally tally = {0};
    for (int i = 0; i < CASES; i++) {
        Case c = random_case();
        if (!live(&c, &tally))
            return;
    }
    g_test_message("%d cases: %d mails, %d after an outage, %d plans silenced, %d put off", CASES,
                   tally.mails, tally.caught_up, tally.silenced, tally.put_off);
    /* The cases reach what they are meant to reach. */
    g_assert_cmpint(tally.mails, >, CASES);
    g_assert_cmpint(tally.caught_up, >, CASES / 10);
    g_assert_cmpint(tally.silenced, >, CASES / 10);
    g_assert_cmpint(tally.put_off, >, CASES / 10);
}

/* The first hour of an open day that is not before `day`, and still to come or struck today within
 * the grace. */
static gint64 model_due(int day, int hour, int minute, gint64 now, int grace_seconds)
{
    int today = paper_day_of(now);
    for (int i = day;; i++) {
        gint64 due = paper_instant(i, hour, minute);
        if (!paper[i].closed && i >= today && now <= due + grace_seconds)
            return due;
    }
}

static void test_due(void)
{
    for (int i = 0; i < CASES; i++) {
        Case c = {.date = random_date(), .hour = g_test_rand_int_range(0, 24), .minute = i % 60};
        int grace_seconds = g_test_rand_int_range(0, 3 * HOUR);
        gint64 now = random_moment(&c, -10, 40);
        GDate day = paper_date(c.date);
        gint64 found = gf_rule_reminder_due(&day, c.hour, c.minute, ZONE, now, grace_seconds);
        if (found == model_due(c.date, c.hour, c.minute, now, grace_seconds))
            continue;
        g_autofree char *shown = paper_show(c.date);
        g_test_message("%s at %02d:%02d, grace %d s", shown, c.hour, c.minute, grace_seconds);
        show_moment("met at", now);
        show_moment("goes at", found);
        g_test_fail();
        return;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    paper_write();
    g_test_add_func("/reminder-property/due", test_due);
    g_test_add_func("/reminder-property/any-outage", test_any_outage);
    return g_test_run();
}
