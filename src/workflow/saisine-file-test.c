/* saisine-file-test.c - a saisine as staff writes it: what is read, and every refusal word for
 * word.
 */
#include "workflow/fixture.h"
#include "workflow/saisine.h"

#define NUMBER "[saisine]\nnumber = 2027-01\n"
#define HEAD_OF_ONE                                                                                \
    NUMBER "title = Bourgs-centres\nreferred_by = La Région\nreferred_on = 2027-03-12\n"
#define QUESTION "[questions]\n1 = Que manque-t-il ?\n"

static GfSaisineFile *read_file(const char *text)
{
    GfSaisineFile *file = NULL;
    ASSERT_DONE((file = gf_saisine_file_parse("saisine.conf", text, ERROR)) != NULL);
    return file;
}

static void assert_stage(const GfSaisine *saisine, const char *name, const char *due_on,
                         const char *role)
{
    const GfStage *stage = gf_saisine_stage(saisine, name);
    g_assert_nonnull(stage);
    g_assert_cmpstr(stage->due_on, ==, due_on);
    g_assert_cmpstr(stage->role, ==, role);
}

static void test_whole(void)
{
    static const char text[] =
        HEAD_OF_ONE "context = Première ligne.\\nSeconde ligne.\norigin = auto\n"
                    "[questions]\n1 = Que manque-t-il ?\n2 = Que faire ?\n"
                    "[stage plenary]\ndue_on = 2027-06-25\nrole = staff\n"
                    "[stage open]\ndue_on = 2027-04-30\n"
                    "[stage synthesis]\nrole = copilotes\n"
                    "[documents]\nlettre = pieces/lettre.pdf\ncarte = carte.png\n";
    g_autoptr(GfSaisineFile) file = read_file(text);
    const GfSaisine *saisine = file->saisine;
    g_assert_cmpstr(file->name, ==, "saisine.conf");
    g_assert_cmpmem(g_bytes_get_data(file->text, NULL), g_bytes_get_size(file->text), text,
                    strlen(text));
    g_assert_cmpstr(saisine->number, ==, "2027-01");
    g_assert_cmpstr(saisine->title, ==, "Bourgs-centres");
    g_assert_cmpstr(saisine->context, ==, "Première ligne.\nSeconde ligne.");
    g_assert_cmpstr(saisine->origin, ==, "auto");
    g_assert_cmpstr(saisine->referred_by, ==, "La Région");
    g_assert_cmpstr(saisine->referred_on, ==, "2027-03-12");
    g_assert_cmpstr(saisine->state, ==, "received");
    g_assert_cmpuint(saisine->questions->len, ==, 2);
    g_assert_cmpstr(saisine->questions->pdata[0], ==, "Que manque-t-il ?");
    g_assert_cmpstr(saisine->questions->pdata[1], ==, "Que faire ?");
    g_assert_cmpuint(saisine->stages->len, ==, 7);
    assert_stage(saisine, "received", NULL, "staff");
    assert_stage(saisine, "open", "2027-04-30", "contributors");
    assert_stage(saisine, "synthesis", NULL, "copilotes");
    assert_stage(saisine, "plenary", "2027-06-25", "staff");
    g_assert_cmpuint(file->document_names->len, ==, 2);
    g_assert_cmpstr(file->document_names->pdata[0], ==, "lettre");
    g_assert_cmpstr(file->document_paths->pdata[0], ==, "pieces/lettre.pdf");
    g_assert_cmpstr(file->document_paths->pdata[1], ==, "carte.png");
    g_assert_cmpuint(file->documents->len, ==, 0);
}

static void test_minimal(void)
{
    static const char *const roles[] = {
        "staff", "staff", "contributors", "rapporteurs", "co-presidents", "co-presidents", "staff"};
    g_autoptr(GfSaisineFile) file = read_file(HEAD_OF_ONE QUESTION);
    g_assert_cmpstr(file->saisine->context, ==, "");
    g_assert_cmpstr(file->saisine->origin, ==, "region");
    for (gsize i = 0; gf_saisine_states[i] != NULL; i++)
        assert_stage(file->saisine, gf_saisine_states[i], NULL, roles[i]);
}

