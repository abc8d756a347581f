/* address.h - what greffe accepts as a mail address.
 *
 * libcurl and libical put addresses on the wire as they are, CR and LF included: nothing goes there
 * that has not passed here. Stricter than RFC 5321 on purpose: no quoted local part, no comments,
 * no domain literal, ASCII only (domains in their IDN form).
 */
#pragma once

#include <glib.h>

/* TRUE where `address` is one plain address we would send to. `ret_why` (may be NULL, static text)
 * says what is wrong otherwise. */
gboolean gf_address_is_valid(const char *address, const char **ret_why);

/* For comparing: trimmed, "mailto:" dropped, lower case throughout. Owned. */
char *gf_address_fold(const char *address);

/* TRUE where both mean the same mailbox for us (gf_address_fold() equal). NULL equals nothing. */
gboolean gf_address_equal(const char *a, const char *b);

/* Where `address` is BASE with a sub-address (RFC 5233), "local+detail@domain" for base
 * "local@domain", its detail folded; else NULL. Owned. */
char *gf_address_detail(const char *address, const char *base);

/* "local+detail@domain". Owned. */
char *gf_address_with_detail(const char *base, const char *detail);

/* The domain, folded; NULL where there is none. Owned. */
char *gf_address_domain(const char *address);
