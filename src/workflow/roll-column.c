/* roll-column.c - what the columns of a members' table are called; see roll-row.h. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "workflow/roll-row.h"

/* Headers as gf_text_slug() gives them: case, accents and punctuation do not count. */
static const struct {
    GfRollField field;
    const char *names; /* separated by spaces */
} headers[] = {
    {GF_ROLL_ID, "identifiant id identifier slug"},
    {GF_ROLL_CIVILITY, "civilite titre civ m-mme mme-m title"},
    {GF_ROLL_GIVEN_NAME, "prenom prenoms prenom-s prenom-usuel given-name first-name"},
    {GF_ROLL_FAMILY_NAME, "nom nom-de-famille nom-d-usage nom-usuel family-name last-name surname"},
    {GF_ROLL_GENDER, "sexe genre sexe-f-m sexe-m-f sexe-f-h sexe-h-f genre-f-m genre-m-f genre-f-h "
                     "genre-h-f f-m m-f f-h h-f gender sex"},
    {GF_ROLL_COLLEGE, "college elu-citoyen elu-ou-citoyen"},
    {GF_ROLL_QUALITY, "qualite statut titulaire-suppleant titulaire-ou-suppleant quality"},
    {GF_ROLL_TERRITORY, "territoire territoire-de-designation territory"},
    {GF_ROLL_FUNCTION, "fonction fonctions function"},
    {GF_ROLL_ORGANISATION, "organisme organisation organisme-fonction fonction-organisme structure "
                           "collectivite"},
    {GF_ROLL_TELEPHONE, "telephone tel tel-portable telephone-portable telephone-mobile portable "
                        "mobile n-de-telephone numero-de-telephone phone"},
    {GF_ROLL_ADDRESSES, "courriel courriels email emails e-mail e-mails mail mails mel "
                        "courriel-1 email-1 e-mail-1 mail-1 "
                        "adresse-electronique adresses-electroniques adresse-mail adresse-email "
                        "adresse-e-mail adresse-courriel courriel-principal email-principal "
                        "adresse-principale mail-principal"},
    {GF_ROLL_COPIES, "copie copies copie-a en-copie courriel-copie courriel-en-copie email-copie "
                     "adresse-en-copie adresses-en-copie cc copy"},
    {GF_ROLL_FROM, "autres-adresses autre-adresse autres-courriels autre-courriel autres-emails "
                   "autre-email autres-mails autre-mail courriel-secondaire courriel-2 email-2 "
                   "e-mail-2 mail-2 from"},
    {GF_ROLL_BODIES, "groupes groupe groupe-s groupe-de-travail groupes-de-travail gt instances "
                     "organes bodies body"},
    {GF_ROLL_STARTS_ON, "debut debut-de-mandat debut-du-mandat date-de-debut mandat-debut "
                        "date-de-debut-de-mandat starts-on"},
    {GF_ROLL_ENDS_ON, "fin fin-de-mandat fin-du-mandat date-de-fin mandat-fin "
                      "date-de-fin-de-mandat ends-on"},
    {GF_ROLL_LANGUAGE, "langue language"},
};

void gf_roll_columns_clear(GfRollColumns *columns)
{
    g_clear_pointer(&columns->ignored, g_ptr_array_unref);
}

/* The field that a header names; GF_ROLL_FIELDS where it names none. */
static GfRollField field_of(const char *header)
{
    g_autofree char *slug = gf_text_slug(header);
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_auto(GStrv) names = g_strsplit(headers[i].names, " ", -1);
        if (g_strv_contains((const char *const *) names, slug))
            return headers[i].field;
    }
    return GF_ROLL_FIELDS;
}

static gboolean note_column(const char *name, const GfCsv *csv, guint column,
                            GfRollColumns *columns, GError **error)
{
    const char *header = gf_csv_header(csv, column);
    GfRollField field = field_of(header);
    if (field == GF_ROLL_FIELDS) {
        g_ptr_array_add(columns->ignored, header[0] != '\0'
                                              ? g_strdup(header)
                                              : g_strdup_printf("(column %u)", column + 1));
        return TRUE;
    }
    if (columns->column[field] >= 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "%s: the columns '%s' and '%s' mean the same (rename or remove one)", name,
                    gf_csv_header(csv, (guint) columns->column[field]), header);
        return FALSE;
    }
    columns->column[field] = (int) column;
    return TRUE;
}

gboolean gf_roll_columns_read(const char *name, const GfCsv *csv, GfRollColumns *ret_columns,
                              GError **error)
{
    g_auto(GfRollColumns) columns = {0};
    columns.ignored = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < GF_ROLL_FIELDS; i++)
        columns.column[i] = -1;
    for (guint column = 0; column < gf_csv_columns(csv); column++)
        if (!note_column(name, csv, column, &columns, error))
            return FALSE;
    gboolean named =
        columns.column[GF_ROLL_GIVEN_NAME] >= 0 && columns.column[GF_ROLL_FAMILY_NAME] >= 0;
    if (!named && columns.column[GF_ROLL_ID] < 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "%s: the columns do not say who a row is about (the first line has to name "
                    "'prénom' and 'nom', or 'identifiant')",
                    name);
        return FALSE;
    }
    *ret_columns = columns;
    columns.ignored = NULL;
    return TRUE;
}
