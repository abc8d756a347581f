/* convocation-test.c - the orders of staff about a new session: draft, convene, recall, and what
 * refuses them.
 */
#include "workflow/order-fixture.h"
#include "workflow/settle.h"

static void refuse_draft(Fixture *fixture, const char *text, const char *words)
{
    g_autoptr(GfSessionFile) file = file_of(text);
    g_autoptr(GfSession) session = NULL;
    ASSERT_REFUSED(gf_convocation_new(&fixture->clerk, file, &session, ERROR), words);
    g_assert_null(session);
}

static void test_draft(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    rule(fixture, "rules.notice", "10");
    rule(fixture, "rules.notice.conseil", "5");
    rule(fixture, "rules.reminders", "J-3");
    draft(fixture, COUNCIL);
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpstr(session->state, ==, "draft");
    g_assert_cmpint(session->notice, ==, 5);
    g_assert_cmpstr(session->plan, ==, "J-3");
    g_assert_cmpstr(session->plan_hour, ==, "09:00");
    g_assert_cmpint(session->sequence, ==, 0);
    g_assert_cmpuint(count_lines(fixture, "session.created", "session/conseil", NULL), ==, 1);
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 0);
    refuse_draft(fixture, COUNCIL,
                 "session 'conseil': there is one of that name already (choose another id, or move "
                 "it)");
    refuse_draft(fixture, "[session]\nid = autre\nbody = gt9\ntitle = C\n" PLACE MORNING(DAY),
                 "body 'gt9': there is none of that name (see: greffe body list)");
}

static void test_draft_past(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    at(fixture, OPENING);
    refuse_draft(fixture, COUNCIL, "session 'conseil': its date is past");
}

static void add_document(GfSessionFile *file, const char *path, gsize size)
{
    g_ptr_array_add(file->document_names, g_strdup("document"));
    g_ptr_array_add(file->document_paths, g_strdup(path));
    g_ptr_array_add(file->documents, g_bytes_new_take(g_malloc0(size), size));
}

static void test_documents(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfSessionFile) heavy = file_of(COUNCIL);
    add_document(heavy, "a.pdf", 1500);
    add_document(heavy, "b.pdf", 549);
    ASSERT_REFUSED(gf_convocation_new(&fixture->clerk, heavy, &session, ERROR),
                   "session 'conseil': its documents have 2049 bytes together, at most 2048 can be "
                   "sent (lighten them, or raise document_bytes in [limits])");
    g_autoptr(GfSessionFile) light = file_of(COUNCIL);
    add_document(light, "pieces/rapport.PDF", 1500);
    add_document(light, "plan.odt", 547);
    add_document(light, "plan", 1);
    ASSERT_DONE(gf_convocation_new(&fixture->clerk, light, &session, ERROR));
    const GfDocument *pdf = session->documents->pdata[0], *odt = session->documents->pdata[1],
                     *plain = session->documents->pdata[2];
    g_assert_cmpstr(pdf->name, ==, "rapport.PDF");
    g_assert_cmpstr(pdf->media_type, ==, "application/pdf");
    g_assert_cmpstr(odt->media_type, ==, "application/vnd.oasis.opendocument.text");
    g_assert_cmpstr(plain->media_type, ==, "application/octet-stream");
}

/* --- convene --- */

static void refuse_convene(Fixture *fixture, const GfDirective *directive, const char *words)
{
    g_autoptr(GfOrder) order = NULL;
    ASSERT_REFUSED(gf_convocation_convene(&fixture->clerk, "conseil", directive, &order, ERROR),
                   words);
    g_assert_cmpuint(count_mails(fixture, "convocation", NULL), ==, 0);
    assert_state(fixture, "draft", 1, 0);
}

#define TOO_LATE                                                                                   \
    "session 'conseil': convened too late: 11 jours francs are left, 12 are required, the last "   \
    "day to convene was 2027-02-27 (choose a later date, or --force REASON, which is journalled)"

/* I16 */
static void test_notice(Fixture *fixture, gconstpointer data)
{
    GfDirective order_yes = yes(), proof = {0}, empty = {.yes = TRUE, .force = ""};
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    at(fixture, "2027-02-28 09:00");
    refuse_convene(fixture, &order_yes, TOO_LATE);
    refuse_convene(fixture, &proof, TOO_LATE);
    refuse_convene(fixture, &empty, TOO_LATE);
    /* What counts is the day on which it leaves: ten minutes later it is the 28th. */
    at(fixture, "2027-02-27 23:55");
    refuse_convene(fixture, &order_yes, TOO_LATE);
    at(fixture, "2027-02-27 23:49");
    g_autoptr(GfOrder) order = convene(fixture);
    g_assert_cmpint(order->jours_francs, ==, 12);
    g_assert_cmpint(order->notice, ==, 12);
    g_assert_false(order->forced);
    g_assert_cmpuint(order->warnings->len, ==, 0);
    g_assert_cmpuint(count_lines(fixture, "session.convened", "session/conseil", "notice"), ==, 1);
}

