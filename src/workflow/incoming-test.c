/* incoming-test.c - one message in, one decision: recorded once, looked at in the right order. */
#include "workflow/fixture.h"
#include "workflow/search.h"

static GPtrArray *places(Fixture *fixture)
{
    GPtrArray *all = NULL;
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 100, &all, ERROR));
    return all;
}

/* The folder into which the newest place is to be filed. Owned. */
static char *folder(Fixture *fixture)
{
    g_autoptr(GPtrArray) all = places(fixture);
    g_assert_cmpuint(all->len, >, 0);
    return g_strdup(((const GfPlaceRow *) all->pdata[all->len - 1])->folder);
}

static void assert_decided(Fixture *fixture, const GfMessage *message, const char *decision)
{
    g_autofree char *where = folder(fixture);
    g_autofree char *got = g_strdup_printf("%s, %s: %s", message->state, where, message->reason);
    g_assert_cmpstr(got, ==, decision);
}

/* --- recorded once (I2) --- */

static gint64 receive_at(Fixture *fixture, const GfLetter *letter, const char *bytes,
                         const GfArrival *place)
{
    GfArrival arrival = *place;
    gint64 id = 0;
    g_autoptr(GBytes) raw = g_bytes_new(bytes, strlen(bytes));
    arrival.raw = raw;
    arrival.letter = letter;
    ASSERT_DONE_INSIDE(fixture, gf_incoming_receive(&fixture->clerk, &arrival, &id, ERROR));
    return id;
}

static void test_met_again(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    const GfArrival first = {.mailbox = "INBOX",
                             .uidvalidity = 1,
                             .uid = 7,
                             .name = "",
                             .arrived_at = instant("2027-02-15 10:00")},
                    again = first,
                    elsewhere = {.mailbox = "INBOX",
                                 .uidvalidity = 2,
                                 .uid = 1,
                                 .name = "",
                                 .arrived_at = instant("2027-02-20 10:00")},
                    maildir = {.mailbox = "queue/incoming",
                               .name = "17.M1.host",
                               .arrived_at = instant("2027-02-21 10:00")};
    gint64 id = receive_at(fixture, letter, "bytes", &first);
    /* By place, whatever it holds now; then by content at another place. */
    gint64 by_place = receive_at(fixture, letter, "other bytes", &again);
    gint64 by_content = receive_at(fixture, letter, "bytes", &elsewhere);
    gint64 in_maildir = receive_at(fixture, letter, "bytes", &maildir);
    g_assert_cmpint(by_place, ==, id);
    g_assert_cmpint(by_content, ==, id);
    g_assert_cmpint(in_maildir, ==, id);
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 1);
    g_autofree char *subject = g_strdup_printf("message/%" G_GINT64_FORMAT, id);
    g_assert_cmpuint(count_lines(fixture, "message.received", subject, NULL), ==, 1);
    /* Every place is filed, and the first arrival stands (I5). */
    g_autoptr(GPtrArray) all = places(fixture);
    g_assert_cmpuint(all->len, ==, 3);
    for (guint i = 0; i < all->len; i++)
        g_assert_cmpstr(((const GfPlaceRow *) all->pdata[i])->folder, ==, "done");
    g_autoptr(GfMessage) message = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, id, &message, ERROR));
    g_assert_cmpint(message->arrived_at, ==, instant("2027-02-15 10:00"));
}

/* A power cut has undone the filing of a file, or somebody has: it is filed again, and is no other
 * message. */
static void test_file_that_came_back(Fixture *fixture, gconstpointer data)
{
    const GfArrival file = {.mailbox = "queue/incoming",
                            .name = "17.M1.host",
                            .arrived_at = instant("2027-02-15 10:00")};
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    gint64 id = receive_at(fixture, letter, "bytes", &file);
    g_autoptr(GPtrArray) first = places(fixture);
    g_assert_cmpuint(first->len, ==, 1);
    ASSERT_DONE_INSIDE(fixture, gf_store_set_filed(fixture->store, first->pdata[0],
                                                   gf_clock_now(fixture->clock), NULL, ERROR));
    g_autoptr(GPtrArray) none = places(fixture);
    g_assert_cmpuint(none->len, ==, 0);
    gint64 same = receive_at(fixture, letter, "bytes", &file);
    g_assert_cmpint(same, ==, id);
    g_autoptr(GPtrArray) again = places(fixture);
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 1);
}

