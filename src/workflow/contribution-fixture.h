/* contribution-fixture.h - for the tests of contributions: letters about the saisine of
 * saisine-fixture.h, and what is kept of them. Tests only.
 */
#pragma once

#include "workflow/contribution.h"
#include "workflow/saisine-fixture.h"

#define SAISINE_ADDRESS "saisine-2027-01"

static inline void attach_as(GfLetter *letter, const char *name, const char *type,
                             const char *sha256)
{
    GfAttachment *attachment = g_new0(GfAttachment, 1);
    attachment->name = g_strdup(name);
    attachment->declared_type = g_strdup(type);
    attachment->type = g_strdup(type);
    attachment->size = 1234567;
    attachment->sha256 = g_strdup(sha256);
    g_ptr_array_add(letter->attachments, attachment);
}

/* Files of these names, separated by spaces; each with bytes of its own. */
static inline void attach(GfLetter *letter, const char *names)
{
    g_auto(GStrv) all = g_strsplit(names, " ", -1);
    for (gsize i = 0; all[i] != NULL; i++)
        attach_as(letter, all[i],
                  g_str_has_suffix(all[i], ".jpg") ? "image/jpeg" : "application/pdf", all[i]);
}

static inline void say_as(GfLetter *letter, GfSegmentKind kind, const char *words)
{
    g_ptr_array_add(letter->segments, gf_segment_new(kind, words, -1));
}

static inline void say(GfLetter *letter, const char *words)
{
    say_as(letter, GF_SEGMENT_NEW, words);
}

static inline void set_subject(GfLetter *letter, const char *subject)
{
    g_free(letter->subject);
    letter->subject = g_strdup(subject);
}

/* To the secret address of a member's solicitation. Owned. */
static inline GfLetter *by_token(Fixture *fixture, const char *member_slug, const char *from)
{
    g_autoptr(GfSolicitation) solicitation = solicitation_of(fixture, member_slug);
    GfLetter *letter = letter_from(fixture, from);
    set_subject(letter, "Re: [Saisine 2027-01] Bourgs-centres : votre contribution");
    add_token(letter, solicitation->token);
    return letter;
}

/* To the saisine's own address, which anybody knows. Owned. */
static inline GfLetter *by_address(Fixture *fixture, const char *from)
{
    GfLetter *letter = letter_from(fixture, from);
    set_subject(letter, "Bourgs-centres");
    add_token(letter, SAISINE_ADDRESS);
    return letter;
}

/* Anne answers with these words and files (may be NULL). */
static inline GfMessage *anne_sends(Fixture *fixture, const char *words, const char *files)
{
    GfLetter *letter = by_token(fixture, "anne", ANNE);
    if (words != NULL)
        say(letter, words);
    if (files != NULL)
        attach(letter, files);
    return arrive(fixture, letter);
}

static inline GPtrArray *versions_of(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    GPtrArray *versions = NULL;
    ASSERT_DONE(gf_store_contribution_versions(fixture->store, saisine->id,
                                               member_id(fixture, member_slug), &versions, ERROR));
    return versions;
}

/* "v1 replaced, v2 received late". Owned. */
static inline char *versions_text(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GPtrArray) versions = versions_of(fixture, member_slug);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < versions->len; i++) {
        const GfContribution *one = versions->pdata[i];
        g_string_append_printf(text, "%sv%d %s%s", i > 0 ? ", " : "", one->version, one->state,
                               one->late ? " late" : "");
    }
    return g_string_free(text, FALSE);
}

#define ASSERT_VERSIONS(SLUG, WANTED)                                                              \
    do {                                                                                           \
        g_autofree char *versions_ = versions_text(fixture, SLUG);                                 \
        g_assert_cmpstr(versions_, ==, WANTED);                                                    \
    } while (0)

/* The one that counts; owned, NULL. */
static inline GfContribution *counts(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    GfContribution *contribution = NULL;
    ASSERT_DONE(gf_store_contribution_of(fixture->store, saisine->id,
                                         member_id(fixture, member_slug), &contribution, ERROR));
    return contribution;
}

/* Text, questions and files of what counts: "Une maison de santé. | questions 1 et 2 | a.jpg
 * b.pdf". Owned. */
static inline char *kept_text(Fixture *fixture, const char *member_slug)
{
    g_autoptr(GfContribution) one = counts(fixture, member_slug);
    if (one == NULL)
        return g_strdup("nothing");
    g_autofree char *questions = gf_contribution_questions_text(one->questions, "fr");
    g_autoptr(GString) files = g_string_new(NULL);
    for (guint i = 0; i < one->files->len; i++)
        g_string_append_printf(files, "%s%s", i > 0 ? " " : "",
                               ((const GfFile *) one->files->pdata[i])->name);
    return g_strdup_printf("%s | %s | %s", one->text, questions, files->str);
}

#define ASSERT_KEPT(SLUG, WANTED)                                                                  \
    do {                                                                                           \
        g_autofree char *kept_ = kept_text(fixture, SLUG);                                         \
        g_assert_cmpstr(kept_, ==, WANTED);                                                        \
    } while (0)

/* The newest acknowledgement to an address, as its reader sees it. Owned. */
static inline GfLetter *told(Fixture *fixture, const char *address, char **ret_html)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", address);
    return mail != NULL ? read_mail(fixture, mail, ret_html, NULL) : gf_letter_new();
}
