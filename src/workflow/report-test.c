/* report-test.c - reports of a chantier: who may, which kind, who confirms, and what odd cases do.
 */
#include "workflow/deadline.h"
#include "workflow/report-fixture.h"
#include "workflow/search.h"

/* The whole life: received, confirmed by either copilote, distributed to the group. */
static void test_rapporteur(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message =
        send_report(fixture, CLAIRE, "[GT1-2] Rapport final : les circuits courts");
    ASSERT_DECIDED(message, "applied", "from-dmarc-pass");
    g_assert_cmpstr(message->matter, ==, "chantier/gt1-2");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfOutgoing) receipt = mail_to(fixture, "acknowledgement", CLAIRE);
    g_autoptr(GfLetter) read = read_mail(fixture, receipt, NULL, NULL);
    g_assert_cmpstr(read->subject, ==, "[GT1-2] Rapport bien reçu : les circuits courts");
    assert_contains(read->text, "rapport.pdf (1,2 Mo)");
    assert_contains(read->text, "Monsieur Bruno Durand, copilote");
    /* Nobody is asked before the files are there to be read. */
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 0);
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 2);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "question", BRUNO);
    g_autoptr(GfLetter) asked = read_mail(fixture, question, NULL, NULL);
    g_assert_cmpuint(asked->attachments->len, ==, 1);
    g_assert_cmpstr(asked->in_reply_to, ==, message->message_id);
    g_autoptr(GfMessage) yes = answer_question(fixture, BRUNO, "Oui, merci Claire.");
    ASSERT_DECIDED(yes, "applied", "report-confirmed");
    ASSERT_REPORT(1, "confirmed");
    act(fixture);
    ASSERT_REPORT(1, "distributed");
    g_assert_cmpuint(count_mails(fixture, "report", NULL), ==, 4); /* gt1, and Claire */
    g_autoptr(GfOutgoing) copy = mail_to(fixture, "report", EMMA);
    g_autoptr(GfLetter) got = read_mail(fixture, copy, NULL, NULL);
    g_assert_cmpstr(got->subject, ==, "[GT1-2] Rapport final : les circuits courts");
    g_assert_cmpuint(got->attachments->len, ==, 1);
    g_assert_cmpstr(((GfPerson *) got->reply_to->pdata[0])->address, ==,
                    "greffe+gt1-2@assemblee.example");
    g_assert_cmpuint(act(fixture), ==, 0);
    g_autoptr(GPtrArray) found = NULL;
    ASSERT_DONE(gf_search(&fixture->clerk, "circuits rapport.pdf", 1, &found, ERROR));
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpstr(((GfFound *) found->pdata[0])->open, ==, "report show gt1-2/1");
    g_assert_cmpuint(count_lines(fixture, "report.confirmed", "chantier/gt1-2", NULL), ==, 1);
}

/* A copilote does not confirm alone. */
static void test_copilote(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, ANNE, "Note d'étape");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", ANNE), ==, 0);
    g_assert_cmpuint(count_mails(fixture, "question", BRUNO), ==, 1);
    g_autoptr(GfMessage) own = answer_mail(fixture, "acknowledgement", ANNE, ANNE, "oui");
    ASSERT_DECIDED(own, "held", "not-a-confirmer");
    g_autoptr(GfMessage) rapporteure = answer_mail(fixture, "question", BRUNO, CLAIRE, "oui");
    ASSERT_DECIDED(rapporteure, "held", "report-other-sender");
    g_autoptr(GfMessage) stranger = answer_mail(fixture, "question", BRUNO, STRANGER, "oui");
    ASSERT_DECIDED(stranger, "held", "report-other-sender");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfMessage) no = answer_question(fixture, BRUNO, "Non, il manque la page 3");
    ASSERT_DECIDED(no, "held", "report-not-confirmed");
    ASSERT_REPORT(1, "staff");
    act(fixture);
    ASSERT_REPORT(1, "staff");
    g_autoptr(GfMessage) yes = answer_question(fixture, BRUNO, "Oui");
    ASSERT_DECIDED(yes, "applied", "report-confirmed");
}

