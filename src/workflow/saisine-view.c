/* saisine-view.c - see saisine-view.h. */
#include "workflow/saisine-view.h"

#include "base/date.h"

#include <string.h>

static void voice_free(GfVoice *voice)
{
    gf_member_free(voice->member);
    gf_contribution_free(voice->contribution);
    g_free(voice);
}

gboolean gf_voice_is_silent(const GfVoice *voice)
{
    return voice->asked_at != 0 && voice->in_force && voice->contribution == NULL &&
           voice->nothing_at == 0;
}

static GfSaisineView *view_new(void)
{
    GfSaisineView *view = g_new0(GfSaisineView, 1);
    view->voices = g_ptr_array_new_with_free_func((GDestroyNotify) voice_free);
    view->silent_territories = g_ptr_array_new_with_free_func(g_free);
    view->named = g_array_new(FALSE, TRUE, sizeof(guint));
    return view;
}

void gf_saisine_view_free(GfSaisineView *view)
{
    if (view == NULL)
        return;
    g_clear_pointer(&view->saisine, gf_saisine_free);
    g_clear_pointer(&view->moves, g_ptr_array_unref);
    g_clear_pointer(&view->press, g_ptr_array_unref);
    g_ptr_array_unref(view->voices);
    g_ptr_array_unref(view->silent_territories);
    g_array_unref(view->named);
    g_free(view);
}

/* --- stages --- */

/* A step back makes what it undid not to have been. */
static void follow_moves(GfSaisineView *view)
{
    view->stages[0].entered_at = view->saisine->created_at;
    for (guint i = 0; i < view->moves->len; i++) {
        const GfSaisineMove *move = view->moves->pdata[i];
        int from = gf_saisine_position(move->former), to = gf_saisine_position(move->state);
        if (from < to) {
            view->stages[from].left_at = move->at;
            view->stages[to].entered_at = move->at;
        } else {
            view->stages[to].left_at = 0;
            view->stages[from].entered_at = 0;
        }
    }
}

static void place_stages(const GfClerk *clerk, GfSaisineView *view)
{
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    int here = gf_saisine_position(view->saisine->state);
    for (int i = 0; i < GF_STAGES; i++) {
        GfStageView *stage = &view->stages[i];
        gboolean told = i == here && gf_saisine_states[i + 1] == NULL;
        stage->stage = gf_saisine_stage(view->saisine, gf_saisine_states[i]);
        stage->progress = i < here ? GF_STAGE_OVER : i == here ? GF_STAGE_CURRENT : GF_STAGE_AHEAD;
        stage->overdue = stage->stage != NULL && stage->stage->due_on != NULL && i >= here &&
                         !told && strcmp(stage->stage->due_on, today) < 0;
    }
    view->current = &view->stages[here];
    view->next = gf_saisine_states[here + 1];
}

/* --- voices --- */

static gboolean add_voice(const GfClerk *clerk, GHashTable *by_member, gint64 member_id,
                          GfVoice **ret, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    *ret = g_hash_table_lookup(by_member, &member_id);
    if (*ret != NULL)
        return TRUE;
    if (!gf_store_member_by_id(clerk->store, member_id, &member, error))
        return FALSE;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    GfVoice *voice = g_new0(GfVoice, 1);
    voice->in_force = gf_member_in_force(member, today);
    voice->member = g_steal_pointer(&member);
    g_hash_table_insert(by_member, &voice->member->id, voice);
    *ret = voice;
    return TRUE;
}

