/* order-fixture.h - for the tests of staff's orders: what they look at afterwards. Tests only.
 */
#pragma once

#include "workflow/fixture.h"

static inline GfDirective yes(void)
{
    return (GfDirective){.yes = TRUE};
}

static inline void assert_state(Fixture *fixture, const char *state, int version, int sequence)
{
    g_autoptr(GfSession) session = session_of(fixture);
    g_assert_cmpstr(session->state, ==, state);
    g_assert_cmpint(session->version, ==, version);
    g_assert_cmpint(session->sequence, ==, sequence);
}

static inline gboolean has_warning(const GfOrder *order, const char *words)
{
    for (guint i = 0; i < order->warnings->len; i++)
        if (g_str_equal(order->warnings->pdata[i], words))
            return TRUE;
    return FALSE;
}

/* The words behind a journal line about `subject`. Owned. */
static inline char *evidence_of(Fixture *fixture, const char *act, const char *subject)
{
    g_autoptr(GPtrArray) lines = NULL;
    g_autoptr(GBytes) bytes = NULL;
    gint64 blob_id = 0;
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        if (!g_str_equal(line->act, act) || line->evidence[0] == '\0')
            continue;
        ASSERT_DONE(gf_store_find_blob(fixture->store, line->evidence, &blob_id, ERROR));
        ASSERT_DONE(gf_store_blob(fixture->store, blob_id, &bytes, ERROR));
    }
    return bytes == NULL ? NULL : g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* --- drafts --- */

static inline void recall(Fixture *fixture, guint mails_stopped)
{
    g_autoptr(GfOrder) order = NULL;
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &order, ERROR));
    g_assert_cmpuint(order->recipients, ==, mails_stopped);
}

static inline void refuse_recall(Fixture *fixture, const char *words)
{
    g_autoptr(GfOrder) order = NULL;
    ASSERT_REFUSED(gf_convocation_recall(&fixture->clerk, "conseil", &order, ERROR), words);
}

#define NOTHING_SENT "session 'conseil': nothing was sent that could be recalled"

/* I9: what is recalled never leaves; what is convened again leaves once. */
