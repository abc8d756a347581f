/* media.h - what a file is, by the ending of its name: what staff send are office documents. */
#pragma once

/* "application/pdf" for "rapport.PDF"; "application/octet-stream" where the ending says nothing.
 * Static. */
const char *gf_media_type_of(const char *path);
