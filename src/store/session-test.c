/* session-test.c - versions of sessions, invitations and answers. */
#include "store/session.h"

#include "store/fixture.h"
#include "store/inbox.h"
#include "store/outbox.h"
#include "store/roll.h"

#define DAY (24 * 60 * 60)

static gint64 add_member(Fixture *fixture, const char *slug)
{
    GfMember member = {.slug = (char *) slug,
                       .given_name = (char *) slug,
                       .family_name = (char *) "Nom",
                       .quality = (char *) "titulaire"};
    ASSERT_DONE(gf_store_save_member(fixture->store, &member, NOW, ERROR));
    return member.id;
}

static GfSession *make_session(Fixture *fixture, const char *slug, gint64 starts_at)
{
    GfBody body = {
        .slug = (char *) "pleniere", .name = (char *) "Plénière", .kind = (char *) "plenary"};
    ASSERT_DONE(gf_store_save_body(fixture->store, &body, ERROR));
    GfSession *session = gf_session_new();
    session->slug = g_strdup(slug);
    session->body_id = body.id;
    session->title = g_strdup("Assemblée plénière");
    session->place = g_strdup("Toulouse");
    session->agenda = g_strdup("Un\nDeux");
    session->starts_at = starts_at;
    session->ends_at = starts_at + 6 * 3600;
    session->plan = g_strdup("J-15, J-7");
    session->plan_hour = g_strdup("09:30");
    session->notice = 12;
    session->guests = TRUE;
    session->created_at = NOW;
    return session;
}

static GfSession *add_session(Fixture *fixture, const char *slug, gint64 starts_at)
{
    GfSession *session = make_session(fixture, slug, starts_at);
    ASSERT_DONE(gf_store_add_session(fixture->store, session, ERROR));
    g_assert_cmpint(session->id, >, 0);
    return session;
}

static void add_part(GfSession *session, const char *slug, gint64 starts_at)
{
    GfPartOfDay *part = g_new0(GfPartOfDay, 1);
    part->slug = g_strdup(slug);
    part->title = g_strdup("Partie");
    part->starts_at = starts_at;
    part->ends_at = starts_at + 3600;
    g_ptr_array_add(session->parts, part);
}

static void test_session(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 blob_id = 0;
    g_autoptr(GBytes) bytes = g_bytes_new("pdf", 3);
    ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &blob_id, NULL, ERROR));
    g_autoptr(GfSession) session = make_session(fixture, "pleniere-2027-03-12", NOW);
    add_part(session, "matin", NOW);
    add_part(session, "apres-midi", NOW + 4 * 3600);
    GfDocument *document = g_new0(GfDocument, 1);
    document->name = g_strdup("ordre-du-jour.pdf");
    document->media_type = g_strdup("application/pdf");
    document->blob_id = blob_id;
    g_ptr_array_add(session->documents, document);
    ASSERT_DONE(gf_store_add_session(fixture->store, session, ERROR));

    g_autoptr(GfSession) read = NULL;
    g_autoptr(GfSession) absent = NULL;
    ASSERT_DONE(gf_store_session(fixture->store, "pleniere-2027-03-12", &read, ERROR));
    g_assert_cmpint(read->id, ==, session->id);
    g_assert_cmpint(read->body_id, ==, session->body_id);
    g_assert_cmpstr(read->state, ==, "draft");
    g_assert_cmpint(read->version, ==, 1);
    g_assert_cmpint(read->sequence, ==, 0);
    g_assert_cmpstr(read->title, ==, "Assemblée plénière");
    g_assert_cmpstr(read->place, ==, "Toulouse");
    g_assert_null(read->video);
    g_assert_cmpstr(read->agenda, ==, "Un\nDeux");
    g_assert_cmpint(read->starts_at, ==, NOW);
    g_assert_cmpint(read->ends_at, ==, NOW + 6 * 3600);
    g_assert_true(read->guests);
    g_assert_cmpstr(read->plan, ==, "J-15, J-7");
    g_assert_cmpstr(read->plan_hour, ==, "09:30");
    g_assert_cmpint(read->notice, ==, 12);
    g_assert_null(read->reason);
    g_assert_cmpint(read->created_at, ==, NOW);
    g_assert_cmpint(read->convened_at, ==, 0);
    g_assert_cmpint(read->proof_at, ==, 0);
    g_assert_cmpuint(read->parts->len, ==, 2);
    const GfPartOfDay *part = read->parts->pdata[1];
    g_assert_cmpstr(part->slug, ==, "apres-midi");
    g_assert_cmpint(part->starts_at, ==, NOW + 4 * 3600);
    g_assert_cmpuint(read->documents->len, ==, 1);
    const GfDocument *same = read->documents->pdata[0];
    g_assert_cmpstr(same->name, ==, "ordre-du-jour.pdf");
    g_assert_cmpstr(same->media_type, ==, "application/pdf");
    g_assert_cmpint(same->blob_id, ==, blob_id);
    ASSERT_DONE(gf_store_session(fixture->store, "pleniere", &absent, ERROR));
    g_assert_null(absent);
}

