/* cmd-saisine-json.c - greffe --json saisine show NO. */
#include "cli/cmd-saisine.h"

#include "cli/roll-output.h"

static void json_head(const GfSaisineView *view, JsonBuilder *json)
{
    const GfSaisine *saisine = view->saisine;
    gf_json_text(json, "id", saisine->number);
    gf_json_text(json, "state", saisine->state);
    gf_json_text(json, "title", saisine->title);
    gf_json_text(json, "context", saisine->context);
    gf_json_text(json, "origin", saisine->origin);
    gf_json_text(json, "referred_by", saisine->referred_by);
    gf_json_text(json, "referred_on", saisine->referred_on);
    gf_json_texts_of(json, "bodies", saisine->bodies);
    gf_json_begin_list(json, "documents");
    for (guint i = 0; i < saisine->documents->len; i++)
        gf_json_text(json, NULL, ((const GfDocument *) saisine->documents->pdata[i])->name);
    gf_json_end_list(json);
}

static void json_stages(const GfCli *cli, const GfSaisineView *view, JsonBuilder *json)
{
    gf_json_begin_list(json, "stages");
    for (int i = 0; i < GF_STAGES; i++) {
        const GfStageView *stage = &view->stages[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "stage", gf_saisine_states[i]);
        gf_json_text(json, "progress", gf_saisine_progress(stage));
        gf_json_text(json, "role", stage->stage != NULL ? stage->stage->role : NULL);
        gf_json_text(json, "due_on", stage->stage != NULL ? stage->stage->due_on : NULL);
        gf_json_boolean(json, "overdue", stage->overdue);
        gf_json_time(json, "entered", cli, stage->entered_at);
        gf_json_time(json, "left", cli, stage->left_at);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_begin_list(json, "moves");
    for (guint i = 0; i < view->moves->len; i++) {
        const GfSaisineMove *move = view->moves->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "former", move->former);
        gf_json_text(json, "state", move->state);
        gf_json_text(json, "note", move->note[0] != '\0' ? move->note : NULL);
        gf_json_time(json, "at", cli, move->at);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void json_questions(const GfSaisineView *view, JsonBuilder *json)
{
    gf_json_begin_list(json, "questions");
    for (guint i = 0; i < view->named->len; i++) {
        guint count = g_array_index(view->named, guint, i);
        gf_json_begin_object(json, NULL);
        gf_json_integer(json, "number", i + 1);
        gf_json_text(json, "text", view->saisine->questions->pdata[i]);
        gf_json_integer(json, "contributions", count);
        gf_json_boolean(json, "silent", count == 0);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_integer(json, "on_the_whole", view->whole);
}

static void json_contribution(const GfCli *cli, const GfSaisineView *view,
                              const GfContribution *contribution, JsonBuilder *json)
{
    g_autoptr(GArray) named = gf_saisine_named(view, contribution);
    gf_json_begin_object(json, "contribution");
    gf_json_integer(json, "id", contribution->id);
    gf_json_integer(json, "version", contribution->version);
    gf_json_boolean(json, "late", contribution->late);
    gf_json_text(json, "source", contribution->source);
    gf_json_time(json, "arrived", cli, contribution->arrived_at);
    gf_json_begin_list(json, "questions");
    for (guint i = 0; i < named->len; i++)
        gf_json_integer(json, NULL, g_array_index(named, guint, i));
    gf_json_end_list(json);
    gf_json_end_object(json);
}

static void json_people(const GfCli *cli, const GfSaisineView *view, JsonBuilder *json)
{
    gf_json_integer(json, "contributed", view->contributed);
    gf_json_integer(json, "nothing", view->nothing);
    gf_json_integer(json, "silent", view->silent);
    gf_json_begin_list(json, "people");
    for (guint i = 0; i < view->voices->len; i++) {
        const GfVoice *voice = view->voices->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_member(json, voice->member);
        gf_json_text(json, "said", gf_saisine_said(voice));
        gf_json_time(json, "asked", cli, voice->asked_at);
        gf_json_time(json, "nothing_at", cli, voice->nothing_at);
        if (voice->contribution != NULL)
            json_contribution(cli, view, voice->contribution, json);
        else
            gf_json_text(json, "contribution", NULL);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    gf_json_integer(json, "territories", view->territories);
    gf_json_texts_of(json, "silent_territories", view->silent_territories);
}

static void json_next(const GfSaisineView *view, JsonBuilder *json)
{
    const GfStage *stage = view->current->stage;
    if (view->next == NULL) {
        gf_json_text(json, "next", NULL);
        return;
    }
    gf_json_begin_object(json, "next");
    gf_json_text(json, "state", view->next);
    gf_json_text(json, "due_on", stage != NULL ? stage->due_on : NULL);
    gf_json_boolean(json, "overdue", view->current->overdue);
    gf_json_text(json, "role", stage != NULL ? stage->role : "staff");
    gf_json_begin_list(json, "press");
    for (guint i = 0; i < view->press->len; i++)
        gf_json_text(json, NULL, ((const GfMember *) view->press->pdata[i])->slug);
    gf_json_end_list(json);
    gf_json_end_object(json);
}

void gf_saisine_json(const GfCli *cli, JsonBuilder *json, const GfSaisineView *view)
{
    json_head(view, json);
    json_stages(cli, view, json);
    json_questions(view, json);
    json_people(cli, view, json);
    json_next(view, json);
}
