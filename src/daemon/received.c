/* received.c - see received.h. */
#include "daemon/received.h"

#include "base/error.h"

GfReceived *gf_received_read(GfReader *reader, GfIncoming *incoming, GBytes *next, GError **error)
{
    g_autoptr(GError) problem = NULL;
    GfReceived *received = g_new0(GfReceived, 1);
    received->incoming = incoming;
    received->letter = gf_reader_read_before(reader, incoming->raw, next, &problem);
    if (received->letter != NULL)
        return received;
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_MESSAGE)) {
        received->unreadable = g_strdup(problem->message);
        return received;
    }
    gf_received_free(received);
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

void gf_received_free(GfReceived *received)
{
    if (received == NULL)
        return;
    g_clear_pointer(&received->incoming, gf_incoming_free);
    g_clear_pointer(&received->letter, gf_letter_free);
    g_free(received->unreadable);
    g_free(received);
}
