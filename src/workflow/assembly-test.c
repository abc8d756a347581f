/* assembly-test.c - assembly.conf becomes the roll: differences, what is refused, what ends. */
#include "workflow/assembly-file.h"
#include "workflow/roll-fixture.h"

#define PLENARY "[body p]\nname = P\nkind = plenary\n"
#define GROUP "[body g]\nname = G\nkind = group\n"

typedef struct {
    const char *name, *text, *why;
} Row;

static const Row refused[] = {
    {"empty", "", "a.conf: it has no body"},
    {"unknown-section", "[bodies]\n", "a.conf:1: [bodies]: unknown section"},
    {"unknown-key", PLENARY "president = a\n", "a.conf:4: [body p] president: unknown key"},
    {"key-of-rules", "[rules]\nname = x\n", "a.conf:2: [rules] name: unknown key"},
    {"twice", PLENARY PLENARY, "a.conf:4: [body p]: section given twice"},
    {"no-name", "[body p]\nkind = plenary\n", "a.conf:1: [body p] name: missing"},
    {"no-kind", "[body p]\nname = P\n", "a.conf:1: [body p] kind: missing"},
    {"kind", "[body p]\nname = P\nkind = council\n", "a.conf:3: [body p] kind: unknown value"},
    {"slug", "[body GT 1]\nname = P\nkind = group\n", "a.conf:1: [body GT 1]"},
    {"parent-unknown", PLENARY "[body g]\nname = G\nkind = group\nparent = q\n",
     "a.conf:7: [body g] parent: there is no [body q]"},
    {"parent-of-plenary", GROUP PLENARY "parent = g\n",
     "a.conf:7: [body p] parent: the plenary has no parent"},
    {"parent-itself", GROUP "parent = g\n", "a.conf:4: [body g] parent: 'g' would stand above"},
    {"parents-in-a-circle",
     GROUP "parent = h\n[body h]\nname = H\nkind = group\nparent = i\n"
           "[body i]\nname = I\nkind = group\nparent = g\n",
     "a.conf:4: [body g] parent: 'g' would stand above itself"},
    {"chantier-alone", "[body c]\nname = C\nkind = chantier\n",
     "a.conf:1: [body c] parent: missing (a chantier"},
    {"chantier-of-plenary", PLENARY "[body c]\nname = C\nkind = chantier\nparent = p\n",
     "a.conf:7: [body c] parent: a chantier belongs to a working group, and 'p'"},
    {"two-plenaries", PLENARY "[body q]\nname = Q\nkind = plenary\n",
     "a.conf:6: [body q] kind: there is a plenary already, 'p'"},
    {"temporary-for-ever", "[body t]\nname = T\nkind = temporary\n",
     "a.conf:1: [body t] ends_on: missing"},
    {"office-of-another-kind", PLENARY "rapporteurs = a\n",
     "a.conf:4: [body p] rapporteurs: a body of kind 'plenary' has none"},
    {"office-by-name", GROUP "copilotes = Marie Durand\n",
     "a.conf:4: [body g] copilotes: 'Marie Durand' is no identifier of a member (such as "
     "'marie-durand')"},
    {"office-twice", GROUP "copilotes = a; b; a\n", "a.conf:4: [body g] copilotes: 'a' is named"},
    {"office-term-alone", GROUP "offices_end_on = 2028-06-30\n",
     "a.conf:4: [body g] offices_end_on: there is no office"},
    {"address-of-all", GROUP "address = Greffe@Example.org\n",
     "a.conf:4: [body g] address: 'Greffe@Example.org' is the address of the whole"},
    {"address-twice",
     GROUP "address = g@e.org\n[body h]\nname = H\nkind = group\n"
           "address = G@E.org\n",
     "a.conf:8: [body h] address: 'G@E.org' is that of 'g' already"},
    {"plan", "[rules]\nreminders = J-15, hier\n" PLENARY,
     "a.conf:2: [rules] reminders: 'hier' is no step"},
    {"plan-of-a-body", PLENARY "reminders = 15\n", "a.conf:4: [body p] reminders: '15' is no"},
    {"quorum", "[rules]\nquorum = 3/2\n" PLENARY, "a.conf:2: [rules] quorum"},
    {"notice", PLENARY "notice = -1\n", "a.conf:4: [body p] notice"},
    {"chantiers", PLENARY "chantiers_per_group = deux\n", "a.conf:4: [body p] chantiers_per_group"},
    {"term-warning", "[rules]\nterm_warning_days = -1\n" PLENARY,
     "a.conf:2: [rules] term_warning_days"},
    {"term-warning-of-a-body", PLENARY "term_warning_days = 30\n",
     "a.conf:4: [body p] term_warning_days: unknown key"},
    {"departement", "[territory t]\nname = T\nkind = Pays\ndepartements = 31; Gers\n" PLENARY,
     "a.conf:4: [territory t] departements: 'Gers' is no number"},
    {"territory-without-kind", "[territory t]\nname = T\n" PLENARY,
     "a.conf:1: [territory t] kind: missing"},
};

