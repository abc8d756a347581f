/* reminder-mail.c - one mail to each person who is reminded at this moment; see reminder.h.
 *
 * Who owes nothing but the answer to one session gets that session's own reminder, with its event
 * and buttons, composed in batches. Everybody else gets a list, composed at once and kept as a
 * sheet so that it can be answered line by line (sheet.c). What a co-president is told of what
 * others owe stands below, without a number.
 */
#include "workflow/reminder-private.h"

#include "base/date.h"
#include "base/random.h"
#include "workflow/chantier.h"
#include "workflow/link.h"
#include "workflow/mailing.h"
#include "workflow/note.h"

#include <string.h>

#define TOKEN_BYTES 10
/* Of those who owe what is late. */
#define NAMES 5

/* One thing that one person reads of. */
typedef struct {
    GfStep *step;
    const GfOwed *owed;
} Item;

typedef struct {
    const GfMember *member; /* borrowed */
    GArray *own, *late;     /* of Item: what they owe, and what others do */
    gboolean now;           /* something goes now, not only later today */
} Person;

static void person_free(Person *person)
{
    g_array_unref(person->own);
    g_array_unref(person->late);
    g_free(person);
}

/* Everybody who is written to at this moment. */
typedef struct {
    const GfClerk *clerk;
    GPtrArray *people;    /* of Person, in the order in which they were met */
    GHashTable *by_id;    /* member id -> Person, borrowed */
    GHashTable *listed;   /* what has been listed earlier today */
    GHashTable *mailings; /* GfStep -> GArray of GfRecipient */
} Round;

