/* tnef-meeting.h - a meeting in winmail.dat as the calendar that Exchange would have sent. */
#pragma once

#include <glib.h>

/* What a stream says about a meeting; all of it may be absent. */
typedef struct {
    char *message_class;
    GBytes *global_id, *clean_global_id; /* [MS-OXOCAL] sections 2.2.1.27 and 2.2.1.28 */
    gint64 start, end, proposed_start, proposed_end, stamp; /* UTC seconds, 0: absent */
    guint sequence;
    gboolean counter; /* another time is proposed */
    char *subject;
} GfTnefMeeting;

void gf_tnef_meeting_clear(GfTnefMeeting *meeting);

/* The name that a message class of Microsoft Mail stands for ([MS-OXTNEF] section 2.1.3.3.1), else
 * `written` itself. Borrowed. */
const char *gf_tnef_meant_class(const char *written);

/* iCalendar text (RFC 5545) of a meeting response, request or cancellation, by the class
 * ([MS-OXOCAL] section 2.2; [MS-OXCICAL] section 2.1.3.1.1.1), from `sender` (an address, may be
 * NULL); NULL where the class is none of these. Owned. */
char *gf_tnef_meeting_to_calendar(const GfTnefMeeting *meeting, const char *sender);
