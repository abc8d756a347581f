/* authentication.c - see authentication.h.
 *
 * Comments are removed first, with quoting respected, then the value is a list of statements
 * between semicolons, each a list of words. Of several dkim results a pass counts, else the first.
 */
#include "mime/authentication.h"

#include <string.h>

#include "base/text.h"

/* Puts a quoted string to `out`: separators within it as spaces. Returns behind it. */
static const char *copy_quoted(GString *out, const char *p)
{
    for (p++; *p != '\0' && *p != '"'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        g_string_append_c(out, strchr(";= \t()", *p) != NULL ? '_' : *p);
    }
    return *p == '"' ? p + 1 : p;
}

static char *without_comments(const char *value)
{
    GString *out = g_string_new(NULL);
    int depth = 0;
    for (const char *p = value; *p != '\0';) {
        if (*p == '"' && depth == 0) {
            p = copy_quoted(out, p);
            continue;
        }
        if (*p == '\\' && depth > 0 && p[1] != '\0') {
            p += 2;
            continue;
        }
        if (*p == '(') {
            if (depth++ == 0)
                g_string_append_c(out, ' ');
        } else if (*p == ')' && depth > 0) {
            depth--;
        } else if (depth == 0) {
            g_string_append_c(out, *p);
        }
        p++;
    }
    return g_string_free(out, FALSE);
}

/* A clean lower-case copy of a word; NULL where it is empty. */
static char *word(const char *text, gsize length)
{
    g_autofree char *copy = g_strndup(text, length);
    g_autofree char *line = gf_text_line(copy, 255);
    return *line != '\0' ? g_ascii_strdown(line, -1) : NULL;
}

/* Words of a statement, "method = result" written with spaces as one. */
static char **words_of(const char *statement)
{
    GString *joined = g_string_new(NULL);
    for (const char *p = statement; *p != '\0'; p++) {
        if (g_ascii_isspace(*p)) {
            const char *next = p + strspn(p, " \t\r\n\f");
            gboolean beside =
                *next == '=' || (joined->len > 0 && joined->str[joined->len - 1] == '=');
            if (!beside)
                g_string_append_c(joined, ' ');
            p = next - 1;
        } else {
            g_string_append_c(joined, *p);
        }
    }
    char **words = gf_text_split(joined->str, " ");
    g_string_free(joined, TRUE);
    return words;
}

static void set_result(char **field, const char *result, gboolean pass_wins)
{
    g_autofree char *said = word(result, strcspn(result, " "));
    if (said == NULL || (*field != NULL && !(pass_wins && strcmp(said, "pass") == 0)))
        return;
    g_free(*field);
    *field = g_steal_pointer(&said);
}

/* The value of "property=" among the words, borrowed; NULL where absent. */
static const char *property(char **words, const char *name)
{
    gsize length = strlen(name);
    for (; *words != NULL; words++)
        if (g_ascii_strncasecmp(*words, name, length) == 0 && (*words)[length] == '=')
            return *words + length + 1;
    return NULL;
}

static void read_statement(GfAuthentication *a, char **words)
{
    if (words[0] == NULL)
        return;
    const char *equals = strchr(words[0], '=');
    if (equals == NULL)
        return;
    /* "dkim/1=pass" names a version of the method. */
    gsize method = strcspn(words[0], "/=");
    if (method == 5 && g_ascii_strncasecmp(words[0], "dmarc", 5) == 0) {
        const char *domain = property(words, "header.from");
        set_result(&a->dmarc, equals + 1, FALSE);
        if (domain != NULL && a->from_domain == NULL)
            a->from_domain = word(domain, strlen(domain));
    } else if (method == 4 && g_ascii_strncasecmp(words[0], "dkim", 4) == 0) {
        set_result(&a->dkim, equals + 1, TRUE);
    } else if (method == 3 && g_ascii_strncasecmp(words[0], "spf", 3) == 0) {
        set_result(&a->spf, equals + 1, FALSE);
    }
}

GfAuthentication *gf_authentication_parse(const char *value)
{
    GfAuthentication *a = g_new0(GfAuthentication, 1);
    g_autofree char *plain = without_comments(value);
    g_auto(GStrv) statements = g_strsplit(plain, ";", -1);
    for (gsize i = 0; statements[i] != NULL; i++) {
        g_auto(GStrv) words = words_of(statements[i]);
        /* Microsoft leaves the authserv-id out. */
        if (i == 0 && words[0] != NULL && strchr(words[0], '=') == NULL)
            a->authserv_id = word(words[0], strlen(words[0]));
        else
            read_statement(a, words);
    }
    return a;
}
