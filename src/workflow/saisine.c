/* saisine.c - see saisine.h. Whom it is asked of is in saisine-assign.c, what they read in
 * saisine-mail.c.
 */
#include "workflow/saisine-private.h"

#include "base/date.h"
#include "base/error.h"
#include "workflow/deadline.h"
#include "workflow/document.h"
#include "workflow/search.h"

#include <string.h>

const char *const gf_saisine_states[] = {"received", "assigned", "open",      "synthesis",
                                         "plenary",  "opinion",  "follow-up", NULL};

int gf_saisine_position(const char *state)
{
    for (int i = 0; gf_saisine_states[i] != NULL; i++)
        if (g_str_equal(gf_saisine_states[i], state))
            return i;
    return -1;
}

void gf_saisine_refuse(const GfSaisine *saisine, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "saisine '%s': %s", saisine->number, why);
}

gboolean gf_saisine_find(const GfClerk *clerk, const char *number, GfSaisine **ret, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_store_saisine(clerk->store, number, &saisine, error))
        return FALSE;
    if (saisine == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(clerk,
                                   "saisine '%s': there is none of that number (see: greffe "
                                   "saisine list)",
                                   "« %s » : aucune saisine de ce numéro"),
                    number);
        return FALSE;
    }
    *ret = g_steal_pointer(&saisine);
    return TRUE;
}

/* What is due at the end of a stage, as a reminder calls it. */
static const char *due_thing(const char *stage, gboolean english)
{
    static const char *const things[][2] = {
        {"attribution", "assignment"},
        {"ouverture aux contributions", "opening for contributions"},
        {"contributions", "contributions"},
        {"synthèse", "synthesis"},
        {"passage en plénière", "plenary"},
        {"transmission de l'avis", "sending of the opinion"},
        {"suites données", "follow-up"},
    };
    return things[gf_saisine_position(stage)][english];
}

static gboolean set_deadline(const GfClerk *clerk, const GfSaisine *saisine, const char *name,
                             GError **error)
{
    const GfStage *stage = gf_saisine_stage(saisine, name);
    if (stage == NULL || stage->due_on == NULL)
        return TRUE;
    gboolean english = g_str_equal(clerk->config->language, "en");
    g_autofree char *subject = g_strdup_printf("saisine/%s", saisine->number);
    g_autofree char *title =
        g_strdup_printf("Saisine %s, %s", saisine->number, due_thing(name, english));
    const GfDeadlineSpec spec = {.kind = "stage",
                                 .subject = subject,
                                 .detail = name,
                                 .title = title,
                                 .due_on = stage->due_on,
                                 .role = stage->role};
    return gf_deadline_set(clerk, &spec, NULL, error);
}

gboolean gf_saisine_close_stage(const GfClerk *clerk, const GfSaisine *saisine, const char *stage,
                                GError **error)
{
    g_autofree char *subject = g_strdup_printf("saisine/%s", saisine->number);
    const GfDeadlineSpec key = {.kind = "stage", .subject = subject, .detail = stage};
    return gf_deadline_close(clerk, &key, "done", "staff", error);
}

/* --- entering --- */