/* The same Message-ID with other content is another message. */
static void test_same_message_id(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    g_autoptr(GfMessage) first = arrive_as(fixture, letter, "one");
    letter->answer->presence = GF_PRESENCE_ABSENT;
    g_autoptr(GfMessage) second = arrive_as(fixture, letter, "two");
    g_assert_cmpstr(first->message_id, ==, second->message_id);
    g_assert_cmpint(first->id, !=, second->id);
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 2);
    /* What scanners send often differs in the file alone. */
    g_ptr_array_add(letter->attachments, g_new0(GfAttachment, 1));
    ((GfAttachment *) letter->attachments->pdata[0])->sha256 = g_strdup("page 1");
    ((GfAttachment *) letter->attachments->pdata[0])->name = g_strdup("scan.pdf");
    ((GfAttachment *) letter->attachments->pdata[0])->declared_type = g_strdup("application/pdf");
    ((GfAttachment *) letter->attachments->pdata[0])->type = g_strdup("application/pdf");
    g_autoptr(GfMessage) page = arrive_as(fixture, letter, "three");
    g_assert_cmpstr(page->reason, !=, "same-letter-again");
    g_autoptr(GfMessage) again = arrive_as(fixture, letter, "three, by another way");
    g_assert_cmpstr(again->reason, ==, "same-letter-again");
}

/* I3: what one message does is done whole, or not at all. */
static void test_all_or_nothing(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_hash_table_insert(fixture->templates, g_strdup("fr/acknowledgement.txt"), g_strdup("no"));
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    g_autoptr(GBytes) raw = g_bytes_new_static("raw", 3);
    GfArrival arrival = {.raw = raw,
                         .letter = letter,
                         .mailbox = "INBOX",
                         .uidvalidity = 1,
                         .uid = 9,
                         .name = "",
                         .arrived_at = gf_clock_now(fixture->clock)};
    gint64 id = 0;
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    ASSERT_FAILED(gf_incoming_receive(&fixture->clerk, &arrival, &id, ERROR), GF_ERROR_CONFIG,
                  "template 'acknowledgement.txt': its first line must be \"Subject: ...\", the "
                  "second one empty");
    gf_store_rollback(fixture->store);
    g_autoptr(GPtrArray) messages = NULL;
    ASSERT_DONE(gf_store_messages(fixture->store, NULL, 0, &messages, ERROR));
    g_assert_cmpuint(messages->len, ==, 0);
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
}

/* --- the order of matters --- */

static GfCalendar *calendar_of(GfMethod method, const char *uid)
{
    GfCalendar *calendar = gf_calendar_new();
    calendar->method = method;
    calendar->uid = g_strdup(uid);
    return calendar;
}

static void test_own_mail(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    /* From us, though it carries a token and the verdict of spam. */
    GfLetter *letter = reply_of(fixture, "anne", "Greffe@assemblee.example", GF_PRESENCE_PRESENT);
    letter->spam = 1;
    g_autoptr(GfMessage) ours = arrive(fixture, letter);
    assert_decided(fixture, ours, "noted, done: own-mail");
    /* A mail of ours that came back by a list, under another From. */
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", ANNE);
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    g_free(letter->message_id);
    letter->message_id = g_strdup(mail->message_id);
    g_autoptr(GfMessage) looped = arrive(fixture, letter);
    assert_decided(fixture, looped, "noted, done: own-mail");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
}

static void test_spam(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    letter->spam = 1;
    g_autoptr(GfMessage) plain = arrive(fixture, letter);
    assert_decided(fixture, plain, "junk, junk: spam-verdict");
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->spam = 1;
    g_autoptr(GfMessage) token = arrive(fixture, letter);
    assert_decided(fixture, token, "held, held: spam-verdict");
    /* Before bounces too; and a verdict of "no spam" is none. */
    letter = letter_from(fixture, "mailer-daemon@bourg.example");
    letter->kind = GF_KIND_BOUNCE;
    letter->spam = 1;
    g_autoptr(GfMessage) bounce = arrive(fixture, letter);
    assert_decided(fixture, bounce, "junk, junk: spam-verdict");
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->spam = 0;
    g_autoptr(GfMessage) ham = arrive(fixture, letter);
    assert_decided(fixture, ham, "applied, done: token-from-known");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 1);
}

static void test_calendar(Fixture *fixture, gconstpointer data)
{
    static const GfMethod methods[] = {GF_METHOD_REQUEST, GF_METHOD_CANCEL, GF_METHOD_PUBLISH,
                                       GF_METHOD_REFRESH, GF_METHOD_NONE};
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
        GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
        letter->kind = GF_KIND_CALENDAR;
        letter->calendar = calendar_of(methods[i], anne->uid);
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        assert_decided(fixture, message, "held, held: calendar-not-a-reply");
    }
    /* A token does not make up for an event that is not ours. */
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->kind = GF_KIND_CALENDAR;
    letter->calendar = calendar_of(GF_METHOD_REPLY, "other@calendar.example");
    g_autoptr(GfMessage) unknown = arrive(fixture, letter);
    assert_decided(fixture, unknown, "held, held: calendar-unknown-event");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
    /* A reply counts even where a program sent it. */
    letter = click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED);
    letter->auto_submitted = g_strdup("auto-generated");
    g_autoptr(GfMessage) reply = arrive(fixture, letter);
    assert_decided(fixture, reply, "applied, done: token-from-known");
}

