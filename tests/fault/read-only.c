/* read-only.c - a file system that its kernel made read-only after an error: preloaded, and as long as the file
 * READ_ONLY_WHILE exists, it says EROFS to whatever would change a file below READ_ONLY_DIR.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_now(void)
{
    const char *flag = getenv("READ_ONLY_WHILE");
    int before = errno;
    int now = flag != NULL && access(flag, F_OK) == 0;
    errno = before;
    return now;
}

static int refused(const char *path)
{
    const char *below = getenv("READ_ONLY_DIR");
    if (below == NULL || strncmp(path, below, strlen(below)) != 0 || !is_now())
        return 0;
    errno = EROFS;
    return 1;
}

static int refused_file(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return refused(path);
}

static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        abort();
    return function;
}

int open64(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    *(void **) &real = next("open64");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
    return changes && refused(path) ? -1 : real(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    *(void **) &real = next("write");
    return refused_file(fd) ? -1 : real(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);
    *(void **) &real = next("pwrite64");
    return refused_file(fd) ? -1 : real(fd, bytes, length, offset);
}

int ftruncate64(int fd, off64_t length)
{
    int (*real)(int, off64_t);
    *(void **) &real = next("ftruncate64");
    return refused_file(fd) ? -1 : real(fd, length);
}

int unlink(const char *path)
{
    int (*real)(const char *);
    *(void **) &real = next("unlink");
    return refused(path) ? -1 : real(path);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    *(void **) &real = next("rename");
    return refused(to) ? -1 : real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned);
    *(void **) &real = next("renameat2");
    return refused(to) ? -1 : real(from_folder, from, to_folder, to, flags);
}
