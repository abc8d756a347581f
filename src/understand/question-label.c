/* question-label.c - see question-label.h. Only the beginning of a line is read. */
#include "understand/question-label.h"

#include "understand/words.h"

#include <string.h>

enum { READ_BYTES = 200, LEADS = 6, NUMBER_MAXIMUM = 64 };

/* What stands before "question 2" where a line is about it. */
static const char leads[] =
    " en pour sur concernant a au aux la le les l ma mes notre nos quant reponse reponses repondre "
    "de d du re relatif relativement s se agissant answer answers to my the for on regarding ";

static const char *const ordinals[] = {
    "premiere", "deuxieme", "troisieme", "quatrieme", "cinquieme",
    "sixieme",  "septieme", "huitieme",  "neuvieme",  "dixieme",
};
static const char *const cardinals[] = {
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
};

typedef struct {
    const GfWords *words;
    guint at;
    guint64 numbers;
    guint found;
    gboolean loose; /* numbers that nothing but a comma joins */
} Reading;

static const char *fold_at(const Reading *reading, guint at)
{
    return at < gf_words_count(reading->words) ? gf_words_at(reading->words, at)->fold : "";
}

static GfBreak break_at(const Reading *reading, guint at)
{
    return at < gf_words_count(reading->words) ? gf_words_at(reading->words, at)->before
                                               : GF_BREAK_PARAGRAPH;
}

static void note(Reading *reading, guint64 number)
{
    if (number >= 1 && number <= NUMBER_MAXIMUM)
        reading->numbers |= G_GUINT64_CONSTANT(1) << (number - 1);
    reading->found++;
}

static int in_list(const char *fold, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_equal(list[i], fold))
            return (int) i + 1;
    return 0;
}

/* "2", "02", "2.1" (its first part), "deux"; 0: none. */
static int number_of(const char *fold)
{
    gsize digits = strspn(fold, "0123456789");
    if (digits == 0)
        return in_list(fold, cardinals, G_N_ELEMENTS(cardinals));
    gboolean whole =
        fold[digits] == '\0' || (fold[digits] == '.' && g_ascii_isdigit(fold[digits + 1]));
    return digits <= 2 && whole ? (int) g_ascii_strtoull(fold, NULL, 10) : 0;
}

/* "deuxieme", "2e", "2eme", "1ere". */
static int ordinal_of(const char *fold)
{
    gsize digits = strspn(fold, "0123456789");
    if (digits == 0)
        return gf_word_is(fold, "seconde") ? 2 : in_list(fold, ordinals, G_N_ELEMENTS(ordinals));
    return digits <= 2 && gf_word_among(" e eme ere er nd th st rd ", fold + digits)
               ? (int) g_ascii_strtoull(fold, NULL, 10)
               : 0;
}

/* "q2", and "q1/2" which is two of them. */
static gboolean take_joined(Reading *reading, char letter)
{
    const char *fold = fold_at(reading, reading->at);
    if (fold[0] != letter || !g_ascii_isdigit(fold[1]))
        return FALSE;
    g_auto(GStrv) pieces = g_strsplit(fold + 1, "/", 3);
    if (number_of(pieces[0]) == 0 || (pieces[1] != NULL && number_of(pieces[1]) == 0))
        return FALSE;
    for (char **piece = pieces; *piece != NULL; piece++)
        note(reading, (guint64) number_of(*piece));
    reading->at++;
    return TRUE;
}

/* "n°", "no", "numéro"; "question", "q" again in a list. */
static void skip_signs(Reading *reading)
{
    while (
        gf_word_among(" n no num numero nr question questions q ", fold_at(reading, reading->at)))
        reading->at++;
}

static gboolean take_number(Reading *reading)
{
    if (take_joined(reading, 'q'))
        return TRUE;
    int number = number_of(fold_at(reading, reading->at));
    if (number == 0)
        return FALSE;
    note(reading, (guint64) number);
    reading->at++;
    return TRUE;
}

/* All from the last number read up to `last`. */
static void fill_range(Reading *reading, int last)
{
    for (int number = last; number >= 1; number--) {
        if ((reading->numbers >> (number - 1) & 1) != 0)
            return;
        note(reading, (guint64) number);
    }
}

static int peek_number(const Reading *reading, guint at)
{
    const char *fold = fold_at(reading, at);
    return number_of(fold[0] == 'q' ? fold + 1 : fold);
}

