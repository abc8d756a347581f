/* fixture.h - for the tests of workflow: a small assembly in a directory of its own, whose clock
 * stands still until a test moves it, and whose mails are taken by nobody but the test.
 *
 * Letters are made in memory, as the reader would hand them over. Nothing here is used by the
 * program.
 */
#pragma once

#include "base/assert.h"
#include "base/date.h"
#include "base/error.h"
#include "base/instance.h"
#include "ical/read.h"
#include "mime/parse.h"
#include "store/journal.h"
#include "workflow/convocation.h"
#include "workflow/delivery.h"
#include "workflow/incoming.h"
#include "workflow/mailing.h"
#include "workflow/press.h"
#include "workflow/reminder.h"

#include <glib/gstdio.h>
#include <string.h>

#define ZONE "Europe/Paris"
#define ADDRESS "greffe@assemblee.example"
#define STAFF "secretariat@assemblee.example"
#define SERVER "mx.assemblee.example"

/* A session of the council: Friday 12 March 2027, morning and afternoon. Twelve jours francs before
 * end on 27 February. */
#define DAY "2027-03-12"
#define MONDAY "2027-02-15 09:00" /* when the tests begin */
#define OPENING "2027-03-12 09:30"
#define HEAD "[session]\nid = conseil\nbody = conseil\ntitle = Conseil\nguests = true\n"
#define PLACE "place = Salle des fêtes, Bourg\n"
#define VIDEO "video = https://visio.example/conseil\n"
#define MORNING(DATE) "[part matin]\ntitle = Séance\nstart = " DATE " 09:30\nend = " DATE " 12:30\n"
#define AFTERNOON(DATE)                                                                            \
    "[part apres-midi]\ntitle = Ateliers\nstart = " DATE " 14:00\nend = " DATE " 16:30\n"
#define AGENDA "[agenda]\n1 = Budget\n2 = Questions diverses\n"
#define COUNCIL_ON(DATE) HEAD PLACE VIDEO MORNING(DATE) AFTERNOON(DATE) AGENDA
#define COUNCIL COUNCIL_ON(DAY)

/* Anne has one address that only counts as hers; nobody knows the stranger. */
#define ANNE "anne@bourg.example"
#define ANNE_TOO "anne@perso.example" /* a `from` address of hers */
#define BRUNO "bruno@bourg.example"
#define STRANGER "cabinet@ailleurs.example"

typedef struct {
    char *directory;
    GfConfig *config;
    GHashTable *templates;
    GfClock *clock;
    GfStore *store;
    GfClerk clerk;
    guint32 uid;     /* of the message that arrived last */
    GError *problem; /* a duty that was put off */
} Fixture;

/* Asserts that it was refused with CODE and exactly these WORDS. */
#define ASSERT_FAILED(CALL, CODE, WORDS)                                                           \
    do {                                                                                           \
        GError *problem_ = NULL;                                                                   \
        gboolean done_ = (CALL);                                                                   \
        g_assert_false(done_);                                                                     \
        g_assert_error(problem_, GF_ERROR, CODE);                                                  \
        g_assert_cmpstr(problem_ != NULL ? problem_->message : NULL, ==, WORDS);                   \
        g_clear_error(&problem_);                                                                  \
    } while (0)
#define ASSERT_REFUSED(CALL, WORDS) ASSERT_FAILED(CALL, GF_ERROR_STATE, WORDS)

/* The same for what runs inside the caller's transaction. */
#define ASSERT_DONE_INSIDE(FIXTURE, CALL)                                                          \
    do {                                                                                           \
        ASSERT_DONE(gf_store_begin((FIXTURE)->store, ERROR));                                      \
        ASSERT_DONE(CALL);                                                                         \
        ASSERT_DONE(gf_store_commit((FIXTURE)->store, ERROR));                                     \
    } while (0)
#define ASSERT_REFUSED_INSIDE(FIXTURE, CALL, WORDS)                                                \
    do {                                                                                           \
        ASSERT_DONE(gf_store_begin((FIXTURE)->store, ERROR));                                      \
        ASSERT_REFUSED(CALL, WORDS);                                                               \
        gf_store_rollback((FIXTURE)->store);                                                       \
    } while (0)

