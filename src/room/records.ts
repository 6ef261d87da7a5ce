/** What the approval path writes into the ledger: one function for each kind of row, the body encrypted beside it. */
import type { JsonObject } from '../../connectors/define.ts'
import type { EntryInput } from '../../ledger/entries.ts'
import type { Ledger, PreparedEntry } from '../../ledger/ledger.ts'
import type { Action } from '../core/action.ts'
import type { Member } from '../core/identity.ts'
import type { ApprovalRow, Request } from './approvals.ts'
import type { Evidence } from './votes.ts'

const system = { kind: 'system', id: 'ops-room', via: 'system' } as const

type Row = Pick<ApprovalRow, 'id' | 'turn' | 'digest' | 'connector' | 'write' | 'version'>

const about = (row: Row) => ({ turn: row.turn, subject: row.id, digest: row.digest })
const factsOf = (row: Row): JsonObject => ({
  connector: row.connector,
  write: row.write,
  version: row.version,
})

export function approvalEntries(ledger: Ledger) {
  const prepare = (entry: EntryInput): Promise<PreparedEntry> => ledger.prepare(entry)

  return {
    requested: ({ action, origin, risk, face, asker, undoes, drafted, via }: Request, digest: string) =>
      prepare({
        type: 'approval.requested',
        actor:
          asker === 'agent'
            ? { kind: 'agent', id: action.requestedBy, via: 'slack' }
            : { kind: 'member', id: action.requestedBy, via },
        turn: origin?.turn ?? null,
        subject: action.approval,
        digest,
        facts: {
          connector: action.connector,
          write: action.write,
          version: action.version,
          risk,
          required: action.rule.approvals,
          ...(undoes === null ? {} : { undoes }),
          ...(drafted === null ? {} : { draft: drafted.draft, draftVersion: drafted.version }),
          expires: action.expiresAt,
        },
        body: { action: action as unknown as JsonObject, face: face as unknown as JsonObject },
      }),

    edited: (
      row: ApprovalRow,
      next: { action: Action; face: object },
      digest: string,
      editor: { id: string },
    ) =>
      prepare({
        type: 'approval.edited',
        actor: { kind: 'member', id: editor.id, via: 'slack' },
        turn: row.turn,
        subject: row.id,
        digest,
        facts: { connector: row.connector, write: row.write, version: next.action.version },
        body: { action: next.action as unknown as JsonObject, face: next.face as unknown as JsonObject },
      }),

    /** The rows that a vote may need: which of them are appended is decided inside the transaction. */
    async vote(
      row: ApprovalRow,
      vote: { kind: 'approve' | 'deny'; by: Member; reason: string | null; evidence: Evidence },
    ): Promise<{ voted: PreparedEntry; granted: PreparedEntry; denied: PreparedEntry }> {
      const actor = { kind: 'member' as const, id: vote.by.id, via: 'slack' as const }
      const facts = { ...factsOf(row), vote: vote.kind, evidence: vote.evidence.sha256 }
      const body = vote.reason === null ? null : { reason: vote.reason }
      const [voted, granted, denied] = await Promise.all([
        prepare({ type: 'approval.voted', actor, ...about(row), facts, body }),
        prepare({ type: 'approval.granted', actor, ...about(row), facts: factsOf(row), body: null }),
        prepare({ type: 'approval.denied', actor, ...about(row), facts: factsOf(row), body }),
      ])
      return { voted, granted, denied }
    },

    ended: (
      row: ApprovalRow,
      how: { state: 'expired' | 'superseded' | 'withdrawn'; by: string; sentence: string },
    ) =>
      prepare({
        type: `approval.${how.state}`,
        actor: how.by === system.id ? system : { kind: 'member', id: how.by, via: 'slack' },
        ...about(row),
        facts: factsOf(row),
        body: { sentence: how.sentence },
      }),

    reminded: (row: ApprovalRow) =>
      prepare({ type: 'approval.reminded', actor: system, ...about(row), facts: factsOf(row), body: null }),

    /** A decision that did not count: who, and why, is worth a row. */
    refused: (row: Row, by: string, code: string) =>
      prepare({
        type: 'approval.refused',
        actor: { kind: 'member', id: by, via: 'slack' },
        ...about(row),
        facts: { ...factsOf(row), code },
        body: null,
      }),

    started: (row: Row, execution: string, by: { required: number }) =>
      prepare({
        type: 'execution.started',
        actor: system,
        ...about(row),
        facts: { ...factsOf(row), execution, required: by.required },
        body: null,
      }),

    called: (row: Row, execution: string, action: Action) =>
      prepare({
        type: 'connector.called',
        actor: system,
        ...about(row),
        facts: { ...factsOf(row), execution, credential: action.credential },
        body: null,
      }),

    outcome: (
      row: Row,
      how: {
        outcome: 'succeeded' | 'failed' | 'unknown'
        wasUnknown: boolean
        by: string | null
        body: JsonObject
      },
    ) =>
      prepare({
        type: how.wasUnknown ? 'outcome.reconciled' : `outcome.${how.outcome}`,
        actor: how.by ? { kind: 'member', id: how.by, via: 'slack' } : system,
        ...about(row),
        facts: { ...factsOf(row), outcome: how.outcome },
        body: how.body,
      }),
  }
}
