/* roll-people.c - see roll-people.h. */
#include "workflow/roll-people.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"

enum { HOMONYMS_MOST = 1000 };

struct GfRollPeople {
    GfStore *store;
    GPtrArray *all;      /* of GfRollPerson */
    GHashTable *by_slug; /* -> GfRollPerson */
    GHashTable *by_name; /* folded -> GPtrArray of GfRollPerson */
};

static void person_free(gpointer data)
{
    GfRollPerson *person = data;
    gf_member_free(person->member);
    g_free(person->name);
    g_clear_pointer(&person->addresses, g_ptr_array_unref);
    g_strfreev(person->seats);
    g_free(person);
}

void gf_roll_people_free(GfRollPeople *people)
{
    if (people == NULL)
        return;
    g_clear_pointer(&people->by_slug, g_hash_table_unref);
    g_clear_pointer(&people->by_name, g_hash_table_unref);
    g_clear_pointer(&people->all, g_ptr_array_unref);
    g_free(people);
}

const GPtrArray *gf_roll_people_all(const GfRollPeople *people)
{
    return people->all;
}

/* Case, accents, spaces, hyphens and apostrophes are no reason to be somebody else. Owned. */
static char *fold_name(const char *given, const char *family)
{
    g_autofree char *full = g_strconcat(given, family, NULL);
    g_autofree char *folded = gf_text_fold(full);
    g_auto(GStrv) words = g_strsplit_set(folded, " -'.", -1);
    return g_strjoinv(NULL, words);
}

/* Takes `member`. */
static GfRollPerson *put(GfRollPeople *people, GfMember *member)
{
    GfRollPerson *person = g_new0(GfRollPerson, 1);
    person->member = member;
    person->name = fold_name(member->given_name, member->family_name);
    g_ptr_array_add(people->all, person);
    g_hash_table_insert(people->by_slug, member->slug, person);
    GPtrArray *namesakes = g_hash_table_lookup(people->by_name, person->name);
    if (namesakes == NULL) {
        namesakes = g_ptr_array_new();
        g_hash_table_insert(people->by_name, person->name, namesakes);
    }
    g_ptr_array_add(namesakes, person);
    return person;
}

gboolean gf_roll_people_load(GfStore *store, GfRollPeople **ret, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_store_members(store, &members, error))
        return FALSE;
    GfRollPeople *people = g_new0(GfRollPeople, 1);
    people->store = store;
    people->all = g_ptr_array_new_with_free_func(person_free);
    people->by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    people->by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
    g_ptr_array_set_free_func(members, NULL);
    for (guint i = 0; i < members->len; i++)
        put(people, g_ptr_array_index(members, i));
    *ret = people;
    return TRUE;
}

gboolean gf_roll_people_complete(GfRollPeople *people, GfRollPerson *person, GError **error)
{
    if (person->addresses != NULL)
        return TRUE;
    return gf_store_seats(people->store, person->member->id, &person->seats, error) &&
           gf_store_addresses(people->store, person->member->id, &person->addresses, error);
}

/* TRUE where the row gives an address of this person. */
static gboolean shares_address(const GfRollPerson *person, const GfRollRow *row)
{
    const char *cell = row->values[GF_ROLL_ADDRESSES];
    g_auto(GStrv) given = g_strsplit(cell != NULL ? cell : "", "\n", -1);
    for (char **address = given; *address != NULL; address++)
        for (guint i = 0; i < person->addresses->len; i++)
            if (gf_address_equal(((GfAddress *) person->addresses->pdata[i])->address, *address))
                return TRUE;
    return FALSE;
}

typedef enum { SAME, OTHER, UNKNOWN } Likeness;

/* Is this the one of that name whom the row means? */
static Likeness compare(const GfRollPerson *person, const GfRollRow *row)
{
    const char *theirs = person->member->territory;
    const char *ours = row->values[GF_ROLL_TERRITORY];
    if (shares_address(person, row))
        return SAME;
    /* With nothing but a name, the name has to do. */
    if (ours == NULL && row->values[GF_ROLL_ADDRESSES] == NULL &&
        row->values[GF_ROLL_ORGANISATION] == NULL)
        return SAME;
    if (theirs != NULL && ours != NULL)
        return g_str_equal(theirs, ours) ? SAME : OTHER;
    /* Guests have no territory. */
    g_autofree char *their_place = gf_text_fold(person->member->organisation);
    g_autofree char *our_place = gf_text_fold(row->values[GF_ROLL_ORGANISATION]);
    if (theirs != NULL || ours != NULL || their_place[0] == '\0' || our_place[0] == '\0')
        return UNKNOWN;
    return g_str_equal(their_place, our_place) ? SAME : OTHER;
}

/* The people of the row's name who are as `wanted`. `ret` owned. */
static gboolean find_namesakes(GfRollPeople *people, const GfRollRow *row, Likeness wanted,
                               GPtrArray **ret, GError **error)
{
    g_autofree char *name =
        fold_name(row->values[GF_ROLL_GIVEN_NAME], row->values[GF_ROLL_FAMILY_NAME]);
    const GPtrArray *namesakes = g_hash_table_lookup(people->by_name, name);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; namesakes != NULL && i < namesakes->len; i++) {
        GfRollPerson *person = g_ptr_array_index(namesakes, i);
        if (!gf_roll_people_complete(people, person, error))
            return FALSE;
        if (compare(person, row) == wanted)
            g_ptr_array_add(found, person);
    }
    *ret = g_steal_pointer(&found);
    return TRUE;
}

/* "a or b". Owned. */
static char *slugs_of(const GPtrArray *people)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < people->len; i++)
        g_string_append_printf(text, "%s'%s'", i > 0 ? " or " : "",
                               ((GfRollPerson *) people->pdata[i])->member->slug);
    return g_string_free(text, FALSE);
}

