/* cmd-body.c - greffe body list | show SLUG: the bodies, their offices, rules and who sits in them.
 */
#include "base/date.h"
#include "cli/cli.h"
#include "cli/roll-output.h"
#include "rules/rules.h"

typedef struct {
    GfBody *body;
    GPtrArray *offices, *members;
    GfAssemblyRules *rules;
    int women, men;
} Shown;

static void shown_clear(Shown *shown)
{
    g_clear_pointer(&shown->body, gf_body_free);
    g_clear_pointer(&shown->offices, g_ptr_array_unref);
    g_clear_pointer(&shown->members, g_ptr_array_unref);
    g_clear_pointer(&shown->rules, gf_assembly_rules_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

/* Those in office today. */
static gboolean members_of(GfCli *cli, const GfBody *body, GPtrArray **ret, GError **error)
{
    GDate date = gf_clerk_today(&cli->clerk);
    g_autofree char *today = gf_date_format(&date);
    return gf_store_members_of(cli->store, body, today, FALSE, ret, error);
}

static void json_body(JsonBuilder *json, const GfBody *body, guint members)
{
    gf_json_text(json, "id", body->slug);
    gf_json_text(json, "name", body->name);
    gf_json_text(json, "kind", body->kind);
    gf_json_text(json, "parent", body->parent_slug);
    gf_json_text(json, "address", body->address);
    gf_json_text(json, "ends_on", body->ends_on);
    gf_json_text(json, "ended_on", body->ended_on);
    gf_json_integer(json, "member_count", members);
}

static gboolean list_one(GfCli *cli, const GfBody *body, JsonBuilder *json, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!members_of(cli, body, &members, error))
        return FALSE;
    if (json != NULL) {
        gf_json_begin_object(json, NULL);
        json_body(json, body, members->len);
        gf_json_end_object(json);
        return TRUE;
    }
    g_autofree char *name = gf_cli_line(body->name);
    gf_cli_print("%-20s %-10s %5u  %s%s%s\n", body->slug, body->kind, members->len, name,
                 body->ended_on != NULL ? "  ended " : "",
                 body->ended_on != NULL ? body->ended_on : "");
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) bodies = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_bodies(cli->store, &bodies, error))
        return FALSE;
    g_autoptr(JsonBuilder) json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "bodies");
    for (guint i = 0; i < bodies->len; i++)
        if (!list_one(cli, bodies->pdata[i], json, error))
            return FALSE;
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(g_steal_pointer(&json));
    } else if (bodies->len == 0) {
        gf_cli_print("no body yet (greffe apply config/assembly.conf)\n");
    }
    return TRUE;
}

static gboolean load(GfCli *cli, const char *slug, Shown *shown, GError **error)
{
    if (!gf_store_body(cli->store, slug, &shown->body, error))
        return FALSE;
    if (shown->body == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "body '%s': there is none of that name (see: greffe body list)", slug);
        return FALSE;
    }
    if (!gf_store_offices(cli->store, slug, &shown->offices, error) ||
        !members_of(cli, shown->body, &shown->members, error) ||
        !gf_clerk_rules(&cli->clerk, slug, &shown->rules, error))
        return FALSE;
    for (guint i = 0; i < shown->members->len; i++) {
        const GfMember *member = g_ptr_array_index(shown->members, i);
        shown->women += g_strcmp0(member->gender, "woman") == 0;
        shown->men += g_strcmp0(member->gender, "man") == 0;
    }
    return TRUE;
}

