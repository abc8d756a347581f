/* delivery-test.c - what became of a mail: every outcome, the rule for unknown ones, staff's
 * orders.
 */
#include "workflow/fixture.h"

/* The convocation of Anne, claimed as the sender does. */
static GfOutgoing *claimed(Fixture *fixture)
{
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    g_assert_cmpuint(claim_queued(fixture, 50), ==, 5);
    return mail_to(fixture, "convocation", "anne@bourg.example");
}

static void record(Fixture *fixture, GfOutgoing *mail, GfDelivery delivery)
{
    ASSERT_DONE_INSIDE(fixture, gf_delivery_record(&fixture->clerk, mail, &delivery, ERROR));
    g_autoptr(GfOutgoing) stored = NULL;
    ASSERT_DONE(gf_store_outgoing(fixture->store, mail->id, &stored, ERROR));
    g_assert_cmpstr(stored->state, ==, mail->state);
    g_assert_cmpint(stored->due_at, ==, mail->due_at);
    g_assert_cmpint(stored->tries, ==, mail->tries);
}

static gboolean is_unreachable(Fixture *fixture, const char *slug)
{
    g_autoptr(GfMember) row = member_of(fixture, slug);
    return row->unreachable_at != 0;
}

static guint lines_about(Fixture *fixture, const char *act, const GfOutgoing *mail,
                         const char *rule_name)
{
    g_autofree char *subject = g_strdup_printf("outgoing/%" G_GINT64_FORMAT, mail->id);
    return count_lines(fixture, act, subject, rule_name);
}

static const struct Outcome {
    const char *name;
    GfDelivery delivery;
    const char *state, *act; /* NULL: no line in the journal */
    int earliest, latest;    /* seconds from now to the next try */
    int tries;
    gboolean unreachable;
} outcomes[] = {
    {"taken",
     {GF_DELIVERY_TAKEN, 250, "2.0.0", "250 2.0.0 queued"},
     "taken",
     "mail.taken",
     .tries = 1},
    {"refused: the address does not exist",
     {GF_DELIVERY_REFUSED, 550, "5.1.1", "550 5.1.1 unknown"},
     "failed",
     "mail.failed",
     .tries = 1,
     .unreachable = TRUE},
    {"refused: our sender address, not theirs",
     {GF_DELIVERY_REFUSED, 550, "5.1.8", "550 5.1.8 bad sender"},
     "failed",
     "mail.failed",
     .tries = 1},
    {"refused: our sender address again",
     {GF_DELIVERY_REFUSED, 550, "5.1.7", "550 5.1.7 bad sender"},
     "failed",
     "mail.failed",
     .tries = 1},
    {"refused: policy is our fault",
     {GF_DELIVERY_REFUSED, 550, "5.7.1", "550 5.7.1 spam"},
     "failed",
     "mail.failed",
     .tries = 1},
    {"refused without a status",
     {GF_DELIVERY_REFUSED, 554, NULL, "554 no"},
     "failed",
     "mail.failed",
     .tries = 1},
    {"put off: tried again in five minutes or a little more",
     {GF_DELIVERY_DEFERRED, 451, "4.7.1", "451 4.7.1 greylisted"},
     "ready",
     "mail.deferred",
     .earliest = 300,
     .latest = 375,
     .tries = 1},
    {"no connection: nothing was tried",
     {GF_DELIVERY_UNREACHABLE, 0, NULL, "connection refused"},
     "ready",
     NULL,
     .tries = 0},
    {"our account: nothing was tried",
     {GF_DELIVERY_ACCOUNT, 535, NULL, "535 no"},
     "ready",
     NULL,
     .tries = 0},
    {"cancelled: at once", {GF_DELIVERY_CANCELLED, 0, NULL, NULL}, "ready", NULL, .tries = 0},
    {"unknown: repeated at once",
     {GF_DELIVERY_UNCERTAIN, 0, NULL, "connection lost"},
     "ready",
     "mail.uncertain",
     .tries = 1},
};

