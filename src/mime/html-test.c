/* html-test.c - HTML to text, a table of small pages. */
#include "mime/html.h"

#include <string.h>

static const struct {
    const char *name, *html, *text;
} rows[] = {
    {"nothing", "", ""},
    {"only blanks", " \n <p> </p> ", ""},
    {"plain", "Bonjour", "Bonjour\n"},
    {"spaces collapse", "a  b\n c\t d", "a b c d\n"},
    {"entities", "&eacute;t&eacute; &amp; &lt;b&gt; &#8364;", "été & <b> €\n"},
    {"divisions are lines", "<div>a</div><div>b</div>", "a\nb\n"},
    {"empty division", "<div>a</div><div><br></div><div>b</div>", "a\n\nb\n"},
    {"break at the end of a division", "<div>a<br></div><div>b</div>", "a\nb\n"},
    {"breaks", "a<br>b<br><br>c", "a\nb\n\nc\n"},
    {"paragraphs", "<p>a</p><p>b</p>", "a\n\nb\n"},
    {"Outlook paragraphs",
     "<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb\n"},
    {"hard spaces", "a&nbsp;b", "a b\n"},
    {"style, script and title vanish",
     "<html><head><title>t</title><style>p{}</style></head><body>a<script>x()</script></body></"
     "html>",
     "a\n"},
    {"hidden text", "<div style='display: none'>h</div><span hidden>i</span>a", "a\n"},
    {"bullets", "<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc\n"},
    {"numbers", "<ol><li>a<li>b</ol>", "1. a\n2. b\n"},
    {"bullet with a paragraph", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b\n"},
    {"nested bullets", "<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b\n"},
    {"link", "<a href='https://x.fr/a?b=1&amp;c=2'>ici</a>.", "ici <https://x.fr/a?b=1&c=2>.\n"},
    {"link that says its target", "<a href='http://www.x.fr/'>www.x.fr</a>", "www.x.fr\n"},
    {"mail link", "<a href='mailto:a@x.fr'>a@x.fr</a>", "a@x.fr\n"},
    {"link to nowhere", "<a href='#top'>haut</a>", "haut\n"},
    {"script link", "<a href='javascript:x()'>clic</a>", "clic\n"},
    {"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
     "a | b\nc | d\n"},
    {"table of paragraphs", "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>",
     "a | b\n"},
    {"empty cells", "<table><tr><td></td><td>a</td><td> </td></tr></table>b", "a\nb\n"},
    {"layout table", "<table><tr><td><div>a</div><div>b</div></td></tr></table>", "a\nb\n"},
    {"quote", "Oui<blockquote type=cite>Venez-vous ?<br>Merci</blockquote>fin",
     "Oui\n\n> Venez-vous ?\n> Merci\nfin\n"},
    {"quote in quote", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> > b\n"},
    {"empty line in a quote", "<blockquote>a<br><br>b</blockquote>", "> a\n>\n> b\n"},
    {"indentation is no quote",
     "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>a</blockquote>", "a\n"},
    {"preformatted", "<pre>a  b\n  c</pre>", "a  b\n  c\n"},
    {"rule", "a<hr>b", "a\n\n________________________________\nb\n"},
    {"picture with words", "<img src=x alt='logo'> a <img src=y>", "logo a\n"},
    {"unclosed", "<div><b>a<i>b", "ab\n"},
    {"stray ends", "</div></p>a</b></table>b", "ab\n"},
    {"comment", "a<!-- b -->c", "ac\n"},
    {"conditional comment", "<!--[if mso]><p>x</p><![endif]-->a", "a\n"},
    {"office namespace", "<o:p>a</o:p><w:x>b</w:x>", "ab\n"},
    {"control characters", "a&#27;[31mb&#0;c", "a[31mbc\n"},
    {"meta charset is ignored",
     "<html><head><meta charset='iso-8859-1'></head><body>\xc3\xa9</body></html>", "é\n"},
    {"numbers from another start", "<ol start=3><li>a<li value=7>b<li>c</ol>",
     "3. a\n7. b\n8. c\n"},
    {"letters and Roman numbers", "<ol type=A start=2><li>a</ol><ol type=i start=9><li>b</ol>",
     "B. a\n\nix. b\n"},
    {"lists of Word",
     "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; "
     "</span></span><![endif]>a</p><p class=MsoListParagraph><span style='mso-list:Ignore'>2)<span>"
     "&nbsp; </span></span>b</p>",
     "- a\n2) b\n"},
    {"revealed to others", "<!--[if !mso]><!-->a<!--<![endif]--><![if !vml]>b<![endif]>c", "abc\n"},
    {"mail link by name", "<a href='mailto:a@x.fr?subject=b'>Anne</a>", "Anne <a@x.fr>\n"},
    {"grid with empty cells",
     "<table border=1><tr><td></td><td>a</td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr>"
     "</table>",
     "| a | b\nc | | d\n"},
    {"heads make a grid",
     "<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td><p>d</p></td><td> </td>"
     "<td><p>e</p></td></tr><tr><td>f</td></tr></table>",
     "a | b | c\nd | | e\nf\n"},
    {"hidden by no height", "<div style='max-height:0px; overflow: hidden'>h</div>a", "a\n"},
    {"little height is shown", "<div style='max-height:0.5em;overflow:hidden'>a</div>", "a\n"},
    {"hidden by transparency", "<div style='opacity: 0'>h</div><div style='opacity:0.9'>a</div>",
     "a\n"},
    {"text of no size", "<div style='font-size:0px'>h<b>i</b><p style='font-size:12px'>a</p></div>",
     "a\n"},
    {"counting pictures", "a<img src=x width=1 height=1 alt=b><img src=x alt=c style='width:1px'>",
     "a\n"},
    {"picture of full width", "<img src=x width='1%' alt=a><img src=x width=100 alt=b>", "ab\n"},
    {"windows references", "&#145;a&#146; &#128;", "‘a’ €\n"},
    {"characters without width", "R&eacute;u&shy;n&#8203;ion&#65279;&zwnj;", "Réunion\n"},
    {"joiners that mean something", "می&zwnj;خواهم 👨&zwj;👩", "می\u200cخواهم 👨\u200d👩\n"},
    {"drawings and their names", "a<svg><title>b</title><text>c</text></svg><noscript>d</noscript>",
     "a\n"},
    {"emoji", "&#x1F389; 🎉", "🎉 🎉\n"},
};

static void test_text(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gboolean complete = FALSE;
        g_autofree char *text = gf_html_to_text(rows[i].html, &complete);
        if (strcmp(text, rows[i].text) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
        g_assert_true(complete);
    }
}

/* A letter before each line, or nothing where no element says anything. */
static void test_outline(void)
{
    static const char *const tests[][2] = {
        {"<p>Oui</p>", NULL},
        {"<div>Oui</div><div class='gmail_quote gmail_quote_container'>"
         "<div class=gmail_attr>Le 8, X :</div><blockquote>Venez</blockquote></div><div>fin</div>",
         "nOui\nqLe 8, X :\nqVenez\nnfin\n"},
        {"<div>Oui</div><div id=divRplyFwdMsg><b>De :</b> X</div><div>Venez</div>",
         "nOui\nqDe : X\nqVenez\n"},
        {"Voici<blockquote style='margin: 0 0 0 40px; border: none'>mien</blockquote>",
         "nVoici\nm\nmmien\n"},
        {"<div>Oui</div><div class=moz-signature>-- <br>Anne</div>", "nOui\ns--\nsAnne\n"},
        {"<p>Oui<div style='border:none;border-top:solid #E1E1E1 1.0pt'>De : X</div>",
         "nOui\nh\nhDe : X\n"},
        {"<div class=moz-forward-container>a<blockquote>b</blockquote></div>", "fa\nfb\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *outline = gf_html_outline(tests[i][0]);
        g_assert_cmpstr(outline, ==, tests[i][1]);
    }
}

static void test_deep(void)
{
    g_autoptr(GString) html = g_string_new("a");
    for (int i = 0; i < 100000; i++)
        g_string_append(html, "<div><span>");
    g_string_append(html, "b");
    gboolean complete = TRUE;
    g_autofree char *text = gf_html_to_text(html->str, &complete);
    g_assert_cmpstr(text, ==, "a\n");
    g_assert_false(complete);
}

static void test_charset(void)
{
    static const char *const tests[][2] = {
        {"<html><head><meta charset=\"UTF-8\">", "utf-8"},
        {"<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-15'>",
         "iso-8859-15"},
        {"<p>charset=x</p>", NULL},
        {"", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *charset = gf_html_declared_charset(tests[i][0], strlen(tests[i][0]));
        g_assert_cmpstr(charset, ==, tests[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/html/text", test_text);
    g_test_add_func("/html/outline", test_outline);
    g_test_add_func("/html/deep", test_deep);
    g_test_add_func("/html/charset", test_charset);
    return g_test_run();
}
