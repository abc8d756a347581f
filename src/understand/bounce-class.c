/* bounce-class.c - see bounce-class.h.
 *
 * Words before numbers: servers say "550 5.1.1" for much, but "user unknown"
 * for one thing only. The words are in bounce-words.c. Addresses and links are
 * taken out before they are looked at, for names are no reasons.
 */
#include "understand/bounce-class.h"

#include "base/text.h"
#include "understand/bounce-words.h"

#include <string.h>

enum { CONTEXT_BYTES = 4000 };

/* What a reason means; `detail` is its status (RFC 3463) behind the class
 * digit. */
static const struct {
    GfFault fault;
    gboolean gone; /* the address does not exist */
    const char *detail;
} meanings[] = {
    [GF_WHY_NOTHING] = {GF_FAULT_UNKNOWN, FALSE, "0.0"},
    [GF_WHY_UNKNOWN_USER] = {GF_FAULT_ADDRESS, TRUE, "1.1"},
    [GF_WHY_BARELY_UNKNOWN] = {GF_FAULT_ADDRESS, TRUE, "1.1"},
    [GF_WHY_UNKNOWN_DOMAIN] = {GF_FAULT_ADDRESS, TRUE, "1.2"},
    [GF_WHY_SYNTAX] = {GF_FAULT_ADDRESS, FALSE, "1.3"},
    [GF_WHY_UNWRITTEN] = {GF_FAULT_NETWORK, FALSE, "3.0"},
    [GF_WHY_NO_MAIL] = {GF_FAULT_ADDRESS, TRUE, "1.10"},
    [GF_WHY_MOVED] = {GF_FAULT_ADDRESS, TRUE, "1.6"},
    [GF_WHY_FULL] = {GF_FAULT_MAILBOX, FALSE, "2.2"},
    [GF_WHY_INACTIVE] = {GF_FAULT_MAILBOX, FALSE, "2.1"},
    [GF_WHY_SIZE] = {GF_FAULT_CONTENT, FALSE, "3.4"},
    [GF_WHY_CONTENT] = {GF_FAULT_CONTENT, FALSE, "6.0"},
    [GF_WHY_SPAM] = {GF_FAULT_POLICY, FALSE, "7.1"},
    [GF_WHY_SENDER] = {GF_FAULT_POLICY, FALSE, "7.1"},
    [GF_WHY_POLICY] = {GF_FAULT_POLICY, FALSE, "7.1"},
    [GF_WHY_REFUSED] = {GF_FAULT_POLICY, FALSE, "0.0"},
    [GF_WHY_EXPIRED] = {GF_FAULT_NETWORK, FALSE, "4.7"},
    [GF_WHY_NETWORK] = {GF_FAULT_NETWORK, FALSE, "4.0"},
    [GF_WHY_SYSTEM] = {GF_FAULT_NETWORK, FALSE, "3.0"},
};

/* Behind the class digit; "4." stands for all that begin so. The first that
 * fits. */
static const struct {
    const char *detail;
    GfBounceWhy why;
} statuses[] = {
    {"1.1", GF_WHY_UNKNOWN_USER}, {"1.2", GF_WHY_UNKNOWN_DOMAIN}, {"1.3", GF_WHY_UNKNOWN_USER},
    {"1.4", GF_WHY_UNKNOWN_USER}, {"1.6", GF_WHY_MOVED},          {"1.10", GF_WHY_NO_MAIL},
    {"1.7", GF_WHY_SENDER},       {"1.8", GF_WHY_SENDER},         {"2.1", GF_WHY_INACTIVE},
    {"2.2", GF_WHY_FULL},         {"2.3", GF_WHY_SIZE},           {"2.", GF_WHY_INACTIVE},
    {"3.4", GF_WHY_SIZE},         {"3.", GF_WHY_SYSTEM},          {"4.7", GF_WHY_EXPIRED},
    {"4.", GF_WHY_NETWORK},       {"6.", GF_WHY_CONTENT},         {"7.", GF_WHY_POLICY},
};

/* --- numbers --- */

static gboolean is_edge(char c)
{
    return !g_ascii_isalnum(c) && strchr(".-_@/%=+", c) == NULL;
}

static const char *skip_digits(const char *at)
{
    return at + strspn(at, "0123456789");
}

