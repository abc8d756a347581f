-- Deadlines, the steps of their reminder plans, and the numbered lists that are sent about them.

CREATE TABLE deadline (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('session', 'stage', 'report', 'term', 'rhythm', 'manual')),
    subject    TEXT NOT NULL, -- "session/conseil", "saisine/2017-01", "body/gt1-2", "member/anne", "assembly"
    detail     TEXT NOT NULL DEFAULT '', -- of a stage its name
    session_id INTEGER UNIQUE REFERENCES session (id), -- of kind session; its day is the session's
    title      TEXT NOT NULL,
    due_on     TEXT NOT NULL,
    role       TEXT NOT NULL
               CHECK (role IN ('silent', 'contributors', 'rapporteurs', 'copilotes', 'co-presidents', 'staff', 'member')),
    plan       TEXT NOT NULL,
    plan_hour  TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    created_at INTEGER NOT NULL,
    closed_at  INTEGER,
    closed_by  TEXT -- actor
) STRICT;
CREATE INDEX deadline_by_subject ON deadline (subject);
CREATE UNIQUE INDEX deadline_open ON deadline (kind, subject, detail, due_on) WHERE state = 'open';

-- Who said that their part of it is done.
CREATE TABLE deadline_done (
    deadline_id INTEGER NOT NULL REFERENCES deadline (id),
    member_id   INTEGER NOT NULL REFERENCES member (id),
    at          INTEGER NOT NULL,
    PRIMARY KEY (deadline_id, member_id)
) STRICT, WITHOUT ROWID;

-- A step of a reminder plan exists once.
CREATE TABLE reminder (
    id          INTEGER PRIMARY KEY,
    deadline_id INTEGER NOT NULL REFERENCES deadline (id),
    sequence    INTEGER NOT NULL, -- of the session; else how often the date has changed
    step        INTEGER NOT NULL, -- days from the date
    escalated   INTEGER NOT NULL DEFAULT 0 CHECK (escalated IN (0, 1)), -- to the co-presidents
    day         TEXT NOT NULL,
    due_at      INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'skipped', 'stopped')),
    acted_at    INTEGER,
    mailing_id  INTEGER REFERENCES mailing (id),
    UNIQUE (deadline_id, sequence, step, escalated)
) STRICT;
CREATE INDEX reminder_planned ON reminder (due_at) WHERE state = 'planned';

-- A numbered list that somebody was sent and may answer line by line: a reminder of several things,
-- the staff's digest.
CREATE TABLE sheet (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('reminder', 'digest')),
    recipient  TEXT NOT NULL,
    member_id  INTEGER REFERENCES member (id), -- NULL: staff
    day        TEXT NOT NULL,
    token      TEXT NOT NULL REFERENCES token (token) DEFERRABLE INITIALLY DEFERRED,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sheet_by_token ON sheet (token);
CREATE INDEX sheet_reminder ON sheet (day) WHERE kind = 'reminder';
CREATE UNIQUE INDEX sheet_digest ON sheet (day, recipient) WHERE kind = 'digest';

CREATE TABLE sheet_line (
    sheet_id INTEGER NOT NULL REFERENCES sheet (id),
    number   INTEGER NOT NULL, -- from 1
    subject  TEXT NOT NULL, -- "message/12", "deadline/7", "session/conseil", "saisine/2017-01", ... (deadline.h)
    PRIMARY KEY (sheet_id, number)
) STRICT, WITHOUT ROWID;
