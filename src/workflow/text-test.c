/* text-test.c - every mail of both languages, with everything that may be said and with the least:
 * text and HTML say the same, nothing is left over, nothing is empty.
 */
#include "workflow/text.h"

#include "render/render.h"
#include "workflow/fixture.h"

/* What a mail may say. What stands in the one body must stand in the other. */
typedef struct {
    const char *key;
    const char *value; /* NULL: TRUE */
    const char *list[4];
} Value;

#define EVERYWHERE                                                                                 \
    {"assembly", "Assemblée du Bourg"}, {"greffe", ADDRESS}, {"title", "Conseil & <débat>"},       \
        {"moment", "vendredi 12 mars 2027 à 9 h 30"}, {"end", "16 h 30"}, {"id", "conseil"},       \
    {                                                                                              \
        "day", "vendredi 12 mars 2027"                                                             \
    }

static const Value full[] = {
    EVERYWHERE,
    {"salutation", "Madame"},
    {"name", "Madame Anne d'Œuvre"},
    {"woman"},
    {"place", "Salle \"Jaurès\", 1 rue Haute"},
    {"video", "https://visio.example/a?b=1&c=2"},
    {"reason", "Salle <fermée>"},
    {"several_parts"},
    {"both_halves"},
    {"has_agenda"},
    {"agenda", .list = {"Budget & comptes", "Questions <diverses>"}},
    {"has_documents"},
    {"documents", .list = {"rapport.pdf", "plan & coupe.odt"}},
    {"tag", "conseil"},
    {"shared_mailbox"},
    {"journal_head", "0123456789abcdef"},
    {"yes_link", "mailto:greffe+abc@assemblee.example?subject=Pr%C3%A9sent"},
    {"no_link", "mailto:greffe+abc@assemblee.example?subject=Absent"},
    {"answer_address", "greffe+abc@assemblee.example"},
    {"present"},
    {"morning"},
    {"remote"},
    {"former_date"},
    {"former_moment", "vendredi 5 mars 2027 à 18 h"},
    {"former_place", "Ancienne mairie & annexe"},
    {"other_address"},
    {"needs_reading"},
    {"sender", "cabinet@ailleurs.example"},
    {"recipients", "12"},
    {"checks", .list = {"Madame Eve n'a pas d'adresse", "délai < 12 jours"}},
    {"subject", "Objet & <suite>"},
    {"letter", "Lettre <ici> & là"},
    {"lines", .list = {"Bruno <bruno@bourg.example> : 550", "Claire & co : 451"}},
    {"limit", "50"},
    {NULL},
};

static const Value least[] = {
    EVERYWHERE,
    {"salutation", "Madame, Monsieur"},
    {"name", "Camille Sans"},
    {"place", "Mairie"},
    {"answer_address", ADDRESS},
    {"yes_link", "mailto:" ADDRESS "?subject=Pr%C3%A9sent"},
    {"no_link", "mailto:" ADDRESS "?subject=Absent"},
    {"absent"},
    {"sender", "cabinet@ailleurs.example"},
    {"recipients", "1"},
    {"subject", "Objet"},
    {"letter", "Lettre"},
    {"lines", .list = {"Bruno"}},
    {"limit", "50"},
    {NULL},
};

static const Value guest[] = {
    EVERYWHERE,
    {"salutation", "Monsieur"},
    {"name", "Monsieur Hugo Grand"},
    {"man"},
    {"guest"},
    {"video", "https://visio.example/a"},
    {"yes_link", "mailto:" ADDRESS "?subject=Pr%C3%A9sent"},
    {"no_link", "mailto:" ADDRESS "?subject=Absent"},
    {"answer_address", ADDRESS},
    {"absent"},
    {"afternoon"},
    {"proxy", "M. Durand & fils"},
    {"substitute", "Mme Rempla<çante>"},
    {"sender", "cabinet@ailleurs.example"},
    {"recipients", "1"},
    {"subject", "Objet"},
    {"letter", "Lettre"},
    {"lines", .list = {"Bruno"}},
    {"limit", "50"},
    {NULL},
};

