/* member.c - members, their addresses and their seats; see roll.h.
 *
 * Lists are by name as people sort it (gf_text_fold), which SQLite cannot do: they are sorted here.
 */
#include "base/address.h"
#include "base/text.h"
#include "store/roll.h"
#include "store/sql.h"

void gf_member_free(GfMember *member)
{
    if (member == NULL)
        return;
    g_free(member->slug);
    g_free(member->civility);
    g_free(member->given_name);
    g_free(member->family_name);
    g_free(member->gender);
    g_free(member->college);
    g_free(member->quality);
    g_free(member->territory);
    g_free(member->organisation);
    g_free(member->telephone);
    g_free(member->language);
    g_free(member->starts_on);
    g_free(member->ends_on);
    g_free(member->ended_on);
    g_free(member->main_address);
    g_free(member->unreachable_why);
    g_free(member);
}

char *gf_member_full_name(const GfMember *member)
{
    const char *const words[] = {member->civility, member->given_name, member->family_name};
    GString *name = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (words[i] == NULL || words[i][0] == '\0')
            continue;
        if (name->len > 0)
            g_string_append_c(name, ' ');
        g_string_append(name, words[i]);
    }
    return g_string_free(name, FALSE);
}

/* The same as IN_FORCE, below. */
gboolean gf_member_in_force(const GfMember *member, const char *date)
{
    return (member->starts_on == NULL || strcmp(member->starts_on, date) <= 0) &&
           (member->ends_on == NULL || strcmp(member->ends_on, date) >= 0) &&
           (member->ended_on == NULL || strcmp(member->ended_on, date) > 0);
}

void gf_address_row_free(GfAddress *address)
{
    if (address == NULL)
        return;
    g_free(address->address);
    g_free(address->role);
    g_free(address->unreachable_why);
    g_free(address);
}

#define MEMBER_SELECT                                                                              \
    "SELECT m.id, m.slug, m.civility, m.given_name, m.family_name, m.gender, m.college,"           \
    " m.quality, m.territory_id, t.slug, m.organisation, m.telephone, m.language, m.starts_on,"    \
    " m.ends_on, m.ended_on, a.address, a.unreachable_at, a.unreachable_why"                       \
    " FROM member m LEFT JOIN territory t ON t.id = m.territory_id"                                \
    " LEFT JOIN address a ON a.member_id = m.id AND a.role = 'main' "
enum {
    MEMBER_ID,
    MEMBER_SLUG,
    MEMBER_CIVILITY,
    MEMBER_GIVEN_NAME,
    MEMBER_FAMILY_NAME,
    MEMBER_GENDER,
    MEMBER_COLLEGE,
    MEMBER_QUALITY,
    MEMBER_TERRITORY_ID,
    MEMBER_TERRITORY,
    MEMBER_ORGANISATION,
    MEMBER_TELEPHONE,
    MEMBER_LANGUAGE,
    MEMBER_STARTS_ON,
    MEMBER_ENDS_ON,
    MEMBER_ENDED_ON,
    MEMBER_MAIN_ADDRESS,
    MEMBER_UNREACHABLE_AT,
    MEMBER_UNREACHABLE_WHY,
};

static gpointer read_member(GfRows *rows)
{
    GfMember *member = g_new0(GfMember, 1);
    member->id = gf_rows_integer(rows, MEMBER_ID);
    member->slug = gf_rows_text(rows, MEMBER_SLUG);
    member->civility = gf_rows_text(rows, MEMBER_CIVILITY);
    member->given_name = gf_rows_text(rows, MEMBER_GIVEN_NAME);
    member->family_name = gf_rows_text(rows, MEMBER_FAMILY_NAME);
    member->gender = gf_rows_text(rows, MEMBER_GENDER);
    member->college = gf_rows_text(rows, MEMBER_COLLEGE);
    member->quality = gf_rows_text(rows, MEMBER_QUALITY);
    member->territory_id = gf_rows_integer(rows, MEMBER_TERRITORY_ID);
    member->territory = gf_rows_text(rows, MEMBER_TERRITORY);
    member->organisation = gf_rows_text(rows, MEMBER_ORGANISATION);
    member->telephone = gf_rows_text(rows, MEMBER_TELEPHONE);
    member->language = gf_rows_text(rows, MEMBER_LANGUAGE);
    member->starts_on = gf_rows_text(rows, MEMBER_STARTS_ON);
    member->ends_on = gf_rows_text(rows, MEMBER_ENDS_ON);
    member->ended_on = gf_rows_text(rows, MEMBER_ENDED_ON);
    member->main_address = gf_rows_text(rows, MEMBER_MAIN_ADDRESS);
    member->unreachable_at = gf_rows_integer(rows, MEMBER_UNREACHABLE_AT);
    member->unreachable_why = gf_rows_text(rows, MEMBER_UNREACHABLE_WHY);
    return member;
}

