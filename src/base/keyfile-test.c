/* keyfile-test.c - every refusal of a key file word for word, and the values of good ones. */
#include "base/error.h"
#include "base/keyfile.h"

#include <glib/gstdio.h>

static const GfKeySpec SPECS[] = {
    {"session", "title", GF_KEY_TEXT, TRUE, NULL, 0, 0, NULL},
    {"session", "day", GF_KEY_DATE, FALSE, NULL, 0, 0, NULL},
    {"session", "at", GF_KEY_DATETIME, FALSE, NULL, 0, 0, NULL},
    {"session", "opens", GF_KEY_TIME, FALSE, NULL, 0, 0, NULL},
    {"session", "zone", GF_KEY_ZONE, FALSE, NULL, 0, 0, NULL},
    {"session", "seats", GF_KEY_INTEGER, FALSE, NULL, 1, 500, "12"},
    {"session", "offset", GF_KEY_INTEGER, FALSE, NULL, 0, 0, NULL},
    {"session", "video", GF_KEY_BOOLEAN, FALSE, NULL, 0, 0, "true"},
    {"session", "mode", GF_KEY_CHOICE, FALSE, "onsite remote both", 0, 0, "both"},
    {"session", "themes", GF_KEY_LIST, FALSE, NULL, 0, 0, "eau; air"},
    {"session", "contact", GF_KEY_ADDRESS, FALSE, NULL, 0, 0, NULL},
    {"session", "staff", GF_KEY_ADDRESSES, FALSE, NULL, 0, 0, NULL},
    {"session", "quorum", GF_KEY_FRACTION, FALSE, NULL, 0, 0, "1/2"},
    {"session", "body", GF_KEY_SLUG, FALSE, NULL, 0, 0, NULL},
    {"body *", "name", GF_KEY_TEXT, TRUE, NULL, 0, 0, NULL},
    {"body *", "seats", GF_KEY_INTEGER, FALSE, NULL, 0, 500, NULL},
    {"texts", "*", GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
    {NULL, NULL, GF_KEY_TEXT, FALSE, NULL, 0, 0, NULL},
};

#define HEAD "[session]\ntitle = Plénière\n"
#define ALLOWED                                                                                    \
    "title, day, at, opens, zone, seats, offset, video, mode, themes, contact, staff, quorum, "    \
    "body"

static const struct {
    const char *name, *text, *message;
} REFUSED[] = {
    {"empty", "",
     "f: [session]: missing (the file is empty: [session] with \"title\" has to be there)"},
    {"only-comments", "# nothing\n\n",
     "f: [session]: missing (the file is empty: [session] with \"title\" has to be there)"},
    {"group-missing", "[body gt1]\nname = GT1\n",
     "f: [session]: missing ([session] with \"title\" has to be there)"},
    {"key-missing", "\n[session]\nseats = 3\n",
     "f:2: [session] title: missing (it has no default)"},
    {"key-missing-in-pattern", HEAD "[body gt1]\nseats = 3\n",
     "f:3: [body gt1] name: missing (it has no default)"},
    {"group-twice", HEAD "[body gt1]\nname = a\n[session]\n",
     "f:5: [session]: section given twice (first on line 1)"},
    {"group-twice-spaces", HEAD "[ session ]\n",
     "f:3: [session]: section given twice (first on line 1)"},
    {"key-twice", HEAD "seats = 3\ntitle = Autre\n",
     "f:4: [session] title: given twice (first on line 2)"},
    {"junk", HEAD "rubbish\n", "f:3: [session]: not a \"key = value\" line"},
    {"no-key", HEAD "= 3\n", "f:3: [session]: not a \"key = value\" line"},
    {"semicolon-comment", HEAD "; seats = 3\n",
     "f:3: [session]: not a \"key = value\" line (comments begin with #)"},
    {"before-group", "title = x\n", "f:1: a value before any [section]"},
    {"after-group", "[session] # comment\n",
     "f:1: not a section line (write [section] alone on its line)"},
    {"open-bracket", "[session\n", "f:1: not a section line (write [section] alone on its line)"},
    {"empty-group", "[]\n", "f:1: not a section line (write [section] alone on its line)"},
    {"unknown-group", HEAD "[weather]\n",
     "f:3: [weather]: unknown section (allowed: session, body NAME, texts)"},
    {"near-group", HEAD "[sesion]\n",
     "f:3: [sesion]: unknown section (did you mean \"session\"? allowed: session, body NAME, "
     "texts)"},
    {"bad-name", HEAD "[body GT 1]\n",
     "f:3: [body GT 1]: \"GT 1\" is no name (a-z, 0-9 and single hyphens, at most 80 characters; "
     "try \"gt-1\")"},
    {"no-name", HEAD "[body ]\n", "f:3: [body]: a name is missing (write [body NAME])"},
    {"unknown-key", HEAD "colour = red\n",
     "f:3: [session] colour: unknown key (allowed: " ALLOWED ")"},
    {"near-key", HEAD "Quorun = 1/2\n",
     "f:3: [session] Quorun: unknown key (did you mean \"quorum\"? allowed: " ALLOWED ")"},
    {"localised-key", HEAD "title[fr] = x\n",
     "f:3: [session] title[fr]: unknown key (allowed: " ALLOWED ")"},
    {"misplaced-key", HEAD "[body gt1]\nname = GT1\nquorum = 1/2\n",
     "f:5: [body gt1] quorum: unknown key here (it belongs in [session]; allowed here: name, "
     "seats)"},
    {"latin-1", HEAD "# \xe9t\xe9\n", "f:3: not UTF-8 (save the file as UTF-8)"},
    {"utf-16", "\xff\xfe[\x01", "f:1: not UTF-8 (save the file as UTF-8)"},
    {"escape-character", HEAD "body = a\x1b[0m\n",
     "f:3: [session]: a control character (remove it)"},
    {"lone-cr", "[session]\rtitle = x\r", "f:1: a control character (remove it)"},
    {"empty-value", HEAD "body =\n",
     "f:3: [session] body: empty (remove the line or give a value)"},
    {"empty-text", "[session]\ntitle = \t\n",
     "f:2: [session] title: empty (remove the line or give a value)"},
    {"empty-list", HEAD "themes = ; ;\n",
     "f:3: [session] themes: empty list (remove the line or give a value)"},
    {"escape", HEAD "body = a\nthemes = a\\q\n",
     "f:4: [session] themes: unknown escape \\q (\\n line end, \\t tab, \\s space, \\; semicolon, "
     "\\\\ backslash)"},
    {"escape-at-end", "[session]\ntitle = a\\\n",
     "f:2: [session] title: unknown escape \\ (\\n line end, \\t tab, \\s space, \\; semicolon, "
     "\\\\ "
     "backslash)"},
    {"integer-word", HEAD "seats = 12abc\n",
     "f:3: [session] seats: \"12abc\" is no whole number from 1 to 500"},
    {"integer-range", HEAD "seats = 501\n",
     "f:3: [session] seats: \"501\" is no whole number from 1 to 500"},
    {"integer-huge", HEAD "offset = 99999999999999999999\n",
     "f:3: [session] offset: \"99999999999999999999\" is no whole number"},
    {"inline-comment", HEAD "seats = 12 # twelve\n",
     "f:3: [session] seats: \"12 # twelve\" is no whole number from 1 to 500; a comment needs a "
     "line "
     "of its own"},
    {"boolean", HEAD "video = yes\n",
     "f:3: [session] video: unknown value \"yes\" (allowed: true | false)"},
    {"choice", HEAD "mode = online\n",
     "f:3: [session] mode: unknown value \"online\" (allowed: onsite | remote | both)"},
    {"date", HEAD "day = 31/03/2027\n",
     "f:3: [session] day: \"31/03/2027\" is not allowed (a day such as 2027-03-12)"},
    {"no-such-day", HEAD "day = 2027-02-29\n",
     "f:3: [session] day: \"2027-02-29\" is not allowed (a day such as 2027-03-12)"},
    {"datetime", HEAD "at = 2027-03-12 9:30\n",
     "f:3: [session] at: \"2027-03-12 9:30\" is not allowed (a time such as 2027-03-12 09:30)"},
    {"time", HEAD "opens = 24:00\n",
     "f:3: [session] opens: \"24:00\" is not allowed (a time of day such as 09:30)"},
    {"time-minute", HEAD "opens = 09:60\n",
     "f:3: [session] opens: \"09:60\" is not allowed (a time of day such as 09:30)"},
    {"zone", HEAD "zone = Paris\n",
     "f:3: [session] zone: \"Paris\" is not allowed (a time zone such as Europe/Paris)"},
    {"fraction", HEAD "quorum = 3/2\n",
     "f:3: [session] quorum: \"3/2\" is not allowed (a fraction such as 1/2, at most 1)"},
    {"fraction-zero", HEAD "quorum = 1/0\n",
     "f:3: [session] quorum: \"1/0\" is not allowed (a fraction such as 1/2, at most 1)"},
    {"slug", HEAD "body = GT1\n",
     "f:3: [session] body: \"GT1\" is not allowed (a-z, 0-9 and single hyphens)"},
};

static void test_refused(gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfKeyfile) keyfile = gf_keyfile_parse("f", REFUSED[row].text, SPECS, &error);
    g_assert_null(keyfile);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_assert_cmpstr(error == NULL ? "" : error->message, ==, REFUSED[row].message);
}

