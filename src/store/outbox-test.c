/* outbox-test.c - mailings and mails: composing, claiming, outcomes, bounces, counts, chunks. */
#include "store/outbox.h"

#include "base/text.h"
#include "store/fixture.h"

static gint64 add_mailing(Fixture *fixture, const char *state, gint64 release_at)
{
    g_autoptr(GBytes) frozen = g_bytes_new("frozen", 6);
    GfMailing mailing = {
        .subject = (char *) "session/conseil",
        .kind = (char *) "convocation",
        .session_id = 5,
        .version = 2,
        .state = (char *) state,
        .frozen = frozen,
        .queued_at = NOW,
        .release_at = release_at,
    };
    ASSERT_DONE(gf_store_add_mailing(fixture->store, &mailing, ERROR));
    return mailing.id;
}

/* A mail in a state; of a mailing where `mailing_id` is not 0. Its number is its place in the
 * queue. */
static gint64 add_mail(Fixture *fixture, gint64 mailing_id, const char *state, gint64 due_at)
{
    g_autofree char *message_id = g_strdup_printf(
        "%d@example.org", (int) fixture_count(fixture, "SELECT count(*) FROM outgoing"));
    GfOutgoing mail = {
        .kind = (char *) (mailing_id != 0 ? "convocation" : "acknowledgement"),
        .mailing_id = mailing_id,
        .message_id = message_id,
        .envelope_from = (char *) "greffe@example.org",
        .recipient = (char *) "Helene@Example.org",
        .state = (char *) state,
        .queued_at = NOW,
        .due_at = due_at,
    };
    ASSERT_DONE(gf_store_add_outgoing(fixture->store, &mail, ERROR));
    return mail.id;
}

static char *ids_of(GPtrArray *mails)
{
    GString *ids = g_string_new(NULL);
    for (guint i = 0; i < mails->len; i++)
        g_string_append_printf(ids, "%s%d", i > 0 ? " " : "",
                               (int) ((GfOutgoing *) mails->pdata[i])->id);
    return g_string_free(ids, FALSE);
}

static void test_mailing(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 id = add_mailing(fixture, "queued", NOW + 600);
    g_autoptr(GfMailing) read = NULL;
    g_autoptr(GfMailing) absent = NULL;
    g_autoptr(GPtrArray) open = NULL;
    g_autoptr(GPtrArray) none = NULL;
    g_autoptr(GPtrArray) of_session = NULL;
    ASSERT_DONE(gf_store_set_mailing_reported(store, id, NOW + 9, ERROR));
    ASSERT_DONE(gf_store_mailing(store, id, &read, ERROR));
    g_assert_cmpstr(read->kind, ==, "convocation");
    g_assert_cmpint(read->session_id, ==, 5);
    g_assert_cmpint(read->version, ==, 2);
    g_assert_cmpstr(read->state, ==, "queued");
    g_assert_cmpmem(g_bytes_get_data(read->frozen, NULL), g_bytes_get_size(read->frozen), "frozen",
                    6);
    g_assert_cmpint(read->queued_at, ==, NOW);
    g_assert_cmpint(read->release_at, ==, NOW + 600);
    g_assert_cmpint(read->reported_at, ==, NOW + 9);
    ASSERT_DONE(gf_store_mailing(store, id + 1, &absent, ERROR));
    g_assert_null(absent);
    ASSERT_DONE(gf_store_set_mailing_state(store, id, "leaving", ERROR));
    ASSERT_DONE(gf_store_open_mailings(store, &open, ERROR));
    g_assert_cmpuint(open->len, ==, 1);
    ASSERT_DONE(gf_store_set_mailing_state(store, id, "done", ERROR));
    ASSERT_DONE(gf_store_open_mailings(store, &none, ERROR));
    g_assert_cmpuint(none->len, ==, 0);
    ASSERT_DONE(gf_store_mailings(store, 5, &of_session, ERROR));
    g_assert_cmpuint(of_session->len, ==, 1);
}

