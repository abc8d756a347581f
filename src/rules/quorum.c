/* quorum.c - how many seats have to be filled for an assembly to deliberate.
 *
 * Whole seats: half of 23 is 12. A body without seats never has its quorum.
 */
#include "rules/rules.h"

GfQuorum gf_rule_quorum(int seats, int present, int represented, int numerator, int denominator,
                        gboolean strictly_more, GfQuorumCounts counts)
{
    g_assert(seats >= 0 && present >= 0 && represented >= 0);
    g_assert(numerator >= 0 && denominator > 0);
    gint64 share = (gint64) seats * numerator;
    gint64 rounded_up = (share + denominator - 1) / denominator;
    gint64 required = strictly_more ? share / denominator + 1 : rounded_up;
    GfQuorum quorum = {
        .seats = seats,
        .required = (int) CLAMP(required, 1, G_MAXINT),
        .sure = counts == GF_QUORUM_PRESENT ? present : present + represented,
    };
    quorum.missing = MAX(0, quorum.required - quorum.sure);
    quorum.reached = quorum.missing == 0;
    return quorum;
}
