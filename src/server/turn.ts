import { RpcTarget } from 'capnweb'
import type { z } from 'zod'
import type { JsonObject } from '../../connectors/define.ts'
import { isDm } from '../core/audience.ts'
import { Refusal, refusalOf } from '../core/errors.ts'
import type { Member } from '../core/identity.ts'
import type { Draft } from '../room/drafts.ts'
import type { Place } from '../room/outbox.ts'
import type { Room } from '../room/room.ts'
import type { Thread } from '../room/threads.ts'
import { draftTool, type ToolSpec } from '../room/tools.ts'
import {
  type DraftCall,
  draftCall,
  type Proposed,
  type ProposingTurn,
  saidText,
  type ThreadEntry,
  type ToolAnswer,
  type ToolCall,
  type Turn,
  type TurnContext,
  toolCall,
  type WithdrawCall,
  withdrawCall,
} from './protocol.ts'
import type { Reply, ReplyLog } from './reply.ts'
import type { Tenant } from './rooms.ts'

export type TurnScope = {
  tenant: Tenant
  turn: string
  thread: Thread
  member: Member
  reply: Reply
  endsAt: number
  tokensLeft: number
  store: string
  log: ReplyLog
  /** Called after something was committed that others have to act on. */
  wake: () => void
}

/** Far above what an honest turn needs, and far below what would fill a file, a channel or the broker's day. */
const most = { calls: 300, sayings: 5_000, characters: 100_000, inputCharacters: 50_000 }

/**
 * Everything that the agent may do in one run, and nothing else: bound to a tenant, a member, a thread, budgets and an
 * end. No method takes a tenant or a member, so there is nothing to forge.
 */
export class ReadingTurn extends RpcTarget implements Turn {
  readonly #scope: TurnScope
  readonly #spent = { calls: 0, sayings: 0, characters: 0 }
  #hasEnded = false

  constructor(scope: TurnScope) {
    super()
    this.#scope = scope
  }

  /** From here on every method is refused, also for whoever kept a reference. */
  static end(turn: ReadingTurn): void {
    turn.#hasEnded = true
  }

  /** What every call begins with: the turn still runs, still may speak here, and has not had its fill. */
  protected static scopeOf(turn: ReadingTurn, saying: string | null = null): TurnScope {
    const scope = turn.#scope
    if (turn.#hasEnded || scope.tenant.room.now() >= scope.endsAt) throw new Refusal('turn.ended')
    assertStillAllowed(scope)
    const spent = turn.#spent
    if (saying === null) spent.calls += 1
    else {
      spent.sayings += 1
      spent.characters += saying.length
    }
    const isOver = (Object.keys(spent) as (keyof typeof spent)[]).some((what) => spent[what] > most[what])
    if (isOver) throw new Refusal('limit.calls')
    return scope
  }

  async context(): Promise<TurnContext> {
    const { tenant, member, store, tokensLeft, endsAt } = ReadingTurn.scopeOf(this)
    const { room } = tenant
    const connected = room.credentials.connections().map(({ connector, account }) => ({
      connector,
      label: room.catalog.find(connector)?.label ?? connector,
      account,
    }))
    const { name, role } = member
    const mayPropose = this instanceof AskingTurn
    return {
      now: new Date(room.now()).toISOString(),
      store,
      member: { name, role },
      connected,
      tokensLeft,
      endsAt,
      mayPropose,
    }
  }

  async tools(): Promise<ToolSpec[]> {
    const { tenant } = ReadingTurn.scopeOf(this)
    return tenant.room.tools.specs({ propose: this instanceof AskingTurn })
  }

  async history(): Promise<ThreadEntry[]> {
    const { tenant, thread, reply } = ReadingTurn.scopeOf(this)
    reply.settle()
    return tenant.room.threads
      .history(thread.id)
      .map(({ closed: _, at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() }) as ThreadEntry)
  }

  async read(call: ToolCall): Promise<ToolAnswer> {
    const scope = ReadingTurn.scopeOf(this)
    const parsed = parse(toolCall, call)
    const answer = await answerOf(scope, () => runRead(scope, parsed))
    record(scope, parsed, answer)
    return answer
  }

  async draft(call: DraftCall): Promise<ToolAnswer> {
    const scope = ReadingTurn.scopeOf(this)
    const { callId, ...draft } = parse(draftCall, call)
    const { tenant, thread, turn, member } = scope
    const mayPropose = this instanceof AskingTurn
    const answer = await answerOf(scope, async () => {
      const from = { thread: thread.id, turn, member: member.id, mayPropose }
      return tellDraft(await tenant.room.drafting.write(draft, from))
    })
    record(scope, { callId, tool: draftTool, input: draft as JsonObject }, answer)
    scope.wake()
    return answer
  }

  async say(text: string): Promise<void> {
    const said = parse(saidText, text)
    await ReadingTurn.scopeOf(this, said).reply.say(said)
  }
}

/** The Turn of a founder or an operator who spoke: it may also ask for changes. */
export class AskingTurn extends ReadingTurn implements ProposingTurn {
  async propose(call: ToolCall): Promise<Proposed> {
    const scope = ReadingTurn.scopeOf(this)
    const { callId, tool: name, input } = parse(toolCall, call)
    const { tenant, thread, turn, member, reply } = scope
    reply.settle()
    try {
      if (tenant.room.members.get(member.id)?.role === 'viewer') throw new Refusal('role.viewer')
      const tool = tenant.room.tools.find(name, 'write')
      if (tool.kind !== 'write') throw new Refusal('tool.unknown')
      const places = placesFor(scope)
      const origin = { thread: thread.id, turn, callId, tool: name }
      const entries = tenant.room.threads.history(thread.id)
      const proposal = { tool, input, requester: member, origin, entries, via: 'slack' as const, places }
      const { approval } = await tenant.room.proposals.propose(proposal, tenant.prepare)
      scope.wake()
      return { status: 'awaiting', approval }
    } catch (error) {
      const refused = refusedFor(error, scope)
      record(scope, { callId, tool: name, input }, refused)
      return refused
    }
  }

