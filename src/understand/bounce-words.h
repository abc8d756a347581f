/* bounce-words.h - what servers say when they refuse mail, as tables. */
#pragma once

#include <glib.h>

typedef enum {
    GF_WHY_NOTHING,
    GF_WHY_UNKNOWN_USER,
    GF_WHY_BARELY_UNKNOWN, /* "user unknown", which filters say too once they have seen the mail */
    GF_WHY_UNKNOWN_DOMAIN,
    GF_WHY_SYNTAX,    /* what we wrote is no address: nothing is said of a mailbox */
    GF_WHY_UNWRITTEN, /* their program could not write the mail down, whoever it was for */
    GF_WHY_NO_MAIL,   /* the domain takes no mail at all */
    GF_WHY_MOVED,
    GF_WHY_FULL,
    GF_WHY_INACTIVE,
    GF_WHY_SIZE,
    GF_WHY_CONTENT,
    GF_WHY_SPAM,
    GF_WHY_SENDER, /* nothing against the recipient: our name is not known or not
                      liked */
    GF_WHY_POLICY,
    GF_WHY_REFUSED, /* without a reason */
    GF_WHY_EXPIRED,
    GF_WHY_NETWORK,
    GF_WHY_SYSTEM,
} GfBounceWhy;

/* The reason that folded `words` name. */
GfBounceWhy gf_bounce_why(const char *words);

/* TRUE where folded words are those of a mail system about mail that did not
 * arrive; `delays`: that it still tries. */
gboolean gf_bounce_says_failure(const char *words);
gboolean gf_bounce_says_delay(const char *words);
gboolean gf_bounce_says_refusal(const char *words);

/* TRUE where a folded subject is one that mail systems give their reports. */
gboolean gf_bounce_is_subject(const char *subject);

/* TRUE where a folded line announces the mail that came back. */
gboolean gf_bounce_announces_copy(const char *line);