static const struct {
    const char *name;
    const Value *values;
} occasions[] = {{"full", full}, {"least", least}, {"guest", guest}};

static const char *const names[] = {
    "acknowledgement", "cancel", "confirmation", "convocation", "correction",
    "delivery-report", "move",   "proof",        "reminder",    "too-large"};
static const char *const languages[] = {"fr", "en"};

static GVariant *list_of_parts(void)
{
    return g_variant_new_parsed("[{'title': <'Séance & débat'>, 'start': <'9 h 30'>, 'end': "
                                "<'12 h 30'>}, {'title': <'Ateliers'>, 'start': <'14 h'>, 'end': "
                                "<'16 h 30'>}]");
}

static GVariant *variant_of(const Value *values)
{
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, NULL);
    for (; values->key != NULL; values++) {
        if (values->list[0] != NULL)
            g_variant_dict_insert_value(&dict, values->key, g_variant_new_strv(values->list, -1));
        else if (values->value != NULL)
            g_variant_dict_insert(&dict, values->key, "s", values->value);
        else
            g_variant_dict_insert(&dict, values->key, "b", TRUE);
        if (g_str_equal(values->key, "several_parts"))
            g_variant_dict_insert_value(&dict, "parts", list_of_parts());
    }
    return g_variant_ref_sink(g_variant_dict_end(&dict));
}

static GHashTable *load(void)
{
    GHashTable *templates = NULL;
    ASSERT_DONE((templates = gf_templates_load("templates", ERROR)) != NULL);
    return templates;
}

static GfWording *render(GHashTable *templates, const char *language, const char *name,
                         const Value *values)
{
    const char *wanted[] = {name, NULL};
    g_autoptr(GVariant) frozen = NULL;
    g_autoptr(GVariant) shared = variant_of(values);
    GfWording *wording = NULL;
    ASSERT_DONE((frozen = gf_wording_freeze(templates, language, wanted, ERROR)) != NULL);
    g_variant_ref_sink(frozen);
    ASSERT_DONE((wording = gf_wording_render(frozen, name, shared, ERROR)) != NULL);
    unbind(&wording->text);
    unbind(&wording->html);
    return wording;
}

/* HTML as it is read: without tags (attributes aside), entities resolved, all spaces plain. Owned.
 */
static char *read_html(const char *html)
{
    static const struct {
        const char *from, *to;
    } entities[] = {{"&nbsp;", " "},  {"&lt;", "<"},  {"&gt;", ">"},
                    {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    const char *body = strstr(html, "<body");
    g_autofree char *plain = g_strdup(body != NULL ? body : html);
    char *out = plain;
    gboolean tag = FALSE;
    for (const char *in = plain; *in != '\0'; in++) {
        tag = tag || *in == '<';
        if (!tag)
            *out++ = *in;
        tag = tag && *in != '>';
    }
    *out = '\0';
    g_autoptr(GString) text = g_string_new(plain);
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++)
        g_string_replace(text, entities[i].from, entities[i].to, 0);
    return g_strdup(text->str);
}

static gboolean says(const char *text, const char *words)
{
    return strstr(text, words) != NULL;
}

static void assert_same(const char *text, const char *html, const char *words, const char *where)
{
    if (says(text, words) != says(html, words))
        g_test_message("%s: '%s' is only in the %s", where, words,
                       says(text, words) ? "text" : "HTML");
    g_assert_cmpint(says(text, words), ==, says(html, words));
}

/* Every fact, each in both bodies or in none. */
static void check_facts(const GfWording *wording, const Value *values, const char *where)
{
    g_autofree char *html = read_html(wording->html);
    static const char *const more[] = {"Séance & débat", "12 h 30", "Ateliers", "14 h"};
    for (const Value *value = values; value->key != NULL; value++) {
        for (gsize i = 0; i < G_N_ELEMENTS(value->list) && value->list[i] != NULL; i++)
            assert_same(wording->text, html, value->list[i], where);
        if (value->value != NULL && !g_str_has_suffix(value->key, "_link"))
            assert_same(wording->text, html, value->value, where);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(more); i++)
        assert_same(wording->text, html, more[i], where);
}

static void check_subject(const char *subject, const char *where)
{
    gsize length = (gsize) g_utf8_strlen(subject, -1);
    gboolean good = length > 3 && length < 200 && strchr(subject, '\n') == NULL &&
                    !says(subject, "  ") && !g_str_has_suffix(subject, " ") &&
                    !g_str_has_suffix(subject, ":") && !says(subject, "&amp;");
    if (!good)
        g_test_message("%s: subject '%s'", where, subject);
    g_assert_true(good);
}

/* Nothing left over: tags of Mustache, headings of nothing, holes in the page. */
static void check_text(const char *text, const char *where)
{
    static const char *const faults[] = {"{{", "}}", "\n\n\n", " \n", ":\n\n\n", "  ", "&nbsp;"};
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (says(text, faults[i]))
            g_test_message("%s: fault %" G_GSIZE_FORMAT " in:\n%s", where, i, text);
        g_assert_false(says(text, faults[i]));
    }
    g_assert_true(g_str_has_suffix(text, "\n"));
    g_assert_false(g_str_has_prefix(text, "\n"));
    g_assert_false(g_str_has_suffix(text, "\n\n"));
    /* A line that ends in a colon announces something. */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
        if (g_str_has_suffix(lines[i], ":"))
            g_assert_true(lines[i + 1][0] != '\0' || (lines[i + 2] != NULL && lines[i + 2][0]));
}

