-- 020-helper: adults whom a pupil chose to talk to (9.2). Derived from the
-- entries, as `named` is. A person of zeros: the SENCO of the school (2.4).
CREATE TABLE helper (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  person BLOB NOT NULL,
  PRIMARY KEY (trust, incident, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX helper_by_person ON helper (trust, person, incident);
