/* config-keys.h - the table of greffe.conf, for config.c and for the test that holds
 * docs/configuration.md and config/greffe.conf against it.
 */
#pragma once

#include "base/keyfile.h"

extern const GfKeySpec gf_config_keys[];
