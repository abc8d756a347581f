/* saisine-life-test.c - from stage to stage and one step back, the follow-up, and how it is told
 * where a saisine stands.
 */
#include "base/text.h"
#include "workflow/order-fixture.h"
#include "workflow/saisine-fixture.h"

/* What every case of the table of steps begins with: steps of an assigned saisine. */
static const struct {
    const char *name, *path; /* the steps that are taken before */
    const char *step;
    const char *words; /* NULL: it is allowed */
} steps[] = {
    {"on to the next", "", "open", NULL},
    {"on to the one after", "", "synthesis",
     "saisine '2027-01': synthesis does not follow assigned (next: open)"},
    {"where it is", "", "assigned", "saisine '2027-01': it is assigned already"},
    {"no stage", "", "vote",
     "saisine '2027-01': 'vote' is no stage (received, assigned, open, synthesis, plenary, "
     "opinion, follow-up)"},
    {"the assignment undone", "", "received", NULL},
    {"assigned without a body", "received", "assigned",
     "saisine '2027-01': it moves on when it is assigned (greffe saisine assign 2027-01 BODY)"},
    {"open without a body", "received", "open",
     "saisine '2027-01': it moves on when it is assigned (greffe saisine assign 2027-01 BODY)"},
    {"one step back", "open synthesis", "open", NULL},
    {"two steps back", "open synthesis", "assigned",
     "saisine '2027-01': it is synthesis and was not assigned before its last step (one step is "
     "taken back, not more)"},
    {"back, and back again", "open synthesis open", "assigned",
     "saisine '2027-01': it is open and was not assigned before its last step (one step is taken "
     "back, not more)"},
    {"back, and on again", "open synthesis open", "synthesis", NULL},
    {"back, on, and back again", "open synthesis open synthesis", "open", NULL},
    {"all the way", "open synthesis plenary opinion", "follow-up", NULL},
    {"beyond the end", "open synthesis plenary opinion follow-up", "follow-up",
     "saisine '2027-01': it is follow-up already"},
    {"the follow-up undone", "open synthesis plenary opinion follow-up", "opinion", NULL},
};

static void test_steps(Fixture *fixture, gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data);
    asked(fixture);
    g_auto(GStrv) path = gf_text_split(steps[row].path, " ");
    for (gsize i = 0; path[i] != NULL; i++)
        go(fixture, path[i]);
    g_autoptr(GfSaisine) before = the_saisine(fixture);
    if (steps[row].words == NULL) {
        go(fixture, steps[row].step);
        assert_saisine(fixture, steps[row].step);
        return;
    }
    const GfSaisineMove to = {.state = (char *) steps[row].step, .note = (char *) "Voilà."};
    g_autoptr(GfAdvance) done = NULL;
    ASSERT_REFUSED(gf_saisine_advance(&fixture->clerk, "2027-01", &to, &done, ERROR),
                   steps[row].words);
    assert_saisine(fixture, before->state);
}

static void test_unknown(Fixture *fixture, gconstpointer data)
{
    const GfSaisineMove to = {.state = (char *) "open"};
    g_autoptr(GfAdvance) done = NULL;
    (void) data;
    ASSERT_REFUSED(gf_saisine_advance(&fixture->clerk, "2027-09", &to, &done, ERROR),
                   "saisine '2027-09': there is none of that number (see: greffe saisine list)");
}

