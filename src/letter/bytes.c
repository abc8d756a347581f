/* bytes.c - a letter as GVariant bytes, and back.
 *
 * What comes in was written by a process that has parsed hostile mail: the reading half refuses
 * (GF_ERROR_MESSAGE) what is too large, not in normal form, of another version, too many, out of
 * range or holds control characters; it never guesses and never asserts. NULL texts travel as maybe
 * values. The type of each struct stands above the two functions that write and read it; of the
 * whole it is
 *   (u HEADER CONTENT MEANING aPROBLEM)
 */
#include "base/error.h"
#include "base/limits.h"
#include "letter/framing.h"
#include "letter/letter.h"

/* Raised with every change of a type or of the meaning of a field. */
#define LETTER_VERSION 1

/* --- out --- */

typedef void (*WriteFunc)(GfFramer *out, gconstpointer item);

static void write_array(GfFramer *out, const GPtrArray *items, guint alignment, WriteFunc write)
{
    GfContainer array = gf_framer_open(out, alignment);
    for (guint i = 0; i < items->len; i++) {
        write(out, items->pdata[i]);
        gf_framer_member(out);
    }
    gf_framer_end_array(out, &array);
}

static void write_maybe(GfFramer *out, gconstpointer item, guint alignment, WriteFunc write)
{
    gf_framer_align(out, alignment);
    if (item == NULL)
        return;
    write(out, item);
    gf_framer_end_maybe(out);
}

static void write_texts(GfFramer *out, char *const *texts)
{
    GfContainer array = gf_framer_open(out, 1);
    for (; *texts != NULL; texts++) {
        gf_framer_text(out, *texts);
        gf_framer_member(out);
    }
    gf_framer_end_array(out, &array);
}

/* A member "ms" that is not the last one. */
static void write_member(GfFramer *out, const char *text)
{
    gf_framer_maybe_text(out, text);
    gf_framer_member(out);
}

static void write_person(GfFramer *out, gconstpointer item)
{
    const GfPerson *person = item;
    GfContainer tuple = gf_framer_open(out, 1);
    write_member(out, person->name);
    gf_framer_text(out, person->address);
    gf_framer_end_tuple(out, &tuple);
}

static void write_authentication(GfFramer *out, gconstpointer item)
{
    const GfAuthentication *a = item;
    GfContainer tuple = gf_framer_open(out, 1);
    write_member(out, a->authserv_id);
    write_member(out, a->dmarc);
    write_member(out, a->dkim);
    write_member(out, a->spf);
    gf_framer_maybe_text(out, a->from_domain);
    gf_framer_end_tuple(out, &tuple);
}

static void write_segment(GfFramer *out, gconstpointer item)
{
    const GfSegment *segment = item;
    GfContainer tuple = gf_framer_open(out, 1);
    gf_framer_byte(out, (guint8) segment->kind);
    gf_framer_text(out, segment->text);
    gf_framer_end_tuple(out, &tuple);
}

static void write_attachment(GfFramer *out, gconstpointer item)
{
    const GfAttachment *a = item;
    GfContainer tuple = gf_framer_open(out, 8);
    write_member(out, a->name);
    write_member(out, a->declared_type);
    write_member(out, a->type);
    gf_framer_int64(out, (gint64) a->size);
    gf_framer_maybe_text(out, a->sha256);
    gf_framer_end_tuple(out, &tuple);
}

static void write_recipient(GfFramer *out, gconstpointer item)
{
    const GfBounceRecipient *r = item;
    GfContainer tuple = gf_framer_open(out, 4);
    write_member(out, r->address);
    write_member(out, r->action);
    write_member(out, r->status);
    gf_framer_int32(out, r->code);
    write_member(out, r->diagnostic);
    gf_framer_byte(out, (guint8) r->permanence);
    gf_framer_byte(out, (guint8) r->fault);
    gf_framer_end_tuple(out, &tuple);
}

static void write_bounce(GfFramer *out, gconstpointer item)
{
    const GfBounce *bounce = item;
    GfContainer tuple = gf_framer_open(out, 4);
    write_array(out, bounce->recipients, 4, write_recipient);
    gf_framer_member(out);
    gf_framer_maybe_text(out, bounce->original_message_id);
    gf_framer_end_tuple(out, &tuple);
}

static void write_auto_reply(GfFramer *out, gconstpointer item)
{
    const GfAutoReply *a = item;
    GfContainer tuple = gf_framer_open(out, 1);
    write_member(out, a->reason);
    write_member(out, a->until);
    gf_framer_maybe_text(out, a->replacement);
    gf_framer_end_tuple(out, &tuple);
}

