/* fixture.h - for the tests of reader: the child that belongs to this build, and what may be
 * expected of it.
 *
 * Nothing here is used by the program.
 */
#pragma once

#include "reader/reader.h"
#include "reader/wire.h"

#include <errno.h>
#include <sys/wait.h>

/* Long enough for a child to start on a busy machine, sanitizers slow it further. */
#ifdef GF_SANITIZED
#define TIMEOUT_MS 8000
#define TIMEOUT_WORDS "the reader took more than 8 seconds twice"
#define CONFINED FALSE /* no sandbox there */
#else
#define TIMEOUT_MS 1500
#define TIMEOUT_WORDS "the reader took more than 1.5 seconds twice"
#define CONFINED TRUE
#endif

/* build/dev/reader/reader-test -> build/dev/libexec/greffe-reader, or $GF_READER. */
static inline char *program(void)
{
    const char *given = g_getenv("GF_READER");
    if (given != NULL)
        return g_strdup(given);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self);
    return g_build_filename(folder, "..", "libexec", "greffe-reader", NULL);
}

static inline GfReader *new_reader(int stop_fd)
{
    g_autofree char *path = program();
    g_autoptr(GError) error = NULL;
    GfReader *reader = gf_reader_new(path, stop_fd, &error);
    g_assert_no_error(error);
    return reader;
}

static inline GfReader *new_misled_reader(int stop_fd)
{
    g_setenv(GF_READER_TEST_VARIABLE, "1", TRUE);
    return new_reader(stop_fd);
}

/* Every child has been waited for. */
static inline void assert_no_children(void)
{
    errno = 0;
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}