/* Each step is a line, with staff's words behind it. */
static void test_journal(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "open");
    g_autoptr(GfAdvance) on = advance(fixture, "synthesis", "les ateliers sont clos");
    g_assert_cmpstr(on->former, ==, "open");
    g_assert_cmpstr(on->state, ==, "synthesis");
    g_assert_false(on->undone);
    g_autoptr(GfAdvance) back = advance(fixture, "open", NULL);
    g_assert_true(back->undone);
    g_assert_cmpuint(count_lines(fixture, "saisine.advanced", "saisine/2027-01", "open-synthesis"),
                     ==, 1);
    g_assert_cmpuint(count_lines(fixture, "saisine.advanced", "saisine/2027-01", "synthesis-open"),
                     ==, 1);
    g_autofree char *words = evidence_of(fixture, "saisine.advanced", "saisine/2027-01");
    g_assert_cmpstr(words, ==, "les ateliers sont clos");
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    g_autoptr(GPtrArray) moves = NULL;
    ASSERT_DONE(gf_store_saisine_moves(fixture->store, saisine->id, &moves, ERROR));
    g_assert_cmpuint(moves->len, ==, 4);
    const GfSaisineMove *third = moves->pdata[2];
    g_assert_cmpstr(third->former, ==, "open");
    g_assert_cmpstr(third->note, ==, "les ateliers sont clos");
}

/* The planned steps of the open deadline of a stage: "-7 -1 1". Owned. */
static char *planned_steps(Fixture *fixture, const char *stage)
{
    g_autoptr(GfDeadline) row = NULL;
    g_autoptr(GPtrArray) reminders = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2027-01", .detail = (char *) stage};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &row, ERROR));
    ASSERT_DONE(gf_store_reminders(fixture->store, row->id, &reminders, ERROR));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        if (g_str_equal(reminder->state, "planned"))
            g_string_append_printf(text, "%s%d", text->len > 0 ? " " : "", reminder->step);
    }
    return g_string_free(text, FALSE);
}

static void assert_planned(Fixture *fixture, const char *stage, const char *wanted)
{
    g_autofree char *got = planned_steps(fixture, stage);
    g_assert_cmpstr(got, ==, wanted);
}

/* A stage that is over reminds nobody; one that is taken up again, of what is still ahead. */
static void test_deadlines(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "open");
    /* J-30 of 30 April is 31 March; 7 days after it the co-presidents are told. */
    assert_planned(fixture, "open", "-30 -15 -7 -1 1 7");
    at(fixture, "2027-04-20 12:00");
    go(fixture, "synthesis");
    ASSERT_DEADLINE("open", "done contributors 2027-04-30");
    assert_planned(fixture, "open", "");
    go(fixture, "open");
    ASSERT_DEADLINE("open", "open contributors 2027-04-30");
    ASSERT_DEADLINE("synthesis", "open rapporteurs 2027-05-28");
    /* J-15, 15 April, is past. */
    assert_planned(fixture, "open", "-7 -1 1 7");
    go(fixture, "synthesis");
    go(fixture, "plenary");
    ASSERT_DEADLINE("synthesis", "done rapporteurs 2027-05-28");
    go(fixture, "opinion");
    ASSERT_DEADLINE("opinion", "open co-presidents 2027-07-09");
    /* To tell what came of it is all of the last stage. */
    go(fixture, "follow-up");
    ASSERT_DEADLINE("opinion", "done co-presidents 2027-07-09");
    ASSERT_DEADLINE("follow-up", "done staff 2027-12-17");
    go(fixture, "opinion");
    ASSERT_DEADLINE("opinion", "open co-presidents 2027-07-09");
    ASSERT_DEADLINE("follow-up", "open staff 2027-12-17");
}

static void test_assignment_undone(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "received");
    ASSERT_DEADLINE("received", "open staff 2027-03-15");
    /* Nobody is asked twice. */
    g_autoptr(GfAssignment) again = assign(fixture, "gt1");
    g_assert_true(again->moved);
    g_assert_cmpuint(again->newcomers, ==, 0);
    assert_saisine(fixture, "assigned");
    ASSERT_DEADLINE("received", "done staff 2027-03-15");
}

/* --- follow-up --- */

