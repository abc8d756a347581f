/* answer-vocabulary.h - classes of words for the tables of answer-table.h; ended by zeros. */
#pragma once

#include "understand/phrase.h"

extern const GfVocabulary gf_answer_vocabulary[];
extern const GfPhraseSpec gf_answer_idiom_table[];
extern const GfPhraseSpec gf_answer_doubt_table[];
extern const GfPhraseSpec gf_answer_request_table[];
extern const GfPhraseSpec gf_answer_statement_table[];
