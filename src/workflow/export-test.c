/* export-test.c - the folder for the rapporteur: names, texts, table and page, whatever strangers
 * call their files and write.
 */
#include "workflow/export.h"

#include "base/csv.h"
#include "workflow/contribution-fixture.h"

#define EVIL "=2+3 <script>alert(1)</script> & « cité »"

static GfExport *plan(Fixture *fixture)
{
    GfExport *export = NULL;
    ASSERT_DONE(gf_export_plan(&fixture->clerk, "2027-01", &export, ERROR));
    return export;
}

/* Anne (mountain): question 1, in time; Claire (coast): the whole, late, with odd files; Bruno has
 * nothing to add, Emma (no territory) was not asked. */
static void contributed(Fixture *fixture)
{
    static const char *const names[] = {"../../etc/passwd", "TEXTE.txt", "passwd",
                                        "con: photo?.jpg", "photo\u202Egpj.exe"};
    asked(fixture);
    g_autoptr(GfMessage) anne = anne_sends(fixture, "Q1 : " EVIL, NULL);
    GfLetter *none = by_token(fixture, "bruno", BRUNO);
    say(none, "Néant");
    g_autoptr(GfMessage) bruno = arrive(fixture, none);
    GfLetter *emma_writes = by_address(fixture, EMMA);
    add_dmarc(emma_writes, SERVER, "pass");
    say(emma_writes, "Une ligne.\n\nUne autre : https://we.tl/t-abc");
    g_autoptr(GfMessage) emma = arrive(fixture, emma_writes);
    at(fixture, "2027-05-03 08:05");
    GfLetter *late = by_token(fixture, "claire", CLAIRE);
    say(late, "Voici nos pièces.");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        attach_as(late, names[i], "application/octet-stream", names[i]);
    g_autoptr(GfMessage) claire = arrive(fixture, late);
    ASSERT_DECIDED(claire, "applied", "token-from-known");
}

/* "anne-v1: texte.txt", one entry a line, by territory and name. */
static char *names_of(const GfExport *export)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < export->entries->len; i++) {
        const GfExportEntry *entry = export->entries->pdata[i];
        g_string_append_printf(text, "%s: %s", entry->folder, entry->text_name);
        for (guint j = 0; j < entry->files->len; j++)
            g_string_append_printf(text, " | %s", ((GfExportFile *) entry->files->pdata[j])->name);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void test_names(Fixture *fixture, gconstpointer data)
{
    (void) data;
    contributed(fixture);
    g_autoptr(GfExport) export = plan(fixture);
    g_autofree char *names = names_of(export);
    g_assert_cmpstr(names, ==,
                    "emma-v1: texte.txt\n"
                    "anne-v1: texte.txt\n"
                    "claire-v1: texte.txt | passwd | TEXTE-2.txt | passwd-2 | con- photo-.jpg | "
                    "photogpj.exe\n");
}

static void test_table(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMember) elected = NULL;
    contributed(fixture);
    elected = member_of(fixture, "anne");
    elected->college = g_strdup("elu");
    ASSERT_DONE_INSIDE(fixture, gf_store_save_member(fixture->store, elected, 0, ERROR));
    g_autoptr(GfExport) export = plan(fixture);
    g_autofree char *table = gf_export_table(&fixture->clerk, export);
    g_autoptr(GBytes) bytes = g_bytes_new(table, strlen(table));
    g_autoptr(GfCsv) read = NULL;
    ASSERT_DONE((read = gf_csv_parse("index.csv", bytes, ERROR)) != NULL);
    g_assert_cmpuint(gf_csv_rows(read), ==, 3);
    static const char *const anne[] = {
        "anne", "Madame Anne Martin", "PETR de la Montagne", "élu", "1", "2027-03-12 14:00", "",
        "1",    "Q1 : " EVIL,         "anne-v1/texte.txt",   "",    ""};
    for (guint i = 0; i < G_N_ELEMENTS(anne); i++)
        g_assert_cmpstr(gf_csv_cell(read, 1, i), ==, anne[i]);
    g_assert_cmpstr(gf_csv_cell(read, 2, 6), ==, "en retard");
    g_assert_cmpstr(gf_csv_cell(read, 0, 11), ==, "https://we.tl/t-abc");
}

