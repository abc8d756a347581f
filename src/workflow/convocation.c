/* convocation.c - see convocation.h. */
#include "workflow/convocation.h"

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "base/random.h"
#include "rules/rules.h"
#include "workflow/mailing.h"
#include "workflow/reminder.h"
#include "workflow/text.h"

#include <string.h>

#define TOKEN_BYTES 10

/* Everybody an order concerns, and what was found about them. */
typedef struct {
    GPtrArray *members, *invitations; /* owners */
    GArray *recipients;               /* of GfRecipient */
    GPtrArray *warnings;              /* of char * */
} People;

static void people_clear(People *people)
{
    g_clear_pointer(&people->members, g_ptr_array_unref);
    g_clear_pointer(&people->invitations, g_ptr_array_unref);
    g_clear_pointer(&people->recipients, g_array_unref);
    g_clear_pointer(&people->warnings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(People, people_clear)

static void people_init(People *people)
{
    people->members = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    people->invitations = g_ptr_array_new_with_free_func((GDestroyNotify) gf_invitation_free);
    people->recipients = g_array_new(FALSE, FALSE, sizeof(GfRecipient));
    people->warnings = g_ptr_array_new_with_free_func(g_free);
}

void gf_order_free(GfOrder *order)
{
    if (order == NULL)
        return;
    g_clear_pointer(&order->warnings, g_ptr_array_unref);
    g_free(order);
}

static gboolean load_session(const GfClerk *clerk, const char *slug, GfSession **ret,
                             GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session(clerk->store, slug, &session, error))
        return FALSE;
    if (session == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': there is none of that name (see: greffe session list)", slug);
        return FALSE;
    }
    *ret = g_steal_pointer(&session);
    return TRUE;
}

static gboolean load_body(const GfClerk *clerk, const char *slug, GfBody **ret, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(clerk->store, slug, &body, error))
        return FALSE;
    if (body == NULL || body->ended_on != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "body '%s': there is none of that name (see: greffe body list)", slug);
        return FALSE;
    }
    *ret = g_steal_pointer(&body);
    return TRUE;
}

/* The session's wording as the file says, with the rules of its body where the file is silent. */
static gboolean fill_rules(const GfClerk *clerk, const GfSessionFile *file, GfSession *session,
                           GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_clerk_rules(clerk, file->body, &rules, error))
        return FALSE;
    g_free(session->plan);
    g_free(session->plan_hour);
    session->notice = file->notice >= 0 ? file->notice : rules->notice;
    session->plan = g_strdup(file->plan != NULL ? file->plan : rules->plan);
    session->plan_hour = g_strdup(file->plan_hour != NULL ? file->plan_hour : rules->plan_hour);
    session->created_at = gf_clerk_now(clerk);
    return TRUE;
}

