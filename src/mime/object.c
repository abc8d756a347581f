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

/* Types without a subtype, and types the wrong way round, as some programs write them. */
static const char *mended_type(GMimeObject *object)
{
    static const char *const types[][2] = {{"text", "text/plain"},
                                           {"plain", "text/plain"},
                                           {"plain/text", "text/plain"},
                                           {"html", "text/html"},
                                           {"html/text", "text/html"}};
    const char *raw = raw_header(object, "Content-Type");
    if (raw == NULL)
        return NULL;
    raw += strspn(raw, " \t\r\n");
    gsize length = strcspn(raw, "; \t\r\n");
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (length == strlen(types[i][0]) && g_ascii_strncasecmp(raw, types[i][0], length) == 0)
            return types[i][1];
    return NULL;
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
