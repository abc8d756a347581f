/* words-fuzz.c - any bytes as letters about saisines, reports and lists: for libFuzzer. */
#include <stdint.h>

#include "base/text.h"
#include "understand/contribution.h"
#include "understand/links.h"
#include "understand/orders.h"
#include "understand/questions.h"
#include "understand/report-kind.h"
#include "understand/understand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const GfQuestionText questions[] = {
        {1, "Quels freins rencontrez-vous dans les cantines ?"},
        {2, "Quelles actions la Région pourrait-elle soutenir ?"},
        {64, "Autre ?"},
    };
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_free(letter->text);
    letter->text = gf_text_clean((const char *) data, (gssize) size);
    gf_understand_segments(letter, NULL);
    (void) gf_questions_answered(letter->segments, questions, G_N_ELEMENTS(questions));
    (void) gf_contribution_intent(letter->text, letter->text, size % 2 == 0);
    (void) gf_report_kind(letter->text, letter->text);
    (void) gf_consent(letter->text);
    g_autoptr(GPtrArray) links = gf_links_to_drives(letter->text);
    g_autoptr(GPtrArray) skipped = NULL;
    g_autoptr(GPtrArray) orders = gf_orders_read(letter->text, &skipped);
    for (guint i = 0; i < orders->len; i++) {
        const GfOrderLine *order = orders->pdata[i];
        g_assert_true(order->number >= GF_ORDER_NO_NUMBER && order->word != NULL &&
                      order->rest != NULL && g_utf8_validate(order->line, -1, NULL));
    }
    return 0;
}
