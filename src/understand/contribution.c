/* contribution.c - see contribution.h.
 *
 * Sure or silent: a short message about one's own contribution withdraws it, a long one or one that
 * speaks of anything else contributes. Nothing is ever lost by CONTRIBUTE.
 */
#include "understand/contribution.h"

#include "understand/contribution-words.h"
#include "understand/gist.h"

#include <string.h>

enum {
    HEAD_WORDS = 40,
    SHORT_WORDS = 30,
    SUBJECT_ALONE_WORDS = 15,
    FILES_WORDS = 15,
    PARTS_MAXIMUM = 9
};

static const char *const spelt[] = {"contribution", "complement", "annule",  "remplace", "retire",
                                    "precedente",   "corrigee",   "message", "neant",    NULL};

static GfGist *gist_of(const char *text)
{
    const GfPhrasebook *const books[] = {gf_contribution_openings(), gf_contribution_anywhere(),
                                         gf_contribution_nothings(), gf_contribution_asides(),
                                         NULL};
    GfGist *gist = gf_gist_new(text, books);
    gf_gist_mend(gist, spelt);
    return gist;
}

static GfIntent intent_of(GfPurpose purpose)
{
    switch (purpose) {
    case GF_PURPOSE_REPLACE:
        return GF_INTENT_REPLACE;
    case GF_PURPOSE_ADD:
    case GF_PURPOSE_ADD_ALONE:
    case GF_PURPOSE_ADD_FILES:
        return GF_INTENT_ADD;
    case GF_PURPOSE_WITHDRAW:
    case GF_PURPOSE_WITHDRAW_ALONE:
        return GF_INTENT_WITHDRAW;
    default:
        return GF_INTENT_CONTRIBUTE;
    }
}

/* A later part of several: "2/3", alone in its clause. */
static gboolean is_later_part(const GfGist *gist, guint at)
{
    const char *fold = gf_gist_at(gist, at)->fold;
    if (strlen(fold) != 3 || fold[1] != '/' || !g_ascii_isdigit(fold[0]) ||
        !g_ascii_isdigit(fold[2]))
        return FALSE;
    if (at > 0 &&
        gf_word_among(" les des aux ces environ pres aux ", gf_gist_at(gist, at - 1)->fold))
        return FALSE;
    return fold[0] >= '2' && fold[0] <= fold[2] && fold[2] <= '0' + PARTS_MAXIMUM &&
           gf_gist_clause_end(gist, at, GF_BREAK_COMMA) == at + 1;
}

/* What may follow "ma contribution" in a message that withdraws it. */
static gboolean goes_on(const GfGist *gist, guint at)
{
    static const char followers[] =
        " sur du de des d a au envoyee envoye adressee deposee transmise concernant relative "
        "relatif car et pour qui parce que puisque svp merci saisine en faite ci numero par elle "
        "on about from because sent please qu si ";
    return at == gist->said->len || gf_gist_at(gist, at)->before >= GF_BREAK_COMMA ||
           gf_word_among(followers, gf_gist_at(gist, at)->fold);
}

/* Words [from, to) speak of a version that takes the place of the one withdrawn. */
static gboolean offers_another(const GfGist *gist, guint from, guint to)
{
    static const char offers[] =
        " voici voila nouvelle corrigee rectifiee bonne bon jointe joint "
        "joins remplace remplacee remplacer plutot proposons preferons new "
        "corrected attached instead ";
    for (guint i = from; i < to; i++)
        if (gf_word_among(offers, gf_gist_at(gist, i)->fold))
            return TRUE;
    return FALSE;
}

static gboolean names_former(const GfGist *gist, guint to)
{
    for (guint i = 0; i < to; i++)
        if (gf_word_among(" precedent precedente precedents precedentes ancien ancienne premier "
                          "premiere former previous ",
                          gf_gist_at(gist, i)->fold))
            return TRUE;
    return FALSE;
}

/* Where more than a few words follow, or a version, they take the place of what is withdrawn. */
static GfIntent withdrawal(const GfGist *gist, guint end, gboolean has_files)
{
    if (!goes_on(gist, end))
        return GF_INTENT_CONTRIBUTE;
    gboolean more = gist->cut || gist->said->len > SHORT_WORDS;
    gboolean sentence = end < gist->said->len && gf_gist_at(gist, end)->before >= GF_BREAK_SENTENCE;
    if (more || offers_another(gist, end, gist->said->len) ||
        ((has_files || sentence) && names_former(gist, end)))
        return GF_INTENT_REPLACE;
    return GF_INTENT_WITHDRAW;
}

