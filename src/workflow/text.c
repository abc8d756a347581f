/* text.c - see text.h. */
#include "workflow/text.h"

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

#define FALLBACK_LANGUAGE "fr"

void gf_wording_free(GfWording *words)
{
    if (words == NULL)
        return;
    g_free(words->subject);
    g_free(words->text);
    g_free(words->html);
    g_free(words);
}

static const char *template_of(GHashTable *templates, const char *language, const char *file)
{
    g_autofree char *own = g_build_filename(language, file, NULL);
    const char *text = g_hash_table_lookup(templates, own);
    if (text != NULL)
        return text;
    g_autofree char *fallback = g_build_filename(FALLBACK_LANGUAGE, file, NULL);
    return g_hash_table_lookup(templates, fallback);
}

static gboolean freeze_file(GVariantBuilder *builder, GHashTable *templates, const char *language,
                            const char *file, GError **error)
{
    const char *text = template_of(templates, language, file);
    if (text == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "template: '%s/%s' is missing (copy it from the templates of greffe)",
                    FALLBACK_LANGUAGE, file);
        return FALSE;
    }
    g_variant_builder_add(builder, "{ss}", file, text);
    return TRUE;
}

/* A name with a dot is one file ("invitation.txt"); without, a mail: both its files. */
static gboolean freeze_name(GVariantBuilder *builder, GHashTable *templates, const char *language,
                            const char *name, GError **error)
{
    if (strchr(name, '.') != NULL)
        return freeze_file(builder, templates, language, name, error);
    g_autofree char *text = g_strconcat(name, ".txt", NULL);
    g_autofree char *html = g_strconcat(name, ".html", NULL);
    return freeze_file(builder, templates, language, text, error) &&
           freeze_file(builder, templates, language, html, error);
}

GVariant *gf_wording_freeze(GHashTable *templates, const char *language, const char *const *names,
                            GError **error)
{
    g_auto(GVariantBuilder) builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
    for (gsize i = 0; names[i] != NULL; i++)
        if (!freeze_name(&builder, templates, language, names[i], error))
            return NULL;
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, templates);
    while (g_hash_table_iter_next(&iterator, &key, NULL)) {
        const char *file = strrchr(key, '/');
        if (!g_str_has_prefix(key, FALLBACK_LANGUAGE "/") || file[1] != '_')
            continue;
        if (!freeze_file(&builder, templates, language, file + 1, error))
            return NULL;
    }
    return g_variant_builder_end(&builder);
}

static const char *frozen_lookup(const char *name, gpointer user_data)
{
    const char *text = NULL;
    g_variant_lookup(user_data, name, "&s", &text);
    return text;
}

static const char *frozen_file(GVariant *frozen, const char *file, GError **error)
{
    const char *text = frozen_lookup(file, frozen);
    if (text == NULL)
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "template: '%s' is missing", file);
    return text;
}

static char *render_file(GVariant *frozen, const char *file, GfEscape escape, GVariant *values,
                         GError **error)
{
    const GfPartials partials = {frozen_lookup, frozen};
    GVariant *const stack[] = {values, NULL};
    const char *text = frozen_file(frozen, file, error);
    if (text == NULL)
        return NULL;
    char *rendered = gf_render(text, stack, escape, &partials, error);
    if (rendered == NULL)
        gf_error_prefix(error, "template '%s'", file);
    return rendered;
}

char *gf_wording_render_plain(GVariant *frozen, const char *name, GVariant *values, GError **error)
{
    return render_file(frozen, name, GF_ESCAPE_NONE, values, error);
}

char *gf_wording_render_page(GVariant *frozen, const char *name, GVariant *values, GError **error)
{
    g_autofree char *page = render_file(frozen, name, GF_ESCAPE_HTML, values, error);
    return page != NULL ? gf_text_bind(page) : NULL;
}

