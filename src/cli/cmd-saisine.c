/* cmd-saisine.c - greffe saisine: new, list, assign, advance; show is in files of its own.
 *
 * Reads the saisine's file and its documents, hands them to the workflow, tells who is asked and
 * who cannot be reached by mail, and wakes the daemon.
 */
#include "cli/cmd-saisine.h"

#include "cli/documents.h"
#include "cli/roll-output.h"

#include <string.h>

static GfSaisineFile *read_saisine(GfCli *cli, const char *path, GError **error)
{
    g_autofree char *text = gf_cli_read_text(path, error);
    g_autoptr(GfSaisineFile) file = text != NULL ? gf_saisine_file_parse(path, text, error) : NULL;
    if (file == NULL)
        return NULL;
    gsize limit = (gsize) cli->instance->config->document_bytes;
    const GfCliDocuments documents = {file->document_names, file->document_paths, file->documents};
    return gf_cli_read_documents(path, &documents, limit, error) ? g_steal_pointer(&file) : NULL;
}

static gboolean run_new(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfSaisineFile) file = NULL;
    g_autoptr(GfSaisine) saisine = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        (file = read_saisine(cli, arguments[0], error)) == NULL ||
        !gf_saisine_enter(&cli->clerk, file, &saisine, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "saisine", saisine->number);
        gf_json_text(json, "state", saisine->state);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("saisine %s: received, %u question%s, %u document%s; say whom it is asked of with "
                 "\"greffe saisine assign %s BODY\"\n",
                 saisine->number, saisine->questions->len, gf_cli_plural(saisine->questions->len),
                 saisine->documents->len, gf_cli_plural(saisine->documents->len), saisine->number);
    return TRUE;
}

static gboolean list_one(GfCli *cli, const GfSaisine *saisine, JsonBuilder *json, GError **error)
{
    g_autoptr(GArray) contributors = NULL;
    const GfStage *stage = gf_saisine_stage(saisine, saisine->state);
    const char *due_on = stage != NULL ? stage->due_on : NULL;
    if (!gf_store_contributors(cli->store, saisine->id, &contributors, error))
        return FALSE;
    if (json == NULL) {
        g_autofree char *title = gf_cli_line(saisine->title);
        gf_cli_print("%-12s %-10s %-10s %4u  %s\n", saisine->number, saisine->state,
                     due_on != NULL ? due_on : "-", contributors->len, title);
        return TRUE;
    }
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "id", saisine->number);
    gf_json_text(json, "state", saisine->state);
    gf_json_text(json, "title", saisine->title);
    gf_json_text(json, "due_on", due_on);
    gf_json_integer(json, "contributions", contributors->len);
    gf_json_texts_of(json, "bodies", saisine->bodies);
    gf_json_end_object(json);
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) saisines = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_saisines(cli->store, &saisines, error))
        return FALSE;
    g_autoptr(JsonBuilder) json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "saisines");
    for (guint i = 0; i < saisines->len; i++)
        if (!list_one(cli, saisines->pdata[i], json, error))
            return FALSE;
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(g_steal_pointer(&json));
    } else if (saisines->len == 0) {
        gf_cli_print("no saisine yet (greffe saisine new FILE)\n");
    }
    return TRUE;
}

/* Those to whom no mail goes are for staff, with the telephone. */
static void print_unreached(const GPtrArray *members, const char *what)
{
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        g_autofree char *full = gf_member_full_name(member);
        g_autofree char *name = gf_cli_line(full);
        g_autofree char *telephone = gf_cli_line(member->telephone);
        gf_cli_print("warning: %s (%s)%s%s: %s\n", name, member->slug,
                     telephone[0] != '\0' ? ", tel. " : "", telephone, what);
    }
}

