/* roll-write.c - see roll-write.h.
 *
 * A row adds and replaces; only a cell that says something takes the place of what was there. The
 * addresses of a person are put in the order of the row: main, copies, recognised ones.
 */
#include "workflow/roll-write.h"

#include <string.h>

#include "base/address.h"

/* Fields that are texts of the member. */
static const struct {
    GfRollField field;
    const char *name;
    gsize offset;
} texts[] = {
    {GF_ROLL_CIVILITY, "civility", G_STRUCT_OFFSET(GfMember, civility)},
    {GF_ROLL_GIVEN_NAME, "given_name", G_STRUCT_OFFSET(GfMember, given_name)},
    {GF_ROLL_FAMILY_NAME, "family_name", G_STRUCT_OFFSET(GfMember, family_name)},
    {GF_ROLL_GENDER, "gender", G_STRUCT_OFFSET(GfMember, gender)},
    {GF_ROLL_COLLEGE, "college", G_STRUCT_OFFSET(GfMember, college)},
    {GF_ROLL_QUALITY, "quality", G_STRUCT_OFFSET(GfMember, quality)},
    {GF_ROLL_TERRITORY, "territory", G_STRUCT_OFFSET(GfMember, territory)},
    {GF_ROLL_ORGANISATION, "organisation", G_STRUCT_OFFSET(GfMember, organisation)},
    {GF_ROLL_TELEPHONE, "telephone", G_STRUCT_OFFSET(GfMember, telephone)},
    {GF_ROLL_STARTS_ON, "starts_on", G_STRUCT_OFFSET(GfMember, starts_on)},
    {GF_ROLL_ENDS_ON, "ends_on", G_STRUCT_OFFSET(GfMember, ends_on)},
    {GF_ROLL_LANGUAGE, "language", G_STRUCT_OFFSET(GfMember, language)},
};

static GfAddress *find_address(const GfRollPerson *person, const char *address)
{
    for (guint i = 0; i < person->addresses->len; i++) {
        GfAddress *known = g_ptr_array_index(person->addresses, i);
        if (gf_address_equal(known->address, address))
            return known;
    }
    return NULL;
}

static void put_address(GfRollPerson *person, const char *address, const char *role)
{
    GfAddress *known = find_address(person, address);
    if (known == NULL) {
        known = g_new0(GfAddress, 1);
        known->address = g_strdup(address);
        g_ptr_array_add(person->addresses, known);
    }
    g_free(known->role);
    known->role = g_strdup(role);
}

static void compare_main(GfRollPerson *person, const char *address, GPtrArray *differences)
{
    GfMember *member = person->member;
    if (gf_address_equal(member->main_address, address))
        return;
    GfDifference place = {.object = "member", .id = member->slug, .field = "main_address"};
    gf_differences_compare(differences, &place, member->main_address, address);
    /* The former one is still recognised. */
    if (member->main_address != NULL)
        put_address(person, member->main_address, "from");
    put_address(person, address, "main");
    g_free(member->main_address);
    member->main_address = g_strdup(address);
}

/* An address beside the main one. `asked`: a column of its own says its role. */
static void compare_other(GfRollPerson *person, const char *address, const char *role,
                          gboolean asked, GPtrArray *differences)
{
    const GfAddress *known = find_address(person, address);
    if (known != NULL &&
        (!asked || g_str_equal(known->role, role) || g_str_equal(known->role, "main")))
        return;
    GfDifference place = {.object = "member", .id = person->member->slug};
    place.field = g_str_equal(role, "copy") ? "copy_address" : "from_address";
    gf_differences_compare(differences, &place, NULL, address);
    put_address(person, address, role);
}

static gboolean is_among(char **addresses, const char *address)
{
    for (char **other = addresses; *other != NULL; other++)
        if (gf_address_equal(*other, address))
            return TRUE;
    return FALSE;
}

