/* roll-import-test.c - whom a row of a members' table is about, and what it changes of them. */
#include "workflow/roll-fixture.h"
#include "workflow/roll-member.h"

/* --- who a row is about --- */

typedef struct {
    const char *name, *text, *why;
} Row;

static void test_twice(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) report = import_file(fixture, ROLL_DATA "twice.csv");
    g_autofree char *found = outcomes(report);
    g_assert_cmpstr(found, ==,
                    "2 added anne-martin\n"
                    "3 refused bruno-roux; the same person as on line 5, with other words (keep "
                    "one, or give each its identifier)\n"
                    "4 repeated anne-martin; the same as line 2\n"
                    "5 refused bruno-roux; the same person as on line 3, with other words (keep "
                    "one, or give each its identifier)\n"
                    "6 added chloe-blanc\n");
    g_assert_false(report->applied);
    g_autofree char *nobody = roll(fixture);
    g_assert_cmpstr(nobody, ==, "");
}

static void test_twice_on_the_roll(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_imported(fixture, "prénom;nom;courriel\nAnne;Martin;a@b.example\n",
                    "2 added anne-martin\n");
    assert_imported(fixture,
                    "prénom;nom;courriel;tél\nAnne;Martin;a@b.example;05 36\n"
                    "Anne;Martin;a@b.example;05 37\n",
                    "2 refused anne-martin; the same person as on line "
                    "3, with other words (keep one, or give each its identifier)\n"
                    "3 refused anne-martin; the same person as on line 2, with other words (keep "
                    "one, or give each its identifier)\n");
    g_autofree char *found = roll(fixture);
    g_assert_null(strstr(found, "05 3"));
}

/* Two people of one name in two territories are two people, again and again. */
static void test_homonyms(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char text[] = "prénom;nom;territoire;courriel\n"
                               "Jean;Martin;cc-causse;jean@b.example\n"
                               "Jean;Martin;petr-rives;martin@d.example\n";
    assert_imported(fixture, text, "2 added jean-martin\n3 added jean-martin-2\n");
    assert_imported(fixture, text, "2 unchanged jean-martin\n3 unchanged jean-martin-2\n");
    assert_imported(fixture, "prénom;nom;courriel;tél\nJean;Martin;martin@d.example;05 36\n",
                    "2 changed jean-martin-2; telephone: none → '05 36'\n");
    assert_imported(fixture, "prénom;nom;tél\nJean;Martin;05 37\n",
                    "2 refused -; several people have this name: 'jean-martin' or 'jean-martin-2' "
                    "(write the identifier)\n");
    assert_imported(fixture, "prénom;nom;courriel\nJean;Martin;nouveau@d.example\n",
                    "2 refused -; the roll has 'jean-martin' or 'jean-martin-2' of this name, and "
                    "neither address nor territory says whether it is the same person (write the "
                    "identifier)\n");
}

