/* cmd-inspect-report.c - what a calendar, a mail server or an absent person's program says in a
 * letter; see cmd-inspect-page.h.
 */
#include "base/text.h"
#include "cli/cmd-inspect-page.h"

/* --- calendars --- */

static void put_attendee(const GfPage *page, const char *label, const GfAttendee *attendee)
{
    const char *partstat =
        gf_inspect_words(GF_INSPECT_ATTENDEE, gf_partstat_name(attendee->partstat), page->french);
    g_autofree char *who = gf_page_person(attendee->name, attendee->address);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s%s%s", who, gf_page_colon(page),
                    partstat != NULL
                        ? partstat
                        : gf_page_say(page, "says nothing certain", "ne dit rien de sûr"));
    if (attendee->delegated_to != NULL)
        g_string_append_printf(text, ", %s", attendee->delegated_to);
    if (attendee->sent_by != NULL)
        g_string_append_printf(text, " (%s %s)", gf_page_say(page, "sent by", "envoyé par"),
                               attendee->sent_by);
    gf_page_put(page, label, text->str);
}

/* Who answers; of an invitation only how many are invited. */
static void put_attendees(const GfPage *page, const GfCalendar *calendar)
{
    guint count = calendar->attendees->len;
    if (calendar->method != GF_METHOD_REPLY && calendar->method != GF_METHOD_COUNTER) {
        if (count > 0)
            gf_page_put_owned(page, gf_page_say(page, "invited", "invités"),
                              gf_page_count(page, count, "guest", "personne"));
        return;
    }
    for (guint i = 0; i < MIN(count, GF_PAGE_ROWS); i++)
        put_attendee(page, i == 0 ? gf_page_say(page, "who", "qui") : "",
                     calendar->attendees->pdata[i]);
    gf_page_put_others(page, count, GF_PAGE_ROWS);
}

void gf_inspect_put_calendar(const GfPage *page)
{
    const GfCalendar *calendar = page->letter->calendar;
    if (calendar == NULL)
        return;
    const char *method =
        gf_inspect_words(GF_INSPECT_METHOD, gf_method_name(calendar->method), page->french);
    gf_page_put(page, gf_page_say(page, "calendar", "agenda"),
                method != NULL ? method
                               : gf_page_say(page, "an event that asks nothing",
                                             "un événement qui ne demande rien"));
    if (calendar->summary != NULL)
        gf_page_put_owned(page, gf_page_say(page, "meeting", "réunion"),
                          gf_text_line(calendar->summary, GF_PAGE_CHARACTERS));
    gf_page_put_owned(page, gf_page_say(page, "when", "quand"),
                      gf_page_span(page, calendar->start, calendar->end));
    gf_page_put_owned(page, gf_page_say(page, "only on", "seul jour"),
                      gf_page_day(page, calendar->recurrence_id));
    gf_page_put(page, gf_page_say(page, "invited by", "invité par"), calendar->organizer);
    put_attendees(page, calendar);
    if (calendar->guests > 0)
        gf_page_put_owned(page, gf_page_say(page, "brings", "amène"),
                          gf_page_count(page, (guint) calendar->guests, "guest", "invité"));
    if (calendar->comment != NULL)
        gf_page_put_owned(page, gf_page_say(page, "note", "mot joint"),
                          gf_text_line(calendar->comment, GF_PAGE_CHARACTERS));
    gf_page_put(page, gf_page_say(page, "reference", "référence"), calendar->uid);
}

/* --- reports and automatic replies --- */

static gboolean has_arrived(const GfBounceRecipient *recipient)
{
    static const char *const actions[] = {"delivered", "relayed", "expanded", NULL};
    return recipient->action != NULL && g_strv_contains(actions, recipient->action);
}

