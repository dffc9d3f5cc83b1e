-- 061-feed: the secret address of somebody's own calendar; of the secret a
-- code is kept.
CREATE TABLE feed (
  trust BLOB NOT NULL REFERENCES trust (id),
  person BLOB NOT NULL,
  code BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (trust, person)
) STRICT;
CREATE UNIQUE INDEX feed_by_code ON feed (code);
