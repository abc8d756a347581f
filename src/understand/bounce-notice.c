/* bounce-notice.c - see bounce-notice.h.
 *
 * The JSON is not parsed as such: its names and strings, in their order, become the fields of RFC
 * 3464 that they stand for, and are read as those.
 */
#include "understand/bounce-notice.h"

#include "base/text.h"
#include "understand/bounce-lines.h"
#include "understand/bounce-report.h"
#include "understand/headers.h"

#include <string.h>

enum { PAIRS_MAXIMUM = 2000 };

/* --- JSON --- */

/* The string that begins at the quotation mark `at`; `ret_end` is behind its last. Owned, NULL
 * where it has no end. Escapes stay, but for that of a quotation mark; line ends go, for mail
 * breaks long lines. */
static char *string_at(const char *at, const char **ret_end)
{
    GString *out = g_string_new(NULL);
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        if (*at != '\n' && *at != '\r')
            g_string_append_c(out, *at);
    }
    *ret_end = at + (*at == '"');
    return g_string_free(out, *at != '"');
}

/* The next `"name": "value"` behind `at`; NULL where there is none. Both owned. */
static const char *next_pair(const char *at, char **ret_name, char **ret_value)
{
    while ((at = strchr(at, '"')) != NULL) {
        const char *end = NULL;
        g_autofree char *name = string_at(at, &end);
        const char *value = end + strspn(end, " \n\r\t:");
        gboolean pair = name != NULL && *value == '"' && memchr(end, ':', (gsize) (value - end));
        if (pair) {
            *ret_value = string_at(value, &end);
            *ret_name = g_steal_pointer(&name);
            return *ret_value != NULL ? end : NULL;
        }
        at = end;
    }
    return NULL;
}

/* --- the notice --- */

static const struct {
    const char *name, *field;
} fields[] = {{"emailAddress", "\nFinal-Recipient: rfc822; "},
              {"action", "Action: "},
              {"status", "Status: "},
              {"diagnosticCode", "Diagnostic-Code: "}};

static const struct {
    const char *type;
    GfKind kind;
} types[] = {{"Bounce", GF_KIND_BOUNCE},
             {"DeliveryDelay", GF_KIND_DELAY},
             {"Delivery", GF_KIND_RECEIPT},
             {"Complaint", GF_KIND_FEEDBACK}};

static gboolean find_kind(const char *type, GfKind *ret_kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(type, types[i].type) == 0) {
            *ret_kind = types[i].kind;
            return TRUE;
        }
    return FALSE;
}

static gboolean is_type(const char *name)
{
    return strcmp(name, "notificationType") == 0 || strcmp(name, "eventType") == 0;
}

static void add_field(GString *report, const char *name, const char *value)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(name, fields[i].name) == 0)
            g_string_append_printf(report, "%s%s\n", fields[i].field, value);
}

/* The mail's own header names and values stand as pairs of pairs. */
static void add_original(GfBounce *bounce, const char *before, const char *name, const char *value)
{
    gboolean id = strcmp(name, "value") == 0 && g_ascii_strcasecmp(before, "Message-ID") == 0;
    if (id && bounce->original_message_id == NULL) {
        g_autofree char *header = g_strconcat("Message-ID: ", value, NULL);
        bounce->original_message_id = gf_bounce_message_id(header);
    }
}

/* The JSON of the notice: the text, or the string that an envelope around it holds (SNS
 * "email-json"). Owned, NULL where the letter has none. */
static char *notice_of(const GfLetter *letter, const GPtrArray *parts)
{
    const char *headers = gf_headers_of(parts);
    g_autofree char *mark =
        headers != NULL ? gf_headers_get(headers, "x-amz-sns-message-id") : NULL;
    const char *start = mark != NULL ? strchr(letter->text, '{') : NULL, *at = start;
    for (guint i = 0; at != NULL && i < PAIRS_MAXIMUM; i++) {
        g_autofree char *name = NULL, *value = NULL;
        at = next_pair(at, &name, &value);
        if (at != NULL && strcmp(name, "Message") == 0 && *value == '{')
            return g_steal_pointer(&value);
    }
    return g_strdup(start);
}

gboolean gf_bounce_read_notice(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                               GfKind *ret_kind)
{
    g_autofree char *notice = notice_of(letter, parts);
    const char *at = notice;
    g_autoptr(GString) report = g_string_new(NULL);
    g_autofree char *before = g_strdup("");
    gboolean found = FALSE;
    for (guint i = 0; at != NULL && i < PAIRS_MAXIMUM; i++) {
        g_autofree char *name = NULL, *value = NULL;
        at = next_pair(at, &name, &value);
        if (at == NULL)
            break;
        found |= is_type(name) && find_kind(value, ret_kind);
        add_field(report, name, value);
        add_original(bounce, before, name, value);
        g_free(before);
        before = g_steal_pointer(&value);
    }
    if (found && *ret_kind != GF_KIND_FEEDBACK)
        gf_bounce_read_fields(report->str, bounce);
    return found;
}

/* --- lists --- */

gboolean gf_bounce_is_from_list_manager(const GfLetter *letter, const GPtrArray *parts)
{
    const char *headers = gf_headers_of(parts);
    static const char *const marks[] = {"X-MLServer", "X-List-Administrivia"};
    static const char *const names[] = {"sympa@", "listserv@", "mailman@", "majordomo@", "ezmlm@"};
    for (gsize i = 0; headers != NULL && i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *mark = gf_headers_get(headers, marks[i]);
        if (mark != NULL)
            return TRUE;
    }
    g_autofree char *from = g_ascii_strdown(letter->from != NULL ? letter->from->address : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(from, names[i]))
            return TRUE;
    return strstr(from, "-bounces@") != NULL;
}

static gboolean says_undistributed(const char *report)
{
    static const char *const words[] = {
        "not a member of",        "you are not member",     "non-members are not allowed",
        "not allowed to post",    "not authorized to post", "has been rejected",
        "was rejected",           "a ete rejete",           "pas autorise a diffuser",
        "pas autorise a envoyer", "pas autorise a poster"};
    g_autofree char *fold = gf_text_fold(report);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(fold, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* "gt1-bounces@x" writes for gt1@x (Mailman, by its design). */
static char *list_of_manager(const char *from)
{
    const char *mark = strstr(from, "-bounces@");
    return mark != NULL
               ? g_strdup_printf("%.*s%s", (int) (mark - from), from, mark + strlen("-bounces"))
               : g_strdup("");
}

char *gf_bounce_refusing_list(const GfLetter *letter, const GPtrArray *parts, const char *report)
{
    if (letter->from == NULL || !gf_bounce_is_from_list_manager(letter, parts) ||
        !says_undistributed(report))
        return NULL;
    static const char *const before[] = {"mailing list <", "la liste <", "mailing list ",
                                         "la liste "};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
        const char *at = strstr(report, before[i]);
        at = at != NULL ? at + strlen(before[i]) : NULL;
        g_autofree char *word = at != NULL ? g_strndup(at, strcspn(at, " >\n")) : NULL;
        char *address = gf_bounce_address(word);
        if (address != NULL)
            return address;
    }
    return list_of_manager(letter->from->address);
}