/* By the ending of the name: what staff sends are office documents. */
static const char *media_type_of(const char *path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".pdf", "application/pdf"},
        {".odt", "application/vnd.oasis.opendocument.text"},
        {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
        {".odp", "application/vnd.oasis.opendocument.presentation"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
        {".doc", "application/msword"},
        {".xls", "application/vnd.ms-excel"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".txt", "text/plain"},
        {".csv", "text/csv"},
        {".zip", "application/zip"},
    };
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_suffix(lower, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

static gboolean fill_documents(const GfClerk *clerk, const GfSessionFile *file,
                               GPtrArray *documents, GfSession *session, GError **error)
{
    guint64 total = 0;
    for (guint i = 0; i < documents->len; i++)
        total += g_bytes_get_size(documents->pdata[i]);
    if (total > clerk->config->document_bytes) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': its documents have %" G_GUINT64_FORMAT
                    " bytes together, at most %" G_GUINT64_FORMAT
                    " can be sent (lighten them, or raise document_bytes in [limits])",
                    session->slug, total, clerk->config->document_bytes);
        return FALSE;
    }
    g_ptr_array_set_size(session->documents, 0);
    for (guint i = 0; i < documents->len; i++) {
        const char *path = file->document_paths->pdata[i];
        GfDocument *document = g_new0(GfDocument, 1);
        document->name = g_path_get_basename(path);
        document->media_type = g_strdup(media_type_of(path));
        g_ptr_array_add(session->documents, document);
        if (!gf_store_put_blob(clerk->store, documents->pdata[i], &document->blob_id, NULL, error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_convocation_new(const GfClerk *clerk, const GfSessionFile *file, GPtrArray *documents,
                            GfSession **ret, GError **error)
{
    GfSession *session = file->session;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfSession) former = NULL;
    if (transaction == NULL || !load_body(clerk, file->body, &body, error) ||
        !gf_store_session(clerk->store, session->slug, &former, error))
        return FALSE;
    if (former != NULL) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': there is one of that name already (choose another id, or move it)",
            session->slug);
        return FALSE;
    }
    if (session->starts_at <= gf_clerk_now(clerk)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': its date is past",
                    session->slug);
        return FALSE;
    }
    session->body_id = body->id;
    if (!fill_rules(clerk, file, session, error) ||
        !fill_documents(clerk, file, documents, session, error) ||
        !gf_store_add_session(clerk->store, session, error) ||
        !gf_clerk_journal(clerk, "staff", "session.created", NULL, NULL, error, "session/%s",
                          session->slug) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    return load_session(clerk, session->slug, ret, error);
}

static void warn(GPtrArray *warnings, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void warn(GPtrArray *warnings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(warnings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void check_member(const GfClerk *clerk, const GfMember *member, GPtrArray *warnings)
{
    g_autofree char *name = gf_member_full_name(member);
    if (member->main_address == NULL)
        warn(warnings, "%s n'a pas d'adresse : à convoquer par courrier", name);
    else if (gf_address_equal(member->main_address, clerk->config->address))
        warn(warnings, "%s a pour adresse celle du greffe", name);
    else if (member->unreachable_at != 0)
        warn(warnings, "%s <%s> : les derniers messages n'ont pas été remis", name,
             member->main_address);
}

static GfInvitation *new_invitation(const GfClerk *clerk, gint64 session_id, const GfMember *member)
{
    g_autofree char *unique = gf_random_base32(TOKEN_BYTES);
    GfInvitation *invitation = g_new0(GfInvitation, 1);
    invitation->session_id = session_id;
    invitation->member_id = member->id;
    invitation->uid = g_strdup_printf("%s@%s", unique, gf_clerk_domain(clerk));
    invitation->token = gf_random_base32(TOKEN_BYTES);
    invitation->guest = g_str_equal(member->quality, "guest");
    invitation->created_at = gf_clerk_now(clerk);
    return invitation;
}

/* The invitation of a member, made where there is none yet. */
static gboolean invite(const GfClerk *clerk, const GfSession *session, const GfMember *member,
                       gboolean store_it, GfInvitation **ret, GError **error)
{
    if (!gf_store_invitation_of(clerk->store, session->id, member->id, ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_autoptr(GfInvitation) invitation = new_invitation(clerk, session->id, member);
    if (store_it && (!gf_store_add_token(clerk->store, invitation->token, "invitation", 0, error) ||
                     !gf_store_add_invitation(clerk->store, invitation, error)))
        return FALSE;
    *ret = g_steal_pointer(&invitation);
    return TRUE;
}

static gboolean add_person(const GfClerk *clerk, const GfSession *session, GfMember *member,
                           gboolean store_it, People *people, GError **error)
{
    GfRecipient recipient = {.member = member};
    g_ptr_array_add(people->members, member);
    if (!invite(clerk, session, member, store_it, &recipient.invitation, error))
        return FALSE;
    g_ptr_array_add(people->invitations, recipient.invitation);
    check_member(clerk, member, people->warnings);
    g_array_append_val(people->recipients, recipient);
    return TRUE;
}

/* Everybody in force in the body on the day of the session. */
static gboolean gather_body(const GfClerk *clerk, const GfSession *session, gboolean store_it,
                            People *people, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    g_autofree char *day = gf_date_format(&date);
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_store_body_by_id(clerk->store, session->body_id, &body, error) ||
        !gf_store_members_of(clerk->store, body, day, session->guests, &members, error))
        return FALSE;
    g_ptr_array_set_free_func(members, NULL);
    gboolean good = TRUE;
    for (guint i = 0; i < members->len; i++) {
        if (good)
            good = add_person(clerk, session, members->pdata[i], store_it, people, error);
        else
            gf_member_free(members->pdata[i]);
    }
    if (good && people->recipients->len == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': nobody sits in '%s' on %s (import the members first)",
                    session->slug, body->slug, day);
        return FALSE;
    }
    return good;
}

/* Everybody who was invited. */
static gboolean gather_invited(const GfClerk *clerk, const GfSession *session, People *people,
                               GError **error)
{
    g_autoptr(GPtrArray) invitations = NULL;
    if (!gf_store_invitations(clerk->store, session->id, &invitations, error))
        return FALSE;
    for (guint i = 0; i < invitations->len; i++) {
        const GfInvitation *invitation = invitations->pdata[i];
        GfMember *member = NULL;
        if (!gf_store_member_by_id(clerk->store, invitation->member_id, &member, error) ||
            !add_person(clerk, session, member, FALSE, people, error))
            return FALSE;
    }
    return TRUE;
}

static guint reachable(const People *people)
{
    guint count = 0;
    for (guint i = 0; i < people->recipients->len; i++)
        count += g_array_index(people->recipients, GfRecipient, i).member->main_address != NULL;
    return count;
}

static gint64 release_time(const GfClerk *clerk)
{
    return gf_clerk_now(clerk) + clerk->config->transport_recall_delay_seconds;
}

/* Notice in jours francs, counted from the day the mailing leaves. */
static gboolean check_notice(const GfClerk *clerk, const GfSession *session, const char *force,
                             GfOrder *order, GError **error)
{
    GDate sent = gf_date_of(release_time(clerk), clerk->config->timezone);
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    GfNotice notice = gf_rule_notice(&sent, &date, session->notice);
    order->jours_francs = notice.jours_francs;
    order->notice = session->notice;
    if (session->starts_at <= release_time(clerk)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': its date is past",
                    session->slug);
        return FALSE;
    }
    if (notice.lawful)
        return TRUE;
    g_autofree char *last = gf_date_format(&notice.last_day);
    if (force == NULL) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': convened too late: %d jours francs are left, %d are required, the last "
            "day to convene was %s (choose a later date, or --force REASON, which is journalled)",
            session->slug, notice.jours_francs, session->notice, last);
        return FALSE;
    }
    warn(order->warnings, "délai de convocation non respecté : %d jours francs au lieu de %d",
         notice.jours_francs, session->notice);
    return TRUE;
}

static GfOrder *order_new(const People *people)
{
    GfOrder *order = g_new0(GfOrder, 1);
    order->warnings = g_ptr_array_ref(people->warnings);
    order->recipients = reachable(people);
    return order;
}

static gboolean proof(const GfClerk *clerk, const char *kind, const GfSession *session,
                      const People *people, const GfOrder *order, GError **error)
{
    const GfRecipient *sample = NULL;
    for (guint i = 0; sample == NULL && i < people->recipients->len; i++)
        if (g_array_index(people->recipients, GfRecipient, i).member->main_address != NULL)
            sample = &g_array_index(people->recipients, GfRecipient, i);
    if (sample == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': nobody invited has an address",
                    session->slug);
        return FALSE;
    }
    return gf_mailing_proof(clerk, kind, session, sample, order->recipients, order->warnings,
                            error) &&
           gf_store_set_session_proof(clerk->store, session->id, gf_clerk_now(clerk), error) &&
           gf_clerk_journal(clerk, "staff", "session.proof", kind, NULL, error, "session/%s",
                            session->slug);
}

