/* reminder-mail-test.c - one mail a day: who gets a list and who a session's own reminder, and what
 * stands in it.
 *
 * With a council on Friday 7 May 2027, whose J-14 is Friday 23 April, like J-7 of the
 * contributions.
 */
#include "workflow/deadline-fixture.h"
#include "workflow/settle.h"

#define MAY_COUNCIL(LINES) HEAD PLACE LINES MORNING("2027-05-07")

static void asked_and_convened(Fixture *fixture, const char *lines)
{
    asked(fixture);
    session_on(fixture, lines, "2027-03-12 15:00");
}

static void answer(Fixture *fixture, const char *slug, const char *presence)
{
    const GfStaffAnswer said = {.presence = presence};
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", slug, &said, ERROR));
}

/* The sheets so far. */
static GfSheet *sheet_number(Fixture *fixture, gint64 id)
{
    GfSheet *sheet = NULL;
    ASSERT_DONE(gf_store_sheet(fixture->store, id, &sheet, ERROR));
    return sheet;
}

static GfSheet *sheet_of(Fixture *fixture, const char *slug)
{
    gint64 wanted = member_id(fixture, slug);
    GfSheet *found = NULL;
    for (gint64 id = 1;; id++) {
        g_autoptr(GfSheet) sheet = sheet_number(fixture, id);
        if (sheet == NULL)
            break;
        if (sheet->member_id == wanted) {
            gf_sheet_free(found);
            found = g_steal_pointer(&sheet);
        }
    }
    return found;
}

static char *lines_of(const GfSheet *sheet)
{
    g_ptr_array_add(sheet->lines, NULL);
    char *text = g_strjoinv(" ", (char **) sheet->lines->pdata);
    g_ptr_array_set_size(sheet->lines, (int) sheet->lines->len - 1);
    return text;
}

#define ASSERT_SHEET(SLUG, WANTED)                                                                 \
    do {                                                                                           \
        g_autoptr(GfSheet) sheet_ = sheet_of(fixture, SLUG);                                       \
        g_autofree char *lines_ = sheet_ != NULL ? lines_of(sheet_) : NULL;                        \
        g_assert_cmpstr(lines_, ==, WANTED);                                                       \
    } while (0)

/* Two matters on one day are one mail; one who owes the session alone keeps its own reminder. */
static void test_two_matters(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14\n"));
    go_on(fixture, "2027-04-23 08:59");
    ASSERT_REMINDED("");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, emma 1");
    go_on(fixture, "2027-04-23 09:01");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, emma 1");
    ASSERT_SHEET("anne", "saisine/2027-01 session/conseil");
    ASSERT_SHEET("emma", NULL);

    g_autofree char *html = NULL;
    g_autoptr(GfLetter) anne = reminder_to(fixture, ANNE, &html, NULL);
    g_autoptr(GfSheet) sheet = sheet_of(fixture, "anne");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", ANNE);
    g_autoptr(GfSolicitation) solicitation = solicitation_of(fixture, "anne");
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, "anne");
    g_assert_cmpstr(mail->token, ==, sheet->token);
    g_assert_cmpstr(sheet->recipient, ==, ANNE);
    g_assert_cmpstr(sheet->day, ==, "2027-04-23");
    g_assert_cmpstr(anne->subject, ==, "Rappel : 2 réponses attendues");
    g_autofree char *wanted = g_strdup_printf(
        "Répondez à ce message, une ligne par numéro, par exemple : 1 néant / 2 présent\n"
        "\nMadame,\n\nNous attendons encore ceci de votre part :\n"
        "\n1. Saisine 2027-01, contributions (« Bourgs-centres »)\nvendredi 30 "
        "avril 2027, dans 7 jours\n"
        "Écrivez à greffe+%s@assemblee.example, ou répondez : 1 néant\n"
        "\n2. Conseil\nvendredi 7 mai 2027 à 9 h 30, dans 14 jours\n"
        "Répondez : 2 présent, ou : 2 absent\n"
        "\nSi vous venez de répondre, ne tenez pas compte de ce rappel.\n",
        solicitation->token);
    g_assert_true(g_str_has_prefix(anne->text, wanted));
    g_autofree char *contribute =
        g_strdup_printf("mailto:greffe+%s@assemblee.example?subject=Saisine", solicitation->token);
    g_autofree char *come = g_strdup_printf("mailto:greffe+%s@assemblee.example?subject=Pr%%C3%%A9"
                                            "sent%%20%%3A%%20Conseil",
                                            invitation->token);
    assert_contains(html, contribute);
    assert_contains(html, "body=n%C3%A9ant");
    assert_contains(html, come);
    assert_contains(html, "body=Absent");
    assert_contains(
        html,
        "<strong>1. Saisine 2027-01, contributions</strong> («&nbsp;Bourgs-centres&nbsp;»)<br>");
    assert_contains(html, "vendredi 7 mai 2027 à 9 h 30, dans 14 jours");

    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) emma = reminder_to(fixture, EMMA, NULL, &calendar);
    g_assert_nonnull(calendar);
    g_assert_true(g_str_has_prefix(emma->subject, "Rappel : Conseil, vendredi 7 mai"));
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GPtrArray) steps = NULL;
    ASSERT_DONE(gf_store_session_reminders(fixture->store, session->id, &steps, ERROR));
    g_assert_cmpint(((const GfReminder *) steps->pdata[0])->mailing_id, !=, 0);
    g_assert_cmpuint(count_lines(fixture, "sheet.sent", "member/anne", "reminder"), ==, 1);
}