/* What the phrase at the beginning of a clause says. */
static GfIntent opening_at(const GfGist *gist, guint at, gboolean has_files)
{
    guint end = 0;
    if (is_later_part(gist, at))
        return GF_INTENT_ADD;
    const GfPhraseSpec *spec =
        gf_gist_match(gist, gf_contribution_openings(), at, GF_BREAK_COMMA, &end);
    if (spec == NULL)
        return GF_INTENT_CONTRIBUTE;
    gboolean alone = end == gist->said->len && at == 0;
    if ((spec->sense == GF_PURPOSE_WITHDRAW_ALONE || spec->sense == GF_PURPOSE_ADD_ALONE) && !alone)
        return GF_INTENT_CONTRIBUTE;
    if (spec->sense == GF_PURPOSE_ADD_FILES && (!has_files || gist->said->len > FILES_WORDS))
        return GF_INTENT_CONTRIBUTE;
    GfIntent intent = intent_of((GfPurpose) spec->sense);
    return intent == GF_INTENT_WITHDRAW ? withdrawal(gist, end, has_files) : intent;
}

/* The first phrase that counts wherever it stands in the first sentences. */
static GfIntent anywhere(const GfGist *gist)
{
    for (guint at = 0; at < gist->said->len && at < HEAD_WORDS; at++) {
        guint end = 0;
        const GfPhraseSpec *spec =
            gf_gist_match(gist, gf_contribution_anywhere(), at, GF_BREAK_COLON, &end);
        if (spec != NULL)
            return intent_of((GfPurpose) spec->sense);
    }
    return GF_INTENT_CONTRIBUTE;
}

/* TRUE where every clause is a phrase of `purpose` or an aside, and one at least is no aside. */
static gboolean says_only(const GfGist *gist, GfPurpose purpose)
{
    gboolean found = FALSE;
    for (guint at = 0; at < gist->said->len;) {
        guint end = 0, clause = gf_gist_clause_end(gist, at, GF_BREAK_COMMA);
        const GfPhraseSpec *spec =
            gf_gist_match(gist, gf_contribution_nothings(), at, GF_BREAK_COMMA, &end);
        if (spec == NULL || end < clause || gf_gist_at(gist, clause - 1)->question ||
            (spec->sense != (int) purpose && spec->sense != GF_PURPOSE_ASIDE))
            return FALSE;
        found = found || spec->sense == (int) purpose;
        at = clause;
    }
    return found;
}

/* "Suite à une erreur, je retire ma contribution": a short message says it later too. */
static GfIntent withdrawn_later(const GfGist *gist, gboolean has_files)
{
    for (guint at = 0; at < gist->said->len && gist->said->len <= SHORT_WORDS; at++) {
        if (gf_word_among(" si sinon if faute ", gf_gist_at(gist, at)->fold))
            break;
        if (at > 0 && gf_gist_at(gist, at)->before >= GF_BREAK_COMMA &&
            opening_at(gist, at, has_files) == GF_INTENT_WITHDRAW)
            return GF_INTENT_WITHDRAW;
    }
    return GF_INTENT_CONTRIBUTE;
}

static GfIntent intent_of_text(const GfGist *gist, gboolean has_files)
{
    if (gist->said->len == 0)
        return GF_INTENT_CONTRIBUTE;
    GfIntent opening = opening_at(gist, 0, has_files), later = anywhere(gist);
    if (later == GF_INTENT_REPLACE)
        return later;
    if (opening != GF_INTENT_CONTRIBUTE)
        return opening;
    if (later == GF_INTENT_CONTRIBUTE)
        later = withdrawn_later(gist, has_files);
    if (later != GF_INTENT_CONTRIBUTE)
        return later;
    return says_only(gist, GF_PURPOSE_NOTHING) ? GF_INTENT_NOTHING : GF_INTENT_CONTRIBUTE;
}

static gboolean begins_clause(const GfGist *gist, guint at)
{
    return at == 0 || gf_gist_at(gist, at)->before >= GF_BREAK_COMMA;
}

static GfIntent intent_at_subject(const GfGist *gist, guint at)
{
    guint end = 0;
    GfIntent intent = begins_clause(gist, at) ? opening_at(gist, at, FALSE) : GF_INTENT_CONTRIBUTE;
    if (intent != GF_INTENT_CONTRIBUTE)
        return intent;
    if (is_later_part(gist, at))
        return GF_INTENT_ADD;
    const GfPhraseSpec *spec =
        gf_gist_match(gist, gf_contribution_endings(), at, GF_BREAK_COMMA, &end);
    return spec != NULL ? intent_of((GfPurpose) spec->sense) : GF_INTENT_CONTRIBUTE;
}

