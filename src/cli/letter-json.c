/* letter-json.c - a letter as JSON; see letter-json.h.
 *
 * The names are a contract with scripts. Nothing is interpreted here: what a letter does not say is
 * null, an empty list, or where the letter has such a word, its own "none".
 */
#include "cli/letter-json.h"

/* --- people --- */

static void add_person(JsonBuilder *json, const char *name, const GfPerson *person)
{
    if (person == NULL) {
        gf_json_text(json, name, NULL);
        return;
    }
    gf_json_begin_object(json, name);
    gf_json_text(json, "name", person->name);
    gf_json_text(json, "address", person->address);
    gf_json_end_object(json);
}

static void add_people(JsonBuilder *json, const char *name, const GPtrArray *people)
{
    gf_json_begin_list(json, name);
    for (guint i = 0; i < people->len; i++)
        add_person(json, NULL, people->pdata[i]);
    gf_json_end_list(json);
}

static void add_authentication(JsonBuilder *json, const GPtrArray *results)
{
    gf_json_begin_list(json, "authentication");
    for (guint i = 0; i < results->len; i++) {
        const GfAuthentication *result = results->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "authserv_id", result->authserv_id);
        gf_json_text(json, "dmarc", result->dmarc);
        gf_json_text(json, "dkim", result->dkim);
        gf_json_text(json, "spf", result->spf);
        gf_json_text(json, "from_domain", result->from_domain);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void add_spam(JsonBuilder *json, int spam)
{
    if (spam < 0)
        gf_json_text(json, "spam", NULL);
    else
        gf_json_boolean(json, "spam", spam != 0);
}

static void add_headers(JsonBuilder *json, const GfCli *cli, const GfLetter *letter)
{
    add_person(json, "from", letter->from);
    add_person(json, "sender", letter->sender);
    add_people(json, "reply_to", letter->reply_to);
    add_people(json, "to", letter->to);
    add_people(json, "cc", letter->cc);
    gf_json_texts(json, "delivered_to", (const char *const *) letter->delivered_to);
    gf_json_text(json, "return_path", letter->return_path);
    gf_json_text(json, "subject", letter->subject);
    gf_json_time(json, "date", cli, letter->date);
    gf_json_text(json, "message_id", letter->message_id);
    gf_json_text(json, "in_reply_to", letter->in_reply_to);
    gf_json_texts(json, "references", (const char *const *) letter->references);
    gf_json_text(json, "list_id", letter->list_id);
    add_authentication(json, letter->authentication);
    add_spam(json, letter->spam);
}

/* --- content --- */

static void add_segments(JsonBuilder *json, const GPtrArray *segments)
{
    gf_json_begin_list(json, "segments");
    for (guint i = 0; i < segments->len; i++) {
        const GfSegment *segment = segments->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "kind", gf_segment_kind_name(segment->kind));
        gf_json_text(json, "text", segment->text);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void add_attachments(JsonBuilder *json, const GPtrArray *attachments)
{
    gf_json_begin_list(json, "attachments");
    for (guint i = 0; i < attachments->len; i++) {
        const GfAttachment *attachment = attachments->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "name", attachment->name);
        gf_json_text(json, "declared_type", attachment->declared_type);
        gf_json_text(json, "type", attachment->type);
        gf_json_integer(json, "size", (gint64) attachment->size);
        gf_json_text(json, "sha256", attachment->sha256);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void add_content(JsonBuilder *json, const GfLetter *letter)
{
    g_autofree char *new_text = gf_letter_new_text(letter);
    gf_json_text(json, "text", letter->text);
    gf_json_text(json, "new_text", new_text);
    add_segments(json, letter->segments);
    add_attachments(json, letter->attachments);
}

/* --- meaning --- */

static void add_bounce_recipient(JsonBuilder *json, const GfBounceRecipient *recipient)
{
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "address", recipient->address);
    gf_json_text(json, "action", recipient->action);
    gf_json_text(json, "status", recipient->status);
    if (recipient->code == 0)
        gf_json_text(json, "code", NULL);
    else
        gf_json_integer(json, "code", recipient->code);
    gf_json_text(json, "diagnostic", recipient->diagnostic);
    gf_json_text(json, "permanence", gf_permanence_name(recipient->permanence));
    gf_json_text(json, "fault", gf_fault_name(recipient->fault));
    gf_json_end_object(json);
}

static void add_bounce(JsonBuilder *json, const GfBounce *bounce)
{
    if (bounce == NULL) {
        gf_json_text(json, "bounce", NULL);
        return;
    }
    gf_json_begin_object(json, "bounce");
    gf_json_begin_list(json, "recipients");
    for (guint i = 0; i < bounce->recipients->len; i++)
        add_bounce_recipient(json, bounce->recipients->pdata[i]);
    gf_json_end_list(json);
    gf_json_text(json, "original_message_id", bounce->original_message_id);
    gf_json_end_object(json);
}

static void add_auto_reply(JsonBuilder *json, const GfAutoReply *auto_reply)
{
    if (auto_reply == NULL) {
        gf_json_text(json, "auto_reply", NULL);
        return;
    }
    gf_json_begin_object(json, "auto_reply");
    gf_json_text(json, "reason", auto_reply->reason);
    gf_json_text(json, "until", auto_reply->until);
    gf_json_text(json, "replacement", auto_reply->replacement);
    gf_json_end_object(json);
}

static void add_attendees(JsonBuilder *json, const GPtrArray *attendees)
{
    gf_json_begin_list(json, "attendees");
    for (guint i = 0; i < attendees->len; i++) {
        const GfAttendee *attendee = attendees->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "address", attendee->address);
        gf_json_text(json, "name", attendee->name);
        gf_json_text(json, "partstat", gf_partstat_name(attendee->partstat));
        gf_json_text(json, "role", attendee->role);
        gf_json_text(json, "delegated_to", attendee->delegated_to);
        gf_json_text(json, "delegated_from", attendee->delegated_from);
        gf_json_text(json, "sent_by", attendee->sent_by);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

static void add_calendar(JsonBuilder *json, const GfCli *cli, const GfCalendar *calendar)
{
    if (calendar == NULL) {
        gf_json_text(json, "calendar", NULL);
        return;
    }
    gf_json_begin_object(json, "calendar");
    gf_json_text(json, "method", gf_method_name(calendar->method));
    gf_json_text(json, "uid", calendar->uid);
    gf_json_integer(json, "sequence", calendar->sequence);
    gf_json_time(json, "dtstamp", cli, calendar->dtstamp);
    gf_json_text(json, "recurrence_id", calendar->recurrence_id);
    gf_json_text(json, "organizer", calendar->organizer);
    gf_json_time(json, "start", cli, calendar->start);
    gf_json_time(json, "end", cli, calendar->end);
    gf_json_text(json, "summary", calendar->summary);
    gf_json_text(json, "comment", calendar->comment);
    gf_json_integer(json, "guests", calendar->guests);
    add_attendees(json, calendar->attendees);
    gf_json_end_object(json);
}

static void add_answer(JsonBuilder *json, const GfAnswer *answer)
{
    gf_json_begin_object(json, "answer");
    gf_json_text(json, "presence", gf_presence_name(answer->presence));
    gf_json_text(json, "parts", gf_parts_name(answer->parts));
    gf_json_text(json, "mode", gf_mode_name(answer->mode));
    gf_json_text(json, "proxy_to", answer->proxy_to);
    gf_json_text(json, "substitute", answer->substitute);
    gf_json_boolean(json, "needs_human", answer->needs_human);
    gf_json_text(json, "why", answer->why);
    gf_json_end_object(json);
}

static void add_problems(JsonBuilder *json, const GPtrArray *problems)
{
    gf_json_begin_list(json, "problems");
    for (guint i = 0; i < problems->len; i++) {
        const GfProblem *problem = problems->pdata[i];
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "code", problem->code);
        gf_json_text(json, "part", problem->part);
        gf_json_text(json, "detail", problem->detail);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

void gf_json_letter(JsonBuilder *json, const GfCli *cli, const GfLetter *letter)
{
    gf_json_text(json, "kind", gf_kind_name(letter->kind));
    add_headers(json, cli, letter);
    add_content(json, letter);
    add_bounce(json, letter->bounce);
    add_auto_reply(json, letter->auto_reply);
    add_calendar(json, cli, letter->calendar);
    add_answer(json, letter->answer);
    add_problems(json, letter->problems);
}
