#include "understand/understand.h"
gboolean gf_understand_auto_reply(GfLetter *letter, GPtrArray *parts)
{
    (void) letter;
    (void) parts;
    return FALSE;
}
