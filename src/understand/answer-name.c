/* answer-name.c - see answer-name.h. */
#include "understand/answer-name.h"

#include "base/text.h"

#include <string.h>

enum { NAME_WORDS_MAXIMUM = 6, NEAR = 6, FILLERS_MAXIMUM = 8 };

static gboolean is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *fold_at(const GfWords *words, guint at)
{
    return at < gf_words_count(words) ? gf_words_at(words, at)->fold : "";
}

static const char particles[] = " de du des le la les el al ben bel van von da di dos y ";
static const char fillers[] = " mon ma notre son sa le la l un une cher chere autre ";
/* Words that end a name even where everything is written in capitals. */
static const char no_names[] = " je il elle on nous vous pour qui et ou afin merci cordialement "
                               "avec dans en par sur ne pas me mes mon "
                               "ma si que ce lors le_ votera sera viendra aura est a au aux car "
                               "mais donc bien bonne bon bonjour "
                               "suppleant suppleante pouvoir procuration desole membre conseil "
                               "present presente absent absente "
                               "representera remplacera afin commission assemblee seance pleniere "
                               "reunion college groupe comme "
                               "cdt bises remplace represente dont cette votre ";

static gboolean is_title_noun(const char *fold)
{
    return gf_answer_class("title", fold) && !gf_answer_class("civility", fold);
}

static gboolean is_name_word(const GfWords *words, guint at, gboolean civil)
{
    const GfWord *word = gf_words_at(words, at);
    if (gf_word_among(no_names, word->fold) || !g_ascii_isalpha(word->fold[0]) || word->masked ||
        gf_answer_class("weekday", word->fold) || gf_answer_class("month", word->fold))
        return FALSE;
    return word->capital ||
           (civil && strlen(word->fold) > 2 && !gf_word_among(particles, word->fold));
}

/* "Son 1er adjoint, M. Roux", "le directeur général des services, M. Roux". */
static guint skip_fillers(const GfWords *words, guint at, guint to)
{
    static const char of_role[] = " general generale des de du au delegue deleguee municipal "
                                  "municipale departemental departementale finances urbanisme "
                                  "communication a aux charge chargee maire ";
    gboolean role = FALSE;
    for (; at < to && !gf_words_at(words, at)->capital; at++) {
        const char *fold = fold_at(words, at);
        gboolean staff = gf_answer_class("staff", fold) || gf_answer_class("suppleant", fold) ||
                         g_str_has_prefix(fold, "1er") || g_str_has_suffix(fold, "eme");
        if (!staff && !gf_word_among(fillers, fold) && !gf_answer_class("colleague", fold) &&
            !(role && gf_word_among(of_role, fold)))
            break;
        role = role || staff;
    }
    return at;
}

/* "M. le Maire", "Madame la Présidente". */
static guint title_end(const GfWords *words, guint at, guint to)
{
    guint next = at;
    if (next < to && gf_word_among(" le la l ", fold_at(words, next)))
        next++;
    if (next < to && gf_word_among(" vice ", fold_at(words, next)))
        next++;
    return next < to && is_title_noun(fold_at(words, next)) ? next + 1 : at;
}

static gboolean joined(const GfWords *words, guint at)
{
    return gf_words_at(words, at)->before == GF_BREAK_NONE;
}

static guint name_words_end(const GfWords *words, guint at, guint to, gboolean civil)
{
    guint end = at, count = 0;
    for (guint i = at; i < to && count < NAME_WORDS_MAXIMUM; i++, count++) {
        if (i > at && !joined(words, i))
            break;
        if (is_name_word(words, i, civil && end == at)) {
            end = i + 1;
            continue;
        }
        gboolean particle = gf_word_among(particles, fold_at(words, i)) && i + 1 < to &&
                            joined(words, i + 1) && gf_words_at(words, i + 1)->capital &&
                            is_name_word(words, i + 1, FALSE);
        if (!particle)
            break;
    }
    return end;
}

/* "M" is a civility only as a capital: "m out" is what is left of "I'm out". */
static gboolean is_civility(const GfWords *words, guint at)
{
    const GfWord *word = gf_words_at(words, at);
    return gf_answer_class("civility", word->fold) &&
           (word->end - word->start > 1 || word->capital || words->text[word->end] == '.');
}

