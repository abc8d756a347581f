/* roll-row.h - one row of the members' table: what its columns are called and what its cells mean.
 *
 * Headers come in any case and order and under many names; cells with stray spaces, several values,
 * or words of one's own ("Mme", "élue"). What is not understood is a fault of the row, with the
 * column as staff called it; nothing is guessed.
 */
#pragma once

#include "base/csv.h"
#include "store/roll.h"

typedef enum {
    GF_ROLL_ID,
    GF_ROLL_CIVILITY,
    GF_ROLL_GIVEN_NAME,
    GF_ROLL_FAMILY_NAME,
    GF_ROLL_GENDER,
    GF_ROLL_COLLEGE,
    GF_ROLL_QUALITY,
    GF_ROLL_TERRITORY,
    GF_ROLL_FUNCTION, /* ends up in the organisation */
    GF_ROLL_ORGANISATION,
    GF_ROLL_TELEPHONE,
    GF_ROLL_ADDRESSES, /* the first is the main one */
    GF_ROLL_COPIES,
    GF_ROLL_FROM,
    GF_ROLL_BODIES,
    GF_ROLL_STARTS_ON,
    GF_ROLL_ENDS_ON,
    GF_ROLL_LANGUAGE,
    GF_ROLL_FIELDS
} GfRollField;

/* Which column holds a field, -1: none; and the headers that mean nothing here. */
typedef struct {
    int column[GF_ROLL_FIELDS];
    GPtrArray *ignored; /* of char * */
} GfRollColumns;
/* GF_ERROR_CONFIG where two columns mean the same, or nothing says who a row is about. */
gboolean gf_roll_columns_read(const char *name, const GfCsv *csv, GfRollColumns *ret_columns,
                              GError **error);
void gf_roll_columns_clear(GfRollColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfRollColumns, gf_roll_columns_clear)

/* Territories and bodies of the roll, by everything people call them. */
typedef struct GfRollPlaces GfRollPlaces;
gboolean gf_roll_places_load(GfStore *store, GfRollPlaces **ret, GError **error);
void gf_roll_places_free(GfRollPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfRollPlaces, gf_roll_places_free)
/* The one territory or body in force that `text` names; NULL with `ret_why` (owned) otherwise. */
const GfTerritory *gf_roll_places_territory(const GfRollPlaces *places, const char *text,
                                            char **ret_why);
const GfBody *gf_roll_places_body(const GfRollPlaces *places, const char *text, char **ret_why);
/* A territory by its slug, NULL: none; TRUE where a body of this slug has ended. */
const GfTerritory *gf_roll_places_territory_by_slug(const GfRollPlaces *places, const char *slug);
gboolean gf_roll_places_has_ended(const GfRollPlaces *places, const char *body_slug);

/* Values in the form of the store: dates as 2027-03-12, "woman", "elu", slugs; lists one a line.
 * NULL where the cell or the column is empty. */
typedef struct {
    guint line;
    char *values[GF_ROLL_FIELDS];
    GPtrArray *faults; /* of char *; empty: the row is good */
} GfRollRow;
GfRollRow *gf_roll_row_read(const GfCsv *csv, guint row, const GfRollColumns *columns,
                            const GfRollPlaces *places);
void gf_roll_row_free(GfRollRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfRollRow, gf_roll_row_free)
