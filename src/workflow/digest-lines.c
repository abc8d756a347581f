/* digest-lines.c - the sections of the digest; see digest.h. */
#include "workflow/digest-private.h"

#include "base/date.h"
#include "base/text.h"
#include "store/deadline.h"
#include "store/journal.h"
#include "store/report.h"
#include "workflow/deadline.h"
#include "workflow/owed.h"
#include "workflow/roll-check.h"
#include "workflow/roster.h"
#include "workflow/tally.h"

#include <string.h>

#define LINES 50 /* of a section; more are counted */
#define NAMES 10
#define OWING_NAMES 5
#define SUBJECT_CHARACTERS 70
#define SOON_DAYS 7
#define SESSION_DAYS 30
#define JOURNAL_SETTING "digest.journal"
#define ROSTER_SETTING "digest.roster"

static gboolean is_english(const GfDigest *digest)
{
    return g_str_equal(digest->clerk->config->language, "en");
}

/* A list of numbered lines, being made. */
typedef struct {
    GVariantBuilder builder;
    guint count, left_out;
} Lines;

static void lines_begin(Lines *lines)
{
    g_variant_builder_init(&lines->builder, G_VARIANT_TYPE("aa{sv}"));
    lines->count = lines->left_out = 0;
}

/* `subject` NULL: a line without a number. */
static void lines_add(GfDigest *digest, Lines *lines, const char *subject, const char *text)
{
    if (lines->count >= LINES) {
        lines->left_out++;
        return;
    }
    lines->count++;
    g_variant_builder_open(&lines->builder, G_VARIANT_TYPE("a{sv}"));
    if (subject != NULL) {
        g_ptr_array_add(digest->subjects, g_strdup(subject));
        g_autofree char *number = g_strdup_printf("%u", digest->subjects->len);
        g_variant_builder_add(&lines->builder, "{sv}", "number", g_variant_new_string(number));
    }
    g_variant_builder_add(&lines->builder, "{sv}", "line", g_variant_new_string(text));
    g_variant_builder_close(&lines->builder);
}

static void lines_end(GfDigest *digest, Lines *lines, const char *name)
{
    g_autofree char *has = g_strconcat("has_", name, NULL);
    g_autofree char *more = g_strconcat(name, "_more", NULL);
    const char *others = is_english(digest) ? "other" : "autre";
    g_autofree char *left_out =
        g_strdup_printf("%u %s%s", lines->left_out, others, lines->left_out > 1 ? "s" : "");
    digest->news = digest->news || lines->count > 0;
    g_variant_dict_insert_value(digest->dict, name, g_variant_builder_end(&lines->builder));
    g_variant_dict_insert(digest->dict, has, "b", lines->count > 0);
    if (lines->left_out > 0)
        g_variant_dict_insert(digest->dict, more, "s", left_out);
}

static char *guesses_text(const GfDigest *digest, guint number, const GPtrArray *guesses)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < guesses->len; i++) {
        const char *intro = is_english(digest) ? (i == 0 ? " Perhaps: " : ", or ")
                                               : (i == 0 ? " Peut-être : " : ", ou ");
        g_string_append_printf(text, "%s%u %s", intro, number, (char *) guesses->pdata[i]);
    }
    return g_string_free(text, FALSE);
}

static char *sender_of(const GfMessage *message)
{
    const GfPerson *from = message->letter != NULL ? message->letter->from : NULL;
    if (from != NULL && from->name != NULL && from->name[0] != '\0') {
        g_autofree char *both = g_strdup_printf("%s <%s>", from->name, from->address);
        return gf_text_line(both, SUBJECT_CHARACTERS);
    }
    return gf_text_line(message->from_address != NULL ? message->from_address : "?", 0);
}