/* --- time --- */

static inline gint64 instant(const char *text)
{
    gint64 value = 0;
    g_assert_true(gf_instant_parse(text, ZONE, &value));
    return value;
}

static inline void at(Fixture *fixture, const char *text)
{
    gf_clock_set(fixture->clock, instant(text));
}

/* --- the assembly --- */

static inline GfConfig *load_config(const char *directory, const char *instance_lines)
{
    g_autofree char *folder = g_build_filename(directory, "config", NULL);
    g_autofree char *path = g_build_filename(folder, "greffe.conf", NULL);
    const char *lines = instance_lines != NULL ? instance_lines : "";
    g_autofree char *text =
        g_strdup_printf("[trust]\nauthserv_id = " SERVER "\n"
                        "[instance]\nname = Assemblée du Bourg\n"
                        "address = " ADDRESS "\n%s%s",
                        strstr(lines, "staff =") ? "" : "staff = " STAFF "\n", lines);
    GfConfig *config = NULL;
    g_mkdir(folder, 0700);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    ASSERT_DONE((config = gf_config_load(directory, ERROR)) != NULL);
    return config;
}

/* `data`: more lines of [instance], and sections after it; may be NULL. */
static inline void fixture_make(Fixture *fixture, gconstpointer data)
{
    fixture->directory = g_dir_make_tmp("greffe-workflow-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(fixture->directory, "greffe.db", NULL);
    fixture->config = load_config(fixture->directory, data);
    fixture->clock = gf_clock_new_fixed(instant(MONDAY));
    ASSERT_DONE((fixture->templates = gf_templates_load("templates", ERROR)) != NULL);
    ASSERT_DONE((fixture->store = gf_store_create(path, ERROR)) != NULL);
    fixture->clerk = (GfClerk){fixture->store, fixture->config, fixture->templates, fixture->clock};
}

static inline void fixture_clear(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const names[] = {"config/greffe.conf", "config",        "greffe.db",
                                        "greffe.db-wal",      "greffe.db-shm", "."};
    /* Whatever a test did, the chain of the journal holds (I15). */
    ASSERT_DONE(gf_store_journal_verify(fixture->store, NULL, NULL, ERROR));
    gf_store_close(fixture->store);
    gf_config_free(fixture->config);
    g_hash_table_unref(fixture->templates);
    gf_clock_free(fixture->clock);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(fixture->directory, names[i], NULL);
        g_remove(path);
    }
    g_rmdir(fixture->directory);
    g_free(fixture->directory);
}

static inline gint64 body(Fixture *fixture, const char *slug, const char *kind)
{
    GfBody row = {.slug = (char *) slug, .name = (char *) slug, .kind = (char *) kind};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &row, ERROR));
    return row.id;
}

static inline void rule(Fixture *fixture, const char *key, const char *value)
{
    ASSERT_DONE_INSIDE(fixture, gf_store_set_setting(fixture->store, key, value, ERROR));
}

static inline void address(Fixture *fixture, gint64 member_id, const char *text, const char *role)
{
    ASSERT_DONE_INSIDE(fixture, gf_store_set_address(fixture->store, member_id, text, role, ERROR));
}

/* "Anne Martin": given and family name. `main_address` may be NULL. */
static inline gint64 member(Fixture *fixture, const char *name, const char *gender,
                            const char *quality, const char *main_address)
{
    g_auto(GStrv) names = g_strsplit(name, " ", 2);
    g_autofree char *slug = g_ascii_strdown(names[0], -1);
    GfMember row = {
        .slug = slug,
        .civility = (char *) (g_str_equal(gender, "woman") ? "Madame" : "Monsieur"),
        .given_name = names[0],
        .family_name = names[1],
        .gender = (char *) gender,
        .quality = (char *) quality,
    };
    ASSERT_DONE_INSIDE(
        fixture, gf_store_save_member(fixture->store, &row, gf_clock_now(fixture->clock), ERROR));
    if (main_address != NULL)
        address(fixture, row.id, main_address, "main");
    return row.id;
}

