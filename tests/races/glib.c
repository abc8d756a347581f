/* glib.c - what ThreadSanitizer must be told of GLib, which Debian builds without it.
 *
 * GLib's locks are futexes of its own, so that what they order looks unordered. Linked into the
 * programs of `make races`, these stand before GLib's own functions: they do the same, and say
 * which object orders what came before with what comes after. GLib calls its own functions
 * directly, so that only our calls come here. Nothing is hidden by it: what is not ordered by one
 * of these is still a finding.
 */
#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>

#define REAL(NAME) (__extension__(__typeof__(&NAME)) real(#NAME))

static void *real(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        __builtin_trap();
    return function;
}

static void before(void *object)
{
    __tsan_release(object);
}

static void after(void *object)
{
    __tsan_acquire(object);
}

/* Queues: what was done before pushing is done for who pops. */
void g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
    before(queue);
    REAL(g_async_queue_push)(queue, data);
}

void g_async_queue_push_unlocked(GAsyncQueue *queue, gpointer data)
{
    before(queue);
    REAL(g_async_queue_push_unlocked)(queue, data);
}

void g_async_queue_push_front(GAsyncQueue *queue, gpointer data)
{
    before(queue);
    REAL(g_async_queue_push_front)(queue, data);
}

gpointer g_async_queue_try_pop(GAsyncQueue *queue)
{
    gpointer data = REAL(g_async_queue_try_pop)(queue);
    after(queue);
    return data;
}

gpointer g_async_queue_pop(GAsyncQueue *queue)
{
    gpointer data = REAL(g_async_queue_pop)(queue);
    after(queue);
    return data;
}

gpointer g_async_queue_timeout_pop(GAsyncQueue *queue, guint64 timeout)
{
    gpointer data = REAL(g_async_queue_timeout_pop)(queue, timeout);
    after(queue);
    return data;
}

/* Locks, of g_mutex_locker_new() too, which is inline. */
void(g_mutex_lock)(GMutex *mutex)
{
    REAL(g_mutex_lock)(mutex);
    after(mutex);
}

void(g_mutex_unlock)(GMutex *mutex)
{
    before(mutex);
    REAL(g_mutex_unlock)(mutex);
}

void g_cond_wait(GCond *condition, GMutex *mutex)
{
    before(mutex);
    REAL(g_cond_wait)(condition, mutex);
    after(mutex);
}

/* Who drops the last reference comes after all who dropped theirs. */
void g_bytes_unref(GBytes *bytes)
{
    if (bytes != NULL)
        before(bytes), after(bytes);
    REAL(g_bytes_unref)(bytes);
}

void g_atomic_rc_box_release_full(gpointer block, GDestroyNotify clear)
{
    before(block);
    after(block);
    REAL(g_atomic_rc_box_release_full)(block, clear);
}

/* The value is ready for who finds it set; the macros read it atomically by themselves. */
void(g_once_init_leave)(volatile void *location, gsize result)
{
    before((void *) location);
    REAL(g_once_init_leave)(location, result);
}
