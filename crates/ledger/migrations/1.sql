-- Articles as received, readings by the versions that made them, and the rows of each reading.

CREATE TABLE articles (
    article INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    form TEXT NOT NULL,
    place TEXT,
    received_at TEXT,
    outlet TEXT,
    url TEXT,
    published TEXT,
    day TEXT,
    title TEXT,
    language TEXT,
    body TEXT NOT NULL,
    bytes BLOB,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    UNIQUE (id, sha256)
) STRICT;
CREATE INDEX articles_by_sha256 ON articles (sha256, id);
CREATE INDEX articles_by_day ON articles (day);

CREATE TABLE makers (
    maker INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    model TEXT NOT NULL,
    rank INTEGER NOT NULL,
    UNIQUE (version, model)
) STRICT;

CREATE TABLE readings (
    reading INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles,
    maker INTEGER NOT NULL REFERENCES makers,
    corrected INTEGER NOT NULL CHECK (corrected IN (0, 1)),
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    outlet TEXT,
    outlet_key TEXT,
    record TEXT NOT NULL,
    learned TEXT NOT NULL,
    UNIQUE (article, maker, corrected)
) STRICT;
CREATE INDEX readings_by_outlet ON readings (outlet_key) WHERE current = 1;

CREATE TABLE actors (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    state TEXT,
    state_ground TEXT,
    state_start INTEGER,
    state_end INTEGER,
    claim TEXT,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX actors_by_state ON actors (state, reading) WHERE state IS NOT NULL;

CREATE TABLE actor_names (
    reading INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    last_word_key TEXT,
    PRIMARY KEY (reading, actor, rank),
    FOREIGN KEY (reading, actor) REFERENCES actors ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_names_by_key ON actor_names (name_key);
CREATE INDEX actor_names_by_last_word ON actor_names (last_word_key) WHERE last_word_key IS NOT NULL;

CREATE TABLE mentions (
    reading INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    named INTEGER NOT NULL CHECK (named IN (0, 1)),
    confidence REAL NOT NULL,
    PRIMARY KEY (reading, actor, rank),
    FOREIGN KEY (reading, actor) REFERENCES actors ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE roles (
    reading INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    title TEXT NOT NULL,
    of_actor INTEGER,
    said_on TEXT,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY (reading, actor, rank),
    FOREIGN KEY (reading, actor) REFERENCES actors ON DELETE CASCADE,
    FOREIGN KEY (reading, of_actor) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE open_links (
    reading INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    other INTEGER NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (reading, actor, rank),
    FOREIGN KEY (reading, actor) REFERENCES actors ON DELETE CASCADE,
    FOREIGN KEY (reading, other) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    statement INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    cue_start INTEGER NOT NULL,
    cue_end INTEGER NOT NULL,
    source_start INTEGER,
    source_end INTEGER,
    speaker INTEGER,
    speaker_confidence REAL,
    parent INTEGER,
    rule TEXT NOT NULL,
    claim TEXT,
    UNIQUE (reading, position),
    FOREIGN KEY (reading, speaker) REFERENCES actors,
    FOREIGN KEY (reading, parent) REFERENCES statements (reading, position) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE statement_contents (
    reading INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY (reading, statement, rank),
    FOREIGN KEY (reading, statement) REFERENCES statements (reading, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_relays (
    reading INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (reading, statement, rank),
    FOREIGN KEY (reading, statement) REFERENCES statements (reading, position) ON DELETE CASCADE,
    FOREIGN KEY (reading, actor) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE dates (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    value TEXT,
    unresolved TEXT,
    end_value TEXT,
    grain TEXT NOT NULL,
    part TEXT,
    bound TEXT NOT NULL,
    anchor TEXT NOT NULL,
    said_in INTEGER,
    claim TEXT,
    PRIMARY KEY (reading, position),
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quantities (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    amount_start INTEGER NOT NULL,
    amount_end INTEGER NOT NULL,
    value REAL NOT NULL,
    upper REAL,
    bound TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT,
    said_in INTEGER,
    claim TEXT,
    PRIMARY KEY (reading, position),
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    commitment INTEGER NOT NULL CHECK (commitment IN (0, 1)),
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    date INTEGER,
    place INTEGER,
    said_in INTEGER,
    confidence REAL NOT NULL,
    rule TEXT NOT NULL,
    claim TEXT,
    PRIMARY KEY (reading, position),
    FOREIGN KEY (reading, date) REFERENCES dates,
    FOREIGN KEY (reading, place) REFERENCES actors,
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_type ON events (type, status);

CREATE TABLE event_parties (
    reading INTEGER NOT NULL,
    event INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('actor', 'recipient')),
    rank INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (reading, event, side, rank),
    FOREIGN KEY (reading, event) REFERENCES events ON DELETE CASCADE,
    FOREIGN KEY (reading, actor) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE event_contexts (
    reading INTEGER NOT NULL,
    event INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (reading, event, rank),
    FOREIGN KEY (reading, event) REFERENCES events ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE event_tellings (
    reading INTEGER NOT NULL,
    event INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    said_in INTEGER,
    PRIMARY KEY (reading, event, rank),
    FOREIGN KEY (reading, event) REFERENCES events ON DELETE CASCADE,
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_evidence (
    reading INTEGER NOT NULL,
    event INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    part TEXT NOT NULL,
    actor INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY (reading, event, rank),
    FOREIGN KEY (reading, event) REFERENCES events ON DELETE CASCADE,
    FOREIGN KEY (reading, actor) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE commitments (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    event INTEGER NOT NULL,
    act_start INTEGER NOT NULL,
    act_end INTEGER NOT NULL,
    until_date INTEGER,
    condition_start INTEGER,
    condition_end INTEGER,
    said_in INTEGER,
    claim TEXT,
    PRIMARY KEY (reading, position),
    FOREIGN KEY (reading, event) REFERENCES events,
    FOREIGN KEY (reading, until_date) REFERENCES dates,
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE commitment_parties (
    reading INTEGER NOT NULL,
    commitment INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('who', 'to')),
    rank INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (reading, commitment, side, rank),
    FOREIGN KEY (reading, commitment) REFERENCES commitments ON DELETE CASCADE,
    FOREIGN KEY (reading, actor) REFERENCES actors
) STRICT, WITHOUT ROWID;

CREATE TABLE attitudes (
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    polarity TEXT NOT NULL CHECK (polarity IN ('pos', 'neg')),
    confidence REAL NOT NULL,
    said_in INTEGER,
    claim TEXT,
    PRIMARY KEY (reading, position),
    FOREIGN KEY (reading, source) REFERENCES actors,
    FOREIGN KEY (reading, target) REFERENCES actors,
    FOREIGN KEY (reading, said_in) REFERENCES statements (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attitude_evidence (
    reading INTEGER NOT NULL,
    attitude INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY (reading, attitude, rank),
    FOREIGN KEY (reading, attitude) REFERENCES attitudes ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Lemmas only: the words themselves stand in `articles.body`.
CREATE VIRTUAL TABLE reading_search USING fts5 (
    title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE statement_search USING fts5 (
    content, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
