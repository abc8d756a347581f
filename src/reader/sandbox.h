/* sandbox.h - how the reader gives up everything it does not need (reader only). */
#pragma once

#include <glib.h>

/* Closes every descriptor above 3. First of all, before any library opens one. */
void gf_sandbox_close_descriptors(void);

/* From here on: no file, socket, process or program; bounded memory; no privileges; killed with the
 * process `parent`. Call after every library has loaded what it will need.
 *
 * GF_ERROR_STATE where any part that this kernel has cannot be put in place. A sanitized build
 * (GF_SANITIZED) only ties itself to `parent`: its runtime needs what the sandbox forbids. */
gboolean gf_sandbox_enter(int parent, GError **error);
