-- No line is ever looked for by its hash, and no two have the same: its number is hashed too. An index of hashes costs
-- each line a page of its own, anywhere in the file.

CREATE TABLE journal_without_index (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    act      TEXT NOT NULL,
    subject  TEXT NOT NULL,
    rule     TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '', -- SHA-256 of the stored bytes behind it
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
INSERT INTO journal_without_index SELECT id, at, actor, act, subject, rule, evidence, previous, hash FROM journal ORDER BY id;
DROP TABLE journal; -- its triggers with it
ALTER TABLE journal_without_index RENAME TO journal;

CREATE INDEX journal_by_subject ON journal (subject, id);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE (ABORT, 'the journal is never changed'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE (ABORT, 'the journal is never shortened'); END;
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM journal)
  OR NEW.previous <> coalesce((SELECT hash FROM journal ORDER BY id DESC LIMIT 1), '')
BEGIN SELECT RAISE (ABORT, 'the journal is written in order'); END;
