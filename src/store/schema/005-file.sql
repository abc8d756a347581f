-- Files that came with a contribution or report, or by hand.

CREATE TABLE file (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL, -- bytes
    sha256     TEXT NOT NULL,
    message_id INTEGER REFERENCES message (id), -- whence it came; NULL: by hand
    blob_id    INTEGER REFERENCES blob (id), -- NULL: still inside its message
    lost       TEXT -- why it could not be taken out
) STRICT;
CREATE INDEX file_to_extract ON file (id) WHERE blob_id IS NULL AND lost IS NULL;
