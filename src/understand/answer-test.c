/* Answers of many kinds: our own table, calendars and machines, and the labelled corpus. */
#include "understand/answer-inline.h"
#include "understand/understand.h"

#include <json-glib/json-glib.h>

#define DATA "tests/data/understand/"
#define CORPUS "../shared/corpus/rsvp-fr/dev.jsonl"
#define SUBJECT "Re: Convocation - séance plénière du vendredi 14 mars 2025"

static const char *const presences[] = {"unclear", "present", "absent", "tentative"};
static const char *const parts[] = {"-", "all", "morning", "afternoon"};
static const char *const modes[] = {"-", "onsite", "remote"};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static GfLetter *letter_of(const char *subject, const char *text)
{
    GfLetter *letter = gf_letter_new();
    letter->subject = g_strdup(subject);
    g_free(letter->text);
    letter->text = g_strdup(text);
    letter->date = 1740388320;
    return letter;
}

static void understand(GfLetter *letter)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    gf_understand(letter, none, NULL);
}

/* One line that says everything; what the expected line leaves open ("*", mode "-") is left open.
 */
static char *summary(const GfAnswer *answer, const char *mode, const char *human)
{
    gboolean any_mode = g_strcmp0(mode, "-") == 0 && answer->mode != GF_MODE_REMOTE;
    gboolean any_human = g_strcmp0(human, "*") == 0;
    return g_strjoin(" | ", presences[answer->presence], parts[answer->parts],
                     any_mode ? "-" : modes[answer->mode],
                     any_human             ? "*"
                     : answer->needs_human ? "yes"
                                           : "no",
                     or_dash(answer->proxy_to), or_dash(answer->substitute), NULL);
}

static void test_table(void)
{
    g_autofree char *table = NULL, *convocation = NULL;
    g_assert_true(g_file_get_contents(DATA "answers.tsv", &table, NULL, NULL));
    g_assert_true(g_file_get_contents(DATA "convocation.txt", &convocation, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    guint rows = 0;
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        g_auto(GStrv) cells = g_strsplit(*line, "\t", 7);
        g_assert_cmpuint(g_strv_length(cells), ==, 7);
        g_autofree char *own = g_strcompress(cells[6]);
        g_autofree char *text = g_strconcat(own, convocation, NULL);
        g_autoptr(GfLetter) letter = letter_of(SUBJECT, text);
        understand(letter);
        g_autofree char *got = summary(letter->answer, cells[2], cells[3]);
        g_autofree char *want =
            g_strjoin(" | ", cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], NULL);
        g_autofree char *got_named = g_strdup_printf("%s: %s", cells[6], got);
        g_autofree char *want_named = g_strdup_printf("%s: %s", cells[6], want);
        g_assert_cmpstr(got_named, ==, want_named);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 750);
}

