/* bytes.c - a letter as GVariant bytes, and back.
 *
 * What comes in was written by a process that has parsed hostile mail: the reading half refuses
 * (GF_ERROR_MESSAGE) what is too large, not in normal form, of another version, too many, out of
 * range or holds control characters; it never guesses and never asserts. NULL texts travel as maybe
 * values.
 */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "letter/letter.h"

/* Raised with every change of LETTER_TYPE or of the meaning of a field. */
#define LETTER_VERSION 1u

#define PERSON "(mss)"
#define AUTHENTICATION "(msmsmsmsms)"
#define SEGMENT "(ys)"
#define ATTACHMENT "(msmsmstms)"
#define RECIPIENT "(msmsmsimsyy)"
#define BOUNCE "(a" RECIPIENT "ms)"
#define AUTO_REPLY "(msmsms)"
#define ATTENDEE "(smsymsmsmsms)"
#define CALENDAR "((ymsixmsmsxxmsms)ia" ATTENDEE ")"
#define ANSWER "(yyymsmsbms)"
#define PROBLEM "(smsms)"
#define HEADER                                                                                     \
    "(m" PERSON "m" PERSON "a" PERSON "a" PERSON "a" PERSON "asmsmsxmsmsasmsa" AUTHENTICATION "im" \
    "s)"
#define CONTENT "(sa" SEGMENT "a" ATTACHMENT ")"
#define MEANING "(ym" BOUNCE "m" AUTO_REPLY "m" CALENDAR "m" ANSWER ")"
#define LETTER_TYPE "(u" HEADER CONTENT MEANING "a" PROBLEM ")"

/* While a value of a type lives, GLib keeps what it has worked out about it: half the cost of a
 * letter. */
static void keep_types(void)
{
    static GVariant *kept = NULL;
    if (g_once_init_enter(&kept))
        g_once_init_leave(&kept, g_variant_ref_sink(g_variant_new_from_data(
                                     G_VARIANT_TYPE(LETTER_TYPE), "", 0, FALSE, NULL, NULL)));
}

/* --- out --- */

typedef GVariant *(*PackFunc)(gconstpointer item);

static GVariant *pack_array(const GPtrArray *items, const char *type, PackFunc pack)
{
    GVariantBuilder builder;
    g_autofree char *array_type = g_strconcat("a", type, NULL);
    g_variant_builder_init(&builder, G_VARIANT_TYPE(array_type));
    for (guint i = 0; i < items->len; i++)
        g_variant_builder_add_value(&builder, pack(items->pdata[i]));
    return g_variant_builder_end(&builder);
}

static GVariant *pack_maybe(gconstpointer item, const char *type, PackFunc pack)
{
    return g_variant_new_maybe(G_VARIANT_TYPE(type), item != NULL ? pack(item) : NULL);
}

static GVariant *pack_person(gconstpointer item)
{
    const GfPerson *person = item;
    return g_variant_new(PERSON, person->name, person->address);
}

static GVariant *pack_authentication(gconstpointer item)
{
    const GfAuthentication *a = item;
    return g_variant_new(AUTHENTICATION, a->authserv_id, a->dmarc, a->dkim, a->spf, a->from_domain);
}

static GVariant *pack_segment(gconstpointer item)
{
    const GfSegment *segment = item;
    return g_variant_new(SEGMENT, (guchar) segment->kind, segment->text);
}

static GVariant *pack_attachment(gconstpointer item)
{
    const GfAttachment *a = item;
    return g_variant_new(ATTACHMENT, a->name, a->declared_type, a->type, a->size, a->sha256);
}

static GVariant *pack_recipient(gconstpointer item)
{
    const GfBounceRecipient *r = item;
    return g_variant_new(RECIPIENT, r->address, r->action, r->status, r->code, r->diagnostic,
                         (guchar) r->permanence, (guchar) r->fault);
}

