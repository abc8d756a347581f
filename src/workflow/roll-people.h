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
} GfRollPerson;

typedef struct GfRollPeople GfRollPeople;
gboolean gf_roll_people_load(GfStore *store, GfRollPeople **ret, GError **error);
void gf_roll_people_free(GfRollPeople *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfRollPeople, gf_roll_people_free)

/* Who `row` is about; `ret_person` borrowed, NULL where nobody is found and the row is about
 * somebody new. `ret_why` (owned) is set where it cannot be said. */
gboolean gf_roll_people_find(GfRollPeople *people, const GfRollRow *row, GfRollPerson **ret_person,
                             char **ret_why, GError **error);
/* Somebody new, made of a row that names a person; borrowed. NULL and `ret_why` (owned) where no
 * identifier can be made. */
GfRollPerson *gf_roll_people_add(GfRollPeople *people, const GfRollRow *row, char **ret_why);

/* Reads addresses and seats of a person who is on the roll, once. */
gboolean gf_roll_people_complete(GfRollPeople *people, GfRollPerson *person, GError **error);

/* Everybody, as GPtrArray of GfRollPerson; borrowed. */
const GPtrArray *gf_roll_people_all(const GfRollPeople *people);