char *gf_name_at(const GfWords *words, guint at, guint to, guint *ret_end)
{
    guint start = skip_fillers(words, at, MIN(to, at + FILLERS_MAXIMUM));
    if (start >= to)
        return NULL;
    gboolean civil = is_civility(words, start);
    guint end = civil ? start + 1 : start;
    guint title = title_end(words, end, to);
    if (title > end && (civil || gf_words_at(words, title - 1)->capital)) {
        end = title;
    } else {
        guint name = end < to && (end == start || joined(words, end))
                         ? name_words_end(words, end, to, civil)
                         : end;
        if (name == end)
            return NULL;
        end = name;
    }
    gsize from = gf_words_at(words, start)->start;
    g_autofree char *raw = g_strndup(words->text + from, gf_words_at(words, end - 1)->end - from);
    if (ret_end != NULL)
        *ret_end = end;
    return gf_text_line(raw, 0);
}

/* A stretch of clauses with one sentence number. */
typedef struct {
    const GfWords *words;
    const GArray *clauses;
    GfNames *names;
    guint first, last; /* clauses [first, last) */
    guint from, to;    /* words */
} Sentence;

static const GfClause *clause_at(const Sentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (at >= clause->from && at < clause->to)
            return clause;
    }
    return &g_array_index(sentence->clauses, GfClause, sentence->first);
}

static void take_clause(const Sentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (at >= clause->from && at < clause->to)
            g_array_index(sentence->names->taken, gboolean, i) = TRUE;
    }
}

/* TRUE where an idiom of this sense stands in the clause before words[at]. */
static gboolean first_sense(const GfWords *words, const GfClause *clause, guint at, GfSense sense)
{
    for (guint i = clause->from; i < MIN(clause->to, at); i++)
        if (gf_words_at(words, i)->sense == (int) sense)
            return TRUE;
    return FALSE;
}

/* Under "si", or behind "en cas d'empêchement"; "à défaut" behind a name only adds another. */
static gboolean is_conditional(const Sentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->lead == GF_LEAD_IF ||
            (clause->from <= at && first_sense(sentence->words, clause, at, GF_SENSE_CONTINGENCY)))
            return TRUE;
    }
    return FALSE;
}

static gboolean near_before(const Sentence *sentence, guint at, const char *list)
{
    guint from = MAX(sentence->from, at > NEAR ? at - NEAR : 0);
    for (guint i = from; i < at; i++)
        if (gf_word_among(list, fold_at(sentence->words, i)))
            return TRUE;
    return FALSE;
}

static gboolean given_before(const Sentence *sentence, guint at)
{
    guint from = MAX(sentence->from, at > NEAR ? at - NEAR : 0);
    for (guint i = from; i < at; i++)
        if (gf_answer_class("give", fold_at(sentence->words, i)))
            return TRUE;
    return FALSE;
}

/* "pouvoir" as a thing that is given, not as "be able". */
static gboolean is_power(const Sentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *fold = fold_at(words, at);
    const char *before = at > sentence->from ? fold_at(words, at - 1) : "";
    const char *after = at + 1 < sentence->to ? fold_at(words, at + 1) : "";
    if (gf_word_among(" procuration procurations ", fold))
        return TRUE;
    if (gf_word_among(" mandat voix vote ", fold))
        return given_before(sentence, at);
    if (!is(fold, "pouvoir") && !is(fold, "pouvoirs"))
        return FALSE;
    gboolean led = gf_word_among(" un mon ma le son ce tout plein bon pas pour mes du ", before) ||
                   gf_answer_class("give", before);
    gboolean starts = at == sentence->from || gf_words_at(words, at)->before != GF_BREAK_NONE ||
                      gf_word_among(" et bonjour ", before);
    return led || (starts && gf_word_among(" a au donne pour est de confie ", after)) ||
           (starts && at + 1 < sentence->to && !joined(words, at + 1)) ||
           (is(before, "de") && given_before(sentence, at));
}

/* The name after "pouvoir": over "donné à", "de vote à", ":". */
static char *name_after(const Sentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    for (guint i = at + 1; i < MIN(sentence->to, at + 9); i++) {
        const char *fold = fold_at(words, i);
        gboolean colon = gf_words_at(words, i)->before == GF_BREAK_COLON;
        gboolean towards = gf_word_among(" a au ", fold) || (i == at + 1 && is(fold, "pour"));
        if (colon || towards) {
            char *name = gf_name_at(words, towards ? i + 1 : i, sentence->to, NULL);
            if (name != NULL)
                return name;
        }
        if (is(fold, "nom") && is(fold_at(words, i + 1), "de"))
            return gf_name_at(words, i + 2, sentence->to, NULL);
        gboolean relative = is(fold, "que") && is(fold_at(words, i + 1), "je");
        if (gf_word_among(" par que qui ", fold) && !relative)
            return NULL;
    }
    return NULL;
}

