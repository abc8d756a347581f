/* cmd-inspect-print.c - tells a letter to people, line by line; see cmd-inspect.h. */
#include "base/address.h"
#include "base/text.h"
#include "cli/cmd-inspect-page.h"

#include <string.h>

enum {
    TEXT_LINES = 100,     /* of what a person wrote */
    MACHINE_LINES = 12,   /* of what a program wrote, whose sense stands above it */
    CUT_CHARACTERS = 120, /* of what was cut */
    PEOPLE = 5,           /* named in one line */
    SERVERS = 3,          /* whose checks are told */
};

static gboolean is_person(const GfLetter *letter)
{
    return letter->kind == GF_KIND_MESSAGE || letter->kind == GF_KIND_CALENDAR;
}

/* --- what it is, from whom --- */

static void put_person(const GfPage *page, const char *label, const GfPerson *who)
{
    if (who != NULL)
        gf_page_put_owned(page, label, gf_page_person(who->name, who->address));
}

static void put_people(const GfPage *page, const char *label, const GPtrArray *people)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MIN(people->len, PEOPLE); i++) {
        const GfPerson *who = people->pdata[i];
        g_autofree char *one = gf_page_person(who->name, who->address);
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", one);
    }
    if (people->len > PEOPLE)
        g_string_append_printf(text, page->french ? " et %u de plus" : " and %u more",
                               people->len - PEOPLE);
    gf_page_put(page, label, text->str);
}

/* Somebody else than the sender is to get the answer, or handed the letter in. */
static gboolean is_other(const GfLetter *letter, const GfPerson *who)
{
    return who != NULL && *who->address != '\0' &&
           (letter->from == NULL || !gf_address_equal(letter->from->address, who->address));
}

/* RFC 8601 section 2.7: a server's word about the domain of the address, where it is that one. */
static char *told_by(const GfPage *page, const GfAuthentication *result)
{
    const GfPerson *from = page->letter->from;
    g_autofree char *domain = from != NULL ? gf_address_domain(from->address) : NULL;
    gboolean same = result->from_domain == NULL || domain == NULL ||
                    g_ascii_strcasecmp(result->from_domain, domain) == 0;
    const char *word = gf_page_say(page, "could not confirm the sender's address",
                                   "n'a pas pu confirmer l'adresse de l'expéditeur");
    if (g_strcmp0(result->dmarc, "fail") == 0)
        word = gf_page_say(page, "says that the sender's address may be forged",
                           "dit que l'adresse de l'expéditeur est peut-être usurpée");
    else if (g_strcmp0(result->dmarc, "pass") == 0 && same)
        word = gf_page_say(page, "confirms the sender's address",
                           "confirme l'adresse de l'expéditeur");
    const char *server = result->authserv_id;
    return g_strdup_printf(
        "%s %s", server != NULL ? server : gf_page_say(page, "a server", "un serveur"), word);
}

/* In an instance only the word of its own server counts, the topmost. */
static void put_authentication(const GfPage *page)
{
    const GPtrArray *results = page->letter->authentication;
    gboolean speaks = is_person(page->letter) || page->letter->auto_reply != NULL;
    if (!speaks || page->letter->from == NULL)
        return;
    const char *label = gf_page_say(page, "checked", "vérifié");
    const char *ours = page->config != NULL ? page->config->authserv_id : NULL;
    guint shown = 0, most = page->config != NULL ? 1 : SERVERS;
    for (guint i = 0; i < results->len && shown < most; i++) {
        const GfAuthentication *result = results->pdata[i];
        if (page->config != NULL && (ours == NULL || result->authserv_id == NULL ||
                                     g_ascii_strcasecmp(ours, result->authserv_id) != 0))
            continue;
        gf_page_put_owned(page, shown == 0 ? label : "", told_by(page, result));
        shown++;
    }
    if (shown > 0)
        return;
    gf_page_put(page, label,
                page->config != NULL
                    ? gf_page_say(page, "our mail server has not confirmed the sender's address",
                                  "notre serveur n'a pas confirmé l'adresse de l'expéditeur")
                    : gf_page_say(page, "no server has confirmed the sender's address",
                                  "aucun serveur n'a confirmé l'adresse de l'expéditeur"));
}

/* A name may be chosen to be taken for an address. */
static void put_from(const GfPage *page)
{
    const GfPerson *from = page->letter->from;
    const char *label = gf_page_say(page, "from", "de");
    if (from == NULL) {
        gf_page_put(page, label, gf_page_say(page, "nobody is named", "personne n'est nommé"));
        return;
    }
    put_person(page, label, from);
    if (from->name != NULL && strchr(from->name, '@') != NULL &&
        !gf_address_equal(from->name, from->address))
        gf_page_put(page, "",
                    gf_page_say(page, "(the name looks like an address, and is not this one)",
                                "(le nom ressemble à une adresse, qui n'est pas celle-ci)"));
}

