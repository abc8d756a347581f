/* Replies that a quick reader gets wrong: one part, some hours, other people, complaints. */
#include "understand/understand.h"

#include "understand/words.h"

#define TABLE "tests/data/understand/caution.tsv"
#define SUBJECT "Re: Convocation : Assemblée plénière, vendredi 12 mars 2027 à 9 h 30"
#define QUOTED(text)                                                                               \
    "\n\nLe lun. 15 févr. 2027 à 10:12, Greffe <greffe@assemblee.example> a écrit :\n\n" text

static const char convocation[] =
    QUOTED("> Répondez à ce message par un seul mot : présent ou absent.\n"
           ">\n"
           "> Vous êtes convoqué à la réunion suivante : Assemblée plénière.\n"
           ">\n"
           "> vendredi 12 mars 2027 à 9 h 30, jusqu'à 16 h 30\n"
           "> Lieu : Hôtel de Région, Toulouse\n"
           ">\n"
           "> Déroulement :\n"
           "> - Séance plénière, de 9 h 30 à 12 h 30\n"
           "> - Ateliers, de 14 h à 16 h 30\n");

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static GfLetter *letter_of(const char *subject, const char *text)
{
    GfLetter *letter = gf_letter_new();
    letter->subject = g_strdup(subject);
    letter->from = gf_person_new("Membre Exemple", "membre@mairie.example");
    g_free(letter->text);
    letter->text = g_strdup(text);
    letter->date = 1802678400;
    return letter;
}

static void understand(GfLetter *letter)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    gf_understand(letter, none, NULL);
}

static const char *open(const char *want, const char *got)
{
    return g_strcmp0(want, "*") == 0 ? "*" : or_dash(got);
}

/* "present | all | onsite | no"; what `want` leaves open stays open, and nowhere is on site. */
static char *summary(const GfAnswer *answer, char *const *want)
{
    const char *human = answer->needs_human ? "yes" : "no";
    const char *mode = gf_mode_name(answer->mode);
    if (g_strcmp0(want[2], "-") == 0 && answer->mode == GF_MODE_ONSITE)
        mode = "-";
    const char *presence = gf_presence_name(answer->presence);
    gboolean decided =
        answer->presence == GF_PRESENCE_PRESENT || answer->presence == GF_PRESENCE_ABSENT;
    if (g_strcmp0(want[0], "*") == 0)
        presence = decided ? "decided" : "*";
    return g_strjoin(" | ", presence, open(want[1], gf_parts_name(answer->parts)),
                     open(want[2], mode), open(want[3], human), NULL);
}

static void check(const GfAnswer *answer, const char *want, const char *name)
{
    g_auto(GStrv) cells = g_strsplit(want, " | ", -1);
    g_assert_cmpuint(g_strv_length(cells), ==, 4);
    g_autofree char *got = summary(answer, cells);
    g_autofree char *got_named = g_strdup_printf("%s: %s", name, got);
    g_autofree char *want_named = g_strdup_printf("%s: %s", name, want);
    g_assert_cmpstr(got_named, ==, want_named);
}

static void test_table(void)
{
    g_autofree char *table = NULL;
    g_assert_true(g_file_get_contents(TABLE, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    guint rows = 0;
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        g_auto(GStrv) cells = g_strsplit(*line, "\t", 5);
        g_assert_cmpuint(g_strv_length(cells), ==, 5);
        g_autofree char *own = g_strcompress(cells[4]);
        g_autofree char *text = g_strconcat(own, convocation, NULL);
        g_autoptr(GfLetter) letter = letter_of(SUBJECT, text);
        understand(letter);
        g_autofree char *want = g_strjoin(" | ", cells[0], cells[1], cells[2], cells[3], NULL);
        check(letter->answer, want, cells[4]);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 150);
}

/* Of whom it speaks is known by the sender's display name. */
static const struct {
    const char *name, *text, *want;
} senders[] = {
    {"Anne Durand", "Mme Durand sera absente", "absent | - | - | no"},
    {"DURAND Anne", "Anne Durand sera présente.", "present | all | - | no"},
    {"Paul Pons", "Paul sera absent", "absent | - | - | no"},
    {"Paul Pons", "Mme Durand sera absente", "absent | - | - | yes"},
    {"Mairie de Lauzerac", "M. Dupont ne viendra pas", "absent | - | - | no"},
    {NULL, "M. Dupont ne viendra pas", "absent | - | - | yes"},
    {"Paul Dupont-Roux", "Monsieur Dupont-Roux sera présent.", "present | all | - | no"},
};

static void test_senders(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autofree char *text = g_strconcat(senders[i].text, convocation, NULL);
        g_autoptr(GfLetter) letter = letter_of(SUBJECT, text);
        g_free(letter->from->name);
        letter->from->name = g_strdup(senders[i].name);
        understand(letter);
        g_autofree char *name =
            g_strdup_printf("%s by %s", senders[i].text, or_dash(senders[i].name));
        check(letter->answer, senders[i].want, name);
    }
}

