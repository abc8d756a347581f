/* answer-inline.h - bare words written under the questions of a quoted mail. */
#pragma once

#include <glib.h>

/* What `answer`, right below `quote`, states of coming: "Oui" under "Serez-vous présent ?" is "Je
 * serai présent."; under a question about anything else it is "". NULL where `answer` is more than
 * a bare yes or no or where the quote ends with no question: read it as it stands. Owned. */
char *gf_inline_statement(const char *quote, const char *answer);
