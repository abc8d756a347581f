/* template.h - a Mustache template, parsed: a flat list of tokens in which a section knows its end.
 *
 * Private to render.
 */
#pragma once

#include "render/render.h"

typedef enum {
    GF_TOKEN_TEXT,
    GF_TOKEN_ESCAPED,  /* {{name}} */
    GF_TOKEN_RAW,      /* {{{name}}} or {{&name}} */
    GF_TOKEN_SECTION,  /* {{#name}} */
    GF_TOKEN_INVERTED, /* {{^name}} */
    GF_TOKEN_END,      /* {{/name}} */
    GF_TOKEN_PARTIAL,  /* {{>name}} */
} GfTokenKind;

typedef struct {
    GfTokenKind kind;
    guint line;
    char *text;        /* of TEXT as it stands; else the name */
    char **path;       /* the name between its dots; empty for "."; NULL for TEXT and PARTIAL */
    char *indentation; /* of a PARTIAL that stands alone on its line, else NULL */
    guint match;       /* SECTION and INVERTED: index of the END; END: index of the beginning */
} GfToken;

/* Parses `source`; GF_ERROR_CONFIG as "line 3: ...". Owned. */
GfTemplate *gf_template_parse(const char *source, GError **error);

/* An empty template, to which tokens are added one by one. Owned. */
GfTemplate *gf_template_new(void);
/* Adds text at the end; takes `text`. */
void gf_template_add_text(GfTemplate *template, char *text);
/* Adds a copy of a tag's token at the end; its match is to be set. The index of the copy. */
guint gf_template_add_tag(GfTemplate *template, const GfToken *tag);
/* Says that the section that begins at `begin` ends at `end`. */
void gf_template_match(GfTemplate *template, guint begin, guint end);

guint gf_template_length(const GfTemplate *template);
const GfToken *gf_template_token(const GfTemplate *template, guint index); /* borrowed */