static gboolean check_dates(const GfClerk *clerk, const GfSaisineFile *file, GError **error)
{
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    for (guint i = 0; i < file->saisine->stages->len; i++) {
        const GfStage *stage = file->saisine->stages->pdata[i];
        if (stage->due_on != NULL && strcmp(stage->due_on, today) < 0) {
            gf_saisine_refuse(file->saisine, error,
                              "[stage %s] due_on: %s is past, today is %s (give a date that "
                              "is still ahead, or leave the line out)",
                              stage->stage, stage->due_on, today);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean check_new(const GfClerk *clerk, const GfSaisineFile *file, GError **error)
{
    g_autoptr(GfSaisine) former = NULL;
    if (!check_dates(clerk, file, error) ||
        !gf_store_saisine(clerk->store, file->saisine->number, &former, error))
        return FALSE;
    if (former != NULL)
        gf_saisine_refuse(former, error,
                          "there is one of that number (see: greffe saisine show %s)",
                          former->number);
    return former == NULL;
}

/* So that it is found by its words. */
static gboolean index_words(const GfClerk *clerk, const GfSaisine *saisine, GError **error)
{
    g_autofree char *title = g_strdup_printf("%s %s", saisine->number, saisine->title);
    g_autoptr(GString) body = g_string_new(saisine->context);
    for (guint i = 0; i < saisine->questions->len; i++)
        g_string_append_printf(body, "\n%s", (const char *) saisine->questions->pdata[i]);
    g_string_append_printf(body, "\n%s", saisine->referred_by);
    const GfHit object = {.kind = (char *) "saisine", .object_id = saisine->id};
    return gf_search_add(clerk, &object, title, body->str, error);
}

static gboolean keep(const GfClerk *clerk, const GfSaisineFile *file, GError **error)
{
    GfSaisine *saisine = file->saisine;
    g_autofree char *whose = g_strdup_printf("saisine '%s'", saisine->number);
    const GfGivenDocuments given = {whose, file->document_paths, file->documents};
    saisine->created_at = gf_clerk_now(clerk);
    if (!gf_documents_keep(clerk, &given, saisine->documents, error) ||
        !gf_store_add_saisine(clerk->store, saisine, error) || !index_words(clerk, saisine, error))
        return FALSE;
    for (gsize i = 0; gf_saisine_states[i] != NULL; i++)
        if (!set_deadline(clerk, saisine, gf_saisine_states[i], error))
            return FALSE;
    return TRUE;
}

/* The evidence is what staff wrote: the file. */
static gboolean journal_entry(const GfClerk *clerk, const GfSaisineFile *file, GError **error)
{
    g_autofree char *evidence = NULL;
    gint64 blob_id;
    return gf_store_put_blob(clerk->store, file->text, &blob_id, &evidence, error) &&
           gf_clerk_journal(clerk,
                            &(GfAct){"staff", "saisine.received", file->saisine->origin, evidence},
                            error, "saisine/%s", file->saisine->number);
}

gboolean gf_saisine_enter(const GfClerk *clerk, const GfSaisineFile *file, GfSaisine **ret,
                          GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSaisine) saisine = NULL;
    if (transaction == NULL || !check_new(clerk, file, error) ||
        !journal_entry(clerk, file, error) || !keep(clerk, file, error) ||
        !gf_store_saisine_by_id(clerk->store, file->saisine->id, &saisine, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&saisine);
    return TRUE;
}

/* --- moving on --- */

void gf_advance_free(GfAdvance *advance)
{
    if (advance == NULL)
        return;
    g_free(advance->former);
    g_free(advance->state);
    g_clear_pointer(&advance->unreached, g_ptr_array_unref);
    g_free(advance);
}

gboolean gf_saisine_move(const GfClerk *clerk, GfSaisine *saisine, const GfSaisineMove *to,
                         GError **error)
{
    GfSaisineMove move = *to;
    move.former = saisine->state;
    move.at = gf_clerk_now(clerk);
    if (!gf_store_move_saisine(clerk->store, saisine->id, &move, error))
        return FALSE;
    g_free(saisine->state);
    saisine->state = g_strdup(to->state);
    return TRUE;
}

/* Whether the last step led from `state` to where it stands. */
static gboolean was_left(const GfClerk *clerk, const GfSaisine *saisine, const char *state,
                         gboolean *ret, GError **error)
{
    g_autoptr(GPtrArray) moves = NULL;
    if (!gf_store_saisine_moves(clerk->store, saisine->id, &moves, error))
        return FALSE;
    const GfSaisineMove *last = moves->len > 0 ? moves->pdata[moves->len - 1] : NULL;
    *ret = last != NULL && g_str_equal(last->former, state) &&
           g_str_equal(last->state, saisine->state);
    return TRUE;
}

/* Why that step is not allowed, NULL: it is. `left`: the last step led away from there. Owned. */
static char *step_refusal(const GfSaisine *saisine, const char *state, gboolean left)
{
    int here = gf_saisine_position(saisine->state), there = gf_saisine_position(state);
    if (there < 0) {
        g_autofree char *allowed = g_strjoinv(", ", (char **) gf_saisine_states);
        return g_strdup_printf("'%s' is no stage (%s)", state, allowed);
    }
    if (there == here)
        return g_strdup_printf("it is %s already", state);
    if (here == 0)
        return g_strdup_printf("it moves on when it is assigned (greffe saisine assign %s BODY)",
                               saisine->number);
    if (there == here + 1 || (there < here && left))
        return NULL;
    if (there > here)
        return g_strdup_printf("%s does not follow %s (next: %s)", state, saisine->state,
                               gf_saisine_states[here + 1]);
    return g_strdup_printf("it is %s and was not %s before its last step (one step is taken back, "
                           "not more)",
                           saisine->state, state);
}

static gboolean check_step(const GfClerk *clerk, const GfSaisine *saisine, const char *state,
                           GError **error)
{
    gboolean left;
    if (!was_left(clerk, saisine, state, &left, error))
        return FALSE;
    g_autofree char *why = step_refusal(saisine, state, left);
    if (why != NULL)
        gf_saisine_refuse(saisine, error, "%s", why);
    return why == NULL;
}

/* The journal line of a step, with staff's words (may be NULL) as evidence. */
static gboolean journal_step(const GfClerk *clerk, const GfSaisine *saisine, const char *former,
                             const char *note, GError **error)
{
    g_autofree char *rule = g_strdup_printf("%s-%s", former, saisine->state);
    g_autofree char *evidence = NULL;
    gint64 blob_id;
    if (note != NULL) {
        g_autoptr(GBytes) words = g_bytes_new(note, strlen(note));
        if (!gf_store_put_blob(clerk->store, words, &blob_id, &evidence, error))
            return FALSE;
    }
    return gf_clerk_journal(clerk, &(GfAct){"staff", "saisine.advanced", rule, evidence}, error,
                            "saisine/%s", saisine->number);
}

static gboolean is_last(const char *state)
{
    return g_str_equal(state, "follow-up");
}

/* A stage that is left is over; the last one as soon as it is entered, since telling is all of it.
 */
static gboolean keep_deadlines(const GfClerk *clerk, const GfSaisine *saisine,
                               const GfAdvance *advance, GError **error)
{
    const char *earlier = advance->undone ? advance->state : advance->former;
    const char *last = is_last(advance->former) || is_last(advance->state) ? "follow-up" : NULL;
    const char *const stages[] = {earlier, last};
    for (gsize i = 0; i < G_N_ELEMENTS(stages) && stages[i] != NULL; i++)
        if (advance->undone ? !set_deadline(clerk, saisine, stages[i], error)
                            : !gf_saisine_close_stage(clerk, saisine, stages[i], error))
            return FALSE;
    return TRUE;
}

static gboolean check_note(const GfSaisine *saisine, const GfSaisineMove *to, GError **error)
{
    if (!is_last(to->state) || (to->note != NULL && to->note[0] != '\0'))
        return TRUE;
    gf_saisine_refuse(saisine, error,
                      "what was done with the opinion is not told (--note TEXT, which those "
                      "who contributed read)");
    return FALSE;
}

gboolean gf_saisine_advance(const GfClerk *clerk, const char *number, const GfSaisineMove *to,
                            GfAdvance **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfAdvance) advance = g_new0(GfAdvance, 1);
    advance->unreached = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    if (transaction == NULL || !gf_saisine_find(clerk, number, &saisine, error) ||
        !check_step(clerk, saisine, to->state, error) || !check_note(saisine, to, error))
        return FALSE;
    advance->undone = gf_saisine_position(to->state) < gf_saisine_position(saisine->state);
    advance->former = g_strdup(saisine->state);
    advance->state = g_strdup(to->state);
    if (!gf_saisine_move(clerk, saisine, to, error) ||
        !keep_deadlines(clerk, saisine, advance, error) ||
        !journal_step(clerk, saisine, advance->former, to->note, error) ||
        (is_last(to->state) && !gf_saisine_tell(clerk, saisine, to->note, advance, error)) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&advance);
    return TRUE;
}
