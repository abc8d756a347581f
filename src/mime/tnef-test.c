/* tnef-test.c - winmail.dat: streams made here, and the collected ones with their truth. */
#include "mime/tnef-meeting.h"
#include "mime/tnef.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define CORPUS "../shared/corpus/tnef/"

static void put(GByteArray *out, guint32 number, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        guint8 byte = (guint8) (number >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}

static void put_attribute(GByteArray *out, guint level, guint32 id, const void *data, gsize size)
{
    guint sum = 0;
    for (gsize i = 0; i < size; i++)
        sum += ((const guint8 *) data)[i];
    put(out, level, 1);
    put(out, id, 4);
    put(out, (guint32) size, 4);
    g_byte_array_append(out, data, (guint) size);
    put(out, sum, 2);
}

static GByteArray *stream_new(void)
{
    GByteArray *out = g_byte_array_new();
    put(out, 0x223e9f78, 4);
    put(out, 1, 2);
    return out;
}

/* Leaves as "type name size", problems as "!code detail". */
static char *read_stream(const void *data, gsize size)
{
    GfPart part = {.path = "2", .bytes = g_bytes_new(data, size)};
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GPtrArray) leaves = g_ptr_array_new_with_free_func((GDestroyNotify) gf_leaf_free);
    GString *out = g_string_new(gf_tnef_read(&part, letter, leaves) ? "" : "no ");
    for (guint i = 0; i < leaves->len; i++) {
        const GfLeaf *leaf = leaves->pdata[i];
        g_string_append_printf(out, "[%s %s %s %" G_GSIZE_FORMAT "%s]", leaf->part->path,
                               leaf->part->type, leaf->part->name,
                               g_bytes_get_size(leaf->part->bytes), leaf->fallback ? " body" : "");
    }
    for (guint i = 0; i < letter->problems->len; i++) {
        const GfProblem *problem = letter->problems->pdata[i];
        g_string_append_printf(out, "!%s%s%s", problem->code, problem->detail != NULL ? " " : "",
                               problem->detail != NULL ? problem->detail : "");
    }
    g_bytes_unref(part.bytes);
    return g_string_free(out, FALSE);
}

