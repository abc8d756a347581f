/* config-test.c - greffe.conf: defaults, refusals word for word, secrets, and the documents that
 * list its keys.
 */
#include "base/config-keys.h"
#include "base/config.h"
#include "base/error.h"
#include "base/limits.h"

#include <glib/gstdio.h>
#include <string.h>

#define INSTANCE                                                                                   \
    "[instance]\nname = Assemblée des Territoires\naddress = greffe@example.org\n"                \
    "staff = agent@example.org; autre@example.org\n"
#define IMAP "[mailbox]\nkind = imap\nhost = imap.example.org\nuser = greffe\nsecret = file:s\n"
#define SMTP "[transport]\nkind = smtp\nhost = smtp.example.org\n"

typedef struct {
    char *directory, *conf;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void) data;
    fixture->directory = g_dir_make_tmp("greffe-config-XXXXXX", NULL);
    g_autofree char *config = g_build_filename(fixture->directory, "config", NULL);
    g_assert_cmpint(g_mkdir(config, 0700), ==, 0);
    fixture->conf = g_build_filename(config, "greffe.conf", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autofree char *config = g_path_get_dirname(fixture->conf);
    g_autofree char *secret = g_build_filename(fixture->directory, "s", NULL);
    g_unlink(secret);
    g_unlink(fixture->conf);
    g_rmdir(config);
    g_rmdir(fixture->directory);
    g_free(fixture->conf);
    g_free(fixture->directory);
}

static GfConfig *load(const Fixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(fixture->conf, text, -1, NULL));
    GfConfig *config = gf_config_load(fixture->directory, &error);
    g_assert_no_error(error);
    return config;
}

static void test_defaults(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfConfig) config = load(fixture, INSTANCE);
    g_autofree char *incoming = g_build_filename(fixture->directory, "queue", "incoming", NULL);
    g_autofree char *outgoing = g_build_filename(fixture->directory, "queue", "outgoing", NULL);
    g_assert_cmpstr(config->directory, ==, fixture->directory);
    g_assert_cmpstr(config->name, ==, "Assemblée des Territoires");
    g_assert_cmpstr(config->address, ==, "greffe@example.org");
    const char *const staff[] = {"agent@example.org", "autre@example.org", NULL};
    g_assert_cmpstrv(config->staff, staff);
    g_assert_cmpstr(config->language, ==, "fr");
    g_assert_cmpstr(config->timezone, ==, "Europe/Paris");
    g_assert_true(config->subaddressing);
    g_assert_cmpint(config->acknowledge, ==, GF_ACKNOWLEDGE_TEXT);
    g_assert_false(config->mailbox_imap);
    g_assert_cmpstr(config->mailbox_path, ==, incoming);
    g_assert_cmpint(config->mailbox_poll_seconds, ==, 300);
    g_assert_false(config->transport_smtp);
    g_assert_cmpstr(config->transport_path, ==, outgoing);
    g_assert_cmpstr(config->transport_auth, ==, "none");
    g_assert_cmpint(config->transport_connections, ==, 4);
    g_assert_cmpint(config->transport_per_domain, ==, 2);
    g_assert_cmpint(config->transport_recall_delay_seconds, ==, 600);
    g_assert_cmpint(config->transport_lifetime_hours, ==, 48);
    g_assert_null(config->authserv_id);
    g_assert_cmpuint(config->message_bytes, ==, GF_LIMIT_MESSAGE_BYTES);
    g_assert_cmpuint(config->document_bytes, ==, 10 * 1024 * 1024);
    g_assert_cmpint(config->automatic_mails_per_day, ==, 10);
    g_assert_true(gf_config_stays_here(config));
}

