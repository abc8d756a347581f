/* guess.c - what a letter that waits for a human may be about; see digest.h. Only what its sender
 * is asked for can be guessed, and nothing is done by guessing.
 */
#include "workflow/digest.h"

#include "base/text.h"
#include "store/saisine.h"
#include "workflow/case.h"

#include <string.h>

#define GUESSES 3

typedef struct {
    char *matter;
    int score;
} Guess;

typedef struct {
    const GfClerk *clerk;
    const GfLetter *letter; /* NULL: unreadable */
    const char *matter;     /* what it came to: "saisine/2017-01", "chantier/gt1-2"; NULL */
    char *words;            /* subject and text, folded */
    GArray *guesses;        /* of Guess */
} Search;

static void guess_clear(gpointer data)
{
    g_free(((Guess *) data)->matter);
}

/* Takes `matter`. */
static void add(Search *search, char *matter, int score)
{
    for (guint i = 0; i < search->guesses->len; i++) {
        if (!g_str_equal(g_array_index(search->guesses, Guess, i).matter, matter))
            continue;
        g_free(matter);
        return;
    }
    const Guess guess = {matter, score};
    g_array_append_val(search->guesses, guess);
}

/* Whether the letter speaks of it: every longer word of the name occurs. */
static gboolean speaks_of(const Search *search, const char *name)
{
    g_autofree char *folded = gf_text_fold(name);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,;:'\"()", -1);
    guint found = 0;
    for (gsize i = 0; words[i] != NULL; i++) {
        if (strlen(words[i]) < 4)
            continue;
        if (strstr(search->words, words[i]) == NULL)
            return FALSE;
        found++;
    }
    return found > 0;
}

static gboolean has_files(const Search *search)
{
    return search->letter != NULL && search->letter->attachments->len > 0;
}

/* Whether it came to the address of that matter, with its tag, or in its thread. */
static gboolean came_to(const Search *search, const char *matter)
{
    return g_strcmp0(search->matter, matter) == 0;
}

static gboolean guess_sessions(Search *search, const GfMember *member, GError **error)
{
    const GfClerk *clerk = search->clerk;
    g_autoptr(GPtrArray) invitations = NULL;
    gboolean says =
        search->letter != NULL && search->letter->answer->presence != GF_PRESENCE_UNCLEAR;
    if (!gf_store_open_invitations_of(clerk->store, member->id, gf_clerk_now(clerk), &invitations,
                                      error))
        return FALSE;
    for (guint i = 0; i < invitations->len; i++) {
        g_autoptr(GfSession) session = NULL;
        if (!gf_store_session_by_id(clerk->store,
                                    ((GfInvitation *) invitations->pdata[i])->session_id, 0,
                                    &session, error))
            return FALSE;
        add(search, g_strdup_printf("%s/%s", session->slug, member->slug),
            1 + (says ? 3 : 0) + (speaks_of(search, session->title) ? 2 : 0));
    }
    return TRUE;
}

static gboolean guess_saisines(Search *search, const GfMember *member, GError **error)
{
    const GfClerk *clerk = search->clerk;
    g_autoptr(GPtrArray) asked = NULL;
    if (!gf_store_open_solicitations_of(clerk->store, member->id, &asked, error))
        return FALSE;
    for (guint i = 0; i < asked->len; i++) {
        g_autoptr(GfSaisine) saisine = NULL;
        if (!gf_store_saisine_by_id(clerk->store, ((GfSolicitation *) asked->pdata[i])->saisine_id,
                                    &saisine, error))
            return FALSE;
        gboolean named = speaks_of(search, saisine->title) || speaks_of(search, saisine->number);
        g_autofree char *matter = g_strconcat("saisine/", saisine->number, NULL);
        add(search, g_strconcat(matter, "/", member->slug, NULL),
            1 + (named ? 4 : 0) + (has_files(search) ? 1 : 0) + (came_to(search, matter) ? 5 : 0));
    }
    return TRUE;
}

static gboolean guess_chantiers(Search *search, const GfMember *member, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    if (!gf_store_offices_of(search->clerk->store, member->slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        g_autoptr(GfBody) body = NULL;
        const GfOffice *office = offices->pdata[i];
        if (!gf_store_body(search->clerk->store, office->body_slug, &body, error))
            return FALSE;
        if (body == NULL || !g_str_equal(body->kind, "chantier"))
            continue;
        gboolean named = speaks_of(search, body->name) || speaks_of(search, body->slug);
        g_autofree char *matter = g_strconcat(GF_MATTER_CHANTIER, body->slug, NULL);
        add(search, g_strconcat(matter, "/", member->slug, NULL),
            1 + (named ? 3 : 0) + (has_files(search) ? 2 : 0) + (came_to(search, matter) ? 5 : 0));
    }
    return TRUE;
}

static gboolean guess_of(Search *search, gint64 member_id, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member_by_id(search->clerk->store, member_id, &member, error))
        return FALSE;
    return member == NULL ||
           (guess_sessions(search, member, error) && guess_saisines(search, member, error) &&
            guess_chantiers(search, member, error));
}

static int compare_scores(gconstpointer a, gconstpointer b)
{
    return ((const Guess *) b)->score - ((const Guess *) a)->score;
}

static char *words_of(const GfMessage *message)
{
    g_autofree char *text =
        message->letter != NULL ? gf_letter_new_text(message->letter) : g_strdup("");
    g_autofree char *all =
        g_strconcat(message->subject != NULL ? message->subject : "", " ", text, NULL);
    return gf_text_fold(all);
}

static gboolean guess_all(Search *search, const GfMessage *message, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    if (message->member_id != 0)
        return guess_of(search, message->member_id, error);
    if (message->from_address == NULL)
        return TRUE;
    if (!gf_store_members_by_address(search->clerk->store, message->from_address, &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++)
        if (!guess_of(search, g_array_index(ids, gint64, i), error))
            return FALSE;
    return TRUE;
}

gboolean gf_guess_matters(const GfClerk *clerk, const GfMessage *message, GPtrArray **ret,
                          GError **error)
{
    g_autoptr(GArray) guesses = g_array_new(FALSE, FALSE, sizeof(Guess));
    g_autofree char *words = words_of(message);
    Search search = {clerk, message->letter, message->matter, words, guesses};
    g_array_set_clear_func(guesses, guess_clear);
    if (!guess_all(&search, message, error))
        return FALSE;
    g_array_sort(guesses, compare_scores);
    GPtrArray *matters = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < MIN(guesses->len, GUESSES); i++)
        g_ptr_array_add(matters, g_strdup(g_array_index(guesses, Guess, i).matter));
    *ret = matters;
    return TRUE;
}