static void put_recipient(const GfPage *page, const GfBounceRecipient *recipient)
{
    gboolean hard = recipient->permanence == GF_PERMANENCE_HARD;
    gboolean failed = page->letter->kind == GF_KIND_BOUNCE && !has_arrived(recipient);
    const char *fault = gf_fault_name(recipient->fault), *why = NULL;
    if (hard)
        why = gf_inspect_words(GF_INSPECT_FAULT_EVER, fault, page->french);
    if (why == NULL)
        why = gf_inspect_words(GF_INSPECT_FAULT_NOW, fault, page->french);
    const char *action =
        gf_inspect_words(GF_INSPECT_DELIVERY,
                         recipient->action != NULL ? recipient->action : "failed", page->french);
    g_autoptr(GString) text =
        g_string_new(recipient->address != NULL
                         ? recipient->address
                         : gf_page_say(page, "an address not named", "une adresse non nommée"));
    g_string_append_printf(text, "%s%s", gf_page_colon(page),
                           action != NULL ? action : recipient->action);
    if (!has_arrived(recipient) && why != NULL)
        g_string_append_printf(text, "%s%s", gf_page_say(page, "; ", " ; "), why);
    if (failed)
        g_string_append_printf(text, " (%s)",
                               hard ? gf_page_say(page, "permanent", "définitif")
                                    : gf_page_say(page, "not permanent", "non définitif"));
    gf_page_put(page, gf_page_say(page, "address", "adresse"), text->str);
}

/* The server's own words; where it said none, the status of RFC 3463 that they stand for. */
static void put_diagnostic(const GfPage *page, const GfBounceRecipient *recipient)
{
    if (has_arrived(recipient))
        return;
    if (recipient->diagnostic != NULL)
        gf_page_put_owned(page, gf_page_say(page, "detail", "détail"),
                          gf_text_line(recipient->diagnostic, GF_PAGE_CHARACTERS));
    else if (recipient->status != NULL)
        gf_page_put_owned(page, gf_page_say(page, "detail", "détail"),
                          g_strdup_printf("%s %s",
                                          gf_page_say(page, "only the code", "seulement le code"),
                                          recipient->status));
}

void gf_inspect_put_report(const GfPage *page)
{
    const GfBounce *bounce = page->letter->bounce;
    if (bounce == NULL)
        return;
    for (guint i = 0; i < MIN(bounce->recipients->len, GF_PAGE_ROWS); i++) {
        put_recipient(page, bounce->recipients->pdata[i]);
        put_diagnostic(page, bounce->recipients->pdata[i]);
    }
    gf_page_put_others(page, bounce->recipients->len, GF_PAGE_ROWS);
    if (bounce->recipients->len == 0 && page->letter->kind != GF_KIND_RECEIPT)
        gf_page_put(page, gf_page_say(page, "address", "adresse"),
                    gf_page_say(page, "none is named", "aucune n'est nommée"));
    const char *about = gf_page_say(page, "about", "concerne");
    const char *original = bounce->original_message_id;
    if (original == NULL)
        gf_page_put(
            page, about,
            gf_page_say(page, "a mail that it does not name", "un courriel qu'il ne nomme pas"));
    else
        gf_page_put_owned(
            page, about,
            g_strdup_printf("%s %s", gf_page_say(page, "the mail", "le courriel"), original));
}

void gf_inspect_put_auto_reply(const GfPage *page)
{
    const GfAutoReply *reply = page->letter->auto_reply;
    if (reply == NULL)
        return;
    gf_page_put(page, gf_page_say(page, "known by", "reconnue à"),
                gf_inspect_words(GF_INSPECT_AUTOMATIC, reply->reason, page->french));
    g_autofree char *day = gf_page_day(page, reply->until);
    if (day != NULL)
        gf_page_put_owned(page, gf_page_say(page, "away", "absence"),
                          g_strdup_printf("%s %s", gf_page_say(page, "until", "jusqu'au"), day));
    gf_page_put(page, gf_page_say(page, "turn to", "contact"), reply->replacement);
}
