/* log.h - one line on standard error per event: the id first, key=value, outcome and reason last.
 *
 * Under systemd lines carry their priority (sd-daemon(3)), elsewhere the time. Whatever strangers
 * wrote is cleaned: an event can neither break its line nor steer a terminal. Never fails.
 */
#pragma once

#include <glib.h>

/* TRUE where standard error goes to the journal, or systemd waits for our word. */
gboolean gf_log_has_journal(void);

/* Chooses the form, and takes over the messages of GLib and its libraries. Call once, before
 * threads. Without it the form is that of gf_log_has_journal(). */
void gf_log_init(gboolean to_journal);

/* Writes an event. `level` is one of G_LOG_LEVEL_CRITICAL (staff must act), _WARNING, _MESSAGE,
 * _INFO; _DEBUG shows only where G_MESSAGES_DEBUG is set. From any thread. */
void gf_log_event(GLogLevelFlags level, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds the line of an event to `lines`, to be written with others, or never. */
void gf_log_add(GString *lines, GLogLevelFlags level, const char *format, va_list arguments)
    G_GNUC_PRINTF(3, 0);
/* Writes such lines at once, and empties them. */
void gf_log_write(GString *lines);

/* The line of an event, without its end, for tests and gf_log_event(). Owned. */
char *gf_log_line(GLogLevelFlags level, const char *text, gboolean to_journal, gint64 now);
