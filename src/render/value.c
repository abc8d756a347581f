#include "render/value.h"

#include <string.h>

GVariant *gf_value_unbox(GVariant *value)
{
    while (value != NULL) {
        GVariant *inner = NULL;
        if (g_variant_is_of_type(value, G_VARIANT_TYPE_VARIANT))
            inner = g_variant_get_variant(value);
        else if (g_variant_is_of_type(value, G_VARIANT_TYPE_MAYBE))
            inner = g_variant_get_maybe(value);
        else
            return value;
        g_variant_unref(value);
        value = inner;
    }
    return NULL;
}

static gboolean is_dictionary(GVariant *value)
{
    return g_variant_is_of_type(value, (const GVariantType *) "a{s*}");
}

gboolean gf_value_member(GVariant *value, const char *key, GVariant **ret_value)
{
    if (value == NULL || !is_dictionary(value))
        return FALSE;
    GVariant *found = g_variant_lookup_value(value, key, NULL);
    if (found == NULL)
        return FALSE;
    *ret_value = gf_value_unbox(found);
    return TRUE;
}

GHashTable *gf_value_members(GVariant *value, GDestroyNotify unref)
{
    GHashTable *members = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref);
    gsize count = value != NULL && is_dictionary(value) ? g_variant_n_children(value) : 0;
    for (gsize i = count; i > 0; i--) { /* the first of equals stays */
        g_autoptr(GVariant) entry = g_variant_get_child_value(value, i - 1);
        g_autoptr(GVariant) name = g_variant_get_child_value(entry, 0);
        g_hash_table_replace(members, g_variant_dup_string(name, NULL),
                             gf_value_unbox(g_variant_get_child_value(entry, 1)));
    }
    return members;
}

gboolean gf_value_is_list(GVariant *value)
{
    return value != NULL && g_variant_is_of_type(value, G_VARIANT_TYPE_ARRAY) &&
           !is_dictionary(value);
}

/* The integer types; FALSE for all others. */
static gboolean as_integer(GVariant *value, gint64 *ret_number)
{
    switch (g_variant_classify(value)) {
    case G_VARIANT_CLASS_BYTE:
        *ret_number = g_variant_get_byte(value);
        return TRUE;
    case G_VARIANT_CLASS_INT16:
        *ret_number = g_variant_get_int16(value);
        return TRUE;
    case G_VARIANT_CLASS_UINT16:
        *ret_number = g_variant_get_uint16(value);
        return TRUE;
    case G_VARIANT_CLASS_INT32:
        *ret_number = g_variant_get_int32(value);
        return TRUE;
    case G_VARIANT_CLASS_UINT32:
        *ret_number = g_variant_get_uint32(value);
        return TRUE;
    case G_VARIANT_CLASS_INT64:
        *ret_number = g_variant_get_int64(value);
        return TRUE;
    default:
        return FALSE;
    }
}

gboolean gf_value_is_true(GVariant *value)
{
    gint64 number = 0;
    if (value == NULL)
        return FALSE;
    if (as_integer(value, &number))
        return number != 0;
    switch (g_variant_classify(value)) {
    case G_VARIANT_CLASS_BOOLEAN:
        return g_variant_get_boolean(value);
    case G_VARIANT_CLASS_UINT64:
        return g_variant_get_uint64(value) != 0;
    case G_VARIANT_CLASS_DOUBLE:
        return g_variant_get_double(value) != 0;
    case G_VARIANT_CLASS_STRING:
        return *g_variant_get_string(value, NULL) != '\0';
    case G_VARIANT_CLASS_ARRAY:
        return is_dictionary(value) || g_variant_n_children(value) > 0;
    default:
        return TRUE;
    }
}

/* The shortest decimal that reads back as `number`. Owned. */
static char *double_text(double number)
{
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(text, sizeof text, formats[i], number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    return g_strdup(text);
}

char *gf_value_text(GVariant *value)
{
    gint64 number = 0;
    if (value == NULL)
        return NULL;
    if (as_integer(value, &number))
        return g_strdup_printf("%" G_GINT64_FORMAT, number);
    switch (g_variant_classify(value)) {
    case G_VARIANT_CLASS_BOOLEAN:
        return g_strdup(g_variant_get_boolean(value) ? "true" : "false");
    case G_VARIANT_CLASS_UINT64:
        return g_strdup_printf("%" G_GUINT64_FORMAT, g_variant_get_uint64(value));
    case G_VARIANT_CLASS_DOUBLE:
        return double_text(g_variant_get_double(value));
    case G_VARIANT_CLASS_STRING:
        return g_variant_dup_string(value, NULL);
    default:
        return NULL;
    }
}