/* One says no, the other yes: nothing goes out, staff decides. */
static void test_contested(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    act(fixture);
    g_autoptr(GfMessage) no = answer_question(fixture, BRUNO, "Non, il manque la page 3");
    ASSERT_DECIDED(no, "held", "report-not-confirmed");
    g_autoptr(GfMessage) yes = answer_question(fixture, ANNE, "oui");
    ASSERT_DECIDED(yes, "held", "report-contested");
    act(fixture);
    ASSERT_REPORT(1, "staff");
    ASSERT_DONE_INSIDE(fixture, gf_report_confirm(&fixture->clerk, "gt1-2", NULL, ERROR));
    act(fixture);
    ASSERT_REPORT(1, "distributed");
}

/* A token proves its own holder and nobody else (I11): the author's receipt does not confirm,
 * whatever it says to be from. */
static void test_token(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    act(fixture);
    g_autoptr(GfMessage) forged = answer_mail(fixture, "acknowledgement", CLAIRE, BRUNO, "oui");
    ASSERT_DECIDED(forged, "held", "report-other-sender");
    g_autoptr(GfMessage) other = answer_mail(fixture, "question", ANNE, BRUNO, "oui");
    ASSERT_DECIDED(other, "held", "report-other-sender");
    ASSERT_REPORT(1, "submitted");
    /* Another address that our server vouches for is told to both (MAIL-IN-THE-WILD c3). */
    g_autoptr(GfOutgoing) question = mail_to(fixture, "question", ANNE);
    GfLetter *letter = letter_from(fixture, STRANGER);
    add_token(letter, question->token);
    add_dmarc(letter, SERVER, "pass");
    say(letter, "oui");
    g_autoptr(GfMessage) vouched = arrive(fixture, letter);
    ASSERT_DECIDED(vouched, "applied", "report-confirmed");
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", ANNE), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", STRANGER), ==, 1);
}

/* "Oui" with the logo of a signature is a yes; what comes after it is settled is read. */
static void test_signature(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message =
        send_report(fixture, CLAIRE, "Rapport final : Les circuits courts");
    act(fixture);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "question", BRUNO);
    GfLetter *letter = letter_from(fixture, BRUNO);
    add_token(letter, question->token);
    say(letter, "Oui");
    attach(letter, "logo.png");
    GfAttachment *logo = letter->attachments->pdata[0];
    g_free(logo->type);
    logo->type = g_strdup("image/png");
    g_autoptr(GfMessage) yes = arrive(fixture, letter);
    ASSERT_DECIDED(yes, "applied", "report-confirmed");
    g_autoptr(GfMessage) too = answer_question(fixture, ANNE, "oui");
    ASSERT_DECIDED(too, "noted", "report-settled-already");
    g_autoptr(GfMessage) no = answer_question(fixture, ANNE, "Non, la page 3 est fausse");
    ASSERT_DECIDED(no, "held", "report-settled-already");
    /* Another report under the old title is not of the old kind. */
    act(fixture);
    g_autoptr(GfMessage) next = send_report(fixture, CLAIRE, "Les circuits courts");
    ASSERT_REPORT(2, "asking");
}

static void test_kind(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Circuits courts");
    ASSERT_REPORT(1, "asking");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 0);
    g_autoptr(GfOutgoing) receipt = mail_to(fixture, "acknowledgement", CLAIRE);
    g_autoptr(GfLetter) asked = read_mail(fixture, receipt, NULL, NULL);
    g_assert_cmpstr(asked->subject, ==, "[GT1-2] Étape ou final ? Document reçu : Circuits courts");
    g_autoptr(GfMessage) other = answer_mail(fixture, "acknowledgement", CLAIRE, BRUNO, "final");
    ASSERT_DECIDED(other, "held", "report-other-sender");
    g_autoptr(GfMessage) unclear =
        answer_mail(fixture, "acknowledgement", CLAIRE, CLAIRE, "Bonne question !");
    ASSERT_DECIDED(unclear, "held", "report-kind-unclear");
    g_autoptr(GfMessage) told =
        answer_mail(fixture, "acknowledgement", CLAIRE, CLAIRE, "Une note d'étape");
    ASSERT_DECIDED(told, "applied", "report-kind");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfReport) report = newest(fixture);
    g_assert_cmpstr(report->kind, ==, "progress");
    g_assert_cmpuint(act(fixture), ==, 3); /* a receipt and two questions */
}