/* The reason is the business of address.c. */
static void test_address(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GfKeyfile) one =
        gf_keyfile_parse("f", HEAD "contact = a b@example.org\n", SPECS, &error);
    g_assert_null(one);
    g_assert_nonnull(g_strstr_len(
        error->message, -1,
        "f:3: [session] contact: \"a b@example.org\" is no address we can write to: "));
    g_clear_error(&error);
    g_autoptr(GfKeyfile) many =
        gf_keyfile_parse("f", HEAD "staff = a@example.org; b\n", SPECS, &error);
    g_assert_null(many);
    g_assert_nonnull(g_strstr_len(error->message, -1,
                                  "f:3: [session] staff: \"b\" is no address we can write to: "));
}

static GfKeyfile *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    GfKeyfile *keyfile = gf_keyfile_parse("f", text, SPECS, &error);
    g_assert_no_error(error);
    g_assert_true(keyfile != NULL);
    return keyfile;
}

static void test_values(void)
{
    g_autoptr(GfKeyfile) file = parse("\xef\xbb\xbf# comment\r\n  [session]  \r\n"
                                      "\ttitle=  Une = séance  \r\n"
                                      "seats = 232\n offset=-3\nvideo = false\nmode = remote\n"
                                      "themes = eau \\; air;;\\sterre\\s; \n"
                                      "staff = a@example.org;b@example.org\nat = 2027-03-12 09:30\n"
                                      "quorum = 2/3\nday = 2027-03-12\nopens = 08:05\n"
                                      "zone = Europe/Paris\ncontact = c@example.org\nbody = gt1-2");
    g_assert_cmpstr(gf_keyfile_text(file, "session", "title"), ==, "Une = séance");
    g_assert_cmpint(gf_keyfile_integer(file, "session", "seats"), ==, 232);
    g_assert_cmpint(gf_keyfile_integer(file, "session", "offset"), ==, -3);
    g_assert_false(gf_keyfile_boolean(file, "session", "video"));
    g_assert_cmpstr(gf_keyfile_text(file, "session", "mode"), ==, "remote");
    g_assert_cmpstr(gf_keyfile_text(file, "session", "quorum"), ==, "2/3");
    g_assert_cmpstr(gf_keyfile_text(file, "session", "themes"), ==, "eau ; air;; terre ;");
    g_auto(GStrv) themes = gf_keyfile_list(file, "session", "themes");
    const char *const expected[] = {"eau ; air", " terre ", NULL};
    g_assert_cmpstrv(themes, expected);
    g_auto(GStrv) staff = gf_keyfile_list(file, "session", "staff");
    const char *const people[] = {"a@example.org", "b@example.org", NULL};
    g_assert_cmpstrv(staff, people);
}