/* Of two things, what is done in between is not named: a session alone again has its event. */
static void test_done_in_between(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14\n"));
    at(fixture, "2027-04-22 18:00");
    contribute(fixture, "bruno", 0, FALSE);
    say_nothing(fixture, "claire");
    answer(fixture, "anne", "present");
    answer(fixture, "david", "absent");
    contribute(fixture, "david", 0, FALSE);
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, emma 1");
    ASSERT_SHEET("anne", "saisine/2027-01");
    ASSERT_SHEET("bruno", NULL);
    ASSERT_SHEET("claire", NULL);
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) bruno = reminder_to(fixture, BRUNO, NULL, &calendar);
    g_assert_nonnull(calendar);
}

/* The one thing of a list is answered where it belongs. */
static void test_one_contribution(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    go_on(fixture, "2027-04-23 09:00");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", ANNE);
    g_autoptr(GfSolicitation) solicitation = solicitation_of(fixture, "anne");
    g_autoptr(GfLetter) anne = reminder_to(fixture, ANNE, NULL, NULL);
    g_assert_cmpstr(mail->token, ==, solicitation->token);
    g_assert_cmpstr(anne->subject, ==,
                    "Rappel : Saisine 2027-01, contributions, vendredi 30 avril 2027");
    g_assert_true(g_str_has_prefix(
        anne->text, "Répondez à ce message : par votre contribution, ou par un seul mot si vous "
                    "n'avez rien à ajouter : néant.\n\nMadame,\n\nNous attendons encore ceci de "
                    "votre part :\n\nSaisine 2027-01, contributions (« Bourgs-centres "
                    "»)\nvendredi 30 avril 2027, dans "
                    "7 jours\n\nSi vous venez"));
}

static void test_one_report(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    due(fixture, "body/gt1-2", "2027-04-30", "rapporteurs", "J-7, J+1");
    go_on(fixture, "2027-05-03 09:00");
    ASSERT_REMINDED("claire 1, david 1");
    g_autofree char *html = NULL;
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", CLAIRE);
    g_autoptr(GfLetter) claire = reminder_to(fixture, CLAIRE, &html, NULL);
    g_assert_null(mail->token);
    g_assert_cmpstr(claire->subject, ==, "Rappel : Rapport final, vendredi 30 avril 2027");
    assert_contains(claire->text, "Répondez à ce message en y joignant le rapport.\n");
    assert_contains(claire->text, "vendredi 30 avril 2027, en retard de 3 jours\n");
    assert_contains(html, "mailto:greffe+gt1-2@assemblee.example?subject=Rapport%20final");
    g_assert_null(strstr(html, "S'il nous est"));
}

static GfMessage *reply(Fixture *fixture, const char *from, const char *words)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", from);
    GfLetter *letter = letter_from(fixture, from);
    add_token(letter, mail->token);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
    return arrive(fixture, letter);
}

