-- What was done, and the request that would take it back: proposed once, whoever presses the button and however often.
CREATE TABLE undos (
  approval TEXT PRIMARY KEY REFERENCES approvals (id),
  -- The newest of them: one whose facts moved is replaced, and this follows it.
  request TEXT NOT NULL UNIQUE REFERENCES approvals (id)
) STRICT, WITHOUT ROWID;