/* TRUE where a row that gives an identifier may be about its bearer: people change their given or
 * family name, hardly both at once (and an address may be that of a whole town hall). */
static gboolean may_be(const GfRollPerson *person, const GfRollRow *row)
{
    const char *given = row->values[GF_ROLL_GIVEN_NAME];
    const char *family = row->values[GF_ROLL_FAMILY_NAME];
    if (given == NULL || family == NULL)
        return TRUE;
    g_autofree char *given_slug = gf_text_slug(given);
    g_autofree char *family_slug = gf_text_slug(family);
    g_autofree char *their_given = gf_text_slug(person->member->given_name);
    g_autofree char *their_family = gf_text_slug(person->member->family_name);
    return g_str_equal(given_slug, their_given) || g_str_equal(family_slug, their_family);
}

static gboolean find_by_id(GfRollPeople *people, const GfRollRow *row, GfRollPerson **ret_person,
                           char **ret_why, GError **error)
{
    const char *id = row->values[GF_ROLL_ID];
    GfRollPerson *person = g_hash_table_lookup(people->by_slug, id);
    g_autoptr(GPtrArray) namesakes = NULL;
    if (person != NULL) {
        if (!gf_roll_people_complete(people, person, error))
            return FALSE;
        if (!may_be(person, row))
            *ret_why = g_strdup_printf("identifier '%s' is that of %s %s", id,
                                       person->member->given_name, person->member->family_name);
        *ret_person = person;
        return TRUE;
    }
    if (row->values[GF_ROLL_GIVEN_NAME] == NULL || row->values[GF_ROLL_FAMILY_NAME] == NULL) {
        *ret_why = g_strdup_printf("no member has the identifier '%s', and the row does not name "
                                   "one (given name and family name)",
                                   id);
        return TRUE;
    }
    if (!find_namesakes(people, row, SAME, &namesakes, error))
        return FALSE;
    /* Two rows of one table that give different identifiers mean two people. */
    for (guint i = 0; i < namesakes->len && *ret_why == NULL; i++) {
        const GfRollPerson *other = g_ptr_array_index(namesakes, i);
        if (other->member->id != 0 || other->row->values[GF_ROLL_ID] == NULL)
            *ret_why = g_strdup_printf("this person is on the roll already, as '%s' (write that "
                                       "identifier)",
                                       other->member->slug);
    }
    return TRUE;
}

gboolean gf_roll_people_find(GfRollPeople *people, const GfRollRow *row, GfRollPerson **ret_person,
                             char **ret_why, GError **error)
{
    *ret_person = NULL;
    *ret_why = NULL;
    if (row->values[GF_ROLL_ID] != NULL)
        return find_by_id(people, row, ret_person, ret_why, error);
    g_autoptr(GPtrArray) same = NULL;
    g_autoptr(GPtrArray) unknown = NULL;
    if (!find_namesakes(people, row, SAME, &same, error) ||
        !find_namesakes(people, row, UNKNOWN, &unknown, error))
        return FALSE;
    g_autofree char *slugs = slugs_of(same->len > 0 ? same : unknown);
    if (same->len > 1)
        *ret_why =
            g_strdup_printf("several people have this name: %s (write the identifier)", slugs);
    else if (same->len == 1)
        *ret_person = g_ptr_array_index(same, 0);
    else if (unknown->len > 0)
        *ret_why = g_strdup_printf("the roll has %s of this name, and neither address nor "
                                   "territory says whether it is the same person (write the "
                                   "identifier)",
                                   slugs);
    return TRUE;
}

/* "marie-durand", or "marie-durand-2" where that is somebody else. NULL where the name has no
 * letter of ours. Owned. */
static char *new_slug(const GfRollPeople *people, const GfRollRow *row)
{
    if (row->values[GF_ROLL_ID] != NULL)
        return g_strdup(row->values[GF_ROLL_ID]);
    g_autofree char *full =
        g_strdup_printf("%s %s", row->values[GF_ROLL_GIVEN_NAME], row->values[GF_ROLL_FAMILY_NAME]);
    g_autofree char *plain = gf_text_slug(full);
    /* Room for the number. */
    if (strlen(plain) > 75)
        plain[75] = '\0';
    if (g_str_has_suffix(plain, "-"))
        plain[strlen(plain) - 1] = '\0';
    if (plain[0] == '\0')
        return NULL;
    if (!g_hash_table_contains(people->by_slug, plain))
        return g_steal_pointer(&plain);
    for (guint number = 2; number < HOMONYMS_MOST; number++) {
        g_autofree char *slug = g_strdup_printf("%s-%u", plain, number);
        if (!g_hash_table_contains(people->by_slug, slug))
            return g_steal_pointer(&slug);
    }
    return NULL;
}

GfRollPerson *gf_roll_people_add(GfRollPeople *people, const GfRollRow *row, char **ret_why)
{
    g_autofree char *slug = new_slug(people, row);
    if (slug == NULL) {
        *ret_why = g_strdup("no identifier can be made of this name (give one in a column "
                            "'identifiant')");
        return NULL;
    }
    GfMember *member = g_new0(GfMember, 1);
    member->slug = g_steal_pointer(&slug);
    member->given_name = g_strdup(row->values[GF_ROLL_GIVEN_NAME]);
    member->family_name = g_strdup(row->values[GF_ROLL_FAMILY_NAME]);
    member->quality = g_strdup("titulaire");
    GfRollPerson *person = put(people, member);
    person->addresses = g_ptr_array_new_with_free_func((GDestroyNotify) gf_address_row_free);
    person->seats = g_new0(char *, 1);
    return person;
}
