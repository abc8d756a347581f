/* template.c - the syntax of Mustache (mustache/spec, core modules, and mustache(5)).
 *
 * One pass from left to right with a stack of open sections on the heap: no recursion. A tag that
 * is not closed, a section that ends twice or never, and delimiters that make no sense are errors
 * with their line.
 */
#include "render/template.h"

#include "base/error.h"

#include <string.h>

#define SECTIONS_DEEP 100
#define DELIMITER_BYTES 16

struct GfTemplate {
    GArray *tokens; /* of GfToken */
};

typedef struct {
    const char *source, *at; /* all, and what is not read yet */
    char open[DELIMITER_BYTES], close[DELIMITER_BYTES];
    guint line; /* of `at` */
    GArray *tokens;
    GArray *sections; /* of guint: the tokens that are open */
} Parser;

/* One tag as it stands in the source. */
typedef struct {
    const char *begin, *end; /* with its delimiters */
    char sigil;              /* '\0' for a plain name */
    guint line;
    char *content; /* stripped */
} Tag;

static void clear_token(gpointer data)
{
    GfToken *token = data;
    g_free(token->text);
    g_strfreev(token->path);
    g_free(token->indentation);
}

void gf_template_free(GfTemplate *template)
{
    if (template == NULL)
        return;
    g_array_unref(template->tokens);
    g_free(template);
}

guint gf_template_length(const GfTemplate *template)
{
    return template->tokens->len;
}

const GfToken *gf_template_token(const GfTemplate *template, guint index)
{
    return &g_array_index(template->tokens, GfToken, index);
}

static GfToken *token_at(const Parser *parser, guint index)
{
    return &g_array_index(parser->tokens, GfToken, index);
}

GfTemplate *gf_template_new(void)
{
    GfTemplate *template = g_new0(GfTemplate, 1);
    template->tokens = g_array_new(FALSE, TRUE, sizeof(GfToken));
    g_array_set_clear_func(template->tokens, clear_token);
    return template;
}

/* A new token at the end, borrowed until the next one. */
static GfToken *append_token(GArray *tokens)
{
    g_array_set_size(tokens, tokens->len + 1);
    return &g_array_index(tokens, GfToken, tokens->len - 1);
}

void gf_template_add_text(GfTemplate *template, char *text)
{
    GfToken *token = append_token(template->tokens);
    token->kind = GF_TOKEN_TEXT;
    token->text = text;
}

guint gf_template_add_tag(GfTemplate *template, const GfToken *tag)
{
    GfToken *token = append_token(template->tokens);
    token->kind = tag->kind;
    token->line = tag->line;
    token->text = g_strdup(tag->text);
    token->path = g_strdupv(tag->path);
    return template->tokens->len - 1;
}

void gf_template_match(GfTemplate *template, guint begin, guint end)
{
    g_array_index(template->tokens, GfToken, begin).match = end;
    g_array_index(template->tokens, GfToken, end).match = begin;
}

/* Always FALSE, so that a check can end with it. */
G_GNUC_PRINTF(3, 4)
static gboolean refuse(guint line, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "line %u: %s", line, why);
    return FALSE;
}

/* Moves on to `point`, counting lines. */
static void advance(Parser *parser, const char *point)
{
    for (; parser->at < point; parser->at++)
        parser->line += *parser->at == '\n';
}

static GfToken *add_token(Parser *parser, GfTokenKind kind, guint line)
{
    GfToken *token = append_token(parser->tokens);
    token->kind = kind;
    token->line = line;
    return token;
}

static void add_text(Parser *parser, const char *begin, const char *end)
{
    if (begin < end)
        add_token(parser, GF_TOKEN_TEXT, parser->line)->text =
            g_strndup(begin, (gsize) (end - begin));
}

/* Where the line of `point` begins if only blanks lie between, else NULL. */
static const char *blank_before(const Parser *parser, const char *point)
{
    while (point > parser->source && (point[-1] == ' ' || point[-1] == '\t'))
        point--;
    return point == parser->source || point[-1] == '\n' ? point : NULL;
}

/* Where the next line begins if only blanks lie between, else NULL. */
static const char *blank_after(const char *point)
{
    point += strspn(point, " \t");
    if (*point == '\0')
        return point;
    if (*point == '\n')
        return point + 1;
    return point[0] == '\r' && point[1] == '\n' ? point + 2 : NULL;
}

/* The tag at parser->at, which begins with the opening delimiter. */
static gboolean read_tag(Parser *parser, Tag *tag, GError **error)
{
    const char *content = parser->at + strlen(parser->open);
    tag->begin = parser->at;
    tag->line = parser->line;
    tag->sigil = *content != '\0' && strchr("#^/>!=&{", *content) != NULL ? *content++ : '\0';
    g_autofree char *end_mark = NULL;
    if (tag->sigil == '{' || tag->sigil == '=')
        end_mark = g_strconcat(tag->sigil == '{' ? "}" : "=", parser->close, NULL);
    else
        end_mark = g_strdup(parser->close);
    const char *end = strstr(content, end_mark);
    if (end == NULL) {
        refuse(tag->line, error, "a tag is not closed (add %s)", end_mark);
        return FALSE;
    }
    tag->end = end + strlen(end_mark);
    tag->content = g_strstrip(g_strndup(content, (gsize) (end - content)));
    return TRUE;
}

