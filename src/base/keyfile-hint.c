/* keyfile-hint.c - what keyfile.c says of a name that it does not know.
 *
 * A typing error gets the name that was meant, a key in the wrong section the right section, and
 * everybody the names that are allowed.
 */
#include "base/keyfile-private.h"
#include "base/text.h"

#include <string.h>

#define LONGEST_NAME 48

gboolean gf_keyfile_group_matches(const char *pattern, const char *group, gboolean *ret_bad_name)
{
    gsize length = strlen(pattern);
    if (length < 2 || pattern[length - 1] != '*')
        return g_str_equal(pattern, group);
    if (strncmp(pattern, group, length - 1) != 0)
        return FALSE;
    gboolean slug = gf_text_is_slug(group + length - 1);
    if (!slug && ret_bad_name != NULL)
        *ret_bad_name = TRUE;
    return slug;
}

static guint least(guint a, guint b, guint c)
{
    return MIN(MIN(a, b), c);
}

/* Levenshtein distance of two names, letter case ignored; LONGEST_NAME where one is longer than
 * that. */
static guint distance(const char *a, const char *b)
{
    gsize a_length = strlen(a), b_length = strlen(b);
    if (a_length >= LONGEST_NAME || b_length >= LONGEST_NAME)
        return LONGEST_NAME;
    guint row[LONGEST_NAME];
    for (gsize j = 0; j <= b_length; j++)
        row[j] = (guint) j;
    for (gsize i = 1; i <= a_length; i++) {
        guint diagonal = row[0];
        row[0] = (guint) i;
        for (gsize j = 1; j <= b_length; j++) {
            guint above = row[j];
            gboolean same = g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 1]);
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1));
            diagonal = above;
        }
    }
    return row[b_length];
}

/* The one of `names` that was probably meant, or NULL. Borrowed. */
static const char *nearest(const GPtrArray *names, const char *wrong)
{
    const char *best = NULL;
    guint best_distance = MIN(3, (guint) strlen(wrong) / 2 + 1);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        guint found = distance(name, wrong);
        if (found < best_distance) {
            best = name;
            best_distance = found;
        }
    }
    return best;
}

static void add_once(GPtrArray *names, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(name));
}

/* The sections of a table as people write them: "body NAME" for "body *". */
static GPtrArray *group_names(const GfKeySpec *specs)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++) {
        g_autoptr(GString) name = g_string_new(spec->group);
        if (g_str_has_suffix(spec->group, " *"))
            g_string_replace(name, "*", "NAME", 1);
        add_once(names, name->str);
    }
    return names;
}

static char *join(const GPtrArray *names)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : ", ",
                               (const char *) g_ptr_array_index(names, i));
    return g_string_free(text, FALSE);
}

/* TRUE for "body" where the table has "body *". */
static gboolean lacks_name(const char *pattern, const char *group)
{
    gsize length = strlen(group);
    return strncmp(pattern, group, length) == 0 && g_str_equal(pattern + length, " *");
}

char *gf_keyfile_unknown_group(const GfKeySpec *specs, const char *group)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++) {
        gboolean bad_name = FALSE;
        if (lacks_name(spec->group, group))
            return g_strdup_printf("a name is missing (write [%s NAME])", group);
        gf_keyfile_group_matches(spec->group, group, &bad_name);
        if (!bad_name)
            continue;
        const char *name = group + strlen(spec->group) - 1;
        g_autofree char *slug = gf_text_slug(name);
        return g_strdup_printf("\"%s\" is no name (a-z, 0-9 and single hyphens, at most 80 "
                               "characters%s%s%s)",
                               name, *slug == '\0' ? "" : "; try \"", slug,
                               *slug == '\0' ? "" : "\"");
    }
    g_autoptr(GPtrArray) names = group_names(specs);
    g_autofree char *allowed = join(names);
    const char *meant = nearest(names, group);
    if (meant == NULL)
        return g_strdup_printf("unknown section (allowed: %s)", allowed);
    return g_strdup_printf("unknown section (did you mean \"%s\"? allowed: %s)", meant, allowed);
}

/* Another section that knows the key, or NULL. Borrowed. */
static const char *home_of(const GfKeySpec *specs, const char *key)
{
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++)
        if (g_str_equal(spec->key, key))
            return spec->group;
    return NULL;
}

char *gf_keyfile_unknown_key(const GfKeySpec *specs, const char *group, const char *key)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const GfKeySpec *spec = specs; spec->group != NULL; spec++)
        if (gf_keyfile_group_matches(spec->group, group, NULL))
            add_once(names, spec->key);
    g_autofree char *allowed = join(names);
    const char *home = home_of(specs, key);
    if (home != NULL)
        return g_strdup_printf("unknown key here (it belongs in [%s]; allowed here: %s)", home,
                               allowed);
    const char *meant = nearest(names, key);
    if (meant != NULL)
        return g_strdup_printf("unknown key (did you mean \"%s\"? allowed: %s)", meant, allowed);
    return g_strdup_printf("unknown key (allowed: %s)", allowed);
}
