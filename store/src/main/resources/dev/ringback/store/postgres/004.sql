-- Several processes may share this database. Today one of them owns everything and the others stand
-- by; that ownership is kept by partition leaves room for several that share it out.

-- A process that owns what ownership says, or did. Every commit locks the row of its process: it is
-- refused once the row says that the process is not alive, and none is without something to write.
CREATE TABLE node (
    id SMALLINT PRIMARY KEY CHECK (id BETWEEN 0 AND 63),
    -- One more whenever a process takes the row.
    incarnation BIGINT NOT NULL,
    -- One more with each writing session of that process: what an older one still says is refused.
    session BIGINT NOT NULL,
    alive BOOLEAN NOT NULL,
    -- Where the process listens, for people.
    url TEXT NOT NULL
);

-- How often a node has given a sign of life: a counter, so that no clocks are compared. It is apart
-- from the node's row because that one is locked by commits.
CREATE TABLE beat (
    node SMALLINT PRIMARY KEY,
    incarnation BIGINT NOT NULL,
    count BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE ownership (
    partition SMALLINT PRIMARY KEY CHECK (partition BETWEEN 0 AND 63),
    node SMALLINT,
    incarnation BIGINT,
    -- One more with each change of hands.
    epoch BIGINT NOT NULL
);

INSERT INTO ownership (partition, epoch) SELECT partition, 0 FROM generate_series(0, 63) partition;

-- Which incarnation of which node moved the call last, so that a process knows its own move again
-- when it has not heard of its success.
ALTER TABLE call ADD COLUMN settled_by BIGINT;

-- Each move of a call leaves a dead row and dead entries of the index of waiting calls, which is
-- small beside the table: a fifth of the table, the default, would be far too late for it.
ALTER TABLE call SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE document SET (autovacuum_vacuum_scale_factor = 0.02);
