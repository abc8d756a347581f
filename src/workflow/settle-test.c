/* settle-test.c - staff decides what the program could not, and enters what came by telephone. */
#include "workflow/settle-fixture.h"
#include "workflow/tally.h"

/* A letter whose sender is not established, about coming. */
static GfMessage *held(Fixture *fixture, GfPresence presence)
{
    people(fixture);
    convened(fixture);
    GfMessage *message = arrive(fixture, words_from(fixture, STRANGER, presence));
    ASSERT_DECIDED(message, "held", "unknown-sender");
    return message;
}

/* Whose it is, is said first; what it says is then applied. */
static void test_matter(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) message = held(fixture, GF_PRESENCE_ABSENT);
    refuse(fixture, message, "present",
           "message 1: whose answer it is, is not known (say it first: greffe inbox settle 1 "
           "SESSION/MEMBER)");
    refuse(fixture, message, "conseil/personne",
           "member 'personne': there is none of that name (see: greffe member list)");
    refuse(fixture, message, "autre/anne",
           "session 'autre': there is none of that name (see: greffe session list)");
    refuse(fixture, message, "perhaps",
           "'perhaps': not a decision (present, absent, ignore, SESSION/MEMBER, "
           "saisine/NUMBER/MEMBER, or chantier/CHANTIER/MEMBER)");
    member(fixture, "Nora Neuve", "woman", "titulaire", NULL);
    refuse(fixture, message, "conseil/nora", "member 'nora': not invited to session 'conseil'");
    refuse(fixture, message, "conseil", "its author: not known (say it: conseil/MEMBER)");
    refuse(fixture, message, "conseil/anne/bruno",
           "'conseil/anne/bruno': not a decision (present, absent, ignore, SESSION/MEMBER, "
           "saisine/NUMBER/MEMBER, or chantier/CHANTIER/MEMBER)");
    refuse(fixture, message, "seance autre",
           "session 'autre': there is none of that name (see: greffe session list)");
    settle(fixture, message, "seance conseil/anne");
    g_autoptr(GfMessage) now = settled(fixture, message);
    ASSERT_DECIDED(now, "applied", "settled-by-staff");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->presence, ==, "absent");
    g_assert_cmpstr(answer->actor, ==, "staff");
    g_assert_cmpstr(answer->rule, ==, "settled-by-staff");
    g_assert_cmpint(answer->message_id, ==, message->id);
    /* Nothing goes to an address that is neither known nor proved (I10). */
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
    refuse(fixture, now, "conseil/anne",
           "message 1: it is not held but applied (settled-by-staff)");
}

/* Where the letter does not say it, staff does, afterwards. */
static void test_presence(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) message = held(fixture, GF_PRESENCE_UNCLEAR);
    g_autoptr(GPtrArray) to_file = NULL;
    settle(fixture, message, "conseil/anne");
    g_autoptr(GfMessage) matter = settled(fixture, message);
    ASSERT_DECIDED(matter, "held", "matter-given-by-staff");
    ASSERT_SAID("anne", "");
    settle(fixture, message, "present");
    g_autoptr(GfMessage) now = settled(fixture, message);
    ASSERT_DECIDED(now, "settled", "present");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->presence, ==, "present");
    g_assert_cmpstr(answer->source, ==, "staff");
    g_assert_cmpint(answer->message_id, ==, message->id);
    /* It leaves the folder of what is held. */
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 10, &to_file, ERROR));
    g_assert_cmpstr(((const GfPlaceRow *) to_file->pdata[0])->folder, ==, "done");
    g_assert_cmpuint(count_lines(fixture, "message.settled", "message/1", "present"), ==, 1);
}

static void test_ignore(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) message = held(fixture, GF_PRESENCE_PRESENT);
    settle(fixture, message, "ignore");
    g_autoptr(GfMessage) now = settled(fixture, message);
    ASSERT_DECIDED(now, "ignored", "ignored-by-staff");
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_about(fixture->store, "message/1", &lines, ERROR));
    const GfJournalLine *last = lines->pdata[lines->len - 1];
    g_assert_cmpstr(last->act, ==, "message.ignored");
    g_assert_cmpstr(last->actor, ==, "staff");
    g_assert_cmpstr(last->evidence, !=, "");
}

