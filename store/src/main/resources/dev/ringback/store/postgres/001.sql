-- The same data as in SQLite. The partition leads the keys of calls and attempts, so that processes
-- can share them out and a distributed PostgreSQL can spread them.

CREATE TABLE event (
    sequence BIGINT PRIMARY KEY,
    project TEXT NOT NULL,
    -- Only what a producer chose; an id derived from the sequence is not stored.
    id TEXT,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    payload BYTEA NOT NULL
)
-- A usual payload of some KB stays in its row; moving it to a table of its own costs two more writes.
WITH (toast_tuple_target = 8160);

-- Compressing costs more time than the disk space is worth.
ALTER TABLE event ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Makes a repeated event recognisable. Costs nothing for events without a given id.
CREATE UNIQUE INDEX event_id ON event (project, id) WHERE id IS NOT NULL;

-- Lists a project's events. The type is in it so that a filter on the type reads no payloads.
CREATE INDEX event_listing ON event (project, sequence, type);

CREATE TABLE call (
    partition SMALLINT NOT NULL CHECK (partition BETWEEN 0 AND 63),
    id BIGINT NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    event BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'succeeded', 'dead', 'cancelled')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at BIGINT,
    finished_at BIGINT,
    reason TEXT,
    created_at BIGINT NOT NULL,
    -- Empty for a call that no replay made.
    replay TEXT NOT NULL,
    PRIMARY KEY (partition, id),
    CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
    CHECK ((state <> 'waiting') = (finished_at IS NOT NULL)),
    CHECK ((state = 'dead') = (reason IS NOT NULL))
);

-- The queue: what waits in a lane, first attempts apart from retries, those due first.
CREATE INDEX call_waiting ON call (lane, (attempts > 0), due_at, id) WHERE state = 'waiting';

-- Lists the calls of a project, and of an endpoint without reading the others. It is led by the
-- project, not by the lane, for the reason given in SQLite's schema.
CREATE INDEX call_listing ON call (project, id, lane);

-- Lists the calls that carry an event.
CREATE INDEX call_event ON call (event);

-- Lists the dead calls of a project.
CREATE INDEX call_dead ON call (project, id) WHERE state = 'dead';

CREATE TABLE attempt (
    partition SMALLINT NOT NULL,
    call BIGINT NOT NULL,
    number INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    connect_micros BIGINT NOT NULL,
    tls_micros BIGINT NOT NULL,
    first_byte_micros BIGINT NOT NULL,
    total_micros BIGINT NOT NULL,
    -- 0 when no answer came.
    status INTEGER NOT NULL,
    error TEXT NOT NULL,
    -- Lines "name: value".
    request_headers TEXT NOT NULL,
    response_headers TEXT NOT NULL,
    response_body BYTEA NOT NULL,
    PRIMARY KEY (partition, call, number)
);

CREATE TABLE document (
    kind TEXT NOT NULL,
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 1),
    body BYTEA NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (kind, project, id)
);

CREATE INDEX document_expiry ON document (expires_at) WHERE expires_at IS NOT NULL;