/* The two bodies as they were rendered, `text` with its subject; takes both (NULL: it failed). */
static GfWording *new_wording(const char *name, char *text, char *html, GError **error)
{
    static const char mark[] = "Subject: ";
    g_autofree char *whole = text;
    g_autofree char *page = html;
    if (text == NULL || html == NULL)
        return NULL;
    char *body = strstr(whole, "\n\n");
    if (!g_str_has_prefix(whole, mark) || body == NULL) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_CONFIG,
            "template '%s.txt': its first line must be \"Subject: ...\", the second one empty",
            name);
        return NULL;
    }
    GfWording *words = g_new0(GfWording, 1);
    *body = '\0';
    words->subject = g_strstrip(g_strdup(whole + strlen(mark)));
    words->text = gf_text_bind(body + 2);
    words->html = gf_text_bind(page);
    return words;
}

GfWording *gf_wording_render(GVariant *frozen, const char *name, GVariant *values, GError **error)
{
    g_autofree char *text_file = g_strconcat(name, ".txt", NULL);
    g_autofree char *html_file = g_strconcat(name, ".html", NULL);
    char *text = render_file(frozen, text_file, GF_ESCAPE_NONE, values, error);
    char *html =
        text != NULL ? render_file(frozen, html_file, GF_ESCAPE_HTML, values, error) : NULL;
    return new_wording(name, text, html, error);
}

struct GfPreparedWording {
    char *name;
    GfTemplate *text, *html;
};

void gf_prepared_wording_free(GfPreparedWording *prepared)
{
    if (prepared == NULL)
        return;
    g_free(prepared->name);
    gf_template_free(prepared->text);
    gf_template_free(prepared->html);
    g_free(prepared);
}

static GfTemplate *prepare_file(GVariant *frozen, const char *file, GfEscape escape,
                                const GfKnownValues *known, GError **error)
{
    const GfPartials partials = {frozen_lookup, frozen};
    const char *text = frozen_file(frozen, file, error);
    if (text == NULL)
        return NULL;
    GfTemplate *prepared = gf_render_prepare(text, known, escape, &partials, error);
    if (prepared == NULL)
        gf_error_prefix(error, "template '%s'", file);
    return prepared;
}

GfTemplate *gf_wording_prepare_plain(GVariant *frozen, const char *file, const GfKnownValues *known,
                                     GError **error)
{
    return prepare_file(frozen, file, GF_ESCAPE_NONE, known, error);
}

GfPreparedWording *gf_wording_prepare(GVariant *frozen, const char *name,
                                      const GfKnownValues *known, GError **error)
{
    g_autofree char *text_file = g_strconcat(name, ".txt", NULL);
    g_autofree char *html_file = g_strconcat(name, ".html", NULL);
    g_autoptr(GfPreparedWording) prepared = g_new0(GfPreparedWording, 1);
    prepared->name = g_strdup(name);
    prepared->text = prepare_file(frozen, text_file, GF_ESCAPE_NONE, known, error);
    if (prepared->text == NULL)
        return NULL;
    prepared->html = prepare_file(frozen, html_file, GF_ESCAPE_HTML, known, error);
    return prepared->html != NULL ? g_steal_pointer(&prepared) : NULL;
}

GfWording *gf_wording_render_prepared(const GfPreparedWording *prepared, GHashTable *personal,
                                      GError **error)
{
    char *text = gf_render_prepared(prepared->text, personal, GF_ESCAPE_NONE, error);
    char *html =
        text != NULL ? gf_render_prepared(prepared->html, personal, GF_ESCAPE_HTML, error) : NULL;
    return new_wording(prepared->name, text, html, error);
}

static void add_text(GVariantBuilder *builder, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        g_variant_builder_add(builder, "{sv}", key, g_variant_new_string(value));
}

char *gf_wording_distance(int days, const char *language)
{
    gboolean english = g_str_equal(language, "en");
    static const char *const near[][2] = {{"en retard d'un jour", "late by one day"},
                                          {"aujourd'hui", "today"},
                                          {"demain", "tomorrow"}};
    if (ABS(days) <= 1)
        return g_strdup(near[days + 1][english]);
    if (days > 0)
        return g_strdup_printf(english ? "in %d days" : "dans %d jours", days);
    return g_strdup_printf(english ? "late by %d days" : "en retard de %d jours", -days);
}

