/* roll-value.c - see roll-value.h. */
#include "workflow/roll-value.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/date.h"
#include "base/text.h"

enum { TEXT_MAXIMUM = 200, TELEPHONE_MAXIMUM = 60 };

/* One of several ways to say something, as gf_text_slug() gives it. */
typedef struct {
    const char *word, *meaning;
} Word;

static const Word civilities[] = {
    {"mme", "Mme"}, {"madame", "Mme"}, {"mlle", "Mme"}, {"mademoiselle", "Mme"}, {"mrs", "Mme"},
    {"ms", "Mme"},  {"m", "M."},       {"mr", "M."},    {"monsieur", "M."},      {NULL},
};
static const Word genders[] = {
    {"f", "woman"},   {"femme", "woman"},  {"feminin", "woman"},
    {"w", "woman"},   {"woman", "woman"},  {"female", "woman"},
    {"mme", "woman"}, {"madame", "woman"}, {"mlle", "woman"},
    {"h", "man"},     {"homme", "man"},    {"masculin", "man"},
    {"m", "man"},     {"man", "man"},      {"male", "man"},
    {"mr", "man"},    {"monsieur", "man"}, {NULL},
};
static const Word colleges[] = {
    {"elu", "elu"},
    {"elue", "elu"},
    {"elus", "elu"},
    {"elues", "elu"},
    {"elu-e", "elu"},
    {"elu-e-s", "elu"},
    {"elus-elues", "elu"},
    {"college-elu", "elu"},
    {"college-des-elus", "elu"},
    {"citoyen", "citoyen"},
    {"citoyenne", "citoyen"},
    {"citoyens", "citoyen"},
    {"citoyennes", "citoyen"},
    {"citoyen-ne", "citoyen"},
    {"citoyen-ne-s", "citoyen"},
    {"citoyen-nes", "citoyen"},
    {"college-citoyen", "citoyen"},
    {"college-des-citoyens", "citoyen"},
    {NULL},
};
static const Word qualities[] = {
    {"titulaire", "titulaire"},
    {"titulaires", "titulaire"},
    {"membre", "titulaire"},
    {"membre-titulaire", "titulaire"},
    {"suppleant", "suppleant"},
    {"suppleante", "suppleant"},
    {"suppleant-e", "suppleant"},
    {"membre-suppleant", "suppleant"},
    {"membre-suppleante", "suppleant"},
    {"invite", "guest"},
    {"invitee", "guest"},
    {"invite-e", "guest"},
    {"invite-permanent", "guest"},
    {"invitee-permanente", "guest"},
    {"guest", "guest"},
    {NULL},
};
static const Word languages[] = {
    {"fr", "fr"},      {"francais", "fr"}, {"french", "fr"}, {"en", "en"},
    {"anglais", "en"}, {"english", "en"},  {NULL},
};

static char *refuse(char **ret_why, const char *format, ...) G_GNUC_PRINTF(2, 3);
static char *refuse(char **ret_why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *ret_why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return NULL;
}

/* Dashes alone are how people say "nothing". */
static gboolean is_dashes(const char *text)
{
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
        if (g_unichar_type(g_utf8_get_char(c)) != G_UNICODE_DASH_PUNCTUATION)
            return FALSE;
    return TRUE;
}

