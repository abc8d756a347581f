/* no-space.c - a disk without room, for where no small file system can be mounted: preloaded, it lets
 * NO_SPACE_BYTES more bytes be written to files below NO_SPACE_DIR, then says ENOSPC.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long left = -1;

static int has_room(int fd, size_t count)
{
    char link[64], path[4096];
    const char *below = getenv("NO_SPACE_DIR"), *bytes = getenv("NO_SPACE_BYTES");
    if (below == NULL || bytes == NULL)
        return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || strncmp(path, below, strlen(below)) != 0)
        return 1;
    if (left < 0)
        left = atol(bytes);
    if ((long) count > left) {
        errno = ENOSPC;
        return 0;
    }
    left -= (long) count;
    return 1;
}

ssize_t write(int fd, const void *buffer, size_t count)
{
    ssize_t (*real)(int, const void *, size_t);
    *(void **) &real = dlsym(RTLD_NEXT, "write");
    return has_room(fd, count) ? real(fd, buffer, count) : -1;
}

ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);
    *(void **) &real = dlsym(RTLD_NEXT, "pwrite64");
    return has_room(fd, count) ? real(fd, buffer, count, offset) : -1;
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset)
{
    return pwrite64(fd, buffer, count, offset);
}