static void test_others(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) emma = send_report(fixture, EMMA, "Rapport final");
    ASSERT_DECIDED(emma, "held", "not-of-the-chantier");
    g_autoptr(GfOutgoing) told = mail_to(fixture, "refusal", EMMA);
    g_autoptr(GfLetter) read = read_mail(fixture, told, NULL, NULL);
    assert_contains(read->text, "Madame Claire Petit, rapporteure");
    assert_contains(read->text, "Madame Anne Martin, copilote");
    g_assert_true(strstr(read->text, "David") == NULL);
    /* The rapporteur of another chantier is told where that one is. */
    g_autoptr(GfMessage) david = send_report(fixture, DAVID, "Rapport final");
    ASSERT_DECIDED(david, "held", "wrong-chantier");
    g_autoptr(GfOutgoing) where = mail_to(fixture, "refusal", DAVID);
    g_autoptr(GfLetter) there = read_mail(fixture, where, NULL, NULL);
    assert_contains(there->text, "greffe+gt1-1@assemblee.example");
    g_autoptr(GfMessage) stranger = send_report(fixture, STRANGER, "Rapport final");
    ASSERT_DECIDED(stranger, "held", "unknown-sender");
    g_assert_cmpuint(count_mails(fixture, "refusal", STRANGER), ==, 0);
    GfReport *none = NULL;
    ASSERT_REFUSED(gf_report_find(&fixture->clerk, "gt1-2", &none, NULL, ERROR),
                   "report 'gt1-2': there is none of that name (see: greffe report list)");
}

static void test_forged(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    GfLetter *letter = letter_from(fixture, CLAIRE);
    add_token(letter, "gt1-2");
    add_dmarc(letter, SERVER, "fail");
    attach(letter, "rapport.pdf");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "held");
    g_assert_cmpuint(count_mails(fixture, NULL, CLAIRE), ==, 0);
}

/* Nothing proves who writes: the rapporteure is asked, and her yes records it. */
static void test_not_sure(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    GfLetter *letter = letter_from(fixture, CLAIRE);
    g_free(letter->subject);
    letter->subject = g_strdup("Rapport final : les circuits courts");
    add_token(letter, "gt1-2");
    attach(letter, "rapport.pdf");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "confirming");
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", CLAIRE);
    GfLetter *yes = letter_from(fixture, CLAIRE);
    add_token(yes, question->token);
    say(yes, "Oui");
    g_autoptr(GfMessage) answer = arrive(fixture, yes);
    ASSERT_DECIDED(answer, "applied", "confirmation");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfReport) report = newest(fixture);
    g_assert_cmpint(report->message_id, ==, message->id);
    g_assert_cmpstr(report->kind, ==, "final");
}

/* Both copilotes send their own within the hour: the last one is to be confirmed, by the other, who
 * is told that theirs is set aside. */
static void test_crossed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) first = send_report(fixture, ANNE, "Rapport final A");
    act(fixture);
    at(fixture, "2027-02-15 09:30");
    g_autoptr(GfMessage) second = send_report(fixture, BRUNO, "Rapport final B");
    ASSERT_REPORT(2, "submitted");
    g_autoptr(GfOutgoing) told = mail_to(fixture, "notice", ANNE);
    g_autoptr(GfLetter) read = read_mail(fixture, told, NULL, NULL);
    assert_contains(read->text, "Votre version 1 n'était pas encore confirmée");
    act(fixture);
    g_autoptr(GfReport) former = NULL;
    ASSERT_DONE(gf_report_find(&fixture->clerk, "gt1-2/1", &former, NULL, ERROR));
    g_assert_cmpstr(former->state, ==, "replaced");
    g_assert_cmpuint(count_mails(fixture, "question", ANNE), ==, 1);
    /* Bruno's "yes" to the former one comes too late. */
    g_autoptr(GfMessage) noted = answer_question(fixture, BRUNO, "oui");
    ASSERT_DECIDED(noted, "noted", "report-settled-already");
    g_autoptr(GfMessage) yes = answer_question(fixture, ANNE, "Oui");
    act(fixture);
    ASSERT_REPORT(2, "distributed");
}

