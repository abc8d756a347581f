/* assert.h - for tests only: a call that must succeed, whose error is shown where it does not. */
#pragma once

#include <glib.h>
#include <stdio.h>

/* ASSERT_DONE(gf_store_begin(store, ERROR)): ERROR stands for the call's GError **. */
#define ASSERT_DONE(CALL)                                                                          \
    do {                                                                                           \
        GError *problem_ = NULL;                                                                   \
        gboolean done_ = (CALL);                                                                   \
        g_assert_no_error(problem_);                                                               \
        g_assert_true(done_);                                                                      \
        g_clear_error(&problem_);                                                                  \
    } while (0)
#define ERROR (&problem_)

/* What is logged is nobody's news in a test; only sanitizers must be heard. */
static inline void quiet_log(void)
{
#ifndef GF_SANITIZED
    g_assert_nonnull(freopen("/dev/null", "w", stderr));
#endif
}