char *gf_roll_clean(const char *cell)
{
    g_autofree char *composed = g_utf8_normalize(cell, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GString *text = g_string_sized_new(strlen(cell));
    for (const char *c = composed; c != NULL && *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        gboolean space = g_unichar_isspace(character) || g_unichar_iscntrl(character);
        if (g_unichar_type(character) == G_UNICODE_FORMAT)
            continue;
        if (!space)
            g_string_append_unichar(text, character);
        else if (text->len > 0 && text->str[text->len - 1] != ' ')
            g_string_append_c(text, ' ');
    }
    if (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    if (is_dashes(text->str))
        g_string_truncate(text, 0);
    return g_string_free(text, FALSE);
}

static const char *find_word(const Word *words, const char *cell)
{
    g_autofree char *slug = gf_text_slug(cell);
    for (const Word *word = words; word->word != NULL; word++)
        if (g_str_equal(word->word, slug))
            return word->meaning;
    return NULL;
}

/* UTF-8 that was once read as Windows-1252: "Ã©" for "é". */
static gboolean is_twice_encoded(const char *text)
{
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar lead = g_utf8_get_char(c), next = g_utf8_get_char(g_utf8_next_char(c));
        if ((lead == 0xc3 || lead == 0xc2) && next >= 0x80 && next <= 0xbf)
            return TRUE;
    }
    return FALSE;
}

char *gf_roll_read_text(const char *cell, char **ret_why)
{
    if (g_utf8_strlen(cell, -1) > TEXT_MAXIMUM)
        return refuse(ret_why, "longer than %d characters", TEXT_MAXIMUM);
    if (strstr(cell, "\xef\xbf\xbd") != NULL || is_twice_encoded(cell))
        return refuse(ret_why, "its accents were lost (save the table again as CSV UTF-8)");
    return g_strdup(cell);
}

char *gf_roll_read_name(const char *cell, char **ret_why)
{
    gboolean letters = FALSE;
    for (const char *c = cell; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        letters = letters || g_unichar_isalpha(character);
        if (g_unichar_isdigit(character) || strchr("?@;<>\"", *c) != NULL)
            return refuse(ret_why, "a name does not hold '%.*s'", (int) (g_utf8_next_char(c) - c),
                          c);
    }
    return letters ? gf_roll_read_text(cell, ret_why) : refuse(ret_why, "no name");
}

char *gf_roll_read_id(const char *cell, char **ret_why)
{
    g_autofree char *meant = gf_text_slug(cell);
    if (gf_text_is_slug(cell))
        return g_strdup(cell);
    return refuse(ret_why, "no identifier (a-z, 0-9 and single hyphens, such as '%s')",
                  meant[0] != '\0' ? meant : "marie-durand");
}

char *gf_roll_read_civility(const char *cell, char **ret_why)
{
    const char *known = find_word(civilities, cell);
    return known != NULL ? g_strdup(known) : gf_roll_read_text(cell, ret_why);
}

const char *gf_roll_gender_of(const char *civility)
{
    if (g_strcmp0(civility, "Mme") == 0)
        return "woman";
    return g_strcmp0(civility, "M.") == 0 ? "man" : NULL;
}

static char *read_word(const Word *words, const char *cell, const char *allowed, char **ret_why)
{
    const char *meaning = find_word(words, cell);
    return meaning != NULL ? g_strdup(meaning) : refuse(ret_why, "not known (%s)", allowed);
}

char *gf_roll_read_gender(const char *cell, char **ret_why)
{
    return read_word(genders, cell, "F or M", ret_why);
}

char *gf_roll_read_college(const char *cell, char **ret_why)
{
    return read_word(colleges, cell, "élu or citoyen", ret_why);
}

char *gf_roll_read_quality(const char *cell, char **ret_why)
{
    return read_word(qualities, cell, "titulaire, suppléant or invité", ret_why);
}

char *gf_roll_read_language(const char *cell, char **ret_why)
{
    return read_word(languages, cell, "fr or en", ret_why);
}

/* "5,61E+08": a spreadsheet took the number for a quantity. */
static gboolean is_rounded(const char *text)
{
    for (const char *c = strpbrk(text, "eE"); c != NULL; c = strpbrk(c + 1, "eE"))
        if (c > text && g_ascii_isdigit(c[-1]) && c[1] == '+' && g_ascii_isdigit(c[2]))
            return TRUE;
    return FALSE;
}

char *gf_roll_read_telephone(const char *cell, char **ret_why)
{
    if (is_rounded(cell))
        return refuse(ret_why, "rounded by the spreadsheet (make the column text)");
    if (g_utf8_strlen(cell, -1) > TELEPHONE_MAXIMUM)
        return refuse(ret_why, "longer than %d characters", TELEPHONE_MAXIMUM);
    if (strpbrk(cell, "0123456789") == NULL)
        return refuse(ret_why, "no number");
    return g_strdup(cell);
}

char *gf_roll_read_date(const char *cell, char **ret_why)
{
    /* Spreadsheets add midnight to a day. */
    const char *rest = strchr(cell, ' ');
    gboolean midnight =
        rest != NULL && (g_str_equal(rest, " 00:00") || g_str_equal(rest, " 00:00:00"));
    g_autofree char *day_only = g_strndup(cell, midnight ? (gsize) (rest - cell) : strlen(cell));
    GDate date;
    int day = 0, month = 0, year = 0, length = 0;
    char first = '\0', second = '\0';
    if (gf_date_parse(day_only, &date))
        return g_steal_pointer(&day_only);
    gboolean shaped =
        sscanf(day_only, "%2d%c%2d%c%4d%n", &day, &first, &month, &second, &year, &length) == 5 &&
        (gsize) length == strlen(day_only) && first == second && strchr("/.-", first) != NULL &&
        g_ascii_isdigit(day_only[0]);
    if (!shaped || year < 1900 || day < 1 || month < 1 || month > 12 ||
        !g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return refuse(ret_why, "no day (JJ/MM/AAAA or AAAA-MM-JJ)");
    return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

/* Appends an address once. */
static gboolean add_address(GPtrArray *addresses, const char *word, char **ret_why)
{
    const char *plain = g_ascii_strncasecmp(word, "mailto:", 7) == 0 ? word + 7 : word;
    const char *why = NULL;
    if (!gf_address_is_valid(plain, &why)) {
        refuse(ret_why, "'%s' is no address: %s", plain, why);
        return FALSE;
    }
    if (!g_ptr_array_find_with_equal_func(addresses, plain, (GEqualFunc) gf_address_equal, NULL))
        g_ptr_array_add(addresses, g_strdup(plain));
    return TRUE;
}

char *gf_roll_read_addresses(const char *cell, char **ret_why)
{
    g_autofree char *line = gf_roll_clean(cell);
    gboolean named = strchr(line, '<') != NULL;
    g_auto(GStrv) words = gf_text_split(line, " ,;|/\t<>");
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    for (char **word = words; *word != NULL; word++) {
        /* In "Marie Durand <marie@...>" the words before are a name. */
        if (named && strchr(*word, '@') == NULL)
            continue;
        if (!add_address(addresses, *word, ret_why))
            return NULL;
    }
    if (addresses->len == 0)
        return refuse(ret_why, "no address");
    g_ptr_array_add(addresses, NULL);
    return g_strjoinv("\n", (char **) addresses->pdata);
}

gboolean gf_roll_is_own_address(const char *address, const char *instance_address)
{
    g_autofree char *theirs = gf_address_fold(address);
    g_autofree char *ours = gf_address_fold(instance_address);
    const char *our_at = strrchr(ours, '@'), *their_at = strrchr(theirs, '@');
    if (our_at == NULL || their_at == NULL || strcmp(our_at, their_at) != 0)
        return FALSE;
    gsize length = (gsize) (our_at - ours);
    return strncmp(theirs, ours, length) == 0 && (theirs[length] == '@' || theirs[length] == '+');
}
