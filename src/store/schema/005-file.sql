-- Files that belong to a matter: what letters brought, and what was given by hand.

-- One that a letter brought stays inside the message until its bytes are taken out of it.
CREATE TABLE file (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    message_id INTEGER REFERENCES message (id), -- whence it came; NULL: by hand
    blob_id    INTEGER REFERENCES blob (id), -- NULL: still inside its message
    lost       TEXT, -- why it could not be taken out
    CHECK (message_id IS NOT NULL OR blob_id IS NOT NULL),
    CHECK (blob_id IS NULL OR lost IS NULL)
) STRICT;
CREATE INDEX file_to_extract ON file (id) WHERE blob_id IS NULL AND lost IS NULL;