static void test_matching(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_imported(fixture,
                    "prénom;nom;territoire;courriel;organisme\n"
                    "Marie-Noëlle;d'Estampes;cc-causse;m@b.example;\n"
                    "Paul;Blanc;;paul@b.example;Conseil départemental\n",
                    "2 added marie-noelle-d-estampes\n3 added paul-blanc\n");
    static const Row rows[] = {
        {"name-alone", "prénom;nom;tél\nMARIE NOELLE;D’ESTAMPES;1\n",
         "2 changed marie-noelle-d-estampes; given_name: 'Marie-Noëlle' → 'MARIE NOELLE'; "
         "family_name: 'd'Estampes' → 'D’ESTAMPES'; telephone: none → '1'\n"},
        {"territory",
         "prénom;nom;territoire;courriel\nMARIE NOELLE;D’ESTAMPES;cc-causse;n@b.example\n",
         "2 changed marie-noelle-d-estampes; main_address: 'm@b.example' → 'n@b.example'\n"},
        {"address",
         "prénom;nom;territoire;courriel\nMARIE NOELLE;D’ESTAMPES;petr-rives;n@b.example\n",
         "2 changed marie-noelle-d-estampes; territory: 'cc-causse' → 'petr-rives'\n"},
        {"former-address", "prénom;nom;courriel\nMARIE NOELLE;D’ESTAMPES;M@B.example\n",
         "2 changed marie-noelle-d-estampes; main_address: 'n@b.example' → 'M@B.example'\n"},
        {"organisation",
         "prénom;nom;organisme;courriel\nPaul;Blanc;conseil départemental;p@b.example\n",
         "2 changed paul-blanc; organisation: 'Conseil départemental' → 'conseil départemental'; "
         "main_address: 'paul@b.example' → 'p@b.example'\n"},
        {"identifier", "identifiant;tél\npaul-blanc;2\n",
         "2 changed paul-blanc; telephone: none → '2'\n"},
        {"identifier-renames", "identifiant;prénom;nom\npaul-blanc;Paul;Blanc-Noir\n",
         "2 changed paul-blanc; family_name: 'Blanc' → 'Blanc-Noir'\n"},
        {"identifier-of-another", "identifiant;prénom;nom\npaul-blanc;Anne;Martin\n",
         "2 refused -; identifier 'paul-blanc' is that of Paul Blanc-Noir\n"},
        {"identifier-unknown", "identifiant;tél\npersonne;2\n",
         "2 refused -; no member has the identifier 'personne', and the row does not name one "
         "(given name and family name)\n"},
        {"identifier-new-for-old",
         "identifiant;prénom;nom;courriel\npb;Paul;Blanc-Noir;p@b.example\n",
         "2 refused -; this person is on the roll already, as 'paul-blanc' (write that "
         "identifier)\n"},
        {"identifier-new-homonym",
         "identifiant;prénom;nom;courriel\npb;Paul;Blanc-Noir;autre@b.example\n", "2 added pb\n"},
        {"unspellable", "prénom;nom;courriel\nНина;Иванова;n@d.example\n",
         "2 refused -; no identifier can be made of this name (give one in a column "
         "'identifiant')\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        assert_imported(fixture, rows[i].text, rows[i].why);
    }
}

/* One table, where the rows name the same person in two ways. */
static void test_identifiers_within(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_imported(fixture,
                    "identifiant;prénom;nom;courriel\n;Anne;Martin;a@b.example\n"
                    "am;Anne;Martin;a@b.example\n",
                    "2 added anne-martin\n"
                    "3 refused -; this person is on the roll already, as 'anne-martin' (write that "
                    "identifier)\n");
    assert_imported(fixture,
                    "identifiant;prénom;nom;courriel\nam;Anne;Martin;a@b.example\n"
                    "am2;Anne;Martin;a@b.example\n;Bruno;Roux;b@b.example\n"
                    "bruno-roux;Bruno;Roux;b@b.example\n",
                    "2 added am\n3 added am2\n4 added bruno-roux\n"
                    "5 repeated bruno-roux; the same as line 4\n");
}

/* --- what a row changes --- */

static void test_empty_cells(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) first = import_file(fixture, ROLL_DATA "semicolons.csv");
    assert_imported(fixture,
                    "identifiant;prénom;nom;sexe;collège;qualité;territoire;organisme;tél;courriel;"
                    "copie;groupes;début;fin;langue\n"
                    "joel-petit;;;;;;;;;;;;;;\nhelene-d-oeuvre;;;;;-;;;;;;;;;\n",
                    "2 unchanged joel-petit\n3 unchanged helene-d-oeuvre\n");
    g_autofree char *found = roll(fixture);
    g_assert_cmpstr(found, ==, three_members);
}

static void test_changes(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) first = import_file(fixture, ROLL_DATA "semicolons.csv");
    assert_imported(fixture,
                    "identifiant;groupes;qualité;fin;territoire;courriel;langue\n"
                    "joel-petit;gt2;suppléant;31/12/2027;petr-rives;petit@poste.example;en\n",
                    "2 changed joel-petit; quality: 'titulaire' → 'suppleant'; territory: "
                    "'cc-causse' → 'petr-rives'; ends_on: '2028-06-30' → '2027-12-31'; language: "
                    "none → 'en'; main_address: 'joel.petit@poste.example' → "
                    "'petit@poste.example'; bodies: 'gt1, gt2' → 'gt2'\n");
    g_autofree char *found = roll(fixture);
    g_assert_nonnull(strstr(found,
                            "joel-petit|M.|Joël|PETIT|man|citoyen|suppleant|petr-rives||"
                            "05 36 49 00 02|en|2022-07-01|2027-12-31||main=petit@poste.example|"
                            "from=joel.petit@poste.example|gt2\n"));
    /* A term that ends before it starts, though no row says both. */
    assert_imported(fixture, "identifiant;fin\njoel-petit;2021-01-01\n",
                    "2 refused joel-petit; the term would "
                    "end on 2021-01-01, before it starts on 2022-07-01\n");
}

