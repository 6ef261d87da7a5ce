import type { JsonObject, RoomPort } from '../../connectors/define.ts'
import type { Audience } from '../core/audience.ts'
import { Refusal } from '../core/errors.ts'
import { createApprovals } from './approvals.ts'
import { createCards } from './cards.ts'
import { createConsents } from './consents.ts'
import type { RoomContext } from './context.ts'
import { createCredentials } from './credentials.ts'
import { createDeadlines } from './deadlines.ts'
import { createDrafting } from './drafting.ts'
import { createDrafts } from './drafts.ts'
import { createExecutions } from './executions.ts'
import { createHomes } from './homes.ts'
import { createInbox } from './inbox.ts'
import { createTenantKeys } from './keys.ts'
import { createMembers } from './members.ts'
import { createOutbox } from './outbox.ts'
import { createPort } from './port.ts'
import { createProposals } from './proposals.ts'
import { createRevocations } from './revocations.ts'
import { createRules } from './rules.ts'
import { createSequels } from './sequels.ts'
import { createThreads } from './threads.ts'
import { createTools, parseInput, type Tool } from './tools.ts'
import { createTurns } from './turns.ts'
import { createUndos } from './undos.ts'
import { createVotes } from './votes.ts'
import { untrustedFieldsOf } from './witness.ts'
import { createWorkspaces } from './workspaces.ts'

/** One tenant: the only reader and writer of its file. */
export function createRoom(context: RoomContext) {
  const { catalog, ledger } = context
  const kept = keepIn(context)
  const { outbox, members, rules, workspaces, credentials, consents, revocations, threads, turns, drafts } =
    kept
  const sequels = createSequels(context, { outbox, threads, turns })
  const undos = createUndos(context)
  const approvals = createApprovals(context, { outbox, threads, sequels, undos, drafts })
  const votes = createVotes(context, { approvals, sequels })
  const deadlines = createDeadlines(context, { outbox, threads })
  const executions = createExecutions(context, {
    ...{ approvals, votes, sequels, members, rules, credentials },
  })
  const cards = createCards(context, { approvals, votes, executions, members })
  const portFor = createPort(context, {
    ...{ members, rules, workspaces, credentials, consents, revocations, approvals, drafts, turns },
  })
  // What changes Ops Room itself reads neither drafts nor history: it hears what every channel may.
  const port: RoomPort = portFor({ member: 'nobody', isDm: false })
  const tools = createTools(catalog, (connector) => credentials.connection(connector)?.access ?? null)

  const untrusted = untrustedFieldsOf(catalog)

  return {
    tenant: context.tenant,
    now: context.now,
    id: context.id,
    catalog,
    transact: context.transact,
    ledger,
    ...kept,
    drafting: createDrafting({ drafts, threads, tools, untrusted }),
    approvals,
    votes,
    undos,
    sequels,
    deadlines,
    executions,
    cards,
    port,
    tools,
    proposals: createProposals(context, { approvals, credentials, members, rules, port, untrusted }),

    /** A read that somebody's turn (or an operator) asked for: run by `run`, and a ledger row whatever comes of it. */
    async read(
      tool: Extract<Tool, { kind: 'read' }>,
      input: JsonObject,
      by: { actor: { kind: 'agent' | 'system'; id: string; via: 'slack' | 'cli' }; turn: string | null },
      run: (input: JsonObject) => Promise<JsonObject>,
    ): Promise<JsonObject> {
      const parsed = parseInput(tool.definition, input)
      const record = async (ended: 'done' | 'refused'): Promise<void> => {
        const facts = { connector: tool.connector.name, read: tool.operation, ended }
        const entry = {
          type: 'read' as const,
          ...by,
          subject: null,
          digest: null,
          facts,
          body: { input: parsed },
        }
        const prepared = await ledger.prepare(entry)
        context.transact(() => ledger.append(prepared))
      }
      const result = await run(parsed).catch(async (error: unknown) => {
        await record('refused')
        throw error
      })
      await record('done')
      return result
    },

    /** The read of Ops Room's own connector, answered here, as far as this audience may hear it. */
    readHere(tool: Extract<Tool, { kind: 'read' }>, input: JsonObject, audience: Audience): JsonObject {
      if (tool.connector.kind !== 'room') throw new Refusal('tool.unknown')
      const own = tool.connector.reads[tool.operation]
      if (!own) throw new Refusal('tool.unknown')
      return own.run(portFor(audience), input)
    },

    /** When the clock has to look at this tenant again, in milliseconds since 1970; null for never. */
    nextDue(): number | null {
      const times = [
        kept.inbox.nextDue(),
        outbox.nextDue(),
        turns.nextDue(),
        executions.nextDue(),
        revocations.nextDue(),
        deadlines.nextExpiry(),
        deadlines.nextReminder(),
      ].filter((time) => time !== null)
      return times.length > 0 ? Math.min(...times) : null
    },
  }
}
export type Room = ReturnType<typeof createRoom>

/** What the file keeps for its own sake; requests, and what follows them, stand on it. */
function keepIn(context: RoomContext) {
  const inbox = createInbox(context)
  const outbox = createOutbox(context)
  const members = createMembers(context)
  const rules = createRules(context)
  const workspaces = createWorkspaces(context)
  const homes = createHomes(context, { members, workspaces, outbox })
  const credentials = createCredentials(context, { homes })
  const consents = createConsents(context, { credentials, members, outbox })
  const revocations = createRevocations(context, { credentials })
  const keys = createTenantKeys(context)
  const threads = createThreads(context)
  const turns = createTurns(context)
  const drafts = createDrafts(context, { outbox })
  const kept = { inbox, outbox, members, rules, workspaces, credentials, consents, revocations, keys }
  return { ...kept, threads, turns, drafts }
}
