/* cmd-inspect-words.c - the words of greffe inspect for the codes of the reader; see cmd-inspect.h.
 *
 * Data only. A code without words here is shown as it is, or left out where it would say nothing.
 */
#include "cli/cmd-inspect.h"

typedef struct {
    const char *code, *english, *french;
} Word;

static const Word attendees[] = {
    {"ACCEPTED", "accepts", "accepte"},
    {"DECLINED", "declines", "refuse"},
    {"TENTATIVE", "accepts provisionally", "accepte à titre provisoire"},
    {"DELEGATED", "sends somebody else", "envoie quelqu'un d'autre"},
    {"NEEDS-ACTION", "has not decided", "n'a pas décidé"},
    {NULL, NULL, NULL},
};

static const Word automatic[] = {
    {"auto-submitted", "its header, which says so", "son en-tête, qui le dit"},
    {"header", "its header, as programs write it", "son en-tête, celui d'un programme"},
    {"subject", "its subject", "son objet"},
    {"body", "its words", "ses mots"},
    {"null-sender", "its missing return address", "son adresse de retour absente"},
    {NULL, NULL, NULL},
};

static const Word deliveries[] = {
    {"failed", "not delivered", "non remis"},
    {"delayed", "not delivered yet", "pas encore remis"},
    {"delivered", "delivered", "remis"},
    {"relayed", "passed on to a server that does not report",
     "transmis à un serveur qui ne rend pas compte"},
    {"expanded", "passed on to several addresses", "transmis à plusieurs adresses"},
    {NULL, NULL, NULL},
};

static const Word faults_now[] = {
    {"address", "the address was not found", "l'adresse est introuvable"},
    {"mailbox", "the mailbox is full, closed or not used now",
     "la boîte est pleine, fermée ou inutilisée pour l'instant"},
    {"policy", "refused by the rules of a server, which is no fault of the address",
     "refusé par les règles d'un serveur, l'adresse n'y est pour rien"},
    {"content", "refused for what the mail contains", "refusé pour ce que contient le courriel"},
    {"network", "a server failed or could not be reached",
     "un serveur est en panne ou injoignable"},
    {"unknown", "no reason that is known", "sans raison connue"},
    {NULL, NULL, NULL},
};

static const Word faults_ever[] = {
    {"address", "the address does not exist", "l'adresse n'existe pas"},
    {"mailbox", "the mailbox no longer exists", "la boîte n'existe plus"},
    {NULL, NULL, NULL},
};

static const Word fields[] = {
    {"from", "sender", "expéditeur"},
    {"sender", "sent by", "envoyé par"},
    {"reply-to", "address for replies", "adresse de réponse"},
    {"to", "recipients", "destinataires"},
    {"cc", "copies", "copies"},
    {"subject", "subject", "objet"},
    {"date", "date", "date"},
    {"message-id", "identifier", "identifiant"},
    {"in-reply-to", "letter answered", "lettre à laquelle elle répond"},
    {"references", "letters before", "lettres précédentes"},
    {"content-type", "kind of content", "nature du contenu"},
    {NULL, NULL, NULL},
};

static const Word kinds[] = {
    {"message", "letter", "lettre"},
    {"bounce", "non-delivery notice: a mail did not arrive",
     "avis de non-remise : un courriel n'est pas arrivé"},
    {"delay", "delay notice: a mail has not arrived yet",
     "avis de retard : un courriel n'est pas encore arrivé"},
    {"auto-reply", "automatic reply: written by a program, never counted as an answer",
     "réponse automatique, écrite par un programme : ne compte pas"},
    {"receipt", "receipt: a mail was delivered or opened, no more",
     "accusé : un courriel a été remis ou ouvert, rien de plus"},
    {"feedback", "complaint: a mail was reported as unwanted",
     "plainte : un courriel a été signalé comme indésirable"},
    {"calendar", "calendar message", "message d'agenda"},
    {NULL, NULL, NULL},
};