static void before_follow_up(Fixture *fixture)
{
    asked(fixture);
    go(fixture, "open");
    contribute(fixture, "bruno", 0, FALSE);
    contribute(fixture, "claire", 1, FALSE);
    contribute(fixture, "claire", 3, FALSE);
    contribute(fixture, "emma", 2, FALSE); /* was not asked */
    say_nothing(fixture, "david");
    go(fixture, "synthesis");
    go(fixture, "plenary");
    go(fixture, "opinion");
    turn(fixture);
}

static void withdraw(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    g_autoptr(GfContribution) contribution = NULL;
    ASSERT_DONE(gf_store_contribution_of(fixture->store, saisine->id,
                                         member_id(fixture, member_slug), &contribution, ERROR));
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_withdraw_contribution(fixture->store, contribution->id, 1, ERROR));
}

static void test_follow_up(Fixture *fixture, gconstpointer data)
{
    const char *note = "Un contrat est voté : 120 communes.\n\nIl commence en 2028.";
    g_autofree char *html = NULL;
    (void) data;
    before_follow_up(fixture);
    contribute(fixture, "anne", 0, TRUE);
    withdraw(fixture, "anne");
    g_autoptr(GfAdvance) done = advance(fixture, "follow-up", note);
    g_assert_cmpuint(done->mails, ==, 3);
    g_assert_cmpuint(done->unreached->len, ==, 0);
    g_assert_cmpuint(turn(fixture), ==, 3);
    g_assert_cmpuint(count_mails(fixture, "follow-up", BRUNO), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "follow-up", CLAIRE), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "follow-up", EMMA), ==, 1);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "follow-up", CLAIRE);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, NULL);
    g_assert_cmpstr(letter->subject, ==, "Saisine 2027-01, Bourgs-centres : les suites données");
    assert_contains(letter->text, "Les suites données :\n\nUn contrat est voté : 120 communes.\n"
                                  "Il commence en 2028.\n");
    assert_contains(html, ">Il commence en 2028.</p>");
    g_assert_cmpuint(letter->attachments->len, ==, 0);
}

/* Whoever thanks for it must not replace what they contributed: it is read by staff. */
static void test_follow_up_answered(Fixture *fixture, gconstpointer data)
{
    (void) data;
    before_follow_up(fixture);
    go(fixture, "follow-up");
    turn(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "follow-up", CLAIRE);
    g_assert_null(mail->token);
    GfLetter *thanks = letter_from(fixture, CLAIRE);
    g_free(thanks->subject);
    thanks->subject = g_strdup("Re: Saisine 2027-01, Bourgs-centres : les suites données");
    thanks->in_reply_to = g_strdup(mail->message_id);
    add_dmarc(thanks, SERVER, "pass");
    g_autoptr(GfMessage) message = arrive(fixture, thanks);
    g_assert_cmpstr(message->state, ==, GF_STATE_HELD);
}

static void test_follow_up_note(Fixture *fixture, gconstpointer data)
{
    const GfSaisineMove without = {.state = (char *) "follow-up"};
    const GfSaisineMove empty = {.state = (char *) "follow-up", .note = (char *) ""};
    static const char words[] = "saisine '2027-01': what was done with the opinion is not told "
                                "(--note TEXT, which those who contributed read)";
    g_autoptr(GfAdvance) done = NULL;
    (void) data;
    before_follow_up(fixture);
    ASSERT_REFUSED(gf_saisine_advance(&fixture->clerk, "2027-01", &without, &done, ERROR), words);
    ASSERT_REFUSED(gf_saisine_advance(&fixture->clerk, "2027-01", &empty, &done, ERROR), words);
    assert_saisine(fixture, "opinion");
    g_assert_cmpuint(count_mails(fixture, "follow-up", NULL), ==, 0);
}

static void test_follow_up_unreached(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    member(fixture, "Fanny Sans", "woman", "titulaire", NULL);
    contribute(fixture, "fanny", 0, FALSE);
    go(fixture, "open");
    go(fixture, "synthesis");
    go(fixture, "plenary");
    go(fixture, "opinion");
    g_autoptr(GfAdvance) done = advance(fixture, "follow-up", "Rien encore.");
    g_assert_cmpuint(done->mails, ==, 0);
    g_assert_cmpuint(done->unreached->len, ==, 1);
    g_assert_cmpuint(count_mails(fixture, "follow-up", NULL), ==, 0);
}

