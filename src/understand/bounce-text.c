/* bounce-text.c - see bounce-text.h.
 *
 * People write about bounces, forward them and quote them: words alone never
 * make one.
 */
#include "understand/bounce-text.h"

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "understand/bounce-class.h"
#include "understand/bounce-lines.h"
#include "understand/bounce-notice.h"
#include "understand/bounce-report.h"
#include "understand/bounce-words.h"
#include "understand/headers.h"

#include <string.h>

enum { REPORT_BYTES = 16 * 1024, COPY_BYTES = 64 * 1024 };

/* --- who sent it --- */

/* The names under which mail systems write; `exact`: of nobody else. */
static gboolean is_daemon_name(const char *address)
{
    static const char *const names[] = {"mailer-daemon", "mailerdaemon",  "mail-daemon",
                                        "mail.daemon",   "mdaemon",       "postmaster",
                                        "post_master",   "mail.delivery", "maildeliverysystem"};
    g_autofree char *fold = g_ascii_strdown(address, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(fold, names[i]))
            return TRUE;
    return *fold == '\0';
}

static gboolean has_daemon_title(const char *name)
{
    static const char *const titles[] = {"mail delivery", "mail deliver system", "mailer-daemon",
                                         "mailer daemon", "ndr administrator"};
    g_autofree char *fold = gf_text_fold(name != NULL ? name : "");
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        if (strstr(fold, titles[i]) != NULL)
            return TRUE;
    return FALSE;
}

static gboolean is_from_daemon(const GfLetter *letter)
{
    const GfPerson *from = letter->from;
    return from != NULL && (is_daemon_name(from->address) || has_daemon_title(from->name));
}

static gboolean has_null_path(const GfLetter *letter)
{
    if (letter->return_path == NULL)
        return FALSE;
    return *letter->return_path == '\0' || is_daemon_name(letter->return_path);
}

gboolean gf_bounce_is_from_machine(const GfLetter *letter)
{
    gboolean submitted =
        letter->auto_submitted != NULL && strcmp(letter->auto_submitted, "no") != 0;
    return submitted || has_null_path(letter) || is_from_daemon(letter);
}

/* --- what it is --- */

static char *failed_recipients(const GPtrArray *parts)
{
    const char *headers = gf_headers_of(parts);
    return headers != NULL ? gf_headers_get(headers, "X-Failed-Recipients") : NULL;
}

/* A program that nobody can answer. */
static gboolean is_from_program(const GfLetter *letter)
{
    static const char *const names[] = {"no-reply",      "noreply",        "no_reply",
                                        "donotreply",    "do-not-reply",   "ne-pas-repondre",
                                        "nepasrepondre", "ne_pas_repondre"};
    g_autofree char *fold = g_ascii_strdown(letter->from != NULL ? letter->from->address : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(fold, names[i]))
            return TRUE;
    return FALSE;
}

/* TRUE where a mail hangs at the letter: what came back. */
static gboolean returns_mail(const GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const GfPart *part = parts->pdata[i];
        gboolean mail = strcmp(part->type, "message/rfc822") == 0 ||
                        strcmp(part->type, "text/rfc822-headers") == 0;
        if (mail && !part->nested && strcmp(part->path, GF_PART_HEADER) != 0)
            return TRUE;
    }
    return FALSE;
}

/* Automatic replies regret as well, but they know no reply codes and no failed
 * recipients. */
static gboolean is_precise(const GfLetter *letter, const char *report)
{
    if (gf_bounce_has_number(report))
        return TRUE;
    g_autoptr(GPtrArray) mentions = gf_bounce_mentions(report, letter);
    return letter->auto_submitted == NULL && mentions->len > 0 && gf_bounce_explains(report);
}

/* Reports come from programs. */
static gboolean may_report(const GfLetter *letter, const GPtrArray *parts)
{
    return letter->from == NULL || is_from_daemon(letter) || has_null_path(letter) ||
           is_from_program(letter) || gf_bounce_is_from_list_manager(letter, parts);
}

/* A letter without any sender, as tests and exports have them, must show more
 * than one with. */
static gboolean is_report(const GfLetter *letter, const GPtrArray *parts, const char *report,
                          gboolean listed)
{
    g_autofree char *subject = gf_text_fold(letter->subject != NULL ? letter->subject : "");
    g_autofree char *words = gf_text_fold(report);
    gboolean named = gf_bounce_is_subject(subject);
    gboolean told =
        gf_bounce_says_failure(words) || gf_bounce_says_delay(words) || gf_bounce_is_subject(words);
    if (listed)
        return named || told;
    if (is_from_daemon(letter))
        return named || told;
    if (has_null_path(letter))
        return named || (told && is_precise(letter, report));
    if (is_from_program(letter))
        return told && returns_mail(parts) && is_precise(letter, report);
    return letter->from == NULL && named && told;
}

/* --- recipients --- */

static GfBounceRecipient *find_recipient(const GfBounce *bounce, const char *address)
{
    for (guint i = 0; i < bounce->recipients->len; i++) {
        GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        if (gf_address_equal(recipient->address, address))
            return recipient;
    }
    return NULL;
}

static GfBounceRecipient *add_recipient(GfBounce *bounce, const char *address, const char *action)
{
    if (bounce->recipients->len >= GF_LIMIT_BOUNCE_RECIPIENTS)
        return NULL;
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->address = g_strdup(address);
    recipient->action = g_strdup(action);
    g_ptr_array_add(bounce->recipients, recipient);
    return recipient;
}

