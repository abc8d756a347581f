/* clock.h - the one source of "now".
 *
 * Every decision takes its time from here, so that a rehearsal or a test can live through a year.
 * Waiting and time-outs of the network use the monotonic clock of the machine instead.
 */
#pragma once

#include <glib.h>

typedef struct GfClock GfClock;

/* A clock that follows the machine. Owned: gf_clock_free(). */
GfClock *gf_clock_new_system(void);

/* A clock that stands still at `now` (UTC seconds) until gf_clock_set(). Owned. */
GfClock *gf_clock_new_fixed(gint64 now);

/* UTC seconds since 1970. */
gint64 gf_clock_now(const GfClock *clock);

/* Moves a fixed clock. A programming error on a system clock. */
void gf_clock_set(GfClock *clock, gint64 now);

/* TRUE where the clock was given (--now): a rehearsal. */
gboolean gf_clock_is_fixed(const GfClock *clock);

/* The hour at which the machine was started, as its clock now has it, in microseconds: it moves
 * only when the clock is set, for the time that the machine sleeps is counted (CLOCK_BOOTTIME). */
gint64 gf_clock_boot_time_us(void);
/* A clock that moves otherwise than time does, by so much, was set. */
#define GF_CLOCK_STEP_SECONDS 60
/* By how many seconds it was set since gf_clock_boot_time_us() said `boot_us`; 0: not. */
gint64 gf_clock_step(gint64 boot_us);

/* A descriptor that is readable once somebody sets the clock of the machine, or the machine has
 * slept; -1 where there can be none. Owned: close(). */
int gf_clock_watch_open(void);
/* Makes it wait for the next time. */
void gf_clock_watch_again(int fd);

void gf_clock_free(GfClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfClock, gf_clock_free)
