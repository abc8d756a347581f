/* cmd-saisine-show.c - greffe saisine show NO: where a saisine stands, for people; as JSON in
 * cmd-saisine-json.c.
 */
#include "cli/cmd-saisine.h"

#include "base/text.h"
#include "cli/roll-output.h"

#define CONTEXT_CHARACTERS 300

const char *gf_saisine_progress(const GfStageView *stage)
{
    static const char *const words[] = {
        [GF_STAGE_OVER] = "done", [GF_STAGE_CURRENT] = "current", [GF_STAGE_AHEAD] = "ahead"};
    return words[stage->progress];
}

const char *gf_saisine_said(const GfVoice *voice)
{
    return voice->contribution != NULL ? "contributed"
           : voice->nothing_at != 0    ? "nothing"
           : voice->in_force           ? "silent"
                                       : "ended";
}

GArray *gf_saisine_named(const GfSaisineView *view, const GfContribution *contribution)
{
    GArray *named = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 1; i <= view->saisine->questions->len && i <= GF_QUESTIONS_MAX; i++)
        if (contribution->questions & (G_GINT64_CONSTANT(1) << (i - 1)))
            g_array_append_val(named, i);
    return named;
}

static void print_head(const GfSaisineView *view)
{
    const GfSaisine *saisine = view->saisine;
    g_autofree char *title = gf_cli_line(saisine->title);
    g_autofree char *by = gf_cli_line(saisine->referred_by);
    g_autofree char *context = gf_text_line(saisine->context, CONTEXT_CHARACTERS);
    gf_cli_print("%s — %s (%s)\n", saisine->number, title, saisine->state);
    gf_cli_print("%s %s on %s\n",
                 g_str_equal(saisine->origin, "auto") ? "taken up by the assembly, proposed by"
                                                      : "referred by",
                 by, saisine->referred_on);
    if (context[0] != '\0')
        gf_cli_print("context: %s\n", context);
    for (guint i = 0; i < saisine->documents->len; i++) {
        g_autofree char *name =
            gf_cli_line(((const GfDocument *) saisine->documents->pdata[i])->name);
        gf_cli_print("document: %s\n", name);
    }
    for (guint i = 0; i < saisine->bodies->len; i++)
        gf_cli_print("assigned to: %s\n", (const char *) saisine->bodies->pdata[i]);
}

static void print_stages(const GfCli *cli, const GfSaisineView *view)
{
    gf_cli_print("\nstages\n");
    for (int i = 0; i < GF_STAGES; i++) {
        const GfStageView *stage = &view->stages[i];
        const GfStage *row = stage->stage;
        g_autofree char *entered = gf_cli_time(cli, stage->entered_at);
        g_autofree char *left = gf_cli_time(cli, stage->left_at);
        gf_cli_print("  %-10s %-8s %-13s due %-10s%s%s%s%s%s\n", gf_saisine_states[i],
                     gf_saisine_progress(stage), row != NULL ? row->role : "staff",
                     row != NULL && row->due_on != NULL ? row->due_on : "-",
                     stage->overdue ? "  overdue" : "", entered != NULL ? "  since " : "",
                     entered != NULL ? entered : "", left != NULL ? "  until " : "",
                     left != NULL ? left : "");
    }
    for (guint i = 0; i < view->moves->len; i++) {
        const GfSaisineMove *move = view->moves->pdata[i];
        g_autofree char *note = gf_text_line(move->note, 0);
        if (note[0] != '\0')
            gf_cli_print("  note, %s to %s: %s\n", move->former, move->state, note);
    }
}

static void print_questions(const GfSaisineView *view)
{
    gf_cli_print("\nquestions\n");
    for (guint i = 0; i < view->named->len; i++) {
        guint count = g_array_index(view->named, guint, i);
        g_autofree char *question = gf_cli_line(view->saisine->questions->pdata[i]);
        if (count > 0)
            gf_cli_print("  Q%u  %u named it: %s\n", i + 1, count, question);
        else
            gf_cli_print("  Q%u  silent, nobody named it: %s\n", i + 1, question);
    }
    if (view->whole > 0)
        gf_cli_print("  %u wrote on the whole\n", view->whole);
}

