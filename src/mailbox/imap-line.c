/* imap-line.c - what libetpan cannot say: commands line by line, and what their answers are.
 *
 * For IDLE, and for several commands that wait for their answers together (RFC 3501 section 5.5).
 * Any failure ends the session.
 */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mailbox/imap.h"

static GfImapLine classify(const char *line)
{
    if (*line == '+')
        return GF_IMAP_LINE_GO;
    if (g_str_has_prefix(line, GF_IMAP_TAG)) {
        const char *answer = line + strlen(GF_IMAP_TAG);
        answer += strspn(answer, "0123456789");
        if (*answer == ' ')
            return g_ascii_strncasecmp(answer, " OK", strlen(" OK")) == 0 ? GF_IMAP_LINE_OK
                                                                          : GF_IMAP_LINE_REFUSED;
    }
    if (!g_str_has_prefix(line, "* ") || !g_ascii_isdigit(line[2]))
        return GF_IMAP_LINE_OTHER;
    const char *word = line + 2 + strspn(line + 2, "0123456789");
    gboolean news = g_ascii_strncasecmp(word, " EXISTS", strlen(" EXISTS")) == 0;
    return news ? GF_IMAP_LINE_NEWS : GF_IMAP_LINE_OTHER;
}

gboolean gf_imap_send_line(GfImap *imap, const char *line, const char *doing, GError **error)
{
    gf_imap_begin(imap, 0);
    mailstream *out = imap->session->imap_stream;
    if (mailstream_write(out, line, strlen(line)) >= 0 && mailstream_flush(out) >= 0)
        return TRUE;
    gf_imap_set_error(imap, MAILIMAP_ERROR_STREAM, doing, error);
    return FALSE;
}

const char *gf_imap_read_line(GfImap *imap, GfImapLine *ret_kind, const char *doing, GError **error)
{
    const char *line = mailimap_read_line(imap->session);
    if (line == NULL) {
        gf_imap_set_error(imap, MAILIMAP_ERROR_STREAM, doing, error);
        return NULL;
    }
    if (g_ascii_strncasecmp(line, "* BYE", strlen("* BYE")) == 0) {
        g_autofree char *said = gf_text_line(line + strlen("* BYE"), 200);
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: the server hangs up: '%s' (try again later)", imap->host, said);
        gf_imap_drop(imap);
        return NULL;
    }
    *ret_kind = classify(line);
    return line;
}
