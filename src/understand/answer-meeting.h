/* answer-meeting.h - which meeting is answered: its dates, places and parts, from subject and
 * quotes.
 *
 * Context only: it can make a statement foreign ("le 24 mars" for a meeting on the 14th), never
 * make one up.
 */
#pragma once

#include "understand/words.h"

typedef struct {
    int day, month, weekday;    /* 0: not said; weekday 1 is Monday */
    int until_day, until_month; /* of a range, else 0 */
} GfDay;

typedef enum {
    GF_RELATION_NONE,    /* no date, or nothing to compare with */
    GF_RELATION_MEETING, /* its day, or a range that holds it */
    GF_RELATION_OTHER,
} GfRelation;

typedef struct {
    GArray *days;                /* of GfDay */
    GHashTable *said;            /* every folded word of subject and quotes */
    GHashTable *halves;          /* "ateliers" -> GF_HALF_, where only one half has them */
    GHashTable *title;           /* of these, the ones that name the whole meeting in its subject */
    GArray *times;               /* of int: minutes after midnight that subject and quotes name */
    gboolean asks_absence;       /* "devons-nous vous compter absent ?" */
    gboolean speaks_of_presence; /* "présent", "participer", "venir" */
} GfMeeting;

/* `subject` and `quote` may be NULL. Owned. */
GfMeeting *gf_meeting_new(const char *subject, const char *quote);
void gf_meeting_free(GfMeeting *meeting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMeeting, gf_meeting_free)

/* The dates in words [from, to). Owned array of GfDay. */
GArray *gf_days_find(const GfWords *words, guint from, guint to);

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

/* The time of day at words[at] ("9h30", "9 h 30", "14 heures"), in minutes after midnight; returns
 * the index behind it, `at` where there is none. */
guint gf_time_read(const GfWords *words, guint at, guint to, int *ret_minutes);

/* Minutes after midnight of the time of day at words[at], -1 where there is none. */
int gf_time_at(const GfWords *words, guint at, guint to);
