-- Beside copies, what tells the same in other words is kept; and blocks tell of each article the moment and the outlet, so
-- that whom it is compared with is known before a row of it is read. All articles are compared anew.
CREATE TABLE repeats (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    confidence REAL NOT NULL,
    PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeats_by_other ON repeats (other);
