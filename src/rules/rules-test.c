/* rules-test.c - notice, quorum, parity, retry, trust and the order of answers, as tables. */
#include "base/date.h"
#include "rules/rules.h"

static GDate day(const char *text)
{
    GDate date;
    g_date_clear(&date, 1);
    g_assert_true(gf_date_parse(text, &date));
    return date;
}

static void test_notice(void)
{
    static const struct {
        const char *sent, *session;
        int required;
        gboolean lawful;
        int there_are;
        const char *last_day;
    } rows[] = {
        {"2027-02-27", "2027-03-12", 12, TRUE, 12, "2027-02-27"},  /* on the last day, a Saturday */
        {"2027-02-28", "2027-03-12", 12, FALSE, 11, "2027-02-27"}, /* one day late */
        {"2027-01-04", "2027-03-12", 12, TRUE, 66, "2027-02-27"},
        {"2026-12-19", "2026-12-25", 5, TRUE, 5, "2026-12-19"},
        {"2026-12-21", "2026-12-25", 3, TRUE, 3, "2026-12-21"},
        {"2027-03-11", "2027-03-12", 0, TRUE, 0, "2027-03-11"},
        {"2027-03-12", "2027-03-12", 0, FALSE, -1, "2027-03-11"}, /* never on the day itself */
        {"2027-03-20", "2027-03-12", 3, FALSE, -9, "2027-03-08"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GDate sent = day(rows[i].sent), session = day(rows[i].session);
        GfNotice notice = gf_rule_notice(&sent, &session, rows[i].required);
        g_autofree char *last_day = gf_date_format(&notice.last_day);
        g_assert_cmpint(notice.lawful, ==, rows[i].lawful);
        g_assert_cmpint(notice.jours_francs, ==, rows[i].there_are);
        g_assert_cmpstr(last_day, ==, rows[i].last_day);
    }
}

static void test_quorum(void)
{
    static const struct {
        const char *name;
        int seats, present, represented, numerator, denominator;
        gboolean strictly_more;
        GfQuorumCounts counts;
        int required, sure, missing;
        gboolean reached;
    } rows[] = {
        {"half", 158, 79, 0, 1, 2, FALSE, GF_QUORUM_PRESENT, 79, 79, 0, TRUE},
        {"half, one short", 158, 78, 40, 1, 2, FALSE, GF_QUORUM_PRESENT, 79, 78, 1, FALSE},
        {"more than half", 158, 79, 0, 1, 2, TRUE, GF_QUORUM_PRESENT, 80, 79, 1, FALSE},
        {"more than half of odd", 23, 12, 0, 1, 2, TRUE, GF_QUORUM_PRESENT, 12, 12, 0, TRUE},
        {"half of odd", 23, 11, 0, 1, 2, FALSE, GF_QUORUM_PRESENT, 12, 11, 1, FALSE},
        {"represented count", 232, 100, 16, 1, 2, FALSE, GF_QUORUM_PRESENT_OR_REPRESENTED, 116, 116,
         0, TRUE},
        {"represented do not", 232, 100, 16, 1, 2, FALSE, GF_QUORUM_PRESENT, 116, 100, 16, FALSE},
        {"a third", 20, 6, 0, 1, 3, FALSE, GF_QUORUM_PRESENT, 7, 6, 1, FALSE},
        {"a third, exact", 21, 7, 0, 1, 3, FALSE, GF_QUORUM_PRESENT, 7, 7, 0, TRUE},
        {"two thirds", 20, 14, 0, 2, 3, FALSE, GF_QUORUM_PRESENT, 14, 14, 0, TRUE},
        {"all", 20, 19, 0, 1, 1, FALSE, GF_QUORUM_PRESENT, 20, 19, 1, FALSE},
        {"no seats", 0, 0, 0, 1, 2, FALSE, GF_QUORUM_PRESENT, 1, 0, 1, FALSE},
        {"no quorum asked", 20, 1, 0, 0, 1, FALSE, GF_QUORUM_PRESENT, 1, 1, 0, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfQuorum found =
            gf_rule_quorum(rows[i].seats, rows[i].present, rows[i].represented, rows[i].numerator,
                           rows[i].denominator, rows[i].strictly_more, rows[i].counts);
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(found.seats, ==, rows[i].seats);
        g_assert_cmpint(found.required, ==, rows[i].required);
        g_assert_cmpint(found.sure, ==, rows[i].sure);
        g_assert_cmpint(found.missing, ==, rows[i].missing);
        g_assert_cmpint(found.reached, ==, rows[i].reached);
    }
}

static void test_parity(void)
{
    static const struct {
        int women, men, tolerance;
        gboolean balanced;
    } rows[] = {
        {1, 1, 0, TRUE},   {2, 0, 0, FALSE},  {0, 2, 0, FALSE},   {10, 10, 1, TRUE},
        {11, 10, 1, TRUE}, {10, 11, 1, TRUE}, {12, 10, 1, FALSE}, {9, 11, 1, FALSE},
        {0, 0, 0, TRUE},   {2, 1, 0, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(gf_rule_parity(rows[i].women, rows[i].men, rows[i].tolerance), ==,
                        rows[i].balanced);
}

static void test_pair(void)
{
    static const struct {
        int women, men, unknown;
        GfPair pair;
    } rows[] = {
        {1, 1, 0, GF_PAIR_COMPLETE},    {0, 0, 0, GF_PAIR_VACANT},   {1, 0, 0, GF_PAIR_VACANT},
        {0, 1, 0, GF_PAIR_VACANT},      {0, 0, 1, GF_PAIR_VACANT},   {2, 0, 0, GF_PAIR_SAME_GENDER},
        {0, 2, 0, GF_PAIR_SAME_GENDER}, {1, 0, 1, GF_PAIR_UNSURE},   {0, 1, 1, GF_PAIR_UNSURE},
        {0, 0, 2, GF_PAIR_UNSURE},      {2, 1, 0, GF_PAIR_TOO_MANY}, {1, 1, 1, GF_PAIR_TOO_MANY},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(gf_rule_pair(rows[i].women, rows[i].men, rows[i].unknown), ==,
                        rows[i].pair);
}

static void test_retry_table(void)
{
    static const struct {
        int tries;
        double random;
        int expected; /* queued at 1000, for 48 hours, now 1000 */
    } rows[] = {
        {0, 0, 0},       {1, 0, 300},     {1, 0.5, 337},     {2, 0, 600},   {3, 0, 1200},
        {4, 0, 2400},    {5, 0, 4800},    {6, 0, 9600},      {7, 0, 14400}, {8, 0, 14400},
        {500, 0, 14400}, {7, 0.5, 16200}, {6, 0.999, 11997},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(gf_rule_retry_delay(rows[i].tries, rows[i].random, 1000, 172800, 1000), ==,
                        rows[i].expected);
    /* at the end of its life: a last try at the very end, then none */
    g_assert_cmpint(gf_rule_retry_delay(7, 0, 1000, 3600, 4000), ==, 600);
    g_assert_cmpint(gf_rule_retry_delay(7, 0, 1000, 3600, 4599), ==, 1);
    g_assert_cmpint(gf_rule_retry_delay(7, 0, 1000, 3600, 4600), ==, -1);
    g_assert_cmpint(gf_rule_retry_delay(0, 0, 1000, 3600, 9999), ==, -1);
}

/* A server that always says "later": tries grow rarer, the last is at the end, and it does end. */
static void test_retry_life(void)
{
    for (guint seed = 0; seed < 200; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        gint64 now = 0;
        int tries = 0, delay = 0, before = 0;
        for (; (delay = gf_rule_retry_delay(tries, g_rand_double(rand), 0, 172800, now)) >= 0;
             tries++) {
            g_assert_cmpint(delay, <=, 18000);
            if (now + delay < 172800 && tries > 0)
                g_assert_cmpint(delay, >=, MIN(before, 14400));
            before = delay;
            now += delay;
            if (tries > 50)
                break;
        }
        g_assert_cmpint(now, ==, 172800);
        g_assert_cmpint(tries, >=, 14);
        g_assert_cmpint(tries, <=, 20);
    }
}

static void test_uncertain(void)
{
    g_assert_cmpint(gf_rule_uncertain(1), ==, GF_UNCERTAIN_REPEAT);
    g_assert_cmpint(gf_rule_uncertain(2), ==, GF_UNCERTAIN_REPEAT);
    g_assert_cmpint(gf_rule_uncertain(3), ==, GF_UNCERTAIN_STAFF);
    g_assert_cmpint(gf_rule_uncertain(4), ==, GF_UNCERTAIN_STAFF);
}

/* The twelve cases of token, From and DMARC where nobody else is concerned. */
static const struct {
    gboolean token, from_known;
    GfDmarc dmarc;
    GfTrust trust;
    const char *rule;
} TRUST[] = {
    {TRUE, TRUE, GF_DMARC_NONE, GF_TRUST_APPLY, "token-from-known"},
    {TRUE, TRUE, GF_DMARC_PASS, GF_TRUST_APPLY, "token-from-known"},
    {TRUE, TRUE, GF_DMARC_FAIL, GF_TRUST_HOLD, "dmarc-fail"},
    {TRUE, FALSE, GF_DMARC_NONE, GF_TRUST_CONFIRM, "token-from-unknown"},
    {TRUE, FALSE, GF_DMARC_PASS, GF_TRUST_APPLY_AND_TELL, "token-dmarc-pass"},
    {TRUE, FALSE, GF_DMARC_FAIL, GF_TRUST_HOLD, "dmarc-fail"},
    {FALSE, TRUE, GF_DMARC_NONE, GF_TRUST_CONFIRM, "from-alone"},
    {FALSE, TRUE, GF_DMARC_PASS, GF_TRUST_APPLY_AND_TELL, "from-dmarc-pass"},
    {FALSE, TRUE, GF_DMARC_FAIL, GF_TRUST_HOLD, "dmarc-fail"},
    {FALSE, FALSE, GF_DMARC_NONE, GF_TRUST_HOLD, "unknown"},
    {FALSE, FALSE, GF_DMARC_PASS, GF_TRUST_HOLD, "unknown"},
    {FALSE, FALSE, GF_DMARC_FAIL, GF_TRUST_HOLD, "dmarc-fail"},
};

static void test_trust(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(TRUST); i++) {
        GfTrustFacts facts = {
            .token = TRUST[i].token, .from_known = TRUST[i].from_known, .dmarc = TRUST[i].dmarc};
        const char *rule = NULL;
        g_assert_cmpint(gf_rule_trust(&facts, &rule), ==, TRUST[i].trust);
        g_assert_cmpstr(rule, ==, TRUST[i].rule);
        g_assert_cmpint(gf_rule_trust(&facts, NULL), ==, TRUST[i].trust);
        /* Another member in the game: always a human. */
        for (int other = 1; other < 4; other++) {
            facts.token_of_other = (other & 1) != 0;
            facts.attendee_other = (other & 2) != 0;
            g_assert_cmpint(gf_rule_trust(&facts, &rule), ==, GF_TRUST_HOLD);
            g_assert_cmpstr(rule, ==, facts.dmarc == GF_DMARC_FAIL ? "dmarc-fail" : "other-member");
        }
    }
}

static void test_answer_order(void)
{
    /* from the oldest to the newest */
    static const GfAnswerOrder ordered[] = {
        {0, 900, 999, 9}, {1, 100, 900, 9}, {1, 200, 300, 9}, {1, 200, 301, 1},
        {1, 200, 301, 2}, {1, 201, 202, 0}, {2, 0, 0, 0},
    };
    for (int i = 0; i < (int) G_N_ELEMENTS(ordered); i++) {
        for (int j = 0; j < (int) G_N_ELEMENTS(ordered); j++) {
            int found = gf_rule_answer_compare(&ordered[i], &ordered[j]);
            g_assert_cmpint((found > 0) - (found < 0), ==, (i > j) - (i < j));
        }
    }
}

static void test_answer_time(void)
{
    static const struct {
        const char *name;
        gint64 dtstamp, date, invited_at, arrived_at, expected;
    } rows[] = {
        {"dtstamp", 150, 160, 100, 200, 150},
        {"dtstamp copied from the invitation", 100, 160, 100, 200, 160},
        {"dtstamp of the future", 201, 160, 100, 200, 160},
        {"dtstamp at arrival", 200, 160, 100, 200, 200},
        {"no dtstamp", 0, 160, 100, 200, 160},
        {"date before the invitation", 0, 90, 100, 200, 200},
        {"date of the future", 0, 300, 100, 200, 200},
        {"neither", 0, 0, 100, 200, 200},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(gf_rule_answer_time(rows[i].dtstamp, rows[i].date, rows[i].invited_at,
                                            rows[i].arrived_at),
                        ==, rows[i].expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/rules/notice", test_notice);
    g_test_add_func("/rules/quorum", test_quorum);
    g_test_add_func("/rules/parity", test_parity);
    g_test_add_func("/rules/pair", test_pair);
    g_test_add_func("/rules/retry/table", test_retry_table);
    g_test_add_func("/rules/retry/life", test_retry_life);
    g_test_add_func("/rules/uncertain", test_uncertain);
    g_test_add_func("/rules/trust", test_trust);
    g_test_add_func("/rules/answer/order", test_answer_order);
    g_test_add_func("/rules/answer/time", test_answer_time);
    return g_test_run();
}
