/* saisine-test.c - entering a saisine and asking people: what is kept, who is asked, what they
 * read, and what refuses it.
 */
#include "base/text.h"
#include "store/search.h"
#include "workflow/saisine-fixture.h"

/* --- entering --- */

static void test_enter(Fixture *fixture, gconstpointer data)
{
    (void) data;
    at(fixture, REFERRAL);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_assert_cmpint(saisine->id, >, 0);
    g_assert_cmpint(saisine->created_at, ==, instant(REFERRAL));
    g_assert_cmpuint(saisine->questions->len, ==, 3);
    g_assert_cmpuint(saisine->stages->len, ==, 7);
    assert_saisine(fixture, "received");
    ASSERT_DEADLINE("received", "open staff 2027-03-15");
    ASSERT_DEADLINE("assigned", "none");
    ASSERT_DEADLINE("open", "open contributors 2027-04-30");
    ASSERT_DEADLINE("synthesis", "open rapporteurs 2027-05-28");
    ASSERT_DEADLINE("plenary", "none");
    ASSERT_DEADLINE("opinion", "open co-presidents 2027-07-09");
    ASSERT_DEADLINE("follow-up", "open staff 2027-12-17");
    g_autoptr(GfDeadline) open = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2027-01", .detail = (char *) "open"};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &open, ERROR));
    g_assert_cmpstr(open->title, ==, "Saisine 2027-01, contributions");
    g_assert_cmpuint(count_lines(fixture, "saisine.received", "saisine/2027-01", "region"), ==, 1);
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 0);
}

/* The journal points to what staff wrote; its words can be found. */
static void test_evidence(Fixture *fixture, gconstpointer data)
{
    static const char *const words[] = {"habitants", "bourgs", NULL};
    g_autofree char *sha256 = gf_text_sha256(SAISINE, strlen(SAISINE));
    g_autoptr(GPtrArray) lines = NULL;
    g_autoptr(GPtrArray) hits = NULL;
    (void) data;
    at(fixture, REFERRAL);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    ASSERT_DONE(gf_store_journal_about(fixture->store, "saisine/2027-01", &lines, ERROR));
    const GfJournalLine *line = lines->pdata[0];
    g_assert_cmpstr(line->act, ==, "saisine.received");
    g_assert_cmpstr(line->actor, ==, "staff");
    g_assert_cmpstr(line->evidence, ==, sha256);
    ASSERT_DONE(gf_store_search(fixture->store, words, 0, &hits, ERROR));
    g_assert_cmpuint(hits->len, ==, 1);
    g_assert_cmpint(((const GfHit *) hits->pdata[0])->object_id, ==, saisine->id);
}

static void refuse_enter(Fixture *fixture, GfSaisineFile *file, const char *words)
{
    g_autoptr(GfSaisineFile) own = file;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GPtrArray) deadlines = NULL;
    ASSERT_REFUSED(gf_saisine_enter(&fixture->clerk, own, &saisine, ERROR), words);
    g_assert_null(saisine);
    /* Nothing half done. */
    ASSERT_DONE(gf_store_deadlines(fixture->store, TRUE, &deadlines, ERROR));
    g_assert_cmpuint(deadlines->len, ==, 0);
    g_assert_cmpuint(count_lines(fixture, "saisine.received", "saisine/2027-01", NULL), ==, 0);
}

static void test_dates(Fixture *fixture, gconstpointer data)
{
    (void) data;
    /* Midnight is in Paris; the day itself is not past. */
    at(fixture, "2027-03-16 00:00");
    refuse_enter(fixture, saisine_file(SAISINE),
                 "saisine '2027-01': [stage received] due_on: 2027-03-15 is past, today is "
                 "2027-03-16 (give a date that is still ahead, or leave the line out)");
    at(fixture, "2027-03-15 23:59");
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_assert_nonnull(saisine);
}

