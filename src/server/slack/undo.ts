import { toolName } from '../../../connectors/catalog.ts'
import type { Inverse } from '../../../connectors/define.ts'
import { type Action, shortDigest } from '../../core/action.ts'
import { Refusal, type RefusalCode, refusalOf } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { ApprovalRow } from '../../room/approvals.ts'
import type { Place } from '../../room/outbox.ts'
import type { Tenant } from '../rooms.ts'
import type { Clicks, KnownClick } from './clicks.ts'
import { type Delivery, tell } from './delivery.ts'

/** Taking back what was done: a request of its own, which waits for its own approval like any other. */
export function createUndoing(parts: { clicks: Clicks; wake: (tenant: Tenant) => void }) {
  const { clicks, wake } = parts

  return async (delivery: Delivery): Promise<void> => {
    const known = await clicks.admit(delivery)
    if (!known) return
    const { room } = delivery.tenant
    const inverse = room.executions.undoOf(known.row.id)
    const fault = whyNot(known, inverse)
    if (fault !== null || inverse === null) return clicks.refuse(delivery, known, fault ?? 'undo.none')
    if (room.undos.requestFor(known.row.id) !== null) return pointToCard(delivery, known.row)
    try {
      await propose(delivery.tenant, known, inverse)
    } catch (error) {
      const refusal = refusalOf(error)
      // Away is not a no: the click is looked at again when the broker is back.
      if (refusal === null || refusal.code === 'broker.away') throw error
      if (refusal.code === 'undo.asked') return pointToCard(delivery, known.row)
      tell(delivery, `Not proposed. ${cardText(refusal.sentence)}`)
    }
    wake(delivery.tenant)
  }
}
export type Undoing = ReturnType<typeof createUndoing>

function whyNot({ member, row, click }: KnownClick, inverse: Inverse | null): RefusalCode | null {
  if (member.role === 'viewer') return 'role.viewer'
  // The button stands on cards only; a view could be anybody's idea of where it stands.
  if (click.kind !== 'button' || click.viewId !== null) return 'approval.unknown'
  if (row.digest !== click.digest) return 'approval.stale'
  return inverse === null ? 'undo.none' : null
}

async function propose(tenant: Tenant, { row, member }: KnownClick, inverse: Inverse): Promise<void> {
  const { room } = tenant
  const action = JSON.parse(row.action) as Action
  // Ids of one account may be others' in another.
  if (room.credentials.connection(action.connector)?.account !== action.account)
    throw new Refusal('tool.not_connected', 'That system is not connected with the same account any more.')
  const tool = room.tools.find(toolName(action.connector, inverse.write), 'write')
  if (tool.kind !== 'write') throw new Refusal('tool.unknown')
  const call = { callId: `undo_${row.id}`, tool: toolName(action.connector, inverse.write) }
  const origin = row.thread && row.turn ? { thread: row.thread, turn: row.turn, ...call } : null
  const entries = row.thread ? room.threads.history(row.thread) : []
  const proposal = {
    ...{ tool, input: inverse.input, requester: member, origin, entries, undoes: row },
    ...{ via: 'slack' as const, places: placesOf(tenant, row, member) },
  }
  await room.proposals.propose(proposal, tenant.prepare)
}

/** Wherever the card of what was done stands, as far as our data may still be said there; else the person's own DM. */
function placesOf({ room }: Tenant, row: ApprovalRow, member: Member): Place[] {
  const thread = row.thread === null ? null : room.threads.get(row.thread)
  const copies = room.cards.copies(row.id)
  const open = copies.filter(
    ({ teamId, channelId }) => channelId.startsWith('D') || room.workspaces.isOpen(teamId, channelId),
  )
  const places = open.map(({ teamId, channelId }) => ({
    ...{ teamId, channelId },
    threadTs: thread?.channelId === channelId ? thread.threadTs : null,
  }))
  return places.length > 0 ? places : room.members.placesOf([member], copies[0]?.teamId ?? '')
}

/** Whoever presses later is told which card it is that waits, or what became of it. */
function pointToCard(delivery: Delivery, row: ApprovalRow): void {
  const { room } = delivery.tenant
  const request = room.undos.requestFor(row.id)
  const record = request === null ? null : room.cards.record(request)
  if (!record) throw new Error('the request of an undo is not in the file')
  const { requestedBy, face, digest } = record
  tell(
    delivery,
    `The undo of this was already proposed by ${cardText(requestedBy)}. Its card is here: “${cardText(face.summary.headline)}”, digest \`${shortDigest(digest)}\`.`,
  )
}
