/* read-all.c - every message through one sandboxed reader, one after the other, as the daemon does it.
 *
 * read-all FILE...: prints messages, CPU seconds of this process and of its readers together, and the most memory
 * that a reader held, in MiB.
 */
#include "reader/reader.h"

#include <stdio.h>
#include <sys/resource.h>

static double seconds(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean read_one(GfReader *reader, const char *path)
{
    char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, &length, &error)) {
        fprintf(stderr, "%s: %s\n", path, error->message);
        return FALSE;
    }
    g_autoptr(GBytes) raw = g_bytes_new_take(text, length);
    g_autoptr(GfLetter) letter = gf_reader_read(reader, raw, &error);
    if (letter == NULL)
        fprintf(stderr, "%s: %s\n", path, error->message);
    return letter != NULL;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = gf_reader_program(&error);
    GfReader *reader = program != NULL ? gf_reader_new(program, -1, &error) : NULL;
    int messages = 0;
    if (reader == NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    for (int i = 1; i < argc; i++)
        messages += read_one(reader, argv[i]);
    gf_reader_free(reader);
    struct rusage children;
    getrusage(RUSAGE_CHILDREN, &children);
    printf("%d %.3f %ld\n", messages, seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN), children.ru_maxrss / 1024);
    return messages == argc - 1 ? 0 : 1;
}