/* `words`: what the text itself says. */
static GfIntent intent_of_subject(const char *subject, guint words, gboolean has_files)
{
    /* Tags such as "[Saisine 2017-01]" stand for themselves. */
    g_autofree char *plain = g_strdup(subject != NULL ? subject : "");
    g_strdelimit(plain, "[]_|", ';');
    g_autoptr(GfGist) gist = gist_of(plain);
    GfIntent intent = anywhere(gist);
    for (guint at = 0; at < gist->said->len && intent == GF_INTENT_CONTRIBUTE; at++)
        intent = intent_at_subject(gist, at);
    if (intent == GF_INTENT_WITHDRAW && words > SUBJECT_ALONE_WORDS)
        return GF_INTENT_CONTRIBUTE;
    if (intent == GF_INTENT_CONTRIBUTE && words == 0 && !has_files &&
        says_only(gist, GF_PURPOSE_NOTHING))
        return GF_INTENT_NOTHING;
    return intent;
}

GfIntent gf_contribution_intent(const char *subject, const char *new_text, gboolean has_files)
{
    g_autoptr(GfGist) gist = gist_of(new_text);
    GfIntent intent = intent_of_text(gist, has_files);
    if (intent == GF_INTENT_CONTRIBUTE)
        intent = intent_of_subject(subject, gist->said->len, has_files);
    if (intent == GF_INTENT_CONTRIBUTE && has_files &&
        (gist->said->len == 0 || says_only(gist, GF_PURPOSE_ATTACHED)))
        return GF_INTENT_ADD;
    return intent;
}

gboolean gf_contribution_is_nothing(const char *text)
{
    g_autoptr(GfGist) gist = gist_of(text);
    return says_only(gist, GF_PURPOSE_NOTHING);
}

/* The word behind the order at `at`; `at` where there is none. */
static guint order_end(const GfGist *gist, guint at)
{
    guint end = at;
    if (gf_gist_match(gist, gf_contribution_anywhere(), at, GF_BREAK_COLON, &end) != NULL)
        return end;
    end = at;
    return begins_clause(gist, at) &&
                   gf_gist_match(gist, gf_contribution_openings(), at, GF_BREAK_COMMA, &end) != NULL
               ? end
               : at;
}

gboolean gf_contribution_is_order_alone(const char *text)
{
    static const char around[] =
        " merci veuillez priere de d bien vouloir je vous nous prie ne pas plus svp "
        "please donc ";
    g_autoptr(GfGist) gist = gist_of(text);
    gboolean found = FALSE;
    for (guint at = 0; at < gist->said->len;) {
        guint end = order_end(gist, at);
        if (end == at && !gf_word_among(around, gf_gist_at(gist, at)->fold))
            return FALSE;
        found = found || end > at;
        at = MAX(end, at + 1);
    }
    return found && !gist->cut;
}

gboolean gf_contribution_is_question(const char *text)
{
    g_autoptr(GfGist) gist = gist_of(text);
    if (gist->cut || gist->said->len > SHORT_WORDS)
        return FALSE;
    for (guint at = 0; at < gist->said->len;) {
        at = gf_gist_clause_end(gist, at, GF_BREAK_SENTENCE);
        if (!gf_gist_at(gist, at - 1)->question)
            return FALSE;
    }
    return gist->said->len > 0;
}

static GfPurpose aside_in(const GfGist *gist, guint from, guint to)
{
    for (guint at = from; at < to; at++) {
        guint end = 0;
        const GfPhraseSpec *spec =
            gf_gist_match(gist, gf_contribution_asides(), at, GF_BREAK_SENTENCE, &end);
        if (spec != NULL)
            return (GfPurpose) spec->sense;
    }
    return GF_PURPOSE_NONE;
}

/* Who leaves says so beside other things; who promises says nothing else. */
gboolean gf_contribution_is_aside(const char *text)
{
    g_autoptr(GfGist) gist = gist_of(text);
    gboolean promises = gist->said->len > 0;
    if (gist->cut || gist->said->len > SHORT_WORDS)
        return FALSE;
    for (guint at = 0, end = 0; at < gist->said->len; at = end) {
        end = gf_gist_clause_end(gist, at, GF_BREAK_SENTENCE);
        GfPurpose purpose = aside_in(gist, at, end);
        if (purpose == GF_PURPOSE_LEAVE)
            return TRUE;
        promises = promises && purpose == GF_PURPOSE_LATER;
    }
    return promises;
}

const char *gf_intent_name(GfIntent intent)
{
    static const char *const names[] = {"contribute", "add", "replace", "withdraw", "nothing"};
    g_assert((guint) intent < G_N_ELEMENTS(names));
    return names[intent];
}
