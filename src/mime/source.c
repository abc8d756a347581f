/* source.c - see source.h.
 *
 * Works on pieces of the original bytes; a copy is made only where a piece was cut out. Nested
 * headers are recognised generously (after any line that may be a boundary, and after a header that
 * says message/rfc822): a limit that is imposed on a line of text by mistake costs only a very odd
 * text.
 */
#include "mime/source.h"

#include <string.h>

#include "base/limits.h"

#define VERSION_FIELD "MIME-Version: 1.0\n"

enum {
    HEADERS_OF_ALL_PARTS = 20 * GF_LIMIT_HEADERS,
    LARGE_BYTES = 1024 * 1024, /* not worth a copy */
    LINES_TO_JUDGE = 200,      /* how far to look for a header field behind a line that is none */
};

typedef struct {
    const char *start;
    gsize length;
} Piece;

typedef struct {
    const char *data;
    gsize size;
    gsize position;
    GArray *pieces;    /* of Piece: what is kept */
    GArray *structure; /* of it, what the parts depend on */
    gboolean aside;    /* what is kept now is not of the structure */
    GPtrArray *fields;
    GfLetter *letter;
    const char *part;
    gboolean top, in_header, holds_message, holds_digest;
    guint described; /* which of `describing` this block has had */
    gsize odd_until; /* lines before are no fields, but the block goes on behind them */
    guint headers, all_headers, boundaries;
    gsize block_bytes;
    gboolean told_headers, told_block;
} Scan;

static void add_piece(GArray *pieces, const char *start, gsize length)
{
    if (pieces->len > 0) {
        Piece *last = &g_array_index(pieces, Piece, pieces->len - 1);
        if (last->start + last->length == start) {
            last->length += length;
            return;
        }
    }
    Piece piece = {start, length};
    g_array_append_val(pieces, piece);
}

static void keep(Scan *scan, const char *start, gsize length)
{
    if (length == 0)
        return;
    add_piece(scan->pieces, start, length);
    if (!scan->aside)
        add_piece(scan->structure, start, length);
}

/* Behind the line end of the line at `position`. */
static gsize line_end(const Scan *scan, gsize position)
{
    const char *end = memchr(scan->data + position, '\n', scan->size - position);
    return end != NULL ? (gsize) (end - scan->data) + 1 : scan->size;
}

/* Behind the last continuation line of the field at `position`. */
static gsize field_end(const Scan *scan, gsize position)
{
    gsize end = line_end(scan, position);
    while (end < scan->size && (scan->data[end] == ' ' || scan->data[end] == '\t'))
        end = line_end(scan, end);
    return end;
}

static gboolean is_blank(const char *line, gsize length)
{
    return length == 0 || line[0] == '\n' || (line[0] == '\r' && (length == 1 || line[1] == '\n'));
}

static gboolean is_boundary(const char *line, gsize length)
{
    if (length < 3 || line[0] != '-' || line[1] != '-')
        return FALSE;
    /* "-- " introduces a signature. */
    return line[2] != '\n' && line[2] != '\r' &&
           !(line[2] == ' ' && is_blank(line + 3, length - 3));
}

/* Length of the name of the header field at `line`, 0 where it is none. */
static gsize field_name(const char *line, gsize length)
{
    gsize name = 0;
    while (name < length && line[name] > ' ' && line[name] < 0x7f && line[name] != ':')
        name++;
    gsize colon = name;
    while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
        colon++;
    return colon < length && line[colon] == ':' ? name : 0;
}

static gboolean is_one_of(const char *line, gsize name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == name && g_ascii_strncasecmp(line, *names, name) == 0)
            return TRUE;
    return FALSE;
}

/* GMime parses these as addresses, recursively. */
static gboolean is_address_field(const char *line, gsize name)
{
    static const char *const names[] = {
        "from",          "sender",           "to",          "cc",
        "bcc",           "reply-to",         "resent-from", "resent-sender",
        "resent-to",     "resent-cc",        "resent-bcc",  "resent-reply-to",
        "mail-reply-to", "mail-followup-to", NULL,
    };
    return is_one_of(line, name, names);
}

static gboolean is_well_known_field(const char *line, gsize name)
{
    static const char *const names[] = {
        "from",         "to",          "subject",      "date",     "received",     "message-id",
        "content-type", "return-path", "mime-version", "reply-to", "delivered-to", "sender",
        "cc",           "references",  "in-reply-to",  "x-mailer", NULL,
    };
    return is_one_of(line, name, names);
}

/* --- one field --- */

/* Unfolds: line ends go, what follows them stays; NUL becomes a space. */
static void unfold(char *value, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (text[i] != '\r' && text[i] != '\n')
            *value++ = text[i] != '\0' ? text[i] : ' ';
    *value = '\0';
}