/* The council: four members (two Martins), and a guest. */
static inline void people(Fixture *fixture)
{
    body(fixture, "conseil", "plenary");
    member(fixture, "Anne Martin", "woman", "titulaire", "anne@bourg.example");
    member(fixture, "Bruno Durand", "man", "titulaire", "bruno@bourg.example");
    member(fixture, "Claire Petit", "woman", "titulaire", "claire@bourg.example");
    member(fixture, "David Martin", "man", "titulaire", "david@bourg.example");
    member(fixture, "Hugo Grand", "man", "guest", "hugo@prefecture.example");
}

static inline GfMember *member_of(Fixture *fixture, const char *slug)
{
    GfMember *row = NULL;
    ASSERT_DONE(gf_store_member(fixture->store, slug, &row, ERROR));
    g_assert_nonnull(row);
    return row;
}

static inline gint64 member_id(Fixture *fixture, const char *slug)
{
    g_autoptr(GfMember) row = member_of(fixture, slug);
    return row->id;
}

/* --- sessions --- */

static inline GfSessionFile *file_of(const char *text)
{
    GfSessionFile *file = NULL;
    ASSERT_DONE((file = gf_session_file_parse("conseil.conf", text, ZONE, ERROR)) != NULL);
    return file;
}

static inline void draft(Fixture *fixture, const char *text)
{
    g_autoptr(GfSessionFile) file = file_of(text);
    g_autoptr(GfSession) session = NULL;
    ASSERT_DONE(gf_convocation_new(&fixture->clerk, file, &session, ERROR));
}

static inline GfOrder *convene(Fixture *fixture)
{
    GfOrder *order = NULL;
    ASSERT_DONE(gf_convocation_convene(&fixture->clerk, "conseil", &(GfDirective){.yes = TRUE},
                                       &order, ERROR));
    return order;
}

static inline GfOrder *move(Fixture *fixture, const char *text)
{
    GfOrder *order = NULL;
    g_autoptr(GfSessionFile) file = file_of(text);
    ASSERT_DONE(gf_convocation_move(&fixture->clerk, "conseil",
                                    &(GfDirective){.yes = TRUE, .file = file}, &order, ERROR));
    return order;
}

static inline GfSession *session_of(Fixture *fixture)
{
    GfSession *session = NULL;
    ASSERT_DONE(gf_store_session(fixture->store, "conseil", &session, ERROR));
    g_assert_nonnull(session);
    return session;
}

static inline GfInvitation *invitation_of(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSession) session = session_of(fixture);
    GfInvitation *invitation = NULL;
    ASSERT_DONE(gf_store_invitation_of(fixture->store, session->id, member_id(fixture, member_slug),
                                       &invitation, ERROR));
    return invitation;
}

/* --- mails out --- */

static inline GPtrArray *new_mails(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify) gf_outgoing_free);
}

/* Composes and claims up to so many queued mails. How many there were. */
static inline guint claim_queued(Fixture *fixture, guint limit)
{
    g_autoptr(GfPress) press = gf_press_new(&fixture->clerk);
    g_autoptr(GPtrArray) mails = new_mails();
    ASSERT_DONE_INSIDE(fixture,
                       gf_press_begin(press, ERROR) && gf_press_claim(press, limit, mails, ERROR));
    return mails->len;
}

/* Claims the ready mails that are due. Owned. */
static inline GPtrArray *claim_ready(Fixture *fixture)
{
    gint64 now = gf_clock_now(fixture->clock);
    GPtrArray *mails = new_mails();
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_claim_alone(fixture->store, now, 50, mails, ERROR) &&
                           gf_store_claim_of_mailings(fixture->store, now, 50, mails, ERROR));
    for (guint before = G_MAXUINT; before != mails->len;) { /* at once here, not one by one */
        before = mails->len;
        ASSERT_DONE_INSIDE(fixture, gf_store_claim_in_doubt(fixture->store, now, mails, ERROR));
    }
    return mails;
}

/* What the daemon does: duties, and every mail that is due handed over with one outcome. How many.
 */
