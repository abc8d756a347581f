/* question-label.h - "Q2 :", "Questions 1 et 3", "2)": numbers of questions at the start of a line.
 */
#pragma once

#include <glib.h>

typedef enum {
    GF_LABEL_NONE,
    GF_LABEL_NAMED, /* it says that it is about a question */
    GF_LABEL_PLAIN, /* a number as lists have them */
} GfLabelKind;

typedef struct {
    GfLabelKind kind;
    guint64 numbers; /* bit n - 1 for number n, up to 64; others are left out */
    int plain;       /* of a plain one, its number */
    gsize rest;      /* bytes of the line that are its label */
} GfLabel;

/* The label with which `line` begins. */
GfLabel gf_question_label(const char *line);
