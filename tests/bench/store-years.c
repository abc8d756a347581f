/* store-years.c - years of an assembly's mail, recorded by the program's own code but without network or reader.
 *
 * store-years INSTANCE FIRST LAST: sessions number FIRST to LAST of 500, one every third day, the last one four weeks
 * from now. Each convenes one body, and everybody in it answers with a letter of some 2 KB. The bodies are called
 * corps-0, corps-1, ...; session N is that of corps-(N modulo their number). At the end HELD letters wait for a human.
 * The same arguments make the same letters.
 */
#include "base/date.h"
#include "base/instance.h"
#include "ical/read.h"
#include "mime/parse.h"
#include "store/sql.h"
#include "workflow/convocation.h"
#include "workflow/delivery.h"
#include "workflow/incoming.h"
#include "workflow/mailing.h"
#include "workflow/press.h"

#include <stdio.h>
#include <stdlib.h>

#define SESSIONS 500
#define DAY_SECONDS ((gint64) 24 * 60 * 60)
#define BATCH 1000
#define HELD 20
#define VOCABULARY 20000
#define LETTER_BYTES 2048
#define HOUR 18

typedef struct {
    GfClerk clerk;
    GfClock *clock;
    gint64 now;
    guint bodies;
    GRand *random;
    char **vocabulary;
    guint32 uid;
} Years;

/* Words of two to four syllables; the first ones are written most. */
static char **make_vocabulary(GRand *random)
{
    static const char *const syllables[] = {"ba",  "con", "de",   "fi", "gou", "lan", "me",  "no", "pu", "qui",
                                            "ré", "sei", "tion", "vé", "mar", "ter", "ment", "ci", "ou", "al"};
    char **words = g_new0(char *, VOCABULARY + 1);
    for (guint i = 0; i < VOCABULARY; i++) {
        GString *word = g_string_new(NULL);
        for (gint32 n = g_rand_int_range(random, 2, 5); n > 0; n--)
            g_string_append(word, syllables[g_rand_int_range(random, 0, G_N_ELEMENTS(syllables))]);
        words[i] = g_string_free(word, FALSE);
    }
    return words;
}

/* So many bytes of lines of words. Owned. */
static char *write_words(Years *years, gsize bytes)
{
    GString *text = g_string_new("Je serai présent. ");
    for (gsize line = 0; text->len < bytes; line += 10) {
        double place = g_rand_double(years->random);
        g_string_append(text, years->vocabulary[(guint) (place * place * place * VOCABULARY)]);
        g_string_append(text, line % 80 == 70 ? "\r\n" : " ");
    }
    return g_string_free(text, FALSE);
}

/* A letter of `from`, as the reader would have understood it, and its bytes. */
static GfLetter *write_letter(Years *years, const char *from, const char *to, GBytes **ret_raw)
{
    GfLetter *letter = gf_letter_new();
    g_autofree char *head = g_strdup_printf(
        "Return-Path: <%s>\r\nDelivered-To: %s\r\nReceived: from relais.example (relais.example [192.0.2.7])\r\n"
        "\tby mx.lists.example with ESMTPS id %08x%08x; Fri, 27 Nov 2026 10:00:00 +0100\r\n"
        "From: <%s>\r\nTo: <%s>\r\nSubject: Re: Convocation %u\r\nMessage-ID: <%u@client.example>\r\n"
        "Date: Fri, 27 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
        from, to, g_rand_int(years->random), g_rand_int(years->random), from, to, years->uid, years->uid);
    letter->text = (g_free(letter->text), write_words(years, LETTER_BYTES - strlen(head)));
    *ret_raw = g_bytes_new_take(g_strconcat(head, letter->text, NULL), strlen(head) + strlen(letter->text));
    letter->from = gf_person_new(NULL, from);
    letter->subject = g_strdup_printf("Re: Convocation %u", years->uid);
    letter->message_id = g_strdup_printf("%u@client.example", years->uid);
    letter->date = gf_clock_now(years->clock);
    g_ptr_array_add(letter->to, gf_person_new(NULL, to));
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, letter->text, -1));
    letter->answer->presence = years->uid % 3 == 0 ? GF_PRESENCE_ABSENT : GF_PRESENCE_PRESENT;
    letter->answer->parts = GF_PARTS_ALL;
    return letter;
}

