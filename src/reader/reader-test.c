/* The reader with its real child: what it reads, what it survives, and that its sandbox refuses
 * from inside what it must refuse. The misdeeds are those of hook.c. */
#include "reader/reader.h"

#include "base/error.h"
#include "base/limits.h"
#include "reader/fixture.h"
#include "reader/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char plain[] = "From: Anne <anne@exemple.fr>\r\n"
                            "To: greffe@exemple.fr\r\n"
                            "Subject: Re: Convocation\r\n"
                            "Message-ID: <1@exemple.fr>\r\n"
                            "\r\n"
                            "Je serai present.\r\n";

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static GfLetter *read_text(GfReader *reader, const char *text, GError **error)
{
    g_autoptr(GBytes) raw = bytes_of(text);
    return gf_reader_read(reader, raw, error);
}

static void assert_reads_plain(GfReader *reader)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = read_text(reader, plain, &error);
    g_assert_no_error(error);
    g_assert_nonnull(letter);
    if (letter != NULL)
        g_assert_cmpstr(letter->subject, ==, "Re: Convocation");
}

static const char *test_problem(const GfLetter *letter)
{
    for (guint i = 0; i < letter->problems->len; i++) {
        const GfProblem *problem = letter->problems->pdata[i];
        if (strcmp(problem->code, "test") == 0)
            return problem->detail;
    }
    return NULL;
}

/* --- reading --- */

static void test_same_as_in_process(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autoptr(GfLetter) letter = read_text(reader, plain, NULL);
    g_autoptr(GBytes) raw = bytes_of(plain);
    g_autoptr(GfLetter) here = gf_read_letter(raw);
    g_assert_nonnull(letter);
    if (letter == NULL)
        return;
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GBytes) bytes_here = gf_letter_to_bytes(here);
    g_assert_true(g_bytes_equal(bytes, bytes_here));
    g_assert_cmpstr(letter->from->address, ==, "anne@exemple.fr");
    g_assert_cmpstr(letter->text, ==, "Je serai present.\n");
}

/* Inside the sandbox no file can be opened: zones and charsets must have been loaded before. */
static void test_loaded_before(void)
{
    static const char mail[] =
        "From: =?koi8-r?B?88XSx8XK?= <a@exemple.fr>\r\n"
        "Content-Type: text/calendar; charset=iso-8859-15; method=REPLY\r\n\r\n"
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=America/"
        "Montevideo:20270312T093000"
        "\r\nSUMMARY:100 \xa4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autoptr(GfLetter) letter = read_text(reader, mail, NULL);
    g_assert_nonnull(letter);
    if (letter == NULL || letter->calendar == NULL || letter->from == NULL) {
        g_test_fail();
        return;
    }
    g_assert_cmpint(letter->calendar->start, ==, 1804854600); /* 12:30 UTC, three hours later */
    g_assert_cmpstr(letter->calendar->summary, ==, "100 €");
    g_assert_cmpstr(letter->from->name, ==, "Сергей");
}

static void test_sizes(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    const gsize sizes[] = {0,
                           1,
                           4096,
                           GF_READER_INLINE_BYTES - 1,
                           GF_READER_INLINE_BYTES,
                           GF_READER_INLINE_BYTES + 1,
                           5 * 1024 * 1024};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *text = g_malloc(sizes[i] + 1);
        memset(text, 'x', sizes[i] + 1);
        memcpy(text, "S: a\r\n\r\n", MIN(sizes[i], 8));
        g_autoptr(GBytes) raw = g_bytes_new(text, sizes[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfLetter) letter = gf_reader_read(reader, raw, &error);
        g_assert_no_error(error);
        g_assert_nonnull(letter);
        if (letter == NULL)
            return;
        g_autoptr(GfLetter) here = gf_read_letter(raw);
        g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
        g_autoptr(GBytes) bytes_here = gf_letter_to_bytes(here);
        g_assert_true(g_bytes_equal(bytes, bytes_here));
    }
}

static void assert_subject(GfReader *reader, GBytes *raw, GBytes *next, const char *subject)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = gf_reader_read_before(reader, raw, next, &error);
    g_assert_no_error(error);
    g_assert_nonnull(letter);
    if (letter != NULL)
        g_assert_cmpstr(letter->subject, ==, subject);
}

/* Each has its own answer, however long it and the next one are, and whether the next one is read
 * after it or not. */
