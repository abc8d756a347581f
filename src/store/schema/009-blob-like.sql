-- The mails of one mailing are much alike: each is packed with the bytes of the first one as dictionary.

ALTER TABLE blob ADD COLUMN like_id INTEGER REFERENCES blob (id); -- NULL: it stands alone