static void test_addresses(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) report = import_file(fixture, ROLL_DATA "addresses.csv");
    g_autofree char *found = roll(fixture);
    g_assert_cmpstr(found, ==,
                    "chloe||Chloé|Blanc|||titulaire||||||||main=mairie@bourg.example|\n"
                    "anne||Anne|Martin|||titulaire||||||||main=anne@bourg.example|"
                    "copy=secretariat@bourg.example|from=anne.martin@poste.example|"
                    "from=a.martin@travail.example|from=a.martin@avant.example|\n"
                    "david||David|Moreau|||titulaire||||||||main=MAIRIE@bourg.example|\n"
                    "bruno||Bruno|Roux|||titulaire||||||||main=bruno@bourg.example|"
                    "copy=mairie@bourg.example|copy=bruno@travail.example|from=roux@poste.example|"
                    "\n");
    g_autofree char *notes = sentences(report->notes);
    g_assert_nonnull(
        strstr(notes, "'mairie@bourg.example' is the main address of 2 people: chloe, david\n"));
    g_autoptr(GfRollReport) again = import_file(fixture, ROLL_DATA "addresses.csv");
    g_assert_cmpuint(again->counts[GF_ROLL_UNCHANGED], ==, 4);
    /* Main and copy change places; the main one cannot become a mere copy. */
    assert_imported(fixture,
                    "identifiant;courriel;copie\n"
                    "anne;secretariat@bourg.example;anne@bourg.example\n"
                    "bruno;;bruno@bourg.example\n",
                    "2 changed anne; main_address: 'anne@bourg.example' → "
                    "'secretariat@bourg.example'; copy_address: none → 'anne@bourg.example'\n"
                    "3 unchanged bruno\n");
    g_autofree char *swapped = roll(fixture);
    g_assert_nonnull(strstr(swapped, "|main=secretariat@bourg.example|copy=anne@bourg.example|"));
    g_assert_nonnull(strstr(swapped, "|main=bruno@bourg.example|"));
}

/* Mail to the assembly's own address would come back to it. */
static void test_own_address(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_imported(fixture,
                    "prénom;nom;courriel;copie;autres adresses\n"
                    "Anne;Martin;greffe@example.org;;\n"
                    "Bruno;Petit;b@b.example;GREFFE+gt1@example.org;\n"
                    "Chloé;Blanc;c@b.example;;c2@b.example, greffe+x@example.org\n"
                    "David;Noir;greffe2@example.org;;greffe@example.net\n",
                    "2 refused -; 'greffe@example.org' is the address of greffe itself (give the "
                    "person's own)\n"
                    "3 refused -; 'GREFFE+gt1@example.org' is the address of greffe itself (give "
                    "the person's own)\n"
                    "4 refused -; 'greffe+x@example.org' is the address of greffe itself (give the "
                    "person's own)\n"
                    "5 added david-noir\n");
}

static void test_ended(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gboolean changed = FALSE;
    assert_imported(fixture, "prénom;nom;courriel\nAnne;Martin;a@b.example\n",
                    "2 added anne-martin\n");
    ASSERT_DONE(gf_roll_end(&fixture->clerk, "anne-martin", "2027-01-01", &changed, ERROR));
    assert_imported(fixture, "prénom;nom;courriel\nAnne;Martin;a@b.example\n",
                    "2 unchanged anne-martin; left on 2027-01-01 and stays so (a term that starts "
                    "later brings them back)\n");
    assert_imported(fixture, "prénom;nom;courriel;début\nAnne;Martin;a@b.example;01/07/2022\n",
                    "2 changed anne-martin; starts_on: none → '2022-07-01'; left on 2027-01-01 and "
                    "stays so (a term that starts later brings them back)\n");
    assert_imported(fixture, "prénom;nom;courriel;début\nAnne;Martin;a@b.example;01/02/2027\n",
                    "2 changed anne-martin; ended_on: '2027-01-01' → none; starts_on: '2022-07-01' "
                    "→ '2027-02-01'\n");
}

/* A seat in a body that has ended is history, and no new one is taken there. */
static void test_ended_body(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char without[] = "[body pleniere]\nname = P\nkind = plenary\n"
                                  "[body gt1]\nname = G\nkind = group\n";
    g_autoptr(GfRollReport) first = import_file(fixture, ROLL_DATA "semicolons.csv");
    g_autoptr(GBytes) bytes = g_bytes_new(without, strlen(without));
    g_autoptr(GfAssemblyReport) applied = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &applied, ERROR));
    assert_imported(fixture, "identifiant;groupes\njoel-petit;gt1\nhelene-d-oeuvre;gt2\n",
                    "2 unchanged joel-petit\n"
                    "3 refused -; groupes 'gt2': 'gt2': this body ended on 2027-01-15\n");
}

