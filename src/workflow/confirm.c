/* confirm.c - a letter whose sender is not sure: the member is asked once, at the main address,
 * whether it is theirs, and what they answer carries it out or sets it aside.
 *
 * The letter waits as `confirming`; its session, or its matter, says what it is about. What is
 * neither yes nor no, or may be forged itself, goes to a human.
 */
#include "workflow/case.h"

#include "base/random.h"
#include "base/text.h"
#include "store/saisine.h"
#include "workflow/speaker.h"

#include <string.h>

#define TOKEN_BYTES 10

gboolean gf_confirm_ask(GfCase *matter, const GfMember *member, const GfNote *question,
                        gboolean *ret_asked, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autoptr(GVariant) values =
        question->values != NULL ? g_variant_ref_sink(question->values) : NULL;
    *ret_asked = FALSE;
    if (member->main_address == NULL || gf_is_from_program(matter->letter))
        return TRUE;
    if (!gf_may_write(clerk, member->main_address, ret_asked, error))
        return FALSE;
    if (!*ret_asked)
        return TRUE;
    g_autofree char *token = gf_random_base32(TOKEN_BYTES);
    g_autofree char *name = gf_member_full_name(member);
    GfNote note = *question;
    note.kind = "confirmation";
    note.recipient = member->main_address;
    note.recipient_name = name;
    note.reply_token = token;
    note.member_id = member->id;
    note.answers_id = matter->message->id;
    return gf_store_add_token(clerk->store, token, "confirmation", matter->message->id, error) &&
           gf_clerk_send(clerk, &note, error);
}

/* How letters of one kind of matter are confirmed. */
typedef struct {
    /* Whose the earlier letter would be, and about what; no member in `ret`: not known any more. */
    gboolean (*load)(const GfClerk *clerk, const GfMessage *asked, GfMatch *ret, GError **error);
    /* Decides about an answer that comes too late; NULL: none does. */
    gboolean (*is_over)(GfCase *matter, const GfMatch *match, gboolean *ret_over, GError **error);
    GfConsent (*consent)(const GfLetter *letter, const GfLetter *earlier);
    gboolean (*apply)(GfCase *first, const GfMatch *match, const char *rule, const char *actor,
                      GError **error);
} Kind;

static gboolean load_session(const GfClerk *clerk, const GfMessage *asked, GfMatch *ret,
                             GError **error)
{
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_invitation_of(clerk->store, asked->session_id, asked->member_id, &invitation,
                                error))
        return FALSE;
    return invitation == NULL || (gf_match_load(clerk, invitation->id, ret, error) &&
                                  gf_match_sequence(clerk, asked->letter, asked->session_id,
                                                    &ret->answered_sequence, error));
}

static gboolean load_saisine(const GfClerk *clerk, const GfMessage *asked, GfMatch *ret,
                             GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_store_saisine(clerk->store, asked->matter + strlen(GF_MATTER_SAISINE), &saisine,
                          error) ||
        (saisine != NULL &&
         !gf_store_member_by_id(clerk->store, asked->member_id, &ret->member, error)))
        return FALSE;
    ret->topic = GF_TOPIC_SAISINE;
    ret->topic_id = saisine != NULL ? saisine->id : 0;
    return TRUE;
}

static gboolean load_chantier(const GfClerk *clerk, const GfMessage *asked, GfMatch *ret,
                              GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(clerk->store, asked->matter + strlen(GF_MATTER_CHANTIER), &body, error) ||
        (body != NULL &&
         !gf_store_member_by_id(clerk->store, asked->member_id, &ret->member, error)))
        return FALSE;
    ret->topic = GF_TOPIC_CHANTIER;
    ret->topic_id = body != NULL ? body->id : 0;
    return TRUE;
}

/* Whether one of `words` is among those after the first. */
static gboolean says_later(char **said, const char *const *words)
{
    for (gsize i = 1; said[0] != NULL && said[i] != NULL; i++)
        if (g_strv_contains(words, said[i]))
            return TRUE;
    return FALSE;
}

GfConsent gf_confirm_first_word(const GfLetter *letter)
{
    static const char *const yes[] = {"oui", "yes", "oc", "si", NULL};
    static const char *const no[] = {"non", "no", NULL};
    static const char *const denials[] = {"pas", "non", "no", "not", "jamais", NULL};
    g_autofree char *words = gf_letter_new_text(letter);
    g_autofree char *slug = gf_text_slug(words);
    g_auto(GStrv) said = gf_text_split(slug, "-");
    if (said[0] == NULL)
        return GF_CONSENT_UNCLEAR;
    /* "Si" alone is a yes; "si ce n'est pas ma secrétaire" is none. */
    gboolean conditional = g_str_equal(said[0], "si") && said[1] != NULL;
    if (g_strv_contains(yes, said[0]))
        return conditional || says_later(said, denials) ? GF_CONSENT_UNCLEAR : GF_CONSENT_YES;
    return g_strv_contains(no, said[0]) && !says_later(said, yes) ? GF_CONSENT_NO
                                                                  : GF_CONSENT_UNCLEAR;
}

