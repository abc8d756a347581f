/* cmd-session-answer.c - greffe session answer ID MEMBER present|absent|tentative|silent: what came
 * by telephone or on paper.
 *
 * Refuses what contradicts itself, and says back in full what was recorded, for staff must be able
 * to see a slip of the hand. Nothing is edited: a newer answer counts instead, and "silent" takes
 * back.
 */
#include "cli/cmd-session.h"

#include "workflow/settle.h"

/* "matin", "morning" and the like are one half; NULL where it is none. */
static const char *half_named(const char *word)
{
    if (g_str_equal(word, "morning") || g_str_equal(word, "matin"))
        return "morning";
    if (g_str_equal(word, "afternoon") || g_str_equal(word, "apres-midi"))
        return "afternoon";
    return NULL;
}

/* Why an answer contradicts itself; static, NULL: it does not. */
static const char *contradiction(const GfStaffAnswer *answer)
{
    gboolean absent = g_str_equal(answer->presence, "absent");
    gboolean comes = !absent && !g_str_equal(answer->presence, "silent");
    if (answer->proxy != NULL && !absent)
        return "--pouvoir is for somebody who is absent";
    if (answer->substitute && !absent)
        return "--suppleant is for somebody who is absent";
    if (answer->proxy != NULL && answer->substitute)
        return "--pouvoir and --suppleant exclude each other";
    if (answer->remote && !comes)
        return "--remote is for somebody who comes";
    return NULL;
}

static gboolean check(const GfCli *cli, GfStaffAnswer *answer, const char *part, GError **error)
{
    static const char *const presences[] = {"present", "absent", "tentative", "silent", NULL};
    if (!g_strv_contains(presences, answer->presence)) {
        gf_cli_usage_error(cli, error,
                           "'%s' is no answer, expected present, absent, tentative, or silent, "
                           "which takes one back",
                           answer->presence);
        return FALSE;
    }
    answer->part = part != NULL ? half_named(part) : NULL;
    if (part != NULL && answer->part == NULL) {
        gf_cli_usage_error(cli, error, "--part: '%s' is no part, expected morning or afternoon",
                           part);
        return FALSE;
    }
    const char *wrong = contradiction(answer);
    if (wrong != NULL)
        gf_cli_usage_error(cli, error, "%s", wrong);
    return wrong == NULL;
}

static const GfTallyPerson *person_of(const GfTally *tally, const char *slug)
{
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        if (g_str_equal(person->member->slug, slug))
            return person;
    }
    return NULL;
}

/* "Mme Anne Martin (anne)". Owned. */
static char *named(const GfTally *tally, const char *slug)
{
    const GfTallyPerson *person = person_of(tally, slug);
    g_autofree char *name = person != NULL ? gf_member_full_name(person->member) : g_strdup("?");
    return g_strdup_printf("%s (%s)", name, slug);
}

static void tell_text(const GfTally *tally, char *const *arguments, const GfStaffAnswer *answer)
{
    const char *session = arguments[0], *member = arguments[1];
    const GfTallyPerson *person = person_of(tally, member);
    g_autofree char *who = named(tally, member);
    g_autofree char *holder = answer->proxy != NULL ? named(tally, answer->proxy) : NULL;
    gboolean silent = g_str_equal(answer->presence, "silent");
    gf_cli_print("session %s: %s: recorded %s%s, %s%s%s%s%s\n", session, who, answer->presence,
                 silent ? " (the answer is taken back)" : "",
                 answer->part != NULL ? answer->part : "all parts",
                 answer->remote ? ", remote" : "", holder != NULL ? ", pouvoir to " : "",
                 holder != NULL ? holder : "",
                 answer->substitute ? ", the suppléant comes instead" : "");
    const char *why = person != NULL ? gf_session_pouvoir_void(tally, person) : NULL;
    if (why != NULL && answer->proxy != NULL)
        gf_cli_print("note: the pouvoir does not count as things stand: %s\n", why);
    if (!silent)
        gf_cli_print("to take it back: greffe session answer %s %s silent\n", session, member);
}

static void tell_json(const GfTally *tally, char *const *arguments, const GfStaffAnswer *answer)
{
    const GfTallyPerson *person = person_of(tally, arguments[1]);
    g_autofree char *name = person != NULL ? gf_member_full_name(person->member) : NULL;
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "session", arguments[0]);
    gf_json_text(json, "member", arguments[1]);
    gf_json_text(json, "name", name);
    gf_json_text(json, "presence", answer->presence);
    gf_json_text(json, "part", answer->part != NULL ? answer->part : "all");
    gf_json_text(json, "mode", answer->remote ? "remote" : NULL);
    gf_json_text(json, "proxy_to", answer->proxy);
    gf_json_text(json, "proxy_void",
                 person != NULL ? gf_session_pouvoir_void(tally, person) : NULL);
    gf_json_boolean(json, "suppleant", answer->substitute);
    gf_json_print(json);
}

static gboolean record(GfCli *cli, char *const *arguments, const GfStaffAnswer *answer,
                       GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    return transaction != NULL &&
           gf_settle_answer(&cli->clerk, arguments[0], arguments[1], answer, error) &&
           gf_transaction_commit(transaction, error);
}

gboolean gf_cmd_session_answer(GfCli *cli, char **argv, GError **error)
{
    GfStaffAnswer answer = {0};
    g_autofree char *part = NULL;
    g_autofree char *pouvoir = NULL;
    const GOptionEntry entries[] = {
        {"part", 0, 0, G_OPTION_ARG_STRING, &part, "Only morning, or afternoon", "P"},
        {"remote", 0, 0, G_OPTION_ARG_NONE, &answer.remote, "By video", NULL},
        {"pouvoir", 0, 0, G_OPTION_ARG_STRING, &pouvoir, "Who holds the pouvoir (with absent)",
         "MEMBER"},
        {"suppleant", 0, 0, G_OPTION_ARG_NONE, &answer.substitute,
         "The suppléant comes instead (with absent)", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL)
        return FALSE;
    answer.presence = arguments[2];
    answer.proxy = pouvoir;
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfTally) tally = NULL;
    if (!check(cli, &answer, part, error) || !gf_cli_open(cli, error) ||
        !record(cli, arguments, &answer, error) ||
        !gf_store_session(cli->store, arguments[0], &session, error) ||
        !gf_tally_session(&cli->clerk, session, &tally, error))
        return FALSE;
    if (cli->json)
        tell_json(tally, arguments, &answer);
    else
        tell_text(tally, arguments, &answer);
    return TRUE;
}