#define NOTED                                                                                      \
    QUOTED("> Nous avons bien noté pour Mme Membre Exemple : présence.\n"                        \
           "> Assemblée plénière, vendredi 12 mars 2027 à 9 h 30.\n"                           \
           ">\n"                                                                                   \
           "> Si ce n'est pas ce que vous vouliez dire, répondez à ce message.\n")
#define OF_MEETING "Assemblée plénière, vendredi 12 mars 2027 à 9 h 30"

/* "Oui" and "non" answer the mail that they answer. */
static const struct {
    const char *subject, *text, *want, *why;
} noted[] = {
    {"Re: Présence notée : " OF_MEETING, "Oui", "unclear | - | - | no", "agrees"},
    {"Re: Présence notée : " OF_MEETING, "Ok", "unclear | - | - | no", "agrees"},
    {"Re: Présence notée : " OF_MEETING, "Merci", "unclear | - | - | no", "agrees"},
    {"Re: Absence notée : " OF_MEETING, "Parfait, merci.", "unclear | - | - | no", "agrees"},
    {"Re: Absence notée : " OF_MEETING, "C'est bien cela", "unclear | - | - | no", "agrees"},
    {"Re: Absence notée : " OF_MEETING, "oui", "unclear | - | - | no", "agrees"},
    {"RE : Réponse provisoire notée : " OF_MEETING, "d'accord", "unclear | - | - | no", "agrees"},
    {"Re: Re: Réponse retirée : " OF_MEETING, "OK merci", "unclear | - | - | no", "agrees"},
    {"Absence notée : " OF_MEETING, "👍", "unclear | - | - | no", "agrees"},
    {"Re: Présence notée : " OF_MEETING, "Non", "unclear | - | - | yes", NULL},
    {"Re: Absence notée : " OF_MEETING, "non", "unclear | - | - | yes", NULL},
    {"Re: Absence notée : " OF_MEETING, "Non, ce n'est pas ça", "unclear | - | - | yes", NULL},
    {SUBJECT, "Oui" NOTED, "unclear | - | - | no", "agrees"},
    {SUBJECT, "Non" NOTED, "unclear | - | - | yes", NULL},
    {SUBJECT, "Oui" QUOTED("> \302\240 Nous avons bien noté pour Mme Membre Exemple : présence.\n"),
     "unclear | - | - | no", "agrees"},
    {"Re: Présence notée : " OF_MEETING, "Finalement je serai absent.", "absent | - | - | no",
     NULL},
    {"Re: Absence notée : " OF_MEETING, "Non, je serai présente.", "present | all | - | no", NULL},
    {"Re: Absence notée : " OF_MEETING, "présent", "present | all | - | no", NULL},
    {"Re: Présence notée : " OF_MEETING, "absent" NOTED, "absent | - | - | no", NULL},
    {"Re: Présence notée : " OF_MEETING, "Oui je serai présent", "present | all | - | no", NULL},
    {"Re: Présence notée : " OF_MEETING, "Merci. Y a-t-il un parking ?", "unclear | - | - | yes",
     NULL},
    {"Re: Présence notée : " OF_MEETING, "Oui, à quelle heure ?", "unclear | - | - | yes", NULL},
    {"Re: Présence notée : " OF_MEETING, "", "unclear | - | - | yes", NULL},
};

static void test_noted(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(noted); i++) {
        g_autoptr(GfLetter) letter = letter_of(noted[i].subject, noted[i].text);
        understand(letter);
        g_autofree char *name = g_strdup_printf("%s / %s", noted[i].subject, noted[i].text);
        check(letter->answer, noted[i].want, name);
        if (noted[i].why != NULL)
            g_assert_cmpstr(letter->answer->why, ==, noted[i].why);
    }
}

