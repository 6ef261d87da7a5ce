/** What the broker has run: a small file of its own, so that no approval runs twice, whoever asks. */
import Database from 'better-sqlite3'
import { Refusal } from '../core/errors.ts'
import type { Attempt, Outcome } from './protocol.ts'

/** Names one attempt for good: an approval is run at most once, in whatever version. */
export type AttemptKey = { tenant: string; approval: string }

export type Journal = {
  /** Durable when it returns. Ends in `execution.refused` when the approval was claimed or fenced before. */
  claim: (key: AttemptKey, digest: string) => void
  /** Records how a claimed attempt ended. */
  end: (key: AttemptKey, outcome: Outcome['outcome']) => void
  /** Says what is known of an approval. Where that is nothing, a later claim is refused. */
  fence: (key: AttemptKey) => Attempt
  close: () => void
}

type Row = {
  state: 'claimed' | 'ended' | 'fenced'
  started_at: string
  outcome: Outcome['outcome'] | null
}

const schema = `
CREATE TABLE IF NOT EXISTS attempt (
  tenant TEXT NOT NULL,
  approval TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('claimed', 'ended', 'fenced')),
  digest TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'unknown')),
  PRIMARY KEY (tenant, approval)
) STRICT, WITHOUT ROWID`

/** Opens the journal, alone: a second broker on the same file fails here. */
export function openJournal(path: string, now: () => number): Journal {
  const db = openAlone(path)
  const running = new Set<string>()
  const find = db.prepare<AttemptKey, Row>(
    'SELECT state, started_at, outcome FROM attempt WHERE tenant = @tenant AND approval = @approval',
  )
  const insert = db.prepare(
    'INSERT INTO attempt (tenant, approval, state, digest, started_at) VALUES (@tenant, @approval, @state, @digest, @at)',
  )
  const finish = db.prepare(
    `UPDATE attempt SET state = 'ended', outcome = @outcome, ended_at = @at
     WHERE tenant = @tenant AND approval = @approval AND state = 'claimed'`,
  )
  const at = () => new Date(now()).toISOString()
  const claim = db.transaction((key: AttemptKey, digest: string) => {
    const row = find.get(key)
    if (row !== undefined) throw new Refusal('execution.refused', takenSentence[row.state])
    insert.run({ ...key, state: 'claimed', digest, at: at() })
  })
  const fence = db.transaction((key: AttemptKey): Row | null => {
    const row = find.get(key)
    if (row === undefined) insert.run({ ...key, state: 'fenced', digest: null, at: at() })
    return row ?? null
  })
  return {
    claim: (key, digest) => {
      claim.immediate(key, digest)
      running.add(nameOf(key))
    },
    end: (key, outcome) => {
      running.delete(nameOf(key))
      finish.run({ ...key, outcome, at: at() })
    },
    fence: (key) => {
      if (running.has(nameOf(key))) return { attempt: 'running' }
      const row = fence.immediate(key)
      if (row === null || row.state === 'fenced') return { attempt: 'none' }
      // Claimed, and not by this process: the one that claimed it died on the way, and its outcome is not known.
      return { attempt: 'ended', outcome: row.outcome, startedAt: row.started_at }
    },
    close: () => db.close(),
  }
}

const takenSentence = {
  claimed: 'This approval was already run, or is running. It is never run twice.',
  ended: 'This approval was already run. It is never run twice.',
  fenced: 'This approval was given up before it ran. Ask for a new one.',
}

const nameOf = ({ tenant, approval }: AttemptKey): string => `${tenant}/${approval}`

function openAlone(path: string): Database.Database {
  const db = new Database(path, { timeout: 0 })
  try {
    // The lock is held until the file is closed, or the process dies.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    // NORMAL would forget claims when the power fails, and a forgotten claim runs again.
    db.pragma('synchronous = FULL')
    db.pragma('trusted_schema = OFF')
    db.exec(`BEGIN EXCLUSIVE; ${schema}; COMMIT`)
    return db
  } catch (cause) {
    db.close()
    throw new Error('The broker’s journal cannot be opened: another broker may be running on it.', { cause })
  }
}
