/* etpan.h - libetpan, and the cleanups of its types.
 *
 * The only place that includes it, so that what it drags in stays here.
 */
#pragma once

#include <glib.h>
#include <libetpan/libetpan.h>

typedef struct mailimap_set GfEtpanSet;
typedef struct mailimap_search_key GfEtpanSearchKey;
typedef struct mailimap_fetch_type GfEtpanFetchType;
typedef struct mailimap_store_att_flags GfEtpanStoreFlags;
typedef struct mailimap_namespace_data GfEtpanNamespace;
typedef struct mailimap_status_att_list GfEtpanStatusItems;
typedef struct mailimap_mailbox_data_status GfEtpanStatus;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanSet, mailimap_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanSearchKey, mailimap_search_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanFetchType, mailimap_fetch_type_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanStoreFlags, mailimap_store_att_flags_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanNamespace, mailimap_namespace_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanStatusItems, mailimap_status_att_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanStatus, mailimap_mailbox_data_status_free)

/* Three kinds of list, freed differently. */
typedef clist GfEtpanFetchList, GfEtpanSearchList, GfEtpanMailboxList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanFetchList, mailimap_fetch_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanSearchList, mailimap_search_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfEtpanMailboxList, mailimap_list_result_free)
