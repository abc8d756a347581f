/* banner.h - what mail servers and programs put above or below a text: warnings about senders from
 * outside, disclaimers, the footers of lists, pleas for trees.
 */
#pragma once

#include "understand/lines.h"

/* Lines of a banner at `at` ("[EXTERNE] ...", "Ce message est confidentiel ..."), with a rule above
 * it; 0: none. `top`: nothing was written above, and writing may follow at once. */
guint gf_banner_lines(const GArray *lines, guint at, gboolean top);