static gboolean held_line(GfDigest *digest, gint64 message_id, Lines *lines, GError **error)
{
    const GfClerk *clerk = digest->clerk;
    g_autoptr(GfMessage) message = NULL;
    g_autoptr(GPtrArray) guesses = NULL;
    if (lines->count >= LINES) { /* only counted */
        lines->left_out++;
        return TRUE;
    }
    if (!gf_store_message(clerk->store, message_id, &message, error) ||
        !gf_guess_matters(clerk, message, &guesses, error))
        return FALSE;
    g_autofree char *subject = g_strdup_printf("message/%" G_GINT64_FORMAT, message->id);
    g_autofree char *sender = sender_of(message);
    g_autofree char *moment =
        gf_wording_moment(clerk, message->arrived_at, clerk->config->language);
    g_autofree char *title =
        gf_text_line(message->subject != NULL ? message->subject : "", SUBJECT_CHARACTERS);
    g_autofree char *perhaps = guesses_text(digest, digest->subjects->len + 1, guesses);
    const char *why = message->detail != NULL ? message->detail : message->reason;
    g_autofree char *text =
        g_strdup_printf(is_english(digest) ? "%s, %s, \"%s\": %s%s%s" : "%s, %s, « %s » : %s%s%s",
                        sender, moment, title, why, g_str_has_suffix(why, "?") ? "" : ".", perhaps);
    lines_add(digest, lines, subject, text);
    return TRUE;
}

gboolean gf_digest_held(GfDigest *digest, GError **error)
{
    static const char *const states[] = {GF_STATE_HELD, GF_STATE_CONFIRMING};
    Lines lines;
    lines_begin(&lines);
    for (gsize s = 0; s < G_N_ELEMENTS(states); s++) {
        g_autoptr(GPtrArray) messages = NULL;
        if (!gf_store_messages(digest->clerk->store, states[s], 0, &messages, error)) {
            g_variant_builder_clear(&lines.builder);
            return FALSE;
        }
        /* They come newest first; staff reads the oldest first. */
        for (guint i = messages->len; i > 0; i--) {
            if (!held_line(digest, ((GfMessage *) messages->pdata[i - 1])->id, &lines, error)) {
                g_variant_builder_clear(&lines.builder);
                return FALSE;
            }
        }
    }
    lines_end(digest, &lines, "held");
    return TRUE;
}

/* What staff is asked where the author has not said which kind it is. Owned. */
static char *kind_asked(const GfDigest *digest, const GfReport *report)
{
    guint number = digest->subjects->len + 1;
    if (report->kind != NULL)
        return g_strdup("");
    return is_english(digest)
               ? g_strdup_printf(". Which kind? Answer \"%u progress\" or \"%u final\"", number,
                                 number)
               : g_strdup_printf(". Note d'étape ou rapport final ? Répondez « %u étape » ou "
                                 "« %u final »",
                                 number, number);
}

static gboolean report_line(GfDigest *digest, const GfReport *report, Lines *lines, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfMember) author = NULL;
    if (!gf_store_body_by_id(digest->clerk->store, report->body_id, &body, error) ||
        !gf_store_member_by_id(digest->clerk->store, report->member_id, &author, error))
        return FALSE;
    g_autofree char *name = author != NULL ? gf_member_full_name(author) : g_strdup("?");
    g_autofree char *subject = g_strdup_printf("report/%s/%d", body->slug, report->version);
    g_autofree char *tag = g_ascii_strup(body->slug, -1);
    g_autofree char *kind = kind_asked(digest, report);
    g_autofree char *text = g_strdup_printf(is_english(digest) ? "%s, version %d: \"%s\", %s%s"
                                                               : "%s, version %d : « %s », %s%s",
                                            tag, report->version, report->title, name, kind);
    lines_add(digest, lines, subject, text);
    return TRUE;
}

gboolean gf_digest_reports(GfDigest *digest, GError **error)
{
    g_autoptr(GPtrArray) reports = NULL;
    Lines lines;
    if (!gf_store_open_reports(digest->clerk->store, &reports, error))
        return FALSE;
    lines_begin(&lines);
    for (guint i = 0; i < reports->len; i++) {
        const GfReport *report = reports->pdata[i];
        if (g_str_equal(report->state, "staff") && !report_line(digest, report, &lines, error)) {
            g_variant_builder_clear(&lines.builder);
            return FALSE;
        }
    }
    lines_end(digest, &lines, "reports");
    return TRUE;
}

/* Who is waited for, whom staff may call; that all have done their part; else "". Owned. */
static gboolean owing_words(const GfDigest *digest, const GfDeadline *deadline, char **ret,
                            GError **error)
{
    g_autoptr(GPtrArray) owing = NULL;
    gboolean vacant = FALSE;
    if (!gf_owed_by(digest->clerk, deadline, &owing, &vacant, error))
        return FALSE;
    g_autofree char *names = gf_owed_names(owing, OWING_NAMES, digest->clerk->config->language);
    if (names != NULL)
        *ret = g_strconcat(is_english(digest) ? ", expected from " : ", attendu de ", names, NULL);
    else if (!vacant && !g_str_equal(deadline->role, "staff"))
        *ret = g_strdup(is_english(digest) ? ", all have answered" : ", tous ont répondu");
    else
        *ret = g_strdup("");
    return TRUE;
}

