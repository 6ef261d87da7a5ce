-- A draft has a kind, versions, and perhaps a change that it prepares. It is shown in one message.
ALTER TABLE drafts ADD COLUMN kind TEXT NOT NULL DEFAULT 'note';
ALTER TABLE drafts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Whose turn it was; who wrote the current version, when that was a person.
ALTER TABLE drafts ADD COLUMN turn TEXT;
ALTER TABLE drafts ADD COLUMN edited_by TEXT;
-- JSON: what follows from its figures, the write that it prepares, and what came only from outsiders' text.
ALTER TABLE drafts ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE drafts ADD COLUMN target TEXT;
ALTER TABLE drafts ADD COLUMN untrusted TEXT NOT NULL DEFAULT '[]';
-- The message that shows it, once it is known.
ALTER TABLE drafts ADD COLUMN ts TEXT;

-- A version is proposed once, whoever presses the button and however often.
CREATE TABLE draft_proposals (
  draft TEXT NOT NULL REFERENCES drafts (id),
  version INTEGER NOT NULL,
  -- The newest request: one whose facts moved is replaced, and this follows it.
  request TEXT NOT NULL UNIQUE REFERENCES approvals (id),
  PRIMARY KEY (draft, version)
) STRICT, WITHOUT ROWID;
