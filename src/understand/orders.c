/* orders.c - see orders.h.
 *
 * A line is a number, or several, and a verb; or the verb first; or several such orders, where each
 * begins with a number that a verb follows. Everything else about a line is its rest.
 */
#include "understand/orders.h"

#include "base/limits.h"
#include "base/text.h"
#include "understand/order-numbers.h"
#include "understand/order-verb.h"
#include "understand/signature.h"

#include <string.h>

enum { LINE_BYTES = 500, LINE_CHARACTERS = 200, BARE_REST_WORDS = 3 };

static const char *const spelt[] = {"present", "presente", "absent", "absente",  "ignore",
                                    "ignorer", "saisine",  "neant",  "chantier", NULL};

typedef struct {
    GPtrArray *orders;
    const GfGist *gist; /* of the line */
    const char *line;
} Reading;

void gf_order_line_free(GfOrderLine *line)
{
    if (line == NULL)
        return;
    g_free(line->word);
    g_free(line->rest);
    g_free(line->line);
    g_free(line);
}

/* Words [from, to) as written. Owned. */
static char *written(const GfGist *gist, guint from, guint to)
{
    if (from >= to)
        return g_strdup("");
    gsize start = gf_gist_at(gist, from)->start;
    g_autofree char *raw =
        g_strndup(gist->words->text + start, gf_gist_at(gist, to - 1)->end - start);
    return gf_text_line(raw, LINE_CHARACTERS);
}

/* Doubts, conditions and questions among words [from, to). */
static gboolean is_doubted(const GfGist *gist, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const GfWord *word = gf_gist_at(gist, i);
        if (word->question ||
            gf_word_among(" ou or mais but sauf except si if hormis excepte pas not ", word->fold))
            return TRUE;
    }
    return FALSE;
}

/* Two matters for one number. */
static gboolean names_another(const GfGist *gist, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        g_auto(GfOrderSaid) said = gf_order_said(gist, i);
        if (said.verb == GF_ORDER_MATTER)
            return TRUE;
    }
    return FALSE;
}

/* `said` up to word `end`, without what takes its certainty away. */
static GfOrderVerb sure_verb(const GfGist *gist, const GfOrderSaid *said, guint end)
{
    gboolean asked = said->to > said->from && gf_gist_at(gist, said->to - 1)->question;
    if (asked || is_doubted(gist, said->to, end) ||
        (said->verb == GF_ORDER_MATTER && names_another(gist, said->to, end)))
        return GF_ORDER_UNKNOWN;
    return said->verb;
}

static void add(Reading *reading, int number, const GfOrderSaid *said, guint end)
{
    const GfGist *gist = reading->gist;
    GfOrderLine *order = g_new0(GfOrderLine, 1);
    order->verb = sure_verb(gist, said, end);
    order->number = number;
    gboolean matter = order->verb == GF_ORDER_MATTER;
    gboolean keyword = matter && strchr(said->matter, ' ') != NULL;
    guint word_end = said->to > said->from ? said->to : MIN(said->from + 1, end);
    order->word = written(gist, said->from, keyword ? said->from + 1 : word_end);
    order->rest = matter ? g_strdup(said->matter) : written(gist, word_end, end);
    order->line = gf_text_line(reading->line, LINE_CHARACTERS);
    g_ptr_array_add(reading->orders, order);
}

/* "5 idem": the order before, of another number. */
static void add_same(Reading *reading, int number, const GfOrderLine *before)
{
    GfOrderLine *order = g_new0(GfOrderLine, 1);
    order->verb = before->verb;
    order->number = number;
    order->word = g_strdup(before->word);
    order->rest = g_strdup(before->verb == GF_ORDER_MATTER ? before->rest : "");
    order->line = gf_text_line(reading->line, LINE_CHARACTERS);
    g_ptr_array_add(reading->orders, order);
}

/* Another order begins at word `at`: a number with a verb behind it. */
static gboolean begins_order(const GfGist *gist, guint at, guint verb_end)
{
    const char *before = gf_gist_at(gist, at - 1)->fold;
    if (at != verb_end && gf_gist_at(gist, at)->before < GF_BREAK_COMMA &&
        !gf_word_among(" et and puis ", before))
        return FALSE;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    guint to = gf_order_numbers(gist, at, numbers);
    if (to == at || to == G_MAXUINT)
        return FALSE;
    g_auto(GfOrderSaid) said = gf_order_said(gist, to);
    return said.verb != GF_ORDER_UNKNOWN || said.same;
}

/* The word before which an order ends whose verb ends at `verb_end`. */
static guint order_end(const GfGist *gist, guint verb_end, guint *ret_next)
{
    for (guint at = verb_end; at > 0 && at < gist->said->len; at++) {
        if (!begins_order(gist, at, verb_end))
            continue;
        *ret_next = at;
        gboolean joined =
            at > verb_end && gf_word_among(" et and puis ", gf_gist_at(gist, at - 1)->fold);
        return joined ? at - 1 : at;
    }
    *ret_next = gist->said->len;
    return gist->said->len;
}

/* Reads the order at `at`, which begins with numbers; returns the word of the next, or G_MAXUINT
 * where it is not understood. */
static guint take_numbered(Reading *reading, guint at)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    guint to = gf_order_numbers(reading->gist, at, numbers), next = 0;
    if (to == at || to == G_MAXUINT)
        return G_MAXUINT;
    g_auto(GfOrderSaid) said = gf_order_said(reading->gist, to);
    if (said.verb == GF_ORDER_UNKNOWN && !said.same && numbers->len > 1)
        return G_MAXUINT;
    guint end = order_end(reading->gist, MAX(said.to, to), &next), former = reading->orders->len;
    for (guint i = 0; i < numbers->len && reading->orders->len < GF_LIMIT_ORDERS; i++) {
        int number = g_array_index(numbers, int, i);
        if (said.same && former > 0 && said.to == end)
            add_same(reading, number, reading->orders->pdata[former - 1]);
        else
            add(reading, number, &said, end);
    }
    return next;
}

