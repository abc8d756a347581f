/* date.h - civil dates: days, working days, French public holidays, jours francs, words.
 *
 * A civil date is a GDate (proleptic Gregorian). Instants are UTC seconds; the zone is an IANA name
 * that has been checked (gf_zone_is_valid()).
 */
#pragma once

#include <glib.h>

gboolean gf_zone_is_valid(const char *zone);

/* "2027-03-12" -> date; FALSE where it is not exactly that form or no such day. */
gboolean gf_date_parse(const char *text, GDate *ret_date);
/* "2027-03-12". Owned. */
char *gf_date_format(const GDate *date);
/* "vendredi 31 mars 2017", "1er" for the first; `language` "fr" or "en" ("Friday 31 March 2017").
 * Owned. */
char *gf_date_words(const GDate *date, const char *language);

/* The civil date of an instant in a zone. */
GDate gf_date_of(gint64 instant, const char *zone);
/* The instant of a wall-clock time. A time that daylight saving skips moves to the first one that
 * exists; of a doubled one the first is meant. */
gint64 gf_instant_of(const GDate *date, int hour, int minute, const char *zone);
/* Wall clock of an instant. Any result may be NULL. */
void gf_wall_clock(gint64 instant, const char *zone, GDate *ret_date, int *ret_hour,
                   int *ret_minute);
/* "2027-03-12 09:30" in `zone` -> instant; FALSE where it is not that form or does not exist. */
gboolean gf_instant_parse(const char *text, const char *zone, gint64 *ret_instant);
/* RFC 3339 with offset, "2027-03-12T09:30:00+01:00". Owned. */
char *gf_instant_format(gint64 instant, const char *zone);
/* RFC 3339 with offset or Z -> instant. */
gboolean gf_instant_parse_rfc3339(const char *text, gint64 *ret_instant);
/* "9 h 30", "14 h" (fr) or "9:30" (en). Owned. */
char *gf_time_words(int hour, int minute, const char *language);

/* Easter Sunday (Gregorian computus). */
GDate gf_easter(int year);
/* One of the eleven French public holidays (Code du travail, art. L3133-1). */
gboolean gf_date_is_holiday(const GDate *date);
/* Neither Saturday, Sunday nor public holiday. */
gboolean gf_date_is_working(const GDate *date);
/* `date` itself where it is a working day, else the nearest one before (step -1) or after (step 1).
 */
GDate gf_date_to_working(const GDate *date, int step);

/* Jours francs between sending and session: neither day counts, weekends and holidays do. Negative
 * or zero where there is none. */
int gf_jours_francs(const GDate *sent, const GDate *session);
/* The last day of sending that leaves `notice` jours francs before `session`. */
GDate gf_last_day_to_convene(const GDate *session, int notice);
