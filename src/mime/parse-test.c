/* parse-test.c - bytes to parts: bodies, documents, headers; small messages written by hand. */
#include "mime/parse.h"

#include <string.h>

#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=A\n\n"
#define MIXED "Content-Type: multipart/mixed; boundary=M\n\n"
#define PDF                                                                                        \
    "Content-Type: application/octet-stream; name=r.pdf\nContent-Transfer-Encoding: base64\n\n"    \
    "JVBERi0xLjQK\n"

typedef struct {
    GfLetter *letter;
    GPtrArray *parts; /* without the header block */
    char *header;
    char *html;
} Reading;

static Reading read_bytes(const char *raw, gsize length)
{
    Reading reading = {.letter = gf_letter_new()};
    g_autoptr(GBytes) bytes = g_bytes_new(raw, length);
    gf_mime_parse(bytes, reading.letter, &reading.parts, &reading.html);
    const GfPart *first = reading.parts->len > 0 ? reading.parts->pdata[0] : NULL;
    if (first != NULL && strcmp(first->path, GF_PART_HEADER) == 0) {
        reading.header = g_strdup(first->text);
        g_ptr_array_remove_index(reading.parts, 0);
    }
    return reading;
}

static Reading read_text(const char *raw)
{
    return read_bytes(raw, strlen(raw));
}

static void reading_clear(Reading *reading)
{
    gf_letter_free(reading->letter);
    g_ptr_array_unref(reading->parts);
    g_free(reading->header);
    g_free(reading->html);
}

/* "name type size" of the attachments. */
static char *attachments_of(const Reading *reading)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < reading->letter->attachments->len; i++) {
        const GfAttachment *a = reading->letter->attachments->pdata[i];
        g_string_append_printf(out, "%s%s %s %" G_GUINT64_FORMAT, i > 0 ? ", " : "",
                               a->name != NULL ? a->name : "-", a->type, a->size);
    }
    return g_string_free(out, FALSE);
}