/* Its name and value lie behind the field. */
static void record_field(Scan *scan, const char *line, gsize name, gsize length)
{
    const char *colon = memchr(line + name, ':', length - name);
    gsize left = length - (gsize) (colon + 1 - line);
    GfField *field = g_malloc(sizeof *field + name + 1 + left + 1);
    field->name = (char *) (field + 1);
    field->value = field->name + name + 1;
    for (gsize i = 0; i < name; i++)
        field->name[i] = g_ascii_tolower(line[i]);
    field->name[name] = '\0';
    unfold(field->value, colon + 1, left);
    g_strstrip(field->value);
    g_ptr_array_add(scan->fields, field);
}

/* Counts the field against the limits of its block; FALSE where it must be dropped. */
static gboolean has_room(Scan *scan, gsize length)
{
    scan->headers++;
    scan->all_headers++;
    scan->block_bytes += length;
    if (scan->headers > GF_LIMIT_HEADERS || scan->all_headers > HEADERS_OF_ALL_PARTS) {
        if (!scan->told_headers)
            gf_letter_add_problem(scan->letter, "headers-too-many", scan->part, NULL);
        scan->told_headers = TRUE;
        return FALSE;
    }
    if (scan->block_bytes > GF_LIMIT_HEADER_BLOCK_BYTES) {
        if (!scan->told_block)
            gf_letter_add_problem(scan->letter, "header-block-too-large", scan->part, NULL);
        scan->told_block = TRUE;
        return FALSE;
    }
    return TRUE;
}

/* Where to cut a field that is too long: an address list behind its last whole address. */
static gsize shortened(const char *line, gsize length, gboolean addresses)
{
    gsize limit = addresses ? GF_LIMIT_ADDRESS_HEADER_BYTES : GF_LIMIT_HEADER_BYTES;
    if (length <= limit)
        return length;
    const char *comma = addresses ? memrchr(line, ',', limit) : NULL;
    return comma != NULL ? (gsize) (comma - line) : limit;
}

static gboolean names(const char *line, gsize length, const char *word)
{
    gsize size = strlen(word);
    for (gsize i = 0; i + size <= length; i++)
        if (g_ascii_strncasecmp(line + i, word, size) == 0)
            return TRUE;
    return FALSE;
}

