/* imap-folders.c - the folders that staff and greffe share: Greffe/Traité and its sisters, and
 * Junk.
 *
 * Learns the delimiter and the personal prefix of the server ("INBOX." is common), uses the junk
 * folder that the server marks (RFC 6154) where there is one, creates what is missing. A server
 * that refuses a folder is GF_ERROR_ACCOUNT: nothing could be filed.
 */
#include <string.h>

#include "base/error.h"
#include "mailbox/imap.h"
#include "mailbox/utf7.h"

#define PARENT "Greffe"
/* Stands for the delimiter where the server has no hierarchy. */
#define FLAT_DELIMITER '-'

static gboolean list(GfImap *imap, const char *pattern, clist **ret_list, GError **error)
{
    gf_imap_begin(imap, 0);
    int result = mailimap_list(imap->session, "", pattern, ret_list);
    if (gf_imap_reply(imap, result) == GF_REPLY_OK)
        return TRUE;
    gf_imap_set_error(imap, result, "listing the folders", error);
    return FALSE;
}

/* Delimiter and prefix from NAMESPACE (RFC 2342); prefix stays NULL where the server does not tell.
 */
static gboolean take_namespace(GfImap *imap, GError **error)
{
    g_autoptr(GfEtpanNamespace) data = NULL;
    gf_imap_begin(imap, 0);
    int result = mailimap_namespace(imap->session, &data);
    GfReply reply = gf_imap_reply(imap, result);
    if (reply != GF_REPLY_OK && reply != GF_REPLY_NO) {
        gf_imap_set_error(imap, result, "asking for the namespace", error);
        return FALSE;
    }
    if (data == NULL || data->ns_personal == NULL)
        return TRUE;
    clistiter *first = clist_begin(data->ns_personal->ns_data_list);
    const struct mailimap_namespace_info *info = first != NULL ? clist_content(first) : NULL;
    if (info == NULL || info->ns_prefix == NULL)
        return TRUE;
    imap->prefix = gf_utf7_decode(info->ns_prefix);
    imap->delimiter = info->ns_delimiter;
    return TRUE;
}

static gboolean learn_hierarchy(GfImap *imap, GError **error)
{
    g_clear_pointer(&imap->prefix, g_free);
    if (mailimap_has_extension(imap->session, "NAMESPACE") && !take_namespace(imap, error))
        return FALSE;
    if (imap->prefix != NULL)
        return TRUE;
    imap->prefix = g_strdup("");
    g_autoptr(GfEtpanMailboxList) root = NULL;
    if (!list(imap, "", &root, error))
        return FALSE;
    clistiter *first = root != NULL ? clist_begin(root) : NULL;
    const struct mailimap_mailbox_list *entry = first != NULL ? clist_content(first) : NULL;
    imap->delimiter = '\0';
    if (entry != NULL)
        imap->delimiter = entry->mb_delimiter;
    return TRUE;
}

