/* wake.h - the socket through which `greffe` says that there is something to do. */
#pragma once

#include <glib.h>

/* The socket of the instance in `directory`, made anew; -1: it cannot be bound. */
int gf_wake_open(const char *directory, GError **error);

/* Takes what has been said, so that it is not readable any more. */
void gf_wake_drain(int fd);

/* Closes and removes it; `fd` -1: there is none. */
void gf_wake_close(int fd, const char *directory);