/* A word is a number too; the same day is not before. */
static void test_same_day(void)
{
    g_autoptr(GfSaisineFile) file =
        read_file("[saisine]\nnumber = centres-bourgs\ntitle = T\nreferred_by = R\n"
                  "referred_on = 2027-03-12\n" QUESTION "[stage open]\ndue_on = 2027-03-12\n"
                  "[stage synthesis]\ndue_on = 2027-03-12\n");
    g_assert_cmpstr(file->saisine->number, ==, "centres-bourgs");
    assert_stage(file->saisine, "synthesis", "2027-03-12", "rapporteurs");
}

/* What is delivered with greffe can be read. */
static void test_examples(void)
{
    static const struct {
        const char *path, *number, *due_on;
        guint questions;
    } examples[] = {
        {"config/saisine.conf", "2027-01", "2027-04-30", 3},
        {"config/saisines/2017-01.conf", "2017-01", "2017-03-31", 3},
        {"config/saisines/2017-02.conf", "2017-02", "2017-05-12", 3},
        {"config/saisines/2017-03.conf", "2017-03", "2018-03-30", 4},
        {"config/saisines/2017-04.conf", "2017-04", "2017-09-29", 2},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(examples); i++) {
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(examples[i].path, &text, NULL, NULL));
        g_autoptr(GfSaisineFile) file = read_file(text);
        g_assert_cmpstr(file->saisine->number, ==, examples[i].number);
        g_assert_cmpuint(file->saisine->questions->len, ==, examples[i].questions);
        assert_stage(file->saisine, "open", examples[i].due_on, "contributors");
        g_assert_cmpuint(file->document_names->len, ==, 0);
    }
}

static void test_many_questions(void)
{
    g_autoptr(GString) text = g_string_new(HEAD_OF_ONE "[questions]\n");
    for (int i = 1; i <= 62; i++)
        g_string_append_printf(text, "%d = Question ?\n", i);
    g_autoptr(GfSaisineFile) file = read_file(text->str);
    g_assert_cmpuint(file->saisine->questions->len, ==, 62);
    g_string_append(text, "63 = Question ?\n");
    g_autoptr(GfSaisineFile) none = NULL;
    ASSERT_FAILED((none = gf_saisine_file_parse("saisine.conf", text->str, ERROR)) != NULL,
                  GF_ERROR_CONFIG, "saisine.conf:69: [questions] 63: more than 62 questions");
}