/* The last name in [from, to), before "aura ma procuration". */
static char *name_before(const Sentence *sentence, guint from, guint to)
{
    char *found = NULL;
    for (guint i = from; i < to;) {
        guint end = i + 1;
        gboolean opens = i == from || gf_words_at(sentence->words, i)->capital ||
                         gf_answer_class("civility", fold_at(sentence->words, i));
        char *name = opens ? gf_name_at(sentence->words, i, to, &end) : NULL;
        if (name != NULL) {
            g_free(found);
            found = name;
        }
        i = end;
    }
    return found;
}

static gboolean has_word(const Sentence *sentence, const char *list)
{
    for (guint i = sentence->from; i < sentence->to; i++)
        if (gf_word_among(list, fold_at(sentence->words, i)))
            return TRUE;
    return FALSE;
}

/* The half a pouvoir is given for may stand in front: "Pour l'après-midi, je donne pouvoir à". */
static int halves_around(const Sentence *sentence, const GfClause *clause)
{
    int halves = clause->halves;
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *other = &g_array_index(sentence->clauses, GfClause, i);
        if (other->sign == 0)
            halves |= other->halves;
    }
    return halves;
}

static void note_proxy(const Sentence *sentence, guint at, char *name)
{
    GfNames *names = sentence->names;
    const GfClause *clause = clause_at(sentence, at);
    if (is_conditional(sentence, at))
        names->conditional = TRUE;
    else
        names->given = TRUE;
    names->alternatives =
        names->alternatives || has_word(sentence, " soit ") ||
        (!is_conditional(sentence, at) && gf_clause_has(clause, GF_SENSE_CONTINGENCY));
    names->halves |= halves_around(sentence, clause);
    if (names->proxy_to == NULL)
        names->proxy_to = name;
    else
        g_free(name);
    take_clause(sentence, at);
}

/* "le pouvoir de Mme Vidal" is hers. */
static gboolean is_of_another(const Sentence *sentence, guint at)
{
    g_autofree char *name = NULL;
    if (gf_word_among(" de du d ", fold_at(sentence->words, at + 1)) && at + 2 < sentence->to)
        name = gf_name_at(sentence->words, at + 2, sentence->to, NULL);
    return name != NULL;
}

static void read_power(const Sentence *sentence, guint at)
{
    static const char bearers[] =
        " aura a detiendra detient recevra portera prendra dispose disposera ";
    static const char holders[] =
        " recu detiens porteur porteuse porterai titulaire dispose possede aurai "
        "avec beneficie ";
    const GfClause *clause = clause_at(sentence, at);
    const GfWords *words = sentence->words;
    if (clause->question)
        return;
    gboolean own = gf_word_among(" ma mon mes ", at > sentence->from ? fold_at(words, at - 1) : "");
    gboolean to_me = near_before(sentence, at, " me moi ") && given_before(sentence, at);
    gboolean held =
        (!own && near_before(sentence, at, holders)) || to_me || is_of_another(sentence, at);
    if (clause->negations > 0 || near_before(sentence, at, " sans aucun ")) {
        sentence->names->refused = TRUE;
        take_clause(sentence, at);
        return;
    }
    if (held) {
        sentence->names->held = TRUE;
        take_clause(sentence, at);
        return;
    }
    char *name = name_after(sentence, at);
    if (name == NULL && own && near_before(sentence, at, bearers))
        name = name_before(sentence, sentence->from, at);
    /* "Paul Pons, à qui je donne pouvoir" */
    if (name == NULL && given_before(sentence, at) && near_before(sentence, at, " qui "))
        name = name_before(sentence, sentence->from, at);
    if (name != NULL || own || given_before(sentence, at) ||
        near_before(sentence, at, " un signe complete rempli joint jointe "))
        note_proxy(sentence, at, name);
}

/* "Je mandate Mme X", "Mme X votera en mon nom". */
static void read_mandate(const Sentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *fold = fold_at(words, at);
    char *name = NULL;
    if (clause_at(sentence, at)->question || clause_at(sentence, at)->negations > 0)
        return;
    if (gf_word_among(" mandate mandater ", fold) ||
        (gf_word_among(" charge designe ", fold) && near_before(sentence, at, " je ") &&
         !has_word(sentence, " representer remplacer suppleer ")))
        name = gf_name_at(words, at + 1, sentence->to, NULL);
    else if (is(fold, "mandataire"))
        name = name_after(sentence, at);
    else if (gf_word_among(" votera voter ", fold) &&
             gf_word_among(" pour en a ", fold_at(words, at + 1)) &&
             gf_word_among(" moi mon ma ", fold_at(words, at + 2)))
        name = name_before(sentence, sentence->from, at);
    if (name != NULL)
        note_proxy(sentence, at, name);
}

