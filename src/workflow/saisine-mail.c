/* saisine-mail.c - what people read of a saisine: the request to contribute with its documents and
 * a day to keep, and in the end what was done with the opinion.
 *
 * The day is an attached file, not a part of the letter: no client takes it for an invitation.
 */
#include "workflow/saisine-private.h"

#include "base/date.h"
#include "base/text.h"
#include "ical/day.h"
#include "mime/compose.h"
#include "store/contribution.h"

#include <string.h>

#define DAY_DESCRIPTION "saisine-day.txt"

static gboolean is_english(const GfClerk *clerk)
{
    return g_str_equal(clerk->config->language, "en");
}

/* When contributions are due; FALSE: no date was set. */
static gboolean due_day(const GfSaisine *saisine, GDate *ret)
{
    const GfStage *open = gf_saisine_stage(saisine, "open");
    return open != NULL && open->due_on != NULL && gf_date_parse(open->due_on, ret);
}

/* Whether the day contributions are due is there and not over. */
static gboolean due_ahead(const GfClerk *clerk, const GfSaisine *saisine, GDate *ret)
{
    GDate today = gf_clerk_today(clerk);
    return due_day(saisine, ret) && g_date_compare(&today, ret) <= 0;
}

static char *day_file(const GfClerk *clerk, const GfSaisine *saisine)
{
    return g_strdup_printf("%s-saisine-%s.ics", is_english(clerk) ? "deadline" : "echeance",
                           saisine->number);
}

/* Its own address, NULL without sub-addressing. Owned. */
static char *address_of(const GfClerk *clerk, const GfSaisine *saisine)
{
    g_autofree char *detail = g_strdup_printf("saisine-%s", saisine->number);
    return clerk->config->subaddressing ? gf_clerk_return_address(clerk, detail) : NULL;
}

/* --- values --- */

GVariant *gf_saisine_lines(const char *text)
{
    g_auto(GStrv) lines = gf_text_split(text, "\n");
    return g_variant_new_strv((const char *const *) lines, -1);
}

static GVariant *questions_of(const GfSaisine *saisine)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < saisine->questions->len; i++) {
        g_autofree char *rank = g_strdup_printf("%u", i + 1);
        g_variant_builder_open(&list, G_VARIANT_TYPE("a{sv}"));
        g_variant_builder_add(&list, "{sv}", "rank", g_variant_new_string(rank));
        g_variant_builder_add(&list, "{sv}", "question",
                              g_variant_new_string(saisine->questions->pdata[i]));
        g_variant_builder_close(&list);
    }
    return g_variant_builder_end(&list);
}

static GVariant *document_names(const GfSaisine *saisine)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < saisine->documents->len; i++)
        g_variant_builder_add(&list, "s",
                              ((const GfDocument *) saisine->documents->pdata[i])->name);
    return g_variant_builder_end(&list);
}

static void add_subject_matter(const GfClerk *clerk, const GfSaisine *saisine, GVariantDict *dict)
{
    GDate referred_on;
    if (gf_date_parse(saisine->referred_on, &referred_on)) {
        g_autofree char *words = gf_date_words(&referred_on, clerk->config->language);
        g_variant_dict_insert(dict, "referred_on", "s", words);
    }
    g_variant_dict_insert(dict, "number", "s", saisine->number);
    g_variant_dict_insert(dict, "title", "s", saisine->title);
    g_variant_dict_insert(dict, "auto", "b", g_str_equal(saisine->origin, "auto"));
    g_variant_dict_insert(dict, "referred_by", "s", saisine->referred_by);
    g_variant_dict_insert(dict, "has_context", "b", saisine->context[0] != '\0');
    g_variant_dict_insert_value(dict, "context", gf_saisine_lines(saisine->context));
    g_variant_dict_insert(dict, "several_questions", "b", saisine->questions->len > 1);
    g_variant_dict_insert_value(dict, "questions", questions_of(saisine));
    g_variant_dict_insert(dict, "has_documents", "b", saisine->documents->len > 0);
    g_variant_dict_insert_value(dict, "documents", document_names(saisine));
}

static void add_dates(const GfClerk *clerk, const GfSaisine *saisine, GVariantDict *dict)
{
    GDate due;
    g_autofree char *address = address_of(clerk, saisine);
    if (address != NULL)
        g_variant_dict_insert(dict, "saisine_address", "s", address);
    if (!due_day(saisine, &due))
        return;
    g_autofree char *words = gf_date_words(&due, clerk->config->language);
    g_variant_dict_insert(dict, "due", "s", words);
    gboolean ahead = due_ahead(clerk, saisine, &due);
    g_variant_dict_insert(dict, "overdue", "b", !ahead);
    g_autofree char *file = day_file(clerk, saisine);
    if (ahead)
        g_variant_dict_insert(dict, "day_file", "s", file);
}

