/* day.c - see day.h. The end of an all-day event is the day after (RFC 5545 section 3.6.1). */
#include "ical/day.h"

#include "base/text.h"
#include "ical/private.h"

static icaltimetype date_of(const GDate *day)
{
    icaltimetype time = icaltime_null_date();
    time.year = g_date_get_year(day);
    time.month = (int) g_date_get_month(day);
    time.day = g_date_get_day(day);
    return time;
}

static icalcomponent *new_event(const GfDayText *day)
{
    g_autofree char *summary = gf_text_line(day->summary, 0);
    GDate after = *day->day;
    g_date_add_days(&after, 1);
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    icalcomponent_add_property(event, icalproperty_new_uid(day->uid));
    icalcomponent_add_property(event,
                               icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
                                   (time_t) day->dtstamp, 0, icaltimezone_get_utc_timezone())));
    icalcomponent_add_property(event, icalproperty_new_dtstart(date_of(day->day)));
    icalcomponent_add_property(event, icalproperty_new_dtend(date_of(&after)));
    icalcomponent_add_property(event, icalproperty_new_sequence(day->sequence));
    icalcomponent_add_property(event, icalproperty_new_summary(summary));
    if (day->description != NULL) {
        g_autofree char *description = gf_text_clean(day->description, -1);
        icalcomponent_add_property(event, icalproperty_new_description(description));
    }
    icalcomponent_add_property(event,
                               gf_ical_organizer(day->organizer_name, day->organizer_address));
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    icalcomponent_add_property(event, icalproperty_new_class(ICAL_CLASS_PUBLIC));
    return event;
}

char *gf_day_text(const GfDayText *day, GError **error)
{
    if (!gf_ical_check_address("organizer", day->organizer_address, error) ||
        !gf_ical_check_uid(day->uid, error))
        return NULL;
    g_autoptr(icalcomponent) calendar = gf_ical_new_calendar(ICAL_METHOD_PUBLISH);
    icalcomponent_add_component(calendar, new_event(day));
    return gf_ical_to_text(calendar);
}