static char *named_words(const GfSaisineView *view, const GfContribution *contribution)
{
    g_autoptr(GArray) named = gf_saisine_named(view, contribution);
    GString *words = g_string_new(named->len == 0 ? "the whole" : NULL);
    for (guint i = 0; i < named->len; i++)
        g_string_append_printf(words, "%sQ%u", i > 0 ? " " : "", g_array_index(named, guint, i));
    return g_string_free(words, FALSE);
}

static void print_voice(const GfCli *cli, const GfSaisineView *view, const GfVoice *voice)
{
    g_autofree char *full = gf_member_full_name(voice->member);
    g_autofree char *line = gf_cli_line(full);
    g_autofree char *name = gf_cli_padded(line, 32);
    g_autofree char *territory = gf_cli_line(voice->member->territory);
    gf_cli_print("  %-24s %s %s", voice->member->slug, name, territory);
    if (voice->contribution != NULL) {
        const GfContribution *contribution = voice->contribution;
        g_autofree char *at = gf_cli_time(cli, contribution->arrived_at);
        g_autofree char *named = named_words(view, contribution);
        gf_cli_print("  version %d, %s, %s%s", contribution->version, named, at,
                     contribution->late ? ", late" : "");
    } else if (voice->nothing_at != 0) {
        g_autofree char *at = gf_cli_time(cli, voice->nothing_at);
        gf_cli_print("  %s", at);
    } else if (voice->member->telephone != NULL) {
        g_autofree char *telephone = gf_cli_line(voice->member->telephone);
        gf_cli_print("  tel. %s", telephone);
    }
    gf_cli_print("\n");
}

static void print_voices(const GfCli *cli, const GfSaisineView *view, const char *said,
                         const char *title)
{
    gboolean begun = FALSE;
    for (guint i = 0; i < view->voices->len; i++) {
        const GfVoice *voice = view->voices->pdata[i];
        if (!g_str_equal(gf_saisine_said(voice), said))
            continue;
        if (!begun)
            gf_cli_print("\n%s\n", title);
        begun = TRUE;
        print_voice(cli, view, voice);
    }
}

static void print_people(const GfCli *cli, const GfSaisineView *view)
{
    if (view->voices->len == 0) {
        gf_cli_print("\nnobody has been asked yet (greffe saisine assign %s BODY)\n",
                     view->saisine->number);
        return;
    }
    gf_cli_print("\n%u contributed, %u have nothing to add, %u are silent\n", view->contributed,
                 view->nothing, view->silent);
    print_voices(cli, view, "contributed", "contributed");
    print_voices(cli, view, "nothing", "nothing to add");
    print_voices(cli, view, "silent", "silent");
    if (view->silent_territories->len > 0)
        gf_cli_print("\nsilent territories (%u of %u)\n", view->silent_territories->len,
                     view->territories);
    for (guint i = 0; i < view->silent_territories->len; i++) {
        g_autofree char *name = gf_cli_line(view->silent_territories->pdata[i]);
        gf_cli_print("  %s\n", name);
    }
}

/* What comes now, until when, and whom to press. */
static void print_next(const GfSaisineView *view)
{
    const GfStage *stage = view->current->stage;
    const char *role = stage != NULL ? stage->role : "staff";
    if (view->next == NULL) {
        gf_cli_print("\nnext: nothing, the follow-up was told\n");
        return;
    }
    gf_cli_print("\nnext: %s%s%s%s; it is for the %s\n", view->next,
                 stage != NULL && stage->due_on != NULL ? ", by " : ", no date set",
                 stage != NULL && stage->due_on != NULL ? stage->due_on : "",
                 view->current->overdue ? " (overdue)" : "", role);
    if (g_str_equal(role, "contributors")) {
        gf_cli_print("press: the %u who are silent\n", view->silent);
        return;
    }
    for (guint i = 0; i < view->press->len; i++) {
        gf_cli_print("press: ");
        gf_cli_print_member(view->press->pdata[i]);
    }
    if (view->press->len == 0 && !g_str_equal(role, "staff"))
        gf_cli_print("press: nobody holds that office\n");
}

gboolean gf_cmd_saisine_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfSaisineView) view = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_saisine_view(&cli->clerk, arguments[0], &view, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_saisine_json(cli, json, view);
        gf_json_print(json);
        return TRUE;
    }
    print_head(view);
    print_stages(cli, view);
    print_questions(view);
    print_people(cli, view);
    print_next(view);
    return TRUE;
}