static void test_refused(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GfAssemblyFile) file =
        gf_assembly_file_parse("a.conf", row->text, "greffe@example.org", &error);
    g_assert_null(file);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    if (error != NULL && !g_str_has_prefix(error->message, row->why))
        g_test_message("got: %s", error->message);
    g_assert_true(error != NULL && g_str_has_prefix(error->message, row->why));
}

/* Applies a text; its differences, one a line. Owned. */
static char *apply_text(Fixture *fixture, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GfAssemblyReport) report = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &report, ERROR));
    return report != NULL ? differences_text(report->differences) : g_strdup("");
}

static void assert_applied(Fixture *fixture, const char *text, const char *differences)
{
    g_autofree char *found = apply_text(fixture, text);
    g_assert_cmpstr(found, ==, differences);
    /* The same again changes nothing. */
    guint lines = journal_lines(fixture);
    g_autofree char *again = apply_text(fixture, text);
    g_assert_cmpstr(again, ==, "");
    g_assert_cmpuint(journal_lines(fixture), ==, lines);
}

static void test_differences(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_applied(fixture,
                   "[rules]\nnotice = 12\n"
                   "[territory t]\nname = T\nkind = Pays\ndepartements = 31;81\n"
                   "[body c]\nname = C\nkind = chantier\nparent = g\nrapporteurs = a\n"
                   "[body g]\nname = G\nkind = group\nparent = p\nthemes = x; y\n"
                   "copilotes = a; b\n" PLENARY,
                   "changed rule notice value: none → '12'\n"
                   "added territory t \n"
                   "added body p \n"
                   "added body g \n"
                   "added body c \n");
}

static void test_changes(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *first = apply_text(
        fixture, "[rules]\nnotice = 12\npouvoirs = 1\n"
                 "[territory t]\nname = T\nkind = Pays\ndepartements = 31\n" PLENARY
                 "[body g]\nname = G\nkind = group\nthemes = x; y\ncopilotes = b; a\nnotice = 5\n"
                 "[body h]\nname = H\nkind = group\n");
    g_assert_nonnull(strstr(first, "added body h"));
    assert_applied(fixture,
                   "[rules]\nnotice = 10\n"
                   "[territory t]\nname = T\nkind = PETR\ndepartements = 31; 32\n" PLENARY
                   "[body g]\nname = Groupe\nkind = group\nparent = p\nthemes = x\n"
                   "copilotes = a; c\noffices_end_on = 2028-06-30\naddress = g@example.org\n",
                   "changed rule notice value: '12' → '10'\n"
                   "changed rule notice.g value: '5' → none\n"
                   "changed rule pouvoirs value: '1' → none\n"
                   "changed territory t kind: 'Pays' → 'PETR'\n"
                   "changed territory t departements: '31' → '31;32'\n"
                   "changed body g name: 'G' → 'Groupe'\n"
                   "changed body g parent: none → 'p'\n"
                   "changed body g themes: 'x; y' → 'x'\n"
                   "changed body g address: none → 'g@example.org'\n"
                   "changed body g copilotes: 'a, b' → 'a (until 2028-06-30), c (until "
                   "2028-06-30)'\n"
                   "ended body h \n");
    g_autoptr(GfBody) ended = NULL;
    ASSERT_DONE(gf_store_body(fixture->clerk.store, "h", &ended, ERROR));
    g_assert_cmpstr(ended->ended_on, ==, "2027-01-15");
    g_autoptr(GfBody) group = NULL;
    ASSERT_DONE(gf_store_body(fixture->clerk.store, "g", &group, ERROR));
    g_assert_cmpstr(group->parent_slug, ==, "p");
}

static void test_body_returns(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *first = apply_text(fixture, PLENARY GROUP);
    assert_applied(fixture, PLENARY, "ended body g \n");
    assert_applied(fixture, PLENARY GROUP, "changed body g ended_on: '2027-01-15' → none\n");
}

