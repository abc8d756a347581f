/* bounce.c - is this letter a report about a mail of ours?
 *
 * Reports for machines first, then words (bounce-text.c). A report inside a
 * forwarded message, or attached by a person, is somebody's letter about a
 * report, never one itself. Addresses come from the report's own fields and
 * lines; a wrong one is worse than none.
 */
#include "understand/understand.h"

#include "understand/bounce-class.h"
#include "understand/bounce-lines.h"
#include "understand/bounce-notice.h"
#include "understand/bounce-report.h"
#include "understand/bounce-text.h"
#include "understand/headers.h"

#include <string.h>

enum { REPORT_BYTES = 256 * 1024, HEADERS_BYTES = 64 * 1024, COPY_LINES = 400 };

static const char *const delivery[] = {"message/delivery-status", "message/global-delivery-status",
                                       NULL};
static const char *const disposition[] = {"message/disposition-notification",
                                          "message/global-disposition-notification", NULL};
static const char *const feedback[] = {"message/feedback-report", NULL};
static const char *const returned[] = {"message/rfc822",         "text/rfc822-headers",
                                       "message/rfc822-headers", "message/global-headers",
                                       "message/global",         NULL};

static gboolean is_one_of(const char *type, const char *const *types)
{
    for (; *types != NULL; types++)
        if (g_strcmp0(type, *types) == 0)
            return TRUE;
    return FALSE;
}

/* --- parts --- */

/* The first of these types. `nested`: those inside other messages too. */
static const GfPart *find_part(const GPtrArray *parts, const char *const *types, gboolean nested)
{
    for (guint i = 0; i < parts->len; i++) {
        const GfPart *part = parts->pdata[i];
        if ((nested || !part->nested) && g_strcmp0(part->path, GF_PART_HEADER) != 0 &&
            is_one_of(part->type, types))
            return part;
    }
    return NULL;
}

/* People who forward a report attach it; only the multipart made for it, or a
 * machine, sends one. A mail system that wraps its own report (in a company's
 * footer) still says what it is. */
static const GfPart *find_report(const GfLetter *letter, const GPtrArray *parts,
                                 const char *const *types)
{
    const GfPart *part = find_part(parts, types, FALSE);
    if (part == NULL)
        part = find_part(parts, types, TRUE);
    if (part == NULL || (part->nested && !gf_bounce_is_named(letter)))
        return NULL;
    if (part->container == NULL || strcmp(part->container, "multipart/report") == 0)
        return part;
    return gf_bounce_is_from_machine(letter) ? part : NULL;
}

static gboolean are_siblings(const char *a, const char *b)
{
    const char *dot = strrchr(a, '.');
    gsize length = dot != NULL ? (gsize) (dot - a) + 1 : 0;
    return strncmp(a, b, length) == 0 && strchr(b + length, '.') == NULL;
}

/* The header block of the mail that came back, which stands beside `report`
 * (may be NULL). Owned, may be NULL. */
static char *returned_headers(const GPtrArray *parts, const GfPart *report)
{
    const GfPart *found = report == NULL ? find_part(parts, returned, FALSE) : NULL;
    for (guint i = 0; report != NULL && found == NULL && i < parts->len; i++) {
        const GfPart *part = parts->pdata[i];
        if (is_one_of(part->type, returned) && strcmp(part->path, GF_PART_HEADER) != 0 &&
            are_siblings(report->path, part->path))
            found = part;
    }
    if (found == NULL)
        return NULL;
    g_autofree char *text = gf_headers_part_text(found, HEADERS_BYTES);
    return g_strdup(text + strspn(text, "\n"));
}

/* The header block in a copy among the words, behind the line that announces
 * it. Owned. */
