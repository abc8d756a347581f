/* log-test.c - the form of lines, in the journal and out of it, and what strangers cannot do to it.
 */
#include "base/log.h"

#include <string.h>

static void test_line(void)
{
    static const struct {
        GLogLevelFlags level;
        const char *text, *journal, *plain;
    } rows[] = {
        {G_LOG_LEVEL_MESSAGE, "m1 kind=message outcome=held", "<5>m1 kind=message outcome=held",
         "2027-03-12T08:30:00Z m1 kind=message outcome=held"},
        {G_LOG_LEVEL_INFO, "a", "<6>a", "2027-03-12T08:30:00Z a"},
        {G_LOG_LEVEL_WARNING, "a", "<4>a", "2027-03-12T08:30:00Z a"},
        {G_LOG_LEVEL_CRITICAL, "a", "<3>a", "2027-03-12T08:30:00Z a"},
        {G_LOG_LEVEL_DEBUG, "a", "<7>a", "2027-03-12T08:30:00Z a"},
        {G_LOG_LEVEL_INFO, "subject=\"x\r\n<3>forged\x1b[2J\"", "<6>subject=\"x <3>forged [2J\"",
         "2027-03-12T08:30:00Z subject=\"x <3>forged [2J\""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *journal = gf_log_line(rows[i].level, rows[i].text, TRUE, 1804840200);
        g_autofree char *plain = gf_log_line(rows[i].level, rows[i].text, FALSE, 1804840200);
        g_assert_cmpstr(journal, ==, rows[i].journal);
        g_assert_cmpstr(plain, ==, rows[i].plain);
    }
    g_autofree char *broken = gf_log_line(G_LOG_LEVEL_INFO, "caf\xe9", TRUE, 0);
    g_assert_cmpstr(broken, ==, "<6>caf\xef\xbf\xbd");
    g_autofree char *huge = g_strnfill(100000, 'x');
    g_autofree char *cut = gf_log_line(G_LOG_LEVEL_INFO, huge, TRUE, 0);
    g_assert_cmpuint(strlen(cut), <, 4010);
}

/* In a process of its own, because GLib takes one writer for good. */
static void test_events(void)
{
    if (g_test_subprocess()) {
        g_unsetenv("G_MESSAGES_DEBUG");
        gf_log_init(TRUE);
        gf_log_event(G_LOG_LEVEL_INFO, "m%d outcome=%s", 7, "a\nb");
        gf_log_event(G_LOG_LEVEL_DEBUG, "hidden");
        g_message("foreign\nwords");
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("<6>m7 outcome=a b\n<5>library foreign words\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/log/line", test_line);
    g_test_add_func("/log/events", test_events);
    return g_test_run();
}
