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

/* Renders `template` with the contexts `values` (NULL-terminated array, the last one is looked at
 * first).
 * `{{name}}` is escaped as `escape` says, `{{{name}}}` and `{{&name}}` never. Owned. */
char *gf_render(const char *template, GVariant *const *values, GfEscape escape,
                GfPartialLookup lookup, gpointer user_data, GError **error);

/* The names of the partials that `template` itself refers to, in whatever section, once each in its
 * order. Owned; NULL with GF_ERROR_CONFIG where it is malformed. */
char **gf_render_partials(const char *template, GError **error);