static void add_listed(GfBounce *bounce, const char *field, const char *action)
{
    g_auto(GStrv) addresses = gf_text_split(field, ",; \t");
    for (char **address = addresses; *address != NULL; address++) {
        g_autofree char *bare = gf_bounce_address(*address);
        if (bare != NULL && find_recipient(bounce, bare) == NULL)
            add_recipient(bounce, bare, action);
    }
}

static gboolean is_success(const GfBounceRecipient *recipient)
{
    return g_strcmp0(recipient->action, "failed") != 0 &&
           g_strcmp0(recipient->action, "delayed") != 0;
}

/* What the words say of recipients that have no diagnostic; the recipients
 * themselves where there are none yet. */
static void add_mentions(const GPtrArray *mentions, GfBounce *bounce, const char *action)
{
    gboolean empty = bounce->recipients->len == 0;
    for (guint i = 0; i < mentions->len; i++) {
        const GfBounceMention *mention = mentions->pdata[i];
        GfBounceRecipient *recipient = find_recipient(bounce, mention->address);
        if (recipient == NULL && empty)
            recipient = add_recipient(bounce, mention->address, action);
        if (recipient != NULL && recipient->diagnostic == NULL && !is_success(recipient))
            recipient->diagnostic = gf_bounce_diagnostic(mention->words);
    }
}

/* A list of addresses with one explanation below the last belongs to all of
 * them. */
static void share_words(GfBounce *bounce)
{
    const char *last = NULL;
    for (guint i = bounce->recipients->len; i > 0; i--) {
        GfBounceRecipient *recipient = bounce->recipients->pdata[i - 1];
        if (recipient->diagnostic != NULL)
            last = recipient->diagnostic;
        else if (last != NULL)
            recipient->diagnostic = g_strdup(last);
    }
}

/* What is said of one of several is not said of the others. */
static gboolean speaks_of_all(const GfBounce *bounce)
{
    for (guint i = 0; i < bounce->recipients->len && bounce->recipients->len > 1; i++) {
        const GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        if (recipient->diagnostic != NULL)
            return FALSE;
    }
    return TRUE;
}

/* What the report says of this recipient, NULL where it names him nowhere. */
static const char *words_about(const GPtrArray *mentions, const GfBounceRecipient *recipient)
{
    for (guint i = 0; i < mentions->len; i++) {
        const GfBounceMention *mention = mentions->pdata[i];
        if (gf_address_equal(mention->address, recipient->address))
            return mention->words;
    }
    return NULL;
}

void gf_bounce_settle(const GfLetter *letter, GfBounce *bounce, const char *action)
{
    g_autofree char *whole = g_strndup(letter->text, COPY_BYTES);
    g_autofree char *report = gf_bounce_cut(whole, NULL);
    if (strlen(report) > REPORT_BYTES)
        report[REPORT_BYTES] = '\0';
    gboolean empty = bounce->recipients->len == 0;
    g_autoptr(GPtrArray) mentions = gf_bounce_mentions(report, letter);
    add_mentions(mentions, bounce, action);
    if (bounce->recipients->len == 0)
        add_recipient(bounce, NULL, action);
    if (empty)
        share_words(bounce);
    g_autofree char *all =
        g_strconcat(letter->subject != NULL ? letter->subject : "", "\n", report, NULL);
    const char *common = speaks_of_all(bounce) ? all : NULL;
    for (guint i = 0; i < bounce->recipients->len; i++) {
        GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        gf_bounce_classify(recipient, common != NULL ? common : words_about(mentions, recipient));
    }
}

/* --- the fields of RFC 3464, where they stand among the words --- */

static const char *find_fields(const char *report)
{
    static const char *const names[] = {"final-recipient:", "original-recipient:"};
    for (const char *line = report; line != NULL;) {
        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
            if (g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
                return line;
        const char *end = strchr(line, '\n');
        line = end != NULL ? end + 1 : NULL;
    }
    return NULL;
}

/* From the paragraph of the first recipient on: Action may stand before it. */
static const char *start_of_paragraph(const char *report, const char *at)
{
    while (at > report && !(at[-1] == '\n' && (at - 1 == report || at[-2] == '\n')))
        at--;
    return at;
}

gboolean gf_bounce_is_named(const GfLetter *letter)
{
    g_autofree char *subject = gf_text_fold(letter->subject != NULL ? letter->subject : "");
    return (is_from_daemon(letter) || has_null_path(letter)) && gf_bounce_is_subject(subject);
}

gboolean gf_bounce_read_text(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                             GfKind *ret_kind, char **ret_copy)
{
    g_autofree char *listed = failed_recipients(parts);
    if (listed == NULL && !may_report(letter, parts))
        return FALSE;
    g_autofree char *whole = g_strndup(letter->text, COPY_BYTES);
    g_autofree char *copy = NULL;
    g_autofree char *report = gf_bounce_cut(whole, &copy);
    g_autofree char *list = gf_bounce_refusing_list(letter, parts, report);
    if (list == NULL && !is_report(letter, parts, report, listed != NULL))
        return FALSE;
    g_autofree char *all =
        g_strconcat(letter->subject != NULL ? letter->subject : "", "\n", report, NULL);
    g_autofree char *words = gf_text_fold(all);
    const char *action = gf_bounce_says_delay(words) ? "delayed" : "failed";
    const char *fields = find_fields(report);
    if (list != NULL)
        add_recipient(bounce, *list != '\0' ? list : NULL, "failed");
    else if (fields != NULL)
        gf_bounce_read_fields(start_of_paragraph(report, fields), bounce);
    else if (listed != NULL)
        add_listed(bounce, listed, action);
    gf_bounce_settle(letter, bounce, action);
    *ret_kind = gf_bounce_kind(bounce);
    *ret_copy = g_steal_pointer(&copy);
    return TRUE;
}
