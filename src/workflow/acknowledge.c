/* acknowledge.c - what greffe says back, and when it stays silent.
 *
 * No automatic mail goes to an address that is neither known nor DMARC-passed, to a no-reply
 * address, to a program, or beyond the daily fuse. Its envelope sender is <>, so nothing answers it
 * (RFC 3834).
 */
#include "workflow/case.h"

#include "base/address.h"
#include "base/text.h"
#include "rules/rules.h"
#include "workflow/note.h"
#include "workflow/speaker.h"

#include <string.h>

#define DAY_SECONDS 86400
#define SUBJECT_CHARACTERS 200

static gboolean is_no_reply(const char *address)
{
    static const char *const words[] = {"noreply",       "no-reply",      "no_reply",
                                        "donotreply",    "do-not-reply",  "ne-pas-repondre",
                                        "nepasrepondre", "mailer-daemon", "postmaster"};
    g_autofree char *folded = gf_address_fold(address);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(folded, words[i]))
            return TRUE;
    return FALSE;
}

gboolean gf_may_write(const GfClerk *clerk, const char *address, gboolean *ret, GError **error)
{
    guint count = 0, ahead = 0;
    gint64 now = gf_clerk_now(clerk);
    *ret = FALSE;
    if (!gf_address_is_valid(address, NULL) || is_no_reply(address) ||
        gf_address_equal(address, clerk->config->address))
        return TRUE;
    /* What a clock that went ahead has sent keeps nobody out until then. */
    if (!gf_store_count_automatic(clerk->store, address, now - DAY_SECONDS, &count, error) ||
        !gf_store_count_automatic(clerk->store, address, now + DAY_SECONDS, &ahead, error))
        return FALSE;
    *ret = count - ahead < (guint) clerk->config->automatic_mails_per_day;
    return TRUE;
}

/* The reader may see it by other signs than the header. */
gboolean gf_is_from_program(const GfLetter *letter)
{
    return (letter->auto_submitted != NULL && !g_str_equal(letter->auto_submitted, "no")) ||
           (letter->kind != GF_KIND_MESSAGE && letter->kind != GF_KIND_CALENDAR);
}

static gboolean is_wanted(const GfCase *matter, const GfAnswerRow *answer, const char *reason)
{
    switch (matter->clerk->config->acknowledge) {
    case GF_ACKNOWLEDGE_NONE:
        return FALSE;
    case GF_ACKNOWLEDGE_ALL:
        return TRUE;
    default:
        return reason != NULL || g_str_equal(answer->source, "words");
    }
}

static GVariant *answer_values(const GfClerk *clerk, const GfMatch *match,
                               const GfAnswerRow *answer, const char *reason)
{
    const char *language = clerk->config->language;
    g_autoptr(GVariant) session =
        g_variant_ref_sink(gf_wording_session(clerk, match->session, language));
    g_autoptr(GVariant) member = g_variant_ref_sink(gf_wording_member(match->member, language));
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, session);
    GVariantIter iterator;
    const char *key;
    GVariant *value;
    g_variant_iter_init(&iterator, member);
    while (g_variant_iter_next(&iterator, "{&sv}", &key, &value)) {
        g_variant_dict_insert_value(&dict, key, value);
        g_variant_unref(value);
    }
    g_variant_dict_insert(&dict, answer->presence, "b", TRUE);
    if (!g_str_equal(answer->part, "all"))
        g_variant_dict_insert(&dict, answer->part, "b", TRUE);
    g_variant_dict_insert(&dict, "remote", "b", g_strcmp0(answer->mode, "remote") == 0);
    if (answer->proxy_to != NULL)
        g_variant_dict_insert(&dict, "proxy", "s", answer->proxy_to);
    if (answer->substitute != NULL && g_str_equal(answer->substitute, "suppléant"))
        g_variant_dict_insert(&dict, "own_substitute", "b", TRUE);
    else if (answer->substitute != NULL)
        g_variant_dict_insert(&dict, "substitute", "s", answer->substitute);
    if (reason != NULL)
        g_variant_dict_insert(&dict, reason, "b", TRUE);
    return g_variant_dict_end(&dict);
}

static gboolean send_to(GfCase *matter, const GfMember *member, const GfNote *note,
                        const char *address, GError **error)
{
    gboolean allowed;
    if (!gf_may_write(matter->clerk, address, &allowed, error))
        return FALSE;
    if (!allowed)
        return TRUE;
    g_autofree char *name = gf_member_full_name(member);
    GfNote own = *note;
    own.recipient = address;
    own.recipient_name = name;
    own.in_reply_to = matter->letter->message_id;
    own.member_id = member->id;
    own.answers_id = matter->message->id;
    return gf_clerk_send(matter->clerk, &own, error);
}

