import { randomBytes } from 'node:crypto'
import type { DryRun, JsonObject, RoomPort } from '../../connectors/define.ts'
import { NotCanonical } from '../../ledger/canonical.ts'
import {
  type Action,
  type Elsewhere,
  elsewhereOf,
  type FrozenAction,
  type GrantRule,
} from '../core/action.ts'
import type { Face } from '../core/card.ts'
import { movedElsewhere, movedSince } from '../core/drift.ts'
import { Refusal } from '../core/errors.ts'
import { untrustedValues } from '../core/provenance.ts'
import type { ApprovalRow, Approvals, Replaced, Request } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Members } from './members.ts'
import type { Place } from './outbox.ts'
import type { Rules } from './rules.ts'
import type { DatedEntry } from './threads.ts'
import { parseInput, readOnly, type Tool } from './tools.ts'
import { type UntrustedFields, witnessedIn } from './witness.ts'

/** How the Room reaches the broker: the facts of a write, its provider's own validation, what other systems say. */
export type PrepareWrite = (call: {
  connector: string
  write: string
  input: JsonObject
  /** Whose share of the account's budget it takes: a thread's id, or what else waits for an answer. */
  share: string
}) => Promise<Prepared>

export type Prepared = { before: JsonObject; dryRun: DryRun | null; elsewhere: Elsewhere[] }

export type Proposal = {
  tool: Extract<Tool, { kind: 'write' }>
  input: JsonObject
  requester: { id: string; name: string }
  origin: Request['origin']
  /** The thread so far: who wrote what decides what is marked as untrusted. */
  entries: DatedEntry[]
  via: 'slack' | 'cli'
  places: Place[]
  /** The request whose facts moved: what the card said of its words and of their origin is said again. */
  replaces?: Replaced
  /** What was done and is to be taken back: then a person asks, and no word of the agent's is a reason. */
  undoes?: ApprovalRow
  /** The version of a draft that a person proposes: the person asks, and what the agent said is in the draft. */
  drafted?: { draft: string; version: number; title: string }
}

