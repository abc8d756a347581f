/* export-page.c - the page of an exported folder: who answered which question, who of which
 * territory, and every contribution with its files. See export.h.
 */
#include "workflow/export-private.h"

#include "base/text.h"
#include "workflow/text.h"

#include <string.h>

static void add_text(GVariantBuilder *builder, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        g_variant_builder_add(builder, "{sv}", key, g_variant_new_string(value));
}

static void add_flag(GVariantBuilder *builder, const char *key, gboolean value)
{
    g_variant_builder_add(builder, "{sv}", key, g_variant_new_boolean(value));
}

/* A path below the folder, as a link says it. Owned. */
static char *link_to(const GfExportEntry *entry, const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/%s", entry->folder, name);
    return g_uri_escape_string(path, "/", FALSE);
}

/* One contribution in a list that leads to it: {anchor, name, territory, late}. */
static void add_pointer(GVariantBuilder *list, const GfExportEntry *entry)
{
    g_autofree char *name = gf_member_full_name(entry->author);
    g_variant_builder_open(list, G_VARIANT_TYPE("a{sv}"));
    add_text(list, "anchor", entry->folder);
    add_text(list, "name", name);
    add_text(list, "territory", entry->territory);
    add_flag(list, "late", entry->contribution->late);
    g_variant_builder_close(list);
}

static gboolean names(const GfExportEntry *entry, guint question)
{
    return (entry->contribution->questions >> (question - 1) & 1) != 0;
}

/* Those that name a question; 0: those that name none. */
static GVariant *pointers_to(const GfExport *export, guint question)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < export->entries->len; i++) {
        const GfExportEntry *entry = export->entries->pdata[i];
        if (question == 0 ? entry->contribution->questions == 0 : names(entry, question))
            add_pointer(&list, entry);
    }
    return g_variant_builder_end(&list);
}

static void add_pointers(GVariantBuilder *builder, GVariant *pointers)
{
    add_flag(builder, "has_pointers", g_variant_n_children(pointers) > 0);
    g_variant_builder_add(builder, "{sv}", "pointers", pointers);
}

