-- An index that routes and never authorises. It can be rebuilt from the tenant files.
CREATE TABLE workspaces (
  team_id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time install links: only the hash is kept.
CREATE TABLE invitations (
  hash TEXT PRIMARY KEY,
  tenant TEXT,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

-- OAuth states, each good for one redirect.
CREATE TABLE install_states (
  hash TEXT PRIMARY KEY,
  invitation TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
