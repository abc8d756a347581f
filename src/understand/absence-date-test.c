/* Until when somebody is away, as people write it; the letter is of 1 March 2027 unless a row says
 * that its date is not known. */
#include "base/text.h"
#include "understand/absence-date.h"

enum { WRITTEN = 1803888720 };

static const struct {
    const char *name, *text;
    gint64 written;
    const char *until;
} rows[] = {
    {"french", "Je suis absent jusqu'au 17 mars inclus.", WRITTEN, "2027-03-17"},
    {"french first", "De retour le 1er avril", WRITTEN, "2027-04-01"},
    {"french span", "En congés du 3 au 17 mars 2027", WRITTEN, "2027-03-17"},
    {"french span of days", "absente du lundi 1er mars au vendredi 12 mars inclus", WRITTEN,
     "2027-03-12"},
    {"french numbers", "fermé du 24/12 au 02/01", WRITTEN, "2028-01-02"},
    {"day first", "retour le 05/04/2027", WRITTEN, "2027-04-05"},
    {"short year", "absent jusqu'au 15.3.27", WRITTEN, "2027-03-15"},
    {"next year", "de retour le 5 janvier", WRITTEN, "2028-01-05"},
    {"just past", "absent jusqu'au 26 février", WRITTEN, "2027-02-26"},
    {"english", "I am out of the office until Monday 15 March.", WRITTEN, "2027-03-15"},
    {"english month first", "I will return on March 22nd, 2027", WRITTEN, "2027-03-22"},
    {"english span", "away from 26 February to 9 March", WRITTEN, "2027-03-09"},
    {"american", "will not return until 03/08/2027", WRITTEN, "2027-03-08"},
    {"iso", "absent jusqu'au 2027-03-19", WRITTEN, "2027-03-19"},
    {"spanish", "fuera de la oficina hasta el 9 de abril de 2027", 0, "2027-04-09"},
    {"catalan", "fora de l'oficina fins al 9 d'abril", WRITTEN, "2027-04-09"},
    {"german", "bis zum 3. April im Urlaub", WRITTEN, "2027-04-03"},
    {"return first", "absent du 3 au 12 mars, de retour le 15 mars", WRITTEN, "2027-03-15"},
    {"the one not over", "absent du 8 au 12 février puis du 1er au 5 mars", WRITTEN, "2027-03-05"},
    {"weekday and day", "De retour lundi 15.", WRITTEN, "2027-03-15"},
    {"weekday and hour", "ouvert jusqu'à vendredi 17h", WRITTEN, NULL},
    {"weekday, no such day", "de retour lundi 16", WRITTEN, NULL},
    {"weekday, no date", "de retour lundi 15", 0, NULL},
    {"first in words", "absent jusqu'au premier avril", WRITTEN, "2027-04-01"},
    {"answer asked for", "merci de votre retour avant le 12 mars", WRITTEN, NULL},
    {"german return", "ab dem 15.03.2027 bin ich wieder im Büro", WRITTEN, "2027-03-15"},
    {"german begin", "ab dem 15.03.2027 im Urlaub", WRITTEN, NULL},
    {"german back", "Ich kehre am 3. April zurück", WRITTEN, "2027-04-03"},
    {"catalan return", "torno de vacances el 12 d'abril", WRITTEN, "2027-04-12"},
    {"spanish return", "vuelvo el 9 de abril", WRITTEN, "2027-04-09"},
    {"no year, no date", "absent jusqu'au 17 mars", 0, NULL},
    {"year alone tells", "absent jusqu'au 17 mars 2027", 0, "2027-03-17"},
    {"weekday only", "de retour lundi", WRITTEN, NULL},
    {"no such day", "de retour le 31 février", WRITTEN, NULL},
    {"no meaning", "La séance du 12 mars 2027 est confirmée.", WRITTEN, NULL},
    {"another sentence", "Absent jusqu'à nouvel ordre. Séance le 12 mars.", WRITTEN, NULL},
    {"version", "until further notice, version 12.3.2", WRITTEN, NULL},
    {"days alone", "en formation du 1 au 5", WRITTEN, NULL},
};

static void test_row(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autofree char *words = gf_text_fold(rows[i].text);
    g_autofree char *until = gf_absence_until(words, rows[i].written);
    g_assert_cmpstr(until, ==, rows[i].until);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/understand/absence-date/", rows[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    return g_test_run();
}
