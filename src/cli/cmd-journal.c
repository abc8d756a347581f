/* cmd-journal.c - greffe journal list | verify, and greffe why SUBJECT: what happened, and its
 * proof.
 */
#include "cli/evidence.h"
#include "store/deadline.h"
#include "store/saisine.h"

#define PAGE_LINES 1000

static void print_line(GfCli *cli, const GfJournalLine *line)
{
    g_autofree char *at = gf_cli_time(cli, line->at);
    gf_cli_print("%s  %-22s %-20s %s%s%s%s%s\n", at, line->act, line->actor, line->subject,
                 line->rule[0] != '\0' ? "  rule " : "", line->rule,
                 line->evidence[0] != '\0' ? "  evidence " : "", line->evidence);
}

static void json_line(GfCli *cli, const GfJournalLine *line, JsonBuilder *json)
{
    gf_json_integer(json, "id", line->id);
    gf_json_time(json, "at", cli, line->at);
    gf_json_text(json, "actor", line->actor);
    gf_json_text(json, "act", line->act);
    gf_json_text(json, "subject", line->subject);
    gf_json_text(json, "rule", line->rule);
    gf_json_text(json, "evidence", line->evidence);
    gf_json_text(json, "hash", line->hash);
}

/* What a line means: the answer it recorded, or staff's words. */
static gboolean explain(GfCli *cli, const GfJournalLine *line, JsonBuilder *json, GError **error)
{
    g_autoptr(GPtrArray) answers = NULL;
    g_autofree char *reason = NULL;
    if (!gf_cli_answer_of_act(cli, line, &answers, error) ||
        !gf_cli_reason_of_act(cli, line, &reason, error))
        return FALSE;
    const GfAnswerRow *answer = answers->len > 0 ? answers->pdata[0] : NULL;
    if (json == NULL) {
        g_autofree char *story = answer != NULL ? gf_cli_answer_story(answer) : NULL;
        if (story != NULL)
            gf_cli_print("    %s\n", story);
        if (reason != NULL)
            gf_cli_print("    reason: %s\n", reason);
        return TRUE;
    }
    gf_json_text(json, "reason", reason);
    if (answer == NULL) {
        gf_json_text(json, "answer", NULL);
        return TRUE;
    }
    gf_json_begin_object(json, "answer");
    gf_json_answer(json, cli, answer);
    gf_json_end_object(json);
    return TRUE;
}

/* The lines, with what each means. */
static gboolean print_explained(GfCli *cli, const GPtrArray *lines, GError **error)
{
    g_autoptr(JsonBuilder) json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "lines");
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        if (json != NULL) {
            gf_json_begin_object(json, NULL);
            json_line(cli, line, json);
        } else {
            print_line(cli, line);
        }
        if (!explain(cli, line, json, error))
            return FALSE;
        if (json != NULL)
            gf_json_end_object(json);
    }
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(g_steal_pointer(&json));
    }
    return TRUE;
}

static void print_page(GfCli *cli, const GPtrArray *lines, GfJsonStream *stream)
{
    for (guint i = 0; i < lines->len; i++) {
        if (stream == NULL) {
            print_line(cli, lines->pdata[i]);
            continue;
        }
        JsonBuilder *json = json_builder_new();
        gf_json_begin_object(json, NULL);
        json_line(cli, lines->pdata[i], json);
        gf_json_end_object(json);
        gf_json_stream_add(stream, json);
    }
}

/* Millions of lines are never in memory at once. */
static gboolean print_after(GfCli *cli, gint64 after, GfJsonStream *stream, GError **error)
{
    guint count;
    do {
        g_autoptr(GPtrArray) lines = NULL;
        if (!gf_store_journal_after(cli->store, after, PAGE_LINES, &lines, error))
            return FALSE;
        print_page(cli, lines, stream);
        count = lines->len;
        after = count > 0 ? ((const GfJournalLine *) lines->pdata[count - 1])->id : after;
    } while (count == PAGE_LINES);
    return TRUE;
}

/* The number after which the last `count` lines come (0: all). */
static gboolean find_beginning(GfCli *cli, guint count, gint64 *ret, GError **error)
{
    g_autoptr(GPtrArray) last = NULL;
    *ret = 0;
    if (count == 0)
        return TRUE;
    if (!gf_store_journal_lines(cli->store, 1, &last, error))
        return FALSE;
    if (last->len > 0)
        *ret = MAX(((const GfJournalLine *) last->pdata[0])->id - (gint64) count, 0);
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *last = NULL;
    const GOptionEntry entries[] = {
        {"last", 0, 0, G_OPTION_ARG_STRING, &last, "Only the last N lines", "N"},
        {NULL},
    };
    guint64 count = 0;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    gint64 after = 0;
    if (arguments == NULL)
        return FALSE;
    if (last != NULL && !g_ascii_string_to_unsigned(last, 10, 1, G_MAXINT, &count, NULL)) {
        gf_cli_usage_error(cli, error, "--last: '%s' is no number from 1 on", last);
        return FALSE;
    }
    if (!gf_cli_open(cli, error) || !find_beginning(cli, (guint) count, &after, error))
        return FALSE;
    g_autoptr(GfJsonStream) stream = cli->json ? gf_json_stream_new("lines") : NULL;
    if (!print_after(cli, after, stream, error))
        return FALSE;
    if (stream != NULL)
        gf_json_stream_end(stream);
    return TRUE;
}

