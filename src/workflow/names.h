/* names.h - private to workflow: names one after another, as people write them. */
#pragma once

#include <glib.h>

/* "A", "A et B", "A, B et C"; of more than eleven the first ten, "et 12 autres" (never "et 1
 * autre"). `language` "fr" or "en". Of char *; owned. */
char *gf_names_list(const GPtrArray *names, const char *language);
