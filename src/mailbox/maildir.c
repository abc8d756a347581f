/* maildir.c - mail from a Maildir, by hand.
 *
 * Messages in new/ are to be handled; filing moves them to cur/, or to the Maildir of held
 * messages. What staff drags into one of the Maildirs below settle_path is met there in new/ and in
 * cur/, for mail programs use both. The key of a message is its file name before ":2,". Never
 * follows a symbolic link, never reads tmp/ or anything that is not a plain file; a file that
 * vanishes between two steps is no error. A directory that cannot be used is GF_ERROR_ACCOUNT when
 * opened, GF_ERROR_MAILBOX later.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "mailbox/event.h"
#include "mailbox/kind.h"

#define INFO ":2,"
/* Where the system has no inotify left. */
#define RESCAN_US (5 * (gint64) G_USEC_PER_SEC)
/* Other names to try for a message where its own is taken. */
#define SPARE_NAMES 1000

typedef struct {
    GfMailbox base;
    char *path, *held_path;
    char *drags[GF_DRAGS]; /* paths in the order of gf_drags; NULL: none */
    guint64 max_message_bytes;
    int stop_fd, inotify_fd;
} Maildir;

static void set_errno_error(GError **error, int code, const char *path, int why)
{
    g_set_error(error, GF_ERROR, code, "mailbox '%s': %s (check the directory and its owner)", path,
                g_strerror(why));
}

/* Owned. */
static char *key_of(const char *file)
{
    const char *info = strstr(file, INFO);
    return info != NULL ? g_strndup(file, (gsize) (info - file)) : g_strdup(file);
}

/* A key that could name a file elsewhere never came from us. */
static gboolean is_key(const char *name)
{
    return name != NULL && *name != '\0' && *name != '.' && strchr(name, '/') == NULL;
}

/* The path of a message in a directory, NULL where it is not there. Owned. */
static char *find(const char *directory, const char *key)
{
    /* The names we give; only what others renamed needs the whole directory, which may be large. */
    static const char *const USUAL[] = {"", INFO "S", INFO};
    for (guint i = 0; i < G_N_ELEMENTS(USUAL); i++) {
        g_autofree char *file = g_strconcat(key, USUAL[i], NULL);
        g_autofree char *path = g_build_filename(directory, file, NULL);
        struct stat about;
        if (lstat(path, &about) == 0)
            return g_steal_pointer(&path);
    }
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    g_autofree char *prefix = g_strconcat(key, INFO, NULL);
    const char *name = NULL;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_prefix(name, prefix))
            return g_build_filename(directory, name, NULL);
    return NULL;
}

/* Bytes of a descriptor, `size` at most. Owned. */
static GBytes *read_bytes(int fd, gsize size)
{
    g_autofree guint8 *bytes = g_malloc(size + 1);
    gsize length = 0;
    gssize got = 1;
    while (length < size && got != 0) {
        got = read(fd, bytes + length, size - length);
        if (got < 0 && errno != EINTR)
            break;
        length += (gsize) MAX(got, 0);
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

/* A message, of one that is too large its beginning, of one that may not be read nothing. NULL
 * where the file vanished or is no plain file. `ret_about` tells of it. Owned. */
static GBytes *read_file(const char *path, guint64 max_bytes, struct stat *ret_about)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        gboolean forbidden =
            errno == EACCES && lstat(path, ret_about) == 0 && S_ISREG(ret_about->st_mode);
        return forbidden ? g_bytes_new_static("", 0) : NULL;
    }
    GBytes *raw = NULL;
    if (fstat(fd, ret_about) == 0 && S_ISREG(ret_about->st_mode)) {
        guint64 size = (guint64) ret_about->st_size;
        raw = read_bytes(fd, (gsize) (size <= max_bytes ? size : GF_LIMIT_HEADER_BLOCK_BYTES));
    }
    close(fd);
    return raw;
}

/* The header block of what may be cut anywhere. Takes `raw`; owned. */
static GBytes *header_of(GBytes *raw)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    GBytes *header = NULL;
    for (gsize i = 0; i + 1 < size && header == NULL; i++) {
        gsize end = bytes[i] != '\n' ? 0 : bytes[i + 1] == '\n' ? i + 2 : 0;
        if (bytes[i] == '\n' && bytes[i + 1] == '\r' && i + 2 < size && bytes[i + 2] == '\n')
            end = i + 3;
        if (end > 0)
            header = g_bytes_new_from_bytes(raw, 0, end);
    }
    if (header == NULL)
        return raw;
    g_bytes_unref(raw);
    return header;
}

