/* pouvoir.c - see pouvoir.h. */
#include "workflow/pouvoir.h"

#include "base/text.h"

#include <string.h>

typedef enum { NO_FIT, FAMILY_NAME, FULL_NAME } Fit;

/* What stands before a name and names nobody. */
static const struct {
    const char *word, *gender; /* NULL: of either */
} titles[] = {
    {"m", "man"},          {"mr", "man"},      {"monsieur", "man"}, {"mme", "woman"},
    {"madame", "woman"},   {"mlle", "woman"},  {"president", NULL}, {"presidente", NULL},
    {"maire", NULL},       {"adjoint", NULL},  {"adjointe", NULL},  {"conseiller", NULL},
    {"conseillere", NULL}, {"docteur", NULL},  {"dr", NULL},        {"depute", NULL},
    {"deputee", NULL},     {"senateur", NULL}, {"senatrice", NULL}, {"mademoiselle", "woman"},
    {"collegue", NULL},    {"le", NULL},       {"la", NULL},        {"l", NULL},
    {"mon", NULL},         {"ma", NULL},
};

/* Takes the words of `name` out of `text` ("-mme-anne-martin-"): FALSE where they are not in it. */
static gboolean take_out(GString *text, const char *name)
{
    g_autofree char *slug = gf_text_slug(name);
    g_autofree char *dashed = g_strdup_printf("-%s-", slug);
    const char *place = slug[0] == '\0' ? NULL : strstr(text->str, dashed);
    if (place == NULL)
        return FALSE;
    g_string_erase(text, place - text->str, (gssize) strlen(slug) + 1);
    return TRUE;
}

/* Whether a word is a title; `*ret_fits`: one that this member may have. */
static gboolean is_title(const char *word, const GfMember *member, gboolean *ret_fits)
{
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
        if (!g_str_equal(titles[i].word, word))
            continue;
        *ret_fits = titles[i].gender == NULL || member->gender == NULL ||
                    g_str_equal(titles[i].gender, member->gender);
        return TRUE;
    }
    return FALSE;
}

/* "B." of "B. Durand". */
static gboolean is_initial(const char *word, const GfMember *member)
{
    g_autofree char *given = gf_text_slug(member->given_name);
    return word[1] == '\0' && word[0] == given[0];
}

static Fit fit_of(const char *slug, const GfMember *member)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "-%s-", slug);
    if (!take_out(text, member->family_name))
        return NO_FIT;
    gboolean given = take_out(text, member->given_name);
    g_auto(GStrv) words = g_strsplit(text->str, "-", -1);
    for (gsize i = 0; words[i] != NULL; i++) {
        gboolean fits = TRUE;
        if (words[i][0] == '\0')
            continue;
        if (!is_title(words[i], member, &fits))
            fits = given = is_initial(words[i], member);
        if (!fits)
            return NO_FIT;
    }
    return given ? FULL_NAME : FAMILY_NAME;
}

static gboolean may_hold(const GfMember *member, const GfMember *giver)
{
    return member->id != giver->id && member->ended_on == NULL &&
           !g_str_equal(member->quality, "guest");
}

gboolean gf_pouvoir_holder(const GfClerk *clerk, const GfMember *giver, const char *name,
                           gint64 *ret_member_id, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    g_autofree char *slug = gf_text_slug(name);
    guint counts[] = {0, 0, 0};
    gint64 last[] = {0, 0, 0};
    if (!gf_store_members(clerk->store, &members, error))
        return FALSE;
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        Fit fit = may_hold(member, giver) ? fit_of(slug, member) : NO_FIT;
        counts[fit]++;
        last[fit] = member->id;
    }
    Fit best = counts[FULL_NAME] > 0 ? FULL_NAME : FAMILY_NAME;
    *ret_member_id = counts[best] == 1 ? last[best] : 0;
    return TRUE;
}
