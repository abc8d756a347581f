/* inbox-test.c - messages with their letters and decisions, and the places where they lie. */
#include "store/inbox.h"
#include "store/message-fixture.h"

#include "store/fixture.h"

static GfMessage *make_message(const char *state)
{
    GfMessage *message = gf_message_new();
    message->message_id = g_strdup("a@member.example");
    message->arrived_at = NOW - 5;
    message->recorded_at = NOW;
    message->from_address = g_strdup("helene@member.example");
    message->subject = g_strdup("Présent");
    message->kind = g_strdup("message");
    message->reader = 3;
    message->state = g_strdup(state);
    message->reason = g_strdup("token-from-known");
    return message;
}

static GfLetter *make_letter(const char *text)
{
    GfLetter *letter = gf_letter_new();
    g_free(letter->text);
    letter->text = g_strdup(text);
    letter->from = gf_person_new("Hélène", "helene@member.example");
    return letter;
}

static gint64 add(Fixture *fixture, const char *raw, GfMessage *message)
{
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    ASSERT_DONE(store_message(fixture->store, bytes, message, NULL, ERROR));
    return message->id;
}

static void test_message(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *long_text = g_strnfill(50000, 'a');
    const struct {
        const char *name, *text;
    } rows[] = {{"none", NULL}, {"short", "présent"}, {"long", long_text}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("letter: %s", rows[i].name);
        g_autoptr(GfMessage) message = make_message(GF_STATE_APPLIED);
        g_autoptr(GfMessage) read = NULL;
        g_autoptr(GBytes) raw = g_bytes_new(rows[i].name, strlen(rows[i].name));
        g_autofree char *sha256 = NULL;
        gint64 by_content = 0;
        message->letter = rows[i].text != NULL ? make_letter(rows[i].text) : NULL;
        message->session_id = 4;
        ASSERT_DONE(store_message(fixture->store, raw, message, &sha256, ERROR));
        ASSERT_DONE(gf_store_message(fixture->store, message->id, &read, ERROR));
        g_assert_cmpint(read->blob_id, ==, message->blob_id);
        g_assert_cmpstr(read->message_id, ==, "a@member.example");
        g_assert_cmpint(read->arrived_at, ==, NOW - 5);
        g_assert_cmpint(read->recorded_at, ==, NOW);
        g_assert_cmpstr(read->from_address, ==, "helene@member.example");
        g_assert_cmpstr(read->subject, ==, "Présent");
        g_assert_cmpstr(read->kind, ==, "message");
        g_assert_cmpint(read->reader, ==, 3);
        g_assert_cmpstr(read->state, ==, "applied");
        g_assert_cmpstr(read->reason, ==, "token-from-known");
        g_assert_null(read->detail);
        g_assert_cmpint(read->session_id, ==, 4);
        g_assert_cmpint(read->member_id, ==, 0);
        g_assert_cmpint(read->letter != NULL, ==, rows[i].text != NULL);
        if (read->letter != NULL) {
            g_assert_cmpstr(read->letter->text, ==, rows[i].text);
            g_assert_cmpstr(read->letter->from->name, ==, "Hélène");
        }
        ASSERT_DONE(gf_store_message_by_content(fixture->store, sha256, &by_content, ERROR));
        g_assert_cmpint(by_content, ==, message->id);
    }
    g_assert_cmpint(fixture_count(fixture, "SELECT max(length(letter)) FROM message"), <, 2000);
}

/* The same bytes are one message; the same Message-ID with other bytes, even bytes known as
 * something else, is another (I2). */
static void test_once(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfMessage) message = make_message(GF_STATE_NOTED);
    g_autoptr(GfMessage) again = make_message(GF_STATE_NOTED);
    g_autoptr(GBytes) raw = g_bytes_new("raw", 3);
    g_autoptr(GBytes) other = g_bytes_new("other", 5);
    g_autofree char *sha256 = NULL;
    gint64 blob_id = 0, by_content = 9;
    ASSERT_DONE(gf_store_put_blob(fixture->store, other, &blob_id, &sha256, ERROR));
    ASSERT_DONE(gf_store_message_by_content(fixture->store, sha256, &by_content, ERROR));
    g_assert_cmpint(by_content, ==, 0);
    ASSERT_DONE(store_message(fixture->store, raw, message, NULL, ERROR));
    ASSERT_REFUSED(store_message(fixture->store, raw, again, NULL, ERROR), "UNIQUE");
    ASSERT_DONE(store_message(fixture->store, other, again, NULL, ERROR));
    g_assert_cmpint(again->blob_id, ==, blob_id);
}

