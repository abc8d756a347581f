/* fixture.h - a letter in which nothing is empty, for *-test.c and *-fuzz.c of this folder. */
#pragma once

#include <string.h>

#include "letter/letter.h"

static inline void fill_header(GfLetter *letter)
{
    letter->from = gf_person_new("Hélène d'Œuvre", "helene@exemple.fr");
    letter->sender = gf_person_new(NULL, "secretariat@exemple.fr");
    g_ptr_array_add(letter->reply_to, gf_person_new(NULL, "r@exemple.fr"));
    g_ptr_array_add(letter->to, gf_person_new("Greffe", "greffe+abc@cat.fr"));
    g_ptr_array_add(letter->to, gf_person_new(NULL, "autre@cat.fr"));
    g_ptr_array_add(letter->cc, gf_person_new("", "c@exemple.fr"));
    g_strfreev(letter->delivered_to);
    letter->delivered_to = g_strsplit("a@b.fr c@d.fr", " ", -1);
    letter->return_path = g_strdup("");
    letter->subject = g_strdup("Re: Plénière");
    letter->date = 1490342400;
    letter->message_id = g_strdup("1@exemple.fr");
    g_strfreev(letter->references);
    letter->references = g_strsplit("x@y z@t", " ", -1);
    GfAuthentication *a = g_new0(GfAuthentication, 1);
    a->authserv_id = g_strdup("mx.cat.fr");
    a->dmarc = g_strdup("pass");
    a->from_domain = g_strdup("exemple.fr");
    g_ptr_array_add(letter->authentication, a);
    letter->spam = 0;
    letter->auto_submitted = g_strdup("auto-replied");
}

static inline void fill_content(GfLetter *letter)
{
    g_free(letter->text);
    letter->text = g_strdup("présent\n> voulez-vous ?\n");
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, "présent\nreste", 9));
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_QUOTE, "> voulez-vous ?\n", -1));
    GfAttachment *a = g_new0(GfAttachment, 1);
    a->name = g_strdup("pouvoir.pdf");
    a->declared_type = g_strdup("application/octet-stream");
    a->type = g_strdup("application/pdf");
    a->size = G_GUINT64_CONSTANT(5000000000);
    a->sha256 = g_strdup("00ff");
    g_ptr_array_add(letter->attachments, a);
    gf_letter_add_problem(letter, "charset-guessed", "1.2", "windows-1252");
    gf_letter_add_problem(letter, "header-doubled", NULL, NULL);
}

static inline void fill_meaning(GfLetter *letter)
{
    letter->kind = GF_KIND_CALENDAR;
    letter->bounce = gf_bounce_new();
    letter->bounce->original_message_id = g_strdup("o@cat.fr");
    GfBounceRecipient *r = g_new0(GfBounceRecipient, 1);
    r->address = g_strdup("x@y.fr");
    r->code = 550;
    r->permanence = GF_PERMANENCE_HARD;
    r->fault = GF_FAULT_NETWORK;
    g_ptr_array_add(letter->bounce->recipients, r);
    letter->auto_reply = g_new0(GfAutoReply, 1);
    letter->auto_reply->until = g_strdup("2027-03-12");
    GfCalendar *c = letter->calendar = gf_calendar_new();
    c->method = GF_METHOD_DECLINECOUNTER;
    c->uid = g_strdup("uid-1");
    c->sequence = 3;
    c->dtstamp = -5;
    c->start = 1;
    c->end = 2;
    c->comment = g_strdup("je donne pouvoir");
    c->guests = 2;
    GfAttendee *attendee = g_new0(GfAttendee, 1);
    attendee->address = g_strdup("helene@exemple.fr");
    attendee->partstat = GF_PARTSTAT_OTHER;
    attendee->sent_by = g_strdup("s@exemple.fr");
    g_ptr_array_add(c->attendees, attendee);
    letter->answer->presence = GF_PRESENCE_TENTATIVE;
    letter->answer->parts = GF_PARTS_AFTERNOON;
    letter->answer->mode = GF_MODE_REMOTE;
    letter->answer->needs_human = TRUE;
    letter->answer->why = g_strdup("note");
}

/* With something in every field. Owned. */
static inline GfLetter *full_letter(void)
{
    GfLetter *letter = gf_letter_new();
    fill_header(letter);
    fill_content(letter);
    fill_meaning(letter);
    return letter;
}