static gboolean receive(Years *years, const char *from, const char *to, GError **error)
{
    g_autoptr(GBytes) raw = NULL;
    gint64 id = 0;
    years->uid++;
    g_autoptr(GfLetter) letter = write_letter(years, from, to, &raw);
    const GfArrival arrival = {.raw = raw,
                               .letter = letter,
                               .mailbox = "INBOX",
                               .uidvalidity = 1,
                               .uid = years->uid,
                               .name = "",
                               .arrived_at = gf_clock_now(years->clock)};
    return gf_incoming_receive(&years->clerk, &arrival, &id, error);
}

static gboolean answer(Years *years, const GfInvitation *invitation, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member_by_id(years->clerk.store, invitation->member_id, &member, error))
        return FALSE;
    g_autofree char *to = gf_clerk_return_address(&years->clerk, invitation->token);
    return receive(years, member->main_address, to, error);
}

/* What was to be filed is. */
static gboolean file_all(Years *years, GError **error)
{
    g_autoptr(GPtrArray) places = NULL;
    if (!gf_store_places_to_file(years->clerk.store, 0, &places, error))
        return FALSE;
    for (guint i = 0; i < places->len; i++)
        if (!gf_store_set_filed(years->clerk.store, places->pdata[i], gf_clock_now(years->clock), NULL, error))
            return FALSE;
    return TRUE;
}

static gboolean answer_some(Years *years, const GPtrArray *invitations, guint from, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(years->clerk.store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = from; i < invitations->len && i < from + BATCH; i++)
        if (!answer(years, invitations->pdata[i], error))
            return FALSE;
    return file_all(years, error) && gf_transaction_commit(transaction, error);
}

static gboolean answer_all(Years *years, const char *slug, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GPtrArray) invitations = NULL;
    if (!gf_store_session(years->clerk.store, slug, &session, error) ||
        !gf_store_invitations(years->clerk.store, session->id, &invitations, error))
        return FALSE;
    for (guint i = 0; i < invitations->len; i += BATCH)
        if (!answer_some(years, invitations, i, error))
            return FALSE;
    return TRUE;
}

static gboolean send_some(Years *years, GfPress *press, guint *ret_count, GError **error)
{
    const GfDelivery delivery = {.kind = GF_DELIVERY_TAKEN, .code = 250, .reply = "250 2.0.0 Ok: queued"};
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify) gf_outgoing_free);
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(years->clerk.store, error);
    if (transaction == NULL || !gf_press_begin(press, error) || !gf_press_claim(press, BATCH, mails, error) ||
        !gf_store_claim_alone(years->clerk.store, gf_clock_now(years->clock), BATCH, mails, error))
        return FALSE;
    for (guint i = 0; i < mails->len; i++)
        if (!gf_delivery_record(&years->clerk, mails->pdata[i], &delivery, error))
            return FALSE;
    *ret_count = mails->len;
    return gf_transaction_commit(transaction, error);
}

static gboolean send_all(Years *years, GError **error)
{
    g_autoptr(GfPress) press = gf_press_new(&years->clerk);
    g_autoptr(GError) problem = NULL;
    for (guint count = 1; count > 0;)
        if (!send_some(years, press, &count, error))
            return FALSE;
    return gf_mailing_close_finished(&years->clerk, &problem, error);
}

