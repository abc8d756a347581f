/* keyfile.h - GKeyFile, strictly: the one way greffe reads files that people write.
 *
 * GKeyFile merges duplicate groups, lets the last of two keys win, ignores what it does not know
 * and gives no line numbers. Here every group and key is declared in a table; anything else is
 * GF_ERROR_CONFIG as "FILE:LINE: [section] key: why (what is allowed)".
 */
#pragma once

#include <glib.h>

typedef enum {
    GF_KEY_TEXT,      /* any text, stripped; may not be empty */
    GF_KEY_INTEGER,   /* within minimum..maximum */
    GF_KEY_BOOLEAN,   /* true | false */
    GF_KEY_CHOICE,    /* one of `choices` */
    GF_KEY_LIST,      /* texts separated by semicolons */
    GF_KEY_ADDRESS,   /* gf_address_is_valid() */
    GF_KEY_ADDRESSES, /* a list of them */
    GF_KEY_SLUG,      /* gf_text_is_slug() */
    GF_KEY_DATE,      /* 2027-03-12 */
    GF_KEY_DATETIME,  /* 2027-03-12 09:30 */
    GF_KEY_TIME,      /* 09:30 */
    GF_KEY_ZONE,      /* Europe/Paris */
    GF_KEY_FRACTION,  /* 1/2 */
} GfKeyType;

typedef struct {
    const char *group; /* "mailbox"; "body *" matches "body NAME", NAME a slug */
    const char *key;   /* "*" matches any key of the group */
    GfKeyType type;
    gboolean required;   /* in every group that is there; a group without "*" must then be there */
    const char *choices; /* "imap maildir", for GF_KEY_CHOICE */
    gint64 minimum, maximum; /* for GF_KEY_INTEGER; both 0: any */
    const char *fallback;    /* value where the key is absent, NULL: none */
} GfKeySpec;

typedef struct GfKeyfile GfKeyfile;

/* Reads and checks a file against `specs` (ended by an entry whose group is NULL). Owned. */
GfKeyfile *gf_keyfile_load(const char *path, const GfKeySpec *specs, GError **error);
/* The same of text already read; `name` stands for the path in messages. */
GfKeyfile *gf_keyfile_parse(const char *name, const char *text, const GfKeySpec *specs,
                            GError **error);
void gf_keyfile_free(GfKeyfile *keyfile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfKeyfile, gf_keyfile_free)

/* Full group names in the order of the file, NULL-terminated; `prefix` "body " selects (may be
 * NULL). Owned. */
char **gf_keyfile_groups(const GfKeyfile *keyfile, const char *prefix);
gboolean gf_keyfile_has_group(const GfKeyfile *keyfile, const char *group);
/* Keys present in a group in the order of the file. Owned. */
char **gf_keyfile_keys(const GfKeyfile *keyfile, const char *group);

/* Values, already checked; in texts \n, \t, \s, \; and \\ are replaced. The fallback where the key
 * is absent; NULL, 0, FALSE where there is none. Asking for a key that the table does not have is a
 * programming error. */
const char *gf_keyfile_text(const GfKeyfile *keyfile, const char *group,
                            const char *key); /* borrowed */
gint64 gf_keyfile_integer(const GfKeyfile *keyfile, const char *group, const char *key);
gboolean gf_keyfile_boolean(const GfKeyfile *keyfile, const char *group, const char *key);
char **gf_keyfile_list(const GfKeyfile *keyfile, const char *group,
                       const char *key); /* owned, never NULL */

/* A GF_ERROR_CONFIG that names file, line, group and key, for checks that a table cannot make. */
void gf_keyfile_error(const GfKeyfile *keyfile, const char *group, const char *key, GError **error,
                      const char *format, ...) G_GNUC_PRINTF(5, 6);
