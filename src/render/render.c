/* render.c - runs a parsed template over a stack of contexts.
 *
 * A small machine: sections and partials are frames on a heap stack, so that neither a template nor
 * data can exhaust the process's own. A template is parsed once for the many mails that are made of
 * it, and the members of a context are listed when the first is asked for. Where a template is
 * prepared, the same machine runs, and leaves what it cannot know as tags of another one. Refuses
 * partials nested deeper than 20 (one that includes itself without end) and output beyond 64 MiB.
 */
#include "render/render.h"

#include "base/error.h"
#include "render/template.h"
#include "render/value.h"

#include <string.h>

#define PARTIALS_DEEP 20
#define PARSED_MAXIMUM 200 /* templates that are kept */
#define OUTPUT_FIRST_BYTES 4096
#define OUTPUT_BYTES (64 * 1024 * 1024)

/* A section that is being repeated, or the place to return to after a partial. */
typedef struct {
    const GfTemplate *template;
    guint token;       /* the section's beginning; the partial's tag */
    GVariant *list;    /* owned; NULL: a section run once, or a partial */
    gsize next, count; /* items of the list */
    gboolean is_partial;
    gboolean is_open; /* left as it stands: its beginning is token `left` of what is prepared */
    guint left;
} Frame;

typedef struct {
    const GfTemplate *template;
    guint at;            /* token to run next */
    GPtrArray *contexts; /* of Context, innermost last */
    GArray *frames;
    guint partials_deep;
    GHashTable *partials; /* indentation, line end, name -> GfTemplate, borrowed */
    GString *output;
    GfTemplate *prepared; /* what is left open; NULL: everything is rendered */
    GfEscape escape;
    const GfPartials *source; /* of partials */
} Machine;

static void clear_frame(gpointer data)
{
    Frame *frame = data;
    g_clear_pointer(&frame->list, g_variant_unref);
}

/* Something to look names up in. */
typedef struct {
    GVariant *value;     /* NULL: nothing */
    GHashTable *members; /* of a dictionary, name -> GVariant or NULL; NULL: not asked for yet */
    const char *const *open; /* names whose values come later; borrowed; NULL: it is a value */
} Context;

static void variant_unref(gpointer value)
{
    if (value != NULL)
        g_variant_unref(value);
}

static void context_free(gpointer data)
{
    Context *context = data;
    g_clear_pointer(&context->members, g_hash_table_unref);
    variant_unref(context->value);
    g_free(context);
}

/* Takes `value`; with `open`, what is in it comes later. */
static Context *add_context(Machine *machine, GVariant *value, const char *const *open)
{
    Context *context = g_new0(Context, 1);
    context->value = value;
    context->open = open;
    g_ptr_array_add(machine->contexts, context);
    return context;
}

/* As gf_value_member(); `ret_value` is borrowed. */
static gboolean member_of(Context *context, const char *name, GVariant **ret_value)
{
    gpointer found = NULL;
    if (context->members == NULL)
        context->members = gf_value_members(context->value, variant_unref);
    if (!g_hash_table_lookup_extended(context->members, name, NULL, &found))
        return FALSE;
    *ret_value = found;
    return TRUE;
}

/* TRUE where what a name means here is not known yet. */
static gboolean is_open(const Machine *machine, char *const *path)
{
    if (machine->prepared == NULL)
        return FALSE;
    for (guint depth = machine->contexts->len; depth > 0; depth--) {
        Context *context = g_ptr_array_index(machine->contexts, depth - 1);
        GVariant *ignored = NULL;
        if (*path == NULL)
            return context->open != NULL;
        if (context->open != NULL ? g_strv_contains(context->open, *path)
                                  : member_of(context, *path, &ignored))
            return context->open != NULL;
    }
    return FALSE;
}

/* Leaves a tag as it stands, after the text before it; its index in what is prepared. */
static guint leave(Machine *machine, const GfToken *token)
{
    if (machine->output->len > 0) {
        gf_template_add_text(machine->prepared, g_strdup(machine->output->str));
        g_string_truncate(machine->output, 0);
    }
    return gf_template_add_tag(machine->prepared, token);
}

