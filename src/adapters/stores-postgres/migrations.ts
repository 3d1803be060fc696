/**
 * The format of the database, as the steps that lead to it. A step that was released is never changed.
 *
 * One schema for all communities, apart from the tables of a host. `community` comes first in every key: what belongs to one
 * community lies together and is read together. Text that others wrote is kept as its UTF-8 bytes: a TEXT holds no NUL, and
 * bytes have one order whatever the locale of the server.
 */
const RECORD = `
    community INTEGER NOT NULL,
    timestamp BIGINT NOT NULL,
    id BYTEA NOT NULL,
    topic BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    type BIGINT NOT NULL,
    author BYTEA NOT NULL,
    envelope BYTEA NOT NULL`

const UNREADABLE = `
    community INTEGER NOT NULL,
    hash BYTEA NOT NULL,
    topic BYTEA NOT NULL,
    timestamp BIGINT NOT NULL,
    why BYTEA NOT NULL`

/** Bodies are encrypted or signed bytes: trying to compress them costs time and saves nothing. */
const uncompressed = (table: string, column: string): string =>
  `ALTER TABLE community_history.${table} ALTER COLUMN ${column} SET STORAGE EXTERNAL`

export const MIGRATIONS: ReadonlyArray<ReadonlyArray<string>> = [
  [
    `CREATE TABLE community_history.community (
      community INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name TEXT COLLATE "C" NOT NULL UNIQUE
    )`,

    `CREATE TABLE community_history.message (
      community INTEGER NOT NULL,
      timestamp BIGINT NOT NULL,
      hash BYTEA NOT NULL,
      topic BYTEA NOT NULL,
      pubsub BYTEA NOT NULL,
      state SMALLINT NOT NULL, -- 0 pending, 1 settled, 2 pruned
      body BYTEA,
      PRIMARY KEY (community, timestamp, hash)
    )`,
    uncompressed("message", "body"),
    "CREATE UNIQUE INDEX message_hash ON community_history.message (community, hash)",
    "CREATE INDEX message_pending ON community_history.message (community, timestamp, hash) WHERE state = 0",
    "CREATE INDEX message_settled ON community_history.message (community, timestamp) WHERE state = 1",

    `CREATE TABLE community_history.late (
      community INTEGER NOT NULL,
      arrival BIGINT GENERATED ALWAYS AS IDENTITY,
      hash BYTEA NOT NULL,
      pubsub BYTEA NOT NULL,
      body BYTEA NOT NULL,
      PRIMARY KEY (community, arrival)
    )`,
    uncompressed("late", "body"),
    "CREATE UNIQUE INDEX late_hash ON community_history.late (community, hash)",
    `CREATE TABLE community_history.counter (
      community INTEGER NOT NULL,
      name TEXT COLLATE "C" NOT NULL,
      value BIGINT NOT NULL,
      PRIMARY KEY (community, name)
    )`,

    `CREATE TABLE community_history.ledger (
      community INTEGER PRIMARY KEY,
      epoch BIGINT NOT NULL, -- how often a process took the community over
      progress TEXT
    )`,
    `CREATE TABLE community_history.ledger_entry (
      community INTEGER NOT NULL,
      key TEXT COLLATE "C" NOT NULL,
      entry TEXT NOT NULL,
      messages BIGINT,
      bytes BIGINT,
      PRIMARY KEY (community, key)
    )`,
    `CREATE TABLE community_history.stored (
      community INTEGER NOT NULL,
      cid TEXT COLLATE "C" NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (community, cid)
    )`,
    // A Lamport clock is unsigned, so it may be greater than any BIGINT.
    `CREATE TABLE community_history.answered (
      community INTEGER NOT NULL,
      member BYTEA NOT NULL,
      clock NUMERIC(20) NOT NULL,
      PRIMARY KEY (community, member)
    )`,
    "CREATE INDEX answered_clock ON community_history.answered (community, clock, member)",

    `CREATE TABLE community_history.record (${RECORD},
      origin TEXT NOT NULL,
      source_from BIGINT,
      source_to BIGINT,
      PRIMARY KEY (community, timestamp, id, topic)
    )`,
    uncompressed("record", "envelope"),
    "CREATE INDEX record_type ON community_history.record (community, type, timestamp, id, topic)",
    "CREATE INDEX record_id ON community_history.record (community, id)",
    `CREATE TABLE community_history.hidden (${RECORD},
      origin TEXT NOT NULL,
      PRIMARY KEY (community, timestamp, id, topic, hash)
    )`,
    uncompressed("hidden", "envelope"),
    "CREATE INDEX hidden_id ON community_history.hidden (community, id)",
    // What no archive brought is little beside the rest, and is added up at every start.
    "CREATE INDEX record_unconfirmed ON community_history.record (community, timestamp) WHERE origin <> 'archive'",
    `CREATE INDEX hidden_unconfirmed ON community_history.hidden (community, timestamp, id, topic, hash)
      WHERE origin <> 'archive'`,
    "CREATE INDEX hidden_hash ON community_history.hidden (community, hash)",

    // What two processes lay aside of one archive never mixes: each has a session of its own.
    "CREATE SEQUENCE community_history.session",
    `CREATE TABLE community_history.staged_record (${RECORD},
      key BYTEA NOT NULL,
      session BIGINT NOT NULL,
      PRIMARY KEY (community, key, session, timestamp, id, topic)
    )`,
    uncompressed("staged_record", "envelope"),
    `CREATE TABLE community_history.staged_unreadable (${UNREADABLE},
      key BYTEA NOT NULL,
      session BIGINT NOT NULL,
      PRIMARY KEY (community, key, session, hash)
    )`,
    `CREATE TABLE community_history.unreadable (${UNREADABLE},
      PRIMARY KEY (community, hash)
    )`,
    `CREATE TABLE community_history.unreadable_in (
      community INTEGER NOT NULL,
      hash BYTEA NOT NULL,
      source_from BIGINT NOT NULL,
      source_to BIGINT NOT NULL,
      PRIMARY KEY (community, hash, source_from, source_to)
    )`,
    `CREATE TABLE community_history.applied (
      community INTEGER NOT NULL,
      place BIGINT GENERATED ALWAYS AS IDENTITY,
      key BYTEA NOT NULL,
      entry TEXT NOT NULL,
      messages BIGINT NOT NULL,
      unreadable BIGINT NOT NULL,
      PRIMARY KEY (community, place)
    )`,
    "CREATE UNIQUE INDEX applied_key ON community_history.applied (community, key)",
    `CREATE TABLE community_history.refused (
      community INTEGER NOT NULL,
      arrival BIGINT GENERATED ALWAYS AS IDENTITY,
      hash BYTEA NOT NULL,
      id BYTEA,
      topic BYTEA NOT NULL,
      timestamp BIGINT NOT NULL,
      why BYTEA NOT NULL,
      PRIMARY KEY (community, arrival)
    )`,
    "CREATE UNIQUE INDEX refused_hash ON community_history.refused (community, hash)",
    "CREATE INDEX refused_id ON community_history.refused (community, id) WHERE id IS NOT NULL",
    `CREATE TABLE community_history.member (
      community INTEGER PRIMARY KEY,
      version BIGINT NOT NULL, -- how often it was saved
      state TEXT NOT NULL
    )`,
    `CREATE TABLE community_history.member_entry (
      community INTEGER NOT NULL,
      key TEXT COLLATE "C" NOT NULL,
      entry TEXT NOT NULL,
      PRIMARY KEY (community, key)
    )`
  ]
]