static void test_number_twice(Fixture *fixture, gconstpointer data)
{
    (void) data;
    at(fixture, REFERRAL);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfSaisineFile) file = saisine_file(SAISINE);
    g_autoptr(GfSaisine) second = NULL;
    ASSERT_REFUSED(
        gf_saisine_enter(&fixture->clerk, file, &second, ERROR),
        "saisine '2027-01': there is one of that number (see: greffe saisine show 2027-01)");
}

static void add_document(GfSaisineFile *file, const char *path, gsize size)
{
    g_ptr_array_add(file->document_names, g_strdup("lettre"));
    g_ptr_array_add(file->document_paths, g_strdup(path));
    g_ptr_array_add(file->documents, g_bytes_new_take(g_malloc0(size), size));
}

static void test_document_limit(Fixture *fixture, gconstpointer data)
{
    (void) data;
    at(fixture, REFERRAL);
    GfSaisineFile *heavy = saisine_file(SAISINE);
    add_document(heavy, "lettre.pdf", 1500);
    add_document(heavy, "carte.png", 549);
    refuse_enter(fixture, heavy,
                 "saisine '2027-01': its documents have 2049 bytes together, at most 2048 can be "
                 "sent (lighten them, or raise document_bytes in [limits])");
    /* What may just be entered can be sent, with the day beside it. */
    group(fixture);
    g_autoptr(GfSaisineFile) light = saisine_file(SAISINE);
    g_autoptr(GfSaisine) saisine = NULL;
    add_document(light, "pieces/Lettre.PDF", 2048);
    ASSERT_DONE(gf_saisine_enter(&fixture->clerk, light, &saisine, ERROR));
    const GfDocument *document = saisine->documents->pdata[0];
    g_assert_cmpstr(document->name, ==, "Lettre.PDF");
    g_assert_cmpstr(document->media_type, ==, "application/pdf");
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    g_assert_cmpuint(assignment->mails, ==, 3);
}

/* --- whom it is asked of --- */

static void test_assign(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) of_group = assign(fixture, "gt1");
    g_assert_true(of_group->moved);
    g_assert_cmpuint(of_group->members, ==, 3);
    g_assert_cmpuint(of_group->newcomers, ==, 3);
    g_assert_cmpuint(of_group->mails, ==, 3);
    g_assert_cmpint(of_group->mailing_id, >, 0);
    g_assert_cmpuint(of_group->unreached->len + of_group->doubtful->len, ==, 0);
    assert_saisine(fixture, "assigned");
    ASSERT_DEADLINE("received", "done staff 2027-03-15");
    ASSERT_DEADLINE("open", "open contributors 2027-04-30");
    g_assert_cmpuint(count_lines(fixture, "saisine.assigned", "saisine/2027-01", "body"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "saisine.solicited", "saisine/2027-01", NULL), ==, 3);

    /* Claire is asked once, though she is of both. */
    g_autoptr(GfSolicitation) before = solicitation_of(fixture, "claire");
    g_autoptr(GfAssignment) of_chantier = assign(fixture, "gt1-2");
    g_autoptr(GfSolicitation) after = solicitation_of(fixture, "claire");
    g_assert_false(of_chantier->moved);
    g_assert_cmpuint(of_chantier->members, ==, 2);
    g_assert_cmpuint(of_chantier->newcomers, ==, 1);
    g_assert_cmpstr(before->token, ==, after->token);
    g_assert_cmpuint(turn(fixture), ==, 4);
    g_assert_cmpuint(count_mails(fixture, "saisine", CLAIRE), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "saisine", EMMA), ==, 0);
    g_autoptr(GfSaisine) now = the_saisine(fixture);
    g_assert_cmpuint(now->bodies->len, ==, 2);
    g_autoptr(GPtrArray) moves = NULL;
    ASSERT_DONE(gf_store_saisine_moves(fixture->store, now->id, &moves, ERROR));
    g_assert_cmpuint(moves->len, ==, 1);
}

