/* date-test.c - civil dates against a calendar on paper, wall clocks across every change of hour.
 */
#include "base/date.h"

#include <locale.h>
#include <string.h>
#include <time.h>

static GDate day(const char *text)
{
    GDate date;
    g_date_clear(&date, 1);
    g_assert_true(gf_date_parse(text, &date));
    return date;
}

static gint64 at(const char *rfc3339)
{
    gint64 instant = 0;
    g_assert_true(gf_instant_parse_rfc3339(rfc3339, &instant));
    return instant;
}

static void test_parse(void)
{
    static const char *const good[] = {"2027-03-12", "2028-02-29", "0001-01-01", "9999-12-31",
                                       "2000-02-29"};
    static const char *const bad[] = {"",           "2027-3-12",  "2027-03-12 ", " 2027-03-12",
                                      "2027-02-29", "1900-02-29", "2027-13-01",  "2027-00-10",
                                      "2027-01-00", "2027-04-31", "0000-01-01",  "2027/03/12",
                                      "2027-03-1a", "+027-03-12", "20270312",    "2027-03-123"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        GDate date;
        g_assert_true(gf_date_parse(good[i], &date));
        g_autofree char *again = gf_date_format(&date);
        g_assert_cmpstr(again, ==, good[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        GDate date;
        if (gf_date_parse(bad[i], &date))
            g_test_message("%s", bad[i]);
        g_assert_false(gf_date_parse(bad[i], &date));
    }
    g_assert_false(gf_date_parse(NULL, NULL));
}

static void test_words(void)
{
    static const struct {
        const char *date, *french, *english;
    } rows[] = {
        {"2017-03-31", "vendredi 31 mars 2017", "Friday 31 March 2017"},
        {"2027-05-01", "samedi 1er mai 2027", "Saturday 1 May 2027"},
        {"2026-02-02", "lundi 2 février 2026", "Monday 2 February 2026"},
        {"2027-08-15", "dimanche 15 août 2027", "Sunday 15 August 2027"},
        {"2024-12-25", "mercredi 25 décembre 2024", "Wednesday 25 December 2024"},
        {"2022-11-01", "mardi 1er novembre 2022", "Tuesday 1 November 2022"},
        {"2020-01-09", "jeudi 9 janvier 2020", "Thursday 9 January 2020"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GDate date = day(rows[i].date);
        g_autofree char *french = gf_date_words(&date, "fr"), *english = gf_date_words(&date, "en");
        g_assert_cmpstr(french, ==, rows[i].french);
        g_assert_cmpstr(english, ==, rows[i].english);
    }
    static const struct {
        int hour, minute;
        const char *french, *english;
    } times[] = {{9, 30, "9 h 30", "9:30"},
                 {14, 0, "14 h", "14:00"},
                 {9, 5, "9 h 05", "9:05"},
                 {0, 0, "0 h", "0:00"},
                 {23, 59, "23 h 59", "23:59"}};
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *french = gf_time_words(times[i].hour, times[i].minute, "fr");
        g_autofree char *english = gf_time_words(times[i].hour, times[i].minute, "en");
        g_assert_cmpstr(french, ==, times[i].french);
        g_assert_cmpstr(english, ==, times[i].english);
    }
}

/* Published Easter Sundays, among them the earliest and latest possible and the special cases of
 * the computus (1954, 1981). */
static void test_easter(void)
{
    static const char *const sundays[] = {
        "1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1970-03-29", "1980-04-06",
        "1981-04-19", "1982-04-11", "1983-04-03", "1984-04-22", "1985-04-07", "1986-03-30",
        "1987-04-19", "1988-04-03", "1989-03-26", "1990-04-15", "1991-03-31", "1992-04-19",
        "1993-04-11", "1994-04-03", "1995-04-16", "1996-04-07", "1997-03-30", "1998-04-12",
        "1999-04-04", "2000-04-23", "2001-04-15", "2002-03-31", "2003-04-20", "2004-04-11",
        "2005-03-27", "2006-04-16", "2007-04-08", "2008-03-23", "2009-04-12", "2010-04-04",
        "2011-04-24", "2012-04-08", "2013-03-31", "2014-04-20", "2015-04-05", "2016-03-27",
        "2017-04-16", "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17",
        "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
        "2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17", "2034-04-09",
        "2035-03-25", "2036-04-13", "2037-04-05", "2038-04-25", "2285-03-22"};
    for (guint i = 0; i < G_N_ELEMENTS(sundays); i++) {
        GDate expected = day(sundays[i]);
        GDate easter = gf_easter(g_date_get_year(&expected));
        g_autofree char *found = gf_date_format(&easter);
        g_assert_cmpstr(found, ==, sundays[i]);
    }
    for (int year = 1583; year <= 9999; year++) {
        GDate easter = gf_easter(year);
        int since = 100 * (int) g_date_get_month(&easter) + g_date_get_day(&easter);
        g_assert_cmpint(g_date_get_weekday(&easter), ==, G_DATE_SUNDAY);
        g_assert_cmpint(since, >=, 322);
        g_assert_cmpint(since, <=, 425);
    }
}

/* All holidays of a year, "MM-DD MM-DD ...". Owned. */
static char *holidays_of(int year)
{
    GString *text = g_string_new(NULL);
    GDate date;
    g_date_clear(&date, 1);
    for (g_date_set_dmy(&date, 1, G_DATE_JANUARY, (GDateYear) year); g_date_get_year(&date) == year;
         g_date_add_days(&date, 1))
        if (gf_date_is_holiday(&date))
            g_string_append_printf(text, "%s%02d-%02d", text->len > 0 ? " " : "",
                                   (int) g_date_get_month(&date), g_date_get_day(&date));
    return g_string_free(text, FALSE);
}

static void test_holidays(void)
{
    static const struct {
        int year;
        const char *days;
    } rows[] = {
        {2017, "01-01 04-17 05-01 05-08 05-25 06-05 07-14 08-15 11-01 11-11 12-25"},
        {2024, "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25"},
        {2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"},
        {2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25"},
        /* Ascension on Labour Day, Ascension on 8 May */
        {2008, "01-01 03-24 05-01 05-08 05-12 07-14 08-15 11-01 11-11 12-25"},
        {1997, "01-01 03-31 05-01 05-08 05-19 07-14 08-15 11-01 11-11 12-25"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = holidays_of(rows[i].year);
        g_assert_cmpstr(found, ==, rows[i].days);
    }
}

static void test_working(void)
{
    static const struct {
        const char *date, *before, *after;
    } rows[] = {
        {"2027-03-12", "2027-03-12", "2027-03-12"}, /* a Friday */
        {"2027-03-13", "2027-03-12", "2027-03-15"}, /* a Saturday */
        {"2027-03-29", "2027-03-26", "2027-03-30"}, /* Easter Monday: over the weekend before it */
        {"2026-05-14", "2026-05-13", "2026-05-15"}, /* Ascension */
        {"2027-05-08", "2027-05-07", "2027-05-10"}, /* a Saturday and a holiday */
        {"2027-01-01", "2026-12-31", "2027-01-04"}, /* a Friday: into the year before */
        {"2026-05-02", "2026-04-30", "2026-05-04"}, /* Saturday after a holiday on Friday */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GDate date = day(rows[i].date);
        GDate before = gf_date_to_working(&date, -1), after = gf_date_to_working(&date, 1);
        g_autofree char *found_before = gf_date_format(&before),
                        *found_after = gf_date_format(&after);
        g_assert_cmpstr(found_before, ==, rows[i].before);
        g_assert_cmpstr(found_after, ==, rows[i].after);
        g_assert_cmpint(gf_date_is_working(&date), ==, strcmp(rows[i].date, rows[i].before) == 0);
    }
}

static void test_jours_francs(void)
{
    static const struct {
        const char *sent, *session;
        int francs;
    } rows[] = {
        {"2027-03-01", "2027-03-12", 10}, /* 2 to 11 March */
        {"2027-03-11", "2027-03-12", 0},  /* the day before: none between */
        {"2027-03-12", "2027-03-12", -1}, {"2027-03-20", "2027-03-12", -9},
        {"2027-02-27", "2027-03-12", 12}, /* over the end of February */
        {"2028-02-27", "2028-03-12", 13}, /* and of a leap year */
        {"2026-12-24", "2027-01-06", 12}, /* holidays and weekends count */
        {"2027-03-26", "2027-04-01", 5},  /* change of hour in between */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GDate sent = day(rows[i].sent), session = day(rows[i].session);
        g_assert_cmpint(gf_jours_francs(&sent, &session), ==, rows[i].francs);
    }
    GDate session = day("2027-03-12");
    GDate last = gf_last_day_to_convene(&session, 12);
    g_autofree char *found = gf_date_format(&last);
    g_assert_cmpstr(found, ==, "2027-02-27");
}

/* The last day to convene leaves exactly the notice; one day later no longer does. */
static void test_last_day(void)
{
    GDate session = day("2026-01-01");
    for (int i = 0; i < 1500; i++, g_date_add_days(&session, 1)) {
        int notice = i % 31;
        GDate last = gf_last_day_to_convene(&session, notice);
        g_assert_cmpint(gf_jours_francs(&last, &session), ==, notice);
        g_date_add_days(&last, 1);
        g_assert_cmpint(gf_jours_francs(&last, &session), <, notice);
    }
}

static void test_zones(void)
{
    static const char *const good[] = {"Europe/Paris",
                                       "UTC",
                                       "Indian/Reunion",
                                       "America/Martinique",
                                       "America/Argentina/Buenos_Aires",
                                       "Etc/GMT+3"};
    static const char *const bad[] = {"",
                                      "Paris",
                                      "Europe",
                                      "europe/nowhere",
                                      "/etc/localtime",
                                      "../zoneinfo/UTC",
                                      "Europe/../UTC",
                                      "+02:00",
                                      "localtime",
                                      "right/Europe/Paris",
                                      "CET-1CEST,M3.5.0,M10.5.0/3",
                                      ":UTC",
                                      " UTC"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(gf_zone_is_valid(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        if (gf_zone_is_valid(bad[i]))
            g_test_message("%s", bad[i]);
        g_assert_false(gf_zone_is_valid(bad[i]));
    }
    g_assert_false(gf_zone_is_valid(NULL));
}

static const struct {
    const char *date;
    int hour, minute;
    const char *zone, *instant;
} CLOCKS[] = {
    {"2027-03-12", 9, 30, "Europe/Paris", "2027-03-12T08:30:00Z"},
    {"2026-07-14", 9, 30, "Europe/Paris", "2026-07-14T07:30:00Z"},
    {"1970-01-01", 1, 0, "Europe/Paris", "1970-01-01T00:00:00Z"},
    /* 29 March 2026: from 2:00 to 3:00 */
    {"2026-03-29", 1, 59, "Europe/Paris", "2026-03-29T00:59:00Z"},
    {"2026-03-29", 2, 0, "Europe/Paris", "2026-03-29T01:00:00Z"},
    {"2026-03-29", 2, 30, "Europe/Paris", "2026-03-29T01:00:00Z"},
    {"2026-03-29", 3, 0, "Europe/Paris", "2026-03-29T01:00:00Z"},
    /* 25 October 2026: 2:00 to 3:00 twice, the first is meant */
    {"2026-10-25", 1, 59, "Europe/Paris", "2026-10-24T23:59:00Z"},
    {"2026-10-25", 2, 30, "Europe/Paris", "2026-10-25T00:30:00Z"},
    {"2026-10-25", 3, 0, "Europe/Paris", "2026-10-25T02:00:00Z"},
    /* a change by half an hour, a day that never was, west of UTC, none */
    {"2026-10-04", 2, 15, "Australia/Lord_Howe", "2026-10-03T15:30:00Z"},
    {"2011-12-30", 12, 0, "Pacific/Apia", "2011-12-30T10:00:00Z"},
    {"2026-11-01", 1, 30, "America/New_York", "2026-11-01T05:30:00Z"},
    {"2026-03-08", 2, 30, "America/New_York", "2026-03-08T07:00:00Z"},
    {"2026-03-29", 2, 30, "Indian/Reunion", "2026-03-28T22:30:00Z"},
    {"2026-03-29", 2, 30, "UTC", "2026-03-29T02:30:00Z"},
};

static void check_clocks(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(CLOCKS); i++) {
        GDate date = day(CLOCKS[i].date);
        gint64 instant = gf_instant_of(&date, CLOCKS[i].hour, CLOCKS[i].minute, CLOCKS[i].zone);
        g_autofree char *found = gf_instant_format(instant, "UTC");
        g_autofree char *expected = gf_instant_format(at(CLOCKS[i].instant), "UTC");
        g_assert_cmpstr(found, ==, expected);
    }
}

static void test_clocks(void)
{
    check_clocks();
}

/* Every minute that is skipped means the same moment, to the second. */
static void test_gap(void)
{
    GDate date = day("2026-03-29");
    for (int minute = 0; minute < 60; minute++)
        g_assert_cmpint(gf_instant_of(&date, 2, minute, "Europe/Paris"), ==,
                        at("2026-03-29T01:00:00Z"));
}

/* Nothing may depend on where the process runs. */
static void test_process_zone(void)
{
    static const char *const zones[] = {"UTC", "America/New_York", "Asia/Kolkata"};
    g_autofree char *before = g_strdup(g_getenv("TZ"));
    setlocale(LC_ALL, "");
    for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_setenv("TZ", zones[i], TRUE);
        tzset();
        check_clocks();
        test_words();
    }
    setlocale(LC_ALL, "C");
    if (before != NULL)
        g_setenv("TZ", before, TRUE);
    else
        g_unsetenv("TZ");
    tzset();
}

/* Every quarter of an hour of a year: the wall clock of an instant means that instant, or, in the
 * doubled hour, the one an hour before. */
static void test_round_trip(void)
{
    gint64 begin = at("2026-01-01T00:00:00+01:00"), end = at("2027-01-01T00:00:00+01:00");
    int doubled = 0;
    for (gint64 instant = begin; instant < end; instant += 900) {
        GDate date;
        int hour = -1, minute = -1;
        gf_wall_clock(instant, "Europe/Paris", &date, &hour, &minute);
        gint64 again = gf_instant_of(&date, hour, minute, "Europe/Paris");
        if (again != instant) {
            g_assert_cmpint(instant - again, ==, 3600);
            doubled++;
        }
    }
    g_assert_cmpint(doubled, ==, 4);
}

static void test_date_of(void)
{
    static const struct {
        const char *instant, *zone, *date;
    } rows[] = {
        {"2027-03-12T23:30:00Z", "Europe/Paris", "2027-03-13"},
        {"2027-03-12T22:59:59Z", "Europe/Paris", "2027-03-12"},
        {"2027-01-01T00:00:00Z", "America/Martinique", "2026-12-31"},
        {"1969-12-31T23:00:00Z", "Europe/Paris", "1970-01-01"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GDate date = gf_date_of(at(rows[i].instant), rows[i].zone);
        g_autofree char *found = gf_date_format(&date);
        g_assert_cmpstr(found, ==, rows[i].date);
    }
    /* Whatever a calendar claims. */
    GDate early = gf_date_of(G_MININT64, "Europe/Paris"),
          late = gf_date_of(G_MAXINT64, "Pacific/Kiritimati");
    g_assert_cmpint(g_date_get_year(&early), ==, 1);
    g_assert_cmpint(g_date_get_year(&late), ==, 9999);
    g_autofree char *text = gf_instant_format(G_MAXINT64, "Pacific/Kiritimati");
    g_assert_true(g_str_has_prefix(text, "9999-12-"));
}

static void test_instant_parse(void)
{
    static const char *const bad[] = {
        "2027-03-12T09:30", "2027-03-12 9:30",   "2027-03-12 24:00", "2027-03-12 09:60",
        "2027-02-29 09:30", "2027-03-12 09:30 ", "2026-03-29 02:30", "",
        "2027-03-12"};
    gint64 instant = 0;
    g_assert_true(gf_instant_parse("2027-03-12 09:30", "Europe/Paris", &instant));
    g_assert_cmpint(instant, ==, at("2027-03-12T08:30:00Z"));
    g_assert_true(gf_instant_parse("2026-03-29 02:30", "UTC", &instant));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        if (gf_instant_parse(bad[i], "Europe/Paris", &instant))
            g_test_message("%s", bad[i]);
        g_assert_false(gf_instant_parse(bad[i], "Europe/Paris", &instant));
    }
}

static void test_rfc3339(void)
{
    static const struct {
        const char *text;
        gint64 instant;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T01:00:00+01:00", 0},
        {"1969-12-31T20:00:01-04:00", 1},
        {"2001-09-09T01:46:40Z", 1000000000},
        {"2001-09-09t01:46:40.999z", 1000000000},
        {"2027-03-12T09:30:00+01:00", 1804840200},
    };
    static const char *const bad[] = {
        "2027-03-12T09:30:00",      "2027-03-12T09:30Z",         "2027-03-12 09:30:00Z",
        "2027-03-12T09:30:60Z",     "2027-03-12T09:30:00.Z",     "2027-03-12T09:30:00+1:00",
        "2027-03-12T09:30:00+0100", "2027-03-12T09:30:00+24:00", "2027-03-12T09:30:00Zx",
        "2027-02-29T09:30:00Z",     "2027-03-12T24:00:00Z",      ""};
    gint64 instant = 0;
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_assert_true(gf_instant_parse_rfc3339(good[i].text, &instant));
        g_assert_cmpint(instant, ==, good[i].instant);
    }
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        if (gf_instant_parse_rfc3339(bad[i], &instant))
            g_test_message("%s", bad[i]);
        g_assert_false(gf_instant_parse_rfc3339(bad[i], &instant));
    }
}

static void test_format(void)
{
    static const struct {
        const char *instant, *zone, *text;
    } rows[] = {
        {"2027-03-12T08:30:00Z", "Europe/Paris", "2027-03-12T09:30:00+01:00"},
        {"2026-07-14T07:30:05Z", "Europe/Paris", "2026-07-14T09:30:05+02:00"},
        {"2026-07-14T07:30:00Z", "UTC", "2026-07-14T07:30:00+00:00"},
        {"2026-07-14T07:30:00Z", "Asia/Kolkata", "2026-07-14T13:00:00+05:30"},
        {"2026-01-14T02:30:00Z", "America/St_Johns", "2026-01-13T23:00:00-03:30"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = gf_instant_format(at(rows[i].instant), rows[i].zone);
        g_assert_cmpstr(found, ==, rows[i].text);
        g_assert_cmpint(at(found), ==, at(rows[i].instant));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/date/parse", test_parse);
    g_test_add_func("/date/words", test_words);
    g_test_add_func("/date/easter", test_easter);
    g_test_add_func("/date/holidays", test_holidays);
    g_test_add_func("/date/working", test_working);
    g_test_add_func("/date/jours-francs", test_jours_francs);
    g_test_add_func("/date/last-day", test_last_day);
    g_test_add_func("/date/zones", test_zones);
    g_test_add_func("/date/clocks", test_clocks);
    g_test_add_func("/date/gap", test_gap);
    g_test_add_func("/date/process-zone", test_process_zone);
    g_test_add_func("/date/round-trip", test_round_trip);
    g_test_add_func("/date/date-of", test_date_of);
    g_test_add_func("/date/instant-parse", test_instant_parse);
    g_test_add_func("/date/rfc3339", test_rfc3339);
    g_test_add_func("/date/format", test_format);
    return g_test_run();
}