/** From a call to a request: validated, facts fetched, dry-run, frozen. Nothing of the model's words decides anything. */
export function createProposals(
  { tenant, now, id, catalog }: RoomContext,
  parts: {
    approvals: Approvals
    credentials: Credentials
    members: Members
    rules: Rules
    port: RoomPort
    untrusted: UntrustedFields
  },
) {
  const { approvals, credentials, members, rules, port } = parts

  return {
    /** Ends in a Refusal whose sentence the model can pass on or mend. Durable when it returns. */
    async propose(proposal: Proposal, prepare: PrepareWrite): Promise<{ approval: string; digest: string }> {
      const input = parseInput(proposal.tool.definition, proposal.input)
      const { replaces, undoes, drafted } = proposal
      if (!replaces && !undoes && !drafted) assertNotDenied(proposal, input)
      const made = await examine(proposal, input, prepare)
      return exact(() => {
        const request = freeze(proposal, made)
        return replaces ? approvals.replace(replaces, request) : approvals.request(request)
      })
    },

    /** The next version of an open request, with another input: other facts, another digest, votes counted anew. */
    async revise(
      row: ApprovalRow,
      changed: JsonObject,
      editor: { id: string; name: string },
      prepare: PrepareWrite,
    ) {
      const tool = toolNamed(row)
      const input = parseInput(tool.definition, changed)
      const old = JSON.parse(row.action) as Action
      const proposal = {
        tool,
        input,
        requester: editor,
        origin: null,
        entries: [],
        via: 'slack' as const,
        places: [],
      }
      const made = await examine(proposal, input, prepare)
      const { action, face } = freeze(proposal, made)
      const { approval, requestedBy, expiresAt } = old
      const next: FrozenAction = {
        ...action,
        ...{ approval, requestedBy, expiresAt, version: old.version + 1 },
        rule: stricter(action.rule, { approvals: row.required, twoPerson: row.twoPerson }),
        requesters: slackUsers([...(JSON.parse(row.requesters) as string[]), editor.id]),
      }
      const was = JSON.parse(row.face) as Face
      // What a person has typed is a person's word; what was left as it was still comes from where it came.
      const untrusted = was.untrusted.filter(({ field }) => isSameField(field, old.input, input))
      const { agentReason, takesBack = null, fromDraft = null } = was
      const shown = { ...face, agentReason, untrusted, takesBack, fromDraft }
      return exact(() => approvals.revise(row, { action: next, face: shown }, editor))
    },
  }

  /** Facts, refusals, dry-run, and what the card will say. Nothing is recorded yet. */
  async function examine(proposal: Proposal, input: JsonObject, prepare: PrepareWrite) {
    const { tool } = proposal
    const { before, dryRun, elsewhere } = await factsOf(proposal, input, prepare)
    const account = accountOf(tool)
    const facts = { input, before, account }
    const no = tool.definition.refuse(facts)
    if (no !== null) throw new Refusal('connector.refused', no)
    if (dryRun && !dryRun.ok) throw new Refusal('connector.refused', dryRun.sentence)
    const link = 'link' in tool.definition && tool.definition.link ? tool.definition.link(facts) : null
    const was = proposal.replaces && (JSON.parse(proposal.replaces.row.action) as Action)
    const moved = was
      ? [...movedSince(was.before, before), ...movedElsewhere(elsewhereOf(was), elsewhere)]
      : []
    const summary = tool.definition.summarize(facts)
    return { ...facts, elsewhere, face: faceOf(proposal, { summary, dryRun, account, input, link, moved }) }
  }

  function toolNamed(row: ApprovalRow): Proposal['tool'] {
    const connector = catalog.find(row.connector)
    const definition =
      connector && Object.hasOwn(connector.writes, row.write) ? connector.writes[row.write] : undefined
    if (!connector || !definition) throw new Refusal('tool.unknown')
    return { kind: 'write', connector, operation: row.write, definition }
  }

  /** Everybody who asked or edited, in an order of their own: the same people are the same bytes. */
  function slackUsers(people: readonly string[]): string[] {
    return [...new Set(members.slackUsersOf(people))].sort()
  }

  function assertNotDenied({ tool, origin, entries }: Proposal, input: JsonObject): void {
    const lastSaid = entries.findLast((entry) => entry.kind === 'said')?.at ?? 0
    const call = { connector: tool.connector.name, write: tool.operation, input: JSON.stringify(input) }
    if (origin && approvals.wasDenied(origin.thread, call, lastSaid))
      throw new Refusal('approval.denied_before')
  }

  async function factsOf(
    { tool, origin, requester }: Proposal,
    input: JsonObject,
    prepare: PrepareWrite,
  ): Promise<Prepared> {
    if ('narrows' in tool.definition) {
      const before = tool.definition.before.parse(tool.definition.preview(port, input)) as JsonObject
      return { before, dryRun: null, elsewhere: [] }
    }
    const share = origin?.thread ?? requester.id
    return prepare({ connector: tool.connector.name, write: tool.operation, input, share })
  }

  function accountOf({ connector }: Proposal['tool']): string {
    if (connector.kind === 'room') return connector.label
    const connection = credentials.connection(connector.name)
    if (!connection) throw new Refusal('tool.not_connected')
    if (connection.access !== 'write') throw readOnly(connector)
    return connection.account
  }

  function faceOf(
    { entries, origin, tool, replaces, undoes, drafted }: Proposal,
    made: Pick<Face, 'summary' | 'dryRun' | 'account' | 'link' | 'moved'> & { input: JsonObject },
  ) {
    const { input, ...rest } = made
    const was = replaces && (JSON.parse(replaces.row.face) as Face)
    const agentReason = was ? was.agentReason : origin && !undoes && !drafted ? lastWords(entries) : null
    const takesBack = was ? (was.takesBack ?? null) : undoes ? headlineOf(undoes) : null
    const fromDraft = was ? (was.fromDraft ?? null) : (drafted?.title ?? null)
    const untrusted = was?.untrusted ?? untrustedValues(input, witnessedIn(entries, parts.untrusted))
    const verb = tool.operation.replace(/([A-Z])/g, ' $1').toLowerCase()
    const isEditable = tool.connector.kind === 'remote'
    const people = { agentReason, takesBack, fromDraft }
    return { ...rest, verb, isEditable, system: tool.connector.label, untrusted, ...people }
  }

  function freeze(
    proposal: Proposal,
    made: { input: JsonObject; before: JsonObject; elsewhere: Elsewhere[]; account: string; face: Face },
  ): Request {
    const { tool, requester, origin, via, places, undoes, drafted } = proposal
    const { input, before, elsewhere, account, face } = made
    const rule = rules.find(tool.definition.risk)
    const isNarrowing = 'narrows' in tool.definition && tool.definition.narrows({ input, before, account })
    const editors = proposal.replaces ? (JSON.parse(proposal.replaces.row.requesters) as string[]) : []
    const action: FrozenAction = {
      v: 2,
      tenant,
      approval: id('apr'),
      version: 1,
      connector: tool.connector.name,
      write: tool.operation,
      account,
      credential: credentials.connection(tool.connector.name)?.credential ?? 'room',
      input,
      before,
      // 24 random bytes: made once, when the action is frozen, so that every attempt at it carries the same key.
      idempotencyKey: randomBytes(24).toString('base64url'),
      requestedBy: requester.id,
      expiresAt: new Date(now() + rule.expiryMinutes * 60_000).toISOString(),
      elsewhere,
      rule: isNarrowing
        ? { approvals: 1, twoPerson: false }
        : { approvals: rule.approvals, twoPerson: rule.twoPerson },
      requesters: slackUsers([requester.id, ...editors]),
    }
    return {
      action,
      risk: tool.definition.risk,
      face,
      asker: origin && isNone(face.takesBack) && isNone(face.fromDraft) ? 'agent' : 'member',
      origin,
      via,
      editors,
      places,
      undoes: undoes?.id ?? null,
      drafted: drafted ? { draft: drafted.draft, version: drafted.version } : null,
    }
  }
}

const isNone = (text: string | null | undefined): boolean => (text ?? null) === null

const headlineOf = ({ face }: ApprovalRow): string => (JSON.parse(face) as Face).summary.headline

/** An edit may find a stricter rule, and never makes the one that the card was made under laxer. */
const stricter = (one: GrantRule, other: GrantRule): GrantRule => ({
  approvals: Math.max(one.approvals, other.approvals),
  twoPerson: one.twoPerson || other.twoPerson,
})

/** A float, or anything else without one exact form, cannot be approved exactly. */
async function exact<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NotCanonical) throw new Refusal('input.not_exact', undefined, error)
    throw error
  }
}
export type Proposals = ReturnType<typeof createProposals>

/** What the agent said right before it asked, for this and what it asked for in the same breath. */
function lastWords(entries: DatedEntry[]): string | null {
  const last = entries.findLast((entry) => entry.kind !== 'proposed')
  return last?.kind === 'answered' ? last.text : null
}

/** Whether the value of a field, or what holds it, was left as it was. `field` is a path: `lines.title`. */
function isSameField(field: string, was: JsonObject, is: JsonObject): boolean {
  const top = field.split('.')[0] ?? field
  return JSON.stringify(was[top]) === JSON.stringify(is[top])
}
