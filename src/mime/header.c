/* header.c - see header.h.
 *
 * Works on the fields that source.c has collected, not on GMime's: GMime gives the last of two
 * Subject fields, merges others and shortens encoded text. A From that is there twice is an attack
 * or a defect, never silently resolved.
 */
#include "mime/header.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "mime/authentication.h"
#include "mime/people.h"
#include "mime/word.h"

enum { DELIVERED_TO_MAXIMUM = 50 };

static void note_doubled(GfLetter *letter, const GfSource *source)
{
    static const char *const single[] = {"from",        "sender",     "reply-to",    "subject",
                                         "date",        "message-id", "to",          "cc",
                                         "in-reply-to", "references", "content-type"};
    for (gsize i = 0; i < G_N_ELEMENTS(single); i++) {
        guint count = 0;
        for (guint j = 0; j < source->fields->len; j++) {
            const GfField *field = source->fields->pdata[j];
            count += strcmp(field->name, single[i]) == 0;
        }
        if (count > 1)
            gf_letter_add_problem(letter, "header-doubled", NULL, single[i]);
    }
}

/* --- people --- */

static void fill_people(GfLetter *letter, const GfSource *source, const char *name,
                        GPtrArray *people)
{
    gboolean complete = TRUE;
    for (guint i = 0; i < source->fields->len; i++) {
        const GfField *field = source->fields->pdata[i];
        if (strcmp(field->name, name) == 0)
            complete &= gf_people_parse(field->value, GF_PEOPLE_ADDRESSES, people);
    }
    if (!complete)
        gf_letter_add_problem(letter, "recipients-too-many", NULL, name);
}

static GfPerson *first_person(GfLetter *letter, const GfSource *source, const char *name)
{
    const char *value = gf_source_field(source, name);
    if (value == NULL)
        return NULL;
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
    gf_people_parse(value, GF_PEOPLE_BARE_WORDS, people);
    if (people->len > 1)
        gf_letter_add_problem(letter, "several-senders", NULL, name);
    if (people->len == 0) {
        gf_letter_add_problem(letter, "address-unreadable", NULL, name);
        return NULL;
    }
    if (*((GfPerson *) people->pdata[0])->address == '\0')
        gf_letter_add_problem(letter, "address-unreadable", NULL, name);
    return g_ptr_array_steal_index(people, 0);
}

/* The first address of a field that holds one, "a@b", "<a@b>" or "rfc822;a@b". */
static char *one_address(const char *value)
{
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func((GDestroyNotify) gf_person_free);
    if (g_ascii_strncasecmp(value, "rfc822;", 7) == 0)
        value += 7;
    gf_people_parse(value, GF_PEOPLE_ADDRESSES, people);
    return people->len > 0 ? g_strdup(((GfPerson *) people->pdata[0])->address) : NULL;
}

static void fill_delivered_to(GfLetter *letter, const GfSource *source)
{
    static const char *const names[] = {"delivered-to", "x-delivered-to", "envelope-to",
                                        "x-envelope-to", "x-original-to"};
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < source->fields->len && found->len < DELIVERED_TO_MAXIMUM; i++) {
        const GfField *field = source->fields->pdata[i];
        gboolean wanted = FALSE;
        for (gsize j = 0; j < G_N_ELEMENTS(names); j++)
            wanted |= strcmp(field->name, names[j]) == 0;
        g_autofree char *address = wanted ? one_address(field->value) : NULL;
        if (address != NULL && !g_ptr_array_find_with_equal_func(found, address, g_str_equal, NULL))
            g_ptr_array_add(found, g_steal_pointer(&address));
    }
    g_ptr_array_add(found, NULL);
    g_strfreev(letter->delivered_to);
    letter->delivered_to = (char **) g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

static void fill_return_path(GfLetter *letter, const GfSource *source)
{
    const char *value = gf_source_field(source, "return-path");
    if (value == NULL)
        return;
    char *address = one_address(value);
    letter->return_path = address != NULL ? address : g_strdup("");
}

/* --- identifiers --- */