static guint count(const char *text, const char *words)
{
    guint found = 0;
    for (const char *place = text; (place = strstr(place, words)) != NULL; place++)
        found++;
    return found;
}

static void check_html(const char *html, const char *language, const char *where)
{
    static const char *const pairs[][2] = {
        {"<p", "</p>"},  {"<ul>", "</ul>"},  {"<li>", "</li>"},       {"<strong>", "</strong>"},
        {"<a ", "</a>"}, {"<div", "</div>"}, {"<title>", "</title>"}, {"<html", "</html>"}};
    static const char *const faults[] = {
        "{{",        "}}",       "<ul>\n</ul>", "<li></li>", "<p></p>", "<title></title>",
        "href=\"\"", "<br></p>", " :",          " ?",        "« ",      "\n\n"};
    g_autofree char *lang = g_strdup_printf("<html lang=\"%s\">", language);
    gboolean good = g_str_has_prefix(html, "<!DOCTYPE html>\n") && says(html, lang);
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        good = good && count(html, pairs[i][0]) - (i == 0 ? count(html, "<pre") : 0) ==
                           count(html, pairs[i][1]);
    const char *values = strstr(html, "<pre"); /* what a letter says is not ours */
    g_autofree char *own =
        values == NULL ? g_strdup(html) : g_strndup(html, (gsize) (values - html));
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        gboolean typographic = i >= 8 && i <= 10;
        if (typographic && (g_str_equal(language, "en") || says(own, "<li>Bruno")))
            continue;
        if (says(own, faults[i]))
            g_test_message("%s: '%s' in:\n%s", where, faults[i], own);
        g_assert_false(says(own, faults[i]));
    }
    if (!good)
        g_test_message("%s: %s", where, html);
    g_assert_true(good);
}

static void test_every_mail(void)
{
    g_autoptr(GHashTable) templates = load();
    for (gsize l = 0; l < G_N_ELEMENTS(languages); l++)
        for (gsize n = 0; n < G_N_ELEMENTS(names); n++)
            for (gsize o = 0; o < G_N_ELEMENTS(occasions); o++) {
                g_autofree char *where =
                    g_strdup_printf("%s/%s, %s", languages[l], names[n], occasions[o].name);
                g_autoptr(GfWording) wording =
                    render(templates, languages[l], names[n], occasions[o].values);
                check_subject(wording->subject, where);
                check_text(wording->text, where);
                check_html(wording->html, languages[l], where);
                check_facts(wording, occasions[o].values, where);
            }
}

