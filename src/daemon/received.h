/* received.h - a message on its way from the mailbox to the desk. */
#pragma once

#include "letter/letter.h"
#include "mailbox/mailbox.h"
#include "reader/reader.h"

/* A message fetched and read. */
typedef struct {
    GfIncoming *incoming;
    GfLetter *letter; /* NULL: could not be read */
    char *unreadable; /* why */
} GfReceived;
/* Has it read; takes `incoming`. `next` (may be NULL): the bytes that will be read after it. NULL
 * where no reader could be had, or it must stop. Owned. */
GfReceived *gf_received_read(GfReader *reader, GfIncoming *incoming, GBytes *next, GError **error);
void gf_received_free(GfReceived *received);
