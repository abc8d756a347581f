/* contribution-test.c - versions of contributions: all are kept, one of an author counts. */
#include "store/contribution.h"
#include "store/message-fixture.h"

#include "store/fixture.h"
#include "store/inbox.h"
#include "store/roll.h"
#include "store/saisine.h"

#define HOUR 3600

static gint64 add_member(Fixture *fixture, const char *slug)
{
    GfMember member = {.slug = (char *) slug,
                       .given_name = (char *) slug,
                       .family_name = (char *) "Nom",
                       .quality = (char *) "titulaire"};
    ASSERT_DONE(gf_store_save_member(fixture->store, &member, NOW, ERROR));
    return member.id;
}

static gint64 add_saisine(Fixture *fixture, const char *number)
{
    g_autoptr(GfSaisine) saisine = gf_saisine_new();
    saisine->number = g_strdup(number);
    saisine->title = g_strdup("Les circuits alimentaires de proximité");
    saisine->origin = g_strdup("region");
    saisine->referred_by = g_strdup("la Région");
    saisine->referred_on = g_strdup("2027-01-15");
    saisine->state = g_strdup("open");
    saisine->created_at = NOW;
    ASSERT_DONE(gf_store_add_saisine(fixture->store, saisine, ERROR));
    return saisine->id;
}

static gint64 add_message(Fixture *fixture, const char *raw)
{
    g_autoptr(GfMessage) message = gf_message_new();
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    message->kind = g_strdup("message");
    message->state = g_strdup(GF_STATE_APPLIED);
    message->reason = g_strdup("token-from-known");
    message->arrived_at = message->recorded_at = NOW;
    ASSERT_DONE(store_message(fixture->store, bytes, message, NULL, ERROR));
    return message->id;
}

static void add_file(GfContribution *contribution, const char *name)
{
    GfFile *file = g_new0(GfFile, 1);
    file->name = g_strdup(name);
    file->media_type = g_strdup("image/jpeg");
    file->size = 12;
    file->sha256 = g_strdup("0e8a6b9a");
    file->message_id = contribution->message_id;
    g_ptr_array_add(contribution->files, file);
}

static GfContribution *make(gint64 saisine_id, gint64 member_id, const char *text)
{
    GfContribution *contribution = gf_contribution_new();
    contribution->saisine_id = saisine_id;
    contribution->member_id = member_id;
    contribution->text = g_strdup(text);
    contribution->source = g_strdup("mail");
    contribution->actor = g_strdup("member/anne");
    contribution->rule = g_strdup("token-from-known");
    contribution->arrived_at = NOW;
    contribution->recorded_at = NOW + 1;
    return contribution;
}

static GfContribution *add(Fixture *fixture, gint64 saisine_id, gint64 member_id, const char *text)
{
    GfContribution *contribution = make(saisine_id, member_id, text);
    ASSERT_DONE(gf_store_add_contribution(fixture->store, contribution, ERROR));
    return contribution;
}

/* "v1 replaced, v2 received" */
static void assert_versions(Fixture *fixture, gint64 saisine_id, gint64 member_id,
                            const char *versions)
{
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    ASSERT_DONE(gf_store_contribution_versions(fixture->store, saisine_id, member_id, &all, ERROR));
    for (guint i = 0; i < all->len; i++) {
        const GfContribution *one = all->pdata[i];
        g_string_append_printf(found, "%sv%d %s", i > 0 ? ", " : "", one->version, one->state);
    }
    g_assert_cmpstr(found->str, ==, versions);
}

static void test_whole_row(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 saisine_id = add_saisine(fixture, "2017-01"), anne = add_member(fixture, "anne");
    g_autoptr(GfContribution) made = make(saisine_id, anne, "Des cuisines sur place.");
    made->questions = 5;
    made->links = g_strdup("https://drive.example/a");
    made->late = TRUE;
    made->message_id = add_message(fixture, "raw");
    add_file(made, "cantine.jpg");
    add_file(made, "cuisine.jpg");
    ASSERT_DONE(gf_store_add_contribution(fixture->store, made, ERROR));
    g_autoptr(GfContribution) read = NULL;
    g_autoptr(GfContribution) none = NULL;
    ASSERT_DONE(gf_store_contribution(fixture->store, made->id, &read, ERROR));
    g_assert_nonnull(read);
    g_assert_cmpint(read->id, ==, made->id);
    g_assert_cmpint(read->saisine_id, ==, saisine_id);
    g_assert_cmpint(read->member_id, ==, anne);
    g_assert_cmpint(read->version, ==, 1);
    g_assert_cmpstr(read->state, ==, "received");
    g_assert_cmpstr(read->text, ==, "Des cuisines sur place.");
    g_assert_cmpint(read->questions, ==, 5);
    g_assert_cmpstr(read->links, ==, "https://drive.example/a");
    g_assert_true(read->late);
    g_assert_cmpstr(read->source, ==, "mail");
    g_assert_cmpstr(read->actor, ==, "member/anne");
    g_assert_cmpstr(read->rule, ==, "token-from-known");
    g_assert_cmpint(read->arrived_at, ==, NOW);
    g_assert_cmpint(read->recorded_at, ==, NOW + 1);
    g_assert_cmpint(read->ended_at, ==, 0);
    g_assert_cmpint(read->message_id, ==, made->message_id);
    g_assert_cmpuint(read->files->len, ==, 2);
    g_assert_cmpstr(((const GfFile *) read->files->pdata[1])->name, ==, "cuisine.jpg");
    ASSERT_DONE(gf_store_contribution(fixture->store, made->id + 1, &none, ERROR));
    g_assert_null(none);
}

