/* segments.c - cuts a text into what was written, what was quoted, and what a program put in.
 *
 * Losing what somebody wrote is the worse error: where a mark is not certain the text stays `new`.
 * Behind a quote that marks its lines writing goes on; behind one that does not, nothing can be
 * told apart and all of it is quote. The segments, joined, are the text.
 */
#include "understand/understand.h"

#include "understand/lines.h"
#include "understand/quote-marks.h"
#include "understand/signature.h"

#include <string.h>

enum { WRAPPED = 72 }; /* characters at which programs wrap */

typedef struct {
    GArray *lines;
    GfSegmentKind *kinds;
    GfSegmentKind ordinary; /* of a line that nothing marks: new, or signature */
    GfSegmentKind quoted;   /* of a line with marks: quote, or forward */
    gboolean forwarded;     /* the subject says so */
} Cutting;

static void mark(Cutting *cutting, guint from, guint to, GfSegmentKind kind)
{
    for (guint i = from; i < to && i < cutting->lines->len; i++)
        cutting->kinds[i] = kind;
}

static guint next_filled(const Cutting *cutting, guint at)
{
    while (at < cutting->lines->len && gf_line_at(cutting->lines, at)->blank &&
           gf_line_at(cutting->lines, at)->depth == 0)
        at++;
    return at;
}

/* A rule above a quote belongs to it. */
static void mark_rule_above(Cutting *cutting, guint at, GfSegmentKind kind)
{
    guint above = at;
    while (above > 0 && at - above < 2 && gf_line_at(cutting->lines, above - 1)->blank)
        above--;
    if (above > 0 && gf_quote_is_rule(gf_line_at(cutting->lines, above - 1)))
        mark(cutting, above - 1, at, kind);
}

/* From `at` a quote opens with `count` lines; returns the line after what is certainly quote. */
static guint open_quote(Cutting *cutting, guint at, guint count, GfSegmentKind kind)
{
    mark_rule_above(cutting, at, kind);
    mark(cutting, at, at + count, kind);
    guint next = next_filled(cutting, at + count);
    guint headed = next < cutting->lines->len ? gf_quote_header(cutting->lines, next) : 0;
    if (headed > 0) {
        mark(cutting, at + count, next + headed, kind);
        count = next + headed - at;
        next = next_filled(cutting, at + count);
    }
    cutting->ordinary = GF_SEGMENT_NEW;
    cutting->quoted = kind;
    if (next < cutting->lines->len && gf_line_at(cutting->lines, next)->depth > 0) {
        mark(cutting, at + count, next, kind);
        return next;
    }
    mark(cutting, at, cutting->lines->len, kind);
    return cutting->lines->len;
}

/* Outlook puts "Quand : ... Où : ... *~*~*" between an answer and the invitation. */
static guint invitation_block(const Cutting *cutting, guint at)
{
    const char *fold = gf_line_at(cutting->lines, at)->fold;
    if (!g_str_has_prefix(fold, "quand :") && !g_str_has_prefix(fold, "quand:") &&
        !g_str_has_prefix(fold, "when:") && !g_str_has_prefix(fold, "*~*~*~"))
        return 0;
    for (guint i = at; i < cutting->lines->len && i < at + 8; i++)
        if (g_str_has_prefix(gf_line_at(cutting->lines, i)->fold, "*~*~*~"))
            return i - at + 1;
    return 0;
}

/* The line after a quote that begins at `at`; `at` where none does. */
static guint try_quote(Cutting *cutting, guint at)
{
    const GfLine *line = gf_line_at(cutting->lines, at);
    guint count = invitation_block(cutting, at);
    if (count > 0)
        return open_quote(cutting, at, count, GF_SEGMENT_QUOTE);
    if (gf_quote_is_forward(line))
        return open_quote(cutting, at, 1, GF_SEGMENT_FORWARD);
    if (gf_quote_is_separator(line))
        return open_quote(cutting, at, 1,
                          cutting->forwarded ? GF_SEGMENT_FORWARD : GF_SEGMENT_QUOTE);
    count = gf_quote_header(cutting->lines, at);
    if (count == 0 && gf_quote_is_long_rule(line)) {
        guint below = next_filled(cutting, at + 1);
        guint headed = gf_quote_foreign_header(cutting->lines, below);
        count = headed > 0 ? below + headed - at : 0;
    }
    if (count > 0)
        return open_quote(cutting, at, count,
                          cutting->forwarded ? GF_SEGMENT_FORWARD : GF_SEGMENT_QUOTE);
    count = gf_quote_attribution(cutting->lines, at);
    return count > 0 ? open_quote(cutting, at, count, GF_SEGMENT_QUOTE) : at;
}

/* HTML that came as text marks its quote by a tag. */
static gboolean begins_html_quote(const char *text, const GfLine *line)
{
    g_autofree char *raw = g_strndup(text + line->start, line->end - line->start);
    return strstr(raw, "<blockquote") != NULL || strstr(raw, "\"gmail_quote") != NULL ||
           strstr(raw, "divRplyFwdMsg") != NULL;
}

