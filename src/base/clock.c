#include "base/clock.h"

#include <sys/timerfd.h>
#include <time.h>

struct GfClock {
    gboolean fixed;
    gint64 now;
};

GfClock *gf_clock_new_system(void)
{
    return g_new0(GfClock, 1);
}

GfClock *gf_clock_new_fixed(gint64 now)
{
    GfClock *clock = g_new0(GfClock, 1);
    clock->fixed = TRUE;
    clock->now = now;
    return clock;
}

gint64 gf_clock_now(const GfClock *clock)
{
    return clock->fixed ? clock->now : g_get_real_time() / G_USEC_PER_SEC;
}

void gf_clock_set(GfClock *clock, gint64 now)
{
    g_assert(clock->fixed);
    clock->now = now;
}

gboolean gf_clock_is_fixed(const GfClock *clock)
{
    return clock->fixed;
}

gint64 gf_clock_boot_time_us(void)
{
    struct timespec since_boot;
    clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return g_get_real_time() - since_boot.tv_sec * G_USEC_PER_SEC - since_boot.tv_nsec / 1000;
}

gint64 gf_clock_step(gint64 boot_us)
{
    gint64 seconds = (gf_clock_boot_time_us() - boot_us) / (gint64) G_USEC_PER_SEC;
    return ABS(seconds) < GF_CLOCK_STEP_SECONDS ? 0 : seconds;
}

int gf_clock_watch_open(void)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd >= 0)
        gf_clock_watch_again(fd);
    return fd;
}

void gf_clock_watch_again(int fd)
{
    /* The end of the year 9999: Linux ends it before for a clock that was set. */
    struct itimerspec never = {.it_value.tv_sec = 253402300799};
    timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

void gf_clock_free(GfClock *clock)
{
    g_free(clock);
}
