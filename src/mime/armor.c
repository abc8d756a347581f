/* armor.c - see armor.h. Nothing is verified; lines are only left out. */
#include "mime/armor.h"

#include <string.h>

#define BEGIN_SIGNED "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define END_SIGNATURE "-----END PGP SIGNATURE-----"
#define BEGIN_MESSAGE "-----BEGIN PGP MESSAGE-----"

typedef enum { AROUND, HEADERS, SIGNED, SIGNATURE } Place;

static gboolean is_line(const char *line, gsize length, const char *mark)
{
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
        length--;
    return length == strlen(mark) && memcmp(line, mark, length) == 0;
}

/* Where the text goes on after this line; `ret_kept`: it is shown. */
static Place pass(Place place, const char *line, gsize length, gboolean *ret_kept)
{
    *ret_kept = FALSE;
    if (place == HEADERS && length == 0)
        return SIGNED;
    if (place == HEADERS && memchr(line, ':', length) != NULL)
        return HEADERS;
    place = place == HEADERS ? SIGNED : place;
    if (place == SIGNATURE)
        return is_line(line, length, END_SIGNATURE) ? AROUND : SIGNATURE;
    if (place == SIGNED && is_line(line, length, BEGIN_SIGNATURE))
        return SIGNATURE;
    if (place == AROUND && is_line(line, length, BEGIN_SIGNED))
        return HEADERS;
    *ret_kept = TRUE;
    return place;
}

char *gf_armor_signed_text(const char *text)
{
    if (strstr(text, BEGIN_SIGNED) == NULL || strstr(text, END_SIGNATURE) == NULL)
        return NULL;
    GString *out = g_string_sized_new(strlen(text));
    Place place = AROUND;
    for (const char *p = text; *p != '\0';) {
        gsize length = strcspn(p, "\n"), whole = length + (p[length] == '\n');
        gboolean kept;
        Place before = place;
        place = pass(place, p, length, &kept);
        gsize dash = kept && before == SIGNED && length >= 2 && p[0] == '-' && p[1] == ' ' ? 2 : 0;
        if (kept)
            g_string_append_len(out, p + dash, (gssize) (whole - dash));
        p += whole;
    }
    return g_string_free(out, FALSE);
}

gboolean gf_armor_is_encrypted(const char *text)
{
    for (const char *p = text; *p != '\0';) {
        gsize length = strcspn(p, "\n");
        if (is_line(p, length, BEGIN_MESSAGE))
            return TRUE;
        p += length + (p[length] == '\n');
    }
    return FALSE;
}
