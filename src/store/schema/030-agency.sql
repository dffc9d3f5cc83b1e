-- 030-agency: whom a school turns to (11.1): social care, police, the
-- designated officer, other schools. All words are sealed together.
CREATE TABLE agency (
  trust BLOB NOT NULL REFERENCES trust (id),
  id BLOB NOT NULL,
  school BLOB NOT NULL,
  words_sealed BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (trust, id)
) STRICT;
CREATE INDEX agency_by_school ON agency (trust, school, removed, id);
