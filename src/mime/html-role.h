/* html-role.h - what each element of HTML does to the text around it (html.c only). */
#pragma once

typedef enum {
    GF_ROLE_INLINE,
    GF_ROLE_BLOCK,     /* on lines of its own */
    GF_ROLE_PARAGRAPH, /* with an empty line before and after */
    GF_ROLE_HIDDEN,    /* its content is no text */
    GF_ROLE_LIST,
    GF_ROLE_ITEM,
    GF_ROLE_LABEL, /* of an item, as Word writes it into the text */
    GF_ROLE_TABLE,
    GF_ROLE_ROW,
    GF_ROLE_CELL,
    GF_ROLE_PRE,
    GF_ROLE_QUOTE,
    GF_ROLE_LINK,
    GF_ROLE_BREAK,
    GF_ROLE_RULE,
    GF_ROLE_IMAGE,
} GfHtmlRole;

/* Of an element by its name in lower case; unknown ones are inline. */
GfHtmlRole gf_html_role(const char *name);
