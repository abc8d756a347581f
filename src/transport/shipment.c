/* shipment.c - see shipment.h and transport.h. */
#include "transport/shipment.h"

#include "base/address.h"
#include "base/text.h"
#include "transport/body.h"

#define WORDS_CHARACTERS 500

GfShipment *gf_shipment_new(gint64 id, const char *envelope_from, const char *recipient)
{
    GfShipment *shipment = g_new0(GfShipment, 1);
    shipment->id = id;
    shipment->envelope_from = g_strdup(envelope_from);
    shipment->recipient = g_strdup(recipient);
    shipment->chunks = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    return shipment;
}

void gf_shipment_free(GfShipment *shipment)
{
    if (shipment == NULL)
        return;
    g_free(shipment->envelope_from);
    g_free(shipment->recipient);
    g_ptr_array_unref(shipment->chunks);
    g_free(shipment);
}

GfOutcome *gf_outcome_new(gint64 id, GfOutcomeKind kind, const char *words)
{
    GfOutcome *outcome = g_new0(GfOutcome, 1);
    outcome->id = id;
    outcome->kind = kind;
    outcome->reply = gf_text_line(words, WORDS_CHARACTERS);
    return outcome;
}

void gf_outcome_free(GfOutcome *outcome)
{
    if (outcome == NULL)
        return;
    g_free(outcome->status);
    g_free(outcome->reply);
    g_free(outcome);
}

char *gf_shipment_why_not(const GfShipment *shipment, guint64 *ret_size, gboolean *ret_eight_bit)
{
    const char *why = NULL;
    if (shipment->envelope_from[0] != '\0' && !gf_address_is_valid(shipment->envelope_from, &why))
        return g_strdup_printf("envelope sender \"%s\": %s", shipment->envelope_from, why);
    if (!gf_address_is_valid(shipment->recipient, &why))
        return g_strdup_printf("recipient \"%s\": %s", shipment->recipient, why);
    if (!gf_body_check(shipment->chunks, ret_size, ret_eight_bit, &why))
        return g_strdup(why);
    return NULL;
}