/* What stands between angle brackets, or the bare words where there are none. Owned. */
static char **identifiers(const char *value)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    gboolean brackets = strchr(value, '<') != NULL;
    guint count = 0;
    for (const char *p = value; *p != '\0' && count < GF_LIMIT_HEADERS; count++) {
        p += brackets ? strcspn(p, "<") : strspn(p, " \t,");
        p += *p == '<';
        gsize length = brackets ? strcspn(p, ">") : strcspn(p, " \t,");
        g_autofree char *raw = g_strndup(p, length);
        g_autofree char *line = gf_text_line(raw, 0);
        /* Folding inside an identifier is a mailer's mistake. */
        g_auto(GStrv) pieces = gf_text_split(line, " \t");
        g_autofree char *joined = g_strjoinv("", pieces);
        if (*joined != '\0')
            g_strv_builder_add(builder, joined);
        p += length;
        p += *p == '>';
    }
    return g_strv_builder_end(builder);
}

static char *first_identifier(const GfSource *source, const char *name)
{
    const char *value = gf_source_field(source, name);
    g_auto(GStrv) found = identifiers(value != NULL ? value : "");
    return found[0] != NULL ? g_strdup(found[0]) : NULL;
}

static void fill_identifiers(GfLetter *letter, const GfSource *source)
{
    letter->message_id = first_identifier(source, "message-id");
    letter->in_reply_to = first_identifier(source, "in-reply-to");
    const char *references = gf_source_field(source, "references");
    g_strfreev(letter->references);
    letter->references = identifiers(references != NULL ? references : "");
    const char *list = gf_source_field(source, "list-id");
    if (list == NULL)
        return;
    const char *open = strrchr(list, '<');
    g_autofree char *inner = open != NULL ? g_strndup(open + 1, strcspn(open + 1, ">")) : NULL;
    g_autofree char *id = gf_word_decode(inner != NULL && *inner ? inner : list);
    letter->list_id = *id != '\0' ? g_steal_pointer(&id) : NULL;
}

/* --- the rest --- */

static void fill_date(GfLetter *letter, const GfSource *source)
{
    const char *value = gf_source_field(source, "date");
    if (value == NULL)
        return;
    g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(value);
    if (date != NULL)
        letter->date = g_date_time_to_unix(date);
    else
        gf_letter_add_problem(letter, "date-unreadable", NULL, value);
}

/* "Yes, score=12.3", "NO": the bare verdict. */
static int verdict(const char *value)
{
    if (value == NULL)
        return -1;
    if (g_ascii_strncasecmp(value, "yes", 3) == 0 && !g_ascii_isalpha(value[3]))
        return 1;
    return g_ascii_strncasecmp(value, "no", 2) == 0 && !g_ascii_isalpha(value[2]) ? 0 : -1;
}

static void fill_marks(GfLetter *letter, const GfSource *source)
{
    letter->spam = verdict(gf_source_field(source, "x-spam-flag"));
    if (letter->spam < 0)
        letter->spam = verdict(gf_source_field(source, "x-spam-status"));
    const char *automatic = gf_source_field(source, "auto-submitted");
    gsize length = automatic != NULL ? strcspn(automatic, "; \t(") : 0;
    if (length > 0) {
        g_autofree char *word = g_strndup(automatic, length);
        g_autofree char *line = gf_text_line(word, 40);
        letter->auto_submitted = g_ascii_strdown(line, -1);
    }
    for (guint i = 0; i < source->fields->len; i++) {
        const GfField *field = source->fields->pdata[i];
        if (strcmp(field->name, "authentication-results") == 0)
            g_ptr_array_add(letter->authentication, gf_authentication_parse(field->value));
    }
}

static void fill_subject(GfLetter *letter, const char *value)
{
    const char *guessed;
    letter->subject = gf_word_read(value, &guessed);
    g_autofree char *detail = guessed != NULL ? g_strconcat("subject: ", guessed, NULL) : NULL;
    if (detail != NULL)
        gf_letter_add_problem(letter, "charset-guessed", NULL, detail);
}

void gf_header_fill(GfLetter *letter, const GfSource *source)
{
    note_doubled(letter, source);
    letter->from = first_person(letter, source, "from");
    letter->sender = first_person(letter, source, "sender");
    fill_people(letter, source, "reply-to", letter->reply_to);
    fill_people(letter, source, "to", letter->to);
    fill_people(letter, source, "cc", letter->cc);
    fill_delivered_to(letter, source);
    fill_return_path(letter, source);
    const char *subject = gf_source_field(source, "subject");
    if (subject != NULL)
        fill_subject(letter, subject);
    fill_identifiers(letter, source);
    fill_date(letter, source);
    fill_marks(letter, source);
}
