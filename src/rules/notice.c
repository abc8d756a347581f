/* notice.c - the delay of convocation, in jours francs (DOMAIN.md section 4).
 *
 * Says what is lawful; whether staff may convene late all the same, and the journal's word on it,
 * is the workflow's business.
 */
#include "base/date.h"
#include "rules/rules.h"

GfNotice gf_rule_notice(const GDate *sent, const GDate *session, int required_jours_francs)
{
    g_assert(required_jours_francs >= 0);
    int there_are = gf_jours_francs(sent, session);
    return (GfNotice){
        .lawful = there_are >= required_jours_francs,
        .jours_francs = there_are,
        .last_day = gf_last_day_to_convene(session, required_jours_francs),
    };
}
