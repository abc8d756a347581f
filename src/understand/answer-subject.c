/* answer-subject.c - see answer-subject.h.
 *
 * The nearest subject before the predicate, within its own "que". A noun that is no person cannot
 * come: "la question est pleinement présente" says nothing about anybody.
 */
#include "understand/answer-subject.h"

#include <string.h>

typedef struct {
    GfWho strong, faint;
    gboolean reader, named;
    gboolean first, third; /* verb forms */
} Subject;

static gboolean ends_third(const char *fold)
{
    gsize length = strlen(fold);
    return gf_word_among(
               " est sont vient peut doit va ont aura sera fait participe assiste prend vous_ ",
               fold) ||
           (length > 4 && (g_str_has_suffix(fold, "ra") || g_str_has_suffix(fold, "ront")));
}

static gboolean first_plural(const char *fold)
{
    return gf_word_among(" sommes venons pouvons participons assistons ", fold) ||
           (strlen(fold) > 5 && g_str_has_suffix(fold, "rons"));
}

static gboolean ends_first(const char *fold)
{
    return gf_word_among(
               " suis ai viens peux puis vais dois prends assiste participe confirme serai podre "
               "puedo "
               "asistire assistire vindre poirai vendrai sere estare acudire will am ",
               fold) ||
           (strlen(fold) > 4 && g_str_has_suffix(fold, "rai")) || first_plural(fold);
}

/* What a word may be to a clause: a GfWho, and any of these. */
enum {
    ROLE_WHO = 7,
    ROLE_STAFF = 8,
    ROLE_OWN = 16,   /* "mon" */
    ROLE_OTHER = 32, /* "son" */
    ROLE_READER = 64,
    ROLE_FIRST = 128, /* verbs, by their form */
    ROLE_THIRD = 256,
    ROLE_PLURAL = 512,
};

static GfWho find_who(const char *fold)
{
    if (gf_word_among(" je moi nous on i we yo ieu ", fold))
        return GF_WHO_SENDER;
    if (gf_answer_class("suppleant", fold) || gf_answer_class("relation", fold) ||
        gf_answer_class("colleague", fold))
        return GF_WHO_OTHER;
    if (gf_word_among(" il elle ", fold) || gf_answer_class("title", fold))
        return GF_WHO_NAMED;
    return GF_WHO_ELLIPTIC;
}

static int find_roles(const char *fold)
{
    gboolean own = gf_answer_class("first", fold) || gf_answer_class("own", fold);
    return (int) find_who(fold) | (gf_answer_class("staff", fold) ? ROLE_STAFF : 0) |
           (own ? ROLE_OWN : 0) | (gf_word_among(" lui son sa ses leur ", fold) ? ROLE_OTHER : 0) |
           (gf_word_among(" vous tu votre vos ", fold) ? ROLE_READER : 0) |
           (ends_first(fold) ? ROLE_FIRST : 0) | (ends_third(fold) ? ROLE_THIRD : 0) |
           (first_plural(fold) || gf_word_is(fold, "nous") ? ROLE_PLURAL : 0);
}

/* Asked of every word. */
static int roles_of(const char *fold)
{
    static const char question[] = "roles";
    int roles = 0;
    return gf_term_recall(question, fold, &roles)
               ? roles
               : gf_term_remember(question, fold, find_roles(fold));
}

static gboolean third_person(const char *fold)
{
    return (roles_of(fold) & ROLE_THIRD) != 0;
}

/* A capital inside a sentence, or a first word that no table knows in front of a verb. */
static gboolean is_named(const GfWords *words, guint index, guint from)
{
    const GfWord *word = gf_words_at(words, index);
    gboolean opens = index == from && word->before >= GF_BREAK_LINE;
    if (!word->capital || word->masked || strlen(word->fold) < 3 ||
        gf_phrasebook_knows(gf_answer_statements(), word->fold) ||
        gf_phrasebook_knows(gf_answer_idioms(), word->fold) ||
        gf_word_among(
            " cela rien tout tous cette votre notre cet ces les mes tes vos nos pour avec dans ",
            word->fold))
        return FALSE;
    return !opens ||
           (index + 1 < gf_words_count(words) && third_person(gf_words_at(words, index + 1)->fold));
}

static void look_at(GfClause *clause, const GfWords *words, guint index, Subject *subject)
{
    const char *fold = gf_words_at(words, index)->fold;
    const char *before = index > clause->from ? gf_words_at(words, index - 1)->fold : "";
    int roles = roles_of(fold);
    GfWho who = (GfWho) (roles & ROLE_WHO);
    /* "Mon adjoint" is not the member. */
    if ((roles & ROLE_STAFF) != 0 && gf_word_among(" mon ma mes notre nos un une ", before))
        who = GF_WHO_OTHER;
    if (who != GF_WHO_ELLIPTIC && subject->strong == GF_WHO_ELLIPTIC)
        subject->strong = who;
    /* "Ma collègue Mme Roux" */
    if (who == GF_WHO_OTHER && subject->strong == GF_WHO_NAMED &&
        gf_word_among(" mon ma mes notre nos ", before))
        subject->strong = GF_WHO_OTHER;
    /* The title in front of a name, not the one behind it. */
    if (who == GF_WHO_NAMED && subject->strong == GF_WHO_NAMED)
        clause->name = index;
    GfWho faint = (roles & ROLE_OWN) != 0     ? GF_WHO_SENDER
                  : (roles & ROLE_OTHER) != 0 ? GF_WHO_NAMED
                                              : GF_WHO_ELLIPTIC;
    if (subject->faint == GF_WHO_ELLIPTIC)
        subject->faint = faint;
    subject->reader = subject->reader || (roles & ROLE_READER) != 0;
}

