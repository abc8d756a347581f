/* session-file.c - see session-file.h. */
#include "workflow/session-file.h"

#include "base/date.h"
#include "base/error.h"
#include "base/keyfile.h"
#include "rules/rules.h"

#include <stdlib.h>
#include <string.h>

static const GfKeySpec specs[] = {
    {"session", "id", GF_KEY_SLUG, .required = TRUE},
    {"session", "body", GF_KEY_SLUG, .required = TRUE},
    {"session", "title", GF_KEY_TEXT, .required = TRUE},
    {"session", "place", GF_KEY_TEXT},
    {"session", "video", GF_KEY_TEXT},
    {"session", "guests", GF_KEY_BOOLEAN, .fallback = "false"},
    {"session", "notice", GF_KEY_INTEGER, .minimum = 0, .maximum = 365},
    {"session", "reminders", GF_KEY_TEXT},
    {"session", "reminder_hour", GF_KEY_TIME},
    {"part *", "title", GF_KEY_TEXT, .required = TRUE},
    {"part *", "start", GF_KEY_DATETIME, .required = TRUE},
    {"part *", "end", GF_KEY_DATETIME, .required = TRUE},
    {"agenda", "*", GF_KEY_TEXT},
    {"documents", "*", GF_KEY_TEXT},
    {NULL},
};

void gf_session_file_free(GfSessionFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_free(file->body);
    g_clear_pointer(&file->session, gf_session_free);
    g_free(file->plan);
    g_free(file->plan_hour);
    g_clear_pointer(&file->document_names, g_ptr_array_unref);
    g_clear_pointer(&file->document_paths, g_ptr_array_unref);
    g_clear_pointer(&file->documents, g_ptr_array_unref);
    g_free(file);
}

static gboolean read_instant(const GfKeyfile *keyfile, const char *group, const char *key,
                             const char *timezone, gint64 *ret, GError **error)
{
    if (gf_instant_parse(gf_keyfile_text(keyfile, group, key), timezone, ret))
        return TRUE;
    gf_keyfile_error(keyfile, group, key, error,
                     "'%s' does not exist in %s (daylight saving skips it)",
                     gf_keyfile_text(keyfile, group, key), timezone);
    return FALSE;
}

static gboolean read_parts(const GfKeyfile *keyfile, const char *timezone, GfSession *session,
                           GError **error)
{
    g_auto(GStrv) groups = gf_keyfile_groups(keyfile, "part ");
    for (gsize i = 0; groups[i] != NULL; i++) {
        gint64 start, end;
        if (!read_instant(keyfile, groups[i], "start", timezone, &start, error) ||
            !read_instant(keyfile, groups[i], "end", timezone, &end, error))
            return FALSE;
        if (end <= start) {
            gf_keyfile_error(keyfile, groups[i], "end", error, "must be after 'start'");
            return FALSE;
        }
        if (i > 0 && start < session->ends_at) {
            gf_keyfile_error(keyfile, groups[i], "start", error,
                             "begins before the part above it ends (put the parts in their order)");
            return FALSE;
        }
        GfPartOfDay *part = g_new0(GfPartOfDay, 1);
        part->slug = g_strdup(groups[i] + strlen("part "));
        part->title = g_strdup(gf_keyfile_text(keyfile, groups[i], "title"));
        part->starts_at = start;
        part->ends_at = end;
        g_ptr_array_add(session->parts, part);
        session->starts_at = i == 0 ? start : session->starts_at;
        session->ends_at = end;
    }
    if (session->parts->len > 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                "session '%s': it has no part (add [part matin] with title, start and end)",
                session->slug);
    return FALSE;
}

/* A link that a member can click: http or https, a host, and no white space. */
static gboolean is_link(const char *text)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_PARSE_RELAXED, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
    return (g_str_equal(scheme, "http") || g_str_equal(scheme, "https")) && host != NULL &&
           host[0] != '\0' && strpbrk(text, " \t\n") == NULL;
}

static gboolean read_place(const GfKeyfile *keyfile, GfSession *session, GError **error)
{
    session->place = g_strdup(gf_keyfile_text(keyfile, "session", "place"));
    session->video = g_strdup(gf_keyfile_text(keyfile, "session", "video"));
    if (session->place == NULL && session->video == NULL) {
        gf_keyfile_error(keyfile, "session", "place", error,
                         "neither 'place' nor 'video' is given (say where it is held)");
        return FALSE;
    }
    if (session->video == NULL || is_link(session->video))
        return TRUE;
    gf_keyfile_error(keyfile, "session", "video", error,
                     "'%s' is no link (as https://visio.example.org/conseil)", session->video);
    return FALSE;
}

static gboolean read_plan(const GfKeyfile *keyfile, GfSessionFile *file, GError **error)
{
    file->notice = -1;
    if (gf_keyfile_text(keyfile, "session", "notice") != NULL)
        file->notice = (int) gf_keyfile_integer(keyfile, "session", "notice");
    file->plan = g_strdup(gf_keyfile_text(keyfile, "session", "reminders"));
    file->plan_hour = g_strdup(gf_keyfile_text(keyfile, "session", "reminder_hour"));
    g_autoptr(GArray) offsets = NULL;
    g_autofree char *wrong = NULL;
    if (file->plan == NULL || gf_rule_plan_parse(file->plan, &offsets, &wrong))
        return TRUE;
    gf_keyfile_error(keyfile, "session", "reminders", error,
                     "'%s' is no step (such as J-15, J-7, J-2)", wrong);
    return FALSE;
}

static void read_lists(const GfKeyfile *keyfile, GfSessionFile *file)
{
    g_autoptr(GString) agenda = g_string_new(NULL);
    g_auto(GStrv) items = gf_keyfile_keys(keyfile, "agenda");
    for (gsize i = 0; items[i] != NULL; i++)
        g_string_append_printf(agenda, "%s%s", i > 0 ? "\n" : "",
                               gf_keyfile_text(keyfile, "agenda", items[i]));
    file->session->agenda = g_strdup(agenda->str);
    g_auto(GStrv) names = gf_keyfile_keys(keyfile, "documents");
    for (gsize i = 0; names[i] != NULL; i++) {
        g_ptr_array_add(file->document_names, g_strdup(names[i]));
        g_ptr_array_add(file->document_paths,
                        g_strdup(gf_keyfile_text(keyfile, "documents", names[i])));
    }
}

GfSessionFile *gf_session_file_parse(const char *name, const char *text, const char *timezone,
                                     GError **error)
{
    g_autoptr(GfKeyfile) keyfile = gf_keyfile_parse(name, text, specs, error);
    if (keyfile == NULL)
        return NULL;
    g_autoptr(GfSessionFile) file = g_new0(GfSessionFile, 1);
    file->name = g_strdup(name);
    file->body = g_strdup(gf_keyfile_text(keyfile, "session", "body"));
    file->document_names = g_ptr_array_new_with_free_func(g_free);
    file->document_paths = g_ptr_array_new_with_free_func(g_free);
    file->documents = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    GfSession *session = file->session = gf_session_new();
    g_free(session->slug);
    session->slug = g_strdup(gf_keyfile_text(keyfile, "session", "id"));
    session->title = g_strdup(gf_keyfile_text(keyfile, "session", "title"));
    session->guests = gf_keyfile_boolean(keyfile, "session", "guests");
    if (!read_place(keyfile, session, error) || !read_parts(keyfile, timezone, session, error) ||
        !read_plan(keyfile, file, error))
        return NULL;
    read_lists(keyfile, file);
    return g_steal_pointer(&file);
}
