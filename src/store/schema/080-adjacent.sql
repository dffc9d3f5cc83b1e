-- 080-adjacent: what is read or written together stands together.
-- A row found by a random key stood in two trees, the key's and its own: two
-- pages read for each incident's key, two written for each form.
CREATE TABLE incident_key_new (
  trust BLOB NOT NULL,
  incident BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (trust, incident)
) STRICT, WITHOUT ROWID;
INSERT INTO incident_key_new (trust, incident, wrapped)
  SELECT trust, incident, wrapped FROM incident_key;
DROP TABLE incident_key;
ALTER TABLE incident_key_new RENAME TO incident_key;
CREATE TABLE form_key_new (
  trust BLOB NOT NULL,
  owner BLOB NOT NULL,
  code BLOB NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (trust, owner, code)
) STRICT, WITHOUT ROWID;
INSERT INTO form_key_new (trust, owner, code, result, at)
  SELECT trust, owner, code, result, at FROM form_key;
DROP TABLE form_key;
ALTER TABLE form_key_new RENAME TO form_key;
-- How many reports are new is said on every page: from this index alone, and
-- not from the row of each.
DROP INDEX incident_new;
CREATE INDEX incident_new
  ON incident (trust, school, created_at DESC, id, unacknowledged)
  WHERE unacknowledged = 1;