static void test_assign_again(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfAssignment) nobody = assign(fixture, "gt1");
    g_assert_cmpuint(nobody->members, ==, 3);
    g_assert_cmpuint(nobody->newcomers, ==, 0);
    g_assert_cmpint(nobody->mailing_id, ==, 0);
    g_assert_cmpuint(count_lines(fixture, "saisine.assigned", "saisine/2027-01", NULL), ==, 2);
    /* Emma joins the group; it is open meanwhile. */
    go(fixture, "open");
    seat(fixture, "emma", "gt1");
    g_autoptr(GfAssignment) late = assign(fixture, "gt1");
    g_assert_cmpuint(late->newcomers, ==, 1);
    g_assert_cmpuint(late->mails, ==, 1);
    g_assert_false(late->moved);
    g_assert_cmpuint(count_mails(fixture, "saisine", EMMA), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "saisine", "anne@bourg.example"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "saisine.assigned", "saisine/2027-01", "newcomers"), ==,
                     1);
    assert_saisine(fixture, "open");
}

/* Everybody in office; guests and those who left are not asked. */
static void test_plenary(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, member_id(fixture, "emma"),
                                                    "2027-03-12", ERROR));
    g_autoptr(GfAssignment) assignment = assign(fixture, "conseil");
    g_assert_cmpuint(assignment->newcomers, ==, 4);
    g_assert_null(solicitation_of(fixture, "hugo"));
    g_assert_null(solicitation_of(fixture, "emma"));
}

static void test_unreached(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    member(fixture, "Fanny Sans", "woman", "titulaire", NULL);
    member(fixture, "Greffe Lui", "man", "titulaire", "Greffe@Assemblee.example");
    seat(fixture, "fanny", "gt1");
    seat(fixture, "greffe", "gt1");
    address(fixture, member_id(fixture, "anne"), "secretariat@bourg.example", "copy");
    ASSERT_DONE_INSIDE(fixture, gf_store_mark_address(fixture->store, member_id(fixture, "bruno"),
                                                      BRUNO, 1, "unknown", ERROR));
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    g_assert_cmpuint(assignment->newcomers, ==, 5);
    g_assert_cmpuint(assignment->mails, ==, 3);
    g_assert_cmpuint(assignment->unreached->len, ==, 2);
    g_assert_cmpuint(assignment->doubtful->len, ==, 1);
    g_assert_cmpstr(((const GfMember *) assignment->doubtful->pdata[0])->slug, ==, "bruno");
    /* Who cannot be written to is asked all the same; a copy goes to who wants one. */
    g_autoptr(GfSolicitation) fanny = solicitation_of(fixture, "fanny");
    g_assert_nonnull(fanny);
    g_assert_cmpuint(count_mails(fixture, "saisine", "secretariat@bourg.example"), ==, 1);
    g_assert_cmpuint(turn(fixture), ==, 4);
}

/* Where no mail can go at all, there is no mailing that never ends. */
static void test_nobody_reached(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    body(fixture, "gt2", "group");
    member(fixture, "Fanny Sans", "woman", "titulaire", NULL);
    seat(fixture, "fanny", "gt2");
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt2");
    g_assert_cmpuint(assignment->newcomers, ==, 1);
    g_assert_cmpint(assignment->mailing_id, ==, 0);
    assert_saisine(fixture, "assigned");
}

