/* instance.h - the files of one instance, as daemon and command both need them.
 *
 * One instance is one directory: config/, templates/, queue/, run/ and the database. Reads files,
 * changes none.
 */
#pragma once

#include "base/config.h"

#include <sys/un.h>

typedef struct {
    char *directory; /* absolute */
    GfConfig *config;
    GHashTable *templates; /* "fr/convocation.txt" -> text, UTF-8 */
} GfInstance;

/* GF_ERROR_CONFIG or GF_ERROR_STATE where something is missing or unreadable. Owned. */
GfInstance *gf_instance_load(const char *directory, GError **error);
void gf_instance_free(GfInstance *instance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfInstance, gf_instance_free)

/* Paths inside an instance. Owned. */
char *gf_instance_database(const char *directory); /* greffe.db */
char *gf_instance_wake(const char *directory);     /* run/wake */
char *gf_instance_lock(const char *directory);     /* run/lock */

/* All templates below `directory`, as in GfInstance. Owned. */
GHashTable *gf_templates_load(const char *directory, GError **error);

/* The address of run/wake, however long the path of the instance is (a socket address holds 107
 * bytes): it goes through a descriptor of the folder, returned and to be closed after use; -1 where
 * there is none. */
int gf_instance_wake_address(const char *directory, struct sockaddr_un *ret);

/* Tells a running daemon that there is something to do; best effort. */
void gf_instance_wake_daemon(const char *directory);

/* Finds a file or program that was installed with greffe or lies in its build tree: `relative`
 * below the directory of this program, or below `installed`. NULL where neither is there. Owned. */
char *gf_instance_companion(const char *relative, const char *installed);
