-- One tenant, one Room, one file. Times are milliseconds since 1970; JSON is text.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_keys (
  id TEXT PRIMARY KEY,
  wrapped TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('primary', 'enabled')),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_primary_key ON tenant_keys (state) WHERE state = 'primary';

CREATE TABLE workspaces (
  team_id TEXT PRIMARY KEY,
  enterprise_id TEXT,
  name TEXT NOT NULL,
  app_id TEXT,
  bot_user_id TEXT NOT NULL,
  -- The sealed bot token; null where the token comes from the environment.
  credential TEXT,
  state TEXT NOT NULL CHECK (state IN ('active', 'uninstalled')),
  installed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('founder', 'operator', 'viewer')),
  state TEXT NOT NULL CHECK (state IN ('active', 'removed')),
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person's Slack identities: the person's own team, never the team that the app was called from.
CREATE TABLE identities (
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  enterprise_id TEXT,
  member TEXT NOT NULL REFERENCES members (id),
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
  team_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  name TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rules (
  risk TEXT PRIMARY KEY CHECK (risk IN ('money', 'customer', 'catalogue', 'config', 'low')),
  approvals INTEGER NOT NULL CHECK (approvals BETWEEN 1 AND 9),
  expiry_minutes INTEGER NOT NULL CHECK (expiry_minutes BETWEEN 5 AND 10080),
  two_person INTEGER NOT NULL CHECK (two_person IN (0, 1))
) STRICT, WITHOUT ROWID;

-- A sealed credential. What it is for stands in the associated data of the envelope, so a row moved elsewhere does not open.
CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  connector TEXT NOT NULL,
  version INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connections (
  connector TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  credential TEXT NOT NULL REFERENCES credentials (id),
  connected_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A job: it stays open until its effect is committed, and a repeat of the same event, click or command finds it.
CREATE TABLE inbox (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('event', 'command', 'interaction')),
  body TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  signature TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  fault TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_open ON inbox (due_at) WHERE state = 'open';

CREATE TABLE threads (
  id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  thread_ts TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (team_id, channel_id, thread_ts)
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
  id TEXT PRIMARY KEY,
  thread TEXT NOT NULL REFERENCES threads (id),
  member TEXT NOT NULL REFERENCES members (id),
  -- What it answers: a person's message, or the outcome of a request.
  cause TEXT NOT NULL CHECK (cause IN ('message', 'outcome', 'retry')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'ended')),
  ended_as TEXT,
  tokens INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- The message that the reply streams into.
  stream_ts TEXT,
  notified INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX turns_open ON turns (due_at) WHERE state <> 'ended';

CREATE TABLE entries (
  id TEXT PRIMARY KEY,
  thread TEXT NOT NULL REFERENCES threads (id),
  turn TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('said', 'answered', 'called', 'proposed', 'outcome')),
  -- For a proposal: the approval; it is how its answer is found and filled in.
  approval TEXT,
  content TEXT NOT NULL,
  -- A later turn was told that this request waits, so its outcome comes as an entry of its own.
  closed INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_thread ON entries (thread, id);
CREATE UNIQUE INDEX entries_approval ON entries (approval) WHERE kind = 'proposed';

CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('requested', 'granted', 'denied', 'expired', 'superseded', 'withdrawn')),
  thread TEXT REFERENCES threads (id),
  turn TEXT,
  connector TEXT NOT NULL,
  write TEXT NOT NULL,
  risk TEXT NOT NULL CHECK (risk IN ('money', 'customer', 'catalogue', 'config', 'low')),
  action TEXT NOT NULL,
  digest TEXT NOT NULL,
  -- What the card says: summary, dry-run, provenance, the agent's reason.
  face TEXT NOT NULL,
  required INTEGER NOT NULL,
  two_person INTEGER NOT NULL,
  -- Whoever asked or edited, as a JSON list of member ids.
  requesters TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  remind_at INTEGER,
  expires_at INTEGER NOT NULL,
  decided_at INTEGER,
  decided_by TEXT,
  reason TEXT,
  superseded_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_open ON approvals (expires_at) WHERE state = 'requested';
CREATE INDEX approvals_thread ON approvals (thread);

-- The raw bytes of the clicks that decided: whoever has the signing secret can verify them again.
CREATE TABLE evidence (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  signature TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE votes (
  approval TEXT NOT NULL REFERENCES approvals (id),
  version INTEGER NOT NULL,
  member TEXT NOT NULL REFERENCES members (id),
  vote TEXT NOT NULL CHECK (vote IN ('approve', 'deny')),
  evidence TEXT NOT NULL REFERENCES evidence (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (approval, version, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  approval TEXT NOT NULL UNIQUE REFERENCES approvals (id),
  idempotency_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'executing', 'succeeded', 'failed', 'unknown', 'needs_human')),
  prepared_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  -- Why it does not move: the broker is away, everything is paused.
  waiting TEXT,
  outcome TEXT,
  asked INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX executions_open ON executions (due_at) WHERE state IN ('prepared', 'executing', 'unknown');

-- Every message that shows an approval, and what stood in it.
CREATE TABLE copies (
  approval TEXT NOT NULL REFERENCES approvals (id),
  team_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  ts TEXT NOT NULL,
  version INTEGER NOT NULL,
  drawn TEXT NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_approval ON copies (approval);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  -- Makes asking for the same thing twice harmless.
  key TEXT NOT NULL UNIQUE,
  team_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  fault TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (due_at) WHERE state = 'open';

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  thread TEXT REFERENCES threads (id),
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  member TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- At most one ledger row an hour for a stranger.
CREATE TABLE strangers (
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;