/* The value that a name means here, owned; NULL where there is none or it is nothing. */
static GVariant *find(const Machine *machine, char *const *path)
{
    GVariant *value = NULL;
    guint depth = machine->contexts->len;
    if (*path == NULL) {
        const Context *top = depth == 0 ? NULL : g_ptr_array_index(machine->contexts, depth - 1);
        return top == NULL || top->value == NULL ? NULL : g_variant_ref(top->value);
    }
    while (depth > 0 && !member_of(g_ptr_array_index(machine->contexts, depth - 1), *path, &value))
        depth--;
    if (value != NULL)
        g_variant_ref(value);
    for (path++; *path != NULL && value != NULL; path++) {
        g_autoptr(GVariant) outer = g_steal_pointer(&value);
        gf_value_member(outer, *path, &value);
    }
    return value;
}

/* The entity of a character that means something in text or in attributes of either quotes. */
static const char *entity_of(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default: /* an apostrophe; not &apos;, which old mail programs show as it is */
        return "&#39;";
    }
}

static void append_escaped(GString *output, const char *text)
{
    while (*text != '\0') {
        gsize plain = strcspn(text, "&<>\"'");
        g_string_append_len(output, text, (gssize) plain);
        text += plain;
        if (*text != '\0')
            g_string_append(output, entity_of(*text++));
    }
}

static void print(Machine *machine, const GfToken *token, gboolean escape)
{
    if (is_open(machine, token->path)) {
        leave(machine, token);
        return;
    }
    g_autoptr(GVariant) value = find(machine, token->path);
    g_autofree char *text = gf_value_text(value);
    if (text == NULL)
        return;
    if (escape && machine->escape == GF_ESCAPE_HTML)
        append_escaped(machine->output, text);
    else
        g_string_append(machine->output, text);
}

/* Makes the next item of the innermost section's list the context; FALSE where none is left. */
static gboolean next_item(Machine *machine, Frame *frame)
{
    if (frame->list == NULL || frame->next >= frame->count)
        return FALSE;
    GVariant *item = gf_value_unbox(g_variant_get_child_value(frame->list, frame->next++));
    add_context(machine, item, NULL);
    return TRUE;
}

static void open_section(Machine *machine, const GfToken *token)
{
    static const char *const none[] = {NULL};
    Frame frame = {.template = machine->template, .token = machine->at, .is_open = TRUE};
    frame.left = leave(machine, token);
    g_array_append_val(machine->frames, frame);
    if (token->kind == GF_TOKEN_SECTION)
        add_context(machine, NULL, none);
    machine->at++;
}

static void begin_section(Machine *machine, const GfToken *token)
{
    if (is_open(machine, token->path)) {
        open_section(machine, token);
        return;
    }
    GVariant *value = find(machine, token->path);
    if (!gf_value_is_true(value)) {
        variant_unref(value);
        machine->at = token->match + 1;
        return;
    }
    Frame frame = {.template = machine->template, .token = machine->at};
    if (gf_value_is_list(value)) {
        frame.list = value;
        frame.count = g_variant_n_children(value);
        next_item(machine, &frame);
    } else {
        add_context(machine, value, NULL);
    }
    g_array_append_val(machine->frames, frame);
    machine->at++;
}

static void begin_inverted(Machine *machine, const GfToken *token)
{
    if (is_open(machine, token->path)) {
        open_section(machine, token);
        return;
    }
    g_autoptr(GVariant) value = find(machine, token->path);
    machine->at = gf_value_is_true(value) ? token->match + 1 : machine->at + 1;
}

/* TRUE where `token` ends a section that is left open. */
static gboolean end_open(Machine *machine, const GfToken *token)
{
    if (machine->frames->len == 0)
        return FALSE;
    const Frame *frame = &g_array_index(machine->frames, Frame, machine->frames->len - 1);
    if (!frame->is_open || frame->template != machine->template || frame->token != token->match)
        return FALSE;
    gf_template_match(machine->prepared, frame->left, leave(machine, token));
    if (gf_template_token(machine->template, token->match)->kind == GF_TOKEN_SECTION)
        g_ptr_array_set_size(machine->contexts, (int) machine->contexts->len - 1);
    g_array_set_size(machine->frames, machine->frames->len - 1);
    machine->at++;
    return TRUE;
}

