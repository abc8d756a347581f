/* mailbox.c - the one interface over IMAP and Maildir, and the plain data that crosses it.
 *
 * Dispatches to the kind that was opened. Refuses nothing itself; errors are those of the kinds.
 */
#include "mailbox/kind.h"

const GfDrag gf_drags[GF_DRAGS] = {
    {"present", "Présent", "present"},
    {"absent", "Absent", "absent"},
    {"ignore", "Ignoré", "ignored"},
};

GfPlace *gf_place_new(const char *mailbox, guint32 uidvalidity, guint32 uid, const char *name)
{
    GfPlace *place = g_new0(GfPlace, 1);
    place->mailbox = g_strdup(mailbox);
    place->uidvalidity = uidvalidity;
    place->uid = uid;
    place->name = g_strdup(name);
    return place;
}

GfPlace *gf_place_copy(const GfPlace *place)
{
    if (place == NULL)
        return NULL;
    return gf_place_new(place->mailbox, place->uidvalidity, place->uid, place->name);
}

void gf_place_free(GfPlace *place)
{
    if (place == NULL)
        return;
    g_free(place->mailbox);
    g_free(place->name);
    g_free(place);
}

char *gf_place_key(const GfPlace *place)
{
    return g_strdup_printf("%u.%u.%s/%s", place->uidvalidity, place->uid, place->mailbox,
                           place->name != NULL ? place->name : "");
}

GfIncoming *gf_incoming_new(GfPlace *place, gint64 arrived_at, guint64 size, GBytes *raw,
                            gboolean cut)
{
    GfIncoming *incoming = g_new0(GfIncoming, 1);
    incoming->place = place;
    incoming->arrived_at = arrived_at;
    incoming->size = size;
    incoming->raw = raw;
    incoming->cut = cut;
    return incoming;
}

void gf_incoming_free(GfIncoming *incoming)
{
    if (incoming == NULL)
        return;
    gf_place_free(incoming->place);
    g_clear_pointer(&incoming->raw, g_bytes_unref);
    g_free(incoming);
}

static int by_arrival(gconstpointer left, gconstpointer right)
{
    const GfIncoming *a = *(GfIncoming *const *) left;
    const GfIncoming *b = *(GfIncoming *const *) right;
    if (a->arrived_at != b->arrived_at)
        return a->arrived_at < b->arrived_at ? -1 : 1;
    if (a->place->uid != b->place->uid)
        return a->place->uid < b->place->uid ? -1 : 1;
    return g_strcmp0(a->place->name, b->place->name);
}

void gf_incoming_sort(GPtrArray *incoming)
{
    g_ptr_array_sort(incoming, by_arrival);
}

GfMailbox *gf_mailbox_open(const GfMailboxOptions *options, int stop_fd, GError **error)
{
    return options->imap ? gf_imap_open(options, stop_fd, error)
                         : gf_maildir_open(options, stop_fd, error);
}

GPtrArray *gf_mailbox_fetch(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                            GError **error)
{
    return mailbox->kind->fetch(mailbox, max, known, user_data, error);
}

GPtrArray *gf_mailbox_fetch_dragged(GfMailbox *mailbox, guint max, GfKnown known,
                                    gpointer user_data, GError **error)
{
    return mailbox->kind->fetch_dragged(mailbox, max, known, user_data, error);
}

GfFiling *gf_filing_new(gint64 id, GfPlace *place, GfFolder folder)
{
    GfFiling *filing = g_new0(GfFiling, 1);
    filing->id = id;
    filing->place = place;
    filing->folder = folder;
    return filing;
}

void gf_filing_free(GfFiling *filing)
{
    if (filing == NULL)
        return;
    gf_place_free(filing->place);
    gf_place_free(filing->moved);
    g_free(filing);
}

gboolean gf_mailbox_file(GfMailbox *mailbox, GPtrArray *filings, GError **error)
{
    return mailbox->kind->file(mailbox, filings, error);
}

gboolean gf_mailbox_wait(GfMailbox *mailbox, int timeout_ms, int wake_fd, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + (gint64) MAX(timeout_ms, 0) * 1000;
    mailbox->was_quiet = FALSE;
    return mailbox->kind->wait(mailbox, until_us, wake_fd, error);
}

gboolean gf_mailbox_was_quiet(const GfMailbox *mailbox)
{
    return mailbox->was_quiet;
}

void gf_mailbox_close(GfMailbox *mailbox)
{
    if (mailbox != NULL)
        mailbox->kind->close(mailbox);
}
