#include "understand/understand.h"
gboolean gf_understand_bounce(GfLetter *letter, GPtrArray *parts)
{
    (void) letter;
    (void) parts;
    return FALSE;
}