static void test_refused(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GfAssignment) none = NULL;
    (void) data;
    group(fixture);
    body(fixture, "comite", "committee");
    body(fixture, "gt2", "group");
    GfBody ended = {.slug = (char *) "gt3",
                    .name = (char *) "gt3",
                    .kind = (char *) "group",
                    .ended_on = (char *) "2027-01-01"};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &ended, ERROR));
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    refuse_assign(fixture, "gt9",
                  "saisine '2027-01': there is no body 'gt9' (see: greffe body list)");
    refuse_assign(fixture, "gt3", "saisine '2027-01': the body 'gt3' ended on 2027-01-01");
    refuse_assign(fixture, "comite",
                  "saisine '2027-01': the body 'comite' is a committee (assign it to a group, to a "
                  "chantier or to the plenary)");
    refuse_assign(fixture, "gt2",
                  "saisine '2027-01': nobody sits in 'gt2' on 2027-03-12 (import the members "
                  "first)");
    ASSERT_REFUSED(gf_saisine_assign(&fixture->clerk, "2027-02", "gt1", &none, ERROR),
                   "saisine '2027-02': there is none of that number (see: greffe saisine list)");
    assert_saisine(fixture, "received");
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    go(fixture, "open");
    go(fixture, "synthesis");
    refuse_assign(fixture, "gt1-2",
                  "saisine '2027-01': it is in synthesis, contributions are closed (open them "
                  "again: greffe saisine advance 2027-01 open)");
    go(fixture, "plenary");
    refuse_assign(fixture, "gt1-2",
                  "saisine '2027-01': it is in plenary, contributions are closed (what comes all "
                  "the same is entered by greffe contribution add)");
    g_assert_null(solicitation_of(fixture, "david"));
}

/* A template that is missing refuses the whole. */
static void test_half_done(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GfAssignment) assignment = NULL;
    (void) data;
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_hash_table_remove(fixture->templates, "fr/saisine.html");
    ASSERT_FAILED(gf_saisine_assign(&fixture->clerk, "2027-01", "gt1", &assignment, ERROR),
                  GF_ERROR_CONFIG,
                  "template: 'fr/saisine.html' is missing (copy it from the templates of greffe)");
    assert_saisine(fixture, "received");
    g_assert_null(solicitation_of(fixture, "anne"));
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 0);
    ASSERT_DEADLINE("received", "open staff 2027-03-15");
}

/* --- what they read --- */

/* The file of that name in the parts that the mails of a mailing share. Owned. */
static char *shared_file(Fixture *fixture, const GfOutgoing *mail, const char *name)
{
    g_autoptr(GPtrArray) chunks = NULL;
    char *found = NULL;
    ASSERT_DONE(gf_store_outgoing_chunks(fixture->store, mail, &chunks, ERROR));
    for (guint i = 1; i < chunks->len; i++) {
        gsize size;
        const char *data = g_bytes_get_data(chunks->pdata[i], &size);
        g_autofree char *part = g_strndup(data, size);
        char *body = strstr(part, "\r\n\r\n");
        if (strstr(part, name) == NULL || body == NULL)
            continue;
        *body = '\0';
        assert_contains(part, "Content-Type: text/calendar;\r\n charset=utf-8;\r\n");
        assert_contains(part, "Content-Disposition: attachment;");
        guchar *bytes = g_base64_decode(body + 4, &size);
        g_free(found);
        found = g_strndup((const char *) bytes, size);
        g_free(bytes);
    }
    return found;
}

