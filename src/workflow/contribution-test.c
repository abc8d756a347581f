/* contribution-test.c - the shapes in which contributions come: from a phone, with files, in
 * several mails, corrected, taken back, late; what is kept of each, and what their author is told.
 */
#include "workflow/contribution-fixture.h"
#include "workflow/search.h"
#include "workflow/settle-fixture.h"

#define WHOLE "l'ensemble de la saisine"
#define LONG                                                                                          \
    "Trois cabinets ont fermé en cinq ans, et les urgences sont à quarante minutes. Des maisons "   \
    "de santé portées par les communes, avec l'aide de la Région, y remédieraient. La halle est " \
    "vide quatre jours sur sept ; une navette vers la gare changerait la vie de nos aînés."

/* One letter of Anne's, by her token. */
static const struct Shape {
    const char *name, *words, *files; /* files: NULL, or names */
    const char *state, *reason;
    const char *kept; /* of kept_text() */
} shapes[] = {
    {"text", LONG, NULL, "applied", "token-from-known", LONG " | " WHOLE " | "},
    {"one short sentence", "Il faut un médecin.", NULL, "applied", "token-from-known",
     "Il faut un médecin. | " WHOLE " | "},
    {"from a telephone, a photo", NULL, "IMG_0001.jpg", "applied", "token-from-known",
     " | " WHOLE " | IMG_0001.jpg"},
    {"three files", "Voici notre contribution.", "avis.pdf plan.pdf halle.jpg", "applied",
     "token-from-known", "Voici notre contribution. | " WHOLE " | avis.pdf plan.pdf halle.jpg"},
    {"question by number", "Q2 : une maison de santé.", NULL, "applied", "token-from-known",
     "Q2 : une maison de santé. | question 2 | "},
    {"two questions", "Q1 : des médecins.\nQ3 : avec les communes.", NULL, "applied",
     "token-from-known", "Q1 : des médecins.\nQ3 : avec les communes. | questions 1 et 3 | "},
    {"nothing to say", "Néant", NULL, "applied", "token-from-known", "nothing"},
    {"withdraws nothing", "annule", NULL, "held", "nothing-to-withdraw", "nothing"},
    {"empty", NULL, NULL, "held", "empty", "nothing"},
    {"thanks", "Merci beaucoup, bonne journée.", NULL, "noted", "politeness", "nothing"},
    {"thanks, signed", "Merci,\nAnne Martin\nMaire", NULL, "noted", "politeness", "nothing"},
    {"received", "Merci, bien reçu.", NULL, "noted", "politeness", "nothing"},
    {"received, in more words", "Bonjour,\nJ'ai bien reçu votre message, c'est noté.\nAnne", NULL,
     "noted", "politeness", "nothing"},
    {"one word", "Transports", NULL, "held", "a-word", "nothing"},
    {"one word between courtesies", "Bonjour,\nTransports.\nMerci", NULL, "held", "a-word",
     "nothing"},
    {"yes is a word of one's own", "Oui", NULL, "applied", "token-from-known",
     "Oui | " WHOLE " | "},
    {"will answer", "Je n'ai pas le temps, je vous réponds lundi.", NULL, "held",
     "about-the-writer", "nothing"},
    {"leaves", "Je ne souhaite plus recevoir vos messages.", NULL, "held", "about-the-writer",
     "nothing"},
    {"announces more, brings nothing", "Annule et remplace", NULL, "held", "nothing-with-it",
     "nothing"},
    {"a question to us", "Bonjour, quand est la date limite ?", NULL, "held", "a-question",
     "nothing"},
    {"a question as an answer", "Q2 : pourquoi pas une halle ?", NULL, "applied",
     "token-from-known", "Q2 : pourquoi pas une halle ? | question 2 | "},
    {"a link", "Notre avis : https://we.tl/t-abcdef", NULL, "applied", "token-from-known",
     "Notre avis : https://we.tl/t-abcdef | " WHOLE " | "},
};

