/* html.c - see html.h. Total: what libxml2 cannot make sense of is left out, the rest is kept. */
#include "mime/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "base/text.h"
#include "mime/html-place.h"

enum {
    OPEN_MAXIMUM = 500, /* libxml2 searches all open elements at each stray end */
    QUOTE_MAXIMUM = 30,
    LINK_MAXIMUM = 500, /* bytes of a target that is shown */
};

/* What an element does to the text around it. */
typedef enum {
    ROLE_INLINE,
    ROLE_BLOCK,     /* on lines of its own */
    ROLE_PARAGRAPH, /* with an empty line before and after */
    ROLE_HIDDEN,    /* its content is no text */
    ROLE_LIST,
    ROLE_ITEM,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_PRE,
    ROLE_QUOTE,
    ROLE_LINK,
    ROLE_BREAK,
    ROLE_RULE,
    ROLE_IMAGE,
} Role;

static const struct {
    const char *name;
    Role role;
} roles[] = {
    {"a", ROLE_LINK},          {"address", ROLE_BLOCK}, {"article", ROLE_BLOCK},
    {"aside", ROLE_BLOCK},     {"base", ROLE_HIDDEN},   {"blockquote", ROLE_QUOTE},
    {"body", ROLE_BLOCK},      {"br", ROLE_BREAK},      {"caption", ROLE_BLOCK},
    {"center", ROLE_BLOCK},    {"dd", ROLE_BLOCK},      {"div", ROLE_BLOCK},
    {"dl", ROLE_PARAGRAPH},    {"dt", ROLE_BLOCK},      {"fieldset", ROLE_BLOCK},
    {"figure", ROLE_BLOCK},    {"footer", ROLE_BLOCK},  {"form", ROLE_BLOCK},
    {"h1", ROLE_PARAGRAPH},    {"h2", ROLE_PARAGRAPH},  {"h3", ROLE_PARAGRAPH},
    {"h4", ROLE_PARAGRAPH},    {"h5", ROLE_PARAGRAPH},  {"h6", ROLE_PARAGRAPH},
    {"header", ROLE_BLOCK},    {"hr", ROLE_RULE},       {"html", ROLE_BLOCK},
    {"iframe", ROLE_HIDDEN},   {"img", ROLE_IMAGE},     {"li", ROLE_ITEM},
    {"main", ROLE_BLOCK},      {"nav", ROLE_BLOCK},     {"object", ROLE_HIDDEN},
    {"ol", ROLE_LIST},         {"option", ROLE_BLOCK},  {"p", ROLE_PARAGRAPH},
    {"pre", ROLE_PRE},         {"script", ROLE_HIDDEN}, {"section", ROLE_BLOCK},
    {"select", ROLE_HIDDEN},   {"style", ROLE_HIDDEN},  {"table", ROLE_BLOCK},
    {"tbody", ROLE_BLOCK},     {"td", ROLE_CELL},       {"template", ROLE_HIDDEN},
    {"textarea", ROLE_HIDDEN}, {"tfoot", ROLE_BLOCK},   {"th", ROLE_CELL},
    {"thead", ROLE_BLOCK},     {"title", ROLE_HIDDEN},  {"tr", ROLE_ROW},
    {"ul", ROLE_LIST},
};

/* An element that is open, with what its end must undo. */
typedef struct {
    guint32 name; /* hash: names of unknown elements may be long */
    Role role;
    gboolean hidden, pre, quote;
    char place;    /* what it says of its words, 0: nothing */
    int item;      /* next number of an ordered list, 0: bullets */
    char *target;  /* of a link */
    gsize text_at; /* where the text of the link begins */
} Open;

typedef struct {
    GString *out;
    GArray *open; /* of Open */
    htmlParserCtxtPtr parser;
    gboolean too_deep;
    gboolean outline; /* a letter before each line, no quote marks */
    gboolean rest;    /* all that follows is quoted */
    guint hidden, pre, quotes, lists;
    gboolean at_line_start; /* nothing on this line yet */
    gboolean space;         /* one space is due before the next text */
    gboolean cell;          /* a cell separator is due */
    gboolean end_due;       /* the line must end before the next text, unless a cell joins it */
    gboolean bullet;        /* only a bullet stands on this line */
    gboolean row_has_text;
    guint empty_lines; /* just written */
    gboolean begun;    /* some text was written */
    guint due_lines;   /* empty lines due before the next text */
    guint due_quotes;  /* the depth they belong to */
} State;

static void open_clear(gpointer item)
{
    g_free(((Open *) item)->target);
}

/* --- writing --- */

