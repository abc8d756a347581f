/* hook.h - how tests make the reader misbehave (reader only). */
#pragma once

#include <glib.h>

/* Where the process was started with GF_READER_TEST_VARIABLE=1 and the message begins with
 * "X-Test-Reader: WORD": does what WORD asks (hook.c lists them). Gives what came of it, "open:
 * Permission denied", where the process lives on and answers; otherwise NULL. Owned. */
char *gf_reader_hook(int socket, GBytes *raw);
