-- Mail in and out: bytes by their content, what was received, what is to be sent and what became of it.

CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size   INTEGER NOT NULL,
    packed INTEGER NOT NULL CHECK (packed IN (0, 1)), -- 1: zstd
    bytes  BLOB NOT NULL
) STRICT;

-- One row per message, however often it is met.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    blob_id     INTEGER NOT NULL REFERENCES blob (id),
    message_id  TEXT, -- the header, without angle brackets
    arrived_at  INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    from_address TEXT,
    subject     TEXT,
    kind        TEXT NOT NULL,
    reader      INTEGER NOT NULL, -- version of the reader
    state       TEXT NOT NULL CHECK (state IN ('applied', 'noted', 'held', 'confirming', 'settled', 'ignored', 'junk')),
    reason      TEXT NOT NULL, -- the rule that decided, kebab-case
    detail      TEXT, -- for people: why it is held
    session_id  INTEGER,
    member_id   INTEGER,
    matter      TEXT, -- what else it is about: "saisine/2017-01", "chantier/gt1-2"
    letter      BLOB -- 0 or 1, then plain or zstd bytes; NULL where it could not be read; last, so that lists skip it
) STRICT;
CREATE UNIQUE INDEX message_by_content ON message (blob_id);
CREATE INDEX message_by_message_id ON message (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_by_state ON message (state);

-- Where a message was met and where it must be filed; filed_at NULL: still to do.
CREATE TABLE place (
    id          INTEGER PRIMARY KEY,
    message_id  INTEGER NOT NULL REFERENCES message (id),
    mailbox     TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    name        TEXT NOT NULL DEFAULT '',
    folder      TEXT NOT NULL CHECK (folder IN ('done', 'held', 'junk')),
    filed_at    INTEGER,
    UNIQUE (mailbox, uidvalidity, uid, name)
) STRICT;
CREATE INDEX place_by_message ON place (message_id);
CREATE INDEX place_to_file ON place (id) WHERE filed_at IS NULL;

-- A secret that names an object when it comes back in an address.
CREATE TABLE token (
    token      TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'confirmation', 'solicitation', 'report', 'sheet')),
    object_id  INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- One text to many people, frozen when queued.
CREATE TABLE mailing (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL
                CHECK (kind IN ('convocation', 'move', 'correction', 'cancel', 'reminder',
                                'saisine', 'follow-up', 'report')),
    subject     TEXT NOT NULL, -- as in the journal: "session/conseil", "saisine/2017-01"
    session_id  INTEGER, -- NULL: of another matter, composed as it is queued
    version     INTEGER NOT NULL, -- of the session
    state       TEXT NOT NULL CHECK (state IN ('queued', 'leaving', 'done', 'recalled')),
    frozen      BLOB NOT NULL, -- templates and values, GVariant
    queued_at   INTEGER NOT NULL,
    release_at  INTEGER NOT NULL,
    reported_at INTEGER
) STRICT;
CREATE INDEX mailing_by_session ON mailing (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX mailing_open ON mailing (id) WHERE state IN ('queued', 'leaving');

-- Documents and closing part of a mailing's messages, already encoded.
CREATE TABLE mailing_chunk (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    ordinal    INTEGER NOT NULL,
    blob_id    INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (mailing_id, ordinal)
) STRICT, WITHOUT ROWID;

-- One mail to one person. queued: to be composed; ready: to be sent; sending: begun, outcome unknown
-- until recorded.
CREATE TABLE outgoing (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    mailing_id    INTEGER REFERENCES mailing (id),
    invitation_id INTEGER,
    member_id     INTEGER,
    answers_id    INTEGER REFERENCES message (id), -- the message this one answers
    token         TEXT, -- what its Reply-To carries: who answers it means that object
    message_id    TEXT NOT NULL UNIQUE,
    envelope_from TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    folded        TEXT NOT NULL, -- recipient, folded: for the fuse
    blob_id       INTEGER REFERENCES blob (id), -- the personal part; NULL while queued
    state         TEXT NOT NULL
                  CHECK (state IN ('queued', 'ready', 'sending', 'taken', 'failed', 'uncertain', 'recalled', 'dropped')),
    queued_at     INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    unknown_outcomes INTEGER NOT NULL DEFAULT 0,
    outcome_at    INTEGER,
    code          INTEGER,
    status        TEXT,
    reply         TEXT, -- the server's words, or the reason
    bounced_at    INTEGER,
    delayed_at    INTEGER,
    bounce_status TEXT,
    bounce_words  TEXT,
    bounce_message INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX outgoing_ready_alone ON outgoing (due_at) WHERE state = 'ready' AND mailing_id IS NULL;
CREATE INDEX outgoing_ready_mailing ON outgoing (due_at) WHERE state = 'ready' AND mailing_id IS NOT NULL;
CREATE INDEX outgoing_by_state ON outgoing (state);
CREATE INDEX outgoing_by_mailing ON outgoing (mailing_id, state) WHERE mailing_id IS NOT NULL;
CREATE INDEX outgoing_by_invitation ON outgoing (invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX outgoing_by_token ON outgoing (token) WHERE token IS NOT NULL;
CREATE INDEX outgoing_by_folded ON outgoing (folded, queued_at);
CREATE INDEX outgoing_bounced ON outgoing (mailing_id) WHERE bounced_at IS NOT NULL;
