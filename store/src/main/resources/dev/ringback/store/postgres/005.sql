-- What is counted is kept in the commit that changes it, so that nobody has to count; and what is rare
-- is found without reading what is not. Triggers do it here, once per statement: that costs no round
-- trip, and holds whoever writes.
--
-- A span is a stretch of ids, 65,536 milliseconds long: the number of a span is an id without its last
-- 38 bits. Whoever looks for few calls among many asks first in which spans there are any.

-- How many calls are in which state, by the span of their ids. The row with an empty lane counts the
-- calls of all lanes. Room is left in the pages, so that a row is changed where it lies.
CREATE TABLE call_count (
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    span BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    succeeded BIGINT NOT NULL,
    dead BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    PRIMARY KEY (project, kind, lane, span)
) WITH (fillfactor = 50);

CREATE FUNCTION call_count_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_count AS n
    SELECT a.project, a.kind, coalesce(a.lane, ''), a.id >> 38,
        count(*) FILTER (WHERE a.state = 'waiting'),
        count(*) FILTER (WHERE a.state = 'succeeded'),
        count(*) FILTER (WHERE a.state = 'dead'),
        count(*) FILTER (WHERE a.state = 'cancelled')
    FROM added a
    GROUP BY GROUPING SETS ((a.project, a.kind, a.lane, a.id >> 38),
        (a.project, a.kind, a.id >> 38))
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (project, kind, lane, span) DO UPDATE SET
        waiting = n.waiting + excluded.waiting, succeeded = n.succeeded + excluded.succeeded,
        dead = n.dead + excluded.dead, cancelled = n.cancelled + excluded.cancelled;
    PERFORM 1 FROM added a WHERE (a.id >> 38) <> (a.event >> 38) LIMIT 1;
    IF FOUND THEN
        INSERT INTO type_span
        SELECT DISTINCT a.project, e.type, a.id >> 38
        FROM added a JOIN event e ON e.sequence = a.event
        WHERE (a.id >> 38) <> (a.event >> 38)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- Calls leave the state waiting and never come back to it, so where as many wait as before nothing has
-- changed.
CREATE FUNCTION call_count_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_count AS n
    SELECT a.project, a.kind, coalesce(a.lane, ''), a.id >> 38,
        coalesce(sum(a.number) FILTER (WHERE a.state = 'waiting'), 0),
        coalesce(sum(a.number) FILTER (WHERE a.state = 'succeeded'), 0),
        coalesce(sum(a.number) FILTER (WHERE a.state = 'dead'), 0),
        coalesce(sum(a.number) FILTER (WHERE a.state = 'cancelled'), 0)
    FROM (SELECT project, kind, lane, id, state, 1 AS number FROM added
        UNION ALL SELECT project, kind, lane, id, state, -1 FROM removed) a
    GROUP BY GROUPING SETS ((a.project, a.kind, a.lane, a.id >> 38),
        (a.project, a.kind, a.id >> 38))
    HAVING coalesce(sum(a.number) FILTER (WHERE a.state = 'waiting'), 0) <> 0
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (project, kind, lane, span) DO UPDATE SET
        waiting = n.waiting + excluded.waiting, succeeded = n.succeeded + excluded.succeeded,
        dead = n.dead + excluded.dead, cancelled = n.cancelled + excluded.cancelled;
    RETURN NULL;
END $$;

-- Counts that have come to nothing are forgotten.
CREATE FUNCTION call_count_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_count AS n
    SELECT r.project, r.kind, coalesce(r.lane, ''), r.id >> 38,
        -count(*) FILTER (WHERE r.state = 'waiting'),
        -count(*) FILTER (WHERE r.state = 'succeeded'),
        -count(*) FILTER (WHERE r.state = 'dead'),
        -count(*) FILTER (WHERE r.state = 'cancelled')
    FROM removed r
    GROUP BY GROUPING SETS ((r.project, r.kind, r.lane, r.id >> 38),
        (r.project, r.kind, r.id >> 38))
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (project, kind, lane, span) DO UPDATE SET
        waiting = n.waiting + excluded.waiting, succeeded = n.succeeded + excluded.succeeded,
        dead = n.dead + excluded.dead, cancelled = n.cancelled + excluded.cancelled;
    DELETE FROM call_count n USING (
        SELECT DISTINCT project, kind, lane, id >> 38 AS span FROM removed
        UNION SELECT DISTINCT project, kind, '', id >> 38 FROM removed) r
    WHERE n.project = r.project AND n.kind = r.kind AND n.lane = r.lane AND n.span = r.span
        AND n.waiting = 0 AND n.succeeded = 0 AND n.dead = 0 AND n.cancelled = 0;
    RETURN NULL;
END $$;

CREATE TRIGGER call_count_inserted AFTER INSERT ON call REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION call_count_inserted();