static void end_section(Machine *machine, const GfToken *token)
{
    if (end_open(machine, token))
        return;
    if (gf_template_token(machine->template, token->match)->kind == GF_TOKEN_INVERTED) {
        machine->at++;
        return;
    }
    g_ptr_array_set_size(machine->contexts, (int) machine->contexts->len - 1);
    Frame *frame = &g_array_index(machine->frames, Frame, machine->frames->len - 1);
    if (next_item(machine, frame)) {
        machine->at = frame->token + 1;
        return;
    }
    g_array_set_size(machine->frames, machine->frames->len - 1);
    machine->at++;
}

/* Each line of `source` with `indentation` before it. Owned. */
static char *indent(const char *source, const char *indentation)
{
    GString *text = g_string_new(NULL);
    while (*source != '\0') {
        const char *newline = strchr(source, '\n');
        gsize length = newline == NULL ? strlen(source) : (gsize) (newline - source) + 1;
        g_string_append(text, indentation);
        g_string_append_len(text, source, (gssize) length);
        source += length;
    }
    return g_string_free(text, FALSE);
}

static void free_parsed(gpointer table)
{
    g_hash_table_unref(table);
}

/* Text -> GfTemplate, of this thread. */
static GHashTable *parsed_templates(void)
{
    static GPrivate tables = G_PRIVATE_INIT(free_parsed);
    if (g_private_get(&tables) == NULL)
        g_private_set(&tables, g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                                     (GDestroyNotify) gf_template_free));
    return g_private_get(&tables);
}

/* As gf_template_parse(), borrowed until the next rendering. */
static const GfTemplate *parse_once(const char *source, GError **error)
{
    GHashTable *table = parsed_templates();
    GfTemplate *template = g_hash_table_lookup(table, source);
    if (template != NULL)
        return template;
    template = gf_template_parse(source, error);
    if (template != NULL)
        g_hash_table_insert(table, g_strdup(source), template);
    return template;
}

/* The partial of a tag, borrowed; NULL without an error where there is none. */
static const GfTemplate *load_partial(Machine *machine, const GfToken *token, GError **error)
{
    const char *indentation = token->indentation == NULL ? "" : token->indentation;
    g_autofree char *key = g_strconcat(indentation, "\n", token->text, NULL);
    const GfTemplate *known = g_hash_table_lookup(machine->partials, key);
    if (known != NULL || machine->source == NULL || machine->source->lookup == NULL)
        return known;
    const char *source = machine->source->lookup(token->text, machine->source->user_data);
    if (source == NULL)
        return NULL;
    g_autofree char *indented = indent(source, indentation);
    const GfTemplate *template = parse_once(indented, error);
    if (template == NULL) {
        gf_error_prefix(error, "partial \"%s\"", token->text);
        return NULL;
    }
    g_hash_table_insert(machine->partials, g_steal_pointer(&key), (gpointer) template);
    return template;
}

static gboolean begin_partial(Machine *machine, const GfToken *token, GError **error)
{
    g_autoptr(GError) failure = NULL;
    const GfTemplate *template = load_partial(machine, token, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (template == NULL) {
        machine->at++;
        return TRUE;
    }
    if (machine->partials_deep >= PARTIALS_DEEP) {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "line %u: partials are nested deeper than %d (does \"%s\" include itself?)",
                    token->line, PARTIALS_DEEP, token->text);
        return FALSE;
    }
    Frame frame = {.template = machine->template, .token = machine->at, .is_partial = TRUE};
    g_array_append_val(machine->frames, frame);
    machine->partials_deep++;
    machine->template = template;
    machine->at = 0;
    return TRUE;
}

/* At the end of a template: back to the one that included it. FALSE at the end of all. */
static gboolean end_partial(Machine *machine)
{
    if (machine->frames->len == 0)
        return FALSE;
    const Frame *frame = &g_array_index(machine->frames, Frame, machine->frames->len - 1);
    g_assert(frame->is_partial);
    machine->template = frame->template;
    machine->at = frame->token + 1;
    machine->partials_deep--;
    g_array_set_size(machine->frames, machine->frames->len - 1);
    return TRUE;
}

