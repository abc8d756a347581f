/* auto-reply-words.h - what programs say of themselves, and say in somebody's place. */
#pragma once

#include <glib.h>

/* What a text says; flags. */
typedef enum {
    GF_SIGN_CONFESSED = 1 << 0, /* "ceci est un message automatique" */
    GF_SIGN_NO_REPLY = 1 << 1,  /* "merci de ne pas y répondre" */
    GF_SIGN_ABSENT = 1 << 2,    /* "je suis absent du bureau" */
    GF_SIGN_AWAY = 1 << 3,      /* "absent" alone, which is an answer as well */
    GF_SIGN_RECEIVED = 1 << 4,  /* "nous avons bien reçu votre message" */
    GF_SIGN_UNUSED = 1 << 5,    /* "cette adresse n'est plus utilisée" */
    GF_SIGN_GONE = 1 << 6,      /* "je ne fais plus partie du conseil" */
    GF_SIGN_DEFERS = 1 << 7,    /* "en cas d'urgence", "à mon retour" */
    GF_SIGN_CHALLENGE = 1 << 8, /* "cliquez pour que votre message soit remis" */
    GF_SIGN_MEETING = 1 << 9,   /* "je ne viendrai pas": no program says so */
} GfSigns;

/* What `text`, without what it quotes, says. Passages between quotation marks do not count. */
GfSigns gf_signs_of_text(const char *text);

/* How the subject of a mail begins. */
typedef enum {
    GF_OPENING_OTHER,
    GF_OPENING_REPLY,   /* "RE:" */
    GF_OPENING_FORWARD, /* "TR :" */
    GF_OPENING_PROGRAM, /* "Réponse automatique": nobody begins so but a program */
    GF_OPENING_HEADING, /* "Absent du bureau :": programs put our subject behind it, or nothing */
    GF_OPENING_MARK,    /* "Auto:" (RFC 5230 section 4.4, and Domino), but cars are autos, too */
    GF_OPENING_LEANING, /* "Absence", "Accusé de réception": people write it as well */
    GF_OPENING_ABSENT,  /* "Jean Pons est absent du bureau" (Domino); anywhere in it */
} GfOpening;

/* TRUE where the opening is one that programs use: neither a prefix nor anything else. */
static inline gboolean gf_opening_is_own(GfOpening opening)
{
    return opening >= GF_OPENING_PROGRAM;
}

/* What stands behind the opening. */
typedef enum {
    GF_BEHIND_NOTHING,
    GF_BEHIND_SUBJECT, /* a colon, a dash, a bracket, "Re:": another subject follows */
    GF_BEHIND_WORDS,   /* it is a sentence, perhaps a question */
} GfBehind;

/* `subject` as it stands in the letter, tags of gateways and lists before it ("[EXTERNE]")
 * included; a tag may be the opening itself ("[Réponse automatique]"). NULL is no subject. */
GfOpening gf_opening_of_subject(const char *subject, GfBehind *ret_behind);