static void test_page(Fixture *fixture, gconstpointer data)
{
    static const char *const facts[] = {
        "<h1>Contributions à la saisine 2027-01&nbsp;: Bourgs-centres</h1>",
        "Contributions reçues&nbsp;: 3, dont en retard&nbsp;: 1",
        "Membres sans contribution à apporter&nbsp;: 1",
        "Membres qui n'ont pas répondu&nbsp;: 1",
        "<h3>Question 1&nbsp;: Que manque-t-il ?</h3>\n<ul>\n<li>PETR de la Montagne&nbsp;: <a "
        "href=\"#anne-v1\">Madame Anne Martin</a></li>",
        "<h3>Question 2&nbsp;: Que faire d&#39;abord ?</h3>\n<p>Aucune contribution",
        "<h3>Sans territoire</h3>",
        "Madame Claire Petit</a> (en retard)",
        "Q1 : =2+3 &lt;script&gt;alert(1)&lt;/script&gt; &amp; « cité »",
        "<a href=\"claire-v1/con-%20photo-.jpg\">con- photo-.jpg</a> (1,2 Mo)",
        "TEXTE-2.txt (1,2 Mo)&nbsp;: absent de ce dossier, illisible",
        "<a href=\"https://we.tl/t-abc\"",
        "Version 1, reçue le lundi 3 mai 2027 à 8 h 05 (en retard). Sur&nbsp;: l&#39;ensemble",
    };
    g_autofree char *page = NULL;
    (void) data;
    contributed(fixture);
    g_autoptr(GfExport) export = plan(fixture);
    GfExportEntry *claire = export->entries->pdata[2];
    ((GfExportFile *) claire->files->pdata[1])->lost = g_strdup("illisible");
    ASSERT_DONE((page = gf_export_page(&fixture->clerk, export, ERROR)) != NULL);
    unbind(&page);
    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++)
        assert_contains(page, facts[i]);
    g_assert_null(strstr(page, "<script"));
    g_assert_null(strstr(page, "href=\"claire-v1/TEXTE-2.txt\""));
}

static void test_text(Fixture *fixture, gconstpointer data)
{
    (void) data;
    contributed(fixture);
    g_autoptr(GfExport) export = plan(fixture);
    g_autofree char *text = gf_export_text(&fixture->clerk, export, export->entries->pdata[2]);
    g_assert_cmpstr(text, ==,
                    "Saisine 2027-01 : Bourgs-centres\n"
                    "Madame Claire Petit, PETR du Littoral\n"
                    "Version 1, reçue le lundi 3 mai 2027 à 8 h 05 (en retard)\n"
                    "Sur : l'ensemble de la saisine\n\nVoici nos pièces.\n");
}

/* The other language, and nothing to export. */
static void test_empty(Fixture *fixture, gconstpointer data)
{
    g_autofree char *page = NULL;
    g_autoptr(GfExport) none = NULL;
    (void) data;
    asked(fixture);
    g_autoptr(GfExport) export = plan(fixture);
    ASSERT_DONE((page = gf_export_page(&fixture->clerk, export, ERROR)) != NULL);
    assert_contains(page, "Contributions received: 0, of them late: 0");
    assert_contains(page, "<li>PETR de la Montagne</li>");
    g_autofree char *table = gf_export_table(&fixture->clerk, export);
    assert_contains(table, "member;name;territory");
    ASSERT_REFUSED(gf_export_plan(&fixture->clerk, "2027-09", &none, ERROR),
                   "saisine '2027-09': there is none of that number (see: greffe saisine list)");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/export/names", test_names);
    TEST("/export/table", test_table);
    TEST("/export/page", test_page);
    TEST("/export/text", test_text);
    TEST_WITH("/export/empty", "language = en\n", test_empty);
    return g_test_run();
}