static const Word methods[] = {
    {"PUBLISH", "an event for information", "un événement pour information"},
    {"REQUEST", "an invitation, or a change of one", "une invitation, ou sa modification"},
    {"REPLY", "the answer to an invitation", "la réponse à une invitation"},
    {"ADD", "a further date of a meeting", "une date de plus pour une réunion"},
    {"CANCEL", "a cancellation", "une annulation"},
    {"REFRESH", "asks for the invitation again", "redemande l'invitation"},
    {"COUNTER", "proposes another time", "propose un autre moment"},
    {"DECLINECOUNTER", "refuses the other time that was proposed", "refuse l'autre moment proposé"},
    {NULL, NULL, NULL},
};

static const Word problems[] = {
    {"address-unreadable", "no address can be read", "aucune adresse lisible"},
    {"attachments-too-many", "more attachments than are read",
     "trop de pièces jointes pour toutes "
     "les lire"},
    {"calendar-exceptions", "single dates of a series are answered otherwise",
     "certaines dates d'une série ont une autre réponse"},
    {"calendar-not-event", "the calendar holds no meeting", "l'agenda ne contient pas de réunion"},
    {"calendar-several", "the calendars in it do not agree",
     "les agendas qu'elle contient ne concordent pas"},
    {"calendar-too-large", "the calendar is too large, and was read in part",
     "l'agenda est trop gros, il est lu en partie"},
    {"calendar-truncated", "the calendar is cut off", "l'agenda est tronqué"},
    {"calendar-unclosed", "the last line of the calendar is missing",
     "la dernière ligne de l'agenda manque"},
    {"calendar-unreadable", "the calendar cannot be read", "l'agenda est illisible"},
    {"calendar-without-uid", "the calendar does not say for which invitation",
     "l'agenda ne dit pas pour quelle invitation"},
    {"charset-guessed", "the encoding of the characters was wrong or missing, and guessed",
     "le codage des caractères était faux ou absent, il est deviné"},
    {"date-unreadable", "the date cannot be read", "la date est illisible"},
    {"decoded-too-large", "too large unpacked: a part was not read",
     "trop grosse une fois décodée : une partie n'est pas lue"},
    {"empty", "not one byte in it", "pas un octet dedans"},
    {"encoding-wrong", "a part is not encoded as it says",
     "une partie n'est pas codée comme elle le dit"},
    {"encrypted", "encrypted, only the recipient can open it",
     "chiffrée, seul le destinataire peut l'ouvrir"},
    {"header-block-too-large", "the header is too large, and was read in part",
     "l'en-tête est trop gros, il est lu en partie"},
    {"header-doubled", "twice in the header", "en double dans l'en-tête"},
    {"header-malformed", "lines in the header do not belong there",
     "des lignes de l'en-tête n'y ont pas leur place"},
    {"header-missing", "without a header, perhaps no mail at all",
     "sans en-tête, ce n'est peut-être pas un courriel"},
    {"header-too-long", "a line of the header is too long, and was cut",
     "une ligne de l'en-tête est trop longue, elle est coupée"},
    {"headers-too-many", "more header lines than are read",
     "trop de lignes d'en-tête pour toutes "
     "les lire"},
    {"html-too-deep", "the page is nested too deep, and was read in part",
     "la page est trop imbriquée, elle est lue en partie"},
    {"line-ends", "the line ends are damaged", "les fins de ligne sont abîmées"},
    {"message-too-large", "larger than greffe reads: the end was left out",
     "plus grosse que ce que greffe lit : la fin est laissée de côté"},
    {"multipart-empty", "parts are announced, and cannot be found",
     "des parties sont annoncées et introuvables"},
    {"nesting-too-deep", "letters within letters too deep: what is inside was not read",
     "trop de lettres emboîtées : l'intérieur n'est pas lu"},
    {"parts-too-many", "more parts than are read", "trop de parties pour toutes les lire"},
    {"recipients-too-many", "more addresses than are read", "trop d'adresses pour toutes les lire"},
    {"several-senders", "several senders: the first is shown",
     "plusieurs expéditeurs : le premier est donné"},
    {"smime-opaque", "a signed part cannot be opened", "une partie signée ne s'ouvre pas"},
    {"text-cut", "the text is too long: the end was left out",
     "le texte est trop long : la fin est laissée de côté"},
    {"tnef-class", "read from the winmail.dat in which Outlook packed it",
     "lue dans le winmail.dat où Outlook l'a emballée"},
    {"tnef-damaged", "winmail.dat is damaged, and was read in part",
     "le winmail.dat est abîmé, il est lu en partie"},
    {"tnef-too-large", "winmail.dat is too large, and was not read",
     "le winmail.dat est trop gros, il n'est pas lu"},
    {"unparsable", "what is in it cannot be read", "son contenu est illisible"},
    {"unreadable", "the reader failed on it", "le lecteur a échoué"},
    {NULL, NULL, NULL},
};

