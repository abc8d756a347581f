/* object.c - see object.h. */
#include "mime/object.h"

#include <string.h>

#include "base/text.h"
#include "mime/sniff.h"
#include "mime/word.h"

static const char *raw_header(GMimeObject *object, const char *name)
{
    GMimeHeader *header =
        g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    return header != NULL ? g_mime_header_get_raw_value(header) : NULL;
}

char *gf_object_header(GMimeObject *object, const char *name)
{
    const char *raw = raw_header(object, name);
    if (raw == NULL)
        return NULL;
    GString *value = g_string_new(NULL);
    for (const char *p = raw; *p != '\0'; p++)
        if (*p != '\r' && *p != '\n')
            g_string_append_c(value, *p);
    return g_strstrip(g_string_free(value, FALSE));
}

/* A Content-Type without "type/subtype" means text/plain (RFC 2045 section 5.2); two programs are
 * known to write it the wrong way round. */
static const char *mended_type(GMimeObject *object)
{
    const char *raw = raw_header(object, "Content-Type");
    if (raw == NULL)
        return NULL;
    raw += strspn(raw, " \t\r\n");
    gsize length = strcspn(raw, "; \t\r\n");
    if (memchr(raw, '/', length) == NULL)
        return length > 0 ? "text/plain" : NULL;
    if (length == 10 && g_ascii_strncasecmp(raw, "plain/text", length) == 0)
        return "text/plain";
    return length == 9 && g_ascii_strncasecmp(raw, "html/text", length) == 0 ? "text/html" : NULL;
}

char *gf_object_type(GMimeObject *object)
{
    const char *mended = mended_type(object);
    if (mended != NULL)
        return g_strdup(mended);
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *text = type != NULL ? g_mime_content_type_get_mime_type(type) : NULL;
    g_autofree char *line = text != NULL ? gf_text_line(text, 127) : NULL;
    return line != NULL && *line != '\0' ? g_ascii_strdown(line, -1) : g_strdup("text/plain");
}

char *gf_object_encoding(GMimeObject *object)
{
    g_autofree char *value = gf_object_header(object, "Content-Transfer-Encoding");
    if (value == NULL)
        return g_strdup("");
    char *start = value + strspn(value, " \t\"'");
    start[strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] = '\0';
    return g_ascii_strdown(start, -1);
}

char *gf_object_file_name(GMimeObject *object)
{
    g_autofree char *content_type = gf_object_header(object, "Content-Type");
    g_autofree char *disposition = gf_object_header(object, "Content-Disposition");
    g_autofree char *name = disposition != NULL ? gf_word_parameter(disposition, "filename") : NULL;
    if (name == NULL && content_type != NULL)
        name = gf_word_parameter(content_type, "name");
    return gf_sniff_safe_name(name);
}

char *gf_object_content_id(GMimeObject *object)
{
    g_autofree char *value = gf_object_header(object, "Content-Id");
    if (value == NULL)
        return NULL;
    const char *open = strchr(value, '<');
    const char *start = open != NULL ? open + 1 : value;
    return g_strndup(start, strcspn(start, "> \t"));
}
