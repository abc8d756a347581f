/* random.h - randomness from the kernel: tokens, identifiers, jitter. */
#pragma once

#include <glib.h>

/* `bytes` random bytes in lower-case base 32; 10 bytes are the 16 characters of a token. Owned. */
char *gf_random_base32(gsize bytes);

/* 0 <= x < 1. */
double gf_random_fraction(void);