/* One look into a directory of a Maildir. All borrowed. */
typedef struct {
    const char *box, *part; /* `part`: "new" or "cur" */
    const char *verdict;
    GfKnown known;
    gpointer user_data;
} Look;

/* NULL where there is nothing to bring. Owned. */
static GfIncoming *bring(const Maildir *maildir, const Look *look, const char *file)
{
    struct stat about = {0};
    g_autofree char *path = g_build_filename(look->box, look->part, file, NULL);
    GBytes *raw = read_file(path, maildir->max_message_bytes, &about);
    if (raw == NULL)
        return NULL;
    guint64 size = (guint64) about.st_size;
    gboolean cut = g_bytes_get_size(raw) < size || size > maildir->max_message_bytes;
    g_autofree char *key = key_of(file);
    GfIncoming *incoming = gf_incoming_new(gf_place_new(look->box, 0, 0, key), about.st_mtim.tv_sec,
                                           size, cut ? header_of(raw) : raw, cut);
    incoming->verdict = look->verdict;
    return incoming;
}

typedef struct {
    char *file;
    gint64 time_ns;
} Found;

static void found_clear(gpointer data)
{
    g_free(((Found *) data)->file);
}

static int by_age(gconstpointer left, gconstpointer right)
{
    const Found *a = left, *b = right;
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    return strcmp(a->file, b->file);
}

/* Files that are not known, oldest first. Owned; NULL with an error. */
static GArray *scan(const Look *look, GError **error)
{
    g_autofree char *directory = g_build_filename(look->box, look->part, NULL);
    g_autoptr(GError) why = NULL;
    g_autoptr(GDir) dir = g_dir_open(directory, 0, &why);
    if (dir == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX, "mailbox '%s': %s (is it still there?)",
                    look->box, why->message);
        return NULL;
    }
    GArray *files = g_array_new(FALSE, FALSE, sizeof(Found));
    g_array_set_clear_func(files, found_clear);
    const char *name = NULL;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *key = key_of(name);
        g_autofree char *path = g_build_filename(directory, name, NULL);
        GfPlace place = {(char *) look->box, 0, 0, key};
        struct stat about;
        if (!is_key(key) || lstat(path, &about) != 0 || !S_ISREG(about.st_mode) ||
            (look->known != NULL && look->known(&place, look->user_data)))
            continue;
        gint64 time_ns = (gint64) about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
        Found found = {g_strdup(name), time_ns};
        g_array_append_val(files, found);
    }
    g_array_sort(files, by_age);
    return files;
}

/* Adds to `incoming` until there are `max`. */
static gboolean bring_all(const Maildir *maildir, const Look *look, guint max, GPtrArray *incoming,
                          GError **error)
{
    g_autoptr(GArray) files = scan(look, error);
    guint64 bytes = 0;
    if (files == NULL)
        return FALSE;
    for (guint i = 0; i < files->len && incoming->len < max && bytes < maildir->max_message_bytes;
         i++) {
        GfIncoming *one = bring(maildir, look, g_array_index(files, Found, i).file);
        if (one == NULL)
            continue;
        bytes += g_bytes_get_size(one->raw);
        g_ptr_array_add(incoming, one);
    }
    return TRUE;
}

static GPtrArray *maildir_fetch(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                                GError **error)
{
    const Maildir *maildir = (const Maildir *) mailbox;
    const Look look = {maildir->path, "new", NULL, known, user_data};
    g_autoptr(GPtrArray) incoming =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_incoming_free);
    return bring_all(maildir, &look, max, incoming, error) ? g_steal_pointer(&incoming) : NULL;
}

/* `path` with new/, cur/ and tmp/. */
static gboolean make_directories(const char *path, GError **error)
{
    static const char *const PARTS[] = {"new", "cur", "tmp"};
    for (guint i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        g_autofree char *directory = g_build_filename(path, PARTS[i], NULL);
        int made = g_mkdir_with_parents(directory, 0700);
        int why = errno;
        if (made == 0 && access(directory, R_OK | W_OK | X_OK) == 0)
            continue;
        set_errno_error(error, GF_ERROR_ACCOUNT, directory, made == 0 ? errno : why);
        return FALSE;
    }
    return TRUE;
}

