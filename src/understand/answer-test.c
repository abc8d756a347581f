#include "understand/understand.h"
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CORPUS "../shared/corpus/rsvp-fr/dev.jsonl"

static const char *const presences[] = {"unclear", "present", "absent", "tentative"};
static const char *const parts[] = {NULL, "all", "morning", "afternoon"};

static void test_corpus(void)
{
    g_autofree char *content = NULL;
    const char *path = g_getenv("GF_RSVP") ? g_getenv("GF_RSVP") : CORPUS;
    if (!g_file_get_contents(path, &content, NULL, NULL)) {
        g_test_skip("corpus not here");
        return;
    }
    g_auto(GStrv) rows = g_strsplit(content, "\n", -1);
    guint decidable = 0, decided = 0, wrong = 0, human = 0, missed = 0, over = 0, n = 0, detail = 0,
          detail_n = 0;
    for (char **row = rows; *row && **row; row++) {
        g_autoptr(JsonParser) parser = json_parser_new();
        g_assert_true(json_parser_load_from_data(parser, *row, -1, NULL));
        JsonObject *object = json_node_get_object(json_parser_get_root(parser));
        JsonObject *expect = json_object_get_object_member(object, "expect");
        g_autoptr(GfLetter) letter = gf_letter_new();
        letter->subject = g_strdup(json_object_get_string_member(object, "subject"));
        g_free(letter->text);
        g_autofree char *body = g_strdup(json_object_get_string_member(object, "body"));
        g_auto(GStrv) pieces = g_strsplit(body, "\r\n", -1);
        letter->text = g_strjoinv("\n", pieces);
        letter->date = 1740388320;
        g_autoptr(GPtrArray) none = g_ptr_array_new();
        gf_understand(letter, none, NULL);
        const char *want = json_object_get_string_member(expect, "presence");
        const char *got = presences[letter->answer->presence];
        const char *id = json_object_get_string_member(object, "id");
        gboolean want_human = json_object_get_boolean_member(expect, "needs_human");
        gboolean want_decided = !strcmp(want, "present") || !strcmp(want, "absent");
        gboolean got_decided = !strcmp(got, "present") || !strcmp(got, "absent");
        const char *note = NULL;
        n++;
        decidable += want_decided;
        decided += want_decided && !strcmp(want, got);
        if (got_decided && strcmp(want, got)) {
            wrong++;
            note = "WRONG";
        } else if (strcmp(want, got))
            note = "ABSTAIN";
        human += want_human;
        if (want_human && !letter->answer->needs_human) {
            missed++;
            if (!note)
                note = "MISSED-HUMAN";
        }
        if (!want_human && letter->answer->needs_human) {
            over++;
            if (!note)
                note = "over-human";
        }
        const char *want_parts = json_object_get_null_member(expect, "parts")
                                     ? NULL
                                     : json_object_get_string_member(expect, "parts");
        const char *want_mode = json_object_get_null_member(expect, "mode")
                                    ? NULL
                                    : json_object_get_string_member(expect, "mode");
        const char *want_proxy = json_object_get_null_member(expect, "proxy_to")
                                     ? NULL
                                     : json_object_get_string_member(expect, "proxy_to");
        const char *want_sub = json_object_get_null_member(expect, "substitute")
                                   ? NULL
                                   : json_object_get_string_member(expect, "substitute");
        if (!strcmp(want, got) && !strcmp(want, "present")) {
            detail_n += 2;
            gboolean ok = !g_strcmp0(want_parts, parts[letter->answer->parts]);
            gboolean okm =
                (!g_strcmp0(want_mode, "remote")) == (letter->answer->mode == GF_MODE_REMOTE);
            detail += ok + okm;
            if (!ok || !okm)
                note = "DETAIL";
        }
        if (want_proxy || letter->answer->proxy_to) {
            detail_n++;
            if (!g_strcmp0(want_proxy, letter->answer->proxy_to))
                detail++;
            else
                note = "PROXY";
        }
        if (want_sub || letter->answer->substitute) {
            detail_n++;
            if (!g_strcmp0(want_sub, letter->answer->substitute))
                detail++;
            else
                note = "SUB";
        }
        if (note && g_getenv("GF_V"))
            printf("# %s %s want %s/%s got %s/%s why=%s proxy=%s sub=%s\n", note, id, want,
                   want_parts ? want_parts : "-", got,
                   parts[letter->answer->parts] ? parts[letter->answer->parts] : "-",
                   letter->answer->why, letter->answer->proxy_to, letter->answer->substitute);
    }
    g_test_message("%u", n);
    printf("# replies %u coverage %u/%u wrong %u human missed %u/%u over %u details %u/%u\n", n,
           decided, decidable, wrong, missed, human, over, detail, detail_n);
    g_assert_cmpuint(wrong, ==, 0);
}
int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/answer/corpus", test_corpus);
    return g_test_run();
}
