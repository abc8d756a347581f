/* reminder.c - on which days a deadline is recalled (DOMAIN.md section 3, Deadline).
 *
 * Never on a weekend or public holiday, always at the fixed hour. What has been missed goes at the
 * next fixed hour of a working day, never in the night of a restart.
 */
#include "base/date.h"
#include "base/text.h"
#include "rules/rules.h"

#include <string.h>

#define FARTHEST_DAYS 3660

/* "J-15", "j + 1", "J"; the signs that word processors put for a hyphen as well. */
static gboolean parse_step(const char *word, int *ret_offset)
{
    static const char *const minus[] = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};
    if (g_ascii_tolower(*word) != 'j')
        return FALSE;
    const char *rest = word + 1 + strspn(word + 1, " ");
    if (*rest == '\0') {
        *ret_offset = 0;
        return TRUE;
    }
    int sign = *rest == '+' ? 1 : 0;
    gsize sign_length = 1;
    for (guint i = 0; i < G_N_ELEMENTS(minus) && sign == 0; i++) {
        if (g_str_has_prefix(rest, minus[i])) {
            sign = -1;
            sign_length = strlen(minus[i]);
        }
    }
    if (sign == 0)
        return FALSE;
    rest += sign_length;
    rest += strspn(rest, " ");
    guint64 days = 0;
    if (!g_ascii_string_to_unsigned(rest, 10, 0, FARTHEST_DAYS, &days, NULL))
        return FALSE;
    *ret_offset = sign * (int) days;
    return TRUE;
}

static int compare_ints(gconstpointer a, gconstpointer b)
{
    return *(const int *) a - *(const int *) b;
}

static gboolean has_int(const GArray *array, int wanted)
{
    for (guint i = 0; i < array->len; i++)
        if (g_array_index(array, int, i) == wanted)
            return TRUE;
    return FALSE;
}

gboolean gf_rule_plan_parse(const char *text, GArray **ret_offsets, char **ret_wrong)
{
    g_auto(GStrv) words = gf_text_split(text, ",;");
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(int));
    for (char **word = words; *word != NULL; word++) {
        int offset = 0;
        if (!parse_step(*word, &offset)) {
            if (ret_wrong != NULL)
                *ret_wrong = g_strdup(*word);
            return FALSE;
        }
        if (!has_int(offsets, offset))
            g_array_append_val(offsets, offset);
    }
    if (offsets->len == 0) {
        if (ret_wrong != NULL)
            *ret_wrong = g_strdup(text);
        return FALSE;
    }
    g_array_sort(offsets, compare_ints);
    *ret_offsets = g_steal_pointer(&offsets);
    return TRUE;
}

static GDate days_from(const GDate *date, int days)
{
    GDate day = *date;
    if (days >= 0)
        g_date_add_days(&day, (guint) days);
    else
        g_date_subtract_days(&day, (guint) -days);
    return day;
}

static GfReminderStep step_of(const GDate *date, int offset)
{
    GDate wished = days_from(date, offset);
    return (GfReminderStep){offset, gf_date_to_working(&wished, offset > 0 ? 1 : -1)};
}

/* Adds a step after those of earlier offsets: one day keeps the offset nearest to the date. */
static void add_step(GArray *steps, const GfReminderStep *step)
{
    GfReminderStep *last =
        steps->len == 0 ? NULL : &g_array_index(steps, GfReminderStep, steps->len - 1);
    if (last == NULL || g_date_compare(&last->day, &step->day) != 0)
        g_array_append_val(steps, *step);
    else if (ABS(step->offset) < ABS(last->offset))
        *last = *step;
}

GArray *gf_rule_plan_steps(const GArray *offsets, const GDate *date, int hour, int minute,
                           const char *zone, gint64 created_at)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(GfReminderStep));
    for (guint i = 0; i < offsets->len; i++) {
        GfReminderStep step = step_of(date, g_array_index(offsets, int, i));
        if (gf_instant_of(&step.day, hour, minute, zone) >= created_at)
            add_step(steps, &step);
    }
    return steps;
}

gint64 gf_rule_reminder_due(const GDate *day, int hour, int minute, const char *zone, gint64 now,
                            int grace_seconds)
{
    /* A day of the past only says that something is owed; today's hour counts for as long as its
     * grace, but not beyond midnight: tomorrow may be closed. */
    GDate today = gf_date_of(now, zone);
    GDate going = gf_date_to_working(g_date_compare(day, &today) > 0 ? day : &today, 1);
    gint64 due = gf_instant_of(&going, hour, minute, zone);
    if (now <= due + grace_seconds)
        return due;
    GDate next = days_from(&going, 1);
    going = gf_date_to_working(&next, 1);
    return gf_instant_of(&going, hour, minute, zone);
}
