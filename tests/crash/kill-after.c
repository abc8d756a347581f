/* kill-after.c - ends the process that preloads it, by SIGKILL, right after the Nth step of a kind.
 *
 * KILL_KIND: "sync" counts what makes files durable (fsync, fdatasync, rename), "send" what leaves
 * on an internet socket. KILL_AFTER: N; 0 only counts. KILL_COUNTS: a file that gets "sync N send
 * N" at a regular end. Says nothing, and does nothing to processes that have none of these
 * variables.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SYNC, SEND, KINDS };
static const char *const names[KINDS] = {"sync", "send"};
static atomic_long counts[KINDS];

static void step(int kind)
{
    long count = atomic_fetch_add(&counts[kind], 1) + 1;
    const char *wanted = getenv("KILL_KIND");
    const char *after = getenv("KILL_AFTER");
    if (wanted != NULL && after != NULL && strcmp(wanted, names[kind]) == 0 && atol(after) == count)
        kill(getpid(), SIGKILL);
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
    step(SYNC);
    return result;
}

int fdatasync(int fd)
{
    int (*real)(int);
    *(void **) &real = next("fdatasync");
    int result = real(fd);
    step(SYNC);
    return result;
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    *(void **) &real = next("rename");
    int result = real(from, to);
    step(SYNC);
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
    fprintf(file, "sync %ld send %ld\n", atomic_load(&counts[SYNC]), atomic_load(&counts[SEND]));
    fclose(file);
}
