/* instance.c - see instance.h. */
#include "base/instance.h"

#include "base/error.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TEMPLATE_LIMIT_BYTES (256 * 1024)

char *gf_instance_database(const char *directory)
{
    return g_build_filename(directory, "greffe.db", NULL);
}

char *gf_instance_wake(const char *directory)
{
    return g_build_filename(directory, "run", "wake", NULL);
}

char *gf_instance_lock(const char *directory)
{
    return g_build_filename(directory, "run", "lock", NULL);
}

static gboolean load_template(GHashTable *templates, const char *path, const char *name,
                              GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) problem = NULL;
    if (!g_file_get_contents(path, &text, &length, &problem)) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "template: %s", problem->message);
        return FALSE;
    }
    if (length > TEMPLATE_LIMIT_BYTES || !g_utf8_validate(text, (gssize) length, NULL)) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "template: '%s' is not UTF-8 text of at most %d bytes (save it as UTF-8)", path,
                    TEMPLATE_LIMIT_BYTES);
        return FALSE;
    }
    g_hash_table_insert(templates, g_strdup(name), g_steal_pointer(&text));
    return TRUE;
}

static gboolean load_language(GHashTable *templates, const char *directory, const char *language,
                              GError **error)
{
    g_autofree char *path = g_build_filename(directory, language, NULL);
    g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
    const char *file;
    while (files != NULL && (file = g_dir_read_name(files)) != NULL) {
        if (!g_str_has_suffix(file, ".txt") && !g_str_has_suffix(file, ".html"))
            continue;
        g_autofree char *name = g_build_filename(language, file, NULL);
        g_autofree char *full = g_build_filename(path, file, NULL);
        if (!load_template(templates, full, name, error))
            return FALSE;
    }
    return TRUE;
}

GHashTable *gf_templates_load(const char *directory, GError **error)
{
    g_autoptr(GHashTable) templates =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) languages = g_dir_open(directory, 0, &problem);
    if (languages == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "templates: %s", problem->message);
        return NULL;
    }
    const char *language;
    while ((language = g_dir_read_name(languages)) != NULL)
        if (!load_language(templates, directory, language, error))
            return NULL;
    return g_steal_pointer(&templates);
}

GfInstance *gf_instance_load(const char *directory, GError **error)
{
    g_autoptr(GfInstance) instance = g_new0(GfInstance, 1);
    instance->directory = g_canonicalize_filename(directory, NULL);
    instance->config = gf_config_load(instance->directory, error);
    if (instance->config == NULL)
        return NULL;
    g_autofree char *templates = g_build_filename(instance->directory, "templates", NULL);
    instance->templates = gf_templates_load(templates, error);
    return instance->templates != NULL ? g_steal_pointer(&instance) : NULL;
}

void gf_instance_free(GfInstance *instance)
{
    if (instance == NULL)
        return;
    g_free(instance->directory);
    g_clear_pointer(&instance->config, gf_config_free);
    g_clear_pointer(&instance->templates, g_hash_table_unref);
    g_free(instance);
}

int gf_instance_wake_address(const char *directory, struct sockaddr_un *ret)
{
    g_autofree char *run = g_build_filename(directory, "run", NULL);
    int folder = open(run, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    *ret = (struct sockaddr_un){.sun_family = AF_UNIX};
    (void) g_snprintf(ret->sun_path, sizeof ret->sun_path, "/proc/self/fd/%d/wake", folder);
    return folder;
}

void gf_instance_wake_daemon(const char *directory)
{
    struct sockaddr_un address;
    int folder = gf_instance_wake_address(directory, &address);
    if (folder < 0)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0) {
        (void) sendto(fd, "!", 1, MSG_NOSIGNAL, (struct sockaddr *) &address, sizeof address);
        close(fd);
    }
    close(folder);
}

char *gf_instance_companion(const char *relative, const char *installed)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *here = self != NULL ? g_path_get_dirname(self) : NULL;
    g_autofree char *beside = here != NULL ? g_build_filename(here, relative, NULL) : NULL;
    if (beside != NULL && g_file_test(beside, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&beside);
    return g_file_test(installed, G_FILE_TEST_EXISTS) ? g_strdup(installed) : NULL;
}
