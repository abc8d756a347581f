/* report-test.c - reports of a chantier: who may, which kind, who confirms, and what odd cases do.
 *
 * The group's copilotes are Anne and Bruno; Claire is the chantier's rapporteure, David that of
 * another one; Emma sits in the group.
 */
#include "workflow/chantier.h"
#include "workflow/deadline.h"
#include "workflow/fixture.h"
#include "workflow/report.h"
#include "workflow/search.h"

#define CLAIRE "claire@bourg.example"
#define DAVID "david@bourg.example"
#define EMMA "emma@bourg.example"

static void office(Fixture *fixture, gint64 body_id, const char *role, const char *const *slugs)
{
    g_autoptr(GPtrArray) offices = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    for (gsize i = 0; slugs[i] != NULL; i++) {
        GfOffice *row = g_new0(GfOffice, 1);
        row->role = g_strdup(role);
        row->member_slug = g_strdup(slugs[i]);
        g_ptr_array_add(offices, row);
    }
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, body_id, offices, ERROR));
}

static gint64 chantier(Fixture *fixture, const char *slug, gint64 group_id, const char *rapporteur)
{
    const char *slugs[] = {rapporteur, NULL};
    GfBody row = {.slug = (char *) slug,
                  .name = (char *) "Les circuits courts",
                  .kind = (char *) "chantier",
                  .parent_id = group_id,
                  .parent_slug = (char *) "gt1"};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &row, ERROR));
    office(fixture, row.id, "rapporteur", slugs);
    return row.id;
}

static void seat(Fixture *fixture, const char *slug)
{
    const char *bodies[] = {"gt1", NULL};
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_set_seats(fixture->store, member_id(fixture, slug), bodies, ERROR));
}

static gint64 group(Fixture *fixture, const char *const *copilotes)
{
    people(fixture);
    member(fixture, "Emma Roux", "woman", "titulaire", EMMA);
    gint64 gt1 = body(fixture, "gt1", "group");
    office(fixture, gt1, "copilote", copilotes);
    seat(fixture, "anne");
    seat(fixture, "bruno");
    seat(fixture, "emma");
    chantier(fixture, "gt1-1", gt1, "david");
    return chantier(fixture, "gt1-2", gt1, "claire");
}

static gint64 whole_group(Fixture *fixture)
{
    static const char *const pair[] = {"anne", "bruno", NULL};
    return group(fixture, pair);
}

static void attach(GfLetter *letter, const char *name)
{
    GfAttachment *attachment = g_new0(GfAttachment, 1);
    attachment->name = g_strdup(name);
    attachment->declared_type = g_strdup("application/pdf");
    attachment->type = g_strdup("application/pdf");
    attachment->size = 1234567;
    attachment->sha256 = g_strdup("00");
    g_ptr_array_add(letter->attachments, attachment);
}

static void say(GfLetter *letter, const char *words)
{
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
}

/* A letter to the chantier's address, from a domain that our server vouches for. Owned. */
static GfLetter *to_chantier(Fixture *fixture, const char *from, const char *subject)
{
    GfLetter *letter = letter_from(fixture, from);
    g_free(letter->subject);
    letter->subject = g_strdup(subject);
    add_token(letter, "gt1-2");
    add_dmarc(letter, SERVER, "pass");
    return letter;
}

static GfMessage *send_report(Fixture *fixture, const char *from, const char *subject)
{
    GfLetter *letter = to_chantier(fixture, from, subject);
    attach(letter, "rapport.pdf");
    return arrive(fixture, letter);
}

/* What the daemon does beside: files leave their messages, and what is due about reports is done.
 */
static guint act(Fixture *fixture)
{
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new("%PDF", 4);
    ASSERT_DONE(gf_store_files_to_extract(fixture->store, 0, &files, ERROR));
    for (guint i = 0; i < files->len; i++) {
        gint64 blob_id;
        ASSERT_DONE_INSIDE(
            fixture, gf_store_put_blob(fixture->store, bytes, &blob_id, NULL, ERROR) &&
                         gf_store_set_extracted(fixture->store, ((GfFile *) files->pdata[i])->id,
                                                blob_id, ERROR));
    }
    ASSERT_DONE(gf_report_act(&fixture->clerk, &fixture->problem, ERROR));
    g_assert_no_error(fixture->problem);
    return turn(fixture);
}

static GfReport *newest(Fixture *fixture)
{
    GfReport *report = NULL;
    ASSERT_DONE(gf_report_find(&fixture->clerk, "gt1-2", &report, NULL, ERROR));
    return report;
}

