/* cmd-inspect-page.h - the page on which greffe inspect tells a letter: labelled lines of at most
 * 80 columns, in one language and one time zone.
 *
 * Every text goes through gf_page_put(), which takes what could steer a terminal out of it, and
 * breaks it so that a stranger's words never begin where a label does.
 */
#pragma once

#include "cli/cmd-inspect.h"

typedef struct {
    const GfLetter *letter;
    const GfConfig *config; /* of the instance; NULL: none */
    const char *zone, *language;
    gboolean french;
    guint lines; /* of text that may still be printed */
} GfPage;

/* Longest text of a name, a subject, a server's words. */
#define GF_PAGE_CHARACTERS 400
/* Most recipients, attendees, attachments that are told one by one. */
#define GF_PAGE_ROWS 20

/* The one of the two that is in the language of the page. */
const char *gf_page_say(const GfPage *page, const char *english, const char *french);

/* `text` beside its label, in as many lines as it takes; nothing where it is NULL or empty. */
void gf_page_put(const GfPage *page, const char *label, const char *text);
/* The same, and frees `text`. */
void gf_page_put_owned(const GfPage *page, const char *label, char *text);
/* "and 12 more", where fewer than `total` were shown. */
void gf_page_put_others(const GfPage *page, guint total, guint shown);

/* What stands between a name and what is said of it: French has a space before the colon. */
const char *gf_page_colon(const GfPage *page);
/* "Anne Petit <anne@exemple.fr>"; `name` may be NULL, `address` empty. Owned. */
char *gf_page_person(const char *name, const char *address);

/* "1 line", "3 lignes": `english` and `french` in the singular, which takes an s. Owned. */
char *gf_page_count(const GfPage *page, guint count, const char *english, const char *french);
/* "Monday 22 February 2027, 12:05 UTC", "lundi 22 février 2027, 13 h 05". Owned, NULL for 0. */
char *gf_page_when(const GfPage *page, gint64 instant);
/* From an instant to another, 0 where there is none; the day is said once. Owned, NULL for 0. */
char *gf_page_span(const GfPage *page, gint64 start, gint64 end);
/* "2027-03-12", or an instant of RFC 3339, as people say it; other texts as they are. Owned, NULL
 * for NULL. */
char *gf_page_day(const GfPage *page, const char *text);
/* "712 bytes", "43 kB", "1,2 Mo". Owned. */
char *gf_page_size(const GfPage *page, guint64 bytes);

/* What a calendar, a report about a mail, an automatic reply says; nothing where there is none. */
void gf_inspect_put_calendar(const GfPage *page);
void gf_inspect_put_report(const GfPage *page);
void gf_inspect_put_auto_reply(const GfPage *page);