/* The journal line of an order, with staff's reason (may be NULL) as evidence. */
static gboolean journal_order(const GfClerk *clerk, const char *act, const char *rule,
                              const char *reason, const GfSession *session, GError **error)
{
    g_autofree char *evidence = NULL;
    gint64 blob_id;
    if (reason != NULL) {
        g_autoptr(GBytes) words = g_bytes_new(reason, strlen(reason));
        if (!gf_store_put_blob(clerk->store, words, &blob_id, &evidence, error))
            return FALSE;
    }
    return gf_clerk_journal(clerk, "staff", act, rule, evidence, error, "session/%s",
                            session->slug);
}

gboolean gf_convocation_convene(const GfClerk *clerk, const char *slug, gboolean yes,
                                const char *force, GfOrder **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    if (transaction == NULL || !load_session(clerk, slug, &session, error))
        return FALSE;
    if (!g_str_equal(session->state, "draft")) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': it is %s already (use move, or cancel)", slug, session->state);
        return FALSE;
    }
    g_auto(People) people = {0};
    people_init(&people);
    if (!gather_body(clerk, session, yes, &people, error))
        return FALSE;
    g_autoptr(GfOrder) order = order_new(&people);
    if (!check_notice(clerk, session, force, order, error))
        return FALSE;
    if (!yes) {
        if (!proof(clerk, "convocation", session, &people, order, error) ||
            !gf_transaction_commit(transaction, error))
            return FALSE;
        *ret = g_steal_pointer(&order);
        return TRUE;
    }
    order->release_at = release_time(clerk);
    if (!gf_store_set_session_state(clerk->store, session->id, "convened", session->version,
                                    gf_clerk_now(clerk), error) ||
        !journal_order(clerk, "session.convened", force != NULL ? "force" : "notice", force,
                       session, error) ||
        !gf_mailing_queue(clerk, "convocation", session, people.recipients, order->release_at,
                          &order->mailing_id, error) ||
        !gf_reminder_plan(clerk, session, error) || !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&order);
    return TRUE;
}

