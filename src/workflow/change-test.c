/* change-test.c - the orders of staff about a session that is convened: move, correct, cancel,
 * recall.
 */
#include "workflow/order-fixture.h"
#include "workflow/settle.h"

static void staff_says(Fixture *fixture, const char *slug, const char *presence)
{
    GfStaffAnswer answer = {.presence = presence};
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", slug, &answer, ERROR));
}

static void test_move(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    staff_says(fixture, "anne", "present");
    staff_says(fixture, "anne", "absent");
    staff_says(fixture, "bruno", "present");
    at(fixture, "2027-02-17 09:00");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    g_assert_true(order->significant);
    g_assert_cmpuint(order->answers_kept, ==, 2);
    g_assert_cmpuint(order->recipients, ==, 5);
    g_assert_cmpint(order->jours_francs, ==, 29);
    assert_state(fixture, "convened", 2, 1);
    g_assert_cmpuint(count_lines(fixture, "session.moved", "session/conseil", "notice"), ==, 1);
    at(fixture, "2027-02-17 09:10");
    g_assert_cmpuint(turn(fixture), ==, 5);
    /* One event, updated. */
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "move", "anne@bourg.example");
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, &calendar);
    g_assert_cmpstr(calendar->uid, ==, anne->uid);
    g_assert_cmpint(calendar->sequence, ==, 1);
    g_assert_cmpint(calendar->start, ==, instant("2027-03-19 09:30"));
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 2);
}

static const struct Change {
    const char *name, *text;
    gboolean significant;
} changes[] = {
    {"date", COUNCIL_ON("2027-03-13"), TRUE},
    {"place", HEAD "place = Mairie\n" VIDEO MORNING(DAY) AFTERNOON(DAY) AGENDA, TRUE},
    {"no video any more", HEAD PLACE MORNING(DAY) AFTERNOON(DAY) AGENDA, TRUE},
    {"hour of a part",
     HEAD PLACE VIDEO MORNING(DAY) "[part apres-midi]\ntitle = Ateliers\n"
                                   "start = 2027-03-12 13:30\nend = 2027-03-12 16:30\n" AGENDA,
     TRUE},
    {"one part less", HEAD PLACE VIDEO MORNING(DAY) AGENDA, TRUE},
    {"agenda", HEAD PLACE VIDEO MORNING(DAY) AFTERNOON(DAY) "[agenda]\n1 = Motion\n", FALSE},
    {"title",
     "[session]\nid = conseil\nbody = conseil\ntitle = Conseil extraordinaire\n" PLACE VIDEO
         MORNING(DAY) AFTERNOON(DAY) AGENDA,
     FALSE},
};

static void test_change(Fixture *fixture, gconstpointer data)
{
    const struct Change *row = data;
    people(fixture);
    convened(fixture);
    staff_says(fixture, "anne", "present");
    g_autoptr(GfOrder) order = move(fixture, row->text);
    g_assert_cmpint(order->significant, ==, row->significant);
    g_assert_cmpuint(order->answers_kept, ==, row->significant ? 1 : 0);
    assert_state(fixture, "convened", 2, row->significant ? 1 : 0);
    g_assert_cmpuint(count_lines(fixture, "session.corrected", "session/conseil", NULL), ==,
                     row->significant ? 0 : 1);
    at(fixture, "2027-02-15 10:10");
    turn(fixture);
    g_assert_cmpuint(
        count_mails(fixture, row->significant ? "move" : "correction", "anne@bourg.example"), ==,
        1);
}

static void refuse_move(Fixture *fixture, const char *text, const char *words)
{
    g_autoptr(GfSessionFile) file = file_of(text);
    g_autoptr(GfOrder) order = NULL;
    GfDirective directive = {.yes = TRUE, .file = file};
    ASSERT_REFUSED(gf_convocation_move(&fixture->clerk, "conseil", &directive, &order, ERROR),
                   words);
    assert_state(fixture, "convened", 1, 0);
}