static void print_json(const Shown *shown)
{
    const GfBody *body = shown->body;
    const GfAssemblyRules *rules = shown->rules;
    g_auto(GStrv) themes = g_strsplit(body->themes != NULL ? body->themes : "", "\n", -1);
    g_autofree char *quorum =
        g_strdup_printf("%d/%d", rules->quorum_numerator, rules->quorum_denominator);
    JsonBuilder *json = gf_json_new();
    json_body(json, body, shown->members->len);
    gf_json_texts(json, "themes", (const char *const *) themes);
    gf_json_integer(json, "women", shown->women);
    gf_json_integer(json, "men", shown->men);
    gf_json_boolean(json, "parity",
                    gf_rule_parity(shown->women, shown->men, rules->parity_tolerance));
    gf_json_begin_object(json, "rules");
    gf_json_integer(json, "notice", rules->notice);
    gf_json_text(json, "quorum", quorum);
    gf_json_boolean(json, "quorum_strictly_more", rules->quorum_strictly_more);
    gf_json_boolean(json, "quorum_counts_represented", rules->quorum_counts_represented);
    gf_json_integer(json, "parity_tolerance", rules->parity_tolerance);
    gf_json_integer(json, "pouvoirs", rules->pouvoirs);
    gf_json_text(json, "reminders", rules->plan);
    gf_json_text(json, "reminder_hour", rules->plan_hour);
    gf_json_end_object(json);
    gf_json_begin_list(json, "offices");
    for (guint i = 0; i < shown->offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(shown->offices, i);
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "role", office->role);
        gf_json_text(json, "member", office->member_slug);
        gf_json_text(json, "ends_on", office->ends_on);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_begin_list(json, "members");
    for (guint i = 0; i < shown->members->len; i++) {
        gf_json_begin_object(json, NULL);
        gf_json_member(json, shown->members->pdata[i]);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_print(json);
}

static void print_field(const char *name, const char *value)
{
    g_auto(GStrv) lines = g_strsplit(value != NULL ? value : "", "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *plain = gf_cli_line(*line);
        if (plain[0] != '\0')
            gf_cli_print("%-14s %s\n", name, plain);
    }
}

static void print_text(const Shown *shown)
{
    const GfBody *body = shown->body;
    const GfAssemblyRules *rules = shown->rules;
    gf_cli_print("%-14s %s (%s)\n", "body", body->slug, body->kind);
    print_field("name", body->name);
    print_field("part of", body->parent_slug);
    print_field("theme", body->themes);
    print_field("address", body->address);
    print_field("until", body->ends_on);
    print_field("ended on", body->ended_on);
    for (guint i = 0; i < shown->offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(shown->offices, i);
        gf_cli_print("%-14s %s%s%s\n", office->role, office->member_slug,
                     office->ends_on != NULL ? " until " : "",
                     office->ends_on != NULL ? office->ends_on : "");
    }
    gf_cli_print("%-14s %d jours francs\n", "notice", rules->notice);
    gf_cli_print("%-14s %s %d/%d of the seats, %s\n", "quorum",
                 rules->quorum_strictly_more ? "more than" : "at least", rules->quorum_numerator,
                 rules->quorum_denominator,
                 rules->quorum_counts_represented ? "present or represented" : "present");
    gf_cli_print("%-14s %d per member\n", "pouvoirs", rules->pouvoirs);
    gf_cli_print("%-14s %s at %s\n", "reminders", rules->plan, rules->plan_hour);
    gf_cli_print(
        "%-14s %u (women %d, men %d%s)\n", "members", shown->members->len, shown->women, shown->men,
        gf_rule_parity(shown->women, shown->men, rules->parity_tolerance) ? "" : ", not in parity");
    for (guint i = 0; i < shown->members->len; i++)
        gf_cli_print_member(shown->members->pdata[i]);
}

static gboolean run_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_auto(Shown) shown = {0};
    if (arguments == NULL || !gf_cli_open(cli, error) || !load(cli, arguments[0], &shown, error))
        return FALSE;
    if (cli->json)
        print_json(&shown);
    else
        print_text(&shown);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"list", "", "List the bodies", 0, 0, run_list, NULL},
    {"show", "SLUG", "Show a body, its offices, its rules and who sits in it", 1, 1, run_show,
     NULL},
    {NULL},
};

const GfCommand gf_command_body = {
    .name = "body",
    .arguments = "",
    .summary = "Look at the bodies of the assembly",
    .subcommands = subcommands,
};
