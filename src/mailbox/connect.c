#include "mailbox/connect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "mailbox/event.h"

/* One address of several must not use up the time of all. */
#define ADDRESS_TIMEOUT_US (10 * G_USEC_PER_SEC)

/* Shared by the caller and the thread; whoever leaves last frees it. */
typedef struct {
    char *host;
    char service[8];
    int done_fd;
    gint done; /* atomic: what is below is the caller's from then on */
    int result;
    struct addrinfo *addresses;
} Lookup;

static void lookup_clear(gpointer data)
{
    Lookup *lookup = data;
    g_free(lookup->host);
    if (lookup->addresses != NULL)
        freeaddrinfo(lookup->addresses);
    close(lookup->done_fd);
}

static void lookup_release(Lookup *lookup)
{
    g_atomic_rc_box_release_full(lookup, lookup_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lookup, lookup_release)

static void lookup_run(Lookup *lookup, int flags)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    lookup->result = getaddrinfo(lookup->host, lookup->service, &hints, &lookup->addresses);
}

static gpointer lookup_thread(gpointer data)
{
    g_autoptr(Lookup) lookup = data;
    lookup_run(lookup, AI_ADDRCONFIG);
    g_atomic_int_set(&lookup->done, 1);
    eventfd_write(lookup->done_fd, 1);
    return NULL;
}

static Lookup *lookup_new(const char *host, guint16 port)
{
    Lookup *lookup = g_atomic_rc_box_new0(Lookup);
    lookup->host = g_strdup(host);
    g_snprintf(lookup->service, sizeof lookup->service, "%u", port);
    lookup->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return lookup;
}

/* FALSE with an error unless the lookup has addresses. */
static gboolean lookup_resolve(Lookup *lookup, int stop_fd, gint64 until_us, GError **error)
{
    lookup_run(lookup, AI_NUMERICHOST);
    if (lookup->result == 0)
        return TRUE;

    GThread *thread =
        g_thread_try_new("lookup", lookup_thread, g_atomic_rc_box_acquire(lookup), NULL);
    if (thread == NULL) {
        lookup_release(lookup);
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "no thread to look up '%s' (try again later)", lookup->host);
        return FALSE;
    }
    g_thread_unref(thread);
    switch (gf_event_wait(lookup->done_fd, POLLIN, stop_fd, -1, until_us)) {
    case GF_EVENT_READY:
        break;
    case GF_EVENT_STOP:
        g_set_error(error, GF_ERROR, GF_ERROR_CANCELLED, "looking up '%s': stopped", lookup->host);
        return FALSE;
    default:
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "cannot look up '%s': no answer (is the network there?)", lookup->host);
        return FALSE;
    }
    if (g_atomic_int_get(&lookup->done) && lookup->result == 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                "cannot look up '%s': %s (check host in [mailbox])", lookup->host,
                gai_strerror(lookup->result));
    return FALSE;
}

/* Dead peers and networks that forget silent connections are noticed while IDLE waits. */
static void keep_alive(int fd)
{
    static const struct {
        int level, name, value;
    } OPTIONS[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},    {IPPROTO_TCP, TCP_KEEPIDLE, 120},
        {IPPROTO_TCP, TCP_KEEPINTVL, 30}, {IPPROTO_TCP, TCP_KEEPCNT, 4},
        {IPPROTO_TCP, TCP_NODELAY, 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
        setsockopt(fd, OPTIONS[i].level, OPTIONS[i].name, &OPTIONS[i].value, sizeof(int));
}

/* Returns a connected socket, or -1 with `ret_errno` (ECANCELED: told to stop). */
static int connect_to(const struct addrinfo *address, int stop_fd, gint64 until_us, int *ret_errno)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) {
        *ret_errno = errno;
        return -1;
    }
    keep_alive(fd);
    int why = 0;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0)
        why = errno;
    if (why == EINPROGRESS) {
        socklen_t length = sizeof why;
        switch (gf_event_wait(fd, POLLOUT, stop_fd, -1, until_us)) {
        case GF_EVENT_READY:
            if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &length) != 0)
                why = errno;
            break;
        case GF_EVENT_STOP:
            why = ECANCELED;
            break;
        default:
            why = ETIMEDOUT;
        }
    }
    if (why == 0)
        return fd;
    close(fd);
    *ret_errno = why;
    return -1;
}

int gf_connect(const char *host, guint16 port, int stop_fd, gint64 until_us, GError **error)
{
    g_autoptr(Lookup) lookup = lookup_new(host, port);
    if (!lookup_resolve(lookup, stop_fd, until_us, error))
        return -1;
    int why = EHOSTUNREACH;
    for (const struct addrinfo *a = lookup->addresses; a != NULL && why != ECANCELED;
         a = a->ai_next) {
        gint64 until_here = MIN(until_us, g_get_monotonic_time() + ADDRESS_TIMEOUT_US);
        int fd = connect_to(a, stop_fd, until_here, &why);
        if (fd >= 0)
            return fd;
    }
    if (why == ECANCELED)
        g_set_error(error, GF_ERROR, GF_ERROR_CANCELLED, "connecting: stopped");
    else
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "cannot connect to port %u: %s (check host and port in [mailbox])", port,
                    g_strerror(why));
    return -1;
}

gboolean gf_connect_is_loopback(int fd)
{
    struct sockaddr_storage peer = {0};
    socklen_t length = sizeof peer;
    if (getpeername(fd, (struct sockaddr *) &peer, &length) != 0)
        return FALSE;
    if (peer.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *) &peer;
        return ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    }
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) &peer;
    return peer.ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}