static void test_move_refused(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    body(fixture, "bureau", "committee");
    convened(fixture);
    refuse_move(fixture, COUNCIL_ON("2027-02-20"),
                "session 'conseil': convened too late: 4 jours francs are left, 12 are required, "
                "the last day to convene was 2027-02-07 (choose a later date, or --force REASON, "
                "which is journalled)");
    refuse_move(fixture, "[session]\nid = conseil\nbody = bureau\ntitle = C\n" PLACE MORNING(DAY),
                "session 'conseil': the file 'conseil.conf' is of another session or body (id and "
                "body never change)");
    refuse_move(fixture, "[session]\nid = autre\nbody = conseil\ntitle = C\n" PLACE MORNING(DAY),
                "session 'conseil': the file 'conseil.conf' is of another session or body (id and "
                "body never change)");
    refuse_move(
        fixture, COUNCIL,
        "session 'conseil': nothing changes (the file 'conseil.conf' says what is in force)");
    /* A correction too would come after the session. */
    at(fixture, OPENING);
    refuse_move(fixture, HEAD PLACE VIDEO MORNING(DAY) AFTERNOON(DAY) "[agenda]\n1 = Motion\n",
                "session 'conseil': its date is past");
    /* With a reason, the notice rule does not stand in the way. */
    at(fixture, "2027-02-16 09:00");
    g_autoptr(GfSessionFile) file = file_of(COUNCIL_ON("2027-02-20"));
    g_autoptr(GfOrder) order = NULL;
    GfDirective directive = {.yes = TRUE, .file = file, .force = "salle fermée"};
    ASSERT_DONE(gf_convocation_move(&fixture->clerk, "conseil", &directive, &order, ERROR));
    g_assert_cmpuint(count_lines(fixture, "session.moved", "session/conseil", "force"), ==, 1);
    g_autofree char *reason = evidence_of(fixture, "session.moved", "session/conseil");
    g_assert_cmpstr(reason, ==, "salle fermée");
}

static void test_move_proof(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfSessionFile) file = file_of(COUNCIL_ON("2027-03-19"));
    g_autoptr(GfOrder) order = NULL;
    GfDirective directive = {.file = file};
    ASSERT_DONE(gf_convocation_move(&fixture->clerk, "conseil", &directive, &order, ERROR));
    g_assert_true(order->significant);
    g_assert_cmpint(order->mailing_id, ==, 0);
    assert_state(fixture, "convened", 1, 0);
    g_assert_cmpuint(turn(fixture), ==, 1);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "proof", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->text, "vendredi 19 mars 2027");
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpint(session->starts_at, ==, instant(OPENING));
}

/* The former wording, its answers and its reminders are in force again. */
static void test_move_recalled(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    staff_says(fixture, "anne", "present");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    recall(fixture, 5);
    assert_state(fixture, "convened", 1, 0);
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpint(session->starts_at, ==, instant(OPENING));
    /* The convocation before it has left. */
    refuse_recall(fixture, "session 'conseil': the convocation has been leaving since "
                           "2027-02-15T09:10:00+01:00 (send a correction with move, or cancel)");
    g_autoptr(GPtrArray) reminders = NULL;
    ASSERT_DONE(gf_store_session_reminders(fixture->store, session->id, &reminders, ERROR));
    guint planned = 0;
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        planned += reminder->sequence == 0 && g_str_equal(reminder->state, "planned");
        g_assert_true(reminder->sequence == 0 || g_str_equal(reminder->state, "stopped"));
    }
    g_assert_cmpuint(planned, ==, 3);
    /* The next version is a new one, the sequence is used for the first time. */
    g_autoptr(GfOrder) second = move(fixture, COUNCIL_ON("2027-03-20"));
    assert_state(fixture, "convened", 3, 1);
    at(fixture, "2027-02-16 09:00");
    g_assert_cmpuint(turn(fixture), ==, 5);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "move", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->subject, "samedi 20 mars 2027");
}

/* Who has joined since is invited with the move. */
static void test_move_newcomer(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    member(fixture, "Nora Neuve", "woman", "titulaire", "nora@bourg.example");
    g_autoptr(GfInvitation) before = invitation_of(fixture, "anne");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    g_assert_cmpuint(order->recipients, ==, 6);
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_autoptr(GfInvitation) nora = invitation_of(fixture, "nora");
    g_assert_cmpint(anne->id, ==, before->id);
    g_assert_nonnull(nora);
}

/* A draft is reworded: nothing leaves, nobody is asked. */
static void test_move_draft(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    g_assert_true(order->reworded);
    g_assert_cmpint(order->mailing_id, ==, 0);
    assert_state(fixture, "draft", 2, 0);
    g_assert_cmpuint(turn(fixture), ==, 0);
    g_assert_cmpuint(count_lines(fixture, "session.reworded", "session/conseil", NULL), ==, 1);
    g_autoptr(GfOrder) convoked = convene(fixture);
    at(fixture, "2027-02-15 09:10");
    g_assert_cmpuint(turn(fixture), ==, 5);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->subject, "vendredi 19 mars 2027");
}

