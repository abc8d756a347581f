/* cmd-deadline.c - greffe deadline add | list | done: what is due, when, and who owes it. */
#include "base/date.h"
#include "base/text.h"
#include "cli/cli.h"
#include "store/saisine.h"
#include "workflow/deadline.h"

#include <string.h>

#define SUBJECTS "a saisine's number, a group or chantier, a session, a member, or assembly"

/* What a word that staff types means as a subject, and who owes what is due about it. */
typedef struct {
    char *subject;
    const char *kind, *role;
} Subject;

static void subject_clear(Subject *subject)
{
    g_free(subject->subject);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Subject, subject_clear)

static gboolean take(const GfCli *cli, Subject *subject, char *meaning, const Subject *as,
                     GError **error)
{
    g_autofree char *own = meaning;
    if (subject->subject != NULL) {
        gf_cli_usage_error(cli, error, "it means two things: say '%s' or '%s'", subject->subject,
                           own);
        return FALSE;
    }
    subject->subject = g_steal_pointer(&own);
    subject->kind = as->kind;
    subject->role = as->role;
    return TRUE;
}

static gboolean find_saisine(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_store_saisine(cli->store, name, &saisine, error))
        return FALSE;
    return saisine == NULL || take(cli, subject, g_strconcat("saisine/", name, NULL),
                                   &(Subject){NULL, "manual", "rapporteurs"}, error);
}

static gboolean find_body(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(cli->store, name, &body, error))
        return FALSE;
    if (body == NULL)
        return TRUE;
    const Subject as = g_str_equal(body->kind, "chantier")
                           ? (Subject){NULL, "report", "rapporteurs"}
                       : g_str_equal(body->kind, "group") ? (Subject){NULL, "manual", "copilotes"}
                                                          : (Subject){NULL, "manual", "staff"};
    return take(cli, subject, g_strconcat("body/", name, NULL), &as, error);
}

static gboolean find_session(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session(cli->store, name, &session, error))
        return FALSE;
    return session == NULL || take(cli, subject, g_strconcat("session/", name, NULL),
                                   &(Subject){NULL, "manual", "staff"}, error);
}

static gboolean find_member(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member(cli->store, name, &member, error))
        return FALSE;
    return member == NULL || take(cli, subject, g_strconcat("member/", name, NULL),
                                  &(Subject){NULL, "manual", "member"}, error);
}

static const struct {
    const char *prefix;
    gboolean (*find)(GfCli *cli, const char *name, Subject *subject, GError **error);
} kinds[] = {{"saisine/", find_saisine},
             {"body/", find_body},
             {"session/", find_session},
             {"member/", find_member}};

static gboolean find_subject(GfCli *cli, const char *word, Subject *subject, GError **error)
{
    if (g_str_equal(word, "assembly"))
        return take(cli, subject, g_strdup(word), &(Subject){NULL, "manual", "staff"}, error);
    gboolean prefixed = strchr(word, '/') != NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *name = word;
        if (prefixed && !g_str_has_prefix(word, kinds[i].prefix))
            continue;
        name += prefixed ? strlen(kinds[i].prefix) : 0;
        if (!kinds[i].find(cli, name, subject, error))
            return FALSE;
    }
    if (subject->subject != NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': nothing of that name (" SUBJECTS ")", word);
    return FALSE;
}

static gboolean check_date(const GfCli *cli, const char *text, GError **error)
{
    GDate date, today = gf_clerk_today(&cli->clerk);
    if (!gf_date_parse(text, &date)) {
        gf_cli_usage_error(cli, error, "'%s' is no date (such as 2027-03-12)", text);
        return FALSE;
    }
    if (g_date_compare(&date, &today) >= 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "deadline: %s is past (give a day to come)", text);
    return FALSE;
}

