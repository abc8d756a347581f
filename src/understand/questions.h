/* questions.h - which questions of a saisine a contribution answers.
 *
 * By number ("Q2 :", "Question n° 2", a list numbered as the questions are), or by the question
 * itself, quoted or copied right above the answer. Where neither is sure nothing is said: a
 * contribution counts without it.
 */
#pragma once

#include "letter/letter.h"

typedef struct {
    int number;       /* from 1 */
    const char *text; /* borrowed */
} GfQuestionText;

/* Highest number that is read. */
#define GF_QUESTIONS_MAXIMUM 64

/* `segments` (of GfSegment) of a letter; `count` questions. Bit n - 1 stands for question n. */
guint64 gf_questions_answered(const GPtrArray *segments, const GfQuestionText *questions,
                              gsize count);
