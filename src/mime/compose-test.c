/* compose-test.c - what goes out: its form on the wire, read back by our own reader, hostile
 * values. */
#include "mime/compose.h"

#include <string.h>

#include "base/error.h"
#include "mime/parse.h"

#define CALENDAR                                                                                   \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"  \
    "END:VCALENDAR\r\n"

static GfMail invitation(void)
{
    return (GfMail){.from_name = "Assemblée des Territoires",
                    .from_address = "greffe@cat.example",
                    .to_name = "Hélène d'Œuvre",
                    .to_address = "helene@exemple.example",
                    .reply_to = "greffe+k3q7@cat.example",
                    .subject = "Convocation à la séance plénière du 31 mars 2017",
                    .message_id = "17.a@cat.example",
                    .date = 1490259600, /* 23 March 2017, 9:00 UTC */
                    .timezone = "Europe/Paris",
                    .auto_submitted = "auto-generated",
                    .language = "fr",
                    .text = "Répondez par un seul mot : présent ou absent.\n",
                    .html = "<p>Répondez par un seul mot&nbsp;: présent ou absent.</p>\n",
                    .calendar = CALENDAR,
                    .calendar_method = "REQUEST",
                    .has_documents = TRUE};
}

static char *text_of(GBytes *bytes)
{
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* The head, and where there are documents one document and the tail. */
static char *whole(const GfMail *mail, const char *name, const char *content)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) head = gf_compose_head(mail, &error);
    g_assert_no_error(error);
    if (head == NULL)
        return g_strdup("");
    g_autofree char *first = text_of(head);
    if (!mail->has_documents)
        return g_steal_pointer(&first);
    g_autoptr(GBytes) bytes = g_bytes_new(content, strlen(content));
    g_autoptr(GBytes) document = gf_compose_document(name, "application/pdf", bytes);
    g_autoptr(GBytes) tail = gf_compose_tail();
    g_autofree char *second = text_of(document);
    g_autofree char *third = text_of(tail);
    return g_strconcat(first, second, third, NULL);
}

/* CRLF only, 7 bit, no line over 78 (RFC 5322 section 2.1.1). */
static void assert_fit_for_smtp(const char *message)
{
    gsize column = 0, longest = 0;
    for (const char *p = message; *p != '\0'; p++) {
        if (*p == '\n') {
            g_assert_true(p > message && p[-1] == '\r');
            column = 0;
            continue;
        }
        g_assert_true(*p != '\r' || p[1] == '\n');
        g_assert_true((guchar) *p < 0x80);
        column += *p != '\r';
        longest = MAX(longest, column);
    }
    g_assert_cmpuint(longest, <=, 78);
}

static GfLetter *parse(const char *message, GPtrArray **ret_parts)
{
    g_autoptr(GBytes) raw = g_bytes_new(message, strlen(message));
    GfLetter *letter = gf_letter_new();
    gf_mime_parse(raw, letter, ret_parts, NULL);
    return letter;
}

static void assert_has(const char *message, const char *wanted)
{
    if (strstr(message, wanted) == NULL)
        g_test_message("missing: %s", wanted);
    g_assert_true(strstr(message, wanted) != NULL);
}