CREATE TRIGGER call_count_updated AFTER UPDATE ON call
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION call_count_updated();

CREATE TRIGGER call_count_deleted AFTER DELETE ON call REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION call_count_deleted();

INSERT INTO call_count
SELECT project, kind, coalesce(lane, ''), id >> 38,
    count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'succeeded'),
    count(*) FILTER (WHERE state = 'dead'), count(*) FILTER (WHERE state = 'cancelled')
FROM call
GROUP BY GROUPING SETS ((project, kind, lane, id >> 38), (project, kind, id >> 38));

-- Bytes of the payloads of events, as they are stored, and of the bodies of documents.
CREATE TABLE project_size (
    project TEXT PRIMARY KEY,
    bytes BIGINT NOT NULL
) WITH (fillfactor = 50);

-- The spans with events of a type, or with calls that carry one.
CREATE TABLE type_span (
    project TEXT NOT NULL,
    type TEXT NOT NULL,
    span BIGINT NOT NULL,
    PRIMARY KEY (project, type, span)
);

-- Calls that were made in a later span than their event. The others are found by their events.
CREATE INDEX call_late ON call (project, id) WHERE (id >> 38) <> (event >> 38);

CREATE FUNCTION event_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT a.project, sum(octet_length(a.payload)) FROM added a GROUP BY a.project ORDER BY 1
    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes;
    INSERT INTO type_span
    SELECT DISTINCT a.project, a.type, a.sequence >> 38 FROM added a
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A span is left out of those of a type when nothing of the type is in it any more. Of one that had
-- only late calls this is seen when it is older than all events.
CREATE FUNCTION event_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT r.project, -sum(octet_length(r.payload)) FROM removed r GROUP BY r.project ORDER BY 1
    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes;
    DELETE FROM type_span t
    USING (SELECT DISTINCT project, type, sequence >> 38 AS span FROM removed) r
    WHERE t.project = r.project AND t.type = r.type AND t.span = r.span
        AND NOT EXISTS (SELECT 1 FROM event e
            WHERE e.project = r.project AND e.type = r.type
                AND e.sequence >= r.span << 38 AND e.sequence < (r.span + 1) << 38)
        AND NOT EXISTS (SELECT 1 FROM call c JOIN event e ON e.sequence = c.event
            WHERE c.project = r.project AND e.type = r.type
                AND c.id >= r.span << 38 AND c.id < (r.span + 1) << 38
                AND (c.id >> 38) <> (c.event >> 38));
    DELETE FROM type_span t
    USING (SELECT DISTINCT project, type FROM removed) r
    WHERE t.project = r.project AND t.type = r.type
        AND t.span < (SELECT coalesce(min(e.sequence) >> 38, 0) FROM event e);
    RETURN NULL;
END $$;

CREATE TRIGGER event_inserted AFTER INSERT ON event REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION event_inserted();

CREATE TRIGGER event_deleted AFTER DELETE ON event REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION event_deleted();

INSERT INTO type_span
SELECT project, type, sequence >> 38 FROM event
UNION
SELECT c.project, e.type, c.id >> 38 FROM call c JOIN event e ON e.sequence = c.event
WHERE (c.id >> 38) <> (c.event >> 38);

CREATE FUNCTION document_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT a.project, sum(octet_length(a.body)) FROM added a GROUP BY a.project ORDER BY 1
    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes;
    RETURN NULL;
END $$;

CREATE FUNCTION document_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT d.project, sum(d.bytes)
    FROM (SELECT project, octet_length(body) AS bytes FROM added
        UNION ALL SELECT project, -octet_length(body) FROM removed) d
    GROUP BY d.project HAVING sum(d.bytes) <> 0 ORDER BY 1
    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes;
    RETURN NULL;
END $$;

CREATE FUNCTION document_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT r.project, -sum(octet_length(r.body)) FROM removed r GROUP BY r.project ORDER BY 1
    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes;
    RETURN NULL;
END $$;

CREATE TRIGGER document_inserted AFTER INSERT ON document REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION document_inserted();

CREATE TRIGGER document_updated AFTER UPDATE ON document
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION document_updated();

CREATE TRIGGER document_deleted AFTER DELETE ON document REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION document_deleted();

INSERT INTO project_size
SELECT project, sum(bytes) FROM (
    SELECT project, octet_length(payload) AS bytes FROM event
    UNION ALL
    SELECT project, octet_length(body) FROM document) stored
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

-- Whoever reads next shall know how much there is. Nothing is said of a new database: once told that a
-- table is empty, PostgreSQL plans for an empty one, and finds a call by reading a whole index, until
-- somebody looks again.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM event) THEN
        ANALYZE call_count;
        ANALYZE type_span;
        ANALYZE event;
        ANALYZE call;
    END IF;
END $$;