static const struct {
    const char *name, *subject, *text, *presence, *why;
} subjects[] = {
    {"client-accepted", "Accepté : Séance plénière du 14 mars",
     "Quand : vendredi 14 mars 2025 09:30-17:00\nOù : Toulouse\n\n*~*~*~*~*~*~*~*~*~*\n\nMerci de "
     "confirmer votre présence, ou dites que vous serez absent.",
     "present", "calendar-subject"},
    {"client-accepted-no-break-space", "Acceptée\302\240: Séance plénière", "", "unclear",
     "calendar-subject"},
    {"client-declined", "Invitation refusée : Séance plénière", "", "unclear", "calendar-subject"},
    {"client-tentative", "Tentative: Plenary session", "", "unclear", "calendar-subject"},
    {"client-and-thanks", "Accepted: Plenary session", "Merci", "unclear", "calendar-subject"},
    {"client-and-words", "Accepted: Plenary session", "Je serai présent.", "present", "present"},
    {"client-against-words", "Accepted: Plenary session", "Je ne viendrai pas.", "unclear",
     "subject-against-body"},
    {"only-subject-verb", "Oui je viens", "", "present", "comes"},
    {"only-subject-day", "Présente le 12", "", "present", "present"},
    {"only-subject-colon", "Absent : séance du 14 mars", "", "absent", "absent"},
    {"only-subject-confirms", "Confirmation de présence", "", "present", "subject"},
    {"only-subject", "Absent le 14 mars", "Cordialement", "absent", "absent"},
    {"only-subject-proxy", "Excusé - pouvoir à Mme Delmas", "", "absent", "proxy"},
    {"subject-against-body", "RE: Présente", "Bonjour, je ne pourrai pas venir.", "unclear",
     "subject-against-body"},
    {"subject-of-convocation", "Re: Votre présence à la plénière ?", "Bien reçu, merci.", "unclear",
     "acknowledgement"},
    {"subject-asks", "Re: vous êtes noté absent ?", "Non, je confirme ma présence.", "present",
     "own-presence"},
    {"subject-asks-bare", "Re: vous êtes noté absent ?", "Non", "unclear", "no-answer"},
    {"question-of-both", "Re: Commission",
     "Oui\n\n> Devons-nous vous compter absent, ou serez-vous présent ?", "unclear", "no-answer"},
    {"newsletter", "La lettre des maires n°112",
     "Au sommaire : la présence postale.\nPour vous désinscrire, cliquez ici.", "unclear", "bulk"},
    {"ticked-in-quote", "Re: Coupon", "> [ ] sera présent(e)\n> [XX] sera absent(e)\n", "absent",
     "absent"},
    {"blank-form", "Re: Coupon", "Ma réponse :\n[ ] sera présent(e)\n[ ] sera absent(e)\n",
     "unclear", "blank-form"},
    {"both-ticked", "Re: Coupon", "[x] sera présent(e)\n[x] sera absent(e)\n", "unclear",
     "contradiction"},
    {"html-left", "Re: Convocation - séance du 14 mars",
     "<div>Bonjour,</div><div>Je serai pr&eacute;sent.</div><blockquote>Merci de dire si vous "
     "serez "
     "absent.</blockquote>",
     "present", "present"},
    {"below-quote", SUBJECT,
     "Le 24/02/2025 à 10:12, Greffe a écrit :\n> Serez-vous présent ?\n\nNon, "
     "je serai absente.\n",
     "absent", "absent"},
};

static void test_subjects(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autoptr(GfLetter) letter = letter_of(subjects[i].subject, subjects[i].text);
        understand(letter);
        g_autofree char *got = g_strjoin(" ", subjects[i].name, presences[letter->answer->presence],
                                         letter->answer->why, NULL);
        g_autofree char *want =
            g_strjoin(" ", subjects[i].name, subjects[i].presence, subjects[i].why, NULL);
        g_assert_cmpstr(got, ==, want);
    }
}

static const struct {
    const char *name;
    GfMethod method;
    GfPartstat partstat;
    const char *comment, *body, *want;
    int guests;
} calendars[] = {
    {"accepted", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL, "", "present | all | - | no | - | -",
     0},
    {"accepted-guest", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, NULL, "",
     "present | all | - | yes | - | -", 1},
    {"accepted-note", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "Le matin seulement, en visio.", "",
     "present | morning | remote | no | - | -", 0},
    {"accepted-note-part", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "Je serai présent le matin.", "",
     "present | morning | - | no | - | -", 0},
    {"accepted-thanks", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "Merci", "",
     "present | all | - | no | - | -", 0},
    {"accepted-but-absent", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "Je ne pourrai pas venir.", "",
     "unclear | - | - | yes | - | -", 0},
    {"accepted-but-proxy", GF_METHOD_REPLY, GF_PARTSTAT_ACCEPTED, "Je donne pouvoir à Mme Delmas.",
     "", "unclear | - | - | yes | Mme Delmas | -", 0},
    {"declined", GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, NULL, "", "absent | - | - | no | - | -", 0},
    {"declined-proxy", GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, "Pouvoir à Mme Delmas", "",
     "absent | - | - | no | Mme Delmas | -", 0},
    {"declined-body-note", GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, NULL,
     "Je donne pouvoir à M. Pons.\n", "absent | - | - | no | M. Pons | -", 0},
    {"declined-client-text", GF_METHOD_REPLY, GF_PARTSTAT_DECLINED, NULL,
     "Jean Pons a accepté votre invitation, il sera présent.\n", "absent | - | - | no | - | -", 0},
    {"tentative", GF_METHOD_REPLY, GF_PARTSTAT_TENTATIVE, NULL, "",
     "tentative | - | - | no | - | -", 0},
    {"tentative-client-text", GF_METHOD_REPLY, GF_PARTSTAT_TENTATIVE, NULL,
     "Jean Pons a accepté l’invitation", "tentative | - | - | no | - | -", 0},
    {"tentative-note", GF_METHOD_REPLY, GF_PARTSTAT_TENTATIVE, "Je vous redis", "",
     "tentative | - | - | yes | - | -", 0},
    {"needs-action", GF_METHOD_REPLY, GF_PARTSTAT_NEEDS_ACTION, NULL, "",
     "unclear | - | - | no | - | -", 0},
    {"delegated", GF_METHOD_REPLY, GF_PARTSTAT_DELEGATED, NULL, "",
     "absent | - | - | yes | - | calvet@mairie.example", 0},
    {"counter", GF_METHOD_COUNTER, GF_PARTSTAT_ACCEPTED, NULL, "",
     "tentative | - | - | yes | - | -", 0},
    {"request", GF_METHOD_REQUEST, GF_PARTSTAT_ACCEPTED, NULL, "Je serai présent.",
     "unclear | - | - | * | - | -", 0},
    {"cancel", GF_METHOD_CANCEL, GF_PARTSTAT_ACCEPTED, NULL, "", "unclear | - | - | * | - | -", 0},
    {"refresh", GF_METHOD_REFRESH, GF_PARTSTAT_NONE, NULL, "", "unclear | - | - | * | - | -", 0},
};

