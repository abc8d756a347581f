/* answer.c - what a letter answers: by its kind, its calendar, its words.
 *
 * Machines never answer for people. A calendar's PARTSTAT is the member's act; the note that goes
 * with it may add to it or make it unclear. See gf_answer_read() for plain words.
 */
#include "understand/understand.h"

#include "base/address.h"
#include "understand/answer-inline.h"
#include "understand/answer-read.h"
#include "understand/auto-reply-words.h"
#include "understand/words.h"

#include <string.h>

static char *joined(const GfLetter *letter, GfSegmentKind kind)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = g_ptr_array_index(letter->segments, i);
        if (segment->kind == kind)
            g_string_append(text, segment->text);
    }
    return g_string_free(text, FALSE);
}

/* An absence ends; an address or a person that is gone does not come back by itself, and a gateway
 * that asks who we are keeps our letter until somebody tells it. */
static gboolean calls_for_human(const GfLetter *letter)
{
    g_autofree char *own = joined(letter, GF_SEGMENT_NEW);
    return (gf_signs_of_text(own) & (GF_SIGN_UNUSED | GF_SIGN_GONE | GF_SIGN_CHALLENGE)) != 0;
}

static const GfAttendee *answering(const GfLetter *letter)
{
    const GfCalendar *calendar = letter->calendar;
    const GfAttendee *found = NULL;
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = g_ptr_array_index(calendar->attendees, i);
        gboolean mine =
            letter->from != NULL && gf_address_equal(attendee->address, letter->from->address);
        if (mine)
            return attendee;
        if (found != NULL && found->partstat != attendee->partstat)
            return NULL;
        found = attendee;
    }
    return found;
}

static void answer_partstat(const GfAttendee *attendee, GfAnswer *answer)
{
    static const struct {
        GfPartstat partstat;
        GfPresence presence;
        const char *why;
    } rules[] = {
        {GF_PARTSTAT_ACCEPTED, GF_PRESENCE_PRESENT, "calendar-accepted"},
        {GF_PARTSTAT_DECLINED, GF_PRESENCE_ABSENT, "calendar-declined"},
        {GF_PARTSTAT_TENTATIVE, GF_PRESENCE_TENTATIVE, "calendar-tentative"},
        {GF_PARTSTAT_DELEGATED, GF_PRESENCE_ABSENT, "calendar-delegated"},
        {GF_PARTSTAT_NEEDS_ACTION, GF_PRESENCE_UNCLEAR, "calendar-undecided"},
    };
    gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "calendar-unclear");
    if (attendee == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].partstat == attendee->partstat)
            gf_answer_set(answer, rules[i].presence, FALSE, rules[i].why);
    if (attendee->partstat == GF_PARTSTAT_ACCEPTED)
        answer->parts = GF_PARTS_ALL;
    if (attendee->partstat == GF_PARTSTAT_DELEGATED) {
        answer->needs_human = TRUE;
        answer->substitute = g_strdup(attendee->delegated_to);
    }
}

