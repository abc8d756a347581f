/* cmd-contribution.c - greffe contribution add | list | show: what members contribute to a saisine;
 * export is in a file of its own. A contribution is named "2017-01/anne", its versions
 * "2017-01/anne/2".
 */
#include "cli/cmd-contribution.h"

#include "base/text.h"
#include "cli/documents.h"
#include "cli/roll-output.h"
#include "workflow/roll-member.h"

#include <string.h>

/* --- add --- */

static void print_added(GfCli *cli, const GfPaper *paper, const GfContribution *contribution)
{
    g_autofree char *questions = gf_contribution_questions_text(contribution->questions, "en");
    if (!cli->json) {
        gf_cli_print("contribution %s/%s/%d: recorded%s, %u file%s, on %s\n", paper->saisine,
                     paper->member, contribution->version, contribution->late ? " as late" : "",
                     contribution->files->len, gf_cli_plural(contribution->files->len), questions);
        return;
    }
    g_autofree char *id =
        g_strdup_printf("%s/%s/%d", paper->saisine, paper->member, contribution->version);
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "contribution", id);
    gf_json_boolean(json, "late", contribution->late);
    gf_json_integer(json, "files", contribution->files->len);
    gf_json_print(json);
}

static gboolean run_add(GfCli *cli, char **argv, GError **error)
{
    gboolean more = FALSE;
    const GOptionEntry entries[] = {
        {"more", 0, 0, G_OPTION_ARG_NONE, &more,
         "It goes with what the member contributed already, instead of replacing it", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GfContribution) contribution = gf_contribution_new();
    if (arguments == NULL || !gf_cli_open(cli, error))
        return FALSE;
    const GfPaper paper = {arguments[0], arguments[1], more};
    const GfCliPapers papers = {&contribution->text, contribution->files};
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL ||
        !gf_cli_read_papers(cli, arguments + 2, (gsize) cli->instance->config->message_bytes,
                            &papers, error) ||
        !gf_contribution_add(&cli->clerk, &paper, contribution, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    print_added(cli, &paper, contribution);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

/* --- list, show --- */

/* The numbers of the questions it names, or nothing. */
static void questions_json(JsonBuilder *json, const GfContribution *contribution)
{
    gf_json_begin_list(json, "questions");
    for (gint64 i = 0; i < GF_QUESTIONS_MAX; i++)
        if (contribution->questions >> i & 1)
            json_builder_add_int_value(json, i + 1);
    gf_json_end_list(json);
}

static void head_json(const GfCli *cli, JsonBuilder *json, const GfSaisine *saisine,
                      const GfMember *author, const GfContribution *contribution)
{
    g_autofree char *id =
        g_strdup_printf("%s/%s/%d", saisine->number, author->slug, contribution->version);
    g_autofree char *name = gf_member_full_name(author);
    g_auto(GStrv) links = g_strsplit(contribution->links, "\n", -1);
    const char *const none[] = {NULL};
    gf_json_text(json, "id", id);
    gf_json_text(json, "saisine", saisine->number);
    gf_json_text(json, "member", author->slug);
    gf_json_text(json, "name", name);
    gf_json_text(json, "territory", author->territory);
    gf_json_integer(json, "version", contribution->version);
    gf_json_text(json, "state", contribution->state);
    gf_json_boolean(json, "late", contribution->late);
    questions_json(json, contribution);
    gf_json_texts(json, "links",
                  contribution->links[0] != '\0' ? (const char *const *) links : none);
    gf_json_time(json, "arrived", cli, contribution->arrived_at);
    gf_json_time(json, "ended", cli, contribution->ended_at);
    gf_json_text(json, "source", contribution->source);
    gf_json_text(json, "actor", contribution->actor);
    gf_json_text(json, "rule", contribution->rule);
    gf_json_integer(json, "message", contribution->message_id);
}

static void print_line(const GfCli *cli, const GfSaisine *saisine, const GfMember *author,
                       const GfContribution *contribution)
{
    g_autofree char *id =
        g_strdup_printf("%s/%s/%d", saisine->number, author->slug, contribution->version);
    g_autofree char *full = gf_member_full_name(author);
    g_autofree char *name = gf_cli_line(full);
    g_autofree char *at = gf_cli_time(cli, contribution->arrived_at);
    g_autofree char *questions = gf_contribution_questions_text(contribution->questions, "en");
    gf_cli_print("%-28s %.10s %-4s %2u files  %s, %s%s\n", id, at, contribution->late ? "late" : "",
                 contribution->files->len, name, questions,
                 contribution->links[0] != '\0' ? ", with links" : "");
}

static gboolean list_of(GfCli *cli, const GfSaisine *saisine, JsonBuilder *json, guint *count,
                        GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    if (!gf_store_contributions(cli->store, saisine->id, FALSE, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const GfContribution *contribution = all->pdata[i];
        g_autoptr(GfMember) author = NULL;
        if (!gf_store_member_by_id(cli->store, contribution->member_id, &author, error))
            return FALSE;
        if (json == NULL) {
            print_line(cli, saisine, author, contribution);
            continue;
        }
        gf_json_begin_object(json, NULL);
        head_json(cli, json, saisine, author, contribution);
        gf_json_integer(json, "files", contribution->files->len);
        gf_json_end_object(json);
    }
    *count += all->len;
    return TRUE;
}

/* Those that are asked for: of one number, or all. */
static gboolean saisines_of(GfCli *cli, const char *number, GPtrArray **ret, GError **error)
{
    if (number == NULL)
        return gf_store_saisines(cli->store, ret, error);
    GfSaisine *saisine = NULL;
    if (!gf_saisine_find(&cli->clerk, number, &saisine, error))
        return FALSE;
    *ret = g_ptr_array_new_with_free_func((GDestroyNotify) gf_saisine_free);
    g_ptr_array_add(*ret, saisine);
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) saisines = NULL;
    guint count = 0;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !saisines_of(cli, arguments[0], &saisines, error))
        return FALSE;
    g_autoptr(JsonBuilder) json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "contributions");
    for (guint i = 0; i < saisines->len; i++)
        if (!list_of(cli, saisines->pdata[i], json, &count, error))
            return FALSE;
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(g_steal_pointer(&json));
    } else if (count == 0) {
        gf_cli_print("no contribution yet\n");
    }
    return TRUE;
}

