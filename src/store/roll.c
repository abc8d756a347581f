/* roll.c - territories, bodies and offices: what assembly.conf describes; see roll.h. Members and
 * what hangs on them are in member.c.
 */
#include "store/roll.h"

#include "store/sql.h"

void gf_territory_free(GfTerritory *territory)
{
    if (territory == NULL)
        return;
    g_free(territory->slug);
    g_free(territory->name);
    g_free(territory->kind);
    g_free(territory->departements);
    g_free(territory);
}

void gf_body_free(GfBody *body)
{
    if (body == NULL)
        return;
    g_free(body->slug);
    g_free(body->name);
    g_free(body->kind);
    g_free(body->parent_slug);
    g_free(body->themes);
    g_free(body->address);
    g_free(body->ends_on);
    g_free(body->ended_on);
    g_free(body);
}

void gf_office_free(GfOffice *office)
{
    if (office == NULL)
        return;
    g_free(office->body_slug);
    g_free(office->role);
    g_free(office->member_slug);
    g_free(office->ends_on);
    g_free(office);
}

#define TERRITORY_COLUMNS "id, slug, name, kind, departements"
enum { TERRITORY_ID, TERRITORY_SLUG, TERRITORY_NAME, TERRITORY_KIND, TERRITORY_DEPARTEMENTS };

static gpointer read_territory(GfRows *rows)
{
    GfTerritory *territory = g_new0(GfTerritory, 1);
    territory->id = gf_rows_integer(rows, TERRITORY_ID);
    territory->slug = gf_rows_text(rows, TERRITORY_SLUG);
    territory->name = gf_rows_text(rows, TERRITORY_NAME);
    territory->kind = gf_rows_text(rows, TERRITORY_KIND);
    territory->departements = gf_rows_text(rows, TERRITORY_DEPARTEMENTS);
    return territory;
}

GF_SQL(upsert_territory,
       "INSERT INTO territory (slug, name, kind, departements) VALUES (?, ?, ?, ?)"
       " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind,"
       " departements = excluded.departements RETURNING id");

gboolean gf_store_save_territory(GfStore *store, GfTerritory *territory, GError **error)
{
    return gf_sql_integer(store, &upsert_territory, &territory->id, error, "tttt", territory->slug,
                          territory->name, territory->kind, gf_sql_text(territory->departements));
}

GF_SQL(select_territory, "SELECT " TERRITORY_COLUMNS " FROM territory WHERE slug = ?");

gboolean gf_store_territory(GfStore *store, const char *slug, GfTerritory **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_territory, &rows, error, "t", slug) &&
           gf_rows_first(&rows, read_territory, (GDestroyNotify) gf_territory_free, ret, error);
}

GF_SQL(select_territories, "SELECT " TERRITORY_COLUMNS " FROM territory ORDER BY slug");

gboolean gf_store_territories(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_territories, &rows, error, "") &&
           gf_rows_list(&rows, read_territory, (GDestroyNotify) gf_territory_free, ret, error);
}

#define BODY_SELECT                                                                                \
    "SELECT b.id, b.slug, b.name, b.kind, b.parent_id, p.slug, b.themes, b.address, b.ends_on,"    \
    " b.ended_on FROM body b LEFT JOIN body p ON p.id = b.parent_id "
enum {
    BODY_ID,
    BODY_SLUG,
    BODY_NAME,
    BODY_KIND,
    BODY_PARENT_ID,
    BODY_PARENT_SLUG,
    BODY_THEMES,
    BODY_ADDRESS,
    BODY_ENDS_ON,
    BODY_ENDED_ON,
};

static gpointer read_body(GfRows *rows)
{
    GfBody *body = g_new0(GfBody, 1);
    body->id = gf_rows_integer(rows, BODY_ID);
    body->slug = gf_rows_text(rows, BODY_SLUG);
    body->name = gf_rows_text(rows, BODY_NAME);
    body->kind = gf_rows_text(rows, BODY_KIND);
    body->parent_id = gf_rows_integer(rows, BODY_PARENT_ID);
    body->parent_slug = gf_rows_text(rows, BODY_PARENT_SLUG);
    body->themes = gf_rows_text(rows, BODY_THEMES);
    body->address = gf_rows_text(rows, BODY_ADDRESS);
    body->ends_on = gf_rows_text(rows, BODY_ENDS_ON);
    body->ended_on = gf_rows_text(rows, BODY_ENDED_ON);
    return body;
}