static void test_outcome(Fixture *fixture, gconstpointer data)
{
    const struct Outcome *row = data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    gint64 now = gf_clock_now(fixture->clock);
    g_assert_cmpstr(mail->state, ==, "sending");
    record(fixture, mail, row->delivery);
    g_assert_cmpstr(mail->state, ==, row->state);
    g_assert_cmpstr(mail->reply, ==, row->delivery.reply);
    g_assert_cmpint(mail->code, ==, row->delivery.code);
    g_assert_cmpint(mail->outcome_at, ==, now);
    g_assert_cmpint(mail->tries, ==, row->tries);
    if (g_str_equal(row->state, "ready")) {
        g_assert_cmpint(mail->due_at - now, >=, row->earliest);
        g_assert_cmpint(mail->due_at - now, <=, row->latest);
    }
    g_assert_cmpint(is_unreachable(fixture, "anne"), ==, row->unreachable);
    if (row->act != NULL)
        g_assert_cmpuint(lines_about(fixture, row->act, mail, NULL), ==, 1);
    g_assert_cmpuint(lines_about(fixture, "mail.taken", mail, NULL), ==,
                     g_str_equal(row->state, "taken"));
}

static int rest(Fixture *fixture)
{
    int seconds = -1;
    ASSERT_DONE(gf_delivery_rest(&fixture->clerk, &seconds, ERROR));
    return seconds;
}

/* A refused account is left alone, by whichever process, until the rest is over or somebody mended
 * the configuration; a clock set back cannot make the rest longer. */
static void test_rest(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    gint64 now = gf_clock_now(fixture->clock);
    g_assert_cmpint(rest(fixture), ==, 0);
    record(fixture, mail, (GfDelivery){GF_DELIVERY_ACCOUNT, 535, NULL, "535 no"});
    g_assert_cmpint(rest(fixture), ==, 300);
    gf_clock_set(fixture->clock, now + 299);
    g_assert_cmpint(rest(fixture), ==, 1);
    gf_clock_set(fixture->clock, now + 300);
    g_assert_cmpint(rest(fixture), ==, 0);
    gf_clock_set(fixture->clock, now - 1);
    g_assert_cmpint(rest(fixture), ==, 0);
    gf_clock_set(fixture->clock, now);
    ASSERT_DONE(gf_delivery_end_rest(&fixture->clerk, ERROR));
    g_assert_cmpint(rest(fixture), ==, 0);
    record(fixture, mail, (GfDelivery){GF_DELIVERY_UNREACHABLE, 0, NULL, "connection refused"});
    g_assert_cmpint(rest(fixture), ==, 60);
}

/* The line of the journal shows the bytes that were taken. */
static void test_evidence(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    g_autofree char *sha256 = NULL;
    g_autofree char *subject = g_strdup_printf("outgoing/%" G_GINT64_FORMAT, mail->id);
    g_autoptr(GPtrArray) lines = NULL;
    record(fixture, mail, (GfDelivery){GF_DELIVERY_TAKEN, 250, NULL, "250 taken"});
    ASSERT_DONE(gf_store_outgoing_sha256(fixture->store, mail, &sha256, ERROR));
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    const GfJournalLine *last = lines->pdata[lines->len - 1];
    g_assert_cmpstr(last->act, ==, "mail.taken");
    g_assert_cmpstr(last->evidence, ==, sha256);
}

/* Retried until its lifetime of 48 hours is over, the last time at its end. */
static void test_lifetime(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    gint64 end = mail->queued_at + 48 * 3600;
    int tries = 1;
    for (; g_strcmp0(mail->state, "failed") != 0 && tries < 100; tries++) {
        record(fixture, mail, (GfDelivery){GF_DELIVERY_DEFERRED, 451, NULL, "451 later"});
        if (!g_str_equal(mail->state, "ready"))
            break;
        g_assert_cmpint(mail->due_at, <=, end);
        gf_clock_set(fixture->clock, mail->due_at);
        mail->tries++;
    }
    g_assert_cmpstr(mail->state, ==, "failed");
    g_assert_cmpint(gf_clock_now(fixture->clock), ==, end);
    g_assert_cmpuint(lines_about(fixture, "mail.failed", mail, "lifetime"), ==, 1);
    g_assert_cmpint(tries, >, 10);
    g_assert_false(is_unreachable(fixture, "anne"));
}