/* The member need not answer any more; a late yes changes nothing. */
static void test_confirming(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) asked =
        arrive(fixture, reply_of(fixture, "anne", STRANGER, GF_PRESENCE_PRESENT));
    g_assert_cmpstr(asked->state, ==, "confirming");
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    settle(fixture, asked, "absent");
    ASSERT_SAID("anne", "absent");
    GfLetter *yes = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    yes->in_reply_to = g_strdup(question->message_id);
    g_ptr_array_add(yes->segments, gf_segment_new(GF_SEGMENT_NEW, "oui", -1));
    g_autoptr(GfMessage) late = arrive(fixture, yes);
    ASSERT_DECIDED(late, "noted", "confirmed-already");
    ASSERT_SAID("anne", "absent");
}

static void test_unreadable(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) message = arrive_as(fixture, NULL, "strange bytes");
    settle(fixture, message, "conseil/anne");
    settle(fixture, message, "absent");
    ASSERT_SAID("anne", "absent");
}

/* --- dragged by staff --- */

#define BYTES "the letter"

/* What is met in a folder of staff. `letter` NULL: unreadable. */
static GfMessage *meet(Fixture *fixture, const GfLetter *letter, const GfArrival *where)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(BYTES, strlen(BYTES));
    GfArrival arrival = *where;
    gint64 id = 0;
    GfMessage *message = NULL;
    arrival.raw = raw;
    arrival.letter = letter;
    arrival.arrived_at = gf_clock_now(fixture->clock);
    arrival.unreadable = letter == NULL ? "the reader died" : NULL;
    ASSERT_DONE_INSIDE(fixture, gf_incoming_receive(&fixture->clerk, &arrival, &id, ERROR));
    ASSERT_DONE(gf_store_message(fixture->store, id, &message, ERROR));
    return message;
}

static GfMessage *drag(Fixture *fixture, const GfLetter *letter, const char *verdict)
{
    const GfArrival where = {.mailbox = verdict,
                             .uidvalidity = 1,
                             .uid = ++fixture->uid,
                             .name = "",
                             .verdict = verdict};
    return meet(fixture, letter, &where);
}

/* Every place of the message is to be filed there; some may be already. */
static void assert_filed(Fixture *fixture, const char *folder)
{
    g_autoptr(GPtrArray) to_file = NULL;
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 0, &to_file, ERROR));
    g_assert_cmpuint(to_file->len, >, 0);
    for (guint i = 0; i < to_file->len; i++)
        g_assert_cmpstr(((const GfPlaceRow *) to_file->pdata[i])->folder, ==, folder);
}

static void file_all(Fixture *fixture)
{
    g_autoptr(GPtrArray) to_file = NULL;
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 0, &to_file, ERROR));
    for (guint i = 0; i < to_file->len; i++)
        ASSERT_DONE_INSIDE(fixture, gf_store_set_filed(fixture->store, to_file->pdata[i],
                                                       gf_clock_now(fixture->clock), NULL, ERROR));
}

static GfLetter *unclear_letter(Fixture *fixture)
{
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR);
    letter->answer->needs_human = TRUE;
    return letter;
}

static GfLetter *stranger_letter(Fixture *fixture)
{
    return words_from(fixture, STRANGER, GF_PRESENCE_PRESENT);
}

/* Of a member, but from an address anybody could write. */
static GfLetter *unsure_letter(Fixture *fixture)
{
    return words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
}

static GfLetter *clear_letter(Fixture *fixture)
{
    return reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
}

static GfLetter *automatic_letter(Fixture *fixture)
{
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT);
    letter->kind = GF_KIND_AUTO_REPLY;
    return letter;
}

static GfLetter *spam_letter(Fixture *fixture)
{
    GfLetter *letter = words_from(fixture, STRANGER, GF_PRESENCE_PRESENT);
    letter->spam = 1;
    return letter;
}

