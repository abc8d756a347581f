/* reread.c - see reread.h. */
#include "workflow/reread.h"

#include "base/text.h"

#include <string.h>

#define SHOWN_CHARACTERS 120

static void add_word(GString *out, const char *label, const char *word)
{
    if (word != NULL)
        g_string_append_printf(out, "%s%s%s", out->len > 0 ? ", " : "", label, word);
}

static char *describe_kind(const GfLetter *letter)
{
    return g_strdup(gf_kind_name(letter->kind));
}

static char *describe_sender(const GfLetter *letter)
{
    return g_strdup(letter->from != NULL ? letter->from->address : "nobody");
}

static char *describe_answer(const GfLetter *letter)
{
    const GfAnswer *answer = letter->answer;
    GString *out = g_string_new(gf_presence_name(answer->presence));
    add_word(out, "", gf_parts_name(answer->parts));
    add_word(out, "", gf_mode_name(answer->mode));
    add_word(out, "pouvoir to ", answer->proxy_to);
    add_word(out, "replaced by ", answer->substitute);
    add_word(out, "", answer->needs_human ? "somebody must read it" : NULL);
    return g_string_free(out, FALSE);
}

static char *describe_calendar(const GfLetter *letter)
{
    const GfCalendar *calendar = letter->calendar;
    if (calendar == NULL)
        return g_strdup("none");
    GString *out = g_string_new(gf_method_name(calendar->method));
    add_word(out, "", calendar->uid);
    add_word(out, "occurrence ", calendar->recurrence_id);
    g_string_append_printf(out, ", sequence %d", calendar->sequence);
    for (guint i = 0; i < calendar->attendees->len; i++) {
        const GfAttendee *attendee = calendar->attendees->pdata[i];
        const char *partstat = gf_partstat_name(attendee->partstat);
        g_string_append_printf(out, ", %s %s", attendee->address,
                               partstat != NULL ? partstat : "-");
    }
    return g_string_free(out, FALSE);
}

static char *describe_bounce(const GfLetter *letter)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; letter->bounce != NULL && i < letter->bounce->recipients->len; i++) {
        const GfBounceRecipient *recipient = letter->bounce->recipients->pdata[i];
        add_word(out, "", recipient->address != NULL ? recipient->address : "?");
        g_string_append_printf(out, " %s", gf_permanence_name(recipient->permanence));
    }
    return g_string_free(out, FALSE);
}

static char *describe_absence(const GfLetter *letter)
{
    GString *out = g_string_new(NULL);
    if (letter->auto_reply != NULL) {
        add_word(out, "until ", letter->auto_reply->until);
        add_word(out, "turn to ", letter->auto_reply->replacement);
    }
    return g_string_free(out, FALSE);
}

/* What a program writes decides nothing by its words. */
static char *describe_words(const GfLetter *letter)
{
    if (letter->kind != GF_KIND_MESSAGE && letter->kind != GF_KIND_CALENDAR)
        return g_strdup("");
    g_autofree char *words = gf_letter_new_text(letter);
    return g_strdup(g_strstrip(words));
}

static char *describe_files(const GfLetter *letter)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < letter->attachments->len; i++) {
        const GfAttachment *attachment = letter->attachments->pdata[i];
        add_word(out, "", attachment->name != NULL ? attachment->name : "(no name)");
        g_string_append_printf(out, " %" G_GUINT64_FORMAT " bytes", attachment->size);
    }
    return g_string_free(out, FALSE);
}

/* All that a decision rests on. */
static const struct {
    const char *name;
    char *(*describe)(const GfLetter *letter);
} aspects[] = {
    {"kind", describe_kind},         {"from", describe_sender},    {"answer", describe_answer},
    {"calendar", describe_calendar}, {"bounced", describe_bounce}, {"away", describe_absence},
    {"words", describe_words},       {"files", describe_files},
};

/* From where two texts begin to differ, so that a short line shows it; at the start of a character.
 */
static gsize common_prefix(const char *a, const char *b)
{
    gsize length = 0;
    while (a[length] != '\0' && a[length] == b[length])
        length++;
    while (length > 0 && ((guchar) a[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static char *shown(const char *text, gsize from)
{
    g_autofree char *line = gf_text_line(text + from, SHOWN_CHARACTERS);
    return g_strdup_printf("%s%s", from > 0 ? "…" : "",
                           *line != '\0' || from > 0 ? line : "nothing");
}

GPtrArray *gf_reread_differences(const GfLetter *then, const GfLetter *now)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(aspects); i++) {
        g_autofree char *before = aspects[i].describe(then);
        g_autofree char *after = aspects[i].describe(now);
        if (g_str_equal(before, after))
            continue;
        gsize common = common_prefix(before, after);
        gsize from = common > SHOWN_CHARACTERS / 2 ? common : 0;
        g_autofree char *was = shown(before, from), *is = shown(after, from);
        g_ptr_array_add(lines, g_strdup_printf("%s: %s -> %s", aspects[i].name, was, is));
    }
    return lines;
}