static void new_line(State *state)
{
    while (state->out->len > 0 && state->out->str[state->out->len - 1] == ' ' && !state->pre)
        g_string_truncate(state->out, state->out->len - 1);
    g_string_append_c(state->out, '\n');
    state->empty_lines = state->at_line_start ? state->empty_lines + 1 : 0;
    state->at_line_start = TRUE;
    state->space = state->cell = state->end_due = state->bullet = FALSE;
}

/* What the outermost element that says anything says. */
static char place_here(const State *state)
{
    for (guint i = 0; !state->rest && i < state->open->len; i++)
        if (g_array_index(state->open, Open, i).place != 0)
            return g_array_index(state->open, Open, i).place;
    return state->rest ? GF_HTML_QUOTE : GF_HTML_PLAIN;
}

static void line_marks(State *state, guint quotes)
{
    if (state->outline) {
        g_string_append_c(state->out, place_here(state));
        return;
    }
    for (guint i = 0; i < MIN(quotes, QUOTE_MAXIMUM); i++)
        g_string_append(state->out, "> ");
}

/* What is due before text. */
static void prepare(State *state)
{
    if (state->end_due && !state->cell)
        new_line(state);
    if (state->at_line_start) {
        while (state->begun && state->due_lines > state->empty_lines) {
            line_marks(state, MIN(state->due_quotes, state->quotes));
            new_line(state);
        }
        line_marks(state, state->quotes);
    } else if (state->cell) {
        g_string_append(state->out, " | ");
    } else if (state->space && !state->bullet) {
        g_string_append_c(state->out, ' ');
    }
    state->due_lines = state->empty_lines = 0;
    state->at_line_start = state->space = state->cell = state->end_due = state->bullet = FALSE;
    state->begun = state->row_has_text = TRUE;
}

/* A block begins or ends. Behind a bullet and at the top of a cell its text goes on in the line. */
static void end_line(State *state)
{
    if (state->bullet || state->cell)
        return;
    state->end_due = !state->at_line_start;
    state->space = FALSE;
}

static void empty_line(State *state)
{
    end_line(state);
    state->due_lines = 1;
    state->due_quotes = state->quotes;
}

/* A line of nothing but a hard space is how editors write an empty line. */
static void hard_space(State *state)
{
    if (state->at_line_start || state->end_due)
        empty_line(state);
    else if (!state->bullet)
        g_string_append_c(state->out, ' ');
}

static void line_break(State *state)
{
    if (state->end_due)
        new_line(state);
    if (state->at_line_start)
        line_marks(state, state->quotes);
    new_line(state);
}

static void append_text(State *state, const char *text, gsize length)
{
    for (gsize i = 0; i < length;) {
        guchar c = (guchar) text[i];
        gboolean blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
        if (blank && !state->pre) {
            state->space = !state->at_line_start && !state->end_due;
            i++;
        } else if (c == '\n') {
            line_break(state);
            i++;
        } else if (c == 0xc2 && i + 1 < length && (guchar) text[i + 1] == 0xa0) {
            hard_space(state);
            i += 2;
        } else {
            prepare(state);
            gsize run = 1;
            while (i + run < length && strchr(" \t\n\r\f\xc2", text[i + run]) == NULL)
                run++;
            g_string_append_len(state->out, text + i, (gssize) run);
            i += run;
        }
    }
}

/* --- elements --- */