static void test_invitation(void)
{
    GfMail mail = invitation();
    g_autofree char *message = whole(&mail, "Ordre du jour n° 1.pdf", "%PDF-1.4 corps");
    assert_fit_for_smtp(message);
    assert_has(message, "\r\nDate: Thu, 23 Mar 2017 10:00:00 +0100\r\n");
    assert_has(message, "\r\nMessage-Id: <17.a@cat.example>\r\n");
    assert_has(message, "\r\nAuto-Submitted: auto-generated\r\n");
    assert_has(message, "\r\nContent-Language: fr\r\n");
    assert_has(message, "\r\nContent-Class: urn:content-classes:calendarmessage\r\n");
    assert_has(message, "\r\nContent-Type: text/calendar; charset=UTF-8; method=REQUEST\r\n"
                        "Content-Transfer-Encoding: base64\r\n\r\n");
    g_assert_null(strstr(message, "X-Auto-Response-Suppress"));
    g_autoptr(GPtrArray) parts = NULL;
    g_autoptr(GfLetter) letter = parse(message, &parts);
    g_assert_cmpuint(letter->problems->len, ==, 0);
    g_assert_cmpstr(letter->from->name, ==, "Assemblée des Territoires");
    g_assert_cmpstr(letter->from->address, ==, "greffe@cat.example");
    g_assert_cmpstr(((GfPerson *) letter->to->pdata[0])->name, ==, "Hélène d'Œuvre");
    g_assert_cmpstr(((GfPerson *) letter->reply_to->pdata[0])->address, ==,
                    "greffe+k3q7@cat.example");
    g_assert_cmpstr(letter->subject, ==, mail.subject);
    g_assert_cmpint(letter->date, ==, mail.date);
    g_assert_cmpstr(letter->text, ==, mail.text);
    g_assert_cmpuint(letter->attachments->len, ==, 1);
    const GfAttachment *attachment = letter->attachments->pdata[0];
    g_assert_cmpstr(attachment->name, ==, "Ordre du jour n° 1.pdf");
    g_assert_cmpuint(attachment->size, ==, 14);
}

/* FIELD-GUIDE section 5.1. */
static void test_structure(void)
{
    static const struct {
        const char *name;
        gboolean html, calendar, documents;
        const char *structure;
    } rows[] = {
        {"text", FALSE, FALSE, FALSE, "1 text/plain"},
        {"html", TRUE, FALSE, FALSE, "1 text/plain 2 text/html"},
        {"documents", FALSE, FALSE, TRUE, "1 text/plain 2 application/pdf"},
        {"html, documents", TRUE, FALSE, TRUE, "1.1 text/plain 1.2 text/html 2 application/pdf"},
        {"calendar", FALSE, TRUE, FALSE, "1.1 text/plain 1.2 text/calendar 2 application/ics"},
        {"all", TRUE, TRUE, TRUE,
         "1.1 text/plain 1.2 text/html 1.3 text/calendar 2 application/ics 3 application/pdf"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfMail mail = invitation();
        mail.html = rows[i].html ? mail.html : NULL;
        mail.calendar = rows[i].calendar ? mail.calendar : NULL;
        mail.has_documents = rows[i].documents;
        g_autofree char *message = whole(&mail, "a.pdf", "%PDF-1.4");
        assert_fit_for_smtp(message);
        g_assert_true((strstr(message, "X-Auto-Response-Suppress: All") != NULL) !=
                      rows[i].calendar);
        g_autoptr(GPtrArray) parts = NULL;
        g_autoptr(GfLetter) letter = parse(message, &parts);
        g_autoptr(GString) structure = g_string_new(NULL);
        for (guint j = 1; j < parts->len; j++) {
            const GfPart *part = parts->pdata[j];
            g_string_append_printf(structure, "%s%s %s", j > 1 ? " " : "", part->path, part->type);
            g_assert_cmpstr(part->method, ==,
                            strcmp(part->type, "text/calendar") == 0 ? "REQUEST" : NULL);
            if (strcmp(part->type, "application/ics") == 0)
                g_assert_cmpstr(part->name, ==, "invite.ics");
        }
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(structure->str, ==, rows[i].structure);
        g_assert_cmpuint(letter->problems->len, ==, 0);
        g_assert_cmpuint(letter->attachments->len, ==, rows[i].documents);
        g_assert_cmpstr(letter->text, ==, mail.text);
    }
}

static void test_same_bytes(void)
{
    GfMail mail = invitation();
    g_autofree char *first = whole(&mail, "é.pdf", "x");
    g_autofree char *second = whole(&mail, "é.pdf", "x");
    g_assert_cmpstr(first, ==, second);
}

/* A line that was quoted before, in the other form, at another end or too long to be remembered, is
 * quoted as if it were the first. */
static void test_lines_again(void)
{
    g_autofree char *words = g_strnfill(5000, 'x');
    g_autofree char *too_long = g_strconcat("é ", words, "\n", NULL);
    const char *const lines[] = {
        "Présence requise à la réunion plénière du vendredi douze mars à neuf heures.\n",
        "Présence requise à la réunion plénière du vendredi douze mars à neuf heures.",
        too_long,
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        GfMail mail = invitation();
        mail.text = mail.html = lines[i];
        g_autofree char *first = whole(&mail, "a.pdf", "x");
        g_autofree char *again = whole(&mail, "a.pdf", "x");
        g_assert_cmpstr(first, ==, again);
        g_autoptr(GPtrArray) parts = NULL;
        g_autoptr(GfLetter) letter = parse(first, &parts);
        g_autofree char *kept = g_strstrip(g_strdup(lines[i]));
        assert_fit_for_smtp(first);
        g_assert_nonnull(strstr(letter->text, kept));
    }
}

static void test_texts(void)
{
    static const char *const texts[] = {
        "a\n",
        "",
        "> no quote of ours\n between\n",
        "a long line is sent in short ones, and comes back as it was: it says more than 72 columns "
        "hold\nand so on\n",
        ".\n..\n",
        "From the start\n",
        "--=_greffe_outer\n--=_greffe_outer--\n--=_greffe_inner--\n",
        "a = b, =20, 100 %\n",
        "tab\tand accents: é œ 🎉\n\n\nend\n",
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (int documents = 0; documents < 2; documents++) {
            GfMail mail = invitation();
            mail.text = texts[i];
            mail.html = NULL;
            mail.calendar = NULL;
            mail.has_documents = documents;
            g_autofree char *message = whole(&mail, "a.pdf", "%PDF-1.4");
            assert_fit_for_smtp(message);
            g_autoptr(GPtrArray) parts = NULL;
            g_autoptr(GfLetter) letter = parse(message, &parts);
            g_assert_cmpstr(letter->text, ==, texts[i]);
            g_assert_cmpuint(letter->attachments->len, ==, documents);
        }
    }
}

static void test_thread(void)
{
    GfMail mail = invitation();
    g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 40; i++)
        g_ptr_array_add(references, g_strdup_printf("ref-%d@exemple.example", i));
    g_ptr_array_add(references, g_strdup("bad>\r\nBcc: x@y"));
    g_ptr_array_add(references, NULL);
    mail.references = (const char *const *) references->pdata;
    mail.in_reply_to = "ref-39@exemple.example";
    g_autofree char *message = whole(&mail, "a.pdf", "x");
    assert_fit_for_smtp(message);
    g_autoptr(GPtrArray) parts = NULL;
    g_autoptr(GfLetter) letter = parse(message, &parts);
    g_assert_cmpstr(letter->in_reply_to, ==, "ref-39@exemple.example");
    g_assert_cmpstr(letter->references[0], ==, "ref-0@exemple.example");
    guint count = g_strv_length(letter->references);
    g_assert_cmpstr(letter->references[count - 1], ==, "ref-39@exemple.example");
    /* The first, and of the last twenty those that are fit. */
    g_assert_cmpuint(count, ==, 19);
    mail.in_reply_to = "x@y>\r\nBcc: z@t";
    g_autofree char *hostile = whole(&mail, "a.pdf", "x");
    g_assert_null(strstr(hostile, "In-Reply-To"));
    g_assert_null(strstr(hostile, "Bcc"));
}

