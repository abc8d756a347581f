/* extract-test.c - what a letter lists can be taken out of its message, byte for byte, whatever
 * carries it; and only bytes that are what was asked for are believed (I17, I18). */
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "reader/fixture.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEAD "From: anne@exemple.fr\nSubject: Contribution\nMIME-Version: 1.0\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=M\n\n--M\n\nVoici.\n"
#define PDF "%PDF-1.4\n"
#define PDF_PART                                                                                   \
    "--M\nContent-Type: application/pdf; name=avis.pdf\nContent-Transfer-Encoding: base64\n\n"     \
    "JVBERi0xLjQK\n"
#define TEXT_PART                                                                                  \
    "--M\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n"                 \
    "Content-Transfer-Encoding: "
#define NESTED "Subject: Tr\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=N\n\n"
#define NESTED_PDF                                                                                 \
    NESTED "--N\n\nLis ceci.\n--N\nContent-Type: application/pdf; name=b.pdf\n"                    \
           "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--N--\n"

static const struct {
    const char *name, *raw, *wanted;
    gboolean listed; /* the letter has it among its attachments */
} cases[] = {
    {"base64", MIXED PDF_PART "--M--\n", PDF, TRUE},
    {"base64 with dirt in it",
     MIXED "--M\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
           "JVBE!Ri0x\n LjQK==\n--M--\n",
     PDF, TRUE},
    {"alone",
     HEAD "Content-Type: application/pdf\nContent-Transfer-Encoding: BASE64\n\nJVBERi0xLjQK\n", PDF,
     TRUE},
    {"quoted-printable", MIXED TEXT_PART "quoted-printable\n\npr=E9sent=\ne =3D\n--M--\n",
     "pr\xe9sente =", TRUE},
    {"8bit", MIXED TEXT_PART "8bit\n\npr\xe9sente\nà demain\n--M--\n", "pr\xe9sente\nà demain",
     TRUE},
    {"encoding unknown", MIXED TEXT_PART "klingon\n\nnuqneH\n--M--\n", "nuqneH", TRUE},
    {"uuencode", MIXED TEXT_PART "x-uuencode\n\nbegin 644 a.txt\n))5!$1BTQ+C0*\n`\nend\n--M--\n",
     PDF, TRUE},
    {"empty", MIXED TEXT_PART "7bit\n\n--M--\n", "", TRUE},
    {"the second of two", MIXED TEXT_PART "7bit\n\nun\n" TEXT_PART "7bit\n\ndeux\n--M--\n", "deux",
     TRUE},
    {"the same twice", MIXED PDF_PART PDF_PART "--M--\n", PDF, TRUE},
    {"no end", MIXED PDF_PART, PDF, TRUE},
    {"in a nested message", MIXED "--M\nContent-Type: message/rfc822\n\n" NESTED_PDF "\n--M--\n",
     PDF, FALSE},
    {"a nested message itself",
     MIXED "--M\nContent-Type: message/rfc822\n\nSubject: a\n\nb\n\n--M--\n", "Subject: a\n\nb\n",
     TRUE},
    {"an encoded nested message",
     MIXED "--M\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
           "U3ViamVjdDogYQoKYgo=\n--M--\n",
     "Subject: a\n\nb\n", TRUE},
    {"a text of the body", MIXED PDF_PART "--M--\n", "Voici.", FALSE},
    {"no header", "Bonjour,\n\nje viens.\n", "Bonjour,\n\nje viens.\n", FALSE},
};

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static char *sha256_of(const char *text)
{
    return gf_text_sha256(text, strlen(text));
}

static const GfAttachment *find_attachment(const GfLetter *letter, const char *sha256)
{
    for (guint i = 0; i < letter->attachments->len; i++) {
        const GfAttachment *attachment = letter->attachments->pdata[i];
        if (strcmp(attachment->sha256, sha256) == 0)
            return attachment;
    }
    return NULL;
}

static void assert_extracts(GfReader *reader, GBytes *raw, const void *wanted, gsize size)
{
    g_autofree char *sha256 = gf_text_sha256(wanted, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) part = gf_reader_extract(reader, raw, sha256, &error);
    g_assert_no_error(error);
    g_assert_nonnull(part);
    if (part == NULL)
        return;
    gsize found = 0;
    const void *bytes = g_bytes_get_data(part, &found);
    g_assert_cmpmem(bytes, found, wanted, size);
}

static void assert_fails(GfReader *reader, const char *text, const char *sha256, const char *words)
{
    g_autoptr(GBytes) raw = bytes_of(text);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) part = gf_reader_extract(reader, raw, sha256, &error);
    g_assert_null(part);
    g_assert_error(error, GF_ERROR, GF_ERROR_MESSAGE);
    if (error != NULL && strstr(error->message, words) == NULL)
        g_assert_cmpstr(error->message, ==, words);
}

