/* hurry.c - time goes HURRY times as fast in the process that preloads it, from its start on.
 *
 * HURRY_STEP names a file: as many seconds as it says, the hour is another one from then on, as when somebody sets the
 * clock; time itself is not touched by that. What it waits for with a limit ends so much sooner, and every clock tells the time that it believes. So a timeout of
 * five minutes is truly waited out, in seconds. Only what greffed and its libraries use is here: the clocks, poll and
 * nanosleep. A deadline given to the kernel otherwise (a futex, an interval timer) is not hurried.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define BILLION 1000000000LL

static long long factor = 1;
static long long began[16]; /* nanoseconds, by the number of the clock */

static long long true_time(clockid_t clock)
{
    struct timespec now = {0};
    syscall(SYS_clock_gettime, clock, &now);
    return now.tv_sec * BILLION + now.tv_nsec;
}

__attribute__((constructor)) static void begin(void)
{
    const char *words = getenv("HURRY");
    factor = words != NULL && atoll(words) > 0 ? atoll(words) : 1;
    for (clockid_t clock = 0; clock < 16; clock++)
        began[clock] = true_time(clock);
}

static long long step(void)
{
    const char *path = getenv("HURRY_STEP");
    char words[32] = {0};
    int before = errno;
    int fd = path != NULL ? (int) syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -1;
    errno = before;
    if (fd < 0)
        return 0;
    long length = syscall(SYS_read, fd, words, sizeof words - 1);
    syscall(SYS_close, fd);
    return length > 0 ? atoll(words) * BILLION : 0;
}

static int is_hour(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

static int is_processor_time(clockid_t clock)
{
    return clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID || clock < 0 || clock >= 16;
}

static long long believed_time(clockid_t clock)
{
    long long now = true_time(clock);
    if (is_processor_time(clock))
        return now;
    return began[clock] + (now - began[clock]) * factor + (is_hour(clock) ? step() : 0);
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
    long long now = believed_time(clock);
    *ret = (struct timespec){now / BILLION, now % BILLION};
    return 0;
}

int gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
    long long now = believed_time(CLOCK_REALTIME);
    (void) zone;
    *ret = (struct timeval){now / BILLION, now % BILLION / 1000};
    return 0;
}

time_t time(time_t *ret)
{
    time_t now = believed_time(CLOCK_REALTIME) / BILLION;
    if (ret != NULL)
        *ret = now;
    return now;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    struct timespec limit = {0};
    if (timeout_ms > 0) {
        long long nanoseconds = timeout_ms * 1000000LL / factor;
        limit = (struct timespec){nanoseconds / BILLION, nanoseconds % BILLION};
    }
    return ppoll(fds, count, timeout_ms < 0 ? NULL : &limit, NULL);
}

int nanosleep(const struct timespec *wanted, struct timespec *ret_left)
{
    long long nanoseconds = (wanted->tv_sec * BILLION + wanted->tv_nsec) / factor;
    struct timespec shorter = {nanoseconds / BILLION, nanoseconds % BILLION};
    (void) ret_left;
    return (int) syscall(SYS_nanosleep, &shorter, NULL);
}
