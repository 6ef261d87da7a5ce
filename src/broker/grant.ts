/** Whether signed clicks grant an action. What the server says about them counts for nothing here. */
import { type Action, digestOf, grantOf } from '../core/action.ts'
import { type Click, clickApproves, parseClick } from '../core/click.ts'
import { Refusal } from '../core/errors.ts'
import { signatureFault } from '../core/signature.ts'
import type { ExecutionOrder, SignedClick } from './protocol.ts'

/** How clicks are verified. `unsigned` is Socket Mode: Slack signs nothing there, all else is checked the same. */
export type ClickTrust = { clicks: 'signed'; signingSecret: string } | { clicks: 'unsigned' }

const clockSkewSeconds = 300

/**
 * Throws `execution.refused`, with what is wrong, unless enough people's clicks name exactly this action. Returns its
 * digest. How many are enough, and who is none of them, stands in the action, so that every click names it too: what
 * the server thinks of it later counts for nothing. Who asked is what the server wrote when it drew the card; the
 * broker has no list of members, and cannot tell whether that was true then.
 */
export function assertGranted(order: ExecutionOrder, trust: ClickTrust, nowMs: number): string {
  const digest = exactDigest(order.action)
  const { approvals, twoPerson, requesters } = grantOf(order.action)
  const people = order.clicks.map((click) => personApproving(click, order.action, digest, trust, nowMs))
  // By the user id alone: one person has several workspaces, and taking two people for one only refuses.
  if (twoPerson && people.some(({ id }) => requesters.includes(id)))
    throw new Refusal(
      'execution.refused',
      'Whoever asked for this has approved it, and its rule wants others.',
    )
  if (new Set(people.map(nameOf)).size < approvals)
    throw new Refusal('execution.refused', 'Fewer people approved this than its rule asks for.')
  return digest
}

/** In a Grid organisation one person has one id in all its workspaces: they count once. */
const nameOf = ({ enterpriseId, teamId, id }: Click['user']): string =>
  JSON.stringify([enterpriseId ?? teamId, id])

function exactDigest(action: Action): string {
  try {
    return digestOf(action)
  } catch (cause) {
    throw new Refusal('input.not_exact', undefined, cause)
  }
}

function personApproving(
  signed: SignedClick,
  action: Action,
  digest: string,
  trust: ClickTrust,
  nowMs: number,
): Click['user'] {
  if (trust.clicks === 'signed' && signatureFault(trust.signingSecret, signed) !== null)
    throw new Refusal('execution.refused', 'A click is not signed by Slack.')
  assertInTime(signed.timestamp, action.expiresAt, nowMs)
  const click = parseClick(signed.body)
  if (click === null || !clickApproves(click, action.approval, digest))
    throw new Refusal('execution.refused', 'A click names another action, or does not approve.')
  return click.user
}

/** Evidence may be old, since a second person takes hours; it may not be younger than now, nor later than the expiry. */
function assertInTime(timestamp: string, expiresAt: string, nowMs: number): void {
  const seconds = /^\d{10}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  const isInTime = seconds * 1000 <= Date.parse(expiresAt) && seconds <= nowMs / 1000 + clockSkewSeconds
  if (!isInTime) throw new Refusal('execution.refused', 'A click came after the request had expired.')
}
