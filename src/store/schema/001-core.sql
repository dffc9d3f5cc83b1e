-- 001-core: trusts, schools, incidents, entries and what is derived of them.
-- Every row carries its trust. BLOB columns named ..._sealed are ciphertext.
CREATE TABLE trust (
  id BLOB NOT NULL PRIMARY KEY,
  name_sealed BLOB NOT NULL,
  demonstration INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  vault_check BLOB NOT NULL
) STRICT;
CREATE TABLE school (
  trust BLOB NOT NULL REFERENCES trust (id),
  id BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  day_ends INTEGER NOT NULL,
  bank_holidays INTEGER NOT NULL,
  closed TEXT NOT NULL,
  PRIMARY KEY (trust, id)
) STRICT;
CREATE TABLE setting (
  trust BLOB NOT NULL REFERENCES trust (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  source_sealed BLOB NOT NULL,
  author BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (trust, name)
) STRICT;
CREATE TABLE journal (
  trust BLOB NOT NULL REFERENCES trust (id),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  author BLOB NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  text_sealed BLOB NOT NULL,
  code BLOB NOT NULL,
  PRIMARY KEY (trust, seq)
) STRICT;
CREATE TABLE incident (
  trust BLOB NOT NULL REFERENCES trust (id),
  id BLOB NOT NULL,
  school BLOB NOT NULL,
  reference TEXT NOT NULL,
  reporter BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  length INTEGER NOT NULL,
  last_leaf BLOB NOT NULL,
  head_code BLOB NOT NULL,
  stage INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  unacknowledged INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  summary_sealed BLOB NOT NULL,
  PRIMARY KEY (trust, id)
) STRICT;
CREATE UNIQUE INDEX incident_reference ON incident (trust, reference);
CREATE INDEX incident_by_school
  ON incident (trust, school, created_at DESC, id DESC);
CREATE INDEX incident_by_trust ON incident (trust, created_at DESC, id DESC);
CREATE INDEX incident_by_reporter
  ON incident (trust, reporter, created_at DESC, id DESC);
CREATE INDEX incident_new ON incident (trust, school, created_at DESC)
  WHERE unacknowledged = 1;
CREATE TABLE incident_key (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (trust, incident)
) STRICT;
CREATE TABLE entry (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  version INTEGER NOT NULL,
  author BLOB NOT NULL,
  at INTEGER NOT NULL,
  prev BLOB NOT NULL,
  leaf BLOB NOT NULL,
  body_sealed BLOB NOT NULL,
  PRIMARY KEY (trust, incident, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE work (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  ordinal INTEGER NOT NULL,
  school BLOB NOT NULL,
  owner_role INTEGER NOT NULL,
  owner_user BLOB NOT NULL,
  waiting INTEGER NOT NULL,
  due INTEGER NOT NULL,
  start INTEGER NOT NULL,
  words_sealed BLOB NOT NULL,
  PRIMARY KEY (trust, incident, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_by_owner
  ON work (trust, owner_role, school, waiting, due, incident, ordinal);
CREATE INDEX work_by_trust
  ON work (trust, owner_role, waiting, due, incident, ordinal);
CREATE INDEX work_by_user
  ON work (trust, owner_user, waiting, due, incident, ordinal);
CREATE TABLE named (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  person BLOB NOT NULL,
  PRIMARY KEY (trust, incident, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE digest (
  trust BLOB NOT NULL,
  school BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  incident BLOB NOT NULL,
  words_sealed BLOB NOT NULL,
  PRIMARY KEY (trust, school, created_at, incident)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  trust BLOB NOT NULL,
  owner BLOB NOT NULL,
  form TEXT NOT NULL,
  text_sealed BLOB NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (trust, owner, form)
) STRICT;
CREATE INDEX draft_by_age ON draft (updated_at);
CREATE TABLE form_key (
  trust BLOB NOT NULL,
  owner BLOB NOT NULL,
  code BLOB NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (trust, owner, code)
) STRICT;