/* --- where it stands --- */

static GfSaisineView *view_of(Fixture *fixture)
{
    GfSaisineView *view = NULL;
    ASSERT_DONE(gf_saisine_view(&fixture->clerk, "2027-01", &view, ERROR));
    return view;
}

static const GfVoice *voice_of(const GfSaisineView *view, const char *slug)
{
    for (guint i = 0; i < view->voices->len; i++)
        if (g_str_equal(((const GfVoice *) view->voices->pdata[i])->member->slug, slug))
            return view->voices->pdata[i];
    return NULL;
}

static char *slugs_of(const GPtrArray *members)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < members->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               ((const GfMember *) members->pdata[i])->slug);
    return g_string_free(text, FALSE);
}

#define ASSERT_PRESS(WANTED)                                                                       \
    do {                                                                                           \
        g_autoptr(GfSaisineView) view_ = view_of(fixture);                                         \
        g_autofree char *slugs_ = slugs_of(view_->press);                                          \
        g_assert_cmpstr(slugs_, ==, WANTED);                                                       \
    } while (0)

static void test_view(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "open");
    g_autoptr(GfSaisineView) quiet = view_of(fixture);
    g_assert_cmpuint(quiet->silent, ==, 4);
    g_assert_cmpuint(quiet->territories, ==, 2);
    g_assert_cmpuint(quiet->silent_territories->len, ==, 2);
    contribute(fixture, "bruno", 1 | 4, FALSE);
    contribute(fixture, "emma", 0, TRUE);
    g_autoptr(GfSaisineView) view = view_of(fixture);
    g_assert_cmpuint(view->contributed, ==, 2);
    g_assert_cmpuint(view->nothing, ==, 0);
    g_assert_cmpuint(view->silent, ==, 3);
    g_assert_cmpuint(view->whole, ==, 1);
    g_assert_cmpuint(g_array_index(view->named, guint, 0), ==, 1);
    g_assert_cmpuint(g_array_index(view->named, guint, 1), ==, 0);
    g_assert_cmpuint(g_array_index(view->named, guint, 2), ==, 1);
    g_assert_cmpint(voice_of(view, "emma")->asked_at, ==, 0);
    g_assert_true(voice_of(view, "emma")->contribution->late);
    g_assert_false(gf_voice_is_silent(voice_of(view, "bruno")));
    g_assert_true(gf_voice_is_silent(voice_of(view, "anne")));
    /* Bruno spoke for the mountain; "nothing" of the coast is heard too. */
    g_assert_cmpuint(view->silent_territories->len, ==, 1);
    g_assert_cmpstr(view->silent_territories->pdata[0], ==, "PETR du Littoral");
    say_nothing(fixture, "david");
    g_autoptr(GfSaisineView) heard = view_of(fixture);
    g_assert_cmpuint(heard->silent_territories->len, ==, 0);
    g_assert_cmpuint(heard->nothing, ==, 1);
    g_assert_cmpuint(heard->silent, ==, 2);
}

/* By name; who is no member any more is pressed no more. */
static void test_view_ended(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "open");
    ASSERT_PRESS("bruno anne david claire");
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, member_id(fixture, "bruno"),
                                                    "2027-03-12", ERROR));
    contribute(fixture, "anne", 0, FALSE);
    ASSERT_PRESS("david claire");
}