static void test_force(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .force = "urgence : crue de la rivière"};
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    at(fixture, "2027-03-10 09:00");
    g_autoptr(GfOrder) order = NULL;
    ASSERT_DONE(gf_convocation_convene(&fixture->clerk, "conseil", &directive, &order, ERROR));
    g_assert_true(order->forced);
    g_assert_true(has_warning(order, "délai de convocation non respecté : 1 jours francs au lieu "
                                     "de 12"));
    g_assert_cmpuint(count_lines(fixture, "session.convened", "session/conseil", "force"), ==, 1);
    g_autofree char *reason = evidence_of(fixture, "session.convened", "session/conseil");
    g_assert_cmpstr(reason, ==, "urgence : crue de la rivière");
}

/* A reason that was not needed is not the rule behind the act. */
static void test_force_in_time(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .force = "pour être sûr"};
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = NULL;
    ASSERT_DONE(gf_convocation_convene(&fixture->clerk, "conseil", &directive, &order, ERROR));
    g_assert_false(order->forced);
    g_assert_cmpuint(count_lines(fixture, "session.convened", "session/conseil", "notice"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "session.convened", "session/conseil", "force"), ==, 0);
}

static void test_convene_past(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .force = "tant pis"};
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    /* It would leave at 09:30, when the session opens. */
    at(fixture, "2027-03-12 09:20");
    refuse_convene(fixture, &directive, "session 'conseil': its date is past");
}

static void test_nobody(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = yes();
    (void) data;
    body(fixture, "conseil", "group");
    member(fixture, "Anne Martin", "woman", "titulaire", "anne@bourg.example");
    draft(fixture, COUNCIL);
    refuse_convene(fixture, &directive,
                   "session 'conseil': nobody sits in 'conseil' on 2027-03-12 (import the members "
                   "first)");
    g_autoptr(GfOrder) order = NULL;
    ASSERT_REFUSED(gf_convocation_convene(&fixture->clerk, "autre", &directive, &order, ERROR),
                   "session 'autre': there is none of that name (see: greffe session list)");
}

static void test_convene(Fixture *fixture, gconstpointer data)
{
    GfDirective again = yes();
    (void) data;
    people(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    member(fixture, "Greffe Lui", "man", "titulaire", "Greffe@Assemblee.example");
    member(fixture, "Sophie Pleante", "woman", "suppleant", "sophie@bourg.example");
    ASSERT_DONE_INSIDE(fixture, gf_store_mark_address(fixture->store, member_id(fixture, "bruno"),
                                                      "bruno@bourg.example", 1, "unknown", ERROR));
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    /* Four members, the guest, and the one with our own address; not the suppléante. */
    g_assert_cmpuint(order->recipients, ==, 6);
    g_assert_cmpint(order->release_at, ==, instant("2027-02-15 09:10"));
    g_assert_cmpuint(order->warnings->len, ==, 3);
    g_assert_true(
        has_warning(order, "Madame Eve Sans n'a pas d'adresse : à convoquer par courrier"));
    g_assert_true(has_warning(order, "Monsieur Greffe Lui a pour adresse celle du greffe"));
    g_assert_true(has_warning(order, "Monsieur Bruno Durand <bruno@bourg.example> : les derniers "
                                     "messages n'ont pas été remis"));
    assert_state(fixture, "convened", 1, 0);
    /* Who has no address is invited all the same. */
    g_autoptr(GfInvitation) eve = invitation_of(fixture, "eve");
    g_autoptr(GfInvitation) hugo = invitation_of(fixture, "hugo");
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_assert_nonnull(eve);
    g_assert_true(hugo->guest);
    g_assert_false(anne->guest);
    g_assert_cmpstr(anne->uid, !=, hugo->uid);
    g_assert_cmpstr(anne->token, !=, hugo->token);
    /* I9: nothing leaves within the recall delay. */
    at(fixture, "2027-02-15 09:09");
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-02-15 09:10");
    g_assert_cmpuint(turn(fixture), ==, 6);
    g_assert_cmpuint(turn(fixture), ==, 0);
    g_autoptr(GfOrder) second = NULL;
    ASSERT_REFUSED(gf_convocation_convene(&fixture->clerk, "conseil", &again, &second, ERROR),
                   "session 'conseil': it is convened already (use move, or cancel)");
}

static void test_proof(Fixture *fixture, gconstpointer data)
{
    GfDirective proof = {0};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    people(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    draft(fixture, COUNCIL);
    ASSERT_DONE(gf_convocation_convene(&fixture->clerk, "conseil", &proof, &order, ERROR));
    g_assert_cmpuint(order->recipients, ==, 5);
    g_assert_cmpint(order->mailing_id, ==, 0);
    g_assert_cmpint(order->release_at, ==, 0);
    g_assert_cmpuint(turn(fixture), ==, 2);
    g_assert_cmpuint(count_mails(fixture, "proof", STAFF), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "proof", "adjoint@assemblee.example"), ==, 1);
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 2);
    assert_state(fixture, "draft", 1, 0);
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpint(session->proof_at, ==, gf_clock_now(fixture->clock));
    /* Nobody has been invited by it. */
    g_assert_null(invitation_of(fixture, "anne"));
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "proof", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->text, "Madame Eve Sans n'a pas d'adresse : à convoquer par courrier");
    assert_contains(letter->text, "Répondez à ce message par un seul mot : présent ou absent.");
}