/* Of two fields that describe a part the first counts; GMime would take the last. */
static gboolean is_described_again(Scan *scan, const char *line, gsize name)
{
    static const char *const describing[][2] = {
        {"content-type", NULL}, {"content-transfer-encoding", NULL}, {"content-disposition", NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(describing); i++) {
        if (!is_one_of(line, name, describing[i]))
            continue;
        gboolean again = (scan->described & 1u << i) != 0;
        scan->described |= 1u << i;
        return again;
    }
    return FALSE;
}

static void add_field(Scan *scan, gsize name, gsize end)
{
    const char *line = scan->data + scan->position;
    gsize length = end - scan->position;
    gsize fitting = shortened(line, length, is_address_field(line, name));
    if (!has_room(scan, fitting))
        return;
    /* A name without end: what could be kept of it is no field. */
    if (memchr(line, ':', fitting) == NULL) {
        gf_letter_add_problem(scan->letter, "header-too-long", scan->part, NULL);
        return;
    }
    if (is_described_again(scan, line, name)) {
        if (scan->top)
            record_field(scan, line, name, fitting);
        return;
    }
    if (is_one_of(line, name, (const char *const[]){"content-type", NULL})) {
        scan->holds_message |= names(line, MIN(fitting, 1000), "message");
        scan->holds_digest |= names(line, MIN(fitting, 1000), "digest");
    }
    scan->aside = scan->top && g_ascii_strncasecmp(line, "content-", 8) != 0;
    keep(scan, line, fitting);
    if (fitting < length) {
        g_autofree char *detail = g_ascii_strdown(line, (gssize) name);
        gf_letter_add_problem(scan->letter, "header-too-long", scan->part, detail);
        keep(scan, "\n", 1);
    }
    scan->aside = FALSE;
    if (scan->top)
        record_field(scan, line, name, fitting);
}

/* --- the walk over lines --- */

/* In the top header block a line is no field: where the block goes on behind it, 0: nowhere. */
static gsize next_field(const Scan *scan, gsize position)
{
    for (int i = 0; i < LINES_TO_JUDGE && position < scan->size; i++) {
        gsize end = line_end(scan, position);
        gsize length = end - position;
        const char *line = scan->data + position;
        if (is_blank(line, length))
            return 0;
        gsize name = field_name(line, length);
        if (name > 0 &&
            (is_well_known_field(line, name) || g_ascii_strncasecmp(line, "x-", 2) == 0))
            return position;
        position = end;
    }
    return 0;
}

static void end_header(Scan *scan)
{
    scan->in_header = scan->holds_message;
    scan->holds_message = FALSE;
    scan->top = FALSE;
    scan->headers = scan->described = 0;
    scan->block_bytes = 0;
}

static void odd_header_line(Scan *scan, gsize end)
{
    if (!scan->top) {
        keep(scan, scan->data + scan->position, end - scan->position);
        return;
    }
    if (scan->position < scan->odd_until)
        return;
    gf_letter_add_problem(scan->letter, "header-malformed", scan->part, NULL);
    gboolean boundary = is_boundary(scan->data + scan->position, end - scan->position);
    scan->odd_until = boundary ? 0 : next_field(scan, end);
    if (scan->odd_until > 0)
        return;
    keep(scan, "\n", 1);
    end_header(scan);
    scan->in_header = FALSE;
    keep(scan, scan->data + scan->position, end - scan->position);
}

/* FALSE where the rest must not be read. */
static gboolean boundary_line(Scan *scan, gsize end)
{
    if (++scan->boundaries > GF_LIMIT_PARTS) {
        gf_letter_add_problem(scan->letter, "parts-too-many", scan->part, NULL);
        return FALSE;
    }
    keep(scan, scan->data + scan->position, end - scan->position);
    end_header(scan);
    scan->in_header = TRUE;
    /* A part of a digest is a message without saying so (RFC 2046 section 5.1.5). */
    scan->holds_message = scan->holds_digest;
    return TRUE;
}

static gboolean header_line(Scan *scan)
{
    const char *line = scan->data + scan->position;
    gsize end = line_end(scan, scan->position);
    gsize length = end - scan->position;
    if (is_blank(line, length)) {
        keep(scan, line, length);
        end_header(scan);
    } else if (field_name(line, length) > 0 && !(is_boundary(line, length) && !scan->top)) {
        end = field_end(scan, scan->position);
        add_field(scan, field_name(line, length), end);
    } else if (is_boundary(line, length) && !scan->top) {
        if (!boundary_line(scan, end))
            return FALSE;
    } else {
        odd_header_line(scan, end);
    }
    scan->position = end;
    return TRUE;
}

static gboolean body_line(Scan *scan)
{
    const char *line = scan->data + scan->position;
    gsize end = line_end(scan, scan->position);
    if (is_boundary(line, end - scan->position)) {
        if (!boundary_line(scan, end))
            return FALSE;
    } else if (end - scan->position > GF_LIMIT_ADDRESS_HEADER_BYTES &&
               is_address_field(line, field_name(line, MIN(end - scan->position, 64)))) {
        /* No header as far as is known here; GMime may see it otherwise. */
        keep(scan, line, GF_LIMIT_ADDRESS_HEADER_BYTES);
        keep(scan, "\n", 1);
        gf_letter_add_problem(scan->letter, "header-too-long", scan->part, NULL);
    } else {
        keep(scan, line, end - scan->position);
    }
    scan->position = end;
    return TRUE;
}

/* --- the top of the message --- */

/* "From anne@mairie.example Mon Feb ...", not the field "From : ..." of old mailers. */
static gboolean is_mbox_line(const char *line, gsize length)
{
    gsize mark = length > 0 && line[0] == '>';
    return length > mark + 5 && memcmp(line + mark, "From ", 5) == 0 &&
           field_name(line + mark, length - mark) == 0;
}

static void skip_lead(Scan *scan)
{
    if (scan->size >= 3 && memcmp(scan->data, "\xef\xbb\xbf", 3) == 0)
        scan->position = 3;
    while (scan->position < scan->size) {
        const char *line = scan->data + scan->position;
        gsize left = scan->size - scan->position;
        gsize blanks = 0;
        while (blanks < left && (line[blanks] == ' ' || line[blanks] == '\t'))
            blanks++;
        if (!is_blank(line + blanks, left - blanks) && !is_mbox_line(line, left))
            break;
        scan->position = line_end(scan, scan->position);
    }
}

static gboolean is_trace_field(const char *line, gsize name)
{
    static const char *const names[] = {"received",   "return-path",    "delivered-to",
                                        "message-id", "dkim-signature", NULL};
    return is_one_of(line, name, names);
}

/* A header block: its first line is a field, or its second one is what only servers write. A text
 * may well quote a header further down. */
static gboolean has_header(const Scan *scan)
{
    gsize position = scan->position;
    guint fields = 0, known = 0, odd = 0;
    /* A bare calendar object has lines like header fields. */
    if (scan->size - position >= 15 &&
        g_ascii_strncasecmp(scan->data + position, "BEGIN:VCALENDAR", 15) == 0)
        return FALSE;
    for (int i = 0; i < LINES_TO_JUDGE && position < scan->size; i++) {
        gsize end = line_end(scan, position);
        const char *line = scan->data + position;
        gsize name = field_name(line, end - position);
        if (is_blank(line, end - position))
            break;
        if (i == 1 && fields == 0 && !is_trace_field(line, name))
            return FALSE;
        fields += name > 0;
        known += name > 0 && is_well_known_field(line, name);
        odd += name == 0 && (fields == 0 || (line[0] != ' ' && line[0] != '\t'));
        position = end;
    }
    return known >= 2 || (fields > 0 && odd == 0) || (known == 1 && odd <= fields);
}

/* Old Macintosh line ends: no line feed where a header would have had several. */
static GBytes *mend_line_ends(GBytes *raw, GfLetter *letter, const char *part)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    gsize probe = MIN(size, 4096);
    if (probe == 0 || memchr(data, '\n', probe) != NULL || memchr(data, '\r', probe) == NULL)
        return g_bytes_ref(raw);
    gf_letter_add_problem(letter, "line-ends", part, "carriage returns only");
    char *copy = g_memdup2(data, size);
    for (gsize i = 0; i < size; i++)
        if (copy[i] == '\r' && (i + 1 == size || copy[i + 1] != '\n'))
            copy[i] = '\n';
    return g_bytes_new_take(copy, size);
}