/* Where the enhanced status that begins at `at` ends, NULL where none does. */
static const char *status_end(const char *at)
{
    if (strchr("245", *at) == NULL || *at == '\0' || at[1] != '.')
        return NULL;
    const char *middle = skip_digits(at + 2);
    if (middle == at + 2 || middle - at > 5 || *middle != '.')
        return NULL;
    const char *end = skip_digits(middle + 1);
    gboolean longer = *end == '.' && g_ascii_isdigit(end[1]);
    if (end == middle + 1 || end - middle > 4 || longer || g_ascii_isalpha(*end))
        return NULL;
    return end;
}

/* TRUE where a reply code stands right before `at`: "550-'5.7.1". */
static gboolean follows_code(const char *text, const char *at)
{
    while (at > text && strchr(" -#'(", at[-1]) != NULL)
        at--;
    return at - text >= 3 && g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[-2]) &&
           (at[-3] == '4' || at[-3] == '5');
}

/* The "5.1.1" of a server's reply, else the first that is no version or address
 * of a machine. Owned, NULL where there is none. */
static char *find_status(const char *text)
{
    const char *first = NULL;
    for (const char *at = text; *at != '\0'; at++) {
        gboolean begins =
            (*at == '4' || *at == '5') && (at == text || is_edge(at[-1]) || follows_code(text, at));
        if (!begins || status_end(at) == NULL)
            continue;
        if (follows_code(text, at))
            return g_strndup(at, (gsize) (status_end(at) - at));
        if (first == NULL)
            first = at;
    }
    return first != NULL ? g_strndup(first, (gsize) (status_end(first) - first)) : NULL;
}

/* 4xx or 5xx as RFC 5321 and its extensions use them. */
static gboolean is_reply_code(const char *at)
{
    return (at[0] == '4' || at[0] == '5') && at[1] >= '0' && at[1] <= '7' &&
           g_ascii_isdigit(at[2]) && !g_ascii_isalnum(at[3]) && at[3] != '@' && at[3] != '.' &&
           at[3] != '/' && at[3] != ']';
}

/* Behind what servers' replies stand when others quote them. */
static gboolean follows_mark(const char *text, const char *at)
{
    while (at > text && strchr(" \t\"'([", at[-1]) != NULL)
        at--;
    return at == text || at[-1] == '\n' || at[-1] == ':' || at[-1] == ';' || at[-1] == '<' ||
           at[-1] == '>';
}

static gboolean precedes_status(const char *at)
{
    return status_end(at + 3 + strspn(at + 3, " -#")) != NULL;
}

/* The reply code of SMTP: one that stands as replies do, else any. 0 where
 * there is none. */
static int find_code(const char *text)
{
    int any = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if ((at > text && !is_edge(at[-1])) || !is_reply_code(at))
            continue;
        int code = (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
        if (follows_mark(text, at) || precedes_status(at))
            return code;
        if (any == 0)
            any = code;
    }
    return any;
}

/* --- words --- */

/* "mx.example.org", in folded words. */
static gboolean is_host(const char *word)
{
    const char *dot = strrchr(word, '.');
    return dot != NULL && dot > word && g_ascii_isalpha(dot[1]) &&
           strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(word);
}

/* Folded, without addresses, links and quotation marks; without names of hosts where `no_hosts`.
 * Owned. */
static char *bare_words(const char *text, gboolean no_hosts)
{
    g_autofree char *fold = gf_text_fold(text);
    g_auto(GStrv) words = g_strsplit(fold, " ", -1);
    GString *out = g_string_new(" ");
    for (char **word = words; *word != NULL; word++) {
        g_strdelimit(*word, "\"<>", ' ');
        g_strstrip(*word);
        gboolean name = strchr(*word, '@') != NULL || strstr(*word, "://") != NULL ||
                        (no_hosts && is_host(*word));
        if (!name)
            g_string_append_printf(out, "%s ", *word);
    }
    return g_string_free(out, FALSE);
}

/* What the server itself answered, where another program files it under a heading of its own:
 * "5.1.0 - Unknown address error 550-'5.7.1 Access denied'" (IronPort, Amazon), "Invalid Address,
 * ERROR_CODE :5.2.1 User unknown" (Zoho). Owned, NULL where none is quoted so. */
