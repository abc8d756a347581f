/* order.c - which of two answers of one member is the newer one (FIELD-GUIDE.md section 5.4).
 *
 * SOGo copies the invitation's DTSTAMP into every answer and clocks of phones are wrong: a time
 * that a client gives counts only between the invitation and the arrival.
 */
#include "rules/rules.h"

static int compare(gint64 a, gint64 b)
{
    return (a > b) - (a < b);
}

int gf_rule_answer_compare(const GfAnswerOrder *a, const GfAnswerOrder *b)
{
    int by_sequence = compare(a->sequence, b->sequence);
    if (by_sequence != 0)
        return by_sequence;
    int by_client = compare(a->client_time, b->client_time);
    if (by_client != 0)
        return by_client;
    int by_arrival = compare(a->arrived_at, b->arrived_at);
    return by_arrival != 0 ? by_arrival : compare(a->id, b->id);
}

gint64 gf_rule_answer_time(gint64 dtstamp, gint64 date, gint64 invited_at, gint64 arrived_at)
{
    if (dtstamp > invited_at && dtstamp <= arrived_at)
        return dtstamp;
    if (date > invited_at && date <= arrived_at)
        return date;
    return arrived_at;
}
