/* message-fixture.h - a message as it comes in, for *-test.c. */
#pragma once

#include "base/text.h"
#include "store/inbox.h"

/* Stores a message; `ret_sha256` (may be NULL): of its bytes, owned. */
static inline gboolean store_message(GfStore *store, GBytes *raw, GfMessage *message,
                                     char **ret_sha256, GError **error)
{
    g_autofree char *sha256 = gf_text_sha256(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw));
    if (!gf_store_add_message(store, raw, sha256, message, error))
        return FALSE;
    if (ret_sha256 != NULL)
        *ret_sha256 = g_steal_pointer(&sha256);
    return TRUE;
}
