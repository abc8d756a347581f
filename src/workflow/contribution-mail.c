/* contribution-mail.c - what greffe writes about a contribution: what was kept and how to mend it,
 * the question whether a letter is the member's, and a word to a stranger.
 */
#include "workflow/contribution-private.h"

#include "base/text.h"
#include "workflow/speaker.h"

#define EXTRACT_CHARACTERS 300

static void add_list(GVariantDict *dict, const char *key, const char *has_key, GVariant *list)
{
    g_variant_dict_insert(dict, has_key, "b", g_variant_n_children(list) > 0);
    g_variant_dict_insert_value(dict, key, list);
}

/* Files, links, and the beginning of the text. */
static void add_content(const GfContribution *contribution, const char *language,
                        GVariantDict *dict)
{
    g_auto(GStrv) links = g_strsplit(contribution->links, "\n", -1);
    g_autofree char *extract = gf_text_line(contribution->text, EXTRACT_CHARACTERS);
    add_list(dict, "files", "has_files", gf_wording_files(contribution->files, language));
    add_list(
        dict, "links", "has_links",
        g_variant_new_strv((const char *const *) links, contribution->links[0] != '\0' ? -1 : 0));
    if (extract[0] != '\0')
        g_variant_dict_insert(dict, "extract", "s", extract);
}

static void add_version(const GfContributing *of, GVariantDict *dict)
{
    const char *language = of->clerk->config->language;
    const GfContribution *made = of->made;
    g_autofree char *questions = gf_contribution_questions_text(made->questions, language);
    g_autofree char *moment = gf_wording_moment(of->clerk, made->arrived_at, language);
    g_variant_dict_insert(dict, "version", "i", made->version);
    g_variant_dict_insert(dict, "moment", "s", moment);
    g_variant_dict_insert(dict, "late", "b", made->late);
    if (of->saisine->questions->len > 0)
        g_variant_dict_insert(dict, "answered", "s", questions);
    add_content(made, language, dict);
}

gboolean gf_contribution_acknowledge(const GfContributing *of, GfOutcome outcome, GError **error)
{
    static const char *const names[] = {
        [GF_OUTCOME_NEW] = "new",           [GF_OUTCOME_ADDED] = "added",
        [GF_OUTCOME_REPLACED] = "replaced", [GF_OUTCOME_WITHDRAWN] = "withdrawn",
        [GF_OUTCOME_NOTHING] = "nothing",   [GF_OUTCOME_UNCHANGED] = "unchanged",
    };
    const GfClerk *clerk = of->clerk;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (clerk->config->acknowledge == GF_ACKNOWLEDGE_NONE)
        return TRUE;
    if (!gf_saisine_values(clerk, of->saisine, of->member, &dict, error))
        return FALSE;
    g_variant_dict_insert(&dict, names[outcome], "b", TRUE);
    g_variant_dict_insert(&dict, "kept", "b", of->made != NULL);
    g_variant_dict_insert(&dict, "other_address", "b", g_str_equal(of->rule, "token-dmarc-pass"));
    if (of->former != NULL)
        g_variant_dict_insert(&dict, "former_version", "i", of->former->version);
    if (of->made != NULL)
        add_version(of, &dict);
    const GfNote note = {
        .kind = "acknowledgement",
        .template = "contribution",
        .reply_token = of->solicitation->token,
        .values = g_variant_dict_end(&dict),
    };
    return gf_answer_letter(of->matter, of->member, of->rule, &note, error);
}

gboolean gf_contribution_ask(const GfContributing *of, const char *sender, gboolean *ret_asked,
                             GError **error)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_saisine_values(of->clerk, of->saisine, of->member, &dict, error))
        return FALSE;
    add_content(of->made, of->clerk->config->language, &dict);
    g_variant_dict_insert(&dict, "sender", "s", sender);
    const GfNote question = {
        .template = "confirmation-matter",
        .values = g_variant_dict_end(&dict),
    };
    return gf_confirm_ask(of->matter, of->member, &question, ret_asked, error);
}

gboolean gf_contribution_tell_stranger(GfCase *matter, const GfSaisine *saisine, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    const GfLetter *letter = matter->letter;
    gboolean allowed;
    guint before = 0;
    if (letter->from == NULL || gf_speaker_dmarc(clerk, letter) != GF_DMARC_PASS ||
        gf_is_from_program(letter))
        return TRUE;
    if (!gf_may_write(clerk, letter->from->address, &allowed, error) ||
        !gf_store_count_automatic(clerk->store, letter->from->address, 0, &before, error))
        return FALSE;
    if (!allowed || before > 0)
        return TRUE;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_saisine_values(clerk, saisine, NULL, &dict, error))
        return FALSE;
    const GfNote note = {
        .kind = "acknowledgement",
        .template = "contribution-held",
        .recipient = letter->from->address,
        .in_reply_to = letter->message_id,
        .answers_id = matter->message->id,
        .values = g_variant_dict_end(&dict),
    };
    return gf_clerk_send(clerk, &note, error);
}