static GfLetter *calendar_letter(gsize row)
{
    GfLetter *letter = letter_of("Accepté : Séance plénière", calendars[row].body);
    letter->from = gf_person_new("Jean Pons", "pons@mairie.example");
    letter->auto_submitted = g_strdup("auto-replied");
    GfCalendar *calendar = letter->calendar = gf_calendar_new();
    calendar->method = calendars[row].method;
    calendar->comment = g_strdup(calendars[row].comment);
    calendar->guests = calendars[row].guests;
    GfAttendee *attendee = g_new0(GfAttendee, 1);
    attendee->address = g_strdup("pons@mairie.example");
    attendee->partstat = calendars[row].partstat;
    if (attendee->partstat == GF_PARTSTAT_DELEGATED)
        attendee->delegated_to = g_strdup("calvet@mairie.example");
    g_ptr_array_add(calendar->attendees, attendee);
    return letter;
}

static void test_calendars(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(calendars); i++) {
        g_autoptr(GfLetter) letter = calendar_letter(i);
        understand(letter);
        const char *human = g_strstr_len(calendars[i].want, -1, " * ") != NULL ? "*" : "";
        g_autofree char *got = summary(letter->answer, NULL, human);
        g_autofree char *named = g_strdup_printf("%s: %s", calendars[i].name, got);
        g_autofree char *want = g_strdup_printf("%s: %s", calendars[i].name, calendars[i].want);
        g_assert_cmpstr(named, ==, want);
        if (calendars[i].method == GF_METHOD_REPLY || calendars[i].method == GF_METHOD_COUNTER)
            g_assert_cmpint(letter->kind, ==, GF_KIND_CALENDAR);
    }
}