static GVariant *pack_bounce(gconstpointer item)
{
    const GfBounce *bounce = item;
    return g_variant_new("(@a" RECIPIENT "ms)",
                         pack_array(bounce->recipients, RECIPIENT, pack_recipient),
                         bounce->original_message_id);
}

static GVariant *pack_auto_reply(gconstpointer item)
{
    const GfAutoReply *a = item;
    return g_variant_new(AUTO_REPLY, a->reason, a->until, a->replacement);
}

static GVariant *pack_attendee(gconstpointer item)
{
    const GfAttendee *a = item;
    return g_variant_new(ATTENDEE, a->address, a->name, (guchar) a->partstat, a->role,
                         a->delegated_to, a->delegated_from, a->sent_by);
}

static GVariant *pack_calendar(gconstpointer item)
{
    const GfCalendar *c = item;
    return g_variant_new("((ymsixmsmsxxmsms)i@a" ATTENDEE ")", (guchar) c->method, c->uid,
                         c->sequence, c->dtstamp, c->recurrence_id, c->organizer, c->start, c->end,
                         c->summary, c->comment, c->guests,
                         pack_array(c->attendees, ATTENDEE, pack_attendee));
}

static GVariant *pack_answer(gconstpointer item)
{
    const GfAnswer *a = item;
    return g_variant_new(ANSWER, (guchar) a->presence, (guchar) a->parts, (guchar) a->mode,
                         a->proxy_to, a->substitute, a->needs_human, a->why);
}

static GVariant *pack_problem(gconstpointer item)
{
    const GfProblem *problem = item;
    return g_variant_new(PROBLEM, problem->code, problem->part, problem->detail);
}

static GVariant *pack_header(const GfLetter *l)
{
    return g_variant_new(
        "(@m" PERSON "@m" PERSON "@a" PERSON "@a" PERSON "@a" PERSON
        "^asmsmsxmsms^asms@a" AUTHENTICATION "ims)",
        pack_maybe(l->from, PERSON, pack_person), pack_maybe(l->sender, PERSON, pack_person),
        pack_array(l->reply_to, PERSON, pack_person), pack_array(l->to, PERSON, pack_person),
        pack_array(l->cc, PERSON, pack_person), l->delivered_to, l->return_path, l->subject,
        l->date, l->message_id, l->in_reply_to, l->references, l->list_id,
        pack_array(l->authentication, AUTHENTICATION, pack_authentication), l->spam,
        l->auto_submitted);
}

GBytes *gf_letter_to_bytes(const GfLetter *l)
{
    keep_types();
    GVariant *content = g_variant_new("(s@a" SEGMENT "@a" ATTACHMENT ")", l->text,
                                      pack_array(l->segments, SEGMENT, pack_segment),
                                      pack_array(l->attachments, ATTACHMENT, pack_attachment));
    GVariant *meaning = g_variant_new("(y@m" BOUNCE "@m" AUTO_REPLY "@m" CALENDAR "@m" ANSWER ")",
                                      (guchar) l->kind, pack_maybe(l->bounce, BOUNCE, pack_bounce),
                                      pack_maybe(l->auto_reply, AUTO_REPLY, pack_auto_reply),
                                      pack_maybe(l->calendar, CALENDAR, pack_calendar),
                                      pack_maybe(l->answer, ANSWER, pack_answer));
    g_autoptr(GVariant) whole = g_variant_ref_sink(g_variant_new(
        "(u@" HEADER "@" CONTENT "@" MEANING "@a" PROBLEM ")", LETTER_VERSION, pack_header(l),
        content, meaning, pack_array(l->problems, PROBLEM, pack_problem)));
    return g_variant_get_data_as_bytes(whole);
}

/* --- in --- */

/* What is wrong with the bytes being read; the first finding stays. */
typedef struct {
    const char *why;
} Reading;

static void refuse(Reading *reading, const char *why)
{
    if (reading->why == NULL)
        reading->why = why;
}

