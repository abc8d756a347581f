/* outside.c - see outside.h. */
#include "cli/outside.h"

#include <string.h>

static void add_file(GPtrArray *outside, const GfConfig *config, const char *path,
                     const char *setting)
{
    g_autofree char *inside = g_build_filename(config->directory, "config", "", NULL);
    g_autofree char *absolute =
        path != NULL ? g_canonicalize_filename(path, config->directory) : NULL;
    if (absolute != NULL && !g_str_has_prefix(absolute, inside))
        g_ptr_array_add(outside, g_strdup_printf("%s (%s)", absolute, setting));
}

static void add_secret(GPtrArray *outside, const GfConfig *config, const char *secret,
                       const char *setting)
{
    if (secret != NULL && g_str_has_prefix(secret, "file:"))
        add_file(outside, config, secret + strlen("file:"), setting);
    else if (secret != NULL)
        g_ptr_array_add(outside, g_strdup_printf("%s (%s)", secret, setting));
}

static void add_maildir(GPtrArray *outside, const char *path, const char *setting)
{
    g_ptr_array_add(outside, g_strdup_printf("%s (%s, a mailbox)", path, setting));
}

GPtrArray *gf_cli_outside(const GfConfig *config)
{
    GPtrArray *outside = g_ptr_array_new_with_free_func(g_free);
    add_file(outside, config, config->mailbox_ca_file, "ca_file of [mailbox]");
    add_secret(outside, config, config->mailbox_secret, "secret of [mailbox]");
    add_file(outside, config, config->transport_ca_file, "ca_file of [transport]");
    add_secret(outside, config, config->transport_secret, "secret of [transport]");
    if (!config->mailbox_imap)
        add_maildir(outside, config->mailbox_path, "path of [mailbox]");
    if (!config->transport_smtp)
        add_maildir(outside, config->transport_path, "path of [transport]");
    g_ptr_array_add(outside, NULL);
    return outside;
}
