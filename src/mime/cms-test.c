/* cms-test.c - S/MIME without keys: what was signed comes out, what is sealed is known. */
#include "mime/cms.h"

#include <string.h>

#define OBJECT "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
#define SIGNED OBJECT "\x02"
#define DATA OBJECT "\x01"
/* [0] EXPLICIT SEQUENCE { version 1, SET {} ..., all of indefinite length. */
#define OPEN "\x30\x80" SIGNED "\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" DATA "\xa0\x80"
#define BYTES(text) text, sizeof(text) - 1

static const struct {
    const char *name, *bytes;
    gsize length;
    GfCmsKind kind;
    const char *content;
} rows[] = {
    {"lengths counted",
     BYTES("\x30\x2b" SIGNED "\xa0\x1e\x30\x1c\x02\x01\x01\x31\x00\x30\x12" DATA
           "\xa0\x05\x04\x03Oui"),
     GF_CMS_SIGNED, "Oui"},
    {"lengths open", BYTES(OPEN "\x04\x03Oui\0\0\0\0\0\0\0\0\0\0"), GF_CMS_SIGNED, "Oui"},
    {"in pieces", BYTES(OPEN "\x24\x80\x04\x02Ou\x04\x01i\0\0\x04\x01!"), GF_CMS_SIGNED, "Oui"},
    {"in counted pieces", BYTES(OPEN "\x24\x07\x04\x02Ou\x04\x01i\x04\x01!"), GF_CMS_SIGNED, "Oui"},
    {"pieces in pieces", BYTES(OPEN "\x24\x80\x24\x80\x04\x02Ou\0\0\x04\x01i\0\0"), GF_CMS_SIGNED,
     "Oui"},
    {"algorithms of open length",
     BYTES("\x30\x80" SIGNED "\xa0\x80\x30\x80\x02\x01\x01\x31\x80\x30\x02\x05\x00\0\0\x30\x80" DATA
           "\xa0\x80\x04\x03Oui"),
     GF_CMS_SIGNED, "Oui"},
    {"cut in the content", BYTES(OPEN "\x04\x7fOui"), GF_CMS_SIGNED, "Oui"},
    {"signature alone",
     BYTES("\x30\x80" SIGNED "\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x0b" DATA),
     GF_CMS_UNREADABLE, NULL},
    {"sealed", BYTES("\x30\x80" OBJECT "\x03\xa0\x80"), GF_CMS_ENCRYPTED, NULL},
    {"compressed", BYTES("\x30\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09\xa0\x80"),
     GF_CMS_UNREADABLE, NULL},
    {"sealed with a tag",
     BYTES("\x30\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17\xa0\x80"),
     GF_CMS_ENCRYPTED, NULL},
    {"nothing", BYTES(""), GF_CMS_UNREADABLE, NULL},
    {"a text", BYTES("Oui, je viens"), GF_CMS_UNREADABLE, NULL},
};

static void test_read(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new(rows[i].bytes, rows[i].length);
        g_autoptr(GBytes) content = NULL;
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(gf_cms_read(bytes, &content), ==, rows[i].kind);
        g_assert_cmpint(content != NULL, ==, rows[i].content != NULL);
        if (content == NULL || rows[i].content == NULL)
            continue;
        gsize size;
        const void *data = g_bytes_get_data(content, &size);
        g_assert_cmpmem(data, size, rows[i].content, strlen(rows[i].content));
    }
}

/* Any cut and any single wrong byte: an answer, and nothing read outside. */
static void test_hostile(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (gsize j = 0; j < rows[i].length; j++) {
            g_autofree char *copy = g_memdup2(rows[i].bytes, rows[i].length);
            for (int wrong = 0; wrong < 256; wrong += 5) {
                copy[j] = (char) wrong;
                g_autoptr(GBytes) bytes = g_bytes_new(copy, wrong == 0 ? j : rows[i].length);
                g_autoptr(GBytes) content = NULL;
                GfCmsKind kind = gf_cms_read(bytes, &content);
                g_assert_true(content == NULL || kind == GF_CMS_SIGNED);
                g_assert_true(content == NULL || g_bytes_get_size(content) <= rows[i].length);
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/cms/read", test_read);
    g_test_add_func("/cms/hostile", test_hostile);
    return g_test_run();
}
