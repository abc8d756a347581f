/* kill-after.c - ends the process that preloads it, by SIGKILL, right after the Nth step of a kind.
 *
 * KILL_KIND: a name below; KILL_AFTER: N, 0 only counts; KILL_COUNTS: a file that gets "NAME N NAME
 * N ..." at a regular end. Three kinds are calls: "sync" makes files durable (fsync, fdatasync,
 * rename, renameat2), "file" is these and every other change of a file (write, pwrite, ftruncate,
 * unlink), "send" is what leaves on an internet socket. The others say where the work stands, known
 * from the statements, the commits, and what is said to the servers before it is encrypted. Says
 * nothing, and does nothing to processes that have none of these variables.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

typedef enum {
    SYNC,
    ANY_FILE,
    SEND,
    FETCH,      /* IMAP was asked for a message, or for what there is */
    FETCHED,    /* a message has come and been read; nothing is committed */
    COMMIT,     /* messages are committed */
    FILE_IT,    /* IMAP was asked to mark or move, or a file of a Maildir was moved */
    MOVED,      /* IMAP has done so; nothing is committed */
    FILED,      /* that is committed */
    CLAIM,      /* mails are committed as being sent */
    DIALOGUE,   /* MAIL, RCPT or DATA was said */
    BEFORE_DOT, /* the whole mail is sent, but its final dot */
    AFTER_DOT,  /* and the dot */
    ANSWERED,   /* the server has taken it; nothing is committed */
    RECORD,     /* outcomes are committed */
    KINDS
} Kind;

static const char *const names[KINDS] = {
    "sync",  "file",  "send",     "fetch",      "fetched",   "commit",   "file-it", "moved",
    "filed", "claim", "dialogue", "before-dot", "after-dot", "answered", "record"};
static atomic_long counts[KINDS];

static void step(Kind kind)
{
    long count = atomic_fetch_add(&counts[kind], 1) + 1;
    const char *wanted = getenv("KILL_KIND");
    const char *after = getenv("KILL_AFTER");
    if (wanted != NULL && after != NULL && strcmp(wanted, names[kind]) == 0 && atol(after) == count)
        kill(getpid(), SIGKILL);
}

static void durable_step(void)
{
    step(SYNC);
    step(ANY_FILE);
}

static int is_file(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

static int is_internet(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    return getsockname(fd, (struct sockaddr *) &address, &length) == 0 &&
           (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

/* The function of the C library that we stand before. */
static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        abort();
    return function;
}

int fsync(int fd)
{
    int (*real)(int);
    *(void **) &real = next("fsync");
    int result = real(fd);
    durable_step();
    return result;
}

int fdatasync(int fd)
{
    int (*real)(int);
    *(void **) &real = next("fdatasync");
    int result = real(fd);
    durable_step();
    return result;
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    *(void **) &real = next("rename");
    int result = real(from, to);
    durable_step();
    return result;
}

/* So a letter of a Maildir is filed. */
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned);
    *(void **) &real = next("renameat2");
    int result = real(from_folder, from, to_folder, to, flags);
    durable_step();
    step(FILE_IT);
    return result;
}

int unlink(const char *path)
{
    int (*real)(const char *);
    *(void **) &real = next("unlink");
    int result = real(path);
    step(ANY_FILE);
    return result;
}

int ftruncate64(int fd, off64_t length)
{
    int (*real)(int, off64_t);
    *(void **) &real = next("ftruncate64");
    int result = real(fd, length);
    step(ANY_FILE);
    return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);
    *(void **) &real = next("pwrite64");
    ssize_t result = real(fd, bytes, length, offset);
    step(ANY_FILE);
    return result;
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
    ssize_t (*real)(int, const void *, size_t, int);
    *(void **) &real = next("send");
    ssize_t result = real(fd, bytes, length, flags);
    if (is_internet(fd))
        step(SEND);
    return result;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    ssize_t (*real)(int, const struct msghdr *, int);
    *(void **) &real = next("sendmsg");
    ssize_t result = real(fd, message, flags);
    if (is_internet(fd))
        step(SEND);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    *(void **) &real = next("write");
    ssize_t result = real(fd, bytes, length);
    if (is_internet(fd))
        step(SEND);
    else if (is_file(fd))
        step(ANY_FILE);
    return result;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    ssize_t (*real)(int, const struct iovec *, int);
    *(void **) &real = next("writev");
    ssize_t result = real(fd, parts, count);
    if (is_internet(fd))
        step(SEND);
    return result;
}

/* Where the work stands
 * ---------------------------------------------------------------------------------------------- */

static int contains(const void *bytes, size_t length, const char *words)
{
    return memmem(bytes, length, words, strlen(words)) != NULL;
}

/* What the transaction that is open has done: a bit for each kind that its commit is. */
static unsigned done_so_far;

