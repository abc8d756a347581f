/* order-numbers.c - see order-numbers.h. Bounded by GF_LIMIT_ORDERS. */
#include "understand/order-numbers.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

enum { SIGNS = 4 };

typedef enum { JOIN_NONE, JOIN_LIST, JOIN_RANGE, JOIN_UNSURE } Join;

static const char *fold_at(const GfGist *gist, guint at)
{
    return at < gist->said->len ? gf_gist_at(gist, at)->fold : "";
}

static int number_of(const char *fold)
{
    gsize digits = strspn(fold, "0123456789");
    return digits > 0 && digits <= 3 && fold[digits] == '\0' && fold[0] != '0'
               ? (int) g_ascii_strtoull(fold, NULL, 10)
               : 0;
}

/* "n°", "point", "le": only where a number follows. */
static guint skip_signs(const GfGist *gist, guint at)
{
    static const char signs[] = " n no num nr numero numeros point points ligne lignes item items "
                                "le la les l pour concernant de du number line lines the ";
    guint to = at;
    while (to - at < SIGNS && gf_word_among(signs, fold_at(gist, to)))
        to++;
    return number_of(fold_at(gist, to)) > 0 ? to : at;
}

/* What stands between two neighbouring words, spaces left out. Owned. */
static char *between(const GfGist *gist, guint at)
{
    const GfWord *before = gf_gist_at(gist, at - 1), *after = gf_gist_at(gist, at);
    g_autofree char *raw = g_strndup(gist->words->text + before->end, after->start - before->end);
    g_autofree char *fold = gf_text_fold(raw);
    g_auto(GStrv) marks = gf_text_split(fold, " ");
    return g_strjoinv("", marks);
}

/* How the number before word `at` goes on; `ret_next` is the next number. */
static Join join_at(const GfGist *gist, guint at, guint *ret_next)
{
    if (at >= gist->said->len)
        return JOIN_NONE;
    const char *fold = fold_at(gist, at);
    gboolean and = gf_word_among(" et and puis ", fold), to = gf_word_among(" a au to ", fold);
    gboolean or = gf_word_among(" ou or ", fold);
    *ret_next = skip_signs(gist, at + (and || to || or));
    if (number_of(fold_at(gist, *ret_next)) == 0)
        return gf_gist_at(gist, at)->hyphened && g_ascii_isdigit(*fold) ? JOIN_UNSURE : JOIN_NONE;
    if (or)
        return JOIN_UNSURE;
    if (and || to)
        return to ? JOIN_RANGE : JOIN_LIST;
    g_autofree char *mark = between(gist, at);
    if (g_str_equal(mark, "-"))
        return JOIN_RANGE;
    return strlen(mark) <= 1 && strchr(",;/&+", *mark) != NULL ? JOIN_LIST : JOIN_UNSURE;
}

static gboolean add(GArray *numbers, int number)
{
    if (numbers->len >= GF_LIMIT_ORDERS)
        return FALSE;
    g_array_append_val(numbers, number);
    return TRUE;
}

static gboolean add_up_to(GArray *numbers, int last)
{
    int first = g_array_index(numbers, int, numbers->len - 1);
    for (int number = first + 1; number <= last; number++)
        if (!add(numbers, number))
            return FALSE;
    return last > first;
}

/* "1/3", which the words take for one. */
static gboolean add_joined(const char *fold, GArray *numbers)
{
    g_auto(GStrv) pieces = g_strsplit(fold, "/", 3);
    if (g_strv_length(pieces) != 2 || number_of(pieces[0]) == 0 || number_of(pieces[1]) == 0)
        return FALSE;
    return add(numbers, number_of(pieces[0])) && add(numbers, number_of(pieces[1]));
}

guint gf_order_numbers(const GfGist *gist, guint at, GArray *numbers)
{
    if (add_joined(fold_at(gist, at), numbers))
        return at + 1;
    guint first = skip_signs(gist, at), next = 0;
    int number = number_of(fold_at(gist, first));
    if (number == 0)
        return at;
    (void) add(numbers, number);
    at = first + 1;
    Join before = JOIN_NONE;
    for (Join join = join_at(gist, at, &next); join != JOIN_NONE; join = join_at(gist, at, &next)) {
        number = number_of(fold_at(gist, next));
        /* "1 - 3 - 5" is no range */
        gboolean unsure = join == JOIN_UNSURE || (join == JOIN_RANGE && before == JOIN_RANGE);
        if (unsure || !(join == JOIN_RANGE ? add_up_to(numbers, number) : add(numbers, number)))
            return G_MAXUINT;
        before = join;
        at = next + 1;
    }
    return at;
}
