/* session-file-test.c - a session as staff writes it: what is read, and every refusal word for
 * word.
 */
#include "workflow/fixture.h"

static void test_whole(void)
{
    static const char text[] =
        HEAD PLACE VIDEO "notice = 5\nreminders = J-7, J-2\nreminder_hour = 10:30\n" MORNING(DAY)
            AFTERNOON(DAY) AGENDA "[documents]\nrapport = pieces/rapport.pdf\nplan = plan.odt\n";
    g_autoptr(GfSessionFile) file = file_of(text);
    const GfSession *session = file->session;
    const GfPartOfDay *morning = session->parts->pdata[0], *afternoon = session->parts->pdata[1];
    g_assert_cmpstr(file->name, ==, "conseil.conf");
    g_assert_cmpstr(file->body, ==, "conseil");
    g_assert_cmpint(file->notice, ==, 5);
    g_assert_cmpstr(file->plan, ==, "J-7, J-2");
    g_assert_cmpstr(file->plan_hour, ==, "10:30");
    g_assert_cmpstr(session->slug, ==, "conseil");
    g_assert_cmpstr(session->title, ==, "Conseil");
    g_assert_cmpstr(session->place, ==, "Salle des fêtes, Bourg");
    g_assert_cmpstr(session->video, ==, "https://visio.example/conseil");
    g_assert_cmpstr(session->agenda, ==, "Budget\nQuestions diverses");
    g_assert_true(session->guests);
    g_assert_cmpuint(session->parts->len, ==, 2);
    g_assert_cmpstr(morning->slug, ==, "matin");
    g_assert_cmpstr(morning->title, ==, "Séance");
    g_assert_cmpint(morning->starts_at, ==, instant("2027-03-12 09:30"));
    g_assert_cmpint(morning->ends_at, ==, instant("2027-03-12 12:30"));
    g_assert_cmpint(afternoon->starts_at, ==, instant("2027-03-12 14:00"));
    g_assert_cmpint(session->starts_at, ==, instant("2027-03-12 09:30"));
    g_assert_cmpint(session->ends_at, ==, instant("2027-03-12 16:30"));
    g_assert_cmpuint(file->document_paths->len, ==, 2);
    g_assert_cmpstr(file->document_names->pdata[0], ==, "rapport");
    g_assert_cmpstr(file->document_paths->pdata[0], ==, "pieces/rapport.pdf");
    g_assert_cmpstr(file->document_names->pdata[1], ==, "plan");
    g_assert_cmpuint(file->documents->len, ==, 0);
}

static void test_minimal(void)
{
    g_autoptr(GfSessionFile) file =
        file_of("[session]\nid = conseil\nbody = conseil\ntitle = Conseil\n" VIDEO MORNING(DAY));
    g_assert_null(file->session->place);
    g_assert_false(file->session->guests);
    g_assert_cmpstr(file->session->agenda, ==, "");
    /* As the rules say. */
    g_assert_cmpint(file->notice, ==, -1);
    g_assert_null(file->plan);
    g_assert_null(file->plan_hour);
}

static void test_example(void)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents("config/session.conf", &text, NULL, NULL));
    g_autoptr(GfSessionFile) file = file_of(text);
    g_assert_cmpstr(file->session->slug, ==, "pleniere-2027-03-12");
    g_assert_cmpuint(file->session->parts->len, ==, 2);
}

/* A time that the change of the clocks doubles is the first one. */
static void test_october(void)
{
    g_autoptr(GfSessionFile) file =
        file_of(HEAD PLACE "[part nuit]\ntitle = Nuit\nstart = 2027-10-31 01:30\n"
                           "end = 2027-10-31 03:30\n");
    g_assert_cmpint(file->session->ends_at - file->session->starts_at, ==, 3 * 3600);
}