static void test_proof_without_addresses(Fixture *fixture, gconstpointer data)
{
    GfDirective proof = {0};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    body(fixture, "conseil", "plenary");
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    draft(fixture, COUNCIL);
    ASSERT_REFUSED(gf_convocation_convene(&fixture->clerk, "conseil", &proof, &order, ERROR),
                   "session 'conseil': nobody invited has an address");
}

/* --- recall --- */

static void test_recall(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    refuse_recall(fixture, NOTHING_SENT);
    g_autoptr(GfOrder) order = convene(fixture);
    g_autoptr(GfInvitation) former = invitation_of(fixture, "anne");
    at(fixture, "2027-02-15 09:09");
    recall(fixture, 5);
    assert_state(fixture, "draft", 1, 0);
    g_assert_null(invitation_of(fixture, "anne"));
    g_assert_cmpuint(count_lines(fixture, "session.recalled", "session/conseil", "convocation"), ==,
                     1);
    at(fixture, "2027-02-16 09:00");
    g_assert_cmpuint(turn(fixture), ==, 0);
    refuse_recall(fixture, NOTHING_SENT);

    g_autoptr(GfOrder) again = convene(fixture);
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, "anne");
    g_assert_cmpstr(invitation->uid, !=, former->uid);
    at(fixture, "2027-02-16 09:10");
    g_assert_cmpuint(turn(fixture), ==, 5);
    g_assert_cmpuint(count_mails(fixture, "convocation", "anne@bourg.example"), ==, 2);
    refuse_recall(fixture, "session 'conseil': the convocation has been leaving since "
                           "2027-02-16T09:10:00+01:00 (send a correction with move, or cancel)");
    /* Its reminders are planned again: J-15, J-7, J-2. */
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GPtrArray) reminders = NULL;
    ASSERT_DONE(gf_store_session_reminders(fixture->store, session->id, &reminders, ERROR));
    g_assert_cmpuint(reminders->len, ==, 3);
    for (guint i = 0; i < reminders->len; i++)
        g_assert_cmpstr(((const GfReminder *) reminders->pdata[i])->state, ==, "planned");
}

/* The daemon slept: what is due may have begun to leave by another clock. */
static void test_recall_too_late(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 09:10");
    refuse_recall(fixture, "session 'conseil': the convocation has been leaving since "
                           "2027-02-15T09:10:00+01:00 (send a correction with move, or cancel)");
    g_assert_cmpuint(turn(fixture), ==, 5);
}

/* --- move --- */

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/convocation/draft", test_draft);
    TEST("/convocation/draft-past", test_draft_past);
    TEST_WITH("/convocation/documents", "[limits]\ndocument_bytes = 2048\n", test_documents);
    TEST("/convocation/notice", test_notice);
    TEST("/convocation/force", test_force);
    TEST("/convocation/force-in-time", test_force_in_time);
    TEST("/convocation/convene-past", test_convene_past);
    TEST("/convocation/nobody", test_nobody);
    TEST("/convocation/convene", test_convene);
    TEST_WITH("/convocation/proof", "staff = " STAFF "; adjoint@assemblee.example\n", test_proof);
    TEST("/convocation/proof-without-addresses", test_proof_without_addresses);
    TEST("/convocation/recall", test_recall);
    TEST("/convocation/recall-too-late", test_recall_too_late);
    return g_test_run();
}
