/* render-test.c - the core modules of the Mustache specification, and what greffe adds: errors with
 * lines, limits, several contexts, text without escapes.
 */
#include "base/error.h"
#include "render/render.h"
#include "render/value.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define DIRECTORY "tests/data/mustache"
#define COPY_OF "../shared/corpus/mustache"

static const char *lookup_json(const char *name, gpointer user_data)
{
    JsonObject *partials = user_data;
    return json_object_get_string_member_with_default(partials, name, NULL);
}

static void run_one(const char *module, JsonObject *test)
{
    g_autoptr(GError) error = NULL;
    JsonNode *data = json_object_get_member(test, "data");
    g_autoptr(GVariant) value = json_gvariant_deserialize(data, NULL, &error);
    g_assert_no_error(error);
    if (value != NULL)
        g_variant_ref_sink(value);
    g_autoptr(JsonObject) none = json_object_new();
    JsonObject *partials = json_object_has_member(test, "partials")
                               ? json_object_get_object_member(test, "partials")
                               : none;
    const GfPartials source = {lookup_json, partials};
    GVariant *const values[] = {value, NULL};
    g_autofree char *found = gf_render(json_object_get_string_member(test, "template"), values,
                                       GF_ESCAPE_HTML, &source, &error);
    g_assert_no_error(error);
    const char *expected = json_object_get_string_member(test, "expected");
    if (g_strcmp0(found, expected) != 0)
        g_test_message("%s: %s", module, json_object_get_string_member(test, "name"));
    g_assert_cmpstr(found, ==, expected);
}

static void run_modules(const char *directory)
{
    static const struct {
        const char *name;
        guint tests;
    } modules[] = {{"comments", 12}, {"delimiters", 14}, {"interpolation", 42},
                   {"inverted", 22}, {"partials", 12},   {"sections", 34}};
    for (guint i = 0; i < G_N_ELEMENTS(modules); i++) {
        g_autofree char *file = g_strdup_printf("%s/%s.json", directory, modules[i].name);
        g_autoptr(JsonParser) parser = json_parser_new();
        g_autoptr(GError) error = NULL;
        if (!json_parser_load_from_file(parser, file, &error)) {
            g_assert_no_error(error);
            continue;
        }
        JsonArray *tests = json_object_get_array_member(
            json_node_get_object(json_parser_get_root(parser)), "tests");
        g_assert_cmpuint(json_array_get_length(tests), ==, modules[i].tests);
        for (guint j = 0; j < json_array_get_length(tests); j++)
            run_one(modules[i].name, json_array_get_object_element(tests, j));
    }
}

static void test_specification(void)
{
    run_modules(DIRECTORY);
}

/* The copy is that of the corpus, where there is one. */
static void test_corpus(void)
{
    if (!g_file_test(COPY_OF, G_FILE_TEST_IS_DIR)) {
        g_test_skip("no corpus here");
        return;
    }
    run_modules(COPY_OF);
}

static const struct {
    const char *name, *template, *message;
} REFUSED[] = {
    {"open-tag", "a\n\n{{name", "line 3: a tag is not closed (add }})"},
    {"open-triple", "{{{name}}", "line 1: a tag is not closed (add }}})"},
    {"open-comment", "{{! never\nending", "line 1: a tag is not closed (add }})"},
    {"section", "a\n{{#b}}\n{{#c}}{{/c}}\n", "line 2: section \"b\" is not ended (add {{/b}})"},
    {"inverted", "{{^b}}", "line 1: section \"b\" is not ended (add {{/b}})"},
    {"stray-end", "a\r\nb {{/c}}",
     "line 2: {{/c}} ends nothing (remove it, or add {{#c}} before it)"},
    {"crossed", "{{#a}}\n{{#b}}\n{{/a}}\n{{/b}}",
     "line 3: {{/a}} where section \"b\" of line 2 is open (end it first)"},
    {"no-name", "\n{{}}", "line 2: a tag without a name"},
    {"no-section-name", "{{# }}", "line 1: a tag without a name"},
    {"space", "{{first name}}", "line 1: a name with a space in it: \"first name\""},
    {"dots", "{{a..b}}", "line 1: a name with a dot too many: \"a..b\""},
    {"dot-at-end", "{{#a.}}{{/a.}}", "line 1: a name with a dot too many: \"a.\""},
    {"delimiters", "{{=<%=}}",
     "line 1: bad delimiters \"<%\" (two words without \"=\", as in <% %>)"},
    {"three-delimiters", "{{=< | >=}}",
     "line 1: bad delimiters \"< | >\" (two words without \"=\", as in <% %>)"},
    {"delimiter-equals", "{{=<= =>=}}",
     "line 1: bad delimiters \"<= =>\" (two words without \"=\", as in <% %>)"},
    {"delimiter-long", "{{=<<<<<<<<<<<<<<<<<<<< >=}}",
     "line 1: bad delimiters \"<<<<<<<<<<<<<<<<<<<< >\" (two words without \"=\", as in <% %>)"},
    {"in-partial", "{{>broken}}",
     "partial \"broken\": line 2: section \"x\" is not ended (add {{/x}})"},
    {"endless", "a\n{{>endless}}",
     "line 1: partials are nested deeper than 20 (does \"endless\" include itself?)"},
};

