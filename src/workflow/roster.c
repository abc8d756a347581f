/* roster.c - see roster.h. Facts from the store, the verdict by rules, the words by roster-words.c.
 *
 * Somebody named to an office who is not a member today is told as such, and not as a vacancy too.
 */
#include "workflow/roster.h"

#include "base/date.h"
#include "rules/rules.h"
#include "workflow/roster-words.h"
#include "workflow/text.h"

#include <string.h>

#define NAMED_MOST 10

typedef struct {
    GfBody *body;       /* borrowed */
    GPtrArray *offices; /* of GfOffice */
} Body;

/* A person in a list: "Mme Anne Martin (copilote, GT1)". */
typedef struct {
    char *subject, *name;
    char *date; /* what the list goes by, NULL: nothing */
} Entry;

typedef struct {
    const GfClerk *clerk;
    const char *language;
    char *today, *limit; /* `limit`: terms that end until then are told */
    GPtrArray *roll;     /* of GfMember, by name */
    GHashTable *members; /* slug -> GfMember, borrowed */
    GPtrArray *rows;     /* of GfBody, by slug */
    GPtrArray *bodies;   /* of Body: those that have not ended */
    GPtrArray *findings;
} Roster;

void gf_finding_free(GfFinding *finding)
{
    if (finding == NULL)
        return;
    g_strfreev(finding->subjects);
    g_free(finding->sentence);
    g_free(finding->remedy);
    g_free(finding);
}

static void body_free(gpointer data)
{
    Body *body = data;
    g_clear_pointer(&body->offices, g_ptr_array_unref);
    g_free(body);
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->subject);
    g_free(entry->name);
    g_free(entry->date);
    g_free(entry);
}

static GPtrArray *entries_new(void)
{
    return g_ptr_array_new_with_free_func(entry_free);
}

static void roster_clear(Roster *roster)
{
    g_free(roster->today);
    g_free(roster->limit);
    g_clear_pointer(&roster->members, g_hash_table_unref);
    g_clear_pointer(&roster->roll, g_ptr_array_unref);
    g_clear_pointer(&roster->bodies, g_ptr_array_unref);
    g_clear_pointer(&roster->rows, g_ptr_array_unref);
    g_clear_pointer(&roster->findings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Roster, roster_clear)

/* --- dates --- */

static char *days_after(const char *day, int days)
{
    GDate date;
    if (!gf_date_parse(day, &date))
        return g_strdup(day);
    if (days < 0)
        g_date_subtract_days(&date, (guint) -days);
    else
        g_date_add_days(&date, (guint) days);
    return gf_date_format(&date);
}

static char *words_of(const Roster *roster, const char *day)
{
    GDate date;
    return gf_date_parse(day, &date) ? gf_date_words(&date, roster->language) : g_strdup(day);
}

static gboolean is_past(const Roster *roster, const char *day)
{
    return day != NULL && strcmp(day, roster->today) < 0;
}

/* In the days in which the end of a term is told. */
static gboolean is_near(const Roster *roster, const char *day)
{
    return day != NULL && strcmp(day, roster->today) >= 0 && strcmp(day, roster->limit) <= 0;
}

/* The last day of a membership, NULL: none. Owned. */
static char *last_day(const GfMember *member)
{
    g_autofree char *ended = member->ended_on != NULL ? days_after(member->ended_on, -1) : NULL;
    if (ended == NULL || (member->ends_on != NULL && strcmp(member->ends_on, ended) < 0))
        return g_strdup(member->ends_on);
    return g_steal_pointer(&ended);
}

/* --- findings --- */

/* What every sentence about a body may name. */
static void begin_values(const Body *of, GVariantDict *values)
{
    g_autofree char *label = gf_roster_body(of->body);
    g_variant_dict_init(values, NULL);
    g_variant_dict_insert(values, "body", "s", label);
    g_variant_dict_insert(values, "slug", "s", of->body->slug);
    if (!g_str_equal(label, of->body->name))
        g_variant_dict_insert(values, "title", "s", of->body->name);
}

static void insert_names(const Roster *roster, GVariantDict *values, const GPtrArray *names)
{
    g_autofree char *list = gf_wording_names(names, NAMED_MOST, roster->language);
    g_variant_dict_insert(values, "names", "s", list);
    g_variant_dict_insert(values, "count", "u", names->len);
    g_variant_dict_insert(values, "one", "b", names->len == 1);
}

static void tell_of_body(Roster *roster, GfRosterRule rule, const Body *of, GVariantDict *values)
{
    char **subjects = g_new0(char *, 2);
    subjects[0] = g_strdup(of->body->slug);
    g_ptr_array_add(roster->findings,
                    gf_roster_say(rule, roster->language, subjects, g_variant_dict_end(values)));
}

/* One finding for all of `entries`, from `first` on and before `end`. */
static void tell_some(Roster *roster, GfRosterRule rule, const GPtrArray *entries, guint first,
                      guint end)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GStrvBuilder) subjects = g_strv_builder_new();
    const Entry *of = entries->pdata[first];
    GVariantDict values;
    g_variant_dict_init(&values, NULL);
    for (guint i = first; i < end; i++) {
        const Entry *entry = entries->pdata[i];
        g_ptr_array_add(names, entry->name);
        g_strv_builder_add(subjects, entry->subject);
    }
    insert_names(roster, &values, names);
    if (of->date != NULL) {
        g_autofree char *date = words_of(roster, of->date);
        g_variant_dict_insert(&values, "date", "s", date);
    }
    g_ptr_array_add(roster->findings,
                    gf_roster_say(rule, roster->language, g_strv_builder_end(subjects),
                                  g_variant_dict_end(&values)));
}

