/* incoming.c - see incoming.h. The order in which a letter is looked at is the table `matters`. */
#include "workflow/incoming.h"

#include "base/address.h"
#include "base/error.h"
#include "base/text.h"
#include "workflow/case.h"
#include "workflow/search.h"
#include "workflow/settle.h"

#include <string.h>

static void set_text(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

void gf_case_decide(GfCase *matter, const char *state, const char *reason, const char *detail)
{
    GfMessage *message = matter->message;
    set_text(&message->state, state);
    set_text(&message->reason, reason);
    set_text(&message->detail, detail);
}

/* Each looks at a letter and either decides (`*ret_decided`) or leaves it to the next. */
typedef gboolean (*Matter)(GfCase *matter, gboolean *ret_decided, GError **error);

static gboolean own_mail(GfCase *matter, gboolean *ret_decided, GError **error)
{
    const GfLetter *letter = matter->letter;
    g_autoptr(GfOutgoing) ours = NULL;
    if (letter->message_id != NULL &&
        !gf_store_outgoing_by_message_id(matter->clerk->store, letter->message_id, &ours, error))
        return FALSE;
    *ret_decided =
        ours != NULL || (letter->from != NULL &&
                         gf_address_equal(letter->from->address, matter->clerk->config->address));
    if (*ret_decided)
        gf_case_decide(matter, GF_STATE_NOTED, "own-mail", NULL);
    return TRUE;
}

static gboolean spam(GfCase *matter, gboolean *ret_decided, GError **error)
{
    gboolean token;
    if (matter->letter->spam != 1)
        return TRUE;
    if (!gf_match_has_token(matter->clerk, matter->letter, &token, error))
        return FALSE;
    *ret_decided = TRUE;
    gf_case_decide(
        matter, token ? GF_STATE_HELD : GF_STATE_JUNK, "spam-verdict",
        token ? "le serveur tient ce message pour indésirable, mais il porte un de nos jetons"
              : NULL);
    return TRUE;
}

static gboolean bounce(GfCase *matter, gboolean *ret_decided, GError **error)
{
    GfKind kind = matter->letter->kind;
    *ret_decided = kind == GF_KIND_BOUNCE || kind == GF_KIND_DELAY || kind == GF_KIND_RECEIPT ||
                   kind == GF_KIND_FEEDBACK;
    return !*ret_decided || gf_bounce_receive(matter, error);
}

static gboolean calendar(GfCase *matter, gboolean *ret_decided, GError **error)
{
    const GfLetter *letter = matter->letter;
    if (letter->kind != GF_KIND_CALENDAR || letter->calendar == NULL)
        return TRUE;
    GfMethod method = letter->calendar->method;
    g_auto(GfMatch) match = {0};
    if (!gf_match_letter(matter->clerk, letter, &match, error))
        return FALSE;
    gboolean reply = method == GF_METHOD_REPLY || method == GF_METHOD_COUNTER;
    /* A contribution or a report counts for its words, whatever date came with it. */
    *ret_decided = reply || match.topic == GF_TOPIC_NONE;
    if (!*ret_decided)
        return TRUE;
    if (!reply) {
        gf_case_decide(matter, GF_STATE_HELD, "calendar-not-a-reply",
                       "un message d'agenda qui n'est pas une réponse à nos invitations");
        return TRUE;
    }
    if (match.invitation != NULL && g_strcmp0(match.how, "uid") == 0)
        return gf_answer_receive(matter, &match, error);
    gf_case_decide(matter, GF_STATE_HELD, "calendar-unknown-event",
                   "une réponse d'agenda à un événement que nous ne connaissons pas");
    return TRUE;
}

static gboolean automatic(GfCase *matter, gboolean *ret_decided, GError **error)
{
    (void) error;
    if (matter->letter->kind != GF_KIND_AUTO_REPLY)
        return TRUE;
    *ret_decided = TRUE;
    gboolean read = matter->letter->answer->needs_human;
    gf_case_decide(matter, read ? GF_STATE_HELD : GF_STATE_NOTED, "auto-reply",
                   read ? "une réponse automatique dit que la personne ou l'adresse n'est plus là"
                        : NULL);
    return TRUE;
}

static gboolean list_matter(GfCase *matter, const GfMatch *match, GError **error)
{
    (void) match;
    (void) error;
    gf_case_decide(matter, GF_STATE_HELD, "group-address",
                   "message à l'adresse d'un groupe : à lire et à transmettre");
    return TRUE;
}

/* Who takes a letter that is about something else than a session. */
static gboolean (*const topics[])(GfCase *matter, const GfMatch *match, GError **error) = {
    [GF_TOPIC_SOLICITATION] = gf_contribution_receive,
    [GF_TOPIC_SAISINE] = gf_contribution_receive,
    [GF_TOPIC_CHANTIER] = gf_report_receive,
    [GF_TOPIC_GROUP] = list_matter,
    [GF_TOPIC_REPORT] = gf_report_answered,
    [GF_TOPIC_SHEET] = gf_sheet_receive,
};

static gboolean known_matter(GfCase *matter, gboolean *ret_decided, GError **error)
{
    g_auto(GfMatch) match = {0};
    if (!gf_match_letter(matter->clerk, matter->letter, &match, error))
        return FALSE;
    *ret_decided = match.confirmation != 0 || match.invitation != NULL || match.ambiguous ||
                   match.topic != GF_TOPIC_NONE;
    if (match.confirmation != 0)
        return gf_confirmed(matter, &match, error);
    if (match.invitation != NULL)
        return gf_answer_receive(matter, &match, error);
    if (match.topic != GF_TOPIC_NONE)
        return topics[match.topic](matter, &match, error);
    if (match.ambiguous)
        gf_case_decide(matter, GF_STATE_HELD, "several-matters",
                       "plusieurs affaires ou plusieurs membres sont possibles");
    return TRUE;
}

static gboolean a_human_decides(GfCase *matter, gboolean *ret_decided, GError **error)
{
    const GfLetter *letter = matter->letter;
    g_autoptr(GArray) members = NULL;
    if (letter->from != NULL &&
        !gf_store_members_by_address(matter->clerk->store, letter->from->address, &members, error))
        return FALSE;
    gboolean known = members != NULL && members->len > 0;
    if (known && members->len == 1)
        matter->message->member_id = g_array_index(members, gint64, 0);
    *ret_decided = TRUE;
    gf_case_decide(matter, GF_STATE_HELD, known ? "no-matter-found" : "unknown-sender",
                   known ? "le message ne se rattache à aucune affaire en cours"
                         : "l'expéditeur est inconnu et le message ne se rattache à rien");
    return TRUE;
}

static gboolean same_files(const GfLetter *a, const GfLetter *b)
{
    gboolean same = a->attachments->len == b->attachments->len;
    for (guint i = 0; same && i < a->attachments->len; i++) {
        const GfAttachment *one = a->attachments->pdata[i], *other = b->attachments->pdata[i];
        same = g_strcmp0(one->sha256, other->sha256) == 0;
    }
    return same;
}

static gboolean same_words(const GfLetter *a, const GfLetter *b)
{
    g_autofree char *x = gf_letter_new_text(a), *y = gf_letter_new_text(b);
    gint64 stamp_a = a->calendar != NULL ? a->calendar->dtstamp : 0;
    gint64 stamp_b = b->calendar != NULL ? b->calendar->dtstamp : 0;
    return g_str_equal(x, y) && stamp_a == stamp_b && a->date == b->date &&
           a->answer->presence == b->answer->presence;
}

/* One letter that came by two ways (an alias and a token) differs in its trace only. */
static gboolean same_letter_again(GfCase *matter, gboolean *ret_decided, GError **error)
{
    gint64 id = 0;
    g_autoptr(GfMessage) earlier = NULL;
    if (matter->message->message_id == NULL || matter->message->from_address == NULL)
        return TRUE;
    if (!gf_store_message_like(matter->clerk->store, matter->message, &id, error) ||
        (id != 0 && !gf_store_message(matter->clerk->store, id, &earlier, error)))
        return FALSE;
    *ret_decided = earlier != NULL && earlier->letter != NULL && id < matter->message->id &&
                   same_words(earlier->letter, matter->letter) &&
                   same_files(earlier->letter, matter->letter);
    if (*ret_decided)
        gf_case_decide(matter, GF_STATE_NOTED, "same-letter-again", NULL);
    return TRUE;
}

static const Matter matters[] = {own_mail, same_letter_again, spam,         bounce,
                                 calendar, automatic,         known_matter, a_human_decides};

static gboolean look_at(GfCase *matter, GError **error)
{
    gboolean decided = FALSE;
    for (gsize i = 0; !decided; i++) {
        g_assert(i < G_N_ELEMENTS(matters));
        if (!matters[i](matter, &decided, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean decide(GfCase *matter, const GfArrival *arrival, GError **error)
{
    if (arrival->cut && !arrival->too_large) {
        gf_case_decide(matter, GF_STATE_HELD, "not-fetched",
                       "le serveur n'a pas pu donner ce message en entier : à lire dans la boîte");
        return TRUE;
    }
    if (arrival->cut) {
        g_autofree char *detail =
            g_strdup_printf("message trop volumineux (plus de %" G_GUINT64_FORMAT
                            " Mo) : seul son en-tête a été lu",
                            matter->clerk->config->message_bytes / (1024 * 1024));
        gf_case_decide(matter, GF_STATE_HELD, "too-large", detail);
        return gf_tell_too_large(matter, error);
    }
    if (matter->letter == NULL) {
        gf_case_decide(matter, GF_STATE_HELD, "unreadable", arrival->unreadable);
        return TRUE;
    }
    return look_at(matter, error);
}

static const char *folder_of(const GfMessage *message)
{
    if (g_str_equal(message->state, GF_STATE_JUNK))
        return "junk";
    return g_str_equal(message->state, GF_STATE_HELD) ||
                   g_str_equal(message->state, GF_STATE_CONFIRMING)
               ? "held"
               : "done";
}

static GfPlaceRow place_of(const GfArrival *arrival)
{
    return (GfPlaceRow){
        .mailbox = (char *) arrival->mailbox,
        .uidvalidity = arrival->uidvalidity,
        .uid = arrival->uid,
        .name = (char *) arrival->name,
    };
}

static gboolean add_place(const GfClerk *clerk, gint64 message_id, const GfArrival *arrival,
                          const char *folder, GError **error)
{
    GfPlaceRow place = place_of(arrival);
    place.message_id = message_id;
    place.folder = (char *) folder;
    return gf_store_add_place(clerk->store, &place, error);
}

static gboolean journal_decision(const GfCase *matter, GError **error)
{
    g_autofree char *act = g_strconcat("message.", matter->message->state, NULL);
    return gf_clerk_journal(matter->clerk,
                            &(GfAct){"greffe", act, matter->message->reason, matter->sha256}, error,
                            "message/%" G_GINT64_FORMAT, matter->message->id);
}

/* What the row repeats of the letter (may be NULL), so that lists need not open it. */
static void describe(GfMessage *message, const GfLetter *letter, gboolean too_large)
{
    message->reader = GF_READER_VERSION;
    set_text(&message->kind, too_large        ? "too-large"
                             : letter == NULL ? "unreadable"
                                              : gf_kind_name(letter->kind));
    if (letter == NULL)
        return;
    set_text(&message->message_id, letter->message_id);
    set_text(&message->from_address, letter->from != NULL ? letter->from->address : NULL);
    set_text(&message->subject, letter->subject);
}

static GfMessage *message_of(const GfClerk *clerk, const GfArrival *arrival)
{
    GfMessage *message = gf_message_new();
    message->arrived_at = arrival->arrived_at;
    message->recorded_at = gf_clerk_now(clerk);
    describe(message, arrival->letter, arrival->too_large);
    set_text(&message->state, GF_STATE_NOTED);
    set_text(&message->reason, "being-decided");
    return message;
}

static gboolean receive_new(const GfClerk *clerk, const GfArrival *arrival, char *sha256,
                            gint64 *ret_message_id, GError **error)
{
    const GfLetter *letter = arrival->letter;
    g_autoptr(GfMessage) message = message_of(clerk, arrival);
    message->letter = (GfLetter *) letter; /* borrowed while it is stored */
    gboolean stored = gf_store_add_message(clerk->store, arrival->raw, sha256, message, error);
    message->letter = NULL;
    GfCase matter = {.clerk = clerk,
                     .letter = letter,
                     .message = message,
                     .sha256 = sha256,
                     .dragged = arrival->verdict != NULL};
    if (!stored ||
        !gf_clerk_journal(clerk, &(GfAct){"server", "message.received", message->kind, sha256},
                          error, "message/%" G_GINT64_FORMAT, message->id) ||
        !decide(&matter, arrival, error) ||
        !gf_store_decide_message(clerk->store, message, error) ||
        !journal_decision(&matter, error) || !gf_search_add_letter(clerk, message, letter, error) ||
        !add_place(clerk, message->id, arrival, folder_of(message), error))
        return FALSE;
    *ret_message_id = message->id;
    return TRUE;
}

/* Known bytes met at a new place: an interrupted filing, another folder, or UIDVALIDITY has
 * changed. */
static gboolean meet_again(const GfClerk *clerk, gint64 message_id, const GfArrival *arrival,
                           GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    return gf_store_message(clerk->store, message_id, &message, error) &&
           add_place(clerk, message_id, arrival, folder_of(message), error);
}

static gboolean receive(const GfClerk *clerk, const GfArrival *arrival, gint64 *ret_message_id,
                        GError **error)
{
    g_autofree char *sha256 =
        gf_text_sha256(g_bytes_get_data(arrival->raw, NULL), g_bytes_get_size(arrival->raw));
    if (!gf_store_message_by_content(clerk->store, sha256, ret_message_id, error))
        return FALSE;
    if (*ret_message_id != 0)
        return meet_again(clerk, *ret_message_id, arrival, error);
    return receive_new(clerk, arrival, sha256, ret_message_id, error);
}

/* Of what the server gave nothing there is only the place: it stands for the bytes. */
static gboolean receive_place(const GfClerk *clerk, const GfArrival *arrival,
                              gint64 *ret_message_id, GError **error)
{
    char *line = g_strdup_printf("X-Greffe-Not-Fetched: %u %u %s\r\n\r\n", arrival->uidvalidity,
                                 arrival->uid, arrival->name);
    g_autoptr(GBytes) stand_in = g_bytes_new_take(line, strlen(line));
    GfArrival place = *arrival;
    place.raw = stand_in;
    return receive(clerk, &place, ret_message_id, error);
}

/* Whether the message of a place has been dealt with. A UID is never given again, but a file of the
 * same name may come back: staff drags it to the same directory twice, or moves it back to new/, or
 * a power cut has undone its filing. */
static gboolean is_known(const GfClerk *clerk, const GfArrival *arrival, gint64 *ret_message_id,
                         gboolean *ret_known, GError **error)
{
    gboolean filed = FALSE;
    GfPlaceRow place = place_of(arrival);
    if (!gf_store_message_at(clerk->store, &place, ret_message_id, &filed, error))
        return FALSE;
    gboolean again = filed && arrival->name[0] != '\0';
    *ret_known = *ret_message_id != 0 && !again;
    return TRUE;
}

gboolean gf_incoming_receive(const GfClerk *clerk, const GfArrival *arrival, gint64 *ret_message_id,
                             GError **error)
{
    gboolean known;
    if (!is_known(clerk, arrival, ret_message_id, &known, error))
        return FALSE;
    if (known)
        return TRUE;
    gboolean nothing = arrival->cut && g_bytes_get_size(arrival->raw) == 0;
    gboolean good = nothing ? receive_place(clerk, arrival, ret_message_id, error)
                            : receive(clerk, arrival, ret_message_id, error);
    if (!good || arrival->verdict == NULL)
        return good;
    return gf_settle_dragged(clerk, *ret_message_id, arrival->verdict, error);
}

/* What the server took for spam may be none. */
gboolean gf_message_is_open(const GfMessage *message)
{
    return g_str_equal(message->state, GF_STATE_HELD) ||
           g_str_equal(message->state, GF_STATE_CONFIRMING) ||
           g_str_equal(message->state, GF_STATE_JUNK);
}

gboolean gf_case_take_up(const GfClerk *clerk, gint64 message_id, GfMessage **ret,
                         char **ret_sha256, GError **error)
{
    if (!gf_store_message(clerk->store, message_id, ret, error))
        return FALSE;
    if (*ret == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "message %" G_GINT64_FORMAT
                    ": there is none of that number (see: greffe inbox list)",
                    message_id);
        return FALSE;
    }
    const char *state = (*ret)->state;
    if (!gf_message_is_open(*ret)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "message %" G_GINT64_FORMAT ": it is not held but %s (%s)", message_id, state,
                    (*ret)->reason);
        return FALSE;
    }
    return gf_store_blob_sha256(clerk->store, (*ret)->blob_id, ret_sha256, error);
}

gboolean gf_case_put_down(const GfCase *matter, const char *actor, GError **error)
{
    g_autofree char *act = g_strconcat("message.", matter->message->state, NULL);
    return gf_store_decide_message(matter->clerk->store, matter->message, error) &&
           gf_search_add_letter(matter->clerk, matter->message, matter->letter, error) &&
           gf_store_refile(matter->clerk->store, matter->message->id, folder_of(matter->message),
                           error) &&
           gf_clerk_journal(matter->clerk,
                            &(GfAct){actor, act, matter->message->reason, matter->sha256}, error,
                            "message/%" G_GINT64_FORMAT, matter->message->id);
}

gboolean gf_incoming_retry(const GfClerk *clerk, gint64 message_id, const GfLetter *letter,
                           GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_autofree char *sha256 = NULL;
    if (!gf_case_take_up(clerk, message_id, &message, &sha256, error))
        return FALSE;
    if (g_str_equal(message->kind, "too-large")) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "message %" G_GINT64_FORMAT
                    ": only its header is here (read it in the mailbox, then settle it)",
                    message_id);
        return FALSE;
    }
    GfCase matter = {.clerk = clerk, .letter = letter, .message = message, .sha256 = sha256};
    describe(message, letter, FALSE);
    g_clear_pointer(&message->letter, gf_letter_free);
    message->letter = (GfLetter *) letter; /* borrowed while it is stored */
    gboolean good = look_at(&matter, error) && gf_case_put_down(&matter, "staff", error);
    message->letter = NULL;
    return good;
}