static void test_journal(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) first = import_file(fixture, ROLL_DATA "semicolons.csv");
    assert_imported(fixture, "identifiant;tél\njoel-petit;1\n",
                    "2 changed joel-petit; telephone: '05 36 49 00 02' → '1'\n");
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_about(fixture->clerk.store, "member/joel-petit", &lines, ERROR));
    g_assert_cmpuint(lines->len, ==, 2);
    const GfJournalLine *added = g_ptr_array_index(lines, 0);
    const GfJournalLine *changed = g_ptr_array_index(lines, 1);
    g_assert_cmpstr(added->act, ==, "member.added");
    g_assert_cmpstr(changed->act, ==, "member.changed");
    g_assert_cmpstr(changed->actor, ==, "staff");
    gint64 blob = 0;
    g_autoptr(GBytes) file = bytes_of(ROLL_DATA "semicolons.csv");
    g_autoptr(GBytes) kept = NULL;
    ASSERT_DONE(gf_store_find_blob(fixture->clerk.store, added->evidence, &blob, ERROR));
    ASSERT_DONE(gf_store_blob(fixture->clerk.store, blob, &kept, ERROR));
    g_assert_true(g_bytes_equal(kept, file));
    g_assert_cmpstr(changed->evidence, !=, added->evidence);
}

/* --- the assembly that comes with greffe (DOMAIN.md section 1) --- */

typedef struct {
    guint members, women, elected, elected_women, guests, substitutes, elsewhere;
} Figures;

static void count(Figures *figures, const GfMember *member)
{
    if (member->main_address == NULL || !g_str_has_suffix(member->main_address, ".example"))
        figures->elsewhere++;
    figures->guests += g_str_equal(member->quality, "guest");
    figures->substitutes += g_str_equal(member->quality, "suppleant");
    if (!g_str_equal(member->quality, "titulaire"))
        return;
    gboolean woman = g_strcmp0(member->gender, "woman") == 0;
    gboolean elected = g_strcmp0(member->college, "elu") == 0;
    figures->members++;
    figures->women += woman;
    figures->elected += elected;
    figures->elected_women += woman && elected;
}

static void test_reference(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    apply_file(fixture, "config/assembly.conf");
    g_autoptr(GfRollReport) report = import_file(fixture, "config/members.csv");
    g_assert_cmpuint(report->counts[GF_ROLL_ADDED], ==, report->lines->len);
    g_assert_cmpuint(report->warnings->len, ==, 0);
    g_assert_cmpuint(report->ignored->len, ==, 0);
    g_autofree char *notes = sentences(report->notes);
    g_assert_null(strstr(notes, "not on the roll"));
    Figures figures = {0};
    g_autoptr(GHashTable) territories =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(GfBody) committee = NULL;
    g_autoptr(GPtrArray) seated = NULL;
    ASSERT_DONE(gf_store_members(fixture->clerk.store, &members, ERROR));
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = g_ptr_array_index(members, i);
        count(&figures, member);
        if (member->territory != NULL)
            g_hash_table_add(territories, g_strdup(member->territory));
    }
    g_assert_cmpuint(figures.members, ==, 232);
    g_assert_cmpuint(figures.women, ==, 116);
    g_assert_cmpuint(figures.elected, ==, 116);
    g_assert_cmpuint(figures.elected_women, ==, 58);
    g_assert_cmpuint(figures.guests, ==, 39);
    g_assert_cmpuint(figures.substitutes, ==, 6);
    g_assert_cmpuint(figures.elsewhere, ==, 0);
    g_assert_cmpuint(g_hash_table_size(territories), ==, 58);
    ASSERT_DONE(gf_store_body(fixture->clerk.store, "comite", &committee, ERROR));
    ASSERT_DONE(
        gf_store_members_of(fixture->clerk.store, committee, "2027-01-15", FALSE, &seated, ERROR));
    g_assert_cmpuint(seated->len, ==, 20);
    g_autoptr(GfRollReport) again = import_file(fixture, "config/members.csv");
    g_assert_cmpuint(again->counts[GF_ROLL_UNCHANGED], ==, again->lines->len);
}