gboolean gf_answer_letter(GfCase *matter, const GfMember *member, const char *rule,
                          const GfNote *note, GError **error)
{
    const GfLetter *letter = matter->letter;
    const char *main_address = member->main_address;
    g_autoptr(GVariant) values = note->values != NULL ? g_variant_ref_sink(note->values) : NULL;
    if (letter->from == NULL || gf_is_from_program(letter))
        return TRUE;
    /* Who wrote it is not proved; who confirmed it is. */
    if (g_str_equal(rule, "confirmed-by-member"))
        return main_address == NULL || send_to(matter, member, note, main_address, error);
    GfSpeaker speaker;
    if (!gf_speaker_of(matter->clerk, letter, member, &speaker, error))
        return FALSE;
    const char *here = speaker.known_address;
    if (here == NULL && speaker.dmarc == GF_DMARC_PASS)
        here = letter->from->address;
    if (here != NULL && !send_to(matter, member, note, here, error))
        return FALSE;
    gboolean both = g_str_equal(rule, "token-dmarc-pass") && main_address != NULL &&
                    !gf_address_equal(main_address, letter->from->address);
    return !both || send_to(matter, member, note, main_address, error);
}

gboolean gf_acknowledge(GfCase *matter, const GfMatch *match, const GfAnswerRow *answer,
                        const char *reason, GError **error)
{
    if (!is_wanted(matter, answer, reason))
        return TRUE;
    GfNote note = {
        .kind = "acknowledgement",
        .template = "acknowledgement",
        .reply_token = match->invitation->token,
        .invitation_id = match->invitation->id,
        .values = answer_values(matter->clerk, match, answer, reason),
    };
    return gf_answer_letter(matter, match->member, answer->rule, &note, error);
}

gboolean gf_ask_confirmation(GfCase *matter, const GfMatch *match, gboolean *ret_asked,
                             GError **error)
{
    const GfClerk *clerk = matter->clerk;
    const GfLetter *letter = matter->letter;
    const char *parts = gf_parts_name(letter->answer->parts);
    GfAnswerRow answer = {
        .presence = (char *) gf_presence_name(letter->answer->presence),
        .part = (char *) (parts != NULL ? parts : "all"),
        .mode = (char *) gf_mode_name(letter->answer->mode),
        .proxy_to = letter->answer->proxy_to,
        .substitute = letter->answer->substitute,
    };
    g_autoptr(GVariant) base = g_variant_ref_sink(answer_values(clerk, match, &answer, NULL));
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, base);
    g_variant_dict_insert(&dict, "sender", "s", letter->from != NULL ? letter->from->address : "?");
    const GfNote question = {
        .template = "confirmation",
        .invitation_id = match->invitation->id,
        .values = g_variant_dict_end(&dict),
    };
    return gf_confirm_ask(matter, match->member, &question, ret_asked, error);
}

gboolean gf_tell_too_large(GfCase *matter, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    const GfLetter *letter = matter->letter;
    if (letter == NULL || letter->from == NULL || gf_is_from_program(letter) || letter->spam == 1)
        return TRUE;
    g_autoptr(GArray) members = NULL;
    gboolean allowed;
    if (!gf_store_members_by_address(clerk->store, letter->from->address, &members, error))
        return FALSE;
    if (members->len == 0)
        return TRUE;
    if (!gf_may_write(clerk, letter->from->address, &allowed, error))
        return FALSE;
    if (!allowed)
        return TRUE;
    g_auto(GVariantDict) dict;
    g_variant_dict_init(&dict, NULL);
    g_autofree char *subject =
        gf_text_line(letter->subject != NULL ? letter->subject : "", SUBJECT_CHARACTERS);
    g_autofree char *limit =
        g_strdup_printf("%" G_GUINT64_FORMAT, clerk->config->message_bytes / (1024 * 1024));
    g_variant_dict_insert(&dict, "assembly", "s", clerk->config->name);
    g_variant_dict_insert(&dict, "greffe", "s", clerk->config->address);
    g_variant_dict_insert(&dict, "limit", "s", limit);
    g_variant_dict_insert(&dict, "subject", "s", subject);
    GfNote note = {
        .kind = "refusal",
        .template = "too-large",
        .recipient = letter->from->address,
        .in_reply_to = letter->message_id,
        .answers_id = matter->message->id,
        .values = g_variant_dict_end(&dict),
    };
    return gf_clerk_send(clerk, &note, error);
}
