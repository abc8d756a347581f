/* cmd-inspect.c - greffe inspect: what the reader understands of one message.
 *
 * Needs no instance and changes nothing. The message is read in the sandboxed child as the daemon
 * does; whatever its bytes, this succeeds and says in `problems` what is wrong with them. Refuses
 * only what is no message at all: a file that is not there, a reader that is not installed.
 */
#include "base/limits.h"
#include "base/reason.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/letter-json.h"
#include "reader/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LABEL "  %-12s"

/* --- for people --- */

static void print_line(const char *label, const char *text)
{
    if (text == NULL)
        return;
    g_autofree char *line = gf_text_line(text, 0);
    gf_cli_print(LABEL "%s\n", label, line);
}

static void print_person(const char *label, const GfPerson *person)
{
    if (person == NULL)
        return;
    g_autofree char *text = person->name == NULL
                                ? g_strdup(person->address)
                                : g_strdup_printf("%s <%s>", person->name, person->address);
    print_line(label, text);
}

static void print_people(const char *label, const GPtrArray *people)
{
    for (guint i = 0; i < people->len; i++)
        print_person(label, people->pdata[i]);
}

static void print_header(const GfCli *cli, const GfLetter *letter)
{
    g_autofree char *date = gf_cli_time(cli, letter->date);
    print_line("kind", gf_kind_name(letter->kind));
    print_person("from", letter->from);
    print_person("sender", letter->sender);
    print_people("to", letter->to);
    print_people("cc", letter->cc);
    print_line("date", date);
    print_line("subject", letter->subject);
    for (guint i = 0; i < letter->authentication->len; i++) {
        const GfAuthentication *result = letter->authentication->pdata[i];
        g_autofree char *text = g_strdup_printf(
            "%s: dmarc %s, dkim %s, spf %s", result->authserv_id ? result->authserv_id : "?",
            result->dmarc ? result->dmarc : "-", result->dkim ? result->dkim : "-",
            result->spf ? result->spf : "-");
        print_line("checked by", text);
    }
    if (letter->spam >= 0)
        print_line("spam", letter->spam != 0 ? "yes, says the server" : "no, says the server");
}

static void print_answer(const GfAnswer *answer)
{
    g_autoptr(GString) text = g_string_new(gf_presence_name(answer->presence));
    const char *details[] = {gf_parts_name(answer->parts), gf_mode_name(answer->mode)};
    for (gsize i = 0; i < G_N_ELEMENTS(details); i++)
        if (details[i] != NULL)
            g_string_append_printf(text, ", %s", details[i]);
    if (answer->proxy_to != NULL)
        g_string_append_printf(text, ", pouvoir to %s", answer->proxy_to);
    if (answer->substitute != NULL)
        g_string_append_printf(text, ", replaced by %s", answer->substitute);
    if (answer->why != NULL)
        g_string_append_printf(text, " (%s)", answer->why);
    if (answer->needs_human)
        g_string_append(text, "; somebody must read it");
    print_line("answer", text->str);
}

static void print_calendar(const GfCli *cli, const GfCalendar *calendar)
{
    if (calendar == NULL)
        return;
    const char *method = gf_method_name(calendar->method);
    g_autofree char *what =
        g_strdup_printf("%s %s, sequence %d", method ? method : "(no method)",
                        calendar->uid ? calendar->uid : "(no UID)", calendar->sequence);
    g_autofree char *start = gf_cli_time(cli, calendar->start);
    print_line("calendar", what);
    print_line("event", calendar->summary);
    print_line("starts", start);
    print_line("occurrence", calendar->recurrence_id);
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = calendar->attendees->pdata[i];
        const char *partstat = gf_partstat_name(attendee->partstat);
        g_autofree char *text =
            g_strdup_printf("%s %s", attendee->address, partstat != NULL ? partstat : "-");
        print_line("attendee", text);
    }
    print_line("note", calendar->comment);
}

static void print_bounce(const GfBounce *bounce)
{
    for (guint i = 0; bounce != NULL && i < bounce->recipients->len; i++) {
        const GfBounceRecipient *recipient = bounce->recipients->pdata[i];
        g_autofree char *text = g_strdup_printf(
            "%s %s, %s (%s): %s", recipient->address ? recipient->address : "?",
            recipient->action ? recipient->action : "failed",
            gf_permanence_name(recipient->permanence), gf_fault_name(recipient->fault),
            recipient->diagnostic ? recipient->diagnostic : "no reason given");
        print_line("recipient", text);
    }
}