/* The tail of a quoted line that a program wrapped after marking it: too long to have stood there,
 * and more quote follows at once. */
static gboolean is_wrapped_quote(const Cutting *cutting, guint at)
{
    const GfLine *line = gf_line_at(cutting->lines, at);
    if (at == 0 || at + 1 >= cutting->lines->len || line->blank ||
        gf_line_at(cutting->lines, at - 1)->depth == 0 ||
        gf_line_at(cutting->lines, at + 1)->depth == 0 || !g_ascii_islower(line->plain[0]))
        return FALSE;
    const char *before = gf_line_at(cutting->lines, at - 1)->plain;
    gsize length = strlen(before), word = strcspn(line->plain, " ");
    return length > 0 && strchr(".?!:;", before[length - 1]) == NULL && length + word >= WRAPPED;
}

static guint cut_line(Cutting *cutting, const char *text, guint at)
{
    const GfLine *line = gf_line_at(cutting->lines, at);
    if (line->depth > 0 || is_wrapped_quote(cutting, at)) {
        cutting->kinds[at] = cutting->quoted;
        cutting->ordinary = GF_SEGMENT_NEW;
        return at + 1;
    }
    if (line->blank && !begins_html_quote(text, line)) {
        cutting->kinds[at] = at > 0 ? cutting->kinds[at - 1] : GF_SEGMENT_NEW;
        return at + 1;
    }
    if (begins_html_quote(text, line)) {
        mark(cutting, at, cutting->lines->len, GF_SEGMENT_QUOTE);
        return cutting->lines->len;
    }
    guint next = try_quote(cutting, at);
    if (next > at)
        return next;
    guint count = 0;
    if ((count = gf_signature_banner(cutting->lines, at)) > 0) {
        mark(cutting, at, at + count, GF_SEGMENT_BANNER);
        return at + count;
    }
    if (gf_signature_is_phone(line)) {
        cutting->kinds[at] = GF_SEGMENT_SIGNATURE;
        return at + 1;
    }
    if (gf_signature_is_delimiter(cutting->lines, at, text))
        cutting->ordinary = GF_SEGMENT_SIGNATURE;
    else if (gf_signature_is_postscript(line))
        cutting->ordinary = GF_SEGMENT_NEW;
    cutting->kinds[at] = cutting->ordinary;
    cutting->quoted = GF_SEGMENT_QUOTE;
    return at + 1;
}

/* Empty lines above all else are no writing. */
static void mark_top(Cutting *cutting)
{
    guint first = next_filled(cutting, 0);
    if (first < cutting->lines->len)
        mark(cutting, 0, first, cutting->kinds[first]);
}

/* Blocks of name, function and telephone under a closing formula. */
static void mark_blocks(Cutting *cutting)
{
    for (guint at = 0; at < cutting->lines->len; at++) {
        if (cutting->kinds[at] != GF_SEGMENT_NEW ||
            !gf_signature_is_closing(gf_line_at(cutting->lines, at)))
            continue;
        guint end = at + 1;
        while (end < cutting->lines->len && cutting->kinds[end] == GF_SEGMENT_NEW)
            end++;
        if (gf_signature_is_block(cutting->lines, at + 1, end))
            mark(cutting, at + 1, end, GF_SEGMENT_SIGNATURE);
    }
}

static void join(const Cutting *cutting, const char *text, GPtrArray *segments)
{
    guint from = 0;
    for (guint i = 1; i <= cutting->lines->len; i++) {
        if (i < cutting->lines->len && cutting->kinds[i] == cutting->kinds[from])
            continue;
        gsize start = gf_line_at(cutting->lines, from)->start;
        gsize end = gf_line_at(cutting->lines, i - 1)->end;
        g_ptr_array_add(segments,
                        gf_segment_new(cutting->kinds[from], text + start, (gssize) (end - start)));
        from = i;
    }
}

static gboolean says_forward(const char *subject)
{
    static const char *const prefixes[] = {"tr:", "tr :", "fw:", "fwd:", "fw :", "rv:", "wg:"};
    for (gsize i = 0; subject != NULL && i < G_N_ELEMENTS(prefixes); i++)
        if (g_ascii_strncasecmp(subject, prefixes[i], strlen(prefixes[i])) == 0)
            return TRUE;
    return FALSE;
}

void gf_understand_segments(GfLetter *letter, const char *html)
{
    /* Quotes of HTML bodies reach the text with marks; nothing more is needed of `html` so far. */
    (void) html;
    g_ptr_array_set_size(letter->segments, 0);
    const char *text = letter->text != NULL ? letter->text : "";
    g_autoptr(GArray) lines = gf_lines_new(text);
    if (lines->len == 0)
        return;
    g_autofree GfSegmentKind *kinds = g_new0(GfSegmentKind, lines->len);
    Cutting cutting = {lines, kinds, GF_SEGMENT_NEW, GF_SEGMENT_QUOTE,
                       says_forward(letter->subject)};
    for (guint at = 0; at < lines->len;)
        at = cut_line(&cutting, text, at);
    mark_blocks(&cutting);
    mark_top(&cutting);
    join(&cutting, text, letter->segments);
}
