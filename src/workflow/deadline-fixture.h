/* deadline-fixture.h - for the tests of reminders of all kinds: the saisine of saisine-fixture.h,
 * whose contributions are due on Friday 30 April 2027, and co-presidents. Tests only.
 *
 * Its plan is that of the rules: J-30 is Wednesday 31 March, J-15 Thursday 15 April, J-7 Friday
 * 23 April, J-1 Thursday 29 April; J+1 is Labour Day, hence Monday 3 May; J+7 is Friday 7 May.
 */
#pragma once

#include "workflow/deadline.h"
#include "workflow/saisine-fixture.h"

#define LUCILE "lucile@bourg.example"
#define MICHEL "michel@bourg.example"

/* Two co-presidents who sit in no group. */
static inline void preside(Fixture *fixture)
{
    static const char *const pair[] = {"co-president", "lucile", "co-president", "michel", NULL};
    g_autoptr(GfBody) plenary = NULL;
    member(fixture, "Lucile Haut", "woman", "titulaire", LUCILE);
    member(fixture, "Michel Bas", "man", "titulaire", MICHEL);
    ASSERT_DONE(gf_store_body(fixture->store, "conseil", &plenary, ERROR));
    offices(fixture, plenary->id, pair);
}

/* A deadline of kind "manual" or "report"; its number. */
static inline gint64 due(Fixture *fixture, const char *subject, const char *due_on,
                         const char *role, const char *plan)
{
    gint64 id = 0;
    gboolean report = g_str_equal(role, "rapporteurs") && g_str_has_prefix(subject, "body/");
    const GfDeadlineSpec spec = {.kind = report ? "report" : "manual",
                                 .subject = subject,
                                 .title = report ? "Rapport final" : "Note de frais",
                                 .due_on = due_on,
                                 .role = role,
                                 .plan = plan};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, &id, ERROR));
    return id;
}

static inline GfDeadline *stage_of(Fixture *fixture, const char *stage)
{
    GfDeadline *row = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2027-01", .detail = (char *) stage};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &row, ERROR));
    g_assert_nonnull(row);
    return row;
}

/* The steps of a deadline by day: "J-30:sent J+7!:planned"; "!": to the co-presidents. Owned. */
static inline char *steps_of(Fixture *fixture, gint64 deadline_id)
{
    g_autoptr(GPtrArray) reminders = NULL;
    GString *text = g_string_new(NULL);
    ASSERT_DONE(gf_store_reminders(fixture->store, deadline_id, &reminders, ERROR));
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        g_string_append_printf(text, "%sJ%+d%s:%s", i > 0 ? " " : "", reminder->step,
                               reminder->escalated ? "!" : "", reminder->state);
    }
    return g_string_free(text, FALSE);
}

#define ASSERT_STEPS(ID, WANTED)                                                                   \
    do {                                                                                           \
        g_autofree char *steps_ = steps_of(fixture, ID);                                           \
        g_assert_cmpstr(steps_, ==, WANTED);                                                       \
    } while (0)

/* Who has had a reminder so far, and how many: "anne@... 2, bruno@... 1". */
static inline char *reminded(Fixture *fixture)
{
    g_autoptr(GPtrArray) all = mails(fixture, "reminder", NULL);
    g_autoptr(GTree) counts = g_tree_new((GCompareFunc) strcmp);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const GfOutgoing *mail = all->pdata[i];
        guint count = GPOINTER_TO_UINT(g_tree_lookup(counts, mail->recipient));
        g_tree_insert(counts, mail->recipient, GUINT_TO_POINTER(count + 1));
    }
    for (GTreeNode *node = g_tree_node_first(counts); node != NULL; node = g_tree_node_next(node)) {
        g_auto(GStrv) name = g_strsplit(g_tree_node_key(node), "@", 2);
        g_string_append_printf(text, "%s%s %u", text->len > 0 ? ", " : "", name[0],
                               GPOINTER_TO_UINT(g_tree_node_value(node)));
    }
    return g_string_free(text, FALSE);
}

#define ASSERT_REMINDED(WANTED)                                                                    \
    do {                                                                                           \
        g_autofree char *reminded_ = reminded(fixture);                                            \
        g_assert_cmpstr(reminded_, ==, WANTED);                                                    \
    } while (0)

/* The daemon's turn at a moment. */
static inline void go_on(Fixture *fixture, const char *moment)
{
    at(fixture, moment);
    turn(fixture);
    g_assert_no_error(fixture->problem);
    g_clear_error(&fixture->problem);
}

/* The newest reminder to an address, as its reader sees it. */
static inline GfLetter *reminder_to(Fixture *fixture, const char *address, char **ret_html,
                                    GfCalendar **ret_calendar)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", address);
    return read_mail(fixture, mail, ret_html, ret_calendar);
}

/* A session on a day, convened at once; everybody has the convocation, the clock stands there. */
static inline void session_on(Fixture *fixture, const char *lines, const char *moment)
{
    draft(fixture, lines);
    g_autoptr(GfOrder) order = convene(fixture);
    go_on(fixture, moment);
}
