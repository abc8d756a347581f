#include "base/reason.h"

char *gf_reason(int errno_code)
{
    char *reason = g_strdup(g_strerror(errno_code));
    reason[0] = g_ascii_tolower(reason[0]);
    return reason;
}