static void test_class(void)
{
    static const char *const rows[][2] = {
        {"IPM.Microsoft Mail.Note", ""},
        {"ipm.note", ""},
        {"IPM.Schedule.Meeting.Notification.Forward",
         "!tnef-class IPM.Schedule.Meeting.Notification.Forward"},
        {"a\x1b[2J\r\nb", "!tnef-class a[2J b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) stream = stream_new();
        put_attribute(stream, 1, 0x00078008, rows[i][0], strlen(rows[i][0]) + 1);
        g_autofree char *said = read_stream(stream->data, stream->len);
        g_assert_cmpstr(said, ==, rows[i][1]);
    }
}

#define GLOBAL_ID "\x04\0\0\0\x82\0\xe0\0\x74\xc5\xb7\x10\x1a\x82\xe0\x08"

static void test_meeting(void)
{
    static const guint8 own[] = GLOBAL_ID "\x07\xe9\x03\x0c"
                                          "\1\2\3\4\5\6\7\x08"
                                          "\0\0\0\0\0\0\0\0"
                                          "\x10\0\0\0"
                                          "vCal-Uid\1\0\0\0a,b";
    static const guint8 other[] = GLOBAL_ID "\0\0\0\0"
                                            "\1\2\3\4\5\6\7\x08"
                                            "\0\0\0\0\0\0\0\0"
                                            "\1\0\0\0"
                                            "\xff";
    g_autoptr(GBytes) own_id = g_bytes_new_static(own, sizeof own);
    g_autoptr(GBytes) other_id = g_bytes_new_static(other, sizeof other - 1);
    g_autoptr(GBytes) short_id = g_bytes_new_static(other, 20);
    const struct {
        const char *class, *sender;
        GfTnefMeeting meeting;
        const char *expected;
    } rows[] = {
        {"IPM.Microsoft Schedule.MtgRespA",
         "a%b@x.fr",
         {.start = 86400},
         "METHOD:REPLY BEGIN:VEVENT SEQUENCE:0 DTSTART:19700102T000000Z"
         " ATTENDEE;PARTSTAT=TENTATIVE:mailto:a%25b@x.fr"},
        {"ipm.schedule.meeting.resp.pos.Mairie",
         NULL,
         {.global_id = own_id, .subject = (char *) "a\nb"},
         "METHOD:REPLY BEGIN:VEVENT UID:a\\,b RECURRENCE-ID;VALUE=DATE:20250312 SEQUENCE:0 "
         "SUMMARY:a b"},
        {"IPM.Schedule.Meeting.Resp.Neg",
         NULL,
         {.clean_global_id = other_id, .counter = TRUE},
         "METHOD:COUNTER BEGIN:VEVENT UID:040000008200E00074C5B7101A82E00800000000"
         "010203040506070800000000000000000100000"
         "0FF SEQUENCE:0"},
        {"IPM.Schedule.Meeting.Request",
         "a@x.fr",
         {.clean_global_id = short_id},
         "METHOD:REQUEST BEGIN:VEVENT SEQUENCE:0 ORGANIZER:mailto:a@x.fr"},
        {"IPM.Schedule.Meeting.Response", NULL, {.sequence = 1}, NULL},
        {"REPORT.IPM.Schedule.Meeting.Resp.Pos.IPNRN", NULL, {.sequence = 1}, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfTnefMeeting meeting = rows[i].meeting;
        meeting.message_class = (char *) gf_tnef_meant_class(rows[i].class);
        g_autofree char *calendar = gf_tnef_meeting_to_calendar(&meeting, rows[i].sender);
        g_autofree char *expected =
            rows[i].expected == NULL ? NULL
                                     : g_strconcat("BEGIN:VCALENDAR VERSION:2.0 ", rows[i].expected,
                                                   " END:VEVENT END:VCALENDAR", NULL);
        g_auto(GStrv) lines = g_strsplit(calendar != NULL ? calendar : "", "\r\n", -1);
        g_autofree char *joined = g_strchomp(g_strjoinv(" ", lines));
        g_assert_cmpstr(joined, ==, expected != NULL ? expected : "");
    }
}

static void test_attachment(void)
{
    g_autoptr(GByteArray) stream = stream_new();
    put_attribute(stream, 1, 0x00069007, "\xe4\x04\0\0\0\0\0\0", 8); /* code page 1252 */
    put_attribute(stream, 1, 0x0002800c, "Oui", 4);
    put_attribute(stream, 2, 0x00069002, "", 0);
    put_attribute(stream, 2, 0x00018010, "r\xe9sum\xe9.pdf", 11);
    put_attribute(stream, 2, 0x0006800f, "%PDF-1.4", 8);
    g_autoptr(GByteArray) properties = g_byte_array_new();
    put(properties, 2, 4);
    put(properties, 0x370e001e, 4); /* PR_ATTACH_MIME_TAG, text */
    put(properties, 1, 4);
    put(properties, 16, 4);
    g_byte_array_append(properties, (const guint8 *) "application/pdf\0", 16);
    put(properties, 0x3707001f, 4); /* PR_ATTACH_LONG_FILENAME, Unicode */
    put(properties, 1, 4);
    put(properties, 10, 4);
    g_byte_array_append(properties, (const guint8 *) "\xe9\0.\0p\0d\0f\0\0\0", 12);
    put_attribute(stream, 2, 0x00069005, properties->data, properties->len);
    g_autofree char *said = read_stream(stream->data, stream->len);
    g_assert_cmpstr(said, ==, "[2.1 text/plain (null) 3 body][2.2 application/pdf é.pdf 8]");
    /* Any cut gives what was whole before it. */
    for (gsize size = 0; size < stream->len; size++) {
        g_autofree char *cut = read_stream(stream->data, size);
        g_assert_cmpstr(cut, !=, said);
    }
}

static void test_hostile(void)
{
    static const guint32 counts[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autoptr(GByteArray) properties = g_byte_array_new();
        put(properties, counts[i], 4);
        put(properties, 0x1000101f, 4); /* many texts */
        put(properties, counts[i], 4);
        put(properties, counts[i], 4);
        g_autoptr(GByteArray) stream = stream_new();
        put_attribute(stream, 1, 0x00069003, properties->data, properties->len);
        put(stream, 1, 1);
        put(stream, 0x00069003, 4);
        put(stream, counts[i], 4);
        g_autofree char *said = read_stream(stream->data, stream->len);
        g_assert_cmpstr(said, ==, "!tnef-damaged");
    }
    g_autofree char *other = read_stream("not at all", 10);
    g_assert_cmpstr(other, ==, "no ");
    g_autofree char *nothing = read_stream("", 0);
    g_assert_cmpstr(nothing, ==, "no ");
}

static gboolean has_attachment(GPtrArray *leaves, const char *name)
{
    for (guint i = 0; i < leaves->len; i++) {
        const GfLeaf *leaf = leaves->pdata[i];
        if (!leaf->fallback && g_strcmp0(leaf->part->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

static void check_truth(JsonObject *row)
{
    g_autofree char *path = g_strconcat(CORPUS, json_object_get_string_member(row, "file"), NULL);
    JsonArray *names = json_object_get_array_member(row, "attachments");
    g_autofree char *data = NULL;
    gsize size;
    if (!g_file_get_contents(path, &data, &size, NULL))
        return;
    GfPart part = {.path = "1", .bytes = g_bytes_new(data, size)};
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GPtrArray) leaves = g_ptr_array_new_with_free_func((GDestroyNotify) gf_leaf_free);
    g_assert_true(gf_tnef_read(&part, letter, leaves));
    guint attachments = 0;
    for (guint i = 0; i < leaves->len; i++)
        attachments += !((GfLeaf *) leaves->pdata[i])->fallback;
    g_test_message("%s", path);
    g_assert_cmpuint(attachments, ==, json_array_get_length(names));
    for (guint i = 0; i < json_array_get_length(names); i++) {
        const char *name = json_array_get_string_element(names, i);
        /* That parser's own name for what has none. */
        if (strcmp(name, "unknown.dat") != 0)
            g_assert_true(has_attachment(leaves, name));
    }
    g_bytes_unref(part.bytes);
}

static void test_collected(void)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_file(parser, CORPUS "TRUTH.json", NULL)) {
        g_test_skip("no corpus here");
        return;
    }
    JsonArray *rows = json_node_get_array(json_parser_get_root(parser));
    g_assert_cmpuint(json_array_get_length(rows), >, 10);
    for (guint i = 0; i < json_array_get_length(rows); i++)
        check_truth(json_array_get_object_element(rows, i));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/tnef/class", test_class);
    g_test_add_func("/tnef/meeting", test_meeting);
    g_test_add_func("/tnef/attachment", test_attachment);
    g_test_add_func("/tnef/hostile", test_hostile);
    g_test_add_func("/tnef/collected", test_collected);
    return g_test_run();
}
