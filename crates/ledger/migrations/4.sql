-- Copies are found by pairs of words and told by sentences.

DROP TABLE copies;
DROP TABLE likenesses;
DROP TABLE signature_bands;
DROP TABLE signatures;

CREATE TABLE signatures (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    day INTEGER NOT NULL,
    pairs BLOB NOT NULL,
    compared INTEGER NOT NULL CHECK (compared IN (0, 1))
) STRICT;
CREATE INDEX signatures_not_compared ON signatures (article) WHERE compared = 0;

CREATE TABLE signature_pairs (
    pair INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (pair, day, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE likenesses (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    article_in_other REAL NOT NULL,
    other_in_article REAL NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (article, other),
    CHECK (article < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_other ON likenesses (other);

CREATE TABLE copies (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    origin INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    cluster INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('exact', 'near', 'part')),
    likeness REAL NOT NULL,
    credited INTEGER NOT NULL CHECK (credited IN (0, 1)),
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX copies_by_origin ON copies (origin);
CREATE INDEX copies_by_cluster ON copies (cluster);