static char *copied_headers(const char *copy)
{
    g_auto(GStrv) lines = g_strsplit(copy, "\n", COPY_LINES);
    GString *block = g_string_new(NULL);
    for (char **line = lines; *line != NULL; line++) {
        gsize name = strcspn(*line, ": \t");
        gboolean folded = block->len > 0 && (**line == ' ' || **line == '\t');
        gboolean field = name > 0 && (*line)[name] == ':';
        if (field || folded)
            g_string_append_printf(block, "%s\n", *line);
        else if (block->len > 0 && strstr(block->str, "\nTo:") != NULL)
            break;
    }
    return g_string_free(block, FALSE);
}

static void find_original(GfBounce *bounce, const char *headers)
{
    char *id = gf_bounce_message_id(headers);
    if (id == NULL)
        return;
    g_free(bounce->original_message_id);
    bounce->original_message_id = id;
}

/* Where the report names nobody: the one address that the mail was written to.
 */
static void take_address(GfBounce *bounce, const char *headers)
{
    GfBounceRecipient *only = bounce->recipients->len == 1 ? bounce->recipients->pdata[0] : NULL;
    if (only == NULL || only->address != NULL || headers == NULL)
        return;
    g_autofree char *to = gf_headers_get(headers, "To");
    g_autofree char *cc = gf_headers_get(headers, "Cc");
    const char *at = to != NULL ? strchr(to, '@') : NULL;
    if (at != NULL && strchr(at + 1, '@') == NULL && cc == NULL)
        only->address = gf_bounce_address(to);
}

/* --- the report --- */

static GfKind read_delivery(const GfLetter *letter, const GfPart *part, GfBounce *bounce)
{
    g_autofree char *report = gf_headers_part_text(part, REPORT_BYTES);
    gf_bounce_read_fields(report, bounce);
    bounce->original_message_id = gf_bounce_noted_id(report);
    gf_bounce_settle(letter, bounce, "failed");
    return gf_bounce_kind(bounce);
}

/* The part that is the report, NULL where there is none. */
static const GfPart *read_report(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                                 GfKind *ret_kind)
{
    const GfPart *part = find_report(letter, parts, feedback);
    if (part != NULL) {
        *ret_kind = GF_KIND_FEEDBACK;
        return part;
    }
    part = find_report(letter, parts, delivery);
    if (part != NULL) {
        *ret_kind = read_delivery(letter, part, bounce);
        return part;
    }
    part = find_report(letter, parts, disposition);
    if (part != NULL) {
        g_autofree char *report = gf_headers_part_text(part, REPORT_BYTES);
        *ret_kind = gf_bounce_read_disposition(report, letter->text, bounce);
    }
    return part;
}

static gboolean read_notice(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                            GfKind *ret_kind)
{
    if (!gf_bounce_read_notice(letter, parts, bounce, ret_kind))
        return FALSE;
    if (*ret_kind == GF_KIND_BOUNCE || *ret_kind == GF_KIND_DELAY)
        gf_bounce_settle(letter, bounce, *ret_kind == GF_KIND_DELAY ? "delayed" : "failed");
    return TRUE;
}

gboolean gf_understand_bounce(GfLetter *letter, GPtrArray *parts)
{
    g_autoptr(GfBounce) bounce = gf_bounce_new();
    g_autofree char *copy = NULL;
    GfKind kind = GF_KIND_MESSAGE;
    const GfPart *report = read_report(letter, parts, bounce, &kind);
    gboolean found = report != NULL || read_notice(letter, parts, bounce, &kind) ||
                     gf_bounce_read_text(letter, parts, bounce, &kind, &copy);
    if (!found)
        return FALSE;
    g_autofree char *headers = returned_headers(parts, report);
    if (headers == NULL && copy != NULL)
        headers = copied_headers(copy);
    find_original(bounce, headers);
    take_address(bounce, headers);
    letter->kind = kind;
    g_clear_pointer(&letter->bounce, gf_bounce_free);
    if (kind != GF_KIND_FEEDBACK)
        letter->bounce = g_steal_pointer(&bounce);
    return TRUE;
}
