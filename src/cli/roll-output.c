/* roll-output.c - see roll-output.h. */
#include "cli/roll-output.h"

#include "base/text.h"

char *gf_cli_line(const char *text)
{
    return text != NULL ? gf_text_line(text, 0) : g_strdup("");
}

void gf_json_differences(JsonBuilder *json, const char *name, const GPtrArray *differences,
                         gboolean with_object)
{
    gf_json_begin_list(json, name);
    for (guint i = 0; i < differences->len; i++) {
        const GfDifference *difference = g_ptr_array_index(differences, i);
        gf_json_begin_object(json, NULL);
        if (with_object) {
            gf_json_text(json, "change", gf_difference_word(difference->kind));
            gf_json_text(json, "object", difference->object);
            gf_json_text(json, "id", difference->id);
        }
        gf_json_text(json, "field", difference->field);
        gf_json_text(json, "before", difference->before);
        gf_json_text(json, "after", difference->after);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
}

void gf_json_texts_of(JsonBuilder *json, const char *name, const GPtrArray *texts)
{
    gf_json_begin_list(json, name);
    for (guint i = 0; i < texts->len; i++)
        gf_json_text(json, NULL, g_ptr_array_index(texts, i));
    gf_json_end_list(json);
}

static void print_all(const char *what, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *line = gf_cli_line(g_ptr_array_index(texts, i));
        gf_cli_print("%s: %s\n", what, line);
    }
}

void gf_cli_print_remarks(const GPtrArray *notes, const GPtrArray *warnings)
{
    print_all("note", notes);
    print_all("warning", warnings);
}

void gf_json_member(JsonBuilder *json, const GfMember *member)
{
    g_autofree char *name = gf_member_full_name(member);
    const struct {
        const char *name, *value;
    } fields[] = {
        {"id", member->slug},
        {"name", name},
        {"civility", member->civility},
        {"given_name", member->given_name},
        {"family_name", member->family_name},
        {"gender", member->gender},
        {"college", member->college},
        {"quality", member->quality},
        {"territory", member->territory},
        {"organisation", member->organisation},
        {"telephone", member->telephone},
        {"language", member->language},
        {"starts_on", member->starts_on},
        {"ends_on", member->ends_on},
        {"ended_on", member->ended_on},
        {"address", member->main_address},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        gf_json_text(json, fields[i].name, fields[i].value);
    gf_json_boolean(json, "reachable", member->main_address != NULL && member->unreachable_at == 0);
}

void gf_cli_print_member(const GfMember *member)
{
    g_autofree char *full = gf_member_full_name(member);
    g_autofree char *line = gf_cli_line(full);
    g_autofree char *name = gf_cli_padded(line, 32);
    g_autofree char *address = gf_cli_line(member->main_address);
    gf_cli_print("%-28s %s %s%s%s%s\n", member->slug, name,
                 member->main_address != NULL ? address : "no address",
                 member->unreachable_at != 0 ? "  unreachable" : "",
                 member->ended_on != NULL ? "  ended " : "",
                 member->ended_on != NULL ? member->ended_on : "");
}
