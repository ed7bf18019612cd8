-- What an event quotes of an earlier one is kept once, with the earlier one.

-- Bytes of the complete payload; NULL when all of them are in this row, as nearly always.
ALTER TABLE event ADD COLUMN size INTEGER;

-- The parts that are missing in the payload of an event, and where they are. Only events that quote
-- pay for it.
CREATE TABLE quote (
    event BIGINT NOT NULL,
    at INTEGER NOT NULL CHECK (at >= 0),
    quoted BIGINT NOT NULL CHECK (quoted < event),
    -- Where the part begins in the complete payload of the quoted event.
    start INTEGER NOT NULL CHECK (start >= 0),
    length INTEGER NOT NULL CHECK (length > 0),
    PRIMARY KEY (event, at)
);

-- Tells whether an event is still quoted, and so must stay.
CREATE INDEX quote_quoted ON quote (quoted);