static void test_servers(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfConfig) config = load(
        fixture, INSTANCE "language = en\ntimezone = Indian/Reunion\nsubaddressing = false\n"
                          "acknowledge = none\n" IMAP "tls = starttls\nca_file = config/ca.pem\n"
                          "auth = xoauth2\nfolder = Assemblée\npoll_seconds = 60\n" SMTP
                          "port = 2525\nuser = greffe\nsecret = command:pass show smtp\n"
                          "ca_file = /etc/ca.pem\nrecall_delay = 0\n"
                          "[trust]\nauthserv_id = mx.example.org\n");
    g_autofree char *ca = g_build_filename(fixture->directory, "config", "ca.pem", NULL);
    g_assert_cmpstr(config->language, ==, "en");
    g_assert_false(config->subaddressing);
    g_assert_cmpint(config->acknowledge, ==, GF_ACKNOWLEDGE_NONE);
    g_assert_true(config->mailbox_imap);
    g_assert_cmpstr(config->mailbox_host, ==, "imap.example.org");
    g_assert_cmpint(config->mailbox_port, ==, 143);
    g_assert_cmpstr(config->mailbox_tls, ==, "starttls");
    g_assert_cmpstr(config->mailbox_ca_file, ==, ca);
    g_assert_cmpstr(config->mailbox_auth, ==, "xoauth2");
    g_assert_cmpstr(config->mailbox_secret, ==, "file:s");
    g_assert_cmpstr(config->mailbox_folder, ==, "Assemblée");
    g_assert_true(config->transport_smtp);
    g_assert_cmpint(config->transport_port, ==, 2525);
    g_assert_cmpstr(config->transport_tls, ==, "implicit");
    g_assert_cmpstr(config->transport_auth, ==, "password");
    g_assert_cmpstr(config->transport_ca_file, ==, "/etc/ca.pem");
    g_assert_cmpint(config->transport_recall_delay_seconds, ==, 0);
    g_assert_cmpstr(config->authserv_id, ==, "mx.example.org");
    g_assert_false(gf_config_stays_here(config));
}

static void test_ports(Fixture *fixture, gconstpointer data)
{
    (void) data;
    static const struct {
        const char *tls;
        int imap, smtp;
    } rows[] = {{"implicit", 993, 465}, {"starttls", 143, 587}, {"none", 143, 25}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            INSTANCE
            "[mailbox]\nkind = imap\nhost = ::1\nuser = u\nsecret = credential:c\ntls = %s\n"
            "[transport]\nkind = smtp\nhost = localhost\ntls = %s\n",
            rows[i].tls, rows[i].tls);
        g_autoptr(GfConfig) config = load(fixture, text);
        g_assert_cmpint(config->mailbox_port, ==, rows[i].imap);
        g_assert_cmpint(config->transport_port, ==, rows[i].smtp);
        g_assert_true(gf_config_stays_here(config));
    }
}

