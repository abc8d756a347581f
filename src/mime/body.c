/* body.c - see body.h.
 *
 * Plain text wins over HTML, in each alternative and in the whole; a second text in a mixed message
 * (telephones put one behind each picture) is joined. A text with a file name is a document, unless
 * there is no other text at all.
 */
#include "mime/body.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/armor.h"
#include "mime/html.h"
#include "mime/sniff.h"

/* What may count as a body; from strict to lenient, until something is found. */
typedef enum {
    CLAIM_UNNAMED,
    CLAIM_NAMED,
    CLAIM_ONLY,
    CLAIM_OTHER,
    CLAIM_FALLBACK,
    CLAIM_END
} Claim;

enum { STUB_MAXIMUM = 600 }; /* bytes: a sentence or two, and a link */

typedef struct {
    GfLetter *letter;
    GPtrArray *leaves;
    GString *text, *html;
    Claim claim;
    gboolean plain_seen;
} Choice;

static gboolean is_blank(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    return TRUE;
}

static gboolean is_type(const GfLeaf *leaf, const char *type)
{
    return strcmp(leaf->part->type, type) == 0;
}

/* A kind of text that nobody knows is plain text (RFC 2046 section 4.1.4): Markdown and the like.
 */
static gboolean is_other_text(const GfLeaf *leaf)
{
    static const char *const files[] = {
        "text/calendar", "text/vcard", "text/x-vcard",        "text/csv",
        "text/css",      "text/xml",   "text/rfc822-headers", "text/x-amp-html"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        if (is_type(leaf, files[i]))
            return FALSE;
    return g_str_has_prefix(leaf->part->type, "text/") && leaf->part->name == NULL && !leaf->kept;
}

static gboolean may_be_body(const Choice *choice, const GfLeaf *leaf)
{
    if (!leaf->body || leaf->part->nested || leaf->part->text == NULL)
        return FALSE;
    if (!is_type(leaf, "text/plain") && !is_type(leaf, "text/html"))
        return choice->claim == CLAIM_OTHER && leaf->group == 0 && is_other_text(leaf);
    switch (choice->claim) {
    case CLAIM_UNNAMED:
        return !leaf->fallback && !leaf->kept && leaf->part->name == NULL;
    case CLAIM_NAMED:
        return !leaf->fallback && !leaf->kept;
    case CLAIM_ONLY:
        return !leaf->fallback && choice->leaves->len == 1 && leaf->part->name == NULL;
    case CLAIM_OTHER:
        return FALSE;
    default:
        return leaf->fallback;
    }
}

static void append(GString *out, const char *text)
{
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    g_string_append(out, text);
}

static char *text_of_html(const Choice *choice, const GfLeaf *leaf)
{
    gboolean complete = TRUE;
    char *text = gf_html_to_text(leaf->part->text, &complete);
    if (!complete)
        gf_letter_add_problem(choice->letter, "html-too-deep", leaf->part->path, NULL);
    return text;
}

/* The texts of one type under the first branch of alternative `group` that has any. */
static char *branch_text(const Choice *choice, guint group, const char *type)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint branch = 0;
    for (guint i = 0; i < choice->leaves->len; i++) {
        GfLeaf *leaf = choice->leaves->pdata[i];
        if (leaf->group != group || !may_be_body(choice, leaf) || !is_type(leaf, type))
            continue;
        branch = branch == 0 ? leaf->branch : branch;
        if (leaf->branch != branch)
            continue;
        leaf->used = TRUE;
        append(text, leaf->part->text);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Words of three letters and more, folded; the first ones of a long text. Owned. */
static char **words_of(const char *text)
{
    g_autofree char *start = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 2000));
    g_autofree char *folded = gf_text_fold(start);
    for (char *p = folded; *p != '\0'; p++)
        if ((guchar) *p < 0x80 && !g_ascii_isalnum(*p))
            *p = ' ';
    g_auto(GStrv) all = gf_text_split(folded, " ");
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (gsize i = 0; all[i] != NULL; i++)
        if (g_utf8_strlen(all[i], -1) > 2)
            g_strv_builder_add(words, all[i]);
    return g_strv_builder_end(words);
}

/* "Your program cannot show this message": about the means of reading, not about a matter. */
static gboolean speaks_of_reading(char **words)
{
    static const char *const means[] = {"html", "navigateur", "browser", "navegador", "webbrowser"};
    for (gsize i = 0; i < G_N_ELEMENTS(means); i++)
        if (g_strv_contains((const char *const *) words, means[i]))
            return TRUE;
    return FALSE;
}

/* Both versions of a letter say the same. A plain one that speaks of how to read the letter and
 * shares hardly a word with the other was not written by the person. */