static const char *where(const GfFile *file)
{
    return file->blob_id != 0 ? "kept" : file->lost != NULL ? "lost" : "in its message";
}

static void file_json(JsonBuilder *json, const GfFile *file)
{
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "name", file->name);
    gf_json_text(json, "type", file->media_type);
    gf_json_integer(json, "size", file->size);
    gf_json_text(json, "sha256", file->sha256);
    gf_json_text(json, "where", where(file));
    gf_json_text(json, "lost", file->lost);
    gf_json_integer(json, "message", file->message_id);
    gf_json_end_object(json);
}

static void print_files(const GfContribution *contribution)
{
    for (guint i = 0; i < contribution->files->len; i++) {
        const GfFile *file = contribution->files->pdata[i];
        g_autofree char *name = gf_cli_line(file->name);
        gf_cli_print("  %s, %" G_GINT64_FORMAT " bytes, %s, %s%s%s\n", name, file->size,
                     file->media_type, where(file), file->lost != NULL ? ": " : "",
                     file->lost != NULL ? file->lost : "");
    }
}

static void print_version(const GfCli *cli, const GfContribution *contribution)
{
    g_autofree char *at = gf_cli_time(cli, contribution->arrived_at);
    g_autofree char *ended = gf_cli_time(cli, contribution->ended_at);
    g_autofree char *questions = gf_contribution_questions_text(contribution->questions, "en");
    gf_cli_print("\nversion %d: %s%s%s%s\narrived %s, by %s (%s), on %s\n", contribution->version,
                 contribution->state, ended != NULL ? " on " : "", ended != NULL ? ended : "",
                 contribution->late ? ", late" : "", at, contribution->actor, contribution->rule,
                 questions);
    if (contribution->message_id != 0)
        gf_cli_print("message: greffe inbox show %" G_GINT64_FORMAT "\n", contribution->message_id);
    print_files(contribution);
    if (contribution->links[0] != '\0')
        gf_cli_print("links (no copy is kept):\n%s\n", contribution->links);
    if (contribution->text[0] != '\0')
        gf_cli_print("\n%s\n", contribution->text);
}