typedef struct {
    char *key;
    GfMember *member;
} Named;

static int compare_named(const void *a, const void *b)
{
    const Named *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    return order != 0 ? order : strcmp(left->member->slug, right->member->slug);
}

/* Each name is folded once, not once a comparison. */
static void sort_by_name(GPtrArray *members)
{
    g_autofree Named *named = g_new(Named, MAX(members->len, 1));
    for (guint i = 0; i < members->len; i++) {
        GfMember *member = g_ptr_array_index(members, i);
        g_autofree char *family = gf_text_fold(member->family_name);
        g_autofree char *given = gf_text_fold(member->given_name);
        named[i] = (Named){g_strconcat(family, "\t", given, NULL), member};
    }
    qsort(named, members->len, sizeof *named, compare_named);
    for (guint i = 0; i < members->len; i++) {
        members->pdata[i] = named[i].member;
        g_free(named[i].key);
    }
}

static gboolean list_members(GfRows *rows, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_rows_list(rows, read_member, (GDestroyNotify) gf_member_free, &members, error))
        return FALSE;
    sort_by_name(members);
    *ret = g_steal_pointer(&members);
    return TRUE;
}

GF_SQL(insert_member,
       "INSERT INTO member (slug, civility, given_name, family_name, gender, college, quality,"
       " territory_id, organisation, telephone, language, starts_on, ends_on, ended_on, created_at)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
GF_SQL(update_member,
       "UPDATE member SET slug = ?, civility = ?, given_name = ?, family_name = ?, gender = ?,"
       " college = ?, quality = ?, territory_id = ?, organisation = ?, telephone = ?,"
       " language = ?, starts_on = ?, ends_on = ?, ended_on = ? WHERE id = ?");

gboolean gf_store_save_member(GfStore *store, GfMember *member, gint64 now, GError **error)
{
    gboolean is_new = member->id == 0;
    if (!gf_sql_run(store, is_new ? &insert_member : &update_member, error, "tttttttztttttti",
                    member->slug, member->civility, member->given_name, member->family_name,
                    member->gender, member->college, member->quality, member->territory_id,
                    member->organisation, member->telephone, member->language, member->starts_on,
                    member->ends_on, member->ended_on, is_new ? now : member->id))
        return FALSE;
    if (is_new)
        member->id = gf_sql_last_id(store);
    return TRUE;
}

GF_SQL(select_member, MEMBER_SELECT "WHERE m.slug = ?");

gboolean gf_store_member(GfStore *store, const char *slug, GfMember **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_member, &rows, error, "t", slug) &&
           gf_rows_first(&rows, read_member, (GDestroyNotify) gf_member_free, ret, error);
}

GF_SQL(select_member_by_id, MEMBER_SELECT "WHERE m.id = ?");

gboolean gf_store_member_by_id(GfStore *store, gint64 id, GfMember **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_member_by_id, &rows, error, "i", id) &&
           gf_rows_first(&rows, read_member, (GDestroyNotify) gf_member_free, ret, error);
}

GF_SQL(select_members, MEMBER_SELECT);

gboolean gf_store_members(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_members, &rows, error, "") &&
           list_members(&rows, ret, error);
}

GF_SQL(end_member, "UPDATE member SET ended_on = ? WHERE id = ?");

