/* tally-test.c - who comes: answers folded to what counts now. */
#include "workflow/fixture.h"
#include "workflow/tally.h"

/* One answer of a row: who, when (hours after MONDAY 10:00), what. */
typedef struct {
    const char *member;
    int hour;
    const char *part, *presence, *mode;
    const char *proxy; /* a member */
    const char *substitute;
    int sequence;
} Said;

static void say(Fixture *fixture, const Said *said)
{
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, said->member);
    gint64 when = instant("2027-02-15 10:00") + said->hour * 3600;
    GfAnswerRow row = {
        .invitation_id = invitation->id,
        .sequence = said->sequence,
        .part = (char *) (said->part != NULL ? said->part : "all"),
        .presence = (char *) said->presence,
        .mode = (char *) said->mode,
        .proxy_to = (char *) said->proxy,
        .proxy_member = said->proxy != NULL ? member_id(fixture, said->proxy) : 0,
        .substitute = (char *) said->substitute,
        .source = (char *) "words",
        .actor = (char *) "member",
        .rule = (char *) "test",
        .client_at = when,
        .arrived_at = when,
        .recorded_at = when,
    };
    ASSERT_DONE_INSIDE(fixture, gf_store_add_answer(fixture->store, &row, ERROR));
}

static GfTally *count(Fixture *fixture)
{
    g_autoptr(GfSession) session = session_of(fixture);
    GfTally *tally = NULL;
    ASSERT_DONE(gf_tally_session(&fixture->clerk, session, &tally, ERROR));
    return tally;
}

static const GfTallyPerson *person(const GfTally *tally, const char *slug)
{
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *one = tally->people->pdata[i];
        if (g_str_equal(one->member->slug, slug))
            return one;
    }
    g_assert_not_reached();
}

/* --- folding --- */

typedef struct {
    const char *name;
    Said said[4];
    GfHalf morning, afternoon;
    const char *mode;
    gboolean silent;
} Fold;

