/* sandbox.c - resource limits, Landlock and seccomp for the reader.
 *
 * Everything not listed as allowed kills the process: the parent then knows. The few calls that
 * honest libraries try and can do without (opening a charset module or a time zone, asking whether
 * a descriptor is a terminal) are refused with an error instead. Refuses to go on where a part
 * fails; only Landlock, the second belt, may be missing from the kernel.
 */
#include "reader/sandbox.h"

#include "base/error.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A last resort should the parent's timer ever fail: processor seconds for all messages together.
 */
#define PROCESSOR_SECONDS (GF_LIMIT_READER_SECONDS * GF_LIMIT_READER_MESSAGES)
#define DESCRIPTORS 16

static gboolean fail(const char *what, int code, GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "reader sandbox: %s: %s", what, g_strerror(code));
    return FALSE;
}

void gf_sandbox_close_descriptors(void)
{
    if (close_range(4, ~0U, 0) == 0)
        return;
    for (int fd = 4; fd < 1024; fd++)
        close(fd);
}

/* Between fork and here the parent may have died already: then nobody would ever kill us. */
static gboolean die_with(int parent, GError **error)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return fail("parent-death signal", errno, error);
    if (parent > 0 && getppid() != parent)
        return fail("parent", ESRCH, error);
    return TRUE;
}

#ifdef GF_SANITIZED

gboolean gf_sandbox_enter(int parent, GError **error)
{
    return die_with(parent, error);
}

#else

static gboolean set_limits(GError **error)
{
    static const struct {
        int resource; /* the type __rlimit_resource is GNU's own */
        rlim_t value;
        const char *name;
    } limits[] = {
        {RLIMIT_AS, GF_LIMIT_READER_MEMORY_BYTES, "memory"},
        {RLIMIT_CORE, 0, "core"},
        {RLIMIT_FSIZE, 0, "file size"},
        {RLIMIT_NOFILE, DESCRIPTORS, "descriptors"},
        {RLIMIT_NPROC, 0, "processes"},
        {RLIMIT_CPU, PROCESSOR_SECONDS, "processor time"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
        struct rlimit limit = {limits[i].value, limits[i].value};
        if (setrlimit((__rlimit_resource_t) limits[i].resource, &limit) != 0)
            return fail(limits[i].name, errno, error);
    }
    return TRUE;
}

static gboolean drop_privileges(GError **error)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail("no new privileges", errno, error);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fail("not dumpable", errno, error);
    return TRUE;
}

/* Every right on files that this kernel's Landlock knows: all handled, none granted. */
static guint64 landlock_rights(long version)
{
    guint rights = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    return (G_GUINT64_CONSTANT(1) << rights) - 1;
}

static gboolean forbid_files(GError **error)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version <= 0)
        return TRUE;
    struct landlock_ruleset_attr attributes = {.handled_access_fs = landlock_rights(version)};
    int ruleset = (int) syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0)
        return fail("Landlock rules", errno, error);
    long result = syscall(SYS_landlock_restrict_self, ruleset, 0);
    int code = errno;
    close(ruleset);
    return result == 0 || fail("Landlock", code, error);
}

static int allow_plain_calls(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(recvmsg),
        SCMP_SYS(sendmsg),
        SCMP_SYS(poll),
        SCMP_SYS(ppoll),
        SCMP_SYS(close),
        SCMP_SYS(fstat),
        SCMP_SYS(lseek),
        SCMP_SYS(pread64),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(sysinfo),
        SCMP_SYS(sched_yield),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
    };
    int result = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(calls) && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return result;
}

/* Tried by libraries that can do without. */
static int refuse_harmless_calls(scmp_filter_ctx filter)
{
    static const struct {
        int call, code;
    } refused[] = {
        {SCMP_SYS(openat), EACCES},        {SCMP_SYS(open), EACCES},  {SCMP_SYS(access), EACCES},
        {SCMP_SYS(faccessat), EACCES},     {SCMP_SYS(stat), EACCES},  {SCMP_SYS(readlink), EACCES},
        {SCMP_SYS(readlinkat), EACCES},    {SCMP_SYS(statx), EACCES}, {SCMP_SYS(ioctl), ENOTTY},
        {SCMP_SYS(getpeername), ENOTSOCK},
    };
    int result = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(refused) && result == 0; i++)
        result =
            seccomp_rule_add(filter, SCMP_ACT_ERRNO((guint32) refused[i].code), refused[i].call, 0);
    return result;
}

/* Memory may be readable and writable, never executable; fstat() may look at open descriptors, not
 * at paths; abort() may signal this process, nobody else. */
static int add_conditions(scmp_filter_ctx filter)
{
    static const int memory_calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int result = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(memory_calls) && result == 0; i++) {
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory_calls[i], 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        if (result == 0)
            result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), memory_calls[i], 1,
                                      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                  SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH));
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
                                  SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH));
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                  SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t) getpid()));
    return result;
}

static gboolean filter_calls(GError **error)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL)
        return fail("seccomp", ENOMEM, error);
    int result = allow_plain_calls(filter);
    if (result == 0)
        result = refuse_harmless_calls(filter);
    if (result == 0)
        result = add_conditions(filter);
    if (result == 0)
        result = seccomp_load(filter);
    seccomp_release(filter);
    return result == 0 || fail("seccomp", -result, error);
}

gboolean gf_sandbox_enter(int parent, GError **error)
{
    return drop_privileges(error) && die_with(parent, error) && set_limits(error) &&
           forbid_files(error) && filter_calls(error);
}

#endif
