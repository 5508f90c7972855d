-- What the watch of feeds knows from one run to the next.

CREATE TABLE watched_feeds (
    feed TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    polled_at TEXT,
    next_due TEXT,
    failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_entries (
    feed TEXT NOT NULL,
    entry TEXT NOT NULL,
    said TEXT NOT NULL,
    has_page INTEGER NOT NULL CHECK (has_page IN (0, 1)),
    page_tries INTEGER,
    gone_since TEXT,
    PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_hosts (
    host TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    rests_until TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_sites (
    site TEXT PRIMARY KEY,
    robots TEXT NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
