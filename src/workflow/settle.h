/* settle.h - staff decides what the program could not, and enters what came by telephone or on
 * paper.
 *
 * Inside the caller's transaction. The journal says "staff".
 */
#pragma once

#include "workflow/clerk.h"

/* Staff decides about a held message: "present", "absent", "ignore", or a matter, which files it
 * there and applies what it says: "SESSION/MEMBER", "saisine/2017-01/MEMBER", "chantier/gt1-2/
 * MEMBER", or "saisine 2017-01" and "chantier gt1-2", whose author is who wrote it. GF_ERROR_STATE
 * with the reason where that cannot be. */
gboolean gf_settle_message(const GfClerk *clerk, gint64 message_id, const char *verdict,
                           GError **error);

/* Staff has dragged a message: `verdict` is "present", "absent" or "ignore". What waits for a human
 * (or was taken for spam) is settled so; where it is not known whose answer it would be, it is held
 * and says what to do. What has been decided already stays as it is. */
gboolean gf_settle_dragged(const GfClerk *clerk, gint64 message_id, const char *verdict,
                           GError **error);

/* Staff enters an answer that came by telephone or on paper. `presence`: "present", "absent",
 * "tentative", or "silent", which takes an answer back. `part` (may be NULL): "morning",
 * "afternoon"; refused where the session has none. `proxy` (may be NULL): identifier of a member
 * who is invited and has a vote. */
typedef struct {
    const char *presence, *part, *proxy;
    gboolean remote, substitute;
    /* The member's own word on a line of a reminder: the message, its hash, its arrival, and the
     * SEQUENCE the list was about; 0 and NULL: staff's, of now. */
    gint64 message_id;
    const char *evidence;
    gint64 arrived_at;
    int sequence;
} GfStaffAnswer;
gboolean gf_settle_answer(const GfClerk *clerk, const char *session_slug, const char *member_slug,
                          const GfStaffAnswer *answer, GError **error);