static char *problems_of(const Reading *reading)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < reading->letter->problems->len; i++) {
        const GfProblem *problem = reading->letter->problems->pdata[i];
        g_string_append_printf(
            out, "%s%s%s%s%s%s", i > 0 ? ", " : "", problem->code, problem->part != NULL ? "@" : "",
            problem->part != NULL ? problem->part : "", problem->detail != NULL ? " " : "",
            problem->detail != NULL ? problem->detail : "");
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *name, *raw, *text, *attachments, *problems;
} bodies[] = {
    {"nothing", "", "", "", "empty"},
    {"headers only", "Subject: a\n\n", "", "", ""},
    {"headers without an end", "Subject: a", "", "", ""},
    {"a text", "Bonjour Madame,\n\nje viens.\n", "Bonjour Madame,\n\nje viens.\n", "",
     "header-missing"},
    {"a text that quotes a header", "Oui\n____\nFrom: a@x.fr\nTo: b@y.fr\nSubject: c\n\nd\n",
     "Oui\n____\nFrom: a@x.fr\nTo: b@y.fr\nSubject: c\n\nd\n", "", "header-missing"},
    {"plain", "Subject: a\n\npr\303\251sent\r\n", "présent\n", "", "charset-guessed@1 utf-8"},
    {"quoted-printable",
     "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
     "pr=E9sent=\n !\n",
     "présent !\n", "", ""},
    {"base 64 with inner padding",
     "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n\nT3Vp\nIA==\n"
     "bm9uCg==\n",
     "Oui non\n", "", ""},
    {"odd transfer encoding", "Content-Transfer-Encoding: 8-bit\n\nOui\n", "Oui\n", "", ""},
    {"latin-1 that says UTF-8", "Content-Type: text/plain; charset=utf-8\n\nl'\xe9t\xe9\n",
     "l'été\n", "", "charset-guessed@1 windows-1252"},
    {"flowed",
     "Content-Type: text/plain; charset=utf-8; format=flowed\n\nje serai \npr\303\251sent\n",
     "je serai présent\n", "", ""},
    {"html only", "Content-Type: text/html; charset=utf-8\n\n<p>Oui</p><p>Jean</p>\n",
     "Oui\n\nJean\n", "", ""},
    {"alternative", ALTERNATIVE "--A\n\nOui\n--A\nContent-Type: text/html\n\n<b>Non</b>\n--A--\n",
     "Oui", "", ""},
    {"blank plain", ALTERNATIVE "--A\n\n \n\n--A\nContent-Type: text/html\n\n<b>Oui</b>\n--A--\n",
     "Oui\n", "", ""},
    {"plain that cannot show it",
     ALTERNATIVE "--A\n\nVotre logiciel ne sait pas afficher le HTML.\n--A\nContent-Type: "
                 "text/html\n\n<b>Oui</b>\n--A--\n",
     "Oui\n", "", ""},
    {"plain that differs",
     ALTERNATIVE "--A\n\nVersion courte et sans couleurs\n--A\nContent-Type: "
                 "text/html\n\n<b>Oui</b>\n--A--\n",
     "Version courte et sans couleurs", "", ""},
    {"signed in the text",
     "Subject: a\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOui\n"
     "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n",
     "Oui\n", "", ""},
    {"sealed in the text", "Subject: a\n\n-----BEGIN PGP MESSAGE-----\n\nx\n",
     "-----BEGIN PGP MESSAGE-----\n\nx\n", "", "encrypted in the text"},
    {"file in the text", "Subject: a\n\nOui\nbegin 644 c.txt\n#0V%T\n`\nend\n", "Oui\n",
     "c.txt application/octet-stream 3", ""},
    {"boundary not named",
     "Content-Type: multipart/mixed\n\n--M\nContent-Type: text/plain\n\nOui\n--M\n" PDF "--M--\n",
     "Oui", "r.pdf application/pdf 9", "multipart-empty@1"},
    {"photograph between the words",
     "Content-Type: multipart/related; boundary=R\n\n--R\nContent-Type: text/html\n\n"
     "Oui <img src=\"cid:i1@x\">\n--R\nContent-Type: image/jpeg; name=i.jpg\nContent-ID: <i1@x>\n"
     "Content-Transfer-Encoding: quoted-printable\n\n"
     "=FF=D8=FF=C0=00=0B=08=03=00=04=00=01=01=11=00\n--R--\n",
     "Oui\n", "i.jpg image/jpeg 15", ""},
    {"unknown kind of text", "Content-Type: text/markdown\n\n# Oui\n", "# Oui\n", "", ""},
    {"kind of half a name", "Content-Type: text\n\nOui\n", "Oui\n", "", ""},
    {"two kinds", "Content-Type: text/html\nContent-Type: text/plain\n\n<b>Oui</b>\n", "Oui\n", "",
     "header-doubled content-type"},
    {"alternative without plain", ALTERNATIVE "--A\nContent-Type: text/html\n\n<b>Oui</b>\n--A--\n",
     "Oui\n", "", ""},
    {"text and document", MIXED "--M\n\nOui\n\n--M\n" PDF "--M--\n", "Oui\n",
     "r.pdf application/pdf 9", ""},
    {"texts around a picture",
     MIXED "--M\n\nun\n--M\nContent-Type: image/png; name=a.png\nContent-Disposition: inline\n\n"
           "\x89PNG\r\n\x1a\n\n--M\n\ndeux\n--M--\n",
     "un\ndeux", "a.png image/png 8", ""},
    {"footer behind html",
     MIXED "--M\nContent-Type: text/html\n\n<p>Oui</p>\n--M\n\n____\nListe\n--M--\n",
     "Oui\n____\nListe", "", ""},
    {"html behind plain", MIXED "--M\n\nOui\n--M\nContent-Type: text/html\n\n<p>pied</p>\n--M--\n",
     "Oui", "", ""},
    {"attached text",
     MIXED "--M\n\nOui\n--M\nContent-Disposition: attachment; filename=n.txt\n\nnon\n--M--\n",
     "Oui", "n.txt text/plain 3", ""},
    {"named text alone", "Content-Type: text/plain; name=m.txt\n\nOui\n", "Oui\n", "", ""},
    {"named texts",
     MIXED "--M\nContent-Type: text/plain; name=a.txt\n\nun\n--M\nContent-Type: "
           "text/plain; name=b.txt\n\ndeux\n--M--\n",
     "un", "b.txt text/plain 4", ""},
    {"related",
     "Content-Type: multipart/related; boundary=R\n\n--R\nContent-Type: text/html\n\n"
     "Oui <img src=\"cid:i1@x\">\n--R\nContent-Type: image/gif; name=l.gif\nContent-ID: <i1@x>\n\n"
     "GIF89a\n--R\nContent-Type: image/gif; name=m.gif\nContent-ID: <i2@x>\n\nGIF89a\n--R--\n",
     "Oui\n", "m.gif image/gif 6", ""},
    {"signed",
     "Content-Type: multipart/signed; boundary=S\n\n--S\n\nOui\n--S\nContent-Type: "
     "application/pgp-signature; name=signature.asc\n\nx\n--S--\n",
     "Oui", "", ""},
    {"sealed",
     "Content-Type: multipart/encrypted; boundary=S\n\n--S\nContent-Type: "
     "application/pgp-encrypted\n\nVersion: 1\n--S\nContent-Type: application/octet-stream\n\n"
     "x\n--S--\n",
     "", "- application/octet-stream 1", "encrypted"},
    {"opaque signature", "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx\n", "",
     "- application/pkcs7-mime 2", "smime-opaque@1"},
    {"report",
     "Content-Type: multipart/report; boundary=R; report-type=delivery-status\n\n--R\n\nKO\n--R\n"
     "Content-Type: message/delivery-status\n\nAction: failed\n--R\nContent-Type: "
     "message/rfc822\n\n"
     "Subject: x\n\nOui\n--R--\n",
     "KO", "", ""},
    {"forwarded as a document",
     MIXED "--M\n\nvoir\n--M\nContent-Type: message/rfc822\n\nSubject: x\n\nOui\n--M--\n", "voir",
     "- message/rfc822 15", ""},
    {"calendar message and its copy",
     MIXED "--M\n\nOui\n--M\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n"
           "METHOD:REPLY\n--M\nContent-Type: application/ics; name=invite.ics\n\n"
           "BEGIN:VCALENDAR\nMETHOD:REPLY\n--M--\n",
     "Oui", "", ""},
    {"calendar file",
     MIXED "--M\n\nOui\n--M\nContent-Type: text/calendar; name=a.ics\n\n"
           "BEGIN:VCALENDAR\nEND:VCALENDAR\n--M--\n",
     "Oui", "a.ics text/calendar 29", ""},
    {"bare calendar", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n", "", "", "header-missing"},
    {"never closed", MIXED "--M\n\nOui\n--M\n" PDF, "Oui", "r.pdf application/pdf 9", ""},
    {"no boundary", "Content-Type: multipart/mixed\n\nOui\n", "Oui\n", "", "multipart-empty@1"},
    {"another boundary", MIXED "--X\n\nOui\n--X--\n", "--X\n\nOui\n--X--\n", "",
     "multipart-empty@1"},
    {"mbox line and mark", "From x Mon Jan  1 00:00:00 2024\nSubject: a\n\nOui\n", "Oui\n", "", ""},
    {"no empty line", "Subject: a\nFrom: a@x.fr\nOui, je viens\n", "Oui, je viens\n", "",
     "header-malformed"},
    {"odd line among headers", "Subject: a\nquite odd\nFrom: a@x.fr\n\nOui\n", "Oui\n", "",
     "header-malformed"},
    {"carriage returns", "Subject: a\rFrom: a@x.fr\r\rOui\rmerci\r", "Oui\nmerci\n", "",
     "line-ends carriage returns only"},
    {"control characters", "Subject: a\n\nOui\x1b[2J\x07\n", "Oui[2J\n", "", ""},
};

static void test_bodies(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
        Reading reading = read_text(bodies[i].raw);
        g_autofree char *attachments = attachments_of(&reading);
        g_autofree char *problems = problems_of(&reading);
        g_test_message("%s", bodies[i].name);
        g_assert_cmpstr(reading.letter->text, ==, bodies[i].text);
        g_assert_cmpstr(attachments, ==, bodies[i].attachments);
        g_assert_cmpstr(problems, ==, bodies[i].problems);
        reading_clear(&reading);
    }
}