static void test_decide(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfMessage) message = make_message(GF_STATE_HELD);
    g_free(message->kind);
    message->kind = g_strdup("unreadable");
    message->detail = g_strdup("the reader died");
    gint64 id = add(fixture, "raw", message);

    g_autoptr(GfMessage) settled = make_message(GF_STATE_SETTLED);
    settled->id = id;
    settled->session_id = 7;
    settled->member_id = 8;
    ASSERT_DONE(gf_store_decide_message(fixture->store, settled, ERROR));
    g_autoptr(GfMessage) decided = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, id, &decided, ERROR));
    g_assert_cmpstr(decided->state, ==, "settled");
    g_assert_null(decided->detail);
    g_assert_cmpint(decided->session_id, ==, 7);
    g_assert_cmpint(decided->member_id, ==, 8);
    g_assert_cmpstr(decided->kind, ==, "unreadable"); /* nothing was read anew */

    settled->letter = make_letter("présent");
    settled->reader = 4;
    g_autoptr(GfMessage) reread = NULL;
    ASSERT_DONE(gf_store_decide_message(fixture->store, settled, ERROR));
    ASSERT_DONE(gf_store_message(fixture->store, id, &reread, ERROR));
    g_assert_cmpstr(reread->kind, ==, "message");
    g_assert_cmpint(reread->reader, ==, 4);
    g_assert_cmpstr(reread->letter->text, ==, "présent");
}

/* A letter of another version, or a damaged one, does not hide its message. */
static void test_unreadable_letter(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const columns[] = {"x''",     "x'00'",         "x'01'",
                                   "x'0102'", "x'0028b52ffd'", "x'07ffff'"};
    g_autoptr(GfMessage) message = make_message(GF_STATE_NOTED);
    gint64 id = add(fixture, "raw", message);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *sql =
            g_strdup_printf("UPDATE message SET letter = %s RETURNING 1", columns[i]);
        g_autoptr(GfMessage) read = NULL;
        g_assert_cmpint(fixture_count(fixture, sql), ==, 1);
        ASSERT_DONE(gf_store_message(fixture->store, id, &read, ERROR));
        g_assert_cmpstr(read->subject, ==, "Présent");
        g_assert_null(read->letter);
    }
}

static void test_lists(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const states[] = {"held", "applied", "held", "junk", "held"};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        g_autoptr(GfMessage) message = make_message(states[i]);
        g_autofree char *raw = g_strdup_printf("%d", (int) i);
        message->letter = make_letter("x");
        add(fixture, raw, message);
    }
    const struct {
        const char *state;
        guint limit;
        const char *expected;
    } rows[] = {{NULL, 0, "5 4 3 2 1"}, {NULL, 2, "5 4"}, {"held", 2, "5 3"}, {"ignored", 0, ""}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) messages = NULL;
        g_autoptr(GString) ids = g_string_new(NULL);
        ASSERT_DONE(
            gf_store_messages(fixture->store, rows[i].state, rows[i].limit, &messages, ERROR));
        for (guint j = 0; j < messages->len; j++) {
            const GfMessage *message = messages->pdata[j];
            g_assert_null(message->letter);
            g_string_append_printf(ids, "%s%d", j > 0 ? " " : "", (int) message->id);
        }
        g_assert_cmpstr(ids->str, ==, rows[i].expected);
    }
    g_autoptr(GPtrArray) page = NULL;
    ASSERT_DONE(gf_store_messages_before(fixture->store, 4, 2, &page, ERROR));
    g_assert_cmpuint(page->len, ==, 2);
    g_assert_cmpint(((const GfMessage *) page->pdata[0])->id, ==, 3);
    g_assert_cmpint(((const GfMessage *) page->pdata[1])->id, ==, 2);
    g_autoptr(GfMessage) absent = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, 99, &absent, ERROR));
    g_assert_null(absent);
}

static GfPlaceRow place_of(gint64 message_id, const char *mailbox, guint32 uid, const char *folder)
{
    return (GfPlaceRow){.message_id = message_id,
                        .mailbox = (char *) mailbox,
                        .uidvalidity = G_MAXUINT32,
                        .uid = uid,
                        .name = (char *) "",
                        .folder = (char *) folder};
}

static gint64 message_at(Fixture *fixture, const char *mailbox, guint32 uidvalidity, guint32 uid)
{
    gint64 id = -1;
    GfPlaceRow place = {.mailbox = (char *) mailbox, .uidvalidity = uidvalidity, .uid = uid};
    ASSERT_DONE(gf_store_message_at(fixture->store, &place, &id, NULL, ERROR));
    return id;
}

static gboolean is_filed(Fixture *fixture, const GfPlaceRow *place)
{
    gint64 id = -1;
    gboolean filed = FALSE;
    ASSERT_DONE(gf_store_message_at(fixture->store, place, &id, &filed, ERROR));
    return filed;
}