static void test_versions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 saisine_id = add_saisine(fixture, "2017-01"), anne = add_member(fixture, "anne");
    g_autoptr(GfContribution) first = add(fixture, saisine_id, anne, "Un");
    g_autoptr(GfContribution) second = add(fixture, saisine_id, anne, "Deux");
    assert_versions(fixture, saisine_id, anne, "v1 replaced, v2 received");
    g_autoptr(GfContribution) former = NULL;
    ASSERT_DONE(gf_store_contribution(store, first->id, &former, ERROR));
    g_assert_cmpint(former->ended_at, ==, NOW + 1);

    ASSERT_DONE(gf_store_withdraw_contribution(store, second->id, NOW + HOUR, ERROR));
    assert_versions(fixture, saisine_id, anne, "v1 replaced, v2 withdrawn");
    ASSERT_REFUSED(gf_store_withdraw_contribution(store, second->id, NOW, ERROR), "does not count");
    g_autoptr(GfContribution) none = NULL;
    ASSERT_DONE(gf_store_contribution_of(store, saisine_id, anne, &none, ERROR));
    g_assert_null(none);

    g_autoptr(GfContribution) third = add(fixture, saisine_id, anne, "Trois");
    assert_versions(fixture, saisine_id, anne, "v1 replaced, v2 withdrawn, v3 received");
    g_autoptr(GfContribution) counts = NULL;
    ASSERT_DONE(gf_store_contribution_of(store, saisine_id, anne, &counts, ERROR));
    g_assert_cmpint(counts->id, ==, third->id);
}

/* What is added to keeps its files; none is stored twice. */
static void test_files_are_carried_over(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 saisine_id = add_saisine(fixture, "2017-01"), anne = add_member(fixture, "anne");
    g_autoptr(GfContribution) first = make(saisine_id, anne, "Une photo");
    first->message_id = add_message(fixture, "one");
    add_file(first, "a.jpg");
    ASSERT_DONE(gf_store_add_contribution(fixture->store, first, ERROR));
    g_autoptr(GfContribution) second = make(saisine_id, anne, "Une photo\n\nEncore une");
    second->message_id = add_message(fixture, "two");
    g_ptr_array_add(second->files, g_ptr_array_steal_index(first->files, 0));
    add_file(second, "b.jpg");
    ASSERT_DONE(gf_store_add_contribution(fixture->store, second, ERROR));
    g_autoptr(GfContribution) former = NULL;
    g_autoptr(GfContribution) read = NULL;
    ASSERT_DONE(gf_store_contribution(fixture->store, first->id, &former, ERROR));
    ASSERT_DONE(gf_store_contribution(fixture->store, second->id, &read, ERROR));
    g_assert_cmpuint(former->files->len, ==, 1);
    g_assert_cmpuint(read->files->len, ==, 2);
    const GfFile *kept = read->files->pdata[0], *original = former->files->pdata[0];
    g_assert_cmpint(kept->id, ==, original->id);
    g_assert_cmpint(kept->message_id, ==, first->message_id);
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM file"), ==, 2);
}

static void assert_members(const GArray *ids, gint64 first, gint64 second)
{
    g_assert_cmpuint(ids->len, ==, second == 0 ? 1 : 2);
    g_assert_cmpint(g_array_index(ids, gint64, 0), ==, first);
    if (second != 0)
        g_assert_cmpint(g_array_index(ids, gint64, 1), ==, second);
}

static void test_lists(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 one = add_saisine(fixture, "2017-01"), two = add_saisine(fixture, "2017-02");
    gint64 anne = add_member(fixture, "anne"), luc = add_member(fixture, "luc");
    g_autoptr(GfContribution) a = add(fixture, one, anne, "Un");
    g_autoptr(GfContribution) b = add(fixture, one, anne, "Deux");
    g_autoptr(GfContribution) c = add(fixture, one, luc, "Trois");
    g_autoptr(GfContribution) d = add(fixture, two, luc, "Quatre");
    g_autoptr(GPtrArray) current = NULL;
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) his = NULL;
    g_autoptr(GArray) before = NULL;
    g_autoptr(GArray) after = NULL;
    ASSERT_DONE(gf_store_contributions(store, one, FALSE, &current, ERROR));
    g_assert_cmpuint(current->len, ==, 2);
    g_assert_cmpstr(((const GfContribution *) current->pdata[0])->text, ==, "Deux");
    g_assert_cmpstr(((const GfContribution *) current->pdata[1])->text, ==, "Trois");
    ASSERT_DONE(gf_store_contributions(store, one, TRUE, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 3);
    ASSERT_DONE(gf_store_contributions_by(store, luc, &his, ERROR));
    g_assert_cmpuint(his->len, ==, 2);
    g_assert_cmpstr(((const GfContribution *) his->pdata[1])->text, ==, "Quatre");
    ASSERT_DONE(gf_store_contributors(store, one, &before, ERROR));
    assert_members(before, anne, luc);
    ASSERT_DONE(gf_store_withdraw_contribution(store, b->id, NOW, ERROR));
    ASSERT_DONE(gf_store_contributors(store, one, &after, ERROR));
    assert_members(after, luc, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/contribution/whole-row", test_whole_row);
    TEST("/store/contribution/versions", test_versions);
    TEST("/store/contribution/files-are-carried-over", test_files_are_carried_over);
    TEST("/store/contribution/lists", test_lists);
    return g_test_run();
}
