-- 040-cover: who is on call for a school on which days, and who is away.
-- Dates are days since 1970; both ends are included.
CREATE TABLE cover (
  trust BLOB NOT NULL REFERENCES trust (id),
  number INTEGER NOT NULL,
  school BLOB NOT NULL,
  person BLOB NOT NULL,
  away INTEGER NOT NULL,
  from_on INTEGER NOT NULL,
  until_on INTEGER NOT NULL,
  author BLOB NOT NULL,
  at INTEGER NOT NULL,
  ended_by BLOB NOT NULL,
  ended_at INTEGER NOT NULL,
  PRIMARY KEY (trust, number)
) STRICT;
CREATE INDEX cover_by_school ON cover (trust, school, until_on);
