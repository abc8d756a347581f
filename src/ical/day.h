/* day.h - a day to keep in one's calendar: an all-day event without attendee (RFC 5546 section
 * 3.2.1, PUBLISH). Nobody is asked anything, no client shows buttons. Pure.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *uid;
    int sequence;
    gint64 dtstamp; /* UTC seconds */
    const GDate *day;
    const char *summary, *description; /* description may be NULL */
    const char *organizer_name, *organizer_address;
} GfDayText;

/* The VCALENDAR text with CRLF line ends. GF_ERROR_CONFIG where the address or UID is not fit to
 * send. Owned. */
char *gf_day_text(const GfDayText *day, GError **error);