static void print_auto_reply(const GfAutoReply *auto_reply)
{
    if (auto_reply == NULL)
        return;
    print_line("automatic", auto_reply->reason);
    print_line("until", auto_reply->until);
    print_line("turn to", auto_reply->replacement);
}

/* The text line by line; what is not the sender's own is marked by what it is. */
static void print_text(const GfLetter *letter)
{
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = letter->segments->pdata[i];
        gboolean is_new = segment->kind == GF_SEGMENT_NEW;
        g_auto(GStrv) lines = g_strsplit(segment->text, "\n", -1);
        for (char **line = lines; *line != NULL; line++)
            if (line[1] != NULL || **line != '\0')
                print_line(is_new ? "" : gf_segment_kind_name(segment->kind), *line);
    }
}

static void print_attachments(const GPtrArray *attachments)
{
    for (guint i = 0; i < attachments->len; i++) {
        const GfAttachment *attachment = attachments->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s, %s, %" G_GUINT64_FORMAT " bytes",
                            attachment->name != NULL ? attachment->name : "(no name)",
                            attachment->type, attachment->size);
        print_line("attached", text);
    }
}

static void print_problems(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const GfProblem *problem = problems->pdata[i];
        g_autoptr(GString) text = g_string_new(problem->code);
        if (problem->part != NULL)
            g_string_append_printf(text, " in part %s", problem->part);
        if (problem->detail != NULL)
            g_string_append_printf(text, ": %s", problem->detail);
        print_line("problem", text->str);
    }
}

static void print_letter(const GfCli *cli, const GfLetter *letter)
{
    print_header(cli, letter);
    print_answer(letter->answer);
    print_calendar(cli, letter->calendar);
    print_bounce(letter->bounce);
    print_auto_reply(letter->auto_reply);
    print_text(letter);
    print_attachments(letter->attachments);
    print_problems(letter->problems);
}

/* --- the command --- */

/* Reads in the child; what kills it twice is a letter that says only so. */
static GfLetter *read_letter(GBytes *raw, GError **error)
{
    g_autofree char *program = gf_reader_program(error);
    g_autoptr(GfReader) reader = program != NULL ? gf_reader_new(program, -1, error) : NULL;
    if (reader == NULL)
        return NULL;
    g_autoptr(GError) cause = NULL;
    GfLetter *letter = gf_reader_read(reader, raw, &cause);
    if (letter != NULL || !g_error_matches(cause, GF_ERROR, GF_ERROR_MESSAGE)) {
        if (letter == NULL)
            g_propagate_error(error, g_steal_pointer(&cause));
        return letter;
    }
    letter = gf_letter_new();
    letter->answer->needs_human = TRUE;
    gf_letter_add_problem(letter, "unreadable", NULL, cause->message);
    return letter;
}

/* At most `limit` bytes of an open file; NULL with errno set. */
static GBytes *read_some(int fd, gsize limit)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 buffer[64 * 1024];
    while (bytes->len < limit) {
        ssize_t count = read(fd, buffer, MIN(sizeof buffer, limit - bytes->len));
        if (count == 0)
            break;
        if (count > 0)
            g_byte_array_append(bytes, buffer, (guint) count);
        else if (errno != EINTR)
            return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* The message; of one beyond the limit, one byte more than the limit: the reader notes it. */
static GBytes *read_message(const char *path, GError **error)
{
    gboolean standard = g_str_equal(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    GBytes *raw = fd < 0 ? NULL : read_some(fd, (gsize) GF_LIMIT_MESSAGE_BYTES + 1);
    int code = errno;
    if (fd >= 0 && !standard)
        (void) close(fd);
    if (raw == NULL) {
        g_autofree char *reason = gf_reason(code);
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": %s", path, reason);
    }
    return raw;
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL)
        return FALSE;
    g_autoptr(GBytes) raw = read_message(arguments[0], error);
    g_autoptr(GfLetter) letter = raw != NULL ? read_letter(raw, error) : NULL;
    if (letter == NULL)
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_letter(json, cli, letter);
        gf_json_print(json);
    } else {
        print_letter(cli, letter);
    }
    return TRUE;
}

const GfCommand gf_command_inspect = {
    .name = "inspect",
    .arguments = "FILE|-",
    .summary = "Show what the reader understands of one message; needs no instance",
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