static gboolean add_solicited(const GfClerk *clerk, const GfSaisineView *view,
                              GHashTable *by_member, GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    if (!gf_store_solicitations(clerk->store, view->saisine->id, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const GfSolicitation *solicitation = all->pdata[i];
        GfVoice *voice;
        if (!add_voice(clerk, by_member, solicitation->member_id, &voice, error))
            return FALSE;
        voice->asked_at = solicitation->created_at;
        voice->nothing_at = solicitation->nothing_at;
    }
    return TRUE;
}

static gboolean add_contributors(const GfClerk *clerk, const GfSaisineView *view,
                                 GHashTable *by_member, GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    if (!gf_store_contributions(clerk->store, view->saisine->id, FALSE, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        GfContribution *contribution = all->pdata[i];
        GfVoice *voice;
        if (!add_voice(clerk, by_member, contribution->member_id, &voice, error))
            return FALSE;
        voice->contribution = g_steal_pointer(&all->pdata[i]);
    }
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    const GfMember *one = (*(const GfVoice *const *) a)->member;
    const GfMember *other = (*(const GfVoice *const *) b)->member;
    int order = g_utf8_collate(one->family_name, other->family_name);
    if (order == 0)
        order = g_utf8_collate(one->given_name, other->given_name);
    return order != 0 ? order : strcmp(one->slug, other->slug);
}

static gboolean collect_voices(const GfClerk *clerk, GfSaisineView *view, GError **error)
{
    g_autoptr(GHashTable) by_member = g_hash_table_new(g_int64_hash, g_int64_equal);
    gboolean good = add_solicited(clerk, view, by_member, error) &&
                    add_contributors(clerk, view, by_member, error);
    GHashTableIter iterator;
    gpointer voice;
    g_hash_table_iter_init(&iterator, by_member);
    while (g_hash_table_iter_next(&iterator, NULL, &voice))
        g_ptr_array_add(view->voices, voice);
    g_ptr_array_sort(view->voices, compare_names);
    return good;
}

/* --- figures --- */

static void count_questions(GfSaisineView *view, const GfContribution *contribution)
{
    view->whole += contribution->questions == 0;
    for (guint i = 0; i < view->named->len && i < GF_QUESTIONS_MAX; i++)
        g_array_index(view->named, guint, i) +=
            (contribution->questions & (G_GINT64_CONSTANT(1) << i)) != 0;
}

static void count_voices(GfSaisineView *view)
{
    g_array_set_size(view->named, view->saisine->questions->len);
    for (guint i = 0; i < view->voices->len; i++) {
        const GfVoice *voice = view->voices->pdata[i];
        view->contributed += voice->contribution != NULL;
        view->nothing += voice->contribution == NULL && voice->nothing_at != 0;
        view->silent += gf_voice_is_silent(voice);
        if (voice->contribution != NULL)
            count_questions(view, voice->contribution);
    }
}

/* Slug -> whether anybody of it was heard, for the territories of those who were asked. */
static GHashTable *hear_territories(const GfSaisineView *view)
{
    GHashTable *heard = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < view->voices->len; i++) {
        const GfVoice *voice = view->voices->pdata[i];
        char *territory = voice->member->territory;
        gboolean spoke = voice->contribution != NULL || voice->nothing_at != 0;
        if (territory == NULL || (!spoke && !gf_voice_is_silent(voice)))
            continue;
        spoke = spoke || GPOINTER_TO_INT(g_hash_table_lookup(heard, territory));
        g_hash_table_insert(heard, territory, GINT_TO_POINTER(spoke));
    }
    return heard;
}

static gboolean list_territories(const GfClerk *clerk, GfSaisineView *view, GError **error)
{
    g_autoptr(GHashTable) heard = hear_territories(view);
    g_autoptr(GPtrArray) territories = NULL;
    if (!gf_store_territories(clerk->store, &territories, error))
        return FALSE;
    view->territories = g_hash_table_size(heard);
    for (guint i = 0; i < territories->len; i++) {
        const GfTerritory *territory = territories->pdata[i];
        if (g_hash_table_contains(heard, territory->slug) &&
            !GPOINTER_TO_INT(g_hash_table_lookup(heard, territory->slug)))
            g_ptr_array_add(view->silent_territories, g_strdup(territory->name));
    }
    return TRUE;
}

static gboolean find_press(const GfClerk *clerk, GfSaisineView *view, GError **error)
{
    const GfStage *stage = view->current->stage;
    const char *role = stage == NULL || view->next == NULL ? "staff" : stage->role;
    if (!gf_saisine_responsible(clerk, view->saisine, role, &view->press, error))
        return FALSE;
    if (!g_str_equal(role, "contributors"))
        return TRUE;
    for (guint i = 0; i < view->voices->len; i++) {
        const GfVoice *voice = view->voices->pdata[i];
        GfMember *member = NULL;
        if (!gf_voice_is_silent(voice))
            continue;
        if (!gf_store_member_by_id(clerk->store, voice->member->id, &member, error))
            return FALSE;
        g_ptr_array_add(view->press, member);
    }
    return TRUE;
}

gboolean gf_saisine_view(const GfClerk *clerk, const char *number, GfSaisineView **ret,
                         GError **error)
{
    g_autoptr(GfSaisineView) view = view_new();
    if (!gf_saisine_find(clerk, number, &view->saisine, error) ||
        !gf_store_saisine_moves(clerk->store, view->saisine->id, &view->moves, error))
        return FALSE;
    follow_moves(view);
    place_stages(clerk, view);
    if (!collect_voices(clerk, view, error))
        return FALSE;
    count_voices(view);
    if (!list_territories(clerk, view, error) || !find_press(clerk, view, error))
        return FALSE;
    *ret = g_steal_pointer(&view);
    return TRUE;
}
