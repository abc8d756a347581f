/* roster-words.c - see roster-words.h. Sentences are Mustache: a name more or a name less changes
 * words, and both languages stand side by side.
 */
#include "workflow/roster-words.h"

#include "render/render.h"

#include <string.h>

#define MEND_FR " (assembly.conf), puis greffe apply"
#define MEND_EN " (assembly.conf), then greffe apply"
#define BODY_FR "[body {{slug}}]" MEND_FR
#define BODY_EN "[body {{slug}}]" MEND_EN
/* A chantier is known by its number and by its name. */
#define CHANTIER_FR "{{body}}{{#title}}, « {{title}} »{{/title}} : "
#define CHANTIER_EN "{{body}}{{#title}}, \"{{title}}\"{{/title}}: "

typedef enum { FRENCH, ENGLISH } Language;

static const struct {
    const char *code, *about;
    const char *sentence[2], *remedy[2];
} rules[] = {
    [GF_ROSTER_MEMBER_WITHOUT_GROUP] =
        {"member-without-group",
         "member",
         {"{{#one}}{{names}} ne siège dans aucun groupe de travail{{/one}}"
          "{{^one}}{{count}} membres ne siègent dans aucun groupe de travail : {{names}}{{/one}}",
          "{{#one}}{{names}} sits in no working group{{/one}}"
          "{{^one}}{{count}} members sit in no working group: {{names}}{{/one}}"},
         {"complétez la colonne groupes du tableau des membres, puis greffe member import",
          "fill the column groupes of the members' table, then greffe member import"}},
    [GF_ROSTER_PAIR_VACANT] =
        {"pair-vacant",
         "body",
         {"{{body}} : {{#none}}les deux postes de {{post}} sont vacants{{/none}}"
          "{{^none}}un poste de {{post}} est vacant{{#names}}, aux côtés de {{names}}{{/names}}"
          "{{/none}}",
          "{{body}}: {{#none}}both offices of {{post}} are vacant{{/none}}"
          "{{^none}}one office of {{post}} is vacant{{#names}}, beside {{names}}{{/names}}"
          "{{/none}}"},
         {"nommez qui manque dans {{key}}, " BODY_FR, "name who is missing in {{key}}, " BODY_EN}},
    [GF_ROSTER_PAIR_SAME_GENDER] =
        {"pair-same-gender",
         "body",
         {"{{body}} : les deux {{both}} sont des {{#women}}femmes{{/women}}"
          "{{^women}}hommes{{/women}} ({{names}})",
          "{{body}}: both {{both}} are {{#women}}women{{/women}}{{^women}}men{{/women}} "
          "({{names}})"},
         {"nommez une femme et un homme dans {{key}}, " BODY_FR,
          "name one woman and one man in {{key}}, " BODY_EN}},
    [GF_ROSTER_PAIR_UNSURE] =
        {"pair-unsure",
         "body",
         {"{{body}} : les deux postes de {{post}} sont-ils tenus par une femme et un homme ? On "
          "ne peut le dire, faute de civilité ({{names}})",
          "{{body}}: whether a woman and a man hold the two offices of {{post}} cannot be told, "
          "for want of a civility ({{names}})"},
         {"complétez la colonne civilité du tableau des membres, puis greffe member import",
          "fill the column civilité of the members' table, then greffe member import"}},
    [GF_ROSTER_PAIR_TOO_MANY] =
        {"pair-too-many",
         "body",
         {"{{body}} : {{count}} personnes pour les deux postes de {{post}} ({{names}})",
          "{{body}}: {{count}} people for the two offices of {{post}} ({{names}})"},
         {"gardez une femme et un homme dans {{key}}, " BODY_FR,
          "keep one woman and one man in {{key}}, " BODY_EN}},
    [GF_ROSTER_COMMITTEE_UNBALANCED] =
        {"committee-unbalanced",
         "body",
         {"{{body}} : {{women}} {{#women_many}}femmes{{/women_many}}{{^women_many}}femme"
          "{{/women_many}} et {{men}} {{#men_many}}hommes{{/men_many}}{{^men_many}}homme"
          "{{/men_many}}, pour un écart admis de {{tolerance}}",
          "{{body}}: {{women}} {{#women_is_one}}woman{{/women_is_one}}{{^women_is_one}}women"
          "{{/women_is_one}} and {{men}} {{#men_is_one}}man{{/men_is_one}}{{^men_is_one}}men"
          "{{/men_is_one}}, where they may differ by {{tolerance}}"},
         {"revoyez qui y siège (greffe body show {{slug}}) dans la colonne groupes du tableau des "
          "membres, puis greffe member import",
          "see who sits there (greffe body show {{slug}}), mend the column groupes of the members' "
          "table, then greffe member import"}},
    [GF_ROSTER_CHANTIER_COUNT] =
        {"chantier-count",
         "body",
         {"{{body}} : {{#names}}{{count}} chantier{{^one}}s{{/one}} ({{names}}){{/names}}"
          "{{^names}}aucun chantier{{/names}}, au lieu de {{wanted}}",
          "{{body}}: {{#names}}{{count}} chantier{{^one}}s{{/one}} ({{names}}){{/names}}"
          "{{^names}}no chantier{{/names}} instead of {{wanted}}"},
         {"ajoutez ou retirez un chantier dont parent = {{slug}}, ou changez "
          "chantiers_per_group" MEND_FR,
          "add or remove a chantier whose parent = {{slug}}, or change "
          "chantiers_per_group" MEND_EN}},
    [GF_ROSTER_RAPPORTEUR_MISSING] = {"rapporteur-missing",
                                      "body",
                                      {CHANTIER_FR "ce chantier n'a ni rapporteure ni rapporteur",
                                       CHANTIER_EN "this chantier has no rapporteur"},
                                      {"nommez quelqu'un dans rapporteurs, " BODY_FR,
                                       "name somebody in rapporteurs, " BODY_EN}},
    [GF_ROSTER_RAPPORTEUR_DOUBLE] =
        {"rapporteur-double",
         "body",
         {CHANTIER_FR "{{count}} personnes y sont nommées pour rapporter, au lieu d'une "
                      "({{names}})",
          CHANTIER_EN "this chantier has {{count}} rapporteurs instead of one ({{names}})"},
         {"gardez une personne dans rapporteurs et passez l'autre dans co_rapporteurs, " BODY_FR,
          "keep one in rapporteurs and move the other to co_rapporteurs, " BODY_EN}},
    [GF_ROSTER_HOLDER_UNKNOWN] =
        {"office-holder-unknown",
         "member",
         {"{{#one}}{{names}} n'est pas dans la liste des membres{{/one}}"
          "{{^one}}{{count}} fonctions sont confiées à des personnes qui ne sont pas dans la liste "
          "des membres : {{names}}{{/one}}",
          "{{#one}}{{names}} is not on the roll{{/one}}"
          "{{^one}}{{count}} offices are held by people who are not on the roll: {{names}}"
          "{{/one}}"},
         {"corrigez l'identifiant" MEND_FR ", ou ajoutez la personne par greffe member import",
          "mend the identifier" MEND_EN ", or add the person with greffe member import"}},
    [GF_ROSTER_HOLDER_LEFT] =
        {"office-holder-left",
         "member",
         {"{{#one}}{{names}} n'est plus membre depuis le {{date}}{{/one}}"
          "{{^one}}{{count}} fonctions sont tenues par des personnes qui ne sont plus membres "
          "depuis le {{date}} : {{names}}{{/one}}",
          "{{#one}}{{names}} is no longer a member since {{date}}{{/one}}"
          "{{^one}}{{count}} offices are held by people who are no longer members since {{date}}: "
          "{{names}}{{/one}}"},
         {"nommez quelqu'un d'autre" MEND_FR, "name somebody else" MEND_EN}},
    [GF_ROSTER_HOLDER_EARLY] =
        {"office-holder-early",
         "member",
         {"{{#one}}{{names}} ne sera membre qu'à partir du {{date}}{{/one}}"
          "{{^one}}{{count}} fonctions sont confiées à des personnes qui ne seront membres qu'à "
          "partir du {{date}} : {{names}}{{/one}}",
          "{{#one}}{{names}} will not be a member before {{date}}{{/one}}"
          "{{^one}}{{count}} offices are held by people who will not be members before {{date}}: "
          "{{names}}{{/one}}"},
         {"nommez quelqu'un d'autre en attendant" MEND_FR,
          "name somebody else in the meantime" MEND_EN}},
    [GF_ROSTER_OFFICE_EXPIRED] =
        {"office-expired",
         "member",
         {"{{#one}}La fonction de {{names}} a pris fin le {{date}}{{/one}}"
          "{{^one}}{{count}} fonctions ont pris fin le {{date}} : {{names}}{{/one}}",
          "{{#one}}The office of {{names}} ended on {{date}}{{/one}}"
          "{{^one}}{{count}} offices ended on {{date}}: {{names}}{{/one}}"},
         {"nommez qui leur succède, ou prolongez offices_end_on" MEND_FR,
          "name who follows, or extend offices_end_on" MEND_EN}},
    [GF_ROSTER_OFFICE_ENDING] =
        {"office-ending",
         "member",
         {"{{#one}}La fonction de {{names}} prend fin le {{date}}{{/one}}"
          "{{^one}}{{count}} fonctions prennent fin le {{date}} : {{names}}{{/one}}",
          "{{#one}}The office of {{names}} ends on {{date}}{{/one}}"
          "{{^one}}{{count}} offices end on {{date}}: {{names}}{{/one}}"},
         {"préparez le renouvellement ; ce jour venu, les noms et offices_end_on" MEND_FR,
          "prepare the renewal; when the day comes, names and offices_end_on" MEND_EN}},
    [GF_ROSTER_TERM_ENDING] =
        {"member-term-ending",
         "member",
         {"{{#one}}Le mandat de {{names}} prend fin le {{date}}{{/one}}"
          "{{^one}}{{count}} mandats prennent fin le {{date}} : {{names}}{{/one}}",
          "{{#one}}The term of {{names}} ends on {{date}}{{/one}}"
          "{{^one}}{{count}} terms end on {{date}}: {{names}}{{/one}}"},
         {"demandez les désignations aux territoires, puis greffe member import",
          "ask the territories whom they designate, then greffe member import"}},
    [GF_ROSTER_SUBSTITUTE_ENDING] =
        {"substitute-term-ending",
         "member",
         {"{{#one}}La suppléance de {{names}} prend fin le {{date}}{{/one}}"
          "{{^one}}{{count}} suppléances prennent fin le {{date}} : {{names}}{{/one}}",
          "{{#one}}The term of {{names}} as a substitute ends on {{date}}{{/one}}"
          "{{^one}}{{count}} terms of substitutes end on {{date}}: {{names}}{{/one}}"},
         {"demandez les désignations aux territoires, puis greffe member import",
          "ask the territories whom they designate, then greffe member import"}},
    [GF_ROSTER_BODY_PAST] =
        {"body-past-date",
         "body",
         {"{{body}} : {{#temporary}}ce groupe éphémère{{/temporary}}{{^temporary}}cette instance"
          "{{/temporary}} devait prendre fin le {{date}}",
          "{{body}}: it was to end on {{date}}"},
         {"retirez la section pour y mettre fin, ou repoussez ends_on, " BODY_FR,
          "remove the section to end it, or put ends_on off, " BODY_EN}},
};

