-- Terms, their targets in the order given, and what was done to them.

CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,  -- glossary.chinese.fold(source): what matching compares
    status TEXT NOT NULL CHECK (status IN ('attested', 'dictionary', 'proposed')),
    domain TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE target (
    term INTEGER NOT NULL REFERENCES term (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    use TEXT NOT NULL CHECK (use IN ('preferred', 'allowed', 'forbidden')),
    evidence TEXT NOT NULL,
    PRIMARY KEY (term, position),
    UNIQUE (term, text)
);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,  -- UTC, ISO 8601
    action TEXT NOT NULL CHECK (action IN ('add', 'replace', 'remove')),
    source TEXT NOT NULL,
    folded TEXT NOT NULL,
    before TEXT,  -- the entry as JSON, NULL where there was none
    after TEXT
);

CREATE INDEX history_folded ON history (folded);
