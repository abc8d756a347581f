/* picture.c - what a picture is to the person who sent it. See sniff.h.
 *
 * Reads the head of a file as far as it tells its size or its camera, never its pixels.
 */
#include <string.h>

#include "mime/sniff.h"

enum {
    PHOTO_BYTES = 20000,   /* a logo in a format of photographs has fewer */
    PICTURE_BYTES = 50000, /* the same in another format */
    PIXEL_SIDE = 2,        /* what counts readers has one pixel, sometimes two */
    SCREEN_SIDE = 600,     /* both sides: logos and banners are lower */
    MARKERS_MAXIMUM = 100, /* of one JPEG file */
    EXIF_MAKE = 0x010f,    /* the tag of the camera's maker (EXIF 2.3 section 4.6.4) */
};

static guint number(const guint8 *bytes, gsize size, gboolean big_endian)
{
    guint value = 0;
    for (gsize i = 0; i < size; i++)
        value = value << 8 | bytes[big_endian ? i : size - 1 - i];
    return value;
}

gboolean gf_sniff_is_pixel(const guint8 *bytes, gsize length)
{
    guint width = G_MAXUINT, height = G_MAXUINT;
    if (length >= 10 && memcmp(bytes, "GIF8", 4) == 0) {
        width = number(bytes + 6, 2, FALSE);
        height = number(bytes + 8, 2, FALSE);
    } else if (length >= 24 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0) {
        width = number(bytes + 16, 4, TRUE);
        height = number(bytes + 20, 4, TRUE);
    }
    return width <= PIXEL_SIDE && height <= PIXEL_SIDE;
}

/* The first directory of the TIFF data in an Exif segment names a maker. */
static gboolean names_camera(const guint8 *segment, gsize length)
{
    if (length < 14 || memcmp(segment, "Exif\0\0", 6) != 0)
        return FALSE;
    const guint8 *tiff = segment + 6;
    gsize size = length - 6;
    gboolean big_endian = tiff[0] == 'M';
    gsize directory = number(tiff + 4, 4, big_endian);
    if (directory > size - 2)
        return FALSE;
    guint entries = number(tiff + directory, 2, big_endian);
    for (gsize i = 0, at = directory + 2; i < entries && at + 12 <= size; i++, at += 12)
        if (number(tiff + at, 2, big_endian) == EXIF_MAKE)
            return TRUE;
    return FALSE;
}

/* Start of frame (ITU T.81 table B.1): C0 to CF, but not C4, C8 and CC. */
static gboolean is_frame(guint8 marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean is_large(const guint8 *segment, gsize length)
{
    return length >= 5 && number(segment + 1, 2, TRUE) >= SCREEN_SIDE &&
           number(segment + 3, 2, TRUE) >= SCREEN_SIDE;
}

static gboolean is_photograph(const guint8 *bytes, gsize length, const char *type)
{
    if (strcmp(type, "image/jpeg") != 0)
        return strcmp(type, "image/heic") == 0;
    gsize at = 2;
    for (int i = 0; i < MARKERS_MAXIMUM && at + 4 <= length && bytes[at] == 0xff; i++) {
        guint8 marker = bytes[at + 1];
        gsize size = number(bytes + at + 2, 2, TRUE);
        if (size < 2 || at + 2 + size > length)
            return FALSE;
        if (marker == 0xe1 && names_camera(bytes + at + 4, size - 2))
            return TRUE;
        if (is_frame(marker))
            return is_large(bytes + at + 4, size - 2);
        at += 2 + size;
    }
    return FALSE;
}

/* More bytes than a logo has, in a format of photographs or another one. */
static gboolean is_heavy(gsize length, const char *type)
{
    gboolean photo = strcmp(type, "image/jpeg") == 0 || strcmp(type, "image/heic") == 0 ||
                     strcmp(type, "image/webp") == 0;
    return length >= (photo ? PHOTO_BYTES : PICTURE_BYTES);
}

gboolean gf_sniff_is_matter(const guint8 *bytes, gsize length, const char *declared,
                            const char *name)
{
    const char *sniffed = gf_sniff_type(bytes, length, declared, name);
    return (sniffed != NULL && is_photograph(bytes, length, sniffed)) ||
           is_heavy(length, sniffed != NULL ? sniffed : declared);
}