static void test_case(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autoptr(GBytes) raw = bytes_of(cases[i].raw);
    g_autofree char *sha256 = sha256_of(cases[i].wanted);
    g_autoptr(GfLetter) letter = gf_reader_read(reader, raw, NULL);
    g_assert_nonnull(letter);
    if (letter == NULL)
        return;
    const GfAttachment *attachment = find_attachment(letter, sha256);
    g_assert_cmpint(attachment != NULL, ==, cases[i].listed);
    if (attachment != NULL)
        g_assert_cmpuint(attachment->size, ==, strlen(cases[i].wanted));
    assert_extracts(reader, raw, cases[i].wanted, strlen(cases[i].wanted));
}

/* Line ends are part of the bytes. */
static void test_line_ends(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_auto(GStrv) lines = g_strsplit(cases[4].raw, "\n", -1);
    g_autofree char *crlf = g_strjoinv("\r\n", lines);
    g_autoptr(GBytes) raw = bytes_of(crlf);
    const char *wanted = "pr\xe9sente\r\nà demain";
    assert_extracts(reader, raw, wanted, strlen(wanted));
}

/* --- winmail.dat --- */

static void put(GByteArray *out, guint32 number, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        guint8 byte = (guint8) (number >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}

/* One attribute of an attachment, [MS-OXTNEF] section 2.1.3.1. */
static void put_attribute(GByteArray *out, guint32 id, const char *data, gsize size)
{
    guint sum = 0;
    for (gsize i = 0; i < size; i++)
        sum += (guint8) data[i];
    put(out, 2, 1);
    put(out, id, 4);
    put(out, (guint32) size, 4);
    g_byte_array_append(out, (const guint8 *) data, (guint) size);
    put(out, sum, 2);
}

static void test_tnef(void)
{
    static const char *const contents[] = {"%PDF-1.4\0one", "%PDF-1.4\0two"};
    const gsize size = 12;
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autoptr(GByteArray) stream = g_byte_array_new();
    put(stream, 0x223e9f78, 4);
    put(stream, 1, 2);
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        put_attribute(stream, 0x00069002, "", 0);
        put_attribute(stream, 0x00018010, "avis.pdf", 9);
        put_attribute(stream, 0x0006800f, contents[i], size);
    }
    g_autofree char *encoded = g_base64_encode(stream->data, stream->len);
    g_autofree char *text =
        g_strconcat(MIXED "--M\nContent-Type: application/ms-tnef; name=winmail.dat\n"
                          "Content-Transfer-Encoding: base64\n\n",
                    encoded, "\n--M--\n", NULL);
    g_autoptr(GBytes) raw = bytes_of(text);
    g_autoptr(GfLetter) letter = gf_reader_read(reader, raw, NULL);
    g_assert_nonnull(letter);
    if (letter != NULL)
        g_assert_cmpuint(letter->attachments->len, ==, 2);
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++)
        assert_extracts(reader, raw, contents[i], size);
}

/* --- sizes --- */

static void test_large(void)
{
    const gsize size = (gsize) 20 * 1024 * 1024;
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autofree guint8 *bytes = g_malloc(size);
    for (gsize i = 0; i < size; i++)
        bytes[i] = (guint8) (i * i >> 8);
    g_autofree char *encoded = g_base64_encode(bytes, size);
    g_autofree char *text = g_strconcat(HEAD "Content-Type: image/jpeg; name=photo.jpg\n"
                                             "Content-Transfer-Encoding: base64\n\n",
                                        encoded, NULL);
    g_autoptr(GBytes) raw = bytes_of(text);
    gint64 before = g_get_monotonic_time();
    assert_extracts(reader, raw, bytes, size);
    g_test_message("%d ms for 20 MB", (int) ((g_get_monotonic_time() - before) / 1000));
}

/* Messages nested in messages, each with all the bytes of those inside: found, and in time. */
static void test_nested_deeply(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    g_autoptr(GString) text = g_string_new(HEAD);
    for (guint i = 0; i < GF_LIMIT_DEPTH - 2; i++)
        g_string_append(text, "Content-Type: message/rfc822\n\n");
    g_string_append(text, "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
                          "JVBERi0xLjQK\n");
    g_autoptr(GBytes) raw = g_bytes_new(text->str, text->len);
    assert_extracts(reader, raw, PDF, strlen(PDF));

    g_autofree char *filling = g_strnfill((gsize) 10 * 1024 * 1024, 'x');
    g_string_append(text, filling);
    g_autoptr(GBytes) large = g_bytes_new(text->str, text->len);
    g_autofree char *sha256 = sha256_of("something else");
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) part = gf_reader_extract(reader, large, sha256, &error);
    g_assert_null(part);
    g_assert_error(error, GF_ERROR, GF_ERROR_MESSAGE);
    if (error != NULL)
        g_assert_cmpstr(error->message, ==, "the message holds no such file");
}

