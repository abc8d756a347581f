/* saisine-private.h - what the files about saisines share. */
#pragma once

#include "workflow/saisine.h"

#include "workflow/note.h"

/* GF_ERROR_STATE as "saisine 'NUMBER': ...". */
void gf_saisine_refuse(const GfSaisine *saisine, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* saisine.c: writes the step into the row and its history; `saisine->state` follows. */
gboolean gf_saisine_move(const GfClerk *clerk, GfSaisine *saisine, const GfSaisineMove *to,
                         GError **error);
/* Closes the deadline of a stage, if it has one: it is over. */
gboolean gf_saisine_close_stage(const GfClerk *clerk, const GfSaisine *saisine, const char *stage,
                                GError **error);

/* saisine-mail.c: the documents, and the day to keep where the date is still ahead, as parts of a
 * mail. Of GBytes, owned. */
gboolean gf_saisine_parts(const GfClerk *clerk, const GfSaisine *saisine, GPtrArray **ret,
                          GError **error);
/* What a mail says of the saisine, beside what it says of `member`: begins `dict`. */
gboolean gf_saisine_values(const GfClerk *clerk, const GfSaisine *saisine, const GfMember *member,
                           GVariantDict *dict, GError **error);
/* Writes to those who contributed what was done with the opinion; counts into `advance`. */
gboolean gf_saisine_tell(const GfClerk *clerk, const GfSaisine *saisine, const char *note,
                         GfAdvance *advance, GError **error);
/* A text as its lines, without empty ones: as, floating. */
GVariant *gf_saisine_lines(const char *text);
