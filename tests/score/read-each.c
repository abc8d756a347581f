/* read-each.c - each file named on standard input, read in this process: made with the sanitizers and run in several
 * locales it shows that reading crashes nowhere, hangs nowhere and depends on nothing.
 *
 * Prints the SHA-256 of the letter and the name of the file, a line each; a letter that the daemon would refuse (texts
 * that are no UTF-8 among others) is "refused". A file that takes longer than SECONDS ends the program.
 */
#include "base/text.h"
#include "reader/reader.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS = 60, PATH_BYTES = 4096 };

static void read_file(const char *path)
{
    char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL)) {
        printf("missing %s\n", path);
        return;
    }
    g_autoptr(GBytes) raw = g_bytes_new_take(text, length);
    g_autoptr(GfLetter) letter = gf_read_letter(raw);
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GfLetter) again = gf_letter_from_bytes(bytes, NULL);
    g_autofree char *sha256 = gf_text_sha256(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    printf("%s %s\n", again != NULL ? sha256 : "refused", path);
}

int main(void)
{
    char path[PATH_BYTES];
    setlocale(LC_ALL, "");
    gf_read_prepare();
    while (fgets(path, sizeof path, stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        alarm(SECONDS);
        read_file(path);
        fflush(stdout);
    }
    return 0;
}