static void test_fallbacks(void)
{
    g_autoptr(GfKeyfile) file = parse(HEAD);
    g_assert_cmpint(gf_keyfile_integer(file, "session", "seats"), ==, 12);
    g_assert_cmpint(gf_keyfile_integer(file, "session", "offset"), ==, 0);
    g_assert_true(gf_keyfile_boolean(file, "session", "video"));
    g_assert_null(gf_keyfile_text(file, "session", "body"));
    g_assert_null(gf_keyfile_text(file, "body gt1", "name"));
    g_auto(GStrv) themes = gf_keyfile_list(file, "session", "themes");
    const char *const expected[] = {"eau", "air", NULL};
    g_assert_cmpstrv(themes, expected);
    g_auto(GStrv) staff = gf_keyfile_list(file, "session", "staff");
    g_assert_cmpuint(g_strv_length(staff), ==, 0);
}

static void test_groups(void)
{
    g_autoptr(GfKeyfile) file =
        parse(HEAD "[body gt2]\nseats = 4\nname = GT2\n[texts]\nb é = 1\na = 2\n"
                   "[body gt1]\nname = line\\none\n");
    g_auto(GStrv) all = gf_keyfile_groups(file, NULL), bodies = gf_keyfile_groups(file, "body ");
    const char *const expected_all[] = {"session", "body gt2", "texts", "body gt1", NULL};
    const char *const expected_bodies[] = {"body gt2", "body gt1", NULL};
    g_assert_cmpstrv(all, expected_all);
    g_assert_cmpstrv(bodies, expected_bodies);
    g_auto(GStrv) keys = gf_keyfile_keys(file, "texts"), none = gf_keyfile_keys(file, "body gt3");
    const char *const expected_keys[] = {"b é", "a", NULL};
    g_assert_cmpstrv(keys, expected_keys);
    g_assert_cmpuint(g_strv_length(none), ==, 0);
    g_assert_true(gf_keyfile_has_group(file, "body gt1"));
    g_assert_false(gf_keyfile_has_group(file, "body gt3"));
    g_assert_cmpstr(gf_keyfile_text(file, "body gt1", "name"), ==, "line\none");
    g_assert_cmpint(gf_keyfile_integer(file, "body gt2", "seats"), ==, 4);
}