/* A task alone is done by one word. */
static void test_one_task(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    gint64 id = due(fixture, "member/emma", "2027-04-30", "member", "J-7, J-1");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("emma 1");
    g_autoptr(GfLetter) emma = reminder_to(fixture, EMMA, NULL, NULL);
    assert_contains(emma->text, "Quand c'est fait, répondez à ce message par un seul mot : fait.");
    g_autoptr(GfMessage) message = reply(fixture, EMMA, "Fait");
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_STEPS(id, "J-7:sent J-1:stopped J+7!:stopped");
    go_on(fixture, "2027-04-29 09:00");
    ASSERT_REMINDED("emma 1");
}

/* Line by line; what was answered is silent from then on. */
static void test_answered(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14, J-8\n"));
    gint64 id = due(fixture, "member/anne", "2027-04-30", "member", "J-7, J-1");
    go_on(fixture, "2027-04-23 09:00");
    g_autofree char *lines =
        g_strdup_printf("saisine/2027-01 deadline/%" G_GINT64_FORMAT " session/conseil", id);
    ASSERT_SHEET("anne", lines);
    g_autoptr(GfMessage) message = reply(fixture, ANNE, "1 néant\n2 fait\n3 présente");
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_SAID("anne", "present");
    go_on(fixture, "2027-04-29 09:00");
    ASSERT_REMINDED("anne 1, bruno 2, claire 2, david 2, emma 2");
}

/* What others are late with is told to the co-presidents below what they owe themselves. */
static void test_escalation(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    preside(fixture);
    contribute(fixture, "david", 0, FALSE);
    gint64 id = due(fixture, "member/michel", "2027-05-10", "member", "J-3");
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    go_on(fixture, "2027-05-03 09:00"); /* the synthesis of David and Claire as well */
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1");
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, lucile 1, michel 1");
    ASSERT_STEPS(open->id, "J-30:skipped J-15:skipped J-7:skipped J-1:skipped J+1:sent J+7!:sent");
    g_autofree char *html = NULL;
    g_autoptr(GfLetter) lucile = reminder_to(fixture, LUCILE, &html, NULL);
    g_assert_cmpstr(lucile->subject, ==,
                    "Pour information, en retard : Saisine 2027-01, contributions");
    static const char late[] =
        "\nPour information, en retard :\n- Saisine 2027-01, contributions (« Bourgs-centres »)"
        ", vendredi 30 avril 2027, en retard de 7 jours. Attendu de "
        "Monsieur Bruno Durand, Madame Anne Martin et Madame Claire Petit\n";
    assert_contains(lucile->text, late);
    g_assert_true(
        g_str_has_prefix(lucile->text, "Ce message vous informe de ce qui est en retard"));
    g_assert_null(strstr(lucile->text, "Répondez"));
    assert_contains(html, "<li>Saisine 2027-01, contributions («&nbsp;Bourgs-centres&nbsp;»), "
                          "vendredi 30 avril 2027, en "
                          "retard de 7 jours. Attendu de Monsieur Bruno Durand, Madame");
    g_autoptr(GfLetter) michel = reminder_to(fixture, MICHEL, NULL, NULL);
    g_assert_cmpstr(michel->subject, ==, "Rappel : Note de frais, lundi 10 mai 2027");
    assert_contains(michel->text, late);
    g_autofree char *lines =
        g_strdup_printf("deadline/%" G_GINT64_FORMAT " late/%" G_GINT64_FORMAT, id, open->id);
    ASSERT_SHEET("michel", lines);
    /* He can answer his own line, not that of others. */
    g_autoptr(GfMessage) message = reply(fixture, MICHEL, "1 fait\n2 fait");
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_DEADLINE("open", "open contributors 2027-04-30");
    g_autoptr(GfDeadline) task = NULL;
    ASSERT_DONE(gf_store_deadline(fixture->store, id, &task, ERROR));
    g_assert_cmpstr(task->state, ==, "done");
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "saisine/2027-01", "2027-04-30"), ==,
                     1);
}

/* At the earliest hour of what one person owes, and nothing twice. */
static void test_hours(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14\nreminder_hour = 08:30\n"));
    answer(fixture, "anne", "present");
    go_on(fixture, "2027-04-23 08:29");
    ASSERT_REMINDED("");
    go_on(fixture, "2027-04-23 08:30");
    ASSERT_REMINDED("bruno 1, claire 1, david 1, emma 1");
    ASSERT_SHEET("bruno", "saisine/2027-01 session/conseil");
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    ASSERT_STEPS(open->id, "J-30:skipped J-15:planned J-7:planned J-1:planned J+1:planned "
                           "J+7!:planned");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, emma 1");
    ASSERT_STEPS(open->id, "J-30:skipped J-15:skipped J-7:sent J-1:planned J+1:planned "
                           "J+7!:planned");
}

