/* saisine-fixture.h - for the tests of saisines: a group with a chantier, two territories, and a
 * saisine of Friday 12 March 2027. Tests only.
 *
 * The group gt1: Anne (copilote), Bruno, Claire. Its chantier gt1-2: Claire (rapporteure), David.
 * Emma sits in no group. Anne and Bruno are of the mountain, Claire and David of the coast.
 */
#pragma once

#include "store/contribution.h"
#include "store/deadline.h"
#include "workflow/fixture.h"
#include "workflow/saisine-view.h"

#define CLAIRE "claire@bourg.example"
#define DAVID "david@bourg.example"
#define EMMA "emma@bourg.example"

#define REFERRAL "2027-03-12 14:00"
#define SAISINE_HEAD(NUMBER)                                                                       \
    "[saisine]\nnumber = " NUMBER "\ntitle = Bourgs-centres\n"                                     \
    "context = Les bourgs-centres perdent des habitants.\\nLa Région veut les aider.\n"           \
    "referred_by = Présidence de la Région\nreferred_on = 2027-03-12\n"
#define QUESTIONS "[questions]\n1 = Que manque-t-il ?\n2 = Que faire d'abord ?\n3 = Avec qui ?\n"
#define STAGES                                                                                     \
    "[stage received]\ndue_on = 2027-03-15\n[stage open]\ndue_on = 2027-04-30\n"                   \
    "[stage synthesis]\ndue_on = 2027-05-28\n[stage opinion]\ndue_on = 2027-07-09\n"               \
    "[stage follow-up]\ndue_on = 2027-12-17\n"
#define SAISINE SAISINE_HEAD("2027-01") QUESTIONS STAGES

static inline GfSaisineFile *saisine_file(const char *text)
{
    GfSaisineFile *file = NULL;
    ASSERT_DONE((file = gf_saisine_file_parse("saisine.conf", text, ERROR)) != NULL);
    return file;
}

static inline GfSaisine *enter(Fixture *fixture, const char *text)
{
    g_autoptr(GfSaisineFile) file = saisine_file(text);
    GfSaisine *saisine = NULL;
    ASSERT_DONE(gf_saisine_enter(&fixture->clerk, file, &saisine, ERROR));
    return saisine;
}

static inline GfAssignment *assign(Fixture *fixture, const char *body_slug)
{
    GfAssignment *assignment = NULL;
    ASSERT_DONE(gf_saisine_assign(&fixture->clerk, "2027-01", body_slug, &assignment, ERROR));
    return assignment;
}

static inline void refuse_assign(Fixture *fixture, const char *body_slug, const char *words)
{
    g_autoptr(GfAssignment) assignment = NULL;
    ASSERT_REFUSED(gf_saisine_assign(&fixture->clerk, "2027-01", body_slug, &assignment, ERROR),
                   words);
}

static inline GfAdvance *advance(Fixture *fixture, const char *state, const char *note)
{
    const GfSaisineMove to = {.state = (char *) state, .note = (char *) note};
    GfAdvance *done = NULL;
    ASSERT_DONE(gf_saisine_advance(&fixture->clerk, "2027-01", &to, &done, ERROR));
    return done;
}

static inline void go(Fixture *fixture, const char *state)
{
    g_autoptr(GfAdvance) done =
        advance(fixture, state, g_str_equal(state, "follow-up") ? "Un contrat est voté." : NULL);
}

static inline GfSaisine *the_saisine(Fixture *fixture)
{
    GfSaisine *saisine = NULL;
    ASSERT_DONE(gf_saisine_find(&fixture->clerk, "2027-01", &saisine, ERROR));
    return saisine;
}

static inline void assert_saisine(Fixture *fixture, const char *state)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    g_assert_cmpstr(saisine->state, ==, state);
}

static inline GfSolicitation *solicitation_of(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    GfSolicitation *solicitation = NULL;
    ASSERT_DONE(gf_store_solicitation_of(fixture->store, saisine->id,
                                         member_id(fixture, member_slug), &solicitation, ERROR));
    return solicitation;
}

/* Bits of `questions`; 0: the whole. */
static inline void contribute(Fixture *fixture, const char *member_slug, gint64 questions,
                              gboolean late)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    g_autoptr(GfContribution) contribution = gf_contribution_new();
    contribution->saisine_id = saisine->id;
    contribution->member_id = member_id(fixture, member_slug);
    contribution->text = g_strdup("Il faut un médecin.");
    contribution->questions = questions;
    contribution->late = late;
    contribution->source = g_strdup("paper");
    contribution->actor = g_strdup("staff");
    contribution->rule = g_strdup("by-hand");
    contribution->arrived_at = contribution->recorded_at = gf_clock_now(fixture->clock);
    ASSERT_DONE_INSIDE(fixture, gf_store_add_contribution(fixture->store, contribution, ERROR));
}

