/* filename.c - see filename.h. */
#include "base/filename.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define NUMBER_BYTES 12
/* What still counts as an ending when a name is cut. */
#define ENDING_BYTES 12

static gboolean is_forbidden(gunichar c)
{
    return c == '<' || c == '>' || c == ':' || c == '"' || c == '|' || c == '?' || c == '*';
}

/* Characters that are not seen, or turn the direction of others ("gpj.exe"). */
static gboolean is_invisible(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
        return TRUE;
    default:
        return c == 0xFFFD;
    }
}

static const char *last_component(const char *name)
{
    const char *last = name;
    for (const char *c = name; *c != '\0'; c++)
        if (*c == '/' || *c == '\\')
            last = c + 1;
    return last;
}

/* Spaces of any kind as one plain space, what is forbidden as a hyphen, what is not seen as
 * nothing. */
static GString *only_plain(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        if (g_unichar_isspace(character)) {
            if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
                g_string_append_c(plain, ' ');
        } else if (is_forbidden(character)) {
            g_string_append_c(plain, '-');
        } else if (!is_invisible(character)) {
            g_string_append_unichar(plain, character);
        }
    }
    return plain;
}

/* No dots or spaces at either end: hidden in one system, lost in another. */
static void trim(GString *name)
{
    gsize from = strspn(name->str, ". ");
    g_string_erase(name, 0, (gssize) from);
    while (name->len > 0 && strchr(". ", name->str[name->len - 1]) != NULL)
        g_string_truncate(name, name->len - 1);
}

/* CON, NUL, COM1 ... are devices under Windows, whatever their ending. */
static gboolean is_device(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", NULL};
    g_autofree char *stem = g_ascii_strdown(name, (gssize) strcspn(name, "."));
    g_strchomp(stem);
    if (g_strv_contains(devices, stem))
        return TRUE;
    return strlen(stem) == 4 && (g_str_has_prefix(stem, "com") || g_str_has_prefix(stem, "lpt")) &&
           g_ascii_isdigit(stem[3]);
}

/* Where the ending of a name begins; its end where it has none. */
static gsize ending_at(const char *name)
{
    const char *dot = strrchr(name, '.');
    gsize length = strlen(name);
    return dot == NULL || dot == name || strlen(dot) > ENDING_BYTES ? length : (gsize) (dot - name);
}

/* At most `bytes` of the text, whole characters. */
static gsize cut(const char *text, gsize bytes)
{
    const char *end = text + MIN(strlen(text), bytes);
    while (end > text && ((guchar) *end & 0xC0) == 0x80)
        end--;
    return (gsize) (end - text);
}

/* "long name.pdf" with `between` before the ending, short enough. Owned. */
static char *assemble(const char *name, const char *between)
{
    gsize ending = ending_at(name);
    g_autofree char *stem = g_strndup(name, ending);
    gsize room = GF_LIMIT_FILENAME_BYTES - strlen(name + ending) - strlen(between);
    g_autofree char *kept = g_strndup(stem, cut(stem, room));
    return g_strconcat(g_strchomp(kept), between, name + ending, NULL);
}

char *gf_filename_safe(const char *name, const char *fallback)
{
    g_autofree char *valid = gf_text_clean(name, -1);
    g_autoptr(GString) plain = only_plain(last_component(valid));
    trim(plain);
    if (plain->len == 0)
        return g_strdup(fallback);
    if (is_device(plain->str))
        g_string_prepend_c(plain, '_');
    return assemble(plain->str, "");
}

GHashTable *gf_filename_set(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

char *gf_filename_unique(const char *safe, GHashTable *taken)
{
    for (guint number = 1;; number++) {
        char between[NUMBER_BYTES] = "";
        if (number > 1)
            g_snprintf(between, sizeof between, "-%u", number);
        g_autofree char *name = assemble(safe, between);
        if (g_hash_table_add(taken, gf_text_fold(name)))
            return g_steal_pointer(&name);
    }
}
