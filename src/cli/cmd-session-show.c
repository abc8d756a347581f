/* cmd-session-show.c - greffe session show ID: what is known of a session, for people or as JSON.
 */
#include "base/text.h"
#include "cli/cli.h"
#include "workflow/tally.h"

extern gboolean gf_cmd_session_show(GfCli *cli, char **argv, GError **error);

static const char *half_name(GfHalf half)
{
    static const char *const names[] = {
        [GF_HALF_NONE] = NULL,
        [GF_HALF_SILENT] = "silent",
        [GF_HALF_PRESENT] = "present",
        [GF_HALF_ABSENT] = "absent",
        [GF_HALF_TENTATIVE] = "tentative",
    };
    return names[half];
}

static const char *overall(const GfTallyPerson *person)
{
    if (person->silent)
        return "silent";
    if (person->morning == GF_HALF_PRESENT || person->afternoon == GF_HALF_PRESENT)
        return "present";
    if (person->morning == GF_HALF_TENTATIVE || person->afternoon == GF_HALF_TENTATIVE)
        return "tentative";
    return "absent";
}

static void print_figures(const char *title, const GfTallyFigures *figures)
{
    gf_cli_print("%-11s present %d (on site %d, remote %d; women %d, men %d), absent %d "
                 "(represented %d), tentative %d, silent %d\n",
                 title, figures->present, figures->onsite, figures->remote, figures->women,
                 figures->men, figures->absent, figures->represented, figures->tentative,
                 figures->silent);
}

static void print_person(const GfTallyPerson *person, const char *detail)
{
    g_autofree char *name = gf_member_full_name(person->member);
    g_autofree char *clean = gf_text_line(detail != NULL ? detail : "", 100);
    gf_cli_print("  %-28s %-32s %-16s %s\n", person->member->slug, name,
                 person->member->telephone != NULL ? person->member->telephone : "", clean);
}

/* Everybody of whom `choose` is true, under a title. */
static void print_group(const GfTally *tally, const char *title,
                        const char *(*choose)(const GfTallyPerson *) )
{
    guint count = 0;
    for (guint i = 0; i < tally->people->len; i++)
        count += choose(tally->people->pdata[i]) != NULL;
    if (count == 0)
        return;
    gf_cli_print("\n%s (%u)\n", title, count);
    for (guint i = 0; i < tally->people->len; i++) {
        const char *detail = choose(tally->people->pdata[i]);
        if (detail != NULL)
            print_person(tally->people->pdata[i], detail);
    }
}

static const char *choose_silent(const GfTallyPerson *person)
{
    if (!person->silent || person->invitation->guest)
        return NULL;
    return person->before_change ? "had answered before the change" : "";
}

static const char *choose_unreachable(const GfTallyPerson *person)
{
    return person->unreachable;
}

static const char *choose_tentative(const GfTallyPerson *person)
{
    return g_str_equal(overall(person), "tentative") ? "" : NULL;
}

static const char *choose_remote(const GfTallyPerson *person)
{
    return !person->silent && g_strcmp0(person->mode, "remote") == 0 ? "" : NULL;
}

static const char *choose_proxy(const GfTallyPerson *person)
{
    if (person->silent || person->last == NULL || person->last->proxy_to == NULL)
        return NULL;
    return person->last->proxy_to;
}

static void print_session(GfCli *cli, const GfSession *session)
{
    g_autofree char *start = gf_cli_time(cli, session->starts_at);
    g_autofree char *end = gf_cli_time(cli, session->ends_at);
    gf_cli_print("%s — %s (%s, version %d, sequence %d)\n", session->slug, session->title,
                 session->state, session->version, session->sequence);
    gf_cli_print("%s to %s\n", start, end);
    if (session->place != NULL)
        gf_cli_print("place: %s\n", session->place);
    if (session->video != NULL)
        gf_cli_print("video: %s\n", session->video);
    for (guint i = 0; i < session->documents->len; i++)
        gf_cli_print("document: %s\n", ((const GfDocument *) session->documents->pdata[i])->name);
}

static void print_tally(const GfTally *tally)
{
    if (tally->people->len == 0) {
        gf_cli_print("\nnobody has been invited yet\n");
        return;
    }
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
    print_group(tally, "cannot be reached", choose_unreachable);
    print_group(tally, "tentative", choose_tentative);
    print_group(tally, "remote", choose_remote);
    print_group(tally, "pouvoir to", choose_proxy);
    print_group(tally, "silent", choose_silent);
}