static void compare_addresses(GfRollPerson *person, const GfRollRow *row, GPtrArray *differences)
{
    static const struct {
        GfRollField field;
        const char *role;
    } columns[] = {
        {GF_ROLL_FROM, "from"},
        {GF_ROLL_COPIES, "copy"},
    };
    if (row->values[GF_ROLL_ADDRESSES] != NULL) {
        g_auto(GStrv) addresses = g_strsplit(row->values[GF_ROLL_ADDRESSES], "\n", -1);
        compare_main(person, addresses[0], differences);
        for (char **address = addresses + 1; *address != NULL; address++)
            compare_other(person, *address, "from", FALSE, differences);
    }
    const char *copies = row->values[GF_ROLL_COPIES];
    g_auto(GStrv) copied = g_strsplit(copies != NULL ? copies : "", "\n", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        const char *cell = row->values[columns[i].field];
        g_auto(GStrv) addresses = g_strsplit(cell != NULL ? cell : "", "\n", -1);
        for (char **address = addresses; *address != NULL; address++) {
            /* In both columns: the copy is the one that was asked for. */
            if (columns[i].field != GF_ROLL_FROM || !is_among(copied, *address))
                compare_other(person, *address, columns[i].role, TRUE, differences);
        }
    }
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The seats of the row, and those in bodies that have ended, which are history. */
static void compare_seats(const GfRollPlaces *places, GfRollPerson *person, const GfRollRow *row,
                          GPtrArray *differences)
{
    if (row->values[GF_ROLL_BODIES] == NULL)
        return;
    g_auto(GStrv) wanted = g_strsplit(row->values[GF_ROLL_BODIES], "\n", -1);
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    for (char **slug = wanted; *slug != NULL; slug++)
        g_ptr_array_add(slugs, g_strdup(*slug));
    for (char **slug = person->seats; *slug != NULL; slug++)
        if (gf_roll_places_has_ended(places, *slug))
            g_ptr_array_add(slugs, g_strdup(*slug));
    g_ptr_array_sort(slugs, compare_strings);
    g_ptr_array_add(slugs, NULL);
    g_autofree char *before = g_strjoinv(", ", person->seats);
    g_autofree char *after = g_strjoinv(", ", (char **) slugs->pdata);
    GfDifference place = {.object = "member", .id = person->member->slug, .field = "bodies"};
    gf_differences_compare(differences, &place, before, after);
    g_strfreev(person->seats);
    person->seats = (char **) g_ptr_array_steal(slugs, NULL);
}

void gf_roll_write_compare(const GfRollPlaces *places, GfRollPerson *person, const GfRollRow *row,
                           GPtrArray *differences)
{
    GfDifference place = {.object = "member", .id = person->member->slug};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *value = row->values[texts[i].field];
        char **field = (char **) G_STRUCT_MEMBER_P(person->member, texts[i].offset);
        place.field = texts[i].name;
        if (value == NULL || !gf_differences_compare(differences, &place, *field, value))
            continue;
        g_free(*field);
        *field = g_strdup(value);
    }
    const GfTerritory *territory =
        gf_roll_places_territory_by_slug(places, person->member->territory);
    person->member->territory_id = territory != NULL ? territory->id : 0;
    compare_addresses(person, row, differences);
    compare_seats(places, person, row, differences);
}

/* The main address first: setting it moves the former one. */
static gboolean write_addresses(const GfClerk *clerk, const GfRollPerson *person, GError **error)
{
    static const char *const roles[] = {"main", "copy", "from"};
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        for (guint j = 0; j < person->addresses->len; j++) {
            const GfAddress *address = g_ptr_array_index(person->addresses, j);
            if (g_str_equal(address->role, roles[i]) &&
                !gf_store_set_address(clerk->store, person->member->id, address->address,
                                      address->role, error))
                return FALSE;
        }
    return TRUE;
}

gboolean gf_roll_write(const GfClerk *clerk, const GfRollPerson *person, const char *sha256,
                       GError **error)
{
    GfMember *member = person->member;
    gboolean is_new = member->id == 0;
    return gf_store_save_member(clerk->store, member, gf_clerk_now(clerk), error) &&
           write_addresses(clerk, person, error) &&
           gf_store_set_seats(clerk->store, member->id, (const char *const *) person->seats,
                              error) &&
           gf_clerk_journal(
               clerk,
               &(GfAct){"staff", is_new ? "member.added" : "member.changed", "import", sha256},
               error, "member/%s", member->slug);
}