/* A correction is a version of its own, which the first author confirms in turn. */
static void test_correction(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) first = send_report(fixture, ANNE, "Rapport final");
    act(fixture);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "question", BRUNO);
    GfLetter *letter = letter_from(fixture, BRUNO);
    g_free(letter->subject);
    letter->subject = g_strdup("Re: [GT1-2] À confirmer : Rapport final");
    add_token(letter, question->token);
    say(letter, "Voici avec la page 3 corrigée.");
    attach(letter, "rapport-v2.pdf");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "applied");
    ASSERT_REPORT(2, "submitted");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", ANNE), ==, 1);
    g_autoptr(GfReport) corrected = newest(fixture);
    g_assert_cmpstr(corrected->title, ==, "Rapport final");
}

/* After five days of silence it is staff's; a late yes counts all the same. */
static void test_silence(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    gint64 next = 0;
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    act(fixture);
    ASSERT_DONE(gf_report_next(&fixture->clerk, &next, ERROR));
    g_assert_cmpint(next, ==, instant("2027-02-20 09:00"));
    at(fixture, "2027-02-20 08:59");
    act(fixture);
    ASSERT_REPORT(1, "submitted");
    at(fixture, "2027-02-20 09:00");
    act(fixture);
    ASSERT_REPORT(1, "staff");
    g_autoptr(GfMessage) yes = answer_question(fixture, BRUNO, "oui");
    act(fixture);
    ASSERT_REPORT(1, "distributed");
}

static void test_withdrawn(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    GfLetter *letter = to_chantier(fixture, CLAIRE, "Re: Rapport final");
    say(letter, "annule");
    g_autoptr(GfMessage) word = arrive(fixture, letter);
    ASSERT_DECIDED(word, "applied", "from-dmarc-pass");
    ASSERT_REPORT(1, "withdrawn");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 0);
    GfLetter *again = to_chantier(fixture, CLAIRE, "Re: Rapport final");
    say(again, "annule");
    g_autoptr(GfMessage) held = arrive(fixture, again);
    ASSERT_DECIDED(held, "held", "nothing-to-withdraw");
}

/* Words without a report in them are for a human. */
static void test_no_report(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    GfLetter *letter = to_chantier(fixture, CLAIRE, "Question");
    say(letter, "Quand faut-il rendre le rapport final ?");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "held", "no-report-in-it");
}

/* Two who may share an address: nobody guesses who of them writes. */
static void test_shared(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    address(fixture, member_id(fixture, "bruno"), CLAIRE, "from");
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    ASSERT_DECIDED(message, "held", "several-members");
}

/* What a chantier owes is done with the report. */
static void test_deadline(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    const GfDeadlineSpec spec = {.kind = "report",
                                 .subject = "body/gt1-2",
                                 .title = "Rapport final",
                                 .due_on = "2027-04-30",
                                 .role = "rapporteurs"};
    gint64 id = 0;
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, &id, ERROR));
    g_autoptr(GfMessage) message = send_report(fixture, CLAIRE, "Rapport final");
    g_autoptr(GfDeadline) deadline = NULL;
    ASSERT_DONE(gf_store_deadline(fixture->store, id, &deadline, ERROR));
    g_assert_cmpstr(deadline->state, ==, "done");
    g_assert_cmpstr(deadline->closed_by, ==, "member/claire");
    /* Taken back, it is due again. */
    GfLetter *letter = to_chantier(fixture, CLAIRE, "Re: Rapport final");
    say(letter, "annule");
    g_autoptr(GfMessage) word = arrive(fixture, letter);
    ASSERT_REPORT(1, "withdrawn");
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_deadlines_of(fixture->store, "body/gt1-2", &open, ERROR));
    g_assert_cmpuint(open->len, ==, 1);
    const GfDeadline *again = open->pdata[0];
    g_assert_cmpstr(again->due_on, ==, "2027-04-30");
    g_assert_cmpstr(again->title, ==, "Rapport final");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/report/rapporteur", test_rapporteur);
    TEST("/report/copilote", test_copilote);
    TEST("/report/token", test_token);
    TEST("/report/signature", test_signature);
    TEST("/report/kind", test_kind);
    TEST("/report/others", test_others);
    TEST("/report/forged", test_forged);
    TEST("/report/not-sure", test_not_sure);
    TEST("/report/crossed", test_crossed);
    TEST("/report/correction", test_correction);
    TEST("/report/contested", test_contested);
    TEST("/report/silence", test_silence);
    TEST("/report/withdrawn", test_withdrawn);
    TEST("/report/no-report", test_no_report);
    TEST("/report/shared", test_shared);
    TEST("/report/deadline", test_deadline);
    return g_test_run();
}
