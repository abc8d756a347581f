-- The roll: who sits in the assembly, for whom, until when, and where they can be written to.
-- Instants are UTC seconds; civil dates are texts 'YYYY-MM-DD'.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE territory (
    id           INTEGER PRIMARY KEY,
    slug         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    departements TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE body (
    id        INTEGER PRIMARY KEY,
    slug      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL
              CHECK (kind IN ('plenary', 'committee', 'group', 'chantier', 'temporary', 'workshop')),
    parent_id INTEGER REFERENCES body (id),
    themes    TEXT NOT NULL DEFAULT '',
    address   TEXT,
    ends_on   TEXT,
    ended_on  TEXT
) STRICT;
CREATE INDEX body_by_parent ON body (parent_id);

CREATE TABLE member (
    id           INTEGER PRIMARY KEY,
    slug         TEXT NOT NULL UNIQUE,
    civility     TEXT,
    given_name   TEXT NOT NULL,
    family_name  TEXT NOT NULL,
    gender       TEXT CHECK (gender IN ('woman', 'man')),
    college      TEXT CHECK (college IN ('elu', 'citoyen')),
    quality      TEXT NOT NULL CHECK (quality IN ('titulaire', 'suppleant', 'guest')),
    territory_id INTEGER REFERENCES territory (id),
    organisation TEXT,
    telephone    TEXT,
    language     TEXT,
    starts_on    TEXT,
    ends_on      TEXT,
    ended_on     TEXT,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX member_by_territory ON member (territory_id);

-- A mailbox may serve several members (mairie@); a member has one main address at the most.
CREATE TABLE address (
    id             INTEGER PRIMARY KEY,
    member_id      INTEGER NOT NULL REFERENCES member (id),
    address        TEXT NOT NULL,
    folded         TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role IN ('main', 'copy', 'from')),
    unreachable_at INTEGER,
    unreachable_why TEXT,
    UNIQUE (member_id, folded)
) STRICT;
CREATE INDEX address_by_folded ON address (folded);
CREATE UNIQUE INDEX address_main ON address (member_id) WHERE role = 'main';

-- Membership of a body other than the plenary (where every member sits).
CREATE TABLE seat (
    body_id   INTEGER NOT NULL REFERENCES body (id),
    member_id INTEGER NOT NULL REFERENCES member (id),
    PRIMARY KEY (body_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX seat_by_member ON seat (member_id);

-- Who holds which office in a body. By the member's identifier: assembly.conf may name people before
-- they are on the roll.
CREATE TABLE office (
    body_id     INTEGER NOT NULL REFERENCES body (id),
    role        TEXT NOT NULL
                CHECK (role IN ('co-president', 'copilote', 'rapporteur', 'co-rapporteur')),
    member_slug TEXT NOT NULL,
    ends_on     TEXT,
    PRIMARY KEY (body_id, role, member_slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_by_member ON office (member_slug);