static void test_ahead(void)
{
    const gsize sizes[] = {30, GF_READER_INLINE_BYTES, 100, GF_READER_INLINE_BYTES - 7, 40 * 1024};
    enum { MESSAGES = 40 };
    GBytes *raws[MESSAGES + 1] = {NULL};
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    for (guint i = 0; i < MESSAGES; i++) {
        gsize size = i == 17 ? GF_READER_INLINE_BYTES + 1 : sizes[i % G_N_ELEMENTS(sizes)];
        g_autofree char *text = g_strdup_printf("Subject: %u\r\n\r\n%*s", i, 100 * 1024, "x");
        for (char *c = text; *c != '\0'; c++)
            *c = *c == ' ' && c > text + 20 ? "au pre "[(c - text) % 7] : *c;
        raws[i] = g_bytes_new(text, size);
    }
    for (guint i = 0; i < MESSAGES; i++) {
        g_autofree char *subject = g_strdup_printf("%u", i);
        assert_subject(reader, raws[i], raws[i + 1], subject);
        if (i % 10 == 9)
            assert_reads_plain(reader); /* another one than was told */
    }
    for (guint i = 0; i < MESSAGES; i++)
        g_bytes_unref(raws[i]);
    assert_reads_plain(reader);
    g_clear_pointer(&reader, gf_reader_free);
    assert_no_children();
}

static void test_renewed(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    int first = gf_reader_pid(reader);
    for (guint i = 0; i < GF_LIMIT_READER_MESSAGES; i++)
        assert_reads_plain(reader);
    g_assert_cmpint(gf_reader_pid(reader), ==, first);
    assert_reads_plain(reader);
    g_assert_cmpint(gf_reader_pid(reader), !=, first);
    g_clear_pointer(&reader, gf_reader_free);
    assert_no_children();
}

static void test_killed_while_idle(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    int first = gf_reader_pid(reader);
    kill(first, SIGKILL);
    siginfo_t info;
    waitid(P_PID, (id_t) first, &info, WEXITED | WNOWAIT);
    assert_reads_plain(reader);
    g_assert_cmpint(gf_reader_pid(reader), !=, first);
}

/* --- misdeeds --- */

static const struct {
    const char *word;
    gboolean sandbox;    /* it is the sandbox that stops it */
    const char *error;   /* part of the message, NULL: the child lives */
    const char *outcome; /* what the child says of it */
} misdeeds[] = {
    {"crash", FALSE, "the reader died of signal 5 twice", NULL},
    {"exit", FALSE, "the reader ended with status 7 twice", NULL},
    {"hang", FALSE, TIMEOUT_WORDS, NULL},
    {"long", FALSE, "the reader gave an answer that cannot be true twice", NULL},
    {"garbage", FALSE, "the reader gave an answer that cannot be true twice", NULL},
    {"half", FALSE, "the reader ended with status 0 twice", NULL},
    {"socket", TRUE, "the reader died of signal 31 twice", NULL},
    {"fork", TRUE, "the reader died of signal 31 twice", NULL},
    {"exec", TRUE, "the reader died of signal 31 twice", NULL},
    {"kill", TRUE, "the reader died of signal 31 twice", NULL},
    {"open", TRUE, NULL, "open: Permission denied"},
    {"executable", TRUE, NULL, "executable: Permission denied"},
    {"memory", TRUE, NULL, "memory: Cannot allocate memory"},
};

static void test_misdeed(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    if (misdeeds[i].sandbox && !CONFINED) {
        g_test_skip("no sandbox in a sanitized build");
        return;
    }
    g_autoptr(GfReader) reader = new_misled_reader(-1);
    if (reader == NULL)
        return;
    gf_reader_set_timeout(reader, TIMEOUT_MS);
    g_autofree char *text = g_strdup_printf("X-Test-Reader: %s\r\n%s", misdeeds[i].word, plain);
    g_autoptr(GBytes) raw = bytes_of(text), next = bytes_of(plain);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = gf_reader_read_before(reader, raw, next, &error);
    if (misdeeds[i].error != NULL) {
        g_assert_null(letter);
        g_assert_error(error, GF_ERROR, GF_ERROR_MESSAGE);
        if (error != NULL)
            g_assert_nonnull(strstr(error->message, misdeeds[i].error));
    } else {
        g_assert_no_error(error);
        g_assert_nonnull(letter);
        if (letter != NULL)
            g_assert_cmpstr(test_problem(letter), ==, misdeeds[i].outcome);
    }
    gf_reader_set_timeout(reader, GF_LIMIT_READER_SECONDS * 1000);
    assert_subject(reader, next, NULL, "Re: Convocation");
    assert_reads_plain(reader);
    g_clear_pointer(&reader, gf_reader_free);
    assert_no_children();
}

/* Without the variable, which no message can set, the words mean nothing. */
static void test_hook_is_off(void)
{
    g_unsetenv(GF_READER_TEST_VARIABLE);
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    int pid = gf_reader_pid(reader);
    for (gsize i = 0; i < G_N_ELEMENTS(misdeeds); i++) {
        g_autofree char *text = g_strdup_printf("X-Test-Reader: %s\r\n%s", misdeeds[i].word, plain);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfLetter) letter = read_text(reader, text, &error);
        g_assert_no_error(error);
        g_assert_nonnull(letter);
        if (letter != NULL)
            g_assert_null(test_problem(letter));
    }
    g_assert_cmpint(gf_reader_pid(reader), ==, pid);
}

