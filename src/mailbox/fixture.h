/* fixture.h - one message at a time, for *-test.c of this folder. */
#pragma once

#include "mailbox/mailbox.h"

/* Moves one message; `ret_place` (may be NULL): where it is now, owned. */
static inline gboolean file_one(GfMailbox *mailbox, const GfPlace *place, GfFolder folder,
                                GfPlace **ret_place, GError **error)
{
    g_autoptr(GPtrArray) filings = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    GfFiling *filing = gf_filing_new(0, gf_place_copy(place), folder);
    g_ptr_array_add(filings, filing);
    gboolean good = gf_mailbox_file(mailbox, filings, error);
    g_assert_true(filing->filed == good);
    if (good && ret_place != NULL)
        *ret_place = g_steal_pointer(&filing->moved);
    return good;
}