static inline guint send_all(Fixture *fixture, GfDeliveryKind kind)
{
    GfDelivery delivery = {.kind = kind, .code = 250, .reply = "250 taken"};
    g_autoptr(GfPress) press = gf_press_new(&fixture->clerk);
    guint sent = 0;
    for (guint claimed = 1; claimed > 0; sent += claimed) {
        ASSERT_DONE_INSIDE(fixture, gf_press_begin(press, ERROR));
        g_autoptr(GPtrArray) mails = claim_ready(fixture);
        ASSERT_DONE_INSIDE(fixture, gf_press_claim(press, 50, mails, ERROR));
        claimed = mails->len;
        for (guint i = 0; i < mails->len; i++)
            ASSERT_DONE_INSIDE(
                fixture, gf_delivery_record(&fixture->clerk, mails->pdata[i], &delivery, ERROR));
    }
    return sent;
}

static inline guint turn(Fixture *fixture)
{
    ASSERT_DONE(gf_reminder_act(&fixture->clerk, &fixture->problem, ERROR));
    guint sent = send_all(fixture, GF_DELIVERY_TAKEN);
    ASSERT_DONE(gf_mailing_close_finished(&fixture->clerk, &fixture->problem, ERROR));
    return sent;
}

/* Drafted, convened and sent on MONDAY; the clock stands at 10:00. */
static inline void convened(Fixture *fixture)
{
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
}

/* Every mail ever queued of a kind (NULL: all) to an address (NULL: all), oldest first. */
static inline GPtrArray *mails(Fixture *fixture, const char *kind, const char *recipient)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify) gf_outgoing_free);
    for (gint64 id = 1;; id++) {
        g_autoptr(GfOutgoing) mail = NULL;
        ASSERT_DONE(gf_store_outgoing(fixture->store, id, &mail, ERROR));
        if (mail == NULL)
            return found;
        if ((kind == NULL || g_str_equal(mail->kind, kind)) &&
            (recipient == NULL || g_str_equal(mail->recipient, recipient)))
            g_ptr_array_add(found, g_steal_pointer(&mail));
    }
}

static inline guint count_mails(Fixture *fixture, const char *kind, const char *recipient)
{
    g_autoptr(GPtrArray) found = mails(fixture, kind, recipient);
    return found->len;
}

/* The newest mail of that kind to that address. */
static inline GfOutgoing *mail_to(Fixture *fixture, const char *kind, const char *recipient)
{
    g_autoptr(GPtrArray) found = mails(fixture, kind, recipient);
    g_assert_cmpuint(found->len, >, 0);
    return found->len > 0 ? g_ptr_array_steal_index(found, found->len - 1) : NULL;
}

/* Every space the same, so that tests need not know where a line may end. */
static inline void unbind(char **text)
{
    g_auto(GStrv) words = g_strsplit(*text != NULL ? *text : "", "\u00a0", -1);
    g_free(*text);
    *text = g_strjoinv(" ", words);
}

/* A mail as its reader sees it. `ret_html` and `ret_calendar` may be NULL. */
static inline GfLetter *read_mail(Fixture *fixture, const GfOutgoing *mail, char **ret_html,
                                  GfCalendar **ret_calendar)
{
    g_autoptr(GPtrArray) chunks = NULL;
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_autoptr(GPtrArray) parts = NULL;
    GfLetter *letter = gf_letter_new();
    ASSERT_DONE(gf_store_outgoing_chunks(fixture->store, mail, &chunks, ERROR));
    for (guint i = 0; i < chunks->len; i++) {
        gsize size;
        const guint8 *data = g_bytes_get_data(chunks->pdata[i], &size);
        g_byte_array_append(all, data, (guint) size);
    }
    g_autoptr(GBytes) raw = g_bytes_new(all->data, all->len);
    gf_mime_parse(raw, letter, &parts, ret_html);
    for (guint i = 0; ret_calendar != NULL && i < parts->len; i++) {
        const GfPart *part = parts->pdata[i];
        if (g_str_equal(part->type, "text/calendar"))
            *ret_calendar = gf_ical_read(part->text, strlen(part->text), part->method, NULL);
    }
    unbind(&letter->text);
    if (ret_html != NULL)
        unbind(ret_html);
    return letter;
}