static gboolean deadline_line(GfDigest *digest, const GfDeadline *deadline, int days, Lines *lines,
                              GError **error)
{
    GDate date;
    g_autofree char *about = NULL;
    g_autofree char *owing = NULL;
    gf_date_parse(deadline->due_on, &date);
    /* The end of a term names its body already. */
    if (!g_str_equal(deadline->kind, "term") &&
        !gf_deadline_about(digest->clerk, deadline, &about, error))
        return FALSE;
    if (!owing_words(digest, deadline, &owing, error))
        return FALSE;
    g_autofree char *more =
        about == NULL ? g_strdup("")
                      : g_strdup_printf(is_english(digest) ? " (\"%s\")" : " (« %s »)", about);
    g_autofree char *words = gf_date_words(&date, digest->clerk->config->language);
    g_autofree char *when = gf_wording_distance(days, digest->clerk->config->language);
    g_autofree char *subject = g_strdup_printf("deadline/%" G_GINT64_FORMAT, deadline->id);
    g_autofree char *text =
        g_strdup_printf(is_english(digest) ? "%s%s: %s (%s)%s" : "%s%s : %s (%s)%s",
                        deadline->title, more, words, when, owing);
    lines_add(digest, lines, subject, text);
    return TRUE;
}

/* Whether a step of what staff owes is of today: nothing else tells staff of it. */
static gboolean has_step_today(const GfDigest *digest, const GfDeadline *deadline, gboolean *ret,
                               GError **error)
{
    const GfClerk *clerk = digest->clerk;
    g_autoptr(GPtrArray) steps = NULL;
    *ret = FALSE;
    if (!g_str_equal(deadline->role, "staff"))
        return TRUE;
    if (!gf_store_reminders(clerk->store, deadline->id, &steps, error))
        return FALSE;
    GDate day = gf_clerk_today(clerk);
    gint64 morning = gf_instant_of(&day, 0, 0, clerk->config->timezone);
    g_date_add_days(&day, 1);
    gint64 midnight = gf_instant_of(&day, 0, 0, clerk->config->timezone);
    for (guint i = 0; i < steps->len; i++) {
        const GfReminder *step = steps->pdata[i];
        gboolean waits = g_str_equal(step->state, "planned") && step->due_at < midnight;
        gboolean went = g_str_equal(step->state, "sent") && step->acted_at >= morning;
        *ret = *ret || (!step->escalated && (waits || went));
    }
    return TRUE;
}

gboolean gf_digest_deadlines(GfDigest *digest, GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    GDate today = gf_clerk_today(digest->clerk);
    gboolean good = TRUE, step = FALSE;
    Lines late, due;
    if (!gf_store_deadlines(digest->clerk->store, FALSE, &all, error))
        return FALSE;
    lines_begin(&late);
    lines_begin(&due);
    for (guint i = 0; good && i < all->len; i++) {
        const GfDeadline *deadline = all->pdata[i];
        GDate date;
        if (g_str_equal(deadline->kind, "session") || !gf_date_parse(deadline->due_on, &date))
            continue;
        int days = g_date_days_between(&today, &date);
        good = has_step_today(digest, deadline, &step, error) &&
               ((days > SOON_DAYS && !step) ||
                deadline_line(digest, deadline, days, days < 0 ? &late : &due, error));
    }
    lines_end(digest, &late, "overdue");
    lines_end(digest, &due, "due");
    return good;
}

/* Those whom no mail reaches, each once, with their telephone. */
typedef struct {
    Lines lines;
    GHashTable *known; /* ids of members, owned */
} Unreachable;

