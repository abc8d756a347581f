/* owed.c - see owed.h. */
#include "workflow/owed.h"

#include "base/date.h"
#include "store/contribution.h"
#include "store/saisine.h"
#include "workflow/note.h"
#include "workflow/tally.h"
#include "workflow/text.h"

#include <string.h>

void gf_owed_free(GfOwed *owed)
{
    if (owed == NULL)
        return;
    gf_member_free(owed->member);
    gf_invitation_free(owed->invitation);
    g_free(owed->token);
    g_free(owed);
}

/* What is being gathered about one deadline. */
typedef struct {
    const GfClerk *clerk;
    const GfDeadline *deadline;
    const char *name; /* what stands behind the first '/' of its subject, else "" */
    char *today;
    GPtrArray *people;
    GHashTable *known; /* ids of the people, borrowed from them */
    GArray *done;      /* of gint64: who said so */
    gboolean asked;    /* somebody owed it once */
} Gathering;

static void gathering_clear(Gathering *gathering)
{
    g_clear_pointer(&gathering->today, g_free);
    g_clear_pointer(&gathering->people, g_ptr_array_unref);
    g_clear_pointer(&gathering->known, g_hash_table_unref);
    g_clear_pointer(&gathering->done, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

static void gathering_begin(Gathering *gathering, const GfClerk *clerk, const GfDeadline *deadline)
{
    GDate today = gf_clerk_today(clerk);
    const char *slash = deadline != NULL ? strchr(deadline->subject, '/') : NULL;
    gathering->clerk = clerk;
    gathering->deadline = deadline;
    gathering->name = slash != NULL ? slash + 1 : "";
    gathering->today = gf_date_format(&today);
    gathering->people = g_ptr_array_new_with_free_func((GDestroyNotify) gf_owed_free);
    gathering->known = g_hash_table_new(g_int64_hash, g_int64_equal);
    gathering->done = g_array_new(FALSE, FALSE, sizeof(gint64));
}

static gboolean has_id(const GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return TRUE;
    return FALSE;
}

/* Takes `member` over. */
static GfOwed *add_person(Gathering *gathering, GfMember *member)
{
    GfOwed *owed = g_new0(GfOwed, 1);
    owed->member = member;
    g_hash_table_add(gathering->known, &member->id);
    g_ptr_array_add(gathering->people, owed);
    return owed;
}

/* Takes `member` over (may be NULL); the entry is NULL where they do not owe it, or twice. */
static GfOwed *add(Gathering *gathering, GfMember *member)
{
    g_autoptr(GfMember) own = member;
    if (own == NULL || !gf_member_in_force(own, gathering->today))
        return NULL;
    gathering->asked = TRUE;
    if (has_id(gathering->done, own->id) || g_hash_table_contains(gathering->known, &own->id))
        return NULL;
    return add_person(gathering, g_steal_pointer(&own));
}

/* --- a session's answer --- */

/* Those who are counted on its day, not guests. */
static gboolean gather_silent(Gathering *gathering, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfTally) tally = NULL;
    if (!gf_store_session_by_id(gathering->clerk->store, gathering->deadline->session_id, 0,
                                &session, error) ||
        !gf_tally_session(gathering->clerk, session, &tally, error))
        return FALSE;
    for (guint i = 0; i < tally->people->len; i++) {
        GfTallyPerson *person = tally->people->pdata[i];
        gathering->asked = gathering->asked || !person->invitation->guest;
        if (!person->silent || person->invitation->guest)
            continue;
        GfOwed *owed = add_person(gathering, g_steal_pointer(&person->member));
        owed->invitation = g_steal_pointer(&person->invitation);
    }
    return TRUE;
}

/* --- a contribution --- */

static gboolean find_saisine(const Gathering *gathering, GfSaisine **ret, GError **error)
{
    *ret = NULL;
    return !g_str_has_prefix(gathering->deadline->subject, "saisine/") ||
           gf_store_saisine(gathering->clerk->store, gathering->name, ret, error);
}

static gboolean is_open(const GfSaisine *saisine)
{
    return g_str_equal(saisine->state, "assigned") || g_str_equal(saisine->state, "open");
}

static gboolean add_asked(Gathering *gathering, const GfSolicitation *solicitation, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member_by_id(gathering->clerk->store, solicitation->member_id, &member, error))
        return FALSE;
    GfOwed *owed = add(gathering, g_steal_pointer(&member));
    if (owed == NULL)
        return TRUE;
    owed->token = g_strdup(solicitation->token);
    owed->asked_at = solicitation->created_at;
    return TRUE;
}

