-- 085-new-by-trust: the new reports of a whole trust, newest first, for who
-- has a role in all of it: however many of its incidents are new or old.
CREATE INDEX incident_new_by_trust ON incident (trust, created_at DESC)
  WHERE unacknowledged = 1;
