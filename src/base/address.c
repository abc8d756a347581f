/* address.c - see address.h.
 *
 * A small hand-written check rather than a regular expression, so that each refusal can say why.
 */
#include "base/address.h"

#include <string.h>

#include "base/limits.h"

enum { LOCAL_MAXIMUM = 64, DOMAIN_MAXIMUM = 253, LABEL_MAXIMUM = 63 };

static const char *why_local_is_wrong(const char *local, gsize length)
{
    if (length == 0)
        return "nothing before the @";
    if (length > LOCAL_MAXIMUM)
        return "more than 64 characters before the @";
    if (local[0] == '.' || local[length - 1] == '.')
        return "a dot at the edge of the part before the @";
    for (gsize i = 0; i < length; i++) {
        if (local[i] == '.' && local[i + 1] == '.')
            return "two dots in a row";
        if (!g_ascii_isalnum(local[i]) && strchr(".!#$%&'*+-/=?^_`{|}~", local[i]) == NULL)
            return "a character that is not allowed before the @";
    }
    return NULL;
}

static const char *why_label_is_wrong(const char *label, gsize length)
{
    if (length == 0)
        return "an empty part in the domain";
    if (length > LABEL_MAXIMUM)
        return "a part of the domain is too long";
    if (label[0] == '-' || label[length - 1] == '-')
        return "a hyphen at the edge of a part of the domain";
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(label[i]) && label[i] != '-')
            return "a character that is not allowed in a domain";
    return NULL;
}

static const char *why_domain_is_wrong(const char *domain)
{
    if (strlen(domain) > DOMAIN_MAXIMUM)
        return "the domain is too long";
    const char *label = domain;
    for (;;) {
        gsize length = strcspn(label, ".");
        const char *why = why_label_is_wrong(label, length);
        if (why != NULL)
            return why;
        if (label[length] == '\0')
            break;
        label += length + 1;
    }
    return strspn(label, "0123456789") == strlen(label) ? "a number instead of a domain" : NULL;
}

static const char *why_address_is_wrong(const char *address)
{
    if (address == NULL || *address == '\0')
        return "no address";
    if (strlen(address) > GF_LIMIT_ADDRESS_BYTES)
        return "longer than 254 characters";
    for (const char *p = address; *p != '\0'; p++) {
        if ((guchar) *p >= 0x80)
            return "a character outside ASCII";
        if (g_ascii_iscntrl(*p) || *p == ' ')
            return "a space or control character";
    }
    const char *at = strchr(address, '@');
    if (at == NULL)
        return "no @";
    if (strchr(at + 1, '@') != NULL)
        return "more than one @";
    const char *why = why_local_is_wrong(address, (gsize) (at - address));
    return why != NULL ? why : why_domain_is_wrong(at + 1);
}

gboolean gf_address_is_valid(const char *address, const char **ret_why)
{
    const char *why = why_address_is_wrong(address);
    if (why != NULL && ret_why != NULL)
        *ret_why = why;
    return why == NULL;
}

char *gf_address_fold(const char *address)
{
    g_autofree char *trimmed = g_strstrip(g_utf8_make_valid(address != NULL ? address : "", -1));
    const char *start = trimmed;
    if (g_ascii_strncasecmp(start, "mailto:", 7) == 0)
        for (start += 7; g_ascii_isspace(*start); start++)
            ;
    GString *out = g_string_sized_new(strlen(start));
    for (const char *p = start; *p != '\0'; p = g_utf8_next_char(p)) {
        if ((guchar) *p < 0x80)
            g_string_append_c(out, g_ascii_tolower(*p));
        else
            g_string_append_unichar(out, g_unichar_tolower(g_utf8_get_char(p)));
    }
    return g_string_free(out, FALSE);
}

gboolean gf_address_equal(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return FALSE;
    g_autofree char *folded_a = gf_address_fold(a);
    g_autofree char *folded_b = gf_address_fold(b);
    return strcmp(folded_a, folded_b) == 0;
}

char *gf_address_detail(const char *address, const char *base)
{
    g_autofree char *full = gf_address_fold(address);
    g_autofree char *plain = gf_address_fold(base);
    const char *full_at = strrchr(full, '@');
    const char *plain_at = strrchr(plain, '@');
    if (full_at == NULL || plain_at == NULL || strcmp(full_at, plain_at) != 0)
        return NULL;
    gsize local = (gsize) (plain_at - plain);
    if (strncmp(full, plain, local) != 0 || full[local] != '+')
        return NULL;
    const char *detail = full + local + 1;
    return detail < full_at ? g_strndup(detail, (gsize) (full_at - detail)) : NULL;
}

char *gf_address_with_detail(const char *base, const char *detail)
{
    const char *at = base != NULL ? strrchr(base, '@') : NULL;
    g_return_val_if_fail(at != NULL && detail != NULL, NULL);
    return g_strdup_printf("%.*s+%s%s", (int) (at - base), base, detail, at);
}

char *gf_address_domain(const char *address)
{
    g_autofree char *folded = gf_address_fold(address);
    const char *at = strrchr(folded, '@');
    return at != NULL && at[1] != '\0' ? g_strdup(at + 1) : NULL;
}
