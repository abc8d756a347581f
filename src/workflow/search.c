/* search.c - see search.h. */
#include "workflow/search.h"

#include "base/error.h"
#include "base/text.h"
#include "store/contribution.h"
#include "store/report.h"
#include "store/saisine.h"

#include <string.h>

#define EXTRACT_CHARACTERS 160
#define BEFORE_CHARACTERS 50
#define QUERY_WORDS 20

void gf_found_free(GfFound *found)
{
    if (found == NULL)
        return;
    g_free(found->kind);
    g_free(found->who);
    g_free(found->title);
    g_free(found->state);
    g_free(found->extract);
    g_free(found->open);
    g_free(found);
}

static gboolean is_word(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Whether the text at `place` begins with one of the words. */
static gboolean begins_with(const char *place, const char *const *words)
{
    for (gsize i = 0; words[i] != NULL; i++) {
        /* Folding may shorten (marks) or lengthen (œ): twice as much is enough. */
        gsize length = strnlen(place, 2 * strlen(words[i]) + 8);
        const char *end = NULL;
        g_utf8_validate(place, (gssize) length, &end);
        g_autofree char *slice = g_strndup(place, (gsize) (end - place));
        g_autofree char *folded = gf_text_fold(slice);
        if (g_str_has_prefix(folded, words[i]))
            return TRUE;
    }
    return FALSE;
}

static const char *find(const char *text, const char *const *words)
{
    gboolean inside = FALSE;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gboolean word = is_word(g_utf8_get_char(c));
        if (word && !inside && begins_with(c, words))
            return c;
        inside = word;
    }
    return NULL;
}

/* Back by some characters, to the beginning of a word. */
static const char *beginning(const char *text, const char *place)
{
    const char *from = place;
    for (guint i = 0; i < BEFORE_CHARACTERS && from > text; i++)
        from = g_utf8_find_prev_char(text, from);
    while (from > text && from < place &&
           is_word(g_utf8_get_char(g_utf8_find_prev_char(text, from))))
        from = g_utf8_next_char(from);
    return from;
}

char *gf_search_extract(const char *text, const char *const *words, guint characters)
{
    const char *place = find(text, words);
    const char *from = place != NULL ? beginning(text, place) : text;
    g_autofree char *line = gf_text_line(from, characters);
    return from > text ? g_strconcat("…", line, NULL) : g_steal_pointer(&line);
}

gboolean gf_search_add_letter(const GfClerk *clerk, const GfMessage *message,
                              const GfLetter *letter, GError **error)
{
    if (letter == NULL || g_str_equal(message->state, GF_STATE_JUNK) ||
        (letter->kind != GF_KIND_MESSAGE && letter->kind != GF_KIND_CALENDAR))
        return TRUE;
    g_autofree char *words = gf_letter_new_text(letter);
    g_autoptr(GString) body = g_string_new(words);
    if (letter->from != NULL)
        g_string_append_printf(body, "\n%s %s",
                               letter->from->name != NULL ? letter->from->name : "",
                               letter->from->address);
    for (guint i = 0; i < letter->attachments->len; i++) {
        const GfAttachment *attachment = letter->attachments->pdata[i];
        if (attachment->name != NULL)
            g_string_append_printf(body, "\n%s", attachment->name);
    }
    const GfHit object = {(char *) "letter", message->id, message->arrived_at};
    return gf_store_index(clerk->store, &object, letter->subject, body->str, error);
}

gboolean gf_search_add(const GfClerk *clerk, const GfHit *object, const char *title,
                       const char *text, GError **error)
{
    const GfHit now = {object->kind, object->object_id, gf_clerk_now(clerk)};
    return gf_store_index(clerk->store, &now, title, text, error);
}

/* A version that counts no more says so. Owned, NULL: it counts. */
static char *ended_state(const char *state)
{
    static const char *const ended[] = {"replaced", "withdrawn", NULL};
    return g_strv_contains(ended, state) ? g_strdup(state) : NULL;
}

static gboolean show_letter(const GfClerk *clerk, const GfHit *hit, const char *const *words,
                            GfFound *found, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    if (!gf_store_message(clerk->store, hit->object_id, &message, error))
        return FALSE;
    g_autofree char *text =
        message->letter != NULL ? gf_letter_new_text(message->letter) : g_strdup("");
    found->who = g_strdup(message->from_address);
    found->title = gf_text_line(message->subject != NULL ? message->subject : "", 0);
    found->extract = gf_search_extract(text, words, EXTRACT_CHARACTERS);
    found->open = g_strdup_printf("inbox show %" G_GINT64_FORMAT, message->id);
    return TRUE;
}