static Language language_of(const char *language)
{
    return g_strcmp0(language, "en") == 0 ? ENGLISH : FRENCH;
}

static char *fill(const char *template, GVariant *values)
{
    GVariant *const contexts[] = {values, NULL};
    char *text = gf_render(template, contexts, GF_ESCAPE_NONE, NULL, NULL);
    g_assert(text != NULL); /* the templates are our own */
    return text;
}

GfFinding *gf_roster_say(GfRosterRule rule, const char *language, char **subjects, GVariant *values)
{
    g_autoptr(GVariant) own = g_variant_ref_sink(values);
    Language tongue = language_of(language);
    GfFinding *finding = g_new0(GfFinding, 1);
    finding->code = rules[rule].code;
    finding->severity = "warning";
    finding->about = rules[rule].about;
    finding->subjects = subjects;
    finding->sentence = fill(rules[rule].sentence[tongue], own);
    finding->remedy = fill(rules[rule].remedy[tongue], own);
    return finding;
}

static const struct {
    const char *role, *key;
    const char *woman, *man, *women, *men, *post; /* French */
    const char *both;                             /* English */
} roles[] = {
    {"co-president", "co_presidents", "co-présidente", "co-président", "co-présidentes",
     "co-présidents", "co-présidence", "co-presidents"},
    {"copilote", "copilotes", "copilote", "copilote", "copilotes", "copilotes", "copilote",
     "copilotes"},
    {"rapporteur", "rapporteurs", "rapporteure", "rapporteur", "rapporteures", "rapporteurs",
     "rapporteur", "rapporteurs"},
    {"co-rapporteur", "co_rapporteurs", "co-rapporteure", "co-rapporteur", "co-rapporteures",
     "co-rapporteurs", "co-rapporteur", "co-rapporteurs"},
};

