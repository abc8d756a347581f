/* roll-row.c - see roll-row.h. */
#include "workflow/roll-row.h"

#include <string.h>

#include "base/text.h"
#include "workflow/roll-value.h"

struct GfRollPlaces {
    GPtrArray *territory_rows, *body_rows; /* owners */
    GHashTable *territories, *bodies;      /* what people call them -> row, or `ambiguous` */
};

static char ambiguous[] = "ambiguous";

void gf_roll_places_free(GfRollPlaces *places)
{
    if (places == NULL)
        return;
    g_clear_pointer(&places->territories, g_hash_table_unref);
    g_clear_pointer(&places->bodies, g_hash_table_unref);
    g_clear_pointer(&places->territory_rows, g_ptr_array_unref);
    g_clear_pointer(&places->body_rows, g_ptr_array_unref);
    g_free(places);
}

/* `row` is called `name`, among other things. */
static void call_it(GHashTable *table, const char *name, gpointer row)
{
    g_autofree char *key = gf_text_slug(name);
    gpointer other = g_hash_table_lookup(table, key);
    if (key[0] != '\0')
        g_hash_table_insert(table, g_steal_pointer(&key),
                            other == NULL || other == row ? row : ambiguous);
}

/* An identifier without its hyphens, marked: "GT 1" is gt1, but an exact name comes first. Owned.
 */
static char *squeezed(const char *text)
{
    g_autofree char *slug = gf_text_slug(text);
    g_auto(GStrv) words = g_strsplit(slug, "-", -1);
    g_autofree char *joined = g_strjoinv(NULL, words);
    return g_strconcat("=", joined, NULL);
}

/* A row is surely called by its identifier, whatever others are called. */
static void call_by_slug(GHashTable *table, const char *slug, gpointer row)
{
    g_hash_table_insert(table, g_strdup(slug), row);
    g_hash_table_insert(table, squeezed(slug), row);
}

static void name_territories(GfRollPlaces *places)
{
    for (guint i = 0; i < places->territory_rows->len; i++) {
        GfTerritory *row = g_ptr_array_index(places->territory_rows, i);
        g_autofree char *with_kind = g_strdup_printf("%s %s", row->kind, row->name);
        call_it(places->territories, row->name, row);
        call_it(places->territories, with_kind, row);
    }
    for (guint i = 0; i < places->territory_rows->len; i++) {
        GfTerritory *row = g_ptr_array_index(places->territory_rows, i);
        call_by_slug(places->territories, row->slug, row);
    }
}

static void name_bodies(GfRollPlaces *places)
{
    for (guint i = 0; i < places->body_rows->len; i++) {
        GfBody *row = g_ptr_array_index(places->body_rows, i);
        if (row->ended_on != NULL)
            continue;
        g_autofree char *with_slug = g_strdup_printf("%s %s", row->slug, row->name);
        call_it(places->bodies, row->name, row);
        call_it(places->bodies, with_slug, row);
    }
    for (guint i = 0; i < places->body_rows->len; i++) {
        GfBody *row = g_ptr_array_index(places->body_rows, i);
        call_by_slug(places->bodies, row->slug, row);
    }
}

gboolean gf_roll_places_load(GfStore *store, GfRollPlaces **ret, GError **error)
{
    g_autoptr(GfRollPlaces) places = g_new0(GfRollPlaces, 1);
    places->territories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    places->bodies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!gf_store_territories(store, &places->territory_rows, error) ||
        !gf_store_bodies(store, &places->body_rows, error))
        return FALSE;
    name_territories(places);
    name_bodies(places);
    *ret = g_steal_pointer(&places);
    return TRUE;
}

static gpointer find_called(GHashTable *table, const char *text, const char *what, char **ret_why)
{
    g_autofree char *slug = gf_text_slug(text);
    g_autofree char *marked = squeezed(text);
    gpointer row = g_hash_table_lookup(table, slug);
    if (row == NULL)
        row = g_hash_table_lookup(table, marked);
    if (row != NULL && row != ambiguous)
        return row;
    *ret_why =
        row == NULL
            ? g_strdup_printf("no %s is called that (see assembly.conf)", what)
            : g_strdup_printf("several are called that (write the identifier of the %s)", what);
    return NULL;
}

