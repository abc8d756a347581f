/* bounce.c - reports of mail servers: what did not arrive, for whom, and for good or for now.
 *
 * Reads RFC 3464 reports, RFC 8098 receipts, RFC 5965 feedback, and the free-form notes of servers
 * where both the sender and the wording are a server's. A wrong address is worse than none: it is
 * taken from the report's own fields and lines only, never from the mail that came back.
 */
#include "understand/headers.h"
#include "understand/understand.h"

#include "base/limits.h"

#include <string.h>

static GfBounceRecipient *read_block(const char *block)
{
    g_autofree char *final = gf_headers_get(block, "Final-Recipient");
    if (final == NULL)
        return NULL;
    const char *address = strchr(final, ';');
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->address = g_strstrip(g_strdup(address != NULL ? address + 1 : final));
    recipient->action = gf_headers_get(block, "Action");
    recipient->status = gf_headers_get(block, "Status");
    recipient->diagnostic = gf_headers_get(block, "Diagnostic-Code");
    return recipient;
}

gboolean gf_understand_bounce(GfLetter *letter, GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const GfPart *part = g_ptr_array_index(parts, i);
        if (part->nested || g_strcmp0(part->type, "message/delivery-status") != 0)
            continue;
        g_autofree char *text = gf_headers_part_text(part, 65536);
        g_auto(GStrv) blocks = g_strsplit(text, "\n\n", GF_LIMIT_RECIPIENTS);
        g_autoptr(GfBounce) bounce = gf_bounce_new();
        for (guint j = 0; blocks[j] != NULL; j++) {
            GfBounceRecipient *recipient = read_block(blocks[j]);
            if (recipient != NULL)
                g_ptr_array_add(bounce->recipients, recipient);
        }
        letter->kind = GF_KIND_BOUNCE;
        letter->bounce = g_steal_pointer(&bounce);
        return TRUE;
    }
    return FALSE;
}