static int checked_enum(Reading *reading, guchar value, int last)
{
    if (value <= last)
        return value;
    refuse(reading, "a value is out of range");
    return 0;
}

static gboolean is_clean(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        guchar c = (guchar) *p;
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
            return FALSE;
        if (c == 0xc2 && (guchar) p[1] < 0xa0)
            return FALSE;
    }
    return TRUE;
}

/* Texts anywhere in the value, found without recursion: control characters are refused. */
static void check_texts(Reading *reading, GVariant *whole)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func((GDestroyNotify) g_variant_unref);
    g_ptr_array_add(pending, g_variant_ref(whole));
    while (pending->len > 0) {
        g_autoptr(GVariant) value = g_ptr_array_steal_index_fast(pending, pending->len - 1);
        if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
            if (!is_clean(g_variant_get_string(value, NULL)))
                refuse(reading, "a text holds control characters");
        } else if (g_variant_is_container(value)) {
            for (gsize i = 0; i < g_variant_n_children(value); i++)
                g_ptr_array_add(pending, g_variant_get_child_value(value, i));
        }
    }
}

typedef gpointer (*UnpackFunc)(Reading *reading, GVariant *value);

static void unpack_array(Reading *reading, GVariant *array, gsize maximum, UnpackFunc unpack,
                         GPtrArray *items)
{
    gsize count = g_variant_n_children(array);
    if (count > maximum) {
        refuse(reading, "too many items");
        return;
    }
    for (gsize i = 0; i < count; i++) {
        g_autoptr(GVariant) value = g_variant_get_child_value(array, i);
        g_ptr_array_add(items, unpack(reading, value));
    }
}

static gpointer unpack_maybe(Reading *reading, GVariant *maybe, UnpackFunc unpack)
{
    g_autoptr(GVariant) value = g_variant_get_maybe(maybe);
    return value != NULL ? unpack(reading, value) : NULL;
}

static gpointer unpack_person(Reading *reading G_GNUC_UNUSED, GVariant *value)
{
    GfPerson *person = g_new0(GfPerson, 1);
    g_variant_get(value, PERSON, &person->name, &person->address);
    return person;
}

static gpointer unpack_authentication(Reading *reading G_GNUC_UNUSED, GVariant *value)
{
    GfAuthentication *a = g_new0(GfAuthentication, 1);
    g_variant_get(value, AUTHENTICATION, &a->authserv_id, &a->dmarc, &a->dkim, &a->spf,
                  &a->from_domain);
    return a;
}

static gpointer unpack_segment(Reading *reading, GVariant *value)
{
    GfSegment *segment = g_new0(GfSegment, 1);
    guchar kind;
    g_variant_get(value, SEGMENT, &kind, &segment->text);
    segment->kind = checked_enum(reading, kind, GF_SEGMENT_FORWARD);
    return segment;
}

static gpointer unpack_attachment(Reading *reading G_GNUC_UNUSED, GVariant *value)
{
    GfAttachment *a = g_new0(GfAttachment, 1);
    g_variant_get(value, ATTACHMENT, &a->name, &a->declared_type, &a->type, &a->size, &a->sha256);
    return a;
}

static gpointer unpack_recipient(Reading *reading, GVariant *value)
{
    GfBounceRecipient *r = g_new0(GfBounceRecipient, 1);
    guchar permanence, fault;
    g_variant_get(value, RECIPIENT, &r->address, &r->action, &r->status, &r->code, &r->diagnostic,
                  &permanence, &fault);
    r->permanence = checked_enum(reading, permanence, GF_PERMANENCE_HARD);
    r->fault = checked_enum(reading, fault, GF_FAULT_NETWORK);
    if (r->code < 0 || r->code > 999)
        refuse(reading, "a value is out of range");
    return r;
}