const GfTerritory *gf_roll_places_territory(const GfRollPlaces *places, const char *text,
                                            char **ret_why)
{
    return find_called(places->territories, text, "territory", ret_why);
}

const GfTerritory *gf_roll_places_territory_by_slug(const GfRollPlaces *places, const char *slug)
{
    return slug != NULL ? g_hash_table_lookup(places->territories, slug) : NULL;
}

const GfBody *gf_roll_places_body(const GfRollPlaces *places, const char *text, char **ret_why)
{
    const GfBody *body = find_called(places->bodies, text, "body", ret_why);
    if (body == NULL || body->ended_on == NULL)
        return body;
    *ret_why = g_strdup_printf("this body ended on %s", body->ended_on);
    return NULL;
}

gboolean gf_roll_places_has_ended(const GfRollPlaces *places, const char *body_slug)
{
    const GfBody *body = g_hash_table_lookup(places->bodies, body_slug);
    return body != NULL && body->ended_on != NULL;
}

void gf_roll_row_free(GfRollRow *row)
{
    if (row == NULL)
        return;
    for (gsize i = 0; i < GF_ROLL_FIELDS; i++)
        g_free(row->values[i]);
    g_clear_pointer(&row->faults, g_ptr_array_unref);
    g_free(row);
}

/* How the cells of most fields are read; the others depend on places. */
static const GfRollReader readers[GF_ROLL_FIELDS] = {
    [GF_ROLL_ID] = gf_roll_read_id,
    [GF_ROLL_CIVILITY] = gf_roll_read_civility,
    [GF_ROLL_GIVEN_NAME] = gf_roll_read_name,
    [GF_ROLL_FAMILY_NAME] = gf_roll_read_name,
    [GF_ROLL_GENDER] = gf_roll_read_gender,
    [GF_ROLL_COLLEGE] = gf_roll_read_college,
    [GF_ROLL_QUALITY] = gf_roll_read_quality,
    [GF_ROLL_FUNCTION] = gf_roll_read_text,
    [GF_ROLL_ORGANISATION] = gf_roll_read_text,
    [GF_ROLL_TELEPHONE] = gf_roll_read_telephone,
    [GF_ROLL_ADDRESSES] = gf_roll_read_addresses,
    [GF_ROLL_COPIES] = gf_roll_read_addresses,
    [GF_ROLL_FROM] = gf_roll_read_addresses,
    [GF_ROLL_STARTS_ON] = gf_roll_read_date,
    [GF_ROLL_ENDS_ON] = gf_roll_read_date,
    [GF_ROLL_LANGUAGE] = gf_roll_read_language,
};