/* --- any table --- */

enum { ROUNDS = 150, ROWS_MOST = 12 };

static const char *pick(GRand *rand, const char *const *words)
{
    return words[g_rand_int_range(rand, 0, (gint32) g_strv_length((char **) words))];
}

/* Rows about few people with much in common, so that everything that can happen between rows
 * happens. Owned. */
static char *random_table(GRand *rand)
{
    static const char *const ids[] = {"", "", "", "anne-martin", "bruno", "jean-roux-2", "X", NULL};
    static const char *const given[] = {"Anne", "ANNE", "Jean", "Bruno", "", NULL};
    static const char *const family[] = {"Martin", "Roux", "d'Œuvre", NULL};
    static const char *const places[] = {"", "cc-causse", "petr-rives", "Atlantide", NULL};
    static const char *const mails[] = {"",
                                        "a@b.example",
                                        "c@d.example",
                                        "a@b.example, c@d.example",
                                        "c@d.example a@b.example",
                                        "A@b.example",
                                        "faux",
                                        NULL};
    static const char *const bodies[] = {"", "gt1", "gt2, gt1", "GT 2", "gt9", NULL};
    static const char *const days[] = {"", "01/07/2022", "2028-06-30", "2021-01-01", NULL};
    GString *text = g_string_new(
        "identifiant;prénom;nom;territoire;courriel;copie;autres adresses;groupes;début;fin\n");
    for (int rows = g_rand_int_range(rand, 1, ROWS_MOST); rows > 0; rows--)
        g_string_append_printf(text, "%s;%s;%s;%s;%s;%s;%s;%s;%s;%s\n", pick(rand, ids),
                               pick(rand, given), pick(rand, family), pick(rand, places),
                               pick(rand, mails), pick(rand, mails), pick(rand, mails),
                               pick(rand, bodies), pick(rand, days), pick(rand, days));
    return g_string_free(text, FALSE);
}

/* Whatever the table: what was taken over once is there, and a second run changes nothing. */
static void test_any_table(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(2017);
    guint taken = 0;
    for (guint round = 0; round < ROUNDS; round++) {
        g_autofree char *text = random_table(rand);
        g_autoptr(GfRollReport) first = import_text(fixture, text, TRUE);
        taken += first->counts[GF_ROLL_ADDED] + first->counts[GF_ROLL_CHANGED];
        g_autofree char *after = roll(fixture);
        g_autoptr(GfRollReport) second = import_text(fixture, text, TRUE);
        if (second->counts[GF_ROLL_ADDED] + second->counts[GF_ROLL_CHANGED] > 0) {
            g_autofree char *before_words = outcomes(first);
            g_autofree char *words = outcomes(second);
            g_test_message("round %u\n%s\n%s\n%s\n%s", round, text, before_words, after, words);
        }
        g_assert_cmpuint(second->counts[GF_ROLL_ADDED], ==, 0);
        g_assert_cmpuint(second->counts[GF_ROLL_CHANGED], ==, 0);
        g_autofree char *later = roll(fixture);
        g_assert_cmpstr(later, ==, after);
        /* Every other table meets an empty roll. */
        if (round % 2 == 0) {
            gf_store_rollback(fixture->clerk.store);
            ASSERT_DONE(gf_store_begin(fixture->clerk.store, ERROR));
            apply_file(fixture, ROLL_DATA "assembly.conf");
        }
    }
    g_assert_cmpuint(taken, >, ROUNDS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    ROLL_TEST("/roll/twice", test_twice);
    ROLL_TEST("/roll/twice-on-the-roll", test_twice_on_the_roll);
    ROLL_TEST("/roll/homonyms", test_homonyms);
    ROLL_TEST("/roll/matching", test_matching);
    ROLL_TEST("/roll/identifiers-within", test_identifiers_within);
    ROLL_TEST("/roll/empty-cells", test_empty_cells);
    ROLL_TEST("/roll/changes", test_changes);
    ROLL_TEST("/roll/addresses", test_addresses);
    ROLL_TEST("/roll/own-address", test_own_address);
    ROLL_TEST("/roll/ended", test_ended);
    ROLL_TEST("/roll/ended-body", test_ended_body);
    ROLL_TEST("/roll/journal", test_journal);
    ROLL_TEST("/roll/any-table", test_any_table);
    g_test_add("/roll/reference", Fixture, NULL, fixture_make, test_reference, fixture_clear);
    return g_test_run();
}
