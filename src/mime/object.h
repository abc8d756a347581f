/* object.h - what the header of one part says, read from its raw fields: GMime's own readings lose
 * and shorten (FIELD-GUIDE sections 3.4 and 3.6). All results are owned. */
#pragma once

#include <gmime/gmime.h>

/* The field of this name, unfolded; NULL where it is absent. */
char *gf_object_header(GMimeObject *object, const char *name);

/* The media type in lower case, "text/plain" where it is absent or no type at all. */
char *gf_object_type(GMimeObject *object);

/* The first word of Content-Transfer-Encoding, in lower case, perhaps empty. */
char *gf_object_encoding(GMimeObject *object);

/* The name of the file, safe to show; NULL where there is none. */
char *gf_object_file_name(GMimeObject *object);

/* Content-ID without its brackets; NULL where there is none. */
char *gf_object_content_id(GMimeObject *object);
