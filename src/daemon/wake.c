/* wake.c - see wake.h. */
#include "daemon/wake.h"

#include "base/error.h"
#include "base/instance.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int gf_wake_open(const char *directory, GError **error)
{
    g_autofree char *path = gf_instance_wake(directory);
    struct sockaddr_un address;
    int folder = gf_instance_wake_address(directory, &address);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    (void) unlink(path);
    gboolean bound =
        folder >= 0 && fd >= 0 && bind(fd, (struct sockaddr *) &address, sizeof address) == 0;
    if (!bound)
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "wake: cannot bind '%s': %s", path,
                    g_strerror(errno));
    if (folder >= 0)
        close(folder);
    if (bound)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

void gf_wake_drain(int fd)
{
    char buffer[16];
    while (recv(fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0)
        continue;
}

void gf_wake_close(int fd, const char *directory)
{
    g_autofree char *path = gf_instance_wake(directory);
    if (fd < 0)
        return;
    close(fd);
    unlink(path);
}