static GfLetter *no_letter(G_GNUC_UNUSED Fixture *fixture)
{
    return NULL;
}

#define TELL_WHOSE "mais on ne sait pas de qui ni pour quelle séance : dites-le par "
#define TELL_BY "« greffe inbox settle 1 SEANCE/MEMBRE »"

typedef struct {
    const char *name;
    GfLetter *(*write)(Fixture *fixture);
    const char *before; /* what was decided without staff */
    const char *verdict, *state, *reason, *folder, *said;
    const char *detail; /* NULL: none */
} DragRow;

static const DragRow DRAGS[] = {
    {"present", unclear_letter, "held", "present", "settled", "dragged-to-present", "done",
     "present", NULL},
    {"absent", unclear_letter, "held", "absent", "settled", "dragged-to-absent", "done", "absent",
     NULL},
    {"ignored", unclear_letter, "held", "ignore", "ignored", "dragged-to-ignored", "done", "",
     NULL},
    {"confirming", unsure_letter, "confirming", "absent", "settled", "dragged-to-absent", "done",
     "absent", NULL},
    {"unknown matter", stranger_letter, "held", "present", "held", "dragged-without-matter", "held",
     "", "déposé dans Présent, " TELL_WHOSE TELL_BY},
    {"unknown matter, ignored", stranger_letter, "held", "ignore", "ignored", "dragged-to-ignored",
     "done", "", NULL},
    {"unreadable", no_letter, "held", "absent", "held", "dragged-without-matter", "held", "",
     "déposé dans Absent, " TELL_WHOSE TELL_BY},
    /* Staff says that it is no spam. */
    {"spam", spam_letter, "junk", "present", "held", "dragged-without-matter", "held", "",
     "déposé dans Présent, " TELL_WHOSE TELL_BY},
    {"spam, ignored", spam_letter, "junk", "ignore", "ignored", "dragged-to-ignored", "done", "",
     NULL},
    /* Decided already: not by this. */
    {"applied", clear_letter, "applied", "absent", "applied", "token-from-known", "done", "present",
     NULL},
    {"noted", automatic_letter, "noted", "absent", "noted", "auto-reply", "done", "", NULL},
};

static void assert_dragged(Fixture *fixture, const DragRow *row, const GfMessage *message)
{
    ASSERT_DECIDED(message, row->state, row->reason);
    g_assert_cmpstr(message->detail, ==, row->detail);
    ASSERT_SAID("anne", row->said);
    assert_filed(fixture, row->folder);
    gboolean by_staff = g_str_has_prefix(row->reason, "dragged-");
    g_autofree char *act = g_strconcat("message.", row->state, NULL);
    g_assert_cmpuint(count_lines(fixture, act, "message/1", row->reason), ==, 1);
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_about(fixture->store, "message/1", &lines, ERROR));
    const GfJournalLine *last = lines->pdata[lines->len - 1];
    g_assert_cmpstr(last->actor, ==, by_staff ? "staff" : "greffe");
    g_assert_cmpstr(last->evidence, !=, "");
}

/* A letter that waited, was filed, and is met again where staff put it. */
static void test_dragged(Fixture *fixture, gconstpointer data)
{
    const DragRow *row = data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = row->write(fixture);
    g_autoptr(GfMessage) before = arrive_as(fixture, letter, BYTES);
    g_assert_cmpstr(before->state, ==, row->before);
    file_all(fixture);
    at(fixture, "2027-02-16 09:00");
    g_autoptr(GfMessage) message = drag(fixture, letter, row->verdict);
    g_assert_cmpint(message->id, ==, before->id);
    assert_dragged(fixture, row, message);
}

/* The same where the program never saw it: it is received as any other first. */
static void test_dragged_unseen(Fixture *fixture, gconstpointer data)
{
    const DragRow *row = data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = row->write(fixture);
    g_autoptr(GfMessage) message = drag(fixture, letter, row->verdict);
    assert_dragged(fixture, row, message);
    g_assert_cmpuint(count_lines(fixture, "message.received", "message/1", NULL), ==, 1);
    /* Whether it is theirs, has been said. */
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, 0);
}