static gboolean show_saisine(const GfClerk *clerk, const GfHit *hit, const char *const *words,
                             GfFound *found, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_store_saisine_by_id(clerk->store, hit->object_id, &saisine, error))
        return FALSE;
    g_autoptr(GString) text = g_string_new(saisine->context);
    for (guint i = 0; i < saisine->questions->len; i++)
        g_string_append_printf(text, "\n%s", (const char *) saisine->questions->pdata[i]);
    found->who = g_strdup(saisine->referred_by);
    found->title = g_strdup_printf("Saisine %s : %s", saisine->number, saisine->title);
    found->extract = gf_search_extract(text->str, words, EXTRACT_CHARACTERS);
    found->open = g_strdup_printf("saisine show %s", saisine->number);
    return TRUE;
}

static gboolean show_report(const GfClerk *clerk, const GfHit *hit, const char *const *words,
                            GfFound *found, GError **error)
{
    g_autoptr(GfReport) report = NULL;
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfMember) author = NULL;
    if (!gf_store_report(clerk->store, hit->object_id, &report, error) ||
        !gf_store_body_by_id(clerk->store, report->body_id, &body, error) ||
        !gf_store_member_by_id(clerk->store, report->member_id, &author, error))
        return FALSE;
    found->who = author != NULL ? gf_member_full_name(author) : NULL;
    found->title = g_strdup_printf("%s : %s", body->name, report->title);
    found->state = ended_state(report->state);
    found->extract = gf_search_extract(report->text, words, EXTRACT_CHARACTERS);
    found->open = g_strdup_printf("report show %s/%d", body->slug, report->version);
    return TRUE;
}

static gboolean show_contribution(const GfClerk *clerk, const GfHit *hit, const char *const *words,
                                  GfFound *found, GError **error)
{
    g_autoptr(GfContribution) contribution = NULL;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfMember) author = NULL;
    if (!gf_store_contribution(clerk->store, hit->object_id, &contribution, error) ||
        !gf_store_saisine_by_id(clerk->store, contribution->saisine_id, &saisine, error) ||
        !gf_store_member_by_id(clerk->store, contribution->member_id, &author, error))
        return FALSE;
    found->who = gf_member_full_name(author);
    found->state = ended_state(contribution->state);
    found->title = g_strdup_printf("Saisine %s : %s", saisine->number, saisine->title);
    found->extract = gf_search_extract(contribution->text, words, EXTRACT_CHARACTERS);
    found->open = g_strdup_printf("contribution show %s/%s/%d", saisine->number, author->slug,
                                  contribution->version);
    return TRUE;
}

typedef gboolean (*Show)(const GfClerk *clerk, const GfHit *hit, const char *const *words,
                         GfFound *found, GError **error);

static Show show_of(const char *kind)
{
    static const struct {
        const char *kind;
        Show show;
    } table[] = {{"letter", show_letter},
                 {"saisine", show_saisine},
                 {"report", show_report},
                 {"contribution", show_contribution}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_str_equal(table[i].kind, kind))
            return table[i].show;
    g_assert_not_reached();
}

/* Words, and what stands in double quotes as one; folded. */
static GPtrArray *words_of(const char *text)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) pieces = g_strsplit(text, "\"", -1);
    for (gsize i = 0; pieces[i] != NULL; i++) {
        g_auto(GStrv) apart = gf_text_split(pieces[i], i % 2 == 1 ? "\n" : " \t\n");
        for (gsize j = 0; apart[j] != NULL && words->len < QUERY_WORDS; j++) {
            g_autofree char *folded = gf_text_fold(apart[j]);
            g_autofree char *slug = gf_text_slug(apart[j]);
            if (slug[0] != '\0')
                g_ptr_array_add(words, g_steal_pointer(&folded));
        }
    }
    g_ptr_array_add(words, NULL);
    return words;
}

/* For the extract: what was looked for, without signs before it. */
static GPtrArray *beginnings_of(const GPtrArray *words)
{
    GPtrArray *beginnings = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        while (word != NULL && *word != '\0' && !is_word(g_utf8_get_char(word)))
            word = g_utf8_next_char(word);
        g_ptr_array_add(beginnings, (gpointer) word);
    }
    return beginnings;
}

gboolean gf_search(const GfClerk *clerk, const char *text, guint limit, GPtrArray **ret,
                   GError **error)
{
    g_autoptr(GPtrArray) words = words_of(text);
    g_autoptr(GPtrArray) beginnings = beginnings_of(words);
    g_autoptr(GPtrArray) hits = NULL;
    if (words->len == 1) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "search: '%s' has no word to look for", text);
        return FALSE;
    }
    if (!gf_store_search(clerk->store, (const char *const *) words->pdata, limit, &hits, error))
        return FALSE;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify) gf_found_free);
    for (guint i = 0; i < hits->len; i++) {
        const GfHit *hit = hits->pdata[i];
        GfFound *found = g_new0(GfFound, 1);
        found->kind = g_strdup(hit->kind);
        found->at = hit->at;
        g_ptr_array_add(all, found);
        if (!show_of(hit->kind)(clerk, hit, (const char *const *) beginnings->pdata, found, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&all);
    return TRUE;
}