static const struct {
    const char *name, *text, *words;
} refusals[] = {
    {"empty", "",
     "saisine.conf: [saisine]: missing (the file is empty: [saisine] with \"number\" has to be "
     "there)"},
    {"no number", "[saisine]\ntitle = T\nreferred_by = R\nreferred_on = 2027-03-12\n" QUESTION,
     "saisine.conf:1: [saisine] number: missing (it has no default)"},
    {"a number with a slash",
     "[saisine]\nnumber = 2027/01\ntitle = T\nreferred_by = R\nreferred_on = 2027-03-12\n" QUESTION,
     "saisine.conf:2: [saisine] number: \"2027/01\" is not allowed (a-z, 0-9 and single hyphens)"},
    {"a long number",
     "[saisine]\nnumber = les-services-publics-dans-les-bourgs\ntitle = T\nreferred_by = R\n"
     "referred_on = 2027-03-12\n" QUESTION,
     "saisine.conf:2: [saisine] number: more than 32 characters"},
    {"no title", NUMBER "referred_by = R\nreferred_on = 2027-03-12\n" QUESTION,
     "saisine.conf:1: [saisine] title: missing (it has no default)"},
    {"nobody refers it", NUMBER "title = T\nreferred_on = 2027-03-12\n" QUESTION,
     "saisine.conf:1: [saisine] referred_by: missing (it has no default)"},
    {"no such day", NUMBER "title = T\nreferred_by = R\nreferred_on = 2027-02-29\n" QUESTION,
     "saisine.conf:5: [saisine] referred_on: \"2027-02-29\" is not allowed (a day such as "
     "2027-03-12)"},
    {"origin", HEAD_OF_ONE "origin = maire\n" QUESTION,
     "saisine.conf:6: [saisine] origin: unknown value \"maire\" (allowed: region | auto)"},
    {"unknown key", HEAD_OF_ONE "body = gt1\n" QUESTION,
     "saisine.conf:6: [saisine] body: unknown key (allowed: number, title, context, origin, "
     "referred_by, referred_on)"},
    {"unknown section", HEAD_OF_ONE QUESTION "[agenda]\n1 = x\n",
     "saisine.conf:8: [agenda]: unknown section (allowed: saisine, questions, stage NAME, "
     "documents)"},
    {"no question", HEAD_OF_ONE,
     "saisine.conf: [questions]: no question is asked (add [questions] with 1 = ...)"},
    {"an empty list of questions", HEAD_OF_ONE "[questions]\n",
     "saisine.conf:6: [questions]: no question is asked (add [questions] with 1 = ...)"},
    {"a gap", HEAD_OF_ONE QUESTION "3 = Et après ?\n",
     "saisine.conf:8: [questions] 3: question 2 is missing before it (number them 1, 2, 3 in their "
     "order)"},
    {"from nought", HEAD_OF_ONE "[questions]\n0 = Que manque-t-il ?\n",
     "saisine.conf:7: [questions] 0: question 1 is missing before it (number them 1, 2, 3 in their "
     "order)"},
    {"a word for a number", HEAD_OF_ONE "[questions]\nun = Que manque-t-il ?\n",
     "saisine.conf:7: [questions] un: question 1 is missing before it (number them 1, 2, 3 in "
     "their order)"},
    {"a question twice", HEAD_OF_ONE QUESTION "1 = Encore ?\n",
     "saisine.conf:8: [questions] 1: given twice (first on line 7)"},
    {"a question without words", HEAD_OF_ONE "[questions]\n1 =\n",
     "saisine.conf:7: [questions] 1: empty (remove the line or give a value)"},
    {"no such stage", HEAD_OF_ONE QUESTION "[stage vote]\ndue_on = 2027-04-30\n",
     "saisine.conf:8: [stage vote]: no stage of a saisine (allowed: received, assigned, open, "
     "synthesis, plenary, opinion, follow-up)"},
    {"no such role", HEAD_OF_ONE QUESTION "[stage open]\nrole = members\n",
     "saisine.conf:9: [stage open] role: unknown value \"members\" (allowed: staff | contributors "
     "| copilotes | rapporteurs | co-presidents)"},
    {"a date that is none", HEAD_OF_ONE QUESTION "[stage open]\ndue_on = avril 2027\n",
     "saisine.conf:9: [stage open] due_on: \"avril 2027\" is not allowed (a day such as "
     "2027-03-12)"},
    {"due before it was referred", HEAD_OF_ONE QUESTION "[stage open]\ndue_on = 2027-03-11\n",
     "saisine.conf:9: [stage open] due_on: 2027-03-11 is before 2027-03-12 of [saisine] "
     "referred_on (each stage is over after the one before it)"},
    {"dates that go back",
     HEAD_OF_ONE QUESTION "[stage plenary]\ndue_on = 2027-04-29\n"
                          "[stage open]\ndue_on = 2027-04-30\n",
     "saisine.conf:9: [stage plenary] due_on: 2027-04-29 is before 2027-04-30 of [stage open] "
     "(each stage is over after the one before it)"},
};

static void test_refusals(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_test_message("%s", refusals[i].name);
        g_autoptr(GfSaisineFile) file = NULL;
        ASSERT_FAILED((file = gf_saisine_file_parse("saisine.conf", refusals[i].text, ERROR)) !=
                          NULL,
                      GF_ERROR_CONFIG, refusals[i].words);
        g_assert_null(file);
    }
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    g_test_add_func("/saisine-file/whole", test_whole);
    g_test_add_func("/saisine-file/minimal", test_minimal);
    g_test_add_func("/saisine-file/same-day", test_same_day);
    g_test_add_func("/saisine-file/examples", test_examples);
    g_test_add_func("/saisine-file/many-questions", test_many_questions);
    g_test_add_func("/saisine-file/refusals", test_refusals);
    return g_test_run();
}