static void test_dragged_answer(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = unclear_letter(fixture);
    g_autoptr(GfMessage) before = arrive_as(fixture, letter, BYTES);
    at(fixture, "2027-02-16 09:00");
    g_autoptr(GfMessage) message = drag(fixture, letter, "present");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->source, ==, "staff");
    g_assert_cmpstr(answer->actor, ==, "staff");
    g_assert_cmpstr(answer->rule, ==, "dragged");
    g_assert_cmpint(answer->message_id, ==, message->id);
    g_assert_cmpint(answer->arrived_at, ==, instant("2027-02-16 09:00"));
    g_assert_cmpuint(
        count_lines(fixture, "answer.recorded", "session/conseil/member/anne", "dragged"), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
}

/* A crash before it is filed, a folder made anew, a second thought: once settled, it is settled
 * (I2, I3). */
static void test_dragged_again(Fixture *fixture, gconstpointer data)
{
    const GfArrival place = {
        .mailbox = "Greffe/Présent", .uidvalidity = 1, .uid = 5, .name = "", .verdict = "present"};
    GfArrival anew = place;
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = unclear_letter(fixture);
    g_autoptr(GfMessage) before = arrive_as(fixture, letter, BYTES);
    g_autoptr(GfMessage) settled_once = meet(fixture, letter, &place);
    ASSERT_DECIDED(settled_once, "settled", "dragged-to-present");
    g_autoptr(GfMessage) again = meet(fixture, letter, &place);
    anew.uidvalidity = 2;
    g_autoptr(GfMessage) elsewhere = meet(fixture, letter, &anew);
    g_autoptr(GfMessage) otherwise = drag(fixture, letter, "absent");
    ASSERT_DECIDED(otherwise, "settled", "dragged-to-present");
    ASSERT_SAID("anne", "present");
    g_assert_cmpuint(count_lines(fixture, "message.settled", "message/1", NULL), ==, 1);
    assert_filed(fixture, "done");
    /* A UID that is still seen after it was filed is not filed for ever. */
    file_all(fixture);
    g_autoptr(GfMessage) stuck = meet(fixture, letter, &place);
    g_autoptr(GPtrArray) to_file = NULL;
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 0, &to_file, ERROR));
    g_assert_cmpuint(to_file->len, ==, 0);
}

/* Sent back, and met again before it was filed: said once. Then staff says whose it is. */
static void test_dragged_back(Fixture *fixture, gconstpointer data)
{
    const GfArrival place = {
        .mailbox = "Greffe/Présent", .uidvalidity = 1, .uid = 5, .name = "", .verdict = "present"};
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = words_from(fixture, STRANGER, GF_PRESENCE_UNCLEAR);
    g_autoptr(GfMessage) before = meet(fixture, letter, &place);
    g_autoptr(GfMessage) again = meet(fixture, letter, &place);
    ASSERT_DECIDED(again, "held", "dragged-without-matter");
    g_assert_cmpuint(count_lines(fixture, "message.held", "message/1", "dragged-without-matter"),
                     ==, 1);
    settle(fixture, again, "conseil/anne");
    g_autoptr(GfMessage) message = drag(fixture, letter, "present");
    ASSERT_DECIDED(message, "settled", "dragged-to-present");
    ASSERT_SAID("anne", "present");
}

/* Who wrote is known, but nothing is convened. */
static void test_dragged_too_early(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    g_autoptr(GfLetter) letter = letter_from(fixture, ANNE);
    g_autoptr(GfMessage) before = arrive_as(fixture, letter, BYTES);
    ASSERT_DECIDED(before, "held", "no-matter-found");
    g_autoptr(GfMessage) message = drag(fixture, letter, "absent");
    g_assert_cmpstr(message->detail, ==,
                    "déposé dans Absent, mais on ne sait pas pour quelle séance : dites-le par "
                    "« greffe inbox settle 1 SEANCE/MEMBRE »");
}