static void test_versions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    session->version = 2;
    session->sequence = 1;
    session->starts_at = NOW + DAY;
    session->reason = g_strdup("Salle prise");
    add_part(session, "matin", NOW + DAY);
    ASSERT_DONE(gf_store_add_session_version(store, session, ERROR));

    g_autoptr(GfSession) in_force = NULL;
    g_autoptr(GfSession) former = NULL;
    g_autoptr(GfSession) recalled = NULL;
    int last = 0;
    ASSERT_DONE(gf_store_session_by_id(store, session->id, 0, &in_force, ERROR));
    g_assert_cmpint(in_force->version, ==, 2);
    g_assert_cmpint(in_force->sequence, ==, 1);
    g_assert_cmpint(in_force->starts_at, ==, NOW + DAY);
    g_assert_cmpstr(in_force->reason, ==, "Salle prise");
    g_assert_cmpuint(in_force->parts->len, ==, 1);
    ASSERT_DONE(gf_store_session_by_id(store, session->id, 1, &former, ERROR));
    g_assert_cmpint(former->version, ==, 1);
    g_assert_cmpint(former->starts_at, ==, NOW);
    g_assert_cmpuint(former->parts->len, ==, 0);
    ASSERT_DONE(gf_store_set_session_state(store, session->id, "convened", 1, 0, ERROR));
    ASSERT_DONE(gf_store_session(store, "s", &recalled, ERROR));
    g_assert_cmpint(recalled->version, ==, 1);
    ASSERT_DONE(gf_store_last_session_version(store, session->id, &last, ERROR));
    g_assert_cmpint(last, ==, 2);
    ASSERT_REFUSED(gf_store_add_session_version(store, session, ERROR), "UNIQUE");
}

static void test_states(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *state;
        gint64 given, expected;
    } rows[] = {
        {"convened", NOW + 5, NOW + 5},
        {"cancelled", 0, NOW + 5},
        {"draft", 0, 0},
        {"convened", NOW + 9, NOW + 9},
    };
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    ASSERT_DONE(gf_store_set_session_proof(fixture->store, session->id, NOW + 1, ERROR));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfSession) read = NULL;
        ASSERT_DONE(gf_store_set_session_state(fixture->store, session->id, rows[i].state, 0,
                                               rows[i].given, ERROR));
        ASSERT_DONE(gf_store_session(fixture->store, "s", &read, ERROR));
        g_assert_cmpstr(read->state, ==, rows[i].state);
        g_assert_cmpint(read->version, ==, 1);
        g_assert_cmpint(read->convened_at, ==, rows[i].expected);
        g_assert_cmpint(read->proof_at, ==, NOW + 1);
    }
    ASSERT_REFUSED(
        gf_store_set_session_state(fixture->store, session->id, "forgotten", 0, 0, ERROR), "CHECK");
}

static void test_sessions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfSession) late = add_session(fixture, "late", NOW + DAY);
    g_autoptr(GfSession) early = add_session(fixture, "early", NOW);
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_sessions(fixture->store, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpstr(((GfSession *) all->pdata[0])->slug, ==, "early");
    g_assert_cmpstr(((GfSession *) all->pdata[1])->slug, ==, "late");
}

static gint64 invite(Fixture *fixture, gint64 session_id, gint64 member_id)
{
    g_autofree char *uid = g_strdup_printf("uid-%d-%d", (int) session_id, (int) member_id);
    g_autofree char *token = g_strdup_printf("token-%d-%d", (int) session_id, (int) member_id);
    GfInvitation invitation = {.session_id = session_id,
                               .member_id = member_id,
                               .uid = uid,
                               .token = token,
                               .created_at = NOW};
    ASSERT_DONE(gf_store_add_invitation(fixture->store, &invitation, ERROR));
    return invitation.id;
}

