/* export.c - what the files of an exported folder are called, its texts and its table; the page is
 * export-page.c's. See export.h.
 */
#include "workflow/export-private.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/filename.h"
#include "base/text.h"
#include "workflow/text.h"

#include <string.h>

#define EXTRACT_CHARACTERS 300

static void export_file_free(GfExportFile *file)
{
    g_free(file->name);
    g_free(file->lost);
    g_free(file);
}

static void entry_free(GfExportEntry *entry)
{
    g_free(entry->territory);
    g_free(entry->folder);
    g_free(entry->text_name);
    g_ptr_array_unref(entry->files);
    g_free(entry);
}

void gf_export_free(GfExport *export)
{
    if (export == NULL)
        return;
    g_clear_pointer(&export->entries, g_ptr_array_unref);
    g_clear_pointer(&export->view, gf_saisine_view_free);
    g_free(export);
}

gboolean gf_export_is_english(const GfClerk *clerk)
{
    return g_str_equal(clerk->config->language, "en");
}

static GfExportEntry *entry_of(const GfClerk *clerk, const GfVoice *voice)
{
    const GfContribution *contribution = voice->contribution;
    gboolean english = gf_export_is_english(clerk);
    g_autoptr(GHashTable) taken = gf_filename_set();
    GfExportEntry *entry = g_new0(GfExportEntry, 1);
    entry->contribution = contribution;
    entry->author = voice->member;
    entry->folder = g_strdup_printf("%s-v%d", voice->member->slug, contribution->version);
    entry->files = g_ptr_array_new_with_free_func((GDestroyNotify) export_file_free);
    if (contribution->text[0] != '\0')
        entry->text_name = gf_filename_unique(english ? "text.txt" : "texte.txt", taken);
    for (guint i = 0; i < contribution->files->len; i++) {
        GfExportFile *file = g_new0(GfExportFile, 1);
        file->file = contribution->files->pdata[i];
        g_autofree char *safe = gf_filename_safe(file->file->name, "document");
        file->name = gf_filename_unique(safe, taken);
        g_ptr_array_add(entry->files, file);
    }
    return entry;
}

/* As people sort names: accents and case make no difference, whatever the locale. */
static int compare_folded(const char *a, const char *b)
{
    g_autofree char *x = gf_text_fold(a), *y = gf_text_fold(b);
    return strcmp(x, y);
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const GfExportEntry *x = *(GfExportEntry *const *) a, *y = *(GfExportEntry *const *) b;
    int by_territory = compare_folded(x->territory, y->territory);
    int by_name = compare_folded(x->author->family_name, y->author->family_name);
    return by_territory != 0 ? by_territory
           : by_name != 0    ? by_name
                             : strcmp(x->author->slug, y->author->slug);
}

static gboolean add_entry(const GfClerk *clerk, const GfVoice *voice, GPtrArray *entries,
                          GError **error)
{
    g_autoptr(GfTerritory) territory = NULL;
    if (voice->contribution == NULL)
        return TRUE;
    if (voice->member->territory != NULL &&
        !gf_store_territory(clerk->store, voice->member->territory, &territory, error))
        return FALSE;
    GfExportEntry *entry = entry_of(clerk, voice);
    entry->territory = g_strdup(territory != NULL ? territory->name : "");
    g_ptr_array_add(entries, entry);
    return TRUE;
}

gboolean gf_export_plan(const GfClerk *clerk, const char *number, GfExport **ret, GError **error)
{
    g_autoptr(GfExport) export = g_new0(GfExport, 1);
    export->entries = g_ptr_array_new_with_free_func((GDestroyNotify) entry_free);
    if (!gf_saisine_view(clerk, number, &export->view, error))
        return FALSE;
    for (guint i = 0; i < export->view->voices->len; i++)
        if (!add_entry(clerk, export->view->voices->pdata[i], export->entries, error))
            return FALSE;
    g_ptr_array_sort(export->entries, compare);
    *ret = g_steal_pointer(&export);
    return TRUE;
}