static void test_shape(Fixture *fixture, gconstpointer data)
{
    const struct Shape *row = data;
    asked(fixture);
    g_autoptr(GfMessage) message = anne_sends(fixture, row->words, row->files);
    ASSERT_DECIDED(message, row->state, row->reason);
    ASSERT_KEPT("anne", row->kept);
    g_assert_cmpstr(message->matter, ==, "saisine/2027-01");
    g_assert_cmpint(message->member_id, ==, member_id(fixture, "anne"));
    /* Who is held reads nothing of a machine that has understood nothing. */
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", ANNE), ==,
                     g_str_equal(row->state, "applied"));
}

/* What Anne sends after a long first text with one file, about question 1 where it is numbered. */
static const struct Second {
    const char *name, *first, *words, *files;
    const char *state, *reason, *versions;
    const char *kept; /* NULL: as before */
} seconds[] = {
    {"a new text", LONG, "Nouvelle version.\n" LONG LONG, NULL, "applied", "token-from-known",
     "v1 replaced, v2 received", "Nouvelle version.\n" LONG LONG " | " WHOLE " | "},
    {"another text as long", LONG, LONG LONG, NULL, "applied", "token-from-known",
     "v1 replaced, v2 received", LONG LONG " | " WHOLE " | "},
    {"a photo alone", LONG, NULL, "halle.jpg", "applied", "token-from-known",
     "v1 replaced, v2 received", LONG " | " WHOLE " | avis.pdf halle.jpg"},
    {"the file that was forgotten", LONG, "PJ oubliée", "plan.pdf", "applied", "token-from-known",
     "v1 replaced, v2 received", LONG "\n\nPJ oubliée | " WHOLE " | avis.pdf plan.pdf"},
    {"the same document again", LONG, NULL, "avis.pdf", "applied", "token-from-known",
     "v1 replaced, v2 received", LONG " | " WHOLE " | avis.pdf"},
    {"more of it", LONG, "complète : et une navette.", NULL, "applied", "token-from-known",
     "v1 replaced, v2 received", LONG "\n\ncomplète : et une navette. | " WHOLE " | avis.pdf"},
    {"more than there was, called more", "Des trottoirs.", "Complète : voir le plan", "plan.pdf",
     "applied", "token-from-known", "v1 replaced, v2 received",
     "Des trottoirs.\n\nComplète : voir le plan | " WHOLE " | avis.pdf plan.pdf"},
    {"a remark beside it", LONG, "Et n'oubliez pas la navette.", NULL, "applied",
     "token-from-known", "v1 replaced, v2 received",
     LONG "\n\nEt n'oubliez pas la navette. | " WHOLE " | avis.pdf"},
    {"another question", "Q1 : des médecins.", "Q2 : une maison de santé.", NULL, "applied",
     "token-from-known", "v1 replaced, v2 received",
     "Q1 : des médecins.\n\nQ2 : une maison de santé. | questions 1 et 2 | avis.pdf"},
    {"an erratum", LONG, "Rectificatif : il faut lire 12 communes et non 21.", NULL, "held",
     "replace-or-add", "v1 received", NULL},
    {"nothing instead of it", "Des trottoirs et des médecins.",
     "Merci de ne pas tenir compte de mon précédent message.", NULL, "held", "nothing-with-it",
     "v1 received", NULL},
    {"another proposal", LONG,
     "Nous retirons notre proposition de halle couverte, et demandons plutôt un guichet unique.",
     NULL, "held", "replace-or-add", "v1 received", NULL},
    {"instead of it, with a file", LONG, "Annule et remplace", "avis-2.pdf", "applied",
     "token-from-known", "v1 replaced, v2 received", "Annule et remplace | " WHOLE " | avis-2.pdf"},
    {"taken back", LONG, "annule", NULL, "applied", "token-from-known", "v1 withdrawn", "nothing"},
    {"nothing to add", LONG, "Rien à ajouter.", NULL, "applied", "token-from-known", "v1 received",
     NULL},
    {"thanks", LONG, "Merci !", NULL, "noted", "politeness", "v1 received", NULL},
};

static void test_second(Fixture *fixture, gconstpointer data)
{
    const struct Second *row = data;
    asked(fixture);
    g_autoptr(GfMessage) first = anne_sends(fixture, row->first, "avis.pdf");
    g_autofree char *before = kept_text(fixture, "anne");
    at(fixture, "2027-03-13 09:00");
    g_autoptr(GfMessage) second = anne_sends(fixture, row->words, row->files);
    ASSERT_DECIDED(second, row->state, row->reason);
    ASSERT_VERSIONS("anne", row->versions);
    ASSERT_KEPT("anne", row->kept != NULL ? row->kept : before);
}