static void test_mail(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    GfOutgoing mail = {
        .kind = (char *) "convocation",
        .mailing_id = add_mailing(fixture, "queued", NOW),
        .invitation_id = 3,
        .member_id = 4,
        .message_id = (char *) "a@example.org",
        .envelope_from = (char *) "greffe+token@example.org",
        .recipient = (char *) "Helene@Example.org",
        .state = (char *) "queued",
        .queued_at = NOW,
        .due_at = NOW + 1,
    };
    ASSERT_DONE(gf_store_add_outgoing(store, &mail, ERROR));
    g_autoptr(GfOutgoing) read = NULL;
    g_autoptr(GfOutgoing) by_message_id = NULL;
    g_autoptr(GfOutgoing) absent = NULL;
    ASSERT_DONE(gf_store_outgoing(store, mail.id, &read, ERROR));
    g_assert_cmpstr(read->kind, ==, "convocation");
    g_assert_cmpint(read->mailing_id, ==, mail.mailing_id);
    g_assert_cmpint(read->invitation_id, ==, 3);
    g_assert_cmpint(read->member_id, ==, 4);
    g_assert_cmpint(read->answers_id, ==, 0);
    g_assert_cmpstr(read->message_id, ==, "a@example.org");
    g_assert_cmpstr(read->envelope_from, ==, "greffe+token@example.org");
    g_assert_cmpstr(read->recipient, ==, "Helene@Example.org");
    g_assert_cmpint(read->blob_id, ==, 0);
    g_assert_cmpstr(read->state, ==, "queued");
    g_assert_cmpint(read->queued_at, ==, NOW);
    g_assert_cmpint(read->due_at, ==, NOW + 1);
    g_assert_cmpint(read->tries, ==, 0);
    g_assert_null(read->reply);
    ASSERT_DONE(gf_store_outgoing_by_message_id(store, "a@example.org", &by_message_id, ERROR));
    g_assert_cmpint(by_message_id->id, ==, mail.id);
    ASSERT_DONE(gf_store_outgoing_by_message_id(store, "b@example.org", &absent, ERROR));
    g_assert_null(absent);
    ASSERT_REFUSED(gf_store_add_outgoing(store, &mail, ERROR), "UNIQUE");
}

static void test_outcome_and_bounce(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 id = add_mail(fixture, 0, "sending", NOW);
    GfOutgoing change = {
        .id = id,
        .state = (char *) "ready",
        .queued_at = NOW,
        .due_at = NOW + 300,
        .tries = 2,
        .unknown_outcomes = 1,
        .outcome_at = NOW + 2,
        .code = 451,
        .status = (char *) "4.7.1",
        .reply = (char *) "greylisted",
        .bounced_at = NOW + 5,
        .delayed_at = NOW + 4,
        .bounce_status = (char *) "5.1.1",
        .bounce_words = (char *) "no such user",
    };
    g_autoptr(GfOutgoing) after_outcome = NULL;
    g_autoptr(GfOutgoing) after_bounce = NULL;
    ASSERT_DONE(gf_store_record_outcome(store, &change, ERROR));
    ASSERT_DONE(gf_store_outgoing(store, id, &after_outcome, ERROR));
    g_assert_cmpstr(after_outcome->state, ==, "ready");
    g_assert_cmpint(after_outcome->due_at, ==, NOW + 300);
    g_assert_cmpint(after_outcome->tries, ==, 2);
    g_assert_cmpint(after_outcome->unknown_outcomes, ==, 1);
    g_assert_cmpint(after_outcome->outcome_at, ==, NOW + 2);
    g_assert_cmpint(after_outcome->code, ==, 451);
    g_assert_cmpstr(after_outcome->status, ==, "4.7.1");
    g_assert_cmpstr(after_outcome->reply, ==, "greylisted");
    g_assert_cmpint(after_outcome->bounced_at, ==, 0);
    ASSERT_DONE(gf_store_record_bounce(store, &change, ERROR));
    ASSERT_DONE(gf_store_outgoing(store, id, &after_bounce, ERROR));
    g_assert_cmpint(after_bounce->bounced_at, ==, NOW + 5);
    g_assert_cmpint(after_bounce->delayed_at, ==, NOW + 4);
    g_assert_cmpstr(after_bounce->bounce_status, ==, "5.1.1");
    g_assert_cmpstr(after_bounce->bounce_words, ==, "no such user");
    g_assert_cmpint(after_bounce->bounce_message, ==, 0);
    g_assert_cmpstr(after_bounce->state, ==, "ready");
}