gboolean gf_store_end_member(GfStore *store, gint64 member_id, const char *date, GError **error)
{
    return gf_sql_run(store, &end_member, error, "ti", date, member_id);
}

/* ?1 is the day. The last day of a term belongs to it; ended_on is the first day without. */
#define IN_FORCE                                                                                   \
    "(m.starts_on IS NULL OR m.starts_on <= ?1) AND (m.ends_on IS NULL OR m.ends_on >= ?1)"        \
    " AND (m.ended_on IS NULL OR m.ended_on > ?1)"

GF_SQL(select_plenary, MEMBER_SELECT
       "WHERE (m.quality = 'titulaire' OR (m.quality = 'guest' AND ?2)) AND " IN_FORCE);
GF_SQL(select_seated, MEMBER_SELECT
       "WHERE m.id IN (SELECT member_id FROM seat WHERE body_id = ?2"
       " UNION SELECT holder.id FROM office o JOIN member holder ON holder.slug = o.member_slug"
       " WHERE o.body_id = ?2 AND (o.ends_on IS NULL OR o.ends_on >= ?1))"
       " AND m.quality <> 'suppleant' AND " IN_FORCE);

gboolean gf_store_members_of(GfStore *store, const GfBody *body, const char *date, gboolean guests,
                             GPtrArray **ret, GError **error)
{
    GfRows rows;
    gboolean begun =
        strcmp(body->kind, "plenary") == 0
            ? gf_sql_query(store, &select_plenary, &rows, error, "ti", date, (gint64) (guests != 0))
            : gf_sql_query(store, &select_seated, &rows, error, "ti", date, body->id);
    return begun && list_members(&rows, ret, error);
}

GF_SQL(select_without,
       MEMBER_SELECT "WHERE m.quality = 'titulaire' AND " IN_FORCE
                     " AND NOT EXISTS (SELECT 1 FROM seat s JOIN body b ON b.id = s.body_id"
                     " WHERE s.member_id = m.id AND b.kind = ?2 AND b.ended_on IS NULL)");

gboolean gf_store_members_without(GfStore *store, const char *kind, const char *date,
                                  GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_without, &rows, error, "tt", date, kind) &&
           list_members(&rows, ret, error);
}

GF_SQL(demote_main_address,
       "UPDATE address SET role = 'from' WHERE member_id = ? AND role = 'main' AND folded <> ?");
GF_SQL(upsert_address, "INSERT INTO address (member_id, address, folded, role) VALUES (?, ?, ?, ?)"
                       " ON CONFLICT (member_id, folded) DO UPDATE SET address = excluded.address,"
                       " role = excluded.role");

gboolean gf_store_set_address(GfStore *store, gint64 member_id, const char *address,
                              const char *role, GError **error)
{
    g_autofree char *folded = gf_address_fold(address);
    if (strcmp(role, "main") == 0 &&
        !gf_sql_run(store, &demote_main_address, error, "it", member_id, folded))
        return FALSE;
    return gf_sql_run(store, &upsert_address, error, "ittt", member_id, address, folded, role);
}

#define ADDRESS_COLUMNS "id, member_id, address, role, unreachable_at, unreachable_why"
enum {
    ADDRESS_ID,
    ADDRESS_MEMBER_ID,
    ADDRESS_ADDRESS,
    ADDRESS_ROLE,
    ADDRESS_UNREACHABLE_AT,
    ADDRESS_UNREACHABLE_WHY,
};

static gpointer read_address(GfRows *rows)
{
    GfAddress *address = g_new0(GfAddress, 1);
    address->id = gf_rows_integer(rows, ADDRESS_ID);
    address->member_id = gf_rows_integer(rows, ADDRESS_MEMBER_ID);
    address->address = gf_rows_text(rows, ADDRESS_ADDRESS);
    address->role = gf_rows_text(rows, ADDRESS_ROLE);
    address->unreachable_at = gf_rows_integer(rows, ADDRESS_UNREACHABLE_AT);
    address->unreachable_why = gf_rows_text(rows, ADDRESS_UNREACHABLE_WHY);
    return address;
}