static gpointer unpack_bounce(Reading *reading, GVariant *value)
{
    GfBounce *bounce = gf_bounce_new();
    g_autoptr(GVariant) recipients = NULL;
    g_variant_get(value, "(@a" RECIPIENT "ms)", &recipients, &bounce->original_message_id);
    unpack_array(reading, recipients, GF_LIMIT_BOUNCE_RECIPIENTS, unpack_recipient,
                 bounce->recipients);
    return bounce;
}

static gpointer unpack_auto_reply(Reading *reading G_GNUC_UNUSED, GVariant *value)
{
    GfAutoReply *a = g_new0(GfAutoReply, 1);
    g_variant_get(value, AUTO_REPLY, &a->reason, &a->until, &a->replacement);
    return a;
}

static gpointer unpack_attendee(Reading *reading, GVariant *value)
{
    GfAttendee *a = g_new0(GfAttendee, 1);
    guchar partstat;
    g_variant_get(value, ATTENDEE, &a->address, &a->name, &partstat, &a->role, &a->delegated_to,
                  &a->delegated_from, &a->sent_by);
    a->partstat = checked_enum(reading, partstat, GF_PARTSTAT_OTHER);
    return a;
}

static gpointer unpack_calendar(Reading *reading, GVariant *value)
{
    GfCalendar *c = gf_calendar_new();
    g_autoptr(GVariant) attendees = NULL;
    guchar method;
    g_variant_get(value, "((ymsixmsmsxxmsms)i@a" ATTENDEE ")", &method, &c->uid, &c->sequence,
                  &c->dtstamp, &c->recurrence_id, &c->organizer, &c->start, &c->end, &c->summary,
                  &c->comment, &c->guests, &attendees);
    c->method = checked_enum(reading, method, GF_METHOD_DECLINECOUNTER);
    unpack_array(reading, attendees, GF_LIMIT_CALENDAR_ATTENDEES, unpack_attendee, c->attendees);
    return c;
}

static gpointer unpack_answer(Reading *reading, GVariant *value)
{
    GfAnswer *a = gf_answer_new();
    guchar presence, parts, mode;
    g_variant_get(value, ANSWER, &presence, &parts, &mode, &a->proxy_to, &a->substitute,
                  &a->needs_human, &a->why);
    a->presence = checked_enum(reading, presence, GF_PRESENCE_TENTATIVE);
    a->parts = checked_enum(reading, parts, GF_PARTS_AFTERNOON);
    a->mode = checked_enum(reading, mode, GF_MODE_REMOTE);
    return a;
}

static gpointer unpack_problem(Reading *reading G_GNUC_UNUSED, GVariant *value)
{
    GfProblem *problem = g_new0(GfProblem, 1);
    g_variant_get(value, PROBLEM, &problem->code, &problem->part, &problem->detail);
    return problem;
}

static void unpack_header(Reading *reading, GVariant *header, GfLetter *l)
{
    g_autoptr(GVariant) from = g_variant_get_child_value(header, 0);
    g_autoptr(GVariant) sender = g_variant_get_child_value(header, 1);
    g_autoptr(GVariant) reply_to = g_variant_get_child_value(header, 2);
    g_autoptr(GVariant) to = g_variant_get_child_value(header, 3);
    g_autoptr(GVariant) cc = g_variant_get_child_value(header, 4);
    g_autoptr(GVariant) authentication = g_variant_get_child_value(header, 13);
    l->from = unpack_maybe(reading, from, unpack_person);
    l->sender = unpack_maybe(reading, sender, unpack_person);
    unpack_array(reading, reply_to, GF_LIMIT_RECIPIENTS, unpack_person, l->reply_to);
    unpack_array(reading, to, GF_LIMIT_RECIPIENTS, unpack_person, l->to);
    unpack_array(reading, cc, GF_LIMIT_RECIPIENTS, unpack_person, l->cc);
    unpack_array(reading, authentication, GF_LIMIT_HEADERS, unpack_authentication,
                 l->authentication);
    g_clear_pointer(&l->delivered_to, g_strfreev);
    g_clear_pointer(&l->references, g_strfreev);
    g_variant_get_child(header, 5, "^as", &l->delivered_to);
    g_variant_get_child(header, 6, "ms", &l->return_path);
    g_variant_get_child(header, 7, "ms", &l->subject);
    g_variant_get_child(header, 8, "x", &l->date);
    g_variant_get_child(header, 9, "ms", &l->message_id);
    g_variant_get_child(header, 10, "ms", &l->in_reply_to);
    g_variant_get_child(header, 11, "^as", &l->references);
    g_variant_get_child(header, 12, "ms", &l->list_id);
    g_variant_get_child(header, 14, "i", &l->spam);
    g_variant_get_child(header, 15, "ms", &l->auto_submitted);
    if (l->spam < -1 || l->spam > 1)
        refuse(reading, "a value is out of range");
}