char *gf_export_text(const GfClerk *clerk, const GfExport *export, const GfExportEntry *entry)
{
    const char *language = clerk->config->language;
    gboolean english = gf_export_is_english(clerk);
    const GfContribution *contribution = entry->contribution;
    g_autofree char *name = gf_member_full_name(entry->author);
    g_autofree char *moment = gf_wording_moment(clerk, contribution->arrived_at, language);
    g_autofree char *questions = gf_contribution_questions_text(contribution->questions, language);
    const char *late = !contribution->late ? "" : english ? " (late)" : " (en retard)";
    return g_strdup_printf(english ? "Saisine %s: %s\n%s%s%s\nVersion %d, received on %s%s\nOn: "
                                     "%s\n\n%s\n"
                                   : "Saisine %s : %s\n%s%s%s\nVersion %d, reçue le %s%s\nSur : "
                                     "%s\n\n%s\n",
                           export->view->saisine->number, export->view->saisine->title, name,
                           entry->territory[0] != '\0' ? ", " : "", entry->territory,
                           contribution->version, moment, late, questions, contribution->text);
}

/* --- the table --- */

/* "anne-v1/texte.txt" for each file that is there, joined by " | ". Owned. */
static char *paths_of(const GfExportEntry *entry)
{
    g_autoptr(GString) paths = g_string_new(NULL);
    for (guint i = 0; i < entry->files->len; i++) {
        const GfExportFile *file = entry->files->pdata[i];
        g_string_append_printf(paths, "%s%s/%s%s", paths->len > 0 ? " | " : "", entry->folder,
                               file->name, file->lost != NULL ? " (?)" : "");
    }
    return g_string_free(g_steal_pointer(&paths), FALSE);
}

/* "1, 3"; empty: the whole. Owned. */
static char *numbers_of(gint64 questions)
{
    GString *numbers = g_string_new(NULL);
    for (guint i = 0; i < GF_QUESTIONS_MAX; i++)
        if (questions >> i & 1)
            g_string_append_printf(numbers, "%s%u", numbers->len > 0 ? ", " : "", i + 1);
    return g_string_free(numbers, FALSE);
}

/* As it is written: the roll keeps it folded. */
static const char *college_of(const GfMember *member, gboolean english)
{
    if (member->college == NULL)
        return "";
    if (g_str_equal(member->college, "elu"))
        return english ? "elected" : "élu";
    return english && g_str_equal(member->college, "citoyen") ? "citizen" : member->college;
}

static void append_row(const GfClerk *clerk, const GfExportEntry *entry, GString *table)
{
    const GfContribution *contribution = entry->contribution;
    gboolean english = gf_export_is_english(clerk);
    g_autofree char *name = gf_member_full_name(entry->author);
    g_autofree char *version = g_strdup_printf("%d", contribution->version);
    g_autofree char *arrived = gf_instant_format(contribution->arrived_at, clerk->config->timezone);
    g_autofree char *questions = numbers_of(contribution->questions);
    g_autofree char *text = entry->text_name != NULL
                                ? g_build_filename(entry->folder, entry->text_name, NULL)
                                : g_strdup("");
    g_autofree char *files = paths_of(entry);
    g_autofree char *extract = gf_text_line(contribution->text, EXTRACT_CHARACTERS);
    g_autofree char *links = g_strdelimit(g_strdup(contribution->links), "\n", ' ');
    /* "2017-03-31 17:05": as spreadsheets know it. */
    arrived[strlen("2017-03-31")] = ' ';
    arrived[strlen("2017-03-31 17:05")] = '\0';
    const char *cells[] = {
        entry->author->slug,
        name,
        entry->territory,
        college_of(entry->author, english),
        version,
        arrived,
        !contribution->late ? ""
        : english           ? "late"
                            : "en retard",
        questions,
        extract,
        text,
        files,
        links,
        NULL,
    };
    gf_csv_append(table, cells);
}

char *gf_export_table(const GfClerk *clerk, const GfExport *export)
{
    static const char *const french[] = {"membre",   "nom",    "territoire", "collège", "version",
                                         "reçue",    "retard", "questions",  "début",   "texte",
                                         "fichiers", "liens",  NULL};
    static const char *const english[] = {"member",   "name",  "territory", "college", "version",
                                          "received", "late",  "questions", "extract", "text",
                                          "files",    "links", NULL};
    g_autoptr(GString) table = g_string_new(GF_CSV_MARK);
    gf_csv_append(table, gf_export_is_english(clerk) ? english : french);
    for (guint i = 0; i < export->entries->len; i++)
        append_row(clerk, export->entries->pdata[i], table);
    return g_string_free(g_steal_pointer(&table), FALSE);
}