static void write_attendee(GfFramer *out, gconstpointer item)
{
    const GfAttendee *a = item;
    GfContainer tuple = gf_framer_open(out, 1);
    gf_framer_text(out, a->address);
    gf_framer_member(out);
    write_member(out, a->name);
    gf_framer_byte(out, (guint8) a->partstat);
    write_member(out, a->role);
    write_member(out, a->delegated_to);
    write_member(out, a->delegated_from);
    gf_framer_maybe_text(out, a->sent_by);
    gf_framer_end_tuple(out, &tuple);
}

static void write_event(GfFramer *out, const GfCalendar *c)
{
    GfContainer tuple = gf_framer_open(out, 8);
    gf_framer_byte(out, (guint8) c->method);
    write_member(out, c->uid);
    gf_framer_int32(out, c->sequence);
    gf_framer_int64(out, c->dtstamp);
    write_member(out, c->recurrence_id);
    write_member(out, c->organizer);
    gf_framer_int64(out, c->start);
    gf_framer_int64(out, c->end);
    write_member(out, c->summary);
    gf_framer_maybe_text(out, c->comment);
    gf_framer_end_tuple(out, &tuple);
}

static void write_calendar(GfFramer *out, gconstpointer item)
{
    const GfCalendar *c = item;
    GfContainer tuple = gf_framer_open(out, 8);
    write_event(out, c);
    gf_framer_member(out);
    gf_framer_int32(out, c->guests);
    write_array(out, c->attendees, 1, write_attendee);
    gf_framer_end_tuple(out, &tuple);
}

static void write_answer(GfFramer *out, gconstpointer item)
{
    const GfAnswer *a = item;
    GfContainer tuple = gf_framer_open(out, 1);
    gf_framer_byte(out, (guint8) a->presence);
    gf_framer_byte(out, (guint8) a->parts);
    gf_framer_byte(out, (guint8) a->mode);
    write_member(out, a->proxy_to);
    write_member(out, a->substitute);
    gf_framer_byte(out, a->needs_human != FALSE);
    gf_framer_maybe_text(out, a->why);
    gf_framer_end_tuple(out, &tuple);
}

static void write_problem(GfFramer *out, gconstpointer item)
{
    const GfProblem *problem = item;
    GfContainer tuple = gf_framer_open(out, 1);
    gf_framer_text(out, problem->code);
    gf_framer_member(out);
    write_member(out, problem->part);
    gf_framer_maybe_text(out, problem->detail);
    gf_framer_end_tuple(out, &tuple);
}

static void write_people(GfFramer *out, const GPtrArray *people)
{
    write_array(out, people, 1, write_person);
    gf_framer_member(out);
}

static void write_header(GfFramer *out, const GfLetter *l)
{
    GfContainer tuple = gf_framer_open(out, 8);
    write_maybe(out, l->from, 1, write_person);
    gf_framer_member(out);
    write_maybe(out, l->sender, 1, write_person);
    gf_framer_member(out);
    write_people(out, l->reply_to);
    write_people(out, l->to);
    write_people(out, l->cc);
    write_texts(out, l->delivered_to);
    gf_framer_member(out);
    write_member(out, l->return_path);
    write_member(out, l->subject);
    gf_framer_int64(out, l->date);
    write_member(out, l->message_id);
    write_member(out, l->in_reply_to);
    write_texts(out, l->references);
    gf_framer_member(out);
    write_member(out, l->list_id);
    write_array(out, l->authentication, 1, write_authentication);
    gf_framer_member(out);
    gf_framer_int32(out, l->spam);
    gf_framer_maybe_text(out, l->auto_submitted);
    gf_framer_end_tuple(out, &tuple);
}

static void write_content(GfFramer *out, const GfLetter *l)
{
    GfContainer tuple = gf_framer_open(out, 8);
    gf_framer_text(out, l->text);
    gf_framer_member(out);
    write_array(out, l->segments, 1, write_segment);
    gf_framer_member(out);
    write_array(out, l->attachments, 8, write_attachment);
    gf_framer_end_tuple(out, &tuple);
}