/* A document of the same name with other bytes is the newer one; photos are often named alike. */
static void test_same_names(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *name, *type;
        guint files;
    } rows[] = {{"avis.pdf", "application/pdf", 1}, {"image0.jpg", "image/jpeg", 2}};
    const char *slugs[] = {"anne", "bruno"}, *froms[] = {ANNE, BRUNO};
    (void) data;
    asked(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (guint j = 0; j < 2; j++) {
            GfLetter *letter = by_token(fixture, slugs[i], froms[i]);
            attach_as(letter, rows[i].name, rows[i].type, j == 0 ? "first" : "second");
            g_autoptr(GfMessage) message = arrive(fixture, letter);
        }
        g_autoptr(GfContribution) one = counts(fixture, slugs[i]);
        g_assert_cmpuint(one->files->len, ==, rows[i].files);
        g_assert_cmpstr(((GfFile *) one->files->pdata[rows[i].files - 1])->sha256, ==, "second");
    }
}

/* Answers between the quoted questions keep the question they stand below. */
static void test_interleaved(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    GfLetter *letter = by_token(fixture, "anne", ANNE);
    say_as(letter, GF_SEGMENT_QUOTE, "> 1. Que manque-t-il ?\n");
    say(letter, "Des médecins.\n");
    say_as(letter, GF_SEGMENT_QUOTE, "> 2. Que faire d'abord ?\n");
    say(letter, "Une navette.\n");
    say_as(letter, GF_SEGMENT_SIGNATURE, "-- \nAnne Martin\n");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "applied", "token-from-known");
    ASSERT_KEPT("anne",
                "[Question 1]\nDes médecins.\n\n[Question 2]\nUne navette. | questions 1 et 2 | ");
}

static const struct Late {
    const char *name, *at, *state; /* the saisine's, NULL: assigned */
    gboolean late;
} lates[] = {
    {"last minute of the day", "2027-04-30 23:59", "open", FALSE},
    {"first minute after", "2027-05-01 00:00", "open", TRUE},
    {"before it is open", "2027-03-15 09:00", NULL, FALSE},
    {"in synthesis before the date", "2027-04-01 09:00", "synthesis", TRUE},
    {"after the opinion", "2027-08-01 09:00", "opinion", TRUE},
};

static void advance_to(Fixture *fixture, const char *state)
{
    static const char *const path[] = {"open", "synthesis", "plenary", "opinion"};
    for (gsize i = 0; state != NULL && i < G_N_ELEMENTS(path); i++) {
        go(fixture, path[i]);
        if (g_str_equal(path[i], state))
            return;
    }
}

static void test_late(Fixture *fixture, gconstpointer data)
{
    const struct Late *row = data;
    asked(fixture);
    advance_to(fixture, row->state);
    at(fixture, row->at);
    g_autoptr(GfMessage) message = anne_sends(fixture, LONG, NULL);
    ASSERT_DECIDED(message, "applied", "token-from-known");
    ASSERT_VERSIONS("anne", row->late ? "v1 received late" : "v1 received");
    g_autoptr(GfLetter) mail = told(fixture, ANNE, NULL);
    g_assert_cmpint(strstr(mail->text, "Elle est bien prise en compte") != NULL, ==, row->late);
    if (row->late)
        assert_contains(mail->text, g_str_equal(row->at, "2027-04-01 09:00")
                                        ? "après la clôture des contributions"
                                        : "après la date prévue (vendredi 30 avril 2027)");
}

/* What the synthesis was made of is replaced only by what says that it replaces it. */
static void test_after_synthesis(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    advance_to(fixture, "open");
    g_autoptr(GfMessage) first = anne_sends(fixture, LONG, NULL);
    go(fixture, "synthesis");
    at(fixture, "2027-04-02 09:00");
    g_autoptr(GfMessage) second = anne_sends(fixture, LONG " Et des cars.", NULL);
    ASSERT_KEPT("anne", LONG "\n\n" LONG " Et des cars. | " WHOLE " | ");
    g_autoptr(GfMessage) third = anne_sends(fixture, "Annule et remplace.\n" LONG LONG, NULL);
    ASSERT_KEPT("anne", "Annule et remplace.\n" LONG LONG " | " WHOLE " | ");
    ASSERT_VERSIONS("anne", "v1 replaced, v2 replaced late, v3 received late");
}