static void unpack_content(Reading *reading, GVariant *content, GfLetter *l)
{
    g_autoptr(GVariant) segments = NULL, attachments = NULL;
    g_clear_pointer(&l->text, g_free);
    g_variant_get(content, "(s@a" SEGMENT "@a" ATTACHMENT ")", &l->text, &segments, &attachments);
    unpack_array(reading, segments, G_MAXUINT, unpack_segment, l->segments);
    unpack_array(reading, attachments, GF_LIMIT_ATTACHMENTS, unpack_attachment, l->attachments);
}

static void unpack_meaning(Reading *reading, GVariant *meaning, GfLetter *l)
{
    g_autoptr(GVariant) bounce = NULL, auto_reply = NULL, calendar = NULL, answer = NULL;
    guchar kind;
    g_variant_get(meaning, "(y@m" BOUNCE "@m" AUTO_REPLY "@m" CALENDAR "@m" ANSWER ")", &kind,
                  &bounce, &auto_reply, &calendar, &answer);
    l->kind = checked_enum(reading, kind, GF_KIND_CALENDAR);
    l->bounce = unpack_maybe(reading, bounce, unpack_bounce);
    l->auto_reply = unpack_maybe(reading, auto_reply, unpack_auto_reply);
    l->calendar = unpack_maybe(reading, calendar, unpack_calendar);
    GfAnswer *said = unpack_maybe(reading, answer, unpack_answer);
    if (said != NULL) {
        gf_answer_free(l->answer);
        l->answer = said;
    }
}

static GfLetter *unpack_letter(Reading *reading, GVariant *whole)
{
    GfLetter *letter = gf_letter_new();
    g_autoptr(GVariant) header = NULL, content = NULL, meaning = NULL, problems = NULL;
    guint32 version;
    g_variant_get(whole, "(u@" HEADER "@" CONTENT "@" MEANING "@a" PROBLEM ")", &version, &header,
                  &content, &meaning, &problems);
    if (version != LETTER_VERSION)
        refuse(reading, "another version wrote it");
    check_texts(reading, whole);
    unpack_header(reading, header, letter);
    unpack_content(reading, content, letter);
    unpack_meaning(reading, meaning, letter);
    unpack_array(reading, problems, GF_LIMIT_PROBLEMS, unpack_problem, letter->problems);
    return letter;
}

GfLetter *gf_letter_from_bytes(GBytes *bytes, GError **error)
{
    Reading reading = {NULL};
    g_autoptr(GfLetter) letter = NULL;
    keep_types();
    if (g_bytes_get_size(bytes) > GF_LIMIT_LETTER_BYTES) {
        refuse(&reading, "it is too large");
    } else {
        g_autoptr(GVariant) whole =
            g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(LETTER_TYPE), bytes, FALSE));
        if (g_variant_is_normal_form(whole))
            letter = unpack_letter(&reading, whole);
        else
            refuse(&reading, "it is not in normal form");
    }
    if (reading.why != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_MESSAGE, "letter from the reader: %s", reading.why);
        return NULL;
    }
    return g_steal_pointer(&letter);
}
