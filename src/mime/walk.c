/* walk.c - see walk.h.
 *
 * A stack instead of recursion; depth, parts and decoded bytes are counted. GMime gives the
 * structure and where each content lies; decoding is ours (codec.h). A nested message is given
 * twice: whole, as the bytes between its boundaries, and leaf by leaf, flagged as nested. Nothing
 * that was received is ever serialised again: GMime can loop there.
 */
#include "mime/walk.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/boundary.h"
#include "mime/cms.h"
#include "mime/codec.h"
#include "mime/foreign.h"
#include "mime/object.h"
#include "mime/sniff.h"
#include "mime/tnef.h"
#include "mime/uu.h"
#include "mime/word.h"

/* The boundaries around a part, innermost first. */
typedef struct Enclosure {
    char *boundary;
    const struct Enclosure *outer;
} Enclosure;

/* One parsed message: the bytes and what GMime made of them, alive until the walk ends. GMime sees
 * it as a part: a message of its own would cost it as much again, for addresses nobody asks for. */
typedef struct {
    GBytes *bytes;
    GByteArray view; /* the same bytes, borrowed, as GMime wants them */
    GMimeObject *root;
} Parsed;

typedef struct {
    GMimeObject *object; /* borrowed from `parsed` */
    const Parsed *parsed;
    const Enclosure *enclosure;
    char *path; /* "" for the content of the message itself */
    const char *container;
    guint depth, group, branch;
    gboolean body, machinery, nested;
} Frame;

typedef struct {
    GfLetter *letter;
    GPtrArray *leaves;
    GArray *stack;         /* of Frame */
    GPtrArray *parsed;     /* of Parsed */
    GPtrArray *enclosures; /* of Enclosure */
    GStringChunk *names;
    gsize decoded_bytes;
    guint groups;
    gboolean full;
} Walk;

static void parsed_free(Parsed *parsed)
{
    g_clear_object(&parsed->root);
    g_bytes_unref(parsed->bytes);
    g_free(parsed);
}

static void enclosure_free(Enclosure *enclosure)
{
    g_free(enclosure->boundary);
    g_free(enclosure);
}

/* --- GMime --- */

/* NULL where GMime finds no message. */
static const Parsed *parse_bytes(Walk *walk, GBytes *bytes)
{
    Parsed *parsed = g_new0(Parsed, 1);
    gsize size;
    parsed->bytes = g_bytes_ref(bytes);
    parsed->view.data = (guint8 *) g_bytes_get_data(bytes, &size);
    parsed->view.len = (guint) size;
    g_ptr_array_add(walk->parsed, parsed);
    /* Not a copy: GMime only reads, and the view outlives the message. */
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &parsed->view);
    g_mime_stream_set_bounds(stream, 0, (gint64) size);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    parsed->root = g_mime_parser_construct_part(parser, NULL);
    return parsed->root != NULL ? parsed : NULL;
}

/* --- contents --- */

/* Where the content lies in the bytes of its message, still encoded. */
static gboolean content_range(const Frame *frame, gsize *ret_start, gsize *ret_length)
{
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(frame->object));
    GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (stream == NULL || !GMIME_IS_STREAM_MEM(stream) || stream->bound_start < 0)
        return FALSE;
    gsize size = g_bytes_get_size(frame->parsed->bytes);
    gsize start = MIN((gsize) stream->bound_start, size);
    gsize end = stream->bound_end < 0 ? size : MIN((gsize) stream->bound_end, size);
    *ret_start = start;
    *ret_length = end > start ? end - start : 0;
    return TRUE;
}

static GBytes *decode_by_gmime(GMimeObject *object)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)), stream);
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_bytes_new(array->data, array->len);
}

