/* absence.c - see absence.h.
 *
 * A date without a year is the next such day after the mail was written. Nothing is guessed: no
 * date, or no word that gives it its meaning, and the field stays empty.
 */
#include "understand/absence.h"

#include "base/address.h"
#include "understand/answer-meeting.h"
#include "understand/answer-name.h"

#include <stdlib.h>
#include <string.h>

enum { NEAR = 6, REACH = 14 };

static gboolean among(const char *list, const char *word)
{
    char key[40];
    return (gsize) g_snprintf(key, sizeof key, " %s ", word) < sizeof key &&
           strstr(list, key) != NULL;
}

/* Words behind which the day of return stands. */
static const char untils[] = " jusque jusqu retour until till returning return back hasta fins bis "
                             "reprise reprendrai reviens reviendrai volver tornar inclus au ";
static const char contacts[] =
    " contacter contactez contact joindre joignez adresser adressez relais remplace "
    "urgence urgent urgences contactar colleague suppleance interim backup ";

/* A year written near the day, else the next such day after the letter. */
static int year_of(const GfLetter *letter, const GfWords *words, guint at, const GfDay *day)
{
    for (guint i = at; i < gf_words_count(words) && i < at + 5; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        const char *tail = strrchr(fold, '/') != NULL ? strrchr(fold, '/') + 1 : fold;
        gsize length = strspn(tail, "0123456789");
        if (length == 4 && tail[4] == '\0' && atoi(tail) >= 2000 && atoi(tail) < 2200)
            return atoi(tail);
    }
    if (letter->date <= 0)
        return 0;
    g_autoptr(GDateTime) written = g_date_time_new_from_unix_utc(letter->date);
    if (written == NULL)
        return 0;
    int year = g_date_time_get_year(written), month = g_date_time_get_month(written);
    gboolean past = day->month < month ||
                    (day->month == month && day->day < g_date_time_get_day_of_month(written));
    return year + past;
}

static char *until_at(const GfLetter *letter, const GfWords *words, guint at)
{
    guint count = gf_words_count(words);
    for (guint i = at + 1; i < count && i <= at + NEAR; i++) {
        g_autoptr(GArray) days = gf_days_find(words, i, MIN(i + 4, count));
        if (days->len == 0)
            continue;
        const GfDay *day = &g_array_index(days, GfDay, 0);
        int year = day->month != 0 ? year_of(letter, words, i, day) : 0;
        if (year == 0 ||
            !g_date_valid_dmy((GDateDay) day->day, (GDateMonth) day->month, (GDateYear) year))
            continue;
        return g_strdup_printf("%04d-%02d-%02d", year, day->month, day->day);
    }
    return NULL;
}

static char *find_until(const GfLetter *letter, const GfWords *words)
{
    for (guint i = 0; i < gf_words_count(words); i++) {
        char *until =
            among(untils, gf_words_at(words, i)->fold) ? until_at(letter, words, i) : NULL;
        if (until != NULL)
            return until;
    }
    return NULL;
}

/* An address in words [from, to) that is not the sender's. Owned. */
static char *address_in(const GfLetter *letter, const GfWords *words, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const GfWord *word = gf_words_at(words, i);
        if (strcmp(word->fold, "@") != 0)
            continue;
        g_autofree char *raw = g_strndup(words->text + word->start, word->end - word->start);
        gsize length = strlen(raw);
        while (length > 0 && strchr(".:", raw[length - 1]) != NULL)
            raw[--length] = '\0';
        const char *bare = g_str_has_prefix(raw, "mailto:") ? raw + 7 : raw;
        gboolean own = letter->from != NULL && gf_address_equal(letter->from->address, bare);
        if (strchr(bare, '@') != NULL && strstr(bare, "://") == NULL && !own)
            return g_strdup(bare);
    }
    return NULL;
}

static char *find_replacement(const GfLetter *letter, const GfWords *words)
{
    guint count = gf_words_count(words);
    for (guint at = 0; at < count; at++) {
        if (!among(contacts, gf_words_at(words, at)->fold))
            continue;
        guint from = at > NEAR ? at - NEAR : 0, to = MIN(at + REACH, count);
        char *address = address_in(letter, words, from, to);
        if (address != NULL)
            return address;
        for (guint i = from; i < to; i++) {
            if (!gf_answer_class("civility", gf_words_at(words, i)->fold) &&
                !gf_answer_class("colleague", gf_words_at(words, i)->fold))
                continue;
            char *name = gf_name_at(words, i, count, NULL);
            if (name != NULL)
                return name;
        }
    }
    return NULL;
}

void gf_absence_read(const GfLetter *letter, GfAutoReply *reply)
{
    g_autoptr(GfWords) words = gf_words_new(letter->text);
    reply->until = find_until(letter, words);
    reply->replacement = find_replacement(letter, words);
}
