-- Of which calls of its lane a call is one that go one after the other; NULL where nobody asks for an
-- order.
ALTER TABLE call ADD COLUMN series BIGINT;

-- Finds the next of them. Only calls of a series that wait are in it.
CREATE INDEX call_series ON call (lane, series, id) WHERE state = 'waiting' AND series IS NOT NULL;