/* Values that would add a header line: made one line, or refused. */
static void test_injection(void)
{
    GfMail mail = invitation();
    mail.subject = "a\r\nBcc: x@y.example\r\n\r\nbody";
    mail.to_name = "Jean\r\nBcc: x@y.example";
    mail.from_name = "\"<x@y.example>, \\";
    g_autofree char *message = whole(&mail, "a\r\nBcc: x@y.example\".pdf", "x");
    assert_fit_for_smtp(message);
    g_assert_null(strstr(message, "\nBcc"));
    g_autoptr(GPtrArray) parts = NULL;
    g_autoptr(GfLetter) letter = parse(message, &parts);
    g_assert_cmpstr(letter->subject, ==, "a Bcc: x@y.example body");
    g_assert_cmpuint(letter->to->len, ==, 1);
    g_assert_cmpstr(((GfPerson *) letter->to->pdata[0])->address, ==, "helene@exemple.example");
    g_assert_cmpstr(letter->from->address, ==, "greffe@cat.example");
    const GfAttachment *attachment = letter->attachments->pdata[0];
    g_assert_cmpstr(attachment->name, ==, "a Bcc_ x@y.example_.pdf");
}

static void test_refused(void)
{
    static const struct {
        const char *name;
        gsize field;
        const char *value, *message;
    } rows[] = {
        {"sender", G_STRUCT_OFFSET(GfMail, from_address), "a@b.fr\r\nBcc: x@y",
         "sender address \"a@b.fr Bcc: x@y\": a space or control character"},
        {"recipient", G_STRUCT_OFFSET(GfMail, to_address), "jean",
         "recipient address \"jean\": no @"},
        {"no recipient", G_STRUCT_OFFSET(GfMail, to_address), NULL,
         "recipient address \"\": no address"},
        {"reply", G_STRUCT_OFFSET(GfMail, reply_to), "a@b@c.fr",
         "reply address \"a@b@c.fr\": more than one @"},
        {"message-id", G_STRUCT_OFFSET(GfMail, message_id), "a@b>\r\nx",
         "message-id \"a@b> x\": not fit for a header"},
        {"zone", G_STRUCT_OFFSET(GfMail, timezone), "Europe/Nulle-Part",
         "date of a mail: no time zone \"Europe/Nulle-Part\" (give an IANA name such as "
         "Europe/Paris)"},
        {"auto-submitted", G_STRUCT_OFFSET(GfMail, auto_submitted), "no\r\nBcc: x@y",
         "auto-submitted \"no Bcc: x@y\": not fit for a header"},
        {"language", G_STRUCT_OFFSET(GfMail, language), "f r",
         "language \"f r\": not fit for a header"},
        {"method", G_STRUCT_OFFSET(GfMail, calendar_method), "",
         "calendar method \"\": not fit for a header"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfMail mail = invitation();
        G_STRUCT_MEMBER(const char *, &mail, rows[i].field) = rows[i].value;
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) head = gf_compose_head(&mail, &error);
        g_test_message("%s", rows[i].name);
        g_assert_null(head);
        g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, rows[i].message);
    }
}