/* What joins the number before to one more; TRUE where one more was read. */
static gboolean take_next(Reading *reading)
{
    guint before = reading->at;
    const char *fold = fold_at(reading, before);
    gboolean and = gf_word_among(" et and ou ", fold), to = gf_word_among(" a au to ", fold);
    gboolean hyphen =
        before < gf_words_count(reading->words) && gf_words_at(reading->words, before)->hyphened;
    gboolean comma = break_at(reading, before) == GF_BREAK_COMMA;
    if (!and&&!to && !hyphen && !comma)
        return FALSE;
    reading->at += and || to;
    skip_signs(reading);
    int next = peek_number(reading, reading->at);
    if (next == 0 || next > NUMBER_MAXIMUM) {
        reading->at = before;
        return FALSE;
    }
    if (to || hyphen)
        fill_range(reading, next);
    else
        note(reading, (guint64) next);
    reading->loose = reading->loose || (comma && !and);
    reading->at++;
    return TRUE;
}

/* "question 1, 3 communes sur 12": one number, unless the list is closed. */
static void take_list(Reading *reading)
{
    guint64 first = reading->numbers;
    guint after = reading->at;
    while (take_next(reading))
        continue;
    if (reading->loose && break_at(reading, reading->at) < GF_BREAK_COMMA) {
        reading->numbers = first;
        reading->at = after;
    }
}

static gboolean take_named(Reading *reading)
{
    gboolean answers = FALSE;
    while (reading->at < LEADS && gf_word_among(leads, fold_at(reading, reading->at))) {
        answers = answers || g_str_has_prefix(fold_at(reading, reading->at), "reponse") ||
                  g_str_has_prefix(fold_at(reading, reading->at), "answer");
        reading->at++;
    }
    const char *fold = fold_at(reading, reading->at);
    int ordinal = ordinal_of(fold);
    if (ordinal != 0 && strcmp(fold_at(reading, reading->at + 1), "question") == 0) {
        note(reading, (guint64) ordinal);
        reading->at += 2;
        return TRUE;
    }
    if (reading->at == 0 && take_joined(reading, 'r'))
        return break_at(reading, reading->at) >= GF_BREAK_COMMA;
    gboolean named = answers || gf_word_among(" q question questions ", fold) ||
                     (fold[0] == 'q' && g_ascii_isdigit(fold[1]));
    if (!named)
        return FALSE;
    /* "La Q2 nous a occupés" only speaks of it. */
    gboolean article =
        reading->at == 1 && gf_word_among(" la le les l ma mes ", fold_at(reading, 0));
    skip_signs(reading);
    return take_number(reading) && (!article || break_at(reading, reading->at) >= GF_BREAK_COMMA);
}

static GfLabel named_label(const char *head)
{
    GfLabel label = {GF_LABEL_NONE, 0, 0, 0};
    g_autoptr(GfWords) words = gf_words_new(head);
    Reading reading = {words, 0, 0, 0, FALSE};
    /* Places in the words are places in the line only where no HTML was left in it. */
    if (strcmp(words->text, head) != 0 || !take_named(&reading))
        return label;
    take_list(&reading);
    label.kind = GF_LABEL_NAMED;
    label.numbers = reading.numbers;
    label.rest =
        reading.at < gf_words_count(words) ? gf_words_at(words, reading.at)->start : strlen(head);
    return label;
}

/* Bullets, brackets and marks of emphasis. */
static gsize skip_marks(const char *line)
{
    const char *at = line;
    for (gunichar c = g_utf8_get_char(at); c != 0; c = g_utf8_get_char(at)) {
        if (g_unichar_isalnum(c))
            break;
        at = g_utf8_next_char(at);
    }
    return (gsize) (at - line);
}

/* "2)", "2.", "2 -", "2 :", "2/", "2°". */
static GfLabel plain_label(const char *head)
{
    static const char *const signs[] = {")", ".", "/", "-", ":", "°", "–", "—", "]", "º"};
    GfLabel label = {GF_LABEL_NONE, 0, 0, 0};
    const char *at = head + skip_marks(head);
    gsize digits = strspn(at, "0123456789");
    if (digits == 0 || digits > 2 || *at == '0')
        return label;
    int number = (int) g_ascii_strtoull(at, NULL, 10);
    at += digits;
    while (*at == ' ' || g_str_has_prefix(at, "\302\240"))
        at = g_utf8_next_char(at);
    gsize sign = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(signs) && sign == 0; i++)
        sign = g_str_has_prefix(at, signs[i]) ? strlen(signs[i]) : 0;
    const char *after = at + sign + strspn(at + sign, " ");
    if (sign == 0 || g_ascii_isdigit(*after))
        return label;
    label.kind = GF_LABEL_PLAIN;
    label.plain = number;
    label.numbers = number <= NUMBER_MAXIMUM ? G_GUINT64_CONSTANT(1) << (number - 1) : 0;
    label.rest = (gsize) (at + sign - head);
    return label;
}

GfLabel gf_question_label(const char *line)
{
    g_autofree char *head = g_strndup(line, READ_BYTES);
    const char *end = NULL;
    if (!g_utf8_validate(head, -1, &end))
        head[end - head] = '\0';
    GfLabel label = named_label(head);
    return label.kind != GF_LABEL_NONE ? label : plain_label(head);
}