static const struct {
    const char *name, *text, *message;
} REFUSED[] = {
    {"empty", "",
     "[instance]: missing (the file is empty: [instance] with \"name\" has to be there)"},
    {"no-staff", "[instance]\nname = x\naddress = a@example.org\n",
     ":1: [instance] staff: missing (it has no default)"},
    {"staff-twice",
     "[instance]\nname = x\naddress = a@example.org\nstaff = b@example.org; B@example.org\n",
     ":4: [instance] staff: \"B@example.org\" stands there twice"},
    {"staff-is-instance", "[instance]\nname = x\naddress = a@example.org\nstaff = A@example.org\n",
     ":4: [instance] staff: \"A@example.org\" is the address of the instance (staff needs one of "
     "its "
     "own)"},
    {"imap-without-host", INSTANCE "[mailbox]\nkind = imap\n",
     ":5: [mailbox] host: missing (kind = imap needs it)"},
    {"imap-without-secret", INSTANCE "[mailbox]\nkind = imap\nhost = h\nuser = u\n",
     ":5: [mailbox] secret: missing (kind = imap needs it)"},
    {"smtp-without-host", INSTANCE "[transport]\nkind = smtp\n",
     ":5: [transport] host: missing (kind = smtp needs it)"},
    {"smtp-without-secret", INSTANCE SMTP "user = u\n",
     ":5: [transport] secret: missing (kind = smtp needs it)"},
    {"smtp-auth-without-user", INSTANCE SMTP "auth = xoauth2\n",
     ":5: [transport] user: missing (kind = smtp needs it)"},
    {"smtp-secret-without-user", INSTANCE SMTP "secret = file:x\n",
     ":8: [transport] secret: not used without log-in (auth = password | xoauth2 with user and "
     "secret)"},
    {"smtp-user-without-login", INSTANCE SMTP "user = u\nauth = none\n",
     ":8: [transport] user: not used without log-in (auth = password | xoauth2 with user and "
     "secret)"},
    {"host-with-port", INSTANCE "[transport]\nkind = smtp\nhost = smtp://h:25\n",
     ":7: [transport] host: \"smtp://h:25\" is no host (a name or an IP address, without port)"},
    {"clear-text", INSTANCE SMTP "tls = none\n",
     ":8: [transport] tls: \"none\" sends everything in clear to \"smtp.example.org\" (implicit | "
     "starttls; none only with localhost, 127.0.0.1 or ::1)"},
    {"clear-text-imap", INSTANCE IMAP "tls = none\n",
     ":10: [mailbox] tls: \"none\" sends everything in clear to \"imap.example.org\" (implicit | "
     "starttls; none only with localhost, 127.0.0.1 or ::1)"},
    {"clear-text-lookalike",
     INSTANCE "[transport]\nkind = smtp\nhost = 127.0.0.1.example.org\ntls = none\n",
     ":8: [transport] tls: \"none\" sends everything in clear to \"127.0.0.1.example.org\" "
     "(implicit | "
     "starttls; none only with localhost, 127.0.0.1 or ::1)"},
    {"bare-secret", INSTANCE "[mailbox]\nsecret = hunter2\n",
     ":6: [mailbox] secret: a secret is not written here (file:PATH | credential:NAME | "
     "command:ARGV)"},
    {"empty-secret", INSTANCE "[transport]\nsecret = file:\n",
     ":6: [transport] secret: a secret is not written here (file:PATH | credential:NAME | "
     "command:ARGV)"},
    {"loop", INSTANCE "[transport]\npath = queue/../queue/incoming\n",
     ":6: [transport] path: the same directory as [mailbox] path (mail sent would come in again)"},
    {"authserv-id", INSTANCE "[trust]\nauthserv_id = mx.example.org; dmarc=pass\n",
     ":6: [trust] authserv_id: \"mx.example.org; dmarc=pass\" is not one word (the name that your "
     "server writes first in Authentication-Results)"},
    {"message-bytes", INSTANCE "[limits]\nmessage_bytes = 99999999\n",
     ":6: [limits] message_bytes: \"99999999\" is no whole number from 1024 to 52428800"},
    {"recall-delay", INSTANCE "[transport]\nrecall_delay = 10 min\n",
     ":6: [transport] recall_delay: \"10 min\" is no whole number from 0 to 86400"},
    {"section", INSTANCE "[smtp]\n",
     ":5: [smtp]: unknown section (allowed: instance, mailbox, transport, trust, limits)"},
    {"misplaced", INSTANCE "host = h\n",
     ":5: [instance] host: unknown key here (it belongs in [mailbox]; allowed here: name, address, "
     "staff, language, timezone, subaddressing, acknowledge, digest)"},
};

static void test_refused(Fixture *fixture, gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data);
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(fixture->conf, REFUSED[row].text, -1, NULL));
    g_autoptr(GfConfig) config = gf_config_load(fixture->directory, &error);
    g_assert_true(config == NULL);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_autofree char *expected = g_strdup_printf(
        "%s%s%s", fixture->conf, *REFUSED[row].message == ':' ? "" : ": ", REFUSED[row].message);
    g_assert_cmpstr(error == NULL ? "" : error->message, ==, expected);
}

static void test_missing_file(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    g_assert_null(gf_config_load(fixture->directory, &error));
    g_autofree char *expected =
        g_strdup_printf("%s: cannot be read: no such file or directory", fixture->conf);
    g_assert_cmpstr(error->message, ==, expected);
}

/* What a secret of the fixture's file "s" gives; the error's message where it gives nothing. Owned.
 */
static char *secret_of(const Fixture *fixture, const char *content, gssize length, int mode)
{
    GfConfig config = {.directory = fixture->directory};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->directory, "s", NULL);
    g_assert_true(g_file_set_contents(path, content, length, NULL));
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
    char *secret = gf_config_secret(&config, "file:s", &error);
    g_assert_true((secret == NULL) == (error != NULL));
    return secret != NULL ? secret : g_strdup(error->message);
}

