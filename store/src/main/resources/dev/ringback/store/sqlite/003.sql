-- Lists the calls of a project that deliver nothing, such as its jobs: few among many deliveries,
-- which do not pay for it.
CREATE INDEX call_other ON call (project, id) WHERE kind <> 'delivery';