static inline void assert_contains(const char *text, const char *words)
{
    if (text == NULL || strstr(text, words) == NULL)
        g_test_message("'%s' is not in: %s", words, text);
    g_assert_true(text != NULL && strstr(text, words) != NULL);
}

/* --- letters in --- */

/* A letter of somebody, written now, to the plain address. Owned. */
static inline GfLetter *letter_from(Fixture *fixture, const char *from)
{
    static guint number;
    GfLetter *letter = gf_letter_new();
    letter->from = gf_person_new(NULL, from);
    letter->date = gf_clock_now(fixture->clock);
    letter->subject = g_strdup("Re: Convocation");
    letter->message_id = g_strdup_printf("letter.%u@client.example", ++number);
    g_ptr_array_add(letter->to, gf_person_new(NULL, ADDRESS));
    return letter;
}

/* Somebody's words, as the reader understood them. Owned. */
static inline GfLetter *words_from(Fixture *fixture, const char *from, GfPresence presence)
{
    GfLetter *letter = letter_from(fixture, from);
    letter->answer->presence = presence;
    return letter;
}

/* It also went to the address of a token. */
static inline void add_token(GfLetter *letter, const char *token)
{
    g_autofree char *to = g_strdup_printf("greffe+%s@assemblee.example", token);
    g_ptr_array_add(letter->to, gf_person_new(NULL, to));
}

/* Words that came to the secret address of a member's invitation. Owned. */
static inline GfLetter *reply_of(Fixture *fixture, const char *member_slug, const char *from,
                                 GfPresence presence)
{
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, member_slug);
    GfLetter *letter = words_from(fixture, from, presence);
    add_token(letter, invitation->token);
    return letter;
}

/* A click in a calendar. Owned. */
static inline GfLetter *click_of(Fixture *fixture, const char *member_slug, const char *from,
                                 GfPartstat partstat)
{
    static const GfPresence presences[] = {
        [GF_PARTSTAT_ACCEPTED] = GF_PRESENCE_PRESENT,
        [GF_PARTSTAT_DECLINED] = GF_PRESENCE_ABSENT,
        [GF_PARTSTAT_TENTATIVE] = GF_PRESENCE_TENTATIVE,
        [GF_PARTSTAT_DELEGATED] = GF_PRESENCE_ABSENT,
        [GF_PARTSTAT_OTHER] = GF_PRESENCE_UNCLEAR,
    };
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, member_slug);
    g_autoptr(GfSession) session = session_of(fixture);
    GfLetter *letter = words_from(fixture, from, presences[partstat]);
    GfAttendee *attendee = g_new0(GfAttendee, 1);
    attendee->address = g_strdup(from);
    attendee->partstat = partstat;
    letter->kind = GF_KIND_CALENDAR;
    letter->calendar = gf_calendar_new();
    letter->calendar->method = GF_METHOD_REPLY;
    letter->calendar->uid = g_strdup(invitation->uid);
    letter->calendar->sequence = session->sequence;
    g_ptr_array_add(letter->calendar->attendees, attendee);
    return letter;
}

/* What our own server says about the sender's domain. */
static inline void add_dmarc(GfLetter *letter, const char *authserv_id, const char *dmarc)
{
    GfAuthentication *seen = g_new0(GfAuthentication, 1);
    seen->authserv_id = g_strdup(authserv_id);
    seen->dmarc = g_strdup(dmarc);
    g_ptr_array_add(letter->authentication, seen);
}

/* A letter (borrowed; NULL: unreadable) arrives now, as these bytes, or as bytes of its own. */
static inline GfMessage *arrive_as(Fixture *fixture, const GfLetter *letter, const char *bytes)
{
    g_autofree char *own = g_strdup_printf("message %u", ++fixture->uid);
    g_autoptr(GBytes) raw =
        g_bytes_new(bytes != NULL ? bytes : own, strlen(bytes != NULL ? bytes : own));
    GfArrival arrival = {
        .raw = raw,
        .letter = letter,
        .mailbox = "INBOX",
        .uidvalidity = 1,
        .uid = fixture->uid,
        .name = "",
        .arrived_at = gf_clock_now(fixture->clock),
        .unreadable = letter == NULL ? "the reader died" : NULL,
    };
    gint64 id = 0;
    GfMessage *message = NULL;
    ASSERT_DONE_INSIDE(fixture, gf_incoming_receive(&fixture->clerk, &arrival, &id, ERROR));
    ASSERT_DONE(gf_store_message(fixture->store, id, &message, ERROR));
    g_assert_nonnull(message);
    return message;
}

