-- 088-notice-by-incident: whether the same notice waits already is asked with
-- every notice, of one person and one incident: all that the person was sent
-- of that kind in 30 days were read for it.
DROP INDEX outbox_by_person;
CREATE INDEX outbox_by_person
  ON outbox (trust, person, kind, incident, made_at);
