/* links.c - see links.h.
 *
 * A host counts with its whole name or as the end of one behind a dot; what stands before "@" in a
 * link is not its host. Services that also have ordinary pages are known by path. Broken links are
 * no links.
 */
#include "understand/links.h"

#include "base/limits.h"

#include <string.h>

/* Characters that people and programs put around a link and behind it. */
static const char ends[] = " \t\n<>\"[]{}|\\^`";
static const char trailing[] = ".,;:!?'*_";

/* `path`: how the path begins; NULL: anything but the front page. */
static const struct {
    const char *host, *path;
} drives[] = {
    {"drive.google.com", NULL},
    {"docs.google.com", "/document/"},
    {"docs.google.com", "/spreadsheets/"},
    {"docs.google.com", "/presentation/"},
    {"docs.google.com", "/drawings/"},
    {"docs.google.com", "/file/"},
    {"docs.google.com", "/open"},
    {"docs.google.com", "/uc"},
    {"photos.google.com", "/share/"},
    {"photos.app.goo.gl", NULL},
    {"dropbox.com", "/s/"},
    {"dropbox.com", "/sh/"},
    {"dropbox.com", "/scl/"},
    {"dropbox.com", "/l/"},
    {"dropbox.com", "/t/"},
    {"dropbox.com", "/transfer/"},
    {"dropbox.com", "/request/"},
    {"dropbox.com", "/paper/"},
    {"dropboxusercontent.com", NULL},
    {"db.tt", NULL},
    {"1drv.ms", NULL},
    {"onedrive.live.com", NULL},
    {"onedrive.com", NULL},
    {"sharepoint.com", NULL},
    {"icloud.com", "/iclouddrive/"},
    {"icloud.com", "/attachment/"},
    {"icloud.com", "/photos/"},
    {"icloud.com", "/pages/"},
    {"icloud.com", "/numbers/"},
    {"icloud.com", "/keynote/"},
    {"share.icloud.com", NULL},
    {"we.tl", NULL},
    {"wetransfer.com", "/downloads/"},
    {"collect.wetransfer.com", NULL},
    {"grosfichiers.com", NULL},
    {"swisstransfer.com", "/d/"},
    {"fromsmash.com", NULL},
    {"transfernow.net", NULL},
    {"transfer.pcloud.com", NULL},
    {"pcloud.link", NULL},
    {"my.pcloud.com", NULL},
    {"pc.cd", NULL},
    {"mega.nz", NULL},
    {"mega.co.nz", NULL},
    {"box.com", "/s/"},
    {"box.com", "/v/"},
    {"box.com", "/file/"},
    {"box.com", "/folder/"},
    {"framadrop.org", "/r/"},
    {"framadrive.org", NULL},
    {"filesender.renater.fr", NULL},
    {"partage.renater.fr", NULL},
    {"transfert.free.fr", NULL},
    {"dl.free.fr", NULL},
    {"kdrive.infomaniak.com", NULL},
    {"drive.infomaniak.com", NULL},
    {"drive.proton.me", NULL},
    {"drive.protonmail.com", NULL},
    {"resana.numerique.gouv.fr", NULL},
    {"osmose.numerique.gouv.fr", NULL},
    {"francetransfert.numerique.gouv.fr", NULL},
    {"fichiers.numerique.gouv.fr", NULL},
    {"hubic.com", NULL},
    {"1fichier.com", NULL},
    {"mediafire.com", "/file/"},
    {"mediafire.com", "/folder/"},
    {"mediafire.com", "/?"},
    {"sendspace.com", "/file/"},
    {"gofile.io", "/d/"},
    {"gofile.me", NULL},
    {"sync.com", "/dl/"},
    {"oodrive.com", NULL},
    {"mycozy.cloud", "/public"},
    {"bluefiles.com", NULL},
    {"lockself.com", NULL},
    {"disk.yandex.com", NULL},
    {"yadi.sk", NULL},
    {"workdrive.zoho.eu", NULL},
    {"acrobat.adobe.com", "/id/"},
    {"documentcloud.adobe.com", NULL},
    {"hightail.com", "/receive/"},
    {"cloud.orange.fr", NULL},
};

