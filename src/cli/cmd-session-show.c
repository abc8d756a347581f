/* cmd-session-show.c - greffe session show ID: all that is known of a session, for people or as
 * JSON. Who comes is in cmd-session-people.c.
 */
#include "cli/cmd-session.h"
#include "store/deadline.h"

#include "base/text.h"
#include "cli/evidence.h"

#include <string.h>

void gf_forced_clear(GfForced *forced)
{
    g_clear_pointer(&forced->act, g_free);
    g_clear_pointer(&forced->reason, g_free);
}

static gboolean sets_date(const GfJournalLine *line)
{
    return g_str_equal(line->act, "session.convened") || g_str_equal(line->act, "session.moved");
}

static gboolean takes_date_back(const GfJournalLine *line)
{
    return g_str_equal(line->act, "session.recalled") &&
           (g_str_equal(line->rule, "convocation") || g_str_equal(line->rule, "move"));
}

/* The act that the present date rests on; borrowed, NULL: none. */
static const GfJournalLine *act_in_force(const GPtrArray *lines, const char *subject)
{
    g_autoptr(GPtrArray) dates = g_ptr_array_new();
    for (guint i = 0; i < lines->len; i++) {
        GfJournalLine *line = lines->pdata[i];
        if (!g_str_equal(line->subject, subject))
            continue;
        if (sets_date(line))
            g_ptr_array_add(dates, line);
        else if (takes_date_back(line) && dates->len > 0)
            g_ptr_array_set_size(dates, (int) dates->len - 1);
    }
    return dates->len > 0 ? dates->pdata[dates->len - 1] : NULL;
}

static gboolean find_forced(GfCli *cli, const GfSession *session, GfForced *forced, GError **error)
{
    g_autofree char *subject = g_strdup_printf("session/%s", session->slug);
    g_autoptr(GPtrArray) lines = NULL;
    if (!gf_store_journal_about(cli->store, subject, &lines, error))
        return FALSE;
    const GfJournalLine *line = act_in_force(lines, subject);
    if (line == NULL || !g_str_equal(line->rule, "force"))
        return TRUE;
    forced->act = g_strdup(line->act);
    forced->at = line->at;
    return gf_cli_reason_of_act(cli, line, &forced->reason, error);
}

static void print_figures(const char *title, const GfTallyFigures *figures)
{
    gf_cli_print("%-11s present %d (on site %d, remote %d; women %d, men %d), absent %d "
                 "(represented %d), tentative %d, silent %d\n",
                 title, figures->present, figures->onsite, figures->remote, figures->women,
                 figures->men, figures->absent, figures->represented, figures->tentative,
                 figures->silent);
}

static void print_agenda(const GfSession *session)
{
    g_auto(GStrv) items = g_strsplit(session->agenda, "\n", -1);
    for (gsize i = 0; items[i] != NULL; i++)
        gf_cli_print("agenda %" G_GSIZE_FORMAT ": %s\n", i + 1, items[i]);
}

static void print_parts(GfCli *cli, const GfSession *session)
{
    for (guint i = 0; session->parts->len > 1 && i < session->parts->len; i++) {
        const GfPartOfDay *part = session->parts->pdata[i];
        g_autofree char *start = gf_cli_time(cli, part->starts_at);
        g_autofree char *end = gf_cli_time(cli, part->ends_at);
        gf_cli_print("part %s: %s, %s to %s\n", part->slug, part->title, start, end);
    }
}

static void print_session(GfCli *cli, const GfSession *session, const GfForced *forced)
{
    g_autofree char *start = gf_cli_time(cli, session->starts_at);
    g_autofree char *end = gf_cli_time(cli, session->ends_at);
    gf_cli_print("%s — %s (%s, version %d, sequence %d)\n", session->slug, session->title,
                 session->state, session->version, session->sequence);
    gf_cli_print("%s to %s\n", start, end);
    print_parts(cli, session);
    if (session->place != NULL)
        gf_cli_print("place: %s\n", session->place);
    if (session->video != NULL)
        gf_cli_print("video: %s\n", session->video);
    print_agenda(session);
    for (guint i = 0; i < session->documents->len; i++)
        gf_cli_print("document: %s\n", ((const GfDocument *) session->documents->pdata[i])->name);
    if (forced->act != NULL)
        gf_cli_print("%s in spite of the notice rule: %s\n", forced->act + strlen("session."),
                     forced->reason != NULL ? forced->reason : "the reason is not kept any more");
    if (session->reason != NULL)
        gf_cli_print("%s because: %s\n", session->state, session->reason);
}