static int compare_dates(gconstpointer a, gconstpointer b)
{
    return g_strcmp0((*(Entry *const *) a)->date, (*(Entry *const *) b)->date);
}

/* A finding for each date, all of that day together. */
static void tell_list(Roster *roster, GfRosterRule rule, GPtrArray *entries)
{
    g_ptr_array_sort(entries, compare_dates); /* stable: people stay in their order */
    for (guint first = 0, end = 0; first < entries->len; first = end) {
        while (end < entries->len &&
               compare_dates(&entries->pdata[first], &entries->pdata[end]) == 0)
            end++;
        tell_some(roster, rule, entries, first, end);
    }
}

/* `date` taken over. */
static void add_entry(GPtrArray *entries, const char *subject, const char *name, char *date)
{
    Entry *entry = g_new0(Entry, 1);
    *entry = (Entry){g_strdup(subject), g_strdup(name), date};
    g_ptr_array_add(entries, entry);
}

static void add_member(GPtrArray *entries, const GfMember *member, char *date)
{
    g_autofree char *name = gf_member_full_name(member);
    add_entry(entries, member->slug, name, date);
}

/* --- offices --- */

static const GfMember *holder_of(const Roster *roster, const GfOffice *office)
{
    return g_hash_table_lookup(roster->members, office->member_slug);
}

static gboolean is_held(const Roster *roster, const GfOffice *office)
{
    const GfMember *holder = holder_of(roster, office);
    return holder != NULL && gf_member_in_force(holder, roster->today) &&
           !is_past(roster, office->ends_on);
}

/* Who is named to one office of one body. */
typedef struct {
    guint named;
    GPtrArray *names;   /* of those who hold it today */
    GPtrArray *unknown; /* those of them whose gender is not known */
    int women, men;
} Holders;

