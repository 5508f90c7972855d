-- Of each record that views compare over reports, the lemmas of its words. What was read before has none until it is
-- read again: the words are not told here, and their lemmas are the language's.
CREATE TABLE gists (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('statement', 'event', 'commitment', 'quantity')),
    position INTEGER NOT NULL,
    head TEXT NOT NULL,
    lemmas TEXT NOT NULL,
    PRIMARY KEY (reading, kind, position)
) STRICT, WITHOUT ROWID;
ALTER TABLE readings ADD COLUMN has_gists INTEGER NOT NULL DEFAULT 0 CHECK (has_gists IN (0, 1));
CREATE INDEX readings_that_are_current ON readings (article, outlet, reading) WHERE current = 1;