static void put_header(const GfPage *page)
{
    const GfLetter *letter = page->letter;
    const char *kind = gf_inspect_words(GF_INSPECT_KIND, gf_kind_name(letter->kind), page->french);
    gf_page_put(page, gf_page_say(page, "what it is", "nature"), kind);
    put_from(page);
    if (is_other(letter, letter->sender))
        put_person(page, gf_page_say(page, "sent by", "envoyé par"), letter->sender);
    put_authentication(page);
    if (letter->reply_to->len > 0 && is_other(letter, letter->reply_to->pdata[0]))
        put_people(page, gf_page_say(page, "answer to", "répondre à"), letter->reply_to);
    put_people(page, gf_page_say(page, "to", "à"), letter->to);
    put_people(page, gf_page_say(page, "copy to", "copie à"), letter->cc);
    if (letter->list_id != NULL)
        gf_page_put_owned(page, gf_page_say(page, "by a list", "par liste"),
                          gf_text_line(letter->list_id, GF_PAGE_CHARACTERS));
    gf_page_put_owned(page, "date", gf_page_when(page, letter->date));
    if (letter->subject != NULL)
        gf_page_put_owned(page, gf_page_say(page, "subject", "objet"),
                          gf_text_line(letter->subject, GF_PAGE_CHARACTERS));
    if (letter->spam > 0)
        gf_page_put(page, gf_page_say(page, "unwanted", "indésirable"),
                    gf_page_say(page, "the mail server takes it for spam",
                                "le serveur de courrier la prend pour du pourriel"));
}

/* --- what it says --- */

static const char *presence_words(const GfPage *page, GfPresence presence)
{
    static const char *const english[] = {"none that is certain", "present", "absent", "perhaps"};
    static const char *const french[] = {"aucune de sûre", "présent(e)", "absent(e)", "peut-être"};
    return page->french ? french[presence] : english[presence];
}

static void append_details(const GfPage *page, const GfAnswer *answer, GString *text)
{
    static const char *const parts[][2] = {
        [GF_PARTS_NONE] = {NULL, NULL},
        [GF_PARTS_ALL] = {"the whole meeting", "toute la séance"},
        [GF_PARTS_MORNING] = {"the morning only", "le matin seulement"},
        [GF_PARTS_AFTERNOON] = {"the afternoon only", "l'après-midi seulement"},
    };
    static const char *const modes[][2] = {
        [GF_MODE_NONE] = {NULL, NULL},
        [GF_MODE_ONSITE] = {"on the spot", "sur place"},
        [GF_MODE_REMOTE] = {"at a distance", "à distance"},
    };
    const char *const said[] = {parts[answer->parts][page->french],
                                modes[answer->mode][page->french]};
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        if (said[i] != NULL)
            g_string_append_printf(text, ", %s", said[i]);
    if (answer->proxy_to != NULL)
        g_string_append_printf(text, ", %s %s", gf_page_say(page, "pouvoir to", "pouvoir à"),
                               answer->proxy_to);
    if (answer->substitute == NULL)
        return;
    const char *who = g_str_equal(answer->substitute, "suppléant")
                          ? gf_page_say(page, "the suppléant", "sa ou son suppléant")
                          : answer->substitute;
    g_string_append_printf(text, ", %s %s", gf_page_say(page, "replaced by", "remplacé(e) par"),
                           who);
}

/* Where the answer stands. */
static const char *source_words(const GfPage *page, const GfAnswer *answer)
{
    const char *why = answer->why != NULL ? answer->why : "";
    if (g_str_equal(why, "subject") || g_str_equal(why, "calendar-subject"))
        return gf_page_say(page, "said in the subject", "dit dans l'objet");
    if (g_str_has_prefix(why, "calendar-"))
        return gf_page_say(page, "said by the calendar", "dit par l'agenda");
    return gf_page_say(page, "said in words", "dit par des mots");
}

static gboolean has_problem(const GfLetter *letter, const char *code)
{
    for (guint i = 0; i < letter->problems->len; i++)
        if (g_str_equal(((const GfProblem *) letter->problems->pdata[i])->code, code))
            return TRUE;
    return FALSE;
}

/* A problem of the letter that is the whole reason: nothing is written where nothing can be read.
 */
