/* saisine-file.c - see saisine-file.h. Whether its dates are past is for saisine.c, which knows the
 * day.
 */
#include "workflow/saisine-file.h"

#include "base/error.h"
#include "base/keyfile.h"
#include "base/text.h"
#include "store/contribution.h"
#include "workflow/saisine.h"

#include <string.h>

/* "greffe+saisine-NUMBER" has to fit the local part of an address. */
#define NUMBER_CHARACTERS 32

static const GfKeySpec specs[] = {
    {"saisine", "number", GF_KEY_SLUG, .required = TRUE},
    {"saisine", "title", GF_KEY_TEXT, .required = TRUE},
    {"saisine", "context", GF_KEY_TEXT},
    {"saisine", "origin", GF_KEY_CHOICE, .choices = "region auto", .fallback = "region"},
    {"saisine", "referred_by", GF_KEY_TEXT, .required = TRUE},
    {"saisine", "referred_on", GF_KEY_DATE, .required = TRUE},
    {"questions", "*", GF_KEY_TEXT},
    {"stage *", "due_on", GF_KEY_DATE},
    {"stage *", "role", GF_KEY_CHOICE,
     .choices = "staff contributors copilotes rapporteurs co-presidents"},
    {"documents", "*", GF_KEY_TEXT},
    {NULL},
};

/* Who sees to a stage where the file does not say; in the order of gf_saisine_states. */
static const char *const usual_roles[] = {
    "staff", "staff", "contributors", "rapporteurs", "co-presidents", "co-presidents", "staff",
};

void gf_saisine_file_free(GfSaisineFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_clear_pointer(&file->text, g_bytes_unref);
    g_clear_pointer(&file->saisine, gf_saisine_free);
    g_clear_pointer(&file->document_names, g_ptr_array_unref);
    g_clear_pointer(&file->document_paths, g_ptr_array_unref);
    g_clear_pointer(&file->documents, g_ptr_array_unref);
    g_free(file);
}

static gboolean read_head(const GfKeyfile *keyfile, GfSaisine *saisine, GError **error)
{
    const char *number = gf_keyfile_text(keyfile, "saisine", "number");
    const char *context = gf_keyfile_text(keyfile, "saisine", "context");
    if (strlen(number) > NUMBER_CHARACTERS) {
        gf_keyfile_error(keyfile, "saisine", "number", error, "more than %d characters",
                         NUMBER_CHARACTERS);
        return FALSE;
    }
    saisine->number = g_strdup(number);
    saisine->title = gf_text_line(gf_keyfile_text(keyfile, "saisine", "title"), 0);
    saisine->context = g_strdup(context != NULL ? context : "");
    saisine->origin = g_strdup(gf_keyfile_text(keyfile, "saisine", "origin"));
    saisine->referred_by = gf_text_line(gf_keyfile_text(keyfile, "saisine", "referred_by"), 0);
    saisine->referred_on = g_strdup(gf_keyfile_text(keyfile, "saisine", "referred_on"));
    saisine->state = g_strdup(gf_saisine_states[0]);
    return TRUE;
}

static gboolean read_questions(const GfKeyfile *keyfile, GfSaisine *saisine, GError **error)
{
    g_auto(GStrv) keys = gf_keyfile_keys(keyfile, "questions");
    for (guint i = 0; keys[i] != NULL; i++) {
        g_autofree char *wanted = g_strdup_printf("%u", i + 1);
        if (i == GF_QUESTIONS_MAX) { /* what a contribution can name */
            gf_keyfile_error(keyfile, "questions", keys[i], error, "more than %d questions",
                             GF_QUESTIONS_MAX);
            return FALSE;
        }
        if (!g_str_equal(keys[i], wanted)) {
            gf_keyfile_error(
                keyfile, "questions", keys[i], error,
                "question %s is missing before it (number them 1, 2, 3 in their order)", wanted);
            return FALSE;
        }
        g_ptr_array_add(saisine->questions,
                        gf_text_line(gf_keyfile_text(keyfile, "questions", keys[i]), 0));
    }
    if (saisine->questions->len > 0)
        return TRUE;
    gf_keyfile_error(keyfile, "questions", NULL, error,
                     "no question is asked (add [questions] with 1 = ...)");
    return FALSE;
}

static gboolean check_stages(const GfKeyfile *keyfile, GError **error)
{
    g_auto(GStrv) groups = gf_keyfile_groups(keyfile, "stage ");
    for (gsize i = 0; groups[i] != NULL; i++) {
        if (gf_saisine_position(groups[i] + strlen("stage ")) >= 0)
            continue;
        g_autofree char *allowed = g_strjoinv(", ", (char **) gf_saisine_states);
        gf_keyfile_error(keyfile, groups[i], NULL, error, "no stage of a saisine (allowed: %s)",
                         allowed);
        return FALSE;
    }
    return TRUE;
}

/* Dates in this form are in order as texts. */
static gboolean read_stages(const GfKeyfile *keyfile, GfSaisine *saisine, GError **error)
{
    const char *former = saisine->referred_on;
    g_autofree char *whose = g_strdup("[saisine] referred_on");
    for (gsize i = 0; gf_saisine_states[i] != NULL; i++) {
        g_autofree char *group = g_strdup_printf("stage %s", gf_saisine_states[i]);
        const char *role = gf_keyfile_text(keyfile, group, "role");
        const char *due_on = gf_keyfile_text(keyfile, group, "due_on");
        GfStage *stage = g_new0(GfStage, 1);
        stage->stage = g_strdup(gf_saisine_states[i]);
        stage->due_on = g_strdup(due_on);
        stage->role = g_strdup(role != NULL ? role : usual_roles[i]);
        g_ptr_array_add(saisine->stages, stage);
        if (due_on == NULL)
            continue;
        if (strcmp(due_on, former) < 0) {
            gf_keyfile_error(keyfile, group, "due_on", error,
                             "%s is before %s of %s (each stage is over after the one before it)",
                             due_on, former, whose);
            return FALSE;
        }
        former = due_on;
        g_free(whose);
        whose = g_strdup_printf("[%s]", group);
    }
    return TRUE;
}

static void read_documents(const GfKeyfile *keyfile, GfSaisineFile *file)
{
    g_auto(GStrv) names = gf_keyfile_keys(keyfile, "documents");
    for (gsize i = 0; names[i] != NULL; i++) {
        g_ptr_array_add(file->document_names, g_strdup(names[i]));
        g_ptr_array_add(file->document_paths,
                        g_strdup(gf_keyfile_text(keyfile, "documents", names[i])));
    }
}

GfSaisineFile *gf_saisine_file_parse(const char *name, const char *text, GError **error)
{
    g_autoptr(GfKeyfile) keyfile = gf_keyfile_parse(name, text, specs, error);
    if (keyfile == NULL)
        return NULL;
    g_autoptr(GfSaisineFile) file = g_new0(GfSaisineFile, 1);
    file->name = g_strdup(name);
    file->text = g_bytes_new(text, strlen(text));
    file->saisine = gf_saisine_new();
    file->document_names = g_ptr_array_new_with_free_func(g_free);
    file->document_paths = g_ptr_array_new_with_free_func(g_free);
    file->documents = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    if (!read_head(keyfile, file->saisine, error) ||
        !read_questions(keyfile, file->saisine, error) || !check_stages(keyfile, error) ||
        !read_stages(keyfile, file->saisine, error))
        return NULL;
    read_documents(keyfile, file);
    return g_steal_pointer(&file);
}