static void test_mail(Fixture *fixture, gconstpointer data)
{
    g_autofree char *html = NULL;
    (void) data;
    group(fixture);
    g_autoptr(GfSaisineFile) file = saisine_file(SAISINE);
    g_autoptr(GfSaisine) saisine = NULL;
    add_document(file, "Lettre de saisine.pdf", 100);
    ASSERT_DONE(gf_saisine_enter(&fixture->clerk, file, &saisine, ERROR));
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, NULL);
    g_autoptr(GfSolicitation) anne = solicitation_of(fixture, "anne");
    g_autofree char *back = g_strdup_printf("greffe+%s@assemblee.example", anne->token);
    g_assert_cmpstr(mail->token, ==, anne->token);
    g_assert_cmpint(mail->mailing_id, ==, assignment->mailing_id);
    g_assert_cmpstr(mail->envelope_from, ==, back);
    g_assert_cmpstr(((const GfPerson *) letter->reply_to->pdata[0])->address, ==, back);
    g_assert_cmpstr(letter->subject, ==,
                    "[Saisine 2027-01] Bourgs-centres : votre contribution pour le vendredi 30 "
                    "avril 2027");
    g_assert_true(g_str_has_prefix(letter->text,
                                   "Répondez à ce message : votre contribution est attendue pour "
                                   "le vendredi 30 avril 2027.\n\nMadame,\n\n"));
    assert_contains(letter->text,
                    "Saisine 2027-01 : Bourgs-centres\n"
                    "Adressée à l'assemblée par : Présidence de la Région\n"
                    "Date : vendredi 12 mars 2027\n\n"
                    "Les bourgs-centres perdent des habitants.\nLa Région veut les aider.\n\n"
                    "Les questions posées :\nQ1. Que manque-t-il ?\nQ2. Que faire d'abord ?\n"
                    "Q3. Avec qui ?\n\n"
                    "Pièces jointes :\n- Lettre de saisine.pdf\n");
    assert_contains(letter->text, "ou écrivez à greffe+saisine-2027-01@assemblee.example ;");
    assert_contains(letter->text, "« néant »");
    assert_contains(letter->text, "(echeance-saisine-2027-01.ics)");
    assert_contains(html, "<strong>Q2.</strong> Que faire d&#39;abord ?");
    assert_contains(html, "mailto:greffe+saisine-2027-01@assemblee.example");
    g_assert_cmpuint(letter->attachments->len, ==, 1);
    g_assert_cmpstr(((const GfAttachment *) letter->attachments->pdata[0])->name, ==,
                    "Lettre de saisine.pdf");
}

/* A day to keep, which asks nothing of anybody. */
static void test_day(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", "anne@bourg.example");
    g_autofree char *text = shared_file(fixture, mail, "echeance-saisine-2027-01.ics");
    g_assert_nonnull(text);
    g_autoptr(GfCalendar) calendar = gf_ical_read(text, strlen(text), NULL, NULL);
    g_assert_cmpint(calendar->method, ==, GF_METHOD_PUBLISH);
    g_assert_cmpstr(calendar->uid, ==, "saisine-2027-01@assemblee.example");
    g_assert_cmpstr(calendar->organizer, ==, ADDRESS);
    g_assert_cmpstr(calendar->summary, ==,
                    "Saisine 2027-01 : contribution attendue (Bourgs-centres)");
    g_assert_cmpuint(calendar->attendees->len, ==, 0);
    assert_contains(text, "DTSTART;VALUE=DATE:20270430\r\n");
    assert_contains(text, "DTEND;VALUE=DATE:20270501\r\n");
    assert_contains(text, "TRANSP:TRANSPARENT\r\n");
    /* Whoever joins later keeps the same day. */
    at(fixture, "2027-03-20 10:00");
    seat(fixture, "emma", "gt1");
    g_autoptr(GfAssignment) late = assign(fixture, "gt1");
    g_autoptr(GfOutgoing) second = mail_to(fixture, "saisine", EMMA);
    g_autofree char *again = shared_file(fixture, second, "echeance-saisine-2027-01.ics");
    assert_contains(again, "UID:saisine-2027-01@assemblee.example\r\n");
}

static gboolean has_day(Fixture *fixture, const char *recipient)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", recipient);
    g_autofree char *text = shared_file(fixture, mail, "saisine-2027-01.ics");
    return text != NULL;
}

static GfLetter *letter_of_anne(Fixture *fixture, const char *text)
{
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, text);
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", "anne@bourg.example");
    return read_mail(fixture, mail, NULL, NULL);
}

static void assert_lacks(const char *text, const char *words)
{
    g_assert_null(strstr(text, words));
}

