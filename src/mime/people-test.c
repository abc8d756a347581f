/* people-test.c - address lists, a table. Expected: "name <address>" joined by " | ". */
#include "mime/people.h"

#include <string.h>

#include "base/limits.h"

static char *shown(GPtrArray *people)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < people->len; i++) {
        const GfPerson *person = people->pdata[i];
        g_string_append_printf(out, "%s%s%s<%s>", i > 0 ? " | " : "",
                               person->name != NULL ? person->name : "",
                               person->name != NULL ? " " : "", person->address);
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *name, *value, *expected;
} rows[] = {
    {"bare", "a@x.fr", "<a@x.fr>"},
    {"angle", "<a@x.fr>", "<a@x.fr>"},
    {"name", "Jean Dupont <a@x.fr>", "Jean Dupont <a@x.fr>"},
    {"quoted name", "\"Dupont, Jean\" <a@x.fr>", "Dupont, Jean <a@x.fr>"},
    {"comma in a bare name", "Dupont, Jean <a@x.fr>", "Dupont, Jean <a@x.fr>"},
    {"two", "a@x.fr, b@y.fr", "<a@x.fr> | <b@y.fr>"},
    {"semicolons", "a@x.fr; Jean <b@y.fr>; c@z.fr", "<a@x.fr> | Jean <b@y.fr> | <c@z.fr>"},
    {"group", "amis: a@x.fr, Jean <b@y.fr>;", "<a@x.fr> | Jean <b@y.fr>"},
    {"empty group", "undisclosed-recipients:;", ""},
    {"comment as name", "a@x.fr (Jean Dupont)", "Jean Dupont <a@x.fr>"},
    {"comment within", "Jean (le grand) Dupont <a@x.fr>", "Jean Dupont <a@x.fr>"},
    {"comments in the address", "<a(b)@x.fr(c)>", "<a@x.fr>"},
    {"nested comment", "a@x.fr (a (b) c)", "a (b) c <a@x.fr>"},
    {"encoded name", "=?utf-8?B?SMOpbMOobmUgZA==?= =?utf-8?B?J8WSdXZyZQ==?= <a@x.fr>",
     "Hélène d'Œuvre <a@x.fr>"},
    {"encoded name in quotes", "\"=?utf-8?Q?H=C3=A9l=C3=A8ne?=\" <a@x.fr>", "Hélène <a@x.fr>"},
    {"encoded comma and at", "=?utf-8?Q?a@b,_c?= <a@x.fr>", "a@b, c <a@x.fr>"},
    {"name that looks like an address", "\"a@good.fr\" <evil@bad.fr>", "a@good.fr <evil@bad.fr>"},
    {"mailto", "mailto:a@x.fr", "<a@x.fr>"},
    {"mailto in angles", "Jean <mailto:a@x.fr>", "Jean <a@x.fr>"},
    {"single quotes", "'a@x.fr' <a@x.fr>", "a@x.fr <a@x.fr>"},
    {"open angle", "<a@x.fr", "<a@x.fr>"},
    {"stray angle", "a@x.fr>", "<a@x.fr>"},
    {"doubled angles", "<<a@x.fr>>", "<a@x.fr>"},
    {"open quote", "\"Jean <a@x.fr>, b@y.fr", "Jean <a@x.fr> | <b@y.fr>"},
    {"domain is lowered, local part kept", "Jean.D@X.FR", "<Jean.D@x.fr>"},
    {"Unicode domain", "a@exémple.fr", "<a@xn--exmple-cva.fr>"},
    {"IDN stays ASCII", "a@xn--exmple-cva.fr", "<a@xn--exmple-cva.fr>"},
    {"latin-1 name", "H\xe9l\xe8ne <a@x.fr>", "Hélène <a@x.fr>"},
    {"name without quotes or angles", "Jean Dupont a@x.fr", "Jean Dupont <a@x.fr>"},
    {"no address", "Jean Dupont", ""},
    {"bare word", "MAILER-DAEMON", "<MAILER-DAEMON>"},
    {"nobody to answer", "MAILER-DAEMON <>", "MAILER-DAEMON <>"},
    {"null sender", "<>", ""},
    {"nothing", "", ""},
    {"only separators", ",;,;", ""},
    {"source route", "<@relais.fr,@autre.fr:a@x.fr>", "<a@x.fr>"},
    {"quoted local part", "\"a b\"@x.fr", "<\"a b\"@x.fr>"},
    {"at alone", "@ <@>", ""},
    {"injection", "Jean\r\nBcc: x@y.fr <a@x.fr>", "x@y.fr <a@x.fr>"},
};

static void test_lists(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) people =
            g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
        g_assert_true(gf_people_parse(rows[i].value, GF_PEOPLE_BARE_WORDS, people));
        g_autofree char *list = shown(people);
        if (strcmp(list, rows[i].expected) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(list, ==, rows[i].expected);
    }
}

static void test_words_are_no_recipients(void)
{
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
    gf_people_parse("MAILER-DAEMON, MAILER-DAEMON <>, a@x.fr", GF_PEOPLE_ADDRESSES, people);
    g_autofree char *list = shown(people);
    g_assert_cmpstr(list, ==, "<a@x.fr>");
}

static void test_limits(void)
{
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i <= GF_LIMIT_RECIPIENTS; i++)
        g_string_append_printf(many, "a%d@x.fr,", i);
    g_assert_false(gf_people_parse(many->str, GF_PEOPLE_ADDRESSES, people));
    g_assert_cmpuint(people->len, ==, GF_LIMIT_RECIPIENTS);
    g_autofree char *deep = g_strnfill(100000, ':');
    g_autofree char *nested = g_strnfill(100000, '(');
    g_ptr_array_set_size(people, 0);
    g_assert_true(gf_people_parse(deep, GF_PEOPLE_ADDRESSES, people));
    g_assert_true(gf_people_parse(nested, GF_PEOPLE_ADDRESSES, people));
    g_autofree char *local = g_strnfill(400, 'a');
    g_autofree char *longer = g_strconcat(local, "@x.fr", NULL);
    g_assert_true(gf_people_parse(longer, GF_PEOPLE_ADDRESSES, people));
    g_assert_cmpuint(people->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/people/lists", test_lists);
    g_test_add_func("/people/words", test_words_are_no_recipients);
    g_test_add_func("/people/limits", test_limits);
    return g_test_run();
}
