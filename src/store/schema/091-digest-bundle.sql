-- 091-digest-bundle: the search digests of incidents that nothing was added to
-- lately, many under one seal. A search for a rare word opened one seal for
-- each incident; what is new still has a row of its own in digest.
-- A bundle holds digests from the one it is named after up to last_at, and
-- the next one begins behind it.
CREATE TABLE digest_bundle (
  trust BLOB NOT NULL,
  school BLOB NOT NULL,
  first_at INTEGER NOT NULL,
  first_incident BLOB NOT NULL,
  last_at INTEGER NOT NULL,
  words_sealed BLOB NOT NULL,
  PRIMARY KEY (trust, school, first_at, first_incident)
) STRICT;
