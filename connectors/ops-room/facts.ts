/** Schemas and rules that several operations of Ops Room's own connector share. */
import { z } from 'zod'
import type { PortRule, Risk, RoomPort } from '../define.ts'

export const role = z.enum(['founder', 'operator', 'viewer'])
export type Role = z.output<typeof role>
export const risk = z.enum(['money', 'customer', 'catalogue', 'config', 'low'])

export const memberId = z
  .string()
  .regex(/^m_[0-9a-z]{26}$/)
  .describe('The id of the member, m_…')
export const teamId = z
  .string()
  .regex(/^[TE][A-Z0-9]{2,20}$/)
  .describe('The id of the Slack workspace, T…')
export const userId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,20}$/)
  .describe('The id of the person in Slack, U…')
export const channelId = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,20}$/)
  .describe('The id of the Slack channel, C…')
export const connectorName = z.string().regex(/^[a-z][a-z0-9_]{1,30}$/)
export const access = z.enum(['read', 'write'])

/** What a member may do grows in this order. */
const order: readonly string[] = ['viewer', 'operator', 'founder']
export const isLower = (role: string, than: string): boolean => order.indexOf(role) < order.indexOf(than)

/** How many people may approve: only founders do. */
export const founders = (room: RoomPort): number =>
  room.members.list().filter((member) => member.role === 'founder').length

/**
 * Under the two-person rule the one who asked does not count. Any founder may be the one who asks, so that as many
 * others must be left as the rule wants approvals.
 */
export const isSatisfiable = (rule: Pick<PortRule, 'approvals' | 'twoPerson'>, founders: number): boolean =>
  rule.approvals <= founders - (rule.twoPerson ? 1 : 0)

/** What would be left without this founder. Facts rather than counts, so that unrelated changes are no drift. */
export const withoutFounder = z.strictObject({ isLast: z.boolean(), stranded: z.array(risk) })

/** What a Room would be without one of its founders; null where the member is none. */
export function ifNotFounder(
  room: RoomPort,
  member: { role: string } | null,
): z.output<typeof withoutFounder> | null {
  if (member?.role !== 'founder') return null
  const left = founders(room) - 1
  const stranded: Risk[] = room.rules
    .list()
    .filter((rule) => isSatisfiable(rule, left + 1) && !isSatisfiable(rule, left))
    .map((rule) => rule.risk)
  return { isLast: left < 1, stranded }
}

/** Why a founder cannot go or be lowered, else null. */
export function founderNeeded(without: z.output<typeof withoutFounder> | null): string | null {
  if (without === null) return null
  if (without.isLast) return 'The last founder cannot be removed or lowered.'
  if (without.stranded.length === 0) return null
  return `Too few founders would be left for the approval rule on ${without.stranded.join(', ')}. Change that rule first.`
}
