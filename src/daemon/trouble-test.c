/* trouble-test.c - a trouble that lasts is told now and then, one that is over once. */
#include "daemon/trouble.h"

#include "base/error.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static char *tell(GfTroubles *troubles, const char *where, const char *words, gint64 now)
{
    g_autoptr(GError) problem = g_error_new_literal(GF_ERROR, GF_ERROR_STATE, words);
    return gf_troubles_tell(troubles, where, problem, 30, now);
}

/* How often something that fails every second for an hour is told. */
static guint told_in_an_hour(const char *first, const char *second)
{
    g_autoptr(GfTroubles) troubles = gf_troubles_new();
    guint lines = 0;
    for (gint64 now = 0; now < 3600 * SECOND; now += SECOND) {
        g_autofree char *database = tell(troubles, "database", first, now);
        g_autofree char *mailbox = tell(troubles, "mailbox", second, now);
        lines += (database != NULL) + (mailbox != NULL);
    }
    return lines;
}

static void test_same(void)
{
    g_assert_cmpuint(told_in_an_hour("full", "full"), ==, 2 * 6);
    g_assert_cmpuint(told_in_an_hour("full", "no answer"), ==, 2 * 6);
}

static void test_words(void)
{
    g_autoptr(GfTroubles) troubles = gf_troubles_new();
    g_autofree char *line = tell(troubles, "database", "the disk is full", 0);
    g_autofree char *again = tell(troubles, "database", "the disk is full", SECOND);
    g_autofree char *other = tell(troubles, "database", "it is locked", 2 * SECOND);
    g_assert_cmpstr(line, ==, "database outcome=failed retry_seconds=30 reason=the disk is full");
    g_assert_null(again);
    g_assert_cmpstr(other, ==, "database outcome=failed retry_seconds=30 reason=it is locked");
}

static const struct {
    const char *first, *second;
    gboolean same;
} numbers[] = {
    {"after 30001 milliseconds", "after 9 milliseconds", TRUE},
    {"7 of 12", "13 of 8", TRUE},
    {"421", "", TRUE},
    {"took (0.001 + 0.002) secs", "took (0.001) secs", TRUE},
    {"port 25 is closed", "port 25 is closed now", FALSE},
    {"1a2b3", "1a2c3", FALSE},
    {"refused", "refuse", FALSE},
};

static void test_numbers(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autoptr(GfTroubles) troubles = gf_troubles_new();
        g_autofree char *first = tell(troubles, "transport", numbers[i].first, 0);
        g_autofree char *second = tell(troubles, "transport", numbers[i].second, SECOND);
        g_assert_nonnull(first);
        g_assert_cmpint(second == NULL, ==, numbers[i].same);
    }
}

static void test_end(void)
{
    g_autoptr(GfTroubles) troubles = gf_troubles_new();
    g_autofree char *never = gf_troubles_end(troubles, "mailbox");
    g_autofree char *line = tell(troubles, "mailbox", "no answer", 0);
    g_autofree char *other = gf_troubles_end(troubles, "database");
    g_autofree char *over = gf_troubles_end(troubles, "mailbox");
    g_autofree char *twice = gf_troubles_end(troubles, "mailbox");
    g_autofree char *new_one = tell(troubles, "mailbox", "no answer", SECOND);
    g_assert_null(never);
    g_assert_nonnull(line);
    g_assert_null(other);
    g_assert_cmpstr(over, ==, "mailbox outcome=recovered");
    g_assert_null(twice);
    g_assert_nonnull(new_one);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/daemon/trouble/same", test_same);
    g_test_add_func("/daemon/trouble/words", test_words);
    g_test_add_func("/daemon/trouble/numbers", test_numbers);
    g_test_add_func("/daemon/trouble/end", test_end);
    return g_test_run();
}