static void version_json(const GfCli *cli, JsonBuilder *json, const GfSaisine *saisine,
                         const GfMember *author, const GfContribution *contribution)
{
    gf_json_begin_object(json, NULL);
    head_json(cli, json, saisine, author, contribution);
    gf_json_text(json, "text", contribution->text);
    gf_json_begin_list(json, "files");
    for (guint i = 0; i < contribution->files->len; i++)
        file_json(json, contribution->files->pdata[i]);
    gf_json_end_list(json);
    gf_json_end_object(json);
}

/* What is named: "2017-01/anne", "2017-01/anne/2". */
typedef struct {
    GfSaisine *saisine;
    GfMember *author;
    GPtrArray *versions; /* of GfContribution, newest first */
} Named;

static void named_clear(Named *named)
{
    g_clear_pointer(&named->saisine, gf_saisine_free);
    g_clear_pointer(&named->author, gf_member_free);
    g_clear_pointer(&named->versions, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Named, named_clear)

/* Only that version where one is named; newest first. */
static void keep_versions(GPtrArray *versions, const char *version)
{
    for (guint i = versions->len; version != NULL && i > 0; i--) {
        const GfContribution *one = versions->pdata[i - 1];
        g_autofree char *number = g_strdup_printf("%d", one->version);
        if (!g_str_equal(number, version))
            g_ptr_array_remove_index(versions, i - 1);
    }
    for (guint i = 0; i < versions->len / 2; i++) {
        gpointer *data = versions->pdata, last = data[versions->len - 1 - i];
        data[versions->len - 1 - i] = data[i];
        data[i] = last;
    }
}

static gboolean find(GfCli *cli, const char *name, Named *named, GError **error)
{
    g_auto(GStrv) words = g_strsplit(name, "/", -1);
    guint count = g_strv_length(words);
    if (count != 2 && count != 3) {
        gf_cli_usage_error(cli, error, "'%s': say NUMBER/MEMBER, or NUMBER/MEMBER/VERSION", name);
        return FALSE;
    }
    if (!gf_saisine_find(&cli->clerk, words[0], &named->saisine, error) ||
        !gf_roll_member(&cli->clerk, words[1], &named->author, error) ||
        !gf_store_contribution_versions(cli->store, named->saisine->id, named->author->id,
                                        &named->versions, error))
        return FALSE;
    keep_versions(named->versions, words[2]);
    if (named->versions->len > 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "contribution '%s': there is none of that name (see: greffe contribution list %s)",
                name, words[0]);
    return FALSE;
}

static gboolean run_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_auto(Named) named = {0};
    if (arguments == NULL || !gf_cli_open(cli, error) || !find(cli, arguments[0], &named, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL) {
        gf_json_begin_list(json, "versions");
    } else {
        g_autofree char *full = gf_member_full_name(named.author);
        g_autofree char *name = gf_cli_line(full);
        g_autofree char *title = gf_cli_line(named.saisine->title);
        gf_cli_print("%s — %s\n%s (%s)%s%s\n", named.saisine->number, title, name,
                     named.author->slug, named.author->territory != NULL ? ", " : "",
                     named.author->territory != NULL ? named.author->territory : "");
    }
    for (guint i = 0; i < named.versions->len; i++) {
        if (json != NULL)
            version_json(cli, json, named.saisine, named.author, named.versions->pdata[i]);
        else
            print_version(cli, named.versions->pdata[i]);
    }
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    }
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"add", "NUMBER MEMBER FILE... [--more]",
     "Enter a contribution that came by hand; .txt files are its words, others its documents", 3,
     -1, run_add, NULL},
    {"list", "[NUMBER]", "List the contributions that count, of one saisine or of all", 0, 1,
     run_list, NULL},
    {"show", "ID",
     "Show a contribution with all its versions (ID: 2017-01/anne, or 2017-01/anne/2)", 1, 1,
     run_show, NULL},
    {"export", "NUMBER DIR", "Write a new folder for the rapporteur: texts, files and an index", 2,
     2, gf_cmd_contribution_export, NULL},
    {NULL},
};

const GfCommand gf_command_contribution = {
    .name = "contribution",
    .arguments = "",
    .summary = "What members contribute to the saisines",
    .subcommands = subcommands,
};