/* Whose turn it is, stage by stage. */
static void test_press(Fixture *fixture, gconstpointer data)
{
    static const char *const pair[] = {"co-president", "emma", "co-president", "bruno", NULL};
    (void) data;
    asked(fixture);
    g_autoptr(GfBody) plenary = NULL;
    ASSERT_DONE(gf_store_body(fixture->store, "conseil", &plenary, ERROR));
    offices(fixture, plenary->id, pair);
    ASSERT_PRESS("");
    go(fixture, "open");
    go(fixture, "synthesis");
    ASSERT_PRESS("david claire"); /* by the name of the office: co-rapporteur, rapporteur */
    go(fixture, "plenary");
    ASSERT_PRESS("bruno emma");
    go(fixture, "opinion");
    g_autoptr(GfSaisineView) view = view_of(fixture);
    g_assert_cmpstr(view->next, ==, "follow-up");
    g_assert_cmpstr(view->current->stage->due_on, ==, "2027-07-09");
    go(fixture, "follow-up");
    g_autoptr(GfSaisineView) last = view_of(fixture);
    g_assert_null(last->next);
    g_assert_cmpuint(last->press->len, ==, 0);
}

/* A group without chantier has no rapporteur: its copilotes are pressed. */
static void test_press_vacant(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    go(fixture, "open");
    go(fixture, "synthesis");
    ASSERT_PRESS("anne");
}

static void test_stages(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    at(fixture, "2027-03-15 09:00");
    go(fixture, "open");
    at(fixture, "2027-05-03 09:00");
    g_autoptr(GfSaisineView) open = view_of(fixture);
    g_assert_cmpint(open->stages[0].entered_at, ==, instant(REFERRAL));
    g_assert_cmpint(open->stages[0].left_at, ==, instant(REFERRAL));
    g_assert_cmpint(open->stages[1].left_at, ==, instant("2027-03-15 09:00"));
    g_assert_cmpint(open->stages[2].entered_at, ==, instant("2027-03-15 09:00"));
    g_assert_cmpint(open->stages[2].left_at, ==, 0);
    g_assert_cmpint(open->stages[0].progress, ==, GF_STAGE_OVER);
    g_assert_cmpint(open->stages[2].progress, ==, GF_STAGE_CURRENT);
    g_assert_cmpint(open->stages[3].progress, ==, GF_STAGE_AHEAD);
    /* 15 March is past too, but that stage is over. */
    g_assert_false(open->stages[0].overdue);
    g_assert_true(open->stages[2].overdue);
    g_assert_false(open->stages[3].overdue);
    g_assert_true(open->current == &open->stages[2]);
    go(fixture, "synthesis");
    go(fixture, "open");
    g_autoptr(GfSaisineView) back = view_of(fixture);
    g_assert_cmpint(back->stages[2].left_at, ==, 0);
    g_assert_cmpint(back->stages[2].entered_at, ==, instant("2027-03-15 09:00"));
    g_assert_cmpint(back->stages[3].entered_at, ==, 0);
    g_assert_cmpuint(back->moves->len, ==, 4);
}

static void add_steps(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autofree char *path = g_strdup_printf("/saisine-life/steps/%s", steps[i].name);
        g_test_add(path, Fixture, GSIZE_TO_POINTER(i), fixture_make_plain, test_steps,
                   fixture_clear);
    }
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    add_steps();
    TEST("/saisine-life/unknown", test_unknown);
    TEST("/saisine-life/journal", test_journal);
    TEST("/saisine-life/deadlines", test_deadlines);
    TEST("/saisine-life/assignment-undone", test_assignment_undone);
    TEST("/saisine-life/follow-up", test_follow_up);
    TEST("/saisine-life/follow-up-answered", test_follow_up_answered);
    TEST("/saisine-life/follow-up-note", test_follow_up_note);
    TEST("/saisine-life/follow-up-unreached", test_follow_up_unreached);
    TEST("/saisine-life/view", test_view);
    TEST("/saisine-life/view-ended", test_view_ended);
    TEST("/saisine-life/press", test_press);
    TEST("/saisine-life/press-vacant", test_press_vacant);
    TEST("/saisine-life/stages", test_stages);
    return g_test_run();
}