/* --- headers --- */

static void test_headers(void)
{
    Reading reading =
        read_text("Return-Path: <helene@exemple.example>\n"
                  "Delivered-To: greffe@cat.example\n"
                  "X-Original-To: <greffe+K3Q7@cat.example>\n"
                  "Delivered-To: greffe@CAT.example\n"
                  "Authentication-Results: mx.cat.example; dmarc=pass header.from=exemple.example\n"
                  "Authentication-Results: other; dmarc=fail\n"
                  "X-Spam-Status: No, score=-1.2 required=5.0\n"
                  "From: =?utf-8?Q?H=C3=A9l=C3=A8ne?= <Helene@EXEMPLE.example>\n"
                  "Sender: secretariat@exemple.example\n"
                  "To: greffe+k3q7@cat.example;\n  Jean <j@x.example>\n"
                  "Cc: Liste: c@x.example, d@x.example;\n"
                  "Reply-To: <r@x.example>\n"
                  "Subject: Re: =?iso-8859-1?Q?Pl=E9ni=E8re?=\n du 31 mars\n"
                  "Date: Thu, 23 Mar 2017 10:00:00 +0100\n"
                  "Message-ID: <m1@exemple.example>\n"
                  "In-Reply-To: Your mail of Monday <o1@cat.example>\n"
                  "References: <o0@cat.example>\n <o1@cat.example> <o\n 2@cat.example>\n"
                  "List-Id: Les membres <gt1.cat.example>\n"
                  "Auto-Submitted: Auto-Replied; owner-email=x\n\nOui\n");
    const GfLetter *l = reading.letter;
    g_assert_cmpstr(l->return_path, ==, "helene@exemple.example");
    g_autofree char *delivered = g_strjoinv(" ", l->delivered_to);
    g_assert_cmpstr(delivered, ==, "greffe@cat.example greffe+K3Q7@cat.example");
    g_assert_cmpuint(l->authentication->len, ==, 2);
    g_assert_cmpstr(((GfAuthentication *) l->authentication->pdata[0])->dmarc, ==, "pass");
    g_assert_cmpstr(((GfAuthentication *) l->authentication->pdata[1])->authserv_id, ==, "other");
    g_assert_cmpint(l->spam, ==, 0);
    g_assert_cmpstr(l->from->name, ==, "Hélène");
    g_assert_cmpstr(l->from->address, ==, "Helene@exemple.example");
    g_assert_cmpstr(l->sender->address, ==, "secretariat@exemple.example");
    g_assert_cmpuint(l->to->len, ==, 2);
    g_assert_cmpstr(((GfPerson *) l->to->pdata[1])->address, ==, "j@x.example");
    g_assert_cmpuint(l->cc->len, ==, 2);
    g_assert_cmpuint(l->reply_to->len, ==, 1);
    g_assert_cmpstr(l->subject, ==, "Re: Plénière du 31 mars");
    g_assert_cmpint(l->date, ==, 1490259600);
    g_assert_cmpstr(l->message_id, ==, "m1@exemple.example");
    g_assert_cmpstr(l->in_reply_to, ==, "o1@cat.example");
    g_autofree char *references = g_strjoinv(" ", l->references);
    g_assert_cmpstr(references, ==, "o0@cat.example o1@cat.example o2@cat.example");
    g_assert_cmpstr(l->list_id, ==, "gt1.cat.example");
    g_assert_cmpstr(l->auto_submitted, ==, "auto-replied");
    g_assert_cmpuint(l->problems->len, ==, 0);
    reading_clear(&reading);
}

