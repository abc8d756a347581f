/* cms.h - what lies in a CMS message of S/MIME (RFC 5652, RFC 8551), as far as it is readable
 * without a key. Signatures are not verified: a signed letter is read as any other. */
#pragma once

#include <glib.h>

typedef enum {
    GF_CMS_UNREADABLE, /* damaged, compressed, or not CMS */
    GF_CMS_SIGNED,
    GF_CMS_ENCRYPTED,
} GfCmsKind;

/* `ret_content`: of GF_CMS_SIGNED with the message inside, the message; else NULL. Owned. */
GfCmsKind gf_cms_read(GBytes *bytes, GBytes **ret_content);
