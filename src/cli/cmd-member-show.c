/* cmd-member-show.c - greffe member show ID: all that is known of a member. */
#include "cli/cmd-member.h"
#include "cli/roll-output.h"
#include "workflow/roll-member.h"

typedef struct {
    GfMember *member;
    GPtrArray *addresses, *offices, *invitations;
    char **seats;
} Known;

static void known_clear(Known *known)
{
    g_clear_pointer(&known->member, gf_member_free);
    g_clear_pointer(&known->addresses, g_ptr_array_unref);
    g_clear_pointer(&known->offices, g_ptr_array_unref);
    g_clear_pointer(&known->invitations, g_ptr_array_unref);
    g_clear_pointer(&known->seats, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

static gboolean load(GfCli *cli, const char *slug, Known *known, GError **error)
{
    GfStore *store = cli->store;
    return gf_roll_member(&cli->clerk, slug, &known->member, error) &&
           gf_store_addresses(store, known->member->id, &known->addresses, error) &&
           gf_store_seats(store, known->member->id, &known->seats, error) &&
           gf_store_offices_of(store, slug, &known->offices, error) &&
           gf_store_open_invitations_of(store, known->member->id, gf_cli_now(cli),
                                        &known->invitations, error);
}

static void print_field(const char *name, const char *value)
{
    g_autofree char *line = gf_cli_line(value);
    if (value != NULL && value[0] != '\0')
        gf_cli_print("%-14s %s\n", name, line);
}

static void print_member(const GfMember *member)
{
    g_autofree char *name = gf_member_full_name(member);
    gf_cli_print("%-14s %s\n", "identifier", member->slug);
    print_field("name", name);
    print_field("gender", member->gender);
    print_field("quality", member->quality);
    print_field("college", member->college);
    print_field("territory", member->territory);
    print_field("organisation", member->organisation);
    print_field("telephone", member->telephone);
    print_field("language", member->language);
    print_field("from", member->starts_on);
    print_field("until", member->ends_on);
    print_field("ended on", member->ended_on);
}

static void print_addresses(GfCli *cli, const Known *known)
{
    if (known->member->main_address == NULL)
        gf_cli_print("%-14s none: cannot be convened\n", "address");
    for (guint i = 0; i < known->addresses->len; i++) {
        const GfAddress *address = g_ptr_array_index(known->addresses, i);
        g_autofree char *since = gf_cli_time(cli, address->unreachable_at);
        g_autofree char *why = gf_cli_line(address->unreachable_why);
        gf_cli_print("%-14s %-5s %s%s%s%s%s\n", "address", address->role, address->address,
                     since != NULL ? "  unreachable since " : "", since != NULL ? since : "",
                     why[0] != '\0' ? ": " : "", why);
    }
}

static gboolean session_of(GfCli *cli, const GfInvitation *invitation, GfSession **ret,
                           GError **error)
{
    return gf_store_session_by_id(cli->store, invitation->session_id, 0, ret, error);
}

static gboolean print_text(GfCli *cli, const Known *known, GError **error)
{
    print_member(known->member);
    print_addresses(cli, known);
    g_autofree char *seats = g_strjoinv(", ", known->seats);
    print_field("sits in", seats);
    for (guint i = 0; i < known->offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(known->offices, i);
        gf_cli_print("%-14s %s of %s%s%s\n", "office", office->role, office->body_slug,
                     office->ends_on != NULL ? " until " : "",
                     office->ends_on != NULL ? office->ends_on : "");
    }
    for (guint i = 0; i < known->invitations->len; i++) {
        g_autoptr(GfSession) session = NULL;
        if (!session_of(cli, known->invitations->pdata[i], &session, error))
            return FALSE;
        g_autofree char *start = gf_cli_time(cli, session->starts_at);
        gf_cli_print("%-14s %s  %s\n", "invited to", session->slug, start);
    }
    return TRUE;
}

static void json_addresses(GfCli *cli, JsonBuilder *json, const GPtrArray *addresses)
{
    gf_json_begin_list(json, "addresses");
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = g_ptr_array_index(addresses, i);
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "address", address->address);
        gf_json_text(json, "role", address->role);
        gf_json_boolean(json, "reachable", address->unreachable_at == 0);
        gf_json_time(json, "unreachable_since", cli, address->unreachable_at);
        gf_json_text(json, "unreachable_why", address->unreachable_why);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void json_offices(JsonBuilder *json, const GPtrArray *offices)
{
    gf_json_begin_list(json, "offices");
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "body", office->body_slug);
        gf_json_text(json, "role", office->role);
        gf_json_text(json, "ends_on", office->ends_on);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static gboolean print_json(GfCli *cli, const Known *known, GError **error)
{
    g_autoptr(JsonBuilder) json = gf_json_new();
    gf_json_member(json, known->member);
    json_addresses(cli, json, known->addresses);
    gf_json_texts(json, "bodies", (const char *const *) known->seats);
    json_offices(json, known->offices);
    gf_json_begin_list(json, "open_invitations");
    for (guint i = 0; i < known->invitations->len; i++) {
        g_autoptr(GfSession) session = NULL;
        if (!session_of(cli, known->invitations->pdata[i], &session, error))
            return FALSE;
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "session", session->slug);
        gf_json_time(json, "start", cli, session->starts_at);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_print(g_steal_pointer(&json));
    return TRUE;
}

gboolean gf_cmd_member_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_auto(Known) known = {0};
    if (arguments == NULL || !gf_cli_open(cli, error) || !load(cli, arguments[0], &known, error))
        return FALSE;
    return cli->json ? print_json(cli, &known, error) : print_text(cli, &known, error);
}