static void test_territory_stays(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *first = apply_text(fixture, "[territory t]\nname = T\nkind = Pays\n" PLENARY);
    g_autoptr(GfRollReport) members =
        import_text(fixture, "prénom;nom;territoire;courriel\nAnne;Martin;t;a@b.example\n", FALSE);
    g_autoptr(GBytes) bytes = g_bytes_new(PLENARY, strlen(PLENARY));
    g_autoptr(GfAssemblyReport) report = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &report, ERROR));
    g_assert_cmpuint(report->differences->len, ==, 0);
    g_autofree char *notes = sentences(report->notes);
    g_assert_nonnull(
        strstr(notes, "territory 't' is not in the file: it stays on the roll (members: 1)"));
    g_autoptr(GfTerritory) territory = NULL;
    ASSERT_DONE(gf_store_territory(fixture->clerk.store, "t", &territory, ERROR));
    g_assert_nonnull(territory);
}

/* What is applied is what the rules then say. */
static void test_rules(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *first = apply_text(
        fixture, "[rules]\nnotice = 10\nquorum = 1/3\nquorum_strictly_more = false\n"
                 "quorum_counts = present-or-represented\nparity_tolerance = 2\npouvoirs = 3\n"
                 "chantiers_per_group = 3\nterm_warning_days = 90\n"
                 "reminders = J-9\nreminder_hour = 08:15\n" PLENARY GROUP "notice = 4\n"
                 "quorum = 2/3\nreminder_hour = 10:00\n");
    g_autoptr(GfAssemblyRules) all = NULL;
    g_autoptr(GfAssemblyRules) group = NULL;
    ASSERT_DONE(gf_clerk_rules(&fixture->clerk, "p", &all, ERROR));
    ASSERT_DONE(gf_clerk_rules(&fixture->clerk, "g", &group, ERROR));
    g_assert_cmpint(all->notice, ==, 10);
    g_assert_cmpint(all->quorum_numerator, ==, 1);
    g_assert_cmpint(all->quorum_denominator, ==, 3);
    g_assert_false(all->quorum_strictly_more);
    g_assert_true(all->quorum_counts_represented);
    g_assert_cmpint(all->parity_tolerance, ==, 2);
    g_assert_cmpint(all->pouvoirs, ==, 3);
    g_assert_cmpint(all->chantiers_per_group, ==, 3);
    g_assert_cmpint(all->term_warning_days, ==, 90);
    g_assert_cmpstr(all->plan, ==, "J-9");
    g_assert_cmpstr(all->plan_hour, ==, "08:15");
    g_assert_cmpint(group->notice, ==, 4);
    g_assert_cmpint(group->quorum_numerator, ==, 2);
    g_assert_cmpint(group->pouvoirs, ==, 3);
    g_assert_cmpstr(group->plan_hour, ==, "10:00");
    /* What the file no longer says falls back to the assembly's, and that to the default. */
    g_autofree char *second = apply_text(fixture, "[rules]\nnotice = 7\n" PLENARY GROUP);
    g_autoptr(GfAssemblyRules) later = NULL;
    ASSERT_DONE(gf_clerk_rules(&fixture->clerk, "g", &later, ERROR));
    g_assert_cmpint(later->notice, ==, 7);
    g_assert_cmpint(later->chantiers_per_group, ==, 2);
    g_assert_cmpint(later->term_warning_days, ==, 180);
    g_assert_cmpint(later->quorum_numerator, ==, 1);
    g_assert_cmpint(later->quorum_denominator, ==, 2);
}

static void test_journal(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *first = apply_text(fixture, PLENARY);
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_about(fixture->clerk.store, "assembly", &lines, ERROR));
    g_assert_cmpuint(lines->len, ==, 1);
    const GfJournalLine *line = g_ptr_array_index(lines, 0);
    g_assert_cmpstr(line->act, ==, "assembly.applied");
    g_assert_cmpstr(line->actor, ==, "staff");
    gint64 blob = 0;
    g_autoptr(GBytes) kept = NULL;
    ASSERT_DONE(gf_store_find_blob(fixture->clerk.store, line->evidence, &blob, ERROR));
    ASSERT_DONE(gf_store_blob(fixture->clerk.store, blob, &kept, ERROR));
    g_assert_cmpmem(g_bytes_get_data(kept, NULL), g_bytes_get_size(kept), PLENARY, strlen(PLENARY));
}

static void test_dry_run(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->clerk.store;
    ASSERT_DONE(gf_store_commit(store, ERROR));
    ASSERT_DONE(gf_store_begin(store, ERROR));
    g_autofree char *shown = apply_text(fixture, "[rules]\nnotice = 1\n" PLENARY);
    g_assert_nonnull(strstr(shown, "added body p"));
    gf_store_rollback(store);
    ASSERT_DONE(gf_store_begin(store, ERROR));
    g_autoptr(GPtrArray) bodies = NULL;
    g_autofree char *notice = NULL;
    ASSERT_DONE(gf_store_bodies(store, &bodies, ERROR));
    ASSERT_DONE(gf_store_setting(store, "rules.notice", &notice, ERROR));
    g_assert_cmpuint(bodies->len, ==, 0);
    g_assert_null(notice);
    g_assert_cmpuint(journal_lines(fixture), ==, 0);
}

