/* letter.c - making, freeing and naming what a letter holds; see letter.h. Serialised in bytes.c.
 */
#include "letter/letter.h"

#include "base/limits.h"
#include "base/text.h"

enum { DETAIL_MAXIMUM = 200 };

GfPerson *gf_person_new(const char *name, const char *address)
{
    GfPerson *person = g_new0(GfPerson, 1);
    person->name = g_strdup(name);
    person->address = g_strdup(address != NULL ? address : "");
    return person;
}

void gf_person_free(GfPerson *person)
{
    if (person == NULL)
        return;
    g_free(person->name);
    g_free(person->address);
    g_free(person);
}

GfSegment *gf_segment_new(GfSegmentKind kind, const char *text, gssize length)
{
    GfSegment *segment = g_new0(GfSegment, 1);
    segment->kind = kind;
    segment->text = length < 0 ? g_strdup(text) : g_strndup(text, (gsize) length);
    return segment;
}

void gf_segment_free(GfSegment *segment)
{
    if (segment == NULL)
        return;
    g_free(segment->text);
    g_free(segment);
}

void gf_attachment_free(GfAttachment *attachment)
{
    if (attachment == NULL)
        return;
    g_free(attachment->name);
    g_free(attachment->declared_type);
    g_free(attachment->type);
    g_free(attachment->sha256);
    g_free(attachment);
}

void gf_authentication_free(GfAuthentication *authentication)
{
    if (authentication == NULL)
        return;
    g_free(authentication->authserv_id);
    g_free(authentication->dmarc);
    g_free(authentication->dkim);
    g_free(authentication->spf);
    g_free(authentication->from_domain);
    g_free(authentication);
}

GfBounce *gf_bounce_new(void)
{
    GfBounce *bounce = g_new0(GfBounce, 1);
    bounce->recipients = g_ptr_array_new_with_free_func((GDestroyNotify) gf_bounce_recipient_free);
    return bounce;
}

void gf_bounce_free(GfBounce *bounce)
{
    if (bounce == NULL)
        return;
    g_ptr_array_unref(bounce->recipients);
    g_free(bounce->original_message_id);
    g_free(bounce);
}

void gf_bounce_recipient_free(GfBounceRecipient *recipient)
{
    if (recipient == NULL)
        return;
    g_free(recipient->address);
    g_free(recipient->action);
    g_free(recipient->status);
    g_free(recipient->diagnostic);
    g_free(recipient);
}

void gf_auto_reply_free(GfAutoReply *auto_reply)
{
    if (auto_reply == NULL)
        return;
    g_free(auto_reply->reason);
    g_free(auto_reply->until);
    g_free(auto_reply->replacement);
    g_free(auto_reply);
}

GfCalendar *gf_calendar_new(void)
{
    GfCalendar *calendar = g_new0(GfCalendar, 1);
    calendar->attendees = g_ptr_array_new_with_free_func((GDestroyNotify) gf_attendee_free);
    return calendar;
}

void gf_calendar_free(GfCalendar *calendar)
{
    if (calendar == NULL)
        return;
    g_free(calendar->uid);
    g_free(calendar->recurrence_id);
    g_free(calendar->organizer);
    g_free(calendar->summary);
    g_free(calendar->comment);
    g_ptr_array_unref(calendar->attendees);
    g_free(calendar);
}

void gf_attendee_free(GfAttendee *attendee)
{
    if (attendee == NULL)
        return;
    g_free(attendee->address);
    g_free(attendee->name);
    g_free(attendee->role);
    g_free(attendee->delegated_to);
    g_free(attendee->delegated_from);
    g_free(attendee->sent_by);
    g_free(attendee);
}

GfAnswer *gf_answer_new(void)
{
    return g_new0(GfAnswer, 1);
}

void gf_answer_free(GfAnswer *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->proxy_to);
    g_free(answer->substitute);
    g_free(answer->why);
    g_free(answer);
}

void gf_problem_free(GfProblem *problem)
{
    if (problem == NULL)
        return;
    g_free(problem->code);
    g_free(problem->part);
    g_free(problem->detail);
    g_free(problem);
}

static GPtrArray *people_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
}

GfLetter *gf_letter_new(void)
{
    GfLetter *letter = g_new0(GfLetter, 1);
    letter->reply_to = people_new();
    letter->to = people_new();
    letter->cc = people_new();
    letter->delivered_to = g_new0(char *, 1);
    letter->references = g_new0(char *, 1);
    letter->authentication =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_authentication_free);
    letter->spam = -1;
    letter->text = g_strdup("");
    letter->segments = g_ptr_array_new_with_free_func((GDestroyNotify) gf_segment_free);
    letter->attachments = g_ptr_array_new_with_free_func((GDestroyNotify) gf_attachment_free);
    letter->answer = gf_answer_new();
    letter->problems = g_ptr_array_new_with_free_func((GDestroyNotify) gf_problem_free);
    return letter;
}