static gboolean is_stub(const char *plain, const char *other)
{
    g_auto(GStrv) words = words_of(plain);
    g_autofree char *folded = gf_text_fold(other);
    guint shared = 0, count = g_strv_length(words);
    for (guint i = 0; i < count; i++)
        shared += strstr(folded, words[i]) != NULL;
    return count > 3 && shared < count / 2;
}

static gboolean may_be_stub(const char *plain)
{
    if (strlen(plain) > STUB_MAXIMUM)
        return FALSE;
    g_auto(GStrv) words = words_of(plain);
    return speaks_of_reading(words);
}

static void add_alternative(Choice *choice, guint group)
{
    g_autofree char *plain = branch_text(choice, group, "text/plain");
    g_autofree char *html = branch_text(choice, group, "text/html");
    append(choice->html, html);
    gboolean blank = is_blank(plain), complete = TRUE;
    g_autofree char *text =
        *html != '\0' && (blank || may_be_stub(plain)) ? gf_html_to_text(html, &complete) : NULL;
    if (text != NULL && (blank || is_stub(plain, text))) {
        append(choice->text, text);
        if (!complete)
            gf_letter_add_problem(choice->letter, "html-too-deep", NULL, NULL);
    } else if (!blank) {
        append(choice->text, plain);
        choice->plain_seen = TRUE;
    }
}

static void add_single(Choice *choice, GfLeaf *leaf)
{
    leaf->used = TRUE;
    if (is_type(leaf, "text/html")) {
        append(choice->html, leaf->part->text);
        /* HTML behind plain text repeats it, or is what a list server added. */
        if (choice->plain_seen)
            return;
        if (choice->html->len > GF_LIMIT_HTML_BYTES) {
            gf_letter_add_problem(choice->letter, "text-cut", leaf->part->path, NULL);
            return;
        }
        g_autofree char *text = text_of_html(choice, leaf);
        append(choice->text, text);
    } else if (!is_blank(leaf->part->text)) {
        append(choice->text, leaf->part->text);
        choice->plain_seen = TRUE;
    }
}

static gboolean group_is_done(GArray *groups, guint group)
{
    for (guint i = 0; i < groups->len; i++)
        if (g_array_index(groups, guint, i) == group)
            return TRUE;
    return FALSE;
}

static void choose_by_claim(Choice *choice)
{
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < choice->leaves->len; i++) {
        GfLeaf *leaf = choice->leaves->pdata[i];
        if (!may_be_body(choice, leaf))
            continue;
        /* Of several texts with names, one is taken for the body. */
        if (choice->claim == CLAIM_NAMED && !is_blank(choice->text->str))
            break;
        if (leaf->group == 0) {
            add_single(choice, leaf);
        } else if (!group_is_done(groups, leaf->group)) {
            g_array_append_val(groups, leaf->group);
            add_alternative(choice, leaf->group);
        }
    }
}

/* Cuts to the limit on a whole character. */
static void cut_text(GfLetter *letter, GString *text)
{
    gsize limit = GF_LIMIT_TEXT_BYTES;
    if (text->len <= limit)
        return;
    while (limit > 0 && ((guchar) text->str[limit] & 0xc0) == 0x80)
        limit--;
    g_string_truncate(text, limit);
    gf_letter_add_problem(letter, "text-cut", NULL, NULL);
}

void gf_body_choose(GfLetter *letter, GPtrArray *leaves, char **ret_html)
{
    Choice choice = {.letter = letter, .leaves = leaves};
    g_autofree char *html = NULL;
    choice.text = g_string_new(NULL);
    choice.html = g_string_new(NULL);
    for (Claim claim = CLAIM_UNNAMED; claim < CLAIM_END && is_blank(choice.text->str); claim++) {
        choice.claim = claim;
        g_string_truncate(choice.text, 0);
        g_string_truncate(choice.html, 0);
        choose_by_claim(&choice);
        if (html == NULL && choice.html->len > 0)
            html = g_strdup(choice.html->str);
    }
    cut_text(letter, choice.text);
    char *read = gf_armor_signed_text(choice.text->str);
    if (gf_armor_is_encrypted(choice.text->str))
        gf_letter_add_problem(letter, "encrypted", NULL, "in the text");
    g_free(letter->text);
    letter->text = read != NULL ? read : g_strdup(choice.text->str);
    g_string_free(choice.text, TRUE);
    g_string_free(choice.html, TRUE);
    if (ret_html != NULL)
        *ret_html = g_steal_pointer(&html);
}

/* --- documents --- */