/* The schema allows no other. */
static gsize role_of(const char *role)
{
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
        if (g_str_equal(roles[i].role, role))
            return i;
    g_assert_not_reached();
}

const char *gf_roster_role(const char *role, const char *gender, const char *language)
{
    gsize i = role_of(role);
    if (language_of(language) == ENGLISH)
        return roles[i].role;
    if (gender == NULL)
        return roles[i].post;
    return g_str_equal(gender, "woman") ? roles[i].woman : roles[i].man;
}

const char *gf_roster_both(const char *role, const char *gender, const char *language)
{
    gsize i = role_of(role);
    if (language_of(language) == ENGLISH)
        return roles[i].both;
    return g_str_equal(gender, "woman") ? roles[i].women : roles[i].men;
}

const char *gf_roster_post(const char *role, const char *language)
{
    gsize i = role_of(role);
    return language_of(language) == ENGLISH ? roles[i].role : roles[i].post;
}

const char *gf_roster_key(const char *role)
{
    return roles[role_of(role)].key;
}

char *gf_roster_body(const GfBody *body)
{
    gboolean numbered = (g_str_equal(body->kind, "group") || g_str_equal(body->kind, "chantier")) &&
                        strpbrk(body->slug, "0123456789") != NULL;
    return numbered ? g_ascii_strup(body->slug, -1) : g_strdup(body->name);
}