/* A letter (taken over) arrives now. */
static inline GfMessage *arrive(Fixture *fixture, GfLetter *letter)
{
    GfMessage *message = arrive_as(fixture, letter, NULL);
    gf_letter_free(letter);
    return message;
}

/* The answers of a member, in the order in which they were recorded. */
static inline GPtrArray *answers_of(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, member_slug);
    GPtrArray *answers = NULL;
    ASSERT_DONE(gf_store_answers(fixture->store, invitation->id, &answers, ERROR));
    return answers;
}

static inline guint count_answers(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GPtrArray) answers = answers_of(fixture, member_slug);
    return answers->len;
}

/* The answers of a member as "present", "morning absent", oldest first, joined by ", ". Owned. */
static inline char *said_by(Fixture *fixture, const char *slug)
{
    g_autoptr(GPtrArray) answers = answers_of(fixture, slug);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const GfAnswerRow *answer = answers->pdata[i];
        g_string_append_printf(text, "%s%s%s%s", i > 0 ? ", " : "",
                               g_str_equal(answer->part, "all") ? "" : answer->part,
                               g_str_equal(answer->part, "all") ? "" : " ", answer->presence);
    }
    return g_string_free(text, FALSE);
}

#define ASSERT_SAID(SLUG, WANTED)                                                                  \
    do {                                                                                           \
        g_autofree char *said_ = said_by(fixture, SLUG);                                           \
        g_assert_cmpstr(said_, ==, WANTED);                                                        \
    } while (0)

#define ASSERT_DECIDED(MESSAGE, STATE, REASON)                                                     \
    do {                                                                                           \
        g_assert_cmpstr((MESSAGE)->state, ==, STATE);                                              \
        g_assert_cmpstr((MESSAGE)->reason, ==, REASON);                                            \
    } while (0)

/* The only answer of a member. */
static inline GfAnswerRow *answer_of(Fixture *fixture, const char *slug)
{
    g_autoptr(GPtrArray) answers = answers_of(fixture, slug);
    g_assert_cmpuint(answers->len, ==, 1);
    return answers->len > 0 ? g_ptr_array_steal_index(answers, 0) : g_new0(GfAnswerRow, 1);
}

/* --- journal --- */

/* How many lines say `act` about `subject` or what lies below it; `rule` NULL: any. */
static inline guint count_lines(Fixture *fixture, const char *act, const char *subject,
                                const char *rule_name)
{
    g_autoptr(GPtrArray) lines = NULL;
    guint count = 0;
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        count += g_str_equal(line->act, act) &&
                 (rule_name == NULL || g_str_equal(line->rule, rule_name));
    }
    return count;
}

/* For tests whose data is a row of a table. */
static inline void fixture_make_plain(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture_make(fixture, NULL);
}

#define TEST_ROW(PATH, ROW, FUNCTION)                                                              \
    do {                                                                                           \
        g_autofree char *path_ = g_strdup_printf("%s/%s", PATH, (ROW)->name);                      \
        g_test_add(path_, Fixture, ROW, fixture_make_plain, FUNCTION, fixture_clear);              \
    } while (0)
#define TEST(PATH, FUNCTION) g_test_add(PATH, Fixture, NULL, fixture_make, FUNCTION, fixture_clear)
/* With more lines of [instance] and sections after it. */
#define TEST_WITH(PATH, LINES, FUNCTION)                                                           \
    g_test_add(PATH, Fixture, LINES, fixture_make, FUNCTION, fixture_clear)

static inline void fixture_init(int *argc, char ***argv)
{
    g_test_init(argc, argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_mime_init();
    gf_ical_init(NULL);
}
