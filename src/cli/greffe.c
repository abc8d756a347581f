/* greffe.c - the command: everything an administrator or a script does.
 *
 * The one place that reports a command's error: "greffe: what: why (how to mend)" on standard
 * error. Exit status 0 done, 1 refused, 2 usage.
 */
#include "base/text.h"
#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

static const GfCommand *const commands[] = {
    &gf_command_init,
    &gf_command_doctor,
    &gf_command_backup,
    &gf_command_restore,
    &gf_command_apply,
    &gf_command_member,
    &gf_command_body,
    &gf_command_session,
    &gf_command_queue,
    &gf_command_inbox,
    &gf_command_journal,
    &gf_command_why,
    &gf_command_search,
    &gf_command_report,
    &gf_command_deadline,
    &gf_command_saisine,
    &gf_command_contribution,
    &gf_command_inspect,
    NULL,
};

static int report(const GError *error)
{
    g_autofree char *line = gf_text_line(error->message, 0);
    (void) fprintf(stderr, "greffe: %s\n", line);
    return g_error_matches(error, GF_ERROR, GF_ERROR_USAGE) ? 2 : 1;
}

int main(int argc, char **argv)
{
    g_assert(argc > 0);
    /* Names and texts are UTF-8 whatever the caller's locale; what is written is private. */
    (void) setlocale(LC_ALL, "C.UTF-8");
    (void) umask(S_IRWXG | S_IRWXO);
    (void) signal(SIGPIPE, SIG_IGN);

    g_auto(GfCli) cli = {0};
    g_autoptr(GError) error = NULL;
    (void) gf_cli_run(&cli, commands, argv, &error);
    if (error != NULL)
        return report(error);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    if (errno != EPIPE)
        (void) fprintf(stderr, "greffe: standard output: %s\n", g_strerror(errno));
    return 1;
}
