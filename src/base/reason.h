/* reason.h - the words of the system for a failure, in the form of our messages. */
#pragma once

#include <glib.h>

/* g_strerror() with a small first letter: "no such file or directory". Owned. */
char *gf_reason(int errno_code);
