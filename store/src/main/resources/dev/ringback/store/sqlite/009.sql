-- Through what an event came in from outside, and how it arrived; NULL for all that was published or
-- made here, as those events pay a byte for each. The largest is the last: whoever reads the others
-- does not read it.
ALTER TABLE event ADD COLUMN source TEXT;

ALTER TABLE event ADD COLUMN idempotency_key TEXT;

-- The first event with that key; NULL when this is the first.
ALTER TABLE event ADD COLUMN duplicate_of INTEGER;

ALTER TABLE event ADD COLUMN superseded INTEGER;

ALTER TABLE event ADD COLUMN arrival BLOB;

-- Lists the events of a source. Only events that came in pay for it.
CREATE INDEX event_source ON event (project, source, sequence) WHERE source IS NOT NULL;
