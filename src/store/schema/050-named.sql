-- 050-named: from a person to the incidents that name them, for the question
-- who takes the seat of somebody who is named (ruling D8).
CREATE INDEX named_by_person ON named (trust, person, incident);
