/* roll.h - territories, bodies, members, their addresses, seats and offices.
 *
 * Identifiers are slugs. "In force on a day": not ended before it and within the term. Nothing is
 * erased: who leaves is ended. All rows owned by the caller; *ret NULL or 0 where there is none.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id;
    char *slug, *name, *kind;
    char *departements; /* "31;81" */
} GfTerritory;
void gf_territory_free(GfTerritory *territory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTerritory, gf_territory_free)

typedef struct {
    gint64 id;
    char *slug, *name,
        *kind;         /* "plenary", "committee", "group", "chantier", "temporary", "workshop" */
    gint64 parent_id;  /* 0: none */
    char *parent_slug; /* NULL: none */
    char *themes;      /* one a line */
    char *address;     /* own list address, NULL */
    char *ends_on, *ended_on; /* NULL: none */
} GfBody;
void gf_body_free(GfBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfBody, gf_body_free)

typedef struct {
    gint64 id;
    char *slug;
    char *civility, *given_name, *family_name;
    char *gender;        /* "woman" | "man" | NULL */
    char *college;       /* "elu" | "citoyen" | NULL */
    char *quality;       /* "titulaire" | "suppleant" | "guest" */
    gint64 territory_id; /* 0: none */
    char *territory;     /* its slug, NULL */
    char *organisation, *telephone, *language;
    char *starts_on, *ends_on, *ended_on;
    char *main_address;    /* NULL: none */
    gint64 unreachable_at; /* of the main address, 0: reachable as far as we know */
    char *unreachable_why;
} GfMember;
void gf_member_free(GfMember *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMember, gf_member_free)

/* "Mme Hélène Dupont". Owned. */
char *gf_member_full_name(const GfMember *member);
/* Whether they are a member on `date` ('YYYY-MM-DD'). */
gboolean gf_member_in_force(const GfMember *member, const char *date);

typedef struct {
    gint64 id, member_id;
    char *address;
    char *role; /* "main" | "copy" | "from" */
    gint64 unreachable_at;
    char *unreachable_why;
} GfAddress;
void gf_address_row_free(GfAddress *address);

typedef struct {
    char *body_slug, *role, *member_slug;
    char *ends_on;
} GfOffice;
void gf_office_free(GfOffice *office);

/* Territories and bodies. Saving inserts (id 0) or updates by slug, and sets id. */
gboolean gf_store_save_territory(GfStore *store, GfTerritory *territory, GError **error);
gboolean gf_store_territory(GfStore *store, const char *slug, GfTerritory **ret, GError **error);
gboolean gf_store_territories(GfStore *store, GPtrArray **ret,
                              GError **error); /* of GfTerritory, by slug */
gboolean gf_store_save_body(GfStore *store, GfBody *body, GError **error);
gboolean gf_store_body(GfStore *store, const char *slug, GfBody **ret, GError **error);
gboolean gf_store_body_by_id(GfStore *store, gint64 id, GfBody **ret, GError **error);
gboolean gf_store_bodies(GfStore *store, GPtrArray **ret, GError **error); /* of GfBody, by slug */

/* Offices of a body, replaced as a whole. GPtrArray of GfOffice. */
gboolean gf_store_set_offices(GfStore *store, gint64 body_id, GPtrArray *offices, GError **error);
gboolean gf_store_offices(GfStore *store, const char *body_slug, GPtrArray **ret, GError **error);
gboolean gf_store_offices_of(GfStore *store, const char *member_slug, GPtrArray **ret,
                             GError **error);

/* Members. Saving inserts (id 0) or updates by id; addresses and seats are saved apart. */
gboolean gf_store_save_member(GfStore *store, GfMember *member, gint64 now, GError **error);
gboolean gf_store_member(GfStore *store, const char *slug, GfMember **ret, GError **error);
gboolean gf_store_member_by_id(GfStore *store, gint64 id, GfMember **ret, GError **error);
gboolean gf_store_members(GfStore *store, GPtrArray **ret,
                          GError **error); /* of GfMember, by name */
gboolean gf_store_end_member(GfStore *store, gint64 member_id, const char *date, GError **error);

/* Everybody in `body` in force on `date` ('YYYY-MM-DD'): in the plenary every titulaire (and, with
 * `guests`, every guest), elsewhere its seats and offices. Suppléants are not among them. An array
 * of GfMember, by name. */
gboolean gf_store_members_of(GfStore *store, const GfBody *body, const char *date, gboolean guests,
                             GPtrArray **ret, GError **error);

/* The titulaires in force on `date` without a seat in any body of that kind that has not ended,
 * by name. */
gboolean gf_store_members_without(GfStore *store, const char *kind, const char *date,
                                  GPtrArray **ret, GError **error);

/* Addresses. Setting a main address turns the former one into a `from` address. */
gboolean gf_store_set_address(GfStore *store, gint64 member_id, const char *address,
                              const char *role, GError **error);
gboolean gf_store_addresses(GfStore *store, gint64 member_id, GPtrArray **ret,
                            GError **error); /* of GfAddress */
/* Those that get a copy: few members have any. */
gboolean gf_store_copy_addresses(GfStore *store, gint64 member_id, GPtrArray **ret, GError **error);
/* Members (ids as GArray of gint64) that have this address, in whatever role and case. */
gboolean gf_store_members_by_address(GfStore *store, const char *address, GArray **ret,
                                     GError **error);
/* Whether that is the address of several, or one member has it twice. */
gboolean gf_store_address_is_shared(GfStore *store, const char *address, gboolean *ret,
                                    GError **error);
/* Marks an address of one member (0: of all) unreachable, or reachable again (why NULL). */
gboolean gf_store_mark_address(GfStore *store, gint64 member_id, const char *address, gint64 at,
                               const char *why, GError **error);

/* Seats: the slugs of the bodies a member sits in (owned, sorted), and setting them as a whole. */
gboolean gf_store_seats(GfStore *store, gint64 member_id, char ***ret_slugs, GError **error);
gboolean gf_store_set_seats(GfStore *store, gint64 member_id, const char *const *slugs,
                            GError **error);
