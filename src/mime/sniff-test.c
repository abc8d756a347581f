/* sniff-test.c - types by bytes, names by strangers. */
#include "mime/sniff.h"

#include <string.h>

static void test_types(void)
{
    static const struct {
        const char *name, *bytes;
        gsize length;
        const char *declared, *file, *expected;
    } rows[] = {
        {"pdf", "%PDF-1.7\n", 9, NULL, NULL, "application/pdf"},
        {"pdf behind a line", "\r\n%PDF-1.4", 10, NULL, NULL, "application/pdf"},
        {"png", "\x89PNG\r\n\x1a\n...", 11, NULL, NULL, "image/png"},
        {"jpeg", "\xff\xd8\xff\xe0", 4, NULL, NULL, "image/jpeg"},
        {"gif", "GIF89a", 6, NULL, NULL, "image/gif"},
        {"gzip", "\x1f\x8b\x08", 3, NULL, NULL, "application/gzip"},
        {"zip", "PK\3\4abc", 7, NULL, NULL, "application/zip"},
        {"rtf", "{\\rtf1", 6, "application/msword", NULL, "application/rtf"},
        {"old word", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/msword", NULL,
         "application/msword"},
        {"old excel by its name", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/pdf", "a.XLS",
         "application/vnd.ms-excel"},
        {"old container", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/pdf", "a.pdf",
         "application/x-ole-storage"},
        {"program", "MZ\x90\0\3", 5, "application/pdf", "a.pdf", "application/x-msdownload"},
        {"a text that begins like a program", "MZ Dupont, maire", 16, "text/plain", NULL, NULL},
        {"html", "\n <!DOCTYPE HTML>", 17, NULL, NULL, "text/html"},
        {"calendar", "BEGIN:VCALENDAR\r\n", 17, NULL, NULL, "text/calendar"},
        {"text", "Bonjour", 7, "text/plain", NULL, NULL},
        {"nothing", "", 0, NULL, NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        const char *type = gf_sniff_type((const guint8 *) rows[i].bytes, rows[i].length,
                                         rows[i].declared, rows[i].file);
        g_assert_cmpstr(type, ==, rows[i].expected);
    }
}

/* A local header of a stored entry: 26 bytes of numbers, lengths, name, content. */
static GByteArray *zip_entry(GByteArray *zip, const char *name, const char *content)
{
    guint8 header[30] = {'P', 'K', 3, 4};
    header[26] = (guint8) strlen(name);
    g_byte_array_append(zip, header, sizeof header);
    g_byte_array_append(zip, (const guint8 *) name, (guint) strlen(name));
    return g_byte_array_append(zip, (const guint8 *) content, (guint) strlen(content));
}

static void test_archives(void)
{
    static const struct {
        const char *first, *content, *second, *expected;
    } rows[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
         "application/vnd.oasis.opendocument.text"},
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml",
         "application/vnd.oasis.opendocument.spreadsheet"},
        {"[Content_Types].xml", "", "word/document.xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"[Content_Types].xml", "", "xl/workbook.xml",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"a.txt", "word/", "b.txt", "application/zip"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) zip = g_byte_array_new();
        zip_entry(zip, rows[i].first, rows[i].content);
        zip_entry(zip, rows[i].second, "");
        g_assert_cmpstr(gf_sniff_type(zip->data, zip->len, NULL, NULL), ==, rows[i].expected);
    }
}

/* JPEG segments: a marker, two bytes of length, content. */
static void test_pictures(void)
{
#define EXIF                                                                                       \
    "\xff\xe1\0\x20"                                                                               \
    "Exif\0\0"
    static const struct {
        const char *name, *bytes;
        gsize length;
        gboolean matter, pixel;
    } rows[] = {
        {"camera", "\xff\xd8" EXIF "MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x01\0\0\0\0", 36,
         TRUE, FALSE},
        {"little-endian camera",
         "\xff\xd8" EXIF "II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x01\0\0\0\0\0\0\0", 36, TRUE, FALSE},
        {"drawing program", "\xff\xd8" EXIF "MM\0*\0\0\0\x08\0\x01\x01\x31\0\x02\0\0\0\x01\0\0\0\0",
         36, FALSE, FALSE},
        {"directory out of the file",
         "\xff\xd8" EXIF "MM\0*\xff\xff\xff\xff\0\x01\x01\x0f\0\x02\0\0\0\x01\0\0\0\0", 36, FALSE,
         FALSE},
        {"as large as a screen", "\xff\xd8\xff\xc0\0\x0b\x08\x03\0\x04\0\x01\x01\x11\0", 15, TRUE,
         FALSE},
        {"banner", "\xff\xd8\xff\xc2\0\x0b\x08\0\x80\x04\0\x01\x01\x11\0", 15, FALSE, FALSE},
        {"cut", "\xff\xd8\xff\xc0\0\x0b\x08", 7, FALSE, FALSE},
        {"HEIC",
         "\0\0\0\x18"
         "ftypheic\0\0\0\0",
         16, TRUE, FALSE},
        {"GIF of a pixel", "GIF89a\x01\0\x01\0", 10, FALSE, TRUE},
        {"GIF", "GIF89a\x20\0\x01\0", 10, FALSE, FALSE},
        {"PNG of a pixel", "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01", 24, FALSE, TRUE},
        {"nothing", "", 0, FALSE, FALSE},
    };
#undef EXIF
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const guint8 *bytes = (const guint8 *) rows[i].bytes;
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(gf_sniff_is_matter(bytes, rows[i].length, "image/x", NULL), ==,
                        rows[i].matter);
        g_assert_cmpint(gf_sniff_is_pixel(bytes, rows[i].length), ==, rows[i].pixel);
    }
}

static void test_names(void)
{
    static const char *const rows[][2] = {
        {"rapport.pdf", "rapport.pdf"},
        {"C:\\Users\\Jean\\rapport.pdf", "rapport.pdf"},
        {"../../etc/passwd", "passwd"},
        {"/", NULL},
        {"..", NULL},
        {".bashrc", "bashrc"},
        {"", NULL},
        {NULL, NULL},
        {"a\r\nb.pdf", "a b.pdf"},
        {"photo\u202egpj.exe", "photogpj.exe"},
        {"e\u0301te\u0301.pdf", "été.pdf"},
        {"a<b>:c|d?.pdf", "a_b__c_d_.pdf"},
        {"  a.pdf  ", "a.pdf"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = gf_sniff_safe_name(rows[i][0]);
        g_assert_cmpstr(name, ==, rows[i][1]);
    }
    g_autofree char *filler = g_strnfill(200, 'a');
    g_autofree char *longer = g_strconcat(filler, ".pdf", NULL);
    g_autofree char *cut = gf_sniff_safe_name(longer);
    g_assert_cmpuint(strlen(cut), ==, 120);
    g_assert_true(g_str_has_suffix(cut, "aa.pdf"));
    g_autoptr(GString) accents = g_string_new("a");
    for (int i = 0; i < 100; i++)
        g_string_append(accents, "é");
    g_autofree char *whole = gf_sniff_safe_name(accents->str);
    g_assert_cmpuint(strlen(whole), ==, 119);
    g_assert_true(g_utf8_validate(whole, -1, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/sniff/types", test_types);
    g_test_add_func("/sniff/archives", test_archives);
    g_test_add_func("/sniff/pictures", test_pictures);
    g_test_add_func("/sniff/names", test_names);
    return g_test_run();
}
