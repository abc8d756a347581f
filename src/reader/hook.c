/* hook.c - misdeeds on demand, to prove from inside that the sandbox refuses them.
 *
 * Does nothing at all unless the environment asks for it, which only a test's does: no message can.
 * Each misdeed is harmless where the sandbox is missing.
 */
#include "reader/hook.h"

#include "reader/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEADER "X-Test-Reader: "

static char *outcome(const char *word, gboolean done)
{
    return g_strdup_printf("%s: %s", word, done ? "done" : g_strerror(errno));
}

static char *crash(int socket)
{
    (void) socket;
    raise(SIGTRAP); /* as GLib's fatal errors do; sanitizers leave it alone */
    abort();
}

static char *hang(int socket)
{
    volatile gboolean forever = socket >= 0;
    while (forever)
        continue;
    return NULL;
}

static char *leave(int socket)
{
    (void) socket;
    _exit(7);
}

static char *open_file(int socket)
{
    (void) socket;
    return outcome("open", open("/etc/hostname", O_RDONLY | O_CLOEXEC) >= 0);
}

static char *open_socket(int family)
{
    (void) family;
    return outcome("socket", socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0);
}

static char *fork_process(int socket)
{
    (void) socket;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    if (pid > 0)
        waitpid(pid, NULL, 0);
    return outcome("fork", pid > 0);
}

static char *execute(int socket)
{
    (void) socket;
    execl("/bin/true", "/bin/true", (char *) NULL);
    return outcome("exec", FALSE);
}

static char *signal_other(int socket)
{
    (void) socket;
    return outcome("kill", kill(1, 0) == 0);
}

static char *map_executable(int socket)
{
    (void) socket;
    void *memory =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return outcome("executable", memory != MAP_FAILED);
}

static char *exhaust_memory(int socket)
{
    (void) socket;
    const gsize size = G_GUINT64_CONSTANT(1) << 30;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return outcome("memory", memory != MAP_FAILED);
}

/* Answers that the parent must not believe. */
static char *answer_too_long(int socket)
{
    guint32 length = G_MAXUINT32;
    (void) !write(socket, &length, sizeof length);
    return hang(socket);
}

static char *answer_garbage(int socket)
{
    guint32 length = 1000;
    char garbage[1000];
    memset(garbage, 0xa5, sizeof garbage);
    (void) !write(socket, &length, sizeof length);
    (void) !write(socket, garbage, sizeof garbage);
    return NULL;
}

static char *answer_half(int socket)
{
    guint32 length = 1000;
    (void) !write(socket, &length, sizeof length);
    (void) !write(socket, "half", 4);
    _exit(0);
}

static char *answer_nothing(int socket)
{
    guint32 length = 0;
    (void) !write(socket, &length, sizeof length);
    _exit(0);
}

static const struct {
    const char *word;
    char *(*act)(int socket);
} misdeeds[] = {
    {"crash", crash},
    {"hang", hang},
    {"exit", leave},
    {"open", open_file},
    {"socket", open_socket},
    {"fork", fork_process},
    {"exec", execute},
    {"kill", signal_other},
    {"executable", map_executable},
    {"memory", exhaust_memory},
    {"long", answer_too_long},
    {"garbage", answer_garbage},
    {"half", answer_half},
    {"nothing", answer_nothing},
};

char *gf_reader_hook(int socket, GBytes *raw)
{
    if (g_strcmp0(g_getenv(GF_READER_TEST_VARIABLE), "1") != 0)
        return NULL;
    gsize size = 0;
    const char *text = g_bytes_get_data(raw, &size);
    gsize header = strlen(HEADER);
    if (size <= header || memcmp(text, HEADER, header) != 0)
        return NULL;
    gsize length = MIN(size - header, (gsize) 20);
    g_autofree char *word = g_strndup(text + header, length);
    word[strcspn(word, "\r\n")] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(misdeeds); i++)
        if (strcmp(misdeeds[i].word, word) == 0)
            return misdeeds[i].act(socket);
    return NULL;
}
