/* order-numbers.h - "1", "n° 2", "1, 3 et 5", "1-3": the numbers with which an order begins. */
#pragma once

#include "understand/gist.h"

enum { GF_ORDER_NUMBER_MAXIMUM = 999 };

/* The numbers at word `at`: appended to `numbers` (of int). Returns the word after them; `at` where
 * there are none, G_MAXUINT where they cannot be told ("1 ou 2", "3-1"). */
guint gf_order_numbers(const GfGist *gist, guint at, GArray *numbers);