static const Word reasons[] = {
    {"acknowledgement", "only thanks", "un simple remerciement"},
    {"another-meeting", "speaks of another meeting", "parle d'une autre réunion"},
    {"auto-reply", "the address or the person may be gone, or a confirmation is asked for",
     "l'adresse ou la personne n'est peut-être plus là, ou une confirmation est demandée"},
    {"blank-form", "the reply form came back without a tick",
     "le coupon-réponse est revenu sans case cochée"},
    {"bulk", "sent to many at once", "un envoi en nombre"},
    {"calendar-counter", "another time is proposed", "un autre moment est proposé"},
    {"calendar-delegated", "somebody else is sent", "quelqu'un d'autre est envoyé"},
    {"calendar-exceptions", "single dates of a series are answered otherwise",
     "certaines dates d'une série ont une autre réponse"},
    {"calendar-no-reply", "the calendar answers nothing", "l'agenda ne répond à rien"},
    {"calendar-not-event", "the calendar holds no meeting", "l'agenda ne contient pas de réunion"},
    {"calendar-several", "the calendars in it do not agree",
     "les agendas qu'elle contient ne concordent pas"},
    {"calendar-subject", "only the subject says so, as a calendar program writes it",
     "seul l'objet le dit, tel qu'un agenda l'écrit"},
    {"calendar-truncated", "the calendar is cut off", "l'agenda est tronqué"},
    {"calendar-unclear", "the calendar does not say who answers, or what",
     "l'agenda ne dit pas qui répond, ou quoi"},
    {"calendar-undecided", "an earlier answer is taken back", "une réponse antérieure est reprise"},
    {"calendar-unreadable", "the calendar cannot be read", "l'agenda est illisible"},
    {"calendar-without-uid", "the calendar does not say for which invitation",
     "l'agenda ne dit pas pour quelle invitation"},
    {"condition", "depends on a condition", "dépend d'une condition"},
    {"contradiction", "says one thing and its contrary", "dit une chose et son contraire"},
    {"empty", "nothing is written", "rien n'est écrit"},
    {"half-open", "half of the day is left open", "une demi-journée reste sans réponse"},
    {"hedged", "says perhaps", "dit peut-être"},
    {"no-answer", "nothing says whether the sender comes", "rien ne dit si la personne vient"},
    {"no-longer-member", "says to be a member no longer", "dit ne plus être membre"},
    {"not-remote", "refuses only to attend at a distance", "refuse seulement d'être à distance"},
    {"note-against-calendar", "the note says otherwise than the calendar",
     "le mot joint dit autre chose que l'agenda"},
    {"polite", "only polite words", "seulement des formules de politesse"},
    {"question", "asks a question", "pose une question"},
    {"remote-instead", "asks to attend at a distance", "demande à participer à distance"},
    {"several-people", "speaks of several people", "parle de plusieurs personnes"},
    {"some-hours", "speaks of some hours only", "ne parle que de quelques heures"},
    {"subject-against-body", "the subject and the text contradict each other",
     "l'objet et le texte se contredisent"},
    {"substitute", "somebody else comes", "quelqu'un d'autre vient"},
    {"tnef-meeting", "an Outlook meeting of which only the kind can be read",
     "une réunion d'Outlook dont seule la nature est lisible"},
    {"too-long", "too long for an answer", "trop longue pour une réponse"},
    {"undecided", "not decided yet", "pas encore décidé"},
    {"wish", "a wish, not a yes", "un souhait, pas un oui"},
    {NULL, NULL, NULL},
};

