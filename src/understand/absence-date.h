/* absence-date.h - the day until which somebody is away. */
#pragma once

#include <glib.h>

/* The day that the folded `words` name as the return from an absence, or else as its last, in
 * French, English, Spanish, Catalan or German: "2027-03-12". `written` (UTC seconds, 0: not known)
 * gives the year that people leave out, and says which of 03/04 is the month. Owned, NULL where
 * none is certain. */
char *gf_absence_until(const char *words, gint64 written);