static void test_bare_headers(void)
{
    Reading reading = read_text("Return-Path: <>\nFrom: MAILER-DAEMON\nX-Spam-Flag: YES\n"
                                "X-Spam-Status: No\nDate: hier\nMessage-ID: m1\n\n");
    const GfLetter *l = reading.letter;
    g_autofree char *problems = problems_of(&reading);
    g_assert_cmpstr(problems, ==, "date-unreadable hier");
    g_assert_cmpstr(l->return_path, ==, "");
    g_assert_cmpstr(l->from->address, ==, "MAILER-DAEMON");
    g_assert_cmpint(l->spam, ==, 1);
    g_assert_cmpint(l->date, ==, 0);
    g_assert_cmpstr(l->message_id, ==, "m1");
    g_assert_null(l->in_reply_to);
    g_assert_null(l->subject);
    g_assert_cmpuint(g_strv_length(l->references), ==, 0);
    reading_clear(&reading);
}

static void test_doubled_headers(void)
{
    static const struct {
        const char *name, *raw, *from, *problems;
    } rows[] = {
        {"two From", "From: a@x.fr\nFrom: b@y.fr\n\n", "a@x.fr", "header-doubled from"},
        {"two in one", "From: a@x.fr, b@y.fr\n\n", "a@x.fr", "several-senders from"},
        {"two Subject", "From: a@x.fr\nSubject: a\nSubject: b\n\n", "a@x.fr",
         "header-doubled subject"},
        {"two Received", "From: a@x.fr\nReceived: a\nReceived: b\n\n", "a@x.fr", ""},
        {"unreadable", "From: Jean Dupont\n\n", NULL, "address-unreadable from"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Reading reading = read_text(rows[i].raw);
        g_autofree char *problems = problems_of(&reading);
        g_test_message("%s", rows[i].name);
        const GfPerson *from = reading.letter->from;
        g_assert_cmpstr(from != NULL ? from->address : NULL, ==, rows[i].from);
        g_assert_cmpstr(problems, ==, rows[i].problems);
        reading_clear(&reading);
    }
}

/* --- parts --- */

static void test_nested(void)
{
    Reading reading = read_text(
        MIXED "--M\n\nvoir\n--M\nContent-Type: message/rfc822; name=\"x.eml\"\n\n"
              "Subject: dedans\nMessage-ID: <o@x>\n" ALTERNATIVE "--A\n\nnon\n--A\n"
              "Content-Type: text/calendar; method=request\n\nBEGIN:VCALENDAR\n--A--\n\n--M\n" PDF
              "--M--\n");
    static const struct {
        const char *path, *type;
        gboolean nested, attached;
    } rows[] = {
        {"1", "text/plain", FALSE, FALSE},
        {"2", "message/rfc822", FALSE, TRUE},
        {"2.1", "text/plain", TRUE, FALSE},
        {"2.2", "text/calendar", TRUE, FALSE},
        {"3", "application/octet-stream", FALSE, TRUE},
    };
    g_assert_cmpuint(reading.parts->len, ==, G_N_ELEMENTS(rows));
    for (gsize i = 0; i < MIN(G_N_ELEMENTS(rows), reading.parts->len); i++) {
        const GfPart *part = reading.parts->pdata[i];
        g_assert_cmpstr(part->path, ==, rows[i].path);
        g_assert_cmpstr(part->type, ==, rows[i].type);
        g_assert_cmpint(part->nested, ==, rows[i].nested);
        g_assert_cmpint(part->attached, ==, rows[i].attached);
    }
    const GfPart *message = reading.parts->pdata[1];
    gsize size;
    const char *bytes = g_bytes_get_data(message->bytes, &size);
    g_assert_true(g_str_has_prefix(bytes, "Subject: dedans\nMessage-ID: <o@x>\n"));
    g_assert_true(memcmp(bytes + size - 6, "--A--\n", 6) == 0);
    g_assert_cmpstr(((GfPart *) reading.parts->pdata[3])->method, ==, "REQUEST");
    g_assert_cmpstr(((GfPart *) reading.parts->pdata[3])->container, ==, "multipart/alternative");
    g_assert_cmpstr(reading.letter->text, ==, "voir");
    reading_clear(&reading);
}

static void test_encoded_message(void)
{
    Reading reading = read_text(MIXED "--M\n\nvoir\n--M\nContent-Type: message/rfc822\n"
                                      "Content-Transfer-Encoding: base64\n\n"
                                      "U3ViamVjdDogZGVkYW5zCgpPdWkK\n--M--\n");
    g_assert_cmpuint(reading.parts->len, ==, 3);
    const GfPart *inner = reading.parts->pdata[2];
    g_assert_cmpstr(inner->path, ==, "2.1");
    g_assert_cmpstr(inner->text, ==, "Oui\n");
    g_assert_true(inner->nested);
    reading_clear(&reading);
}

/* The block as it was folded, in clean characters, up to its empty line. */
static void test_header_part(void)
{
    Reading reading =
        read_text("From x Mon Jan  1 00:00:00 2024\r\nX-Autoreply: yes,\r\n really\r\n"
                  "Subject: \x01\xe9t\xe9\r\n\r\nX-Body: no\r\n");
    g_assert_cmpstr(reading.header, ==, "X-Autoreply: yes,\n really\nSubject: \uFFFDt\uFFFD\n");
    g_assert_cmpuint(reading.parts->len, ==, 1);
    reading_clear(&reading);
    Reading headless = read_text("Oui, je viens.\nA demain\n");
    g_assert_null(headless.header);
    reading_clear(&headless);
}

static void test_html(void)
{
    Reading reading =
        read_text(ALTERNATIVE "--A\n\nOui\n--A\nContent-Type: text/html; charset=iso-8859-1\n\n"
                              "<p>\xe9</p>\n--A--\n");
    g_assert_cmpstr(reading.html, ==, "<p>é</p>");
    reading_clear(&reading);
    Reading plain = read_text("Subject: a\n\nOui\n");
    g_assert_null(plain.html);
    reading_clear(&plain);
}

static void test_file_names(void)
{
    static const char *const rows[][2] = {
        {"Content-Disposition: attachment; filename=\"../../r\303\251sum\303\251.pdf\"\n",
         "résumé.pdf"},
        {"Content-Disposition: attachment; filename*0*=utf-8''r%C3%A9; filename*1=sum.pdf\n",
         "résum.pdf"},
        {"Content-Type: application/pdf; name=\"=?utf-8?B?w6k=?=.pdf\"\n", "é.pdf"},
        {"Content-Type: application/pdf; name=b.pdf\nContent-Disposition: inline; filename=a.pdf\n",
         "a.pdf"},
        {"Content-Disposition: attachment\n", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw = g_strconcat(rows[i][0], "\nx", NULL);
        Reading reading = read_text(raw);
        g_assert_cmpstr(((GfPart *) reading.parts->pdata[0])->name, ==, rows[i][1]);
        reading_clear(&reading);
    }
}

/* A photo, a plan and a logo that a HTML body shows: all but the logo are documents. */
static void test_shown(void)
{
    static const struct {
        const char *type, *magic;
        gsize size;
        guint documents;
    } rows[] = {
        {"image/jpeg", "\xff\xd8\xff", 30000, 1},     {"image/jpeg", "\xff\xd8\xff", 9000, 0},
        {"image/heic", "....ftypheic", 30000, 1},     {"image/png", "\x89PNG\r\n\x1a\n", 30000, 0},
        {"image/png", "\x89PNG\r\n\x1a\n", 60000, 1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) raw = g_string_new(NULL);
        g_string_printf(raw,
                        "Content-Type: multipart/related; boundary=R\n\n--R\nContent-Type: "
                        "text/html\n\nLa halle : <img src=\"cid:i1@x\">\n--R\nContent-Type: %s; "
                        "name=IMG_1\nContent-Disposition: inline; filename=IMG_1\nContent-ID: "
                        "<i1@x>\n\n%s",
                        rows[i].type, rows[i].magic);
        for (gsize n = 0; n < rows[i].size; n += 60)
            g_string_append(raw, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
        g_string_append(raw, "\n--R--\n");
        Reading reading = read_text(raw->str);
        g_test_message("%s, %" G_GSIZE_FORMAT, rows[i].type, rows[i].size);
        g_assert_cmpuint(reading.letter->attachments->len, ==, rows[i].documents);
        reading_clear(&reading);
    }
}

static void test_sum(void)
{
    Reading reading =
        read_text(MIXED "--M\n\nOui\n--M\n"
                        "Content-Disposition: attachment; filename=a\n\nabc\n--M--\n");
    const GfAttachment *a = reading.letter->attachments->pdata[0];
    g_assert_cmpstr(a->declared_type, ==, "text/plain");
    g_assert_cmpuint(a->size, ==, 3);
    /* FIPS 180-2, appendix B.1. */
    g_assert_cmpstr(a->sha256, ==,
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    reading_clear(&reading);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_mime_init();
    g_test_add_func("/parse/bodies", test_bodies);
    g_test_add_func("/parse/headers", test_headers);
    g_test_add_func("/parse/bare-headers", test_bare_headers);
    g_test_add_func("/parse/doubled-headers", test_doubled_headers);
    g_test_add_func("/parse/nested", test_nested);
    g_test_add_func("/parse/encoded-message", test_encoded_message);
    g_test_add_func("/parse/header-part", test_header_part);
    g_test_add_func("/parse/html", test_html);
    g_test_add_func("/parse/file-names", test_file_names);
    g_test_add_func("/parse/shown", test_shown);
    g_test_add_func("/parse/sum", test_sum);
    return g_test_run();
}
