/* render.h - Mustache: template text and values to text (specification of mustache/spec, core
 * modules).
 *
 * Pure. Values are GVariants: a dictionary (a{sv}) is a context, an array (av, as, aa{sv}) a list,
 * a string, boolean, integer or double a value. An unknown name renders as nothing; a malformed
 * template is GF_ERROR_CONFIG with its line.
 */
#pragma once

#include <glib.h>

typedef enum { GF_ESCAPE_NONE, GF_ESCAPE_HTML } GfEscape;

/* Looks up a partial by name: its template, borrowed, or NULL (renders as nothing). */
typedef const char *(*GfPartialLookup)(const char *name, gpointer user_data);

/* Where the partials of a template are. */
typedef struct {
    GfPartialLookup lookup; /* NULL: there are none */
    gpointer user_data;
} GfPartials;

/* Renders `template` with the contexts `values` (NULL-terminated array, the last one is looked at
 * first).
 * `{{name}}` is escaped as `escape` says, `{{{name}}}` and `{{&name}}` never. Owned. */
char *gf_render(const char *template, GVariant *const *values, GfEscape escape,
                const GfPartials *partials, GError **error);

/* A template ready to be rendered. */
typedef struct GfTemplate GfTemplate;
void gf_template_free(GfTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTemplate, gf_template_free)

/* What is known when a template is prepared. */
typedef struct {
    GVariant *shared;        /* a dictionary */
    const char *const *open; /* names whose values come later, NULL-terminated; before `shared` */
} GfKnownValues;

/* What is the same in many texts is rendered once; only the tags of the open names are left. Their
 * values are texts and truths, no lists or dictionaries. Owned. */
GfTemplate *gf_render_prepare(const char *template, const GfKnownValues *known, GfEscape escape,
                              const GfPartials *partials, GError **error);
/* Renders what was prepared, with the values of the open names (name -> GVariant). Owned. */
char *gf_render_prepared(const GfTemplate *prepared, GHashTable *values, GfEscape escape,
                         GError **error);

/* The names of the partials that `template` itself refers to, in whatever section, once each in its
 * order. Owned; NULL with GF_ERROR_CONFIG where it is malformed. */
char **gf_render_partials(const char *template, GError **error);