GF_SQL(select_addresses,
       "SELECT " ADDRESS_COLUMNS " FROM address WHERE member_id = ?"
       " ORDER BY CASE role WHEN 'main' THEN 0 WHEN 'copy' THEN 1 ELSE 2 END, id");

gboolean gf_store_addresses(GfStore *store, gint64 member_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_addresses, &rows, error, "i", member_id) &&
           gf_rows_list(&rows, read_address, (GDestroyNotify) gf_address_row_free, ret, error);
}

GF_SQL(select_copy_addresses,
       "SELECT " ADDRESS_COLUMNS
       " FROM address WHERE member_id = ? AND role = 'copy' ORDER BY folded");

gboolean gf_store_copy_addresses(GfStore *store, gint64 member_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_copy_addresses, &rows, error, "i", member_id) &&
           gf_rows_list(&rows, read_address, (GDestroyNotify) gf_address_row_free, ret, error);
}

GF_SQL(count_addresses, "SELECT count(*) FROM address WHERE folded = ?");

gboolean gf_store_address_is_shared(GfStore *store, const char *address, gboolean *ret,
                                    GError **error)
{
    g_autofree char *folded = gf_address_fold(address);
    gint64 count = 0;
    if (!gf_sql_integer(store, &count_addresses, &count, error, "t", folded))
        return FALSE;
    *ret = count > 1;
    return TRUE;
}

GF_SQL(select_members_by_address,
       "SELECT member_id FROM address WHERE folded = ? ORDER BY member_id");

gboolean gf_store_members_by_address(GfStore *store, const char *address, GArray **ret,
                                     GError **error)
{
    g_autofree char *folded = gf_address_fold(address);
    GfRows rows;
    return gf_sql_query(store, &select_members_by_address, &rows, error, "t", folded) &&
           gf_rows_ids(&rows, ret, error);
}

GF_SQL(mark_address, "UPDATE address SET unreachable_at = ?, unreachable_why = ?"
                     " WHERE folded = ?3 AND (?4 = 0 OR member_id = ?4)");

gboolean gf_store_mark_address(GfStore *store, gint64 member_id, const char *address, gint64 at,
                               const char *why, GError **error)
{
    g_autofree char *folded = gf_address_fold(address);
    gint64 since = why != NULL ? at : 0;
    return gf_sql_run(store, &mark_address, error, "ztti", since, why, folded, member_id);
}

GF_SQL(select_seats, "SELECT b.slug FROM seat s JOIN body b ON b.id = s.body_id"
                     " WHERE s.member_id = ? ORDER BY b.slug");

gboolean gf_store_seats(GfStore *store, gint64 member_id, char ***ret_slugs, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_seats, &rows, error, "i", member_id))
        return FALSE;
    g_autoptr(GStrvBuilder) slugs = g_strv_builder_new();
    while (gf_rows_next(&rows)) {
        g_autofree char *slug = gf_rows_text(&rows, 0);
        g_strv_builder_add(slugs, slug);
    }
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_slugs = g_strv_builder_end(slugs);
    return TRUE;
}

GF_SQL(delete_seats, "DELETE FROM seat WHERE member_id = ?");
GF_SQL(select_body_id, "SELECT id FROM body WHERE slug = ?");
GF_SQL(insert_seat, "INSERT INTO seat (body_id, member_id) VALUES (?, ?) ON CONFLICT DO NOTHING");

gboolean gf_store_set_seats(GfStore *store, gint64 member_id, const char *const *slugs,
                            GError **error)
{
    if (!gf_sql_run(store, &delete_seats, error, "i", member_id))
        return FALSE;
    for (const char *const *slug = slugs; *slug != NULL; slug++) {
        gint64 body_id = 0;
        if (!gf_sql_integer(store, &select_body_id, &body_id, error, "t", *slug))
            return FALSE;
        if (body_id == 0) {
            g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                        "seats: there is no body '%s' (describe it in assembly.conf)", *slug);
            return FALSE;
        }
        if (!gf_sql_run(store, &insert_seat, error, "ii", body_id, member_id))
            return FALSE;
    }
    return TRUE;
}