static const Fold folds[] = {
    {"nothing said", {{0}}, GF_HALF_SILENT, GF_HALF_SILENT, NULL, TRUE},
    {"present all day",
     {{"anne", 0, NULL, "present", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_PRESENT,
     NULL,
     FALSE},
    {"the morning only is half an answer",
     {{"anne", 0, "morning", "present", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_SILENT,
     NULL,
     FALSE},
    {"each half keeps its own last answer",
     {{"anne", 0, NULL, "present", NULL}, {"anne", 1, "afternoon", "absent", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_ABSENT,
     NULL,
     FALSE},
    {"the whole day overrides both halves",
     {{"anne", 0, "morning", "present", NULL},
      {"anne", 1, "afternoon", "absent", NULL},
      {"anne", 2, NULL, "tentative", NULL}},
     GF_HALF_TENTATIVE,
     GF_HALF_TENTATIVE,
     NULL,
     FALSE},
    {"the last one wins, whatever was recorded last (I12)",
     {{"anne", 5, NULL, "absent", NULL}, {"anne", 2, NULL, "present", NULL}},
     GF_HALF_ABSENT,
     GF_HALF_ABSENT,
     NULL,
     FALSE},
    {"recorded last decides where nothing else does",
     {{"anne", 5, NULL, "absent", NULL}, {"anne", 5, NULL, "present", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_PRESENT,
     NULL,
     FALSE},
    {"remote is said with present",
     {{"anne", 0, NULL, "present", "remote"}},
     GF_HALF_PRESENT,
     GF_HALF_PRESENT,
     "remote",
     FALSE},
    {"present again without a word about it is on site",
     {{"anne", 0, NULL, "present", "remote"}, {"anne", 1, NULL, "present", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_PRESENT,
     NULL,
     FALSE},
    {"a half that is declined leaves the mode of the other",
     {{"anne", 0, NULL, "present", "remote"}, {"anne", 1, "afternoon", "absent", NULL}},
     GF_HALF_PRESENT,
     GF_HALF_ABSENT,
     "remote",
     FALSE},
    {"taken back: silent again",
     {{"anne", 0, NULL, "present", NULL}, {"anne", 1, NULL, "silent", NULL}},
     GF_HALF_SILENT,
     GF_HALF_SILENT,
     NULL,
     TRUE},
    {"taken back, then answered",
     {{"anne", 0, NULL, "silent", NULL}, {"anne", 1, NULL, "absent", NULL}},
     GF_HALF_ABSENT,
     GF_HALF_ABSENT,
     NULL,
     FALSE},
};

static void test_fold(Fixture *fixture, gconstpointer data)
{
    const Fold *row = data;
    people(fixture);
    convened(fixture);
    guint said = 0;
    for (; said < G_N_ELEMENTS(row->said) && row->said[said].member != NULL; said++)
        say(fixture, &row->said[said]);
    g_autoptr(GfTally) tally = count(fixture);
    const GfTallyPerson *anne = person(tally, "anne");
    g_assert_cmpint(anne->morning, ==, row->morning);
    g_assert_cmpint(anne->afternoon, ==, row->afternoon);
    g_assert_cmpstr(anne->mode, ==, row->mode);
    g_assert_cmpint(anne->silent, ==, row->silent);
    g_assert_cmpint(anne->last == NULL, ==, row->silent);
    g_assert_cmpuint(anne->answers->len, ==, said);
}

static void test_one_half_only(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, HEAD PLACE AFTERNOON(DAY));
    g_autoptr(GfOrder) order = convene(fixture);
    say(fixture, &(Said){"anne", 0, NULL, "present", NULL});
    say(fixture, &(Said){"bruno", 0, "morning", "absent", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_false(tally->has_morning);
    g_assert_true(tally->has_afternoon);
    g_assert_cmpint(person(tally, "anne")->morning, ==, GF_HALF_NONE);
    g_assert_cmpint(person(tally, "anne")->afternoon, ==, GF_HALF_PRESENT);
    /* What is said of a half that there is not says nothing. */
    g_assert_true(person(tally, "bruno")->silent);
    g_assert_cmpint(tally->day.present, ==, 1);
    g_assert_cmpint(tally->afternoon.present, ==, 1);
    /* The quorum is that of the first part there is: one of four, three wanted. */
    g_assert_cmpint(tally->quorum_required, ==, 3);
    g_assert_cmpint(tally->quorum_missing, ==, 2);
}

/* I13: an answer to a date that has changed is shown, and does not count. */
static void test_before_a_change(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    say(fixture, &(Said){"anne", 0, NULL, "present", NULL});
    say(fixture, &(Said){"bruno", 0, NULL, "present", NULL});
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    say(fixture, &(Said){.member = "bruno", .hour = 30, .presence = "absent", .sequence = 1});
    /* A late click on the old invitation: newer by the clock, older by what it answers. */
    say(fixture, &(Said){.member = "bruno", .hour = 40, .presence = "present", .sequence = 0});
    g_autoptr(GfTally) tally = count(fixture);
    const GfTallyPerson *anne = person(tally, "anne"), *bruno = person(tally, "bruno"),
                        *claire = person(tally, "claire");
    g_assert_true(anne->silent);
    g_assert_true(anne->before_change);
    g_assert_cmpstr(anne->former->presence, ==, "present");
    g_assert_null(anne->last);
    g_assert_false(bruno->silent);
    g_assert_false(bruno->before_change);
    g_assert_cmpint(bruno->morning, ==, GF_HALF_ABSENT);
    g_assert_cmpuint(bruno->answers->len, ==, 3);
    g_assert_true(claire->silent);
    g_assert_false(claire->before_change);
    g_assert_cmpint(tally->day.present, ==, 0);
    g_assert_cmpint(tally->day.absent, ==, 1);
    g_assert_cmpint(tally->day.silent, ==, 3);
}

static void test_figures(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    say(fixture, &(Said){"anne", 0, NULL, "present", "remote"});
    say(fixture, &(Said){"bruno", 0, "morning", "present", "onsite"});
    say(fixture, &(Said){"bruno", 0, "afternoon", "absent", NULL});
    say(fixture, &(Said){"claire", 0, NULL, "tentative", NULL});
    say(fixture, &(Said){"hugo", 0, NULL, "present", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    /* The guest is invited and comes, and is in no other figure. */
    g_assert_cmpuint(tally->people->len, ==, 5);
    g_assert_cmpint(tally->day.invited, ==, 4);
    g_assert_cmpint(tally->day.guests_present, ==, 1);
    g_assert_cmpint(tally->day.present, ==, 2);
    g_assert_cmpint(tally->day.tentative, ==, 1);
    g_assert_cmpint(tally->day.silent, ==, 1);
    g_assert_cmpint(tally->day.absent, ==, 0);
    g_assert_cmpint(tally->morning.present, ==, 2);
    g_assert_cmpint(tally->morning.remote, ==, 1);
    g_assert_cmpint(tally->morning.onsite, ==, 1);
    g_assert_cmpint(tally->morning.women, ==, 1);
    g_assert_cmpint(tally->morning.men, ==, 1);
    g_assert_cmpint(tally->afternoon.present, ==, 1);
    g_assert_cmpint(tally->afternoon.absent, ==, 1);
    /* More than half of four: three; two are sure. */
    g_assert_cmpint(tally->quorum_required, ==, 3);
    g_assert_cmpint(tally->quorum_missing, ==, 1);
    g_assert_false(tally->quorum_reached);
    g_assert_true(tally->parity);
}

/* --- pouvoirs and suppléants --- */

static void test_pouvoir(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    rule(fixture, "rules.quorum_counts", "present_or_represented");
    say(fixture, &(Said){"anne", 0, NULL, "present", NULL});
    say(fixture, &(Said){.member = "bruno", .presence = "absent", .proxy = "anne"});
    /* Anne holds one already: the second is void, though it names her first by name. */
    say(fixture, &(Said){.member = "claire", .hour = 1, .presence = "absent", .proxy = "anne"});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpint(person(tally, "bruno")->proxy->id, ==, member_id(fixture, "anne"));
    g_assert_true(person(tally, "bruno")->proxy_valid);
    g_assert_nonnull(person(tally, "claire")->proxy);
    g_assert_false(person(tally, "claire")->proxy_valid);
    g_assert_cmpint(tally->morning.represented, ==, 1);
    g_assert_cmpint(tally->quorum_missing, ==, 1);

    rule(fixture, "rules.pouvoirs", "2");
    g_autoptr(GfTally) two = count(fixture);
    g_assert_true(person(two, "claire")->proxy_valid);
    g_assert_cmpint(two->morning.represented, ==, 2);
    g_assert_true(two->quorum_reached);
}

static void test_pouvoir_void(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    say(fixture, &(Said){.member = "anne", .presence = "absent", .proxy = "claire"});
    say(fixture, &(Said){.member = "bruno", .presence = "absent", .proxy = "hugo"});
    say(fixture, &(Said){"hugo", 0, NULL, "present", NULL});
    say(fixture, &(Said){.member = "david", .presence = "present", .proxy = "anne"});
    {
        g_autoptr(GfTally) tally = count(fixture);
        /* The holder has not answered; the holder is a guest; who comes needs none. */
        g_assert_nonnull(person(tally, "anne")->proxy);
        g_assert_false(person(tally, "anne")->proxy_valid);
        g_assert_false(person(tally, "bruno")->proxy_valid);
        g_assert_null(person(tally, "david")->proxy);
        g_assert_cmpint(tally->day.represented, ==, 0);
    }
    say(fixture, &(Said){"claire", 1, NULL, "present", NULL});
    {
        g_autoptr(GfTally) tally = count(fixture);
        g_assert_true(person(tally, "anne")->proxy_valid);
    }
    say(fixture, &(Said){"claire", 2, NULL, "absent", NULL});
    {
        g_autoptr(GfTally) tally = count(fixture);
        g_assert_false(person(tally, "anne")->proxy_valid);
    }
    /* Another answer without a pouvoir takes it back. */
    say(fixture, &(Said){"claire", 3, NULL, "present", NULL});
    say(fixture, &(Said){"anne", 4, NULL, "absent", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_null(person(tally, "anne")->proxy);
}

/* A pouvoir represents only in the half in which its holder sits. */
static void test_pouvoir_by_half(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    rule(fixture, "rules.quorum_counts", "present_or_represented");
    say(fixture, &(Said){"anne", 0, "morning", "absent", NULL});
    say(fixture, &(Said){"anne", 0, "afternoon", "present", NULL});
    say(fixture, &(Said){.member = "bruno", .presence = "absent", .proxy = "anne"});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_true(person(tally, "bruno")->proxy_valid);
    g_assert_cmpint(tally->morning.represented, ==, 0);
    g_assert_cmpint(tally->afternoon.represented, ==, 1);
    g_assert_cmpint(tally->quorum_missing, ==, 3);
}

static void test_substitute(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    say(fixture, &(Said){.member = "anne", .presence = "absent", .substitute = "suppléant"});
    say(fixture, &(Said){.member = "bruno", .presence = "absent", .substitute = "suppléant"});
    say(fixture, &(Said){"bruno", 1, NULL, "absent", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpstr(person(tally, "anne")->substitute, ==, "suppléant");
    g_assert_null(person(tally, "bruno")->substitute);
    g_assert_cmpint(tally->day.represented, ==, 1);
    g_assert_cmpint(tally->day.absent, ==, 2);
    /* The suppléant sits, and counts as present: one of the three that are wanted. */
    g_assert_cmpint(tally->morning.substituted, ==, 1);
    g_assert_cmpint(tally->quorum_required, ==, 3);
    g_assert_cmpint(tally->quorum_missing, ==, 2);
}

/* Who has left before the session neither counts nor holds a pouvoir. */
static void test_left(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    say(fixture, &(Said){"anne", 0, NULL, "present", NULL});
    say(fixture, &(Said){.member = "bruno", .presence = "absent", .proxy = "anne"});
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, member_id(fixture, "anne"),
                                                    "2027-03-01", ERROR));
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpuint(tally->people->len, ==, 4);
    g_assert_cmpint(tally->day.invited, ==, 3);
    g_assert_cmpint(tally->day.present, ==, 0);
    g_assert_null(person(tally, "bruno")->proxy);
    g_assert_cmpint(tally->quorum_required, ==, 2);
}

/* --- quorum, parity --- */

typedef struct {
    const char *name, *quorum, *strictly;
    int present; /* of four, in the order anne, claire, bruno, david */
    int required, missing;
    gboolean parity; /* within 1 */
} Forecast;

static const Forecast forecasts[] = {
    {"more than half", "1/2", "true", 2, 3, 1, FALSE},
    {"more than half, reached", "1/2", "true", 3, 3, 0, TRUE},
    {"half", "1/2", "false", 2, 2, 0, FALSE},
    {"two thirds", "2/3", "false", 2, 3, 1, FALSE},
    {"two thirds, nobody", "2/3", "false", 0, 3, 3, TRUE},
    {"everybody", "1/1", "false", 4, 4, 0, TRUE},
    {"one woman", "1/2", "true", 1, 3, 2, TRUE},
};

static void test_forecast(Fixture *fixture, gconstpointer data)
{
    static const char *const order[] = {"anne", "claire", "bruno", "david"};
    const Forecast *row = data;
    people(fixture);
    convened(fixture);
    rule(fixture, "rules.quorum", row->quorum);
    rule(fixture, "rules.quorum_strictly_more", row->strictly);
    for (int i = 0; i < row->present; i++)
        say(fixture, &(Said){order[i], 0, NULL, "present", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpint(tally->quorum_required, ==, row->required);
    g_assert_cmpint(tally->quorum_missing, ==, row->missing);
    g_assert_cmpint(tally->quorum_reached, ==, row->missing == 0);
    g_assert_cmpint(tally->parity, ==, row->parity);
}

/* A rule of the body comes before that of the assembly. */
static void test_rule_of_body(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    rule(fixture, "rules.quorum", "1/2");
    rule(fixture, "rules.quorum.conseil", "3/4");
    rule(fixture, "rules.quorum_strictly_more.conseil", "false");
    rule(fixture, "rules.parity_tolerance.conseil", "2");
    say(fixture, &(Said){"anne", 0, NULL, "present", NULL});
    say(fixture, &(Said){"claire", 0, NULL, "present", NULL});
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpint(tally->quorum_required, ==, 3);
    g_assert_true(tally->parity);
}

/* --- who cannot be reached --- */

static void bounce(Fixture *fixture, const char *recipient, const char *words)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", recipient);
    mail->bounced_at = gf_clock_now(fixture->clock);
    mail->bounce_words = g_strdup(words);
    ASSERT_DONE_INSIDE(fixture, gf_store_record_bounce(fixture->store, mail, ERROR));
}

static void test_unreachable(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    convened(fixture);
    bounce(fixture, "anne@bourg.example", "mailbox full");
    bounce(fixture, "bruno@bourg.example", "mailbox full");
    say(fixture, &(Said){"bruno", 0, NULL, "present", NULL});
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_mark_address(fixture->store, member_id(fixture, "claire"),
                                             "claire@bourg.example", 1, "user unknown", ERROR));
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "david@bourg.example");
    g_free(mail->state);
    g_free(mail->reply);
    mail->state = g_strdup("failed");
    mail->reply = g_strdup("550 refused");
    ASSERT_DONE_INSIDE(fixture, gf_store_record_outcome(fixture->store, mail, ERROR));
    g_autoptr(GfTally) tally = count(fixture);
    g_assert_cmpstr(person(tally, "anne")->unreachable, ==, "mailbox full");
    /* Who answers can be reached. */
    g_assert_null(person(tally, "bruno")->unreachable);
    g_assert_cmpstr(person(tally, "claire")->unreachable, ==, "user unknown");
    g_assert_cmpstr(person(tally, "david")->unreachable, ==, "550 refused");
    g_assert_cmpstr(person(tally, "eve")->unreachable, ==, "pas d'adresse");
    g_assert_null(person(tally, "hugo")->unreachable);
    g_assert_cmpint(tally->day.unreachable, ==, 4);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(folds); i++)
        TEST_ROW("/tally/fold", &folds[i], test_fold);
    for (gsize i = 0; i < G_N_ELEMENTS(forecasts); i++)
        TEST_ROW("/tally/forecast", &forecasts[i], test_forecast);
    TEST("/tally/one-half-only", test_one_half_only);
    TEST("/tally/before-a-change", test_before_a_change);
    TEST("/tally/figures", test_figures);
    TEST("/tally/pouvoir", test_pouvoir);
    TEST("/tally/pouvoir-void", test_pouvoir_void);
    TEST("/tally/pouvoir-by-half", test_pouvoir_by_half);
    TEST("/tally/substitute", test_substitute);
    TEST("/tally/left", test_left);
    TEST("/tally/rule-of-body", test_rule_of_body);
    TEST("/tally/unreachable", test_unreachable);
    return g_test_run();
}
