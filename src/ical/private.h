/* private.h - what the files of this folder share; nobody else includes it. */
#pragma once

#include <glib.h>
#include <libical/ical.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(icalcomponent, icalcomponent_free)

/* The calendar in `bytes` as libical may safely see it: unfolded, balanced, closed, repaired where
 * that is certain, only the components and properties that are read here, within
 * GF_LIMIT_CALENDAR_*. NULL where no calendar begins in it; `ret_problem` as in gf_ical_read().
 * Owned. */
char *gf_ical_filter(const char *bytes, gsize length, const char **ret_problem);

/* The IANA zone that `tzid` means: an IANA name, perhaps with a vendor's prefix, or a Windows name;
 * NULL where unknown. Borrowed, lives as long as the process. */
const char *gf_ical_zone(const char *tzid);

/* What every calendar of ours is made of (invitation.c). The checks: GF_ERROR_CONFIG. */
gboolean gf_ical_check_address(const char *what, const char *address, GError **error);
gboolean gf_ical_check_uid(const char *uid, GError **error);
icalproperty *gf_ical_organizer(const char *name, const char *address);
/* A VCALENDAR of ours with its head. Owned. */
icalcomponent *gf_ical_new_calendar(icalproperty_method method);
/* Owned. */
char *gf_ical_to_text(icalcomponent *calendar);
