/* error.h - the one error domain of greffe.
 *
 * A code says what the caller must do, not what went wrong; the message says what went wrong, as
 * "what: why (how to mend)", lower case, no full stop, no secret, no body of a mail. Errors of
 * other libraries are translated at the border of the folder that wraps them. What is normal (no
 * match, declined, bounced) is a value and never an error.
 */
#pragma once

#include <glib.h>

#define GF_ERROR (gf_error_quark())
GQuark gf_error_quark(void);

typedef enum {
    GF_ERROR_RETRY,     /* passing trouble: the same call may work later */
    GF_ERROR_MESSAGE,   /* set this message aside; the others are not concerned */
    GF_ERROR_MAILBOX,   /* this connection is dead: reconnect */
    GF_ERROR_ACCOUNT,   /* log-in, certificate or policy: pause the account, tell the operator */
    GF_ERROR_CONFIG,    /* a configuration file, template or other input of staff must be mended */
    GF_ERROR_STATE,     /* refused as things stand (rule, unknown object, full disk, old schema) */
    GF_ERROR_CANCELLED, /* we were asked to stop */
    GF_ERROR_UNCERTAIN, /* it may have happened: never repeat blindly */
    GF_ERROR_USAGE,     /* the command line is wrong */
} GfErrorCode;

/* Puts "PREFIX: " before the message of *error where there is one. */
void gf_error_prefix(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