/* An automatic reply is never an answer, and never answered. */
static void test_automatic(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT);
    letter->kind = GF_KIND_AUTO_REPLY;
    g_autoptr(GfMessage) away = arrive(fixture, letter);
    assert_decided(fixture, away, "noted, done: auto-reply");
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR);
    letter->kind = GF_KIND_AUTO_REPLY;
    letter->answer->needs_human = TRUE;
    g_autoptr(GfMessage) gone = arrive(fixture, letter);
    assert_decided(fixture, gone, "held, held: auto-reply");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
}

/* I14 */
static void test_a_human_decides(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    g_autoptr(GfMessage) stranger =
        arrive(fixture, letter_from(fixture, "inconnu@ailleurs.example"));
    assert_decided(fixture, stranger, "held, held: unknown-sender");
    g_assert_cmpint(stranger->member_id, ==, 0);
    g_autoptr(GfMessage) anne = arrive(fixture, letter_from(fixture, ANNE));
    assert_decided(fixture, anne, "held, held: no-matter-found");
    g_assert_cmpint(anne->member_id, ==, member_id(fixture, "anne"));
    address(fixture, member_id(fixture, "bruno"), "mairie@bourg.example", "from");
    address(fixture, member_id(fixture, "claire"), "mairie@bourg.example", "from");
    g_autoptr(GfMessage) shared = arrive(fixture, letter_from(fixture, "mairie@bourg.example"));
    assert_decided(fixture, shared, "held, held: no-matter-found");
    g_assert_cmpint(shared->member_id, ==, 0);
    convened(fixture);
    g_autoptr(GfMessage) several = arrive(fixture, letter_from(fixture, "mairie@bourg.example"));
    assert_decided(fixture, several, "held, held: several-matters");
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
}

static void test_confirming_is_filed_as_held(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) message = arrive(fixture, words_from(fixture, ANNE, GF_PRESENCE_PRESENT));
    assert_decided(fixture, message, "confirming, held: from-alone");
}

/* --- what cannot be read --- */

/* I4 */
static void test_unreadable(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) message = arrive_as(fixture, NULL, "strange bytes");
    g_autoptr(GBytes) raw = NULL;
    assert_decided(fixture, message, "held, held: unreadable");
    g_assert_cmpstr(message->kind, ==, "unreadable");
    g_assert_cmpstr(message->detail, ==, "the reader died");
    g_assert_null(message->letter);
    ASSERT_DONE(gf_store_blob(fixture->store, message->blob_id, &raw, ERROR));
    g_assert_cmpmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), "strange bytes", 13);
}

/* A better reader reads it: it is decided anew, and what was read is kept. */
static void test_retry(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) message = arrive_as(fixture, NULL, "strange bytes");
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR);
    letter->answer->needs_human = TRUE;
    at(fixture, "2027-02-20 10:00");
    ASSERT_DONE_INSIDE(fixture, gf_incoming_retry(&fixture->clerk, message->id, letter, ERROR));
    g_autoptr(GfMessage) read = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, message->id, &read, ERROR));
    assert_decided(fixture, read, "held, held: unclear");
    g_assert_cmpstr(read->kind, ==, "message");
    g_assert_cmpstr(read->from_address, ==, ANNE);
    g_assert_cmpstr(read->subject, ==, "Re: Convocation");
    g_assert_nonnull(read->letter);
    g_assert_cmpint(read->arrived_at, ==, instant("2027-02-15 10:00"));
    letter->answer->presence = GF_PRESENCE_PRESENT;
    letter->answer->needs_human = FALSE;
    ASSERT_DONE_INSIDE(fixture, gf_incoming_retry(&fixture->clerk, message->id, letter, ERROR));
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->arrived_at, ==, instant("2027-02-15 10:00"));
    g_autofree char *where = folder(fixture);
    g_assert_cmpstr(where, ==, "done");
    g_autoptr(GPtrArray) found = NULL;
    ASSERT_DONE(gf_search(&fixture->clerk, "convocation", 10, &found, ERROR));
    g_assert_cmpuint(found->len, ==, 1);
    ASSERT_REFUSED_INSIDE(fixture, gf_incoming_retry(&fixture->clerk, message->id, letter, ERROR),
                          "message 1: it is not held but applied (token-from-known)");
    ASSERT_REFUSED_INSIDE(fixture, gf_incoming_retry(&fixture->clerk, 99, letter, ERROR),
                          "message 99: there is none of that number (see: greffe inbox list)");
}

