-- 060-prompt: who opened which incident last, and the duties due at once of
-- which somebody has to take notice. code stands for clause, subject and
-- owner of a duty; raised by an entry at arose_at.
CREATE TABLE opened (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  person BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (trust, incident, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE prompt (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  code BLOB NOT NULL,
  school BLOB NOT NULL,
  owner_role INTEGER NOT NULL,
  owner_user BLOB NOT NULL,
  by_act INTEGER NOT NULL,
  arose_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (trust, incident, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX prompt_open ON prompt (trust, arose_at) WHERE state = 0;
