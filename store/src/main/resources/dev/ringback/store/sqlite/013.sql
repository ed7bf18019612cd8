-- Keys are at random, so that each sighting of a commit dirtied a page of its own. What is seen is now
-- appended here, where all of a commit lies on one page, and is carried over to the others in the order
-- of keys, in which many lie on one page. The later of two rows with one key counts, and any of them
-- before the one among the others.
CREATE TABLE sighting_fresh (
    place INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
