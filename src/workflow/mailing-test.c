/* mailing-test.c - one text to many people: frozen when queued, composed person by person, reported
 * when done.
 */
#include "workflow/fixture.h"

static void set_template(Fixture *fixture, const char *name, const char *text)
{
    g_hash_table_insert(fixture->templates, g_strdup(name), g_strdup(text));
}

static void compose_all(Fixture *fixture)
{
    while (claim_queued(fixture, 2) > 0)
        continue;
}

static void close_finished(Fixture *fixture)
{
    ASSERT_DONE(gf_mailing_close_finished(&fixture->clerk, &fixture->problem, ERROR));
}

static const char *mailing_state(Fixture *fixture, gint64 id)
{
    static char state[32];
    g_autoptr(GfMailing) mailing = NULL;
    ASSERT_DONE(gf_store_mailing(fixture->store, id, &mailing, ERROR));
    g_strlcpy(state, mailing->state, sizeof state);
    return state;
}

/* What staff signs is what leaves: a template or a session that changes later changes nothing. */
static void test_frozen(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    set_template(fixture, "fr/convocation.txt", "Subject: Autre\n\nAutre texte\n");
    set_template(fixture, "fr/_session.txt", "Rien");
    set_template(fixture, "fr/invitation.txt", "Rien");
    g_free(fixture->config->name);
    fixture->config->name = g_strdup("Autre assemblée");
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autofree char *html = NULL;
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, &calendar);
    g_assert_cmpstr(letter->subject, ==, "Convocation : Conseil, vendredi 12 mars 2027 à 9 h 30");
    assert_contains(letter->text, "Salle des fêtes, Bourg");
    assert_contains(letter->text, "Assemblée du Bourg");
    assert_contains(html, "Salle des fêtes, Bourg");
}

/* A fault that all would show refuses the order, and nothing is queued. */
static void test_bad_template(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    set_template(fixture, "fr/convocation.html", "<p>{{#place}}</p>");
    ASSERT_FAILED(
        gf_convocation_convene(&fixture->clerk, "conseil", &directive, &order, ERROR),
        GF_ERROR_CONFIG,
        "template 'convocation.html': line 1: section \"place\" is not ended (add {{/place}})");
    set_template(fixture, "fr/convocation.html", "<p></p>");
    set_template(fixture, "fr/convocation.txt", "Bonjour\n");
    ASSERT_FAILED(gf_convocation_convene(&fixture->clerk, "conseil", &directive, &order, ERROR),
                  GF_ERROR_CONFIG,
                  "template 'convocation.txt': its first line must be \"Subject: ...\", the second "
                  "one empty");
    g_hash_table_remove(fixture->templates, "fr/invitation.txt");
    ASSERT_FAILED(
        gf_convocation_convene(&fixture->clerk, "conseil", &directive, &order, ERROR),
        GF_ERROR_CONFIG,
        "template: 'fr/invitation.txt' is missing (copy it from the templates of greffe)");
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 0);
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpstr(session->state, ==, "draft");
}

/* What concerns one recipient fails alone, with its reason, and staff is told. */
static void test_one_fails_alone(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    gint64 zoe = member(fixture, "Zoé Zimmer", "woman", "titulaire", "zoe@bourg.example\n");
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 09:10");
    g_assert_cmpuint(send_all(fixture, GF_DELIVERY_TAKEN), ==, 5);
    g_autoptr(GPtrArray) failed = NULL;
    ASSERT_DONE(gf_store_outgoings(fixture->store, "failed", 0, &failed, ERROR));
    g_assert_cmpuint(failed->len, ==, 1);
    GfOutgoing *mail = failed->pdata[0];
    g_assert_cmpint(mail->member_id, ==, zoe);
    assert_contains(mail->reply, "is not fit to send");
    g_assert_cmpstr(mailing_state(fixture, order->mailing_id), ==, "leaving");
    close_finished(fixture);
    g_assert_cmpstr(mailing_state(fixture, order->mailing_id), ==, "done");
    g_autoptr(GfOutgoing) notice = mail_to(fixture, "notice", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, notice, NULL, NULL);
    assert_contains(letter->text, "Madame Zoé Zimmer");
    /* Staff may give it up; sending it again as it is would be of no use. */
    g_autofree char *refusal = g_strdup_printf(
        "mail %" G_GINT64_FORMAT ": it was never composed: %s", mail->id, mail->reply);
    ASSERT_REFUSED(gf_delivery_retry(&fixture->clerk, mail->id, ERROR), refusal);
    ASSERT_DONE(gf_delivery_drop(&fixture->clerk, mail->id, ERROR));
    g_autofree char *subject = g_strdup_printf("outgoing/%" G_GINT64_FORMAT, mail->id);
    g_assert_cmpuint(count_lines(fixture, "mail.failed", subject, "not-composed"), ==, 1);
}