  async withdraw(call: WithdrawCall): Promise<ToolAnswer> {
    const scope = ReadingTurn.scopeOf(this)
    const { callId, approval } = parse(withdrawCall, call)
    const answer = await answerOf(scope, () => withdraw(scope, approval))
    record(scope, { callId, tool: 'ops_room_withdraw', input: { approval } }, answer)
    return answer
  }
}

/** What a founder narrows holds at once, also for a turn that is under way. */
function assertStillAllowed({ tenant: { room }, member, thread }: TurnScope): void {
  if (room.members.get(member.id) === null) throw new Refusal('turn.ended')
  if (!mayBeSaidIn(room, thread)) throw new Refusal('channel.closed')
}

/** A direct message, or a channel that is open. */
export const mayBeSaidIn = (room: Room, { teamId, channelId }: Thread): boolean =>
  isDm(channelId) || room.workspaces.isOpen(teamId, channelId)

/** The thread; and where only its member can read it, every other founder's DM: somebody who may decide has to see it. */
export function placesFor({
  tenant,
  thread,
  member,
}: Pick<TurnScope, 'tenant' | 'thread' | 'member'>): Place[] {
  const place = { teamId: thread.teamId, channelId: thread.channelId, threadTs: thread.threadTs }
  if (!isDm(thread.channelId)) return [place]
  const others = tenant.room.members.founders().filter((founder) => founder.id !== member.id)
  return [place, ...tenant.room.members.placesOf(others, thread.teamId)]
}

async function runRead({ tenant, turn, thread, member }: TurnScope, call: ToolCall): Promise<JsonObject> {
  const tool = tenant.room.tools.find(call.tool, 'read')
  if (tool.kind !== 'read') throw new Refusal('tool.unknown')
  const by = { actor: { kind: 'agent' as const, id: member.id, via: 'slack' as const }, turn }
  return tenant.room.read(tool, call.input, by, async (input) => {
    const { name } = tool.connector
    if (tool.connector.kind === 'room')
      return tenant.room.readHere(tool, input, { member: member.id, isDm: isDm(thread.channelId) })
    const asked = { connector: name, read: tool.operation, input, share: thread.id }
    return tenant.broker().read(asked, tenant.credential(name))
  })
}

/** Only a request of this thread, and only one that its own side asked for: never one that a person made. */
async function withdraw({ tenant, thread, member, wake }: TurnScope, approval: string): Promise<JsonObject> {
  const { approvals } = tenant.room
  if (approvals.get(approval)?.thread !== thread.id || isPersons(tenant.room, approval))
    throw new Refusal('approval.unknown')
  const sentence = `Taken back in the thread, for ${member.name}.`
  const isWithdrawn = await approvals.end(approval, { state: 'withdrawn', by: member.id, sentence })
  if (!isWithdrawn) throw new Refusal('approval.settled')
  wake()
  return { approval, withdrawn: true }
}

/** An undo, or what a draft became: a person pressed for it. */
const isPersons = ({ undos, drafts }: Room, approval: string): boolean =>
  undos.isUndo(approval) || drafts.isDrafted(approval)

/** What the model has to know of its draft: what was computed, and what its evidence lacks. */
function tellDraft({ id, version, fields }: Draft): JsonObject {
  const { order, missing, evidence } = fields
  const unread = evidence.flatMap(({ isRead, source, reference }) =>
    isRead ? [] : [`${source}: ${reference}`],
  )
  return {
    ...{ draft: id, version, saved: true },
    ...(order ? { order: order as unknown as JsonObject } : {}),
    ...(missing.length > 0 ? { missing } : {}),
    ...(unread.length > 0 ? { notReadInThisThread: unread } : {}),
  }
}

/** What a call came to stands in the thread as the Room saw it, whatever the agent makes of it. */
function record({ tenant, thread, turn, reply }: TurnScope, call: ToolCall, answer: ToolAnswer): void {
  reply.settle()
  tenant.room.transact(() => tenant.room.threads.add(thread.id, turn, { kind: 'called', ...call, answer }))
}

async function answerOf(scope: TurnScope, run: () => Promise<JsonObject>): Promise<ToolAnswer> {
  try {
    return { status: 'done', result: await run() }
  } catch (error) {
    return refusedFor(error, scope)
  }
}

/** A refusal keeps its code; what a system said is a sentence; anything else is ours, and its details stay in the log. */
function refusedFor(error: unknown, { log, turn }: TurnScope): Extract<ToolAnswer, { status: 'refused' }> {
  const refusal = refusalOf(error)
  if (refusal) return { status: 'refused', code: refusal.code, sentence: refusal.sentence }
  const isSystem = error instanceof Error && error.name === 'ConnectorError'
  if (!isSystem) log.error({ err: error, turn }, 'a call of the agent failed')
  const known = new Refusal(isSystem ? 'connector.failed' : 'internal', isSystem ? error.message : undefined)
  return { status: 'refused', code: known.code, sentence: known.sentence }
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value)
  if (!parsed.success || JSON.stringify(parsed.data).length > most.inputCharacters)
    throw new Refusal('input.invalid')
  return parsed.data
}
