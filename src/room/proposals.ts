import { randomBytes } from 'node:crypto'
import type { DryRun, Json, JsonObject, RoomPort } from '../../connectors/define.ts'
import { NotCanonical } from '../../ledger/canonical.ts'
import type { Action } from '../core/action.ts'
import type { Face } from '../core/card.ts'
import { Refusal } from '../core/errors.ts'
import { textsOf, untrustedValues } from '../core/provenance.ts'
import type { Approvals, Request } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Place } from './outbox.ts'
import type { Rules } from './rules.ts'
import type { DatedEntry } from './threads.ts'
import { parseInput, type Tool } from './tools.ts'

/** How the Room reaches the broker: the facts of a write, and the provider's own validation of it. */
export type PrepareWrite = (call: {
  connector: string
  write: string
  input: JsonObject
}) => Promise<{ before: JsonObject; dryRun: DryRun | null }>

export type Proposal = {
  tool: Extract<Tool, { kind: 'write' }>
  input: JsonObject
  requester: { id: string; name: string }
  origin: Request['origin']
  /** The thread so far: who wrote what decides what is marked as untrusted. */
  entries: DatedEntry[]
  via: 'slack' | 'cli'
  places: Place[]
  /** The facts of an earlier card of the same request, when they moved. */
  earlier?: JsonObject
}

/** From a call to a request: validated, facts fetched, dry-run, frozen. Nothing of the model's words decides anything. */
export function createProposals(
  { tenant, now, id }: RoomContext,
  parts: { approvals: Approvals; credentials: Credentials; rules: Rules; port: RoomPort; untrusted: UntrustedFields },
) {
  const { approvals, credentials, rules, port } = parts

  return {
    /** Ends in a Refusal whose sentence the model can pass on or mend. Durable when it returns. */
    async propose(proposal: Proposal, prepare: PrepareWrite): Promise<{ approval: string; digest: string }> {
      const { tool, origin } = proposal
      const input = parseInput(tool.definition, proposal.input)
      if (origin) assertNotDenied(proposal, input)
      const { before, dryRun } = await factsOf(tool, input, prepare)
      const account = accountOf(tool)
      const facts = { input, before, account }
      const no = tool.definition.refuse(facts)
      if (no !== null) throw new Refusal('connector.refused', no)
      if (dryRun && !dryRun.ok) throw new Refusal('connector.refused', dryRun.sentence)
      const link = 'link' in tool.definition && tool.definition.link ? tool.definition.link(facts) : null
      const moved = proposal.earlier ? movedSince(proposal.earlier, before) : []
      const summary = tool.definition.summarize(facts)
      const face = faceOf(proposal, { summary, dryRun, account, input, link, moved })
      return freeze(proposal, { input, before, account, face })
    },
  }

  function assertNotDenied({ tool, origin, entries }: Proposal, input: JsonObject): void {
    const lastSaid = entries.findLast((entry) => entry.kind === 'said')?.at ?? 0
    const call = { connector: tool.connector.name, write: tool.operation, input: JSON.stringify(input) }
    if (origin && approvals.wasDenied(origin.thread, call, lastSaid)) throw new Refusal('approval.denied_before')
  }

  async function factsOf(tool: Proposal['tool'], input: JsonObject, prepare: PrepareWrite) {
    if ('narrows' in tool.definition) {
      const before = tool.definition.before.parse(tool.definition.preview(port, input)) as JsonObject
      return { before, dryRun: null }
    }
    return prepare({ connector: tool.connector.name, write: tool.operation, input })
  }

  function accountOf({ connector }: Proposal['tool']): string {
    if (connector.kind === 'room') return connector.label
    const connection = credentials.connection(connector.name)
    if (!connection) throw new Refusal('tool.not_connected')
    return connection.account
  }

  function faceOf(
    { entries, origin, tool }: Proposal,
    made: Pick<Face, 'summary' | 'dryRun' | 'account' | 'link' | 'moved'> & { input: JsonObject },
  ) {
    const { input, ...rest } = made
    const said = entries.flatMap((entry) => (entry.kind === 'said' ? [entry.text] : []))
    const read = entries.flatMap((entry) =>
      entry.kind === 'called' && entry.answer.status === 'done'
        ? textsOf(entry.answer.result, parts.untrusted(entry.tool))
        : [],
    )
    const reason = origin ? lastWords(entries) : null
    const untrusted = untrustedValues(input, { members: said, untrusted: read })
    const verb = tool.operation.replace(/([A-Z])/g, ' $1').toLowerCase()
    const isEditable = tool.connector.kind === 'remote'
    return { ...rest, verb, isEditable, system: tool.connector.label, untrusted, agentReason: reason }
  }

  async function freeze(
    proposal: Proposal,
    made: { input: JsonObject; before: JsonObject; account: string; face: Request['face'] },
  ) {
    const { tool, requester, origin, via, places } = proposal
    const rule = rules.find(tool.definition.risk)
    const facts = { input: made.input, before: made.before, account: made.account }
    const isNarrowing = 'narrows' in tool.definition && tool.definition.narrows(facts)
    const action: Action = {
      v: 1,
      tenant,
      approval: id('apr'),
      version: 1,
      connector: tool.connector.name,
      write: tool.operation,
      account: made.account,
      credential: credentials.connection(tool.connector.name)?.credential ?? 'room',
      input: made.input,
      before: made.before,
      // 24 random bytes: made once, when the action is frozen, so that every attempt at it carries the same key.
      idempotencyKey: randomBytes(24).toString('base64url'),
      requestedBy: requester.id,
      expiresAt: new Date(now() + rule.expiryMinutes * 60_000).toISOString(),
    }
    const request: Request = {
      action,
      risk: tool.definition.risk,
      face: made.face,
      required: isNarrowing ? 1 : rule.approvals,
      twoPerson: isNarrowing ? false : rule.twoPerson,
      origin,
      via,
      requesterName: requester.name,
      places,
    }
    return approvals.request(request).catch((error: unknown) => {
      if (error instanceof NotCanonical) throw new Refusal('input.not_exact', undefined, error)
      throw error
    })
  }
}
export type Proposals = ReturnType<typeof createProposals>

/** Which result fields of a tool hold text that outsiders wrote. */
export type UntrustedFields = (tool: string) => readonly string[]

/** What the agent said right before it asked: since the last thing that a person or a tool said. */
function lastWords(entries: DatedEntry[]): string | null {
  const last = entries.at(-1)
  return last?.kind === 'answered' ? last.text : null
}

/** Each fact that is another one now: `status: captured → refunded`. */
function movedSince(was: JsonObject, is: JsonObject): string[] {
  const keys = new Set([...Object.keys(was), ...Object.keys(is)])
  const show = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
  return [...keys]
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => `${key}: ${show(was[key])} → ${show(is[key])}`)
}
