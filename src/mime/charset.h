/* charset.h - bytes of any charset, declared rightly, wrongly or not at all, to clean UTF-8. Total.
 */
#pragma once

#include <glib.h>

/* Opens every converter that mail may need and keeps it open: later there is no file to load one
 * from (FIELD-GUIDE section 9.3). Once per process. */
void gf_charset_init(void);

/* UTF-8 of `length` bytes, NUL and a few broken places still in it (gf_text_clean()). `declared`
 * may be NULL. `ret_guessed` (may be NULL): what was believed instead where the declaration was
 * missing, unknown or wrong (static text), else NULL. Owned, `ret_length` bytes (may be NULL). */
char *gf_charset_decode(const char *bytes, gsize length, const char *declared,
                        const char **ret_guessed, gsize *ret_length);

/* What windows-1252 means by a byte; U+FFFD where it has no meaning. */
gunichar gf_charset_windows_1252(guint8 byte);
