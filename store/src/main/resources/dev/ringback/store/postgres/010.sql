-- What was seen, so that a second one is refused for a while.
CREATE TABLE sighting (
    key UUID PRIMARY KEY,
    -- Of the event in which it was seen first.
    sequence BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sighting_expiry ON sighting (expires_at);
