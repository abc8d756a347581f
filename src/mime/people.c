/* people.c - see people.h.
 *
 * One pass over the value that collects a phrase, an angle address and a comment until a separator
 * ends the mailbox. What is unbalanced is taken as ordinary text.
 */
#include "mime/people.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/word.h"

/* Longer than any address that can be used; what is longer is left out. */
enum { ADDRESS_MAXIMUM = 320 };

typedef struct {
    GString *phrase;  /* everything outside, quotes kept */
    GString *angle;   /* between < and > */
    GString *comment; /* between ( and ) */
    gboolean has_angle;
    gboolean no_more_quotes, no_more_angles, no_more_comments;
    GfPeopleMode mode;
    GPtrArray *people;
    gboolean complete;
} Mailbox;

/* --- addresses and names --- */

/* Without quotes that hold the whole, "mailto:", brackets and blanks. */
static char *bare_address(const char *text)
{
    g_autofree char *copy = g_strstrip(g_strdup(text));
    char *start = copy;
    for (gsize length = strlen(start); length >= 2; length = strlen(start)) {
        char first = start[0], last = start[length - 1];
        gboolean pair = (first == '\'' && last == '\'') || (first == '<' && last == '>') ||
                        (first == '[' && last == ']') ||
                        (first == '"' && last == '"' && strchr(start, '@') != NULL);
        if (!pair)
            break;
        start[length - 1] = '\0';
        start++;
    }
    if (g_ascii_strncasecmp(start, "mailto:", 7) == 0)
        start += 7;
    /* A source route, "@relay,@relay:a@b" (RFC 5322 section 4.4). */
    char *colon = start[0] == '@' ? strrchr(start, ':') : NULL;
    if (colon != NULL)
        start = colon + 1;
    GString *out = g_string_new(NULL);
    gboolean quoted = start[0] == '"';
    int comment = 0;
    for (const char *p = start; *p != '\0'; p++) {
        comment += *p == '(' && !quoted;
        if (quoted || (comment == 0 && !g_ascii_isspace(*p) && *p != '<' && *p != '>'))
            g_string_append_c(out, *p);
        comment -= *p == ')' && comment > 0;
    }
    return g_string_free(out, FALSE);
}

static gboolean is_word(const char *text)
{
    if (!g_ascii_isalnum(*text))
        return FALSE;
    while (g_ascii_isalnum(*text) || (*text != '\0' && strchr("-_.+", *text) != NULL))
        text++;
    return *text == '\0';
}

/* The address with its domain in lower-case ASCII; NULL where there is none to speak of. */
static char *usable_address(const char *text, GfPeopleMode mode)
{
    g_autofree char *bare = bare_address(text);
    gsize length = strlen(bare);
    g_autofree char *utf8 = gf_text_is_plain(bare, length)
                                ? g_steal_pointer(&bare)
                                : gf_charset_decode(bare, length, NULL, NULL, NULL);
    g_autofree char *line = gf_text_line(utf8, 0);
    char *at = strrchr(line, '@');
    if (*line == '\0' || strlen(line) > ADDRESS_MAXIMUM)
        return NULL;
    if (at == NULL)
        return mode == GF_PEOPLE_BARE_WORDS && is_word(line) ? g_strdup(line) : NULL;
    if (at == line || at[1] == '\0')
        return NULL;
    g_autofree char *ascii = g_hostname_to_ascii(at + 1);
    g_autofree char *domain = g_ascii_strdown(ascii != NULL ? ascii : at + 1, -1);
    return g_strdup_printf("%.*s@%s", (int) (at - line), line, domain);
}

