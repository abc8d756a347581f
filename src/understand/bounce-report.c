/* bounce-report.c - see bounce-report.h.
 *
 * RFC 3464 separates recipients by empty lines; servers forget those, or put
 * them amid a recipient. So a recipient goes from one recipient field to the
 * next, whatever stands between.
 */
#include "understand/bounce-report.h"

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "understand/bounce-class.h"
#include "understand/bounce-lines.h"
#include "understand/bounce-words.h"
#include "understand/headers.h"

#include <string.h>

enum { FIELDS_MAXIMUM = 5000 };

/* --- single fields --- */

/* RFC 3461 section 4: "+2B" stands for "+". Only where what comes out is an
 * address. Owned. */
static char *decode_xtext(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at++) {
        gboolean coded = at[0] == '+' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2]) &&
                         !g_ascii_islower(at[1]) && !g_ascii_islower(at[2]);
        int value = coded ? g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]) : 0;
        coded &= value > 0x20 && value < 0x7f && !g_ascii_isalnum(value);
        g_string_append_c(out, coded ? (char) value : *at);
        at += coded ? 2 : 0;
    }
    return g_strdup(out->str);
}

/* RFC 6533 section 3: "\x{E9}" stands for a character. What comes out holds characters beyond ASCII
 * and is not an address that greffe writes to, but names the member. Owned, NULL where it is none.
 */
static char *decode_utf8_address(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at++) {
        char *end = NULL;
        guint64 code = strncmp(at, "\\x{", 3) == 0 ? g_ascii_strtoull(at + 3, &end, 16) : 0;
        gboolean coded = code > 0x20 && code <= G_MAXUINT32 && *end == '}' &&
                         g_unichar_validate((gunichar) code);
        if (coded) {
            g_string_append_unichar(out, (gunichar) code);
            at = end;
        } else if (strchr("<> \t", *at) == NULL) {
            g_string_append_c(out, *at);
        }
    }
    const char *domain = strchr(out->str, '@');
    gboolean good = domain != NULL && domain > out->str && strchr(domain + 1, '@') == NULL &&
                    strchr(domain, '.') != NULL && out->len <= GF_LIMIT_ADDRESS_BYTES;
    return good ? g_strdup(out->str) : NULL;
}

/* Exchange wraps addresses of other systems (IMCEAEX, IMCEAX400 ...) into ones of its own, which
 * nobody writes to. */
static gboolean is_wrapped(const char *address)
{
    return g_ascii_strncasecmp(address, "IMCEA", 5) == 0 && strchr(address, '-') != NULL;
}

static char *unless_wrapped(char *address)
{
    if (address == NULL || !is_wrapped(address))
        return address;
    g_free(address);
    return NULL;
}

/* The address in "rfc822; <a@b>". Owned, NULL where it is of another kind or
 * none. */
static char *recipient_of(const char *field, gboolean xtext)
{
    const char *semicolon = strchr(field, ';');
    g_autofree char *type =
        semicolon != NULL ? g_ascii_strdown(field, (gssize) (semicolon - field)) : g_strdup("");
    g_strstrip(type);
    if (strcmp(type, "x400") == 0 || strcmp(type, "x500") == 0)
        return NULL;
    const char *value = semicolon != NULL ? semicolon + 1 : field;
    g_autofree char *decoded = xtext ? decode_xtext(value) : NULL;
    char *address = gf_bounce_address(decoded != NULL ? decoded : value);
    if (address == NULL)
        address = gf_bounce_address(value);
    if (address == NULL && strcmp(type, "utf-8") == 0)
        address = decode_utf8_address(value);
    return unless_wrapped(address);
}

/* "5.1.1" of a Status field that may say more. Owned, may be NULL. */
static char *status_of(const char *field)
{
    const char *at = field + strspn(field, " \t\"");
    gsize length = strspn(at, "0123456789.");
    g_autofree char *status = g_strndup(at, length);
    g_auto(GStrv) numbers = g_strsplit(status, ".", -1);
    if (g_strv_length(numbers) < 3 || strlen(numbers[0]) != 1 ||
        strchr("245", numbers[0][0]) == NULL)
        return NULL;
    for (int i = 1; i < 3; i++)
        if (*numbers[i] == '\0' || strlen(numbers[i]) > 3)
            return NULL;
    return g_strdup_printf("%s.%s.%s", numbers[0], numbers[1], numbers[2]);
}

