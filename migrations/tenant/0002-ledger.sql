-- The ledger. A leaf is RFC 8785 text; everything else that is read of it is computed from it, so that no column can
-- disagree with what was hashed. These triggers stop bugs. They do not stop whoever may alter the schema.

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0),
  leaf TEXT NOT NULL CHECK (length(CAST(leaf AS BLOB)) BETWEEN 2 AND 65535),
  h TEXT NOT NULL UNIQUE CHECK (length(h) = 43),
  id TEXT NOT NULL UNIQUE GENERATED ALWAYS AS (json_extract(leaf, '$.id')) VIRTUAL,
  ts TEXT NOT NULL GENERATED ALWAYS AS (json_extract(leaf, '$.ts')) VIRTUAL,
  type TEXT NOT NULL GENERATED ALWAYS AS (json_extract(leaf, '$.type')) VIRTUAL,
  subject TEXT GENERATED ALWAYS AS (json_extract(leaf, '$.subject')) VIRTUAL
) STRICT;

CREATE INDEX ledger_by_type ON ledger (type);
CREATE INDEX ledger_by_subject ON ledger (subject) WHERE subject IS NOT NULL;

-- Sealed bodies: nonce, ciphertext and tag. The leaf holds their hash.
CREATE TABLE ledger_body (
  seq INTEGER PRIMARY KEY REFERENCES ledger (seq),
  sealed BLOB NOT NULL
) STRICT;

-- INSERT OR REPLACE deletes without firing a delete trigger unless recursive_triggers is on, so the insert itself
-- must refuse every row that is not the next one.
CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger
BEGIN
  SELECT raise(ABORT, 'ledger: not the next row')
  WHERE NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM ledger)
    OR json_extract(NEW.leaf, '$.seq') IS NOT NEW.seq;
  SELECT raise(ABORT, 'ledger: does not follow the last row')
  WHERE json_extract(NEW.leaf, '$.prev') IS NOT coalesce(
    (SELECT h FROM ledger ORDER BY seq DESC LIMIT 1),
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  );
  SELECT raise(ABORT, 'ledger: older than the last row')
  WHERE json_extract(NEW.leaf, '$.ts') < (SELECT ts FROM ledger ORDER BY seq DESC LIMIT 1);
  SELECT raise(ABORT, 'ledger: hash or id already used')
  WHERE EXISTS (SELECT 1 FROM ledger WHERE h = NEW.h)
    OR EXISTS (SELECT 1 FROM ledger WHERE id = json_extract(NEW.leaf, '$.id'));
END;

CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger
BEGIN
  SELECT raise(ABORT, 'ledger: rows are never changed');
END;

CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger
BEGIN
  SELECT raise(ABORT, 'ledger: rows are never deleted');
END;

CREATE TRIGGER ledger_body_insert BEFORE INSERT ON ledger_body
BEGIN
  SELECT raise(ABORT, 'ledger: a body comes with its leaf, once')
  WHERE NEW.seq IS NOT (SELECT max(seq) FROM ledger)
    OR EXISTS (SELECT 1 FROM ledger_body WHERE seq = NEW.seq)
    OR (SELECT json_extract(leaf, '$.body.len') FROM ledger WHERE seq = NEW.seq) IS NOT length(NEW.sealed);
END;

CREATE TRIGGER ledger_body_update BEFORE UPDATE ON ledger_body
BEGIN
  SELECT raise(ABORT, 'ledger: bodies are never changed');
END;

CREATE TRIGGER ledger_body_delete BEFORE DELETE ON ledger_body
BEGIN
  SELECT raise(ABORT, 'ledger: bodies are never deleted');
END;