static GVariant *questions_of(const GfExport *export)
{
    const GPtrArray *questions = export->view->saisine->questions;
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < questions->len && i < GF_QUESTIONS_MAX; i++) {
        g_autofree char *rank = g_strdup_printf("%u", i + 1);
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        add_text(&list, "rank", rank);
        add_text(&list, "question", questions->pdata[i]);
        add_pointers(&list, pointers_to(export, i + 1));
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static GVariant *whole_of(const GfExport *export)
{
    return pointers_to(export, 0);
}

/* The entries are sorted by territory: one group for each. */
static GVariant *territories_of(const GfExport *export)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < export->entries->len;) {
        const char *name = ((const GfExportEntry *) export->entries->pdata[i])->territory;
        g_auto(GVariantBuilder) pointers;
        g_variant_builder_init(&pointers, G_VARIANT_TYPE("aa{sv}"));
        for (; i < export->entries->len; i++) {
            const GfExportEntry *entry = export->entries->pdata[i];
            if (!g_str_equal(entry->territory, name))
                break;
            add_pointer(&pointers, entry);
        }
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        add_text(&list, "territory", name);
        add_pointers(&list, g_variant_builder_end(&pointers));
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static GVariant *files_of(const GfClerk *clerk, const GfExportEntry *entry)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < entry->files->len; i++) {
        const GfExportFile *file = entry->files->pdata[i];
        g_autofree char *href = link_to(entry, file->name);
        g_autofree char *size =
            gf_wording_size((guint64) file->file->size, clerk->config->language);
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        add_text(&list, "file", file->name);
        add_text(&list, "size", size);
        add_text(&list, file->lost == NULL ? "href" : "lost",
                 file->lost == NULL ? href : file->lost);
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static GVariant *lines_of(const char *text)
{
    g_auto(GStrv) lines = gf_text_split(text, "\n");
    return g_variant_new_strv((const char *const *) lines, -1);
}

static void add_content(const GfClerk *clerk, const GfExportEntry *entry, GVariantBuilder *list)
{
    const GfContribution *contribution = entry->contribution;
    g_autofree char *text_href = entry->text_name != NULL ? link_to(entry, entry->text_name) : NULL;
    add_text(list, "text_href", text_href);
    add_flag(list, "has_text", entry->text_name != NULL);
    g_variant_builder_add(list, "{sv}", "paragraphs", lines_of(contribution->text));
    add_flag(list, "has_files", entry->files->len > 0);
    g_variant_builder_add(list, "{sv}", "files", files_of(clerk, entry));
    add_flag(list, "has_links", contribution->links[0] != '\0');
    g_variant_builder_add(list, "{sv}", "links", lines_of(contribution->links));
}

static GVariant *entries_of(const GfClerk *clerk, const GfExport *export)
{
    const char *language = clerk->config->language;
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < export->entries->len; i++) {
        const GfExportEntry *entry = export->entries->pdata[i];
        const GfContribution *contribution = entry->contribution;
        g_autofree char *name = gf_member_full_name(entry->author);
        g_autofree char *moment = gf_wording_moment(clerk, contribution->arrived_at, language);
        g_autofree char *answered =
            gf_contribution_questions_text(contribution->questions, language);
        g_autofree char *version = g_strdup_printf("%d", contribution->version);
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        add_text(&list, "anchor", entry->folder);
        add_text(&list, "name", name);
        add_text(&list, "territory", entry->territory);
        add_text(&list, "version", version);
        add_text(&list, "moment", moment);
        add_text(&list, "answered", answered);
        add_flag(&list, "late", contribution->late);
        add_flag(&list, "paper", g_str_equal(contribution->source, "paper"));
        add_content(clerk, entry, &list);
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static guint count_late(const GfExport *export)
{
    guint late = 0;
    for (guint i = 0; i < export->entries->len; i++)
        late += ((const GfExportEntry *) export->entries->pdata[i])->contribution->late;
    return late;
}

static void add_count(GVariantBuilder *values, const char *key, guint count)
{
    g_autofree char *text = g_strdup_printf("%u", count);
    add_text(values, key, text);
}

static GVariant *values_of(const GfClerk *clerk, const GfExport *export)
{
    const GfSaisineView *view = export->view;
    g_autofree char *moment =
        gf_wording_moment(clerk, gf_clerk_now(clerk), clerk->config->language);
    g_autoptr(GVariant) whole = g_variant_ref_sink(whole_of(export));
    g_auto(GVariantBuilder) values;
    g_variant_builder_init(&values, G_VARIANT_TYPE("a{sv}"));
    add_text(&values, "assembly", clerk->config->name);
    add_text(&values, "number", view->saisine->number);
    add_text(&values, "title", view->saisine->title);
    add_text(&values, "exported", moment);
    add_flag(&values, "has_context", view->saisine->context[0] != '\0');
    g_variant_builder_add(&values, "{sv}", "context", lines_of(view->saisine->context));
    add_count(&values, "received", export->entries->len);
    add_count(&values, "late_count", count_late(export));
    add_count(&values, "nothing_count", view->nothing);
    add_count(&values, "silent_count", view->silent);
    add_flag(&values, "has_questions", view->saisine->questions->len > 0);
    g_variant_builder_add(&values, "{sv}", "questions", questions_of(export));
    add_flag(&values, "has_whole", g_variant_n_children(whole) > 0);
    g_variant_builder_add(&values, "{sv}", "whole", whole);
    g_variant_builder_add(&values, "{sv}", "territories", territories_of(export));
    add_flag(&values, "has_silent", view->silent_territories->len > 0);
    g_variant_builder_add(&values, "{sv}", "silent_territories",
                          g_variant_new_strv((const char *const *) view->silent_territories->pdata,
                                             (gssize) view->silent_territories->len));
    g_variant_builder_add(&values, "{sv}", "entries", entries_of(clerk, export));
    return g_variant_builder_end(&values);
}

char *gf_export_page(const GfClerk *clerk, const GfExport *export, GError **error)
{
    static const char *const wanted[] = {"contributions.html", NULL};
    g_autoptr(GVariant) values = g_variant_ref_sink(values_of(clerk, export));
    GVariant *frozen = gf_wording_freeze(clerk->templates, clerk->config->language, wanted, error);
    if (frozen == NULL)
        return NULL;
    g_autoptr(GVariant) owned = g_variant_ref_sink(frozen);
    return gf_wording_render_page(owned, wanted[0], values, error);
}