static char *read_territory(const GfRollPlaces *places, const char *cell, char **ret_why)
{
    const GfTerritory *territory = gf_roll_places_territory(places, cell, ret_why);
    return territory != NULL ? g_strdup(territory->slug) : NULL;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The names in a cell, or the whole cell where a name holds a comma. Owned. */
static char **names_in(const GfRollPlaces *places, const char *cell)
{
    g_autofree char *line = gf_roll_clean(cell);
    g_autofree char *unused = NULL;
    if (gf_roll_places_body(places, line, &unused) == NULL)
        return gf_text_split(cell, ",;|\n");
    g_autoptr(GStrvBuilder) whole = g_strv_builder_new();
    g_strv_builder_add(whole, line);
    return g_strv_builder_end(whole);
}

/* Slugs, sorted, once each; the plenary, where everybody sits, is left out. */
static char *read_bodies(const GfRollPlaces *places, const char *cell, char **ret_why)
{
    g_auto(GStrv) names = names_in(places, cell);
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    for (char **name = names; *name != NULL; name++) {
        g_autofree char *why = NULL;
        const GfBody *body = gf_roll_places_body(places, *name, &why);
        if (body == NULL) {
            *ret_why = g_strdup_printf("'%s': %s", *name, why);
            return NULL;
        }
        if (!g_str_equal(body->kind, "plenary") &&
            !g_ptr_array_find_with_equal_func(slugs, body->slug, g_str_equal, NULL))
            g_ptr_array_add(slugs, body->slug);
    }
    g_ptr_array_sort(slugs, compare_texts);
    g_ptr_array_add(slugs, NULL);
    return g_strjoinv("\n", (char **) slugs->pdata);
}

/* The value of a cell that is not empty. */
static char *read_value(GfRollField field, const char *cell, const char *line,
                        const GfRollPlaces *places, char **ret_why)
{
    if (field == GF_ROLL_BODIES)
        return read_bodies(places, cell, ret_why);
    if (field == GF_ROLL_TERRITORY)
        return read_territory(places, line, ret_why);
    return readers[field](line, ret_why);
}

static void read_cell(GfRollRow *row, GfRollField field, const char *header, const char *cell,
                      const GfRollPlaces *places)
{
    g_autofree char *line = gf_roll_clean(cell);
    g_autofree char *why = NULL;
    if (line[0] == '\0')
        return;
    g_autofree char *value = read_value(field, cell, line, places, &why);
    if (value == NULL) {
        g_autofree char *shown = gf_text_line(line, 60);
        g_ptr_array_add(row->faults, g_strdup_printf("%s '%s': %s", header, shown, why));
        return;
    }
    if (value[0] != '\0')
        row->values[field] = g_steal_pointer(&value);
}

/* What two columns say together. */
static void combine(GfRollRow *row)
{
    char **values = row->values;
    const char *said = gf_roll_gender_of(values[GF_ROLL_CIVILITY]);
    if (values[GF_ROLL_GENDER] == NULL)
        values[GF_ROLL_GENDER] = g_strdup(said);
    else if (said != NULL && !g_str_equal(said, values[GF_ROLL_GENDER]))
        g_ptr_array_add(row->faults,
                        g_strdup_printf("civility '%s' and gender '%s' contradict each other",
                                        values[GF_ROLL_CIVILITY], values[GF_ROLL_GENDER]));
    if (values[GF_ROLL_FUNCTION] != NULL) {
        g_autofree char *organisation = g_steal_pointer(&values[GF_ROLL_ORGANISATION]);
        g_autofree char *function = g_steal_pointer(&values[GF_ROLL_FUNCTION]);
        values[GF_ROLL_ORGANISATION] =
            g_strconcat(function, organisation != NULL ? ", " : NULL, organisation, NULL);
    }
    if (values[GF_ROLL_STARTS_ON] != NULL && values[GF_ROLL_ENDS_ON] != NULL &&
        strcmp(values[GF_ROLL_STARTS_ON], values[GF_ROLL_ENDS_ON]) > 0)
        g_ptr_array_add(row->faults,
                        g_strdup_printf("the term ends on %s, before it starts on %s",
                                        values[GF_ROLL_ENDS_ON], values[GF_ROLL_STARTS_ON]));
}

GfRollRow *gf_roll_row_read(const GfCsv *csv, guint index, const GfRollColumns *columns,
                            const GfRollPlaces *places)
{
    GfRollRow *row = g_new0(GfRollRow, 1);
    row->line = gf_csv_line(csv, index);
    row->faults = g_ptr_array_new_with_free_func(g_free);
    /* The cells of a row with wrong quotes are not those that were meant. */
    if (gf_csv_fault(csv, index) != NULL) {
        g_ptr_array_add(row->faults, g_strdup(gf_csv_fault(csv, index)));
        return row;
    }
    for (int field = 0; field < GF_ROLL_FIELDS; field++) {
        if (columns->column[field] < 0)
            continue;
        guint column = (guint) columns->column[field];
        read_cell(row, (GfRollField) field, gf_csv_header(csv, column),
                  gf_csv_cell(csv, index, column), places);
    }
    combine(row);
    if (row->values[GF_ROLL_ID] == NULL && row->faults->len == 0 &&
        (row->values[GF_ROLL_GIVEN_NAME] == NULL || row->values[GF_ROLL_FAMILY_NAME] == NULL))
        g_ptr_array_add(row->faults, g_strdup("given name or family name is missing"));
    return row;
}
