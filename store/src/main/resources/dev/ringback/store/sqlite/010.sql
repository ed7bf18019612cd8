-- What was seen, so that a second one is refused for a while. The smallest of rows, since each of them
-- lies on another page than those that come with it. There is no index by time: what has expired is
-- found by going through all of them now and then, which deletes many of a page at once.
CREATE TABLE sighting (
    key BLOB PRIMARY KEY,
    -- Of the event in which it was seen first.
    sequence INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
