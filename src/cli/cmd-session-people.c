/* cmd-session-people.c - who comes, by name, as `session show` prints it; see cmd-session.h. */
#include "cli/cmd-session.h"

#include "base/text.h"

#define DETAIL_CHARACTERS 120
/* Longer names push their own line only. */
#define NAME_COLUMNS_MOST 40

const char *gf_session_half(GfHalf half)
{
    static const char *const names[] = {
        [GF_HALF_NONE] = NULL,
        [GF_HALF_SILENT] = "silent",
        [GF_HALF_PRESENT] = "present",
        [GF_HALF_ABSENT] = "absent",
        [GF_HALF_TENTATIVE] = "tentative",
    };
    return names[half];
}

const char *gf_session_presence(const GfTallyPerson *person)
{
    if (person->silent)
        return "silent";
    if (person->morning == GF_HALF_PRESENT || person->afternoon == GF_HALF_PRESENT)
        return "present";
    if (person->morning == GF_HALF_TENTATIVE || person->afternoon == GF_HALF_TENTATIVE)
        return "tentative";
    return "absent";
}

static gboolean is(const GfTallyPerson *person, const char *presence)
{
    return g_str_equal(gf_session_presence(person), presence);
}

static const GfTallyPerson *person_of(const GfTally *tally, gint64 member_id)
{
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        if (person->member->id == member_id)
            return person;
    }
    return NULL;
}

const char *gf_session_pouvoir_void(const GfTally *tally, const GfTallyPerson *person)
{
    const GfAnswerRow *answer = person->last;
    if (answer == NULL || answer->proxy_to == NULL || person->proxy_valid)
        return NULL;
    if (answer->proxy_member == 0)
        return "the name is not that of exactly one member";
    const GfTallyPerson *holder = person_of(tally, answer->proxy_member);
    if (holder == NULL)
        return "the holder is not invited";
    if (is(person, "present"))
        return "the giver comes";
    if (holder->invitation->guest)
        return "the holder is a guest, without a vote";
    if (is(holder, "silent"))
        return "the holder has not answered";
    if (is(holder, "tentative"))
        return "the holder is not sure to come";
    if (is(holder, "absent"))
        return "the holder is absent";
    return "the holder has as many as the rules allow";
}

/* What is said of somebody in one group, owned; NULL: not one of it. */
typedef char *(*Choose)(const GfTally *tally, const GfTallyPerson *person);

static void append(GString *text, const char *word)
{
    if (word != NULL)
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", word);
}

/* "morning present, afternoon absent, remote, guest" as far as it is not what the group says.
 * Owned.
 */
static char *marks(const GfTally *tally, const GfTallyPerson *person)
{
    GString *text = g_string_new(NULL);
    if (tally->has_morning && tally->has_afternoon) {
        if (person->morning == person->afternoon)
            append(text, "morning and afternoon");
        else
            g_string_append_printf(text, "morning %s, afternoon %s",
                                   gf_session_half(person->morning),
                                   gf_session_half(person->afternoon));
    }
    append(text, g_strcmp0(person->mode, "remote") == 0 ? "remote" : NULL);
    append(text, person->invitation->guest ? "guest" : NULL);
    return g_string_free(text, FALSE);
}

static char *choose_present(const GfTally *tally, const GfTallyPerson *person)
{
    return is(person, "present") ? marks(tally, person) : NULL;
}

static char *choose_absent(const GfTally *tally, const GfTallyPerson *person)
{
    return is(person, "absent") ? marks(tally, person) : NULL;
}

static char *choose_tentative(const GfTally *tally, const GfTallyPerson *person)
{
    return is(person, "tentative") ? marks(tally, person) : NULL;
}

static char *choose_pouvoir(const GfTally *tally, const GfTallyPerson *person)
{
    if (person->silent || person->last == NULL || person->last->proxy_to == NULL)
        return NULL;
    const GfTallyPerson *holder = person_of(tally, person->last->proxy_member);
    const char *why = gf_session_pouvoir_void(tally, person);
    g_autofree char *name =
        holder != NULL ? gf_member_full_name(holder->member) : g_strdup(person->last->proxy_to);
    return g_strdup_printf("to %s: %s%s", name, why != NULL ? "void, " : "valid",
                           why != NULL ? why : "");
}