/* TRUE for a line of the text that clients write around an answer. */
static gboolean is_boilerplate(const char *line)
{
    static const char *const phrases[] = {
        "accepté",       "refusé",        "décliné",      "a répondu",   "accepted",  "declined",
        "tentative",     "invitation",    "invited",      "événement",   "evenement", "event",
        "provisoire",    "participant",   "quand :",      "when:",       "où :",      "where:",
        "sans décision", "sera présent",  "is attending", "organis",     "calendar",  "calendrier",
        "agenda",        "provisionally", "aceptado",     "rechazado",   "acceptat",  "zugesagt",
        "abgelehnt",     "réunion :",     "a confirmé",   "participera", "http",      "rsvp",
        "angenommen",    "einladung",     "teilnahme",    "invitaci",    "aceptó",    "rechazó",
        "accettat",      "rifiutat",      "invito",       "aceitou",     "recusou",   "convite",
        "geaccepteerd",  "afgewezen",     "uitnodiging",
    };
    g_autofree char *small = g_utf8_strdown(line, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++)
        if (strstr(small, phrases[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* TRUE where a person speaks: programs say who answers by name. Letters alone may be initials. */
static gboolean speaks_of_oneself(const char *line)
{
    static const char *const persons[] = {"je", "moi", "mon", "ma", "my", "yo"};
    g_autoptr(GfWords) words = gf_words_new(line);
    for (guint at = 0; at < gf_words_count(words); at++)
        for (gsize i = 0; i < G_N_ELEMENTS(persons); i++)
            if (strcmp(gf_words_at(words, at)->fold, persons[i]) == 0)
                return TRUE;
    return FALSE;
}

/* What is new in the comment of a calendar: Outlook puts the whole letter there, with its signature
 * and the advertisement of the telephone. Owned. */
static char *new_in_comment(const GfLetter *letter)
{
    g_autoptr(GfLetter) comment = gf_letter_new();
    g_free(comment->text);
    comment->text = g_strdup(letter->calendar->comment);
    comment->from = letter->from;
    gf_understand_segments(comment, NULL);
    comment->from = NULL; /* borrowed */
    return joined(comment, GF_SEGMENT_NEW);
}

/* What a person says in a body before the lines that a client wrote (what comes after these may be
 * the invitation again), or all of it where no client did. Owned. */
static char *new_in_body(const GfLetter *letter)
{
    g_autofree char *body = joined(letter, GF_SEGMENT_NEW);
    GString *note = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    char **line = lines;
    for (; *line != NULL && (!is_boilerplate(*line) || speaks_of_oneself(*line)); line++)
        g_string_append_printf(note, "%s\n", *line);
    if (*line != NULL && !speaks_of_oneself(note->str))
        g_string_truncate(note, 0);
    return g_string_free(note, FALSE);
}

/* The person's own note: COMMENT, else the body. Owned, may be NULL. */
static char *own_note(const GfLetter *letter)
{
    gboolean commented = letter->calendar->comment != NULL && *letter->calendar->comment != '\0';
    g_autofree char *note = commented ? new_in_comment(letter) : new_in_body(letter);
    g_strstrip(note);
    return *note != '\0' ? g_steal_pointer(&note) : NULL;
}

static void take_details(GfAnswer *answer, GfAnswer *note)
{
    if (note->proxy_to != NULL) {
        g_free(answer->proxy_to);
        answer->proxy_to = g_steal_pointer(&note->proxy_to);
    }
    if (note->substitute != NULL) {
        g_free(answer->substitute);
        answer->substitute = g_steal_pointer(&note->substitute);
    }
    if (note->presence == GF_PRESENCE_PRESENT && answer->presence == GF_PRESENCE_PRESENT) {
        answer->parts = note->parts;
        answer->mode = note->mode;
    }
}

/* By which words the sender is known. */
static char *signer_of(const GfLetter *letter)
{
    g_autofree char *signature = joined(letter, GF_SEGMENT_SIGNATURE);
    const GfPerson *from = letter->from;
    g_autofree char *address = g_strdup(from != NULL ? from->address : "");
    address[strcspn(address, "@")] = '\0';
    return g_strjoin("\n", from != NULL && from->name != NULL ? from->name : "",
                     g_strdelimit(address, "._-+", ' '), signature, NULL);
}

/* A click answers for the whole day: words of it that say less are for a human. */
static gboolean narrows(const GfLetter *letter, const GfAnswer *note)
{
    gboolean body = letter->calendar->comment == NULL || *letter->calendar->comment == '\0';
    return body && note->presence == GF_PRESENCE_PRESENT && note->parts != GF_PARTS_ALL;
}

static void add_note(const GfLetter *letter, GfAnswer *answer)
{
    g_autofree char *text = own_note(letter);
    if (text == NULL)
        return;
    g_autoptr(GfAnswer) note = gf_answer_new();
    g_autofree char *signer = signer_of(letter);
    gf_answer_read(text, letter->calendar->summary, NULL, signer, note);
    gboolean half = g_strcmp0(note->why, "half-open") == 0;
    if (g_strcmp0(note->why, "polite") == 0)
        return;
    answer->needs_human = answer->needs_human || narrows(letter, note);
    gboolean against = note->presence != GF_PRESENCE_UNCLEAR &&
                       answer->presence != GF_PRESENCE_UNCLEAR &&
                       note->presence != answer->presence;
    gboolean disputed = g_strcmp0(note->why, "contradiction") == 0;
    take_details(answer, note);
    if (against || disputed || (half && answer->presence == GF_PRESENCE_ABSENT))
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "note-against-calendar");
    else
        answer->needs_human = answer->needs_human || note->needs_human;
}

static void answer_calendar(const GfLetter *letter, GfAnswer *answer)
{
    GfMethod method = letter->calendar->method;
    if (method == GF_METHOD_COUNTER) {
        gf_answer_set(answer, GF_PRESENCE_TENTATIVE, TRUE, "calendar-counter");
        return;
    }
    if (method != GF_METHOD_REPLY) {
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, method != GF_METHOD_REFRESH,
                      "calendar-no-reply");
        return;
    }
    answer_partstat(answering(letter), answer);
    if (answer->presence != GF_PRESENCE_UNCLEAR)
        add_note(letter, answer);
    if (letter->calendar->guests > 0)
        answer->needs_human = TRUE;
}

/* What was written, with bare words under questions of the quote put as the statements they are. */
static char *own_words(const GfLetter *letter)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = g_ptr_array_index(letter->segments, i);
        const GfSegment *before = i > 0 ? g_ptr_array_index(letter->segments, i - 1) : NULL;
        if (segment->kind != GF_SEGMENT_NEW)
            continue;
        g_autofree char *stated = NULL;
        if (before != NULL && before->kind == GF_SEGMENT_QUOTE)
            stated = gf_inline_statement(before->text, segment->text);
        g_string_append(text, stated != NULL ? stated : segment->text);
    }
    return g_string_free(text, FALSE);
}

