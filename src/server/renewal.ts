import { toolName } from '../../connectors/catalog.ts'
import type { Action } from '../core/action.ts'
import { Refusal } from '../core/errors.ts'
import type { ExecutionRow } from '../room/executions.ts'
import type { Tool } from '../room/tools.ts'
import type { Tenant } from './rooms.ts'

/**
 * The facts moved since the card was drawn: nothing runs, and the same request comes back over the facts as they are
 * now, on a card of its own that a person decides on.
 */
export async function renew(tenant: Tenant, row: ExecutionRow, action: Action): Promise<void> {
  const { room } = tenant
  const old = room.executions.approvalOf(row)
  const tool = toolOf(tenant, action)
  const places = room.cards
    .copies(old.id)
    .map(({ teamId, channelId }) => ({ teamId, channelId, threadTs: threadOf(channelId) }))
  const requester = room.members.get(action.requestedBy) ?? {
    id: action.requestedBy,
    name: action.requestedBy,
  }
  const moved = 'What this rests on has changed since the card was drawn.'
  const callId = `moved_${old.id}`
  const name = toolName(action.connector, action.write)
  const origin = old.thread && old.turn ? { thread: old.thread, turn: old.turn, callId, tool: name } : null
  const replaces = { row: old, sentence: `${moved} A new card shows how it stands now.` }
  const proposal = {
    tool,
    input: action.input,
    requester,
    origin,
    entries: [],
    via: 'slack' as const,
    places,
    replaces,
  }
  try {
    // A form that granted it by its submit has no card that another one could follow.
    if (places.length === 0) throw new Refusal('approval.stale', 'Ask for it again.')
    await room.proposals.propose(proposal, tenant.prepare)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Over the facts as they are now it makes no sense any more: refunded elsewhere, cancelled, gone.
    const sentence = `${moved} ${error.sentence}`
    await room.approvals.end(old.id, { state: 'superseded', by: 'ops-room', sentence })
  }

  function threadOf(channelId: string): string | null {
    const thread = old.thread === null ? null : room.threads.get(old.thread)
    return thread?.channelId === channelId ? thread.threadTs : null
  }
}

function toolOf({ room }: Tenant, action: Action): Extract<Tool, { kind: 'write' }> {
  const connector = room.catalog.find(action.connector)
  const definition = connector?.writes[action.write]
  if (!connector || !definition) throw new Refusal('tool.unknown')
  return { kind: 'write', connector, operation: action.write, definition }
}