static void write_meaning(GfFramer *out, const GfLetter *l)
{
    GfContainer tuple = gf_framer_open(out, 8);
    gf_framer_byte(out, (guint8) l->kind);
    write_maybe(out, l->bounce, 4, write_bounce);
    gf_framer_member(out);
    write_maybe(out, l->auto_reply, 1, write_auto_reply);
    gf_framer_member(out);
    write_maybe(out, l->calendar, 8, write_calendar);
    gf_framer_member(out);
    write_maybe(out, l->answer, 1, write_answer);
    gf_framer_end_tuple(out, &tuple);
}

GBytes *gf_letter_to_bytes(const GfLetter *l)
{
    GfFramer out;
    gf_framer_init(&out);
    GfContainer whole = gf_framer_open(&out, 8);
    gf_framer_int32(&out, LETTER_VERSION);
    write_header(&out, l);
    gf_framer_member(&out);
    write_content(&out, l);
    gf_framer_member(&out);
    write_meaning(&out, l);
    gf_framer_member(&out);
    write_array(&out, l->problems, 1, write_problem);
    gf_framer_end_tuple(&out, &whole);
    return gf_framer_finish(&out);
}

/* --- in --- */

static int checked_enum(GfUnframer *in, guint8 value, int last)
{
    if (value <= last)
        return value;
    gf_unframer_refuse(in, "a value is out of range");
    return 0;
}

static int read_enum(GfMembers *members, int last)
{
    return checked_enum(members->in, gf_members_byte(members), last);
}

typedef gpointer (*ReadFunc)(GfUnframer *in, GfSpan span);

static void read_array(GfUnframer *in, GfSpan span, guint alignment, gsize maximum, ReadFunc read,
                       GPtrArray *items)
{
    GfMembers array = gf_unframer_array(in, span);
    if (array.count > maximum) {
        gf_unframer_refuse(in, "too many items");
        return;
    }
    for (gsize i = 0; i < array.count && in->why == NULL; i++)
        g_ptr_array_add(items, read(in, gf_members_next(&array, alignment)));
}

static gpointer read_maybe(GfUnframer *in, GfSpan span, ReadFunc read)
{
    GfSpan inner;
    return gf_unframer_maybe(in, span, &inner) ? read(in, inner) : NULL;
}

static char **read_texts(GfUnframer *in, GfSpan span)
{
    GfMembers array = gf_unframer_array(in, span);
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    for (gsize i = 0; i < array.count && in->why == NULL; i++) {
        g_autofree char *text = gf_members_text(&array);
        g_strv_builder_add(texts, text);
    }
    return g_strv_builder_end(texts);
}

/* The last member of a tuple, "ms". */
static char *read_last(GfMembers *tuple)
{
    return gf_unframer_maybe_text(tuple->in, gf_members_last(tuple, 1));
}

/* PERSON (mss) */
static gpointer read_person(GfUnframer *in, GfSpan span)
{
    GfPerson *person = g_new0(GfPerson, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 1);
    person->name = gf_members_maybe_text(&tuple);
    person->address = gf_unframer_text(in, gf_members_last(&tuple, 1));
    return person;
}

/* AUTHENTICATION (msmsmsmsms) */
static gpointer read_authentication(GfUnframer *in, GfSpan span)
{
    GfAuthentication *a = g_new0(GfAuthentication, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 4);
    a->authserv_id = gf_members_maybe_text(&tuple);
    a->dmarc = gf_members_maybe_text(&tuple);
    a->dkim = gf_members_maybe_text(&tuple);
    a->spf = gf_members_maybe_text(&tuple);
    a->from_domain = read_last(&tuple);
    return a;
}

/* SEGMENT (ys) */
static gpointer read_segment(GfUnframer *in, GfSpan span)
{
    GfSegment *segment = g_new0(GfSegment, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 0);
    segment->kind = read_enum(&tuple, GF_SEGMENT_FORWARD);
    segment->text = gf_unframer_text(in, gf_members_last(&tuple, 1));
    return segment;
}

/* ATTACHMENT (msmsmstms) */
static gpointer read_attachment(GfUnframer *in, GfSpan span)
{
    GfAttachment *a = g_new0(GfAttachment, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 3);
    a->name = gf_members_maybe_text(&tuple);
    a->declared_type = gf_members_maybe_text(&tuple);
    a->type = gf_members_maybe_text(&tuple);
    a->size = (guint64) gf_members_int64(&tuple);
    a->sha256 = read_last(&tuple);
    return a;
}