/* "Oui", or "je confirme". */
static GfConsent plain_consent(const GfLetter *letter, const GfLetter *earlier)
{
    g_autofree char *words = gf_letter_new_text(letter);
    GfConsent bare = gf_confirm_first_word(letter);
    (void) earlier;
    return bare != GF_CONSENT_UNCLEAR ? bare : gf_consent(words);
}

static const Kind *kind_of(const GfMessage *asked)
{
    static const Kind session = {load_session, gf_answer_is_over, gf_answer_consent,
                                 gf_answer_apply};
    static const Kind saisine = {load_saisine, NULL, plain_consent, gf_contribution_apply};
    static const Kind chantier = {load_chantier, NULL, plain_consent, gf_report_take};
    if (asked->session_id != 0)
        return &session;
    if (asked->matter == NULL)
        return NULL;
    return g_str_has_prefix(asked->matter, GF_MATTER_SAISINE)    ? &saisine
           : g_str_has_prefix(asked->matter, GF_MATTER_CHANTIER) ? &chantier
                                                                 : NULL;
}

/* Who answers our question holds its secret; a forged or another member's mail does not count. */
static gboolean may_confirm(GfCase *matter, const GfMatch *earlier, gboolean *ret, GError **error)
{
    GfSpeaker speaker;
    const char *rule = NULL;
    if (!gf_speaker_of(matter->clerk, matter->letter, earlier->member, &speaker, error))
        return FALSE;
    *ret = gf_speaker_trust(&speaker, TRUE, &rule) != GF_TRUST_HOLD;
    if (!*ret)
        gf_case_decide(matter, GF_STATE_HELD, rule, "l'identité de l'expéditeur n'est pas établie");
    return TRUE;
}

/* Carries out what the member said of the earlier letter, and files both. */
static gboolean conclude(GfCase *matter, const GfMatch *earlier, GfMessage *asked,
                         GfConsent consent, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autofree char *sha256 = NULL;
    if (!gf_store_blob_sha256(clerk->store, asked->blob_id, &sha256, error))
        return FALSE;
    GfCase first = {.clerk = clerk, .letter = asked->letter, .message = asked, .sha256 = sha256};
    g_autofree char *actor = g_strdup_printf("member/%s", earlier->member->slug);
    if (consent == GF_CONSENT_NO)
        gf_case_decide(&first, GF_STATE_IGNORED, "denied-by-member", NULL);
    else if (!kind_of(asked)->apply(&first, earlier, "confirmed-by-member", actor, error))
        return FALSE;
    gf_case_decide(matter, GF_STATE_APPLIED, "confirmation", NULL);
    return gf_store_decide_message(clerk->store, asked, error) &&
           gf_store_refile(clerk->store, asked->id,
                           g_str_equal(asked->state, GF_STATE_HELD) ? "held" : "done", error) &&
           gf_clerk_journal(clerk,
                            &(GfAct){actor, "message.confirmed", asked->reason, matter->sha256},
                            error, "message/%" G_GINT64_FORMAT, asked->id);
}

static gboolean weigh(GfCase *matter, const GfMatch *earlier, GfMessage *asked, GError **error)
{
    const Kind *kind = kind_of(asked);
    gboolean allowed = FALSE, over = FALSE;
    if (!may_confirm(matter, earlier, &allowed, error) ||
        (allowed && kind->is_over != NULL && !kind->is_over(matter, earlier, &over, error)))
        return FALSE;
    if (!allowed || over)
        return TRUE;
    GfConsent consent = kind->consent(matter->letter, asked->letter);
    if (consent != GF_CONSENT_UNCLEAR)
        return conclude(matter, earlier, asked, consent, error);
    gf_case_decide(matter, GF_STATE_HELD, "confirmation-unclear",
                   "la réponse à notre demande de confirmation n'est ni oui ni non");
    return TRUE;
}

gboolean gf_confirmed(GfCase *matter, const GfMatch *match, GError **error)
{
    GfMessage *message = matter->message;
    g_autoptr(GfMessage) asked = NULL;
    g_auto(GfMatch) earlier = {.answered_sequence = -1, .proved = TRUE, .how = "confirmation"};
    if (!gf_store_message(matter->clerk->store, match->confirmation, &asked, error))
        return FALSE;
    if (asked == NULL || !g_str_equal(asked->state, GF_STATE_CONFIRMING)) {
        gf_case_decide(matter, GF_STATE_NOTED, "confirmed-already", NULL);
        return TRUE;
    }
    message->session_id = asked->session_id;
    message->member_id = asked->member_id;
    g_free(message->matter);
    message->matter = g_strdup(asked->matter);
    const Kind *kind = kind_of(asked);
    if (asked->letter != NULL && kind != NULL && !kind->load(matter->clerk, asked, &earlier, error))
        return FALSE;
    if (earlier.member != NULL)
        return weigh(matter, &earlier, asked, error);
    gf_case_decide(matter, GF_STATE_HELD, "earlier-letter-lost",
                   "le message à confirmer n'est plus lisible : à relire à la main");
    return TRUE;
}
