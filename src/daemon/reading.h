/* reading.h - the thread that owns the reader child: has messages read while the next ones are
 * fetched, and files taken out of messages.
 */
#pragma once

#include "daemon/desk.h"
#include "daemon/event.h"
#include "reader/reader.h"

typedef struct GfReading GfReading;

/* Starts the thread. All is borrowed while it runs. `failed` is called there, with its size, for
 * each message that was not read because no child could be had: it must be handed in again. */
GfReading *gf_reading_start(GfReader *reader, GfEvents *events,
                            void (*failed)(gsize bytes, gpointer user_data), gpointer user_data);

/* Has a message read, which comes out as GF_EVENT_RECEIVED; takes ownership. */
void gf_reading_message(GfReading *reading, GfIncoming *incoming);

/* Has a file taken out of its message, which comes out as GF_EVENT_EXTRACTED; takes ownership. */
void gf_reading_extract(GfReading *reading, GfExtraction *extraction);

/* Monotonic microseconds of its last sign of life; G_MAXINT64: it waits for something to read. */
gint64 gf_reading_heartbeat(const GfReading *reading);

/* Joins the thread; what still waits is dropped. The reader must have been told to stop. */
void gf_reading_stop(GfReading *reading);
