/* html.c - see html.h. Total: what libxml2 cannot make sense of is left out, the rest is kept. */
#include "mime/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "base/text.h"
#include "mime/charset.h"
#include "mime/html-place.h"
#include "mime/html-role.h"
#include "mime/html-style.h"

enum {
    OPEN_MAXIMUM = 500, /* libxml2 searches all open elements at each stray end */
    QUOTE_MAXIMUM = 30,
    INDENT_MAXIMUM = 10,
    LINK_MAXIMUM = 500, /* bytes of a target that is shown */
};

/* An element that is open, with what its end must undo. */
typedef struct {
    guint32 name; /* hash: names of unknown elements may be long */
    GfHtmlRole role;
    gboolean hidden, pre, quote;
    char place;      /* what it says of its words, 0: nothing */
    gboolean merged; /* lines are kept, blanks within them are not */
    gboolean tiny;   /* text of no size, its own or inherited */
    gboolean grid;   /* a table whose empty cells mean something */
    char numbering;  /* of an ordered list: '1', 'a', 'A', 'i' or 'I'; '\0': bullets */
    int item;        /* its next number */
    char *target;    /* of a link */
    gsize text_at;   /* where the text of the link or label begins */
} Open;

typedef struct {
    GString *out;
    GArray *open; /* of Open */
    htmlParserCtxtPtr parser;
    gboolean too_deep;
    gboolean outline; /* a letter before each line, no quote marks */
    gboolean rest;    /* all that follows is quoted */
    guint hidden, pre, merged, quotes, lists, items;
    gboolean at_line_start; /* nothing on this line yet */
    gboolean space;         /* one space is due before the next text */
    guint cells;            /* cell separators that are due */
    gboolean cell_top;      /* nothing in this cell yet */
    gboolean end_due;       /* the line must end before the next text, unless a cell joins it */
    gboolean bullet;        /* only a bullet stands on this line */
    guint row_cells;        /* of this row, that have text */
    gboolean row_begun;
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
    state->space = state->end_due = state->bullet = FALSE;
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

/* The further lines of an item stand below its first words. */
static void indent(State *state, guint levels)
{
    for (guint i = 0; i < MIN(levels, INDENT_MAXIMUM); i++)
        g_string_append(state->out, "  ");
}

static void separate_cells(State *state)
{
    for (guint i = 0; i < state->cells; i++)
        g_string_append(state->out, i == 0 && !state->at_line_start ? " | " : "| ");
}

/* What is due before text. */
static void prepare(State *state)
{
    if (state->end_due && (state->cells == 0 || state->row_cells == 0))
        new_line(state);
    if (state->at_line_start) {
        while (state->begun && state->due_lines > state->empty_lines) {
            line_marks(state, MIN(state->due_quotes, state->quotes));
            new_line(state);
        }
        line_marks(state, state->quotes);
        indent(state, state->items);
    } else if (state->cells == 0 && state->space && !state->bullet) {
        g_string_append_c(state->out, ' ');
    }
    separate_cells(state);
    state->row_cells += state->cell_top;
    state->due_lines = state->empty_lines = state->cells = 0;
    state->at_line_start = state->space = state->end_due = state->bullet = FALSE;
    state->cell_top = FALSE;
    state->begun = TRUE;
}

/* A block begins or ends. Behind a bullet and at the top of a cell its text goes on in the line. */
static void end_line(State *state)
{
    if (state->bullet || state->cells > 0)
        return;
    state->end_due = !state->at_line_start;
    state->space = FALSE;
}

static void empty_line(State *state)
{
    end_line(state);
    if (state->cell_top)
        return;
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
    state->cells = 0;
}

/* C1 controls, "&#146;": everybody means windows-1252 (HTML, section 13.2.5.80). */
static void append_control(State *state, guchar c)
{
    prepare(state);
    g_string_append_unichar(state->out, gf_charset_windows_1252(c));
}

/* Visible characters up to the next that needs a look. */
static gsize run_length(const char *text, gsize length)
{
    gsize run = 1;
    while (run < length && strchr(" \t\n\r\f\xc2\xcd\xe2\xef", text[run]) == NULL)
        run++;
    return run;
}

static void append_text(State *state, const char *text, gsize length)
{
    for (gsize i = 0, size; i < length; i += size) {
        guchar c = (guchar) text[i], next = i + 1 < length ? (guchar) text[i + 1] : 0;
        size = 1;
        gboolean blank = c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\n';
        if (blank && (!state->pre || (state->merged && c != '\n'))) {
            state->space = !state->at_line_start && !state->end_due;
        } else if (c == '\n') {
            line_break(state);
        } else if (c == 0xc2 && next == 0xa0) {
            hard_space(state);
            size = 2;
        } else if (c == 0xc2 && next >= 0x80 && next < 0xa0) {
            append_control(state, next);
            size = 2;
        } else if ((size = gf_html_invisible(text + i, length - i, state->out)) == 0) {
            prepare(state);
            size = run_length(text + i, length - i);
            g_string_append_len(state->out, text + i, (gssize) size);
        }
    }
}

/* --- elements --- */

/* The innermost open element of this role, NULL where there is none. */
static Open *innermost(State *state, GfHtmlRole role)
{
    for (guint i = state->open->len; i > 0; i--) {
        Open *open = &g_array_index(state->open, Open, i - 1);
        if (open->role == role)
            return open;
    }
    return NULL;
}

static void start_item(State *state, const xmlChar **attributes)
{
    end_line(state);
    Open *list = innermost(state, GF_ROLE_LIST);
    prepare(state);
    /* Some editors put a list directly into a list. */
    if (state->lists > state->items + 1)
        indent(state, state->lists - state->items - 1);
    if (list != NULL)
        list->item = gf_html_number(attributes, "value", list->item);
    gf_html_append_label(state->out, list != NULL ? list->numbering : '\0',
                         list != NULL ? list->item : 0);
    if (list != NULL)
        list->item++;
    state->bullet = TRUE;
    state->items++;
}

static void start_list(Open *open, const char *name, const xmlChar **attributes)
{
    if (strcmp(name, "ol") != 0)
        return;
    const char *type = gf_html_attribute(attributes, "type");
    open->numbering = type != NULL && strlen(type) == 1 && strchr("aAiI", *type) ? *type : '1';
    open->item = gf_html_number(attributes, "start", 1);
}

static void start_row(State *state)
{
    state->cells = state->row_cells = 0;
    state->row_begun = state->cell_top = FALSE;
    end_line(state);
}

static void start_cell(State *state)
{
    const Open *table = innermost(state, GF_ROLE_TABLE);
    if (table != NULL && table->grid)
        state->cells += state->row_begun;
    else
        state->cells = state->row_cells > 0 && !state->at_line_start;
    state->row_begun = state->cell_top = TRUE;
}

/* What Word writes before an item: a number, or a sign of a font of symbols. */
static void end_label(State *state, const Open *open)
{
    if (open->text_at > state->out->len)
        return;
    g_autofree char *text = g_strdup(state->out->str + open->text_at);
    gsize length = strcspn(text, " ");
    text[length] = '\0';
    gboolean number = length > 1 && (text[length - 1] == '.' || text[length - 1] == ')');
    g_string_truncate(state->out, open->text_at);
    g_string_append(state->out, number ? text : "-");
    state->space = TRUE;
}

static void start_role(State *state, Open *open, const xmlChar **attributes, const char *style)
{
    switch (open->role) {
    case GF_ROLE_PARAGRAPH:
        empty_line(state);
        break;
    case GF_ROLE_LIST:
        if (state->lists++ == 0)
            empty_line(state);
        end_line(state);
        break;
    case GF_ROLE_QUOTE:
        open->quote = strstr(style, "border:none") == NULL;
        end_line(state);
        state->quotes += open->quote;
        break;
    case GF_ROLE_TABLE:
        open->grid = gf_html_is_grid(attributes);
        end_line(state);
        break;
    case GF_ROLE_ROW:
        start_row(state);
        break;
    case GF_ROLE_CELL:
        start_cell(state);
        break;
    case GF_ROLE_LABEL:
        prepare(state);
        open->text_at = state->out->len;
        break;
    case GF_ROLE_BLOCK:
    case GF_ROLE_PRE:
        end_line(state);
        break;
    default:
        break;
    }
}

static void start_link(State *state, Open *open, const xmlChar **attributes)
{
    const char *target = gf_html_attribute(attributes, "href");
    open->text_at = state->out->len;
    if (target == NULL || strlen(target) > LINK_MAXIMUM)
        return;
    if (g_ascii_strncasecmp(target, "http", 4) == 0) {
        open->target = gf_text_line(target, 0);
    } else if (g_ascii_strncasecmp(target, "mailto:", 7) == 0) {
        g_autofree char *address = g_strndup(target + 7, strcspn(target + 7, "?"));
        open->target = gf_text_line(address, 0);
    }
}

static void rule(State *state)
{
    end_line(state);
    prepare(state);
    g_string_append(state->out, "________________________________");
    end_line(state);
}

/* Elements that have no content. */
static void void_element(State *state, GfHtmlRole role, const xmlChar **attributes,
                         const char *style)
{
    const char *alternative = gf_html_attribute(attributes, "alt");
    if (role == GF_ROLE_BREAK)
        line_break(state);
    else if (role == GF_ROLE_RULE)
        rule(state);
    else if (role == GF_ROLE_IMAGE && alternative != NULL && !gf_html_is_pixel(attributes, style))
        append_text(state, alternative, strlen(alternative));
}

/* Text of no size is not seen; what stands in it may have a size again. */
static gboolean is_tiny(const State *state, const char *style)
{
    gboolean inherited =
        state->open->len > 0 && g_array_index(state->open, Open, state->open->len - 1).tiny;
    const char *size = gf_html_style_value(style, "font-size:");
    return size != NULL && g_ascii_isdigit(*size) ? gf_html_style_is_zero(style, "font-size:")
                                                  : inherited;
}

/* Roles that styles and attributes give. */
static GfHtmlRole role_by_style(GfHtmlRole role, const xmlChar **attributes, const char *style)
{
    if (strstr(style, "mso-list:ignore") != NULL && role == GF_ROLE_INLINE)
        return GF_ROLE_LABEL;
    return role == GF_ROLE_PARAGRAPH && gf_html_is_tight(attributes, style) ? GF_ROLE_BLOCK : role;
}

static void start_shown(State *state, Open *open, const char *name, const xmlChar **attributes)
{
    g_autofree char *style = gf_html_folded_style(attributes);
    gboolean line_end = open->role == GF_ROLE_BREAK;
    open->hidden = gf_html_is_hidden(attributes, style) && !line_end;
    open->pre = open->role == GF_ROLE_PRE || strstr(style, "white-space:pre") != NULL;
    open->merged = open->pre && strstr(style, "white-space:pre-line") != NULL;
    open->tiny = is_tiny(state, style);
    open->role = role_by_style(open->role, attributes, style);
    if (open->hidden)
        return;
    void_element(state, open->role, attributes, style);
    start_role(state, open, attributes, style);
    if (open->role == GF_ROLE_LIST)
        start_list(open, name, attributes);
    else if (open->role == GF_ROLE_LINK)
        start_link(state, open, attributes);
    else if (strcmp(name, "th") == 0 && innermost(state, GF_ROLE_TABLE) != NULL)
        innermost(state, GF_ROLE_TABLE)->grid = TRUE;
}

static void place(State *state, Open *open, const char *name, const xmlChar **attributes)
{
    g_autofree char *style = gf_html_folded_style(attributes);
    open->place = gf_html_place(name, (const char *const *) attributes, style);
    state->rest = state->rest || open->place == GF_HTML_REST;
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    State *state = data;
    Open open = {.name = g_str_hash(name), .role = gf_html_role((const char *) name)};
    if (state->open->len >= OPEN_MAXIMUM) {
        state->too_deep = TRUE;
        xmlStopParser(state->parser);
        return;
    }
    if (state->hidden > 0 || open.role == GF_ROLE_HIDDEN)
        open.hidden = TRUE;
    else
        start_shown(state, &open, (const char *) name, attributes);
    if (state->outline && state->hidden == 0 && open.role != GF_ROLE_HIDDEN)
        place(state, &open, (const char *) name, attributes);
    state->hidden += open.hidden;
    state->pre += open.pre;
    state->merged += open.merged;
    g_array_append_val(state->open, open);
    if (open.role == GF_ROLE_ITEM && !open.hidden)
        start_item(state, attributes);
}

/* "https://www.x.fr/" and "www.x.fr" are the same to a reader. */
static gboolean says_the_same(const char *text, const char *target)
{
    static const char *const leads[] = {"https://", "http://", "www."};
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
    case GF_ROLE_PARAGRAPH:
        empty_line(state);
        break;
    case GF_ROLE_LIST:
        end_line(state);
        if (state->lists > 0 && --state->lists == 0)
            empty_line(state);
        break;
    case GF_ROLE_QUOTE:
        end_line(state);
        state->quotes -= open->quote;
        break;
    case GF_ROLE_ITEM:
        state->items -= state->items > 0;
        state->bullet = FALSE;
        state->due_lines = 0;
        end_line(state);
        break;
    case GF_ROLE_ROW:
        /* Rows of several cells stand close. */
        state->due_lines = state->row_cells > 1 ? 0 : state->due_lines;
        start_row(state);
        break;
    case GF_ROLE_LABEL:
        end_label(state, open);
        break;
    case GF_ROLE_TABLE:
    case GF_ROLE_BLOCK:
    case GF_ROLE_PRE:
        end_line(state);
        break;
    case GF_ROLE_LINK:
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
    state->merged -= open->merged;
    g_array_set_size(state->open, state->open->len - 1);
}

static void on_text(void *data, const xmlChar *text, int length)
{
    State *state = data;
    gboolean tiny =
        state->open->len > 0 && g_array_index(state->open, Open, state->open->len - 1).tiny;
    if (state->hidden == 0 && !tiny)
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
    g_autofree char *seen = strstr(html, "<![") != NULL ? gf_html_without_declarations(html) : NULL;
    const char *source = seen != NULL ? seen : html;
    if (*source != '\0')
        parse(&state, source, strlen(source));
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