/* What is packed like the first mail of its mailing comes back whole, with its own hash, also in
 * another process; one that is altered is found out. */
static void test_packed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 mailing = add_mailing(fixture, "leaving", NOW), model_id = 0;
    gint64 id = add_mail(fixture, mailing, "queued", NOW);
    g_autofree char *shared = g_strnfill(2000, 'm');
    g_autofree char *text = g_strconcat(shared, "Anne", NULL);
    g_autofree char *hash = gf_text_sha256(text, strlen(text));
    g_autoptr(GBytes) first = g_bytes_new(shared, strlen(shared));
    g_autoptr(GBytes) personal = g_bytes_new(text, strlen(text));
    gboolean claimed = FALSE;
    ASSERT_DONE(gf_store_put_blob(store, first, &model_id, NULL, ERROR));
    g_autoptr(GfModel) model = gf_store_model(store, model_id, NULL);
    g_autoptr(GBytes) packed = gf_model_pack(model, personal);
    g_assert_cmpuint(g_bytes_get_size(packed), <, 100);
    const GfOutgoing print = {.id = id, .blob_id = model_id, .packed = packed, .sha256 = hash};
    ASSERT_DONE(gf_store_claim_composed(store, &print, &claimed, ERROR));
    ASSERT_DONE(gf_store_commit(store, ERROR));

    g_autoptr(GfStore) other = NULL;
    g_autoptr(GfOutgoing) mail = NULL;
    g_autoptr(GPtrArray) chunks = NULL;
    g_autofree char *sha256 = NULL;
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_outgoing(other, id, &mail, ERROR));
    ASSERT_DONE(gf_store_outgoing_chunks(other, mail, &chunks, ERROR));
    g_assert_true(g_bytes_equal(chunks->pdata[0], personal));
    ASSERT_DONE(gf_store_outgoing_sha256(other, mail, &sha256, ERROR));
    g_assert_cmpstr(sha256, ==, hash);
    fixture_raw(fixture, "UPDATE outgoing SET packed = substr(packed, 1, length(packed) - 1)");
    GPtrArray *none = NULL;
    ASSERT_REFUSED(gf_store_outgoing_chunks(other, mail, &none, ERROR), "damaged");
    ASSERT_DONE(gf_store_begin(store, ERROR));
}

