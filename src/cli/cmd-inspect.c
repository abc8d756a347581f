/* cmd-inspect.c - greffe inspect: what the reader understands of one message.
 *
 * Needs no instance and changes nothing. The message is read in the sandboxed child as the daemon
 * does; whatever its bytes, this succeeds and says in `problems` what is wrong with them. Refuses
 * only what is no message at all: a file that is not there, a reader that is not installed.
 */
#include "cli/cmd-inspect.h"
#include "base/limits.h"
#include "base/reason.h"
#include "cli/letter-json.h"
#include "reader/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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

/* Its language, time zone and mail server, where there is one that can be read: none is needed. */
static void look_for_instance(GfCli *cli)
{
    g_autoptr(GError) none = NULL;
    (void) gf_cli_open_instance(cli, &none);
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
        look_for_instance(cli);
        gf_inspect_print(cli, letter);
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