static const Word types[] = {
    {"application/gzip", "archive", "archive"},
    {"application/ics", "calendar", "agenda"},
    {"application/json", "data", "données"},
    {"application/ms-tnef", "Outlook data", "données d'Outlook"},
    {"application/msword", "Word document", "document Word"},
    {"application/octet-stream", "file of an unknown kind", "fichier de nature inconnue"},
    {"application/pdf", "PDF", "PDF"},
    {"application/pgp-encrypted", "encrypted", "chiffré"},
    {"application/pgp-signature", "signature", "signature"},
    {"application/pkcs7-mime", "signed or encrypted", "signé ou chiffré"},
    {"application/pkcs7-signature", "signature", "signature"},
    {"application/rtf", "text document", "document texte"},
    {"application/vnd.ms-excel", "Excel sheet", "feuille Excel"},
    {"application/vnd.ms-powerpoint", "PowerPoint slides", "diaporama PowerPoint"},
    {"application/vnd.oasis.opendocument.presentation", "OpenDocument slides",
     "diaporama OpenDocument"},
    {"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument sheet",
     "feuille OpenDocument"},
    {"application/vnd.oasis.opendocument.text", "OpenDocument text", "texte OpenDocument"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "PowerPoint slides", "diaporama PowerPoint"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel sheet",
     "feuille Excel"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document",
     "document Word"},
    {"application/x-gzip", "archive", "archive"},
    {"application/x-msdownload", "program", "programme"},
    {"application/x-pkcs7-mime", "signed or encrypted", "signé ou chiffré"},
    {"application/x-zip-compressed", "archive", "archive"},
    {"application/xml", "data", "données"},
    {"application/zip", "archive", "archive"},
    {"message/delivery-status", "delivery report", "rapport de remise"},
    {"message/rfc822", "mail", "courriel"},
    {"text/calendar", "calendar", "agenda"},
    {"text/csv", "table", "tableau"},
    {"text/html", "web page", "page web"},
    {"text/rfc822-headers", "header of a mail", "en-tête d'un courriel"},
    {"text/rtf", "text document", "document texte"},
    {"text/vcard", "visiting card", "carte de visite"},
    {NULL, NULL, NULL},
};

/* Types of which the first half says enough. */
static const Word families[] = {
    {"audio/", "sound", "son"}, {"image/", "picture", "image"}, {"message/", "mail", "courriel"},
    {"text/", "text", "texte"}, {"video/", "film", "vidéo"},    {NULL, NULL, NULL},
};

static const char *in_language(const Word *word, gboolean french)
{
    return french ? word->french : word->english;
}

const char *gf_inspect_words(GfInspectTable table, const char *code, gboolean french)
{
    static const Word *const tables[] = {
        [GF_INSPECT_ATTENDEE] = attendees,
        [GF_INSPECT_AUTOMATIC] = automatic,
        [GF_INSPECT_DELIVERY] = deliveries,
        [GF_INSPECT_FAULT_NOW] = faults_now,
        [GF_INSPECT_FAULT_EVER] = faults_ever,
        [GF_INSPECT_FIELD] = fields,
        [GF_INSPECT_KIND] = kinds,
        [GF_INSPECT_METHOD] = methods,
        [GF_INSPECT_PROBLEM] = problems,
        [GF_INSPECT_REASON] = reasons,
        [GF_INSPECT_TYPE] = types,
    };
    if (code == NULL)
        return NULL;
    for (const Word *word = tables[table]; word->code != NULL; word++)
        if (g_str_equal(word->code, code))
            return in_language(word, french);
    for (const Word *word = families; table == GF_INSPECT_TYPE && word->code != NULL; word++)
        if (g_str_has_prefix(code, word->code))
            return in_language(word, french);
    return NULL;
}
