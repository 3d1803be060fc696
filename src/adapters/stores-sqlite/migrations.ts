/** The format of the database, as the steps that lead to it. A step that was released is never changed. */
export const MIGRATIONS: ReadonlyArray<string> = [
  `
  CREATE TABLE message (
    timestamp INTEGER NOT NULL,
    hash BLOB NOT NULL,
    topic TEXT NOT NULL,
    pubsub TEXT NOT NULL,
    state INTEGER NOT NULL, -- 0 pending, 1 settled, 2 pruned
    body BLOB,
    PRIMARY KEY (timestamp, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX message_hash ON message (hash);
  CREATE INDEX message_pending ON message (timestamp, topic) WHERE state = 0;
  CREATE INDEX message_settled ON message (timestamp) WHERE state = 1;

  CREATE TABLE late (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    pubsub TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE ledger (id INTEGER PRIMARY KEY CHECK (id = 1), progress TEXT NOT NULL) STRICT;
  CREATE TABLE ledger_entry (
    key TEXT PRIMARY KEY,
    entry TEXT NOT NULL,
    messages INTEGER,
    bytes INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE record (
    timestamp INTEGER NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL,
    hash BLOB NOT NULL,
    type INTEGER NOT NULL,
    author TEXT NOT NULL,
    envelope BLOB NOT NULL,
    origin TEXT NOT NULL,
    source_from INTEGER,
    source_to INTEGER,
    PRIMARY KEY (timestamp, id, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_type ON record (type, timestamp, id, topic);
  CREATE INDEX record_id ON record (id);

  CREATE TABLE staged_record (
    key TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL,
    hash BLOB NOT NULL,
    type INTEGER NOT NULL,
    author TEXT NOT NULL,
    envelope BLOB NOT NULL,
    PRIMARY KEY (key, timestamp, id, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE staged_unreadable (
    key TEXT NOT NULL,
    hash BLOB NOT NULL,
    topic TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (key, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE unreadable (
    hash BLOB PRIMARY KEY,
    topic TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    why TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE applied (
    key TEXT PRIMARY KEY,
    entry TEXT NOT NULL,
    messages INTEGER NOT NULL,
    unreadable INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE member (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT;
  `,
  // Which archives could not be read where: a message excuses a record inside their window alone.
  `
  CREATE TABLE unreadable_in (
    source_from INTEGER NOT NULL,
    source_to INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (source_from, source_to, hash)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO unreadable_in (source_from, source_to, hash)
    SELECT CAST(entry ->> '$.window.from' AS INTEGER), CAST(entry ->> '$.window.to' AS INTEGER), hash
    FROM applied JOIN unreadable u
    WHERE applied.unreadable > 0
      AND u.timestamp >= CAST(entry ->> '$.window.from' AS INTEGER)
      AND u.timestamp < CAST(entry ->> '$.window.to' AS INTEGER)
      AND u.topic IN (SELECT value FROM json_each(entry, '$.topics'));
  `,
  // What the canonical history replaced is hidden, no longer deleted; and a bounded memory of what was not taken in.
  `
  CREATE TABLE hidden (
    timestamp INTEGER NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL,
    hash BLOB NOT NULL,
    type INTEGER NOT NULL,
    author TEXT NOT NULL,
    envelope BLOB NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (timestamp, id, topic, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hidden_id ON hidden (id);
  CREATE INDEX hidden_hash ON hidden (hash);
  CREATE TABLE refused (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    id BLOB,
    topic TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    why TEXT NOT NULL
  ) STRICT;
  CREATE INDEX refused_id ON refused (id) WHERE id IS NOT NULL;
  `,
  // When each dataset was last stored on Codex, which forgets it a while after; whose request to join was answered.
  `
  CREATE TABLE stored (cid TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE answered (member TEXT PRIMARY KEY, clock INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // Of those who were answered the newest are remembered.
  `
  CREATE INDEX answered_clock ON answered (clock, member);
  `,
  // What a status counts, and which archives meet a span of time, is known without reading all that was ever stored.
  `
  INSERT INTO counter (name, value)
    SELECT CASE state WHEN 0 THEN 'pending' WHEN 1 THEN 'settled' ELSE 'pruned' END, count(*) FROM message GROUP BY state;
  INSERT INTO counter (name, value) SELECT 'bytes', coalesce(sum(length(body)), 0) FROM message;
  INSERT INTO counter (name, value) SELECT 'records', count(*) FROM record;
  INSERT INTO counter (name, value) SELECT 'unreadable', count(*) FROM unreadable;
  CREATE INDEX applied_span ON applied
    (CAST(entry ->> '$.window.to' AS INTEGER), CAST(entry ->> '$.window.from' AS INTEGER));
  CREATE INDEX applied_length ON applied
    (CAST(entry ->> '$.window.to' AS INTEGER) - CAST(entry ->> '$.window.from' AS INTEGER));
  CREATE INDEX record_unconfirmed ON record (timestamp, length(envelope)) WHERE origin <> 'archive';
  CREATE INDEX hidden_unconfirmed ON hidden (timestamp, id, topic, hash, length(envelope)) WHERE origin <> 'archive';
  `,
  // The entries of a member's index as rows.
  `
  CREATE TABLE member_entry (key TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO member_entry (key, entry)
    SELECT pair.value ->> 0, pair.value -> 1 FROM member, json_each(state, '$.index') AS pair;
  UPDATE member SET state = json_remove(state, '$.index');
  `,
  // Archives are laid aside in a file of their own, which nothing syncs.
  `
  DROP TABLE staged_record;
  DROP TABLE staged_unreadable;
  `,
  // States of the protocols beside the archive, as rows, and what they are still to send.
  `
  CREATE TABLE protocol (scope TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE protocol_row (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (scope, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    mark TEXT NOT NULL,
    pubsub TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX outbox_scope ON outbox (scope, number);
  `
]
