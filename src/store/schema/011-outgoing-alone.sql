-- What is written for every mail that leaves is written as little as can be. The personal part of a mailing's mail
-- stands with the mail itself: nobody else has it, and to find it by its hash would cost a page anywhere in the file.

ALTER TABLE outgoing ADD COLUMN packed BLOB; -- the personal part, packed like the blob; NULL: the blob is the personal part
ALTER TABLE outgoing ADD COLUMN sha256 TEXT; -- of the personal part, where it is packed like the blob

-- A mail changes its state twice at least and is taken for ever.
DROP INDEX outgoing_by_state;
DROP INDEX outgoing_by_mailing;
CREATE INDEX outgoing_not_taken ON outgoing (state, mailing_id) WHERE state <> 'taken';
CREATE INDEX outgoing_by_mailing ON outgoing (mailing_id) WHERE mailing_id IS NOT NULL;

-- For a list of more than two values SQLite builds a table whenever a row is written; the same said with OR is compared.
-- No row changes: only the words of the schema.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'state IN (''applied'', ''noted'', ''held'', ''confirming'', ''settled'', ''ignored'', ''junk'')',
    'state = ''applied'' OR state = ''noted'' OR state = ''held'' OR state = ''confirming'' OR state = ''settled'' OR state = ''ignored'' OR state = ''junk''')
    WHERE type = 'table' AND name = 'message';
UPDATE sqlite_schema SET sql = replace(sql, 'folder IN (''done'', ''held'', ''junk'')', 'folder = ''done'' OR folder = ''held'' OR folder = ''junk''')
    WHERE type = 'table' AND name = 'place';
UPDATE sqlite_schema SET sql = replace(sql, 'kind IN (''invitation'', ''confirmation'', ''solicitation'', ''report'', ''sheet'')',
    'kind = ''invitation'' OR kind = ''confirmation'' OR kind = ''solicitation'' OR kind = ''report'' OR kind = ''sheet''')
    WHERE type = 'table' AND name = 'token';
UPDATE sqlite_schema SET sql = replace(sql, 'state IN (''queued'', ''ready'', ''sending'', ''taken'', ''failed'', ''uncertain'', ''recalled'', ''dropped'')',
    'state = ''taken'' OR state = ''sending'' OR state = ''queued'' OR state = ''ready'' OR state = ''failed'' OR state = ''uncertain'' OR state = ''recalled'' OR state = ''dropped''')
    WHERE type = 'table' AND name = 'outgoing';
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
    'part IN (''all'', ''morning'', ''afternoon'')', 'part = ''all'' OR part = ''morning'' OR part = ''afternoon'''),
    'presence IN (''present'', ''absent'', ''tentative'', ''silent'')', 'presence = ''present'' OR presence = ''absent'' OR presence = ''tentative'' OR presence = ''silent'''),
    'source IN (''calendar'', ''words'', ''staff'')', 'source = ''calendar'' OR source = ''words'' OR source = ''staff''')
    WHERE type = 'table' AND name = 'answer';
PRAGMA writable_schema = RESET;
