/* line.c - see line.h. A domain lives as long as it has shipments waiting or jobs out. */
#include "transport/line.h"

#include "base/address.h"

typedef struct {
    char *name;
    GQueue waiting; /* of GfShipment */
    guint out;
    gboolean in_turn; /* is in GfLine.turns */
} Domain;

struct GfLine {
    guint per_domain;
    GHashTable *domains; /* name -> Domain */
    GQueue turns;        /* of Domain with a shipment that may go now */
};

static void domain_free(gpointer data)
{
    Domain *domain = data;
    g_queue_clear_full(&domain->waiting, (GDestroyNotify) gf_shipment_free);
    g_free(domain->name);
    g_free(domain);
}

GfLine *gf_line_new(guint per_domain)
{
    GfLine *line = g_new0(GfLine, 1);
    line->per_domain = per_domain;
    line->domains = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, domain_free);
    g_queue_init(&line->turns);
    return line;
}

void gf_line_free(GfLine *line)
{
    if (line == NULL)
        return;
    g_queue_clear(&line->turns);
    g_hash_table_unref(line->domains);
    g_free(line);
}

static Domain *domain_of(GfLine *line, const char *address)
{
    g_autofree char *name = gf_address_domain(address);
    if (name == NULL)
        name = g_strdup("");
    Domain *domain = g_hash_table_lookup(line->domains, name);
    if (domain == NULL) {
        domain = g_new0(Domain, 1);
        domain->name = g_steal_pointer(&name);
        g_queue_init(&domain->waiting);
        g_hash_table_insert(line->domains, domain->name, domain);
    }
    return domain;
}

/* After any change: gives the domain its turn, or lets it go. */
static void settle(GfLine *line, Domain *domain)
{
    gboolean waits = !g_queue_is_empty(&domain->waiting);
    gboolean allowed = line->per_domain == 0 || domain->out < line->per_domain;
    if (waits && allowed && !domain->in_turn) {
        g_queue_push_tail(&line->turns, domain);
        domain->in_turn = TRUE;
    } else if (!waits && domain->in_turn) {
        g_queue_remove(&line->turns, domain);
        domain->in_turn = FALSE;
    }
    if (!waits && domain->out == 0)
        g_hash_table_remove(line->domains, domain->name);
}

void gf_line_put(GfLine *line, GfShipment *shipment)
{
    Domain *domain = domain_of(line, shipment->recipient);
    g_queue_push_tail(&domain->waiting, shipment);
    settle(line, domain);
}

GfJob *gf_line_take(GfLine *line)
{
    Domain *domain = g_queue_pop_head(&line->turns);
    if (domain == NULL)
        return NULL;
    domain->in_turn = FALSE;
    GfJob *job = g_new0(GfJob, 1);
    job->shipment = g_queue_pop_head(&domain->waiting);
    job->domain = domain;
    domain->out++;
    settle(line, domain);
    return job;
}

static void release(GfLine *line, GfJob *job)
{
    Domain *domain = job->domain;
    g_assert(domain->out > 0);
    domain->out--;
    g_free(job);
    settle(line, domain);
}

void gf_line_done(GfLine *line, GfJob *job)
{
    g_clear_pointer(&job->shipment, gf_shipment_free);
    release(line, job);
}

void gf_line_put_back(GfLine *line, GfJob *job)
{
    Domain *domain = job->domain;
    g_queue_push_head(&domain->waiting, g_steal_pointer(&job->shipment));
    release(line, job);
}

GfShipment *gf_line_drop(GfLine *line)
{
    GHashTableIter iterator;
    gpointer value = NULL;
    g_hash_table_iter_init(&iterator, line->domains);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Domain *domain = value;
        GfShipment *shipment = g_queue_pop_head(&domain->waiting);
        if (shipment != NULL) {
            settle(line, domain);
            return shipment;
        }
    }
    return NULL;
}
