/* parity.c - as many women as men, within what the règlement tolerates. */
#include "rules/rules.h"

gboolean gf_rule_parity(int women, int men, int tolerance)
{
    g_assert(women >= 0 && men >= 0 && tolerance >= 0);
    return ABS(women - men) <= tolerance;
}

GfPair gf_rule_pair(int women, int men, int unknown)
{
    g_assert(women >= 0 && men >= 0 && unknown >= 0);
    int holders = women + men + unknown;
    if (holders < 2)
        return GF_PAIR_VACANT;
    if (holders > 2)
        return GF_PAIR_TOO_MANY;
    if (unknown > 0)
        return GF_PAIR_UNSURE;
    return women == men ? GF_PAIR_COMPLETE : GF_PAIR_SAME_GENDER;
}
