/* made.c - see made.h. */
#include "cli/made.h"

#include <errno.h>
#include <glib/gstdio.h>

static const char *const folders[] = {
    "run",
    "queue",
    "queue/incoming",
    "queue/incoming/cur",
    "queue/incoming/new",
    "queue/incoming/tmp",
    "queue/outgoing",
    "queue/outgoing/cur",
    "queue/outgoing/new",
    "queue/outgoing/tmp",
    "queue/held",
    "queue/held/cur",
    "queue/held/new",
    "queue/held/tmp",
    "queue/present",
    "queue/present/cur",
    "queue/present/new",
    "queue/present/tmp",
    "queue/absent",
    "queue/absent/cur",
    "queue/absent/new",
    "queue/absent/tmp",
    "queue/ignored",
    "queue/ignored/cur",
    "queue/ignored/new",
    "queue/ignored/tmp",
};

void gf_made_note(GfMade *made, const char *path)
{
    if (made->paths == NULL)
        made->paths = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(made->paths, g_strdup(path));
}

void gf_made_clear(GfMade *made)
{
    for (guint i = made->paths != NULL ? made->paths->len : 0; i > 0 && !made->keep; i--)
        (void) g_remove(made->paths->pdata[i - 1]);
    g_clear_pointer(&made->paths, g_ptr_array_unref);
}

void gf_made_database(GfMade *made, const char *path)
{
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *beside = g_strconcat(path, suffixes[i], NULL);
        gf_made_note(made, beside);
    }
}

static gboolean refuse(GError **error, const char *path, int reason)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": %s", path, g_strerror(reason));
    return FALSE;
}

gboolean gf_made_folder(GfMade *made, const char *path, GError **error)
{
    if (g_mkdir(path, 0700) != 0)
        return refuse(error, path, errno);
    gf_made_note(made, path);
    return TRUE;
}

gboolean gf_made_directory(GfMade *made, const char *directory, GError **error)
{
    g_autoptr(GDir) there = g_dir_open(directory, 0, NULL);
    if (there == NULL && g_file_test(directory, G_FILE_TEST_EXISTS))
        return refuse(error, directory, ENOTDIR);
    if (there == NULL)
        return gf_made_folder(made, directory, error);
    if (g_dir_read_name(there) != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "\"%s\": not empty (give a directory that is empty or does not exist)",
                    directory);
        return FALSE;
    }
    return g_chmod(directory, 0700) == 0 || refuse(error, directory, errno);
}

gboolean gf_made_queue(GfMade *made, const char *directory, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(directory, folders[i], NULL);
        if (!gf_made_folder(made, path, error))
            return FALSE;
    }
    return TRUE;
}