/* Asked about something that is no session: the question stands. */
static void test_dragged_asked(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = unsure_letter(fixture);
    g_autoptr(GfMessage) asked = arrive_as(fixture, letter, BYTES);
    g_assert_cmpstr(asked->state, ==, "confirming");
    asked->session_id = 0;
    ASSERT_DONE_INSIDE(fixture, gf_store_decide_message(fixture->store, asked, ERROR));
    g_autoptr(GfMessage) message = drag(fixture, letter, "present");
    ASSERT_DECIDED(message, "confirming", "dragged-without-matter");
    assert_filed(fixture, "held");
}

/* A file keeps its name wherever it is put: in the same directory again, it is put there anew. */
static void test_dragged_file(Fixture *fixture, gconstpointer data)
{
    const GfArrival place = {.mailbox = "queue/present", .name = "1.host", .verdict = "present"};
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfLetter) letter = words_from(fixture, STRANGER, GF_PRESENCE_UNCLEAR);
    g_autoptr(GfMessage) before = meet(fixture, letter, &place);
    g_autoptr(GfMessage) unfiled = meet(fixture, letter, &place);
    g_assert_cmpuint(count_lines(fixture, "message.held", "message/1", "dragged-without-matter"),
                     ==, 1);
    file_all(fixture);
    settle(fixture, before, "conseil/anne");
    file_all(fixture);
    g_autoptr(GfMessage) message = meet(fixture, letter, &place);
    ASSERT_DECIDED(message, "settled", "dragged-to-present");
    assert_filed(fixture, "done");
    file_all(fixture);
    g_autoptr(GfMessage) after = meet(fixture, letter, &place);
    assert_filed(fixture, "done");
    ASSERT_SAID("anne", "present");
}

/* --- by telephone --- */

static void test_answer(Fixture *fixture, gconstpointer data)
{
    GfStaffAnswer whole = {.presence = "present", .remote = TRUE},
                  half = {.presence = "absent", .part = "afternoon"},
                  proxy = {.presence = "absent", .proxy = "anne"},
                  substitute = {.presence = "absent", .substitute = TRUE};
    (void) data;
    people(fixture);
    convened(fixture);
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "anne", &whole, ERROR));
    g_autoptr(GfAnswerRow) first = answer_of(fixture, "anne");
    g_assert_cmpstr(first->mode, ==, "remote");
    g_assert_cmpstr(first->actor, ==, "staff");
    g_assert_cmpstr(first->rule, ==, "order");
    g_assert_cmpint(first->message_id, ==, 0);
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", "anne", &half, ERROR));
    ASSERT_SAID("anne", "present, afternoon absent");
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "bruno", &proxy, ERROR));
    g_autoptr(GfAnswerRow) bruno = answer_of(fixture, "bruno");
    g_assert_cmpint(bruno->proxy_member, ==, member_id(fixture, "anne"));
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "claire", &substitute, ERROR));
    g_autoptr(GfAnswerRow) claire = answer_of(fixture, "claire");
    g_assert_cmpstr(claire->substitute, ==, "suppléant");
    g_assert_cmpuint(
        count_lines(fixture, "answer.recorded", "session/conseil/member/anne", "order"), ==, 2);
}

