-- What is counted is kept in the commit that changes it, so that nobody has to count; and what is rare
-- is found without reading what is not.
--
-- A span is a stretch of ids, 65,536 milliseconds long: the number of a span is an id without its last
-- 38 bits. Whoever looks for few calls among many asks first in which spans there are any.

-- How many calls are in which state, by the span of their ids. The row with an empty lane counts the
-- calls of all lanes. A commit writes a row for each lane it touches, mostly in the newest span.
CREATE TABLE call_count (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    span INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    dead INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    PRIMARY KEY (project, kind, lane, span)
) STRICT, WITHOUT ROWID;

INSERT INTO call_count
SELECT project, kind, lane, id >> 38, sum(state = 'waiting'), sum(state = 'succeeded'),
    sum(state = 'dead'), sum(state = 'cancelled')
FROM call GROUP BY project, kind, lane, id >> 38;

INSERT INTO call_count
SELECT project, kind, '', span, sum(waiting), sum(succeeded), sum(dead), sum(cancelled)
FROM call_count GROUP BY project, kind, span;

-- The spans with events of a type, or with calls that carry one.
CREATE TABLE type_span (
    project TEXT NOT NULL,
    type TEXT NOT NULL,
    span INTEGER NOT NULL,
    PRIMARY KEY (project, type, span)
) STRICT, WITHOUT ROWID;

-- Calls that were made in a later span than their event. The others are found by their events.
CREATE INDEX call_late ON call (project, id) WHERE (id >> 38) <> (event >> 38);

INSERT INTO type_span
SELECT project, type, sequence >> 38 FROM event
UNION
SELECT c.project, e.type, c.id >> 38 FROM call c CROSS JOIN event e ON e.sequence = c.event
WHERE (c.id >> 38) <> (c.event >> 38);

-- Bytes of the payloads of events, as they are stored, and of the bodies of documents.
CREATE TABLE project_size (
    project TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO project_size
SELECT project, sum(bytes) FROM (
    SELECT project, length(payload) AS bytes FROM event
    UNION ALL
    SELECT project, length(body) FROM document)
GROUP BY project;

-- List the dead and the cancelled calls of a project, which are few, and of an endpoint.
DROP INDEX call_dead;

CREATE INDEX call_dead ON call (project, kind, id, lane) WHERE state = 'dead';

CREATE INDEX call_cancelled ON call (project, kind, id, lane) WHERE state = 'cancelled';

-- Ids tell the time, so what is from some time is found by its ids. Strays are those that do not: an id
-- is more than a minute off the moment that is stored, because the clock stepped. They are looked
-- for apart, and there are hardly ever any. 1704067200000 is the first moment that an id can have.
CREATE INDEX event_stray ON event (project, sequence, accepted_at)
WHERE abs((sequence >> 22) + 1704067200000 - accepted_at) > 60000;

CREATE INDEX call_stray ON call (project, id)
WHERE abs((id >> 22) + 1704067200000 - created_at) > 60000;