#define ASSERT_REPORT(VERSION, STATE)                                                              \
    do {                                                                                           \
        g_autoptr(GfReport) report_ = newest(fixture);                                             \
        g_assert_cmpint(report_->version, ==, VERSION);                                            \
        g_assert_cmpstr(report_->state, ==, STATE);                                                \
    } while (0)

/* An answer to our question about the newest report. */
static GfMessage *answer_question(Fixture *fixture, const char *from, const char *words)
{
    g_autoptr(GfReport) report = newest(fixture);
    GfLetter *letter = letter_from(fixture, from);
    add_token(letter, report->token);
    say(letter, words);
    return arrive(fixture, letter);
}

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
    g_autoptr(GfMessage) own = answer_question(fixture, ANNE, "oui");
    ASSERT_DECIDED(own, "held", "not-a-confirmer");
    g_autoptr(GfMessage) rapporteure = answer_question(fixture, CLAIRE, "oui");
    ASSERT_DECIDED(rapporteure, "held", "not-a-confirmer");
    g_autoptr(GfMessage) stranger = answer_question(fixture, STRANGER, "oui");
    ASSERT_DECIDED(stranger, "held", "report-other-sender");
    ASSERT_REPORT(1, "submitted");
    g_autoptr(GfMessage) no = answer_question(fixture, BRUNO, "Non, il manque la page 3");
    ASSERT_DECIDED(no, "held", "report-not-confirmed");
    ASSERT_REPORT(1, "submitted");
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
    g_autoptr(GfMessage) other = answer_question(fixture, BRUNO, "final");
    ASSERT_DECIDED(other, "held", "report-kind-unclear");
    g_autoptr(GfMessage) unclear = answer_question(fixture, CLAIRE, "Bonne question !");
    ASSERT_DECIDED(unclear, "held", "report-kind-unclear");
    g_autoptr(GfMessage) told = answer_question(fixture, CLAIRE, "Une note d'étape");
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
    GfLetter *late = letter_from(fixture, BRUNO);
    add_token(late, former->token);
    say(late, "oui");
    g_autoptr(GfMessage) noted = arrive(fixture, late);
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
    g_autoptr(GfReport) report = newest(fixture);
    GfLetter *letter = letter_from(fixture, BRUNO);
    g_free(letter->subject);
    letter->subject = g_strdup("Re: [GT1-2] À confirmer : Rapport final");
    add_token(letter, report->token);
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
    ASSERT_DONE_INSIDE(fixture, gf_report_confirm(&fixture->clerk, "gt1-2", ERROR));
    act(fixture);
    ASSERT_REPORT(1, "distributed");
    ASSERT_REFUSED(gf_report_confirm(&fixture->clerk, "gt1-2", ERROR),
                   "report 'gt1-2': it is distributed");
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
}

static void test_by_hand(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    whole_group(fixture);
    g_autoptr(GfReport) report = gf_report_new();
    report->kind = g_strdup("final");
    report->title = g_strdup("Rapport");
    report->text = g_strdup("Tout va bien.");
    ASSERT_REFUSED(gf_report_add(&fixture->clerk, "gt1", "claire", report, ERROR),
                   "chantier 'gt1': there is none of that name (see: greffe body list)");
    ASSERT_REFUSED(
        gf_report_add(&fixture->clerk, "gt1-2", "emma", report, ERROR),
        "member 'emma': may submit no report of 'gt1-2' (those who may: anne, bruno, claire)");
    ASSERT_DONE(gf_report_add(&fixture->clerk, "gt1-2", "claire", report, ERROR));
    act(fixture);
    ASSERT_REPORT(1, "submitted");
    g_assert_cmpuint(count_mails(fixture, "question", NULL), ==, 2);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/report/rapporteur", test_rapporteur);
    TEST("/report/copilote", test_copilote);
    TEST("/report/kind", test_kind);
    TEST("/report/others", test_others);
    TEST("/report/forged", test_forged);
    TEST("/report/not-sure", test_not_sure);
    TEST("/report/crossed", test_crossed);
    TEST("/report/correction", test_correction);
    TEST("/report/vacancy", test_vacancy);
    TEST("/report/silence", test_silence);
    TEST("/report/withdrawn", test_withdrawn);
    TEST("/report/no-report", test_no_report);
    TEST("/report/deadline", test_deadline);
    TEST("/report/by-hand", test_by_hand);
    return g_test_run();
}