/* I6: the third unknown outcome is staff's to decide; the Message-ID is always the same. */
static void test_uncertain(Fixture *fixture, gconstpointer data)
{
    GfDelivery unknown = {GF_DELIVERY_UNCERTAIN, 0, NULL, "connection lost"};
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    g_autofree char *message_id = g_strdup(mail->message_id);
    static const char *const states[] = {"ready", "ready", "uncertain"};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        record(fixture, mail, unknown);
        g_assert_cmpstr(mail->state, ==, states[i]);
        g_assert_cmpint(mail->unknown_outcomes, ==, i + 1);
    }
    g_assert_cmpuint(lines_about(fixture, "mail.uncertain", mail, "repeat-same-message-id"), ==, 2);
    g_assert_cmpuint(lines_about(fixture, "mail.undecided", mail, "staff-decides"), ==, 1);
    ASSERT_DONE(gf_delivery_retry(&fixture->clerk, mail->id, ERROR));
    g_autoptr(GfOutgoing) again = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(again->state, ==, "ready");
    g_assert_cmpint(again->unknown_outcomes, ==, 0);
    g_assert_cmpstr(again->message_id, ==, message_id);
}

/* I6: what a dead daemon left `sending` is uncertain, and nothing else is touched. */
static void test_recover(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    guint count = 0;
    record(fixture, mail, (GfDelivery){GF_DELIVERY_TAKEN, 250, NULL, "250 taken"});
    ASSERT_DONE(gf_delivery_recover(&fixture->clerk, &count, ERROR));
    g_assert_cmpuint(count, ==, 4);
    g_autoptr(GfOutgoing) anne = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfOutgoing) bruno = mail_to(fixture, "convocation", "bruno@bourg.example");
    g_assert_cmpstr(anne->state, ==, "taken");
    g_assert_cmpstr(bruno->state, ==, "ready");
    g_assert_cmpint(bruno->unknown_outcomes, ==, 1);
    g_assert_cmpstr(bruno->reply, ==, "the daemon was stopped while this mail was being sent");
    g_assert_cmpuint(lines_about(fixture, "mail.uncertain", bruno, NULL), ==, 1);
    ASSERT_DONE(gf_delivery_recover(&fixture->clerk, &count, ERROR));
    g_assert_cmpuint(count, ==, 0);
    g_assert_cmpuint(send_all(fixture, GF_DELIVERY_TAKEN), ==, 4);
}

/* Died three times over one mail: it does not go a fourth time by itself. */
static void test_recover_thrice(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    guint count = 0;
    for (int i = 0; i < 3; i++) {
        ASSERT_DONE(gf_delivery_recover(&fixture->clerk, &count, ERROR));
        g_assert_cmpuint(count, ==, 5);
        g_autoptr(GPtrArray) all = claim_ready(fixture);
        g_assert_cmpuint(all->len, ==, i < 2 ? 5 : 0);
    }
    g_autoptr(GfOutgoing) anne = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(anne->state, ==, "uncertain");
}

/* Put off by a clock that was a year ahead: due again once it is right, and not for a year longer.
 */
static void test_date_anew(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    gint64 now = gf_clock_now(fixture->clock);
    guint count = 9;
    gf_clock_set(fixture->clock, now + 365 * 86400);
    mail->queued_at = gf_clock_now(fixture->clock);
    record(fixture, mail, (GfDelivery){GF_DELIVERY_DEFERRED, 451, NULL, "451 later"});
    ASSERT_DONE(gf_delivery_date_anew(&fixture->clerk, &count, ERROR));
    g_assert_cmpuint(count, ==, 0);
    gf_clock_set(fixture->clock, now);
    ASSERT_DONE(gf_delivery_date_anew(&fixture->clerk, &count, ERROR));
    g_assert_cmpuint(count, ==, 1);
    g_autoptr(GfOutgoing) again = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpint(again->due_at, ==, now);
    g_assert_cmpint(again->queued_at, ==, now);
    ASSERT_DONE(gf_delivery_date_anew(&fixture->clerk, &count, ERROR));
    g_assert_cmpuint(count, ==, 0);
}

static void test_staff(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    ASSERT_REFUSED(gf_delivery_retry(&fixture->clerk, mail->id, ERROR), "mail 3: it is sending");
    ASSERT_REFUSED(gf_delivery_drop(&fixture->clerk, mail->id, ERROR), "mail 3: it is sending");
    ASSERT_REFUSED(gf_delivery_drop(&fixture->clerk, 99, ERROR),
                   "mail 99: there is none of that number (see: greffe queue list)");
    record(fixture, mail, (GfDelivery){GF_DELIVERY_REFUSED, 554, NULL, "554 no"});
    at(fixture, "2027-02-16 10:00");
    ASSERT_DONE(gf_delivery_retry(&fixture->clerk, mail->id, ERROR));
    g_autoptr(GfOutgoing) retried = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(retried->state, ==, "ready");
    g_assert_cmpint(retried->due_at, ==, gf_clock_now(fixture->clock));
    ASSERT_DONE(gf_delivery_drop(&fixture->clerk, mail->id, ERROR));
    g_autoptr(GfOutgoing) dropped = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(dropped->state, ==, "dropped");
    ASSERT_REFUSED(gf_delivery_retry(&fixture->clerk, mail->id, ERROR), "mail 3: it is dropped");
    g_assert_cmpuint(lines_about(fixture, "mail.retried", mail, "order"), ==, 1);
    g_assert_cmpuint(lines_about(fixture, "mail.dropped", mail, "order"), ==, 1);
}