/* In batches, each mail once, whatever the number that is asked for. */
static void test_batches(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    g_assert_cmpuint(claim_queued(fixture, 50), ==, 0);
    g_assert_cmpstr(mailing_state(fixture, order->mailing_id), ==, "queued");
    at(fixture, "2027-02-15 09:10");
    g_assert_cmpuint(claim_queued(fixture, 2), ==, 2);
    g_assert_cmpstr(mailing_state(fixture, order->mailing_id), ==, "leaving");
    g_autoptr(GPtrArray) begun = NULL;
    ASSERT_DONE(gf_store_outgoings(fixture->store, "sending", 0, &begun, ERROR));
    g_assert_cmpuint(begun->len, ==, 2);
    compose_all(fixture);
    GfOutboxCounts counts;
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, order->mailing_id, &counts, ERROR));
    g_assert_cmpuint(counts.sending, ==, 5);
    g_assert_cmpuint(counts.queued, ==, 0);
}

static void deliver(Fixture *fixture, GfDelivery delivery, const char *recipient)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", recipient);
    ASSERT_DONE_INSIDE(fixture, gf_delivery_record(&fixture->clerk, mail, &delivery, ERROR));
}

/* What has not left when a cancellation may leave does not leave any more, also not what was to be
 * tried again: it would arrive after it and contradict it. */
static void test_superseded(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    GfDelivery later = {GF_DELIVERY_DEFERRED, 451, NULL, "451 later"};
    g_autoptr(GfOrder) cancel = NULL;
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 09:10");
    g_assert_cmpuint(claim_queued(fixture, 2), ==, 2);
    g_autoptr(GPtrArray) begun = NULL;
    ASSERT_DONE(gf_store_outgoings(fixture->store, "sending", 0, &begun, ERROR));
    deliver(fixture, later, ((const GfOutgoing *) begun->pdata[0])->recipient);
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &cancel, ERROR));
    at(fixture, "2027-02-15 10:00");
    send_all(fixture, GF_DELIVERY_TAKEN);
    GfOutboxCounts first, second;
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, order->mailing_id, &first, ERROR));
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, cancel->mailing_id, &second, ERROR));
    g_assert_cmpuint(first.sending, ==, 1);
    g_assert_cmpuint(first.dropped, ==, 4);
    g_assert_cmpuint(second.taken, ==, 5);
    g_autofree char *subject =
        g_strdup_printf("session/conseil/mailing/%" G_GINT64_FORMAT, cancel->mailing_id);
    g_assert_cmpuint(count_lines(fixture, "mailing.superseded", subject, "cancel"), ==, 1);
}

/* --- the mail itself --- */

