-- What the owner wrote into the file that it holds locked as long as it lives: who can lock that file
-- after it need not wait for its beats to stop. A table of its own, which whoever stands by can do
-- without while an older program owns the database.
CREATE TABLE lifeline (
    node SMALLINT PRIMARY KEY,
    incarnation BIGINT NOT NULL,
    mark TEXT NOT NULL
);
