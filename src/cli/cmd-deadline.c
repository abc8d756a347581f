/* cmd-deadline.c - greffe deadline add | list | done: what is due, when, and who owes it.
 *
 * A subject is what people call it; a word that means two things is refused with both.
 */
#include "base/date.h"
#include "base/text.h"
#include "cli/cli.h"
#include "store/saisine.h"
#include "workflow/deadline.h"
#include "workflow/note.h"
#include "workflow/owed.h"

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

static gboolean take(Subject *subject, char *meaning, const Subject *as, GError **error)
{
    g_autofree char *own = meaning;
    if (subject->subject != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': it means two things (say '%s' or '%s')",
                    strchr(own, '/') + 1, subject->subject, own);
        return FALSE;
    }
    subject->subject = g_steal_pointer(&own);
    subject->kind = as->kind;
    subject->role = as->role;
    return TRUE;
}

static gboolean refuse_ended(const char *what, const char *name, const char *day, GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s '%s': it ended on %s (nobody would be reminded)", what, name, day);
    return FALSE;
}

static gboolean find_saisine(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_store_saisine(cli->store, name, &saisine, error))
        return FALSE;
    return saisine == NULL || take(subject, g_strconcat("saisine/", name, NULL),
                                   &(Subject){NULL, "manual", "rapporteurs"}, error);
}

static gboolean find_body(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(cli->store, name, &body, error))
        return FALSE;
    if (body == NULL)
        return TRUE;
    if (body->ended_on != NULL)
        return refuse_ended("body", name, body->ended_on, error);
    const Subject as = g_str_equal(body->kind, "chantier")
                           ? (Subject){NULL, "report", "rapporteurs"}
                       : g_str_equal(body->kind, "group") ? (Subject){NULL, "manual", "copilotes"}
                                                          : (Subject){NULL, "manual", "staff"};
    return take(subject, g_strconcat("body/", name, NULL), &as, error);
}

static gboolean find_session(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session(cli->store, name, &session, error))
        return FALSE;
    return session == NULL || take(subject, g_strconcat("session/", name, NULL),
                                   &(Subject){NULL, "manual", "staff"}, error);
}

static gboolean find_member(GfCli *cli, const char *name, Subject *subject, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member(cli->store, name, &member, error))
        return FALSE;
    if (member != NULL && member->ended_on != NULL)
        return refuse_ended("member", name, member->ended_on, error);
    return member == NULL || take(subject, g_strconcat("member/", name, NULL),
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
        return take(subject, g_strdup(word), &(Subject){NULL, "manual", "staff"}, error);
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
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "'%s': there is nothing of that name (" SUBJECTS ")", word);
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

/* Who will be reminded, and who cannot be. */
static gboolean print_people(GfCli *cli, const GfDeadline *deadline, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    gboolean staff = g_str_equal(deadline->role, "staff");
    if (!gf_owed_by(&cli->clerk, deadline, &people, NULL, error))
        return FALSE;
    if (staff)
        gf_cli_print("owed by staff: it stands in the digest\n");
    else if (people->len == 0)
        gf_cli_print("warning: nobody owes it today (%s)\n", deadline->role);
    for (guint i = 0; !staff && i < people->len; i++) {
        const GfMember *member = ((const GfOwed *) people->pdata[i])->member;
        g_autofree char *name = gf_member_full_name(member);
        gf_cli_print("%s: %s\n",
                     gf_note_reaches(&cli->clerk, member) ? "owed by" : "warning: no address",
                     name);
    }
    return TRUE;
}

static gboolean print_steps(GfCli *cli, const GfDeadline *deadline, GError **error)
{
    g_autoptr(GPtrArray) reminders = NULL;
    g_autoptr(GString) days = g_string_new(NULL);
    if (!gf_store_reminders(cli->store, deadline->id, &reminders, error))
        return FALSE;
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        if (g_str_equal(reminder->state, "planned"))
            g_string_append_printf(days, "%s%s%s", days->len > 0 ? ", " : "", reminder->day,
                                   reminder->escalated ? " (to the co-presidents)" : "");
    }
    gf_cli_print("reminders: %s\n", days->len > 0 ? days->str : "none is left");
    return TRUE;
}

static void deadline_json(GfCli *cli, const GfDeadline *deadline, JsonBuilder *json)
{
    gf_json_integer(json, "id", deadline->id);
    gf_json_text(json, "kind", deadline->kind);
    gf_json_text(json, "subject", deadline->subject);
    gf_json_text(json, "title", deadline->title);
    gf_json_text(json, "due", deadline->due_on);
    gf_json_text(json, "role", deadline->role);
    gf_json_text(json, "plan", deadline->plan);
    gf_json_text(json, "state", deadline->state);
    gf_json_time(json, "closed", cli, deadline->closed_at);
    gf_json_text(json, "closed_by", deadline->closed_by);
}

static gboolean print_one(GfCli *cli, gint64 id, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline(cli->store, id, &deadline, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        deadline_json(cli, deadline, json);
        gf_json_print(json);
        return TRUE;
    }
    if (!g_str_equal(deadline->state, "open")) {
        gf_cli_print("deadline %" G_GINT64_FORMAT ": done, nobody is reminded of it any more\n",
                     id);
        return TRUE;
    }
    gf_cli_print("deadline %" G_GINT64_FORMAT ": %s, %s\n", id, deadline->due_on, deadline->title);
    return print_people(cli, deadline, error) && print_steps(cli, deadline, error);
}

/* The chantier's report is one thing: another date moves it. */
static gboolean tell_former(GfCli *cli, const GfDeadlineSpec *spec, GError **error)
{
    const GfDeadline key = {.kind = (char *) spec->kind,
                            .subject = (char *) spec->subject,
                            .detail = (char *) spec->detail};
    g_autoptr(GfDeadline) former = NULL;
    if (!gf_store_deadline_like(cli->store, &key, &former, error))
        return FALSE;
    if (former != NULL && g_str_equal(former->state, "open") && !cli->json &&
        !g_str_equal(former->due_on, spec->due_on))
        gf_cli_print("deadline %" G_GINT64_FORMAT ": it was due on %s, that moves\n", former->id,
                     former->due_on);
    return TRUE;
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
    g_autofree char *title = NULL;
    gint64 id = 0;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !find_subject(cli, arguments[0], &subject, error) ||
        !check_date(cli, arguments[1], error) ||
        (title = gf_cli_title(arguments[2], error)) == NULL)
        return FALSE;
    const GfDeadlineSpec spec = {
        .kind = subject.kind,
        .subject = subject.subject,
        .detail = g_str_equal(subject.kind, "manual") ? title : NULL,
        .title = title,
        .due_on = arguments[1],
        .role = subject.role,
        .plan = plan,
    };
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !tell_former(cli, &spec, error) ||
        !gf_deadline_set(&cli->clerk, &spec, &id, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_instance_wake_daemon(cli->directory);
    return print_one(cli, id, error);
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
        deadline_json(cli, deadline, json);
        gf_json_time(json, "next_reminder", cli, next);
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
    return print_one(cli, id, error);
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
