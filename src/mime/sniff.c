/* sniff.c - see sniff.h. Common formats of an office only; it reads a prefix and never unpacks. */
#include "mime/sniff.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."

static const struct {
    const char *magic;
    gsize length, offset;
    const char *type;
} magics[] = {
    {"%PDF-", 5, 0, "application/pdf"},
    {"\x89PNG\r\n\x1a\n", 8, 0, "image/png"},
    {"\xff\xd8\xff", 3, 0, "image/jpeg"},
    {"GIF87a", 6, 0, "image/gif"},
    {"GIF89a", 6, 0, "image/gif"},
    {"WEBP", 4, 8, "image/webp"},
    {"II*\0", 4, 0, "image/tiff"},
    {"MM\0*", 4, 0, "image/tiff"},
    {"ftypheic", 8, 4, "image/heic"},
    {"ftypheix", 8, 4, "image/heic"},
    {"ftypmif1", 8, 4, "image/heic"},
    {"ftypavif", 8, 4, "image/avif"},
    {"ftypqt  ", 8, 4, "video/quicktime"},
    {"ftypM4A ", 8, 4, "audio/mp4"},
    {"ftyp", 4, 4, "video/mp4"},
    {"\x1f\x8b", 2, 0, "application/gzip"},
    {"BZh", 3, 0, "application/x-bzip2"},
    {"7z\xbc\xaf\x27\x1c", 6, 0, "application/x-7z-compressed"},
    {"Rar!\x1a\x07", 6, 0, "application/vnd.rar"},
    {"\xfd"
     "7zXZ\0",
     6, 0, "application/x-xz"},
    {"{\\rtf", 5, 0, "application/rtf"},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, "application/x-ole-storage"},
    {"PK\3\4", 4, 0, "application/zip"},
    {"PK\5\6", 4, 0, "application/zip"},
    {"MZ", 2, 0, "application/x-msdownload"},
    {"\x7f"
     "ELF",
     4, 0, "application/x-executable"},
    {"\x78\x9f\x3e\x22", 4, 0, "application/ms-tnef"},
    {"BEGIN:VCALENDAR", 15, 0, "text/calendar"},
    {"BEGIN:VCARD", 11, 0, "text/vcard"},
    {"-----BEGIN PGP MESSAGE", 22, 0, "application/pgp-encrypted"},
};

static gboolean holds(const guint8 *bytes, gsize length, const char *word)
{
    return memmem(bytes, length, word, strlen(word)) != NULL;
}

/* The first names in a zip archive tell what it is. */
static const char *zip_type(const guint8 *bytes, gsize length)
{
    static const char *const documents[] = {
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/epub+zip",
    };
    /* RFC 6713 and its like: "mimetype" is the first entry, stored: name at 30, content at 38. */
    if (length > 38 && memcmp(bytes + 30, "mimetype", 8) == 0) {
        for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
            gsize size = strlen(documents[i]);
            gboolean same = length >= 38 + size && memcmp(bytes + 38, documents[i], size) == 0;
            if (same && (length == 38 + size || bytes[38 + size] != '-'))
                return documents[i];
        }
    }
    gsize probe = MIN(length, 64 * 1024);
    gboolean office =
        holds(bytes, probe, "[Content_Types].xml") || holds(bytes, probe, "_rels/.rels");
    if (!office)
        return "application/zip";
    const guint8 *end = length > probe ? bytes + length - probe : bytes;
    if (holds(bytes, probe, "word/") || holds(end, probe, "word/document.xml"))
        return OFFICE "wordprocessingml.document";
    if (holds(bytes, probe, "xl/") || holds(end, probe, "xl/workbook.xml"))
        return OFFICE "spreadsheetml.sheet";
    if (holds(bytes, probe, "ppt/") || holds(end, probe, "ppt/presentation.xml"))
        return OFFICE "presentationml.presentation";
    return "application/zip";
}

/* Old Office files share one container: the declared type or the suffix tells which. */
static const char *ole_type(const char *declared, const char *name)
{
    static const struct {
        const char *suffix, *type;
    } kinds[] = {
        {".doc", "application/msword"},         {".dot", "application/msword"},
        {".xls", "application/vnd.ms-excel"},   {".ppt", "application/vnd.ms-powerpoint"},
        {".msg", "application/vnd.ms-outlook"}, {".pub", "application/x-mspublisher"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (declared != NULL && strcmp(declared, kinds[i].type) == 0)
            return kinds[i].type;
    g_autofree char *lower = name != NULL ? g_ascii_strdown(name, -1) : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (lower != NULL && g_str_has_suffix(lower, kinds[i].suffix))
            return kinds[i].type;
    return "application/x-ole-storage";
}

/* Text that declares itself, behind a byte order mark and blanks. */
static const char *markup_type(const guint8 *bytes, gsize length)
{
    gsize i = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < length && g_ascii_isspace((char) bytes[i]))
        i++;
    g_autofree char *start =
        g_ascii_strdown((const char *) bytes + i, (gssize) MIN(length - i, 16));
    if (g_str_has_prefix(start, "<!doctype html") || g_str_has_prefix(start, "<html"))
        return "text/html";
    return NULL;
}

const char *gf_sniff_type(const guint8 *bytes, gsize length, const char *declared, const char *name)
{
    if (length == 0)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++) {
        gsize end = magics[i].offset + magics[i].length;
        if (length < end ||
            memcmp(bytes + magics[i].offset, magics[i].magic, magics[i].length) != 0)
            continue;
        /* Two letters alone prove nothing: a program has zeros near its top. */
        if (bytes[0] == 'M' && bytes[1] == 'Z' && memchr(bytes, 0, MIN(length, 64)) == NULL)
            continue;
        if (strcmp(magics[i].type, "application/zip") == 0)
            return zip_type(bytes, length);
        if (strcmp(magics[i].type, "application/x-ole-storage") == 0)
            return ole_type(declared, name);
        return magics[i].type;
    }
    /* Some printers write a line before it. */
    if (holds(bytes, MIN(length, 1024), "%PDF-1."))
        return "application/pdf";
    return markup_type(bytes, length);
}

/* Cuts `name` to the limit on a character boundary, keeping a short suffix. */
static char *cut_name(const char *name)
{
    gsize length = strlen(name);
    if (length <= GF_LIMIT_FILENAME_BYTES)
        return g_strdup(name);
    const char *dot = strrchr(name, '.');
    gsize suffix = dot != NULL && strlen(dot) <= 12 ? strlen(dot) : 0;
    const char *end = name + GF_LIMIT_FILENAME_BYTES - suffix;
    while (end > name && (*end & 0xc0) == 0x80)
        end--;
    return g_strdup_printf("%.*s%s", (int) (end - name), name, suffix > 0 ? dot : "");
}

char *gf_sniff_safe_name(const char *name)
{
    if (name == NULL)
        return NULL;
    g_autofree char *line = gf_text_line(name, 0);
    g_autofree char *composed = g_utf8_normalize(line, -1, G_NORMALIZE_NFC);
    const char *start = composed;
    for (const char *p = composed; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            start = p + 1;
    g_autoptr(GString) kept = g_string_new(NULL);
    for (const char *p = start; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        gboolean reserved = c < 0x80 && strchr("<>:\"|?*", (int) c) != NULL;
        if (type != G_UNICODE_FORMAT && type != G_UNICODE_CONTROL)
            g_string_append_unichar(kept, reserved ? '_' : c);
    }
    g_strstrip(kept->str);
    const char *visible = kept->str + strspn(kept->str, ". ");
    return *visible != '\0' ? cut_name(visible) : NULL;
}
