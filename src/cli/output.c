/* output.c - what commands print and read: text for people, JSON for programs, files given by name.
 */
#include "base/reason.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define JSON_SCHEMA 1

void gf_cli_print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    /* A failure stays in the stream: main() looks at the end. */
    (void) fputs(text, stdout);
}

int gf_cli_columns(const char *text)
{
    int columns = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        columns += g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
    }
    return columns;
}

char *gf_cli_padded(const char *text, int columns)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return g_strdup_printf("%s%*s", valid, MAX(columns - gf_cli_columns(valid), 0), "");
}

gboolean gf_cli_print_raw(const GPtrArray *chunks, GError **error)
{
    if (isatty(STDOUT_FILENO)) {
        g_set_error_literal(
            error, GF_ERROR, GF_ERROR_STATE,
            "standard output: a terminal, which the bytes of a mail can steer (send "
            "them to a file: > mail.eml, or through a pager: | less)");
        return FALSE;
    }
    for (guint i = 0; i < chunks->len; i++) {
        gsize size;
        const void *data = g_bytes_get_data(chunks->pdata[i], &size);
        (void) fwrite(data, 1, size, stdout);
    }
    return TRUE;
}

static gboolean read_all(int fd, GByteArray *bytes, gsize limit_bytes)
{
    guint8 buffer[64 * 1024];
    while (bytes->len <= limit_bytes) {
        ssize_t count = read(fd, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count == 0;
        g_byte_array_append(bytes, buffer, (guint) count);
    }
    return TRUE;
}

GBytes *gf_cli_read_file(const char *path, gsize limit_bytes, GError **error)
{
    gboolean standard = g_str_equal(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gboolean good = fd >= 0 && read_all(fd, bytes, limit_bytes);
    int reason = errno;
    if (fd >= 0 && !standard)
        (void) close(fd);
    if (!good) {
        gboolean misplaced = reason == ENOENT && !g_path_is_absolute(path);
        g_autofree char *words = gf_reason(reason);
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": %s%s", path, words,
                    misplaced ? " (it is looked for from the current directory, whatever -C names)"
                              : "");
        return NULL;
    }
    if (bytes->len > limit_bytes) {
        g_autofree char *limit = g_format_size_full(limit_bytes, G_FORMAT_SIZE_IEC_UNITS);
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": larger than %s", path, limit);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

JsonBuilder *gf_json_new(void)
{
    JsonBuilder *json = json_builder_new();
    json_builder_begin_object(json);
    gf_json_integer(json, "schema", JSON_SCHEMA);
    return json;
}

static void name_it(JsonBuilder *json, const char *name)
{
    if (name != NULL)
        json_builder_set_member_name(json, name);
}

void gf_json_text(JsonBuilder *json, const char *name, const char *text)
{
    name_it(json, name);
    if (text != NULL)
        json_builder_add_string_value(json, text);
    else
        json_builder_add_null_value(json);
}

void gf_json_integer(JsonBuilder *json, const char *name, gint64 value)
{
    name_it(json, name);
    json_builder_add_int_value(json, value);
}

void gf_json_boolean(JsonBuilder *json, const char *name, gboolean value)
{
    name_it(json, name);
    json_builder_add_boolean_value(json, value);
}

void gf_json_texts(JsonBuilder *json, const char *name, const char *const *texts)
{
    gf_json_begin_list(json, name);
    for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
        json_builder_add_string_value(json, texts[i]);
    gf_json_end_list(json);
}

void gf_json_time(JsonBuilder *json, const char *name, const GfCli *cli, gint64 instant)
{
    g_autofree char *text = gf_cli_time(cli, instant);
    gf_json_text(json, name, text);
}

void gf_json_begin_list(JsonBuilder *json, const char *name)
{
    name_it(json, name);
    json_builder_begin_array(json);
}

void gf_json_end_list(JsonBuilder *json)
{
    json_builder_end_array(json);
}

void gf_json_begin_object(JsonBuilder *json, const char *name)
{
    name_it(json, name);
    json_builder_begin_object(json);
}

void gf_json_end_object(JsonBuilder *json)
{
    json_builder_end_object(json);
}

/* The text of what was built, owned. */
static char *text_of(JsonBuilder *json)
{
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    json_generator_set_pretty(generator, TRUE);
    json_generator_set_root(generator, root);
    g_object_unref(json);
    return json_generator_to_data(generator, NULL);
}

void gf_json_print(JsonBuilder *json)
{
    json_builder_end_object(json);
    g_autofree char *text = text_of(json);
    gf_cli_print("%s\n", text);
}

struct GfJsonStream {
    guint objects;
};

GfJsonStream *gf_json_stream_new(const char *name)
{
    gf_cli_print("{\n  \"schema\" : %d,\n  \"%s\" : [", JSON_SCHEMA, name);
    return g_new0(GfJsonStream, 1);
}

void gf_json_stream_add(GfJsonStream *stream, JsonBuilder *json)
{
    g_autofree char *text = text_of(json);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *indented = g_strjoinv("\n    ", lines);
    gf_cli_print("%s\n    %s", stream->objects++ > 0 ? "," : "", indented);
}

void gf_json_stream_end(GfJsonStream *stream)
{
    gf_cli_print("%s]\n}\n", stream->objects > 0 ? "\n  " : "");
}

void gf_json_stream_free(GfJsonStream *stream)
{
    g_free(stream);
}