static gboolean run_token(Machine *machine, const GfToken *token, GError **error)
{
    switch (token->kind) {
    case GF_TOKEN_TEXT:
        g_string_append(machine->output, token->text);
        break;
    case GF_TOKEN_ESCAPED:
    case GF_TOKEN_RAW:
        print(machine, token, token->kind == GF_TOKEN_ESCAPED);
        break;
    case GF_TOKEN_SECTION:
        begin_section(machine, token);
        return TRUE;
    case GF_TOKEN_INVERTED:
        begin_inverted(machine, token);
        return TRUE;
    case GF_TOKEN_END:
        end_section(machine, token);
        return TRUE;
    case GF_TOKEN_PARTIAL:
        return begin_partial(machine, token, error);
    }
    machine->at++;
    return TRUE;
}

static gboolean run(Machine *machine, GError **error)
{
    do {
        while (machine->at < gf_template_length(machine->template)) {
            if (!run_token(machine, gf_template_token(machine->template, machine->at), error))
                return FALSE;
            if (machine->output->len > OUTPUT_BYTES) {
                g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                            "the text becomes longer than %d bytes (repeat less)", OUTPUT_BYTES);
                return FALSE;
            }
        }
    } while (end_partial(machine));
    return TRUE;
}

/* As parse_once(), where no text is being rendered. */
static const GfTemplate *parse_first(const char *source, GError **error)
{
    if (g_hash_table_size(parsed_templates()) > PARSED_MAXIMUM)
        g_hash_table_remove_all(parsed_templates());
    return parse_once(source, error);
}

/* Runs a machine whose template, contexts and way of writing are set. What it wrote, owned. */
static char *run_whole(Machine *machine, GError **error)
{
    g_autoptr(GArray) frames = g_array_new(FALSE, FALSE, sizeof(Frame));
    g_array_set_clear_func(frames, clear_frame);
    g_autoptr(GHashTable) partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    machine->frames = frames;
    machine->partials = partials;
    machine->output = g_string_sized_new(OUTPUT_FIRST_BYTES);
    gboolean good = run(machine, error);
    return g_string_free(machine->output, !good);
}

char *gf_render(const char *template, GVariant *const *values, GfEscape escape,
                const GfPartials *partials, GError **error)
{
    g_autoptr(GPtrArray) contexts = g_ptr_array_new_with_free_func(context_free);
    Machine machine = {.template = parse_first(template, error),
                       .contexts = contexts,
                       .escape = escape,
                       .source = partials};
    if (machine.template == NULL)
        return NULL;
    for (; *values != NULL; values++)
        add_context(&machine, gf_value_unbox(g_variant_ref(*values)), NULL);
    return run_whole(&machine, error);
}

GfTemplate *gf_render_prepare(const char *template, const GfKnownValues *known, GfEscape escape,
                              const GfPartials *partials, GError **error)
{
    g_autoptr(GPtrArray) contexts = g_ptr_array_new_with_free_func(context_free);
    g_autoptr(GfTemplate) prepared = gf_template_new();
    Machine machine = {.template = parse_first(template, error),
                       .contexts = contexts,
                       .prepared = prepared,
                       .escape = escape,
                       .source = partials};
    if (machine.template == NULL)
        return NULL;
    add_context(&machine, gf_value_unbox(g_variant_ref(known->shared)), NULL);
    add_context(&machine, NULL, known->open);
    char *rest = run_whole(&machine, error);
    if (rest == NULL)
        return NULL;
    gf_template_add_text(prepared, rest);
    return g_steal_pointer(&prepared);
}

char *gf_render_prepared(const GfTemplate *prepared, GHashTable *values, GfEscape escape,
                         GError **error)
{
    g_autoptr(GPtrArray) contexts = g_ptr_array_new_with_free_func(context_free);
    Machine machine = {.template = prepared, .contexts = contexts, .escape = escape};
    add_context(&machine, NULL, NULL)->members = g_hash_table_ref(values);
    return run_whole(&machine, error);
}

char **gf_render_partials(const char *template, GError **error)
{
    g_autoptr(GfTemplate) parsed = gf_template_parse(template, error);
    if (parsed == NULL)
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < gf_template_length(parsed); i++) {
        const GfToken *token = gf_template_token(parsed, i);
        if (token->kind == GF_TOKEN_PARTIAL &&
            !g_ptr_array_find_with_equal_func(names, token->text, g_str_equal, NULL))
            g_ptr_array_add(names, g_strdup(token->text));
    }
    g_ptr_array_add(names, NULL);
    return (char **) g_ptr_array_steal(names, NULL);
}
