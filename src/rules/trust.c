/* trust.c - who speaks, and what follows (DESIGN.md section 4, MAIL-IN-THE-WILD.md c3).
 *
 * A token proves the recipient of one of our mails, a DMARC pass the domain of the sender, a bare
 * From nothing. The first row that fits decides; no row turns a DMARC fail, or the token of one
 * member in the hands of another, into an act.
 */
#include "rules/rules.h"

typedef enum { NO, YES, ANY } Need;
#define DMARC_ANY (-1)

static const struct {
    const char *name;
    Need token, from_known, other;
    int dmarc;
    GfTrust trust;
} ROWS[] = {
    /* name               token from  other dmarc          what follows */
    {"dmarc-fail", ANY, ANY, ANY, GF_DMARC_FAIL, GF_TRUST_HOLD},
    {"other-member", ANY, ANY, YES, DMARC_ANY, GF_TRUST_HOLD},
    {"token-from-known", YES, YES, NO, DMARC_ANY, GF_TRUST_APPLY},
    {"token-dmarc-pass", YES, NO, NO, GF_DMARC_PASS, GF_TRUST_APPLY_AND_TELL},
    {"token-from-unknown", YES, NO, NO, GF_DMARC_NONE, GF_TRUST_CONFIRM},
    {"from-dmarc-pass", NO, YES, NO, GF_DMARC_PASS, GF_TRUST_APPLY_AND_TELL},
    {"from-alone", NO, YES, NO, GF_DMARC_NONE, GF_TRUST_CONFIRM},
    {"unknown", NO, NO, NO, DMARC_ANY, GF_TRUST_HOLD},
};

static gboolean fits(Need need, gboolean fact)
{
    return need == ANY || (need == YES) == (fact != FALSE);
}

GfTrust gf_rule_trust(const GfTrustFacts *facts, const char **ret_rule)
{
    gboolean other = facts->token_of_other || facts->attendee_other;
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (!fits(ROWS[i].token, facts->token) || !fits(ROWS[i].from_known, facts->from_known) ||
            !fits(ROWS[i].other, other) ||
            (ROWS[i].dmarc != DMARC_ANY && ROWS[i].dmarc != (int) facts->dmarc))
            continue;
        if (ret_rule != NULL)
            *ret_rule = ROWS[i].name;
        return ROWS[i].trust;
    }
    g_assert_not_reached();
}