/* Without its type ("smtp;"); the bare exit code of a program says nothing. Owned, may be NULL. */
static char *diagnostic_of(const char *field)
{
    gsize type = strspn(field, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ");
    const char *text = type < 30 && field[type] == ';' ? field + type + 1 : field;
    g_autofree char *line = gf_bounce_line(text);
    gboolean exit_code =
        strlen(line) <= 3 && type < 30 && g_ascii_strncasecmp(field, "x-unix", 6) == 0;
    return *line != '\0' && !exit_code ? g_steal_pointer(&line) : NULL;
}

static char *action_of(const char *field)
{
    static const struct {
        const char *beginning, *action;
    } actions[] = {{"fail", "failed"},       {"error", "failed"},  {"delay", "delayed"},
                   {"deliver", "delivered"}, {"relay", "relayed"}, {"expand", "expanded"},
                   {"expire", "failed"},     {"reject", "failed"}};
    g_autofree char *fold = gf_text_fold(field);
    for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
        if (g_str_has_prefix(fold, actions[i].beginning))
            return g_strdup(actions[i].action);
    return NULL;
}

/* --- recipients --- */

/* What was read of one recipient so far. */
typedef struct {
    char *original, *final, *action, *status, *diagnostic;
    gboolean named; /* a recipient field was there, whatever it held */
} Record;

static void record_clear(Record *record)
{
    g_free(record->original);
    g_free(record->final);
    g_free(record->action);
    g_free(record->status);
    g_free(record->diagnostic);
    memset(record, 0, sizeof *record);
}

static gboolean is_told(const Record *record)
{
    return record->action != NULL || record->status != NULL || record->diagnostic != NULL;
}

/* A status of class 2 was delivered, class 4 alone waits; failed where nothing
 * says more. */
static const char *likely_action(const char *status)
{
    return status != NULL && status[0] == '2' ? "delivered" : "failed";
}

static GfBounceRecipient *find_same(const GfBounce *bounce, const char *address)
{
    for (guint i = 0; i < bounce->recipients->len; i++) {
        GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        if (gf_address_equal(recipient->address, address))
            return recipient;
    }
    return NULL;
}

/* The address that we wrote to, where the report remembers it. */
static void finish(Record *record, GfBounce *bounce)
{
    char *address = g_strdup(record->original != NULL ? record->original : record->final);
    gboolean wanted = (record->named || (is_told(record) && bounce->recipients->len == 0 &&
                                         record->action != NULL)) &&
                      bounce->recipients->len < GF_LIMIT_BOUNCE_RECIPIENTS &&
                      (address == NULL || find_same(bounce, address) == NULL);
    if (wanted) {
        GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
        recipient->address = g_steal_pointer(&address);
        recipient->status = g_steal_pointer(&record->status);
        recipient->action = record->action != NULL ? g_steal_pointer(&record->action)
                                                   : g_strdup(likely_action(recipient->status));
        recipient->diagnostic = g_steal_pointer(&record->diagnostic);
        g_ptr_array_add(bounce->recipients, recipient);
    }
    g_free(address);
    record_clear(record);
}

static void take_once(char **slot, char *value)
{
    if (*slot == NULL)
        *slot = value;
    else
        g_free(value);
}

static void read_recipient(Record *record, const char *value, gboolean original, GfBounce *bounce)
{
    char **slot = original ? &record->original : &record->final;
    /* A second one of the same name, or one behind all the rest, is another
     * recipient's. */
    if (*slot != NULL || (record->named && record->action != NULL && record->status != NULL &&
                          record->final != NULL))
        finish(record, bounce);
    record->named = TRUE;
    slot = original ? &record->original : &record->final;
    take_once(slot, recipient_of(value, original));
}

static void read_field(Record *record, const char *name, const char *value, GfBounce *bounce)
{
    if (g_ascii_strcasecmp(name, "Original-Recipient") == 0)
        read_recipient(record, value, TRUE, bounce);
    else if (g_ascii_strcasecmp(name, "Final-Recipient") == 0)
        read_recipient(record, value, FALSE, bounce);
    else if (g_ascii_strcasecmp(name, "X-Actual-Recipient") == 0 && record->final == NULL)
        record->final = recipient_of(value, FALSE);
    else if (g_ascii_strcasecmp(name, "Action") == 0)
        take_once(&record->action, action_of(value));
    else if (g_ascii_strcasecmp(name, "Status") == 0)
        take_once(&record->status, status_of(value));
    else if (g_ascii_strcasecmp(name, "Diagnostic-Code") == 0)
        take_once(&record->diagnostic, diagnostic_of(value));
}

/* The field at `line` with its folded lines; where the next begins. */
static const char *unfold(const char *line, char **ret_name, char **ret_value)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    const char *at = line;
    do {
        gsize length = strcspn(at, "\n");
        g_string_append_len(whole, at, (gssize) length);
        at += length + (at[length] == '\n');
    } while (*at == ' ' || *at == '\t');
    gsize name = strcspn(whole->str, ":");
    g_autofree char *raw = g_strndup(whole->str, name);
    *ret_name = g_strdup(g_strstrip(raw));
    *ret_value = g_strdup(whole->str[name] == ':' ? whole->str + name + 1 : "");
    g_strstrip(*ret_value);
    return at;
}