/* Nothing is composed before its release, nor what was recalled (I9). */
static void test_compose(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 held = add_mailing(fixture, "queued", NOW + 600);
    gint64 released = add_mailing(fixture, "leaving", NOW);
    gint64 recalled = add_mailing(fixture, "recalled", NOW);
    add_mail(fixture, held, "queued", NOW);
    gint64 first = add_mail(fixture, released, "queued", NOW);
    add_mail(fixture, released, "ready", NOW);
    add_mail(fixture, recalled, "queued", NOW);
    add_mail(fixture, released, "queued", NOW);
    add_mail(fixture, released, "queued", NOW);
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) rest = NULL;
    g_autoptr(GfOutgoing) composed = NULL;
    gint64 next = 0;
    ASSERT_DONE(gf_store_mailing_to_compose(store, &next, ERROR));
    g_assert_cmpint(next, ==, released);
    ASSERT_DONE(gf_store_outgoings_to_compose(store, released, 0, &all, ERROR));
    g_autofree char *ids = ids_of(all);
    g_assert_cmpstr(ids, ==, "2 5 6");

    g_autoptr(GBytes) bytes = g_bytes_new("mail", 4);
    gint64 blob_id = 0;
    ASSERT_DONE(gf_store_put_blob(store, bytes, &blob_id, NULL, ERROR));
    gboolean claimed = FALSE;
    GfOutgoing print = {.id = first, .blob_id = blob_id};
    ASSERT_DONE(gf_store_claim_composed(store, &print, &claimed, ERROR));
    g_assert_true(claimed);
    ASSERT_DONE(gf_store_outgoing(store, first, &composed, ERROR));
    g_assert_cmpstr(composed->state, ==, "sending");
    g_assert_cmpint(composed->tries, ==, 1);
    g_assert_cmpint(composed->blob_id, ==, blob_id);
    ASSERT_DONE(gf_store_claim_composed(store, &print, &claimed, ERROR));
    g_assert_false(claimed);
    g_autoptr(GArray) too_early = NULL;
    g_autoptr(GArray) begun = NULL;
    ASSERT_DONE(gf_store_mailings_to_begin(store, NOW + 599, &too_early, ERROR));
    g_assert_cmpuint(too_early->len, ==, 0);
    ASSERT_DONE(gf_store_mailings_to_begin(store, NOW + 600, &begun, ERROR));
    g_assert_cmpuint(begun->len, ==, 1);
    g_assert_cmpint(g_array_index(begun, gint64, 0), ==, held);
    ASSERT_DONE(gf_store_set_mailing_state(store, held, "leaving", ERROR));
    ASSERT_DONE(gf_store_outgoings_to_compose(store, released, 0, &rest, ERROR));
    g_autofree char *rest_ids = ids_of(rest);
    g_assert_cmpstr(rest_ids, ==, "5 6");
    g_autoptr(GPtrArray) behind = NULL;
    ASSERT_DONE(gf_store_outgoings_to_compose(store, released, 5, &behind, ERROR));
    g_autofree char *behind_ids = ids_of(behind);
    g_assert_cmpstr(behind_ids, ==, "6");
    ASSERT_DONE(gf_store_mailing_to_compose(store, &next, ERROR));
    g_assert_cmpint(next, ==, held);
    gboolean queued[2] = {FALSE, FALSE};
    ASSERT_DONE(gf_store_is_queued(store, first, &queued[0], ERROR));
    ASSERT_DONE(gf_store_is_queued(store, 5, &queued[1], ERROR));
    g_assert_true(!queued[0] && queued[1]);
}

static GPtrArray *new_mails(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify) gf_outgoing_free);
}

static void test_claim(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 mailing = add_mailing(fixture, "leaving", NOW);
    add_mail(fixture, mailing, "ready", NOW - 9); /* 1 */
    add_mail(fixture, mailing, "ready", NOW - 9); /* 2 */
    add_mail(fixture, 0, "ready", NOW);           /* 3 */
    add_mail(fixture, 0, "ready", NOW - 1);       /* 4 */
    add_mail(fixture, 0, "ready", NOW + 1);       /* 5: not yet */
    add_mail(fixture, mailing, "queued", NOW);    /* 6: not composed */
    add_mail(fixture, 0, "taken", NOW);           /* 7 */
    const struct {
        guint limit, of_mailings;
        const char *expected;
    } rows[] = {{0, 0, ""}, {3, 0, "4 3"}, {3, 0, ""}, {3, 1, "1"}, {9, 9, "2"}, {9, 9, ""}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) claimed = new_mails();
        ASSERT_DONE(gf_store_claim_alone(store, NOW, rows[i].limit, claimed, ERROR));
        ASSERT_DONE(gf_store_claim_of_mailings(store, NOW, rows[i].of_mailings, claimed, ERROR));
        g_autofree char *ids = ids_of(claimed);
        g_assert_cmpstr(ids, ==, rows[i].expected);
        for (guint j = 0; j < claimed->len; j++) {
            const GfOutgoing *mail = claimed->pdata[j];
            g_assert_cmpstr(mail->state, ==, "sending");
            g_assert_cmpint(mail->tries, ==, 1);
        }
    }
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM outgoing WHERE state = 'sending'"),
                    ==, 4);
}

