/* answer-name.h - to whom a pouvoir goes, and who comes instead: names, as written.
 *
 * A name is taken only where the words around it give it the part; what is merely mentioned stays
 * out.
 */
#pragma once

#include "understand/answer-clause.h"

typedef struct {
    char *proxy_to;        /* the first one named, may be NULL */
    gboolean given;        /* a pouvoir is given, for certain, named or not */
    gboolean conditional;  /* only if something happens */
    gboolean held;         /* the sender holds another member's */
    gboolean alternatives; /* several were named */
    gboolean refused;
    int halves;       /* GF_HALF_ it is given for, 0: all */
    char *substitute; /* name, or "suppléant", may be NULL */
    gboolean staff;   /* explicitly not the suppléant */
    gboolean unsure;  /* not yet confirmed */
    gboolean along;   /* the suppléant comes too */
    GArray *taken;    /* of gboolean, for each clause: it speaks of that person */
} GfNames;

/* Owned. */
GfNames *gf_names_find(const GfWords *words, const GArray *clauses);
void gf_names_free(GfNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfNames, gf_names_free)

/* The name that begins at words[at], civility included, within [at, to); NULL where there is none.
 * Owned. */
char *gf_name_at(const GfWords *words, guint at, guint to, guint *ret_end);

/* TRUE where two words of a name follow at words[at]: "pouvoir DELMAS Pierre", "pouvoir Mme Roux".
 */
gboolean gf_name_is_called(const GfWords *words, guint at, guint to);
