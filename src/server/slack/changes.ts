/**
 * Config changes that a person makes in a form: proposed as writes of Ops Room's own connector, and granted by the
 * founder's signed submit where the form showed the exact change.
 */
import type { JsonObject } from '../../../connectors/define.ts'
import { Refusal } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import type { Place } from '../../room/outbox.ts'
import type { Tool } from '../../room/tools.ts'
import type { Tenant } from '../rooms.ts'
import { type Delivery, evidenceOf, identityOf, tell, tellRefusal } from './delivery.ts'
import type { People } from './people.ts'

const own = 'ops_room'

export type Change = { write: string; input: JsonObject }

/** Records a request for a change of Ops Room's own. Its card goes to `places`. */
export async function requestChange(
  tenant: Tenant,
  change: Change,
  requester: { id: string; name: string },
  places: Place[],
): Promise<{ approval: string; digest: string }> {
  const tool = findWrite(tenant, change.write)
  const proposal = {
    tool,
    input: change.input,
    requester,
    origin: null,
    entries: [],
    via: 'slack' as const,
    places,
  }
  return tenant.room.proposals.propose(proposal, tenant.prepare)
}

/** A submitted form that showed the exact change: request and grant in one deed. Others are asked where the rule wants them. */
export async function grantByForm(
  delivery: Delivery,
  member: Member,
  change: Change,
): Promise<'granted' | 'counted'> {
  const { tenant } = delivery
  const { approval, digest } = await requestChange(tenant, change, member, [])
  const evidence = evidenceOf(delivery)
  const vote = { approval, digest, kind: 'approve' as const, by: member, reason: null, evidence }
  const voted = await tenant.room.votes.vote(vote)
  if (voted.result === 'granted') return 'granted'
  const isOwnOnly = voted.result === 'refused' && voted.code === 'approval.own_request'
  if (voted.result === 'refused' && !isOwnOnly) throw new Refusal(voted.code)
  const others = founderPlaces(tenant, delivery.teamId)
  tenant.room.transact(() => {
    for (const place of others) {
      const letter = { kind: 'card' as const, approval, threadTs: null }
      tenant.room.outbox.put(`card:${approval}:${place.channelId}`, place, letter)
    }
  })
  tell(delivery, 'The rule asks for more people. The founders have a card.')
  return 'counted'
}

/** The founder whose deed this is; null after anybody else was told that it is not for them. */
export async function founderOf(people: People, delivery: Delivery): Promise<Member | null> {
  const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
  const code = 'refusal' in who ? who.refusal : ('role.founder_only' as const)
  if ('member' in who && who.member.role === 'founder') return who.member
  tellRefusal(delivery, code)
  return null
}

/** Every founder's DM with the app. */
export const founderPlaces = ({ room }: Tenant, teamId: string): Place[] =>
  room.members.placesOf(room.members.founders(), teamId)

function findWrite({ room }: Tenant, write: string): Extract<Tool, { kind: 'write' }> {
  const connector = room.catalog.find(own)
  const definition =
    connector?.kind === 'room' && Object.hasOwn(connector.writes, write) ? connector.writes[write] : null
  if (!connector || !definition) throw new Refusal('tool.unknown')
  return { kind: 'write', connector, operation: write, definition }
}