static gboolean has_staff(const Sentence *sentence)
{
    gboolean staff = FALSE;
    for (guint i = sentence->from; i < sentence->to; i++) {
        const char *fold = fold_at(sentence->words, i);
        if (gf_answer_class("suppleant", fold))
            return FALSE;
        staff = staff || gf_answer_class("staff", fold);
    }
    return staff;
}

static void note_substitute(const Sentence *sentence, guint at, char *name)
{
    GfNames *names = sentence->names;
    gboolean hedged = is_conditional(sentence, at);
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        hedged = hedged || gf_clause_has(clause, GF_SENSE_HEDGE) ||
                 gf_clause_has(clause, GF_SENSE_LATER);
    }
    /* Asked, but not said to have agreed. */
    names->staff = names->staff || has_word(sentence, " demande demander demandons ");
    hedged = hedged || has_word(sentence, " voir contacter verifie ");
    names->unsure = names->unsure || hedged;
    names->staff = names->staff || has_staff(sentence);
    if (names->substitute == NULL || is(names->substitute, "suppléant")) {
        g_free(names->substitute);
        names->substitute = name;
    } else {
        g_free(name);
    }
    take_clause(sentence, at);
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->who == GF_WHO_OTHER ||
            (clause->from > at && clause->sign > 0 && clause->who != GF_WHO_SENDER))
            g_array_index(names->taken, gboolean, i) = TRUE;
    }
}

static const char replacing[] =
    " viendra participera assistera siegera remplacera representera remplacer representer remplace "
    "represente suppleera ira sera prendra replacera assurera presente present remplacee "
    "representee "
    "remplacerai assister participer sieger venir vient rendra rejoindra envoie enverrai enverra ";

static char *suppleant_name(const Sentence *sentence, guint at)
{
    char *name =
        at + 1 < sentence->to ? gf_name_at(sentence->words, at + 1, sentence->to, NULL) : NULL;
    if (name == NULL && at > sentence->from + 1 && !joined(sentence->words, at - 1))
        name = name_before(sentence, sentence->from, at);
    return name != NULL ? name : g_strdup("suppléant");
}

/* "Mme Roux, suppléante, assistera". */
static gboolean is_apposed(const Sentence *sentence, guint at)
{
    if (at < sentence->from + 2 || joined(sentence->words, at))
        return FALSE;
    g_autofree char *name = name_before(sentence, sentence->from, at);
    return name != NULL;
}

static gboolean sender_comes(const Sentence *sentence)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->sign > 0 && clause->who == GF_WHO_SENDER && clause->weight == GF_WEIGHT_STRONG)
            return TRUE;
    }
    return FALSE;
}

static gboolean sender_is_absent(const Sentence *sentence)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->sign < 0 && clause->who != GF_WHO_OTHER)
            return TRUE;
    }
    return FALSE;
}

static void read_suppleant(const Sentence *sentence, guint at)
{
    const GfClause *clause = clause_at(sentence, at);
    gboolean possessed = at > sentence->from && gf_word_among(" mon ma son sa notre le la votre ",
                                                              fold_at(sentence->words, at - 1));
    gboolean label =
        at + 1 < sentence->to && gf_words_at(sentence->words, at + 1)->before == GF_BREAK_COLON;
    if (clause->negations > 0) {
        take_clause(sentence, at);
        return;
    }
    if (sender_comes(sentence) ||
        near_before(sentence, at, " accompagne accompagnee avec accompagnes ")) {
        sentence->names->along = TRUE;
        return;
    }
    /* "Mon suppléant sera absent" says nothing of the member. */
    if (clause->sign < 0 && clause->who == GF_WHO_OTHER && !sender_is_absent(sentence))
        return;
    if (clause->question || (!possessed && !label && !is_apposed(sentence, at)))
        return;
    if (label || has_word(sentence, replacing))
        note_substitute(sentence, at, suppleant_name(sentence, at));
}

