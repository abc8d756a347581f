/* text.h - what people read: templates and values to the two bodies of a mail.
 *
 * A mail NAME is the pair of templates LANGUAGE/NAME.txt and LANGUAGE/NAME.html. The first line of
 * the text begins with "Subject: "; then follow an empty line and the body. Names that begin with
 * "_" are partials. A language that lacks a template falls back to French.
 */
#pragma once

#include "render/render.h"
#include "store/file.h"
#include "workflow/clerk.h"

typedef struct {
    char *subject, *text, *html;
} GfWording;
void gf_wording_free(GfWording *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfWording, gf_wording_free)

/* The templates that mail NAME needs, with all partials: a{ss}, floating. GF_ERROR_CONFIG where it
 * has none. */
GVariant *gf_wording_freeze(GHashTable *templates, const char *language, const char *const *names,
                            GError **error);

/* Renders mail NAME of frozen templates with `values` (a{sv}; may be NULL). Owned. */
GfWording *gf_wording_render(GVariant *frozen, const char *name, GVariant *values, GError **error);
/* Renders one text template (no subject line). Owned. */
char *gf_wording_render_plain(GVariant *frozen, const char *name, GVariant *values, GError **error);

/* Mail NAME, of which everything is rendered but what is one person's own. Owned. */
typedef struct GfPreparedWording GfPreparedWording;
GfPreparedWording *gf_wording_prepare(GVariant *frozen, const char *name,
                                      const GfKnownValues *known, GError **error);
void gf_prepared_wording_free(GfPreparedWording *prepared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPreparedWording, gf_prepared_wording_free)
/* As gf_wording_render(). */
GfWording *gf_wording_render_prepared(const GfPreparedWording *prepared, GHashTable *personal,
                                      GError **error);
/* The same of one text template; for gf_render_prepared(). Owned. */
GfTemplate *gf_wording_prepare_plain(GVariant *frozen, const char *file, const GfKnownValues *known,
                                     GError **error);

/* Renders one HTML template that is a page of its own. Owned. */
char *gf_wording_render_page(GVariant *frozen, const char *name, GVariant *values, GError **error);

/* What a template may say of a session: title, date, hours, parts, place, video, agenda, documents
 * ... a{sv}, floating. */
GVariant *gf_wording_session(const GfClerk *clerk, const GfSession *session, const char *language);
/* What a template may say of a person: name, salutation, woman, man ... a{sv}, floating. */
GVariant *gf_wording_member(const GfMember *member, const char *language);
/* The same, added to `values` (static name -> GVariant). */
void gf_wording_add_member(GHashTable *values, const GfMember *member, const char *language);
/* An empty table of values: static name -> GVariant. Owned. */
GHashTable *gf_wording_values(void);
/* Adds a text, unless it is NULL or empty; a truth. `key` is static. */
void gf_wording_add_text(GHashTable *values, const char *key, const char *value);
void gf_wording_add_truth(GHashTable *values, const char *key, gboolean value);
/* "1,2 Mo". Owned. */
char *gf_wording_size(guint64 bytes, const char *language);
/* Names and sizes of files (of GfFile): as, floating. */
GVariant *gf_wording_files(const GPtrArray *files, const char *language);
/* "dans 3 jours", "aujourd'hui", "en retard de 4 jours" (negative). Owned. */
char *gf_wording_distance(int days, const char *language);
/* Names, at most `most` and one more, then how many others: "A, B et 3 autres". Owned. */
char *gf_wording_names(const GPtrArray *names, guint most, const char *language);
/* "vendredi 12 mars 2027 à 9 h 30". Owned. */
char *gf_wording_moment(const GfClerk *clerk, gint64 instant, const char *language);
