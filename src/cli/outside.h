/* outside.h - what an instance uses and a backup of it does not hold. */
#pragma once

#include "base/config.h"

/* Sentences, ended by NULL ("/etc/ssl/ca.pem (ca_file of [mailbox])"): files outside config/,
 * secrets that are no file, and Maildirs. Owned. */
GPtrArray *gf_cli_outside(const GfConfig *config);