/* The description of the event, which is all that some calendars show. */
static void test_description(void)
{
    static const char *const wanted[] = {"invitation.txt", NULL};
    g_autoptr(GHashTable) templates = load();
    for (gsize l = 0; l < G_N_ELEMENTS(languages); l++)
        for (gsize o = 0; o < G_N_ELEMENTS(occasions); o++) {
            g_autofree char *where =
                g_strdup_printf("%s/invitation, %s", languages[l], occasions[o].name);
            g_autoptr(GVariant) values = variant_of(occasions[o].values);
            g_autoptr(GVariant) frozen = NULL;
            ASSERT_DONE((frozen = gf_wording_freeze(templates, languages[l], wanted, ERROR)) !=
                        NULL);
            g_variant_ref_sink(frozen);
            g_autofree char *text = gf_wording_render_plain(frozen, "invitation.txt", values, NULL);
            check_text(text, where);
            for (const Value *value = occasions[o].values; value->key != NULL; value++)
                if (g_str_equal(value->key, "place") || g_str_equal(value->key, "video") ||
                    g_str_equal(value->key, "moment") || g_str_equal(value->key, "title") ||
                    g_str_equal(value->key, "answer_address"))
                    assert_contains(text, value->value);
        }
}

/* What the members read first, and what they are called. */
static const struct {
    const char *language, *name, *text, *not_text;
    const Value *values;
} sentences[] = {
    {"fr", "convocation", "Répondez à ce message par un seul mot : présent ou absent.\n", NULL,
     full},
    {"fr", "convocation", "Vous êtes convoquée à la réunion suivante : Conseil", "convoqué à",
     full},
    {"fr", "convocation", "Vous êtes invité à la réunion suivante", "convoqu", guest},
    {"fr", "convocation", "Nous avons l'honneur de vous convoquer à la réunion", "Vous êtes",
     least},
    /* Guests have no vote to give away. */
    {"fr", "convocation", "Monsieur,", "pouvoir", guest},
    {"fr", "convocation", "« présent en visioconférence »", NULL, full},
    {"fr", "convocation", "pouvoir à Mme Durand", "visioconférence", least},
    {"fr", "convocation", "pouvoir à Mme Durand", "le matin", least},
    {"fr", "acknowledgement", "présence le matin à distance", "absence", full},
    {"fr", "acknowledgement",
     "absence l'après-midi, avec pouvoir à M. Durand & fils, remplacement par Mme "
     "Rempla<çante>.",
     "présence", guest},
    {"fr", "acknowledgement", "absence.\n", "Attention", least},
    {"fr", "cancel", "Motif : Salle <fermée>", NULL, full},
    {"fr", "cancel", "est annulée", "Motif", least},
    {"fr", "proof", "Aucune remarque.", "À vérifier", least},
    {"fr", "proof", "- À vérifier : délai < 12 jours", "Aucune remarque", full},
    {"en", "convocation", "Please answer this message with a single word: present or absent.\n",
     NULL, full},
    {"en", "convocation", "We have the honour to invite you", "convene", guest},
    {"en", "convocation", "We have the honour to convene you", "proxy to Mr", full},
    {"en", "acknowledgement", "present in the morning, by video", "replaced", full},
    {"en", "confirmation", "yes or no.", "présent", full},
};

static void test_sentences(void)
{
    g_autoptr(GHashTable) templates = load();
    for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++) {
        g_autoptr(GfWording) wording =
            render(templates, sentences[i].language, sentences[i].name, sentences[i].values);
        assert_contains(wording->text, sentences[i].text);
        if (sentences[i].not_text == NULL)
            continue;
        if (says(wording->text, sentences[i].not_text))
            g_test_message("row %" G_GSIZE_FORMAT ": %s", i, wording->text);
        g_assert_false(says(wording->text, sentences[i].not_text));
    }
}