/* --- cancel --- */

static void test_cancel(Fixture *fixture, gconstpointer data)
{
    GfDirective proof = {.reason = "Neige"}, directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    g_autoptr(GfOrder) done = NULL;
    g_autoptr(GfOrder) again = NULL;
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    ASSERT_REFUSED(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &done, ERROR),
                   "session 'conseil': it is draft, not convened (convene it first: greffe session "
                   "convene)");
    g_autoptr(GfOrder) convocation = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
    /* Who leaves the council was invited all the same. */
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, member_id(fixture, "bruno"),
                                                    "2027-02-20", ERROR));
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &proof, &order, ERROR));
    assert_state(fixture, "convened", 1, 0);
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &done, ERROR));
    g_assert_cmpuint(done->recipients, ==, 5);
    assert_state(fixture, "cancelled", 2, 1);
    g_autofree char *reason = evidence_of(fixture, "session.cancelled", "session/conseil");
    g_assert_cmpstr(reason, ==, "Neige");
    at(fixture, "2027-02-15 10:10");
    g_assert_cmpuint(turn(fixture), ==, 1 + 5);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "cancel", "anne@bourg.example");
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, &calendar);
    g_assert_cmpint(calendar->method, ==, GF_METHOD_CANCEL);
    g_assert_cmpint(calendar->sequence, ==, 1);
    assert_contains(letter->text, "Neige");
    ASSERT_REFUSED(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &again, ERROR),
                   "session 'conseil': it is cancelled, not convened");
    /* Its reminders are stopped. */
    at(fixture, "2027-03-05 09:00");
    g_assert_cmpuint(turn(fixture), ==, 0);
}

/* The steps that are planned, by their offsets. Owned. */
static char *planned(Fixture *fixture)
{
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GPtrArray) reminders = NULL;
    GString *text = g_string_new(NULL);
    ASSERT_DONE(gf_store_session_reminders(fixture->store, session->id, &reminders, ERROR));
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        if (g_str_equal(reminder->state, "planned"))
            g_string_append_printf(text, "J%+d ", reminder->step);
    }
    return g_string_free(text, FALSE);
}

/* A recalled correction takes its reminders back, and puts the former ones in their place. */
static void test_plan_recalled(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autofree char *before = planned(fixture);
    g_assert_cmpstr(before, ==, "J-15 J-7 J-2 ");
    at(fixture, "2027-02-17 09:00");
    g_autoptr(GfOrder) order = move(fixture, HEAD "reminders = J-10, J-2\n" PLACE VIDEO MORNING(DAY)
                                                 AFTERNOON(DAY) "[agenda]\n1 = Motion\n");
    g_autofree char *changed = planned(fixture);
    g_assert_cmpstr(changed, ==, "J-10 J-2 ");
    at(fixture, "2027-02-17 09:05");
    recall(fixture, 5);
    g_autofree char *after = planned(fixture);
    g_assert_cmpstr(after, ==, before);
}

static void test_cancel_recalled(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    people(fixture);
    convened(fixture);
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &order, ERROR));
    recall(fixture, 5);
    assert_state(fixture, "convened", 1, 0);
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4); /* the first reminder */
}

/* At the very hour of a step that has gone: it is not planned a second time (I8). */
static void test_recall_at_the_hour(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    people(fixture);
    convened(fixture);
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &order, ERROR));
    recall(fixture, 5);
    assert_state(fixture, "convened", 1, 0);
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-03-05 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/convocation/move", test_move);
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++)
        TEST_ROW("/convocation/change", &changes[i], test_change);
    TEST("/convocation/move-refused", test_move_refused);
    TEST("/convocation/move-proof", test_move_proof);
    TEST("/convocation/move-recalled", test_move_recalled);
    TEST("/convocation/move-newcomer", test_move_newcomer);
    TEST("/convocation/move-draft", test_move_draft);
    TEST("/convocation/cancel", test_cancel);
    TEST("/convocation/plan-recalled", test_plan_recalled);
    TEST("/convocation/cancel-recalled", test_cancel_recalled);
    TEST("/convocation/recall-at-the-hour", test_recall_at_the_hour);
    return g_test_run();
}
