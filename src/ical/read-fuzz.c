/* read-fuzz.c - any bytes as a calendar, broken and repaired: for libFuzzer. */
#include <stdint.h>

#include "ical/private.h"
#include "ical/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *problem = NULL;
    g_autofree char *filtered = gf_ical_filter((const char *) data, size, &problem);
    g_assert_true(filtered == NULL || g_utf8_validate(filtered, -1, NULL));
    g_autoptr(GfCalendar) calendar = gf_ical_read((const char *) data, size, "REPLY", &problem);
    g_assert_true(calendar != NULL || problem != NULL);
    if (calendar == NULL)
        return 0;
    g_assert_true(calendar->uid == NULL || g_utf8_validate(calendar->uid, -1, NULL));
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = calendar->attendees->pdata[i];
        g_assert_true(g_utf8_validate(attendee->address, -1, NULL));
    }
    return 0;
}
