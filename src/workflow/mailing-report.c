/* mailing-report.c - the end of a mailing: what staff must know of it, and when it is done. See
 * mailing.h.
 */
#include "base/date.h"
#include "base/error.h"
#include "workflow/mailing.h"
#include "workflow/note.h"

/* Mails refused, unknown, still waiting after a first try, or taken on a later day than the mailing
 * left: what staff must know. */
static gboolean is_remarkable(const GfClerk *clerk, const GfMailing *mailing,
                              const GfOutgoing *outgoing)
{
    if (g_str_equal(outgoing->state, "failed") || g_str_equal(outgoing->state, "uncertain"))
        return TRUE;
    if (g_str_equal(outgoing->state, "ready")) /* their server says so, not that ours is away */
        return outgoing->tries > 0 && outgoing->code >= 400;
    if (!g_str_equal(outgoing->state, "taken"))
        return FALSE;
    GDate left = gf_date_of(mailing->release_at, clerk->config->timezone);
    GDate taken = gf_date_of(outgoing->outcome_at, clerk->config->timezone);
    return g_date_compare(&left, &taken) < 0;
}

/* Whether every mail has been tried; `*ret_news`: something remarkable happened since the last
 * report. */
static gboolean look_at(const GfClerk *clerk, const GfMailing *mailing, gboolean *ret_tried,
                        gboolean *ret_news, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!gf_store_outgoings_of_mailing(clerk->store, mailing->id, &rows, error))
        return FALSE;
    *ret_tried = TRUE;
    *ret_news = FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const GfOutgoing *outgoing = rows->pdata[i];
        if (g_str_equal(outgoing->state, "ready") && outgoing->outcome_at == 0)
            *ret_tried = FALSE;
        if (is_remarkable(clerk, mailing, outgoing) && outgoing->outcome_at > mailing->reported_at)
            *ret_news = TRUE;
    }
    return TRUE;
}

/* "refusé : 550 5.1.1 ... (mardi 16 février 2027 à 9 h 11)". Owned. */
static char *outcome_of(const GfClerk *clerk, const GfOutgoing *outgoing)
{
    static const struct {
        const char *state, *words[2];
    } outcomes[] = {{"failed", {"refusé", "refused"}},
                    {"uncertain", {"peut-être parti", "may have left"}},
                    {"ready", {"pas encore pris", "not taken yet"}},
                    {"taken", {"pris seulement à cette date", "taken on that day only"}}};
    const char *language = clerk->config->language;
    gboolean english = g_str_equal(language, "en");
    g_autofree char *when = gf_wording_moment(clerk, outgoing->outcome_at, language);
    gboolean taken = g_str_equal(outgoing->state, "taken");
    const char *words = outgoing->state;
    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
        if (g_str_equal(outgoing->state, outcomes[i].state))
            words = outcomes[i].words[english];
    if (outgoing->reply == NULL || taken)
        return g_strdup_printf("%s (%s)", words, when);
    return g_strdup_printf(english ? "%s: %s (%s)" : "%s : %s (%s)", words, outgoing->reply, when);
}

static gboolean report_lines(const GfClerk *clerk, const GfMailing *mailing, GVariant **ret,
                             guint *ret_count, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!gf_store_outgoings_of_mailing(clerk->store, mailing->id, &rows, error))
        return FALSE;
    g_auto(GVariantBuilder) lines;
    g_variant_builder_init(&lines, G_VARIANT_TYPE("as"));
    gboolean english = g_str_equal(clerk->config->language, "en");
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const GfOutgoing *outgoing = rows->pdata[i];
        if (!is_remarkable(clerk, mailing, outgoing))
            continue;
        g_autoptr(GfMember) member = NULL;
        if (!gf_store_member_by_id(clerk->store, outgoing->member_id, &member, error))
            return FALSE;
        g_autofree char *name = gf_member_full_name(member);
        g_autofree char *outcome = outcome_of(clerk, outgoing);
        g_autofree char *telephone =
            member->telephone == NULL
                ? g_strdup("")
                : g_strdup_printf(", %s %s", english ? "tel." : "tél.", member->telephone);
        g_autofree char *line = g_strdup_printf(english ? "%s <%s>%s: %s" : "%s <%s>%s : %s", name,
                                                outgoing->recipient, telephone, outcome);
        g_variant_builder_add(&lines, "s", line);
        count++;
    }
    *ret = g_variant_builder_end(&lines);
    *ret_count = count;
    return TRUE;
}