static void round_clear(Round *round)
{
    g_clear_pointer(&round->by_id, g_hash_table_unref);
    g_clear_pointer(&round->people, g_ptr_array_unref);
    g_clear_pointer(&round->listed, g_hash_table_unref);
    g_clear_pointer(&round->mailings, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Round, round_clear)

/* --- who reads what --- */

/* What a line of a list is about (store/deadline.h). Owned. */
static char *subject_of(const GfStep *step)
{
    const GfDeadline *deadline = step->deadline;
    if (step->reminder->escalated)
        return g_strdup_printf("late/%" G_GINT64_FORMAT, deadline->id);
    if (step->session != NULL)
        return g_strdup(deadline->subject);
    if (g_str_equal(deadline->role, "contributors"))
        return g_strdup(deadline->subject);
    return g_strdup_printf("deadline/%" G_GINT64_FORMAT, deadline->id);
}

static Person *person_of(Round *round, const GfMember *member)
{
    Person *person = g_hash_table_lookup(round->by_id, &member->id);
    if (person != NULL)
        return person;
    person = g_new0(Person, 1);
    person->member = member;
    person->own = g_array_new(FALSE, FALSE, sizeof(Item));
    person->late = g_array_new(FALSE, FALSE, sizeof(Item));
    g_ptr_array_add(round->people, person);
    g_hash_table_insert(round->by_id, (gpointer) &member->id, person);
    return person;
}

static void hand_out(Round *round, GfStep *step)
{
    g_autofree char *subject = subject_of(step);
    for (guint i = 0; i < step->told_to->len; i++) {
        const Item item = {step, step->told_to->pdata[i]};
        g_autofree char *key =
            g_strdup_printf("%" G_GINT64_FORMAT " %s", item.owed->member->id, subject);
        if (g_hash_table_contains(round->listed, key)) {
            step->told++;
            continue;
        }
        Person *person = person_of(round, item.owed->member);
        g_array_append_val(*(step->reminder->escalated ? &person->late : &person->own), item);
        person->now = person->now || !step->later;
    }
}

static int compare_items(gconstpointer a, gconstpointer b)
{
    const GfDeadline *x = ((const Item *) a)->step->deadline,
                     *y = ((const Item *) b)->step->deadline;
    int by_date = strcmp(x->due_on, y->due_on);
    return by_date != 0 ? by_date : (x->id > y->id) - (x->id < y->id);
}

/* --- what stands in a list --- */

static const char *language_of(const Round *round)
{
    return round->clerk->config->language;
}

static gboolean is_english(const Round *round)
{
    return g_str_equal(language_of(round), "en");
}

static void add_text(GVariantDict *dict, const char *key, char *value)
{
    g_autofree char *own = value;
    if (own != NULL)
        g_variant_dict_insert(dict, key, "s", own);
}

/* "mardi 30 mars 2027", or with the hour of a session; and how far that is. */
static void add_day(const Round *round, const GfStep *step, GVariantDict *dict)
{
    GDate date, today = gf_clerk_today(round->clerk);
    gf_date_parse(step->deadline->due_on, &date);
    g_variant_dict_insert(dict, "title", "s", step->deadline->title);
    add_text(dict, "about", g_strdup(step->about));
    add_text(dict, "day",
             step->session != NULL
                 ? gf_wording_moment(round->clerk, step->session->starts_at, language_of(round))
                 : gf_date_words(&date, language_of(round)));
    add_text(dict, "distance",
             gf_wording_distance(g_date_days_between(&today, &date), language_of(round)));
}

/* What a subject needs where the address does not say whose matter it is; NULL. Owned. */
static char *tag_of(const Round *round, const GfStep *step)
{
    const char *slash = strchr(step->deadline->subject, '/');
    if (round->clerk->config->subaddressing || slash == NULL)
        return NULL;
    if (step->session != NULL)
        return g_strdup(step->session->slug);
    if (g_str_has_prefix(step->deadline->subject, "saisine/"))
        return g_strdup_printf("Saisine %s", slash + 1);
    return g_ascii_strup(slash + 1, -1);
}

static char *tagged_title(const Round *round, const GfStep *step)
{
    g_autofree char *tag = tag_of(round, step);
    return tag != NULL ? g_strdup_printf("[%s] %s", tag, step->deadline->title)
                       : g_strdup(step->deadline->title);
}

static void add_session(const Round *round, const Item *item, GVariantDict *dict)
{
    const char *token = item->owed->invitation->token, *language = language_of(round);
    const GfSession *session = item->step->session;
    g_variant_dict_insert(dict, "session", "b", TRUE);
    add_text(dict, "yes_link", gf_link_answer(round->clerk, session, token, TRUE, language));
    add_text(dict, "no_link", gf_link_answer(round->clerk, session, token, FALSE, language));
}

static void add_contribution(const Round *round, const Item *item, GVariantDict *dict)
{
    g_autofree char *address = gf_clerk_return_address(round->clerk, item->owed->token);
    g_autofree char *subject = tagged_title(round, item->step);
    g_variant_dict_insert(dict, "contribution", "b", TRUE);
    add_text(dict, "link", gf_link_mail(address, subject, NULL));
    add_text(dict, "nothing_link",
             gf_link_mail(address, subject, is_english(round) ? "nothing" : "néant"));
    add_text(dict, "own_tag", tag_of(round, item->step));
    add_text(dict, "address", g_steal_pointer(&address));
}

static gboolean add_report(const Round *round, const Item *item, GVariantDict *dict, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    const char *slug = strchr(item->step->deadline->subject, '/') + 1;
    if (!gf_store_body(round->clerk->store, slug, &body, error))
        return FALSE;
    g_autofree char *address = gf_chantier_address(round->clerk, body);
    g_autofree char *subject = tagged_title(round, item->step);
    g_variant_dict_insert(dict, "report", "b", TRUE);
    add_text(dict, "link", gf_link_mail(address, subject, NULL));
    add_text(dict, "own_tag", tag_of(round, item->step));
    add_text(dict, "address", g_steal_pointer(&address));
    return TRUE;
}

/* "3 fait", written already; by the address of the list, which tells lists apart. */
static void add_task(const Round *round, const Item *item, const char *token, GVariantDict *dict)
{
    g_autofree char *address = gf_clerk_return_address(round->clerk, token);
    g_autofree char *number = NULL;
    g_variant_dict_insert(dict, "task", "b", TRUE);
    if (!round->clerk->config->subaddressing ||
        !g_variant_dict_lookup(dict, "number", "s", &number))
        return;
    g_autofree char *words = g_strdup_printf("%s %s", number, is_english(round) ? "done" : "fait");
    add_text(dict, "done_link", gf_link_mail(address, item->step->deadline->title, words));
}

static gboolean add_way_to_answer(const Round *round, const Item *item, const char *token,
                                  GVariantDict *dict, GError **error)
{
    if (item->step->session != NULL)
        add_session(round, item, dict);
    else if (item->owed->token != NULL)
        add_contribution(round, item, dict);
    else if (g_str_equal(item->step->deadline->kind, "report"))
        return add_report(round, item, dict, error);
    else
        add_task(round, item, token, dict);
    return TRUE;
}

/* The numbered lines; `token` of the list. aa{sv}, floating. */
static GVariant *own_lines(const Round *round, const Person *person, const char *token,
                           GError **error)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < person->own->len; i++) {
        const Item *item = &g_array_index(person->own, Item, i);
        g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
        add_text(&dict, "number", g_strdup_printf("%u", i + 1));
        add_day(round, item->step, &dict);
        if (!add_way_to_answer(round, item, token, &dict, error))
            return NULL;
        g_variant_builder_add_value(&list, g_variant_dict_end(&dict));
    }
    return g_variant_builder_end(&list);
}

