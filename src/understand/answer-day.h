/* answer-day.h - days and times of day, as people write them. */
#pragma once

#include "understand/words.h"

typedef struct {
    int day, month, weekday;    /* 0: not said; weekday 1 is Monday */
    int until_day, until_month; /* of a range, else 0 */
} GfDay;

/* The dates in words [from, to). Owned array of GfDay. */
GArray *gf_days_find(const GfWords *words, guint from, guint to);

/* TRUE where a time of day may begin with this word; of an empty one nothing is known. */
static inline gboolean gf_time_may_begin(const char *fold)
{
    return g_ascii_isdigit(*fold) || *fold == '\0' || gf_word_is(fold, "midi");
}

/* The time of day at words[at] ("9h30", "9 h 30", "14 heures"), in minutes after midnight; returns
 * the index behind it, `at` where there is none. */
guint gf_time_read(const GfWords *words, guint at, guint to, int *ret_minutes);

/* Minutes after midnight of the time of day at words[at], -1 where there is none. */
int gf_time_at(const GfWords *words, guint at, guint to);