static GBytes *decode_range(Walk *walk, const Frame *frame, const char *path, const char *encoding)
{
    gsize start, length;
    if (!content_range(frame, &start, &length))
        return g_bytes_new(NULL, 0);
    const char *raw = (const char *) g_bytes_get_data(frame->parsed->bytes, NULL) + start;
    if (g_str_has_prefix(encoding, "x-uu") || g_str_has_prefix(encoding, "uu"))
        return decode_by_gmime(frame->object);
    g_autoptr(GByteArray) out = g_byte_array_new();
    g_autofree char *type = gf_object_type(frame->object);
    gboolean base64 = strcmp(encoding, "base64") == 0;
    if (base64 && g_str_has_prefix(type, "text/")) {
        if (!gf_codec_base64_text(out, raw, length))
            gf_letter_add_problem(walk->letter, "encoding-wrong", path, encoding);
    } else if (base64)
        gf_codec_base64(out, raw, length);
    else if (strcmp(encoding, "quoted-printable") == 0)
        gf_codec_quoted_printable(out, raw, length);
    else
        return g_bytes_new_from_bytes(frame->parsed->bytes, start, length);
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* Decoded, within the budget of the whole message. */
static GBytes *decode_content(Walk *walk, const Frame *frame, const char *path)
{
    if (walk->decoded_bytes > GF_LIMIT_DECODED_BYTES) {
        gf_letter_add_problem(walk->letter, "decoded-too-large", path, NULL);
        return g_bytes_new(NULL, 0);
    }
    g_autofree char *encoding = gf_object_encoding(frame->object);
    GBytes *bytes = decode_range(walk, frame, path, encoding);
    walk->decoded_bytes += g_bytes_get_size(bytes);
    return bytes;
}

/* --- leaves --- */

static void add_leaf(Walk *walk, const Frame *frame, GfLeaf *leaf)
{
    leaf->group = frame->group;
    leaf->branch = frame->branch;
    leaf->body = frame->body;
    leaf->machinery = frame->machinery;
    leaf->part->nested = frame->nested;
    leaf->part->container = g_strdup(frame->container);
    if (walk->leaves->len >= GF_LIMIT_PARTS) {
        if (!walk->full)
            gf_letter_add_problem(walk->letter, "parts-too-many", leaf->part->path, NULL);
        walk->full = TRUE;
        gf_leaf_free(leaf);
        return;
    }
    g_ptr_array_add(walk->leaves, leaf);
}

/* A leaf with everything its headers say; its text is not decoded yet. */
static GfLeaf *describe(const Frame *frame, const char *path, const char *type, GBytes *bytes)
{
    GfLeaf *leaf = gf_leaf_new(path, type, bytes);
    g_autofree char *content_type = gf_object_header(frame->object, "Content-Type");
    g_autofree char *disposition = gf_object_header(frame->object, "Content-Disposition");
    g_autofree char *method = NULL;
    if (content_type != NULL) {
        leaf->part->charset = gf_word_parameter(content_type, "charset");
        method = gf_word_parameter(content_type, "method");
    }
    leaf->part->method = method != NULL ? g_ascii_strup(method, -1) : NULL;
    leaf->part->name = gf_object_file_name(frame->object);
    leaf->kept = disposition != NULL && g_ascii_strncasecmp(disposition, "attachment", 10) == 0;
    leaf->content_id = gf_object_content_id(frame->object);
    leaf->location = gf_object_header(frame->object, "Content-Location");
    return leaf;
}

/* --- nested messages --- */

static void push(Walk *walk, const Frame *frame)
{
    if (frame->depth > GF_LIMIT_DEPTH) {
        gf_letter_add_problem(walk->letter, "nesting-too-deep", frame->path, NULL);
        g_free(frame->path);
        return;
    }
    g_array_append_val(walk->stack, *frame);
}

static void push_message(Walk *walk, const Frame *frame, const Parsed *parsed, GMimeObject *content,
                         const char *path)
{
    if (content == NULL)
        return;
    Frame inner = *frame;
    inner.object = content;
    inner.parsed = parsed;
    inner.path = g_strconcat(path, path[0] != '\0' ? "." : "", NULL);
    inner.container = "message/rfc822";
    inner.depth++;
    inner.group = inner.branch = 0;
    inner.body = FALSE;
    inner.nested = TRUE;
    push(walk, &inner);
}

/* Bytes that are a part with its header, found in the place of `frame`: read as what stands there.
 */
static void push_inside(Walk *walk, const Frame *frame, GBytes *bytes, const char *path)
{
    g_autoptr(GfSource) source = gf_source_new(bytes, walk->letter, path);
    const Parsed *parsed = source->headless ? NULL : parse_bytes(walk, source->structure);
    if (parsed == NULL)
        return;
    Frame inner = *frame;
    inner.object = parsed->root;
    inner.parsed = parsed;
    inner.enclosure = NULL;
    inner.path = g_strconcat(path, ".", NULL);
    inner.depth++;
    push(walk, &inner);
}

/* Where the first header of a nested message begins, -1 where it has none. */
static gint64 first_offset(GMimeMessage *message)
{
    GMimeObject *objects[] = {GMIME_OBJECT(message), g_mime_message_get_mime_part(message)};
    gint64 first = -1;
    for (gsize i = 0; i < G_N_ELEMENTS(objects); i++) {
        GMimeHeaderList *list =
            objects[i] != NULL ? g_mime_object_get_header_list(objects[i]) : NULL;
        int count = list != NULL ? g_mime_header_list_get_count(list) : 0;
        for (int j = 0; j < count; j++) {
            gint64 offset = g_mime_header_get_offset(g_mime_header_list_get_header_at(list, j));
            if (offset >= 0 && (first < 0 || offset < first))
                first = offset;
        }
    }
    return first;
}

static gboolean ends_part(const char *line, gsize length, const Enclosure *enclosure)
{
    if (length < 2 || line[0] != '-' || line[1] != '-')
        return FALSE;
    for (; enclosure != NULL; enclosure = enclosure->outer) {
        gsize size = strlen(enclosure->boundary);
        if (size > 0 && length >= 2 + size && memcmp(line + 2, enclosure->boundary, size) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The bytes of a nested message: from its first header to the boundary that ends it. */
static GBytes *message_bytes(const Frame *frame, GMimeMessage *message)
{
    gsize size;
    const char *data = g_bytes_get_data(frame->parsed->bytes, &size);
    gint64 first = message != NULL ? first_offset(message) : -1;
    if (first < 0 || (gsize) first >= size)
        return g_bytes_new(NULL, 0);
    gsize start = (gsize) first, position = start;
    while (position < size && !ends_part(data + position, size - position, frame->enclosure)) {
        const char *end = memchr(data + position, '\n', size - position);
        position = end != NULL ? (gsize) (end - data) + 1 : size;
    }
    /* The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
    if (position < size && position > start && data[position - 1] == '\n')
        position--;
    if (position < size && position > start && data[position - 1] == '\r')
        position--;
    return g_bytes_new_from_bytes(frame->parsed->bytes, start, position - start);
}

static void visit_message(Walk *walk, const Frame *frame, const char *path)
{
    GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(frame->object));
    g_autofree char *type = gf_object_type(frame->object);
    GBytes *bytes = message_bytes(frame, message);
    add_leaf(walk, frame, describe(frame, path, type, bytes));
    if (message != NULL && !walk->full)
        push_message(walk, frame, frame->parsed, g_mime_message_get_mime_part(message), path);
}

/* message/rfc822 whose content is encoded, against RFC 2046: GMime leaves it closed. */
static void visit_encoded_message(Walk *walk, const Frame *frame, const char *path, GBytes *bytes)
{
    g_autoptr(GfSource) source = gf_source_new(bytes, walk->letter, path);
    const Parsed *parsed = source->headless ? NULL : parse_bytes(walk, source->structure);
    if (parsed == NULL)
        return;
    Frame inside = *frame;
    inside.enclosure = NULL;
    push_message(walk, &inside, parsed, parsed->root, path);
}

/* --- multiparts --- */

/* The place of the root of multipart/related: its start parameter, else the first (RFC 2387). */
static int related_root(GMimeMultipart *multipart)
{
    const char *start = g_mime_object_get_content_type_parameter(GMIME_OBJECT(multipart), "start");
    int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; start != NULL && i < MIN(count, 20); i++) {
        g_autofree char *id = gf_object_content_id(g_mime_multipart_get_part(multipart, i));
        if (id != NULL && strstr(start, id) != NULL && *id != '\0')
            return i;
    }
    return 0;
}

/* What the kind of multipart says about its child number `index`. */
static void place_child(Frame *child, const char *type, int index, int root)
{
    gboolean first = index == 0;
    if (strcmp(type, "multipart/alternative") == 0) {
        child->branch = child->branch > 0 ? child->branch : (guint) index + 1;
    } else if (strcmp(type, "multipart/related") == 0) {
        child->body &= index == root;
    } else if (strcmp(type, "multipart/signed") == 0 || strcmp(type, "multipart/report") == 0) {
        child->body &= first;
        child->machinery |= !first;
    } else if (strcmp(type, "multipart/encrypted") == 0) {
        child->body = FALSE;
        child->machinery |= first;
    } else if (strcmp(type, "multipart/appledouble") == 0) {
        child->body &= !first;
        child->machinery |= first;
    }
}

static const Enclosure *enclose(Walk *walk, const Frame *frame)
{
    const char *boundary = g_mime_object_get_content_type_parameter(frame->object, "boundary");
    if (boundary == NULL)
        return frame->enclosure;
    Enclosure *enclosure = g_new0(Enclosure, 1);
    enclosure->boundary = g_strdup(boundary);
    enclosure->outer = frame->enclosure;
    g_ptr_array_add(walk->enclosures, enclosure);
    return enclosure;
}

/* No boundary was found: the parts are read by the one that was written, or else all of it is the
 * text before the first part. */
static void visit_unparted(Walk *walk, const Frame *frame, const char *path)
{
    const char *text = g_mime_multipart_get_prologue(GMIME_MULTIPART(frame->object));
    gf_letter_add_problem(walk->letter, "multipart-empty", path, NULL);
    if (text == NULL)
        return;
    g_autofree char *type = gf_object_type(frame->object);
    g_autoptr(GBytes) restored = gf_boundary_restore(text, type);
    if (restored != NULL) {
        push_inside(walk, frame, restored, path);
        return;
    }
    GfLeaf *leaf = gf_leaf_new(path, "text/plain", g_bytes_new(text, strlen(text)));
    guint before = walk->leaves->len;
    add_leaf(walk, frame, leaf);
    if (walk->leaves->len > before)
        gf_leaf_decode(leaf, NULL, walk->letter);
}

static void push_children(Walk *walk, const Frame *frame, const char *prefix, int count)
{
    GMimeMultipart *multipart = GMIME_MULTIPART(frame->object);
    g_autofree char *type = gf_object_type(frame->object);
    const char *container = g_string_chunk_insert_const(walk->names, type);
    const Enclosure *enclosure = enclose(walk, frame);
    guint group = frame->group;
    if (group == 0 && strcmp(type, "multipart/alternative") == 0)
        group = ++walk->groups;
    if (strcmp(type, "multipart/encrypted") == 0)
        gf_letter_add_problem(walk->letter, "encrypted", NULL, NULL);
    int root = strcmp(type, "multipart/related") == 0 ? related_root(multipart) : 0;
    for (int i = MIN(count, GF_LIMIT_PARTS) - 1; i >= 0; i--) {
        Frame child = *frame;
        child.object = g_mime_multipart_get_part(multipart, i);
        child.enclosure = enclosure;
        child.path = g_strdup_printf("%s%d", prefix, i + 1);
        child.container = container;
        child.group = group;
        place_child(&child, type, i, root);
        child.depth++;
        push(walk, &child);
    }
}

/* --- the walk --- */

static gboolean is_message(const char *type)
{
    return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0;
}

static void visit_tnef(Walk *walk, const Frame *frame, GfLeaf *leaf)
{
    g_autoptr(GPtrArray) inside = g_ptr_array_new();
    leaf->machinery = gf_tnef_read(leaf->part, walk->letter, inside);
    Frame place = *frame;
    place.container = "application/ms-tnef";
    place.group = place.branch = 0;
    for (guint i = 0; i < inside->len; i++)
        add_leaf(walk, &place, inside->pdata[i]);
}

static gboolean is_cms(const GfPart *part)
{
    if (g_str_has_suffix(part->type, "pkcs7-mime"))
        return TRUE;
    g_autofree char *name = part->name != NULL ? g_ascii_strdown(part->name, -1) : NULL;
    return name != NULL && g_str_has_suffix(name, ".p7m");
}

/* S/MIME: a signed letter is read through, a sealed one is named as such. */
static void visit_cms(Walk *walk, const Frame *frame, GfLeaf *leaf)
{
    g_autoptr(GBytes) content = NULL;
    GfCmsKind kind = gf_cms_read(leaf->part->bytes, &content);
    if (kind == GF_CMS_SIGNED) {
        leaf->machinery = TRUE;
        push_inside(walk, frame, content, leaf->part->path);
    } else if (!frame->nested) {
        g_autofree char *content_type = gf_object_header(frame->object, "Content-Type");
        gboolean sealed = kind == GF_CMS_ENCRYPTED ||
                          (content_type != NULL && strstr(content_type, "enveloped-data") != NULL);
        gf_letter_add_problem(walk->letter, sealed ? "encrypted" : "smime-opaque", leaf->part->path,
                              NULL);
    }
}

/* Files written into a text stand beside it, as if they had been attached. */
static void take_files(Walk *walk, const Frame *frame, GfLeaf *leaf)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify) gf_uu_file_free);
    GBytes *rest = gf_uu_take(leaf->part->bytes, files);
    if (rest == NULL)
        return;
    g_bytes_unref(leaf->part->bytes);
    leaf->part->bytes = rest;
    Frame place = *frame;
    place.group = place.branch = 0;
    for (guint i = 0; i < files->len; i++) {
        const GfUuFile *file = files->pdata[i];
        g_autofree char *path = g_strdup_printf("%s.%u", leaf->part->path, i + 1);
        GfLeaf *found = gf_leaf_new(path, "application/octet-stream", g_bytes_ref(file->bytes));
        found->part->name = g_strdup(file->name);
        found->kept = TRUE;
        add_leaf(walk, &place, found);
    }
}

/* A calendar that a gateway sent on as a text without a name is no text of a person. */
static void correct_type(GfPart *part)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(part->bytes, &size);
    if (part->name != NULL || strcmp(part->type, "text/plain") != 0 ||
        g_strcmp0(gf_sniff_type(data, size, NULL, NULL), "text/calendar") != 0)
        return;
    g_free(part->type);
    part->type = g_strdup("text/calendar");
}

