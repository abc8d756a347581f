/* signature.h - what programs and habits put under a text. */
#pragma once

#include "letter/letter.h"
#include "understand/lines.h"

/* "Envoyé de mon iPhone", "Télécharger Outlook pour Android". */
gboolean gf_signature_is_phone(const GfLine *line);

/* The line "-- "; or "--" or a long dash, with a signature and nothing else below it as far as
 * `end`. `text` is that of the lines. */
gboolean gf_signature_is_delimiter(const GArray *lines, guint at, guint end, const char *text);

/* "PS : ..." below a signature is written again. */
gboolean gf_signature_is_postscript(const GfLine *line);

/* "Cordialement,". */
gboolean gf_signature_is_closing(const GfLine *line);

/* A line in which somebody says something. */
gboolean gf_signature_is_speech(const GfLine *line);

/* What must stand in a block beside the absence of speech. */
typedef enum {
    GF_SIGNATURE_NO_PROOF,
    GF_SIGNATURE_ROLE,   /* a function or house, or contact */
    GF_SIGNATURE_CONTACT /* a telephone number, an address */
} GfSignatureProof;

/* TRUE where lines [from, to) are name, function, address and telephone, and nothing said. */
gboolean gf_signature_is_block(const GArray *lines, guint from, guint to, GfSignatureProof proof);

/* A line that is a name and nothing else, by its capitals. */
gboolean gf_signature_is_name(const GfLine *line);

/* A line that is `name` (folded), in any order, a title perhaps beside it. */
gboolean gf_signature_names(const GfLine *line, const char *name);

/* TRUE where lines [from, to) hold a word of the sender's name or address: a block of somebody
 * else's name and telephone number is something told. */
gboolean gf_signature_is_of(const GArray *lines, guint from, guint to, const GfPerson *sender);
