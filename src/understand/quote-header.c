/* quote-header.c - see quote-marks.h: the headers of the mail that is answered, as Outlook, Zimbra,
 * Orange and their kin repeat them above it.
 *
 * People write "De : ... À : ... Objet : ..." above their own letters too. A program betrays itself
 * by an address, a time of day, or the word for "sent"; without any of these a block is somebody's
 * text.
 */
#include "understand/quote-marks.h"

#include <string.h>

enum { HEADER_LINES = 14, BLANKS_INSIDE = 1, FOREIGN_LABEL = 30 };

typedef enum {
    LABEL_NONE,
    LABEL_FROM,
    LABEL_SENT, /* a program's word */
    LABEL_DATE, /* anybody's */
    LABEL_TO,
    LABEL_SUBJECT,
    LABEL_OTHER,
} Label;
static const struct {
    const char *word;
    Label label;
} labels[] = {
    {"de", LABEL_FROM},
    {"from", LABEL_FROM},
    {"von", LABEL_FROM},
    {"da", LABEL_FROM},
    {"van", LABEL_FROM},
    {"expediteur", LABEL_FROM},
    {"envoye", LABEL_SENT},
    {"envoye le", LABEL_SENT},
    {"date", LABEL_DATE},
    {"sent", LABEL_SENT},
    {"gesendet", LABEL_SENT},
    {"enviado", LABEL_SENT},
    {"enviado el", LABEL_SENT},
    {"enviat", LABEL_SENT},
    {"data", LABEL_DATE},
    {"fecha", LABEL_DATE},
    {"datum", LABEL_DATE},
    {"verzonden", LABEL_SENT},
    {"inviato", LABEL_SENT},
    {"message du", LABEL_SENT},
    {"date d'envoi", LABEL_SENT},
    {"enviada", LABEL_SENT},
    {"enviat el", LABEL_SENT},
    {"enviado em", LABEL_SENT},
    {"enviada em", LABEL_SENT},
    {"gesendet am", LABEL_SENT},
    {"verzonden op", LABEL_SENT},
    {"a", LABEL_TO},
    {"to", LABEL_TO},
    {"an", LABEL_TO},
    {"para", LABEL_TO},
    {"per a", LABEL_TO},
    {"aan", LABEL_TO},
    {"pour", LABEL_TO},
    {"destinataire", LABEL_TO},
    {"destinataires", LABEL_TO},
    {"objet", LABEL_SUBJECT},
    {"sujet", LABEL_SUBJECT},
    {"subject", LABEL_SUBJECT},
    {"betreff", LABEL_SUBJECT},
    {"asunto", LABEL_SUBJECT},
    {"assumpte", LABEL_SUBJECT},
    {"oggetto", LABEL_SUBJECT},
    {"assunto", LABEL_SUBJECT},
    {"onderwerp", LABEL_SUBJECT},
    {"tema", LABEL_SUBJECT},
    {"cc", LABEL_OTHER},
    {"copie a", LABEL_OTHER},
    {"copie", LABEL_OTHER},
    {"importance", LABEL_OTHER},
    {"reply-to", LABEL_OTHER},
    {"repondre a", LABEL_OTHER},
    {"bcc", LABEL_OTHER},
    {"cci", LABEL_OTHER},
    {"fra", LABEL_FROM},
    {"dato", LABEL_DATE},
    {"til", LABEL_TO},
    {"emne", LABEL_SUBJECT},
    {"fran", LABEL_FROM},
    {"skickat", LABEL_SENT},
    {"till", LABEL_TO},
    {"amne", LABEL_SUBJECT},
    {"pieces jointes", LABEL_OTHER},
    {"attachments", LABEL_OTHER},
    {"priorite", LABEL_OTHER},
};

/* The label that begins a line, over the stars of bold text. */
static Label label_of(const char *fold)
{
    /* "> Message du 24/02/25 10:12" has its colon in the time. */
    if (g_str_has_prefix(fold, "message du ") && g_ascii_isdigit(fold[11]))
        return LABEL_SENT;
    fold += strspn(fold, "*_ ");
    const char *colon = strchr(fold, ':');
    if (colon == NULL)
        return LABEL_NONE;
    gsize length = (gsize) (colon - fold);
    while (length > 0 && strchr(" *_", fold[length - 1]) != NULL)
        length--;
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        if (strlen(labels[i].word) == length && strncmp(labels[i].word, fold, length) == 0)
            return labels[i].label;
    return LABEL_NONE;
}

/* What the lines of a block hold. */
typedef struct {
    guint labels; /* a bit for each */
    gboolean address, clock;
} Seen;

static void see(Seen *seen, Label label, const char *fold)
{
    seen->labels |= 1u << label;
    seen->address = seen->address || strchr(fold, '@') != NULL;
    seen->clock =
        seen->clock || ((label == LABEL_DATE || label == LABEL_SENT) && gf_quote_has_clock(fold));
}

static gboolean has(const Seen *seen, Label label)
{
    return (seen->labels >> label & 1) != 0;
}

static gboolean is_of_a_program(const Seen *seen)
{
    guint count = has(seen, LABEL_FROM) + (has(seen, LABEL_SENT) || has(seen, LABEL_DATE)) +
                  has(seen, LABEL_TO) + has(seen, LABEL_SUBJECT);
    if (count < 3)
        return FALSE;
    if (!has(seen, LABEL_SUBJECT) && !has(seen, LABEL_SENT))
        return seen->address;
    return has(seen, LABEL_SENT) || seen->address || seen->clock;
}

/* All in one line: "De : x Envoyé : y À : z Objet : w". */
static gboolean is_one_line(const char *fold)
{
    Seen seen = {0};
    see(&seen, label_of(fold), fold);
    for (const char *at = strchr(fold, ' '); at != NULL; at = strchr(at + 1, ' '))
        see(&seen, label_of(at + 1), at + 1);
    return has(&seen, LABEL_FROM) && has(&seen, LABEL_SUBJECT) && is_of_a_program(&seen);
}

guint gf_quote_header(const GArray *lines, guint at)
{
    const GfLine *top = gf_line_at(lines, at);
    Label first = label_of(top->fold);
    if (first != LABEL_FROM && first != LABEL_SENT && first != LABEL_DATE)
        return 0;
    if (is_one_line(top->fold))
        return 1;
    Seen seen = {0};
    guint last = at, other = 0, blanks = 0;
    for (guint i = at; i < lines->len && i < at + HEADER_LINES; i++) {
        const GfLine *line = gf_line_at(lines, i);
        Label label = line->blank ? LABEL_NONE : label_of(line->fold);
        if (line->depth != top->depth)
            break;
        if (label != LABEL_NONE) {
            see(&seen, label, line->fold);
            last = i;
            other = blanks = 0;
        } else if (line->blank ? ++blanks > BLANKS_INSIDE : blanks > 0 || ++other > 2) {
            break;
        } else if (blanks == 0) {
            seen.address = seen.address || strchr(line->fold, '@') != NULL;
        }
    }
    return is_of_a_program(&seen) ? last - at + 1 : 0;
}

guint gf_quote_foreign_header(const GArray *lines, guint at)
{
    guint count = 0;
    gboolean clock = FALSE, address = FALSE;
    for (; at + count < lines->len && count < HEADER_LINES; count++) {
        const char *fold = gf_line_at(lines, at + count)->fold, *colon = strchr(fold, ':');
        if (colon == NULL || colon == fold || colon - fold > FOREIGN_LABEL)
            break;
        clock = clock || gf_quote_has_clock(fold);
        address = address || strchr(fold, '@') != NULL;
    }
    return count >= 3 && clock && address ? count : 0;
}