static void visit_leaf(Walk *walk, const Frame *frame, const char *path)
{
    g_autofree char *type = gf_object_type(frame->object);
    GfLeaf *leaf = describe(frame, path, type, decode_content(walk, frame, path));
    correct_type(leaf->part);
    g_autofree char *content_type = gf_object_header(frame->object, "Content-Type");
    guint before = walk->leaves->len;
    add_leaf(walk, frame, leaf);
    if (walk->leaves->len == before)
        return;
    if (strcmp(type, "text/plain") == 0 && !leaf->kept)
        take_files(walk, frame, leaf);
    gf_leaf_decode(leaf, content_type, walk->letter);
    if (is_message(type))
        visit_encoded_message(walk, frame, path, leaf->part->bytes);
    else if (gf_tnef_is_stream(leaf->part->bytes))
        visit_tnef(walk, frame, leaf);
    else if (is_cms(leaf->part))
        visit_cms(walk, frame, leaf);
}

static void visit(Walk *walk, const Frame *frame)
{
    /* Content of a message has "" or "1.2." here: a multipart counts its children on, a leaf is 1.
     */
    gsize length = strlen(frame->path);
    gboolean top = length == 0 || frame->path[length - 1] == '.';
    g_autofree char *path = top ? g_strconcat(frame->path, "1", NULL) : g_strdup(frame->path);
    if (GMIME_IS_MULTIPART(frame->object)) {
        g_autofree char *prefix = top ? g_strdup(frame->path) : g_strconcat(frame->path, ".", NULL);
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(frame->object));
        if (count > 0)
            push_children(walk, frame, prefix, count);
        else
            visit_unparted(walk, frame, path);
    } else if (GMIME_IS_MESSAGE_PART(frame->object)) {
        visit_message(walk, frame, path);
    } else if (GMIME_IS_PART(frame->object)) {
        visit_leaf(walk, frame, path);
    }
}

