/* roll-write.h - private to the import: what a row changes of a person, and writing it.
 */
#pragma once

#include "workflow/roll-people.h"

/* Puts what `row` says into `person` (whose addresses and seats have been read), and each thing
 * that was different before into `differences`. */
void gf_roll_write_compare(const GfRollPlaces *places, GfRollPerson *person, const GfRollRow *row,
                           GPtrArray *differences);

/* Writes the person, with addresses and seats, and one line of the journal whose evidence is
 * `sha256`. */
gboolean gf_roll_write(const GfClerk *clerk, const GfRollPerson *person, const char *sha256,
                       GError **error);
