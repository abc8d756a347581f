/* flowed.h - text/plain; format=flowed (RFC 3676) into lines as they were meant. */
#pragma once

#include <glib.h>

/* `text` with newline ends. Soft-broken lines of equal quote depth are joined, stuffing is removed,
 * quote marks stay as "> ". `delete_space`: DelSp=yes. Owned. */
char *gf_flowed_join(const char *text, gboolean delete_space);