static void free_header(GfLetter *letter)
{
    gf_person_free(letter->from);
    gf_person_free(letter->sender);
    g_ptr_array_unref(letter->reply_to);
    g_ptr_array_unref(letter->to);
    g_ptr_array_unref(letter->cc);
    g_strfreev(letter->delivered_to);
    g_free(letter->return_path);
    g_free(letter->subject);
    g_free(letter->message_id);
    g_free(letter->in_reply_to);
    g_strfreev(letter->references);
    g_free(letter->list_id);
    g_ptr_array_unref(letter->authentication);
    g_free(letter->auto_submitted);
}

void gf_letter_free(GfLetter *letter)
{
    if (letter == NULL)
        return;
    free_header(letter);
    g_free(letter->text);
    g_ptr_array_unref(letter->segments);
    g_ptr_array_unref(letter->attachments);
    gf_bounce_free(letter->bounce);
    gf_auto_reply_free(letter->auto_reply);
    gf_calendar_free(letter->calendar);
    gf_answer_free(letter->answer);
    g_ptr_array_unref(letter->problems);
    g_free(letter);
}

char *gf_letter_new_text(const GfLetter *letter)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = letter->segments->pdata[i];
        if (segment->kind == GF_SEGMENT_NEW)
            g_string_append(text, segment->text);
    }
    return g_string_free(text, FALSE);
}

void gf_letter_add_problem(GfLetter *letter, const char *code, const char *part, const char *detail)
{
    if (letter->problems->len >= GF_LIMIT_PROBLEMS)
        return;
    GfProblem *problem = g_new0(GfProblem, 1);
    problem->code = g_strdup(code);
    problem->part = g_strdup(part);
    problem->detail = detail != NULL ? gf_text_line(detail, DETAIL_MAXIMUM) : NULL;
    g_ptr_array_add(letter->problems, problem);
}

/* A value out of range is a programming error: gf_letter_from_bytes() lets none in. */
static const char *name_in(const char *const *names, gsize count, int value)
{
    g_assert(value >= 0 && (gsize) value < count);
    return names[value];
}

const char *gf_kind_name(GfKind kind)
{
    static const char *const names[] = {"message", "bounce",   "delay",   "auto-reply",
                                        "receipt", "feedback", "calendar"};
    return name_in(names, G_N_ELEMENTS(names), (int) kind);
}

const char *gf_segment_kind_name(GfSegmentKind kind)
{
    static const char *const names[] = {"new", "quote", "signature", "banner", "forward"};
    return name_in(names, G_N_ELEMENTS(names), (int) kind);
}

const char *gf_permanence_name(GfPermanence permanence)
{
    static const char *const names[] = {"soft", "hard"};
    return name_in(names, G_N_ELEMENTS(names), (int) permanence);
}

const char *gf_fault_name(GfFault fault)
{
    static const char *const names[] = {"unknown", "address", "mailbox",
                                        "policy",  "content", "network"};
    return name_in(names, G_N_ELEMENTS(names), (int) fault);
}

const char *gf_method_name(GfMethod method)
{
    static const char *const names[] = {NULL,     "PUBLISH", "REQUEST", "REPLY",         "ADD",
                                        "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"};
    return name_in(names, G_N_ELEMENTS(names), (int) method);
}

const char *gf_partstat_name(GfPartstat partstat)
{
    static const char *const names[] = {NULL,        "NEEDS-ACTION", "ACCEPTED", "DECLINED",
                                        "TENTATIVE", "DELEGATED",    "OTHER"};
    return name_in(names, G_N_ELEMENTS(names), (int) partstat);
}

const char *gf_presence_name(GfPresence presence)
{
    static const char *const names[] = {"unclear", "present", "absent", "tentative"};
    return name_in(names, G_N_ELEMENTS(names), (int) presence);
}

const char *gf_parts_name(GfParts parts)
{
    static const char *const names[] = {NULL, "all", "morning", "afternoon"};
    return name_in(names, G_N_ELEMENTS(names), (int) parts);
}

const char *gf_mode_name(GfMode mode)
{
    static const char *const names[] = {NULL, "onsite", "remote"};
    return name_in(names, G_N_ELEMENTS(names), (int) mode);
}
