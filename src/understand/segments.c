/* segments.c - cuts a text into what was written, what was quoted, and what a program put in.
 *
 * Losing what somebody wrote is the worse error: where a mark is not certain the text stays `new`.
 * Behind a quote that marks its lines writing goes on; behind one that does not, nothing can be
 * told apart and all of it is quote. The segments, joined, are the text.
 */
#include "understand/understand.h"

#include "base/text.h"
#include "understand/banner.h"
#include "understand/lines.h"
#include "understand/outline.h"
#include "understand/quote-marks.h"
#include "understand/signature.h"

#include <string.h>

enum {
    WRAPPED = 72,     /* characters at which programs wrap */
    BLOCK_REACH = 40, /* lines in which a signature ends */
};

typedef struct {
    GArray *lines;
    GfSegmentKind *kinds;
    GfSegmentKind quoted; /* of a line with marks: quote, or forward */
    gboolean forwarded;   /* the subject says so */
    gboolean written;     /* some line above is new */
    guint marked;         /* lines with quote marks */
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

/* A quote without marks goes on to the end, unless its HTML says where it ends. */
static guint end_of_bare_quote(const Cutting *cutting, guint at)
{
    guint end = at;
    while (end < cutting->lines->len && (gf_line_at(cutting->lines, end)->blank ||
                                         gf_line_at(cutting->lines, end)->place == GF_PLACE_QUOTE))
        end++;
    return end > at && end < cutting->lines->len &&
                   gf_line_at(cutting->lines, end)->place == GF_PLACE_PLAIN
               ? end
               : cutting->lines->len;
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
    cutting->quoted = kind;
    if (next < cutting->lines->len && gf_line_at(cutting->lines, next)->depth > 0) {
        mark(cutting, at + count, next, kind);
        return next;
    }
    guint end = end_of_bare_quote(cutting, next);
    mark(cutting, at, end, kind);
    return end;
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

/* Lines where Outlook's HTML puts the headers of the mail that is answered, whatever their
 * language. */
static guint placed_header(const Cutting *cutting, guint at)
{
    guint count = 0;
    while (at + count < cutting->lines->len &&
           gf_line_at(cutting->lines, at + count)->place == GF_PLACE_HEADER &&
           strchr(gf_line_at(cutting->lines, at + count)->plain, ':') != NULL)
        count++;
    return count >= 3 ? count : 0;
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
    if (count == 0)
        count = placed_header(cutting, at);
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

/* "> 50 personnes" says "more than": the only mark in the text, before a number and a word. */
static gboolean is_more_than(const Cutting *cutting, guint at)
{
    const char *plain = gf_line_at(cutting->lines, at)->plain;
    gsize digits = strspn(plain, "0123456789");
    return cutting->marked == 1 && cutting->written && digits > 0 && plain[digits] == ' ' &&
           (at == 0 || cutting->kinds[at - 1] == GF_SEGMENT_NEW);
}

static gboolean is_marked(const Cutting *cutting, guint at)
{
    const GfLine *line = gf_line_at(cutting->lines, at);
    return line->depth > 0 && line->place != GF_PLACE_INDENT && !is_more_than(cutting, at);
}

static guint cut_line(Cutting *cutting, const char *text, guint at)
{
    const GfLine *line = gf_line_at(cutting->lines, at);
    if (is_marked(cutting, at) || is_wrapped_quote(cutting, at)) {
        cutting->kinds[at] = cutting->quoted;
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
    if (line->place == GF_PLACE_QUOTE || line->place == GF_PLACE_FORWARD) {
        if (line->place == GF_PLACE_FORWARD)
            cutting->quoted = GF_SEGMENT_FORWARD;
        cutting->kinds[at] = cutting->quoted;
        return at + 1;
    }
    guint count = 0;
    if ((count = gf_banner_lines(cutting->lines, at, !cutting->written)) > 0) {
        mark(cutting, at, at + count, GF_SEGMENT_BANNER);
        return at + count;
    }
    if (gf_signature_is_phone(line) ||
        (line->place == GF_PLACE_SIGNATURE && !gf_signature_is_speech(line))) {
        cutting->kinds[at] = GF_SEGMENT_SIGNATURE;
        return at + 1;
    }
    cutting->written = TRUE;
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

/* The line after what was written or signed from `at` on: a quote ends it, or a postscript. */
static guint end_of_written(const Cutting *cutting, guint at)
{
    while (at < cutting->lines->len && cutting->kinds[at] != GF_SEGMENT_QUOTE &&
           cutting->kinds[at] != GF_SEGMENT_FORWARD &&
           !gf_signature_is_postscript(gf_line_at(cutting->lines, at)))
        at++;
    return at;
}

static void sign(Cutting *cutting, guint from, guint to)
{
    /* The empty line that parts a block from what is written below is that writing's. */
    while (to > from && to < cutting->lines->len && gf_line_at(cutting->lines, to - 1)->blank &&
           cutting->kinds[to] == GF_SEGMENT_NEW)
        to--;
    for (guint at = from; at < to; at++)
        if (cutting->kinds[at] == GF_SEGMENT_NEW)
            cutting->kinds[at] = GF_SEGMENT_SIGNATURE;
}

/* A block under a closing formula. Behind its paragraphs writing may go on. */
static void mark_below_closing(Cutting *cutting, guint from, guint end)
{
    for (guint to = MIN(end, from + BLOCK_REACH); to > from; to--) {
        gboolean edge = to == end || gf_line_at(cutting->lines, to)->blank;
        if (edge && gf_signature_is_block(cutting->lines, from, to, GF_SIGNATURE_ROLE)) {
            sign(cutting, from, to);
            return;
        }
    }
}

/* Whether a block may begin at `at`: something was written above, and does not announce it. */
static gboolean stands_apart(const Cutting *cutting, guint top, guint at)
{
    guint above = at;
    while (above > top && gf_line_at(cutting->lines, above - 1)->blank)
        above--;
    return above > top && !g_str_has_suffix(gf_line_at(cutting->lines, above - 1)->plain, ":");
}

/* A block at the end of the written lines [top, end) that begins with the sender's name, or with
 * any name where a telephone number or an address follows. */
static void mark_named_block(Cutting *cutting, guint top, guint end, const GfPerson *sender)
{
    g_autofree char *name = gf_text_fold(sender != NULL ? sender->name : NULL);
    for (guint at = MAX(top + 1, end - MIN(end, BLOCK_REACH)); at < end; at++) {
        const GfLine *line = gf_line_at(cutting->lines, at);
        gboolean own = gf_signature_names(line, name);
        gboolean named =
            own || (gf_line_at(cutting->lines, at - 1)->blank && gf_signature_is_name(line));
        if (named && stands_apart(cutting, top, at) &&
            gf_signature_is_of(cutting->lines, at, end, sender) &&
            gf_signature_is_block(cutting->lines, at, end,
                                  own ? GF_SIGNATURE_ROLE : GF_SIGNATURE_CONTACT)) {
            sign(cutting, at, end);
            return;
        }
    }
}

/* The written lines [top, end): what is below a delimiter, below a closing, or begins with a name.
 */
static void mark_signatures(Cutting *cutting, const char *text, guint top, guint end,
                            const GfPerson *sender)
{
    for (guint at = top; at < end; at++) {
        if (cutting->kinds[at] != GF_SEGMENT_NEW)
            continue;
        if (gf_signature_is_delimiter(cutting->lines, at, end, text))
            sign(cutting, at, end);
        else if (gf_signature_is_closing(gf_line_at(cutting->lines, at)))
            mark_below_closing(cutting, at + 1, end);
    }
    guint last = end;
    while (last > top && cutting->kinds[last - 1] != GF_SEGMENT_NEW)
        last--;
    mark_named_block(cutting, top, last, sender);
}

/* A signature ends where a quote or a postscript begins. */
static void mark_all_signatures(Cutting *cutting, const GfLetter *letter)
{
    for (guint at = 0; at < cutting->lines->len;) {
        guint end = end_of_written(cutting, at);
        if (end > at)
            mark_signatures(cutting, letter->text, at, end, letter->from);
        at = MAX(at + 1, end);
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

void gf_understand_segments(GfLetter *letter, const char *outline)
{
    g_ptr_array_set_size(letter->segments, 0);
    const char *text = letter->text != NULL ? letter->text : "";
    g_autoptr(GArray) lines = gf_lines_new(text);
    if (lines->len == 0)
        return;
    if (outline != NULL)
        gf_outline_apply(lines, outline);
    g_autofree GfSegmentKind *kinds = g_new0(GfSegmentKind, lines->len);
    Cutting cutting = {.lines = lines,
                       .kinds = kinds,
                       .quoted = GF_SEGMENT_QUOTE,
                       .forwarded = says_forward(letter->subject)};
    for (guint at = 0; at < lines->len; at++)
        cutting.marked += gf_line_at(lines, at)->depth > 0;
    for (guint at = 0; at < lines->len;)
        at = cut_line(&cutting, text, at);
    mark_all_signatures(&cutting, letter);
    mark_top(&cutting);
    join(&cutting, text, letter->segments);
}