static void print_tally(const GfTally *tally)
{
    gf_cli_print("\n%d invited, %d guests present\n", tally->day.invited,
                 tally->day.guests_present);
    if (tally->has_morning && tally->has_afternoon)
        print_figures("day:", &tally->day);
    if (tally->has_morning)
        print_figures("morning:", &tally->morning);
    if (tally->has_afternoon)
        print_figures("afternoon:", &tally->afternoon);
    if (tally->quorum_reached)
        gf_cli_print("quorum: reached (%d required)\n", tally->quorum_required);
    else
        gf_cli_print("quorum: %d missing (%d required)\n", tally->quorum_missing,
                     tally->quorum_required);
    gf_cli_print("parity of those present: %s\n", tally->parity ? "yes" : "no");
}

static gboolean print_reminders(GfCli *cli, const GfSession *session, JsonBuilder *json,
                                GError **error)
{
    g_autoptr(GPtrArray) reminders = NULL;
    if (!gf_store_session_reminders(cli->store, session->id, &reminders, error))
        return FALSE;
    if (json != NULL)
        gf_json_begin_list(json, "reminders");
    else if (reminders->len > 0)
        gf_cli_print("\nreminders\n");
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        g_autofree char *due = gf_cli_time(cli, reminder->due_at);
        if (json == NULL) {
            gf_cli_print("  J%+-4d %s  %s\n", reminder->step, due, reminder->state);
            continue;
        }
        gf_json_begin_object(json, NULL);
        gf_json_integer(json, "step", reminder->step);
        gf_json_integer(json, "sequence", reminder->sequence);
        gf_json_text(json, "due", due);
        gf_json_text(json, "state", reminder->state);
        gf_json_end_object(json);
    }
    if (json != NULL)
        gf_json_end_list(json);
    return TRUE;
}

static gboolean print_mailings(GfCli *cli, const GfSession *session, JsonBuilder *json,
                               GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    if (!gf_store_mailings(cli->store, session->id, &mailings, error))
        return FALSE;
    if (json != NULL)
        gf_json_begin_list(json, "mailings");
    else if (mailings->len > 0)
        gf_cli_print("\nmailings\n");
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        GfOutboxCounts counts;
        g_autofree char *release = gf_cli_time(cli, mailing->release_at);
        if (!gf_store_outbox_counts(cli->store, mailing->id, &counts, error))
            return FALSE;
        guint waiting = counts.queued + counts.ready + counts.sending;
        if (json == NULL) {
            gf_cli_print(
                "  %-12s %-8s %s  taken %u, waiting %u, failed %u, unknown %u, bounced %u\n",
                mailing->kind, mailing->state, release, counts.taken, waiting, counts.failed,
                counts.uncertain, counts.bounced);
            continue;
        }
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "kind", mailing->kind);
        gf_json_text(json, "state", mailing->state);
        gf_json_text(json, "release", release);
        gf_json_integer(json, "taken", counts.taken);
        gf_json_integer(json, "waiting", waiting);
        gf_json_integer(json, "failed", counts.failed);
        gf_json_integer(json, "uncertain", counts.uncertain);
        gf_json_integer(json, "bounced", counts.bounced);
        gf_json_integer(json, "recalled", counts.recalled);
        gf_json_end_object(json);
    }
    if (json != NULL)
        gf_json_end_list(json);
    return TRUE;
}

static void json_forced(const GfCli *cli, JsonBuilder *json, const GfForced *forced)
{
    if (forced->act == NULL) {
        gf_json_text(json, "forced", NULL);
        return;
    }
    gf_json_begin_object(json, "forced");
    gf_json_text(json, "act", forced->act);
    gf_json_time(json, "at", cli, forced->at);
    gf_json_text(json, "reason", forced->reason);
    gf_json_end_object(json);
}

static gboolean load(GfCli *cli, const char *slug, GfSession **ret, GError **error)
{
    if (!gf_store_session(cli->store, slug, ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "session '%s': there is none of that name (see: greffe session list)", slug);
    return FALSE;
}

gboolean gf_cmd_session_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfTally) tally = NULL;
    g_auto(GfForced) forced = {0};
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !load(cli, arguments[0], &session, error) ||
        !gf_tally_session(&cli->clerk, session, &tally, error) ||
        !find_forced(cli, session, &forced, error))
        return FALSE;
    g_autoptr(JsonBuilder) json = cli->json ? gf_json_new() : NULL;
    if (json != NULL) {
        gf_session_json(cli, json, session, tally);
        json_forced(cli, json, &forced);
    } else {
        print_session(cli, session, &forced);
        if (tally->people->len == 0)
            gf_cli_print("\nnobody has been invited yet\n");
        else
            print_tally(tally);
        gf_session_print_people(tally);
    }
    if (!print_mailings(cli, session, json, error) || !print_reminders(cli, session, json, error))
        return FALSE;
    if (json != NULL)
        gf_json_print(g_steal_pointer(&json));
    return TRUE;
}
