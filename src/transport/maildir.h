/* maildir.h - mail into a directory: the embedded default, without any server.
 *
 * One file per shipment, envelope as Return-Path and Delivered-To on top, lines ended as Maildirs
 * want. A file in new/ is whole and on the disk.
 */
#pragma once

#include <glib.h>

#include "transport/transport.h"

typedef struct GfMaildirOut GfMaildirOut;

/* Makes the directories where they are missing. GF_ERROR_CONFIG. */
GfMaildirOut *gf_maildir_out_new(const char *path, GError **error);
void gf_maildir_out_free(GfMaildirOut *maildir);

/* Writes one file. Never fails but into an outcome: DEFERRED where it may work later (full disk),
 * ACCOUNT where the directory must be mended. Owned. */
GfOutcome *gf_maildir_out_deliver(GfMaildirOut *maildir, const GfShipment *shipment);

/* TAKEN where a file can be written. Owned. */
GfOutcome *gf_maildir_out_probe(GfMaildirOut *maildir);
