/* cli.h - what every command of `greffe` stands on: the global options, the table of commands,
 * opening the instance, and output for people or as JSON.
 *
 * A command is one entry of a table and one function; it parses with gf_cli_parse(), opens with
 * gf_cli_open(), prints on standard output and returns FALSE with a GError where it refuses. main()
 * alone reports errors and decides the exit status: 0 done, 1 refused, 2 usage (GF_ERROR_USAGE).
 */
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/instance.h"
#include "store/store.h"
#include "workflow/clerk.h"

#include <json-glib/json-glib.h>

typedef struct GfCli GfCli;
typedef struct GfCommand GfCommand;

/* `argv[0]` is the command's own word. FALSE without an error: help was given. */
typedef gboolean (*GfCommandFunction)(GfCli *cli, char **argv, GError **error);

struct GfCommand {
    const char *name;
    const char *arguments;        /* as help shows them: "ID [--yes]"; "" for none */
    const char *summary;          /* one line, imperative */
    int minimum, maximum;         /* positional arguments; maximum -1: any number */
    GfCommandFunction run;        /* NULL where `subcommands` is there */
    const GfCommand *subcommands; /* ended by an entry without name; NULL: none */
};

struct GfCli {
    char *directory;          /* -C; absolute */
    gboolean json;            /* --json */
    char *now;                /* --now as given, NULL */
    char *name;               /* "session convene": for messages */
    const GfCommand *command; /* the one that runs */
    /* From gf_cli_open() on: */
    GfInstance *instance; /* configuration and templates */
    GfStore *store;
    GfClock *clock;
    GfClerk clerk; /* the same three, as the workflow wants them */
};

/* The commands, one file cmd-NAME.c each; listed in greffe.c. */
extern const GfCommand gf_command_apply;
extern const GfCommand gf_command_backup;
extern const GfCommand gf_command_body;
extern const GfCommand gf_command_contribution;
extern const GfCommand gf_command_doctor;
extern const GfCommand gf_command_inbox;
extern const GfCommand gf_command_init;
extern const GfCommand gf_command_journal;
extern const GfCommand gf_command_member;
extern const GfCommand gf_command_queue;
extern const GfCommand gf_command_deadline;
extern const GfCommand gf_command_report;
extern const GfCommand gf_command_restore;
extern const GfCommand gf_command_search;
extern const GfCommand gf_command_saisine;
extern const GfCommand gf_command_session;
extern const GfCommand gf_command_why;
extern const GfCommand gf_command_inspect;

/* Parses what follows the command's word: its options (`entries` ended as GOption wants, may be
 * NULL), the global ones too, and as many arguments as its table entry allows. The arguments, owned
 * and NULL-terminated; NULL with GF_ERROR_USAGE, or NULL without error where --help was asked and
 * given. */
char **gf_cli_parse(GfCli *cli, char **argv, const GOptionEntry *entries, GError **error);

/* GF_ERROR_USAGE as "COMMAND: what is wrong (see: greffe COMMAND --help)". */
void gf_cli_usage_error(const GfCli *cli, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The number of `what` ("a message", "a mail") that `word` is; GF_ERROR_USAGE where it is none. */
gboolean gf_cli_number(const GfCli *cli, const char *word, const char *what, gint64 *ret,
                       GError **error);

/* A title as it stands in the subject of mails: one line, and not too long. Owned; NULL and
 * GF_ERROR_STATE where it is none. */
char *gf_cli_title(const char *text, GError **error);

/* Opens the instance: configuration, database (migrated), templates, clock. Refuses --now outside a
 * rehearsal instance, and a rehearsal instance whose mail could leave the machine. */
gboolean gf_cli_open(GfCli *cli, GError **error);

/* Its steps, for doctor: configuration and templates; the store, which even a reader has to be
 * allowed to write; the clock. */
gboolean gf_cli_open_instance(GfCli *cli, GError **error);
gboolean gf_cli_open_store(GfCli *cli, GError **error);
gboolean gf_cli_open_clock(GfCli *cli, GError **error);

/* UTC seconds of the instance's clock. */
gint64 gf_cli_now(const GfCli *cli);

/* RFC 3339 with the offset of the instance's zone. Owned; NULL for 0. */
char *gf_cli_time(const GfCli *cli, gint64 instant);

/* For people, on standard output, UTF-8 as it is. Text of strangers goes through gf_text_line()
 * first. */
void gf_cli_print(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* "" after one, else "s". */
static inline const char *gf_cli_plural(guint count)
{
    return count == 1 ? "" : "s";
}

/* `text` with spaces up to `columns` of a terminal, where wide characters take two and combining
 * ones none. Owned. */
char *gf_cli_padded(const char *text, int columns);
int gf_cli_columns(const char *text);

/* Bytes of strangers as they are, on standard output: refused where that is a terminal, which they
 * could steer. GF_ERROR_STATE. */
gboolean gf_cli_print_raw(const GPtrArray *chunks, GError **error);

/* A file given on the command line, "-" for standard input; refused beyond `limit_bytes`.
 * GF_ERROR_STATE. Owned. */
GBytes *gf_cli_read_file(const char *path, gsize limit_bytes, GError **error);

/* JSON: one document, an object that begins with "schema": 1. gf_json_print() ends it, prints it
 * and frees the builder. NULL texts and 0 instants are null. */
JsonBuilder *gf_json_new(void);
void gf_json_text(JsonBuilder *json, const char *name, const char *text);
void gf_json_integer(JsonBuilder *json, const char *name, gint64 value);
void gf_json_boolean(JsonBuilder *json, const char *name, gboolean value);
void gf_json_texts(JsonBuilder *json, const char *name, const char *const *texts);
void gf_json_time(JsonBuilder *json, const char *name, const GfCli *cli, gint64 instant);
/* Begin a list or an object as the value of `name` (NULL: as an element of a list). */
void gf_json_begin_list(JsonBuilder *json, const char *name);
void gf_json_end_list(JsonBuilder *json);
void gf_json_begin_object(JsonBuilder *json, const char *name);
void gf_json_end_object(JsonBuilder *json);
void gf_json_print(JsonBuilder *json);

/* A document whose one list is too long for memory: what gf_json_new() would print of `name`,
 * object after object as each is added. Where it is not ended, the document is not whole. */
typedef struct GfJsonStream GfJsonStream;
GfJsonStream *gf_json_stream_new(const char *name); /* owned */
/* `json`: one whole object, of a builder of its own; taken. */
void gf_json_stream_add(GfJsonStream *stream, JsonBuilder *json);
void gf_json_stream_end(GfJsonStream *stream);
void gf_json_stream_free(GfJsonStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfJsonStream, gf_json_stream_free)

/* For main() and the tests: takes the global options off `argv` (argv[0] is the program) and runs
 * the command of `commands` (ended by NULL) that it names. */
gboolean gf_cli_run(GfCli *cli, const GfCommand *const *commands, char **argv, GError **error);
/* Frees what the fields hold. */
void gf_cli_clear(GfCli *cli);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfCli, gf_cli_clear)