/* --- stopping and starting --- */

static void test_stopped(void)
{
    int ends[2];
    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    g_autoptr(GfReader) reader = new_misled_reader(ends[0]);
    if (reader == NULL)
        return;
    g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) letter = read_text(reader, "X-Test-Reader: hang\r\n\r\n", &error);
    g_assert_null(letter);
    g_assert_error(error, GF_ERROR, GF_ERROR_CANCELLED);
    g_assert_cmpint(gf_reader_pid(reader), ==, -1);
    char byte;
    g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
    assert_reads_plain(reader);
    g_clear_pointer(&reader, gf_reader_free);
    assert_no_children();
    close(ends[0]);
    close(ends[1]);
}

static const struct {
    const char *name, *program, *message;
} wrong_programs[] = {
    {"missing", "/nonexistent/greffe-reader", "No such file"},
    {"not a reader", "/bin/true", "ended with status 0"},
    {"a folder", "/tmp", "cannot be started"},
};

static void test_wrong_program(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfReader) reader = gf_reader_new(wrong_programs[i].program, -1, &error);
    g_assert_null(reader);
    g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
    if (error != NULL)
        g_assert_nonnull(strstr(error->message, wrong_programs[i].message));
    assert_no_children();
}

static void test_not_by_hand(void)
{
    g_autofree char *path = program();
    char parent[] = "1";
    char *arguments[] = {path, parent, NULL};
    g_autofree char *words = NULL;
    int status = 0;
    g_assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &words,
                               &status, NULL));
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 2);
    g_assert_nonnull(strstr(words, "not run by hand"));
}

/* --- what the child has and is --- */

static guint count_descriptors(int pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint count = 0;
    while (dir != NULL && g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static void test_confined(void)
{
    if (!CONFINED) {
        g_test_skip("no sandbox in a sanitized build");
        return;
    }
    int leaked = open("/dev/null", O_RDONLY); /* not close-on-exec, as a careless library would */
    g_setenv("GREFFE_SECRET", "x", TRUE);
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    int pid = gf_reader_pid(reader);
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    g_autofree char *status = NULL;
    g_assert_true(g_file_get_contents(path, &status, NULL, NULL));
    g_assert_nonnull(strstr(status, "\nSeccomp:\t2\n"));
    g_assert_nonnull(strstr(status, "\nNoNewPrivs:\t1\n"));
    g_assert_nonnull(strstr(status, "\nThreads:\t1\n"));
    if (geteuid() == 0) { /* it is not dumpable: nobody else may look */
        g_assert_cmpuint(count_descriptors(pid), ==, 4);
        g_autofree char *environment_path = g_strdup_printf("/proc/%d/environ", pid);
        g_autofree char *environment = NULL;
        gsize length = 0;
        g_assert_true(g_file_get_contents(environment_path, &environment, &length, NULL));
        g_assert_null(memmem(environment, length, "GREFFE_SECRET", 13));
    }
    close(leaked);
}

/* The cost of one ordinary message, for the record. */
static void test_speed(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    const guint messages = GF_LIMIT_READER_MESSAGES - 1;
    gint64 before = g_get_monotonic_time();
    for (guint i = 0; i < messages; i++)
        assert_reads_plain(reader);
    gint64 each = (g_get_monotonic_time() - before) / messages;
    g_test_message("%" G_GINT64_FORMAT " microseconds for one message", each);
    g_assert_cmpint(each, <, 100000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_read_prepare();
    g_test_add_func("/reader/same-as-in-process", test_same_as_in_process);
    g_test_add_func("/reader/loaded-before", test_loaded_before);
    g_test_add_func("/reader/sizes", test_sizes);
    g_test_add_func("/reader/ahead", test_ahead);
    g_test_add_func("/reader/renewed", test_renewed);
    g_test_add_func("/reader/killed-while-idle", test_killed_while_idle);
    for (gsize i = 0; i < G_N_ELEMENTS(misdeeds); i++) {
        g_autofree char *path = g_strconcat("/reader/misdeed/", misdeeds[i].word, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_misdeed);
    }
    g_test_add_func("/reader/hook-is-off", test_hook_is_off);
    g_test_add_func("/reader/stopped", test_stopped);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_programs); i++) {
        g_autofree char *path = g_strconcat("/reader/program/", wrong_programs[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_wrong_program);
    }
    g_test_add_func("/reader/not-by-hand", test_not_by_hand);
    g_test_add_func("/reader/confined", test_confined);
    g_test_add_func("/reader/speed", test_speed);
    return g_test_run();
}
