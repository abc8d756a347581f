/* contribution-text.c - what one letter says about a saisine: its own words, the questions it
 * answers, links and files; and how a later letter goes with an earlier one. Pure.
 */
#include "workflow/contribution-private.h"

#include "base/limits.h"
#include "base/text.h"
#include "understand/gist.h"
#include "understand/links.h"
#include "understand/questions.h"

#include <string.h>

/* Beside a long text, so few characters without a file are a remark and no new version. */
#define SHORT_CHARACTERS 200
#define SHORT_SHARE 4
/* "suite", "annule et remplace": words that come with something, and bring nothing themselves. */
#define BARE_CHARACTERS 25

/* Which questions these segments answer: bit n-1 for question n. */
static gint64 questions_in(const GPtrArray *segments, const GPtrArray *questions)
{
    guint count = MIN(questions->len, GF_QUESTIONS_MAX);
    g_autofree GfQuestionText *asked = g_new0(GfQuestionText, count);
    for (guint i = 0; i < count; i++)
        asked[i] = (GfQuestionText){(int) i + 1, questions->pdata[i]};
    return (gint64) gf_questions_answered(segments, asked, count);
}

static gboolean is_one(gint64 questions)
{
    return questions != 0 && (questions & (questions - 1)) == 0;
}

static guint number_of(gint64 questions)
{
    guint number = 1;
    while ((questions >> (number - 1) & 1) == 0)
        number++;
    return number;
}

/* The question that stands above the words, in the quote that they follow; 0: none alone. */
static guint answered_above(GfSegment *quote, GfSegment *words, const GPtrArray *questions)
{
    if (quote == NULL || quote->kind != GF_SEGMENT_QUOTE)
        return 0;
    g_autoptr(GPtrArray) segments = g_ptr_array_new();
    g_ptr_array_add(segments, words);
    if (questions_in(segments, questions) != 0) /* they say it themselves */
        return 0;
    g_ptr_array_insert(segments, 0, quote);
    gint64 answered = questions_in(segments, questions);
    return is_one(answered) ? number_of(answered) : 0;
}

static void append_words(GString *text, GfSegment *quote, GfSegment *words,
                         const GPtrArray *questions)
{
    g_autofree char *own = g_strstrip(g_strdup(words->text));
    guint number = answered_above(quote, words, questions);
    if (own[0] == '\0')
        return;
    if (text->len > 0)
        g_string_append(text, "\n\n");
    if (number != 0)
        g_string_append_printf(text, "[Question %u]\n", number);
    g_string_append(text, own);
}

/* The words of the letter's writer; those that stand below a quoted question say which. */
static char *text_of(const GfLetter *letter, const GPtrArray *questions)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        GfSegment *segment = letter->segments->pdata[i];
        if (segment->kind == GF_SEGMENT_NEW)
            append_words(text, i > 0 ? letter->segments->pdata[i - 1] : NULL, segment, questions);
    }
    return g_string_free(text, FALSE);
}

static char *links_of(const char *text)
{
    g_autoptr(GPtrArray) links = gf_links_to_drives(text);
    g_ptr_array_add(links, NULL);
    return g_strjoinv("\n", (char **) links->pdata);
}

static gboolean has_file(const GPtrArray *files, const GfFile *file)
{
    for (guint i = 0; i < files->len; i++) {
        const GfFile *other = files->pdata[i];
        if (g_str_equal(other->sha256, file->sha256) && g_str_equal(other->name, file->name))
            return TRUE;
    }
    return FALSE;
}

static void add_files(const GfCase *matter, GPtrArray *files)
{
    for (guint i = 0; i < matter->letter->attachments->len; i++) {
        const GfAttachment *attachment = matter->letter->attachments->pdata[i];
        g_autoptr(GfFile) file = g_new0(GfFile, 1);
        file->name = g_strdup(attachment->name != NULL ? attachment->name : "document");
        file->media_type = g_strdup(attachment->type);
        file->size = (gint64) attachment->size;
        file->sha256 = g_strdup(attachment->sha256);
        file->message_id = matter->message->id;
        if (!has_file(files, file))
            g_ptr_array_add(files, g_steal_pointer(&file));
    }
}

void gf_contribution_read_words(GfContribution *draft, const GPtrArray *segments,
                                const GPtrArray *questions)
{
    draft->questions = questions_in(segments, questions);
    g_free(draft->links);
    draft->links = links_of(draft->text);
}

GfContribution *gf_contribution_draft(const GfCase *matter, const GfSaisine *saisine)
{
    const GfLetter *letter = matter->letter;
    GfContribution *draft = gf_contribution_new();
    draft->saisine_id = saisine->id;
    draft->text = text_of(letter, saisine->questions);
    gf_contribution_read_words(draft, letter->segments, saisine->questions);
    draft->source = g_strdup("mail");
    draft->arrived_at = matter->message->arrived_at;
    draft->message_id = matter->message->id;
    add_files(matter, draft->files);
    return draft;
}

/* Greetings, thanks and what may be a name only; "Oui" is none. */
static gboolean is_politeness(const char *text)
{
    const GfPhrasebook *const none[] = {NULL};
    g_autoptr(GfGist) gist = gf_gist_new(text, none);
    g_autoptr(GfGist) words = gf_gist_new(text, NULL);
    return gist->said->len == 0 &&
           (words->said->len != 1 || !gf_word_among(" oui non ", gf_gist_at(words, 0)->fold));
}

