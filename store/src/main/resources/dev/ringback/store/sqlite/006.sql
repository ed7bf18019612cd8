-- The row of a lane in the newest span lies on a page of its own once each lane has many spans, and a
-- commit dirtied a page for every lane it touched. So a commit now writes its changes into one small
-- table, which is carried over to the kept counts when it has grown. What is read is the sum of both.
ALTER TABLE call_count RENAME TO call_count_kept;

ALTER TABLE project_size RENAME TO project_size_kept;

-- What commits have added to the kept counts, or taken from them. The span comes first, so that the
-- rows of the newest one lie side by side, whatever projects and lanes there are.
--
-- The bytes of a project are behind all spans, in a row with no kind and no lane: beside the newest.
CREATE TABLE fresh_count (
    span INTEGER NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    waiting INTEGER NOT NULL DEFAULT 0,
    succeeded INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (span, project, kind, lane)
) STRICT, WITHOUT ROWID;

-- The kept rows with what was added, then the rows that were only added. Both halves are searched by
-- their keys and merged by span, with no more read than is asked for; SQLite does so only where their
-- columns are alike, for which the plus signs make expressions of the second ones.
CREATE VIEW call_count AS
SELECT k.project, k.kind, k.lane, k.span, k.waiting + coalesce(f.waiting, 0) AS waiting,
    k.succeeded + coalesce(f.succeeded, 0) AS succeeded, k.dead + coalesce(f.dead, 0) AS dead,
    k.cancelled + coalesce(f.cancelled, 0) AS cancelled
FROM call_count_kept k LEFT JOIN fresh_count f
    ON f.span = k.span AND f.project = k.project AND f.kind = k.kind AND f.lane = k.lane
UNION ALL
SELECT f.project, f.kind, f.lane, f.span, +f.waiting, +f.succeeded, +f.dead, +f.cancelled
FROM fresh_count f
WHERE f.kind <> '' AND NOT EXISTS (
    SELECT 1 FROM call_count_kept k
    WHERE k.project = f.project AND k.kind = f.kind AND k.lane = f.lane AND k.span = f.span);

CREATE VIEW project_size AS
SELECT k.project, k.bytes + coalesce(f.bytes, 0) AS bytes
FROM project_size_kept k LEFT JOIN fresh_count f
    ON f.span = 9223372036854775807 AND f.project = k.project AND f.kind = '' AND f.lane = ''
UNION ALL
SELECT f.project, +f.bytes FROM fresh_count f
WHERE f.span = 9223372036854775807 AND f.kind = '' AND f.lane = '' AND NOT EXISTS (
    SELECT 1 FROM project_size_kept k WHERE k.project = f.project);
