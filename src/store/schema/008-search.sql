-- What can be found by its words. The index keeps no text of its own: what was found is read where it
-- lies. Its text is folded before it comes here (lower case, no accents, oe for œ).

CREATE TABLE search_entry (
    id        INTEGER PRIMARY KEY, -- the rowid of search_index
    kind      TEXT NOT NULL CHECK (kind IN ('letter', 'saisine', 'contribution', 'report')),
    object_id INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    UNIQUE (kind, object_id)
) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5 (title, body, content = '', tokenize = 'unicode61 remove_diacritics 0');