static void holders_clear(Holders *holders)
{
    g_clear_pointer(&holders->names, g_ptr_array_unref);
    g_clear_pointer(&holders->unknown, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Holders, holders_clear)

static Holders holders_in(const Roster *roster, const Body *of, const char *role)
{
    Holders holders = {.names = g_ptr_array_new_with_free_func(g_free),
                       .unknown = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < of->offices->len; i++) {
        const GfOffice *office = of->offices->pdata[i];
        if (!g_str_equal(office->role, role))
            continue;
        holders.named++;
        if (!is_held(roster, office))
            continue;
        const GfMember *holder = holder_of(roster, office);
        g_ptr_array_add(holders.names, gf_member_full_name(holder));
        holders.women += g_strcmp0(holder->gender, "woman") == 0;
        holders.men += g_strcmp0(holder->gender, "man") == 0;
        if (holder->gender == NULL)
            g_ptr_array_add(holders.unknown, gf_member_full_name(holder));
    }
    return holders;
}

static gboolean anybody_is(const Roster *roster, const char *role, const char *kind)
{
    for (guint i = 0; i < roster->bodies->len; i++) {
        const Body *of = roster->bodies->pdata[i];
        for (guint j = 0; g_str_equal(of->body->kind, kind) && j < of->offices->len; j++)
            if (g_str_equal(((const GfOffice *) of->offices->pdata[j])->role, role))
                return TRUE;
    }
    return FALSE;
}

/* A pair is missed where it was named, and in a working group where another one has its pair. */
static gboolean has_pair(const Roster *roster, const Body *of, const char *role,
                         const Holders *holders)
{
    return holders->named > 0 ||
           (g_str_equal(role, "copilote") && g_str_equal(of->body->kind, "group") &&
            anybody_is(roster, role, "group"));
}

static void check_pair(Roster *roster, const Body *of, const char *role)
{
    static const GfRosterRule findings[] = {
        [GF_PAIR_VACANT] = GF_ROSTER_PAIR_VACANT,
        [GF_PAIR_SAME_GENDER] = GF_ROSTER_PAIR_SAME_GENDER,
        [GF_PAIR_UNSURE] = GF_ROSTER_PAIR_UNSURE,
        [GF_PAIR_TOO_MANY] = GF_ROSTER_PAIR_TOO_MANY,
    };
    g_auto(Holders) holders = holders_in(roster, of, role);
    GfPair pair = gf_rule_pair(holders.women, holders.men, (int) holders.unknown->len);
    gboolean told_of_holder = pair == GF_PAIR_VACANT && holders.named >= 2;
    if (!has_pair(roster, of, role, &holders) || pair == GF_PAIR_COMPLETE || told_of_holder)
        return;
    GVariantDict values;
    begin_values(of, &values);
    insert_names(roster, &values, pair == GF_PAIR_UNSURE ? holders.unknown : holders.names);
    g_variant_dict_insert(&values, "none", "b", holders.named == 0);
    g_variant_dict_insert(&values, "post", "s", gf_roster_post(role, roster->language));
    g_variant_dict_insert(
        &values, "both", "s",
        gf_roster_both(role, holders.women > 0 ? "woman" : "man", roster->language));
    g_variant_dict_insert(&values, "women", "b", holders.women > 0);
    g_variant_dict_insert(&values, "key", "s", gf_roster_key(role));
    tell_of_body(roster, findings[pair], of, &values);
}

static void check_rapporteurs(Roster *roster, const Body *of)
{
    g_auto(Holders) holders = holders_in(roster, of, "rapporteur");
    if (holders.named > 0 && holders.names->len < 2) /* who is named and no member is told */
        return;
    GVariantDict values;
    begin_values(of, &values);
    insert_names(roster, &values, holders.names);
    tell_of_body(roster,
                 holders.named == 0 ? GF_ROSTER_RAPPORTEUR_MISSING : GF_ROSTER_RAPPORTEUR_DOUBLE,
                 of, &values);
}

/* --- bodies --- */

/* The chantiers of a working group that have not ended, by what people call them. Owned. */
static GPtrArray *chantiers_of(const Roster *roster, const GfBody *group)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < roster->bodies->len; i++) {
        const GfBody *body = ((const Body *) roster->bodies->pdata[i])->body;
        if (g_str_equal(body->kind, "chantier") && (group == NULL || body->parent_id == group->id))
            g_ptr_array_add(names, gf_roster_body(body));
    }
    return names;
}

static gboolean check_group(Roster *roster, const Body *of, GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    g_autoptr(GPtrArray) all = chantiers_of(roster, NULL);
    g_autoptr(GPtrArray) own = chantiers_of(roster, of->body);
    if (!gf_clerk_rules(roster->clerk, of->body->slug, &rules, error))
        return FALSE;
    guint wanted = (guint) rules->chantiers_per_group;
    if (wanted == 0 || all->len == 0 || own->len == wanted)
        return TRUE;
    GVariantDict values;
    begin_values(of, &values);
    insert_names(roster, &values, own);
    g_variant_dict_insert(&values, "wanted", "u", wanted);
    tell_of_body(roster, GF_ROSTER_CHANTIER_COUNT, of, &values);
    return TRUE;
}

static gboolean check_committee(Roster *roster, const Body *of, GError **error)
{
    g_autoptr(GPtrArray) seated = NULL;
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_store_members_of(roster->clerk->store, of->body, roster->today, FALSE, &seated,
                             error) ||
        !gf_clerk_rules(roster->clerk, of->body->slug, &rules, error))
        return FALSE;
    int women = 0, men = 0;
    for (guint i = 0; i < seated->len; i++) {
        const GfMember *member = seated->pdata[i];
        women += g_strcmp0(member->gender, "woman") == 0;
        men += g_strcmp0(member->gender, "man") == 0;
    }
    if (gf_rule_parity(women, men, rules->parity_tolerance))
        return TRUE;
    GVariantDict values;
    begin_values(of, &values);
    g_variant_dict_insert(&values, "women", "i", women);
    g_variant_dict_insert(&values, "women_many", "b", women > 1);
    g_variant_dict_insert(&values, "women_is_one", "b", women == 1);
    g_variant_dict_insert(&values, "men", "i", men);
    g_variant_dict_insert(&values, "men_many", "b", men > 1);
    g_variant_dict_insert(&values, "men_is_one", "b", men == 1);
    g_variant_dict_insert(&values, "tolerance", "i", rules->parity_tolerance);
    tell_of_body(roster, GF_ROSTER_COMMITTEE_UNBALANCED, of, &values);
    return TRUE;
}

