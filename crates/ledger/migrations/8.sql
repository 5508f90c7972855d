-- What the directory learns lies by itself, so that who is who is counted without walking along the records.
CREATE TABLE learned (
    reading INTEGER PRIMARY KEY REFERENCES readings ON DELETE CASCADE,
    learned TEXT NOT NULL
) STRICT;
INSERT INTO learned SELECT reading, learned FROM readings ORDER BY reading;
ALTER TABLE readings DROP COLUMN learned;

-- Copies are linked as reports come in. Pairs of words lie in blocks, so that many articles are looked for with
-- one walk; of two articles that are alike the later one is told from the earlier.

DROP TABLE signature_pairs;
CREATE TABLE pair_blocks (
    block INTEGER PRIMARY KEY,
    month INTEGER NOT NULL,
    held INTEGER NOT NULL,
    articles BLOB NOT NULL,
    pairs BLOB NOT NULL
) STRICT;
CREATE INDEX pair_blocks_by_month ON pair_blocks (month, held);

DROP TABLE likenesses;
CREATE TABLE likenesses (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    article_in_other REAL NOT NULL,
    other_in_article REAL NOT NULL,
    credited INTEGER NOT NULL CHECK (credited IN (0, 1)),
    confidence REAL NOT NULL,
    PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_other ON likenesses (other);

CREATE TABLE copies_to_link (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE
) STRICT;

-- All are signed and compared anew.
DELETE FROM copies;
DELETE FROM signatures;
