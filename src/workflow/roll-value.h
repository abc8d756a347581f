/* roll-value.h - private to the reading of members' tables: what single cells mean. */
#pragma once

#include <glib.h>

/* A cell on one line: composed characters, plain single spaces, nothing invisible; "" for a cell of
 * dashes. Owned. */
char *gf_roll_clean(const char *cell);

/* Each gives the value of a clean, non-empty cell, owned; or NULL and `ret_why` (owned), as "why
 * (what is allowed)". */
typedef char *(*GfRollReader)(const char *cell, char **ret_why);
char *gf_roll_read_text(const char *cell, char **ret_why);
char *gf_roll_read_name(const char *cell, char **ret_why);
char *gf_roll_read_id(const char *cell, char **ret_why);
char *gf_roll_read_civility(const char *cell, char **ret_why);
char *gf_roll_read_gender(const char *cell, char **ret_why);
char *gf_roll_read_college(const char *cell, char **ret_why);
char *gf_roll_read_quality(const char *cell, char **ret_why);
char *gf_roll_read_telephone(const char *cell, char **ret_why);
char *gf_roll_read_language(const char *cell, char **ret_why);
char *gf_roll_read_date(const char *cell, char **ret_why);
/* Of a cell as written: the addresses between commas, semicolons, spaces or line breaks, in angle
 * brackets or not; one a line. */
char *gf_roll_read_addresses(const char *cell, char **ret_why);

/* TRUE where `address` is the instance's own or a sub-address of it: mail to it comes back here. */
gboolean gf_roll_is_own_address(const char *address, const char *instance_address);

/* What a civility says of the person: "woman", "man" or NULL; static. */
const char *gf_roll_gender_of(const char *civility);
