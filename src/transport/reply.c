/* reply.c - SMTP replies: see reply.h. Pure; no memory beyond the limits below whatever is fed. */
#include "transport/reply.h"

#include <string.h>

#include "base/text.h"

/* RFC 5321 section 4.5.3.1.5 says 512; servers with long stories exist. The rest of a line is
 * dropped. */
#define LINE_BYTES 1024
#define REPLY_LINES 100
#define WORDS_CHARACTERS 500

void gf_reply_init(GfReply *reply)
{
    *reply = (GfReply){.text = g_string_new(NULL), .line = g_string_new(NULL)};
}

void gf_reply_clear(GfReply *reply)
{
    g_string_free(reply->text, TRUE);
    g_string_free(reply->line, TRUE);
}

void gf_reply_reset(GfReply *reply)
{
    reply->code = 0;
    reply->lines = 0;
    g_string_truncate(reply->text, 0);
    g_string_truncate(reply->line, 0);
}

/* One line without its end. A code alone is a last line. */
static GfReplyState take_line(GfReply *reply)
{
    const char *line = reply->line->str;
    gboolean coded = reply->line->len >= 3 && line[0] >= '2' && line[0] <= '5' &&
                     g_ascii_isdigit(line[1]) && g_ascii_isdigit(line[2]);
    char mark = coded ? line[3] : 'x';
    if ((mark != '\0' && mark != ' ' && mark != '-') || ++reply->lines > REPLY_LINES)
        return GF_REPLY_BROKEN;
    reply->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    g_string_append(reply->text, mark == '\0' ? "" : line + 4);
    g_string_append_c(reply->text, '\n');
    g_string_truncate(reply->line, 0);
    return mark == '-' ? GF_REPLY_MORE : GF_REPLY_DONE;
}

static void append_part(GString *line, const char *bytes, gsize length)
{
    gsize room = line->len < LINE_BYTES ? LINE_BYTES - line->len : 0;
    for (gsize i = 0; i < MIN(length, room); i++)
        if (bytes[i] != '\r' && bytes[i] != '\0')
            g_string_append_c(line, bytes[i]);
}

GfReplyState gf_reply_feed(GfReply *reply, const char *bytes, gsize length, gsize *ret_used)
{
    GfReplyState state = GF_REPLY_MORE;
    gsize used = 0;
    while (state == GF_REPLY_MORE && used < length) {
        const char *end = memchr(bytes + used, '\n', length - used);
        gsize part = end == NULL ? length - used : (gsize) (end - bytes) - used;
        append_part(reply->line, bytes + used, part);
        used += part + (end == NULL ? 0 : 1);
        if (end != NULL)
            state = take_line(reply);
    }
    *ret_used = used;
    return state;
}

/* Bytes of "5.1.1" at the start of `text` where it is of the class of `code`, else 0. */
static gsize status_length(const char *text, int code)
{
    static GRegex *pattern = NULL;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new("^[245]\\.\\d{1,3}\\.\\d{1,3}(?=\\s|$)",
                                                G_REGEX_OPTIMIZE | G_REGEX_RAW, 0, NULL));
    g_autoptr(GMatchInfo) match = NULL;
    int end = 0;
    if (text[0] - '0' == code / 100 && g_regex_match(pattern, text, 0, &match))
        g_match_info_fetch_pos(match, 0, NULL, &end);
    return (gsize) end;
}

char *gf_reply_status(const GfReply *reply)
{
    gsize length = status_length(reply->text->str, reply->code);
    return length == 0 ? NULL : g_strndup(reply->text->str, length);
}

char *gf_reply_words(const GfReply *reply)
{
    g_autofree char *status = gf_reply_status(reply);
    g_autoptr(GString) words = g_string_new(NULL);
    g_string_append_printf(words, "%d", reply->code);
    if (status != NULL)
        g_string_append_printf(words, " %s", status);
    g_auto(GStrv) lines = g_strsplit(reply->text->str, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        const char *rest = lines[i];
        /* Servers repeat the status in each line. */
        if (status != NULL && status_length(rest, reply->code) == strlen(status) &&
            g_str_has_prefix(rest, status))
            rest += strlen(status);
        g_autofree char *clean = g_strstrip(g_strdup(rest));
        if (clean[0] != '\0')
            g_string_append_printf(words, " %s", clean);
    }
    return gf_text_line(words->str, WORDS_CHARACTERS);
}

gboolean gf_reply_offers(const GfReply *reply, const char *keyword, char **ret_value)
{
    g_auto(GStrv) lines = g_strsplit(reply->text->str, "\n", -1);
    gsize length = strlen(keyword);
    /* The first line is the greeting. */
    for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
        if (g_ascii_strncasecmp(lines[i], keyword, length) != 0 ||
            strchr(" =", lines[i][length]) == NULL)
            continue;
        if (ret_value != NULL)
            *ret_value = g_strstrip(g_strdup(lines[i] + length));
        return TRUE;
    }
    return FALSE;
}
