/* roll-people.h - private to the import: everybody on the roll and everybody the table adds, and
 * which of them a row is about.
 */
#pragma once

#include "workflow/roll-import.h"
#include "workflow/roll-row.h"

typedef struct {
    GfMember *member;     /* as stored, or as it will be; id 0: new */
    char *name;           /* folded */
    GPtrArray *addresses; /* of GfAddress; NULL until they were needed */
    char **seats;         /* the same */
    GfRollRow *row;       /* the first row about this person, borrowed; NULL */
    GfRollLine *line;     /* its outcome, borrowed */
} GfPerson;

typedef struct GfPeople GfPeople;
gboolean gf_people_load(GfStore *store, GfPeople **ret, GError **error);
void gf_people_free(GfPeople *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPeople, gf_people_free)

/* Who `row` is about; `ret_person` borrowed, NULL where nobody is found and the row is about somebody
 * new. `ret_why` (owned) is set where it cannot be said. */
gboolean gf_people_find(GfPeople *people, const GfRollRow *row, GfPerson **ret_person,
                        char **ret_why, GError **error);
/* Somebody new, made of a row that names a person; borrowed. NULL and `ret_why` (owned) where no
 * identifier can be made. */
GfPerson *gf_people_add(GfPeople *people, const GfRollRow *row, char **ret_why);

/* Reads addresses and seats of a person who is on the roll, once. */
gboolean gf_people_complete(GfPeople *people, GfPerson *person, GError **error);

/* Everybody, as GPtrArray of GfPerson; borrowed. */
const GPtrArray *gf_people_all(const GfPeople *people);
