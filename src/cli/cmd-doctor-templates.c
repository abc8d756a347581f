/* cmd-doctor-templates.c - greffe doctor: would every mail find its words?
 *
 * Looks at the set as the workflow freezes it: the instance's language first, French where that
 * lacks a file. Each mail is a text and an HTML file; a convocation that fails for a missing
 * reminder weeks later is what this is against.
 */
#include "cli/cmd-doctor.h"

#include "render/render.h"
#include "workflow/text.h"

#include <string.h>

/* Every mail that the workflow writes, and the texts of calendar entries, which have no HTML. */
static const char *const mails[] = {
    "convocation",
    "move",
    "correction",
    "cancel",
    "reminder",
    "acknowledgement",
    "confirmation",
    "proof",
    "delivery-report",
    "too-large",
    "report-received",
    "report-confirm",
    "report-answer",
    "report-crossed",
    "report-refused",
    "report",
    "digest",
    "transcript",
    "saisine",
    "follow-up",
    "reminders",
    "confirmation-report",
    "contribution",
    "contribution-held",
    "confirmation-matter",
};
static const char *const descriptions[] = {"invitation.txt", "saisine-day.txt",
                                           "contributions.html"};

/* "templates/fr/move.txt", where the workflow finds the file. Owned. */
static char *place_of(const GfCli *cli, const char *file)
{
    const char *language = cli->instance->config->language;
    g_autofree char *own = g_build_filename(language, file, NULL);
    gboolean has_own = g_hash_table_contains(cli->instance->templates, own);
    return g_build_filename("templates", has_own ? language : "fr", file, NULL);
}

static gboolean refuse(const GfCli *cli, const char *file, GError **error, const char *why)
{
    g_autofree char *place = place_of(cli, file);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s: %s", place, why);
    return FALSE;
}

/* The first line is the subject, the second is empty: whatever the values. */
static gboolean check_head(const GfCli *cli, GVariant *frozen, const char *mail, GError **error)
{
    const char *text = NULL;
    g_autofree char *file = g_strconcat(mail, ".txt", NULL);
    if (!g_variant_lookup(frozen, file, "&s", &text) || !g_str_has_prefix(text, "Subject: "))
        return refuse(cli, file, error, "its first line must begin with \"Subject: \"");
    const char *end = strchr(text, '\n');
    if (end == NULL || end[1] != '\n')
        return refuse(cli, file, error, "its second line must be empty");
    return TRUE;
}

/* All partials that `text` refers to are in the set. */
static gboolean check_partials(const GfCli *cli, GVariant *frozen, const char *file,
                               const char *text, GError **error)
{
    g_auto(GStrv) names = gf_render_partials(text, error);
    if (names == NULL) {
        g_autofree char *place = place_of(cli, file);
        gf_error_prefix(error, "%s", place);
        return FALSE;
    }
    for (char **name = names; *name != NULL; name++) {
        g_autoptr(GVariant) found = g_variant_lookup_value(frozen, *name, NULL);
        if (found != NULL)
            continue;
        g_autofree char *why = g_strdup_printf(
            "refers to \"%s\", which is missing (copy it from the templates of greffe)", *name);
        return refuse(cli, file, error, why);
    }
    return TRUE;
}

static gboolean check_all(const GfCli *cli, GVariant *frozen, GError **error)
{
    GVariantIter iterator;
    const char *file, *text;
    g_variant_iter_init(&iterator, frozen);
    while (g_variant_iter_next(&iterator, "{&s&s}", &file, &text))
        if (!check_partials(cli, frozen, file, text, error))
            return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        if (!check_head(cli, frozen, mails[i], error))
            return FALSE;
        g_autoptr(GfWording) words = gf_wording_render(frozen, mails[i], NULL, error);
        if (words == NULL)
            return FALSE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(descriptions); i++) {
        g_autofree char *words = gf_wording_render_plain(frozen, descriptions[i], NULL, error);
        if (words == NULL)
            return FALSE;
    }
    return TRUE;
}

/* Templates that no mail takes are not looked at by others. */
static gboolean check_spares(const GfCli *cli, GError **error)
{
    GHashTableIter iterator;
    gpointer name, text;
    g_hash_table_iter_init(&iterator, cli->instance->templates);
    while (g_hash_table_iter_next(&iterator, &name, &text)) {
        g_auto(GStrv) partials = gf_render_partials(text, error);
        if (partials == NULL) {
            gf_error_prefix(error, "templates/%s", (const char *) name);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean check_folder(const GfCli *cli, GError **error)
{
    const char *language = cli->instance->config->language;
    g_autofree char *folder = g_build_filename(cli->directory, "templates", language, NULL);
    if (g_file_test(folder, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                "there is no folder templates/%s (copy it from another instance, or change "
                "[instance] language)",
                language);
    return FALSE;
}

char *gf_doctor_templates(GfCli *cli, GError **error)
{
    GHashTable *templates = cli->instance->templates;
    const char *language = cli->instance->config->language;
    const char *names[G_N_ELEMENTS(mails) + G_N_ELEMENTS(descriptions) + 1] = {NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++)
        names[i] = mails[i];
    for (gsize i = 0; i < G_N_ELEMENTS(descriptions); i++)
        names[G_N_ELEMENTS(mails) + i] = descriptions[i];
    if (!check_folder(cli, error) || !check_spares(cli, error))
        return NULL;
    g_autoptr(GVariant) frozen = gf_wording_freeze(templates, language, names, error);
    if (frozen == NULL)
        return NULL;
    g_variant_ref_sink(frozen);
    if (!check_all(cli, frozen, error))
        return NULL;
    return g_strdup_printf("%u files, language %s", g_hash_table_size(templates), language);
}