/* Five mails wait. */
static guint release(Fixture *fixture, GfRelease how)
{
    GfReleased mails;
    ASSERT_DONE(gf_delivery_release(&fixture->clerk, how, &mails, ERROR));
    g_assert_cmpuint(mails.doubtful + mails.later, ==, 5);
    g_assert_cmpint(rest(fixture), ==, 0);
    g_assert_cmpuint(count_lines(fixture, "sending.released", "assembly", NULL), ==, 1);
    return mails.doubtful;
}

/* After a restore nothing is sent, restarts or not, until staff has said what becomes of the mails
 * that the backup had not sent yet (I6). */
static void test_hold(Fixture *fixture, gconstpointer data)
{
    (void) data;
    guint count = 0;
    GfReleased mails;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    ASSERT_REFUSED(gf_delivery_release(&fixture->clerk, GF_RELEASE_SEND, &mails, ERROR),
                   "sending is not held (it is after the restore of a backup)");
    ASSERT_DONE_INSIDE(fixture, gf_delivery_hold(&fixture->clerk, mail->queued_at, ERROR));
    g_assert_cmpint(rest(fixture), >, 0);
    ASSERT_DONE(gf_delivery_recover(&fixture->clerk, &count, ERROR));
    ASSERT_DONE(gf_delivery_end_rest(&fixture->clerk, ERROR));
    g_assert_cmpint(rest(fixture), >, 0);
    ASSERT_REFUSED(gf_delivery_release(&fixture->clerk, GF_RELEASE_IF_NONE, &mails, ERROR),
                   "5 mails waited already when the backup was made and may have gone out since "
                   "(see: greffe queue list; then --drop to give them up, or --send to send them "
                   "all the same)");
    g_assert_cmpint(rest(fixture), >, 0);
    g_assert_cmpuint(release(fixture, GF_RELEASE_DROP), ==, 5);
    g_autoptr(GfOutgoing) dropped = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(dropped->state, ==, "dropped");
    g_assert_cmpuint(lines_about(fixture, "mail.dropped", mail, "restored"), ==, 1);
}

static const struct Release {
    const char *name;
    int later; /* seconds from the backup to the mails */
    GfRelease how;
    guint doubtful;
} releases[] = {
    {"send", 0, GF_RELEASE_SEND, 5},
    {"none", 1, GF_RELEASE_IF_NONE, 0},
    {"drop-spares-later-mails", 1, GF_RELEASE_DROP, 0},
};

static void test_release(Fixture *fixture, gconstpointer data)
{
    const struct Release *row = data;
    g_autoptr(GfOutgoing) mail = claimed(fixture);
    ASSERT_DONE_INSIDE(fixture,
                       gf_delivery_hold(&fixture->clerk, mail->queued_at - row->later, ERROR));
    g_assert_cmpuint(release(fixture, row->how), ==, row->doubtful);
    g_autoptr(GfOutgoing) kept = mail_to(fixture, "convocation", "anne@bourg.example");
    g_assert_cmpstr(kept->state, ==, "sending");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
        TEST_ROW("/delivery/outcome", &outcomes[i], test_outcome);
    TEST("/delivery/rest", test_rest);
    TEST("/delivery/evidence", test_evidence);
    TEST("/delivery/lifetime", test_lifetime);
    TEST("/delivery/uncertain", test_uncertain);
    TEST("/delivery/recover", test_recover);
    TEST("/delivery/recover-thrice", test_recover_thrice);
    TEST("/delivery/date-anew", test_date_anew);
    TEST("/delivery/staff", test_staff);
    TEST("/delivery/hold", test_hold);
    for (gsize i = 0; i < G_N_ELEMENTS(releases); i++)
        TEST_ROW("/delivery/release", &releases[i], test_release);
    return g_test_run();
}
