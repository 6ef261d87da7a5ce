import { Refusal, refusals } from '../core/errors.ts'
import type { TurnRow } from '../room/turns.ts'
import type { Link } from './link.ts'
import { type Agent, type TurnEnd, turnEnd } from './protocol.ts'
import { createReply, type ReplyLog } from './reply.ts'
import type { Tenant } from './rooms.ts'
import type { SlackWorkspaces } from './slack/workspaces.ts'
import { AskingTurn, mayBeSaidIn, ReadingTurn, type TurnScope } from './turn.ts'
import { webHostsOf } from './web-hosts.ts'

export type TurnsParts = {
  agent: Link<Agent>
  slack: SlackWorkspaces
  wake: (tenant: Tenant) => void
  tokensPerDay: number
  log: ReplyLog
}

const longestTurnMs = 180_000
const agentAwayMs = 5_000
const attemptsAtMost = 3

/** Runs the agent, one turn of a thread after the other. A turn that loses the agent is run again when it is back. */
export function createTurnRunner(parts: TurnsParts) {
  const { agent, slack, wake, tokensPerDay, log } = parts

  return {
    async run(tenant: Tenant, row: TurnRow): Promise<void> {
      const { room } = tenant
      if (!agent.isUp()) return waitForAgent(tenant, row)
      if (row.attempts >= attemptsAtMost) {
        await clearBroken(tenant, row)
        return end(tenant, row, { end: 'failed', tokens: 0 })
      }
      const tokensLeft = tokensPerDay - room.turns.tokensToday()
      if (tokensLeft <= 0) return end(tenant, row, { end: 'budget_spent', tokens: 0 })
      const scope = await begin(tenant, row, tokensLeft)
      if (!scope) return
      const turn = scope.member.role === 'viewer' ? new ReadingTurn(scope) : new AskingTurn(scope)
      const ended = await callAgent(turn)
      ReadingTurn.end(turn)
      if (ended === null) {
        // The agent's process is gone: its part is caught up by the next run.
        room.turns.change(row.id, { state: 'queued', dueAt: room.now() })
        return
      }
      await scope.reply.finish()
      await end(tenant, row, ended)
    },
  }

  async function begin(tenant: Tenant, row: TurnRow, tokensLeft: number): Promise<TurnScope | null> {
    const { room } = tenant
    const thread = room.threads.get(row.thread)
    const member = room.members.get(row.member)
    const identity = member && room.members.identityOf(member.id)
    if (!thread || !member || !identity) {
      // Removed in the meantime: nobody is there to be answered.
      room.turns.end(row.id, 'member_gone', 0)
      return null
    }
    if (!mayBeSaidIn(room, thread)) {
      // Closed since, perhaps because a guest can read it now: also an outcome is not told there.
      room.turns.end(row.id, 'channel_closed', 0)
      return null
    }
    const actor = { kind: 'agent' as const, id: member.id, via: 'slack' as const }
    const facts = { cause: row.cause, attempt: row.attempts + 1 }
    room.transact(() => {
      room.turns.change(row.id, { state: 'running', attempts: row.attempts + 1 })
      room.threads.closeWaiting(thread.id)
      const entry = {
        type: 'turn.started' as const,
        actor,
        turn: row.id,
        subject: thread.id,
        digest: null,
        facts,
      }
      room.ledger.append(room.ledger.prepareBare(entry))
    })
    const web = () => slack.of(tenant, thread.teamId)
    await clearBroken(tenant, row)
    void web()
      .then((client) => client.setStatus(thread.channelId, thread.threadTs, 'is looking …'))
      .catch(() => {})
    const recipient = { teamId: identity.teamId, user: identity.userId }
    const allowedHosts = webHostsOf(tenant.room)
    const reply = createReply({ tenant, thread, turn: row.id, web, recipient, allowedHosts, log })
    const endsAt = room.now() + longestTurnMs
    const store = room.workspaces.get(thread.teamId)?.name ?? 'the store'
    return {
      tenant,
      turn: row.id,
      thread,
      member,
      reply,
      endsAt,
      tokensLeft,
      store,
      log,
      wake: () => wake(tenant),
    }
  }

  /** Null when the agent's process went away in the middle. */
  async function callAgent(turn: ReadingTurn): Promise<TurnEnd | null> {
    const late = AbortSignal.timeout(longestTurnMs + 5_000)
    try {
      const ended = Promise.resolve(agent.get().run(turn))
      const timeout = new Promise<TurnEnd>((resolve) => {
        late.addEventListener('abort', () => resolve({ end: 'timeout', tokens: 0 }), { once: true })
      })
      return turnEnd.parse(await Promise.race([ended, timeout]))
    } catch (error) {
      if (!agent.isUp() || isLost(error)) return null
      log.warn({ err: error }, 'the agent failed')
      return { end: 'failed', tokens: 0 }
    }
  }

  async function end(tenant: Tenant, row: TurnRow, how: TurnEnd): Promise<void> {
    const { room } = tenant
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'system' as const }
    const facts = { end: how.end, tokens: how.tokens }
    room.transact(() => {
      room.turns.end(row.id, how.end, how.tokens)
      const entry = {
        type: 'turn.ended' as const,
        actor,
        turn: row.id,
        subject: row.thread,
        digest: null,
        facts,
      }
      room.ledger.append(room.ledger.prepareBare(entry))
      if (how.end !== 'done') sayWhy(tenant, row, how.end)
    })
    // A reply clears it in Slack, and a card that follows the reply may have been what came last.
    await clearStatus(tenant, row)
    wake(tenant)
  }

  function sayWhy({ room }: Tenant, row: TurnRow, code: Exclude<TurnEnd['end'], 'done'>): void {
    const thread = room.threads.get(row.thread)
    if (!thread) return
    const letter = {
      kind: 'text' as const,
      text: sentences[code],
      threadTs: thread.threadTs,
      retryTurn: row.id,
    }
    room.outbox.put(`ended:${row.id}`, thread, letter)
  }

  async function clearStatus(tenant: Tenant, row: TurnRow): Promise<void> {
    const thread = tenant.room.threads.get(row.thread)
    if (!thread) return
    await slack
      .of(tenant, thread.teamId)
      .then((web) => web.setStatus(thread.channelId, thread.threadTs, ''))
      .catch(() => {})
  }

  /** A reply that a crash broke off is ended, so that nobody waits for its next word. */
  async function clearBroken(tenant: Tenant, row: TurnRow): Promise<void> {
    const { streamTs } = row
    const thread = tenant.room.threads.get(row.thread)
    if (streamTs === null || !thread) return
    tenant.room.turns.change(row.id, { streamTs: null })
    await slack
      .of(tenant, thread.teamId)
      .then((client) => client.stopStream(thread.channelId, streamTs))
      .catch(() => {})
  }

  function waitForAgent(tenant: Tenant, row: TurnRow): void {
    const { room } = tenant
    const isLate = room.now() - row.queuedAt >= agentAwayMs
    room.transact(() => {
      room.turns.change(row.id, { dueAt: room.now() + 1000, notified: row.notified || isLate })
      const thread = room.threads.get(row.thread)
      if (!isLate || row.notified || !thread) return
      const letter = { kind: 'text' as const, text: refusals['agent.away'], threadTs: thread.threadTs }
      room.outbox.put(`away:${row.id}`, thread, letter)
    })
  }
}
export type TurnRunner = ReturnType<typeof createTurnRunner>

const sentences: Record<Exclude<TurnEnd['end'], 'done'>, string> = {
  model_unreachable: 'The model does not answer, so I could not think about this. Nothing was changed.',
  model_refused:
    'The model refused the request. Whoever runs Ops Room finds the reason in its log. Nothing was changed.',
  timeout: 'That took too long, so I stopped. Nothing was changed by me. A narrower question may help.',
  too_many_steps: 'I needed more steps than I am allowed, so I stopped. A narrower question may help.',
  budget_spent: refusals['limit.tokens'],
  failed: 'Something went wrong while I was on this. It is in the log. Nothing was changed by me.',
}

const isLost = (error: unknown): boolean =>
  (error instanceof Refusal && error.code === 'agent.away') ||
  (error instanceof Error && /the other process is gone|ECONNRESET|EPIPE/.test(error.message))
