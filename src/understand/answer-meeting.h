/* answer-meeting.h - which meeting is answered: its dates, places and parts, from subject and
 * quotes.
 *
 * Context only: it can make a statement foreign ("le 24 mars" for a meeting on the 14th), never
 * make one up.
 */
#pragma once

#include "understand/words.h"

typedef enum {
    GF_RELATION_NONE,    /* no date, or nothing to compare with */
    GF_RELATION_MEETING, /* its day, or a range that holds it */
    GF_RELATION_OTHER,
} GfRelation;

typedef struct GfMeeting GfMeeting;

/* `subject` and `quote` may be NULL. Owned. */
GfMeeting *gf_meeting_new(const char *subject, const char *quote);

/* The same meeting as its quote alone tells it. Owned. */
GfMeeting *gf_meeting_new_without_subject(const GfMeeting *meeting);
void gf_meeting_free(GfMeeting *meeting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMeeting, gf_meeting_free)

/* TRUE where subject or quote hold this folded word. */
gboolean gf_meeting_says(const GfMeeting *meeting, const char *fold);

/* TRUE where subject or quote name this time of day, in minutes after midnight. */
gboolean gf_meeting_names_time(const GfMeeting *meeting, int minutes);

/* "Devons-nous vous compter absent ?"; "présent", "participer", "venir". */
gboolean gf_meeting_asks_absence(const GfMeeting *meeting);
gboolean gf_meeting_speaks_of_presence(const GfMeeting *meeting);

/* `ret_more`: other days are named beside that of the meeting. */
GfRelation gf_meeting_relation(const GfMeeting *meeting, const GfWords *words, guint from, guint to,
                               gboolean *ret_more);

/* TRUE where words [from, to) name a body ("commission"), or where `places` a place, that neither
 * subject nor quote knows. */
gboolean gf_meeting_is_foreign(const GfMeeting *meeting, const GfWords *words, guint from, guint to,
                               gboolean places);

/* The half (GF_HALF_) in which what these words name takes place, 0 where they do not tell. */
int gf_meeting_half(const GfMeeting *meeting, const GfWords *words, guint from, guint to);

/* The same, but 0 for what the whole meeting is called ("plénière"). */
int gf_meeting_part(const GfMeeting *meeting, const GfWords *words, guint from, guint to);
