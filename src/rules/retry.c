/* retry.c - when a mail that a server put off is tried again, and for how long.
 *
 * The delay doubles from five minutes to four hours; jitter spreads a mailing that was put off as
 * one. The last try is made at the very end of the lifetime.
 */
#include "rules/rules.h"

#define FIRST_DELAY_SECONDS (5 * 60)
#define LONGEST_DELAY_SECONDS (4 * 60 * 60)
#define DOUBLINGS 6 /* enough to pass the longest delay */

int gf_rule_retry_delay(int tries, double random, gint64 queued_at, int lifetime_seconds,
                        gint64 now)
{
    g_assert(tries >= 0 && random >= 0 && random < 1);
    gint64 left = queued_at + lifetime_seconds - now;
    if (left <= 0)
        return -1;
    if (tries == 0)
        return 0;
    int doubled = FIRST_DELAY_SECONDS << MIN(tries - 1, DOUBLINGS);
    int delay = MIN(doubled, LONGEST_DELAY_SECONDS);
    /* Up to a quarter more: never less than what the plan says, never more than the next step. */
    delay += (int) (delay * random / 4);
    return (int) MIN((gint64) delay, left);
}

GfUncertain gf_rule_uncertain(int unknown_outcomes)
{
    return unknown_outcomes < GF_UNCERTAIN_TRIES ? GF_UNCERTAIN_REPEAT : GF_UNCERTAIN_STAFF;
}