/* RECIPIENT (msmsmsimsyy) */
static gpointer read_recipient(GfUnframer *in, GfSpan span)
{
    GfBounceRecipient *r = g_new0(GfBounceRecipient, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 4);
    r->address = gf_members_maybe_text(&tuple);
    r->action = gf_members_maybe_text(&tuple);
    r->status = gf_members_maybe_text(&tuple);
    r->code = gf_members_int32(&tuple);
    r->diagnostic = gf_members_maybe_text(&tuple);
    r->permanence = read_enum(&tuple, GF_PERMANENCE_HARD);
    r->fault = read_enum(&tuple, GF_FAULT_NETWORK);
    gf_members_end(&tuple);
    if (r->code < 0 || r->code > 999)
        gf_unframer_refuse(in, "a value is out of range");
    return r;
}

/* BOUNCE (aRECIPIENT ms) */
static gpointer read_bounce(GfUnframer *in, GfSpan span)
{
    GfBounce *bounce = gf_bounce_new();
    GfMembers tuple = gf_unframer_tuple(in, span, 1);
    read_array(in, gf_members_next(&tuple, 4), 4, GF_LIMIT_BOUNCE_RECIPIENTS, read_recipient,
               bounce->recipients);
    bounce->original_message_id = read_last(&tuple);
    return bounce;
}

/* AUTO_REPLY (msmsms) */
static gpointer read_auto_reply(GfUnframer *in, GfSpan span)
{
    GfAutoReply *a = g_new0(GfAutoReply, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 2);
    a->reason = gf_members_maybe_text(&tuple);
    a->until = gf_members_maybe_text(&tuple);
    a->replacement = read_last(&tuple);
    return a;
}

/* ATTENDEE (smsymsmsmsms) */
static gpointer read_attendee(GfUnframer *in, GfSpan span)
{
    GfAttendee *a = g_new0(GfAttendee, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 5);
    a->address = gf_members_text(&tuple);
    a->name = gf_members_maybe_text(&tuple);
    a->partstat = read_enum(&tuple, GF_PARTSTAT_OTHER);
    a->role = gf_members_maybe_text(&tuple);
    a->delegated_to = gf_members_maybe_text(&tuple);
    a->delegated_from = gf_members_maybe_text(&tuple);
    a->sent_by = read_last(&tuple);
    return a;
}

/* EVENT (ymsixmsmsxxmsms) */
static void read_event(GfUnframer *in, GfSpan span, GfCalendar *c)
{
    GfMembers tuple = gf_unframer_tuple(in, span, 4);
    c->method = read_enum(&tuple, GF_METHOD_DECLINECOUNTER);
    c->uid = gf_members_maybe_text(&tuple);
    c->sequence = gf_members_int32(&tuple);
    c->dtstamp = gf_members_int64(&tuple);
    c->recurrence_id = gf_members_maybe_text(&tuple);
    c->organizer = gf_members_maybe_text(&tuple);
    c->start = gf_members_int64(&tuple);
    c->end = gf_members_int64(&tuple);
    c->summary = gf_members_maybe_text(&tuple);
    c->comment = read_last(&tuple);
}

/* CALENDAR (EVENT i aATTENDEE) */
static gpointer read_calendar(GfUnframer *in, GfSpan span)
{
    GfCalendar *c = gf_calendar_new();
    GfMembers tuple = gf_unframer_tuple(in, span, 1);
    read_event(in, gf_members_next(&tuple, 8), c);
    c->guests = gf_members_int32(&tuple);
    read_array(in, gf_members_last(&tuple, 1), 1, GF_LIMIT_CALENDAR_ATTENDEES, read_attendee,
               c->attendees);
    return c;
}

/* ANSWER (yyymsmsbms) */
static gpointer read_answer(GfUnframer *in, GfSpan span)
{
    GfAnswer *a = gf_answer_new();
    GfMembers tuple = gf_unframer_tuple(in, span, 2);
    a->presence = read_enum(&tuple, GF_PRESENCE_TENTATIVE);
    a->parts = read_enum(&tuple, GF_PARTS_AFTERNOON);
    a->mode = read_enum(&tuple, GF_MODE_REMOTE);
    a->proxy_to = gf_members_maybe_text(&tuple);
    a->substitute = gf_members_maybe_text(&tuple);
    a->needs_human = gf_members_boolean(&tuple);
    a->why = read_last(&tuple);
    return a;
}

/* PROBLEM (smsms) */
static gpointer read_problem(GfUnframer *in, GfSpan span)
{
    GfProblem *problem = g_new0(GfProblem, 1);
    GfMembers tuple = gf_unframer_tuple(in, span, 2);
    problem->code = gf_members_text(&tuple);
    problem->part = gf_members_maybe_text(&tuple);
    problem->detail = read_last(&tuple);
    return problem;
}