static void test_subjects(void)
{
    static const struct {
        const char *language, *name;
        const Value *values;
        const char *subject;
    } rows[] = {
        {"fr", "convocation", least,
         "Convocation : Conseil & <débat>, vendredi 12 mars 2027 à 9 h 30"},
        {"fr", "convocation", full,
         "Convocation : Conseil & <débat>, vendredi 12 mars 2027 à 9 h 30 — pour Madame Anne "
         "d'Œuvre [conseil]"},
        {"fr", "acknowledgement", least,
         "Absence notée : Conseil & <débat>, vendredi 12 mars 2027 à 9 h 30"},
        {"fr", "too-large", full, "Message trop volumineux : Objet & <suite>"},
        {"en", "move", least, "Change: Conseil & <débat>, now on vendredi 12 mars 2027 à 9 h 30"},
    };
    g_autoptr(GHashTable) templates = load();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfWording) wording =
            render(templates, rows[i].language, rows[i].name, rows[i].values);
        g_assert_cmpstr(wording->subject, ==, rows[i].subject);
    }
}

/* Both languages have the same templates; a language that has none falls back to French. */
static void test_languages(void)
{
    g_autoptr(GHashTable) templates = load();
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, templates);
    while (g_hash_table_iter_next(&iterator, &key, NULL)) {
        const char *file = strchr(key, '/') + 1;
        for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
            g_autofree char *twin = g_strconcat(languages[i], "/", file, NULL);
            if (!g_hash_table_contains(templates, twin))
                g_test_message("%s is missing", twin);
            g_assert_true(g_hash_table_contains(templates, twin));
        }
    }
    g_autoptr(GfWording) fallback = render(templates, "oc", "convocation", least);
    g_assert_true(g_str_has_prefix(fallback->subject, "Convocation : "));
}

/* No template uses a value that nobody gives. */
static void test_known_names(void)
{
    /* A line or two for each matter. */
    g_auto(GStrv) known = g_strsplit(
        ". assembly greffe journal_head name salutation woman man title subject"
        " id day moment end place video reason parts start several_parts both_halves has_agenda"
        " agenda has_documents documents tag yes_link no_link answer_address guest shared_mailbox"
        " cancelled present absent tentative silent morning afternoon remote proxy substitute"
        " own_substitute former_date former_moment former_place other_address needs_reading told"
        " sender recipients letter kind checks lines limit"
        /* saisines */
        " number referred_on referred_by auto context has_context questions rank question"
        " several_questions due overdue day_file saisine_address note"
        /* contributions */
        " new added replaced nothing unchanged kept answered late extract"
        /* the page of an export */
        " exported received late_count nothing_count silent_count has_silent silent_territories"
        " has_questions has_pointers pointers anchor territory has_whole whole territories entries"
        " paper paragraphs text_href file size href lost"
        /* reports */
        " chantier group address officers has_officers version report_title author role progress"
        " final asking withdrawn waits staff_confirms confirmed confirmers files has_files links"
        " has_links text has_text former_version own_former former_author elsewhere"
        " elsewhere_address too_large"
        /* reminders of several things */
        " owed one several only_late late has_late count example distance owing session report"
        " contribution task link nothing_link done_link own_tag about"
        /* the digest, and what was done of an answer to it */
        " in_order has_numbers number line held has_held held_more reports has_reports"
        " reports_more overdue has_overdue overdue_more due has_due due_more sessions has_sessions"
        " sessions_more unreachable has_unreachable unreachable_more roster has_roster"
        " roster_more acts has_acts all_done",
        " ", -1);
    g_autoptr(GHashTable) templates = load();
    g_autoptr(GRegex) tag = g_regex_new("\\{\\{([#^/>]?) ?([^}]+)\\}\\}", 0, 0, NULL);
    GHashTableIter iterator;
    gpointer key, text;
    g_hash_table_iter_init(&iterator, templates);
    while (g_hash_table_iter_next(&iterator, &key, &text)) {
        g_autoptr(GMatchInfo) match = NULL;
        for (g_regex_match(tag, text, 0, &match); g_match_info_matches(match);
             g_match_info_next(match, NULL)) {
            g_autofree char *sign = g_match_info_fetch(match, 1);
            g_autofree char *name = g_match_info_fetch(match, 2);
            g_autofree char *partial = g_strconcat("fr/", name, NULL);
            gboolean good = g_str_equal(sign, ">")
                                ? g_hash_table_contains(templates, partial)
                                : g_strv_contains((const char *const *) known, name);
            if (!good)
                g_test_message("%s: {{%s%s}}", (const char *) key, sign, name);
            g_assert_true(good);
        }
    }
}

