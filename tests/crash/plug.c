/* plug.c - keeps beside the files of a directory what would be left of them if the power went now.
 *
 * PLUG_ROOT: the directory, PLUG_DISK: the folder with what is durable (pull.py fills it and reads it). DISK/data/INODE
 * is the content of a file when it was last synced, DISK/names/INODE the files "INODE NAME" of a directory when that
 * was. So the model is as strict as POSIX: a write lasts once its file is synced, a new, renamed or removed name once its
 * directory is. What is mapped into memory (SQLite's -shm) is never synced. SQLite is made to write its log back often,
 * so that this happens within a short scenario. PLUG_SYNCHRONOUS: what greffe's "PRAGMA synchronous = FULL" becomes, to
 * show that less is found out; the log is not written back then, for that would sync it. The calls below go to the kernel itself: another preloaded library is not to count them.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The function of the C library, or of the next preloaded one, that we stand before. */
static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        abort();
    return function;
}

static void must(int good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

static int is_below_root(int fd)
{
    char link[64], path[4096];
    const char *root = getenv("PLUG_ROOT");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = root != NULL ? readlink(link, path, sizeof path - 1) : -1;
    if (length < 0)
        return 0;
    path[length] = '\0';
    return strncmp(path, root, strlen(root)) == 0;
}

/* A file of the disk; it takes the place of the former one when it is whole, for another thread may die meanwhile. */
static int begin_file(char part[4096], const char *kind, ino_t inode)
{
    snprintf(part, 4096, "%s/%s/%lu.part", getenv("PLUG_DISK"), kind, (unsigned long) inode);
    int fd = (int) syscall(SYS_openat, AT_FDCWD, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(fd >= 0, part);
    return fd;
}

static void end_file(int fd, const char *part)
{
    char whole[4096];
    snprintf(whole, sizeof whole, "%.*s", (int) (strlen(part) - strlen(".part")), part);
    syscall(SYS_close, fd);
    must(syscall(SYS_renameat, AT_FDCWD, part, AT_FDCWD, whole) == 0, whole);
}

static void keep_data(int fd, ino_t inode)
{
    static __thread char bytes[1 << 16];
    char part[4096], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int from = (int) syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    must(from >= 0, link);
    int to = begin_file(part, "data", inode);
    ssize_t length;
    while ((length = syscall(SYS_read, from, bytes, sizeof bytes)) > 0)
        must(syscall(SYS_write, to, bytes, length) == length, part);
    must(length == 0, link);
    syscall(SYS_close, from);
    end_file(to, part);
}

static void keep_names(int fd, ino_t inode)
{
    char part[4096], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    DIR *directory = opendir(link);
    must(directory != NULL, link);
    int to = begin_file(part, "names", inode);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char line[512];
        int length = snprintf(line, sizeof line, "%lu %s\n", (unsigned long) entry->d_ino, entry->d_name);
        if (entry->d_type == DT_REG)
            must(syscall(SYS_write, to, line, length) == length, part);
    }
    closedir(directory);
    end_file(to, part);
}

/* Ours are not synced in truth: the machine does not fail, and the test is faster. */
static int synced(const char *function, int fd)
{
    struct stat about;
    if (!is_below_root(fd) || fstat(fd, &about) != 0) {
        int (*real)(int);
        *(void **) &real = next(function);
        return real(fd);
    }
    if (S_ISDIR(about.st_mode))
        keep_names(fd, about.st_ino);
    else
        keep_data(fd, about.st_ino);
    return 0;
}

int fsync(int fd)
{
    return synced("fsync", fd);
}

int fdatasync(int fd)
{
    return synced("fdatasync", fd);
}

int sqlite3_exec(void *database, const char *sql, void *callback, void *user_data, char **message)
{
    int (*real)(void *, const char *, void *, void *, char **);
    *(void **) &real = next("sqlite3_exec");
    char weaker[64];
    const char *wanted = getenv("PLUG_SYNCHRONOUS");
    if (strcmp(sql, "PRAGMA synchronous = FULL") != 0)
        return real(database, sql, callback, user_data, message);
    if (wanted == NULL)
        real(database, "PRAGMA wal_autocheckpoint = 20", NULL, NULL, NULL);
    snprintf(weaker, sizeof weaker, "PRAGMA synchronous = %s", wanted != NULL ? wanted : "FULL");
    return real(database, weaker, callback, user_data, message);
}