static void answer_words(const GfLetter *letter, GfAnswer *answer)
{
    g_autofree char *own = own_words(letter);
    g_autofree char *quoted = joined(letter, GF_SEGMENT_QUOTE);
    g_autofree char *forwarded = joined(letter, GF_SEGMENT_FORWARD);
    g_autofree char *quote = g_strconcat(quoted, forwarded, NULL);
    g_autofree char *signer = signer_of(letter);
    gf_answer_read(own, letter->subject, quote, signer, answer);
    if (letter->list_id != NULL && answer->presence == GF_PRESENCE_UNCLEAR &&
        g_strcmp0(answer->why, "no-answer") == 0 && letter->in_reply_to == NULL)
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, FALSE, "bulk");
}

void gf_understand_answer(GfLetter *letter)
{
    g_clear_pointer(&letter->answer, gf_answer_free);
    GfAnswer *answer = letter->answer = gf_answer_new();
    switch (letter->kind) {
    case GF_KIND_AUTO_REPLY:
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, calls_for_human(letter), "auto-reply");
        return;
    case GF_KIND_BOUNCE:
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "bounce");
        return;
    case GF_KIND_FEEDBACK:
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, TRUE, "feedback");
        return;
    case GF_KIND_DELAY:
    case GF_KIND_RECEIPT:
        gf_answer_set(answer, GF_PRESENCE_UNCLEAR, FALSE, "report");
        return;
    default:
        break;
    }
    if (letter->calendar != NULL && letter->calendar->method != GF_METHOD_NONE &&
        letter->calendar->method != GF_METHOD_PUBLISH)
        answer_calendar(letter, answer);
    else
        answer_words(letter, answer);
}
