/* maildir-test.c - the Maildir in a directory of one's own. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/error.h"
#include "mailbox/fixture.h"
#include "mailbox/mailbox.h"

typedef struct {
    char *directory, *path, *held_path;
    GfMailboxOptions options;
} Place;

static void place_make(Place *place)
{
    place->directory = g_dir_make_tmp("greffe-maildir-XXXXXX", NULL);
    place->path = g_build_filename(place->directory, "incoming", NULL);
    place->held_path = g_build_filename(place->directory, "held", NULL);
    place->options = (GfMailboxOptions){
        .path = place->path, .held_path = place->held_path, .max_message_bytes = 1000};
}

static void place_clear(Place *place)
{
    const char *const argv[] = {"rm", "-rf", place->directory, NULL};
    g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(place->directory);
    g_free(place->path);
    g_free(place->held_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static void put(const Place *place, const char *file, const char *text, gint64 time)
{
    g_autofree char *path = g_build_filename(place->path, file, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(utime(path, &(struct utimbuf){time, time}), ==, 0);
}

static gboolean exists(const Place *place, const char *file)
{
    g_autofree char *path = g_build_filename(place->directory, file, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Names in the order they came, '!' where cut. Owned. */
static char *names(GPtrArray *incoming)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < incoming->len; i++) {
        const GfIncoming *one = g_ptr_array_index(incoming, i);
        g_string_append_printf(out, "%s%s%s", i > 0 ? " " : "", one->place->name,
                               one->cut ? "!" : "");
    }
    return g_string_free(out, FALSE);
}

static gboolean is_in(const GfPlace *place, gpointer user_data)
{
    g_autofree char *key = gf_place_key(place);
    return g_hash_table_contains(user_data, key);
}

static gboolean knows_second(const GfPlace *place, gpointer user_data)
{
    (void) user_data;
    return strcmp(place->name, "2.host") == 0 && place->uid == 0 && place->uidvalidity == 0;
}

static void test_fetch(void)
{
    g_auto(Place) place;
    place_make(&place);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, &error);
    g_assert_no_error(error);
    put(&place, "new/3.host", "c", 1800000000);
    put(&place, "new/1.host:2,F", "a", 1800000002);
    put(&place, "new/2.host", "b", 1800000001);
    put(&place, "new/.hidden", "x", 1);
    put(&place, "tmp/4.host", "x", 1);
    put(&place, "cur/5.host:2,S", "x", 1);
    g_autofree char *link = g_build_filename(place.path, "new", "6.host", NULL);
    g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
    g_autofree char *pipe = g_build_filename(place.path, "new", "7.host", NULL);
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    g_autofree char *inner = g_build_filename(place.path, "new", "8.host", NULL);
    g_assert_cmpint(g_mkdir(inner, 0700), ==, 0);

    g_autoptr(GPtrArray) all = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_autofree char *all_names = names(all);
    g_assert_cmpstr(all_names, ==, "3.host 2.host 1.host");
    const GfIncoming *first = g_ptr_array_index(all, 0);
    g_assert_cmpint(first->arrived_at, ==, 1800000000);
    g_assert_cmpuint(first->size, ==, 1);
    g_assert_cmpstr(first->place->mailbox, ==, place.path);
    g_assert_true(g_bytes_get_size(first->raw) == 1 &&
                  *(const char *) g_bytes_get_data(first->raw, NULL) == 'c');

    g_autoptr(GPtrArray) unknown = gf_mailbox_fetch(mailbox, 10, knows_second, NULL, &error);
    g_autofree char *unknown_names = names(unknown);
    g_assert_cmpstr(unknown_names, ==, "3.host 1.host");
    g_autoptr(GPtrArray) oldest = gf_mailbox_fetch(mailbox, 1, NULL, NULL, &error);
    g_autofree char *oldest_names = names(oldest);
    g_assert_cmpstr(oldest_names, ==, "3.host");
}

static const struct {
    const char *name, *header;
} LARGE[] = {
    {"CRLF", "A: 1\r\nB: 2\r\n\r\n"},
    {"LF", "A: 1\nB: 2\n\n"},
    {"mixed", "A: 1\nB: 2\n\r\n"},
};