static void json_people(JsonBuilder *json, const char *name, const GPtrArray *members)
{
    gf_json_begin_list(json, name);
    for (guint i = 0; i < members->len; i++) {
        gf_json_begin_object(json, NULL);
        gf_json_member(json, members->pdata[i]);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void assignment_json(char **arguments, const GfAssignment *assignment)
{
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "saisine", arguments[0]);
    gf_json_text(json, "body", arguments[1]);
    gf_json_boolean(json, "moved", assignment->moved);
    gf_json_integer(json, "members", assignment->members);
    gf_json_integer(json, "asked", assignment->newcomers);
    gf_json_integer(json, "mails", assignment->mails);
    gf_json_boolean(json, "overdue", assignment->overdue);
    json_people(json, "unreached", assignment->unreached);
    json_people(json, "doubtful", assignment->doubtful);
    gf_json_print(json);
}

static void print_assignment(char **arguments, const GfAssignment *assignment)
{
    if (assignment->overdue && assignment->mails > 0)
        gf_cli_print("warning: the contributions were due before today; the mails say so\n");
    print_unreached(assignment->unreached,
                    "no address a mail can go to (write by post, or telephone)");
    print_unreached(assignment->doubtful, "written to, but the last mails came back");
    if (assignment->newcomers == 0)
        gf_cli_print("saisine %s: assigned to %s, nobody new there (its %u people have been asked "
                     "already)\n",
                     arguments[0], arguments[1], assignment->members);
    else
        gf_cli_print("saisine %s: assigned to %s, %u of its %u people are asked now, %u of them by "
                     "mail\n",
                     arguments[0], arguments[1], assignment->newcomers, assignment->members,
                     assignment->mails);
}

static gboolean run_assign(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfAssignment) assignment = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_saisine_assign(&cli->clerk, arguments[0], arguments[1], &assignment, error))
        return FALSE;
    if (cli->json)
        assignment_json(arguments, assignment);
    else
        print_assignment(arguments, assignment);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static void advance_json(const char *number, const GfAdvance *advance)
{
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "saisine", number);
    gf_json_text(json, "former", advance->former);
    gf_json_text(json, "state", advance->state);
    gf_json_boolean(json, "undone", advance->undone);
    gf_json_integer(json, "mails", advance->mails);
    json_people(json, "unreached", advance->unreached);
    gf_json_print(json);
}

static void print_advance(const char *number, const GfAdvance *advance)
{
    print_unreached(advance->unreached,
                    "contributed, and no mail can go there (tell them yourself)");
    gf_cli_print("saisine %s: %s %s to %s\n", number, advance->undone ? "back from" : "from",
                 advance->former, advance->state);
    if (g_str_equal(advance->state, "follow-up"))
        gf_cli_print("%u people who contributed are written to\n", advance->mails);
    if (g_str_equal(advance->state, "received"))
        gf_cli_print("those who were written to stay asked; \"greffe saisine assign\" goes on\n");
}

static gboolean run_advance(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *note = NULL;
    const GOptionEntry entries[] = {
        {"note", 0, 0, G_OPTION_ARG_STRING, &note,
         "Why, or what was decided; for follow-up it is needed: those who contributed read it",
         "TEXT"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GfAdvance) advance = NULL;
    if (arguments == NULL)
        return FALSE;
    char *words = note != NULL ? g_strstrip(note) : NULL;
    const GfSaisineMove to = {.state = arguments[1],
                              .note = words != NULL && words[0] != '\0' ? words : NULL};
    if (!gf_cli_open(cli, error) ||
        !gf_saisine_advance(&cli->clerk, arguments[0], &to, &advance, error))
        return FALSE;
    if (cli->json)
        advance_json(arguments[0], advance);
    else
        print_advance(arguments[0], advance);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"new", "FILE", "Enter a saisine from a file (example: config/saisine.conf)", 1, 1, run_new,
     NULL},
    {"list", "", "List the saisines", 0, 0, run_list, NULL},
    {"show", "NO",
     "Show where it stands: who has contributed, who and what is silent, what is next", 1, 1,
     gf_cmd_saisine_show, NULL},
    {"assign", "NO BODY", "Ask the people of a group or chantier; again: those who joined since", 2,
     2, run_assign, NULL},
    {"advance", "NO STATE [--note TEXT]",
     "Go on to the next stage (open synthesis plenary opinion follow-up), or one step back", 2, 2,
     run_advance, NULL},
    {NULL},
};

const GfCommand gf_command_saisine = {
    .name = "saisine",
    .arguments = "",
    .summary = "Enter, assign and follow the saisines",
    .subcommands = subcommands,
};