static void test_answer_refused(Fixture *fixture, gconstpointer data)
{
    GfStaffAnswer present = {.presence = "present"},
                  to_oneself = {.presence = "absent", .proxy = "anne"},
                  to_nobody = {.presence = "absent", .proxy = "personne"},
                  to_guest = {.presence = "absent", .proxy = "hugo"},
                  to_uninvited = {.presence = "absent", .proxy = "nora"},
                  to_former = {.presence = "absent", .proxy = "bruno"},
                  to_david = {.presence = "absent", .proxy = "david"},
                  by_substitute = {.presence = "absent", .substitute = TRUE},
                  afternoon = {.presence = "present", .part = "afternoon"};
    const struct {
        const char *session, *member;
        const GfStaffAnswer *answer;
        const char *words;
    } rows[] = {
        {"autre", "anne", &present,
         "session 'autre': there is none of that name (see: greffe session list)"},
        {"conseil", "personne", &present,
         "member 'personne': there is none of that name (see: greffe member list)"},
        {"conseil", "anne", &to_oneself,
         "member 'anne': cannot hold this pouvoir: nobody gives one to themselves"},
        {"conseil", "anne", &to_nobody,
         "pouvoir: member 'personne': there is none of that name (see: greffe member list)"},
        {"conseil", "anne", &to_guest,
         "member 'hugo': cannot hold this pouvoir: a guest has no vote"},
        {"conseil", "anne", &to_uninvited,
         "member 'nora': cannot hold this pouvoir: not invited to this session"},
        {"conseil", "anne", &to_former,
         "member 'bruno': cannot hold this pouvoir: no longer a member on that day"},
        {"conseil", "hugo", &to_david,
         "member 'hugo': a guest has no vote, so nobody represents them"},
        {"conseil", "hugo", &by_substitute,
         "member 'hugo': a guest has no vote, so nobody represents them"},
        {"conseil", "anne", &afternoon, "session 'conseil': nothing takes place in the afternoon"},
    };
    (void) data;
    people(fixture);
    draft(fixture, HEAD PLACE MORNING(DAY));
    g_autoptr(GfOrder) order = convene(fixture);
    member(fixture, "Nora Neuve", "woman", "titulaire", NULL);
    ASSERT_DONE_INSIDE(
        fixture, gf_store_end_member(fixture->store, member_id(fixture, "bruno"), DAY, ERROR));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        ASSERT_REFUSED_INSIDE(fixture,
                              gf_settle_answer(&fixture->clerk, rows[i].session, rows[i].member,
                                               rows[i].answer, ERROR),
                              rows[i].words);
    ASSERT_SAID("anne", "");
}

/* "silent" takes an answer back, whole or for a half; the history stays. */
static void test_taken_back(Fixture *fixture, gconstpointer data)
{
    GfStaffAnswer present = {.presence = "present"},
                  half = {.presence = "silent", .part = "afternoon"}, none = {.presence = "silent"};
    (void) data;
    people(fixture);
    convened(fixture);
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "anne", &present, ERROR));
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", "anne", &half, ERROR));
    ASSERT_SAID("anne", "present, afternoon silent");
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", "anne", &none, ERROR));
    ASSERT_SAID("anne", "present, afternoon silent, silent");
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GfTally) tally = NULL;
    ASSERT_DONE(gf_tally_session(&fixture->clerk, session, &tally, ERROR));
    g_assert_cmpint(tally->day.silent, ==, 4);
}

/* Staff speaks of the date in force, and after what the member wrote. */
static void test_last_word(Fixture *fixture, gconstpointer data)
{
    GfStaffAnswer absent = {.presence = "absent"};
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "anne", &absent, ERROR));
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->sequence, ==, 1);
    g_assert_cmpint(answer->client_at, ==, gf_clock_now(fixture->clock));
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/settle/matter", test_matter);
    TEST("/settle/presence", test_presence);
    TEST("/settle/ignore", test_ignore);
    TEST("/settle/confirming", test_confirming);
    TEST("/settle/unreadable", test_unreadable);
    for (gsize i = 0; i < G_N_ELEMENTS(DRAGS); i++) {
        TEST_ROW("/settle/dragged", &DRAGS[i], test_dragged);
        TEST_ROW("/settle/dragged-unseen", &DRAGS[i], test_dragged_unseen);
    }
    TEST("/settle/dragged-answer", test_dragged_answer);
    TEST("/settle/dragged-again", test_dragged_again);
    TEST("/settle/dragged-back", test_dragged_back);
    TEST("/settle/dragged-too-early", test_dragged_too_early);
    TEST("/settle/dragged-asked", test_dragged_asked);
    TEST("/settle/dragged-file", test_dragged_file);
    TEST("/settle/answer", test_answer);
    TEST("/settle/answer-refused", test_answer_refused);
    TEST("/settle/taken-back", test_taken_back);
    TEST("/settle/last-word", test_last_word);
    return g_test_run();
}
