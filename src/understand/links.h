/* links.h - links to file drives. */
#pragma once
#include <glib.h>
GPtrArray *gf_links_to_drives(const char *text);