/* A letter of which only the header was fetched. */
static GfMessage *arrive_cut(Fixture *fixture, const GfLetter *letter, const char *bytes)
{
    const GfArrival arrival = {.mailbox = "INBOX",
                               .uidvalidity = 1,
                               .uid = ++fixture->uid,
                               .name = "",
                               .arrived_at = gf_clock_now(fixture->clock),
                               .cut = TRUE,
                               .too_large = TRUE};
    GfMessage *message = NULL;
    gint64 id = receive_at(fixture, letter, bytes, &arrival);
    ASSERT_DONE(gf_store_message(fixture->store, id, &message, ERROR));
    return message;
}

static void test_too_large(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    g_autoptr(GfMessage) message = arrive_cut(fixture, letter, "header");
    assert_decided(fixture, message, "held, held: too-large");
    g_assert_cmpstr(message->kind, ==, "too-large");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
    g_autoptr(GfOutgoing) refusal = mail_to(fixture, "refusal", ANNE);
    g_autoptr(GfLetter) told = read_mail(fixture, refusal, NULL, NULL);
    g_assert_cmpstr(refusal->envelope_from, ==, "");
    assert_contains(told->text, "« Re: Convocation »");
    assert_contains(told->text, "(50 Mo)");
    /* Met again, it is told once. */
    g_autoptr(GfMessage) again = arrive_cut(fixture, letter, "header");
    g_assert_cmpint(again->id, ==, message->id);
    g_assert_cmpuint(count_mails(fixture, "refusal", NULL), ==, 1);
    /* To read the header alone would be to guess. */
    ASSERT_REFUSED_INSIDE(fixture, gf_incoming_retry(&fixture->clerk, message->id, letter, ERROR),
                          "message 1: only its header is here (read it in the mailbox, then "
                          "settle it)");
}

/* I10: neither strangers, nor programs, nor what the server takes for spam are told. */
static void test_too_large_untold(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    g_autoptr(GfLetter) stranger = letter_from(fixture, STRANGER);
    g_autoptr(GfLetter) program = letter_from(fixture, ANNE);
    g_autoptr(GfLetter) vacation = letter_from(fixture, ANNE);
    g_autoptr(GfLetter) spam = letter_from(fixture, ANNE);
    program->auto_submitted = g_strdup("auto-replied");
    vacation->kind = GF_KIND_AUTO_REPLY;
    spam->spam = 1;
    const GfLetter *letters[] = {stranger, program, vacation, spam, NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_autofree char *bytes = g_strdup_printf("header %" G_GSIZE_FORMAT, i);
        g_autoptr(GfMessage) message = arrive_cut(fixture, letters[i], bytes);
        assert_decided(fixture, message, "held, held: too-large");
    }
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, 0);
}

/* I5: a stopped daemon makes nobody late. */
static void test_arrival(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    const GfArrival arrival = {.mailbox = "INBOX",
                               .uidvalidity = 1,
                               .uid = 3,
                               .name = "",
                               .arrived_at = instant("2027-03-12 09:29")};
    at(fixture, "2027-03-14 18:00");
    receive_at(fixture, letter, "bytes", &arrival);
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->arrived_at, ==, instant("2027-03-12 09:29"));
    g_assert_cmpint(answer->recorded_at, ==, instant("2027-03-14 18:00"));
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/incoming/met-again", test_met_again);
    TEST("/incoming/file-that-came-back", test_file_that_came_back);
    TEST("/incoming/same-message-id", test_same_message_id);
    TEST("/incoming/all-or-nothing", test_all_or_nothing);
    TEST("/incoming/own-mail", test_own_mail);
    TEST("/incoming/spam", test_spam);
    TEST("/incoming/calendar", test_calendar);
    TEST("/incoming/automatic", test_automatic);
    TEST("/incoming/a-human-decides", test_a_human_decides);
    TEST("/incoming/confirming-is-filed-as-held", test_confirming_is_filed_as_held);
    TEST("/incoming/unreadable", test_unreadable);
    TEST("/incoming/retry", test_retry);
    TEST("/incoming/too-large", test_too_large);
    TEST("/incoming/too-large-untold", test_too_large_untold);
    TEST("/incoming/arrival", test_arrival);
    return g_test_run();
}