static gboolean run_verify(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *head = NULL;
    const GOptionEntry entries[] = {
        {"head", 0, 0, G_OPTION_ARG_STRING, &head, "A hash that a mail of greffe witnessed",
         "HASH"},
        {NULL},
    };
    gint64 count = 0;
    g_autofree char *newest = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_journal_verify(cli->store, head, &count, error) ||
        !gf_store_journal_head(cli->store, &newest, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_integer(json, "lines", count);
        gf_json_text(json, "head", newest);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("journal: %" G_GINT64_FORMAT " lines, the chain holds; head %s\n", count, newest);
    return TRUE;
}

/* What lies below a matter: "MATTER/MEMBER", of a chantier "SLUG/VERSION". Owned. */
static char *below(const char *kind, const char *name, const char *what, const char *rest)
{
    return rest != NULL ? g_strdup_printf("%s/%s/%s/%s", kind, name, what, rest)
                        : g_strdup_printf("%s/%s", kind, name);
}

/* A session, a saisine or a chantier of that name; `*ret` NULL: none. */
static gboolean matter_of(GfCli *cli, const char *name, const char *rest, char **ret,
                          GError **error)
{
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_session(cli->store, name, &session, error) ||
        !gf_store_saisine(cli->store, name, &saisine, error) ||
        !gf_store_body(cli->store, name, &body, error))
        return FALSE;
    if (session != NULL)
        *ret = below("session", name, "member", rest);
    else if (saisine != NULL)
        *ret = below("saisine", name, "member", rest);
    else if (body != NULL && g_str_equal(body->kind, "chantier"))
        *ret = below("chantier", name, "report", rest);
    return TRUE;
}

static gboolean deadline_of(GfCli *cli, const char *number, char **ret, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline(cli->store, g_ascii_strtoll(number, NULL, 10), &deadline, error))
        return FALSE;
    *ret = deadline != NULL ? g_strdup_printf("%s/deadline/%s", deadline->subject, number)
                            : g_strdup_printf("deadline/%s", number);
    return TRUE;
}

/* What people write for a subject: "SESSION", "SESSION/MEMBER", "2017-01", "2017-01/MEMBER",
 * "gt1-2", "gt1-2/3", "MEMBER", "message/12", "mail/12", "deadline/12", or as it is in the journal.
 * Of several with one name, the first of these. */
static gboolean subject_of(GfCli *cli, const char *word, char **ret, GError **error)
{
    g_auto(GStrv) names = g_strsplit(word, "/", 2);
    if (names[0] == NULL)
        return TRUE;
    if (!matter_of(cli, names[0], names[1], ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    if (names[1] != NULL && g_str_equal(names[0], "deadline"))
        return deadline_of(cli, names[1], ret, error);
    if (names[1] != NULL && g_str_equal(names[0], "mail"))
        *ret = g_strdup_printf("outgoing/%s", names[1]);
    else if (names[1] == NULL)
        *ret = g_strdup_printf("member/%s", names[0]);
    else
        *ret = g_strdup(word);
    return TRUE;
}

static gboolean run_why(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autofree char *subject = NULL;
    g_autoptr(GPtrArray) lines = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !subject_of(cli, arguments[0], &subject, error) ||
        !gf_store_journal_about(cli->store, subject != NULL ? subject : "", &lines, error))
        return FALSE;
    if (lines->len == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "'%s': the journal says nothing of it (SESSION, SESSION/MEMBER, SAISINE, "
                    "SAISINE/MEMBER, CHANTIER, MEMBER, message/N, mail/N or deadline/N)",
                    arguments[0]);
        return FALSE;
    }
    return print_explained(cli, lines, error);
}

static const GfCommand subcommands[] = {
    {"list", "[--last N]", "List the acts", 0, 0, run_list, NULL},
    {"verify", "[--head HASH]", "Check the whole chain", 0, 0, run_verify, NULL},
    {NULL},
};

const GfCommand gf_command_journal = {
    .name = "journal",
    .arguments = "",
    .summary = "Read and verify the journal of all acts",
    .subcommands = subcommands,
};

const GfCommand gf_command_why = {
    .name = "why",
    .arguments = "SESSION[/MEMBER]|SAISINE[/MEMBER]|CHANTIER|MEMBER|message/N|mail/N|deadline/N",
    .summary = "Tell the rule, message and person behind a state (of a session and a member with "
               "the same identifier, the session; the member is member/ID)",
    .minimum = 1,
    .maximum = 1,
    .run = run_why,
};
