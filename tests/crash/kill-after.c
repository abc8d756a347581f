/* kill-after.c - ends the process that preloads it, by SIGKILL, right after the Nth step of a kind.
 *
 * KILL_KIND: "sync" counts what makes files durable (fsync, fdatasync, rename), "file" these and
 * every other change of a file (write, pwrite, ftruncate, unlink), "send" what leaves on an internet
 * socket. KILL_AFTER: N; 0 only counts. KILL_COUNTS: a file that gets "sync N file N send N" at a
 * regular end. Says nothing, and does nothing to processes that have none of these variables.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SYNC, ANY_FILE, SEND, KINDS };
static const char *const names[KINDS] = {"sync", "file", "send"};
static atomic_long counts[KINDS];

static void step(int kind)
{
    long count = atomic_fetch_add(&counts[kind], 1) + 1;
    const char *wanted = getenv("KILL_KIND");
    const char *after = getenv("KILL_AFTER");
    if (wanted != NULL && after != NULL && strcmp(wanted, names[kind]) == 0 && atol(after) == count)
        kill(getpid(), SIGKILL);
}

static void durable_step(void)
{
    step(SYNC);
    step(ANY_FILE);
}

static int is_file(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

static int is_internet(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    return getsockname(fd, (struct sockaddr *) &address, &length) == 0 &&
           (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

/* The function of the C library that we stand before. */
static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        abort();
    return function;
}

int fsync(int fd)
{
    int (*real)(int);
    *(void **) &real = next("fsync");
    int result = real(fd);
    durable_step();
    return result;
}

int fdatasync(int fd)
{
    int (*real)(int);
    *(void **) &real = next("fdatasync");
    int result = real(fd);
    durable_step();
    return result;
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    *(void **) &real = next("rename");
    int result = real(from, to);
    durable_step();
    return result;
}

int unlink(const char *path)
{
    int (*real)(const char *);
    *(void **) &real = next("unlink");
    int result = real(path);
    step(ANY_FILE);
    return result;
}

int ftruncate64(int fd, off64_t length)
{
    int (*real)(int, off64_t);
    *(void **) &real = next("ftruncate64");
    int result = real(fd, length);
    step(ANY_FILE);
    return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);
    *(void **) &real = next("pwrite64");
    ssize_t result = real(fd, bytes, length, offset);
    step(ANY_FILE);
    return result;
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
    ssize_t (*real)(int, const void *, size_t, int);
    *(void **) &real = next("send");
    ssize_t result = real(fd, bytes, length, flags);
    if (is_internet(fd))
        step(SEND);
    return result;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    ssize_t (*real)(int, const struct msghdr *, int);
    *(void **) &real = next("sendmsg");
    ssize_t result = real(fd, message, flags);
    if (is_internet(fd))
        step(SEND);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    *(void **) &real = next("write");
    ssize_t result = real(fd, bytes, length);
    if (is_internet(fd))
        step(SEND);
    else if (is_file(fd))
        step(ANY_FILE);
    return result;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    ssize_t (*real)(int, const struct iovec *, int);
    *(void **) &real = next("writev");
    ssize_t result = real(fd, parts, count);
    if (is_internet(fd))
        step(SEND);
    return result;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("KILL_COUNTS");
    FILE *file = path != NULL ? fopen(path, "we") : NULL;
    if (file == NULL)
        return;
    for (int kind = 0; kind < KINDS; kind++)
        fprintf(file, "%s %ld ", names[kind], atomic_load(&counts[kind]));
    fclose(file);
}