static void test_nul(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(PLENARY "\0[rules]\n", sizeof PLENARY + 9);
    g_autoptr(GfAssemblyReport) report = NULL;
    ASSERT_REFUSED(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &report, ERROR),
                   GF_ERROR_CONFIG, "a.conf: holds NUL");
}

/* What apply says of people, before they are on the roll and after. */
static void test_remarks(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char text[] = PLENARY GROUP "copilotes = anne-martin; lea-blanc\n"
                                             "[body c]\nname = C\nkind = chantier\nparent = g\n"
                                             "[body k]\nname = K\nkind = committee\n";
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GfAssemblyReport) before = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &before, ERROR));
    g_autofree char *notes = sentences(before->notes);
    g_autofree char *warnings = sentences(before->warnings);
    g_assert_cmpstr(
        notes, ==,
        "offices held by people who are not on the roll yet (2): anne-martin and lea-blanc\n");
    g_assert_cmpstr(warnings, ==,
                    "C: this chantier has no rapporteur\n"
                    "G: 1 chantier (C) instead of 2\n");
    g_autoptr(GfRollReport) report =
        import_text(fixture,
                    "civilité;prénom;nom;courriel;groupes\nMme;Anne;Martin;a@b.example;g, k\n"
                    "Mme;Léa;Blanc;;k\n;Dominique;Roux;d@b.example;g\n",
                    FALSE);
    g_autofree char *later_notes = sentences(report->notes);
    g_autofree char *later_warnings = sentences(report->warnings);
    g_assert_cmpstr(later_notes, ==,
                    "members not known to be a woman or a man (1): dominique-roux\n");
    g_assert_cmpstr(later_warnings, ==,
                    "C: this chantier has no rapporteur\n"
                    "G: both copilotes are women (Mme Anne Martin and Mme Léa Blanc)\n"
                    "G: 1 chantier (C) instead of 2\n"
                    "K: 2 women and 0 men, where they may differ by 1\n"
                    "Mme Léa Blanc sits in no working group\n"
                    "people without an address, who cannot be convened (1): lea-blanc\n");
}

/* The assembly that comes with greffe (DOMAIN.md sections 1 and 2). */
static void test_reference(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    apply_file(fixture, "config/assembly.conf");
    g_autoptr(GPtrArray) territories = NULL;
    g_autoptr(GPtrArray) bodies = NULL;
    ASSERT_DONE(gf_store_territories(fixture->clerk.store, &territories, ERROR));
    ASSERT_DONE(gf_store_bodies(fixture->clerk.store, &bodies, ERROR));
    g_assert_cmpuint(territories->len, ==, 58);
    guint groups = 0, chantiers = 0, pairs = 0, rapporteurs = 0;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(bodies, i);
        g_autoptr(GPtrArray) offices = NULL;
        ASSERT_DONE(gf_store_offices(fixture->clerk.store, body->slug, &offices, ERROR));
        gboolean group = g_str_equal(body->kind, "group");
        gboolean chantier = g_str_equal(body->kind, "chantier");
        groups += group;
        chantiers += chantier;
        pairs += group && offices->len == 2;
        rapporteurs += chantier && offices->len >= 1;
    }
    g_assert_cmpuint(groups, ==, 4);
    g_assert_cmpuint(pairs, ==, 4);
    g_assert_cmpuint(chantiers, ==, 8);
    g_assert_cmpuint(rapporteurs, ==, 8);
    g_assert_cmpuint(bodies->len, ==, 14);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strdup_printf("/assembly/refused/%s", refused[i].name);
        g_test_add_data_func(path, &refused[i], test_refused);
    }
    TEST("/assembly/differences", test_differences);
    TEST("/assembly/changes", test_changes);
    TEST("/assembly/body-returns", test_body_returns);
    TEST("/assembly/territory-stays", test_territory_stays);
    TEST("/assembly/rules", test_rules);
    TEST("/assembly/journal", test_journal);
    TEST("/assembly/dry-run", test_dry_run);
    TEST("/assembly/nul", test_nul);
    TEST("/assembly/remarks", test_remarks);
    TEST("/assembly/reference", test_reference);
    return g_test_run();
}
