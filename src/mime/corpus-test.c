/* corpus-test.c - every collected message: a letter that is fit to travel, the same twice, in any
 * locale, whose attachments can all be taken out. */
#include <locale.h>
#include <string.h>

#include "base/limits.h"
#include "mime/extract.h"
#include "mime/parse.h"

#define CORPUS "../shared/corpus"

static GBytes *read_letter(GBytes *raw)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *html = NULL;
    gf_mime_parse(raw, letter, &parts, &html);
    g_assert_true(html == NULL || g_utf8_validate(html, -1, NULL));
    g_assert_cmpuint(parts->len, <=, GF_LIMIT_PARTS);
    for (guint i = 0; i < parts->len; i++) {
        const GfPart *part = parts->pdata[i];
        g_assert_nonnull(part->path);
        g_assert_nonnull(part->type);
        g_assert_nonnull(part->bytes);
        g_assert_true(part->text == NULL || g_utf8_validate(part->text, -1, NULL));
        g_assert_true(part->name == NULL || g_utf8_validate(part->name, -1, NULL));
        g_assert_true(part->name == NULL || strlen(part->name) <= GF_LIMIT_FILENAME_BYTES);
    }
    return gf_letter_to_bytes(letter);
}

/* What the letter lists can be taken out of the message. */
static gboolean has_all_attachments(GBytes *raw, const GfLetter *letter)
{
    gboolean all = TRUE;
    for (guint i = 0; i < letter->attachments->len; i++) {
        const GfAttachment *attachment = letter->attachments->pdata[i];
        g_autoptr(GBytes) bytes = gf_mime_extract(raw, attachment->sha256);
        all = all && bytes != NULL && g_bytes_get_size(bytes) == attachment->size;
    }
    return all;
}

static void check_file(const char *path, guint *attachments)
{
    g_autofree char *data = NULL;
    gsize size;
    if (!g_file_get_contents(path, &data, &size, NULL))
        return;
    g_autoptr(GBytes) raw = g_bytes_new_take(g_steal_pointer(&data), size);
    gint64 start = g_get_monotonic_time();
    g_autoptr(GBytes) first = read_letter(raw);
    gint64 elapsed_ms = (g_get_monotonic_time() - start) / 1000;
    setlocale(LC_ALL, "tr_TR.UTF-8");
    g_autoptr(GBytes) second = read_letter(raw);
    setlocale(LC_ALL, "C");
    g_autoptr(GError) error = NULL;
    /* Refuses invalid UTF-8, control characters and values out of range. */
    g_autoptr(GfLetter) back = gf_letter_from_bytes(first, &error);
    gboolean good = back != NULL && g_bytes_equal(first, second) && elapsed_ms < 5000 &&
                    has_all_attachments(raw, back);
    *attachments += back != NULL ? back->attachments->len : 0;
    if (!good)
        g_test_message("%s: %s, %d ms", path,
                       error != NULL ? error->message : "unstable, slow or incomplete",
                       (int) elapsed_ms);
    g_assert_true(good);
}

/* All files below `top`, without recursion. */
static guint check_tree(const char *top, guint *attachments)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(pending, g_strdup(top));
    guint files = 0;
    while (pending->len > 0) {
        g_autofree char *path = g_ptr_array_steal_index_fast(pending, pending->len - 1);
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        if (directory == NULL) {
            check_file(path, attachments);
            files++;
            continue;
        }
        const char *name;
        while ((name = g_dir_read_name(directory)) != NULL)
            g_ptr_array_add(pending, g_build_filename(path, name, NULL));
    }
    return files;
}

static void test_corpus(void)
{
    if (!g_file_test(CORPUS, G_FILE_TEST_IS_DIR)) {
        g_test_skip("no corpus here");
        return;
    }
    guint attachments = 0;
    g_assert_cmpuint(check_tree(CORPUS, &attachments), >, 2000);
    g_assert_cmpuint(attachments, >, 500);
}

/* --- damaged on purpose --- */

static const char *const fragments[] = {
    "\n--",
    "boundary=",
    "Content-Type: message/rfc822\n\n",
    "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    "Content-Type: text/html\n\n<blockquote><table>",
    "Content-Transfer-Encoding: base64\n",
    "=?utf-8?B?",
    "?=",
    "\r\n\r\n",
    "; filename*0*=",
    "; format=flowed; delsp=yes",
    "; charset=utf-16",
    "; charset=iso-2022-jp",
    "application/ms-tnef",
    "\"",
    "<",
    "(",
    ":",
    "\f",
    "\xff\xfe",
};

static void mutate_once(GRand *random, GString *raw)
{
    gsize at = raw->len > 0 ? (gsize) g_rand_int_range(random, 0, (gint32) raw->len) : 0;
    gsize count = (gsize) g_rand_int_range(random, 1, 200);
    const char *fragment = fragments[g_rand_int_range(random, 0, (gint32) G_N_ELEMENTS(fragments))];
    switch (g_rand_int_range(random, 0, 5)) {
    case 0:
        g_string_insert(raw, (gssize) at, fragment);
        break;
    case 1:
        g_string_erase(raw, (gssize) at, (gssize) MIN(count, raw->len - at));
        break;
    case 2:
        g_string_truncate(raw, at);
        break;
    case 3:
        g_string_insert_len(raw, 0, raw->str + at, (gssize) MIN(count, raw->len - at));
        break;
    default:
        if (raw->len > 0)
            raw->str[at] = (char) g_rand_int_range(random, 0, 256);
    }
}

static const char *const seeds[] = {
    "From: =?utf-8?Q?H=C3=A9l=C3=A8ne?= <h@x.fr>\nTo: a@x.fr; \"b, c\" <b@x.fr>\n"
    "Authentication-Results: mx; dmarc=pass (a) header.from=x.fr\nSubject: =?utf-8?B?w6k=?=\n"
    "References: <a@b> <c@d>\nContent-Type: text/plain; format=flowed; delsp=yes\n\nOui \n> non \n",
    "Content-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: multipart/alternative; "
    "boundary=A\n\n--A\n\nOui\n--A\nContent-Type: text/html\n\n<p>Oui<a href=http://x.fr>x</a>"
    "<ul><li>a<li>b</ul>\n--A--\n--M\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--M\n"
    "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
    "eJ8+IgEAAQiABwAYAAAASVBNLk1pY3Jvc29mdCBNYWlsLk5vdGUAMQg=\n--M--\n",
};

/* The same damage at every run. */
static void test_damaged(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20170331);
    for (int run = 0; run < 6000; run++) {
        g_autoptr(GString) raw = g_string_new(seeds[run % (int) G_N_ELEMENTS(seeds)]);
        for (int i = g_rand_int_range(random, 1, 8); i > 0; i--)
            mutate_once(random, raw);
        g_autoptr(GBytes) bytes = g_bytes_new(raw->str, raw->len);
        g_autoptr(GBytes) letter = read_letter(bytes);
        g_autoptr(GfLetter) back = gf_letter_from_bytes(letter, NULL);
        if (back == NULL)
            g_test_message("run %d", run);
        g_assert_true(back != NULL && has_all_attachments(bytes, back));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_mime_init();
    g_test_add_func("/corpus/every-file", test_corpus);
    g_test_add_func("/corpus/damaged", test_damaged);
    return g_test_run();
}