static gboolean set_delimiters(Parser *parser, const Tag *tag, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(tag->content, " \t\r\n", -1);
    const char *found[2] = {NULL, NULL};
    guint count = 0;
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        if (count < 2)
            found[count] = *word;
        count++;
    }
    if (count != 2 || strchr(tag->content, '=') != NULL || strlen(found[0]) >= DELIMITER_BYTES ||
        strlen(found[1]) >= DELIMITER_BYTES)
        return refuse(tag->line, error,
                      "bad delimiters \"%s\" (two words without \"=\", as in <%% %%>)",
                      tag->content);
    g_strlcpy(parser->open, found[0], DELIMITER_BYTES);
    g_strlcpy(parser->close, found[1], DELIMITER_BYTES);
    return TRUE;
}

static gboolean begin_section(Parser *parser, const Tag *tag, GError **error)
{
    if (parser->sections->len >= SECTIONS_DEEP)
        return refuse(tag->line, error, "sections are nested deeper than %d", SECTIONS_DEEP);
    guint index = parser->tokens->len - 1;
    g_array_append_val(parser->sections, index);
    return TRUE;
}

static gboolean end_section(Parser *parser, const Tag *tag, GError **error)
{
    if (parser->sections->len == 0)
        return refuse(tag->line, error,
                      "{{/%s}} ends nothing (remove it, or add {{#%s}} before it)", tag->content,
                      tag->content);
    guint begin = g_array_index(parser->sections, guint, parser->sections->len - 1);
    const GfToken *opening = token_at(parser, begin);
    if (!g_str_equal(opening->text, tag->content))
        return refuse(tag->line, error,
                      "{{/%s}} where section \"%s\" of line %u is open (end it first)",
                      tag->content, opening->text, opening->line);
    g_array_set_size(parser->sections, parser->sections->len - 1);
    token_at(parser, begin)->match = parser->tokens->len - 1;
    token_at(parser, parser->tokens->len - 1)->match = begin;
    return TRUE;
}

static GfTokenKind kind_of(char sigil)
{
    switch (sigil) {
    case '#':
        return GF_TOKEN_SECTION;
    case '^':
        return GF_TOKEN_INVERTED;
    case '/':
        return GF_TOKEN_END;
    case '>':
        return GF_TOKEN_PARTIAL;
    case '&':
    case '{':
        return GF_TOKEN_RAW;
    default:
        return GF_TOKEN_ESCAPED;
    }
}

/* The token of a tag that names something. `indentation` (owned, may be NULL) is for a partial. */
static gboolean add_name(Parser *parser, const Tag *tag, char *indentation, GError **error)
{
    GfTokenKind kind = kind_of(tag->sigil);
    GfToken *token = add_token(parser, kind, tag->line);
    token->indentation = indentation;
    token->text = g_strdup(tag->content);
    if (kind != GF_TOKEN_PARTIAL)
        token->path =
            g_str_equal(tag->content, ".") ? g_new0(char *, 1) : g_strsplit(tag->content, ".", -1);
    if (*tag->content == '\0')
        return refuse(tag->line, error, "a tag without a name");
    if (token->path != NULL && g_strv_contains((const char *const *) token->path, ""))
        return refuse(tag->line, error, "a name with a dot too many: \"%s\"", tag->content);
    if (strpbrk(tag->content, " \t\r\n") != NULL)
        return refuse(tag->line, error, "a name with a space in it: \"%s\"", tag->content);
    if (kind == GF_TOKEN_SECTION || kind == GF_TOKEN_INVERTED)
        return begin_section(parser, tag, error);
    return kind != GF_TOKEN_END || end_section(parser, tag, error);
}

static gboolean apply_tag(Parser *parser, const Tag *tag, char *indentation, GError **error)
{
    if (tag->sigil != '!' && tag->sigil != '=')
        return add_name(parser, tag, indentation, error);
    g_free(indentation);
    return tag->sigil == '!' || set_delimiters(parser, tag, error);
}

/* Text up to the next tag, and the tag; a tag alone on its line takes the line with it. */
static gboolean step(Parser *parser, GError **error)
{
    const char *text = parser->at;
    const char *begin = strstr(text, parser->open);
    if (begin == NULL) {
        add_text(parser, text, text + strlen(text));
        advance(parser, text + strlen(text));
        return TRUE;
    }
    advance(parser, begin);
    Tag tag = {0};
    if (!read_tag(parser, &tag, error))
        return FALSE;
    g_autofree char *content = tag.content;
    gboolean can_stand_alone = tag.sigil != '\0' && strchr("#^/>!=", tag.sigil) != NULL;
    const char *line_begin = can_stand_alone ? blank_before(parser, begin) : NULL;
    const char *line_end = line_begin == NULL ? NULL : blank_after(tag.end);
    gboolean alone = line_end != NULL;
    char *indentation = NULL;
    if (alone && tag.sigil == '>')
        indentation = g_strndup(line_begin, (gsize) (begin - line_begin));
    add_text(parser, text, alone ? line_begin : begin);
    advance(parser, alone ? line_end : tag.end);
    return apply_tag(parser, &tag, indentation, error);
}

static gboolean parse(Parser *parser, GError **error)
{
    while (*parser->at != '\0')
        if (!step(parser, error))
            return FALSE;
    if (parser->sections->len == 0)
        return TRUE;
    const GfToken *open =
        token_at(parser, g_array_index(parser->sections, guint, parser->sections->len - 1));
    return refuse(open->line, error, "section \"%s\" is not ended (add {{/%s}})", open->text,
                  open->text);
}

GfTemplate *gf_template_parse(const char *source, GError **error)
{
    g_autoptr(GfTemplate) template = gf_template_new();
    g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof(guint));
    Parser parser = {.source = source,
                     .at = source,
                     .open = "{{",
                     .close = "}}",
                     .line = 1,
                     .tokens = template->tokens,
                     .sections = sections};
    return parse(&parser, error) ? g_steal_pointer(&template) : NULL;
}