/* First labels of hosts on which nothing but such a service runs. */
static const char *const labels[] = {"filesender", "nextcloud", "owncloud",
                                     "lufi",       "seafile",   "francetransfert"};

/* Mail filters and search engines that carry the real link in a parameter. */
static const struct {
    const char *host, *parameter;
} wrappers[] = {
    {"safelinks.protection.outlook.com", "url="},
    {"google.com", "q="},
    {"google.fr", "q="},
    {"google.com", "url="},
    {"urldefense.proofpoint.com", "u="},
    {"l.facebook.com", "u="},
};

typedef struct {
    char *host;       /* lower case, without port */
    const char *path; /* from the first slash; "" where there is none; in the link */
} Link;

static void link_clear(Link *link)
{
    g_free(link->host);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Link, link_clear)

static gsize scheme_length(const char *text)
{
    if (g_ascii_strncasecmp(text, "https://", 8) == 0)
        return 8;
    return g_ascii_strncasecmp(text, "http://", 7) == 0 ? 7 : 0;
}

static Link link_of(const char *url)
{
    const char *authority = url + scheme_length(url);
    gsize length = strcspn(authority, "/?#");
    g_autofree char *whole = g_strndup(authority, length);
    const char *at = strrchr(whole, '@');
    g_autofree char *bare = g_ascii_strdown(at != NULL ? at + 1 : whole, -1);
    bare[strcspn(bare, ":")] = '\0';
    Link link = {g_steal_pointer(&bare), authority + length};
    return link;
}

static gboolean is_of(const char *host, const char *service)
{
    gsize length = strlen(host), end = strlen(service);
    return length >= end && g_str_equal(host + length - end, service) &&
           (length == end || host[length - end - 1] == '.');
}

static gboolean is_front_page(const char *path)
{
    return path[strspn(path, "/")] == '\0';
}

static gboolean is_drive(const Link *link)
{
    for (gsize i = 0; i < G_N_ELEMENTS(drives); i++) {
        if (!is_of(link->host, drives[i].host))
            continue;
        if (drives[i].path != NULL ? g_str_has_prefix(link->path, drives[i].path)
                                   : !is_front_page(link->path))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_label(const Link *link)
{
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        gsize length = strlen(labels[i]);
        if (strncmp(link->host, labels[i], length) == 0 && link->host[length] == '.')
            return !is_front_page(link->path);
    }
    return FALSE;
}

/* Names that programs make up: letters and digits, in both cases or with digits, long enough. */
static gboolean is_made_up(const char *token, gsize length)
{
    gboolean digit = FALSE, upper = FALSE, lower = FALSE;
    for (gsize i = 0; i < length; i++) {
        digit = digit || g_ascii_isdigit(token[i]);
        upper = upper || g_ascii_isupper(token[i]);
        lower = lower || g_ascii_islower(token[i]);
    }
    return length >= 10 && length <= 40 && (digit || (upper && lower));
}

/* "/s/TOKEN" of Nextcloud and ownCloud, below whatever folder they are installed in. */
static gboolean is_share(const Link *link)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const char *share = strstr(link->path, "/s/");
    gsize path = strcspn(link->path, "?#");
    if (share == NULL || (gsize) (share - link->path) >= path)
        return FALSE;
    const char *token = share + strlen("/s/");
    gsize length = strspn(token, letters);
    gboolean ends_here = token[length] == '\0' || strchr("?#", token[length]) != NULL ||
                         g_str_has_prefix(token + length, "/download");
    gboolean indexed = share - link->path >= 10 && g_str_has_prefix(share - 10, "/index.php/s/");
    return (indexed && length > 0) || (ends_here && is_made_up(token, length));
}

