-- 010-identity: who may sign in. Names and secrets are sealed; names to sign
-- in with are found by a keyed code.
CREATE TABLE person (
  trust BLOB NOT NULL REFERENCES trust (id),
  id BLOB NOT NULL,
  sign_in_code BLOB NOT NULL,
  sign_in_sealed BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  password TEXT NOT NULL,
  totp_sealed BLOB NOT NULL,
  totp_counter INTEGER NOT NULL,
  setup_code BLOB NOT NULL,
  setup_until INTEGER NOT NULL,
  disabled_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (trust, id)
) STRICT;
CREATE UNIQUE INDEX person_by_sign_in ON person (sign_in_code);
CREATE TABLE recovery (
  trust BLOB NOT NULL,
  person BLOB NOT NULL,
  code BLOB NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (trust, person, code)
) STRICT;
CREATE TABLE role_grant (
  trust BLOB NOT NULL,
  person BLOB NOT NULL,
  role INTEGER NOT NULL,
  school BLOB NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (trust, person, role, school)
) STRICT;
CREATE INDEX role_grant_by_school ON role_grant (trust, school, role);
CREATE TABLE session (
  code BLOB NOT NULL PRIMARY KEY,
  trust BLOB NOT NULL,
  person BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  second_factor INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  csrf BLOB NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (trust, person);
CREATE INDEX session_by_age ON session (seen_at);
CREATE TABLE guess (
  source BLOB NOT NULL,
  at INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (source, at, number)
) STRICT;
CREATE INDEX guess_by_age ON guess (at);