static GBytes *join_pieces(const Scan *scan, const GArray *pieces, GBytes *whole)
{
    const Piece *only = pieces->len == 1 ? &g_array_index(pieces, Piece, 0) : NULL;
    /* A line of our own lies elsewhere. */
    if (only != NULL && (guintptr) only->start - (guintptr) scan->data < scan->size)
        return g_bytes_new_from_bytes(whole, (gsize) (only->start - scan->data), only->length);
    GByteArray *joined = g_byte_array_sized_new((guint) scan->size);
    const Piece *all = (const Piece *) (gpointer) pieces->data; /* NULL: none */
    for (guint i = 0; all != NULL && i < pieces->len; i++)
        g_byte_array_append(joined, (const guint8 *) all[i].start, (guint) all[i].length);
    return g_byte_array_free_to_bytes(joined);
}

static GBytes *cut_to_limit(GBytes *raw, GfLetter *letter, const char *part)
{
    if (g_bytes_get_size(raw) <= GF_LIMIT_MESSAGE_BYTES)
        return g_bytes_ref(raw);
    gf_letter_add_problem(letter, "message-too-large", part, NULL);
    return g_bytes_new_from_bytes(raw, 0, GF_LIMIT_MESSAGE_BYTES);
}

GfSource *gf_source_new(GBytes *raw, GfLetter *letter, const char *part)
{
    g_autoptr(GBytes) fitting = cut_to_limit(raw, letter, part);
    g_autoptr(GBytes) whole = mend_line_ends(fitting, letter, part);
    Scan scan = {.letter = letter, .part = part, .top = TRUE, .in_header = TRUE};
    scan.data = g_bytes_get_data(whole, &scan.size);
    scan.pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    scan.structure = g_array_new(FALSE, FALSE, sizeof(Piece));
    scan.fields = g_ptr_array_new_with_free_func(g_free);
    skip_lead(&scan);
    GfSource *source = g_new0(GfSource, 1);
    source->headless = !has_header(&scan);
    if (source->headless) {
        source->bytes = g_bytes_ref(whole);
        source->structure = g_bytes_ref(whole);
    } else {
        gboolean going = TRUE;
        add_piece(scan.structure, VERSION_FIELD, strlen(VERSION_FIELD));
        while (going && scan.position < scan.size)
            going = scan.in_header ? header_line(&scan) : body_line(&scan);
        source->bytes = join_pieces(&scan, scan.pieces, whole);
        source->structure = scan.size > LARGE_BYTES ? g_bytes_ref(source->bytes)
                                                    : join_pieces(&scan, scan.structure, whole);
    }
    source->fields = scan.fields;
    g_array_unref(scan.pieces);
    g_array_unref(scan.structure);
    return source;
}

void gf_source_free(GfSource *source)
{
    if (source == NULL)
        return;
    g_bytes_unref(source->bytes);
    g_bytes_unref(source->structure);
    g_ptr_array_unref(source->fields);
    g_free(source);
}

const char *gf_source_field(const GfSource *source, const char *name)
{
    for (guint i = 0; i < source->fields->len; i++) {
        const GfField *field = source->fields->pdata[i];
        if (strcmp(field->name, name) == 0)
            return field->value;
    }
    return NULL;
}
