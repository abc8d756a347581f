/* uu.c - see uu.h. A file is believed only whole: a first line, lines of its alphabet, "end". */
#include "mime/uu.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/sniff.h"

enum { FILES_MAXIMUM = 100 };

typedef struct {
    const char *data;
    gsize size, position;
} Reader;

void gf_uu_file_free(GfUuFile *file)
{
    g_free(file->name);
    g_bytes_unref(file->bytes);
    g_free(file);
}

/* The next line without its end. FALSE behind the last. */
static gboolean next_line(Reader *reader, const char **ret_line, gsize *ret_length)
{
    if (reader->position >= reader->size)
        return FALSE;
    const char *line = reader->data + reader->position;
    const char *end = memchr(line, '\n', reader->size - reader->position);
    gsize length = end != NULL ? (gsize) (end - line) : reader->size - reader->position;
    reader->position += length + (end != NULL);
    *ret_line = line;
    *ret_length = length - (length > 0 && line[length - 1] == '\r');
    return TRUE;
}

/* "begin 644 name": where the name begins, 0 where it is no such line. */
static gsize name_offset(const char *line, gsize length)
{
    gsize at = 6;
    if (length < 11 || memcmp(line, "begin ", at) != 0)
        return 0;
    while (at < length && line[at] >= '0' && line[at] <= '7')
        at++;
    return (at == 9 || at == 10) && at + 1 < length && line[at] == ' ' ? at + 1 : 0;
}

static guint value_of(const char *line, gsize length, gsize at)
{
    /* Blanks at a line's end, which stand for zero, were lost on the way. */
    return at < length ? (guint) (line[at] - ' ') & 0x3f : 0;
}

/* Appends what one line holds: its first character counts the bytes. FALSE where it is none. */
static gboolean decode_line(GByteArray *out, const char *line, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (line[i] < ' ' || line[i] > '`')
            return FALSE;
    gsize count = length > 0 ? value_of(line, length, 0) : 0;
    /* A sum may stand behind the data. */
    if (length > 1 + (count + 2) / 3 * 4 + 2)
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        gsize at = 1 + i / 3 * 4 + i % 3;
        guint pair = value_of(line, length, at) << 6 | value_of(line, length, at + 1);
        guint8 byte = (guint8) (pair >> (4 - 2 * (i % 3)));
        g_byte_array_append(out, &byte, 1);
    }
    return TRUE;
}

/* The file whose first line was just read; NULL where it is none. */
static GBytes *read_file(Reader *reader)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    const char *line;
    gsize length;
    while (next_line(reader, &line, &length)) {
        if (length == 3 && memcmp(line, "end", 3) == 0)
            return out->len > 0 ? g_byte_array_free_to_bytes(g_steal_pointer(&out)) : NULL;
        if (!decode_line(out, line, length))
            return NULL;
    }
    return NULL;
}

static char *file_name(const char *name, gsize length)
{
    g_autofree char *text = gf_charset_decode(name, length, NULL, NULL, NULL);
    return gf_sniff_safe_name(text);
}

GBytes *gf_uu_take(GBytes *text, GPtrArray *files)
{
    Reader reader = {.data = g_bytes_get_data(text, &reader.size)};
    reader.size = g_bytes_get_size(text);
    g_autoptr(GByteArray) rest = g_byte_array_new();
    gsize kept = 0;
    const char *line;
    gsize length;
    for (gsize start = 0; next_line(&reader, &line, &length); start = reader.position) {
        gsize name = name_offset(line, length);
        if (name == 0 || files->len >= FILES_MAXIMUM)
            continue;
        gsize behind = reader.position;
        GBytes *bytes = read_file(&reader);
        if (bytes == NULL) {
            reader.position = behind;
            continue;
        }
        GfUuFile *file = g_new0(GfUuFile, 1);
        file->name = file_name(line + name, length - name);
        file->bytes = bytes;
        g_ptr_array_add(files, file);
        g_byte_array_append(rest, (const guint8 *) reader.data + kept, (guint) (start - kept));
        kept = reader.position;
    }
    if (kept == 0)
        return NULL;
    g_byte_array_append(rest, (const guint8 *) reader.data + kept, (guint) (reader.size - kept));
    return g_byte_array_free_to_bytes(g_steal_pointer(&rest));
}