static void test_large(void)
{
    g_autofree char *body = g_strnfill(2000, 'x');
    for (guint i = 0; i < G_N_ELEMENTS(LARGE); i++) {
        g_test_message("%s", LARGE[i].name);
        g_auto(Place) place;
        place_make(&place);
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, NULL);
        g_autofree char *text = g_strconcat(LARGE[i].header, body, NULL);
        put(&place, "new/1.host", text, 1800000000);
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, NULL);
        g_assert_cmpuint(incoming->len, ==, 1);
        const GfIncoming *one = g_ptr_array_index(incoming, 0);
        g_assert_true(one->cut);
        g_assert_cmpuint(one->size, ==, strlen(text));
        g_autofree char *raw =
            g_strndup(g_bytes_get_data(one->raw, NULL), g_bytes_get_size(one->raw));
        g_assert_cmpstr(raw, ==, LARGE[i].header);
    }
}

static const struct {
    const char *name, *there, *other, *key;
    gboolean from_held; /* else from incoming */
    GfFolder folder;
    const char *gone, *expected; /* files below the directory */
    const char *now;             /* name after filing, NULL: nothing was done */
} FILINGS[] = {
    {"done", "incoming/new/1.host", NULL, "1.host", FALSE, GF_FOLDER_DONE, "incoming/new/1.host",
     "incoming/cur/1.host:2,S", "1.host"},
    {"junk", "incoming/new/1.host", NULL, "1.host", FALSE, GF_FOLDER_JUNK, "incoming/new/1.host",
     "incoming/cur/1.host:2,S", "1.host"},
    {"held", "incoming/new/1.host", NULL, "1.host", FALSE, GF_FOLDER_HELD, "incoming/new/1.host",
     "held/cur/1.host:2,", "1.host"},
    {"with flags", "incoming/new/1.host:2,F", NULL, "1.host", FALSE, GF_FOLDER_DONE,
     "incoming/new/1.host:2,F", "incoming/cur/1.host:2,S", "1.host"},
    {"again", "incoming/cur/1.host:2,RS", NULL, "1.host", FALSE, GF_FOLDER_DONE,
     "incoming/new/1.host", "incoming/cur/1.host:2,RS", "1.host"},
    {"held after done", "incoming/cur/1.host:2,S", NULL, "1.host", FALSE, GF_FOLDER_HELD,
     "incoming/cur/1.host:2,S", "held/cur/1.host:2,", "1.host"},
    {"done after held", "held/cur/1.host:2,", NULL, "1.host", TRUE, GF_FOLDER_DONE,
     "held/cur/1.host:2,", "incoming/cur/1.host:2,S", "1.host"},
    {"gone", "incoming/new/2.host", NULL, "1.host", FALSE, GF_FOLDER_DONE, "incoming/cur/1.host",
     "incoming/new/2.host", NULL},
    {"name taken", "incoming/new/1.host", "incoming/cur/1.host:2,S", "1.host", FALSE,
     GF_FOLDER_DONE, "incoming/new/1.host", "incoming/cur/1.host_1:2,S", "1.host_1"},
    {"name that leads elsewhere", "outside", NULL, "../../outside", FALSE, GF_FOLDER_DONE,
     "incoming/cur/outside", "outside", NULL},
};

static void test_file(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(FILINGS); i++) {
        g_test_message("%s", FILINGS[i].name);
        g_auto(Place) place;
        place_make(&place);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, NULL);
        const char *const files[] = {FILINGS[i].there, FILINGS[i].other};
        for (guint j = 0; j < G_N_ELEMENTS(files); j++) {
            g_autofree char *up = g_strconcat("../", files[j], NULL);
            if (files[j] != NULL)
                put(&place, up, "x", 1800000000);
        }
        const GfPlace at = {FILINGS[i].from_held ? place.held_path : place.path, 0, 0,
                            (char *) FILINGS[i].key};
        g_autoptr(GfPlace) now = NULL;
        g_assert_true(file_one(mailbox, &at, FILINGS[i].folder, &now, &error));
        g_assert_no_error(error);
        g_assert_false(exists(&place, FILINGS[i].gone));
        g_assert_true(exists(&place, FILINGS[i].expected));
        g_assert_cmpstr(now != NULL ? now->name : NULL, ==, FILINGS[i].now);
        if (now != NULL)
            g_assert_cmpstr(now->mailbox, ==,
                            FILINGS[i].folder == GF_FOLDER_HELD ? place.held_path : place.path);
    }
}

