-- 041-outbox: who is to be told that something waits, and how far that is.
-- A row holds no name, address or word: the reference is the opaque one.
CREATE TABLE outbox (
  trust BLOB NOT NULL REFERENCES trust (id),
  id BLOB NOT NULL,
  person BLOB NOT NULL,
  kind INTEGER NOT NULL,
  incident BLOB NOT NULL,
  reference TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  fault INTEGER NOT NULL,
  done_at INTEGER NOT NULL,
  PRIMARY KEY (trust, id)
) STRICT;
CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_by_person ON outbox (trust, person, kind, made_at);
CREATE INDEX outbox_by_age ON outbox (made_at);
