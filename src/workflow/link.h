/* link.h - mails that are written already: what the buttons of our mails open.
 */
#pragma once

#include "workflow/clerk.h"

/* "mailto:ADDRESS?subject=...&body=..."; `body` may be NULL. Owned. */
char *gf_link_mail(const char *address, const char *subject, const char *body);

/* One word about a session, present or absent, to the address of an invitation's token. Owned. */
char *gf_link_answer(const GfClerk *clerk, const GfSession *session, const char *token,
                     gboolean present, const char *language);
