/* cmd-init.c - greffe init DIR [--rehearsal]: a new instance in DIR.
 *
 * Copies config/ and templates/ from where greffe keeps them, makes the empty queue and the
 * database. Refuses a directory that holds anything. All or nothing: what was made is removed again
 * on failure. Folders are 0700 and files 0600, for secrets and mail will lie there.
 */
#include "cli/made.h"

#include <glib/gstdio.h>

static gboolean copy_file(GfMade *made, const char *from, const char *to, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    gf_made_note(made, to); /* a file half written goes as well */
    if (!g_file_get_contents(from, &bytes, &length, &cause) ||
        !g_file_set_contents_full(to, bytes, (gssize) length, G_FILE_SET_CONTENTS_DURABLE, 0600,
                                  &cause)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "init: %s", cause->message);
        return FALSE;
    }
    return TRUE;
}

/* Copies what `from` holds into the new folder `to`; folders met on the way join `waiting`. */
static gboolean copy_folder(GfMade *made, const char *from, const char *to, GPtrArray *waiting,
                            GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(from, 0, &cause);
    if (dir == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "init: %s", cause->message);
        return FALSE;
    }
    if (!gf_made_folder(made, to, error))
        return FALSE;
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        if (name[0] == '.')
            continue;
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        if (g_file_test(source, G_FILE_TEST_IS_DIR)) {
            g_ptr_array_add(waiting, g_steal_pointer(&source));
            g_ptr_array_add(waiting, g_steal_pointer(&target));
        } else if (!copy_file(made, source, target, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean copy_tree(GfMade *made, const char *from, const char *to, GError **error)
{
    /* Pairs of source and target, taken from the front: a folder before what it holds. */
    g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(waiting, g_strdup(from));
    g_ptr_array_add(waiting, g_strdup(to));
    for (guint i = 0; i < waiting->len; i += 2)
        if (!copy_folder(made, waiting->pdata[i], waiting->pdata[i + 1], waiting, error))
            return FALSE;
    return TRUE;
}

static gboolean holds_data(const char *directory)
{
    g_autofree char *config = g_build_filename(directory, "config", "greffe.conf", NULL);
    g_autofree char *templates = g_build_filename(directory, "templates", NULL);
    return g_file_test(config, G_FILE_TEST_IS_REGULAR) &&
           g_file_test(templates, G_FILE_TEST_IS_DIR);
}

/* Where config/ and templates/ are: GREFFE_DATA, beside the installed program, above a program in
 * its build tree, or where greffe was built to be installed. */
static char *find_data(GError **error)
{
    const char *given = g_getenv("GREFFE_DATA");
    if (given != NULL && holds_data(given))
        return g_strdup(given);
    g_autofree char *folder = given == NULL ? g_file_read_link("/proc/self/exe", NULL) : NULL;
    while (folder != NULL && !g_str_equal(folder, "/")) {
        g_autofree char *below = g_steal_pointer(&folder);
        folder = g_path_get_dirname(below);
        g_autofree char *shared = g_build_filename(folder, "share", "greffe", NULL);
        if (holds_data(shared))
            return g_steal_pointer(&shared);
        if (holds_data(folder))
            return g_steal_pointer(&folder);
    }
    if (given == NULL && holds_data(GF_PREFIX "/share/greffe"))
        return g_strdup(GF_PREFIX "/share/greffe");
    g_set_error(
        error, GF_ERROR, GF_ERROR_STATE,
        "init: the configuration and templates to copy are not in \"%s\" (install greffe, or "
        "name their directory in GREFFE_DATA)",
        given != NULL ? given : GF_PREFIX "/share/greffe");
    return NULL;
}

static gboolean make_database(GfMade *made, const char *directory, gboolean rehearsal,
                              GError **error)
{
    g_autofree char *path = gf_instance_database(directory);
    gf_made_database(made, path);
    g_autoptr(GfStore) store = gf_store_create(path, error);
    if (store == NULL)
        return FALSE;
    if (!rehearsal)
        return TRUE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(store, error);
    return transaction != NULL && gf_store_set_setting(store, "rehearsal", "yes", error) &&
           gf_transaction_commit(transaction, error);
}

static gboolean make_instance(const char *directory, gboolean rehearsal, GError **error)
{
    g_auto(GfMade) made = {0};
    if (!gf_made_directory(&made, directory, error))
        return FALSE;
    g_autofree char *data = find_data(error);
    if (data == NULL)
        return FALSE;
    const char *const copied[] = {"config", "templates"};
    for (gsize i = 0; i < G_N_ELEMENTS(copied); i++) {
        g_autofree char *from = g_build_filename(data, copied[i], NULL);
        g_autofree char *to = g_build_filename(directory, copied[i], NULL);
        if (!copy_tree(&made, from, to, error))
            return FALSE;
    }
    if (!gf_made_queue(&made, directory, error))
        return FALSE;
    made.keep = make_database(&made, directory, rehearsal, error);
    return made.keep;
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    gboolean rehearsal = FALSE;
    const GOptionEntry entries[] = {
        {"rehearsal", 0, 0, G_OPTION_ARG_NONE, &rehearsal,
         "Make an instance whose mail cannot leave this machine and that takes --now", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL)
        return FALSE;
    if (cli->now != NULL && !rehearsal) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "--now: only with init --rehearsal");
        return FALSE;
    }
    g_autofree char *directory = g_canonicalize_filename(arguments[0], NULL);
    if (!make_instance(directory, rehearsal, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "directory", directory);
        gf_json_boolean(json, "rehearsal", rehearsal);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print(
        "%s: made%s\nNext: fill in config/greffe.conf and config/assembly.conf there, then "
        "greffe -C %s doctor\n",
        directory, rehearsal ? " (rehearsal)" : "", arguments[0]);
    return TRUE;
}

const GfCommand gf_command_init = {
    .name = "init",
    .arguments = "DIR [--rehearsal]",
    .summary = "Make a new instance in the empty or new directory DIR",
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