char *gf_wording_names(const GPtrArray *names, guint most, const char *language)
{
    gboolean english = g_str_equal(language, "en");
    GString *text = g_string_new(NULL);
    guint shown = names->len <= most + 1 ? names->len : most;
    for (guint i = 0; i < shown; i++) {
        gboolean last = i + 1 == names->len;
        g_string_append(text, i == 0 ? "" : last ? (english ? " and " : " et ") : ", ");
        g_string_append(text, names->pdata[i]);
    }
    if (shown < names->len)
        g_string_append_printf(text, english ? " and %u others" : " et %u autres",
                               names->len - shown);
    return g_string_free(text, FALSE);
}

char *gf_wording_moment(const GfClerk *clerk, gint64 instant, const char *language)
{
    GDate date;
    int hour, minute;
    gf_wall_clock(instant, clerk->config->timezone, &date, &hour, &minute);
    g_autofree char *day = gf_date_words(&date, language);
    g_autofree char *time = gf_time_words(hour, minute, language);
    return g_strdup_printf(g_str_equal(language, "en") ? "%s at %s" : "%s à %s", day, time);
}

static char *time_of(const GfClerk *clerk, gint64 instant, const char *language)
{
    int hour, minute;
    gf_wall_clock(instant, clerk->config->timezone, NULL, &hour, &minute);
    return gf_time_words(hour, minute, language);
}

static GVariant *parts_of(const GfClerk *clerk, const GfSession *session, const char *language)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < session->parts->len; i++) {
        const GfPartOfDay *part = session->parts->pdata[i];
        g_autofree char *start = time_of(clerk, part->starts_at, language);
        g_autofree char *end = time_of(clerk, part->ends_at, language);
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        add_text(&list, "title", part->title);
        add_text(&list, "start", start);
        add_text(&list, "end", end);
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static GVariant *documents_of(const GfSession *session)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < session->documents->len; i++)
        g_variant_builder_add(&list, "s",
                              ((const GfDocument *) session->documents->pdata[i])->name);
    return g_variant_builder_end(&list);
}

/* "16 h 30", with its day where that is another one. */
static char *end_of(const GfClerk *clerk, const GfSession *session, const char *language)
{
    GDate first = gf_date_of(session->starts_at, clerk->config->timezone);
    GDate last = gf_date_of(session->ends_at, clerk->config->timezone);
    if (g_date_compare(&first, &last) == 0)
        return time_of(clerk, session->ends_at, language);
    return gf_wording_moment(clerk, session->ends_at, language);
}

GVariant *gf_wording_session(const GfClerk *clerk, const GfSession *session, const char *language)
{
    g_autofree char *moment = gf_wording_moment(clerk, session->starts_at, language);
    g_autofree char *end = end_of(clerk, session, language);
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    g_autofree char *day = gf_date_words(&date, language);
    g_auto(GStrv) agenda = g_strsplit(session->agenda, "\n", -1);
    g_auto(GVariantBuilder) values;
    g_variant_builder_init(&values, G_VARIANT_TYPE("a{sv}"));
    add_text(&values, "assembly", clerk->config->name);
    add_text(&values, "greffe", clerk->config->address);
    add_text(&values, "id", session->slug);
    add_text(&values, "title", session->title);
    add_text(&values, "day", day);
    add_text(&values, "moment", moment);
    add_text(&values, "end", end);
    add_text(&values, "place", session->place);
    add_text(&values, "video", session->video);
    add_text(&values, "reason", session->reason);
    g_variant_builder_add(&values, "{sv}", "parts", parts_of(clerk, session, language));
    g_variant_builder_add(&values, "{sv}", "several_parts",
                          g_variant_new_boolean(session->parts->len > 1));
    g_variant_builder_add(&values, "{sv}", "both_halves",
                          g_variant_new_boolean(gf_clerk_has_half(clerk, session, FALSE) &&
                                                gf_clerk_has_half(clerk, session, TRUE)));
    g_variant_builder_add(&values, "{sv}", "has_agenda",
                          g_variant_new_boolean(session->agenda[0] != '\0'));
    g_variant_builder_add(
        &values, "{sv}", "agenda",
        g_variant_new_strv((const char *const *) agenda, session->agenda[0] ? -1 : 0));
    g_variant_builder_add(&values, "{sv}", "has_documents",
                          g_variant_new_boolean(session->documents->len > 0));
    g_variant_builder_add(&values, "{sv}", "documents", documents_of(session));
    if (!clerk->config->subaddressing)
        g_variant_builder_add(&values, "{sv}", "tag", g_variant_new_string(session->slug));
    return g_variant_builder_end(&values);
}