gboolean gf_saisine_values(const GfClerk *clerk, const GfSaisine *saisine, const GfMember *member,
                           GVariantDict *dict, GError **error)
{
    gf_note_values(clerk, member, dict);
    add_subject_matter(clerk, saisine, dict);
    add_dates(clerk, saisine, dict);
    return gf_note_add_sharing(clerk, member, dict, error);
}

/* --- what is attached --- */

static char *describe_day(const GfClerk *clerk, const GfSaisine *saisine, GError **error)
{
    const char *names[] = {DAY_DESCRIPTION, NULL};
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    g_autoptr(GVariant) frozen =
        gf_wording_freeze(clerk->templates, clerk->config->language, names, error);
    if (frozen == NULL || !gf_saisine_values(clerk, saisine, NULL, &dict, error))
        return NULL;
    g_variant_ref_sink(frozen);
    g_autoptr(GVariant) values = g_variant_ref_sink(g_variant_dict_end(&dict));
    return gf_wording_render_plain(frozen, DAY_DESCRIPTION, values, error);
}

static GBytes *day_part(const GfClerk *clerk, const GfSaisine *saisine, const GDate *due,
                        GError **error)
{
    g_autofree char *uid =
        g_strdup_printf("saisine-%s@%s", saisine->number, gf_clerk_domain(clerk));
    g_autofree char *summary =
        g_strdup_printf(is_english(clerk) ? "Saisine %s: contribution due (%s)"
                                          : "Saisine %s : contribution attendue (%s)",
                        saisine->number, saisine->title);
    g_autofree char *description = describe_day(clerk, saisine, error);
    if (description == NULL)
        return NULL;
    g_strchomp(description);
    const GfDayText day = {
        .uid = uid,
        .dtstamp = gf_clerk_now(clerk),
        .day = due,
        .summary = summary,
        .description = description,
        .organizer_name = clerk->config->name,
        .organizer_address = clerk->config->address,
    };
    g_autofree char *text = gf_day_text(&day, error);
    if (text == NULL)
        return NULL;
    g_autofree char *file = day_file(clerk, saisine);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return gf_compose_document(file, "text/calendar", bytes);
}

gboolean gf_saisine_parts(const GfClerk *clerk, const GfSaisine *saisine, GPtrArray **ret,
                          GError **error)
{
    GDate due;
    g_autoptr(GPtrArray) parts = NULL;
    if (!gf_note_documents(clerk, saisine->documents, &parts, error))
        return FALSE;
    if (due_ahead(clerk, saisine, &due)) {
        GBytes *part = day_part(clerk, saisine, &due, error);
        if (part == NULL)
            return FALSE;
        g_ptr_array_add(parts, part);
    }
    *ret = g_steal_pointer(&parts);
    return TRUE;
}

/* --- what was done with the opinion --- */

static gboolean open_mailing(const GfClerk *clerk, const GfSaisine *saisine, gint64 *ret_id,
                             GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autofree char *subject = g_strdup_printf("saisine/%s", saisine->number);
    g_autofree char *title =
        g_strdup_printf(is_english(clerk) ? "Saisine %s: follow-up" : "Saisine %s : suites données",
                        saisine->number);
    const GfNoteMailing common = {"follow-up", subject, title, none};
    return gf_note_open_mailing(clerk, &common, ret_id, error);
}

/* No token and no tag: who answers this does not contribute again, staff reads it. */
static gboolean tell_one(const GfClerk *clerk, const GfSaisine *saisine, const char *words,
                         const GfMember *member, gint64 mailing_id, GError **error)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_saisine_values(clerk, saisine, member, &dict, error))
        return FALSE;
    g_variant_dict_insert_value(&dict, "note", gf_saisine_lines(words));
    const GfNote note = {
        .kind = "follow-up",
        .template = "follow-up",
        .mailing_id = mailing_id,
        .values = g_variant_dict_end(&dict),
    };
    return gf_note_to_member(clerk, &note, member, error);
}

gboolean gf_saisine_tell(const GfClerk *clerk, const GfSaisine *saisine, const char *note,
                         GfAdvance *advance, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    gint64 mailing_id = 0;
    if (!gf_store_contributors(clerk->store, saisine->id, &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(GfMember) member = NULL;
        if (!gf_store_member_by_id(clerk->store, g_array_index(ids, gint64, i), &member, error))
            return FALSE;
        if (!gf_note_reaches(clerk, member)) {
            g_ptr_array_add(advance->unreached, g_steal_pointer(&member));
            continue;
        }
        if ((mailing_id == 0 && !open_mailing(clerk, saisine, &mailing_id, error)) ||
            !tell_one(clerk, saisine, note, member, mailing_id, error))
            return FALSE;
        advance->mails++;
    }
    return TRUE;
}