void gf_bounce_read_fields(const char *report, GfBounce *bounce)
{
    Record record = {0};
    const char *line = report;
    for (guint i = 0; i < FIELDS_MAXIMUM && *line != '\0'; i++) {
        /* The end of a recipient, unless all that is told of it is still to come.
         */
        if (*line == '\n') {
            if (record.named && is_told(&record))
                finish(&record, bounce);
            else if (!record.named)
                record_clear(&record);
            line++;
            continue;
        }
        g_autofree char *name = NULL, *value = NULL;
        line = unfold(line, &name, &value);
        read_field(&record, name, value, bounce);
    }
    finish(&record, bounce);
}

/* --- kinds --- */

static gboolean has_action(const GfBounce *bounce, const char *action)
{
    for (guint i = 0; i < bounce->recipients->len; i++) {
        const GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        if (g_strcmp0(recipient->action, action) == 0)
            return TRUE;
    }
    return FALSE;
}

GfKind gf_bounce_kind(const GfBounce *bounce)
{
    if (bounce->recipients->len == 0 || has_action(bounce, "failed"))
        return GF_KIND_BOUNCE;
    return has_action(bounce, "delayed") ? GF_KIND_DELAY : GF_KIND_RECEIPT;
}

/* Displayed, deleted unread, processed: the mail had arrived. Refusing programs
 * say "deleted" too (RFC 5429); their words tell. */
static gboolean is_refusal(const char *disposition, const char *text)
{
    g_autofree char *fold = gf_text_fold(disposition);
    if (strstr(fold, "displayed") != NULL)
        return FALSE;
    if (strstr(fold, "denied") != NULL || strstr(fold, "failed") != NULL ||
        strstr(fold, "mailbox-terminated") != NULL || strstr(fold, "expired") != NULL)
        return TRUE;
    g_autofree char *words = gf_text_fold(text);
    return strstr(fold, "sent-automatically") != NULL && gf_bounce_says_refusal(words);
}

GfKind gf_bounce_read_disposition(const char *report, const char *text, GfBounce *bounce)
{
    const char *fields = report + strspn(report, "\n");
    g_autofree char *disposition = gf_headers_get(fields, "Disposition");
    bounce->original_message_id = gf_bounce_noted_id(report);
    if (disposition == NULL || !is_refusal(disposition, text))
        return GF_KIND_RECEIPT;
    g_autofree char *original = gf_headers_get(fields, "Original-Recipient");
    g_autofree char *final = gf_headers_get(fields, "Final-Recipient");
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->address = original != NULL ? recipient_of(original, TRUE) : NULL;
    if (recipient->address == NULL && final != NULL)
        recipient->address = recipient_of(final, FALSE);
    recipient->action = g_strdup("failed");
    recipient->diagnostic = gf_bounce_line(text);
    gf_bounce_classify(recipient, NULL);
    g_ptr_array_add(bounce->recipients, recipient);
    return GF_KIND_BOUNCE;
}

/* --- the mail that came back --- */

/* Without its brackets. */
static char *id_of(const char *block, const char *name)
{
    g_autofree char *field = gf_headers_get(block, name);
    if (field == NULL)
        return NULL;
    const char *start = strchr(field, '<');
    start = start != NULL ? start + 1 : field;
    gsize length = strcspn(start, "> \t");
    return length > 0 ? g_strndup(start, length) : NULL;
}

char *gf_bounce_noted_id(const char *report)
{
    const char *fields = report + strspn(report, "\n");
    char *id = id_of(fields, "X-Original-Message-ID");
    return id != NULL ? id : id_of(fields, "Original-Message-ID");
}

char *gf_bounce_message_id(const char *headers)
{
    return headers != NULL ? id_of(headers, "Message-ID") : NULL;
}