/* What arrived in time is in time, however late it is read, whatever has happened since. */
static void test_in_time_read_late(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    go(fixture, "open");
    at(fixture, "2027-04-30 18:00");
    gint64 arrival = gf_clock_now(fixture->clock);
    at(fixture, "2027-05-03 09:00");
    go(fixture, "synthesis");
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    gboolean late = TRUE;
    ASSERT_DONE(gf_contribution_is_late(&fixture->clerk, saisine, arrival, &late, ERROR));
    g_assert_false(late);
}

/* The acknowledgement says what was kept, in both bodies. */
static void test_told(Fixture *fixture, gconstpointer data)
{
    static const char *const facts[] = {
        "Madame,",
        "Nous avons bien reçu votre contribution à la saisine 2027-01, « Bourgs-centres »",
        "question 2",
        "Q2 : une maison de santé. https://we.tl/t-abc",
        "halle.jpg (1,2 Mo)",
        "dont le greffe ne garde pas de copie",
        "« complète »",
        "« annule »",
    };
    g_autofree char *html = NULL;
    (void) data;
    asked(fixture);
    g_autoptr(GfMessage) message =
        anne_sends(fixture, "Q2 : une maison de santé.\nhttps://we.tl/t-abc", "halle.jpg");
    g_autoptr(GfLetter) mail = told(fixture, ANNE, &html);
    g_autoptr(GfSolicitation) asked_of_anne = solicitation_of(fixture, "anne");
    g_autofree char *back = g_strdup_printf("greffe+%s@assemblee.example", asked_of_anne->token);
    g_autoptr(GString) plain_html = g_string_new(html);
    g_string_replace(plain_html, "&nbsp;", " ", 0);
    g_assert_cmpstr(mail->subject, ==,
                    "[Saisine 2027-01] Contribution enregistrée : Bourgs-centres");
    g_assert_cmpstr(((GfPerson *) mail->reply_to->pdata[0])->address, ==, back);
    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
        assert_contains(mail->text, facts[i]);
        assert_contains(plain_html->str, facts[i]);
    }
    g_autoptr(GfContribution) one = counts(fixture, "anne");
    g_assert_cmpstr(one->links, ==, "https://we.tl/t-abc");
}

/* Each outcome has words of its own, and an answer to them is not taken for what they say. */
static void test_outcomes(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *words, *subject, *text;
    } steps[] = {
        {"Néant", "Réponse enregistrée", "Nous ne vous enverrons plus de rappel"},
        {"Q1 : des médecins.", "Contribution enregistrée",
         "Nous avons bien reçu votre contribution"},
        {"Q2 : une maison de santé.", "Contribution enregistrée", "Nous avons ajouté votre envoi"},
        {LONG, "Contribution enregistrée", "Cette version 3 remplace la version 2"},
        {"Rien à ajouter.", "Contribution conservée", "(version 3), compte toujours"},
        {"annule", "Retrait enregistré", "est retirée, comme vous l'avez demandé"},
        {LONG LONG, "Contribution enregistrée", "Nous avons bien reçu votre contribution"},
    };
    g_autofree char *subject = g_strdup("[Saisine 2027-01] Bourgs-centres : votre contribution");
    (void) data;
    asked(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        GfLetter *letter = by_token(fixture, "anne", ANNE);
        g_autofree char *answer = g_strconcat("Re: ", subject, NULL);
        set_subject(letter, answer);
        say(letter, steps[i].words);
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        ASSERT_DECIDED(message, "applied", "token-from-known");
        g_autoptr(GfLetter) mail = told(fixture, ANNE, NULL);
        assert_contains(mail->subject, steps[i].subject);
        assert_contains(mail->text, steps[i].text);
        g_free(subject);
        subject = g_strdup(mail->subject);
    }
    ASSERT_VERSIONS("anne", "v1 replaced, v2 replaced, v3 withdrawn, v4 received");
}