static gboolean gather_contributors(Gathering *gathering, GError **error)
{
    GfStore *store = gathering->clerk->store;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GPtrArray) asked = NULL;
    g_autoptr(GArray) authors = NULL;
    if (!find_saisine(gathering, &saisine, error))
        return FALSE;
    if (saisine == NULL || !is_open(saisine))
        return TRUE;
    if (!gf_store_solicitations(store, saisine->id, &asked, error) ||
        !gf_store_contributors(store, saisine->id, &authors, error))
        return FALSE;
    gathering->asked = asked->len > 0;
    g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < authors->len; i++)
        g_hash_table_add(done, &g_array_index(authors, gint64, i));
    for (guint i = 0; i < asked->len; i++) {
        const GfSolicitation *solicitation = asked->pdata[i];
        if (solicitation->nothing_at == 0 &&
            !g_hash_table_contains(done, &solicitation->member_id) &&
            !add_asked(gathering, solicitation, error))
            return FALSE;
    }
    return TRUE;
}

/* --- an office --- */

/* `roles` ends with NULL. */
static gboolean gather_holders(Gathering *gathering, const char *body_slug,
                               const char *const *roles, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    if (!gf_store_offices(gathering->clerk->store, body_slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = offices->pdata[i];
        GfMember *member = NULL;
        if (!g_strv_contains(roles, office->role) ||
            (office->ends_on != NULL && strcmp(office->ends_on, gathering->today) < 0))
            continue;
        if (!gf_store_member(gathering->clerk->store, office->member_slug, &member, error))
            return FALSE;
        add(gathering, member);
    }
    return TRUE;
}

static gboolean gather_co_presidents(Gathering *gathering, GError **error)
{
    static const char *const roles[] = {"co-president", NULL};
    g_autoptr(GPtrArray) bodies = NULL;
    if (!gf_store_bodies(gathering->clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = bodies->pdata[i];
        if (g_str_equal(body->kind, "plenary") &&
            !gather_holders(gathering, body->slug, roles, error))
            return FALSE;
    }
    return TRUE;
}

/* The bodies that a deadline is about: those a saisine is assigned to, or the one that it names. Of
 * char *, owned. */
static gboolean bodies_of(const Gathering *gathering, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GfSaisine) saisine = NULL;
    if (!find_saisine(gathering, &saisine, error))
        return FALSE;
    for (guint i = 0; saisine != NULL && i < saisine->bodies->len; i++)
        g_ptr_array_add(slugs, g_strdup(saisine->bodies->pdata[i]));
    if (g_str_has_prefix(gathering->deadline->subject, "body/"))
        g_ptr_array_add(slugs, g_strdup(gathering->name));
    *ret = g_steal_pointer(&slugs);
    return TRUE;
}

/* A chantier's copilotes are its group's. */
static gboolean gather_copilotes(Gathering *gathering, GError **error)
{
    static const char *const roles[] = {"copilote", NULL};
    g_autoptr(GPtrArray) slugs = NULL;
    if (!bodies_of(gathering, &slugs, error))
        return FALSE;
    for (guint i = 0; i < slugs->len; i++) {
        g_autoptr(GfBody) body = NULL;
        if (!gf_store_body(gathering->clerk->store, slugs->pdata[i], &body, error))
            return FALSE;
        gboolean chantier =
            body != NULL && g_str_equal(body->kind, "chantier") && body->parent_slug != NULL;
        if (!gather_holders(gathering, chantier ? body->parent_slug : slugs->pdata[i], roles,
                            error))
            return FALSE;
    }
    return TRUE;
}

/* Where nobody writes for a chantier, those who run its group do (DOMAIN.md section 1). */
static gboolean gather_rapporteurs(Gathering *gathering, GError **error)
{
    static const char *const roles[] = {"rapporteur", "co-rapporteur", NULL};
    g_autoptr(GPtrArray) slugs = NULL;
    if (!bodies_of(gathering, &slugs, error))
        return FALSE;
    for (guint i = 0; i < slugs->len; i++)
        if (!gather_holders(gathering, slugs->pdata[i], roles, error))
            return FALSE;
    return gathering->asked || gather_copilotes(gathering, error);
}

static gboolean gather_member(Gathering *gathering, GError **error)
{
    GfMember *member = NULL;
    if (!gf_store_member(gathering->clerk->store, gathering->name, &member, error))
        return FALSE;
    add(gathering, member);
    return TRUE;
}

/* --- all of them --- */

static gboolean gather_nobody(G_GNUC_UNUSED Gathering *gathering, G_GNUC_UNUSED GError **error)
{
    return TRUE;
}

static const struct {
    const char *role;
    gboolean (*gather)(Gathering *gathering, GError **error);
} roles[] = {
    {"silent", gather_silent},
    {"contributors", gather_contributors},
    {"rapporteurs", gather_rapporteurs},
    {"copilotes", gather_copilotes},
    {"member", gather_member},
    {"co-presidents", gather_co_presidents},
    {"staff", gather_nobody},
};

gboolean gf_owed_by(const GfClerk *clerk, const GfDeadline *deadline, GPtrArray **ret,
                    gboolean *ret_vacant, GError **error)
{
    g_auto(Gathering) gathering = {0};
    gathering_begin(&gathering, clerk, deadline);
    g_clear_pointer(&gathering.done, g_array_unref);
    if (!gf_store_deadline_done(clerk->store, deadline->id, &gathering.done, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (g_str_equal(roles[i].role, deadline->role) && !roles[i].gather(&gathering, error))
            return FALSE;
    *ret = g_steal_pointer(&gathering.people);
    if (ret_vacant != NULL)
        *ret_vacant = !gathering.asked;
    return TRUE;
}

char *gf_owed_names(const GPtrArray *owing, guint most, const char *language)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < owing->len; i++)
        g_ptr_array_add(names, gf_member_full_name(((const GfOwed *) owing->pdata[i])->member));
    return names->len > 0 ? gf_wording_names(names, most, language) : NULL;
}

gboolean gf_owed_co_presidents(const GfClerk *clerk, GPtrArray **ret, GError **error)
{
    g_auto(Gathering) gathering = {0};
    gathering_begin(&gathering, clerk, NULL);
    if (!gather_co_presidents(&gathering, error))
        return FALSE;
    *ret = g_steal_pointer(&gathering.people);
    return TRUE;
}

/* --- whom no mail reaches --- */

static gboolean add_unreachable(const GfClerk *clerk, const GfDeadline *deadline, GPtrArray *found,
                                GHashTable *known, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!gf_owed_by(clerk, deadline, &people, NULL, error))
        return FALSE;
    for (guint i = 0; i < people->len; i++) {
        GfOwed *owed = people->pdata[i];
        gboolean reached =
            gf_note_reaches(clerk, owed->member) && owed->member->unreachable_at == 0;
        if (reached || g_hash_table_contains(known, &owed->member->id))
            continue;
        GfMember *member = g_steal_pointer(&owed->member);
        g_ptr_array_add(found, member);
        g_hash_table_add(known, &member->id);
    }
    return TRUE;
}

gboolean gf_owed_unreachable(const GfClerk *clerk, int days, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);
    GDate last = gf_clerk_today(clerk);
    g_date_add_days(&last, (guint) days);
    g_autofree char *until = gf_date_format(&last);
    if (!gf_store_deadlines(clerk->store, FALSE, &open, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        const GfDeadline *deadline = open->pdata[i];
        if (!g_str_equal(deadline->kind, "session") && strcmp(deadline->due_on, until) <= 0 &&
            !add_unreachable(clerk, deadline, found, known, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&found);
    return TRUE;
}
