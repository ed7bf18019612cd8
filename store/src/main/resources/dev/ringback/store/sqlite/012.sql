-- Tells when the latest event of a subject happened, so that one that comes late can be told. Only
-- events that came in pay for it.
CREATE INDEX event_subject ON event (source, subject, occurred_at)
    WHERE source IS NOT NULL AND subject <> '';
