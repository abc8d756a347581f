/* assert.h - for tests only: a call that must succeed, whose error is shown where it does not. */
#pragma once

#include <glib.h>

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
