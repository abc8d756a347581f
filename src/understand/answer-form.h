/* answer-form.h - coupons: boxes ticked in a form that came with the convocation. */
#pragma once

#include <glib.h>

typedef struct {
    char *rest;   /* the text without the lines of the form */
    char *ticked; /* the labels of ticked boxes as sentences, one a line; "" where none is ticked */
    guint boxes;  /* all of them */
} GfForm;

/* Owned. */
GfForm *gf_form_read(const char *text);
void gf_form_free(GfForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfForm, gf_form_free)