static void test_secret_file(Fixture *fixture, gconstpointer data)
{
    (void) data;
    static const struct {
        const char *content;
        int length, mode;
        const char *expected; /* beginning with '!': the refusal, %s the path */
    } rows[] = {
        {"hunter2", -1, 0600, "hunter2"},
        {"hunter2\n", -1, 0400, "hunter2"},
        {"hunter2\r\n", -1, 0600, "hunter2"},
        {" é\\n \n", -1, 0600, " é\\n "},
        {"hunter2", -1, 0640, "!secret \"%s\": others can read it (chmod 600 %s)"},
        {"hunter2", -1, 0604, "!secret \"%s\": others can read it (chmod 600 %s)"},
        {"", 0, 0600, "!secret \"file:s\": empty"},
        {"\n", -1, 0600, "!secret \"file:s\": empty"},
        {"a\nb\n", -1, 0600,
         "!secret \"file:s\": more than one line (keep the secret alone, on one line)"},
        {"a\n\n", -1, 0600,
         "!secret \"file:s\": more than one line (keep the secret alone, on one line)"},
        {"a\rb", -1, 0600,
         "!secret \"file:s\": more than one line (keep the secret alone, on one line)"},
        {"a\0b", 3, 0600,
         "!secret \"file:s\": more than one line (keep the secret alone, on one line)"},
    };
    g_autofree char *path = g_build_filename(fixture->directory, "s", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = secret_of(fixture, rows[i].content, rows[i].length, rows[i].mode);
        g_auto(GStrv) pieces = g_strsplit(rows[i].expected + (*rows[i].expected == '!'), "%s", -1);
        g_autofree char *expected = g_strjoinv(path, pieces);
        g_assert_cmpstr(found, ==, expected);
    }
}

static void test_secret_sources(Fixture *fixture, gconstpointer data)
{
    (void) data;
    static const struct {
        const char *secret, *value, *message;
    } rows[] = {
        {"credential:s", "from systemd", NULL},
        {"credential:../s", NULL, "secret \"../s\": not the name of a credential"},
        {"command:printf 'a b'", "a b", NULL},
        {"command:cat s", "from systemd", NULL},
        {"command:printf '%s' '$HOME;x'", "$HOME;x", NULL},
        {"command:false", NULL, "secret \"false\": the command failed (run it by hand to see why)"},
        {"command:sh -c 'echo x; exit 3'", NULL,
         "secret \"sh\": the command failed (run it by hand to see why)"},
        {"command:true hidden", NULL, "secret \"command:true\": empty"},
        {"command:printf 'a\\nb'", NULL,
         "secret \"command:printf\": more than one line (keep the secret alone, on one line)"},
        {"command:no-such-command-here x", NULL,
         "secret \"no-such-command-here\": no such command, or not executable"},
        {"command:echo 'x", NULL,
         "secret \"command\": cannot be split into words (check its quotes)"},
        {"command:yes", NULL, "secret \"yes\": the command says far too much"},
        {"file:absent", NULL,
         "secret \"%s/absent\": cannot be read: no such file or directory (write the secret there, "
         "alone on one line, then chmod 600 it)"},
        {"credential:absent", NULL,
         "secret \"%s/absent\": cannot be read: no such file or directory (LoadCredential= in the "
         "systemd unit has to give it)"},
        {"file:.", NULL, "secret \"%s\": not a file"},
    };
    GfConfig config = {.directory = fixture->directory};
    g_autofree char *ready = secret_of(fixture, "from systemd\n", -1, 0600);
    g_assert_cmpstr(ready, ==, "from systemd");
    g_assert_true(g_setenv("CREDENTIALS_DIRECTORY", fixture->directory, TRUE));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *value = gf_config_secret(&config, rows[i].secret, &error);
        g_assert_cmpstr(value, ==, rows[i].value);
        g_autoptr(GString) expected = g_string_new(rows[i].message);
        g_string_replace(expected, "%s", fixture->directory, 0);
        g_assert_cmpstr(error == NULL ? "" : error->message, ==, expected->str);
    }
    g_unsetenv("CREDENTIALS_DIRECTORY");
    g_autoptr(GError) error = NULL;
    g_assert_null(gf_config_secret(&config, "credential:imap", &error));
    g_assert_cmpstr(error->message, ==,
                    "secret \"imap\": no credentials here (LoadCredential=imap:PATH in the systemd "
                    "unit; by hand: set CREDENTIALS_DIRECTORY)");
}

static void test_secret_time(Fixture *fixture, gconstpointer data)
{
    (void) data;
    if (!g_test_slow()) {
        g_test_skip("takes ten seconds (run with -m slow)");
        return;
    }
    GfConfig config = {.directory = fixture->directory};
    g_autoptr(GError) error = NULL;
    gint64 begin = g_get_monotonic_time();
    g_assert_null(gf_config_secret(&config, "command:sh -c 'sleep 60; echo x'", &error));
    g_assert_cmpstr(error->message, ==, "secret \"sh\": the command took longer than 10 seconds");
    g_assert_cmpint((g_get_monotonic_time() - begin) / G_USEC_PER_SEC, <=, 12);
}

