-- Instants are milliseconds since 1970, durations microseconds, ids the 64-bit numbers of the kernel.
-- Every index below is paid for by each accepted event, so each says which question it answers.

CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    -- Only what a producer chose; an id derived from the sequence is not stored.
    id TEXT,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;

-- Makes a repeated event recognisable. Costs nothing for events without a given id.
CREATE UNIQUE INDEX event_id ON event (project, id) WHERE id IS NOT NULL;

-- Lists a project's events. The type is in it so that a filter on the type reads no payloads.
CREATE INDEX event_listing ON event (project, sequence, type);

CREATE TABLE call (
    id INTEGER PRIMARY KEY,
    partition INTEGER NOT NULL CHECK (partition BETWEEN 0 AND 63),
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    event INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'succeeded', 'dead', 'cancelled')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at INTEGER,
    finished_at INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    -- Empty for a call that no replay made.
    replay TEXT NOT NULL,
    CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
    CHECK ((state <> 'waiting') = (finished_at IS NOT NULL)),
    CHECK ((state = 'dead') = (reason IS NOT NULL))
) STRICT;

-- The queue: what waits in a lane, first attempts apart from retries, those due first. It holds
-- waiting calls only, so it stays as small as the backlog. The oldest calls of a lane are found by
-- sorting the lane's part of it, which only ordered lanes ask for: 20 ms with 100,000 waiting. An
-- index of their own would cost every call of every lane.
CREATE INDEX call_waiting ON call (lane, (attempts > 0), due_at, id) WHERE state = 'waiting';

-- Lists the calls of a project. The lane is in it so that the calls of an endpoint are found without
-- reading the others: a lane without calls is seen to have none in a tenth of a second among
-- 1,000,000. An index led by the lane would need no such search, but it dirties a page for every
-- lane in every commit: with ten busy lanes that costs a seventh more processor time, and more with
-- more lanes.
CREATE INDEX call_listing ON call (project, id, lane);

-- Lists the calls that carry an event.
CREATE INDEX call_event ON call (event);

-- Lists the dead calls of a project.
CREATE INDEX call_dead ON call (project) WHERE state = 'dead';

-- Ordered by call, so that the attempts of one call lie together.
CREATE TABLE attempt (
    call INTEGER NOT NULL,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    connect_micros INTEGER NOT NULL,
    tls_micros INTEGER NOT NULL,
    first_byte_micros INTEGER NOT NULL,
    total_micros INTEGER NOT NULL,
    -- 0 when no answer came.
    status INTEGER NOT NULL,
    error TEXT NOT NULL,
    -- Lines "name: value".
    request_headers TEXT NOT NULL,
    response_headers TEXT NOT NULL,
    response_body BLOB NOT NULL,
    PRIMARY KEY (call, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    kind TEXT NOT NULL,
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    body BLOB NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (kind, project, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_expiry ON document (expires_at) WHERE expires_at IS NOT NULL;