/* I6: what is in doubt is claimed by itself, the one that was least often. */
static void test_claim_in_doubt(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 mailing = add_mailing(fixture, "leaving", NOW);
    const struct {
        gint64 mailing, due_at;
        int unknown_outcomes;
    } mails[] = {
        {0, NOW - 9, 2}, {mailing, NOW - 5, 1}, {0, NOW - 3, 1}, {0, NOW + 1, 1}, {0, NOW, 0}};
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        gint64 id = add_mail(fixture, mails[i].mailing, "ready", mails[i].due_at);
        GfOutgoing outcome = {.id = id,
                              .state = (char *) "ready",
                              .queued_at = NOW,
                              .due_at = mails[i].due_at,
                              .unknown_outcomes = mails[i].unknown_outcomes};
        ASSERT_DONE(gf_store_record_outcome(store, &outcome, ERROR));
    }
    g_autoptr(GPtrArray) sure = new_mails();
    ASSERT_DONE(gf_store_claim_alone(store, NOW, 9, sure, ERROR));
    ASSERT_DONE(gf_store_claim_of_mailings(store, NOW, 9, sure, ERROR));
    g_autofree char *sure_ids = ids_of(sure);
    g_assert_cmpstr(sure_ids, ==, "5");
    static const char *const expected[] = {"2", "3", "1", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autoptr(GPtrArray) claimed = new_mails();
        ASSERT_DONE(gf_store_claim_in_doubt(store, NOW, claimed, ERROR));
        g_autofree char *ids = ids_of(claimed);
        g_assert_cmpstr(ids, ==, expected[i]);
    }
}

/* What one connection claimed, another does not; what was not committed was not claimed (I7). */
static void test_claim_is_exclusive(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    for (int i = 0; i < 100; i++)
        add_mail(fixture, 0, "ready", NOW);
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    g_autoptr(GfStore) other = NULL;
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GPtrArray) batches =
        g_ptr_array_new_with_free_func((GDestroyNotify) g_ptr_array_unref);
    guint total = 0;
    for (int i = 0; i < 20; i++) {
        GfStore *store = i % 2 == 0 ? fixture->store : other;
        gboolean undo = i % 5 == 4;
        GPtrArray *claimed = new_mails();
        ASSERT_DONE(gf_store_begin(store, ERROR));
        ASSERT_DONE(gf_store_claim_alone(store, NOW, 9, claimed, ERROR));
        g_ptr_array_add(batches, claimed);
        if (undo) {
            gf_store_rollback(store);
            continue;
        }
        ASSERT_DONE(gf_store_commit(store, ERROR));
        total += claimed->len;
        for (guint j = 0; j < claimed->len; j++)
            g_assert_true(g_hash_table_add(seen, &((GfOutgoing *) claimed->pdata[j])->id));
    }
    g_assert_cmpuint(total, ==, 100);
}

static void test_lists(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const states[] = {"queued", "ready",     "sending",  "taken",
                                  "failed", "uncertain", "recalled", "dropped"};
    gint64 mailing = add_mailing(fixture, "leaving", NOW);
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
        add_mail(fixture, i % 2 == 0 ? mailing : 0, states[i], NOW);
    const struct {
        const char *state;
        guint limit;
        const char *expected;
    } rows[] = {{NULL, 0, "1 2 3 5 6"}, {NULL, 2, "1 2"}, {"taken", 0, "4"}, {"sending", 9, "3"}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mails = NULL;
        ASSERT_DONE(
            gf_store_outgoings(fixture->store, rows[i].state, rows[i].limit, &mails, ERROR));
        g_autofree char *ids = ids_of(mails);
        g_assert_cmpstr(ids, ==, rows[i].expected);
    }
    g_autoptr(GPtrArray) of_mailing = NULL;
    ASSERT_DONE(gf_store_outgoings_of_mailing(fixture->store, mailing, &of_mailing, ERROR));
    g_autofree char *ids = ids_of(of_mailing);
    g_assert_cmpstr(ids, ==, "1 3 5 7");
}

static void test_counts(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 mailing = add_mailing(fixture, "leaving", NOW);
    gint64 bounced = add_mail(fixture, mailing, "taken", NOW);
    add_mail(fixture, mailing, "taken", NOW);
    add_mail(fixture, mailing, "queued", NOW);
    add_mail(fixture, 0, "taken", NOW);
    add_mail(fixture, 0, "uncertain", NOW);
    GfOutgoing bounce = {.id = bounced, .bounced_at = NOW};
    ASSERT_DONE(gf_store_record_bounce(fixture->store, &bounce, ERROR));
    GfOutboxCounts one, all;
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, mailing, &one, ERROR));
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, 0, &all, ERROR));
    g_assert_cmpuint(one.taken, ==, 2);
    g_assert_cmpuint(one.queued, ==, 1);
    g_assert_cmpuint(one.bounced, ==, 1);
    g_assert_cmpuint(one.uncertain, ==, 0);
    g_assert_cmpuint(all.queued, ==, 1);
    g_assert_cmpuint(all.uncertain, ==, 1);
    g_assert_cmpuint(all.ready + all.sending + all.failed, ==, 0);
    g_assert_cmpuint(all.taken + all.bounced + all.recalled + all.dropped, ==, 0);
}

