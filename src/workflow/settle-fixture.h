/* settle-fixture.h - for the tests of staff's word on a held letter. Tests only. */
#pragma once

#include "workflow/fixture.h"
#include "workflow/settle.h"

/* The message as it stands now. Owned. */
static inline GfMessage *settled(Fixture *fixture, const GfMessage *message)
{
    GfMessage *now = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, message->id, &now, ERROR));
    return now;
}

static inline void settle(Fixture *fixture, const GfMessage *message, const char *verdict)
{
    ASSERT_DONE_INSIDE(fixture, gf_settle_message(&fixture->clerk, message->id, verdict, ERROR));
}

static inline void refuse(Fixture *fixture, const GfMessage *message, const char *verdict,
                          const char *words)
{
    ASSERT_REFUSED_INSIDE(fixture, gf_settle_message(&fixture->clerk, message->id, verdict, ERROR),
                          words);
    g_autoptr(GfMessage) now = settled(fixture, message);
    g_assert_cmpstr(now->state, ==, message->state);
}

typedef struct {
    const char *name, *from, *verdict;
    const char *slug;  /* whose it becomes; NULL: refused */
    const char *words; /* of the refusal */
} SettleRow;

/* Staff's word makes the letter a member's, who reads in one mail what was done in their name; or
 * it is refused, FALSE. */
static inline gboolean settle_row(Fixture *fixture, const GfMessage *message, const SettleRow *row)
{
    if (row->slug == NULL) {
        refuse(fixture, message, row->verdict, row->words);
        return FALSE;
    }
    settle(fixture, message, row->verdict);
    g_autoptr(GfMessage) now = settled(fixture, message);
    g_autoptr(GfMember) author = member_of(fixture, row->slug);
    ASSERT_DECIDED(now, "applied", "settled-by-staff");
    g_assert_cmpint(now->member_id, ==, author->id);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", author->main_address), ==, 1);
    return TRUE;
}
