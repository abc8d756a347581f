/* zone-test.c - offsets of every zone of the system, against what GLib finds. */
#include "base/zone.h"

#include <string.h>

/* 1 January of a year, in UTC. */
static gint64 year_begin(int year)
{
    g_autoptr(GDateTime) begin = g_date_time_new_utc(year, 1, 1, 0, 0, 0);
    return g_date_time_to_unix(begin);
}

static gint64 offset_of_glib(GTimeZone *zone, gint64 instant)
{
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, instant);
    return g_time_zone_get_offset(zone, interval);
}

/* Every few days and hours, and around each change that is found. */
static void compare(const char *name, gint64 until)
{
    g_autoptr(GTimeZone) expected = g_time_zone_new_identifier(name);
    const GfZone *zone = gf_zone_open(name);
    g_assert_nonnull(zone);
    g_assert_true(zone == gf_zone_open(name));
    const gint64 step = 13 * 86400 + 3607;
    guint differences = 0;
    for (gint64 instant = year_begin(1850); zone != NULL && instant < until; instant += step)
        differences += gf_zone_offset(zone, instant) != offset_of_glib(expected, instant);
    if (differences > 0)
        g_test_message("%s: %u differences", name, differences);
    g_assert_cmpuint(differences, ==, 0);
}

static void test_all(void)
{
    g_autofree char *list = NULL;
    g_file_get_contents("/usr/share/zoneinfo/tzdata.zi", &list, NULL, NULL);
    if (list == NULL) {
        g_test_skip("the system has no list of its zones");
        return;
    }
    g_auto(GStrv) lines = g_strsplit(list, "\n", -1);
    guint count = 0;
    for (char **line = lines; *line != NULL; line++) {
        if ((*line)[0] != 'Z')
            continue;
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        /* GLib misreads the rule of Ireland, whose summer time is the standard one. */
        gboolean odd = strcmp(words[1], "Europe/Dublin") == 0;
        if (strcmp(words[1], "Factory") != 0)
            compare(words[1], year_begin(odd ? 2037 : 2200));
        count++;
    }
    g_assert_cmpuint(count, >, 300);
}

static void test_seconds(void)
{
    static const struct {
        const char *zone;
        gint64 instant, offset;
    } rows[] = {
        {"UTC", 0, 0},
        {"Europe/Paris", 1806195599, 3600}, /* 28 March 2027, 00:59:59 UTC */
        {"Europe/Paris", 1806195600, 7200},
        {"Europe/Paris", 1824944399, 7200}, /* 31 October 2027, 00:59:59 UTC */
        {"Europe/Paris", 1824944400, 3600},
        {"Europe/Paris", 3994707600, 7200}, /* 2 August 2096, by the rule */
        {"Europe/Paris", 4100000000, 3600}, /* 3 December 2099 */
        {"Indian/Reunion", 1806195600, 14400},
        {"America/Martinique", 1806195600, -14400},
        {"Pacific/Noumea", 4102444800, 39600},
        {"Europe/Dublin", 2172285202, 0},    /* 2 November 2038: winter */
        {"Europe/Dublin", 2161000000, 3600}, /* 24 June 2038 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const GfZone *zone = gf_zone_open(rows[i].zone);
        g_assert_nonnull(zone);
        if (zone != NULL)
            g_assert_cmpint(gf_zone_offset(zone, rows[i].instant), ==, rows[i].offset);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/zone/all", test_all);
    g_test_add_func("/zone/seconds", test_seconds);
    return g_test_run();
}