static void test_documents(void)
{
    static const struct {
        const char *name, *read;
    } rows[] = {
        {"a.pdf", "a.pdf"},
        {"Délibération.pdf", "Délibération.pdf"},
        {"Annexe 2 - très long nom de document qui ne tient pas sur une seule ligne.pdf",
         "Annexe 2 - très long nom de document qui ne tient pas sur une seule ligne.pdf"},
        {"100 %.pdf", "100 %.pdf"},
        {"日本語.pdf", "日本語.pdf"},
    };
    GfMail mail = invitation();
    g_autofree char *content = g_strnfill(100000, 'x');
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *message = whole(&mail, rows[i].name, content);
        assert_fit_for_smtp(message);
        g_autoptr(GPtrArray) parts = NULL;
        g_autoptr(GfLetter) letter = parse(message, &parts);
        g_assert_cmpuint(letter->attachments->len, ==, 1);
        const GfAttachment *attachment = letter->attachments->pdata[0];
        g_assert_cmpstr(attachment->name, ==, rows[i].read);
        g_assert_cmpuint(attachment->size, ==, 100000);
        const GfPart *part = parts->pdata[parts->len - 1];
        g_assert_true(memcmp(g_bytes_get_data(part->bytes, NULL), content, 100000) == 0);
    }
    g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
    g_autoptr(GBytes) odd = gf_compose_document("a", "text/x\r\nBcc: y", empty);
    g_autofree char *text = text_of(odd);
    assert_has(text, "Content-Type: application/octet-stream;\r\n name=\"a\"\r\n");
    g_assert_null(strstr(text, "Bcc"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_mime_init();
    g_test_add_func("/compose/invitation", test_invitation);
    g_test_add_func("/compose/structure", test_structure);
    g_test_add_func("/compose/same-bytes", test_same_bytes);
    g_test_add_func("/compose/lines-again", test_lines_again);
    g_test_add_func("/compose/texts", test_texts);
    g_test_add_func("/compose/thread", test_thread);
    g_test_add_func("/compose/injection", test_injection);
    g_test_add_func("/compose/refused", test_refused);
    g_test_add_func("/compose/documents", test_documents);
    return g_test_run();
}
