-- Through what an event came in from outside, and how it arrived; NULL for all that was published or
-- made here.
ALTER TABLE event
    ADD COLUMN source TEXT,
    ADD COLUMN idempotency_key TEXT,
    -- The first event with that key; NULL when this is the first.
    ADD COLUMN duplicate_of BIGINT,
    ADD COLUMN superseded SMALLINT,
    ADD COLUMN arrival BYTEA;

ALTER TABLE event ALTER COLUMN arrival SET STORAGE EXTERNAL;

-- Lists the events of a source. Only events that came in pay for it.
CREATE INDEX event_source ON event (project, source, sequence) WHERE source IS NOT NULL;

-- How an event arrived is counted with its payload.
CREATE OR REPLACE FUNCTION event_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_size AS s
    SELECT r.project, -sum(octet_length(r.payload) + coalesce(octet_length(r.arrival), 0))
    FROM removed r GROUP BY r.project ORDER BY 1
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