/* The HTML body names it as what it shows. */
static gboolean is_shown(const GfLeaf *leaf, const char *html)
{
    if (html == NULL || g_str_has_prefix(leaf->part->type, "text/"))
        return FALSE;
    if (leaf->content_id != NULL && *leaf->content_id != '\0') {
        g_autofree char *reference = g_strconcat("cid:", leaf->content_id, NULL);
        if (strstr(html, reference) != NULL)
            return TRUE;
        g_autofree char *escaped = g_uri_escape_string(leaf->content_id, "@", TRUE);
        g_autofree char *other = g_strconcat("cid:", escaped, NULL);
        if (strstr(html, other) != NULL)
            return TRUE;
    }
    /* Only where it can be nothing but a reference: "logo.png" stands in texts too. */
    return leaf->location != NULL && strstr(leaf->location, "://") != NULL &&
           strstr(html, leaf->location) != NULL;
}

/* It counts readers, and nobody sees it. */
static gboolean is_counter(const GfLeaf *leaf)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(leaf->part->bytes, &size);
    return !leaf->kept && leaf->part->name == NULL && gf_sniff_is_pixel(bytes, size);
}

/* It belongs to the look of the letter and not to its matter. */
static gboolean is_decoration(const GfLeaf *leaf, const char *html)
{
    const GfPart *part = leaf->part;
    gsize size;
    const guint8 *bytes = g_bytes_get_data(part->bytes, &size);
    return !leaf->used && (is_counter(leaf) || is_shown(leaf, html)) &&
           !gf_sniff_is_matter(bytes, size, part->type, part->name);
}

/* A calendar message and its copies: what `ical` reads. A calendar file without METHOD is a
 * document. */
static gboolean is_calendar_message(const GfPart *part)
{
    gboolean calendar =
        strcmp(part->type, "text/calendar") == 0 || strcmp(part->type, "application/ics") == 0;
    if (!calendar && part->name != NULL) {
        g_autofree char *lower = g_ascii_strdown(part->name, -1);
        calendar = g_str_has_suffix(lower, ".ics");
    }
    if (!calendar)
        return FALSE;
    gsize size;
    const char *bytes = g_bytes_get_data(part->bytes, &size);
    return part->method != NULL ||
           (size > 0 && g_strstr_len(bytes, (gssize) size, "\nMETHOD:") != NULL);
}

static gboolean is_signature(const char *type)
{
    return strcmp(type, "application/pgp-signature") == 0 ||
           strcmp(type, "application/pkcs7-signature") == 0 ||
           strcmp(type, "application/x-pkcs7-signature") == 0;
}

/* Parts that exist for programs, wherever they stand. */
static gboolean is_machine_type(const char *type)
{
    return strcmp(type, "message/delivery-status") == 0 ||
           strcmp(type, "message/disposition-notification") == 0 ||
           strcmp(type, "message/feedback-report") == 0 || is_signature(type);
}

static gboolean is_document(const GfLeaf *leaf)
{
    const GfPart *part = leaf->part;
    if (part->nested || leaf->used || leaf->machinery || leaf->fallback || part->inline_ ||
        is_calendar_message(part) || is_machine_type(part->type))
        return FALSE;
    if (leaf->kept || part->name != NULL)
        return TRUE;
    /* Unnamed text in the place of a body is another version of it, or empty. */
    gboolean version = leaf->group > 0 || is_type(leaf, "text/plain") || is_type(leaf, "text/html");
    return !(version && g_str_has_prefix(part->type, "text/")) && g_bytes_get_size(part->bytes) > 0;
}

static void list_document(GfLetter *letter, const GfPart *part)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(part->bytes, &size);
    const char *sniffed = gf_sniff_type(bytes, size, part->type, part->name);
    GfAttachment *attachment = g_new0(GfAttachment, 1);
    attachment->name = g_strdup(part->name);
    attachment->declared_type = g_strdup(part->type);
    attachment->type = g_strdup(sniffed != NULL ? sniffed : part->type);
    attachment->size = size;
    attachment->sha256 = gf_text_sha256(bytes, size);
    g_ptr_array_add(letter->attachments, attachment);
}

void gf_body_attachments(GfLetter *letter, GPtrArray *leaves, const char *html)
{
    guint left_out = 0;
    for (guint i = 0; i < leaves->len; i++) {
        const GfLeaf *leaf = leaves->pdata[i];
        leaf->part->inline_ = is_decoration(leaf, html);
        leaf->part->attached = !leaf->used && (leaf->kept || leaf->part->name != NULL);
        gboolean document = is_document(leaf);
        if (document && letter->attachments->len < GF_LIMIT_ATTACHMENTS)
            list_document(letter, leaf->part);
        else if (document && left_out++ == 0)
            gf_letter_add_problem(letter, "attachments-too-many", leaf->part->path, NULL);
    }
}