/* The default configuration of the tree is valid and shows every key with its fallback. */
static void test_default_file(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfConfig) config = gf_config_load(".", &error);
    g_assert_no_error(error);
    g_assert_true(config != NULL && gf_config_stays_here(config));
    g_autofree char *text = NULL;
    if (!g_file_get_contents("config/greffe.conf", &text, NULL, &error)) {
        g_assert_no_error(error);
        return;
    }
    const char *group = "", *section = text;
    for (const GfKeySpec *spec = gf_config_keys; spec->group != NULL; spec++) {
        if (!g_str_equal(group, spec->group)) {
            g_autofree char *head = g_strdup_printf("\n[%s]\n", spec->group);
            section = strstr(text, head);
            group = spec->group;
        }
        g_autofree char *line = g_strdup_printf("\n%s = %s", spec->key, spec->fallback);
        g_autofree char *comment = g_strdup_printf("\n#%s = ", spec->key);
        g_autofree char *given = g_strdup_printf("\n%s = ", spec->key);
        const char *wanted = spec->fallback != NULL ? line : spec->required ? given : comment;
        const char *end = section == NULL ? NULL : strstr(section + 1, "\n[");
        const char *found = section == NULL ? NULL : strstr(section, wanted);
        if (found == NULL || (end != NULL && found > end))
            g_test_message("[%s] %s is not shown", spec->group, spec->key);
        g_assert_true(found != NULL && (end == NULL || found < end));
    }
}

/* The part of the guide below "## [group]". Owned; empty where there is none. */
static char *guide_section(const char *guide, const char *group)
{
    g_autofree char *head = g_strdup_printf("\n## [%s]\n", group);
    const char *begin = strstr(guide, head);
    if (begin == NULL)
        return g_strdup("");
    const char *end = strstr(begin + 1, "\n## ");
    return end == NULL ? g_strdup(begin) : g_strndup(begin, (gsize) (end - begin));
}

static guint count(const char *text, const char *wanted)
{
    g_auto(GStrv) pieces = g_strsplit(text, wanted, -1);
    return g_strv_length(pieces) - 1;
}

/* Every key has its row "| `key` | ... | default |" in its section, which has no other rows. */
static void test_guide(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *guide = NULL;
    if (!g_file_get_contents("docs/configuration.md", &guide, NULL, &error)) {
        g_assert_no_error(error);
        return;
    }
    guint rows = 0;
    for (const GfKeySpec *spec = gf_config_keys; spec->group != NULL; spec++) {
        g_autofree char *section = guide_section(guide, spec->group);
        g_autofree char *row = g_strdup_printf("\n| `%s` |", spec->key);
        const char *found = strstr(section, row);
        g_autofree char *line =
            g_strndup(found == NULL ? "" : found + 1, found == NULL ? 0 : strcspn(found + 1, "\n"));
        g_autofree char *fallback = spec->required ? g_strdup("| **required** |")
                                    : spec->fallback != NULL
                                        ? g_strdup_printf("| `%s` |", spec->fallback)
                                        : g_strdup(" |");
        if (!g_str_has_suffix(line, fallback))
            g_test_message("[%s] %s: not described, or with another default", spec->group,
                           spec->key);
        g_assert_true(g_str_has_suffix(line, fallback));
        rows++;
        if (spec[1].group != NULL && g_str_equal(spec[1].group, spec->group))
            continue;
        g_assert_cmpuint(count(section, "\n| `"), ==, rows);
        rows = 0;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/config/defaults", test_defaults);
    ADD("/config/servers", test_servers);
    ADD("/config/ports", test_ports);
    ADD("/config/missing-file", test_missing_file);
    for (gsize i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_autofree char *path = g_strdup_printf("/config/refused/%s", REFUSED[i].name);
        g_test_add(path, Fixture, GSIZE_TO_POINTER(i), set_up, test_refused, tear_down);
    }
    ADD("/config/secret/file", test_secret_file);
    ADD("/config/secret/sources", test_secret_sources);
    ADD("/config/secret/time", test_secret_time);
    g_test_add_func("/config/default-file", test_default_file);
    g_test_add_func("/config/guide", test_guide);
    return g_test_run();
}