static const char *lookup_own(const char *name, gpointer user_data)
{
    (void) user_data;
    return g_str_equal(name, "broken")    ? "\n{{#x}}"
           : g_str_equal(name, "endless") ? "b{{>endless}}"
           : g_str_equal(name, "word")    ? "w"
           : g_str_equal(name, "lines")   ? "1 {{x}}\n\n2\n"
           : g_str_equal(name, "outer")   ? "o\n  {{>lines}}\n"
                                          : NULL;
}

static const GfPartials own_partials = {lookup_own, NULL};

static void test_refused(gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data);
    GVariant *const values[] = {NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        gf_render(REFUSED[row].template, values, GF_ESCAPE_HTML, &own_partials, &error);
    g_assert_null(text);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_assert_cmpstr(error == NULL ? "" : error->message, ==, REFUSED[row].message);
}

/* `template` over a dictionary in GVariant text form. Owned. */
static char *render(const char *template, const char *values_text, GfEscape escape)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) value = g_variant_parse(NULL, values_text, NULL, NULL, &error);
    g_assert_no_error(error);
    GVariant *const values[] = {value, NULL};
    char *text = gf_render(template, values, escape, &own_partials, &error);
    g_assert_no_error(error);
    return text;
}

static void test_own(void)
{
    static const struct {
        const char *name, *template, *values, *text, *html;
    } rows[] = {
        {"escape", "{{a}}|{{{a}}}|{{&a}}", "{'a': <'<l\\'été> & \"x\"'>}",
         "<l'été> & \"x\"|<l'été> & \"x\"|<l'été> & \"x\"",
         "&lt;l&#39;été&gt; &amp; &quot;x&quot;|<l'été> & \"x\"|<l'été> & \"x\""},
        {"integers", "{{a}} {{b}} {{c}} {{d}}",
         "{'a': <int64 -5>, 'b': <byte 7>, 'c': <uint64 18446744073709551615>, 'd': <true>}",
         "-5 7 18446744073709551615 true", NULL},
        {"doubles", "{{a}} {{b}} {{c}}", "{'a': <0.1>, 'b': <1.0>, 'c': <0.30000000000000004>}",
         "0.1 1 0.30000000000000004", NULL},
        {"false values",
         "{{#a}}a{{/a}}{{#b}}b{{/b}}{{#c}}c{{/c}}{{#d}}d{{/d}}{{#e}}e{{/e}}{{^a}}!{{/a}}",
         "{'a': <0>, 'b': <''>, 'c': <@as []>, 'd': <@mv nothing>, 'e': <false>}", "!", NULL},
        {"true values", "{{#a}}a{{/a}}{{#b}}b{{/b}}{{#c}}c{{/c}}{{^d}}!{{/d}}{{#e}}e{{/e}}",
         "{'a': <1>, 'b': <' '>, 'c': <@a{sv} {}>, 'd': <just <'x'>>, 'e': <0.5>}", "abce", NULL},
        {"null hides the outer one", "{{#a}}{{b}}{{/a}}",
         "{'b': <'outer'>, 'a': <{'b': <@mv nothing>}>}", "", NULL},
        {"string list", "{{#l}}{{.}};{{/l}}", "{'l': <['x', 'y']>}", "x;y;", NULL},
        {"dictionary list", "{{#l}}{{n}}{{o}};{{/l}}",
         "{'o': <'!'>, 'l': <[{'n': <1>}, {'n': <2>}]>}", "1!;2!;", NULL},
        {"string dictionary", "{{d.a}} {{d.b}}", "{'d': <{'a': 'x'}>}", "x ", NULL},
        {"nested lists", "{{#l}}[{{#.}}{{.}}{{/.}}]{{/l}}", "{'l': <[<[1, 2]>, <@ai []>, <[3]>]>}",
         "[12][][3]", NULL},
        {"what is no text", "({{l}}{{d}}{{t}})", "{'l': <[1]>, 'd': <{'a': 1}>, 't': <(1, 2)>}",
         "()", NULL},
        {"indented partial", "  {{>lines}}\n.", "{'x': <'p\nq'>}", "  1 p\nq\n  \n  2\n.", NULL},
        {"indentation adds up", " {{>outer}}\n", "{'x': <'p'>}", " o\n   1 p\n   \n   2\n", NULL},
        {"same partial twice", "{{>lines}}\n {{>lines}}\n", "{'x': <'p'>}",
         "1 p\n\n2\n 1 p\n \n 2\n", NULL},
        {"more partials than may be nested", "{{#l}}{{>word}}{{/l}}",
         "{'l': <[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
         "17, 18, 19, 20, 21]>}",
         "wwwwwwwwwwwwwwwwwwwwww", NULL},
        {"delimiters end with the partial", "{{=| |=}}|>lines|\n|x|", "{'x': <'p'>}",
         "1 p\n\n2\n\np", NULL},
        {"single braces", "{a} }} {{a}}", "{'a': <'1'>}", "{a} }} 1", NULL},
        {"empty", "", "{'a': <1>}", "", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = render(rows[i].template, rows[i].values, GF_ESCAPE_NONE);
        g_autofree char *html = render(rows[i].template, rows[i].values, GF_ESCAPE_HTML);
        if (g_strcmp0(text, rows[i].text) != 0)
            g_test_message("%s", rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
        g_assert_cmpstr(html, ==, rows[i].html == NULL ? rows[i].text : rows[i].html);
    }
}

static const char *lookup_prepared(const char *name, gpointer user_data)
{
    (void) user_data;
    return g_str_equal(name, "p") ? "{{who}} of {{a}}\n{{#guest}}!\n{{/guest}}" : NULL;
}

static void test_contexts(void)
{
    g_autoptr(GVariant) outer = g_variant_ref_sink(g_variant_new_parsed("{'a': <1>, 'b': <2>}"));
    g_autoptr(GVariant) inner = g_variant_ref_sink(g_variant_new_parsed("{'b': <3>}"));
    g_autoptr(GVariant) boxed = g_variant_ref_sink(g_variant_new_variant(inner));
    GVariant *const values[] = {outer, boxed, NULL};
    g_autofree char *text = gf_render("{{a}}{{b}}{{>x}}", values, GF_ESCAPE_NONE, NULL, NULL);
    g_assert_cmpstr(text, ==, "13");
}

/* What is prepared says the same in the end, whatever is known when. */
static void test_prepared(void)
{
    static const char *const templates[] = {
        "{{a}}, {{who}} {{{who}}}{{&who}}",
        "{{#guest}}{{who}} {{a}}{{#l}}{{.}}{{who}}{{/l}}{{.}}{{/guest}}{{^guest}}no "
        "{{a}}{{/guest}}",
        "{{^guest}}{{#l}}<{{.}}{{^who}}{{a}}{{/who}}>{{/l}}{{/guest}}{{#both}}{{.}}{{/both}}",
        "{{#d}}{{who}} {{a}} {{x}}{{/d}}{{d.x}}{{who.x}}{{d.who}}",
        "{{#guest}}\n  {{> p}}\n{{/guest}}\n{{#nothing}}{{who}}{{/nothing}}",
        "{{who}}",
        "",
    };
    static const char *const open[] = {"who", "guest", "both", NULL};
    static const char *const later[] = {"{'who': <'<Anne>'>, 'guest': <true>, 'both': <'&'>}",
                                        "{'who': <''>, 'guest': <false>}", "@a{sv} {}"};
    g_autoptr(GVariant) shared = g_variant_ref_sink(g_variant_new_parsed(
        "{'a': <'{{who}} & co'>, 'l': <[1, 2]>, 'd': <{'x': <'y'>, 'who': <'D'>}>,"
        " 'both': <'shared'>}"));
    const GfKnownValues known = {shared, open};
    const GfPartials partials = {lookup_prepared, NULL};
    for (guint i = 0; i < G_N_ELEMENTS(templates); i++)
        for (guint j = 0; j < G_N_ELEMENTS(later); j++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(GVariant) values = g_variant_parse(NULL, later[j], NULL, NULL, NULL);
            g_autoptr(GfTemplate) prepared =
                gf_render_prepare(templates[i], &known, GF_ESCAPE_HTML, &partials, &error);
            g_assert_no_error(error);
            g_autoptr(GHashTable) members =
                gf_value_members(values, (GDestroyNotify) g_variant_unref);
            g_autofree char *found = gf_render_prepared(prepared, members, GF_ESCAPE_HTML, &error);
            GVariant *const all[] = {shared, values, NULL};
            g_autofree char *wanted =
                gf_render(templates[i], all, GF_ESCAPE_HTML, &partials, &error);
            g_assert_no_error(error);
            /* A name that is open and has no value later has none: it is not asked of `shared`. */
            if (j == 0 || strstr(templates[i], "both") == NULL)
                g_assert_cmpstr(found, ==, wanted);
        }
}

/* Partials are found in sections that would not be entered too. */
static void test_partials(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) names =
        gf_render_partials("{{> a}}x{{#s}}{{>b.txt}}{{^t}}{{> a }}{{/t}}{{/s}}", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_strv_length(names), ==, 2);
    g_assert_cmpstr(names[0], ==, "a");
    g_assert_cmpstr(names[1], ==, "b.txt");
    g_auto(GStrv) none = gf_render_partials("no tag, {{name}}", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_strv_length(none), ==, 0);
    g_assert_null(gf_render_partials("\n{{#s}}", &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_assert_true(g_str_has_prefix(error->message, "line 2: "));
}

/* Deep or long templates and values cost memory, never the stack. */
static void test_limits(void)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    for (int i = 0; i < 101; i++)
        g_string_append(deep, "{{#a}}");
    GVariant *const none[] = {NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(gf_render(deep->str, none, GF_ESCAPE_NONE, NULL, &error));
    g_assert_cmpstr(error->message, ==, "line 1: sections are nested deeper than 100");
    g_clear_error(&error);

    g_autoptr(GString) wide = g_string_new("{'l': <[0");
    for (int i = 1; i < 10000; i++)
        g_string_append_printf(wide, ", %d", i);
    g_string_append(wide, "]>}");
    g_autofree char *long_text =
        render("{{#l}}{{#l}}x{{/l}}{{/l}}", "{'l': <[1, 2, 3]>}", GF_ESCAPE_NONE);
    g_assert_cmpstr(long_text, ==, "xxxxxxxxx");
    g_autofree char *members = render("{{#l}}{{.}}\n{{/l}}", wide->str, GF_ESCAPE_HTML);
    g_assert_cmpuint(strlen(members), ==, 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5);

    g_autoptr(GVariant) value = g_variant_parse(NULL, wide->str, NULL, NULL, NULL);
    GVariant *const values[] = {value, NULL};
    g_autofree char *thousand = g_strnfill(1000, 'x');
    g_autofree char *square = g_strdup_printf("{{#l}}{{#l}}%s{{/l}}{{/l}}", thousand);
    g_assert_null(gf_render(square, values, GF_ESCAPE_NONE, NULL, &error));
    g_assert_cmpstr(error->message, ==,
                    "the text becomes longer than 67108864 bytes (repeat less)");
}

/* Whatever staff's fingers make of a template: text or an error with its line, nothing else. */
static void test_random(void)
{
    static const char *const pieces[] = {
        "{{",  "}}", "{{{", "}}}", "#", "/", "^", ">",      "=",      "a",
        "b",   ".",  " ",   "\n",  "!", "&", "é", "{{#a}}", "{{/a}}", "{{>outer}}\n",
        "\r\n"};
    g_autoptr(GVariant) value =
        g_variant_parse(NULL, "{'a': <[1, 2]>, 'b': <'c'>}", NULL, NULL, NULL);
    GVariant *const values[] = {value, NULL};
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    guint good = 0;
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) template = g_string_new(NULL);
        for (int length = g_rand_int_range(rand, 0, 12); length > 0; length--)
            g_string_append(template, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
        g_autoptr(GError) error = NULL;
        g_autofree char *text =
            gf_render(template->str, values, GF_ESCAPE_HTML, &own_partials, &error);
        g_assert_true((text == NULL) == (error != NULL));
        g_assert_true(error == NULL || g_str_has_prefix(error->message, "line "));
        good += text != NULL;
    }
    g_assert_cmpuint(good, >, 1000);
    g_assert_cmpuint(good, <, 19000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/render/specification", test_specification);
    g_test_add_func("/render/corpus", test_corpus);
    g_test_add_func("/render/own", test_own);
    g_test_add_func("/render/contexts", test_contexts);
    g_test_add_func("/render/prepared", test_prepared);
    g_test_add_func("/render/partials", test_partials);
    g_test_add_func("/render/limits", test_limits);
    g_test_add_func("/render/random", test_random);
    for (gsize i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_autofree char *path = g_strdup_printf("/render/refused/%s", REFUSED[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    return g_test_run();
}