static void test_error(void)
{
    static const struct {
        const char *group, *key, *message;
    } rows[] = {
        {"session", "title", "f:2: [session] title: no 7"},
        {"session", "seats", "f:1: [session] seats: no 7"},
        {"session", NULL, "f:1: [session]: no 7"},
        {"texts", "a", "f: [texts] a: no 7"},
        {NULL, NULL, "f: no 7"},
    };
    g_autoptr(GfKeyfile) file = parse(HEAD);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        gf_keyfile_error(file, rows[i].group, rows[i].key, &error, "no %d", 7);
        g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
        g_assert_cmpstr(error->message, ==, rows[i].message);
    }
}

static void test_load(void)
{
    g_autofree char *directory = g_dir_make_tmp("greffe-keyfile-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "s.conf", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(gf_keyfile_load(path, SPECS, &error));
    g_autofree char *absent =
        g_strdup_printf("%s: cannot be read: no such file or directory", path);
    g_assert_cmpstr(error->message, ==, absent);
    g_clear_error(&error);
    g_assert_null(gf_keyfile_load(directory, SPECS, &error));
    g_autofree char *folder = g_strdup_printf("%s: cannot be read: not a file", directory);
    g_assert_cmpstr(error->message, ==, folder);
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(path, HEAD "mode = both\0\n", sizeof HEAD + 12, NULL));
    g_assert_null(gf_keyfile_load(path, SPECS, &error));
    g_autofree char *binary = g_strdup_printf("%s:3: not UTF-8 (save the file as UTF-8)", path);
    g_assert_cmpstr(error->message, ==, binary);
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(path, HEAD, -1, NULL));
    g_autoptr(GfKeyfile) file = gf_keyfile_load(path, SPECS, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(gf_keyfile_text(file, "session", "title"), ==, "Plénière");
    g_unlink(path);
    g_rmdir(directory);
}

/* Any bytes give a file or an error that begins with the name. */
static void test_random(void)
{
    static const char *const pieces[] = {"[session]\n", "title = x\n", "[",    "]", "=",
                                         "\n",          "\r\n",        "\\",   ";", "seats",
                                         "themes",      " = ",         "\xff", "é", "# c\n",
                                         "[body a]\n",  "[texts]\n",   " ",    "\t"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    guint good = 0;
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) text = g_string_new(i % 2 == 0 ? "" : HEAD);
        for (int length = g_rand_int_range(rand, 0, 12); length > 0; length--)
            g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfKeyfile) keyfile = gf_keyfile_parse("f", text->str, SPECS, &error);
        g_assert_true((keyfile == NULL) == (error != NULL));
        g_assert_true(error == NULL || g_str_has_prefix(error->message, "f:"));
        good += keyfile != NULL;
    }
    g_assert_cmpuint(good, >, 500);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_autofree char *path = g_strdup_printf("/keyfile/refused/%s", REFUSED[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    g_test_add_func("/keyfile/refused/address", test_address);
    g_test_add_func("/keyfile/values", test_values);
    g_test_add_func("/keyfile/fallbacks", test_fallbacks);
    g_test_add_func("/keyfile/groups", test_groups);
    g_test_add_func("/keyfile/error", test_error);
    g_test_add_func("/keyfile/load", test_load);
    g_test_add_func("/keyfile/random", test_random);
    return g_test_run();
}