/* Quotes and their escapes removed. */
static char *unquote(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            g_string_append_c(out, *++p);
        else if (*p != '"')
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

static char *display_name(const char *raw)
{
    g_autofree char *unquoted = unquote(raw);
    g_autofree char *line = gf_word_decode(unquoted);
    g_auto(GStrv) words = gf_text_split(line, " ");
    g_autofree char *name = g_strjoinv(" ", words);
    char *start = name + strspn(name, "<>,; ");
    gsize length = strlen(start);
    while (length > 0 && strchr("<>,; ", start[length - 1]) != NULL)
        start[--length] = '\0';
    if (length >= 2 && start[0] == '\'' && start[length - 1] == '\'') {
        start[length - 1] = '\0';
        start++;
    }
    return *start != '\0' ? g_strdup(start) : NULL;
}

/* --- one mailbox --- */

/* Without angle brackets: the one word with an @ is the address, the others are the name. */
static char *address_in_phrase(const Mailbox *box, char **ret_name)
{
    const char *text = box->phrase->str;
    gsize length = box->phrase->len;
    const char *at = strrchr(text, '@');
    if (at == NULL) {
        g_autofree char *word = g_strstrip(g_strdup(text));
        return strpbrk(word, " \t\"=?") == NULL ? g_strdup(word) : g_strdup("");
    }
    const char *start = at, *end = at;
    while (start > text && !g_ascii_isspace(start[-1]))
        start--;
    while (end < text + length && !g_ascii_isspace(*end))
        end++;
    /* "a b"@c: the quoted local part begins at its quote. */
    if (at > text && at[-1] == '"') {
        for (start = at - 1; start > text && start[-1] != '"'; start--)
            ;
        start -= start > text;
    }
    g_autofree char *before = g_strndup(text, (gsize) (start - text));
    g_autofree char *rest = g_strconcat(before, " ", end, NULL);
    *ret_name = display_name(rest);
    return g_strndup(start, (gsize) (end - start));
}

static void clear(Mailbox *box)
{
    g_string_truncate(box->phrase, 0);
    g_string_truncate(box->angle, 0);
    g_string_truncate(box->comment, 0);
    box->has_angle = FALSE;
}

static void finish(Mailbox *box)
{
    g_autofree char *name = NULL, *text = NULL;
    if (box->has_angle) {
        name = display_name(box->phrase->str);
        text = g_strdup(box->angle->str);
    } else {
        text = address_in_phrase(box, &name);
    }
    if (name == NULL && box->comment->len > 0)
        name = display_name(box->comment->str);
    g_autofree char *address = usable_address(text, box->mode);
    /* "MAILER-DAEMON <>": a sender who says that there is nobody to answer. */
    if (address == NULL && box->mode == GF_PEOPLE_BARE_WORDS && box->has_angle && name != NULL &&
        strspn(text, " ") == strlen(text))
        address = g_strdup("");
    clear(box);
    if (address == NULL)
        return;
    if (box->people->len >= GF_LIMIT_RECIPIENTS)
        box->complete = FALSE;
    else
        g_ptr_array_add(box->people, gf_person_new(name, address));
}

/* A comma or semicolon. Within a name that nobody quoted ("Dupont, Jean <j@x>") it separates
 * nothing. */
static void separator(Mailbox *box, char c)
{
    if (!box->has_angle && strchr(box->phrase->str, '@') == NULL)
        g_string_append_c(box->phrase, c);
    else
        finish(box);
}

/* --- reading --- */

/* Copies a quoted string with its quotes; NULL where it is never closed. */
static const char *read_quoted(Mailbox *box, const char *p)
{
    const char *end = p + 1;
    while (*end != '\0' && *end != '"')
        end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
    if (*end == '\0')
        return NULL;
    g_string_append_len(box->phrase, p, end + 1 - p);
    return end + 1;
}

static const char *read_comment(Mailbox *box, const char *p)
{
    int depth = 0;
    const char *end = p;
    do {
        if (*end == '\\' && end[1] != '\0')
            end++;
        else if (*end == '(')
            depth++;
        else if (*end == ')')
            depth--;
        else if (*end == '\0')
            return NULL;
        end++;
    } while (depth > 0);
    if (box->comment->len == 0)
        g_string_append_len(box->comment, p + 1, end - p - 2);
    g_string_append_c(box->phrase, ' ');
    return end;
}

static const char *read_angle(Mailbox *box, const char *p)
{
    const char *end = p + 1 + strcspn(p + 1, ">");
    if (*end == '\0') {
        /* "<a@x" with nothing behind it. */
        gsize length = strcspn(p + 1, ",; \t");
        if (memchr(p + 1, '@', length) == NULL)
            return NULL;
        end = p + 1 + length;
    }
    /* "<<a@x>>", "a@x <mailto:a@x>": the last one counts, unless it is empty. */
    if (end > p + 1 || !box->has_angle)
        g_string_truncate(box->angle, 0);
    g_string_append_len(box->angle, p + 1, end - p - 1);
    box->has_angle = TRUE;
    return *end == '>' ? end + 1 : end;
}

/* A colon: behind "mailto" a scheme, behind other words the name of a group. */
static void colon(Mailbox *box)
{
    gsize length = box->phrase->len;
    if (box->has_angle)
        return;
    gboolean scheme =
        length >= 6 && g_ascii_strcasecmp(box->phrase->str + length - 6, "mailto") == 0;
    if (scheme)
        g_string_truncate(box->phrase, length - 6);
    else
        clear(box);
}

static const char *ordinary(Mailbox *box, const char *p)
{
    gsize word = gf_word_length(p);
    gsize length = word > 0 ? word : 1;
    g_string_append_len(box->phrase, p, (gssize) length);
    return p + length;
}

static const char *step(Mailbox *box, const char *p)
{
    const char *end = NULL;
    if (*p == '"' && !box->no_more_quotes)
        box->no_more_quotes = (end = read_quoted(box, p)) == NULL;
    else if (*p == '(' && !box->no_more_comments)
        box->no_more_comments = (end = read_comment(box, p)) == NULL;
    else if (*p == '<' && !box->no_more_angles)
        box->no_more_angles = (end = read_angle(box, p)) == NULL;
    if (end != NULL)
        return end;
    if (*p == ',' || *p == ';')
        separator(box, *p);
    else if (*p == ':')
        colon(box);
    else
        return ordinary(box, p);
    return p + 1;
}

gboolean gf_people_parse(const char *value, GfPeopleMode mode, GPtrArray *people)
{
    Mailbox box = {.phrase = g_string_new(NULL),
                   .angle = g_string_new(NULL),
                   .comment = g_string_new(NULL),
                   .mode = mode,
                   .people = people,
                   .complete = TRUE};
    for (const char *p = value; *p != '\0' && box.complete;)
        p = step(&box, p);
    finish(&box);
    g_string_free(box.phrase, TRUE);
    g_string_free(box.angle, TRUE);
    g_string_free(box.comment, TRUE);
    return box.complete;
}