static GVariant *late_lines(const Round *round, const Person *person)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < person->late->len; i++) {
        const Item *item = &g_array_index(person->late, Item, i);
        g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
        add_day(round, item->step, &dict);
        add_text(&dict, "owing", gf_owed_names(item->step->owing, NAMES, language_of(round)));
        g_variant_builder_add_value(&list, g_variant_dict_end(&dict));
    }
    return g_variant_builder_end(&list);
}

/* "1 présent / 2 néant / 3 fait": how this list may be answered. Owned. */
static char *example_of(const Round *round, const Person *person)
{
    GString *text = g_string_new(NULL);
    gboolean english = is_english(round);
    for (guint i = 0; i < person->own->len; i++) {
        const Item *item = &g_array_index(person->own, Item, i);
        const char *word = item->step->session != NULL ? (english ? "present" : "présent")
                           : item->owed->token != NULL ? (english ? "nothing" : "néant")
                                                       : (english ? "done" : "fait");
        g_string_append_printf(text, "%s%u %s", i > 0 ? " / " : "", i + 1, word);
    }
    return g_string_free(text, FALSE);
}

static void add_subject(const Round *round, const Person *person, GVariantDict *dict)
{
    const Item *first = person->own->len > 0 ? &g_array_index(person->own, Item, 0)
                                             : &g_array_index(person->late, Item, 0);
    gboolean one = person->own->len + (person->own->len == 0 ? person->late->len : 0) == 1;
    g_variant_dict_insert(dict, "one", "b", one && person->own->len == 1);
    g_variant_dict_insert(dict, "several", "b", person->own->len > 1);
    g_variant_dict_insert(dict, "only_late", "b", person->own->len == 0);
    add_text(dict, "count",
             g_strdup_printf("%u", person->own->len > 0 ? person->own->len : person->late->len));
    if (!one)
        return;
    add_day(round, first->step, dict);
    if (person->own->len == 1)
        add_text(dict, "tag", tag_of(round, first->step));
}

static gboolean values_of(const Round *round, const Person *person, const char *token,
                          GVariantDict *dict, GError **error)
{
    GVariant *own = own_lines(round, person, token, error);
    if (own == NULL)
        return FALSE;
    gf_note_values(round->clerk, person->member, dict);
    g_variant_dict_insert_value(dict, "owed", own);
    g_variant_dict_insert_value(dict, "late", late_lines(round, person));
    g_variant_dict_insert(dict, "has_late", "b", person->late->len > 0);
    add_text(dict, "example", example_of(round, person));
    add_subject(round, person, dict);
    return gf_note_add_sharing(round->clerk, person->member, dict, error);
}

/* --- lists --- */

static void add_subjects(GPtrArray *lines, const GArray *items)
{
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(lines, subject_of(g_array_index(items, Item, i).step));
}

static gboolean add_sheet(const GfClerk *clerk, const Person *person, char **ret_token,
                          GError **error)
{
    g_autoptr(GfSheet) sheet = gf_sheet_new();
    GDate today = gf_clerk_today(clerk);
    sheet->kind = g_strdup("reminder");
    sheet->recipient = g_strdup(person->member->main_address);
    sheet->member_id = person->member->id;
    sheet->day = gf_date_format(&today);
    sheet->token = gf_random_base32(TOKEN_BYTES);
    sheet->created_at = gf_clerk_now(clerk);
    add_subjects(sheet->lines, person->own);
    add_subjects(sheet->lines, person->late);
    *ret_token = g_strdup(sheet->token);
    return gf_store_add_sheet(clerk->store, sheet, error) &&
           gf_store_add_token(clerk->store, sheet->token, "sheet", sheet->id, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "sheet.sent", "reminder", NULL}, error,
                            "member/%s/sheet/%" G_GINT64_FORMAT, person->member->slug, sheet->id);
}