static gboolean has_attribute(const struct mailimap_mailbox_list *entry, const char *attribute)
{
    const clist *flags = entry->mb_flag != NULL ? entry->mb_flag->mbf_oflags : NULL;
    for (clistiter *i = flags != NULL ? clist_begin(flags) : NULL; i != NULL; i = clist_next(i)) {
        const struct mailimap_mbx_list_oflag *flag = clist_content(i);
        const char *name = flag->of_flag_ext;
        if (name != NULL && g_ascii_strcasecmp(*name == '\\' ? name + 1 : name, attribute) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Adds the names that match; notes the server's junk folder. */
static gboolean collect(GfImap *imap, const char *pattern, GHashTable *names, GError **error)
{
    g_autoptr(GfEtpanMailboxList) entries = NULL;
    g_autofree char *wire_pattern = gf_utf7_encode(pattern);
    if (!list(imap, wire_pattern, &entries, error))
        return FALSE;
    for (clistiter *i = entries != NULL ? clist_begin(entries) : NULL; i != NULL;
         i = clist_next(i)) {
        const struct mailimap_mailbox_list *entry = clist_content(i);
        g_autofree char *name = entry->mb_name != NULL ? gf_utf7_decode(entry->mb_name) : NULL;
        /* A name that we would spell otherwise on the wire is not ours to use. */
        g_autofree char *again = name != NULL ? gf_utf7_encode(name) : NULL;
        if (name == NULL || strcmp(again, entry->mb_name) != 0 ||
            has_attribute(entry, "NonExistent"))
            continue;
        if (imap->targets[GF_FOLDER_JUNK] == NULL && has_attribute(entry, "Junk"))
            imap->targets[GF_FOLDER_JUNK] = g_strdup(name);
        g_hash_table_add(names, g_steal_pointer(&name));
    }
    return TRUE;
}

gboolean gf_imap_create_folder(GfImap *imap, const char *folder, GError **error)
{
    g_autofree char *wire = gf_utf7_encode(folder);
    gf_imap_begin(imap, 0);
    int result = mailimap_create(imap->session, wire);
    if (result == MAILIMAP_ERROR_CREATE && !gf_imap_has_code(imap, "ALREADYEXISTS")) {
        g_autofree char *said = gf_imap_server_text(imap);
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        if (!collect(imap, folder, names, error))
            return FALSE;
        if (!g_hash_table_contains(names, folder)) {
            g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                        "mailbox %s: cannot create the folder '%s': '%s' (create it by hand)",
                        imap->host, folder, said);
            return FALSE;
        }
    } else if (result != MAILIMAP_ERROR_CREATE && gf_imap_reply(imap, result) != GF_REPLY_OK) {
        gf_imap_set_error(imap, result, "creating a folder", error);
        return FALSE;
    }
    /* Many mail programs show only these; refused is no harm. */
    gf_imap_begin(imap, 0);
    result = mailimap_subscribe(imap->session, wire);
    if (gf_imap_reply(imap, result) == GF_REPLY_OK || gf_imap_reply(imap, result) == GF_REPLY_NO)
        return TRUE;
    gf_imap_set_error(imap, result, "subscribing to a folder", error);
    return FALSE;
}

static gboolean ensure(GfImap *imap, GHashTable *names, const char *folder, GError **error)
{
    return g_hash_table_contains(names, folder) || gf_imap_create_folder(imap, folder, error);
}

static void forget_names(GfImap *imap)
{
    for (guint i = 0; i < G_N_ELEMENTS(imap->targets); i++)
        g_clear_pointer(&imap->targets[i], g_free);
    for (guint i = 0; i < GF_DRAGS; i++)
        g_clear_pointer(&imap->drags[i], g_free);
}

/* `ours`: what the names of our folders begin with. */
static gboolean ensure_ours(GfImap *imap, GHashTable *names, const char *ours, GError **error)
{
    imap->targets[GF_FOLDER_DONE] = g_strconcat(ours, "Traité", NULL);
    imap->targets[GF_FOLDER_HELD] = g_strconcat(ours, "À vérifier", NULL);
    for (guint i = 0; i < GF_DRAGS; i++)
        imap->drags[i] = g_strconcat(ours, gf_drags[i].folder, NULL);
    gboolean good = ensure(imap, names, imap->targets[GF_FOLDER_DONE], error) &&
                    ensure(imap, names, imap->targets[GF_FOLDER_HELD], error);
    for (guint i = 0; good && i < GF_DRAGS; i++)
        good = ensure(imap, names, imap->drags[i], error);
    return good;
}

gboolean gf_imap_prepare_folders(GfImap *imap, GError **error)
{
    forget_names(imap);
    if (!learn_hierarchy(imap, error))
        return FALSE;
    char delimiter = imap->delimiter != '\0' ? imap->delimiter : FLAT_DELIMITER;
    g_autofree char *ours = g_strdup_printf("%s%s%c", imap->prefix, PARENT, delimiter);
    g_autofree char *top = g_strconcat(imap->prefix, "%", NULL);
    g_autofree char *below = g_strconcat(ours, "%", NULL);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!collect(imap, top, names, error) || !collect(imap, below, names, error) ||
        !ensure_ours(imap, names, ours, error))
        return FALSE;
    if (imap->targets[GF_FOLDER_JUNK] == NULL)
        imap->targets[GF_FOLDER_JUNK] = g_strconcat(imap->prefix, "Junk", NULL);
    return ensure(imap, names, imap->targets[GF_FOLDER_JUNK], error);
}