static void test_mail(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_autofree char *html = NULL;
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, &calendar);
    g_autofree char *back = g_strdup_printf("greffe+%s@assemblee.example", anne->token);
    g_assert_cmpstr(mail->envelope_from, ==, back);
    g_assert_cmpstr(letter->from->address, ==, ADDRESS);
    g_assert_cmpstr(((const GfPerson *) letter->reply_to->pdata[0])->address, ==, back);
    g_assert_cmpuint(letter->to->len + letter->cc->len, ==, 1);
    g_assert_cmpstr(letter->message_id, ==, mail->message_id);
    g_assert_cmpstr(letter->auto_submitted, ==, "auto-generated");
    g_assert_true(g_str_has_prefix(letter->text,
                                   "Répondez à ce message par un seul mot : présent ou absent.\n"));
    assert_contains(html, back);
    g_assert_cmpstr(calendar->uid, ==, anne->uid);
    g_assert_cmpint(calendar->method, ==, GF_METHOD_REQUEST);
    g_assert_cmpstr(calendar->organizer, ==, ADDRESS);
    g_assert_cmpint(calendar->end, ==, instant("2027-03-12 16:30"));
    g_assert_cmpuint(calendar->attendees->len, ==, 1);
    g_assert_cmpstr(((const GfAttendee *) calendar->attendees->pdata[0])->address, ==,
                    "anne@bourg.example");
    g_assert_cmpstr(calendar->summary, ==, letter->subject);
    /* One person's secrets are in no other person's mail. */
    g_autoptr(GfOutgoing) other = mail_to(fixture, "convocation", "bruno@bourg.example");
    g_autofree char *other_html = NULL;
    g_autoptr(GfLetter) other_letter = read_mail(fixture, other, &other_html, NULL);
    g_assert_null(strstr(other_html, anne->token));
    g_assert_null(strstr(other_letter->text, anne->token));
}

/* The journal's head is printed in the convocation: members witness it. */
static void test_journal_head(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GPtrArray) lines = NULL;
    gboolean found = FALSE;
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    ASSERT_DONE(gf_store_journal_lines(fixture->store, 0, &lines, ERROR));
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        found = found || (g_str_equal(line->act, "session.convened") &&
                          strstr(letter->text, line->hash) != NULL);
    }
    g_assert_true(found);
}

/* Where a mailbox serves several members, the subject says whom the mail is for. */
static void test_shared_mailbox(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    member(fixture, "Yves Bon", "man", "titulaire", "mairie@village.example");
    member(fixture, "Zoé Zimmer", "woman", "titulaire", "Mairie@Village.example");
    convened(fixture);
    g_autoptr(GfOutgoing) first = mail_to(fixture, "convocation", "mairie@village.example");
    g_autoptr(GfOutgoing) second = mail_to(fixture, "convocation", "Mairie@Village.example");
    g_autoptr(GfOutgoing) alone = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) yves = read_mail(fixture, first, NULL, &calendar);
    g_autoptr(GfLetter) zoe = read_mail(fixture, second, NULL, NULL);
    g_autoptr(GfLetter) anne = read_mail(fixture, alone, NULL, NULL);
    assert_contains(yves->subject, "pour Monsieur Yves Bon");
    assert_contains(calendar->summary, "pour Monsieur Yves Bon");
    assert_contains(zoe->subject, "pour Madame Zoé Zimmer");
    g_assert_null(strstr(anne->subject, "pour"));
}

/* Without sub-addressing a tag does the work of the token. */
static void test_without_subaddressing(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autofree char *html = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, NULL);
    g_assert_cmpstr(mail->envelope_from, ==, ADDRESS);
    g_assert_true(g_str_has_suffix(letter->subject, "[conseil]"));
    g_assert_null(strchr(((const GfPerson *) letter->reply_to->pdata[0])->address, '+'));
    assert_contains(html, "%5Bconseil%5D");
}

static void test_documents(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    g_autoptr(GfSessionFile) file = file_of(COUNCIL);
    g_autoptr(GfSession) session = NULL;
    g_ptr_array_add(file->document_names, g_strdup("rapport"));
    g_ptr_array_add(file->document_paths, g_strdup("pieces/rapport été.pdf"));
    g_ptr_array_add(file->documents, g_bytes_new_static("%PDF-1.4 x", 10));
    ASSERT_DONE(gf_convocation_new(&fixture->clerk, file, &session, ERROR));
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    g_assert_cmpuint(letter->attachments->len, >=, 1);
    const GfAttachment *last = letter->attachments->pdata[letter->attachments->len - 1];
    g_assert_cmpstr(last->name, ==, "rapport été.pdf");
    g_assert_cmpuint(last->size, ==, 10);
    assert_contains(letter->text, "rapport été.pdf");
    /* A reminder repeats no document. */
    at(fixture, "2027-02-25 09:00");
    turn(fixture);
    g_autoptr(GfOutgoing) reminder = mail_to(fixture, "reminder", "anne@bourg.example");
    g_autoptr(GfLetter) short_letter = read_mail(fixture, reminder, NULL, NULL);
    for (guint i = 0; i < short_letter->attachments->len; i++)
        g_assert_cmpstr(((const GfAttachment *) short_letter->attachments->pdata[i])->name, !=,
                        "rapport été.pdf");
}