/* Where the answer to the one thing of a list belongs: to that thing's own address, where it has
 * one; a contribution or a report is no line of a list. */
static gboolean add_way_back(const Round *round, const Person *person, GfNote *note,
                             char **ret_address, GError **error)
{
    const Item *item = &g_array_index(person->own, Item, 0);
    if (person->own->len != 1)
        return TRUE;
    if (item->step->session != NULL)
        note->reply_token = item->owed->invitation->token;
    else if (item->owed->token != NULL)
        note->reply_token = item->owed->token;
    else if (g_str_equal(item->step->deadline->kind, "report")) {
        g_autoptr(GfBody) body = NULL;
        const char *slug = strchr(item->step->deadline->subject, '/') + 1;
        if (!gf_store_body(round->clerk->store, slug, &body, error))
            return FALSE;
        note->reply_token = NULL;
        note->reply_to = *ret_address = gf_chantier_address(round->clerk, body);
    }
    return TRUE;
}

static gboolean write_list(const Round *round, const Person *person, GError **error)
{
    g_autofree char *token = NULL;
    g_autofree char *chantier_address = NULL;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    g_array_sort(person->own, compare_items);
    g_array_sort(person->late, compare_items);
    if (!add_sheet(round->clerk, person, &token, error) ||
        !values_of(round, person, token, &dict, error))
        return FALSE;
    GfNote note = {.kind = "reminder", .template = "reminders", .reply_token = token};
    if (!add_way_back(round, person, &note, &chantier_address, error))
        return FALSE;
    note.values = g_variant_dict_end(&dict);
    return gf_note_to_member(round->clerk, &note, person->member, error);
}

/* --- a session's own reminder --- */

static gboolean owes_one_answer(const Person *person)
{
    return person->own->len == 1 && person->late->len == 0 &&
           g_array_index(person->own, Item, 0).step->session != NULL;
}

static void add_recipient(Round *round, const Item *item)
{
    GArray *recipients = g_hash_table_lookup(round->mailings, item->step);
    if (recipients == NULL) {
        recipients = g_array_new(FALSE, FALSE, sizeof(GfRecipient));
        g_hash_table_insert(round->mailings, item->step, recipients);
    }
    const GfRecipient recipient = {item->owed->member, item->owed->invitation, FALSE};
    g_array_append_val(recipients, recipient);
}

static gboolean queue_mailing(const Round *round, GfStep *step, GError **error)
{
    GArray *recipients = g_hash_table_lookup(round->mailings, step);
    if (recipients == NULL)
        return TRUE;
    const GfMailingPlan plan = {"reminder", step->session, recipients, gf_clerk_now(round->clerk)};
    return gf_mailing_queue(round->clerk, &plan, &step->mailing_id, error);
}

/* --- all of it --- */

static void count_told(const Person *person)
{
    const GArray *lists[] = {person->own, person->late};
    for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            g_array_index(lists[l], Item, i).step->told++;
}

static gboolean write_to(Round *round, const Person *person, GError **error)
{
    count_told(person);
    if (!owes_one_answer(person))
        return write_list(round, person, error);
    add_recipient(round, &g_array_index(person->own, Item, 0));
    return TRUE;
}

static gboolean begin(Round *round, const GfClerk *clerk, GError **error)
{
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    round->clerk = clerk;
    round->people = g_ptr_array_new_with_free_func((GDestroyNotify) person_free);
    round->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    round->mailings = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    return gf_store_listed_on(clerk->store, today, &round->listed, error);
}

gboolean gf_reminder_write(const GfClerk *clerk, GPtrArray *steps, GError **error)
{
    g_auto(Round) round = {0};
    if (steps->len == 0)
        return TRUE;
    if (!begin(&round, clerk, error))
        return FALSE;
    for (guint i = 0; i < steps->len; i++)
        hand_out(&round, steps->pdata[i]);
    for (guint i = 0; i < round.people->len; i++) {
        const Person *person = round.people->pdata[i];
        if (person->now && !write_to(&round, person, error))
            return FALSE;
    }
    for (guint i = 0; i < steps->len; i++)
        if (!queue_mailing(&round, steps->pdata[i], error))
            return FALSE;
    return TRUE;
}
