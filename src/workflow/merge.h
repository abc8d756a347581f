/* merge.h - mail merge: one text, frozen, from which each person's mail is composed. */
#pragma once

#include "workflow/mailing.h"
#include "workflow/text.h"

/* What all mails of one mailing have in common. */
typedef struct GfMerge GfMerge;

/* The text as the templates and the session are now; what is borrowed must outlive it.
 * GF_ERROR_CONFIG. Owned. */
GfMerge *gf_merge_new(const GfClerk *clerk, const char *kind, const GfSession *session,
                      GError **error);
/* As it was when it was frozen. GF_ERROR_STATE where it is damaged. Owned. */
GfMerge *gf_merge_thaw(const GfClerk *clerk, const GfMailing *mailing, const GfSession *session,
                       GError **error);
void gf_merge_free(GfMerge *merge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMerge, gf_merge_free)

/* What is frozen: for GfMailing. Owned. */
GBytes *gf_merge_to_bytes(const GfMerge *merge);
/* TRUE where documents follow the personal part of each mail. */
gboolean gf_merge_has_documents(const GfMerge *merge);
/* The shared values: a{sv}, borrowed. */
GVariant *gf_merge_values(const GfMerge *merge);

/* Looks up what only the database knows and each mail says. */
gboolean gf_merge_look_up(const GfClerk *clerk, GfRecipient *recipient, GError **error);
/* The personal part of one mail, with its invitation; `ret_words` (may be NULL): what it says. Its
 * member's main address is where it goes. Touches no database: any thread may do it, one at a
 * time. GF_ERROR_CONFIG. Owned. */
GBytes *gf_merge_compose(GfMerge *merge, const GfRecipient *recipient, const char *message_id,
                         GfWording **ret_words, GError **error);