static inline void say_nothing(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSolicitation) solicitation = solicitation_of(fixture, member_slug);
    ASSERT_DONE_INSIDE(fixture, gf_store_set_nothing(fixture->store, solicitation->id,
                                                     gf_clock_now(fixture->clock), ERROR));
}

/* "open staff 2027-03-15" of the newest deadline of a stage. Owned. */
static inline char *deadline_of(Fixture *fixture, const char *stage)
{
    g_autoptr(GfDeadline) row = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2027-01", .detail = (char *) stage};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &row, ERROR));
    return row == NULL ? g_strdup("none")
                       : g_strdup_printf("%s %s %s", row->state, row->role, row->due_on);
}

#define ASSERT_DEADLINE(STAGE, WANTED)                                                             \
    do {                                                                                           \
        g_autofree char *got_ = deadline_of(fixture, STAGE);                                       \
        g_assert_cmpstr(got_, ==, WANTED);                                                         \
    } while (0)

/* --- the assembly --- */

static inline void seat(Fixture *fixture, const char *member_slug, const char *body_slug)
{
    const char *bodies[] = {body_slug, NULL};
    ASSERT_DONE_INSIDE(fixture, gf_store_set_seats(fixture->store, member_id(fixture, member_slug),
                                                   bodies, ERROR));
}

/* `pairs`: role and member in turn, ended by NULL. */
static inline void offices(Fixture *fixture, gint64 body_id, const char *const *pairs)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    for (gsize i = 0; pairs[i] != NULL; i += 2) {
        GfOffice *row = g_new0(GfOffice, 1);
        row->role = g_strdup(pairs[i]);
        row->member_slug = g_strdup(pairs[i + 1]);
        g_ptr_array_add(rows, row);
    }
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, body_id, rows, ERROR));
}

static inline void live_in(Fixture *fixture, const char *member_slug, gint64 territory_id)
{
    g_autoptr(GfMember) row = member_of(fixture, member_slug);
    row->territory_id = territory_id;
    ASSERT_DONE_INSIDE(
        fixture, gf_store_save_member(fixture->store, row, gf_clock_now(fixture->clock), ERROR));
}

static inline gint64 territory(Fixture *fixture, const char *slug, const char *name)
{
    GfTerritory row = {.slug = (char *) slug,
                       .name = (char *) name,
                       .kind = (char *) "PETR",
                       .departements = (char *) "31"};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_territory(fixture->store, &row, ERROR));
    return row.id;
}

static inline gint64 chantier(Fixture *fixture, const char *slug, gint64 group_id)
{
    GfBody row = {.slug = (char *) slug,
                  .name = (char *) slug,
                  .kind = (char *) "chantier",
                  .parent_id = group_id,
                  .parent_slug = (char *) "gt1"};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &row, ERROR));
    return row.id;
}

static inline void group(Fixture *fixture)
{
    static const char *const pair[] = {"copilote", "anne", NULL};
    static const char *const pens[] = {"rapporteur", "claire", "co-rapporteur", "david", NULL};
    people(fixture);
    member(fixture, "Emma Roux", "woman", "titulaire", EMMA);
    gint64 mountain = territory(fixture, "montagne", "PETR de la Montagne");
    gint64 coast = territory(fixture, "littoral", "PETR du Littoral");
    live_in(fixture, "anne", mountain);
    live_in(fixture, "bruno", mountain);
    live_in(fixture, "claire", coast);
    live_in(fixture, "david", coast);
    gint64 gt1 = body(fixture, "gt1", "group");
    offices(fixture, gt1, pair);
    seat(fixture, "anne", "gt1");
    seat(fixture, "bruno", "gt1");
    seat(fixture, "claire", "gt1");
    offices(fixture, chantier(fixture, "gt1-2", gt1), pens);
    at(fixture, REFERRAL);
}

/* The saisine, entered, and asked of the group's three and of the chantier's other one. */
static inline void asked(Fixture *fixture)
{
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) of_group = assign(fixture, "gt1");
    g_autoptr(GfAssignment) of_chantier = assign(fixture, "gt1-2");
}
