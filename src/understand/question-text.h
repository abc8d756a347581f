/* question-text.h - where a text repeats a question, word by word or nearly so. */
#pragma once

#include "understand/questions.h"
#include "understand/words.h"

typedef struct GfQuestionTexts GfQuestionTexts;

typedef struct {
    guint64 question; /* its bit */
    guint from, to;   /* words */
    gsize start, end; /* bytes of GfWords.text */
} GfQuestionPlace;

/* Questions beyond GF_QUESTIONS_MAXIMUM are left out. Owned. */
GfQuestionTexts *gf_question_texts_new(const GfQuestionText *questions, gsize count);
void gf_question_texts_free(GfQuestionTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfQuestionTexts, gf_question_texts_free)

/* Each question at most once, in the order of the text; of two that would stand in one place the
 * better one, or neither. Owned array of GfQuestionPlace. */
GArray *gf_question_places(GfQuestionTexts *texts, const GfWords *words);