static void test_without_date(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfLetter) letter =
        letter_of_anne(fixture, SAISINE_HEAD("2027-01") "origin = auto\n[questions]\n1 = Quoi ?\n");
    g_assert_cmpstr(letter->subject, ==, "[Saisine 2027-01] Bourgs-centres : votre contribution");
    g_assert_true(g_str_has_prefix(letter->text,
                                   "Répondez à ce message : votre contribution est attendue.\n"));
    assert_contains(letter->text, "Auto-saisine de l'assemblée, à l'initiative de : ");
    assert_contains(letter->text, "La question posée :\nQ1. Quoi ?\n");
    assert_lacks(letter->text, "« Q1 : »");
    assert_lacks(letter->text, ".ics");
    g_assert_false(has_day(fixture, "anne@bourg.example"));
}

/* The reference case: due on the day itself. */
static void test_same_day(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfLetter) letter = letter_of_anne(fixture, SAISINE_HEAD("2027-01") QUESTIONS
                                                "[stage open]\ndue_on = 2027-03-12\n");
    assert_contains(letter->text, "est attendue pour le vendredi 12 mars 2027.");
    g_assert_true(has_day(fixture, "anne@bourg.example"));
}

static void test_overdue(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    seat(fixture, "emma", "gt1");
    at(fixture, "2027-05-01 00:00");
    g_autoptr(GfAssignment) late = assign(fixture, "gt1");
    g_assert_true(late->overdue);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", EMMA);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->text, "votre contribution était attendue pour le vendredi 30 avril "
                                  "2027, elle sera encore reçue.");
    g_assert_false(has_day(fixture, EMMA));
}

static void test_shared_mailbox(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    address(fixture, member_id(fixture, "bruno"), "anne@bourg.example", "main");
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) assignment = assign(fixture, "gt1");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    g_assert_true(g_str_has_suffix(letter->subject, " — pour Monsieur Bruno Durand") ||
                  g_str_has_suffix(letter->subject, " — pour Madame Anne Martin"));
    g_assert_cmpuint(count_mails(fixture, "saisine", "anne@bourg.example"), ==, 2);
}

static void test_plain_address(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfLetter) letter = letter_of_anne(fixture, SAISINE);
    assert_contains(letter->subject, "[Saisine 2027-01] ");
    assert_contains(letter->text, "en laissant [Saisine 2027-01] dans l'objet ;");
    assert_lacks(letter->text, "greffe+");
    g_assert_cmpstr(((const GfPerson *) letter->reply_to->pdata[0])->address, ==, ADDRESS);
}

static void test_english(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfLetter) letter = letter_of_anne(fixture, SAISINE);
    g_assert_cmpstr(letter->subject, ==,
                    "[Saisine 2027-01] Bourgs-centres: your contribution by Friday 30 April 2027");
    assert_contains(letter->text, "(deadline-saisine-2027-01.ics)");
    g_autoptr(GfDeadline) open = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2027-01", .detail = (char *) "open"};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &open, ERROR));
    g_assert_cmpstr(open->title, ==, "Saisine 2027-01, contributions");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/saisine/enter", test_enter);
    TEST("/saisine/evidence", test_evidence);
    TEST("/saisine/dates", test_dates);
    TEST("/saisine/number-twice", test_number_twice);
    TEST_WITH("/saisine/document-limit", "[limits]\ndocument_bytes = 2048\n", test_document_limit);
    TEST("/saisine/assign", test_assign);
    TEST("/saisine/assign-again", test_assign_again);
    TEST("/saisine/plenary", test_plenary);
    TEST("/saisine/unreached", test_unreached);
    TEST("/saisine/nobody-reached", test_nobody_reached);
    TEST("/saisine/refused", test_refused);
    TEST("/saisine/half-done", test_half_done);
    TEST("/saisine/mail", test_mail);
    TEST("/saisine/day", test_day);
    TEST("/saisine/without-date", test_without_date);
    TEST("/saisine/same-day", test_same_day);
    TEST("/saisine/overdue", test_overdue);
    TEST("/saisine/shared-mailbox", test_shared_mailbox);
    TEST_WITH("/saisine/plain-address", "subaddressing = false\n", test_plain_address);
    TEST_WITH("/saisine/english", "language = en\n", test_english);
    return g_test_run();
}