static void test_invitations(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    g_autoptr(GfSession) other = add_session(fixture, "t", NOW);
    gint64 helene = add_member(fixture, "helene"), marc = add_member(fixture, "marc");
    gint64 second = invite(fixture, session->id, marc),
           first = invite(fixture, session->id, helene);
    invite(fixture, other->id, helene);

    g_autoptr(GfInvitation) by_id = NULL;
    g_autoptr(GfInvitation) of = NULL;
    g_autoptr(GfInvitation) by_uid = NULL;
    g_autoptr(GfInvitation) absent = NULL;
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_invitation(store, second, &by_id, ERROR));
    g_assert_cmpint(by_id->member_id, ==, marc);
    g_assert_cmpint(by_id->session_id, ==, session->id);
    g_assert_false(by_id->guest);
    g_assert_cmpint(by_id->created_at, ==, NOW);
    ASSERT_DONE(gf_store_invitation_of(store, session->id, helene, &of, ERROR));
    g_assert_cmpint(of->id, ==, first);
    ASSERT_DONE(gf_store_invitation_by_uid(store, of->uid, &by_uid, ERROR));
    g_assert_cmpint(by_uid->id, ==, first);
    ASSERT_DONE(gf_store_invitation_by_uid(store, "uid", &absent, ERROR));
    g_assert_null(absent);
    ASSERT_DONE(gf_store_invitations(store, session->id, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpint(((GfInvitation *) all->pdata[0])->member_id, ==, helene);
}

static void test_invitation_and_token(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    gint64 id = invite(fixture, session->id, add_member(fixture, "helene"));
    g_assert_cmpint(fixture_count(fixture, "SELECT object_id FROM token"), ==, id);
    ASSERT_DONE(gf_store_commit(store, ERROR));
    ASSERT_DONE(gf_store_begin(store, ERROR));
    invite(fixture, session->id, add_member(fixture, "marc"));
    g_assert_cmpint(fixture_count(fixture, "DELETE FROM token WHERE object_id = 2 RETURNING 1"), ==,
                    1);
    ASSERT_REFUSED(gf_store_commit(store, ERROR), "FOREIGN KEY");
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM invitation"), ==, 1);
}

static void test_remove_invitations(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    g_autoptr(GfSession) other = add_session(fixture, "t", NOW);
    gint64 helene = add_member(fixture, "helene");
    gint64 kept = invite(fixture, other->id, helene);
    gint64 former = invite(fixture, session->id, helene);
    ASSERT_DONE(gf_store_remove_invitations(store, session->id, ERROR));
    g_assert_cmpint(fixture_count(fixture, "SELECT id FROM invitation"), ==, kept);
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM token"), ==, 1);
    g_assert_cmpint(invite(fixture, session->id, helene), >, former);
    ASSERT_DONE(gf_store_commit(store, ERROR));
}

static void test_open_invitations(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *slug, *state;
        gint64 starts_at;
    } rows[] = {
        {"later", "convened", NOW + 9 * DAY}, {"soon", "convened", NOW + DAY},
        {"over", "convened", NOW - DAY},      {"running", "convened", NOW - 3600},
        {"draft", "draft", NOW + DAY},        {"cancelled", "cancelled", NOW + DAY},
    };
    gint64 helene = add_member(fixture, "helene");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfSession) session = add_session(fixture, rows[i].slug, rows[i].starts_at);
        ASSERT_DONE(
            gf_store_set_session_state(fixture->store, session->id, rows[i].state, 0, NOW, ERROR));
        invite(fixture, session->id, helene);
    }
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_open_invitations_of(fixture->store, helene, NOW, &open, ERROR));
    const char *const expected[] = {"running", "soon", "later"};
    g_assert_cmpuint(open->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < MIN(open->len, G_N_ELEMENTS(expected)); i++) {
        g_autoptr(GfSession) session = NULL;
        const GfInvitation *invitation = open->pdata[i];
        ASSERT_DONE(
            gf_store_session_by_id(fixture->store, invitation->session_id, 0, &session, ERROR));
        g_assert_cmpstr(session->slug, ==, expected[i]);
    }
}