static GfSessionFile *write_session(const Years *years, guint number, GError **error)
{
    GDate date = gf_date_of(years->now, years->clerk.config->timezone);
    int days = ((int) number - SESSIONS) * 3 + 30;
    if (days > 0)
        g_date_add_days(&date, (guint) days);
    else
        g_date_subtract_days(&date, (guint) -days);
    g_autofree char *day = gf_date_format(&date);
    g_autofree char *text = g_strdup_printf(
        "[session]\nid = seance-%u\nbody = corps-%u\ntitle = Séance %u\nplace = Mairie\nnotice = 0\n"
        "[part matin]\ntitle = Séance\nstart = %s %d:00\nend = %s %d:30\n[agenda]\n1 = Ouverture\n2 = Budget\n",
        number, number % years->bodies, number, day, HOUR, day, HOUR + 2);
    return gf_session_file_parse("session.conf", text, years->clerk.config->timezone, error);
}

/* Drafted, convened, sent, answered. */
static gboolean hold_session(Years *years, guint number, GError **error)
{
    g_autofree char *slug = g_strdup_printf("seance-%u", number);
    g_autoptr(GfSessionFile) file = write_session(years, number, error);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfOrder) order = NULL;
    if (file == NULL)
        return FALSE;
    gf_clock_set(years->clock, MIN(file->session->starts_at - 30 * DAY_SECONDS, years->now - DAY_SECONDS));
    if (!gf_convocation_new(&years->clerk, file, &session, error) ||
        !gf_convocation_convene(&years->clerk, slug, &(GfDirective){.yes = TRUE}, &order, error))
        return FALSE;
    gf_clock_set(years->clock, order->release_at);
    if (!send_all(years, error))
        return FALSE;
    gf_clock_set(years->clock, gf_clock_now(years->clock) + 60 * 60);
    return answer_all(years, slug, error);
}

static gboolean hold_some(Years *years, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(years->clerk.store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = 0; i < HELD; i++)
        if (!receive(years, "inconnu@ailleurs.example", years->clerk.config->address, error))
            return FALSE;
    return file_all(years, error) && gf_transaction_commit(transaction, error);
}

static gboolean count_bodies(Years *years, GError **error)
{
    for (;; years->bodies++) {
        g_autofree char *slug = g_strdup_printf("corps-%u", years->bodies);
        g_autoptr(GfBody) body = NULL;
        if (!gf_store_body(years->clerk.store, slug, &body, error))
            return FALSE;
        if (body == NULL)
            return TRUE;
    }
}

/* What a power cut would leave of a bench matters to nobody: it is made in a tenth of the time. */
static void hurry(GfStore *store)
{
    sqlite3_exec(gf_store_handle(store),
                 "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                 " PRAGMA cache_size = -2000000; PRAGMA cache_spill = OFF",
                 NULL, NULL, NULL);
}

static gboolean live(Years *years, guint first, guint last, GError **error)
{
    if (!count_bodies(years, error))
        return FALSE;
    for (guint number = first; number <= last; number++)
        if (!hold_session(years, number, error))
            return FALSE;
    return hold_some(years, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 4)
        return 2;
    gf_mime_init();
    gf_ical_init(NULL);
    g_autofree char *path = gf_instance_database(argv[1]);
    GfInstance *instance = gf_instance_load(argv[1], &error);
    g_autoptr(GfStore) store = instance != NULL ? gf_store_open(path, &error) : NULL;
    Years years = {.now = g_get_real_time() / G_USEC_PER_SEC, .random = g_rand_new_with_seed(1)};
    years.clock = gf_clock_new_fixed(years.now);
    years.vocabulary = make_vocabulary(years.random);
    gboolean good = store != NULL;
    if (good) {
        hurry(store);
        years.clerk = (GfClerk){store, instance->config, instance->templates, years.clock};
        good = live(&years, (guint) atoi(argv[2]), (guint) atoi(argv[3]), &error);
    }
    if (!good)
        fprintf(stderr, "store-years: %s\n", error->message);
    g_strfreev(years.vocabulary);
    g_rand_free(years.random);
    gf_clock_free(years.clock);
    if (instance != NULL)
        gf_instance_free(instance);
    return good ? 0 : 1;
}