/* --- the values --- */

static void test_session_values(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *language, *moment, *end, *start;
    } rows[] = {
        {"fr", "vendredi 12 mars 2027 à 9 h 30", "16 h 30", "14 h"},
        {"en", "Friday 12 March 2027 at 9:30", "16:30", "14:00"},
    };
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfSession) session = session_of(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GVariant) values =
            g_variant_ref_sink(gf_wording_session(&fixture->clerk, session, rows[i].language));
        GVariant *list[] = {values, NULL};
        g_autofree char *text =
            gf_render("{{moment}}|{{end}}|{{place}}|{{video}}|{{#agenda}}{{.}};{{/agenda}}|"
                      "{{#parts}}{{title}} {{start}};{{/parts}}|{{several_parts}} {{both_halves}} "
                      "{{has_agenda}} {{has_documents}}|{{tag}}|{{assembly}}|{{greffe}}",
                      list, GF_ESCAPE_NONE, NULL, NULL);
        g_autofree char *wanted = g_strdup_printf(
            "%s|%s|Salle des fêtes, Bourg|https://visio.example/conseil|Budget;Questions "
            "diverses;|Séance %s;Ateliers %s;|true true true false||Assemblée du Bourg|" ADDRESS,
            rows[i].moment, rows[i].end, i == 0 ? "9 h 30" : "9:30", rows[i].start);
        g_assert_cmpstr(text, ==, wanted);
    }
}

static void test_member_values(void)
{
    static const struct {
        const char *gender, *language, *salutation, *name;
    } rows[] = {
        {"woman", "fr", "Madame", "Madame Anne Martin"},
        {"man", "fr", "Monsieur", "Madame Anne Martin"},
        {NULL, "fr", "Madame, Monsieur", "Madame Anne Martin"},
        {"woman", "en", "Dear Ms Martin", "Anne Martin"},
        {"man", "en", "Dear Mr Martin", "Anne Martin"},
        {NULL, "en", "Dear Anne Martin", "Anne Martin"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const GfMember row = {.civility = (char *) "Madame",
                              .given_name = (char *) "Anne",
                              .family_name = (char *) "Martin",
                              .gender = (char *) rows[i].gender};
        g_autoptr(GVariant) values = g_variant_ref_sink(gf_wording_member(&row, rows[i].language));
        const char *salutation = NULL, *name = NULL;
        gboolean woman = FALSE, man = FALSE;
        g_assert_true(g_variant_lookup(values, "salutation", "&s", &salutation));
        g_assert_true(g_variant_lookup(values, "name", "&s", &name));
        g_assert_true(g_variant_lookup(values, "woman", "b", &woman));
        g_assert_true(g_variant_lookup(values, "man", "b", &man));
        g_assert_cmpstr(salutation, ==, rows[i].salutation);
        g_assert_cmpstr(name, ==, rows[i].name);
        g_assert_cmpint(woman, ==, g_strcmp0(rows[i].gender, "woman") == 0);
        g_assert_cmpint(man, ==, g_strcmp0(rows[i].gender, "man") == 0);
    }
}

/* An instance in English writes English, the answer in the link included. */
static void test_english(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", ANNE);
    g_autofree char *html = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, &html, NULL);
    g_assert_cmpstr(letter->subject, ==, "Convocation: Conseil, Friday 12 March 2027 at 9:30");
    assert_contains(letter->text, "\nDear Ms Martin,\n");
    assert_contains(html, "subject=Present%3A%20Conseil&amp;body=Present\"");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    g_test_add_func("/text/every-mail", test_every_mail);
    g_test_add_func("/text/description", test_description);
    g_test_add_func("/text/sentences", test_sentences);
    g_test_add_func("/text/subjects", test_subjects);
    g_test_add_func("/text/languages", test_languages);
    g_test_add_func("/text/known-names", test_known_names);
    TEST("/text/session-values", test_session_values);
    g_test_add_func("/text/member-values", test_member_values);
    TEST_WITH("/text/english", "language = en\n", test_english);
    return g_test_run();
}
