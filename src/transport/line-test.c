/* line-test.c - whose turn it is. */
#include "transport/line.h"

static void put(GfLine *line, const char *recipients)
{
    g_auto(GStrv) names = g_strsplit(recipients, " ", -1);
    for (gsize i = 0; names[i] != NULL; i++)
        gf_line_put(line, gf_shipment_new((gint64) i, "", names[i]));
}

/* Recipients in the order they are taken, until none may go. */
static char *take_all(GfLine *line, GPtrArray *jobs)
{
    g_autoptr(GString) order = g_string_new(NULL);
    GfJob *job = NULL;
    while ((job = gf_line_take(line)) != NULL) {
        g_string_append_printf(order, "%s%s", order->len == 0 ? "" : " ", job->shipment->recipient);
        g_ptr_array_add(jobs, job);
    }
    return g_string_free(g_steal_pointer(&order), FALSE);
}

static void test_turns(void)
{
    static const struct {
        const char *name;
        guint per_domain;
        const char *put, *first, *second; /* second: after all of the first are done */
    } ROWS[] = {
        {"one domain", 0, "1@a 2@a 3@a", "1@a 2@a 3@a", ""},
        {"in turn", 0, "1@a 2@a 3@a 4@b 5@c", "1@a 4@b 5@c 2@a 3@a", ""},
        {"one at once", 1, "1@a 2@a 3@b", "1@a 3@b", "2@a"},
        {"two at once", 2, "1@a 2@a 3@a 4@b", "1@a 4@b 2@a", "3@a"},
        {"case of the domain", 1, "1@a 2@A", "1@a", "2@A"},
        {"nothing", 1, "", "", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        GfLine *line = gf_line_new(ROWS[i].per_domain);
        g_autoptr(GPtrArray) jobs = g_ptr_array_new();
        if (ROWS[i].put[0] != '\0')
            put(line, ROWS[i].put);
        g_autofree char *first = take_all(line, jobs);
        g_assert_cmpstr(first, ==, ROWS[i].first);
        for (guint j = 0; j < jobs->len; j++)
            gf_line_done(line, g_ptr_array_index(jobs, j));
        g_ptr_array_set_size(jobs, 0);
        g_autofree char *second = take_all(line, jobs);
        g_assert_cmpstr(second, ==, ROWS[i].second);
        for (guint j = 0; j < jobs->len; j++)
            gf_line_done(line, g_ptr_array_index(jobs, j));
        gf_line_free(line);
    }
}

static void test_put_back(void)
{
    GfLine *line = gf_line_new(1);
    put(line, "1@a 2@a 3@b");
    GfJob *job = gf_line_take(line);
    g_assert_cmpstr(job->shipment->recipient, ==, "1@a");
    gf_line_put_back(line, job);
    g_autoptr(GPtrArray) jobs = g_ptr_array_new();
    g_autofree char *order = take_all(line, jobs);
    g_assert_cmpstr(order, ==, "3@b 1@a");
    for (guint j = 0; j < jobs->len; j++)
        gf_line_done(line, g_ptr_array_index(jobs, j));
    gf_line_free(line);
}

static void test_drop(void)
{
    GfLine *line = gf_line_new(1);
    put(line, "1@a 2@a 3@a 4@b");
    GfJob *job = gf_line_take(line);
    guint dropped = 0;
    GfShipment *shipment = NULL;
    while ((shipment = gf_line_drop(line)) != NULL) {
        gf_shipment_free(shipment);
        dropped++;
    }
    g_assert_cmpuint(dropped, ==, 3);
    g_assert_null(gf_line_take(line));
    gf_line_done(line, job);
    put(line, "5@a");
    job = gf_line_take(line);
    g_assert_nonnull(job);
    gf_line_done(line, job);
    gf_line_free(line);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/line/turns", test_turns);
    g_test_add_func("/line/put-back", test_put_back);
    g_test_add_func("/line/drop", test_drop);
    return g_test_run();
}
