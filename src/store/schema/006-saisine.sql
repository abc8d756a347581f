-- Saisines, what was asked of whom, contributions, and the reports of chantiers.

CREATE TABLE saisine (
    id          INTEGER PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE, -- "2017-01"
    title       TEXT NOT NULL,
    context     TEXT NOT NULL DEFAULT '',
    origin      TEXT NOT NULL CHECK (origin IN ('region', 'auto')),
    referred_by TEXT NOT NULL,
    referred_on TEXT NOT NULL,
    state       TEXT NOT NULL
                CHECK (state IN ('received', 'assigned', 'open', 'synthesis', 'plenary', 'opinion', 'follow-up')),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE saisine_question (
    saisine_id INTEGER NOT NULL REFERENCES saisine (id),
    number     INTEGER NOT NULL, -- from 1
    text       TEXT NOT NULL,
    PRIMARY KEY (saisine_id, number)
) STRICT, WITHOUT ROWID;

-- When a stage is to be over, and who sees to it.
CREATE TABLE saisine_stage (
    saisine_id INTEGER NOT NULL REFERENCES saisine (id),
    stage      TEXT NOT NULL,
    due_on     TEXT,
    role       TEXT NOT NULL
               CHECK (role IN ('staff', 'contributors', 'copilotes', 'rapporteurs', 'co-presidents')),
    PRIMARY KEY (saisine_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE saisine_document (
    saisine_id INTEGER NOT NULL REFERENCES saisine (id),
    ordinal    INTEGER NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    blob_id    INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (saisine_id, ordinal)
) STRICT, WITHOUT ROWID;

-- The groups and chantiers to which it is assigned.
CREATE TABLE saisine_body (
    saisine_id  INTEGER NOT NULL REFERENCES saisine (id),
    body_id     INTEGER NOT NULL REFERENCES body (id),
    assigned_at INTEGER NOT NULL,
    PRIMARY KEY (saisine_id, body_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saisine_body_by_body ON saisine_body (body_id);

-- Every step of its life, the undone ones too.
CREATE TABLE saisine_move (
    id         INTEGER PRIMARY KEY,
    saisine_id INTEGER NOT NULL REFERENCES saisine (id),
    former     TEXT NOT NULL,
    state      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '', -- as staff wrote it; of the follow-up, what everybody reads
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX saisine_move_by_saisine ON saisine_move (saisine_id);

-- One person asked about one saisine; the token is theirs alone.
CREATE TABLE solicitation (
    id         INTEGER PRIMARY KEY,
    saisine_id INTEGER NOT NULL REFERENCES saisine (id),
    member_id  INTEGER NOT NULL REFERENCES member (id),
    token      TEXT NOT NULL UNIQUE REFERENCES token (token) DEFERRABLE INITIALLY DEFERRED,
    nothing_at INTEGER, -- said that they have nothing to contribute
    created_at INTEGER NOT NULL,
    UNIQUE (saisine_id, member_id)
) STRICT;
CREATE INDEX solicitation_by_member ON solicitation (member_id);

-- Every version is kept; at most one of an author counts.
CREATE TABLE contribution (
    id          INTEGER PRIMARY KEY,
    saisine_id  INTEGER NOT NULL REFERENCES saisine (id),
    member_id   INTEGER NOT NULL REFERENCES member (id),
    version     INTEGER NOT NULL, -- of this author, from 1
    state       TEXT NOT NULL CHECK (state IN ('received', 'replaced', 'withdrawn')),
    text        TEXT NOT NULL,
    questions   INTEGER NOT NULL DEFAULT 0, -- bit n-1: answers question n; 0: the whole
    links       TEXT NOT NULL DEFAULT '', -- to file drives, one a line
    late        INTEGER NOT NULL CHECK (late IN (0, 1)), -- by arrival, against the due date of `open`
    source      TEXT NOT NULL CHECK (source IN ('mail', 'paper')),
    actor       TEXT NOT NULL,
    rule        TEXT NOT NULL,
    arrived_at  INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    ended_at    INTEGER, -- when it was replaced or withdrawn
    message_id  INTEGER REFERENCES message (id), -- the evidence; NULL: paper
    UNIQUE (saisine_id, member_id, version)
) STRICT;
CREATE UNIQUE INDEX contribution_counts ON contribution (saisine_id, member_id) WHERE state = 'received';
CREATE INDEX contribution_by_member ON contribution (member_id);
CREATE INDEX contribution_by_message ON contribution (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE contribution_file (
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    ordinal         INTEGER NOT NULL,
    file_id         INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (contribution_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Reports of a chantier, numbered by version. asking: progress or final?; submitted: somebody is to
-- confirm; staff: nobody did in time; confirmed: to be distributed.
CREATE TABLE report (
    id           INTEGER PRIMARY KEY,
    body_id      INTEGER NOT NULL REFERENCES body (id),
    version      INTEGER NOT NULL, -- of this chantier, from 1
    kind         TEXT CHECK (kind IN ('progress', 'final')), -- NULL while asked
    state        TEXT NOT NULL
                 CHECK (state IN ('asking', 'submitted', 'staff', 'confirmed', 'distributed', 'replaced', 'withdrawn')),
    member_id    INTEGER REFERENCES member (id), -- who submitted it
    role         TEXT NOT NULL CHECK (role IN ('copilote', 'rapporteur', 'co-rapporteur', 'staff')),
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    links        TEXT NOT NULL DEFAULT '',
    token        TEXT NOT NULL UNIQUE REFERENCES token (token) DEFERRABLE INITIALLY DEFERRED,
    source       TEXT NOT NULL CHECK (source IN ('mail', 'paper')),
    arrived_at   INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    asked_at     INTEGER, -- when confirmation was asked
    confirmed_at INTEGER,
    confirmed_by TEXT, -- actor
    distributed_at INTEGER,
    message_id   INTEGER REFERENCES message (id),
    UNIQUE (body_id, version)
) STRICT;
CREATE INDEX report_open ON report (state) WHERE state IN ('asking', 'submitted', 'staff', 'confirmed');

CREATE TABLE report_file (
    report_id INTEGER NOT NULL REFERENCES report (id),
    ordinal   INTEGER NOT NULL,
    file_id   INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (report_id, ordinal)
) STRICT, WITHOUT ROWID;
