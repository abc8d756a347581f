/* html-role.c - see html-role.h. */
#include "mime/html-role.h"

#include <glib.h>
#include <string.h>

/* By name. */
static const struct {
    const char *name;
    GfHtmlRole role;
} roles[] = {
    {"a", GF_ROLE_LINK},        {"address", GF_ROLE_BLOCK},   {"article", GF_ROLE_BLOCK},
    {"aside", GF_ROLE_BLOCK},   {"base", GF_ROLE_HIDDEN},     {"blockquote", GF_ROLE_QUOTE},
    {"body", GF_ROLE_BLOCK},    {"br", GF_ROLE_BREAK},        {"caption", GF_ROLE_BLOCK},
    {"center", GF_ROLE_BLOCK},  {"dd", GF_ROLE_BLOCK},        {"div", GF_ROLE_BLOCK},
    {"dl", GF_ROLE_PARAGRAPH},  {"dt", GF_ROLE_BLOCK},        {"fieldset", GF_ROLE_BLOCK},
    {"figure", GF_ROLE_BLOCK},  {"footer", GF_ROLE_BLOCK},    {"form", GF_ROLE_BLOCK},
    {"h1", GF_ROLE_PARAGRAPH},  {"h2", GF_ROLE_PARAGRAPH},    {"h3", GF_ROLE_PARAGRAPH},
    {"h4", GF_ROLE_PARAGRAPH},  {"h5", GF_ROLE_PARAGRAPH},    {"h6", GF_ROLE_PARAGRAPH},
    {"header", GF_ROLE_BLOCK},  {"hr", GF_ROLE_RULE},         {"html", GF_ROLE_BLOCK},
    {"iframe", GF_ROLE_HIDDEN}, {"img", GF_ROLE_IMAGE},       {"li", GF_ROLE_ITEM},
    {"main", GF_ROLE_BLOCK},    {"nav", GF_ROLE_BLOCK},       {"noscript", GF_ROLE_HIDDEN},
    {"object", GF_ROLE_HIDDEN}, {"ol", GF_ROLE_LIST},         {"option", GF_ROLE_BLOCK},
    {"p", GF_ROLE_PARAGRAPH},   {"pre", GF_ROLE_PRE},         {"script", GF_ROLE_HIDDEN},
    {"section", GF_ROLE_BLOCK}, {"select", GF_ROLE_HIDDEN},   {"style", GF_ROLE_HIDDEN},
    {"svg", GF_ROLE_HIDDEN},    {"table", GF_ROLE_TABLE},     {"tbody", GF_ROLE_BLOCK},
    {"td", GF_ROLE_CELL},       {"template", GF_ROLE_HIDDEN}, {"textarea", GF_ROLE_HIDDEN},
    {"tfoot", GF_ROLE_BLOCK},   {"th", GF_ROLE_CELL},         {"thead", GF_ROLE_BLOCK},
    {"title", GF_ROLE_HIDDEN},  {"tr", GF_ROLE_ROW},          {"ul", GF_ROLE_LIST},
};

GfHtmlRole gf_html_role(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(roles);
    while (low < high) {
        gsize middle = (low + high) / 2;
        int order = strcmp(name, roles[middle].name);
        if (order == 0)
            return roles[middle].role;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return GF_ROLE_INLINE;
}
