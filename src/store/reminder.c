/* reminder.c - the steps of reminder plans: each exists once and is acted upon once; see
 * deadline.h.
 */
#include "store/deadline.h"
#include "store/sql.h"

void gf_reminder_free(GfReminder *reminder)
{
    if (reminder == NULL)
        return;
    g_free(reminder->day);
    g_free(reminder->state);
    g_free(reminder);
}

GF_SQL(insert_reminder,
       "INSERT INTO reminder (deadline_id, sequence, step, escalated, day, due_at, state, acted_at,"
       " mailing_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
       " ON CONFLICT (deadline_id, sequence, step, escalated) DO UPDATE SET"
       " day = excluded.day, due_at = excluded.due_at, state = excluded.state,"
       " acted_at = excluded.acted_at, mailing_id = excluded.mailing_id"
       " WHERE state = 'stopped' RETURNING id");

gboolean gf_store_add_reminder(GfStore *store, GfReminder *reminder, GError **error)
{
    gint64 id = 0;
    if (!gf_sql_integer(store, &insert_reminder, &id, error, "iiiititzz", reminder->deadline_id,
                        (gint64) reminder->sequence, (gint64) reminder->step,
                        (gint64) reminder->escalated, reminder->day, reminder->due_at,
                        reminder->state, reminder->acted_at, reminder->mailing_id))
        return FALSE;
    if (id == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "reminder: the step %d of %s exists already (each goes once)", reminder->step,
                    reminder->day);
        return FALSE;
    }
    reminder->id = id;
    return TRUE;
}

#define REMINDER_SELECT                                                                            \
    "SELECT id, deadline_id, sequence, step, escalated, day, due_at, state, acted_at, mailing_id " \
    "FROM "                                                                                        \
    "reminder "
enum {
    REMINDER_ID,
    REMINDER_DEADLINE_ID,
    REMINDER_SEQUENCE,
    REMINDER_STEP,
    REMINDER_ESCALATED,
    REMINDER_DAY,
    REMINDER_DUE_AT,
    REMINDER_STATE,
    REMINDER_ACTED_AT,
    REMINDER_MAILING_ID,
};

static gpointer read_reminder(GfRows *rows)
{
    GfReminder *reminder = g_new0(GfReminder, 1);
    reminder->id = gf_rows_integer(rows, REMINDER_ID);
    reminder->deadline_id = gf_rows_integer(rows, REMINDER_DEADLINE_ID);
    reminder->sequence = (int) gf_rows_integer(rows, REMINDER_SEQUENCE);
    reminder->step = (int) gf_rows_integer(rows, REMINDER_STEP);
    reminder->escalated = gf_rows_integer(rows, REMINDER_ESCALATED) != 0;
    reminder->day = gf_rows_text(rows, REMINDER_DAY);
    reminder->due_at = gf_rows_integer(rows, REMINDER_DUE_AT);
    reminder->state = gf_rows_text(rows, REMINDER_STATE);
    reminder->acted_at = gf_rows_integer(rows, REMINDER_ACTED_AT);
    reminder->mailing_id = gf_rows_integer(rows, REMINDER_MAILING_ID);
    return reminder;
}

GF_SQL(select_reminders, REMINDER_SELECT "WHERE deadline_id = ? ORDER BY day, sequence, step");

gboolean gf_store_reminders(GfStore *store, gint64 deadline_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_reminders, &rows, error, "i", deadline_id) &&
           gf_rows_list(&rows, read_reminder, (GDestroyNotify) gf_reminder_free, ret, error);
}

GF_SQL(select_session_reminders,
       REMINDER_SELECT "WHERE deadline_id = (SELECT id FROM deadline WHERE session_id = ?)"
                       " ORDER BY day, sequence, step");

gboolean gf_store_session_reminders(GfStore *store, gint64 session_id, GPtrArray **ret,
                                    GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_session_reminders, &rows, error, "i", session_id) &&
           gf_rows_list(&rows, read_reminder, (GDestroyNotify) gf_reminder_free, ret, error);
}

GF_SQL(select_reminders_due,
       REMINDER_SELECT "WHERE state = 'planned' AND due_at <= ? ORDER BY due_at, id");

gboolean gf_store_reminders_due(GfStore *store, gint64 now, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_reminders_due, &rows, error, "i", now) &&
           gf_rows_list(&rows, read_reminder, (GDestroyNotify) gf_reminder_free, ret, error);
}

GF_SQL(act_reminder, "UPDATE reminder SET state = ?, due_at = coalesce(?, due_at), acted_at = ?,"
                     " mailing_id = ? WHERE id = ? AND state = 'planned'");

gboolean gf_store_act_reminder(GfStore *store, gint64 id, const char *state, gint64 due_at,
                               gint64 at, gint64 mailing_id, GError **error)
{
    if (!gf_sql_run(store, &act_reminder, error, "tzzzi", state, due_at, at, mailing_id, id))
        return FALSE;
    if (gf_sql_changes(store) == 1)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "reminder: step %" G_GINT64_FORMAT " is not planned any more", id);
    return FALSE;
}

GF_SQL(select_next_reminder,
       "SELECT coalesce(min(due_at), 0) FROM reminder WHERE state = 'planned'");

gboolean gf_store_next_reminder(GfStore *store, gint64 *ret_due_at, GError **error)
{
    return gf_sql_integer(store, &select_next_reminder, ret_due_at, error, "");
}

GF_SQL(stop_reminders, "UPDATE reminder SET state = 'stopped', acted_at = ?"
                       " WHERE deadline_id = ? AND state = 'planned'");

gboolean gf_store_stop_reminders(GfStore *store, gint64 deadline_id, gint64 at, GError **error)
{
    return gf_sql_run(store, &stop_reminders, error, "zi", at, deadline_id);
}

GF_SQL(resume_reminders, "UPDATE reminder SET state = 'planned', acted_at = NULL"
                         " WHERE deadline_id = ? AND sequence = ? AND state = 'stopped'"
                         " AND acted_at >= ?");

gboolean gf_store_resume_reminders(GfStore *store, gint64 deadline_id, int sequence, gint64 since,
                                   GError **error)
{
    return gf_sql_run(store, &resume_reminders, error, "iii", deadline_id, (gint64) sequence,
                      since);
}
