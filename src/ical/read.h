/* read.h - calendar messages in (RFC 5545, 5546, 6047).
 *
 * Runs only inside the reader process: libical is not safe on hostile input. Limits are checked on
 * the bytes before libical sees them. Windows zone names and missing ORGANIZER are ordinary.
 */
#pragma once

#include "letter/letter.h"

/* Once per process, before any sandbox: loads the time zones. `zone_list` is the text of the
 * system's list of them (tzdata.zi); NULL: only those that have Windows names, as without this
 * call. */
void gf_ical_init(const char *zone_list);

/* The calendar object in `text` (UTF-8, or nearly). `method_parameter` (may be NULL) is that of the
 * part's header; the METHOD property wins over it. NULL where there is nothing to read.
 *
 * `ret_problem` (may be NULL, static text, kebab-case) says why there is nothing, or what is
 * doubtful about the calendar that was read: calendar-unreadable   no calendar, or an empty one
 *   calendar-too-large    beyond a limit; what came before it was read where there was enough
 *   calendar-truncated    the text ends before the calendar does
 *   calendar-unclosed     only the calendar's own end is missing: its events are whole
 *   calendar-several      events of different UIDs: the first was read
 *   calendar-exceptions   single dates of the series are answered otherwise: the series was read
 *   calendar-without-uid  nothing says which event it is about
 *   calendar-not-event    a task, journal or free-busy message
 * Owned. */
GfCalendar *gf_ical_read(const char *text, gsize length, const char *method_parameter,
                         const char **ret_problem);
