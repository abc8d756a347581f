/* notify.c - see notify.h. */
#include "daemon/notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void gf_notify(const char *format, ...)
{
    const char *path = g_getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || strlen(path) < 2 || strlen(path) >= sizeof address.sun_path)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@') /* an abstract socket */
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(path));
    sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *) &address, length);
    close(fd);
}

guint gf_notify_watchdog_seconds(void)
{
    const char *value = g_getenv("WATCHDOG_USEC");
    guint64 microseconds = value != NULL ? g_ascii_strtoull(value, NULL, 10) : 0;
    if (microseconds == 0)
        return 0;
    return (guint) MAX(microseconds / 2 / G_USEC_PER_SEC, 1);
}
