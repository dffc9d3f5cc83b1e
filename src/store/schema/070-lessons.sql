-- 070-lessons: what was learned is listed across incidents (2.1b). 49 is the
-- kind of such an entry, for ever (kinds.def).
CREATE INDEX entry_lessons ON entry (trust, at, incident, seq)
  WHERE kind = 49;
