-- Which articles are copies of one text, and of which.

CREATE TABLE signatures (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    shingles INTEGER NOT NULL,
    minima BLOB NOT NULL,
    compared INTEGER NOT NULL CHECK (compared IN (0, 1))
) STRICT;
CREATE INDEX signatures_not_compared ON signatures (article) WHERE compared = 0;

CREATE TABLE signature_bands (
    band INTEGER NOT NULL,
    value INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (band, value, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE likenesses (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    article_in_other REAL NOT NULL,
    other_in_article REAL NOT NULL,
    PRIMARY KEY (article, other),
    CHECK (article < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_other ON likenesses (other);

CREATE TABLE copies (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    origin INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('exact', 'near', 'part')),
    likeness REAL NOT NULL
) STRICT;
CREATE INDEX copies_by_origin ON copies (origin);