static GPtrArray *maildir_fetch_dragged(GfMailbox *mailbox, guint max, GfKnown known,
                                        gpointer user_data, GError **error)
{
    const Maildir *maildir = (const Maildir *) mailbox;
    g_autoptr(GPtrArray) incoming =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_incoming_free);
    for (guint i = 0; i < GF_DRAGS && maildir->drags[i] != NULL && incoming->len == 0; i++) {
        const char *box = maildir->drags[i], *verdict = gf_drags[i].verdict;
        const Look fresh = {box, "new", verdict, known, user_data},
                   seen = {box, "cur", verdict, known, user_data};
        if (!make_directories(box, error) || !bring_all(maildir, &fresh, max, incoming, error) ||
            !bring_all(maildir, &seen, max, incoming, error))
            return NULL;
    }
    gf_incoming_sort(incoming);
    return g_steal_pointer(&incoming);
}

/* Content and time of one file into a new one, on the disk before it returns. 0 or an errno. */
static int copy_file(const char *path, const char *target)
{
    struct stat about = {0};
    GBytes *raw = read_file(path, G_MAXSSIZE, &about);
    g_autoptr(GBytes) bytes = raw != NULL ? raw : g_bytes_new_static("", 0);
    g_autoptr(GError) error = NULL;
    const struct timespec times[] = {about.st_atim, about.st_mtim};
    if (raw == NULL)
        return ENOENT;
    if (g_bytes_get_size(bytes) != (gsize) about.st_size)
        return EIO;
    if (!g_file_set_contents_full(target, g_bytes_get_data(bytes, NULL),
                                  (gssize) g_bytes_get_size(bytes), G_FILE_SET_CONTENTS_DURABLE,
                                  0600, &error))
        return error->code == G_FILE_ERROR_NOSPC ? ENOSPC : EIO;
    utimensat(AT_FDCWD, target, times, 0);
    return 0;
}

/* The way across file systems: a copy in tmp/, its rename, then the removal. 0 or an errno. */
static int carry_over(const char *path, const char *maildir, const char *target)
{
    g_autofree char *base = g_path_get_basename(target);
    g_autofree char *copy = g_build_filename(maildir, "tmp", base, NULL);
    int why = copy_file(path, copy);
    if (why == 0 && renameat2(AT_FDCWD, copy, AT_FDCWD, target, RENAME_NOREPLACE) != 0)
        why = errno;
    if (why != 0)
        unlink(copy);
    else if (unlink(path) != 0 && errno != ENOENT)
        why = errno;
    return why;
}

/* Moves a file to MAILDIR/cur/KEY:2,FLAGS without overwriting another. 0 or an errno; `ret_key` is
 * the key it has now (owned). */
static int move_file(const char *path, const char *maildir, const char *key, const char *flags,
                     char **ret_key)
{
    int why = EEXIST;
    for (int spare = 0; spare < SPARE_NAMES && why == EEXIST; spare++) {
        g_autofree char *now = spare == 0 ? g_strdup(key) : g_strdup_printf("%s_%d", key, spare);
        g_autofree char *file = g_strconcat(now, INFO, flags, NULL);
        g_autofree char *target = g_build_filename(maildir, "cur", file, NULL);
        why = renameat2(AT_FDCWD, path, AT_FDCWD, target, RENAME_NOREPLACE) == 0 ? 0 : errno;
        if (why == EXDEV)
            why = carry_over(path, maildir, target);
        if (why == 0)
            *ret_key = g_steal_pointer(&now);
    }
    return why;
}

static gboolean file_one(const Maildir *maildir, const GfPlace *place, GfFolder folder,
                         GfPlace **ret_place, GError **error)
{
    if (!is_key(place->name))
        return TRUE;
    gboolean hold = folder == GF_FOLDER_HELD;
    const char *to = hold ? maildir->held_path : maildir->path;
    g_autofree char *new_directory = g_build_filename(place->mailbox, "new", NULL);
    g_autofree char *cur_directory = g_build_filename(place->mailbox, "cur", NULL);
    g_autofree char *path = find(new_directory, place->name);
    if (path == NULL) {
        path = find(cur_directory, place->name);
        if (path != NULL && strcmp(place->mailbox, to) == 0) {
            *ret_place = gf_place_copy(place);
            return TRUE;
        }
    }
    if (path == NULL)
        return TRUE;
    g_autofree char *key = NULL;
    int why = move_file(path, to, place->name, hold ? "" : "S", &key);
    if (why == 0)
        *ret_place = gf_place_new(to, 0, 0, key);
    else if (why != ENOENT)
        set_errno_error(error, GF_ERROR_MAILBOX, to, why);
    return why == 0 || why == ENOENT;
}

