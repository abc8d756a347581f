/* token-test.c - looking tokens up, and repairing one wrong character. */
#include "store/fixture.h"
#include "store/outbox.h"

#define TOKEN "abcdefghijklmnop"
#define NEIGHBOUR "abcdefghijklmno7" /* one character away */
#define OTHER "zzzzzzzzzzzz2345"

static void add_tokens(Fixture *fixture)
{
    ASSERT_DONE(gf_store_add_token(fixture->store, TOKEN, "invitation", 7, ERROR));
    ASSERT_DONE(gf_store_add_token(fixture->store, OTHER, "solicitation", 9, ERROR));
}

static void check(Fixture *fixture, const char *written, const char *expected, gint64 object_id)
{
    g_autofree char *kind = NULL;
    g_autofree char *token = NULL;
    gint64 object = -1;
    g_test_message("%s", written);
    ASSERT_DONE(gf_store_find_token(fixture->store, written, &kind, &object, &token, ERROR));
    g_assert_cmpstr(token, ==, expected);
    g_assert_cmpint(object, ==, object_id);
    g_assert_cmpint(kind != NULL, ==, expected != NULL);
}

static void test_find(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_tokens(fixture);
    check(fixture, TOKEN, TOKEN, 7);
    check(fixture, "ABCDEFGHIJKLMNOP", TOKEN, 7);
    check(fixture, OTHER, OTHER, 9);
    check(fixture, "", NULL, 0);
    check(fixture, "abcdefghijklmno", NULL, 0);
    check(fixture, "abcdefghijklmnopq", NULL, 0);
    check(fixture, "aaaaaaaaaaaaaaaa", NULL, 0);
    g_autofree char *kind = NULL;
    gint64 object;
    ASSERT_DONE(gf_store_find_token(fixture->store, OTHER, &kind, &object, NULL, ERROR));
    g_assert_cmpstr(kind, ==, "solicitation");
    ASSERT_REFUSED(gf_store_add_token(fixture->store, TOKEN, "invitation", 1, ERROR), "UNIQUE");
}

static void test_repair(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_tokens(fixture);
    check(fixture, "xbcdefghijklmnop", TOKEN, 7);
    check(fixture, "abcdefgh2jklmnop", TOKEN, 7);
    check(fixture, "abcdefghijklmnox", TOKEN, 7);
    check(fixture, "abcdefgh1jklmnop", TOKEN, 7); /* not even in the alphabet */
    check(fixture, "ABCDEFGH?JKLMNOP", TOKEN, 7);
    check(fixture, "xxcdefghijklmnop", NULL, 0);
    check(fixture, "bacdefghijklmnop", NULL, 0);
    check(fixture, "abcdefg\xc3\xa9jklmnop", NULL, 0);
}

static void test_ambiguous(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_tokens(fixture);
    ASSERT_DONE(gf_store_add_token(fixture->store, NEIGHBOUR, "invitation", 8, ERROR));
    check(fixture, "abcdefghijklmnox", NULL, 0); /* both fit */
    check(fixture, "xbcdefghijklmnop", TOKEN, 7);
    check(fixture, NEIGHBOUR, NEIGHBOUR, 8);
    ASSERT_DONE(gf_store_revoke_token(fixture->store, NEIGHBOUR, NOW, ERROR));
    check(fixture, "abcdefghijklmnox", TOKEN, 7); /* one of them is no token any more */
}

/* Who uses a revoked token is told nothing about a neighbour's. */
static void test_revoked(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_tokens(fixture);
    ASSERT_DONE(gf_store_add_token(fixture->store, NEIGHBOUR, "invitation", 8, ERROR));
    ASSERT_DONE(gf_store_revoke_token(fixture->store, TOKEN, NOW, ERROR));
    ASSERT_DONE(gf_store_revoke_token(fixture->store, TOKEN, NOW + 1, ERROR));
    check(fixture, TOKEN, NULL, 0);
    g_assert_cmpint(
        fixture_count(fixture, "SELECT revoked_at FROM token WHERE token = '" TOKEN "'"), ==, NOW);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/token/find", test_find);
    TEST("/store/token/repair", test_repair);
    TEST("/store/token/ambiguous", test_ambiguous);
    TEST("/store/token/revoked", test_revoked);
    return g_test_run();
}
