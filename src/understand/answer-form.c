/* answer-form.c - see answer-form.h.
 *
 * A box is "[ ]", "( )" or a box character; what people put into it, if it is short, ticks it. A
 * label stands behind its box, or before it where nothing stands behind.
 */
#include "understand/answer-form.h"

#include "understand/beginnings.h"

#include <string.h>

enum { INSIDE_MAXIMUM = 4 };

static const char *const empty_boxes[] = {"☐", "□", "▢", "◻", "⬜", "❏", "❑", "○"};
static const char *const full_boxes[] = {"☒", "☑", "✅",      "■",    "▣", "◼",
                                         "✔", "✓", "☑️", "🗹", "✗", "✘"};

/* The end of the box at `text`, NULL where there is none. */
static const char *box_end(const char *text, gboolean *ret_ticked)
{
    for (gsize i = 0; i < G_N_ELEMENTS(empty_boxes); i++) {
        if (gf_begins(text, empty_boxes[i])) {
            *ret_ticked = FALSE;
            return text + strlen(empty_boxes[i]);
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(full_boxes); i++) {
        if (gf_begins(text, full_boxes[i])) {
            *ret_ticked = TRUE;
            return text + strlen(full_boxes[i]);
        }
    }
    char close = *text == '[' ? ']' : *text == '(' ? ')' : '\0';
    if (close == '\0')
        return NULL;
    guint inside = 0;
    gboolean ticked = FALSE;
    const char *at = text + 1;
    for (; *at != '\0' && *at != '\n' && *at != close; at = g_utf8_next_char(at), inside++) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c) || c == '_')
            continue;
        if (c != 'x' && c != 'X' && c != '*' && c != '+' && c != 0x2713 && c != 0x2714 &&
            c != 0xd7 && c != 'v' && c != 'V')
            return NULL;
        ticked = TRUE;
    }
    if (*at != close || inside > INSIDE_MAXIMUM)
        return NULL;
    *ret_ticked = ticked;
    return at + 1;
}

typedef struct {
    const char *start, *end;
    gboolean ticked;
} Box;

/* Bytes with which boxes begin. */
#define BOX_BYTES "[(\342\360"

static GArray *boxes_in(const char *line)
{
    GArray *boxes = g_array_new(FALSE, FALSE, sizeof(Box));
    for (const char *at = strpbrk(line, BOX_BYTES); at != NULL; at = strpbrk(at, BOX_BYTES)) {
        Box box = {.start = at};
        box.end = box_end(at, &box.ticked);
        if (box.end != NULL)
            g_array_append_val(boxes, box);
        at = box.end != NULL ? box.end : at + 1;
    }
    return boxes;
}

static gboolean has_letters(const char *from, const char *to)
{
    for (; from < to; from = g_utf8_next_char(from))
        if (g_unichar_isalpha(g_utf8_get_char(from)))
            return TRUE;
    return FALSE;
}

/* The form speaks of the member ("sera présent(e)"); the member is who ticks it. */
static void add_ticked(GString *ticked, const char *from, const char *to)
{
    static const char *const verbs[] = {"sera ",    "participera ", "assistera ", "donne ",
                                        "viendra ", "ne ",          "se "};
    g_autofree char *label = g_strndup(from, (gsize) (to - from));
    g_strstrip(label);
    if (g_str_has_suffix(label, ":"))
        label[strlen(label) - 1] = '\0';
    g_autofree char *small = g_utf8_strdown(label, -1);
    gboolean verb = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        verb = verb || g_str_has_prefix(small, verbs[i]);
    g_string_append_printf(ticked, "\n\n%s%s", verb ? "Je " : "", label);
}

static void read_line(GfForm *form, GString *rest, GString *ticked, const char *line)
{
    g_autoptr(GArray) boxes = boxes_in(line);
    if (boxes->len == 0) {
        g_string_append(rest, line);
        g_string_append_c(rest, '\n');
        return;
    }
    const char *end = line + strlen(line);
    const Box *first = &g_array_index(boxes, Box, 0);
    const Box *last = &g_array_index(boxes, Box, boxes->len - 1);
    gboolean before = !has_letters(last->end, end) && has_letters(line, first->start);
    form->boxes += boxes->len;
    for (guint i = 0; i < boxes->len; i++) {
        const Box *box = &g_array_index(boxes, Box, i);
        const char *left = i > 0 ? g_array_index(boxes, Box, i - 1).end : line;
        const char *right = i + 1 < boxes->len ? g_array_index(boxes, Box, i + 1).start : end;
        if (box->ticked)
            add_ticked(ticked, before ? left : box->end, before ? box->start : right);
    }
}

GfForm *gf_form_read(const char *text)
{
    GfForm *form = g_new0(GfForm, 1);
    if (strpbrk(text, BOX_BYTES) == NULL) {
        form->rest = g_strconcat(text, *text != '\0' ? "\n" : "", NULL);
        form->ticked = g_strdup("");
        return form;
    }
    GString *rest = g_string_new(NULL), *ticked = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        read_line(form, rest, ticked, *line);
    form->rest = g_string_free(rest, FALSE);
    form->ticked = g_string_free(ticked, FALSE);
    return form;
}

void gf_form_free(GfForm *form)
{
    if (form == NULL)
        return;
    g_free(form->rest);
    g_free(form->ticked);
    g_free(form);
}
