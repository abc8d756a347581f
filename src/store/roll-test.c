/* roll-test.c - territories, bodies, members, addresses, seats, and who sits where on which day. */
#include "store/roll.h"

#include "store/fixture.h"

static gint64 add_body(Fixture *fixture, const char *slug, const char *kind, gint64 parent_id)
{
    GfBody body = {.slug = (char *) slug,
                   .name = (char *) "Nom",
                   .kind = (char *) kind,
                   .parent_id = parent_id};
    ASSERT_DONE(gf_store_save_body(fixture->store, &body, ERROR));
    g_assert_cmpint(body.id, >, 0);
    return body.id;
}

static gint64 add_member(Fixture *fixture, const char *slug, const char *given, const char *family,
                         const char *quality)
{
    GfMember member = {.slug = (char *) slug,
                       .given_name = (char *) given,
                       .family_name = (char *) family,
                       .quality = (char *) quality};
    ASSERT_DONE(gf_store_save_member(fixture->store, &member, NOW, ERROR));
    g_assert_cmpint(member.id, >, 0);
    return member.id;
}

static void test_territories(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfTerritory territory = {
        .slug = (char *) "pays-b", .name = (char *) "B", .kind = (char *) "Pays"};
    GfTerritory other = {.slug = (char *) "pays-a",
                         .name = (char *) "A",
                         .kind = (char *) "PETR",
                         .departements = (char *) "31;81"};
    ASSERT_DONE(gf_store_save_territory(fixture->store, &territory, ERROR));
    ASSERT_DONE(gf_store_save_territory(fixture->store, &other, ERROR));
    gint64 id = territory.id;
    territory.id = 0;
    territory.name = (char *) "Bé";
    ASSERT_DONE(gf_store_save_territory(fixture->store, &territory, ERROR));
    g_assert_cmpint(territory.id, ==, id);

    g_autoptr(GfTerritory) read = NULL;
    g_autoptr(GfTerritory) absent = NULL;
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_territory(fixture->store, "pays-b", &read, ERROR));
    g_assert_cmpstr(read->name, ==, "Bé");
    g_assert_cmpstr(read->departements, ==, "");
    ASSERT_DONE(gf_store_territory(fixture->store, "pays-c", &absent, ERROR));
    g_assert_null(absent);
    ASSERT_DONE(gf_store_territories(fixture->store, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpstr(((GfTerritory *) all->pdata[0])->slug, ==, "pays-a");
    g_assert_cmpstr(((GfTerritory *) all->pdata[0])->departements, ==, "31;81");
}

static void test_bodies(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 group = add_body(fixture, "gt1", "group", 0);
    gint64 chantier = add_body(fixture, "gt1-2", "chantier", group);
    GfBody again = {.slug = (char *) "gt1",
                    .name = (char *) "Attractivité",
                    .kind = (char *) "group",
                    .themes = (char *) "tourisme\nnumérique",
                    .address = (char *) "gt1@example.org",
                    .ends_on = (char *) "2028-12-31"};
    ASSERT_DONE(gf_store_save_body(fixture->store, &again, ERROR));
    g_assert_cmpint(again.id, ==, group);

    g_autoptr(GfBody) read = NULL;
    g_autoptr(GfBody) by_id = NULL;
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_body(fixture->store, "gt1-2", &read, ERROR));
    g_assert_cmpint(read->id, ==, chantier);
    g_assert_cmpint(read->parent_id, ==, group);
    g_assert_cmpstr(read->parent_slug, ==, "gt1");
    ASSERT_DONE(gf_store_body_by_id(fixture->store, group, &by_id, ERROR));
    g_assert_cmpstr(by_id->name, ==, "Attractivité");
    g_assert_cmpstr(by_id->themes, ==, "tourisme\nnumérique");
    g_assert_cmpstr(by_id->address, ==, "gt1@example.org");
    g_assert_cmpstr(by_id->ends_on, ==, "2028-12-31");
    g_assert_null(by_id->ended_on);
    g_assert_null(by_id->parent_slug);
    ASSERT_DONE(gf_store_bodies(fixture->store, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 2);

    GfBody wrong = {.slug = (char *) "x", .name = (char *) "x", .kind = (char *) "club"};
    ASSERT_REFUSED(gf_store_save_body(fixture->store, &wrong, ERROR), "CHECK");
    GfBody orphan = {
        .slug = (char *) "y", .name = (char *) "y", .kind = (char *) "group", .parent_id = 99};
    ASSERT_REFUSED(gf_store_save_body(fixture->store, &orphan, ERROR), "FOREIGN KEY");
}

static void test_member(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfTerritory territory = {
        .slug = (char *) "pays-b", .name = (char *) "B", .kind = (char *) "Pays"};
    ASSERT_DONE(gf_store_save_territory(fixture->store, &territory, ERROR));
    GfMember member = {
        .slug = (char *) "dupont-helene",
        .civility = (char *) "Mme",
        .given_name = (char *) "Hélène",
        .family_name = (char *) "Dupont",
        .gender = (char *) "woman",
        .college = (char *) "elu",
        .quality = (char *) "titulaire",
        .territory_id = territory.id,
        .organisation = (char *) "Mairie",
        .telephone = (char *) "05",
        .language = (char *) "fr",
        .starts_on = (char *) "2022-01-01",
        .ends_on = (char *) "2027-12-31",
    };
    ASSERT_DONE(gf_store_save_member(fixture->store, &member, NOW, ERROR));
    ASSERT_DONE(
        gf_store_set_address(fixture->store, member.id, "Helene@Example.org", "main", ERROR));
    ASSERT_DONE(gf_store_end_member(fixture->store, member.id, "2026-05-01", ERROR));

    g_autoptr(GfMember) read = NULL;
    ASSERT_DONE(gf_store_member(fixture->store, "dupont-helene", &read, ERROR));
    g_autofree char *name = gf_member_full_name(read);
    g_assert_cmpstr(name, ==, "Mme Hélène Dupont");
    g_assert_cmpstr(read->gender, ==, "woman");
    g_assert_cmpstr(read->college, ==, "elu");
    g_assert_cmpstr(read->quality, ==, "titulaire");
    g_assert_cmpint(read->territory_id, ==, territory.id);
    g_assert_cmpstr(read->territory, ==, "pays-b");
    g_assert_cmpstr(read->organisation, ==, "Mairie");
    g_assert_cmpstr(read->telephone, ==, "05");
    g_assert_cmpstr(read->language, ==, "fr");
    g_assert_cmpstr(read->starts_on, ==, "2022-01-01");
    g_assert_cmpstr(read->ends_on, ==, "2027-12-31");
    g_assert_cmpstr(read->ended_on, ==, "2026-05-01");
    g_assert_cmpstr(read->main_address, ==, "Helene@Example.org");
    g_assert_cmpint(read->unreachable_at, ==, 0);

    g_free(read->ended_on);
    read->ended_on = NULL;
    g_free(read->organisation);
    read->organisation = g_strdup("Région");
    ASSERT_DONE(gf_store_save_member(fixture->store, read, NOW, ERROR));
    g_autoptr(GfMember) again = NULL;
    ASSERT_DONE(gf_store_member_by_id(fixture->store, member.id, &again, ERROR));
    g_assert_cmpstr(again->organisation, ==, "Région");
    g_assert_null(again->ended_on);
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM member"), ==, 1);

    member.id = 0;
    ASSERT_REFUSED(gf_store_save_member(fixture->store, &member, NOW, ERROR), "UNIQUE");
}

static char *join_slugs(GPtrArray *members)
{
    GString *slugs = g_string_new(NULL);
    for (guint i = 0; i < members->len; i++)
        g_string_append_printf(slugs, "%s%s", i > 0 ? " " : "",
                               ((GfMember *) members->pdata[i])->slug);
    return g_string_free(slugs, FALSE);
}

static void test_by_name(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_member(fixture, "z", "Anne", "Zola", "titulaire");
    add_member(fixture, "e", "Anne", "Évrard", "titulaire");
    add_member(fixture, "d2", "zoé", "dupont", "titulaire");
    add_member(fixture, "d1", "Éric", "Dupont", "titulaire");
    add_member(fixture, "d3", "Anne", "Dupont-Aignan", "titulaire");
    g_autoptr(GPtrArray) members = NULL;
    ASSERT_DONE(gf_store_members(fixture->store, &members, ERROR));
    g_autofree char *slugs = join_slugs(members);
    g_assert_cmpstr(slugs, ==, "d1 d2 d3 e z");
}

static void set_office(Fixture *fixture, gint64 body_id, const char *member, const char *ends_on)
{
    g_autoptr(GPtrArray) offices = g_ptr_array_new();
    GfOffice office = {
        .role = (char *) "copilote", .member_slug = (char *) member, .ends_on = (char *) ends_on};
    g_ptr_array_add(offices, &office);
    ASSERT_DONE(gf_store_set_offices(fixture->store, body_id, offices, ERROR));
}

/* a: no term; b: from 2027-03-01; c: until 2027-03-31; d: ended on 2027-03-15; g: a guest; s: a
 * substitute. */
static void seat_everybody(Fixture *fixture, gint64 group)
{
    const struct {
        const char *slug, *quality, *starts_on, *ends_on, *ended_on;
    } people[] = {
        {"a", "titulaire", NULL, NULL, NULL},
        {"b", "titulaire", "2027-03-01", NULL, NULL},
        {"c", "titulaire", NULL, "2027-03-31", NULL},
        {"d", "titulaire", NULL, NULL, "2027-03-15"},
        {"g", "guest", NULL, NULL, NULL},
        {"s", "suppleant", NULL, NULL, NULL},
    };
    const char *const seats[] = {"gt1", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        GfMember member = {
            .slug = (char *) people[i].slug,
            .given_name = (char *) people[i].slug,
            .family_name = (char *) "Nom",
            .quality = (char *) people[i].quality,
            .starts_on = (char *) people[i].starts_on,
            .ends_on = (char *) people[i].ends_on,
            .ended_on = (char *) people[i].ended_on,
        };
        ASSERT_DONE(gf_store_save_member(fixture->store, &member, NOW, ERROR));
        if (strchr("bds", people[i].slug[0]) != NULL)
            ASSERT_DONE(gf_store_set_seats(fixture->store, member.id, seats, ERROR));
    }
    set_office(fixture, group, "a", "2027-06-30");
}

static void test_members_of(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_body(fixture, "pleniere", "plenary", 0);
    seat_everybody(fixture, add_body(fixture, "gt1", "group", 0));
    add_body(fixture, "gt2", "group", 0);
    const struct {
        const char *body, *date;
        gboolean guests;
        const char *expected;
    } rows[] = {
        {"pleniere", "2027-02-28", FALSE, "a c d"},
        {"pleniere", "2027-03-01", FALSE, "a b c d"},
        {"pleniere", "2027-03-14", FALSE, "a b c d"},
        {"pleniere", "2027-03-15", FALSE, "a b c"},
        {"pleniere", "2027-03-31", FALSE, "a b c"},
        {"pleniere", "2027-04-01", FALSE, "a b"},
        {"pleniere", "2027-04-01", TRUE, "a b g"},
        {"gt1", "2027-02-28", FALSE, "a d"},
        {"gt1", "2027-03-14", TRUE, "a b d"},
        {"gt1", "2027-06-30", FALSE, "a b"},
        {"gt1", "2027-07-01", FALSE, "b"},
        {"gt2", "2027-03-14", TRUE, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s on %s", rows[i].body, rows[i].date);
        g_autoptr(GfBody) body = NULL;
        g_autoptr(GPtrArray) members = NULL;
        ASSERT_DONE(gf_store_body(fixture->store, rows[i].body, &body, ERROR));
        ASSERT_DONE(gf_store_members_of(fixture->store, body, rows[i].date, rows[i].guests,
                                        &members, ERROR));
        g_autofree char *slugs = join_slugs(members);
        g_assert_cmpstr(slugs, ==, rows[i].expected);
    }
}

static void test_members_without(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 group = add_body(fixture, "gt1", "group", 0);
    seat_everybody(fixture, group); /* b, d and s have a seat, a an office, c neither */
    const struct {
        const char *kind, *date, *expected;
    } rows[] = {
        {"group", "2027-03-14", "a c"},       {"group", "2027-04-01", "a"},
        {"committee", "2027-02-28", "a c d"}, {"committee", "2027-03-14", "a b c d"},
        {"committee", "2027-04-01", "a b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) members = NULL;
        ASSERT_DONE(
            gf_store_members_without(fixture->store, rows[i].kind, rows[i].date, &members, ERROR));
        g_autofree char *slugs = join_slugs(members);
        g_assert_cmpstr(slugs, ==, rows[i].expected);
    }
    GfBody ended = {.slug = (char *) "gt1",
                    .name = (char *) "Nom",
                    .kind = (char *) "group",
                    .ended_on = (char *) "2027-03-10"};
    ASSERT_DONE(gf_store_save_body(fixture->store, &ended, ERROR));
    g_autoptr(GPtrArray) members = NULL;
    ASSERT_DONE(gf_store_members_without(fixture->store, "group", "2027-03-14", &members, ERROR));
    g_autofree char *slugs = join_slugs(members);
    g_assert_cmpstr(slugs, ==, "a b c d");
}

static void test_offices(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 group = add_body(fixture, "gt1", "group", 0);
    set_office(fixture, group, "not-yet-on-the-roll", NULL);
    set_office(fixture, group, "dupont-helene", "2028-01-01");
    g_autoptr(GPtrArray) of_body = NULL;
    g_autoptr(GPtrArray) of_member = NULL;
    g_autoptr(GPtrArray) of_nobody = NULL;
    ASSERT_DONE(gf_store_offices(fixture->store, "gt1", &of_body, ERROR));
    g_assert_cmpuint(of_body->len, ==, 1);
    ASSERT_DONE(gf_store_offices_of(fixture->store, "dupont-helene", &of_member, ERROR));
    g_assert_cmpuint(of_member->len, ==, 1);
    const GfOffice *office = of_member->pdata[0];
    g_assert_cmpstr(office->body_slug, ==, "gt1");
    g_assert_cmpstr(office->role, ==, "copilote");
    g_assert_cmpstr(office->member_slug, ==, "dupont-helene");
    g_assert_cmpstr(office->ends_on, ==, "2028-01-01");
    ASSERT_DONE(gf_store_offices_of(fixture->store, "not-yet-on-the-roll", &of_nobody, ERROR));
    g_assert_cmpuint(of_nobody->len, ==, 0);
}

static char *addresses_of(Fixture *fixture, gint64 member_id)
{
    g_autoptr(GPtrArray) addresses = NULL;
    ASSERT_DONE(gf_store_addresses(fixture->store, member_id, &addresses, ERROR));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = addresses->pdata[i];
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", address->role, address->address);
    }
    return g_string_free(text, FALSE);
}

static void test_addresses(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 helene = add_member(fixture, "helene", "Hélène", "Dupont", "titulaire");
    gint64 marc = add_member(fixture, "marc", "Marc", "Durand", "titulaire");
    GfStore *store = fixture->store;
    ASSERT_DONE(gf_store_set_address(store, helene, "helene@old.example", "main", ERROR));
    ASSERT_DONE(gf_store_set_address(store, helene, "Mairie@Ville.example", "copy", ERROR));
    ASSERT_DONE(gf_store_set_address(store, marc, "mairie@ville.example", "main", ERROR));
    ASSERT_DONE(gf_store_set_address(store, helene, "helene@new.example", "main", ERROR));
    g_autofree char *moved = addresses_of(fixture, helene);
    g_assert_cmpstr(moved, ==,
                    "main helene@new.example, copy Mairie@Ville.example, from helene@old.example");
    ASSERT_DONE(gf_store_set_address(store, helene, "HELENE@OLD.example", "main", ERROR));
    g_autofree char *back = addresses_of(fixture, helene);
    g_assert_cmpstr(back, ==,
                    "main HELENE@OLD.example, copy Mairie@Ville.example, from helene@new.example");

    g_autoptr(GArray) shared = NULL;
    g_autoptr(GArray) nobody = NULL;
    ASSERT_DONE(gf_store_members_by_address(store, "MAIRIE@ville.EXAMPLE", &shared, ERROR));
    g_assert_cmpuint(shared->len, ==, 2);
    g_assert_cmpint(g_array_index(shared, gint64, 0), ==, helene);
    g_assert_cmpint(g_array_index(shared, gint64, 1), ==, marc);
    ASSERT_DONE(gf_store_members_by_address(store, "x@ville.example", &nobody, ERROR));
    g_assert_cmpuint(nobody->len, ==, 0);
}

static gint64 unreachable_at(Fixture *fixture, gint64 member_id)
{
    g_autoptr(GfMember) member = NULL;
    ASSERT_DONE(gf_store_member_by_id(fixture->store, member_id, &member, ERROR));
    if (member->unreachable_at != 0)
        g_assert_cmpstr(member->unreachable_why, ==, "5.1.1");
    else
        g_assert_null(member->unreachable_why);
    return member->unreachable_at;
}

static void test_unreachable(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    const char *address = "mairie@ville.example";
    gint64 helene = add_member(fixture, "helene", "Hélène", "Dupont", "titulaire");
    gint64 marc = add_member(fixture, "marc", "Marc", "Durand", "titulaire");
    ASSERT_DONE(gf_store_set_address(store, helene, address, "main", ERROR));
    ASSERT_DONE(gf_store_set_address(store, marc, address, "main", ERROR));
    ASSERT_DONE(gf_store_mark_address(store, helene, "Mairie@Ville.example", NOW, "5.1.1", ERROR));
    g_assert_cmpint(unreachable_at(fixture, helene), ==, NOW);
    g_assert_cmpint(unreachable_at(fixture, marc), ==, 0);
    ASSERT_DONE(gf_store_mark_address(store, 0, address, NOW + 1, "5.1.1", ERROR));
    g_assert_cmpint(unreachable_at(fixture, helene), ==, NOW + 1);
    g_assert_cmpint(unreachable_at(fixture, marc), ==, NOW + 1);
    ASSERT_DONE(gf_store_mark_address(store, marc, address, NOW + 2, NULL, ERROR));
    g_assert_cmpint(unreachable_at(fixture, marc), ==, 0);
    g_assert_cmpint(unreachable_at(fixture, helene), ==, NOW + 1);
}

static void test_seats(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 member = add_member(fixture, "helene", "Hélène", "Dupont", "titulaire");
    add_body(fixture, "gt1", "group", 0);
    add_body(fixture, "gt2", "group", 0);
    add_body(fixture, "comite", "committee", 0);
    const char *const first[] = {"gt1", NULL};
    const char *const second[] = {"gt2", "comite", "gt2", NULL};
    const char *const wrong[] = {"gt9", NULL};
    g_auto(GStrv) seats = NULL;
    ASSERT_DONE(gf_store_set_seats(fixture->store, member, first, ERROR));
    ASSERT_DONE(gf_store_set_seats(fixture->store, member, second, ERROR));
    ASSERT_DONE(gf_store_seats(fixture->store, member, &seats, ERROR));
    g_autofree char *joined = g_strjoinv(" ", seats);
    g_assert_cmpstr(joined, ==, "comite gt2");
    ASSERT_REFUSED(gf_store_set_seats(fixture->store, member, wrong, ERROR), "'gt9'");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/roll/territories", test_territories);
    TEST("/store/roll/bodies", test_bodies);
    TEST("/store/roll/member", test_member);
    TEST("/store/roll/by-name", test_by_name);
    TEST("/store/roll/members-of", test_members_of);
    TEST("/store/roll/members-without", test_members_without);
    TEST("/store/roll/offices", test_offices);
    TEST("/store/roll/addresses", test_addresses);
    TEST("/store/roll/unreachable", test_unreachable);
    TEST("/store/roll/seats", test_seats);
    return g_test_run();
}