static gboolean maildir_file(GfMailbox *mailbox, GPtrArray *filings, GError **error)
{
    for (guint i = 0; i < filings->len; i++) {
        GfFiling *filing = filings->pdata[i];
        if (!file_one((const Maildir *) mailbox, filing->place, filing->folder, &filing->moved,
                      error))
            return FALSE;
        filing->filed = TRUE;
    }
    return TRUE;
}

static gboolean maildir_wait(GfMailbox *mailbox, gint64 until_us, int wake_fd, GError **error)
{
    const Maildir *maildir = (const Maildir *) mailbox;
    if (maildir->inotify_fd < 0)
        until_us = MIN(until_us, g_get_monotonic_time() + RESCAN_US);
    GfEvent event = gf_event_wait(maildir->inotify_fd, POLLIN, maildir->stop_fd, wake_fd, until_us);
    if (event == GF_EVENT_STOP) {
        g_set_error(error, GF_ERROR, GF_ERROR_CANCELLED, "mailbox '%s': waiting: stopped",
                    maildir->path);
        return FALSE;
    }
    /* What the events say does not matter: the caller lists the directory. */
    char events[4096];
    if (event == GF_EVENT_READY)
        while (read(maildir->inotify_fd, events, sizeof events) > 0)
            continue;
    return TRUE;
}

static void maildir_close(GfMailbox *mailbox)
{
    Maildir *maildir = (Maildir *) mailbox;
    if (maildir->inotify_fd >= 0)
        close(maildir->inotify_fd);
    g_free(maildir->path);
    g_free(maildir->held_path);
    for (guint i = 0; i < GF_DRAGS; i++)
        g_free(maildir->drags[i]);
    g_free(maildir);
}

static gboolean add_watch(int fd, const char *path, const char *part)
{
    g_autofree char *directory = g_build_filename(path, part, NULL);
    return inotify_add_watch(fd, directory, IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE) >= 0;
}

static int watch(const Maildir *maildir)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    gboolean good = fd >= 0 && add_watch(fd, maildir->path, "new");
    for (guint i = 0; good && i < GF_DRAGS && maildir->drags[i] != NULL; i++)
        good = add_watch(fd, maildir->drags[i], "new") && add_watch(fd, maildir->drags[i], "cur");
    if (good || fd < 0)
        return fd;
    close(fd);
    return -1;
}

/* The directories for what staff drags, where they are wanted. */
static gboolean open_drags(Maildir *maildir, const char *settle_path, GError **error)
{
    gboolean good = TRUE;
    for (guint i = 0; good && i < GF_DRAGS && settle_path != NULL; i++) {
        maildir->drags[i] = g_build_filename(settle_path, gf_drags[i].directory, NULL);
        good = make_directories(maildir->drags[i], error);
    }
    return good;
}

GfMailbox *gf_maildir_open(const GfMailboxOptions *options, int stop_fd, GError **error)
{
    static const GfMailboxKind KIND = {maildir_fetch, maildir_fetch_dragged, maildir_file,
                                       maildir_wait, maildir_close};
    g_assert(options->path != NULL && options->held_path != NULL);
    Maildir *maildir = g_new0(Maildir, 1);
    maildir->base.kind = &KIND;
    maildir->path = g_strdup(options->path);
    maildir->held_path = g_strdup(options->held_path);
    maildir->max_message_bytes =
        options->max_message_bytes != 0 ? options->max_message_bytes : GF_LIMIT_MESSAGE_BYTES;
    maildir->stop_fd = stop_fd;
    maildir->inotify_fd = -1;
    if (!make_directories(options->path, error) || !make_directories(options->held_path, error) ||
        !open_drags(maildir, options->settle_path, error)) {
        maildir_close(&maildir->base);
        return NULL;
    }
    maildir->inotify_fd = watch(maildir);
    return &maildir->base;
}
