/* opening.c - libcurl's options for an SMTP connection, and the sense of its results.
 *
 * Verification of certificate and host name is always on, STARTTLS is required where it is
 * configured, proxies of the environment are not followed.
 */
#include "transport/opening.h"

#include "base/text.h"

/* RFC 5321 section 4.5.3.2: five minutes for most answers. */
#define RESPONSE_SECONDS 300L
#define CONNECT_SECONDS 30L

static void configure_login(CURL *easy, const GfServer *server)
{
    if (server->auth == GF_SMTP_AUTH_NONE)
        return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, server->user);
    curl_easy_setopt(easy, CURLOPT_SASL_IR, 1L);
    if (server->auth == GF_SMTP_AUTH_XOAUTH2) {
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, server->secret);
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
        return;
    }
    curl_easy_setopt(easy, CURLOPT_PASSWORD, server->secret);
    /* Not what else libcurl knows: NTLM and Kerberos depend on more than user and secret. */
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

void gf_opening_configure(CURL *easy, const GfServer *server)
{
    curl_easy_setopt(easy, CURLOPT_URL, server->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, RESPONSE_SECONDS);
    /* Else closing would wait for a name lookup under way. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, server->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (server->tls == GF_SMTP_TLS_STARTTLS)
        curl_easy_setopt(easy, CURLOPT_USE_SSL, (long) CURLUSESSL_ALL);
    configure_login(easy, server);
}

/* Results that an operator must mend, whatever the server said. */
static const struct {
    CURLcode result;
    const char *reason;
} FAULTS[] = {
    {CURLE_PEER_FAILED_VERIFICATION,
     "certificate not trusted (check ca_file, and that host is the name in the certificate)"},
    {CURLE_SSL_CACERT_BADFILE, "ca_file cannot be used (it must hold PEM certificates)"},
    {CURLE_SSL_ISSUER_ERROR, "certificate not trusted (check ca_file)"},
    {CURLE_SSL_CERTPROBLEM, "certificate problem"},
    {CURLE_SSL_CIPHER, "no common cipher"},
    {CURLE_USE_SSL_FAILED, "STARTTLS not possible (check port and tls)"},
    {CURLE_LOGIN_DENIED, "log-in refused (check user, secret and auth)"},
    {CURLE_AUTH_ERROR, "log-in not possible (check auth)"},
    {CURLE_URL_MALFORMAT, "host or port cannot be used"},
    {CURLE_UNSUPPORTED_PROTOCOL, "SMTP is not built into libcurl"},
    {CURLE_NOT_BUILT_IN, "a feature is not built into libcurl"},
};

static const char *fault_of(CURLcode result)
{
    for (gsize i = 0; i < G_N_ELEMENTS(FAULTS); i++)
        if (FAULTS[i].result == result)
            return FAULTS[i].reason;
    return NULL;
}

GfOutcomeKind gf_opening_kind(CURLcode result, int code)
{
    /* The server's own word that it will pass (RFC 4954 section 6: 454) comes first, a verdict on
     * the certificate has nothing to do with it. */
    gboolean verdict = result == CURLE_PEER_FAILED_VERIFICATION;
    if (code >= 400 && code < 500 && !verdict)
        return GF_OUTCOME_DEFERRED;
    /* Refused before any recipient was named: nothing that concerns a recipient. */
    return code >= 500 || fault_of(result) != NULL ? GF_OUTCOME_ACCOUNT : GF_OUTCOME_DEFERRED;
}

/* What CURLINFO_SSL_VERIFYRESULT says of an expired certificate: a code of OpenSSL
 * (X509_V_ERR_CERT_HAS_EXPIRED), or a flag of GnuTLS (GNUTLS_CERT_EXPIRED). */
#define EXPIRED_OPENSSL 10L
#define EXPIRED_GNUTLS (1L << 10)

const char *gf_opening_detail(CURL *easy, CURLcode result, const char *words)
{
    long verdict = 0;
    if (result != CURLE_PEER_FAILED_VERIFICATION ||
        curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verdict) != CURLE_OK)
        return words;
    gboolean expired = verdict == EXPIRED_OPENSSL || (verdict & EXPIRED_GNUTLS) != 0;
    return expired ? "it has expired (or the clock of this machine is wrong)" : words;
}

static const char *words_of(CURLcode result, const char *detail)
{
    /* libcurl's own words name system calls, callbacks and milliseconds. */
    if (result == CURLE_OPERATION_TIMEDOUT)
        return "no answer in time";
    if (result == CURLE_RECV_ERROR)
        return "closed by the server";
    if (result == CURLE_WRITE_ERROR)
        return "what came is no SMTP (check port and tls)";
    return detail != NULL && detail[0] != '\0' ? detail : curl_easy_strerror(result);
}

char *gf_opening_reason(CURLcode result, const GfServer *server, const char *detail,
                        const GfRefusal *refusal)
{
    gboolean account = gf_opening_kind(result, refusal->code) == GF_OUTCOME_ACCOUNT;
    const char *fault = account ? fault_of(result) : NULL;
    g_autofree char *reason =
        g_strdup_printf("%s port %u: %s: %s", server->host, server->port,
                        fault == NULL ? "connection failed" : fault,
                        refusal->words != NULL ? refusal->words : words_of(result, detail));
    return gf_text_line(reason, 500);
}
