/* report-fixture.h - for the tests of reports: a group and its chantiers.
 *
 * The group's copilotes are Anne and Bruno; Claire is the chantier's rapporteure, David that of
 * another one; Emma sits in the group.
 */
#pragma once

#include "workflow/chantier.h"
#include "workflow/fixture.h"
#include "workflow/report.h"

#define CLAIRE "claire@bourg.example"
#define DAVID "david@bourg.example"
#define EMMA "emma@bourg.example"

static inline void office(Fixture *fixture, gint64 body_id, const char *role,
                          const char *const *slugs)
{
    g_autoptr(GPtrArray) offices = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    for (gsize i = 0; slugs[i] != NULL; i++) {
        GfOffice *row = g_new0(GfOffice, 1);
        row->role = g_strdup(role);
        row->member_slug = g_strdup(slugs[i]);
        g_ptr_array_add(offices, row);
    }
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, body_id, offices, ERROR));
}

static inline gint64 chantier(Fixture *fixture, const char *slug, gint64 group_id,
                              const char *rapporteur)
{
    const char *slugs[] = {rapporteur, NULL};
    GfBody row = {.slug = (char *) slug,
                  .name = (char *) "Les circuits courts",
                  .kind = (char *) "chantier",
                  .parent_id = group_id,
                  .parent_slug = (char *) "gt1"};
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &row, ERROR));
    office(fixture, row.id, "rapporteur", slugs);
    return row.id;
}

static inline void seat(Fixture *fixture, const char *slug)
{
    const char *bodies[] = {"gt1", NULL};
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_set_seats(fixture->store, member_id(fixture, slug), bodies, ERROR));
}

static inline gint64 group(Fixture *fixture, const char *const *copilotes)
{
    people(fixture);
    member(fixture, "Emma Roux", "woman", "titulaire", EMMA);
    gint64 gt1 = body(fixture, "gt1", "group");
    office(fixture, gt1, "copilote", copilotes);
    seat(fixture, "anne");
    seat(fixture, "bruno");
    seat(fixture, "emma");
    chantier(fixture, "gt1-1", gt1, "david");
    return chantier(fixture, "gt1-2", gt1, "claire");
}

static inline gint64 whole_group(Fixture *fixture)
{
    static const char *const pair[] = {"anne", "bruno", NULL};
    return group(fixture, pair);
}

static inline void attach(GfLetter *letter, const char *name)
{
    GfAttachment *attachment = g_new0(GfAttachment, 1);
    attachment->name = g_strdup(name);
    attachment->declared_type = g_strdup("application/pdf");
    attachment->type = g_strdup("application/pdf");
    attachment->size = 1234567;
    attachment->sha256 = g_strdup("00");
    g_ptr_array_add(letter->attachments, attachment);
}

static inline void say(GfLetter *letter, const char *words)
{
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
}

/* A letter to the chantier's address, from a domain that our server vouches for. Owned. */
static inline GfLetter *to_chantier(Fixture *fixture, const char *from, const char *subject)
{
    GfLetter *letter = letter_from(fixture, from);
    g_free(letter->subject);
    letter->subject = g_strdup(subject);
    add_token(letter, "gt1-2");
    add_dmarc(letter, SERVER, "pass");
    return letter;
}

static inline GfMessage *send_report(Fixture *fixture, const char *from, const char *subject)
{
    GfLetter *letter = to_chantier(fixture, from, subject);
    attach(letter, "rapport.pdf");
    return arrive(fixture, letter);
}

/* What the daemon does beside: files leave their messages, and what is due about reports is done.
 */
static inline guint act(Fixture *fixture)
{
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new("%PDF", 4);
    ASSERT_DONE(gf_store_files_to_extract(fixture->store, 0, &files, ERROR));
    for (guint i = 0; i < files->len; i++) {
        gint64 blob_id;
        ASSERT_DONE_INSIDE(
            fixture, gf_store_put_blob(fixture->store, bytes, &blob_id, NULL, ERROR) &&
                         gf_store_set_extracted(fixture->store, ((GfFile *) files->pdata[i])->id,
                                                blob_id, ERROR));
    }
    ASSERT_DONE(gf_report_act(&fixture->clerk, &fixture->problem, ERROR));
    g_assert_no_error(fixture->problem);
    return turn(fixture);
}

static inline GfReport *newest(Fixture *fixture)
{
    GfReport *report = NULL;
    ASSERT_DONE(gf_report_find(&fixture->clerk, "gt1-2", &report, NULL, ERROR));
    return report;
}

#define ASSERT_REPORT(VERSION, STATE)                                                              \
    do {                                                                                           \
        g_autoptr(GfReport) report_ = newest(fixture);                                             \
        g_assert_cmpint(report_->version, ==, VERSION);                                            \
        g_assert_cmpstr(report_->state, ==, STATE);                                                \
    } while (0)

/* An answer, from an address, to the mail of a kind that somebody was sent. */
static inline GfMessage *answer_mail(Fixture *fixture, const char *kind, const char *to,
                                     const char *from, const char *words)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, kind, to);
    GfLetter *letter = letter_from(fixture, from);
    add_token(letter, mail->token);
    say(letter, words);
    return arrive(fixture, letter);
}

/* An answer to our question whether a report is confirmed. */
static inline GfMessage *answer_question(Fixture *fixture, const char *from, const char *words)
{
    return answer_mail(fixture, "question", from, from, words);
}
