-- What people say of the program's records, and who is who over all reports.

CREATE TABLE corrections (
    claim TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reason TEXT,
    action TEXT NOT NULL,
    article_id TEXT,
    article_sha256 TEXT,
    correction TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_by_article ON corrections (article_id, article_sha256);

-- The entries are a function of the readings and decisions; `stale` says that those have grown since.
CREATE TABLE directory_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    stale INTEGER NOT NULL CHECK (stale IN (0, 1))
) STRICT;
INSERT INTO directory_state VALUES (1, 1);

CREATE TABLE directory_entries (
    entry TEXT PRIMARY KEY,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT,
    reports INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_names (
    entry TEXT NOT NULL REFERENCES directory_entries,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    last_word_key TEXT,
    PRIMARY KEY (entry, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_names_by_key ON directory_names (name_key);
CREATE INDEX directory_names_by_last_word ON directory_names (last_word_key) WHERE last_word_key IS NOT NULL;

CREATE TABLE directory_members (
    entry TEXT NOT NULL REFERENCES directory_entries,
    article_id TEXT NOT NULL,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (entry, article_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_members_by_actor ON directory_members (article_id, name, class);

CREATE TABLE directory_states (
    entry TEXT NOT NULL REFERENCES directory_entries,
    state TEXT NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (entry, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_roles (
    entry TEXT NOT NULL REFERENCES directory_entries,
    rank INTEGER NOT NULL,
    title TEXT NOT NULL,
    of_entry TEXT,
    first_said TEXT,
    last_said TEXT,
    reports INTEGER NOT NULL,
    PRIMARY KEY (entry, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_links (
    entry TEXT NOT NULL REFERENCES directory_entries,
    other TEXT NOT NULL REFERENCES directory_entries,
    confidence REAL NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (entry, other)
) STRICT, WITHOUT ROWID;