/* Two attendees who answer differently, neither of them the sender. */
static void test_two_attendees(void)
{
    g_autoptr(GfLetter) letter = calendar_letter(0);
    GfAttendee *first = g_ptr_array_index(letter->calendar->attendees, 0);
    g_free(first->address);
    first->address = g_strdup("roux@mairie.example");
    GfAttendee *second = g_new0(GfAttendee, 1);
    second->address = g_strdup("costes@mairie.example");
    second->partstat = GF_PARTSTAT_DECLINED;
    g_ptr_array_add(letter->calendar->attendees, second);
    understand(letter);
    g_assert_cmpint(letter->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    g_assert_true(letter->answer->needs_human);
}

/* Whatever stands in it, a machine's letter answers nothing. */
static void test_machines(void)
{
    g_autoptr(GfLetter) away =
        letter_of("Réponse automatique : Convocation", "Je suis absent jusqu'au 17 mars inclus.");
    understand(away);
    g_assert_cmpint(away->kind, ==, GF_KIND_AUTO_REPLY);
    g_assert_cmpint(away->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    g_assert_false(away->answer->needs_human);
    g_autoptr(GfLetter) gone = letter_of("Réponse automatique : Convocation",
                                         "Cette adresse n'est plus utilisée. Écrivez à la mairie.");
    understand(gone);
    g_assert_true(gone->answer->needs_human);
}

/* Very long or odd texts end, and are left to a human. */
static void test_hostile(void)
{
    g_autoptr(GString) flood = g_string_new(NULL);
    for (guint i = 0; i < 20000; i++)
        g_string_append(flood, "je ne serai pas présent ");
    g_autoptr(GfLetter) letter = letter_of(SUBJECT, flood->str);
    understand(letter);
    g_assert_cmpstr(letter->answer->why, ==, "too-long");
    g_string_assign(flood, "");
    for (guint i = 0; i < 100000; i++)
        g_string_append(flood, "é");
    g_autoptr(GfLetter) word = letter_of(flood->str, flood->str);
    understand(word);
    g_assert_cmpint(word->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    static const char *const odd[] = {"'",
                                      "’’’",
                                      "n't",
                                      "?",
                                      "[",
                                      "(((",
                                      "<",
                                      "&#",
                                      "- - -",
                                      ":",
                                      "\xf0\x9f\x91\x8d",
                                      "\xe2\x80\xaf",
                                      ".....",
                                      ">>>>",
                                      "j'"};
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autoptr(GfLetter) small = letter_of(odd[i], odd[i]);
        understand(small);
        g_assert_cmpint(small->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    }
}

typedef struct {
    guint decidable, decided, wrong, humans, missed;
} Score;

static void score_row(JsonObject *row, Score *score)
{
    JsonObject *expect = json_object_get_object_member(row, "expect");
    g_auto(GStrv) pieces = g_strsplit(json_object_get_string_member(row, "body"), "\r\n", -1);
    g_autofree char *body = g_strjoinv("\n", pieces);
    g_autoptr(GfLetter) letter = letter_of(json_object_get_string_member(row, "subject"), body);
    understand(letter);
    const char *want = json_object_get_string_member(expect, "presence");
    const char *got = presences[letter->answer->presence];
    gboolean right = g_str_equal(want, got);
    gboolean decidable = g_str_equal(want, "present") || g_str_equal(want, "absent");
    gboolean human = json_object_get_boolean_member(expect, "needs_human");
    score->decidable += decidable;
    score->decided += decidable && right;
    score->humans += human;
    score->missed += human && !letter->answer->needs_human;
    if (!right && (g_str_equal(got, "present") || g_str_equal(got, "absent"))) {
        score->wrong++;
        g_test_message("wrong: %s want %s got %s", json_object_get_string_member(row, "id"), want,
                       got);
    }
}

static void test_corpus(void)
{
    g_autofree char *content = NULL;
    if (!g_file_get_contents(CORPUS, &content, NULL, NULL)) {
        g_test_skip("the corpus is not here");
        return;
    }
    Score score = {0};
    g_auto(GStrv) rows = g_strsplit(content, "\n", -1);
    for (char **row = rows; *row != NULL; row++) {
        if (**row == '\0')
            continue;
        g_autoptr(JsonParser) parser = json_parser_new();
        g_assert_true(json_parser_load_from_data(parser, *row, -1, NULL));
        score_row(json_node_get_object(json_parser_get_root(parser)), &score);
    }
    g_test_message("coverage %u of %u, wrong %u, humans missed %u of %u", score.decided,
                   score.decidable, score.wrong, score.missed, score.humans);
    g_assert_cmpuint(score.wrong, ==, 0);
    g_assert_cmpuint(score.missed, <=, 2);
    g_assert_cmpuint(score.decided * 100, >=, score.decidable * 95);
}

/* Bare words under questions of the quote. */
static void test_inline(void)
{
    static const struct {
        const char *quote, *answer, *stated;
    } rows[] = {
        {"> Serez-vous présent ?\n", "Oui\n", "Je serai présent.\n\n"},
        {"> Serez-vous présent l'après-midi ?\n", "non\n",
         "Je ne serai pas présent l'après-midi.\n\n"},
        {"> Serez-vous absent ?\n", "Oui, hélas\n", "Je serai absent.\n\n"},
        {"> Serez-vous présent au repas ?\n", "Non\n", "\n\n"},
        {"> Avez-vous reçu un pouvoir ?\n", "oui\n", "\n\n"},
        {"> Serez-vous présent ?\n", "Oui mais en retard\n", NULL},
        {"> Le secrétariat\n", "Oui\n", NULL},
        {"", "Oui\n", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *stated = gf_inline_statement(rows[i].quote, rows[i].answer);
        g_assert_cmpstr(stated, ==, rows[i].stated);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/answer/table", test_table);
    g_test_add_func("/understand/answer/inline", test_inline);
    g_test_add_func("/understand/answer/subjects", test_subjects);
    g_test_add_func("/understand/answer/calendars", test_calendars);
    g_test_add_func("/understand/answer/two-attendees", test_two_attendees);
    g_test_add_func("/understand/answer/machines", test_machines);
    g_test_add_func("/understand/answer/hostile", test_hostile);
    g_test_add_func("/understand/answer/corpus", test_corpus);
    return g_test_run();
}
