/* understand.c - the order in which a letter is asked what it is.
 *
 * A report about our own mail first, for it quotes everything else; then programs that answer; then
 * calendars and people. A calendar answer stays one even where the client marks it as automatic.
 */
#include "understand/understand.h"

static gboolean is_calendar_answer(const GfLetter *letter)
{
    return letter->calendar != NULL && (letter->calendar->method == GF_METHOD_REPLY ||
                                        letter->calendar->method == GF_METHOD_COUNTER);
}

static gboolean is_calendar(const GfLetter *letter)
{
    return letter->calendar != NULL && letter->calendar->method != GF_METHOD_NONE;
}

void gf_understand(GfLetter *letter, GPtrArray *parts, const char *outline)
{
    letter->kind = GF_KIND_MESSAGE;
    gf_understand_segments(letter, outline);
    gboolean machine = gf_understand_bounce(letter, parts) ||
                       (!is_calendar_answer(letter) && gf_understand_auto_reply(letter, parts));
    if (!machine && is_calendar(letter))
        letter->kind = GF_KIND_CALENDAR;
    gf_understand_answer(letter);
}
