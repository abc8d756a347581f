/* cmd-session-json.c - a session and its people as JSON; see cmd-session.h. */
#include "cli/cmd-session.h"

#include "cli/evidence.h"

static void json_figures(JsonBuilder *json, const char *name, const GfTallyFigures *figures)
{
    gf_json_begin_object(json, name);
    gf_json_integer(json, "invited", figures->invited);
    gf_json_integer(json, "present", figures->present);
    gf_json_integer(json, "on_site", figures->onsite);
    gf_json_integer(json, "remote", figures->remote);
    gf_json_integer(json, "absent", figures->absent);
    gf_json_integer(json, "represented", figures->represented);
    gf_json_integer(json, "substituted", figures->substituted);
    gf_json_integer(json, "tentative", figures->tentative);
    gf_json_integer(json, "silent", figures->silent);
    gf_json_integer(json, "unreachable", figures->unreachable);
    gf_json_integer(json, "women", figures->women);
    gf_json_integer(json, "men", figures->men);
    gf_json_integer(json, "guests_present", figures->guests_present);
    gf_json_end_object(json);
}

static void json_answers(const GfCli *cli, JsonBuilder *json, const GfTallyPerson *person,
                         int sequence)
{
    gf_json_begin_list(json, "answers");
    for (guint i = 0; i < person->answers->len; i++) {
        const GfAnswerRow *answer = person->answers->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_answer(json, cli, answer);
        gf_json_boolean(json, "before_change", answer->sequence < sequence);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void json_person(JsonBuilder *json, const GfTally *tally, const GfTallyPerson *person)
{
    g_autofree char *name = gf_member_full_name(person->member);
    gf_json_text(json, "member", person->member->slug);
    gf_json_text(json, "name", name);
    gf_json_boolean(json, "guest", person->invitation->guest);
    gf_json_text(json, "presence", gf_session_presence(person));
    gf_json_text(json, "morning", gf_session_half(person->morning));
    gf_json_text(json, "afternoon", gf_session_half(person->afternoon));
    gf_json_text(json, "mode", person->silent ? NULL : person->mode);
    gf_json_text(json, "proxy", person->proxy != NULL ? person->proxy->slug : NULL);
    gf_json_boolean(json, "proxy_valid", person->proxy_valid);
    gf_json_text(json, "proxy_void", gf_session_pouvoir_void(tally, person));
    gf_json_text(json, "substitute", person->substitute);
    gf_json_boolean(json, "answered_before_change", person->before_change);
    gf_json_text(json, "unreachable", person->unreachable);
    gf_json_text(json, "telephone", person->member->telephone);
}

static void json_people(const GfCli *cli, JsonBuilder *json, const GfSession *session,
                        const GfTally *tally)
{
    gf_json_begin_list(json, "people");
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        gf_json_begin_object(json, NULL);
        json_person(json, tally, person);
        json_answers(cli, json, person, session->sequence);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

/* Who is represented by a substitute. */
static void json_substitutes(JsonBuilder *json, const GfTally *tally)
{
    gf_json_begin_list(json, "substitutes");
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        if (person->silent || person->substitute == NULL)
            continue;
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "member", person->member->slug);
        gf_json_text(json, "substitute", person->substitute);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void json_wording(const GfCli *cli, JsonBuilder *json, const GfSession *session)
{
    g_auto(GStrv) agenda = g_strsplit(session->agenda, "\n", -1);
    gf_json_begin_list(json, "parts");
    for (guint i = 0; i < session->parts->len; i++) {
        const GfPartOfDay *part = session->parts->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "id", part->slug);
        gf_json_text(json, "title", part->title);
        gf_json_time(json, "start", cli, part->starts_at);
        gf_json_time(json, "end", cli, part->ends_at);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_texts(json, "agenda", (const char *const *) agenda);
    gf_json_begin_list(json, "documents");
    for (guint i = 0; i < session->documents->len; i++)
        gf_json_text(json, NULL, ((const GfDocument *) session->documents->pdata[i])->name);
    gf_json_end_list(json);
    gf_json_text(json, "reason", session->reason);
}

void gf_session_json(const GfCli *cli, JsonBuilder *json, const GfSession *session,
                     const GfTally *tally)
{
    gf_json_text(json, "id", session->slug);
    gf_json_text(json, "title", session->title);
    gf_json_text(json, "state", session->state);
    gf_json_integer(json, "version", session->version);
    gf_json_integer(json, "sequence", session->sequence);
    gf_json_time(json, "start", cli, session->starts_at);
    gf_json_time(json, "end", cli, session->ends_at);
    gf_json_text(json, "place", session->place);
    gf_json_text(json, "video", session->video);
    json_wording(cli, json, session);
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
    json_people(cli, json, session, tally);
    json_substitutes(json, tally);
}