static const struct {
    const char *name;
    GfPartstat partstat;
    const char *comment, *body, *want;
} calendars[] = {
    {"accepted-only-morning", GF_PARTSTAT_ACCEPTED, NULL, "Je viens mais seulement le matin",
     "present | morning | - | yes"},
    {"accepted-only-morning-note", GF_PARTSTAT_ACCEPTED, "seulement le matin", "",
     "present | morning | - | *"},
    {"accepted-not-afternoon", GF_PARTSTAT_ACCEPTED, "absent l'après-midi", "",
     "present | * | - | yes"},
    {"accepted-some-hours", GF_PARTSTAT_ACCEPTED, "de 10h à 11h", "", "present | * | - | yes"},
    {"accepted-other-person", GF_PARTSTAT_ACCEPTED, "Mme Durand viendra", "",
     "present | all | - | yes"},
    {"accepted-good-luck", GF_PARTSTAT_ACCEPTED, "Bonne journée", "", "present | all | - | no"},
    {"accepted-question", GF_PARTSTAT_ACCEPTED, "Y a-t-il un parking ?", "",
     "present | all | - | yes"},
    {"declined-good-luck", GF_PARTSTAT_DECLINED, "Bon courage", "", "absent | - | - | no"},
    {"declined-good-meeting", GF_PARTSTAT_DECLINED, "Bonne séance", "", "absent | - | - | no"},
    {"declined-regards", GF_PARTSTAT_DECLINED, "Cordialement", "", "absent | - | - | no"},
    {"declined-regards-name", GF_PARTSTAT_DECLINED, "Bien cordialement,\nPaul Pons", "",
     "absent | - | - | no"},
    {"declined-sorry", GF_PARTSTAT_DECLINED, "Désolé", "", "absent | - | - | no"},
    {"declined-excused", GF_PARTSTAT_DECLINED, "Veuillez m'excuser", "", "absent | - | - | no"},
    {"declined-thanks", GF_PARTSTAT_DECLINED, "Merci", "", "absent | - | - | no"},
    {"declined-morning-only", GF_PARTSTAT_DECLINED, "absent le matin seulement", "",
     "unclear | - | - | yes"},
    {"declined-call", GF_PARTSTAT_DECLINED, "Appelez-moi", "", "absent | - | - | yes"},
};

static void test_calendars(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(calendars); i++) {
        g_autoptr(GfLetter) letter = letter_of("Accepté : Assemblée plénière", calendars[i].body);
        GfCalendar *calendar = letter->calendar = gf_calendar_new();
        calendar->method = GF_METHOD_REPLY;
        calendar->comment = g_strdup(calendars[i].comment);
        GfAttendee *attendee = g_new0(GfAttendee, 1);
        attendee->address = g_strdup("membre@mairie.example");
        attendee->partstat = calendars[i].partstat;
        g_ptr_array_add(calendar->attendees, attendee);
        understand(letter);
        check(letter->answer, calendars[i].want, calendars[i].name);
    }
}

/* Words lie one behind the other, whatever they were made of: what stands between them is read. */
static void test_words_in_order(void)
{
    static const char *const texts[] = {
        "I can't", "can't won't don't", "10%% 20 %",        "j'n't",
        "n't",     "qu'il l'a",         "présent(e)s-l'un", "isn't/aren't."};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GfWords) words = gf_words_new(texts[i]);
        for (guint at = 1; at < gf_words_count(words); at++)
            g_assert_cmpuint(gf_words_at(words, at)->start, >=, gf_words_at(words, at - 1)->end);
        g_autofree char *quoted = g_strdup_printf("Oui\n\n> %s", texts[i]);
        g_autoptr(GfLetter) letter = letter_of(SUBJECT, quoted);
        understand(letter);
        g_assert_nonnull(letter->answer);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/caution/table", test_table);
    g_test_add_func("/understand/caution/senders", test_senders);
    g_test_add_func("/understand/caution/noted", test_noted);
    g_test_add_func("/understand/caution/calendars", test_calendars);
    g_test_add_func("/understand/caution/words-in-order", test_words_in_order);
    return g_test_run();
}