static char *quoted_reply(const char *text)
{
    const char *label = g_strrstr(text, "ERROR_CODE :");
    if (label != NULL)
        return g_strdup(label + strlen("ERROR_CODE :"));
    for (const char *at = strstr(text, "-'"); at != NULL; at = strstr(at + 2, "-'")) {
        const char *end = strrchr(at + 2, '\'');
        gboolean code =
            at - text >= 3 && is_reply_code(at - 3) && (at - text == 3 || at[-4] == ' ');
        if (code && end != NULL)
            return g_strndup(at + 2, (gsize) (end - at) - 2);
    }
    return NULL;
}

/* Whose lists they are, servers often say in a link only. */
static gboolean names_blocklist(const char *text)
{
    static const char *const lists[] = {"spamhaus.org",         "spamcop.net", "sorbs.net",
                                        "barracudacentral.org", "uribl.com",   "abuseat.org"};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        if (strstr(text, lists[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* "Host mx.example not found": the name stands amid the words. */
static gboolean misses_host(const char *text)
{
    g_autofree char *words = bare_words(text, TRUE);
    return gf_bounce_why(words) == GF_WHY_UNKNOWN_DOMAIN;
}

static GfBounceWhy why_of_words(const char *text)
{
    if (names_blocklist(text))
        return GF_WHY_POLICY;
    g_autofree char *quoted = quoted_reply(text);
    g_autofree char *words = bare_words(quoted != NULL ? quoted : text, FALSE);
    GfBounceWhy why = gf_bounce_why(words);
    if (quoted != NULL && why == GF_WHY_NOTHING) {
        g_autofree char *all = bare_words(text, FALSE);
        why = gf_bounce_why(all);
    }
    gboolean open = why == GF_WHY_NOTHING || why == GF_WHY_NETWORK;
    return open && misses_host(text) ? GF_WHY_UNKNOWN_DOMAIN : why;
}

static GfBounceWhy why_of_status(const char *status)
{
    if (status == NULL || strlen(status) < 5)
        return GF_WHY_NOTHING;
    for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++) {
        gboolean group = g_str_has_suffix(statuses[i].detail, ".");
        if (group ? g_str_has_prefix(status + 2, statuses[i].detail)
                  : strcmp(status + 2, statuses[i].detail) == 0)
            return statuses[i].why;
    }
    return GF_WHY_NOTHING;
}

static GfBounceWhy why_of_code(int code)
{
    return code == 552 || code == 452                  ? GF_WHY_FULL
           : code == 556 || code == 521                ? GF_WHY_NO_MAIL
           : code == 421 || code == 450 || code == 451 ? GF_WHY_NETWORK
                                                       : GF_WHY_NOTHING;
}

/* --- together --- */

static gboolean is_vague(const char *status)
{
    return status == NULL || g_str_has_suffix(status, ".0.0") || g_str_has_suffix(status, ".1.0");
}

/* At what a server refused. */
typedef enum { STAGE_UNTOLD, STAGE_RECIPIENT, STAGE_DATA } Stage;

/* A server that refuses a recipient repeats it: "550 <a@b>: User unknown". "550 : User unknown"
 * names nobody; such is the answer to the mail as a whole. */
static gboolean answers_nobody(const char *reply)
{
    const char *at = is_reply_code(reply) ? reply + 3 : NULL;
    if (at == NULL)
        return FALSE;
    at += *at == ':';
    at += strspn(at, " ");
    const char *behind = status_end(at);
    at = behind != NULL ? behind + strspn(behind, " ") : at;
    return at[0] == ':' && at[1] == ' ';
}

/* As programs tell it, in their words or in the transcript. A server that refuses the mail itself
 * has had nothing against the recipient. */
static Stage stage_of(const char *text)
{
    static const char *const data[] = {
        "end of data",   "to data command",         "after data", ">>> data ", "smtp command data",
        "like our data", "after i sent the message"};
    static const char *const recipient[] = {"rcpt to", "rcpt_to", "rcpt command",
                                            "not like recipient"};
    g_autofree char *fold = gf_text_fold(text);
    if (answers_nobody(text))
        return STAGE_DATA;
    for (gsize i = 0; i < G_N_ELEMENTS(data); i++)
        if (strstr(fold, data[i]) != NULL)
            return STAGE_DATA;
    for (gsize i = 0; i < G_N_ELEMENTS(recipient); i++)
        if (strstr(fold, recipient[i]) != NULL)
            return STAGE_RECIPIENT;
    return STAGE_UNTOLD;
}

/* A bare "user unknown" is believed where the recipient was refused, or where nothing contradicts
 * it: not the number, not what the report says more exactly. */
static GfBounceWhy weigh_barely(GfBounceWhy counted, GfBounceWhy told, Stage stage)
{
    gboolean exact = told == GF_WHY_FULL || told == GF_WHY_INACTIVE;
    if (exact)
        return told;
    if (stage == STAGE_DATA && !meanings[counted].gone)
        return GF_WHY_POLICY;
    gboolean contradicted =
        counted == GF_WHY_INACTIVE || counted == GF_WHY_FULL || counted == GF_WHY_POLICY;
    return stage == STAGE_UNTOLD && contradicted ? counted : GF_WHY_BARELY_UNKNOWN;
}

/* The same words mean less where the number contradicts them. */
static GfBounceWhy weigh(GfBounceWhy said, const GfBounceRecipient *recipient, const char *around,
                         Stage stage)
{
    GfBounceWhy counted = why_of_status(recipient->status);
    if (meanings[said].gone && counted == GF_WHY_SENDER)
        return GF_WHY_SENDER;
    if (said == GF_WHY_BARELY_UNKNOWN)
        return weigh_barely(counted, why_of_words(around), stage);
    if (said == GF_WHY_NOTHING)
        return counted;
    gboolean vague = said == GF_WHY_NETWORK || said == GF_WHY_SYSTEM || said == GF_WHY_EXPIRED ||
                     said == GF_WHY_REFUSED;
    return vague && counted != GF_WHY_NOTHING ? counted : said;
}

static void improve_status(GfBounceRecipient *recipient, const char *said)
{
    g_autofree char *found = is_vague(recipient->status) ? find_status(said) : NULL;
    if (found == NULL ||
        (recipient->status != NULL && (is_vague(found) || found[0] != recipient->status[0])))
        return;
    g_free(recipient->status);
    recipient->status = g_steal_pointer(&found);
}

/* Where nothing gives a number, one that says the same. */
static char *status_for(const GfBounceRecipient *recipient, GfBounceWhy why)
{
    gboolean waits = g_strcmp0(recipient->action, "delayed") == 0;
    int class = recipient->code > 0 ? recipient->code / 100 : waits ? 4 : 5;
    return g_strdup_printf("%d.%s", class, meanings[why].detail);
}

gboolean gf_bounce_has_number(const char *words)
{
    g_autofree char *status = find_status(words);
    return status != NULL || find_code(words) != 0;
}

gboolean gf_bounce_explains(const char *words)
{
    return why_of_words(words) != GF_WHY_NOTHING;
}

static gboolean is_success(const GfBounceRecipient *recipient)
{
    return g_strcmp0(recipient->action, "delivered") == 0 ||
           g_strcmp0(recipient->action, "relayed") == 0 ||
           g_strcmp0(recipient->action, "expanded") == 0;
}

void gf_bounce_classify(GfBounceRecipient *recipient, const char *context)
{
    g_autofree char *around = g_strndup(context != NULL ? context : "", CONTEXT_BYTES);
    const char *said = recipient->diagnostic != NULL ? recipient->diagnostic : around;
    if (recipient->code == 0)
        recipient->code = find_code(said);
    if (is_success(recipient))
        return;
    GfBounceWhy in_words = why_of_words(said);
    improve_status(recipient, said);
    Stage stage = stage_of(said);
    GfBounceWhy why =
        weigh(in_words, recipient, around, stage != STAGE_UNTOLD ? stage : stage_of(around));
    if (why == GF_WHY_NOTHING)
        why = why_of_words(around);
    if (why == GF_WHY_NOTHING)
        why = why_of_code(recipient->code);
    if (recipient->status == NULL)
        recipient->status = status_for(recipient, why);
    recipient->fault = meanings[why].fault;
    gboolean waits = g_strcmp0(recipient->action, "delayed") == 0;
    /* Whoever gave up on "450 User unknown in local recipient table" was told so each time. */
    gboolean certain = in_words == GF_WHY_UNKNOWN_USER && why == GF_WHY_UNKNOWN_USER;
    gboolean passing = waits || (recipient->status[0] == '4' && !certain);
    recipient->permanence =
        meanings[why].gone && !passing ? GF_PERMANENCE_HARD : GF_PERMANENCE_SOFT;
}