/* "/r/TOKEN#KEY" of Lufi: no page has its key in the fragment. */
static gboolean is_lufi(const Link *link)
{
    const char *token = strstr(link->path, "/r/");
    if (token == NULL)
        return FALSE;
    token += strlen("/r/");
    gsize length = strcspn(token, "/?#");
    return length >= 6 && token[length] == '#' && token[length + 1] != '\0';
}

static gboolean leads_to_drive(const char *url)
{
    g_auto(Link) link = link_of(url);
    return strchr(link.host, '.') != NULL &&
           (is_drive(&link) || has_label(&link) || is_share(&link) || is_lufi(&link));
}

/* The link that `url` carries; NULL where it wraps none. Owned. */
static char *unwrap(const char *url)
{
    g_auto(Link) link = link_of(url);
    const char *query = strchr(link.path, '?');
    for (gsize i = 0; query != NULL && i < G_N_ELEMENTS(wrappers); i++) {
        if (!is_of(link.host, wrappers[i].host))
            continue;
        g_autofree char *amp = g_strconcat("&", wrappers[i].parameter, NULL);
        const char *value = strstr(query, amp);
        if (g_str_has_prefix(query + 1, wrappers[i].parameter))
            value = query;
        if (value == NULL)
            continue;
        value += strlen(amp);
        char *inner = g_uri_unescape_segment(value, value + strcspn(value, "&#"), NULL);
        if (inner != NULL && scheme_length(inner) > 0 && strpbrk(inner, ends) == NULL)
            return inner;
        g_free(inner);
    }
    return NULL;
}

/* Where the link at `text` ends: punctuation behind it, and brackets that it did not open, are not
 * its own. */
static const char *link_end(const char *text)
{
    gsize length = strcspn(text, ends);
    for (gsize i = 0; i < length; i++)
        if (g_str_has_prefix(text + i, "\302\240") || g_str_has_prefix(text + i, "\342\200\257") ||
            g_str_has_prefix(text + i, "\302\273") || g_str_has_prefix(text + i, "\342\200\235"))
            length = i;
    int depth = 0;
    for (gsize i = 0; i < length && depth >= 0; i++) {
        depth += (text[i] == '(') - (text[i] == ')');
        if (depth < 0)
            length = i;
    }
    while (length > 0 && strchr(trailing, text[length - 1]) != NULL)
        length--;
    return text + length;
}

static void take(GPtrArray *links, const char *url)
{
    g_autofree char *inner = unwrap(url);
    const char *real = inner != NULL ? inner : url;
    if (!leads_to_drive(real))
        return;
    for (guint i = 0; i < links->len; i++)
        if (g_str_equal(links->pdata[i], real))
            return;
    g_ptr_array_add(links, g_strdup(real));
}

/* A link may begin here: not inside a word, an address or another link. */
static gboolean begins(const char *text, const char *at)
{
    return at == text || (!g_ascii_isalnum(at[-1]) && strchr("@./-_=&%:", at[-1]) == NULL);
}

/* "we.tl/x", as people type it; the table decides whether it is one. */
static gboolean looks_bare(const char *at)
{
    gsize host = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    return host > 3 && host < 254 && at[host] == '/' && memchr(at, '.', host) != NULL;
}

GPtrArray *gf_links_to_drives(const char *text)
{
    GPtrArray *links = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *head = g_strndup(text != NULL ? text : "", GF_LIMIT_TEXT_BYTES);
    for (const char *at = head; *at != '\0' && links->len < GF_LIMIT_DRIVE_LINKS;) {
        gboolean full = scheme_length(at) > 0;
        if (!begins(head, at) || (!full && !looks_bare(at))) {
            at++;
            continue;
        }
        const char *end = link_end(at);
        if (end - at <= GF_LIMIT_LINK_BYTES) {
            g_autofree char *raw = g_strndup(at, (gsize) (end - at));
            g_autofree char *url = full ? g_strdup(raw) : g_strconcat("https://", raw, NULL);
            take(links, url);
        }
        at = MAX(end, at + 1);
    }
    return links;
}