/* A title is not what somebody says about their letter. */
static void test_title(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfSaisineFile) file = saisine_file(
        "[saisine]\nnumber = 2027-07\ntitle = Mobilités 2/2\n"
        "context = Rien.\nreferred_by = Région\nreferred_on = 2027-03-12\n" QUESTIONS STAGES);
    g_autoptr(GfSaisine) saisine = NULL;
    ASSERT_DONE(gf_saisine_enter(&fixture->clerk, file, &saisine, ERROR));
    for (guint i = 0; i < 2; i++) {
        GfLetter *letter = letter_from(fixture, ANNE);
        set_subject(letter, "Re: [Saisine 2027-07] Mobilités 2/2");
        say(letter, i == 0 ? LONG : LONG LONG);
        add_dmarc(letter, SERVER, "pass");
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        ASSERT_DECIDED(message, "applied", "from-dmarc-pass");
    }
    g_autoptr(GfContribution) one = NULL;
    ASSERT_DONE(gf_store_contribution_of(fixture->store, saisine->id, member_id(fixture, "anne"),
                                         &one, ERROR));
    g_assert_cmpstr(one->text, ==, LONG LONG);
}

static gboolean is_contributor(Fixture *fixture, const char *slug)
{
    g_autoptr(GArray) ids = NULL;
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    gint64 wanted = member_id(fixture, slug);
    gboolean found = FALSE;
    ASSERT_DONE(gf_store_contributors(fixture->store, saisine->id, &ids, ERROR));
    for (guint i = 0; i < ids->len; i++)
        found = found || g_array_index(ids, gint64, i) == wanted;
    return found;
}

/* Who has nothing to say is not reminded, until they take it back. */
static void test_nothing(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfMessage) none = anne_sends(fixture, "Néant", NULL);
    g_autoptr(GfSolicitation) silent = solicitation_of(fixture, "anne");
    g_assert_cmpint(silent->nothing_at, ==, gf_clock_now(fixture->clock));
    g_autoptr(GfMessage) back = anne_sends(fixture, "annule", NULL);
    ASSERT_DECIDED(back, "applied", "token-from-known");
    g_autoptr(GfSolicitation) again = solicitation_of(fixture, "anne");
    g_assert_cmpint(again->nothing_at, ==, 0);
    g_autoptr(GfMessage) none_again = anne_sends(fixture, "Néant", NULL);
    g_autoptr(GfMessage) after_all = anne_sends(fixture, LONG, NULL);
    g_autoptr(GfSolicitation) contributed = solicitation_of(fixture, "anne");
    g_assert_cmpint(contributed->nothing_at, ==, 0);
    g_assert_true(is_contributor(fixture, "anne"));
    g_assert_cmpuint(
        count_lines(fixture, "contribution.nothing", "saisine/2027-01/member/anne", NULL), ==, 2);
}

/* Every act is a line with its evidence. */
static void test_journal(Fixture *fixture, gconstpointer data)
{
    const char *subject = "saisine/2027-01/member/anne/contribution/1";
    (void) data;
    asked(fixture);
    g_autoptr(GfMessage) first = anne_sends(fixture, LONG, NULL);
    g_autoptr(GfMessage) second = anne_sends(fixture, LONG LONG, NULL);
    g_autoptr(GfMessage) third = anne_sends(fixture, "annule", NULL);
    g_assert_cmpuint(count_lines(fixture, "contribution.received", subject, "token-from-known"), ==,
                     1);
    g_assert_cmpuint(count_lines(fixture, "contribution.replaced", subject, "newer-version"), ==,
                     1);
    subject = "saisine/2027-01/member/anne/contribution/2";
    g_assert_cmpuint(count_lines(fixture, "contribution.received", subject, NULL), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "contribution.withdrawn", subject, "token-from-known"),
                     ==, 1);
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    for (guint i = 0; i < lines->len; i++)
        g_assert_cmpuint(strlen(((GfJournalLine *) lines->pdata[i])->evidence), ==, 64);
}

