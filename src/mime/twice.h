/* twice.h - UTF-8 that was taken for windows-1252 or Latin-1 and encoded again: "RÃ©union". */
#pragma once

#include <glib.h>

/* Makes `text` what it was before the second encoding. FALSE, and nothing changed, where any
 * character above ASCII cannot come from one: a text that only speaks of such signs stays as it is.
 */
gboolean gf_twice_undo(GString *text);