static void unreachable_line(GfDigest *digest, const GfMember *member, const char *reason,
                             Unreachable *unreachable)
{
    if (!g_hash_table_add(unreachable->known, g_memdup2(&member->id, sizeof member->id)))
        return;
    g_autofree char *name = gf_member_full_name(member);
    g_autofree char *why = gf_text_line(reason, SUBJECT_CHARACTERS);
    g_autofree char *text =
        g_strdup_printf(is_english(digest) ? "%s, %s%s: %s" : "%s, %s%s : %s", name,
                        member->telephone == NULL
                            ? (is_english(digest) ? "no telephone known" : "téléphone inconnu")
                            : (is_english(digest) ? "tel. " : "tél. "),
                        member->telephone != NULL ? member->telephone : "", why);
    lines_add(digest, &unreachable->lines, NULL, text);
}

/* Who owes something soon, or is late with it. */
static gboolean unreachable_for_deadlines(GfDigest *digest, Unreachable *unreachable,
                                          GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_owed_unreachable(digest->clerk, SOON_DAYS, &members, error))
        return FALSE;
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        const char *why = member->main_address != NULL && member->unreachable_why != NULL
                              ? member->unreachable_why
                              : (is_english(digest) ? "no address" : "pas d'adresse");
        unreachable_line(digest, member, why, unreachable);
    }
    return TRUE;
}

/* "3 présents, 1 absent, 1 incertain, 7 sans réponse". Owned. */
static char *counts_text(const GfDigest *digest, const GfTally *tally)
{
    const struct {
        int count;
        const char *one, *several, *english;
        gboolean always;
    } rows[] = {
        {tally->day.present, "présent", "présents", "present", TRUE},
        {tally->day.absent, "absent", "absents", "absent", TRUE},
        {tally->day.tentative, "incertain", "incertains", "tentative", FALSE},
        {tally->day.silent, "sans réponse", "sans réponse", "without answer", TRUE},
    };
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *french = rows[i].count > 1 ? rows[i].several : rows[i].one;
        if (rows[i].count > 0 || rows[i].always)
            g_string_append_printf(text, "%s%d %s", text->len > 0 ? ", " : "", rows[i].count,
                                   is_english(digest) ? rows[i].english : french);
    }
    return g_string_free(text, FALSE);
}

static char *session_text(const GfDigest *digest, const GfSession *session, const GfTally *tally)
{
    const GfClerk *clerk = digest->clerk;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        if (person->silent && !person->invitation->guest)
            g_ptr_array_add(names, gf_member_full_name(person->member));
    }
    g_autofree char *moment = gf_wording_moment(clerk, session->starts_at, clerk->config->language);
    g_autofree char *silent = gf_wording_names(names, NAMES, clerk->config->language);
    g_autofree char *counts = counts_text(digest, tally);
    const char *colon = is_english(digest) ? ": " : " : ";
    return g_strdup_printf("%s, %s%s%s%s%s", session->title, moment, colon, counts,
                           names->len > 0 ? colon : "", silent);
}

static gboolean session_lines(GfDigest *digest, const GfSession *session, Lines *sessions,
                              Unreachable *unreachable, GError **error)
{
    g_autoptr(GfTally) tally = NULL;
    if (!gf_tally_session(digest->clerk, session, &tally, error))
        return FALSE;
    g_autofree char *text = session_text(digest, session, tally);
    lines_add(digest, sessions, NULL, text);
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        if (person->unreachable != NULL)
            unreachable_line(digest, person->member, person->unreachable, unreachable);
    }
    return TRUE;
}

static int days_until(const GfDigest *digest, gint64 instant)
{
    GDate today = gf_clerk_today(digest->clerk);
    GDate day = gf_date_of(instant, digest->clerk->config->timezone);
    return g_date_days_between(&today, &day);
}

gboolean gf_digest_sessions(GfDigest *digest, GError **error)
{
    g_autoptr(GPtrArray) sessions = NULL;
    gint64 now = gf_clerk_now(digest->clerk);
    Lines lines;
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    Unreachable unreachable = {.known = known};
    gboolean before = digest->news, good = TRUE;
    if (!gf_store_sessions(digest->clerk->store, &sessions, error))
        return FALSE;
    lines_begin(&lines);
    lines_begin(&unreachable.lines);
    for (guint i = 0; good && i < sessions->len; i++) {
        const GfSession *session = sessions->pdata[i];
        if (g_str_equal(session->state, "convened") && session->starts_at > now &&
            days_until(digest, session->starts_at) <= SESSION_DAYS)
            good = session_lines(digest, session, &lines, &unreachable, error);
    }
    good = good && unreachable_for_deadlines(digest, &unreachable, error);
    /* That people have not answered yet is no disorder; that they cannot be reached is. */
    lines_end(digest, &lines, "sessions");
    digest->news = before;
    lines_end(digest, &unreachable.lines, "unreachable");
    return good;
}