static void tell_past(Roster *roster, const Body *of)
{
    GVariantDict values;
    g_autofree char *date = words_of(roster, of->body->ends_on);
    begin_values(of, &values);
    g_variant_dict_insert(&values, "date", "s", date);
    g_variant_dict_insert(&values, "temporary", "b", g_str_equal(of->body->kind, "temporary"));
    tell_of_body(roster, GF_ROSTER_BODY_PAST, of, &values);
}

static gboolean check_body(Roster *roster, const Body *of, GError **error)
{
    const char *kind = of->body->kind;
    if (is_past(roster, of->body->ends_on)) {
        tell_past(roster, of);
        return TRUE;
    }
    check_pair(roster, of, "co-president");
    check_pair(roster, of, "copilote");
    if (g_str_equal(kind, "chantier"))
        check_rapporteurs(roster, of);
    if (g_str_equal(kind, "group"))
        return check_group(roster, of, error);
    return g_str_equal(kind, "committee") ? check_committee(roster, of, error) : TRUE;
}

/* --- people --- */

/* What is wrong with one office; the name of who is named there comes with it. */
static void add_office(const Roster *roster, const Body *of, const GfOffice *office,
                       GPtrArray *entries, char *date)
{
    const GfMember *holder = holder_of(roster, office);
    g_autofree char *name = holder != NULL ? gf_member_full_name(holder) : NULL;
    g_autofree char *body = gf_roster_body(of->body);
    const char *role =
        gf_roster_role(office->role, holder != NULL ? holder->gender : NULL, roster->language);
    g_autofree char *text =
        g_strdup_printf("%s (%s, %s)", name != NULL ? name : office->member_slug, role, body);
    add_entry(entries, office->member_slug, text, date);
}

static const GfRosterRule office_rules[] = {GF_ROSTER_HOLDER_UNKNOWN, GF_ROSTER_HOLDER_LEFT,
                                            GF_ROSTER_HOLDER_EARLY, GF_ROSTER_OFFICE_EXPIRED,
                                            GF_ROSTER_OFFICE_ENDING};
enum { UNKNOWN, LEFT, EARLY, EXPIRED, ENDING, OFFICE_RULES };

/* Puts an office into the list of what is wrong with it, if anything is. */
static void sort_office(const Roster *roster, const Body *of, const GfOffice *office,
                        GPtrArray *const lists[OFFICE_RULES])
{
    const GfMember *holder = holder_of(roster, office);
    const char *today = roster->today;
    if (holder == NULL) {
        add_office(roster, of, office, lists[UNKNOWN], NULL);
    } else if (is_past(roster, office->ends_on)) {
        add_office(roster, of, office, lists[EXPIRED], g_strdup(office->ends_on));
    } else if (!gf_member_in_force(holder, today)) {
        gboolean early = holder->starts_on != NULL && strcmp(holder->starts_on, today) > 0;
        g_autofree char *last = last_day(holder);
        add_office(roster, of, office, lists[early ? EARLY : LEFT],
                   early ? g_strdup(holder->starts_on) : days_after(last, 1));
    } else if (is_near(roster, office->ends_on)) {
        add_office(roster, of, office, lists[ENDING], g_strdup(office->ends_on));
    }
}

static void check_offices(Roster *roster)
{
    GPtrArray *lists[OFFICE_RULES];
    for (guint i = 0; i < OFFICE_RULES; i++)
        lists[i] = entries_new();
    for (guint i = 0; i < roster->bodies->len; i++) {
        const Body *of = roster->bodies->pdata[i];
        for (guint j = 0; !is_past(roster, of->body->ends_on) && j < of->offices->len; j++)
            sort_office(roster, of, of->offices->pdata[j], lists);
    }
    /* Before anybody is on the roll, nobody is missed on it. */
    for (guint i = roster->roll->len > 0 ? UNKNOWN : LEFT; i < OFFICE_RULES; i++)
        tell_list(roster, office_rules[i], lists[i]);
    for (guint i = 0; i < OFFICE_RULES; i++)
        g_ptr_array_unref(lists[i]);
}