static const char *reason_by_problem(const GfPage *page, const GfAnswer *answer)
{
    static const char *const silent[] = {"unreadable", "unparsable", "encrypted", NULL};
    static const char *const spoken[] = {"calendar-without-uid", NULL};
    gboolean nothing = answer->why == NULL || g_str_equal(answer->why, "empty");
    for (const char *const *code = nothing ? silent : spoken; *code != NULL; code++)
        if (has_problem(page->letter, *code))
            return gf_inspect_words(GF_INSPECT_PROBLEM, *code, page->french);
    return NULL;
}

/* Why somebody must read it. */
static const char *reason_words(const GfPage *page, const GfAnswer *answer)
{
    const char *reason = reason_by_problem(page, answer);
    if (reason == NULL)
        reason = gf_inspect_words(GF_INSPECT_REASON, answer->why, page->french);
    if (reason != NULL)
        return reason;
    if (g_strcmp0(answer->why, "proxy") == 0)
        return gf_page_say(page, "the pouvoir is not certain", "le pouvoir n'est pas certain");
    if (page->letter->calendar != NULL && page->letter->calendar->guests > 0)
        return gf_page_say(page, "the sender does not come alone",
                           "la personne ne vient pas seule");
    if (page->letter->calendar != NULL && page->letter->kind == GF_KIND_CALENDAR)
        return gf_page_say(page, "what is written with it says more",
                           "ce qui est écrit avec en dit davantage");
    if (answer->why == NULL)
        return gf_page_say(page, "nothing could be understood", "rien n'a pu être compris");
    return gf_page_say(page, "the letter says more than this", "la lettre en dit davantage");
}

static void put_answer(const GfPage *page)
{
    const GfAnswer *answer = page->letter->answer;
    const char *reason = reason_words(page, answer);
    if (is_person(page->letter)) {
        g_autoptr(GString) text = g_string_new(presence_words(page, answer->presence));
        if (answer->presence == GF_PRESENCE_UNCLEAR && !answer->needs_human)
            g_string_printf(text, "%s %s", gf_page_say(page, "none:", "aucune :"), reason);
        append_details(page, answer, text);
        if (answer->presence != GF_PRESENCE_UNCLEAR)
            g_string_append_printf(text, " (%s)", source_words(page, answer));
        gf_page_put(page, gf_page_say(page, "answer", "réponse"), text->str);
    }
    if (answer->needs_human && (is_person(page->letter) || page->letter->auto_reply != NULL))
        gf_page_put_owned(
            page, gf_page_say(page, "to be read", "à lire"),
            g_strdup_printf("%s %s", gf_page_say(page, "by somebody:", "par quelqu'un :"), reason));
}

/* --- what was written, what was cut --- */

/* A person's lines, without more than one empty one between two. */
static void put_new(GfPage *page, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const char *label = gf_page_say(page, "text", "texte");
    gboolean gap = FALSE;
    guint left = 0;
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *bare = gf_text_line(*line, 0);
        if (*bare == '\0') {
            gap = *label == '\0';
            continue;
        }
        if (page->lines == 0) {
            left++;
            continue;
        }
        if (gap)
            gf_cli_print("\n");
        gf_page_put(page, label, bare);
        label = "";
        gap = FALSE;
        page->lines--;
    }
    if (left > 0) {
        g_autofree char *count = gf_page_count(page, left, "more line", "ligne");
        gf_page_put_owned(page, label,
                          g_strdup_printf(page->french ? "… et encore %s" : "… and %s", count));
    }
}

/* What stands in a line beside the marks of a quote and ruled lines. Changes `line`. */
static const char *without_rules(char *line)
{
    static const char rules[] = "> -_*=";
    gsize length = strlen(line);
    while (length > 0 && strchr(rules, line[length - 1]) != NULL)
        line[--length] = '\0';
    return line + strspn(line, rules);
}

/* How many lines, and how they begin. */
static void put_cut(const GfPage *page, const GfSegment *segment)
{
    static const char *const labels[][2] = {
        [GF_SEGMENT_NEW] = {"", ""},
        [GF_SEGMENT_QUOTE] = {"quote cut", "citation"},
        [GF_SEGMENT_SIGNATURE] = {"signature", "signature"},
        [GF_SEGMENT_BANNER] = {"notice cut", "mention"},
        [GF_SEGMENT_FORWARD] = {"forwarded", "transmis"},
    };
    g_autoptr(GString) beginning = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(segment->text, "\n", -1);
    guint count = 0;
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *bare = gf_text_line(*line, 0);
        if (*bare == '\0')
            continue;
        count++;
        const char *words = without_rules(bare);
        if (*words != '\0' && beginning->len <= 4 * CUT_CHARACTERS)
            g_string_append_printf(beginning, "%s%s", beginning->len > 0 ? " / " : "", words);
    }
    if (count == 0)
        return;
    g_autofree char *shown = gf_text_line(beginning->str, CUT_CHARACTERS);
    g_autofree char *number = gf_page_count(page, count, "line", "ligne");
    gf_page_put_owned(page, labels[segment->kind][page->french],
                      g_strdup_printf("[%s] %s", number, shown));
}

