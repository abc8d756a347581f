/* convocation-test.c - the orders of staff: convene, move, cancel, recall, and what refuses them.
 */
#include "workflow/fixture.h"
#include "workflow/settle.h"

static GfDirective yes(void)
{
    return (GfDirective){.yes = TRUE};
}

static void assert_state(Fixture *fixture, const char *state, int version, int sequence)
{
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpstr(session->state, ==, state);
    g_assert_cmpint(session->version, ==, version);
    g_assert_cmpint(session->sequence, ==, sequence);
}

static gboolean has_warning(const GfOrder *order, const char *words)
{
    for (guint i = 0; i < order->warnings->len; i++)
        if (g_str_equal(order->warnings->pdata[i], words))
            return TRUE;
    return FALSE;
}

/* The words behind a journal line about `subject`. Owned. */
static char *evidence_of(Fixture *fixture, const char *act, const char *subject)
{
    g_autoptr(GPtrArray) lines = NULL;
    g_autoptr(GBytes) bytes = NULL;
    gint64 blob_id = 0;
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        if (!g_str_equal(line->act, act) || line->evidence[0] == '\0')
            continue;
        ASSERT_DONE(gf_store_find_blob(fixture->store, line->evidence, &blob_id, ERROR));
        ASSERT_DONE(gf_store_blob(fixture->store, blob_id, &bytes, ERROR));
    }
    return bytes == NULL ? NULL : g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* --- drafts --- */

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

static void recall(Fixture *fixture, guint mails_stopped)
{
    g_autoptr(GfOrder) order = NULL;
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &order, ERROR));
    g_assert_cmpuint(order->recipients, ==, mails_stopped);
}

static void refuse_recall(Fixture *fixture, const char *words)
{
    g_autoptr(GfOrder) order = NULL;
    ASSERT_REFUSED(gf_convocation_recall(&fixture->clerk, "conseil", &order, ERROR), words);
}

#define NOTHING_SENT "session 'conseil': nothing was sent that could be recalled"

/* I9: what is recalled never leaves; what is convened again leaves once. */
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
    ASSERT_DONE(gf_store_reminders(fixture->store, session->id, &reminders, ERROR));
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
    refuse_move(fixture, COUNCIL,
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
    ASSERT_DONE(gf_store_reminders(fixture->store, session->id, &reminders, ERROR));
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
    TEST("/convocation/move", test_move);
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++)
        TEST_ROW("/convocation/change", &changes[i], test_change);
    TEST("/convocation/move-refused", test_move_refused);
    TEST("/convocation/move-proof", test_move_proof);
    TEST("/convocation/move-recalled", test_move_recalled);
    TEST("/convocation/move-newcomer", test_move_newcomer);
    TEST("/convocation/move-draft", test_move_draft);
    TEST("/convocation/cancel", test_cancel);
    TEST("/convocation/cancel-recalled", test_cancel_recalled);
    TEST("/convocation/recall-at-the-hour", test_recall_at_the_hour);
    return g_test_run();
}
