/* quote-marks.h - where mail programs begin a quote or a forwarded mail: tables and small readers.
 */
#pragma once

#include "understand/lines.h"

/* Lines of "Le ... a écrit :" (and its kin) that begin at `at`; 0 where there is none. */
guint gf_quote_attribution(const GArray *lines, guint at);

/* Lines of a header block ("De : ... Envoyé : ... À : ... Objet : ...") at `at`; 0: none. */
guint gf_quote_header(const GArray *lines, guint at);

/* The same in any language: three lines and more of "label: value", with an address and a time.
 * Means something only below Outlook's rule. */
guint gf_quote_foreign_header(const GArray *lines, guint at);

/* A time of day in folded text: 9:12, 09h12, 17.50. */
gboolean gf_quote_has_clock(const char *fold);

/* "-----Message d'origine-----". */
gboolean gf_quote_is_separator(const GfLine *line);

/* "---------- Forwarded message", "Début du message transféré". */
gboolean gf_quote_is_forward(const GfLine *line);

/* A line of underscores, dashes or equal signs alone. */
gboolean gf_quote_is_rule(const GfLine *line);

/* The rule that Outlook draws above the mail that is answered: 20 underscores and more. */
gboolean gf_quote_is_long_rule(const GfLine *line);