/* The later hour is the session's: who has a list already has no second mail. */
static void test_later_session(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14\nreminder_hour = 10:15\n"));
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1");
    go_on(fixture, "2027-04-23 10:15");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, emma 1");
}

/* Two who share a mailbox are told apart. */
static void test_shared_mailbox(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    address(fixture, member_id(fixture, "emma"), DAVID, "main");
    due(fixture, "member/emma", "2027-04-30", "member", "J-7");
    go_on(fixture, "2027-04-23 09:00");
    g_autoptr(GfLetter) emma = reminder_to(fixture, DAVID, NULL, NULL);
    g_assert_cmpstr(emma->subject, ==,
                    "Rappel : Note de frais, vendredi 30 avril 2027 — pour Madame Emma Roux");
}

/* Who wants a copy has one, with the same way to answer. */
static void test_copy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    address(fixture, member_id(fixture, "emma"), "cabinet@bourg.example", "copy");
    due(fixture, "member/emma", "2027-04-30", "member", "J-7");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("cabinet 1, emma 1");
    g_autoptr(GfOutgoing) copy = mail_to(fixture, "reminder", "cabinet@bourg.example");
    g_autoptr(GfSheet) sheet = sheet_of(fixture, "emma");
    g_assert_cmpstr(copy->token, ==, sheet->token);
}

/* Where addresses cannot say whose matter it is, subjects do. */
static void test_plain_address(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    due(fixture, "body/gt1-2", "2027-04-30", "rapporteurs", "J-7");
    go_on(fixture, "2027-04-23 09:00");
    g_autofree char *html = NULL;
    g_autoptr(GfLetter) anne = reminder_to(fixture, ANNE, NULL, NULL);
    g_autoptr(GfLetter) claire = reminder_to(fixture, CLAIRE, &html, NULL);
    g_assert_cmpstr(
        anne->subject, ==,
        "Rappel : Saisine 2027-01, contributions, vendredi 30 avril 2027 [Saisine 2027-01]");
    assert_contains(claire->text, "Écrivez à " ADDRESS
                                  " en laissant [Saisine 2027-01] dans l'objet, ou répondez : 1 "
                                  "néant\n");
    assert_contains(claire->text, "Envoyez le rapport à " ADDRESS
                                  " avec [GT1-2] dans l'objet. S'il nous est déjà parvenu, "
                                  "répondez : 2 fait\n");
    assert_contains(html, "mailto:" ADDRESS "?subject=%5BGT1-2%5D%20Rapport%20final");
}

static void test_english(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked_and_convened(fixture, MAY_COUNCIL("reminders = J-14\n"));
    due(fixture, "member/anne", "2027-04-20", "member", "J+3");
    go_on(fixture, "2027-04-23 09:00");
    g_autoptr(GfLetter) anne = reminder_to(fixture, ANNE, NULL, NULL);
    g_assert_cmpstr(anne->subject, ==, "Reminder: 3 answers awaited");
    g_assert_true(g_str_has_prefix(anne->text,
                                   "Please answer this message with one line per "
                                   "number, for example: 1 done / 2 nothing / 3 present\n"));
    assert_contains(anne->text, "\n1. Note de frais\nTuesday 20 April 2027, late by 3 days\nWhen "
                                "it is done, answer: 1 done\n");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/reminder-mail/two-matters", test_two_matters);
    TEST("/reminder-mail/done-in-between", test_done_in_between);
    TEST("/reminder-mail/one-contribution", test_one_contribution);
    TEST("/reminder-mail/one-report", test_one_report);
    TEST("/reminder-mail/one-task", test_one_task);
    TEST("/reminder-mail/answered", test_answered);
    TEST("/reminder-mail/escalation", test_escalation);
    TEST("/reminder-mail/hours", test_hours);
    TEST("/reminder-mail/later-session", test_later_session);
    TEST("/reminder-mail/shared-mailbox", test_shared_mailbox);
    TEST("/reminder-mail/copy", test_copy);
    TEST_WITH("/reminder-mail/plain-address", "subaddressing = false\n", test_plain_address);
    TEST_WITH("/reminder-mail/english", "language = en\n", test_english);
    return g_test_run();
}
