/* config.c - greffe.conf: the table of its keys, and what a table cannot check.
 *
 * Refuses at start what would fail later or harm: a server without its account, clear text to
 * another machine, a secret written into the file, a mailbox that swallows what the transport puts
 * out.
 */
#include "base/config.h"

#include "base/address.h"
#include "base/config-keys.h"
#include "base/limits.h"

#include <gio/gio.h>
#include <string.h>

#define MEBIBYTE (1024 * 1024)

/* group, key, type, required, choices, minimum, maximum, fallback */
const GfKeySpec gf_config_keys[] = {
    {"instance", "name", GF_KEY_TEXT, TRUE, NULL, 0, 0, NULL},
    {"instance", "address", GF_KEY_ADDRESS, TRUE, NULL, 0, 0, NULL},
    {"instance", "staff", GF_KEY_ADDRESSES, TRUE, NULL, 0, 0, NULL},
    {"instance", "language", GF_KEY_CHOICE, FALSE, "fr en", 0, 0, "fr"},
    {"instance", "timezone", GF_KEY_ZONE, FALSE, NULL, 0, 0, "Europe/Paris"},
    {"instance", "subaddressing", GF_KEY_BOOLEAN, FALSE, NULL, 0, 0, "true"},
    {"instance", "acknowledge", GF_KEY_CHOICE, FALSE, "text all none", 0, 0, "text"},
    {"instance", "digest", GF_KEY_BOOLEAN, FALSE, NULL, 0, 0, "true"},

    {"mailbox", "kind", GF_KEY_CHOICE, FALSE, "maildir imap", 0, 0, "maildir"},
    {"mailbox", "path", GF_KEY_TEXT, FALSE, NULL, 0, 0, "queue/incoming"},
    {"mailbox", "host", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"mailbox", "port", GF_KEY_INTEGER, FALSE, NULL, 1, 65535, NULL},
    {"mailbox", "tls", GF_KEY_CHOICE, FALSE, "implicit starttls none", 0, 0, "implicit"},
    {"mailbox", "ca_file", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"mailbox", "auth", GF_KEY_CHOICE, FALSE, "password xoauth2", 0, 0, "password"},
    {"mailbox", "user", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"mailbox", "secret", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"mailbox", "folder", GF_KEY_TEXT, FALSE, NULL, 0, 0, "INBOX"},
    {"mailbox", "poll_seconds", GF_KEY_INTEGER, FALSE, NULL, 1, 86400, "300"},

    {"transport", "kind", GF_KEY_CHOICE, FALSE, "maildir smtp", 0, 0, "maildir"},
    {"transport", "path", GF_KEY_TEXT, FALSE, NULL, 0, 0, "queue/outgoing"},
    {"transport", "host", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"transport", "port", GF_KEY_INTEGER, FALSE, NULL, 1, 65535, NULL},
    {"transport", "tls", GF_KEY_CHOICE, FALSE, "implicit starttls none", 0, 0, "implicit"},
    {"transport", "ca_file", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"transport", "auth", GF_KEY_CHOICE, FALSE, "password xoauth2 none", 0, 0, NULL},
    {"transport", "user", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"transport", "secret", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {"transport", "connections", GF_KEY_INTEGER, FALSE, NULL, 1, 50, "4"},
    {"transport", "per_domain", GF_KEY_INTEGER, FALSE, NULL, 0, 50, "2"},
    {"transport", "recall_delay", GF_KEY_INTEGER, FALSE, NULL, 0, 86400, "600"},
    {"transport", "lifetime_hours", GF_KEY_INTEGER, FALSE, NULL, 1, 240, "48"},

    {"trust", "authserv_id", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},

    {"limits", "message_bytes", GF_KEY_INTEGER, FALSE, NULL, 1024, GF_LIMIT_MESSAGE_BYTES,
     "52428800"},
    {"limits", "document_bytes", GF_KEY_INTEGER, FALSE, NULL, 0, 100 * MEBIBYTE, "10485760"},
    {"limits", "automatic_mails_per_day", GF_KEY_INTEGER, FALSE, NULL, 1, 1000, "10"},
    {NULL, NULL, GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
};

static gboolean is_loopback(const char *host)
{
    if (host == NULL || g_ascii_strcasecmp(host, "localhost") == 0)
        return host != NULL;
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
    return address != NULL && g_inet_address_get_is_loopback(address);
}

static gboolean is_one_word(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (g_ascii_isspace(*c) || strchr("/@[]<>\"", *c) != NULL)
            return FALSE;
    return TRUE;
}

/* A name, or an address: with a colon only that of IP version 6. */
static gboolean is_host(const char *text)
{
    if (!is_one_word(text))
        return FALSE;
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
    return address != NULL || strchr(text, ':') == NULL;
}

static gboolean check_secret_form(const GfKeyfile *file, const char *group, GError **error)
{
    static const char *const forms[] = {"file:", "credential:", "command:"};
    const char *secret = gf_keyfile_text(file, group, "secret");
    if (secret == NULL)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
        if (g_str_has_prefix(secret, forms[i]) && secret[strlen(forms[i])] != '\0')
            return TRUE;
    gf_keyfile_error(file, group, "secret", error,
                     "a secret is not written here (file:PATH | credential:NAME | command:ARGV)");
    return FALSE;
}

/* Keys that a kind of server cannot do without. */
static gboolean check_needed(const GfKeyfile *file, const char *group, const char *const *keys,
                             GError **error)
{
    const char *kind = gf_keyfile_text(file, group, "kind");
    for (; *keys != NULL; keys++) {
        if (gf_keyfile_text(file, group, *keys) != NULL)
            continue;
        gf_keyfile_error(file, group, *keys, error, "missing (kind = %s needs it)", kind);
        return FALSE;
    }
    return TRUE;
}

static gboolean check_server(const GfKeyfile *file, const char *group, GError **error)
{
    const char *host = gf_keyfile_text(file, group, "host");
    if (!is_host(host)) {
        gf_keyfile_error(file, group, "host", error,
                         "\"%s\" is no host (a name or an IP address, without port)", host);
        return FALSE;
    }
    if (g_str_equal(gf_keyfile_text(file, group, "tls"), "none") && !is_loopback(host)) {
        gf_keyfile_error(
            file, group, "tls", error,
            "\"none\" sends everything in clear to \"%s\" (implicit | starttls; none only "
            "with localhost, 127.0.0.1 or ::1)",
            host);
        return FALSE;
    }
    return TRUE;
}

/* "none" where neither the key nor a user is there: a relay that knows us by our address. */
static const char *transport_auth(const GfKeyfile *file)
{
    const char *auth = gf_keyfile_text(file, "transport", "auth");
    if (auth != NULL)
        return auth;
    return gf_keyfile_text(file, "transport", "user") != NULL ? "password" : "none";
}

static gboolean check_smtp_account(const GfKeyfile *file, GError **error)
{
    static const char *const account[] = {"user", "secret", NULL};
    if (!g_str_equal(transport_auth(file), "none"))
        return check_needed(file, "transport", account, error);
    for (const char *const *key = account; *key != NULL; key++) {
        if (gf_keyfile_text(file, "transport", *key) == NULL)
            continue;
        gf_keyfile_error(
            file, "transport", *key, error,
            "not used without log-in (auth = password | xoauth2 with user and secret)");
        return FALSE;
    }
    return TRUE;
}

static gboolean check_servers(const GfKeyfile *file, GError **error)
{
    static const char *const imap[] = {"host", "user", "secret", NULL}, *const smtp[] = {"host",
                                                                                         NULL};
    if (g_str_equal(gf_keyfile_text(file, "mailbox", "kind"), "imap") &&
        (!check_needed(file, "mailbox", imap, error) || !check_server(file, "mailbox", error)))
        return FALSE;
    if (g_str_equal(gf_keyfile_text(file, "transport", "kind"), "smtp") &&
        (!check_needed(file, "transport", smtp, error) || !check_smtp_account(file, error) ||
         !check_server(file, "transport", error)))
        return FALSE;
    return check_secret_form(file, "mailbox", error) && check_secret_form(file, "transport", error);
}

/* What would make the instance read its own mail. */
static gboolean check_loops(const GfConfig *config, const GfKeyfile *file, GError **error)
{
    if (!config->mailbox_imap && !config->transport_smtp &&
        g_str_equal(config->mailbox_path, config->transport_path)) {
        gf_keyfile_error(file, "transport", "path", error,
                         "the same directory as [mailbox] path (mail sent would come in again)");
        return FALSE;
    }
    for (char **staff = config->staff; *staff != NULL; staff++) {
        for (char **other = config->staff; other < staff; other++) {
            if (!gf_address_equal(*staff, *other))
                continue;
            gf_keyfile_error(file, "instance", "staff", error, "\"%s\" stands there twice", *staff);
            return FALSE;
        }
        if (!gf_address_equal(*staff, config->address))
            continue;
        gf_keyfile_error(file, "instance", "staff", error,
                         "\"%s\" is the address of the instance (staff needs one of its own)",
                         *staff);
        return FALSE;
    }
    return TRUE;
}

static gboolean check_trust(const GfKeyfile *file, GError **error)
{
    const char *id = gf_keyfile_text(file, "trust", "authserv_id");
    if (id == NULL || (is_one_word(id) && strchr(id, ';') == NULL))
        return TRUE;
    gf_keyfile_error(file, "trust", "authserv_id", error,
                     "\"%s\" is not one word (the name that your server writes first in "
                     "Authentication-Results)",
                     id);
    return FALSE;
}

/* `path` against the instance; NULL stays NULL. Owned. */
static char *absolute(const char *directory, const char *path)
{
    return path == NULL ? NULL : g_canonicalize_filename(path, directory);
}

static char *copy(const GfKeyfile *file, const char *group, const char *key)
{
    return g_strdup(gf_keyfile_text(file, group, key));
}

typedef struct {
    int implicit, starttls, none;
} Ports;

/* The port of the file, else the usual one. */
static int port(const GfKeyfile *file, const char *group, const Ports *usual)
{
    int written = (int) gf_keyfile_integer(file, group, "port");
    const char *tls = gf_keyfile_text(file, group, "tls");
    if (written != 0)
        return written;
    if (g_str_equal(tls, "implicit"))
        return usual->implicit;
    return g_str_equal(tls, "starttls") ? usual->starttls : usual->none;
}

static void read_instance(GfConfig *config, const GfKeyfile *file)
{
    config->name = copy(file, "instance", "name");
    config->address = copy(file, "instance", "address");
    config->staff = gf_keyfile_list(file, "instance", "staff");
    config->language = copy(file, "instance", "language");
    config->timezone = copy(file, "instance", "timezone");
    config->subaddressing = gf_keyfile_boolean(file, "instance", "subaddressing");
    const char *acknowledge = gf_keyfile_text(file, "instance", "acknowledge");
    config->acknowledge = g_str_equal(acknowledge, "all")    ? GF_ACKNOWLEDGE_ALL
                          : g_str_equal(acknowledge, "none") ? GF_ACKNOWLEDGE_NONE
                                                             : GF_ACKNOWLEDGE_TEXT;
    config->digest = gf_keyfile_boolean(file, "instance", "digest");
    config->authserv_id = copy(file, "trust", "authserv_id");
    config->message_bytes = (guint64) gf_keyfile_integer(file, "limits", "message_bytes");
    config->document_bytes = (guint64) gf_keyfile_integer(file, "limits", "document_bytes");
    config->automatic_mails_per_day =
        (int) gf_keyfile_integer(file, "limits", "automatic_mails_per_day");
}

static void read_mailbox(GfConfig *config, const GfKeyfile *file)
{
    const char *group = "mailbox";
    config->mailbox_imap = g_str_equal(gf_keyfile_text(file, group, "kind"), "imap");
    config->mailbox_path = absolute(config->directory, gf_keyfile_text(file, group, "path"));
    config->mailbox_host = copy(file, group, "host");
    config->mailbox_port = port(file, group, &(Ports){993, 143, 143});
    config->mailbox_tls = copy(file, group, "tls");
    config->mailbox_ca_file = absolute(config->directory, gf_keyfile_text(file, group, "ca_file"));
    config->mailbox_auth = copy(file, group, "auth");
    config->mailbox_user = copy(file, group, "user");
    config->mailbox_secret = copy(file, group, "secret");
    config->mailbox_folder = copy(file, group, "folder");
    config->mailbox_poll_seconds = (int) gf_keyfile_integer(file, group, "poll_seconds");
}

static void read_transport(GfConfig *config, const GfKeyfile *file)
{
    const char *group = "transport";
    config->transport_smtp = g_str_equal(gf_keyfile_text(file, group, "kind"), "smtp");
    config->transport_path = absolute(config->directory, gf_keyfile_text(file, group, "path"));
    config->transport_host = copy(file, group, "host");
    config->transport_port = port(file, group, &(Ports){465, 587, 25});
    config->transport_tls = copy(file, group, "tls");
    config->transport_ca_file =
        absolute(config->directory, gf_keyfile_text(file, group, "ca_file"));
    config->transport_auth = g_strdup(transport_auth(file));
    config->transport_user = copy(file, group, "user");
    config->transport_secret = copy(file, group, "secret");
    config->transport_connections = (int) gf_keyfile_integer(file, group, "connections");
    config->transport_per_domain = (int) gf_keyfile_integer(file, group, "per_domain");
    config->transport_recall_delay_seconds = (int) gf_keyfile_integer(file, group, "recall_delay");
    config->transport_lifetime_hours = (int) gf_keyfile_integer(file, group, "lifetime_hours");
}

GfConfig *gf_config_load(const char *directory, GError **error)
{
    g_autofree char *root = g_canonicalize_filename(directory, NULL);
    g_autofree char *path = g_build_filename(root, "config", "greffe.conf", NULL);
    g_autoptr(GfKeyfile) file = gf_keyfile_load(path, gf_config_keys, error);
    if (file == NULL || !check_servers(file, error) || !check_trust(file, error))
        return NULL;
    g_autoptr(GfConfig) config = g_new0(GfConfig, 1);
    config->directory = g_steal_pointer(&root);
    read_instance(config, file);
    read_mailbox(config, file);
    read_transport(config, file);
    if (!check_loops(config, file, error))
        return NULL;
    return g_steal_pointer(&config);
}

void gf_config_free(GfConfig *config)
{
    if (config == NULL)
        return;
    char *const texts[] = {
        config->directory,       config->name,
        config->address,         config->language,
        config->timezone,        config->mailbox_path,
        config->mailbox_host,    config->mailbox_tls,
        config->mailbox_ca_file, config->mailbox_auth,
        config->mailbox_user,    config->mailbox_secret,
        config->mailbox_folder,  config->transport_path,
        config->transport_host,  config->transport_tls,
        config->transport_auth,  config->transport_ca_file,
        config->transport_user,  config->transport_secret,
        config->authserv_id,
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(config->staff);
    g_free(config);
}

gboolean gf_config_stays_here(const GfConfig *config)
{
    return !config->transport_smtp || is_loopback(config->transport_host);
}