/* --- the report --- */

static void test_nothing_to_report(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_assert_cmpuint(count_mails(fixture, "notice", NULL), ==, 0);
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_open_mailings(fixture->store, &open, ERROR));
    g_assert_cmpuint(open->len, ==, 0);
    g_assert_cmpuint(count_lines(fixture, "mailing.done", "session/conseil", "convocation"), ==, 1);
}

/* Refused, unknown, or taken on a later day: staff is told whom to telephone. Once. */
static void test_report(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    g_autoptr(GfMember) bruno = member_of(fixture, "bruno");
    bruno->telephone = g_strdup("05 61 00 00 00");
    ASSERT_DONE(gf_store_save_member(fixture->store, bruno, 1, ERROR));
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 23:58");
    compose_all(fixture);
    GfDelivery taken = {GF_DELIVERY_TAKEN, 250, NULL, "250 taken"};
    deliver(fixture, taken, "anne@bourg.example");
    deliver(fixture, taken, "hugo@prefecture.example");
    deliver(fixture, (GfDelivery){GF_DELIVERY_REFUSED, 550, "5.7.1", "550 5.7.1 policy"},
            "bruno@bourg.example");
    close_finished(fixture);
    g_assert_cmpuint(count_mails(fixture, "notice", NULL), ==, 0);
    at(fixture, "2027-02-16 00:01");
    deliver(fixture, taken, "claire@bourg.example");
    for (int i = 0; i < 3; i++)
        deliver(fixture, (GfDelivery){GF_DELIVERY_UNCERTAIN, 0, NULL, "connection lost"},
                "david@bourg.example");
    close_finished(fixture);
    close_finished(fixture);
    g_assert_cmpuint(count_mails(fixture, "notice", STAFF), ==, 1);
    g_autoptr(GfOutgoing) notice = mail_to(fixture, "notice", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, notice, NULL, NULL);
    assert_contains(letter->text,
                    "- Monsieur Bruno Durand <bruno@bourg.example>, tél. "
                    "05 61 00 00 00 : refusé : 550 5.7.1 policy (lundi 15 février 2027 à "
                    "23 h 58)\n");
    assert_contains(
        letter->text,
        "- Madame Claire Petit <claire@bourg.example> : pris seulement à cette date (mardi "
        "16 février 2027 à 0 h 01)\n");
    assert_contains(letter->text, "- Monsieur David Martin <david@bourg.example> : peut-être "
                                  "parti : connection lost");
    g_assert_null(strstr(letter->text, "Anne Martin"));
    g_assert_null(strstr(letter->text, "Hugo Grand"));
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/mailing/frozen", test_frozen);
    TEST("/mailing/bad-template", test_bad_template);
    TEST("/mailing/one-fails-alone", test_one_fails_alone);
    TEST("/mailing/batches", test_batches);
    TEST("/mailing/superseded", test_superseded);
    TEST("/mailing/mail", test_mail);
    TEST("/mailing/journal-head", test_journal_head);
    TEST("/mailing/shared-mailbox", test_shared_mailbox);
    TEST_WITH("/mailing/without-subaddressing", "subaddressing = false\n",
              test_without_subaddressing);
    TEST("/mailing/documents", test_documents);
    TEST("/mailing/nothing-to-report", test_nothing_to_report);
    TEST("/mailing/report", test_report);
    return g_test_run();
}
