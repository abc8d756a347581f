-- Sessions, who is invited, and what they answered.

CREATE TABLE session (
    id          INTEGER PRIMARY KEY,
    slug        TEXT NOT NULL UNIQUE,
    body_id     INTEGER NOT NULL REFERENCES body (id),
    state       TEXT NOT NULL CHECK (state IN ('draft', 'convened', 'cancelled', 'closed')),
    version     INTEGER NOT NULL, -- the one in force
    created_at  INTEGER NOT NULL,
    convened_at INTEGER,
    proof_at    INTEGER -- last bon à tirer
) STRICT;
CREATE INDEX session_by_body ON session (body_id);

-- Every wording a session ever had. `sequence` is that of iCalendar: it rises with date, time or place.
CREATE TABLE session_version (
    session_id INTEGER NOT NULL REFERENCES session (id),
    version    INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    title      TEXT NOT NULL,
    place      TEXT,
    video      TEXT,
    agenda     TEXT NOT NULL DEFAULT '', -- one item a line
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    guests     INTEGER NOT NULL DEFAULT 0 CHECK (guests IN (0, 1)),
    plan       TEXT NOT NULL DEFAULT '', -- "J-15, J-7"
    plan_hour  TEXT NOT NULL DEFAULT '09:00',
    notice     INTEGER NOT NULL, -- jours francs required
    reason     TEXT, -- why it was moved, cancelled or forced, as staff wrote it
    created_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_part (
    session_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    slug       TEXT NOT NULL,
    title      TEXT NOT NULL,
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    PRIMARY KEY (session_id, version, ordinal),
    FOREIGN KEY (session_id, version) REFERENCES session_version (session_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_document (
    session_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    blob_id    INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (session_id, version, ordinal),
    FOREIGN KEY (session_id, version) REFERENCES session_version (session_id, version)
) STRICT, WITHOUT ROWID;

-- One person invited to one session. The UID is secret and theirs alone.
-- AUTOINCREMENT: a recalled session forgets its invitations, whose numbers must not come back.
CREATE TABLE invitation (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES session (id),
    member_id  INTEGER NOT NULL REFERENCES member (id),
    uid        TEXT NOT NULL UNIQUE,
    token      TEXT NOT NULL UNIQUE REFERENCES token (token) DEFERRABLE INITIALLY DEFERRED,
    guest      INTEGER NOT NULL DEFAULT 0 CHECK (guest IN (0, 1)), -- invited without being counted
    created_at INTEGER NOT NULL,
    UNIQUE (session_id, member_id)
) STRICT;
CREATE INDEX invitation_by_member ON invitation (member_id);

-- Every answer ever given; which one counts is decided by their order, never by erasing.
CREATE TABLE answer (
    id            INTEGER PRIMARY KEY,
    invitation_id INTEGER NOT NULL REFERENCES invitation (id),
    sequence      INTEGER NOT NULL, -- of the invitation answered
    part          TEXT NOT NULL CHECK (part IN ('all', 'morning', 'afternoon')),
    presence      TEXT NOT NULL CHECK (presence IN ('present', 'absent', 'tentative', 'silent')),
    mode          TEXT CHECK (mode IN ('onsite', 'remote')),
    proxy_to      TEXT, -- as written
    proxy_member  INTEGER REFERENCES member (id),
    substitute    TEXT,
    note          TEXT,
    source        TEXT NOT NULL CHECK (source IN ('calendar', 'words', 'staff')),
    actor         TEXT NOT NULL, -- "member", "staff", "marie@mairie.example for ..."
    rule          TEXT NOT NULL,
    client_at     INTEGER NOT NULL,
    arrived_at    INTEGER NOT NULL,
    recorded_at   INTEGER NOT NULL,
    message_id    INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX answer_by_invitation ON answer (invitation_id);