static gboolean same_time_and_place(const GfSession *a, const GfSession *b)
{
    if (a->starts_at != b->starts_at || a->ends_at != b->ends_at ||
        g_strcmp0(a->place, b->place) != 0 || g_strcmp0(a->video, b->video) != 0 ||
        a->parts->len != b->parts->len)
        return FALSE;
    for (guint i = 0; i < a->parts->len; i++) {
        const GfPartOfDay *x = a->parts->pdata[i], *y = b->parts->pdata[i];
        if (x->starts_at != y->starts_at || x->ends_at != y->ends_at)
            return FALSE;
    }
    return TRUE;
}

static gboolean require_convened(const GfSession *session, GError **error)
{
    if (g_str_equal(session->state, "convened"))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': it is %s, not convened%s",
                session->slug, session->state,
                g_str_equal(session->state, "draft") ? " (convene it first: greffe session convene)"
                                                     : "");
    return FALSE;
}

/* The wording of the file as the next version of `former`. */
static gboolean next_version(const GfClerk *clerk, const GfSession *former,
                             const GfSessionFile *file, GPtrArray *documents,
                             gboolean *ret_significant, GError **error)
{
    GfSession *session = file->session;
    int last;
    g_autoptr(GfBody) body = NULL;
    if (!load_body(clerk, file->body, &body, error) ||
        !gf_store_last_session_version(clerk->store, former->id, &last, error))
        return FALSE;
    if (!g_str_equal(session->slug, former->slug) || body->id != former->body_id) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': the file '%s' is of another session or body (id and body never change)",
            former->slug, file->name);
        return FALSE;
    }
    session->id = former->id;
    session->body_id = former->body_id;
    session->version = last + 1;
    *ret_significant = !same_time_and_place(former, session);
    session->sequence = former->sequence + (*ret_significant ? 1 : 0);
    return fill_rules(clerk, file, session, error) &&
           fill_documents(clerk, file, documents, session, error) &&
           gf_store_add_session_version(clerk->store, session, error);
}

static gboolean count_answers(const GfClerk *clerk, const GfSession *former, guint *ret,
                              GError **error)
{
    g_autoptr(GPtrArray) answers = NULL;
    if (!gf_store_answers_of_session(clerk->store, former->id, &answers, error))
        return FALSE;
    g_autoptr(GHashTable) people = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < answers->len; i++) {
        const GfAnswerRow *answer = answers->pdata[i];
        if (answer->sequence == former->sequence)
            g_hash_table_add(people, GINT_TO_POINTER((gint) answer->invitation_id));
    }
    *ret = g_hash_table_size(people);
    return TRUE;
}

/* Queues the mailing of a moved or corrected session and plans its reminders. */
static gboolean carry_out_move(const GfClerk *clerk, const GfSession *session, const People *people,
                               const char *force, GfOrder *order, GError **error)
{
    const char *kind = order->significant ? "move" : "correction";
    order->release_at = release_time(clerk);
    return journal_order(clerk, order->significant ? "session.moved" : "session.corrected",
                         force != NULL ? "force" : "notice", force, session, error) &&
           gf_mailing_queue(clerk, kind, session, people->recipients, order->release_at,
                            &order->mailing_id, error) &&
           (!order->significant ||
            (gf_store_stop_reminders(clerk->store, session->id, gf_clerk_now(clerk), error) &&
             gf_reminder_plan(clerk, session, error)));
}

gboolean gf_convocation_move(const GfClerk *clerk, const char *slug, const GfSessionFile *file,
                             GPtrArray *documents, gboolean yes, const char *force, GfOrder **ret,
                             GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) former = NULL;
    g_autoptr(GfSession) session = NULL;
    gboolean significant;
    if (transaction == NULL || !load_session(clerk, slug, &former, error) ||
        !require_convened(former, error) ||
        !next_version(clerk, former, file, documents, &significant, error) ||
        !load_session(clerk, slug, &session, error))
        return FALSE;
    g_auto(People) people = {0};
    people_init(&people);
    if (!gather_body(clerk, session, yes, &people, error))
        return FALSE;
    g_autoptr(GfOrder) order = order_new(&people);
    order->significant = significant;
    if ((significant && (!check_notice(clerk, session, force, order, error) ||
                         !count_answers(clerk, former, &order->answers_kept, error))))
        return FALSE;
    if (yes) {
        if (!carry_out_move(clerk, session, &people, force, order, error) ||
            !gf_transaction_commit(transaction, error))
            return FALSE;
        *ret = g_steal_pointer(&order);
        return TRUE;
    }
    /* The version was only tried: the proof goes out alone. */
    g_clear_pointer(&transaction, gf_transaction_end);
    transaction = gf_transaction_begin(clerk->store, error);
    if (transaction == NULL ||
        !proof(clerk, significant ? "move" : "correction", session, &people, order, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&order);
    return TRUE;
}