static gboolean has_kind(const Roster *roster, const char *kind)
{
    for (guint i = 0; i < roster->bodies->len; i++)
        if (g_str_equal(((const Body *) roster->bodies->pdata[i])->body->kind, kind))
            return TRUE;
    return FALSE;
}

static gboolean check_groups_of_members(Roster *roster, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(GPtrArray) entries = entries_new();
    if (!has_kind(roster, "group"))
        return TRUE;
    if (!gf_store_members_without(roster->clerk->store, "group", roster->today, &members, error))
        return FALSE;
    for (guint i = 0; i < members->len; i++)
        add_member(entries, members->pdata[i], NULL);
    tell_list(roster, GF_ROSTER_MEMBER_WITHOUT_GROUP, entries);
    return TRUE;
}

static void check_terms(Roster *roster, GfRosterRule rule, const char *quality)
{
    g_autoptr(GPtrArray) entries = entries_new();
    for (guint i = 0; i < roster->roll->len; i++) {
        const GfMember *member = roster->roll->pdata[i];
        g_autofree char *last = last_day(member);
        if (g_str_equal(member->quality, quality) && gf_member_in_force(member, roster->today) &&
            is_near(roster, last))
            add_member(entries, member, g_steal_pointer(&last));
    }
    tell_list(roster, rule, entries);
}

/* --- all of it --- */

static gboolean load_bodies(Roster *roster, GError **error)
{
    if (!gf_store_bodies(roster->clerk->store, &roster->rows, error))
        return FALSE;
    for (guint i = 0; i < roster->rows->len; i++) {
        GfBody *row = roster->rows->pdata[i];
        if (row->ended_on != NULL)
            continue;
        Body *body = g_new0(Body, 1);
        body->body = row;
        g_ptr_array_add(roster->bodies, body);
        if (!gf_store_offices(roster->clerk->store, row->slug, &body->offices, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean load(Roster *roster, GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    GDate today = gf_clerk_today(roster->clerk);
    roster->members = g_hash_table_new(g_str_hash, g_str_equal);
    roster->bodies = g_ptr_array_new_with_free_func(body_free);
    roster->findings = g_ptr_array_new_with_free_func((GDestroyNotify) gf_finding_free);
    if (!gf_clerk_rules(roster->clerk, NULL, &rules, error) ||
        !gf_store_members(roster->clerk->store, &roster->roll, error) ||
        !load_bodies(roster, error))
        return FALSE;
    roster->today = gf_date_format(&today);
    roster->limit = days_after(roster->today, rules->term_warning_days);
    for (guint i = 0; i < roster->roll->len; i++) {
        GfMember *member = roster->roll->pdata[i];
        g_hash_table_insert(roster->members, member->slug, member);
    }
    return TRUE;
}

gboolean gf_roster_check_in(const GfClerk *clerk, const char *language, GPtrArray **ret_findings,
                            GError **error)
{
    g_auto(Roster) roster = {.clerk = clerk, .language = language};
    if (!load(&roster, error))
        return FALSE;
    for (guint i = 0; i < roster.bodies->len; i++)
        if (!check_body(&roster, roster.bodies->pdata[i], error))
            return FALSE;
    if (!check_groups_of_members(&roster, error))
        return FALSE;
    check_offices(&roster);
    check_terms(&roster, GF_ROSTER_TERM_ENDING, "titulaire");
    check_terms(&roster, GF_ROSTER_SUBSTITUTE_ENDING, "suppleant");
    *ret_findings = g_steal_pointer(&roster.findings);
    return TRUE;
}

gboolean gf_roster_check(const GfClerk *clerk, GPtrArray **ret_findings, GError **error)
{
    return gf_roster_check_in(clerk, clerk->config->language, ret_findings, error);
}

gboolean gf_roster_sentences(const GfClerk *clerk, const char *language, GPtrArray *sentences,
                             GError **error)
{
    g_autoptr(GPtrArray) findings = NULL;
    if (!gf_roster_check_in(clerk, language, &findings, error))
        return FALSE;
    for (guint i = 0; i < findings->len; i++)
        g_ptr_array_add(sentences, g_strdup(((const GfFinding *) findings->pdata[i])->sentence));
    return TRUE;
}
