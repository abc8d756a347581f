/* wake.h - the socket through which `greffe` says that there is something to do. */
#pragma once

#include "base/instance.h"

/* Binds it anew; what is received on it has no meaning of its own. The descriptor, or -1 with
 * GF_ERROR_STATE. */
int gf_wake_open(const GfInstance *instance, GError **error);
