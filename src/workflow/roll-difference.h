/* roll-difference.h - one thing that an order changes on the roll, as staff is told: what `apply`
 * and `member import` show before and after.
 */
#pragma once

#include <glib.h>

typedef enum { GF_DIFFERENCE_ADDED, GF_DIFFERENCE_CHANGED, GF_DIFFERENCE_ENDED } GfDifferenceKind;

typedef struct {
    GfDifferenceKind kind;
    const char *object;   /* static: "territory", "body", "rule", "member" */
    char *id;             /* of the object: "gt1" */
    const char *field;    /* static: "name"; NULL where the whole object is meant */
    char *before, *after; /* NULL: nothing */
} GfDifference;
void gf_difference_free(GfDifference *difference);

/* "added" | "changed" | "ended"; static. */
const char *gf_difference_word(GfDifferenceKind kind);
/* "telephone: '05' → '06'", "address: '...' → none"; the whole field-less difference is "". Owned.
 */
char *gf_difference_text(const GfDifference *difference);

/* An array of GfDifference. Owned. */
GPtrArray *gf_differences_new(void);
void gf_differences_add(GPtrArray *differences, GfDifferenceKind kind, const char *object,
                        const char *id);
/* Adds a GF_DIFFERENCE_CHANGED where `before` and `after` are not equal ("" counts as NULL): TRUE
 * where it did. `place` says whose field it is; the rest of it is left alone. */
gboolean gf_differences_compare(GPtrArray *differences, const GfDifference *place,
                                const char *before, const char *after);
