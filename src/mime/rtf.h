/* rtf.h - Rich Text Format to text: the body of a letter that Outlook wrote in no other form.
 *
 * Words and line ends only, no layout. Total, bounded by GF_LIMIT_HTML_BYTES, without recursion.
 */
#pragma once

#include <glib.h>

/* The RTF in the bytes of PidTagRtfCompressed ([MS-OXRTFCP] section 2.1), compressed or not; as far
 * as it goes where it is cut off. NULL where it is neither. Owned. */
GString *gf_rtf_unpack(const guint8 *data, gsize size);

/* The words of RTF 1.9, also of what was made from HTML ([MS-OXRTFEX]), as clean UTF-8; "" where it
 * is no RTF. Owned. */
char *gf_rtf_text(const char *rtf, gsize length);