static void test_answers(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    g_autoptr(GfSession) other = add_session(fixture, "t", NOW);
    gint64 helene = add_member(fixture, "helene"), marc = add_member(fixture, "marc");
    gint64 of_marc = invite(fixture, session->id, marc),
           of_helene = invite(fixture, session->id, helene);
    GfAnswerRow full = {
        .invitation_id = of_marc,
        .sequence = 2,
        .part = (char *) "morning",
        .presence = (char *) "absent",
        .mode = (char *) "remote",
        .proxy_to = (char *) "Mme Dupont",
        .proxy_member = helene,
        .substitute = (char *) "suppléant",
        .note = (char *) "note",
        .source = (char *) "words",
        .actor = (char *) "member",
        .rule = (char *) "token-from-known",
        .client_at = NOW - 2,
        .arrived_at = NOW - 1,
        .recorded_at = NOW,
    };
    GfAnswerRow bare = {
        .part = (char *) "all",
        .presence = (char *) "silent",
        .source = (char *) "staff",
        .actor = (char *) "staff",
        .rule = (char *) "staff",
    };
    ASSERT_DONE(gf_store_add_answer(store, &full, ERROR));
    bare.invitation_id = of_helene;
    ASSERT_DONE(gf_store_add_answer(store, &bare, ERROR));
    bare.invitation_id = of_marc;
    ASSERT_DONE(gf_store_add_answer(store, &bare, ERROR));
    bare.invitation_id = invite(fixture, other->id, marc);
    ASSERT_DONE(gf_store_add_answer(store, &bare, ERROR));

    g_autoptr(GPtrArray) answers = NULL;
    g_autoptr(GPtrArray) of_session = NULL;
    ASSERT_DONE(gf_store_answers(store, of_marc, &answers, ERROR));
    g_assert_cmpuint(answers->len, ==, 2);
    const GfAnswerRow *read = answers->pdata[0];
    g_assert_cmpint(read->id, ==, full.id);
    g_assert_cmpint(read->sequence, ==, 2);
    g_assert_cmpstr(read->part, ==, "morning");
    g_assert_cmpstr(read->presence, ==, "absent");
    g_assert_cmpstr(read->mode, ==, "remote");
    g_assert_cmpstr(read->proxy_to, ==, "Mme Dupont");
    g_assert_cmpint(read->proxy_member, ==, helene);
    g_assert_cmpstr(read->substitute, ==, "suppléant");
    g_assert_cmpstr(read->note, ==, "note");
    g_assert_cmpstr(read->source, ==, "words");
    g_assert_cmpstr(read->actor, ==, "member");
    g_assert_cmpstr(read->rule, ==, "token-from-known");
    g_assert_cmpint(read->client_at, ==, NOW - 2);
    g_assert_cmpint(read->arrived_at, ==, NOW - 1);
    g_assert_cmpint(read->recorded_at, ==, NOW);
    g_assert_cmpint(read->message_id, ==, 0);
    ASSERT_DONE(gf_store_answers_of_session(store, session->id, &of_session, ERROR));
    g_assert_cmpuint(of_session->len, ==, 3);
    g_assert_cmpint(((GfAnswerRow *) of_session->pdata[0])->invitation_id, ==, of_helene);
    g_assert_cmpint(((GfAnswerRow *) of_session->pdata[1])->id, ==, full.id);
    bare.presence = (char *) "perhaps";
    ASSERT_REFUSED(gf_store_add_answer(store, &bare, ERROR), "CHECK");
    ASSERT_REFUSED(gf_store_remove_invitations(store, session->id, ERROR), "FOREIGN KEY");
}

/* I12: every answer is kept. */
static void test_answers_are_never_changed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfSession) session = add_session(fixture, "s", NOW);
    GfAnswerRow answer = {
        .invitation_id = invite(fixture, session->id, add_member(fixture, "helene")),
        .part = (char *) "all",
        .presence = (char *) "present",
        .source = (char *) "staff",
        .actor = (char *) "staff",
        .rule = (char *) "staff",
    };
    ASSERT_DONE(gf_store_add_answer(fixture->store, &answer, ERROR));
    const GfSql change = {"change_answer", "UPDATE answer SET presence = 'absent'"};
    ASSERT_REFUSED(gf_sql_run(fixture->store, &change, ERROR, ""), "never changed");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/session/session", test_session);
    TEST("/store/session/versions", test_versions);
    TEST("/store/session/states", test_states);
    TEST("/store/session/sessions", test_sessions);
    TEST("/store/session/invitations", test_invitations);
    TEST("/store/session/invitation-and-token", test_invitation_and_token);
    TEST("/store/session/remove-invitations", test_remove_invitations);
    TEST("/store/session/open-invitations", test_open_invitations);
    TEST("/store/session/answers", test_answers);
    TEST("/store/session/answers-are-never-changed", test_answers_are_never_changed);
    return g_test_run();
}