static void walk_message(Walk *walk, const Parsed *parsed)
{
    Frame root = {.object = parsed->root, .parsed = parsed, .path = g_strdup(""), .body = TRUE};
    push(walk, &root);
    while (walk->stack->len > 0) {
        Frame frame = g_array_index(walk->stack, Frame, walk->stack->len - 1);
        g_array_set_size(walk->stack, walk->stack->len - 1);
        if (!walk->full)
            visit(walk, &frame);
        g_free(frame.path);
    }
}

/* No header block: all there is, is a text. */
static void add_headless(Walk *walk, const GfSource *source)
{
    const char *code = g_bytes_get_size(source->bytes) == 0 ? "empty" : "header-missing";
    gf_letter_add_problem(walk->letter, code, NULL, NULL);
    gsize size;
    const guint8 *bytes = g_bytes_get_data(source->bytes, &size);
    const char *sniffed = gf_sniff_type(bytes, size, NULL, NULL);
    gboolean calendar = sniffed != NULL && strcmp(sniffed, "text/calendar") == 0;
    GfLeaf *leaf =
        gf_leaf_new("1", calendar ? "text/calendar" : "text/plain", g_bytes_ref(source->bytes));
    Frame frame = {.body = TRUE};
    add_leaf(walk, &frame, leaf);
    gf_leaf_decode(leaf, NULL, walk->letter);
}

GPtrArray *gf_walk(const GfSource *source, GfLetter *letter)
{
    Walk walk = {.letter = letter};
    walk.leaves = g_ptr_array_new_with_free_func((GDestroyNotify) gf_leaf_free);
    walk.stack = g_array_new(FALSE, FALSE, sizeof(Frame));
    walk.parsed = g_ptr_array_new_with_free_func((GDestroyNotify) parsed_free);
    walk.enclosures = g_ptr_array_new_with_free_func((GDestroyNotify) enclosure_free);
    walk.names = g_string_chunk_new(256);
    const Parsed *parsed = source->headless ? NULL : parse_bytes(&walk, source->structure);
    if (source->headless)
        add_headless(&walk, source);
    else if (parsed == NULL)
        gf_letter_add_problem(letter, "unparsable", NULL, NULL);
    else
        walk_message(&walk, parsed);
    g_ptr_array_unref(walk.parsed);
    g_ptr_array_unref(walk.enclosures);
    g_array_unref(walk.stack);
    g_string_chunk_free(walk.names);
    return walk.leaves;
}