static GfWho resolve(const Subject *subject)
{
    if (subject->strong != GF_WHO_ELLIPTIC)
        return subject->strong;
    if (subject->faint != GF_WHO_ELLIPTIC)
        return subject->faint;
    if (subject->first)
        return GF_WHO_SENDER;
    if (subject->third && subject->named)
        return GF_WHO_NAMED;
    if (subject->reader)
        return GF_WHO_READER;
    return subject->third ? GF_WHO_THING : GF_WHO_ELLIPTIC;
}

/* "Ne pourra être présent", "Sera absent": a verb without any subject speaks of the member. */
static gboolean opens(const GfWords *words, guint from, guint at)
{
    for (guint i = from; i < at; i++)
        if (!gf_words_at(words, i)->masked &&
            !gf_word_among(" ne et mais donc y n ", gf_words_at(words, i)->fold))
            return FALSE;
    return gf_words_at(words, from)->before >= GF_BREAK_LINE;
}

/* Nouns that say when or to what, before an elliptic "présent". */
static gboolean is_thing(const char *fold)
{
    static const char frames[] =
        " matin matinee apres apresmidi midi journee soir jour date semaine deux trois premier "
        "premiere "
        "seconde deuxieme mois plaisir joie honneur regret reponse presence participation venue "
        "absence plus meme autre voici ";
    return !gf_word_among(frames, fold) && !gf_answer_class("meeting", fold) &&
           !gf_answer_class("weekday", fold) && !gf_answer_class("month", fold);
}

/* "Le train arrive à 9 h": a noun with its article before the verb, and no person. */
/* "Cela me sera impossible" is said of the sender. */
static gboolean is_to_sender(const GfWords *words, const GfClause *clause)
{
    if (clause->why == NULL || !gf_word_among(" not-possible not-able ", clause->why))
        return FALSE;
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_word_among(" me moi nous ", gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

static gboolean names_thing(const GfWords *words, const GfClause *clause, gsize predicate)
{
    for (guint i = clause->from; i + 1 < clause->to; i++) {
        const GfWord *word = gf_words_at(words, i), *next = gf_words_at(words, i + 1);
        if (next->start >= predicate || word->masked || next->masked)
            continue;
        if (gf_word_among(" cela ca ceci ", word->fold))
            return TRUE;
        if (gf_word_among(" le la l les un une cette cet des vos ses ", word->fold) &&
            !g_ascii_isdigit(next->fold[0]) && strlen(next->fold) > 2 && is_thing(next->fold))
            return TRUE;
    }
    return FALSE;
}

void gf_subject_find(GfClause *clause, const GfWords *words, gsize predicate)
{
    Subject subject = {GF_WHO_ELLIPTIC, GF_WHO_ELLIPTIC, FALSE, FALSE, FALSE, FALSE};
    gboolean inside = TRUE, couple = FALSE;
    for (guint i = clause->to; i > clause->from; i--) {
        const GfWord *word = gf_words_at(words, i - 1);
        if (word->start <= predicate) {
            inside = inside && !gf_word_among(" que quoi lesquels ", word->fold);
            if (inside) {
                look_at(clause, words, i - 1, &subject);
                if (is_named(words, i - 1, clause->from) && subject.strong == GF_WHO_ELLIPTIC) {
                    subject.named = TRUE;
                    clause->name = i - 1;
                }
            }
        }
        if (word->masked || !inside)
            continue;
        const char *before = i - 1 > clause->from ? gf_words_at(words, i - 2)->fold : "";
        int roles = roles_of(word->fold);
        subject.third = subject.third || ((roles & ROLE_THIRD) != 0 && !gf_word_is(before, "ce") &&
                                          !opens(words, clause->from, i - 1));
        subject.first = subject.first || (roles & ROLE_FIRST) != 0;
        couple = couple || (roles & ROLE_PLURAL) != 0;
    }
    clause->who = resolve(&subject);
    if (clause->who == GF_WHO_ELLIPTIC && names_thing(words, clause, predicate))
        clause->who = GF_WHO_THING;
    if ((clause->who == GF_WHO_THING || clause->who == GF_WHO_READER) &&
        is_to_sender(words, clause))
        clause->who = GF_WHO_SENDER;
    /* "Moi et ma collègue serons présents", "ni moi ni mon suppléant" */
    for (guint i = clause->from; i < clause->to && clause->who == GF_WHO_OTHER; i++)
        if (gf_word_is(gf_words_at(words, i)->fold, "moi") &&
            gf_word_among(" et ni ou ", i + 1 < clause->to ? gf_words_at(words, i + 1)->fold : ""))
            clause->who = GF_WHO_SENDER;
    clause->plural = couple && clause->who == GF_WHO_SENDER;
}

gboolean gf_subject_has_verb(const GfWords *words, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (third_person(gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}
