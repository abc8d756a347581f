/* waits.h - when what failed is tried again, in one place; docs/operations.md tells the same.
 *
 * SIGHUP ends all of these at once (daemon.c). Mails that a server put off: rules/retry.c; a relay
 * that cannot be reached or refuses us: workflow/delivery.h.
 */
#pragma once

/* The database: full disk, locked, damaged. */
#define GF_WAIT_DATABASE_SECONDS 30
/* So long a daemon has lived before it repeats a mail whose outcome is unknown: one that dies as
 * soon as it has started leaves them as they are. */
#define GF_WAIT_REPEAT_SECONDS 10
/* The write-ahead log is looked at, beside what was put off. */
#define GF_WAL_BYTES (64 * 1024 * 1024)
/* Messages that were fetched and could not be read or recorded are fetched again. */
#define GF_WAIT_FETCH_AGAIN_SECONDS 30
/* Messages that the server would not move, files that could not be taken out. */
#define GF_WAIT_PUT_OFF_SECONDS 300
/* The mailbox is opened anew: doubled from one to the other, with jitter. */
#define GF_WAIT_MAILBOX_FIRST_SECONDS 1
#define GF_WAIT_MAILBOX_LONGEST_SECONDS 300
/* Not less after a refused log-in. */
#define GF_WAIT_MAILBOX_ACCOUNT_SECONDS 60
/* A session with the mailbox that held so long was a good one: the next failure is a first one. */
#define GF_WAIT_MAILBOX_GOOD_SECONDS 60