static char *choose_substitute(const GfTally *tally, const GfTallyPerson *person)
{
    (void) tally;
    if (person->silent || person->substitute == NULL)
        return NULL;
    /* Staff records that one comes, a letter may say who. */
    gboolean unnamed = g_str_equal(person->substitute, "suppléant");
    return g_strdup_printf("%s comes instead", unnamed ? "the suppléant" : person->substitute);
}

static char *choose_unreachable(const GfTally *tally, const GfTallyPerson *person)
{
    (void) tally;
    return g_strdup(person->unreachable);
}

static char *silence(const GfTallyPerson *person, gboolean guest)
{
    if (!person->silent || person->invitation->guest != guest)
        return NULL;
    return g_strdup(person->before_change ? "had answered before the change" : "");
}

static char *choose_silent(const GfTally *tally, const GfTallyPerson *person)
{
    (void) tally;
    return silence(person, FALSE);
}

static char *choose_silent_guest(const GfTally *tally, const GfTallyPerson *person)
{
    (void) tally;
    return silence(person, TRUE);
}

/* How a list of people is laid out. */
typedef struct {
    const GfTally *tally;
    int slug_columns, name_columns, telephone_columns;
} Layout;

static char *name_of(const GfTallyPerson *person)
{
    g_autofree char *name = gf_member_full_name(person->member);
    return gf_text_line(name, 0);
}

static char *telephone_of(const GfTallyPerson *person)
{
    return gf_text_line(person->member->telephone != NULL ? person->member->telephone : "", 0);
}

static void widen(int *columns, const char *text)
{
    *columns = MIN(MAX(*columns, gf_cli_columns(text)), NAME_COLUMNS_MOST);
}

static void layout_measure(Layout *layout)
{
    for (guint i = 0; i < layout->tally->people->len; i++) {
        const GfTallyPerson *person = layout->tally->people->pdata[i];
        g_autofree char *name = name_of(person);
        g_autofree char *telephone = telephone_of(person);
        widen(&layout->slug_columns, person->member->slug);
        widen(&layout->name_columns, name);
        widen(&layout->telephone_columns, telephone);
    }
}

static void print_person(const Layout *layout, const GfTallyPerson *person, const char *detail)
{
    g_autofree char *name = name_of(person);
    g_autofree char *telephone = telephone_of(person);
    g_autofree char *slug_column = gf_cli_padded(person->member->slug, layout->slug_columns);
    g_autofree char *name_column = gf_cli_padded(name, layout->name_columns);
    g_autofree char *telephone_column = gf_cli_padded(telephone, layout->telephone_columns);
    g_autofree char *clean = gf_text_line(detail, DETAIL_CHARACTERS);
    g_autofree char *line =
        g_strdup_printf("  %s  %s  %s  %s", slug_column, name_column, telephone_column, clean);
    gf_cli_print("%s\n", g_strchomp(line));
}

static void print_group(const Layout *layout, const char *title, Choose choose)
{
    g_autoptr(GPtrArray) people = g_ptr_array_new();
    g_autoptr(GPtrArray) details = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < layout->tally->people->len; i++) {
        GfTallyPerson *person = layout->tally->people->pdata[i];
        char *detail = choose(layout->tally, person);
        if (detail == NULL)
            continue;
        g_ptr_array_add(people, person);
        g_ptr_array_add(details, detail);
    }
    if (people->len == 0)
        return;
    gf_cli_print("\n%s (%u)\n", title, people->len);
    for (guint i = 0; i < people->len; i++)
        print_person(layout, people->pdata[i], details->pdata[i]);
}

void gf_session_print_people(const GfTally *tally)
{
    static const struct {
        const char *title;
        Choose choose;
    } groups[] = {
        {"present", choose_present},
        {"absent", choose_absent},
        {"represented by a pouvoir", choose_pouvoir},
        {"represented by a suppléant", choose_substitute},
        {"tentative", choose_tentative},
        {"cannot be reached", choose_unreachable},
        {"silent", choose_silent},
        {"silent guests", choose_silent_guest},
    };
    Layout layout = {.tally = tally};
    layout_measure(&layout);
    for (gsize i = 0; i < G_N_ELEMENTS(groups); i++)
        print_group(&layout, groups[i].title, groups[i].choose);
}
