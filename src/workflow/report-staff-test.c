/* report-staff-test.c - what staff does about reports: confirms, says what its author has not said,
 * settles held letters, enters paper.
 */
#include "workflow/digest.h"
#include "workflow/report-fixture.h"
#include "workflow/settle-fixture.h"

/* Its author never says which kind it is: after some days staff is asked, and may say it. */
static void test_kind_silence(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 next = 0;
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Circuits courts");
    act(fixture);
    ASSERT_DONE(gf_report_next(&fixture->clerk, &next, ERROR));
    g_assert_cmpint(next, ==, instant("2027-02-20 09:00"));
    at(fixture, "2027-02-20 09:00");
    act(fixture);
    ASSERT_REPORT(1, "staff");
    ASSERT_REFUSED_INSIDE(fixture, gf_report_confirm(&fixture->clerk, "gt1-2", NULL, ERROR),
                          "report 'gt1-2': it is not known whether a progress note or final: its "
                          "author has not said so (say it: --kind progress or --kind final)");
    ASSERT_DONE_INSIDE(fixture, gf_report_confirm(&fixture->clerk, "gt1-2", "final", ERROR));
    act(fixture);
    ASSERT_REPORT(1, "distributed");
    g_autoptr(GfReport) report = newest(fixture);
    g_assert_cmpstr(report->kind, ==, "final");
}

/* The author who answers late after all is heard: the pair is asked. */
static void test_kind_late(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Circuits courts");
    act(fixture);
    at(fixture, "2027-02-20 09:00");
    act(fixture);
    g_autoptr(GfMessage) told =
        answer_mail(fixture, "acknowledgement", CLAIRE, CLAIRE, "Une note d'étape");
    ASSERT_DECIDED(told, "applied", "report-kind");
    ASSERT_REPORT(1, "submitted");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 2);
}

static GfMessage *answer_digest(Fixture *fixture, const char *words)
{
    return answer_mail(fixture, "digest", STAFF, STAFF, words);
}

/* The same by the morning's digest. */
static void test_kind_by_digest(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    ASSERT_DONE(gf_digest_act(&fixture->clerk, &fixture->problem, ERROR));
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Circuits courts");
    act(fixture);
    at(fixture, "2027-02-22 08:00");
    act(fixture);
    ASSERT_DONE(gf_digest_act(&fixture->clerk, &fixture->problem, ERROR));
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "digest", STAFF);
    g_autoptr(GfLetter) read = read_mail(fixture, mail, NULL, NULL);
    assert_contains(read->text, "1. GT1-2, version 1 : « Circuits courts », Madame Claire Petit. "
                                "Note d'étape ou rapport final ? Répondez « 1 étape » ou « 1 "
                                "final »");
    g_autoptr(GfMessage) vague = answer_digest(fixture, "1 oui");
    ASSERT_REPORT(1, "staff");
    g_autoptr(GfMessage) told = answer_digest(fixture, "1 étape");
    ASSERT_REPORT(1, "confirmed");
    g_autoptr(GfReport) report = newest(fixture);
    g_assert_cmpstr(report->kind, ==, "progress");
}

static const SettleRow settles[] = {
    {"as the digest proposes it", CLAIRE, "chantier/gt1-2/claire", "claire"},
    {"who wrote it", CLAIRE, "chantier gt1-2", "claire"},
    {"another's", STRANGER, "chantier/gt1-2/bruno", "bruno"},
    {"of a stranger", STRANGER, "chantier gt1-2", NULL,
     "its author: not known (say it: chantier/gt1-2/MEMBER)"},
    {"no such member", STRANGER, "chantier/gt1-2/personne", NULL,
     "member 'personne': there is none of that name (see: greffe member list)"},
    {"who may not", STRANGER, "chantier/gt1-2/emma", NULL,
     "member 'emma': may submit no report of 'gt1-2' (those who may: anne, bruno, claire)"},
    {"no such chantier", CLAIRE, "chantier gt1-9", NULL,
     "chantier 'gt1-9': there is none of that name (see: greffe body list)"},
    {"a group", CLAIRE, "chantier gt1", NULL,
     "chantier 'gt1': there is none of that name (see: greffe body list)"},
};

