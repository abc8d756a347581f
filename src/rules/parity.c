/* parity.c - as many women as men, within what the règlement tolerates. */
#include "rules/rules.h"

gboolean gf_rule_parity(int women, int men, int tolerance)
{
    g_assert(women >= 0 && men >= 0 && tolerance >= 0);
    return ABS(women - men) <= tolerance;
}