static gboolean print_reminders(GfCli *cli, const GfSession *session, JsonBuilder *json,
                                GError **error)
{
    g_autoptr(GPtrArray) reminders = NULL;
    if (!gf_store_reminders(cli->store, session->id, &reminders, error))
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

static void json_figures(JsonBuilder *json, const char *name, const GfTallyFigures *figures)
{
    gf_json_begin_object(json, name);
    gf_json_integer(json, "invited", figures->invited);
    gf_json_integer(json, "present", figures->present);
    gf_json_integer(json, "on_site", figures->onsite);
    gf_json_integer(json, "remote", figures->remote);
    gf_json_integer(json, "absent", figures->absent);
    gf_json_integer(json, "represented", figures->represented);
    gf_json_integer(json, "tentative", figures->tentative);
    gf_json_integer(json, "silent", figures->silent);
    gf_json_integer(json, "unreachable", figures->unreachable);
    gf_json_integer(json, "women", figures->women);
    gf_json_integer(json, "men", figures->men);
    gf_json_integer(json, "guests_present", figures->guests_present);
    gf_json_end_object(json);
}

static void json_answer(GfCli *cli, JsonBuilder *json, const GfAnswerRow *answer, int sequence)
{
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "presence", answer->presence);
    gf_json_text(json, "part", answer->part);
    gf_json_text(json, "mode", answer->mode);
    gf_json_text(json, "proxy_to", answer->proxy_to);
    gf_json_text(json, "substitute", answer->substitute);
    gf_json_text(json, "note", answer->note);
    gf_json_text(json, "source", answer->source);
    gf_json_text(json, "actor", answer->actor);
    gf_json_text(json, "rule", answer->rule);
    gf_json_integer(json, "sequence", answer->sequence);
    gf_json_boolean(json, "before_change", answer->sequence < sequence);
    gf_json_time(json, "arrived", cli, answer->arrived_at);
    gf_json_integer(json, "message", answer->message_id);
    gf_json_end_object(json);
}

static void json_person(GfCli *cli, JsonBuilder *json, const GfTallyPerson *person, int sequence)
{
    g_autofree char *name = gf_member_full_name(person->member);
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "member", person->member->slug);
    gf_json_text(json, "name", name);
    gf_json_boolean(json, "guest", person->invitation->guest);
    gf_json_text(json, "presence", overall(person));
    gf_json_text(json, "morning", half_name(person->morning));
    gf_json_text(json, "afternoon", half_name(person->afternoon));
    gf_json_text(json, "mode", person->silent ? NULL : person->mode);
    gf_json_text(json, "proxy", person->proxy != NULL ? person->proxy->slug : NULL);
    gf_json_boolean(json, "proxy_valid", person->proxy_valid);
    gf_json_text(json, "substitute", person->substitute);
    gf_json_boolean(json, "answered_before_change", person->before_change);
    gf_json_text(json, "unreachable", person->unreachable);
    gf_json_text(json, "telephone", person->member->telephone);
    gf_json_begin_list(json, "answers");
    for (guint i = 0; i < person->answers->len; i++)
        json_answer(cli, json, person->answers->pdata[i], sequence);
    gf_json_end_list(json);
    gf_json_end_object(json);
}

static gboolean print_json(GfCli *cli, const GfSession *session, const GfTally *tally,
                           GError **error)
{
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "id", session->slug);
    gf_json_text(json, "title", session->title);
    gf_json_text(json, "state", session->state);
    gf_json_integer(json, "version", session->version);
    gf_json_integer(json, "sequence", session->sequence);
    gf_json_time(json, "start", cli, session->starts_at);
    gf_json_time(json, "end", cli, session->ends_at);
    gf_json_text(json, "place", session->place);
    gf_json_text(json, "video", session->video);
    json_figures(json, "day", &tally->day);
    if (tally->has_morning)
        json_figures(json, "morning", &tally->morning);
    if (tally->has_afternoon)
        json_figures(json, "afternoon", &tally->afternoon);
    gf_json_begin_object(json, "quorum");
    gf_json_integer(json, "required", tally->quorum_required);
    gf_json_integer(json, "missing", tally->quorum_missing);
    gf_json_boolean(json, "reached", tally->quorum_reached);
    gf_json_end_object(json);
    gf_json_boolean(json, "parity", tally->parity);
    gf_json_begin_list(json, "people");
    for (guint i = 0; i < tally->people->len; i++)
        json_person(cli, json, tally->people->pdata[i], session->sequence);
    gf_json_end_list(json);
    if (!print_mailings(cli, session, json, error) || !print_reminders(cli, session, json, error)) {
        g_object_unref(json);
        return FALSE;
    }
    gf_json_print(json);
    return TRUE;
}

gboolean gf_cmd_session_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfTally) tally = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_session(cli->store, arguments[0], &session, error))
        return FALSE;
    if (session == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': there is none of that name (see: greffe session list)",
                    arguments[0]);
        return FALSE;
    }
    if (!gf_tally_session(&cli->clerk, session, &tally, error))
        return FALSE;
    if (cli->json)
        return print_json(cli, session, tally, error);
    print_session(cli, session);
    print_tally(tally);
    return print_mailings(cli, session, NULL, error) && print_reminders(cli, session, NULL, error);
}