/* Held messages may lie on another file system; content and time go with them. */
static void test_file_across(void)
{
    g_auto(Place) place, other;
    place_make(&place);
    other.directory = g_strdup("/dev/shm/greffe-maildir-XXXXXX");
    other.path = NULL;
    other.held_path = NULL;
    struct stat here, there;
    if (g_mkdtemp(other.directory) == NULL || stat(place.directory, &here) != 0 ||
        stat(other.directory, &there) != 0 || here.st_dev == there.st_dev) {
        g_test_skip("no second file system");
        return;
    }
    place.options.held_path = other.directory;
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, &error);
    put(&place, "new/1.host", "across", 1800000000);
    const GfPlace at = {place.path, 0, 0, (char *) "1.host"};
    g_assert_true(file_one(mailbox, &at, GF_FOLDER_HELD, NULL, &error));
    g_assert_no_error(error);
    g_assert_false(exists(&place, "incoming/new/1.host"));
    g_assert_true(exists(&other, "cur/1.host:2,"));
    g_assert_false(exists(&other, "tmp/1.host:2,"));
    g_autofree char *path = g_build_filename(other.directory, "cur", "1.host:2,", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "across");
    struct stat about = {0};
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mtime, ==, 1800000000);
}

/* Mail programs use new/ and cur/, and set flags. */
static void test_dragged(void)
{
    static const struct {
        const char *file, *box, *name, *verdict;
    } DRAGGED[] = {
        {"../present/cur/1.host:2,S", "present", "1.host", "present"},
        {"../present/new/2.host", "present", "2.host", "present"},
        {"../absent/cur/1.host:2,", "absent", "1.host", "absent"},
        {"../ignored/new/3.host", "ignored", "3.host", "ignore"},
    };
    g_auto(Place) place;
    place_make(&place);
    place.options.settle_path = place.directory;
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(DRAGGED); i++)
        put(&place, DRAGGED[i].file, "x", 1800000000 + i);
    for (guint i = 0; i < G_N_ELEMENTS(DRAGGED); i++) {
        g_autoptr(GPtrArray) all = gf_mailbox_fetch_dragged(mailbox, 10, is_in, known, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(all->len, >, 0);
        const GfIncoming *first = g_ptr_array_index(all, 0);
        g_autofree char *box = g_build_filename(place.directory, DRAGGED[i].box, NULL);
        g_assert_cmpstr(first->place->mailbox, ==, box);
        g_assert_cmpstr(first->place->name, ==, DRAGGED[i].name);
        g_assert_cmpstr(first->verdict, ==, DRAGGED[i].verdict);
        g_assert_cmpint(first->arrived_at, ==, 1800000000 + i);
        g_hash_table_add(known, gf_place_key(first->place));
        g_assert_true(file_one(mailbox, first->place, i == 0 ? GF_FOLDER_HELD : GF_FOLDER_DONE,
                               NULL, &error));
    }
    g_assert_true(exists(&place, "held/cur/1.host:2,"));
    g_assert_true(exists(&place, "incoming/cur/1.host:2,S"));
    g_assert_true(exists(&place, "incoming/cur/2.host:2,S"));
    g_assert_true(exists(&place, "incoming/cur/3.host:2,S"));
    g_autoptr(GPtrArray) none = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
}

/* Nothing is looked for where nothing is wanted; what somebody removed is made anew. */
static void test_drag_directories(void)
{
    g_auto(Place) place;
    place_make(&place);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) without = gf_mailbox_open(&place.options, -1, &error);
    g_autoptr(GPtrArray) none = gf_mailbox_fetch_dragged(without, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_false(exists(&place, "present"));

    place.options.settle_path = place.directory;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, &error);
    g_autofree char *tmp = g_build_filename(place.directory, "absent", "tmp", NULL);
    g_assert_cmpint(g_rmdir(tmp), ==, 0);
    g_autoptr(GPtrArray) again = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(exists(&place, "absent/tmp"));
}