static void test_places(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfMessage) message = make_message(GF_STATE_HELD);
    g_autoptr(GfMessage) other = make_message(GF_STATE_NOTED);
    gint64 id = add(fixture, "a", message), other_id = add(fixture, "b", other);
    GfPlaceRow inbox = place_of(id, "INBOX", G_MAXUINT32, "held");
    GfPlaceRow second = place_of(other_id, "INBOX", 2, "done");
    ASSERT_DONE(gf_store_add_place(store, &inbox, ERROR));
    ASSERT_DONE(gf_store_add_place(store, &second, ERROR));
    g_assert_cmpint(message_at(fixture, "INBOX", G_MAXUINT32, G_MAXUINT32), ==, id);
    g_assert_cmpint(message_at(fixture, "INBOX", 1, G_MAXUINT32), ==, 0);
    g_assert_cmpint(message_at(fixture, "Junk", G_MAXUINT32, G_MAXUINT32), ==, 0);

    g_autoptr(GPtrArray) to_file = NULL;
    ASSERT_DONE(gf_store_places_to_file(store, 1, &to_file, ERROR));
    g_assert_cmpuint(to_file->len, ==, 1);
    const GfPlaceRow *place = to_file->pdata[0];
    g_assert_cmpint(place->message_id, ==, id);
    g_assert_cmpstr(place->mailbox, ==, "INBOX");
    g_assert_cmpuint(place->uidvalidity, ==, G_MAXUINT32);
    g_assert_cmpuint(place->uid, ==, G_MAXUINT32);
    g_assert_cmpstr(place->name, ==, "");
    g_assert_cmpstr(place->folder, ==, "held");

    GfPlaceRow moved = place_of(id, "Greffe/À vérifier", 40, "held");
    g_assert_false(is_filed(fixture, place));
    g_assert_false(is_filed(fixture, &moved));
    ASSERT_DONE(gf_store_set_filed(store, place, NOW, &moved, ERROR));
    g_assert_true(is_filed(fixture, &moved));
    g_assert_cmpint(message_at(fixture, "INBOX", G_MAXUINT32, G_MAXUINT32), ==, 0);
    g_assert_cmpint(message_at(fixture, "Greffe/À vérifier", G_MAXUINT32, 40), ==, id);
    g_autoptr(GPtrArray) rest = NULL;
    ASSERT_DONE(gf_store_places_to_file(store, 0, &rest, ERROR));
    g_assert_cmpuint(rest->len, ==, 1);
    ASSERT_DONE(gf_store_set_filed(store, rest->pdata[0], NOW, NULL, ERROR));
    g_assert_cmpint(message_at(fixture, "INBOX", G_MAXUINT32, 2), ==, other_id);
}

static guint count_to_file(Fixture *fixture)
{
    g_autoptr(GPtrArray) places = NULL;
    ASSERT_DONE(gf_store_places_to_file(fixture->store, 0, &places, ERROR));
    return places->len;
}

static void test_refile(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfMessage) message = make_message(GF_STATE_HELD);
    gint64 id = add(fixture, "a", message);
    GfPlaceRow place = place_of(id, "INBOX", 1, "held");
    ASSERT_DONE(gf_store_add_place(store, &place, ERROR));
    /* An order given before staff decided otherwise files nothing. */
    ASSERT_DONE(gf_store_set_filed(store, &(GfPlaceRow){.id = 1, .folder = (char *) "done"}, NOW,
                                   NULL, ERROR));
    g_assert_cmpuint(count_to_file(fixture), ==, 1);
    ASSERT_DONE(gf_store_set_filed(store, &(GfPlaceRow){.id = 1, .folder = (char *) "held"}, NOW,
                                   NULL, ERROR));
    g_assert_cmpuint(count_to_file(fixture), ==, 0);
    ASSERT_DONE(gf_store_refile(store, id, "held", ERROR));
    g_assert_cmpuint(count_to_file(fixture), ==, 0);
    ASSERT_DONE(gf_store_refile(store, id, "done", ERROR));
    g_assert_cmpuint(count_to_file(fixture), ==, 1);
    ASSERT_REFUSED(gf_store_refile(store, id, "elsewhere", ERROR), "CHECK");
}

/* Filed where another place was already recorded: one place, held by the newest sight. */
static void test_filed_where_it_was_seen(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfMessage) message = make_message(GF_STATE_NOTED);
    gint64 id = add(fixture, "a", message);
    GfPlaceRow inbox = place_of(id, "INBOX", 1, "done"), done = place_of(id, "Done", 9, "done");
    ASSERT_DONE(gf_store_add_place(store, &done, ERROR));
    ASSERT_DONE(gf_store_add_place(store, &inbox, ERROR));
    ASSERT_DONE(gf_store_set_filed(store, &(GfPlaceRow){.id = 2, .folder = (char *) "done"}, NOW,
                                   &done, ERROR));
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM place"), ==, 1);
    g_assert_cmpint(message_at(fixture, "Done", G_MAXUINT32, 9), ==, id);
    g_assert_cmpuint(count_to_file(fixture), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/inbox/message", test_message);
    TEST("/store/inbox/once", test_once);
    TEST("/store/inbox/decide", test_decide);
    TEST("/store/inbox/unreadable-letter", test_unreadable_letter);
    TEST("/store/inbox/lists", test_lists);
    TEST("/store/inbox/places", test_places);
    TEST("/store/inbox/refile", test_refile);
    TEST("/store/inbox/filed-where-it-was-seen", test_filed_where_it_was_seen);
    return g_test_run();
}