/* How a letter to the member begins. Owned. */
static char *salutation_of(const GfMember *member, const char *language)
{
    gboolean woman = g_strcmp0(member->gender, "woman") == 0;
    gboolean man = g_strcmp0(member->gender, "man") == 0;
    if (!g_str_equal(language, "en"))
        return g_strdup(woman ? "Madame" : man ? "Monsieur" : "Madame, Monsieur");
    if (woman || man)
        return g_strdup_printf("Dear %s %s", woman ? "Ms" : "Mr", member->family_name);
    return g_strdup_printf("Dear %s %s", member->given_name, member->family_name);
}

GHashTable *gf_wording_values(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
}

void gf_wording_add_text(GHashTable *values, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        g_hash_table_insert(values, (gpointer) key,
                            g_variant_ref_sink(g_variant_new_string(value)));
}

void gf_wording_add_truth(GHashTable *values, const char *key, gboolean value)
{
    g_hash_table_insert(values, (gpointer) key, g_variant_ref_sink(g_variant_new_boolean(value)));
}

void gf_wording_add_member(GHashTable *values, const GfMember *member, const char *language)
{
    /* The civility on the roll is French. */
    g_autofree char *name = g_str_equal(language, "en")
                                ? g_strdup_printf("%s %s", member->given_name, member->family_name)
                                : gf_member_full_name(member);
    g_autofree char *salutation = salutation_of(member, language);
    gf_wording_add_text(values, "name", name);
    gf_wording_add_text(values, "salutation", salutation);
    gf_wording_add_truth(values, "woman", g_strcmp0(member->gender, "woman") == 0);
    gf_wording_add_truth(values, "man", g_strcmp0(member->gender, "man") == 0);
}

GVariant *gf_wording_member(const GfMember *member, const char *language)
{
    g_autoptr(GHashTable) values = gf_wording_values();
    GHashTableIter iterator;
    gpointer key, value;
    gf_wording_add_member(values, member, language);
    g_auto(GVariantBuilder) builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    g_hash_table_iter_init(&iterator, values);
    while (g_hash_table_iter_next(&iterator, &key, &value))
        g_variant_builder_add(&builder, "{sv}", key, value);
    return g_variant_builder_end(&builder);
}

char *gf_wording_size(guint64 bytes, const char *language)
{
    gboolean english = g_str_equal(language, "en");
    if (bytes < 1000)
        return g_strdup_printf("%" G_GUINT64_FORMAT " %s", bytes, english ? "bytes" : "octets");
    if (bytes < 1000000)
        return g_strdup_printf("%" G_GUINT64_FORMAT " %s", (bytes + 500) / 1000,
                               english ? "kB" : "ko");
    guint64 tenths = (bytes + 50000) / 100000;
    return g_strdup_printf("%" G_GUINT64_FORMAT "%s%" G_GUINT64_FORMAT " %s", tenths / 10,
                           english ? "." : ",", tenths % 10, english ? "MB" : "Mo");
}

GVariant *gf_wording_files(const GPtrArray *files, const char *language)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < files->len; i++) {
        const GfFile *file = files->pdata[i];
        g_autofree char *size = gf_wording_size(file->size, language);
        g_autofree char *line = g_strdup_printf("%s (%s)", file->name, size);
        g_variant_builder_add(&list, "s", line);
    }
    return g_variant_builder_end(&list);
}