/* "Mme Roux viendra à ma place", "en lieu et place de M. Pons", "je cède ma place à Mme Roux". */
static char *replacement_of_place(const Sentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *before = fold_at(words, at - 1), *second = fold_at(words, at - 2);
    gboolean titled = gf_answer_class("civility", fold_at(words, at + 2));
    if (gf_word_among(" ma sa la ", before) && gf_word_among(" a au ", fold_at(words, at + 1)) &&
        near_before(sentence, at, " cede cederai laisse laisserai donne donnerai laissera cedera "))
        return gf_name_at(words, at + 2, sentence->to, NULL);
    gboolean instead = is(second, "a") && gf_word_among(" ma sa ", before);
    gboolean instead_of = titled && ((is(second, "a") && is(before, "la")) ||
                                     (is(before, "et") && is(second, "lieu")));
    /* "Je viens à sa place": the sender acts for another. */
    if ((is(before, "sa") || instead_of) && clause_at(sentence, at)->who == GF_WHO_SENDER) {
        sentence->names->along = TRUE;
        return NULL;
    }
    guint end = is(before, "et") ? at - 3 : at - 2;
    return instead || instead_of ? name_before(sentence, sentence->from, end) : NULL;
}

/* Where words[at] says that somebody comes instead, the place of the name: behind or before it. */
static char *replacement_at(const Sentence *sentence, guint at)
{
    static const char passive[] =
        " represente representee remplace remplacee representer remplacer "
        "supplee suppleee represented replaced ";
    static const char active[] =
        " remplacera representera remplace represente suppleera remplaceront ";
    static const char sending[] =
        " designe delegue envoie enverra enverrai depeche charge mandate demande ";
    const GfWords *words = sentence->words;
    const char *fold = fold_at(words, at);
    if (gf_word_among(passive, fold) && gf_word_among(" par by ", fold_at(words, at + 1)))
        return gf_name_at(words, at + 2, sentence->to, NULL);
    if (gf_word_among(active, fold) && at > sentence->from) {
        gboolean object = gf_answer_class("civility", fold_at(words, at + 1));
        if (gf_word_among(" me le la nous l ", fold_at(words, at - 1)))
            return name_before(sentence, sentence->from, at - 1);
        return object ? name_before(sentence, sentence->from, at) : NULL;
    }
    /* "A désigné M. Roux pour le représenter" */
    if (gf_word_among(" representer remplacer suppleer ", fold) && at > sentence->from + 1 &&
        gf_word_among(" me le la nous l ", fold_at(words, at - 1)) &&
        gf_word_among(" pour de d a ", fold_at(words, at - 2)) &&
        near_before(sentence, at - 2, sending))
        return name_before(sentence, sentence->from, at - 2);
    return is(fold, "place") && at > sentence->from + 1 ? replacement_of_place(sentence, at) : NULL;
}

/* "représentée par Mme X", "Mme X me remplacera", "Mme X viendra à ma place". */
static void read_replacement(const Sentence *sentence, guint at)
{
    const GfClause *clause = clause_at(sentence, at);
    /* Who votes in somebody's place holds a pouvoir. */
    if (clause->question || clause->negations > 0 ||
        has_word(sentence, " pouvoir procuration mandate voter votera mandataire "))
        return;
    char *name = replacement_at(sentence, at);
    if (name != NULL)
        note_substitute(sentence, at, name);
    else if (gf_word_among(" representer remplacer suppleer ", fold_at(sentence->words, at)) &&
             near_before(sentence, at, " ferai fera fais fait ferons "))
        sentence->names->unsure = TRUE;
}

static void read_sentence(const Sentence *sentence)
{
    for (guint at = sentence->from; at < sentence->to; at++) {
        if (is_power(sentence, at))
            read_power(sentence, at);
        else if (gf_answer_class("suppleant", fold_at(sentence->words, at)))
            read_suppleant(sentence, at);
        else
            read_mandate(sentence, at);
        read_replacement(sentence, at);
    }
}

GfNames *gf_names_find(const GfWords *words, const GArray *clauses)
{
    GfNames *names = g_new0(GfNames, 1);
    names->taken = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_array_set_size(names->taken, clauses->len);
    for (guint first = 0; first < clauses->len;) {
        const GfClause *clause = &g_array_index(clauses, GfClause, first);
        guint last = first + 1;
        while (last < clauses->len &&
               g_array_index(clauses, GfClause, last).sentence == clause->sentence)
            last++;
        Sentence sentence = {words,
                             clauses,
                             names,
                             first,
                             last,
                             clause->from,
                             g_array_index(clauses, GfClause, last - 1).to};
        read_sentence(&sentence);
        first = last;
    }
    return names;
}

void gf_names_free(GfNames *names)
{
    if (names == NULL)
        return;
    g_free(names->proxy_to);
    g_free(names->substitute);
    g_array_unref(names->taken);
    g_free(names);
}