static void test_recall(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 mailing = add_mailing(fixture, "queued", NOW + 600);
    gint64 other = add_mailing(fixture, "queued", NOW + 600);
    add_mail(fixture, mailing, "queued", NOW);
    add_mail(fixture, mailing, "ready", NOW);
    add_mail(fixture, mailing, "taken", NOW);
    add_mail(fixture, other, "queued", NOW);
    guint mails = 0;
    GfOutboxCounts counts, of_other;
    g_autoptr(GfMailing) read = NULL;
    ASSERT_DONE(gf_store_recall_mailing(fixture->store, mailing, NOW, &mails, ERROR));
    g_assert_cmpuint(mails, ==, 2);
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, mailing, &counts, ERROR));
    ASSERT_DONE(gf_store_outbox_counts(fixture->store, other, &of_other, ERROR));
    g_assert_cmpuint(counts.recalled, ==, 2);
    g_assert_cmpuint(counts.taken, ==, 1);
    g_assert_cmpuint(counts.queued, ==, 0);
    g_assert_cmpuint(of_other.queued, ==, 1);
    ASSERT_DONE(gf_store_mailing(fixture->store, mailing, &read, ERROR));
    g_assert_cmpstr(read->state, ==, "recalled");
}

static void test_last_of(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *kind, *state;
        gint64 invitation_id;
    } rows[] = {
        {"convocation", "taken", 1}, {"reminder", "taken", 1},        {"move", "recalled", 1},
        {"convocation", "taken", 2}, {"acknowledgement", "taken", 1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *message_id = g_strdup_printf("%d@example.org", (int) i);
        GfOutgoing mail = {.kind = (char *) rows[i].kind,
                           .invitation_id = rows[i].invitation_id,
                           .message_id = message_id,
                           .envelope_from = (char *) "",
                           .recipient = (char *) "a@example.org",
                           .state = (char *) rows[i].state};
        ASSERT_DONE(gf_store_add_outgoing(fixture->store, &mail, ERROR));
    }
    g_autoptr(GfOutgoing) last = NULL;
    g_autoptr(GfOutgoing) none = NULL;
    ASSERT_DONE(gf_store_last_outgoing_of(fixture->store, 1, &last, ERROR));
    g_assert_cmpstr(last->message_id, ==, "1@example.org");
    ASSERT_DONE(gf_store_last_outgoing_of(fixture->store, 3, &none, ERROR));
    g_assert_null(none);
}

static gint64 next_of(Fixture *fixture)
{
    gint64 due_at = -1;
    ASSERT_DONE(gf_store_next_outgoing(fixture->store, &due_at, ERROR));
    return due_at;
}

static void test_next(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_assert_cmpint(next_of(fixture), ==, 0);
    gint64 leaving = add_mailing(fixture, "leaving", NOW - 100);
    g_assert_cmpint(next_of(fixture), ==, 0);
    add_mailing(fixture, "queued", NOW + 900);
    g_assert_cmpint(next_of(fixture), ==, NOW + 900);
    add_mail(fixture, leaving, "ready", NOW + 800);
    g_assert_cmpint(next_of(fixture), ==, NOW + 800);
    add_mail(fixture, 0, "ready", NOW + 700);
    add_mail(fixture, 0, "taken", NOW + 1);
    g_assert_cmpint(next_of(fixture), ==, NOW + 700);
    add_mail(fixture, leaving, "queued", NOW);
    g_assert_cmpint(next_of(fixture), ==, NOW - 100);
}