static gboolean run_add(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *plan = NULL;
    const GOptionEntry entries[] = {
        {"plan", 0, 0, G_OPTION_ARG_STRING, &plan,
         "When it is recalled (default: deadline_reminders of the rules)", "STEPS"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_auto(Subject) subject = {0};
    gint64 id = 0;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !find_subject(cli, arguments[0], &subject, error) || !check_date(cli, arguments[1], error))
        return FALSE;
    const GfDeadlineSpec spec = {
        .kind = subject.kind,
        .subject = subject.subject,
        .detail = g_str_equal(subject.kind, "manual") ? arguments[2] : NULL,
        .title = arguments[2],
        .due_on = arguments[1],
        .role = subject.role,
        .plan = plan,
    };
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !gf_deadline_set(&cli->clerk, &spec, &id, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_cli_print("deadline %" G_GINT64_FORMAT ": %s, %s\n", id, arguments[1], arguments[2]);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static gboolean next_step(GfCli *cli, const GfDeadline *deadline, gint64 *ret, GError **error)
{
    g_autoptr(GPtrArray) reminders = NULL;
    *ret = 0;
    if (!gf_store_reminders(cli->store, deadline->id, &reminders, error))
        return FALSE;
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        if (g_str_equal(reminder->state, "planned"))
            *ret = *ret == 0 ? reminder->due_at : MIN(*ret, reminder->due_at);
    }
    return TRUE;
}

static gboolean list_one(GfCli *cli, const GfDeadline *deadline, JsonBuilder *json, GError **error)
{
    gint64 next;
    if (!next_step(cli, deadline, &next, error))
        return FALSE;
    if (json != NULL) {
        gf_json_begin_object(json, NULL);
        gf_json_integer(json, "id", deadline->id);
        gf_json_text(json, "kind", deadline->kind);
        gf_json_text(json, "subject", deadline->subject);
        gf_json_text(json, "title", deadline->title);
        gf_json_text(json, "due", deadline->due_on);
        gf_json_text(json, "role", deadline->role);
        gf_json_text(json, "plan", deadline->plan);
        gf_json_text(json, "state", deadline->state);
        gf_json_time(json, "next_reminder", cli, next);
        gf_json_text(json, "closed_by", deadline->closed_by);
        gf_json_end_object(json);
        return TRUE;
    }
    g_autofree char *at = gf_cli_time(cli, next);
    g_autofree char *title = gf_text_line(deadline->title, 60);
    gf_cli_print("%5" G_GINT64_FORMAT " %s %-7s %-13s %-24s %s%s%.16s\n", deadline->id,
                 deadline->due_on, deadline->state, deadline->role, deadline->subject, title,
                 at != NULL ? "; next reminder " : "", at != NULL ? at : "");
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    gboolean all = FALSE;
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, "Those that are done or dropped, too", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GPtrArray) deadlines = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_deadlines(cli->store, all, &deadlines, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "deadlines");
    for (guint i = 0; i < deadlines->len; i++)
        if (!list_one(cli, deadlines->pdata[i], json, error)) {
            g_clear_object(&json);
            return FALSE;
        }
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    } else if (deadlines->len == 0) {
        gf_cli_print("nothing is due\n");
    }
    return TRUE;
}

static gboolean run_done(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    gint64 id = 0;
    if (arguments == NULL || !gf_cli_number(cli, arguments[0], "a deadline", &id, error) ||
        !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !gf_deadline_done(&cli->clerk, id, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_cli_print("deadline %" G_GINT64_FORMAT ": done, nobody is reminded of it any more\n", id);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"add", "SUBJECT DATE TITLE [--plan STEPS]", "Set a deadline (SUBJECT: " SUBJECTS ")", 3, 3,
     run_add, NULL},
    {"list", "[--all]", "List what is due, by date", 0, 0, run_list, NULL},
    {"done", "ID", "Say that it is done", 1, 1, run_done, NULL},
    {NULL},
};

const GfCommand gf_command_deadline = {
    .name = "deadline",
    .arguments = "",
    .summary = "What is due, when, and who owes it",
    .subcommands = subcommands,
};