/* What the report calls the mailing's matter. A session's, else the title kept with it. */
static gboolean report_values(const GfClerk *clerk, const GfMailing *mailing, GVariantDict *dict,
                              GError **error)
{
    if (mailing->session_id == 0) {
        gsize size;
        const char *title = g_bytes_get_data(mailing->frozen, &size);
        g_autofree char *text = g_strndup(title, size);
        gf_note_values(clerk, NULL, dict);
        g_variant_dict_insert(dict, "title", "s", text);
        return TRUE;
    }
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session_by_id(clerk->store, mailing->session_id, mailing->version, &session,
                                error))
        return FALSE;
    g_autoptr(GVariant) base =
        g_variant_ref_sink(gf_wording_session(clerk, session, clerk->config->language));
    g_variant_dict_init(dict, base);
    return TRUE;
}

/* Tells staff what is remarkable so far. */
static gboolean tell_staff(const GfClerk *clerk, const GfMailing *mailing, GError **error)
{
    g_autoptr(GVariant) lines = NULL;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    guint count;
    if (!report_lines(clerk, mailing, &lines, &count, error))
        return FALSE;
    g_variant_ref_sink(lines);
    if (count > 0 && !report_values(clerk, mailing, &dict, error))
        return FALSE;
    g_variant_dict_insert_value(&dict, "lines", lines);
    GfNote note = {
        .kind = "notice",
        .template = "delivery-report",
        .values = g_variant_dict_end(&dict),
    };
    g_autoptr(GVariant) values = g_variant_ref_sink(note.values);
    return (count == 0 || gf_note_to_staff(clerk, &note, error)) &&
           gf_store_set_mailing_reported(clerk->store, mailing->id, gf_clerk_now(clerk), error);
}

static gboolean close_mailing(const GfClerk *clerk, const GfMailing *mailing, GError **error)
{
    return gf_store_set_mailing_state(clerk->store, mailing->id, "done", error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "mailing.done", mailing->kind, NULL}, error,
                            "%s/mailing/%" G_GINT64_FORMAT, mailing->subject, mailing->id);
}

/* Staff is told twice at the most: once everything has been tried, while there is time to
 * telephone, and at the end. A report that cannot be written (its template is broken) keeps nothing
 * open. */
static gboolean attend_to(const GfClerk *clerk, const GfMailing *mailing, GError **ret_problem,
                          GError **error)
{
    GfOutboxCounts counts;
    gboolean tried, news;
    g_autoptr(GError) problem = NULL;
    if (!gf_store_outbox_counts(clerk->store, mailing->id, &counts, error))
        return FALSE;
    if (counts.queued + counts.sending > 0 || (counts.ready > 0 && mailing->reported_at != 0))
        return TRUE;
    if (!look_at(clerk, mailing, &tried, &news, error))
        return FALSE;
    if (!tried)
        return TRUE;
    if (news && !tell_staff(clerk, mailing, &problem)) {
        if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        if (*ret_problem == NULL)
            *ret_problem = g_steal_pointer(&problem);
        if (!gf_store_set_mailing_reported(clerk->store, mailing->id, gf_clerk_now(clerk), error))
            return FALSE;
    }
    return counts.ready > 0 || close_mailing(clerk, mailing, error);
}

gboolean gf_mailing_close_finished(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    if (!gf_store_open_mailings(clerk->store, &open, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        const GfMailing *mailing = open->pdata[i];
        if (mailing->release_at > gf_clerk_now(clerk))
            continue;
        g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
        if (transaction == NULL || !attend_to(clerk, mailing, ret_problem, error) ||
            !gf_transaction_commit(transaction, error))
            return FALSE;
    }
    return TRUE;
}
