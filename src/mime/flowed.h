/* flowed.h - text/plain; format=flowed (RFC 3676): into lines as they were meant, and back. */
#pragma once

#include <glib.h>

/* `text` with newline ends. Soft-broken lines of equal quote depth are joined, stuffing is removed,
 * quote marks stay as "> ". `delete_space`: DelSp=yes. Owned. */
char *gf_flowed_join(const char *text, gboolean delete_space);

/* `text` as format=flowed: no line of more than `columns` where a space allows it, a soft break
 * after that space, stuffing where a line needs it (RFC 3676 section 4.2); spaces at the end of a
 * line go. A no-break space breaks no line. gf_flowed_join() gives the lines back. Owned. */
char *gf_flowed_break(const char *text, gsize columns);
