/* address-test.c - tables for address.c. */
#include "base/address.h"

#include <string.h>

static void test_valid(void)
{
    static const char *const valid[] = {
        "a@b.fr",
        "greffe+abc234@assemblee.example",
        "Prenom.O'Nom@sub.example.org",
        "root@localhost",
        "x@xn--exmple-cva.fr",
        "!#$%&'*+-/=?^_`{|}~@a.b",
        "1@2.fr",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(valid); i++) {
        const char *why = NULL;
        g_assert_true(gf_address_is_valid(valid[i], &why));
        g_assert_cmpstr(why, ==, NULL);
    }
}

static void test_refused(void)
{
    static const struct {
        const char *address, *why;
    } rows[] = {
        {NULL, "no address"},
        {"", "no address"},
        {"jean", "no @"},
        {"@b.fr", "nothing before the @"},
        {"a@", "an empty part in the domain"},
        {"a@b..fr", "an empty part in the domain"},
        {"a@b.fr.", "an empty part in the domain"},
        {"a@b@c.fr", "more than one @"},
        {"a b@c.fr", "a space or control character"},
        {"a@b.fr\r\nRCPT TO:<x@y>", "a space or control character"},
        {"a@b.fr\n", "a space or control character"},
        {"a@b.fr\t", "a space or control character"},
        {"\"a\"@b.fr", "a character that is not allowed before the @"},
        {"a(c)@b.fr", "a character that is not allowed before the @"},
        {"<a@b.fr>", "a character that is not allowed before the @"},
        {"a,b@c.fr", "a character that is not allowed before the @"},
        {".a@b.fr", "a dot at the edge of the part before the @"},
        {"a.@b.fr", "a dot at the edge of the part before the @"},
        {"a..b@c.fr", "two dots in a row"},
        {"é@b.fr", "a character outside ASCII"},
        {"a@éxemple.fr", "a character outside ASCII"},
        {"a@[127.0.0.1]", "a character that is not allowed in a domain"},
        {"a@127.0.0.1", "a number instead of a domain"},
        {"a@b_c.fr", "a character that is not allowed in a domain"},
        {"a@-b.fr", "a hyphen at the edge of a part of the domain"},
        {"a@b-.fr", "a hyphen at the edge of a part of the domain"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *why = NULL;
        g_assert_false(gf_address_is_valid(rows[i].address, &why));
        g_assert_cmpstr(why, ==, rows[i].why);
        g_assert_false(gf_address_is_valid(rows[i].address, NULL));
    }
}

static void test_lengths(void)
{
    g_autofree char *local = g_strnfill(64, 'a');
    g_autofree char *label = g_strnfill(63, 'b');
    g_autofree char *rest = g_strnfill(58, 'c');
    /* 64 + 1 + 63 + 1 + 63 + 1 + 58 + 3 = 254 */
    g_autofree char *longest = g_strdup_printf("%s@%s.%s.%s.fr", local, label, label, rest);
    g_assert_cmpuint(strlen(longest), ==, 254);
    g_assert_true(gf_address_is_valid(longest, NULL));
    const char *why = NULL;
    g_autofree char *longer = g_strconcat(longest, "x", NULL);
    g_assert_false(gf_address_is_valid(longer, &why));
    g_assert_cmpstr(why, ==, "longer than 254 characters");
    g_autofree char *long_local = g_strdup_printf("a%s@b.fr", local);
    g_assert_false(gf_address_is_valid(long_local, &why));
    g_assert_cmpstr(why, ==, "more than 64 characters before the @");
    g_autofree char *long_label = g_strdup_printf("a@b%s.fr", label);
    g_assert_false(gf_address_is_valid(long_label, &why));
    g_assert_cmpstr(why, ==, "a part of the domain is too long");
}

static void test_fold(void)
{
    static const char *const rows[][2] = {
        {" Jean@Exemple.FR ", "jean@exemple.fr"},
        {"MAILTO:Jean@x.fr", "jean@x.fr"},
        {"mailto: a@b", "a@b"},
        {"É@X.fr", "é@x.fr"},
        {NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folded = gf_address_fold(rows[i][0]);
        g_assert_cmpstr(folded, ==, rows[i][1]);
    }
    g_assert_true(gf_address_equal("mailto:A@b.FR", "a@B.fr"));
    g_assert_false(gf_address_equal("a@b.fr", "a@b.com"));
    g_assert_false(gf_address_equal(NULL, "a@b.fr"));
    g_assert_false(gf_address_equal(NULL, NULL));
}

static void test_detail(void)
{
    static const struct {
        const char *address, *expected;
    } rows[] = {
        {"greffe+ABC@cat.fr", "abc"},
        {"Greffe+saisine-2017-01@CAT.fr", "saisine-2017-01"},
        {"greffe+a+b@cat.fr", "a+b"},
        {"greffe@cat.fr", NULL},
        {"greffe+@cat.fr", NULL},
        {"greffe+abc@other.fr", NULL},
        {"greffes+abc@cat.fr", NULL},
        {"gref+fe@cat.fr", NULL},
        {"greffe+abc", NULL},
        {"", NULL},
        {NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *detail = gf_address_detail(rows[i].address, "greffe@cat.fr");
        g_assert_cmpstr(detail, ==, rows[i].expected);
    }
    g_autofree char *with = gf_address_with_detail("greffe@cat.fr", "abc");
    g_assert_cmpstr(with, ==, "greffe+abc@cat.fr");
}

static void test_domain(void)
{
    static const char *const rows[][2] = {
        {"a@B.Fr", "b.fr"}, {"a@b@c.fr", "c.fr"}, {"a", NULL}, {"a@", NULL}, {NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = gf_address_domain(rows[i][0]);
        g_assert_cmpstr(domain, ==, rows[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/address/valid", test_valid);
    g_test_add_func("/address/refused", test_refused);
    g_test_add_func("/address/lengths", test_lengths);
    g_test_add_func("/address/fold", test_fold);
    g_test_add_func("/address/detail", test_detail);
    g_test_add_func("/address/domain", test_domain);
    return g_test_run();
}