/* "tout fait". */
static gboolean take_all(Reading *reading)
{
    const GfGist *gist = reading->gist;
    if (!gf_word_among(" tout tous toutes all everything ", gf_gist_at(gist, 0)->fold))
        return FALSE;
    g_auto(GfOrderSaid) said = gf_order_said(gist, 1);
    if (said.verb == GF_ORDER_UNKNOWN || said.to < gist->said->len ||
        gf_gist_at(gist, gist->said->len - 1)->question)
        return FALSE;
    add(reading, GF_ORDER_ALL, &said, said.to);
    return TRUE;
}

/* "Ok pour tout". */
static gboolean is_for_all(const GfGist *gist, guint from)
{
    gboolean all = FALSE;
    for (guint i = from; i < gist->said->len; i++) {
        const char *fold = gf_gist_at(gist, i)->fold;
        if (!gf_word_among(" pour le la les a tout tous toutes all for ", fold))
            return FALSE;
        all = all || gf_word_among(" tout tous toutes all ", fold);
    }
    return all;
}

/* "Présents : 1 et 2"; and without any number, "c'est fait". */
static gboolean take_verb(Reading *reading)
{
    const GfGist *gist = reading->gist;
    guint count = gist->said->len;
    g_auto(GfOrderSaid) said = gf_order_said(gist, 0);
    if (said.verb == GF_ORDER_UNKNOWN || gf_gist_at(gist, count - 1)->question)
        return FALSE;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    guint to = gf_order_numbers(gist, said.to, numbers);
    for (guint i = 0; to == count && i < numbers->len; i++)
        if (reading->orders->len < GF_LIMIT_ORDERS)
            add(reading, g_array_index(numbers, int, i), &said, said.to);
    if (numbers->len > 0)
        return to == count;
    gboolean all = is_for_all(gist, said.to);
    guint most = said.verb == GF_ORDER_MATTER ? 0 : BARE_REST_WORDS;
    if (!all && (count - said.to > most || is_doubted(gist, said.to, count)))
        return FALSE;
    add(reading, all ? GF_ORDER_ALL : GF_ORDER_NO_NUMBER, &said, all ? said.to : count);
    return TRUE;
}

/* All of the line, or nothing of it. */
static gboolean take_line(Reading *reading)
{
    guint before = reading->orders->len, at = 0;
    if (take_all(reading) || take_verb(reading))
        return TRUE;
    while (at < reading->gist->said->len)
        at = take_numbered(reading, at);
    if (at != G_MAXUINT)
        return TRUE;
    g_ptr_array_set_size(reading->orders, (gint) before);
    return FALSE;
}

/* What people write around orders, and what says nothing: "bien reçu". */
static gboolean is_small_talk(const GfGist *gist)
{
    static const char small[] = " bien recu note reception merci et voici mes reponses ma reponse "
                                "la liste ci dessous ";
    for (guint i = 0; i < gist->said->len; i++)
        if (!gf_word_among(small, gf_gist_at(gist, i)->fold))
            return FALSE;
    return TRUE;
}

static gboolean ends_orders(const GArray *lines, guint at, const char *text)
{
    const GfLine *line = gf_line_at(lines, at);
    return gf_signature_is_delimiter(lines, at, lines->len, text) ||
           gf_signature_is_closing(line) || gf_signature_is_phone(line);
}

/* A line of more than LINE_BYTES is prose. */
static void read_line(GPtrArray *orders, GPtrArray *skipped, const char *line)
{
    const GfPhrasebook *const books[] = {gf_order_book(), NULL};
    gboolean prose = strlen(line) > LINE_BYTES;
    g_autoptr(GfGist) gist = gf_gist_new(prose ? "" : line, books);
    gf_gist_mend(gist, spelt);
    Reading reading = {orders, gist, line};
    if (!prose && (is_small_talk(gist) || take_line(&reading)))
        return;
    g_ptr_array_add(skipped, gf_text_line(line, LINE_CHARACTERS));
}

GPtrArray *gf_orders_read(const char *new_text, GPtrArray **ret_skipped)
{
    GPtrArray *orders = g_ptr_array_new_with_free_func((GDestroyNotify) gf_order_line_free);
    g_autoptr(GPtrArray) skipped = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *head = g_strndup(new_text != NULL ? new_text : "", GF_LIMIT_TEXT_BYTES);
    g_autofree char *text = g_utf8_make_valid(head, -1);
    g_autoptr(GArray) lines = gf_lines_new(text);
    guint read = 0;
    for (guint at = 0; at < lines->len; at++) {
        const GfLine *line = gf_line_at(lines, at);
        if (line->blank || line->depth > 0)
            continue;
        if (ends_orders(lines, at, text))
            break;
        if (read++ == GF_LIMIT_ORDERS || orders->len >= GF_LIMIT_ORDERS) {
            g_ptr_array_add(skipped, gf_text_line(line->plain, LINE_CHARACTERS));
            break;
        }
        read_line(orders, skipped, line->plain);
    }
    if (ret_skipped != NULL)
        *ret_skipped = g_steal_pointer(&skipped);
    return orders;
}

const char *gf_order_verb_name(GfOrderVerb verb)
{
    static const char *const names[] = {"unknown", "present", "absent", "tentative", "ignore",
                                        "done",    "nothing", "matter", "yes",       "no"};
    g_assert((guint) verb < G_N_ELEMENTS(names));
    return names[verb];
}