static void test_fuse(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_mail(fixture, 0, "taken", NOW); /* all to Helene@Example.org, queued at NOW */
    add_mail(fixture, 0, "ready", NOW);
    add_mail(fixture, add_mailing(fixture, "leaving", NOW), "ready", NOW);
    const struct {
        const char *recipient;
        gint64 since;
        guint expected;
    } rows[] = {
        {"helene@example.org", NOW, 2},
        {"HELENE@example.org", NOW - 5, 2},
        {"helene@example.org", NOW + 1, 0},
        {"marc@example.org", NOW, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint count = 99;
        ASSERT_DONE(gf_store_count_automatic(fixture->store, rows[i].recipient, rows[i].since,
                                             &count, ERROR));
        g_assert_cmpuint(count, ==, rows[i].expected);
    }
}

static gint64 put(Fixture *fixture, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    gint64 id = 0;
    ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &id, NULL, ERROR));
    return id;
}

static char *chunks_of(Fixture *fixture, const GfOutgoing *mail)
{
    g_autoptr(GPtrArray) chunks = NULL;
    ASSERT_DONE(gf_store_outgoing_chunks(fixture->store, mail, &chunks, ERROR));
    GString *text = g_string_new(NULL);
    for (guint i = 0; chunks != NULL && i < chunks->len; i++)
        g_string_append_printf(text, "[%.*s]", (int) g_bytes_get_size(chunks->pdata[i]),
                               (const char *) g_bytes_get_data(chunks->pdata[i], NULL));
    return g_string_free(text, FALSE);
}

static void test_chunks(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 first = add_mailing(fixture, "leaving", NOW),
           second = add_mailing(fixture, "leaving", NOW);
    ASSERT_DONE(gf_store_add_mailing_chunk(store, first, 2, put(fixture, "end"), ERROR));
    ASSERT_DONE(gf_store_add_mailing_chunk(store, first, 1, put(fixture, "document"), ERROR));
    ASSERT_DONE(gf_store_add_mailing_chunk(store, second, 1, put(fixture, "other"), ERROR));
    const GfOutgoing of_first = {.mailing_id = first, .blob_id = put(fixture, "to Hélène")};
    const GfOutgoing of_second = {.mailing_id = second, .blob_id = put(fixture, "to Marc")};
    const GfOutgoing alone = {.blob_id = put(fixture, "thank you")};
    const GfOutgoing missing = {.mailing_id = second, .blob_id = 99};
    const struct {
        const GfOutgoing *mail;
        const char *expected;
    } rows[] = {
        {&of_first, "[to Hélène][document][end]"},
        {&of_second, "[to Marc][other]"},
        {&of_first, "[to Hélène][document][end]"},
        {&of_first, "[to Hélène][document][end]"},
        {&alone, "[thank you]"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *chunks = chunks_of(fixture, rows[i].mail);
        g_assert_cmpstr(chunks, ==, rows[i].expected);
    }
    ASSERT_DONE(gf_store_add_mailing_chunk(store, first, 3, put(fixture, "more"), ERROR));
    g_autofree char *longer = chunks_of(fixture, &of_first);
    g_assert_cmpstr(longer, ==, "[to Hélène][document][end][more]");
    GPtrArray *none = NULL;
    ASSERT_REFUSED(gf_store_outgoing_chunks(store, &missing, &none, ERROR), "missing");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/outbox/mailing", test_mailing);
    TEST("/store/outbox/mail", test_mail);
    TEST("/store/outbox/outcome-and-bounce", test_outcome_and_bounce);
    TEST("/store/outbox/packed", test_packed);
    TEST("/store/outbox/compose", test_compose);
    TEST("/store/outbox/claim", test_claim);
    TEST("/store/outbox/claim-in-doubt", test_claim_in_doubt);
    TEST("/store/outbox/claim-is-exclusive", test_claim_is_exclusive);
    TEST("/store/outbox/lists", test_lists);
    TEST("/store/outbox/counts", test_counts);
    TEST("/store/outbox/recall", test_recall);
    TEST("/store/outbox/last-of", test_last_of);
    TEST("/store/outbox/next", test_next);
    TEST("/store/outbox/fuse", test_fuse);
    TEST("/store/outbox/chunks", test_chunks);
    return g_test_run();
}