static void test_paper(Fixture *fixture, gconstpointer data)
{
    const GfPaper paper = {"2027-01", "emma", FALSE}, more = {"2027-01", "emma", TRUE};
    const GfPaper nobody = {"2027-01", "personne", FALSE}, nowhere = {"2027-09", "emma", FALSE};
    g_autoptr(GfContribution) first = gf_contribution_new();
    g_autoptr(GfContribution) second = gf_contribution_new();
    g_autoptr(GfContribution) third = gf_contribution_new();
    (void) data;
    asked(fixture);
    first->text = g_strdup("Une lettre.");
    first->links = g_strdup("");
    second->text = g_strdup("Une seconde page.");
    second->links = g_strdup("");
    ASSERT_DONE_INSIDE(fixture, gf_contribution_add(&fixture->clerk, &paper, first, ERROR));
    g_assert_cmpint(first->version, ==, 1);
    ASSERT_DONE_INSIDE(fixture, gf_contribution_add(&fixture->clerk, &more, second, ERROR));
    ASSERT_VERSIONS("emma", "v1 replaced, v2 received");
    ASSERT_KEPT("emma", "Une lettre.\n\nUne seconde page. | " WHOLE " | ");
    g_autoptr(GfContribution) kept = counts(fixture, "emma");
    g_assert_cmpstr(kept->source, ==, "paper");
    g_assert_cmpstr(kept->actor, ==, "staff");
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
    ASSERT_REFUSED_INSIDE(fixture, gf_contribution_add(&fixture->clerk, &paper, third, ERROR),
                          "contribution: no text and no file");
    ASSERT_REFUSED_INSIDE(
        fixture, gf_contribution_add(&fixture->clerk, &nobody, third, ERROR),
        "member 'personne': there is none of that name (see: greffe member list)");
    ASSERT_REFUSED_INSIDE(
        fixture, gf_contribution_add(&fixture->clerk, &nowhere, third, ERROR),
        "saisine '2027-09': there is none of that number (see: greffe saisine list)");
}

static void test_found(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GPtrArray) found = NULL;
    gboolean seen = FALSE;
    (void) data;
    asked(fixture);
    g_autoptr(GfMessage) message = anne_sends(fixture, LONG, "halle.jpg");
    ASSERT_DONE(gf_search(&fixture->clerk, "maisons", 10, &found, ERROR));
    for (guint i = 0; i < found->len; i++) {
        const GfFound *one = found->pdata[i];
        if (!g_str_equal(one->kind, "contribution"))
            continue;
        seen = TRUE;
        g_assert_cmpstr(one->open, ==, "contribution show 2027-01/anne/1");
        g_assert_cmpstr(one->who, ==, "Madame Anne Martin");
        assert_contains(one->extract, "maisons de santé");
    }
    g_assert_true(seen);
}

/* What a human has read and calls a contribution is one. */
static void test_word_settled(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const words[] = {"Transports", "Je vous réponds lundi."};
    asked(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GfMessage) message = anne_sends(fixture, words[i], NULL);
        g_assert_cmpstr(message->state, ==, "held");
        settle(fixture, message, "saisine/2027-01");
        g_autoptr(GfMessage) now = settled(fixture, message);
        ASSERT_DECIDED(now, "applied", "settled-by-staff");
    }
    ASSERT_VERSIONS("anne", "v1 replaced, v2 received");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
        TEST_ROW("/contribution/shape", &shapes[i], test_shape);
    for (gsize i = 0; i < G_N_ELEMENTS(seconds); i++)
        TEST_ROW("/contribution/second", &seconds[i], test_second);
    for (gsize i = 0; i < G_N_ELEMENTS(lates); i++)
        TEST_ROW("/contribution/late", &lates[i], test_late);
    TEST("/contribution/after-synthesis", test_after_synthesis);
    TEST("/contribution/in-time-read-late", test_in_time_read_late);
    TEST("/contribution/same-names", test_same_names);
    TEST("/contribution/interleaved", test_interleaved);
    TEST("/contribution/told", test_told);
    TEST("/contribution/outcomes", test_outcomes);
    TEST("/contribution/title", test_title);
    TEST("/contribution/nothing", test_nothing);
    TEST("/contribution/journal", test_journal);
    TEST("/contribution/word-settled", test_word_settled);
    TEST("/contribution/paper", test_paper);
    TEST("/contribution/found", test_found);
    return g_test_run();
}