static void read_people(GfMembers *header, GPtrArray *people)
{
    read_array(header->in, gf_members_next(header, 1), 1, GF_LIMIT_RECIPIENTS, read_person, people);
}

static void read_member_texts(GfMembers *header, char ***texts)
{
    g_strfreev(*texts);
    *texts = read_texts(header->in, gf_members_next(header, 1));
}

/* HEADER (mPERSON mPERSON aPERSON aPERSON aPERSON as ms ms x ms ms as ms aAUTHENTICATION i ms) */
static void read_header(GfUnframer *in, GfSpan span, GfLetter *l)
{
    GfMembers header = gf_unframer_tuple(in, span, 13);
    l->from = read_maybe(in, gf_members_next(&header, 1), read_person);
    l->sender = read_maybe(in, gf_members_next(&header, 1), read_person);
    read_people(&header, l->reply_to);
    read_people(&header, l->to);
    read_people(&header, l->cc);
    read_member_texts(&header, &l->delivered_to);
    l->return_path = gf_members_maybe_text(&header);
    l->subject = gf_members_maybe_text(&header);
    l->date = gf_members_int64(&header);
    l->message_id = gf_members_maybe_text(&header);
    l->in_reply_to = gf_members_maybe_text(&header);
    read_member_texts(&header, &l->references);
    l->list_id = gf_members_maybe_text(&header);
    read_array(in, gf_members_next(&header, 1), 1, GF_LIMIT_HEADERS, read_authentication,
               l->authentication);
    l->spam = gf_members_int32(&header);
    l->auto_submitted = read_last(&header);
    if (l->spam < -1 || l->spam > 1)
        gf_unframer_refuse(in, "a value is out of range");
}

/* CONTENT (s aSEGMENT aATTACHMENT) */
static void read_content(GfUnframer *in, GfSpan span, GfLetter *l)
{
    GfMembers content = gf_unframer_tuple(in, span, 2);
    g_free(l->text);
    l->text = gf_members_text(&content);
    read_array(in, gf_members_next(&content, 1), 1, G_MAXUINT, read_segment, l->segments);
    read_array(in, gf_members_last(&content, 8), 8, GF_LIMIT_ATTACHMENTS, read_attachment,
               l->attachments);
}

/* MEANING (y mBOUNCE mAUTO_REPLY mCALENDAR mANSWER) */
static void read_meaning(GfUnframer *in, GfSpan span, GfLetter *l)
{
    GfMembers meaning = gf_unframer_tuple(in, span, 3);
    l->kind = read_enum(&meaning, GF_KIND_CALENDAR);
    l->bounce = read_maybe(in, gf_members_next(&meaning, 4), read_bounce);
    l->auto_reply = read_maybe(in, gf_members_next(&meaning, 1), read_auto_reply);
    l->calendar = read_maybe(in, gf_members_next(&meaning, 8), read_calendar);
    GfAnswer *said = read_maybe(in, gf_members_last(&meaning, 1), read_answer);
    if (said != NULL) {
        gf_answer_free(l->answer);
        l->answer = said;
    }
}

static GfLetter *read_letter(GfUnframer *in, gsize size)
{
    GfLetter *letter = gf_letter_new();
    GfMembers whole = gf_unframer_tuple(in, (GfSpan){0, size}, 3);
    if (gf_members_int32(&whole) != LETTER_VERSION)
        gf_unframer_refuse(in, "another version wrote it");
    read_header(in, gf_members_next(&whole, 8), letter);
    read_content(in, gf_members_next(&whole, 8), letter);
    read_meaning(in, gf_members_next(&whole, 8), letter);
    read_array(in, gf_members_last(&whole, 1), 1, GF_LIMIT_PROBLEMS, read_problem,
               letter->problems);
    return letter;
}

GfLetter *gf_letter_from_bytes(GBytes *bytes, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    GfUnframer in = {size > 0 ? data : (const guint8 *) "", NULL};
    g_autoptr(GfLetter) letter = NULL;
    if (size > GF_LIMIT_LETTER_BYTES)
        gf_unframer_refuse(&in, "it is too large");
    else
        letter = read_letter(&in, size);
    if (in.why != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_MESSAGE, "letter from the reader: %s", in.why);
        return NULL;
    }
    return g_steal_pointer(&letter);
}