gboolean gf_convocation_cancel(const GfClerk *clerk, const char *slug, const char *reason,
                               gboolean yes, GfOrder **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    int last;
    if (transaction == NULL || !load_session(clerk, slug, &session, error) ||
        !require_convened(session, error) ||
        !gf_store_last_session_version(clerk->store, session->id, &last, error))
        return FALSE;
    g_free(session->reason);
    session->reason = g_strdup(reason);
    session->version = last + 1;
    session->sequence++;
    session->created_at = gf_clerk_now(clerk);
    g_auto(People) people = {0};
    people_init(&people);
    if (!gather_invited(clerk, session, &people, error))
        return FALSE;
    g_autoptr(GfOrder) order = order_new(&people);
    if (!yes) {
        if (!proof(clerk, "cancel", session, &people, order, error) ||
            !gf_transaction_commit(transaction, error))
            return FALSE;
        *ret = g_steal_pointer(&order);
        return TRUE;
    }
    order->release_at = release_time(clerk);
    if (!gf_store_add_session_version(clerk->store, session, error) ||
        !gf_store_set_session_state(clerk->store, session->id, "cancelled", session->version, 0,
                                    error) ||
        !journal_order(clerk, "session.cancelled", "order", reason, session, error) ||
        !gf_store_stop_reminders(clerk->store, session->id, gf_clerk_now(clerk), error) ||
        !gf_mailing_queue(clerk, "cancel", session, people.recipients, order->release_at,
                          &order->mailing_id, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&order);
    return TRUE;
}

/* The mailing that may still be taken back, and the version in force before it (0: it was the
 * first). */
static gboolean find_recallable(const GfClerk *clerk, const GfSession *session, GfMailing **ret,
                                int *ret_former_version, GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    const GfMailing *last = NULL;
    *ret_former_version = 0;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (g_str_equal(mailing->kind, "reminder") || g_str_equal(mailing->state, "recalled"))
            continue;
        *ret_former_version = last != NULL ? last->version : 0;
        last = mailing;
    }
    if (last == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': nothing was sent that could be recalled", session->slug);
        return FALSE;
    }
    if (!g_str_equal(last->state, "queued") || last->release_at <= gf_clerk_now(clerk)) {
        g_autofree char *when = gf_instant_format(last->release_at, clerk->config->timezone);
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': the %s has been leaving since %s (send a correction with move, "
                    "or cancel)",
                    session->slug, last->kind, when);
        return FALSE;
    }
    return gf_store_mailing(clerk->store, last->id, ret, error);
}

static gboolean undo(const GfClerk *clerk, const GfSession *session, const GfMailing *mailing,
                     int former_version, GError **error)
{
    gint64 now = gf_clerk_now(clerk);
    if (g_str_equal(mailing->kind, "convocation"))
        return gf_store_stop_reminders(clerk->store, session->id, now, error) &&
               gf_store_remove_invitations(clerk->store, session->id, error) &&
               gf_store_set_session_state(clerk->store, session->id, "draft", session->version, 0,
                                          error);
    g_autoptr(GfSession) former = NULL;
    return gf_store_stop_reminders(clerk->store, session->id, now, error) &&
           gf_store_set_session_state(clerk->store, session->id, "convened", former_version, 0,
                                      error) &&
           load_session(clerk, session->slug, &former, error) &&
           gf_reminder_plan(clerk, former, error);
}

gboolean gf_convocation_recall(const GfClerk *clerk, const char *slug, GfOrder **ret,
                               GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfMailing) mailing = NULL;
    int former_version;
    if (transaction == NULL || !load_session(clerk, slug, &session, error) ||
        !find_recallable(clerk, session, &mailing, &former_version, error))
        return FALSE;
    g_autoptr(GfOrder) order = g_new0(GfOrder, 1);
    order->warnings = g_ptr_array_new_with_free_func(g_free);
    order->mailing_id = mailing->id;
    if (!gf_store_recall_mailing(clerk->store, mailing->id, gf_clerk_now(clerk), &order->recipients,
                                 error) ||
        !undo(clerk, session, mailing, former_version, error) ||
        !gf_clerk_journal(clerk, "staff", "session.recalled", mailing->kind, NULL, error,
                          "session/%s", slug) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&order);
    return TRUE;
}
