-- What a connection is for: reading, or asking for changes as well. What stood before could ask for changes.
ALTER TABLE connections ADD COLUMN access TEXT NOT NULL DEFAULT 'write' CHECK (access IN ('read', 'write'));
-- How the vendor refused the credential last; null while it takes it. `refused_at` is the time of the last ledger row.
ALTER TABLE connections ADD COLUMN refused TEXT CHECK (refused IN ('unauthorised', 'forbidden'));
ALTER TABLE connections ADD COLUMN refused_at INTEGER;

-- A consent that a person is sent to a vendor's page for. It becomes the credential of the same id.
CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  connector TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('read', 'write')),
  -- What the form said and the PKCE verifier, sealed by the broker.
  envelope TEXT NOT NULL,
  -- The vendor's page, with a gap where the state goes.
  url TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  member TEXT NOT NULL REFERENCES members (id),
  team_id TEXT NOT NULL,
  -- The form that it was asked for in, where the link is shown.
  view_id TEXT,
  asked_at INTEGER NOT NULL,
  -- Null until it is granted: then it is open until this time.
  expires_at INTEGER,
  -- SHA-256 of the state in the link, and of the cookie of the browser that followed it.
  state TEXT UNIQUE,
  browser TEXT,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

-- Credentials whose connection is gone, while the vendor is asked to end the grant.
CREATE TABLE revocations (
  credential TEXT PRIMARY KEY REFERENCES credentials (id),
  asked_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