/* What is against the règlement in the roll: told when it has changed, and on Mondays. */
gboolean gf_digest_roster(GfDigest *digest, GError **error)
{
    const GfClerk *clerk = digest->clerk;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *last = NULL;
    Lines lines;
    if (!gf_roster_sentences(clerk, clerk->config->language, warnings, error) ||
        !gf_roll_check(clerk, clerk->config->language, notes, warnings, error) ||
        !gf_store_setting(clerk->store, ROSTER_SETTING, &last, error))
        return FALSE;
    g_ptr_array_extend_and_steal(warnings, g_steal_pointer(&notes));
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < warnings->len; i++)
        g_string_append_printf(all, "%s\n", (char *) warnings->pdata[i]);
    g_autofree char *hash = gf_text_sha256(all->str, all->len);
    GDate today = gf_clerk_today(clerk);
    gboolean tell = g_strcmp0(hash, last) != 0 || g_date_get_weekday(&today) == G_DATE_MONDAY;
    lines_begin(&lines);
    for (guint i = 0; tell && i < warnings->len; i++)
        lines_add(digest, &lines, NULL, warnings->pdata[i]);
    lines_end(digest, &lines, "roster");
    return gf_store_set_setting(clerk->store, ROSTER_SETTING, hash, error);
}

/* Acts that staff hears of, in the order in which they are told: one, several. */
static const struct {
    const char *act, *one, *several, *one_en, *several_en;
} told[] = {
    {"message.received", "message reçu", "messages reçus", "letter received", "letters received"},
    {"message.junk", "message mis avec les indésirables", "messages mis avec les indésirables",
     "letter put with the junk", "letters put with the junk"},
    {"answer.recorded", "réponse notée", "réponses notées", "answer recorded", "answers recorded"},
    {"contribution.received", "contribution reçue", "contributions reçues", "contribution received",
     "contributions received"},
    {"report.received", "rapport reçu", "rapports reçus", "report received", "reports received"},
    {"report.distributed", "rapport diffusé", "rapports diffusés", "report distributed",
     "reports distributed"},
    {"mail.taken", "envoi remis", "envois remis", "mail sent", "mails sent"},
    {"mail.failed", "envoi refusé", "envois refusés", "mail refused", "mails refused"},
    {"mail.undecided", "envoi dont on ne sait s'il est arrivé (greffe queue list)",
     "envois dont on ne sait s'ils sont arrivés (greffe queue list)",
     "mail that may have arrived or not (greffe queue list)",
     "mails that may have arrived or not (greffe queue list)"},
};

gboolean gf_digest_acts(GfDigest *digest, GError **error)
{
    const GfClerk *clerk = digest->clerk;
    g_autofree char *last = NULL;
    g_autoptr(GHashTable) counts = NULL;
    gint64 newest = 0;
    if (!gf_store_setting(clerk->store, JOURNAL_SETTING, &last, error) ||
        !gf_store_journal_counts(clerk->store, last != NULL ? g_ascii_strtoll(last, NULL, 10) : 0,
                                 &counts, &newest, error))
        return FALSE;
    g_auto(GVariantBuilder) acts;
    g_variant_builder_init(&acts, G_VARIANT_TYPE("as"));
    guint listed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, told[i].act));
        const char *words = is_english(digest) ? (count == 1 ? told[i].one_en : told[i].several_en)
                                               : (count == 1 ? told[i].one : told[i].several);
        g_autofree char *text = g_strdup_printf("%u %s", count, words);
        if (count == 0)
            continue;
        digest->news = digest->news || g_str_equal(told[i].act, "mail.failed") ||
                       g_str_equal(told[i].act, "mail.undecided");
        g_variant_builder_add(&acts, "s", text);
        listed++;
    }
    g_variant_dict_insert_value(digest->dict, "acts", g_variant_builder_end(&acts));
    g_variant_dict_insert(digest->dict, "has_acts", "b", listed > 0);
    g_autofree char *newest_text = g_strdup_printf("%" G_GINT64_FORMAT, newest);
    return gf_store_set_setting(clerk->store, JOURNAL_SETTING, newest_text, error);
}