/* Staff says that a held letter is a report: what the digest proposes can be done. */
static void test_settle(Fixture *fixture, gconstpointer data)
{
    const SettleRow *row = data;
    whole_group(fixture);
    GfLetter *letter = to_chantier(fixture, row->from, "Rapport final");
    attach(letter, "rapport.pdf");
    add_dmarc(letter, SERVER, "fail");
    g_ptr_array_remove_index(letter->authentication, 0);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "held");
    if (!settle_row(fixture, message, row))
        return;
    g_autoptr(GfReport) report = newest(fixture);
    g_assert_cmpint(report->member_id, ==, member_id(fixture, row->slug));
    g_assert_cmpint(report->message_id, ==, message->id);
    ASSERT_REPORT(1, "submitted");
    g_assert_cmpuint(count_mails(fixture, NULL, STRANGER), ==, 0);
}

/* Sent to the wrong chantier, and a few words that are the report: staff knows. */
static void test_settled_elsewhere(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) wrong = send_report(fixture, DAVID, "Rapport final");
    ASSERT_DECIDED(wrong, "held", "wrong-chantier");
    settle(fixture, wrong, "chantier gt1-1");
    g_autoptr(GfReport) david = NULL;
    ASSERT_DONE(gf_report_find(&fixture->clerk, "gt1-1", &david, NULL, ERROR));
    g_assert_cmpint(david->message_id, ==, wrong->id);
    GfLetter *letter = to_chantier(fixture, CLAIRE, "Rapport final");
    say(letter, "Rien à signaler cette année.");
    g_autoptr(GfMessage) few = arrive(fixture, letter);
    ASSERT_DECIDED(few, "held", "no-report-in-it");
    settle(fixture, few, "chantier gt1-2");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfMessage) unreadable = arrive_as(fixture, NULL, "strange bytes");
    refuse(fixture, unreadable, "chantier/gt1-2/claire",
           "message 3: it could not be read (enter it with: greffe report add)");
}

static void test_vacancy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const alone[] = {"anne", "nobody-of-that-name", NULL};
    group(fixture, alone);
    g_autoptr(GfMessage) message = send_report(fixture, ANNE, "Rapport final");
    ASSERT_REPORT(1, "staff");
    g_autoptr(GfOutgoing) receipt = mail_to(fixture, "acknowledgement", ANNE);
    g_autoptr(GfLetter) read = read_mail(fixture, receipt, NULL, NULL);
    assert_contains(read->text, "Le binôme de copilotes est incomplet");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 0);
    ASSERT_DONE_INSIDE(fixture, gf_report_confirm(&fixture->clerk, "gt1-2", NULL, ERROR));
    act(fixture);
    ASSERT_REPORT(1, "distributed");
    ASSERT_REFUSED(gf_report_confirm(&fixture->clerk, "gt1-2", NULL, ERROR),
                   "report 'gt1-2': it is distributed");
}

static void test_by_hand(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfReport) report = gf_report_new();
    report->kind = g_strdup("final");
    report->title = g_strdup("Rapport");
    report->text = g_strdup("Tout va bien.");
    g_autoptr(GfReport) nothing = gf_report_new();
    ASSERT_REFUSED_INSIDE(fixture,
                          gf_report_add(&fixture->clerk, "gt1-2", "claire", nothing, ERROR),
                          "report: no text and no file");
    ASSERT_REFUSED_INSIDE(fixture, gf_report_add(&fixture->clerk, "gt1", "claire", report, ERROR),
                          "chantier 'gt1': there is none of that name (see: greffe body list)");
    ASSERT_REFUSED_INSIDE(
        fixture, gf_report_add(&fixture->clerk, "gt1-2", "emma", report, ERROR),
        "member 'emma': may submit no report of 'gt1-2' (those who may: anne, bruno, claire)");
    ASSERT_DONE_INSIDE(fixture, gf_report_add(&fixture->clerk, "gt1-2", "claire", report, ERROR));
    act(fixture);
    ASSERT_REPORT(1, "submitted");
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 2);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/report/kind-silence", test_kind_silence);
    TEST("/report/kind-by-digest", test_kind_by_digest);
    TEST("/report/kind-late", test_kind_late);
    TEST("/report/vacancy", test_vacancy);
    for (gsize i = 0; i < G_N_ELEMENTS(settles); i++)
        TEST_ROW("/report/settle", &settles[i], test_settle);
    TEST("/report/settled-elsewhere", test_settled_elsewhere);
    TEST("/report/by-hand", test_by_hand);
    return g_test_run();
}
