/* cmd-member.c - greffe member: list, end, address; import is in cmd-member-import.c, show in
 * cmd-member-show.c.
 */
#include "cli/cmd-member.h"
#include "cli/roll-output.h"
#include "workflow/roll-member.h"

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) members = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_members(cli->store, &members, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "members");
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = g_ptr_array_index(members, i);
        if (json == NULL) {
            gf_cli_print_member(member);
            continue;
        }
        gf_json_begin_object(json, NULL);
        gf_json_member(json, member);
        gf_json_end_object(json);
    }
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    } else if (members->len == 0) {
        gf_cli_print("nobody is on the roll yet (greffe member import FILE.csv)\n");
    }
    return TRUE;
}

/* What does not end by itself with a membership. */
static gboolean print_left_behind(GfCli *cli, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    if (!gf_store_offices_of(cli->store, slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        gf_cli_print("note: still %s of '%s' (name somebody else in assembly.conf)\n", office->role,
                     office->body_slug);
    }
    return TRUE;
}

static gboolean finish_end(GfCli *cli, const char *slug, gboolean undo, gboolean changed,
                           GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_roll_member(&cli->clerk, slug, &member, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "id", slug);
        gf_json_text(json, "ended_on", member->ended_on);
        gf_json_boolean(json, "changed", changed);
        gf_json_print(json);
        return TRUE;
    }
    if (undo)
        gf_cli_print("member %s: %s\n", slug, changed ? "a member again" : "has not ended");
    else
        gf_cli_print("member %s: %sno longer a member from %s on (take it back with: greffe member "
                     "end %s --undo)\n",
                     slug, changed ? "" : "is already ", member->ended_on, slug);
    return undo || print_left_behind(cli, slug, error);
}

static gboolean run_end(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *date = NULL;
    gboolean undo = FALSE, changed = FALSE;
    const GOptionEntry entries[] = {
        {"on", 0, 0, G_OPTION_ARG_STRING, &date, "The first day without them (default: today)",
         "DATE"},
        {"undo", 0, 0, G_OPTION_ARG_NONE, &undo, "Take an ending back", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL)
        return FALSE;
    if (undo && date != NULL) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_USAGE,
                            "member end: --undo and --on exclude each other");
        return FALSE;
    }
    if (!gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL)
        return FALSE;
    gboolean done = undo ? gf_roll_unend(&cli->clerk, arguments[0], &changed, error)
                         : gf_roll_end(&cli->clerk, arguments[0], date, &changed, error);
    return done && gf_transaction_commit(transaction, error) &&
           finish_end(cli, arguments[0], undo, changed, error);
}

/* A calendar answers for the address it was invited at. */
static gboolean print_invited_elsewhere(GfCli *cli, const char *slug, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GPtrArray) open = NULL;
    if (!gf_roll_member(&cli->clerk, slug, &member, error) ||
        !gf_store_open_invitations_of(cli->store, member->id, gf_cli_now(cli), &open, error))
        return FALSE;
    if (open->len > 0)
        gf_cli_print("note: open invitations that went to the former address: %u\n", open->len);
    return TRUE;
}

static gboolean run_address(GfCli *cli, char **argv, GError **error)
{
    static const char *const roles[] = {"main", "copy", "from", NULL};
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    gboolean changed = FALSE;
    if (arguments == NULL)
        return FALSE;
    const char *role = arguments[2] != NULL ? arguments[2] : "main";
    if (!g_strv_contains(roles, role)) {
        g_set_error(error, GF_ERROR, GF_ERROR_USAGE,
                    "member address: '%s' is no role (main, copy or from)", role);
        return FALSE;
    }
    if (!gf_cli_open(cli, error))
        return FALSE;
    GfAddress wanted = {.address = arguments[1], .role = (char *) role};
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL ||
        !gf_roll_set_address(&cli->clerk, arguments[0], &wanted, &changed, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "id", arguments[0]);
        gf_json_text(json, "address", arguments[1]);
        gf_json_text(json, "role", role);
        gf_json_boolean(json, "changed", changed);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("member %s: %s%s is a '%s' address\n", arguments[0], changed ? "" : "as before, ",
                 arguments[1], role);
    return !changed || !g_str_equal(role, "main") ||
           print_invited_elsewhere(cli, arguments[0], error);
}

static const GfCommand subcommands[] = {
    {"import", "FILE.csv [--dry-run] [--skip-bad]", "Put a table of members on the roll", 1, 1,
     gf_cmd_member_import, NULL},
    {"list", "", "List everybody on the roll", 0, 0, run_list, NULL},
    {"show", "ID", "Show all that is known of a member", 1, 1, gf_cmd_member_show, NULL},
    {"end", "ID [--on DATE] [--undo]", "End a membership; nothing is erased", 1, 1, run_end, NULL},
    {"address", "ID ADDRESS [main|copy|from]",
     "Give a member an address: to be invited at (main), for copies, or only recognised", 2, 3,
     run_address, NULL},
    {NULL},
};

const GfCommand gf_command_member = {
    .name = "member",
    .arguments = "",
    .summary = "Keep the roll: import, look up, end members; addresses",
    .subcommands = subcommands,
};