static void put_text(GfPage *page)
{
    page->lines =
        is_person(page->letter) || page->letter->auto_reply != NULL ? TEXT_LINES : MACHINE_LINES;
    for (guint i = 0; i < page->letter->segments->len; i++) {
        const GfSegment *segment = page->letter->segments->pdata[i];
        if (segment->kind == GF_SEGMENT_NEW)
            put_new(page, segment->text);
        else
            put_cut(page, segment);
    }
}

/* --- attachments --- */

static const char *type_words(const GfPage *page, const char *type)
{
    const char *words = gf_inspect_words(GF_INSPECT_TYPE, type, page->french);
    return words != NULL
               ? words
               : gf_inspect_words(GF_INSPECT_TYPE, "application/octet-stream", page->french);
}

static void put_attachment(const GfPage *page, const GfAttachment *attachment, const char *label)
{
    g_autofree char *name = gf_text_line(attachment->name, GF_PAGE_CHARACTERS);
    g_autofree char *size = gf_page_size(page, attachment->size);
    const char *type = type_words(page, attachment->type);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s, %s, %s",
                    *name != '\0' ? name : gf_page_say(page, "without a name", "sans nom"), type,
                    size);
    const char *declared = attachment->declared_type;
    gboolean lied = declared != NULL && !g_str_has_prefix(declared, "application/octet") &&
                    g_strcmp0(type_words(page, declared), type) != 0;
    if (lied)
        g_string_append_printf(text, " (%s %s)", gf_page_say(page, "announced as", "annoncé comme"),
                               type_words(page, declared));
    gf_page_put(page, label, text->str);
}

static void put_attachments(const GfPage *page)
{
    const GPtrArray *attachments = page->letter->attachments;
    for (guint i = 0; i < MIN(attachments->len, GF_PAGE_ROWS); i++)
        put_attachment(page, attachments->pdata[i],
                       i == 0 ? gf_page_say(page, "attached", "joint") : "");
    gf_page_put_others(page, attachments->len, GF_PAGE_ROWS);
}

/* --- what is doubtful --- */

/* Names of charsets, encodings and classes are for programs. */
static gboolean speaks_to_people(const GfProblem *problem)
{
    static const char *const codes[] = {"date-unreadable", "unreadable", NULL};
    return g_strv_contains(codes, problem->code);
}

/* A problem, and what of the letter it is about. Owned. */
static char *problem_words(const GfPage *page, const GfProblem *problem)
{
    const char *words = gf_inspect_words(GF_INSPECT_PROBLEM, problem->code, page->french);
    const char *detail = gf_inspect_words(GF_INSPECT_FIELD, problem->detail, page->french);
    if (problem->detail != NULL && g_str_has_prefix(problem->detail, "subject:"))
        detail = gf_inspect_words(GF_INSPECT_FIELD, "subject", page->french);
    else if (detail == NULL && speaks_to_people(problem))
        detail = problem->detail;
    if (detail == NULL)
        return g_strdup(words != NULL ? words : problem->code);
    g_autofree char *shown = gf_text_line(detail, GF_PAGE_CHARACTERS);
    return g_strdup_printf("%s (%s)", words != NULL ? words : problem->code, shown);
}

/* Each doubt once, however many parts it is about. */
static void put_problems(const GfPage *page)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < page->letter->problems->len; i++) {
        char *text = problem_words(page, page->letter->problems->pdata[i]);
        const char *label =
            g_hash_table_size(seen) == 0 ? gf_page_say(page, "doubtful", "douteux") : "";
        if (!g_hash_table_contains(seen, text))
            gf_page_put(page, label, text);
        g_hash_table_add(seen, text);
    }
}

void gf_inspect_print(const GfCli *cli, const GfLetter *letter)
{
    const GfConfig *config = cli->instance != NULL ? cli->instance->config : NULL;
    GfPage page = {
        .letter = letter,
        .config = config,
        .zone = config != NULL ? config->timezone : "UTC",
        .language = config != NULL ? config->language : "en",
    };
    page.french = g_str_equal(page.language, "fr");
    put_header(&page);
    put_answer(&page);
    gf_inspect_put_calendar(&page);
    gf_inspect_put_report(&page);
    gf_inspect_put_auto_reply(&page);
    put_text(&page);
    put_attachments(&page);
    put_problems(&page);
}