static const struct {
    const char *name, *text, *words;
} refusals[] = {
    {"no id", "[session]\nbody = conseil\ntitle = Conseil\n" PLACE MORNING(DAY),
     "conseil.conf:1: [session] id: missing (it has no default)"},
    {"no title", "[session]\nid = conseil\nbody = conseil\n" PLACE MORNING(DAY),
     "conseil.conf:1: [session] title: missing (it has no default)"},
    {"no section", MORNING(DAY),
     "conseil.conf: [session]: missing ([session] with \"id\" has to be there)"},
    {"id is no slug", "[session]\nid = Le Conseil\nbody = conseil\ntitle = C\n" PLACE MORNING(DAY),
     "conseil.conf:2: [session] id: \"Le Conseil\" is not allowed (a-z, 0-9 and single hyphens)"},
    {"unknown key", HEAD PLACE "lieu = Bourg\n" MORNING(DAY),
     "conseil.conf:7: [session] lieu: unknown key (allowed: id, body, title, place, video, guests, "
     "notice, reminders, reminder_hour)"},
    {"unknown section", HEAD PLACE MORNING(DAY) "[repas]\nmenu = truite\n",
     "conseil.conf:11: [repas]: unknown section (allowed: session, part NAME, agenda, documents)"},
    {"neither place nor video", HEAD MORNING(DAY),
     "conseil.conf:1: [session] place: neither 'place' nor 'video' is given (say where it is "
     "held)"},
    {"a video without a scheme", HEAD "video = visio.example/conseil\n" MORNING(DAY),
     "conseil.conf:6: [session] video: 'visio.example/conseil' is no link (as "
     "https://visio.example.org/conseil)"},
    {"a video of another scheme", HEAD PLACE "video = javascript:alert(1)\n" MORNING(DAY),
     "conseil.conf:7: [session] video: 'javascript:alert(1)' is no link (as "
     "https://visio.example.org/conseil)"},
    {"a video without a host", HEAD PLACE "video = https:///conseil\n" MORNING(DAY),
     "conseil.conf:7: [session] video: 'https:///conseil' is no link (as "
     "https://visio.example.org/conseil)"},
    {"a video with words", HEAD PLACE "video = https://visio.example/a b\n" MORNING(DAY),
     "conseil.conf:7: [session] video: 'https://visio.example/a b' is no link (as "
     "https://visio.example.org/conseil)"},
    {"no part", HEAD PLACE AGENDA,
     "session 'conseil': it has no part (add [part matin] with title, start and end)"},
    {"end before start",
     HEAD PLACE "[part matin]\ntitle = S\nstart = 2027-03-12 12:30\n"
                "end = 2027-03-12 09:30\n",
     "conseil.conf:10: [part matin] end: must be after 'start'"},
    {"end at start",
     HEAD PLACE "[part matin]\ntitle = S\nstart = 2027-03-12 09:30\n"
                "end = 2027-03-12 09:30\n",
     "conseil.conf:10: [part matin] end: must be after 'start'"},
    {"parts overlap",
     HEAD PLACE MORNING(DAY) "[part suite]\ntitle = S\n"
                             "start = 2027-03-12 12:29\nend = 2027-03-12 13:00\n",
     "conseil.conf:13: [part suite] start: begins before the part above it ends (put the parts in "
     "their order)"},
    {"parts in disorder", HEAD PLACE AFTERNOON(DAY) MORNING(DAY),
     "conseil.conf:13: [part matin] start: begins before the part above it ends (put the parts in "
     "their order)"},
    {"a time that does not exist",
     HEAD PLACE "[part nuit]\ntitle = N\nstart = 2027-03-28 02:30\n"
                "end = 2027-03-28 04:00\n",
     "conseil.conf:9: [part nuit] start: '2027-03-28 02:30' does not exist in Europe/Paris "
     "(daylight saving skips it)"},
    {"no such day",
     HEAD PLACE "[part matin]\ntitle = S\nstart = 2027-02-29 09:30\n"
                "end = 2027-02-29 12:30\n",
     "conseil.conf:9: [part matin] start: \"2027-02-29 09:30\" is not allowed (a time such as "
     "2027-03-12 09:30)"},
    {"part without end", HEAD PLACE "[part matin]\ntitle = S\nstart = 2027-03-12 09:30\n",
     "conseil.conf:7: [part matin] end: missing (it has no default)"},
    {"plan that is none", HEAD PLACE "reminders = J-15, demain\n" MORNING(DAY),
     "conseil.conf:7: [session] reminders: 'demain' is no step (such as J-15, J-7, J-2)"},
    {"hour that is none", HEAD PLACE "reminder_hour = 9h\n" MORNING(DAY),
     "conseil.conf:7: [session] reminder_hour: \"9h\" is not allowed (a time of day such as "
     "09:30)"},
    {"notice out of range", HEAD PLACE "notice = 400\n" MORNING(DAY),
     "conseil.conf:7: [session] notice: \"400\" is no whole number from 0 to 365"},
    {"guests", "[session]\nid = c\nbody = c\ntitle = C\nguests = oui\n" PLACE MORNING(DAY),
     "conseil.conf:5: [session] guests: unknown value \"oui\" (allowed: true | false)"},
};

static void test_refusals(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_test_message("%s", refusals[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfSessionFile) file =
            gf_session_file_parse("conseil.conf", refusals[i].text, ZONE, &error);
        g_assert_null(file);
        g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
        if (error == NULL || g_strcmp0(error->message, refusals[i].words) != 0)
            g_test_message("got: %s", error != NULL ? error->message : "nothing");
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, refusals[i].words);
    }
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    g_test_add_func("/session-file/whole", test_whole);
    g_test_add_func("/session-file/minimal", test_minimal);
    g_test_add_func("/session-file/example", test_example);
    g_test_add_func("/session-file/october", test_october);
    g_test_add_func("/session-file/refusals", test_refusals);
    return g_test_run();
}