static void note(Kind of_commit)
{
    done_so_far |= 1U << of_commit;
}

/* The transaction that is open has ended. */
static void ended(int committed)
{
    unsigned all = committed ? done_so_far : 0;
    done_so_far = 0;
    for (Kind kind = 0; kind < KINDS; kind++)
        if (all >> kind & 1)
            step(kind);
}

#define ROW 100
#define DONE 101

int sqlite3_step(void *statement)
{
    int (*real)(void *);
    const char *(*text_of)(void *);
    *(void **) &real = next("sqlite3_step");
    *(void **) &text_of = next("sqlite3_sql");
    const char *sql = text_of(statement);
    int result = real(statement);
    if (sql == NULL)
        return result;
    if (result == DONE && strncmp(sql, "INSERT INTO message ", 20) == 0) {
        note(COMMIT);
        step(FETCHED);
    } else if (result == DONE && strstr(sql, " place SET filed_at") != NULL) {
        note(FILED);
        step(MOVED);
    } else if ((result == ROW && strncmp(sql, "UPDATE outgoing SET state = 'sending'", 37) == 0) ||
               (result == DONE && strncmp(sql, "UPDATE outgoing SET blob_id", 27) == 0)) {
        note(CLAIM);
    } else if (result == DONE && strncmp(sql, "UPDATE outgoing SET state = ?", 29) == 0) {
        note(RECORD);
    } else if (strcmp(sql, "COMMIT") == 0) {
        ended(result == DONE);
    }
    return result;
}

int sqlite3_exec(void *database, const char *sql, void *callback, void *user_data, char **message)
{
    int (*real)(void *, const char *, void *, void *, char **);
    *(void **) &real = next("sqlite3_exec");
    int result = real(database, sql, callback, user_data, message);
    if (strcmp(sql, "ROLLBACK") == 0)
        ended(0);
    return result;
}

/* Of both servers, where they speak TLS; only what is said to IMAP is looked for. */
ssize_t gnutls_record_send(void *session, const void *bytes, size_t length)
{
    ssize_t (*real)(void *, const void *, size_t);
    *(void **) &real = next("gnutls_record_send");
    ssize_t result = real(session, bytes, length);
    if (contains(bytes, length, " UID FETCH "))
        step(FETCH);
    else if (contains(bytes, length, " UID MOVE ") || contains(bytes, length, " UID STORE "))
        step(FILE_IT);
    return result;
}

#define DOT "\r\n.\r\n"

static int ends_with_dot(const char *bytes, size_t length)
{
    return length >= strlen(DOT) && memcmp(bytes + length - strlen(DOT), DOT, strlen(DOT)) == 0;
}

static int is_line(const char *bytes, size_t length)
{
    static const char *const words[] = {"MAIL FROM:", "RCPT TO:", "DATA\r\n"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length >= strlen(words[i]) && memcmp(bytes, words[i], strlen(words[i])) == 0)
            return 1;
    return 0;
}

/* The end of a mail goes in two pieces, so that there is a moment before the dot. */
int curl_easy_send(void *easy, const void *bytes, size_t length, size_t *ret_sent)
{
    int (*real)(void *, const void *, size_t, size_t *);
    *(void **) &real = next("curl_easy_send");
    size_t before = ends_with_dot(bytes, length) ? length - strlen(DOT) : 0;
    size_t sent = 0;
    if (before > 0) {
        int result = real(easy, bytes, before, &sent);
        if (result != 0 || sent < before) {
            *ret_sent = sent;
            return result;
        }
        step(BEFORE_DOT);
    }
    int result = real(easy, (const char *) bytes + sent, length - sent, ret_sent);
    if (before > 0 && result != 0) { /* the rest is offered again */
        *ret_sent = sent;
        return 0;
    }
    *ret_sent += sent;
    if (result == 0 && *ret_sent == length && ends_with_dot(bytes, length))
        step(AFTER_DOT);
    else if (result == 0 && is_line(bytes, length))
        step(DIALOGUE);
    return result;
}

/* As tests/servers/smtpd.py says it. */
int curl_easy_recv(void *easy, void *bytes, size_t length, size_t *ret_received)
{
    int (*real)(void *, void *, size_t, size_t *);
    *(void **) &real = next("curl_easy_recv");
    int result = real(easy, bytes, length, ret_received);
    if (result == 0 && contains(bytes, *ret_received, "queued as"))
        step(ANSWERED);
    return result;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("KILL_COUNTS");
    FILE *file = path != NULL ? fopen(path, "we") : NULL;
    if (file == NULL)
        return;
    for (Kind kind = 0; kind < KINDS; kind++)
        fprintf(file, "%s %ld ", names[kind], atomic_load(&counts[kind]));
    fclose(file);
}
