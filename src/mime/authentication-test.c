/* authentication-test.c - Authentication-Results, a table: examples after RFC 8601 and from the
 * wild. */
#include "mime/authentication.h"

static const struct {
    const char *name, *value, *authserv_id, *dmarc, *dkim, *spf, *from_domain;
} rows[] = {
    {"nothing done", "mx.cat.fr; none", "mx.cat.fr", NULL, NULL, NULL, NULL},
    {"version", "mx.cat.fr 1; none", "mx.cat.fr", NULL, NULL, NULL, NULL},
    {"spf", "mx.cat.fr; spf=pass smtp.mailfrom=exemple.fr", "mx.cat.fr", NULL, NULL, "pass", NULL},
    {"all", "mx.cat.fr; dkim=pass header.d=x.fr; spf=softfail; dmarc=pass header.from=X.fr",
     "mx.cat.fr", "pass", "pass", "softfail", "x.fr"},
    {"comments",
     "mx.google.com; spf=pass (google.com: domain of a@x.fr designates 1.2.3.4; dmarc=pass) "
     "smtp.mailfrom=a@x.fr; dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=x.fr",
     "mx.google.com", "fail", NULL, "pass", "x.fr"},
    {"nested comments", "a; dmarc=none (a (b; dmarc=pass) c)", "a", "none", NULL, NULL, NULL},
    {"quoted semicolon", "a; dkim=fail reason=\"x; dmarc=pass\"; spf=none", "a", NULL, "fail",
     "none", NULL},
    {"several signatures, one good", "a; dkim=fail; dkim=pass; dkim=neutral", "a", NULL, "pass",
     NULL, NULL},
    {"first dmarc counts", "a; dmarc=fail header.from=x.fr; dmarc=pass header.from=y.fr", "a",
     "fail", NULL, NULL, "x.fr"},
    {"method version", "a; dkim/1=pass", "a", NULL, "pass", NULL, NULL},
    {"spaces around equals", "a; dkim = pass; spf= fail", "a", NULL, "pass", "fail", NULL},
    {"without authserv-id", "spf=pass (x) smtp.mailfrom=x.fr; dmarc=pass", NULL, "pass", NULL,
     "pass", NULL},
    {"upper case", "MX.CAT.FR; DMARC=PASS HEADER.FROM=X.FR", "mx.cat.fr", "pass", NULL, NULL,
     "x.fr"},
    {"other methods", "a; arc=pass; iprev=pass; dkim-adsp=pass; dkim-atps=pass", "a", NULL, NULL,
     NULL, NULL},
    {"empty result", "a; dmarc=; dkim", "a", NULL, NULL, NULL, NULL},
    {"open comment", "a; dmarc=none (b; dmarc=pass", "a", "none", NULL, NULL, NULL},
    {"odd blanks", "a;\fdmarc\f=\fpass\f", "a", "pass", NULL, NULL, NULL},
    {"nothing", "", NULL, NULL, NULL, NULL, NULL},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfAuthentication *a = gf_authentication_parse(rows[i].value);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(a->authserv_id, ==, rows[i].authserv_id);
        g_assert_cmpstr(a->dmarc, ==, rows[i].dmarc);
        g_assert_cmpstr(a->dkim, ==, rows[i].dkim);
        g_assert_cmpstr(a->spf, ==, rows[i].spf);
        g_assert_cmpstr(a->from_domain, ==, rows[i].from_domain);
        gf_authentication_free(a);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/authentication/rows", test_rows);
    return g_test_run();
}
