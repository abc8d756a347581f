/* reread.h - what a better reader would have understood of the letters that another one read.
 *
 * Past decisions stand: nothing here changes any. What differs is told, and staff decides.
 */
#pragma once

#include "letter/letter.h"

/* What decides about a letter, as read `then` and as read `now`, where the two differ: of char *, a
 * line each ("answer: present, all -> absent"). Empty: the decision would be the same. Owned. */
GPtrArray *gf_reread_differences(const GfLetter *then, const GfLetter *now);