gboolean gf_contribution_is_signed_by(const GfContribution *draft, const GfMember *member)
{
    g_autoptr(GfGist) gist = gf_gist_new(draft->text, NULL);
    g_autofree char *name = gf_member_full_name(member);
    g_autoptr(GfWords) names = gf_words_new(name);
    for (guint at = 0; at < gist->said->len; at++)
        for (guint i = 0; i < gf_words_count(names); i++)
            if (g_str_equal(gf_gist_at(gist, at)->fold, gf_words_at(names, i)->fold))
                return TRUE;
    return gist->said->len == 0;
}

gboolean gf_contribution_is_empty(const GfContribution *draft)
{
    return draft->files->len == 0 && draft->links[0] == '\0' && is_politeness(draft->text);
}

gboolean gf_contribution_is_bare(const GfContribution *draft)
{
    return draft->files->len == 0 && draft->links[0] == '\0' && draft->questions == 0 &&
           (g_utf8_strlen(draft->text, -1) < BARE_CHARACTERS ||
            gf_contribution_is_order_alone(draft->text));
}

gboolean gf_contribution_asks(const GfContribution *draft)
{
    return draft->files->len == 0 && draft->links[0] == '\0' && draft->questions == 0 &&
           gf_contribution_is_question(draft->text);
}

gboolean gf_contribution_is_about_writer(const GfContribution *draft)
{
    return draft->files->len == 0 && draft->links[0] == '\0' && draft->questions == 0 &&
           gf_contribution_is_aside(draft->text);
}

gboolean gf_contribution_is_short_beside(const GfContribution *draft, const GfContribution *former)
{
    glong characters = g_utf8_strlen(draft->text, -1);
    return draft->files->len == 0 && draft->links[0] == '\0' && characters < SHORT_CHARACTERS &&
           (former->files->len > 0 || characters * SHORT_SHARE < g_utf8_strlen(former->text, -1));
}

gboolean gf_contribution_answers_others(const GfContribution *draft, const GfContribution *former)
{
    return draft->questions != 0 && former->questions != 0 &&
           (draft->questions & former->questions) == 0;
}

/* A document of the same name is a newer one; photos of a telephone are often named alike. */
static gboolean takes_place_of(const GfFile *file, const GfFile *former)
{
    return g_str_equal(file->name, former->name) && !g_str_has_prefix(file->media_type, "image/");
}

static GfFile *copy_file(const GfFile *file)
{
    GfFile *copy = g_memdup2(file, sizeof *file);
    copy->name = g_strdup(file->name);
    copy->media_type = g_strdup(file->media_type);
    copy->sha256 = g_strdup(file->sha256);
    copy->lost = g_strdup(file->lost);
    return copy;
}

static void carry_files(GPtrArray *files, const GPtrArray *former)
{
    for (guint i = former->len; i > 0; i--) {
        const GfFile *kept = former->pdata[i - 1];
        gboolean replaced = FALSE;
        for (guint j = files->len; j > 0; j--) {
            const GfFile *file = files->pdata[j - 1];
            if (g_str_equal(file->sha256, kept->sha256) && g_str_equal(file->name, kept->name))
                g_ptr_array_remove_index(files, j - 1); /* sent once more */
            else
                replaced = replaced || takes_place_of(file, kept);
        }
        if (!replaced)
            g_ptr_array_insert(files, 0, copy_file(kept));
    }
}

/* `former`, an empty line, `text`; one of them where the other is empty. Owned. */
static char *joined(const char *former, const char *between, const char *text)
{
    gboolean both = former[0] != '\0' && text[0] != '\0';
    return g_strconcat(former, both ? between : "", text, NULL);
}

/* The links of both, each once. Owned. */
static char *joined_links(const char *former, const char *links)
{
    g_auto(GStrv) old = g_strsplit(former, "\n", -1), new = g_strsplit(links, "\n", -1);
    g_autoptr(GString) all = g_string_new(former);
    for (gsize i = 0; new[i] != NULL; i++)
        if (new[i][0] != '\0' && !g_strv_contains((const char *const *) old, new[i]))
            g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", new[i]);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

void gf_contribution_carry_over(GfContribution *draft, const GfContribution *former)
{
    g_autofree char *text = draft->text, *links = draft->links;
    draft->text = joined(former->text, "\n\n", text);
    draft->links = joined_links(former->links, links);
    /* What names no question goes with what it is added to; the whole stays the whole. */
    if (draft->questions == 0 || former->questions == 0)
        draft->questions = former->questions;
    draft->questions |= former->questions;
    carry_files(draft->files, former->files);
}

gboolean gf_contribution_is_too_much(const GfContribution *draft)
{
    return draft->files->len > GF_LIMIT_ATTACHMENTS || strlen(draft->text) > GF_LIMIT_TEXT_BYTES;
}

static const char *and_in(const char *language)
{
    return g_str_equal(language, "en") ? " and " : " et ";
}

char *gf_contribution_questions_text(gint64 questions, const char *language)
{
    gboolean english = g_str_equal(language, "en");
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < GF_QUESTIONS_MAX; i++) {
        gint64 later = questions >> i >> 1;
        if ((questions >> i & 1) == 0)
            continue;
        const char *before = numbers->len == 0 ? "" : later != 0 ? ", " : and_in(language);
        g_string_append_printf(numbers, "%s%u", before, i + 1);
    }
    if (numbers->len == 0)
        return g_strdup(english ? "the whole saisine" : "l'ensemble de la saisine");
    return g_strdup_printf("question%s %s", is_one(questions) ? "" : "s", numbers->str);
}
