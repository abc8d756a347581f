/* assembly-file.h - the assembly as staff writes it: config/assembly.conf is the commented example.
 *
 * [rules] and rules of one body; [territory SLUG]; [body SLUG] with its offices, held by
 * identifiers of members. Refuses what contradicts itself (an unknown parent, a circle of parents,
 * an office that the kind of body does not have), naming line, section and key; knows nothing of
 * the store.
 */
#pragma once

#include "store/roll.h"

typedef struct {
    char *key; /* as clerk.c reads it, "rules.notice" or "rules.notice.gt1" */
    char *value;
} GfRule;

typedef struct {
    GPtrArray *rules;       /* of GfRule */
    GPtrArray *territories; /* of GfTerritory, id 0 */
    GPtrArray *bodies;      /* of GfBody, ids 0, parent by slug; ended_on NULL */
    GPtrArray *offices;     /* of GPtrArray of GfOffice: one for each body, in the same order */
} GfAssemblyFile;

/* Reads the text of a file called `name`; no body may have the `instance_address`. GF_ERROR_CONFIG.
 * Owned. */
GfAssemblyFile *gf_assembly_file_parse(const char *name, const char *text,
                                       const char *instance_address, GError **error);
void gf_assembly_file_free(GfAssemblyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAssemblyFile, gf_assembly_file_free)
