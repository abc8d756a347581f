/* gmime-walk.c - the limit for the reader: GMime alone parses every message of a folder, decodes every part, text to
 * UTF-8 too, and takes its SHA-256.
 *
 * gmime-walk FILE...: prints messages, parts, bytes and CPU seconds.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static guint parts;
static guint64 decoded;

static void take(G_GNUC_UNUSED GMimeObject *parent, GMimeObject *object, G_GNUC_UNUSED gpointer data)
{
    if (!GMIME_IS_PART(object))
        return;
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
    if (content == NULL)
        return;
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes->data, bytes->len);
    parts++;
    decoded += bytes->len;
    if (GMIME_IS_TEXT_PART(object))
        g_free(g_mime_text_part_get_text(GMIME_TEXT_PART(object)));
    g_free(sha256);
    g_object_unref(memory);
}

static int walk(const char *path)
{
    char *raw = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &raw, &length, NULL))
        return 0;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL) {
        g_mime_message_foreach(message, take, NULL);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    g_free(raw);
    return message != NULL;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int messages = 0;
    g_mime_init();
    for (int i = 1; i < argc; i++)
        messages += walk(argv[i]);
    getrusage(RUSAGE_SELF, &usage);
    printf("%d %u %" G_GUINT64_FORMAT " %.3f\n", messages, parts, decoded,
           (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    return messages == argc - 1 ? 0 : 1;
}
