#include "base/log.h"

#include "base/date.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_LINE_CHARACTERS 4000

static enum { FORM_UNKNOWN, FORM_PLAIN, FORM_JOURNAL } form;

gboolean gf_log_has_journal(void)
{
    return g_getenv("JOURNAL_STREAM") != NULL || g_getenv("NOTIFY_SOCKET") != NULL;
}

/* Priorities of syslog(3), as numbers because the program speaks to no syslog. */
static int priority_of(GLogLevelFlags level)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return 3;
    if ((level & G_LOG_LEVEL_WARNING) != 0)
        return 4;
    if ((level & G_LOG_LEVEL_MESSAGE) != 0)
        return 5;
    return (level & G_LOG_LEVEL_INFO) != 0 ? 6 : 7;
}

char *gf_log_line(GLogLevelFlags level, const char *text, gboolean to_journal, gint64 now)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *line = gf_text_line(valid, LONGEST_LINE_CHARACTERS);
    if (to_journal)
        return g_strdup_printf("<%d>%s", priority_of(level), line);
    g_autofree char *time = gf_instant_format(now, "UTC");
    return g_strdup_printf("%.19sZ %s", time, line);
}

static void add_event(GString *lines, GLogLevelFlags level, const char *text)
{
    if (priority_of(level) == 7 && g_getenv("G_MESSAGES_DEBUG") == NULL)
        return;
    gboolean to_journal = form == FORM_UNKNOWN ? gf_log_has_journal() : form == FORM_JOURNAL;
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_autofree char *line = gf_log_line(level, text, to_journal, now);
    g_string_append(lines, line);
    g_string_append_c(lines, '\n');
}

static void write_event(GLogLevelFlags level, const char *text)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    add_event(lines, level, text);
    gf_log_write(lines);
}

void gf_log_add(GString *lines, GLogLevelFlags level, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    add_event(lines, level, text);
}

void gf_log_write(GString *lines)
{
    (void) fwrite(lines->str, 1, lines->len, stderr);
    g_string_truncate(lines, 0);
}

void gf_log_event(GLogLevelFlags level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    write_event(level, text);
}

/* The text of a structured message of GLib. */
static GLogWriterOutput write_foreign(GLogLevelFlags level, const GLogField *fields, gsize count,
                                      gpointer unused)
{
    (void) unused;
    for (gsize i = 0; i < count; i++) {
        if (!g_str_equal(fields[i].key, "MESSAGE"))
            continue;
        g_autofree char *text = fields[i].length < 0 ? g_strdup(fields[i].value)
                                                     : g_strndup(fields[i].value, fields[i].length);
        g_autofree char *event = g_strconcat("library ", text, NULL);
        write_event(level, event);
    }
    return G_LOG_WRITER_HANDLED;
}

void gf_log_init(gboolean to_journal)
{
    form = to_journal ? FORM_JOURNAL : FORM_PLAIN;
    g_log_set_writer_func(write_foreign, NULL, NULL);
}