static Role role_of(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(roles);
    while (low < high) {
        gsize middle = (low + high) / 2;
        int order = strcmp(name, roles[middle].name);
        if (order == 0)
            return roles[middle].role;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ROLE_INLINE;
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
        if (strcmp((const char *) attributes[0], name) == 0)
            return attributes[1] != NULL ? (const char *) attributes[1] : "";
    return NULL;
}

/* A style without blanks, in lower case. Owned, perhaps empty. */
static char *folded_style(const xmlChar **attributes)
{
    const char *style = attribute(attributes, "style");
    GString *out = g_string_new(NULL);
    for (const char *p = style != NULL ? style : ""; *p != '\0'; p++)
        if (!g_ascii_isspace(*p))
            g_string_append_c(out, g_ascii_tolower(*p));
    return g_string_free(out, FALSE);
}

static gboolean is_hidden(const xmlChar **attributes, const char *style)
{
    return attribute(attributes, "hidden") != NULL || strstr(style, "display:none") != NULL ||
           strstr(style, "mso-hide:all") != NULL || strstr(style, "visibility:hidden") != NULL;
}

/* Outlook writes each line as a paragraph without margin. */
static gboolean is_tight(const xmlChar **attributes, const char *style)
{
    const char *class = attribute(attributes, "class");
    return (class != NULL && g_str_has_prefix(class, "Mso")) || strstr(style, "margin:0") != NULL ||
           strstr(style, "margin-bottom:0") != NULL;
}

static void start_item(State *state)
{
    end_line(state);
    Open *list = NULL;
    for (guint i = state->open->len; i > 0 && list == NULL; i--) {
        Open *open = &g_array_index(state->open, Open, i - 1);
        list = open->role == ROLE_LIST ? open : NULL;
    }
    prepare(state);
    for (guint i = 1; i < MIN(state->lists, 10); i++)
        g_string_append(state->out, "  ");
    if (list != NULL && list->item > 0)
        g_string_append_printf(state->out, "%d. ", list->item++);
    else
        g_string_append(state->out, "- ");
    state->bullet = TRUE;
}

static void start_role(State *state, Open *open, const xmlChar **attributes, const char *style)
{
    switch (open->role) {
    case ROLE_PARAGRAPH:
        if (is_tight(attributes, style)) {
            open->role = ROLE_BLOCK;
            end_line(state);
        } else {
            empty_line(state);
        }
        break;
    case ROLE_LIST:
        if (state->lists++ == 0)
            empty_line(state);
        end_line(state);
        break;
    case ROLE_QUOTE:
        open->quote = strstr(style, "border:none") == NULL;
        end_line(state);
        state->quotes += open->quote;
        break;
    case ROLE_ROW:
        state->cell = state->row_has_text = FALSE;
        end_line(state);
        break;
    case ROLE_CELL:
        state->cell = state->row_has_text && !state->at_line_start;
        break;
    case ROLE_BLOCK:
    case ROLE_PRE:
        end_line(state);
        break;
    default:
        break;
    }
}

static void start_link(State *state, Open *open, const xmlChar **attributes)
{
    const char *target = attribute(attributes, "href");
    open->text_at = state->out->len;
    gboolean shown = target != NULL && strlen(target) <= LINK_MAXIMUM &&
                     (g_ascii_strncasecmp(target, "http", 4) == 0 ||
                      g_ascii_strncasecmp(target, "mailto:", 7) == 0);
    open->target = shown ? gf_text_line(target, 0) : NULL;
}

static void rule(State *state)
{
    end_line(state);
    prepare(state);
    g_string_append(state->out, "________________________________");
    end_line(state);
}

/* Elements that have no content. TRUE where this was one. */
static gboolean void_element(State *state, Role role, const xmlChar **attributes)
{
    if (role == ROLE_BREAK) {
        line_break(state);
    } else if (role == ROLE_RULE) {
        rule(state);
    } else if (role == ROLE_IMAGE) {
        const char *alternative = attribute(attributes, "alt");
        if (alternative != NULL)
            append_text(state, alternative, strlen(alternative));
    } else {
        return FALSE;
    }
    return TRUE;
}

static void place(State *state, Open *open, const char *name, const char *const *attributes,
                  const char *style)
{
    open->place = gf_html_place(name, attributes, style);
    state->rest = state->rest || open->place == GF_HTML_REST;
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    State *state = data;
    Open open = {.name = g_str_hash(name), .role = role_of((const char *) name)};
    if (state->hidden == 0 && void_element(state, open.role, attributes))
        open.role = ROLE_INLINE;
    if (state->open->len >= OPEN_MAXIMUM) {
        state->too_deep = TRUE;
        xmlStopParser(state->parser);
        return;
    }
    if (state->hidden > 0 || open.role == ROLE_HIDDEN) {
        open.hidden = TRUE;
    } else {
        g_autofree char *style = folded_style(attributes);
        open.hidden = is_hidden(attributes, style) && role_of((const char *) name) != ROLE_BREAK;
        open.pre = open.role == ROLE_PRE || strstr(style, "white-space:pre") != NULL;
        if (!open.hidden)
            start_role(state, &open, attributes, style);
        if (state->outline)
            place(state, &open, (const char *) name, (const char *const *) attributes, style);
        if (open.role == ROLE_LIST && strcmp((const char *) name, "ol") == 0)
            open.item = 1;
        if (open.role == ROLE_LINK)
            start_link(state, &open, attributes);
    }
    state->hidden += open.hidden;
    state->pre += open.pre;
    g_array_append_val(state->open, open);
    if (open.role == ROLE_ITEM && !open.hidden)
        start_item(state);
}

/* "https://www.x.fr/" and "www.x.fr" are the same to a reader. */
static gboolean says_the_same(const char *text, const char *target)
{
    static const char *const leads[] = {"mailto:", "https://", "http://", "www."};
    g_autofree char *shown = g_ascii_strdown(text, -1);
    g_autofree char *meant = g_ascii_strdown(target, -1);
    const char *a = g_strstrip(shown), *b = g_strstrip(meant);
    for (gsize i = 0; i < G_N_ELEMENTS(leads); i++) {
        a += g_str_has_prefix(a, leads[i]) ? strlen(leads[i]) : 0;
        b += g_str_has_prefix(b, leads[i]) ? strlen(leads[i]) : 0;
    }
    gsize length_a = strlen(a), length_b = strlen(b);
    length_a -= length_a > 0 && a[length_a - 1] == '/';
    length_b -= length_b > 0 && b[length_b - 1] == '/';
    return length_a == length_b && memcmp(a, b, length_a) == 0;
}

static void end_link(State *state, const Open *open)
{
    if (open->target == NULL || open->text_at > state->out->len)
        return;
    const char *text = state->out->str + open->text_at;
    text += strspn(text, "> |\n");
    g_autofree char *copy = g_strdup(text);
    if (*g_strstrip(copy) == '\0' || says_the_same(copy, open->target))
        return;
    g_string_append_printf(state->out, " <%s>", open->target);
}

static void end_role(State *state, const Open *open)
{
    switch (open->role) {
    case ROLE_PARAGRAPH:
        empty_line(state);
        break;
    case ROLE_LIST:
        end_line(state);
        if (state->lists > 0 && --state->lists == 0)
            empty_line(state);
        break;
    case ROLE_QUOTE:
        end_line(state);
        state->quotes -= open->quote;
        break;
    case ROLE_ITEM:
        state->bullet = FALSE;
        state->due_lines = 0;
        end_line(state);
        break;
    case ROLE_ROW:
        state->cell = state->row_has_text = FALSE;
        end_line(state);
        break;
    case ROLE_BLOCK:
    case ROLE_PRE:
        end_line(state);
        break;
    case ROLE_LINK:
        end_link(state, open);
        break;
    default:
        break;
    }
}

static void on_end(void *data, const xmlChar *name)
{
    State *state = data;
    /* libxml2 balances elements: another name on top means an end without a start. */
    if (state->open->len == 0 ||
        g_array_index(state->open, Open, state->open->len - 1).name != g_str_hash(name))
        return;
    Open *open = &g_array_index(state->open, Open, state->open->len - 1);
    if (!open->hidden)
        end_role(state, open);
    state->hidden -= open->hidden;
    state->pre -= open->pre;
    g_array_set_size(state->open, state->open->len - 1);
}

static void on_text(void *data, const xmlChar *text, int length)
{
    State *state = data;
    if (state->hidden == 0)
        append_text(state, (const char *) text, (gsize) length);
}

static void parse(State *state, const char *html, gsize length)
{
    htmlParserCtxtPtr context = htmlCreateMemoryParserCtxt(html, (int) length);
    if (context == NULL)
        return;
    xmlSAXHandler handler = {.startElement = on_start,
                             .endElement = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text};
    memcpy(context->sax, &handler, sizeof handler);
    state->parser = context;
    context->userData = state;
    htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(context);
    htmlFreeParserCtxt(context);
}

/* Owned. */
static char *text_of(const char *html, gboolean outline, gboolean *ret_complete)
{
    State state = {.out = g_string_sized_new(strlen(html) / 2),
                   .open = g_array_new(FALSE, TRUE, sizeof(Open)),
                   .outline = outline,
                   .at_line_start = TRUE};
    g_array_set_clear_func(state.open, open_clear);
    if (*html != '\0')
        parse(&state, html, strlen(html));
    g_array_unref(state.open);
    if (ret_complete != NULL)
        *ret_complete = !state.too_deep;
    g_autofree char *raw = g_string_free(state.out, FALSE);
    g_autofree char *clean = gf_text_clean(raw, -1);
    g_strchomp(clean);
    const char *start = clean + strspn(clean, "\n");
    return *start != '\0' ? g_strconcat(start, "\n", NULL) : g_strdup("");
}

char *gf_html_to_text(const char *html, gboolean *ret_complete)
{
    return text_of(html, FALSE, ret_complete);
}

char *gf_html_outline(const char *html)
{
    return gf_html_has_places(html) ? text_of(html, TRUE, NULL) : NULL;
}

char *gf_html_declared_charset(const char *bytes, gsize length)
{
    g_autofree char *head = g_ascii_strdown(bytes, (gssize) MIN(length, 2048));
    const char *meta = strstr(head, "<meta");
    const char *charset = meta != NULL ? strstr(meta, "charset=") : NULL;
    if (charset == NULL)
        return NULL;
    charset += strlen("charset=");
    charset += strspn(charset, "\"' ");
    gsize name = strspn(charset, "abcdefghijklmnopqrstuvwxyz0123456789-_");
    return name > 0 && name < 40 ? g_strndup(charset, name) : NULL;
}
