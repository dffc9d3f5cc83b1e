-- 090-school-days: the days of a school as they were set, so that an incident
-- is shown with the duties of its time. Row 0 is what stood since always and
-- is written with the first change: a school without rows never changed. The
-- other numbers are those of the journal's rows about the change. code is over
-- the rest of the row.
CREATE TABLE school_days (
  trust BLOB NOT NULL,
  school BLOB NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  author BLOB NOT NULL,
  day_ends INTEGER NOT NULL,
  bank_holidays INTEGER NOT NULL,
  closed TEXT NOT NULL,
  code BLOB NOT NULL,
  PRIMARY KEY (trust, school, number)
) STRICT, WITHOUT ROWID;