GF_SQL(upsert_body,
       "INSERT INTO body (slug, name, kind, parent_id, themes, address, ends_on, ended_on)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
       " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind,"
       " parent_id = excluded.parent_id, themes = excluded.themes, address = excluded.address,"
       " ends_on = excluded.ends_on, ended_on = excluded.ended_on RETURNING id");

gboolean gf_store_save_body(GfStore *store, GfBody *body, GError **error)
{
    return gf_sql_integer(store, &upsert_body, &body->id, error, "tttztttt", body->slug, body->name,
                          body->kind, body->parent_id, gf_sql_text(body->themes), body->address,
                          body->ends_on, body->ended_on);
}

GF_SQL(select_body, BODY_SELECT "WHERE b.slug = ?");

gboolean gf_store_body(GfStore *store, const char *slug, GfBody **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_body, &rows, error, "t", slug) &&
           gf_rows_first(&rows, read_body, (GDestroyNotify) gf_body_free, ret, error);
}

GF_SQL(select_body_by_id, BODY_SELECT "WHERE b.id = ?");

gboolean gf_store_body_by_id(GfStore *store, gint64 id, GfBody **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_body_by_id, &rows, error, "i", id) &&
           gf_rows_first(&rows, read_body, (GDestroyNotify) gf_body_free, ret, error);
}

GF_SQL(select_bodies, BODY_SELECT "ORDER BY b.slug");

gboolean gf_store_bodies(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_bodies, &rows, error, "") &&
           gf_rows_list(&rows, read_body, (GDestroyNotify) gf_body_free, ret, error);
}

#define OFFICE_SELECT                                                                              \
    "SELECT b.slug, o.role, o.member_slug, o.ends_on FROM office o JOIN body b ON b.id = "         \
    "o.body_id "
enum { OFFICE_BODY_SLUG, OFFICE_ROLE, OFFICE_MEMBER_SLUG, OFFICE_ENDS_ON };

static gpointer read_office(GfRows *rows)
{
    GfOffice *office = g_new0(GfOffice, 1);
    office->body_slug = gf_rows_text(rows, OFFICE_BODY_SLUG);
    office->role = gf_rows_text(rows, OFFICE_ROLE);
    office->member_slug = gf_rows_text(rows, OFFICE_MEMBER_SLUG);
    office->ends_on = gf_rows_text(rows, OFFICE_ENDS_ON);
    return office;
}

GF_SQL(delete_offices, "DELETE FROM office WHERE body_id = ?");
GF_SQL(insert_office,
       "INSERT INTO office (body_id, role, member_slug, ends_on) VALUES (?, ?, ?, ?)");

gboolean gf_store_set_offices(GfStore *store, gint64 body_id, GPtrArray *offices, GError **error)
{
    if (!gf_sql_run(store, &delete_offices, error, "i", body_id))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        if (!gf_sql_run(store, &insert_office, error, "ittt", body_id, office->role,
                        office->member_slug, office->ends_on))
            return FALSE;
    }
    return TRUE;
}

GF_SQL(select_offices, OFFICE_SELECT "WHERE b.slug = ? ORDER BY o.role, o.member_slug");

gboolean gf_store_offices(GfStore *store, const char *body_slug, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_offices, &rows, error, "t", body_slug) &&
           gf_rows_list(&rows, read_office, (GDestroyNotify) gf_office_free, ret, error);
}

GF_SQL(select_offices_of, OFFICE_SELECT "WHERE o.member_slug = ? ORDER BY b.slug, o.role");

gboolean gf_store_offices_of(GfStore *store, const char *member_slug, GPtrArray **ret,
                             GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_offices_of, &rows, error, "t", member_slug) &&
           gf_rows_list(&rows, read_office, (GDestroyNotify) gf_office_free, ret, error);
}