static gpointer drag_soon(gpointer data)
{
    g_usleep(200 * 1000);
    put(data, "../ignored/cur/1.host:2,S", "x", 1800000000);
    return NULL;
}

static gpointer put_soon(gpointer data)
{
    g_usleep(200 * 1000);
    put(data, "new/1.host", "x", 1800000000);
    return NULL;
}

static gpointer write_soon(gpointer data)
{
    g_usleep(200 * 1000);
    eventfd_write(GPOINTER_TO_INT(data), 1);
    return NULL;
}

/* A wait that something ends, on however busy a machine, against one that its time ends. */
enum { SOON_MS = 15000, LONG_MS = 30000 };

static gint64 wait_ms(GfMailbox *mailbox, int wake_fd, gboolean expected, GError **error)
{
    gint64 start = g_get_monotonic_time();
    g_assert_cmpint(gf_mailbox_wait(mailbox, LONG_MS, wake_fd, error), ==, expected);
    return (g_get_monotonic_time() - start) / 1000;
}

static void test_wait(void)
{
    g_auto(Place) place;
    place_make(&place);
    int stop_fd = eventfd(0, EFD_CLOEXEC), wake_fd = eventfd(0, EFD_CLOEXEC);
    g_autoptr(GError) error = NULL;
    place.options.settle_path = place.directory;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, stop_fd, &error);
    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 200, wake_fd, &error));
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 200 * 1000);

    GThread *thread = g_thread_new("put", put_soon, &place);
    g_assert_cmpint(wait_ms(mailbox, wake_fd, TRUE, &error), <, SOON_MS);
    g_thread_join(thread);

    g_assert_true(gf_mailbox_wait(mailbox, 100, -1, &error)); /* what was still being written */
    thread = g_thread_new("drag", drag_soon, &place);
    g_assert_cmpint(wait_ms(mailbox, -1, TRUE, &error), <, SOON_MS);
    g_thread_join(thread);
    g_autoptr(GPtrArray) dragged = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(dragged->len, ==, 1);

    thread = g_thread_new("wake", write_soon, GINT_TO_POINTER(wake_fd));
    /* What was still being written above may wake it first. */
    g_assert_cmpint(wait_ms(mailbox, wake_fd, TRUE, &error), <, SOON_MS);
    g_thread_join(thread);
    g_assert_cmpint(wait_ms(mailbox, wake_fd, TRUE, &error), <, SOON_MS);
    g_assert_no_error(error);

    thread = g_thread_new("stop", write_soon, GINT_TO_POINTER(stop_fd));
    g_assert_cmpint(wait_ms(mailbox, -1, FALSE, &error), <, SOON_MS);
    g_assert_error(error, GF_ERROR, GF_ERROR_CANCELLED);
    g_thread_join(thread);
    close(stop_fd);
    close(wake_fd);
}

static void test_unusable(void)
{
    g_auto(Place) place;
    place_make(&place);
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(place.path, "in the way", -1, NULL));
    g_assert_null(gf_mailbox_open(&place.options, -1, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_ACCOUNT);
    g_clear_error(&error);
    g_unlink(place.path);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&place.options, -1, &error);
    g_assert_no_error(error);
    g_autofree char *inner = g_build_filename(place.path, "new", NULL);
    g_assert_cmpint(g_rmdir(inner), ==, 0);
    g_assert_null(gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_MAILBOX);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/mailbox/maildir/fetch", test_fetch);
    g_test_add_func("/mailbox/maildir/large", test_large);
    g_test_add_func("/mailbox/maildir/file", test_file);
    g_test_add_func("/mailbox/maildir/file-across", test_file_across);
    g_test_add_func("/mailbox/maildir/dragged", test_dragged);
    g_test_add_func("/mailbox/maildir/drag-directories", test_drag_directories);
    g_test_add_func("/mailbox/maildir/wait", test_wait);
    g_test_add_func("/mailbox/maildir/unusable", test_unusable);
    return g_test_run();
}