/* --- what is not there --- */

static void test_not_found(void)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    if (reader == NULL)
        return;
    int pid = gf_reader_pid(reader);
    g_autofree char *right = sha256_of(PDF);
    g_autofree char *upper = g_ascii_strup(right, -1);
    g_autofree char *longer = g_strconcat(right, "0", NULL);
    g_autofree char *very_long = g_strnfill(100000, '0');
    g_autofree char *cut = g_strndup(right, 63);
    g_autofree char *other = sha256_of("%PDF-1.5\n");
    g_autofree char *empty = sha256_of("");
    const char *const wanted[] = {upper, longer, very_long, cut, other, "", "../../etc/passwd"};
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
        assert_fails(reader, cases[0].raw, wanted[i], "the message holds no such file");
    assert_fails(reader, "", right, "the message holds no such file");
    assert_fails(reader, "\n", right, "the message holds no such file");
    /* Bytes with this SHA-256 are always these. */
    g_autoptr(GBytes) raw = bytes_of(cases[0].raw);
    g_autoptr(GBytes) nothing = gf_reader_extract(reader, raw, empty, NULL);
    g_assert_nonnull(nothing);
    g_assert_cmpint(gf_reader_pid(reader), ==, pid);
}

/* --- misdeeds: hook.c --- */

static const struct {
    const char *word;
    gboolean sandbox;  /* it is the sandbox that stops it */
    const char *error; /* part of the message, NULL: the child lives and extracts */
} misdeeds[] = {
    {"crash", FALSE, "the reader died of signal 5 twice"},
    {"exit", FALSE, "the reader ended with status 7 twice"},
    {"hang", FALSE, TIMEOUT_WORDS},
    {"long", FALSE, "the reader gave an answer that cannot be true twice"},
    {"garbage", FALSE, "the reader gave an answer that cannot be true twice"},
    {"half", FALSE, "the reader ended with status 0 twice"},
    {"nothing", FALSE, "the message holds no such file"},
    {"socket", TRUE, "the reader died of signal 31 twice"},
    {"fork", TRUE, "the reader died of signal 31 twice"},
    {"exec", TRUE, "the reader died of signal 31 twice"},
    {"kill", TRUE, "the reader died of signal 31 twice"},
    {"open", FALSE, NULL},
};

static void test_misdeed(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    if (misdeeds[i].sandbox && !CONFINED) {
        g_test_skip("no sandbox in a sanitized build");
        return;
    }
    g_autoptr(GfReader) reader = new_misled_reader(-1);
    if (reader == NULL)
        return;
    gf_reader_set_timeout(reader, TIMEOUT_MS);
    g_autofree char *text =
        g_strdup_printf("X-Test-Reader: %s\n%s", misdeeds[i].word, cases[0].raw);
    g_autofree char *sha256 = sha256_of(PDF);
    g_autoptr(GBytes) raw = bytes_of(text);
    if (misdeeds[i].error != NULL)
        assert_fails(reader, text, sha256, misdeeds[i].error);
    else
        assert_extracts(reader, raw, PDF, strlen(PDF));
    gf_reader_set_timeout(reader, GF_LIMIT_READER_SECONDS * 1000);
    g_autoptr(GBytes) good = bytes_of(cases[0].raw);
    assert_extracts(reader, good, PDF, strlen(PDF));
    g_clear_pointer(&reader, gf_reader_free);
    assert_no_children();
}

static void test_stopped(void)
{
    int ends[2];
    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    g_autoptr(GfReader) reader = new_misled_reader(ends[0]);
    if (reader == NULL)
        return;
    g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
    g_autoptr(GBytes) raw = bytes_of("X-Test-Reader: hang\n\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) part = gf_reader_extract(reader, raw, "", &error);
    g_assert_null(part);
    g_assert_error(error, GF_ERROR, GF_ERROR_CANCELLED);
    g_assert_cmpint(gf_reader_pid(reader), ==, -1);
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/reader/extract/", cases[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    g_test_add_func("/reader/extract/line-ends", test_line_ends);
    g_test_add_func("/reader/extract/tnef", test_tnef);
    g_test_add_func("/reader/extract/large", test_large);
    g_test_add_func("/reader/extract/nested-deeply", test_nested_deeply);
    g_test_add_func("/reader/extract/not-found", test_not_found);
    for (gsize i = 0; i < G_N_ELEMENTS(misdeeds); i++) {
        g_autofree char *path = g_strconcat("/reader/extract/misdeed/", misdeeds[i].word, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_misdeed);
    }
    g_test_add_func("/reader/extract/stopped", test_stopped);
    return g_test_run();
}
