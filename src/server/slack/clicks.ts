import { type Click, parseClick } from '../../core/click.ts'
import type { RefusalCode } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import type { ApprovalRow } from '../../room/approvals.ts'
import { approvalEntries } from '../../room/records.ts'
import { textsIn } from './card.ts'
import { answerPlace, type Delivery, identityOf, tellRefusal } from './delivery.ts'
import type { People } from './people.ts'

/** A click that was admitted: by a member, on a card or form of ours, about a request that there is. */
export type KnownClick = { click: Click; row: ApprovalRow; member: Member }

/** What every click about a request has to pass before anybody asks what it wants. */
export function createClicks({ people }: { people: People }) {
  return {
    /** Who clicks, and on what. Null after the person was told why not. */
    async admit(delivery: Delivery): Promise<KnownClick | null> {
      const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
      const { room } = delivery.tenant
      if ('refusal' in who) {
        await room.members.refuse(identityOf(delivery), who.refusal)
        tellRefusal(delivery, who.refusal, { mayAsk: who.mayAsk })
        return null
      }
      const click = parseClick(delivery.job.body)
      const row = click?.approval ? room.approvals.get(click.approval) : null
      if (!click || !row || click.inUnfurl || click.actionIds.length > 1) {
        tellRefusal(delivery, 'approval.unknown')
        return null
      }
      const isOnCard = click.kind === 'button' && click.viewId === null
      if (isOnCard) await untilPosted(delivery, click, row)
      if (isOnCard && !isOurCard(delivery, click, row)) return null
      return { click, row, member: who.member }
    },

    /** A click that does not count: a row, a sentence for whoever clicked, and the card as it stands now. */
    async refuse(delivery: Delivery, { row, member }: KnownClick, code: RefusalCode): Promise<void> {
      const { room } = delivery.tenant
      const entry = await approvalEntries(room.ledger).refused(row, member.id, code)
      room.transact(() => {
        room.ledger.append(entry)
        room.sequels.redraw(row.id)
      })
      tellRefusal(delivery, code)
    },
  }
}
export type Clicks = ReturnType<typeof createClicks>

const lookAgainMs = 25
const patienceMs = 1_000

/**
 * Slack shows a message a moment before it tells us which one it became, and a person may be that quick. A form opens
 * within three seconds of the click or not at all, so this waits here; after that the job is tried again later.
 */
async function untilPosted({ tenant, teamId }: Delivery, click: Click, row: ApprovalRow): Promise<void> {
  const { cards, outbox } = tenant.room
  const isKnown = (): boolean => cards.copyAt(teamId, click.channel ?? '', click.messageTs ?? '') !== null
  for (let waited = 0; waited < patienceMs; waited += lookAgainMs) {
    if (isKnown() || !outbox.isCardUnderWay(row.id)) return
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  }
}

/** A message that we did not post for this approval gets a fresh card, and nothing is decided by it. */
function isOurCard(delivery: Delivery, click: Click, row: ApprovalRow): boolean {
  const { room } = delivery.tenant
  const copy = room.cards.copyAt(delivery.teamId, click.channel ?? '', click.messageTs ?? '')
  if (copy?.approval !== row.id) {
    if (delivery.job.attempts < 3 && room.outbox.isCardUnderWay(row.id))
      throw new Error('the card is on its way')
    const { threadTs, ...where } = freshPlace(delivery, click)
    const letter = { kind: 'card' as const, approval: row.id, threadTs }
    room.transact(() => room.outbox.put(`fresh:${delivery.job.key}`, where, letter))
    tellRefusal(delivery, 'approval.tampered')
    return false
  }
  const message = delivery.payload.message as { blocks?: unknown } | undefined
  // Slack may normalise what it sends back, so a difference raises an alarm and the digest decides.
  if (message?.blocks && textsIn(message.blocks) !== copy.drawn) room.cards.mismatched(copy)
  return true
}

/** Beside the look-alike where our data may be said; otherwise only to the member who clicked. */
function freshPlace(delivery: Delivery, click: Click) {
  const { teamId, tenant } = delivery
  const channelId = click.channel ?? ''
  const mayBeSaid = channelId.startsWith('D') || tenant.room.workspaces.isOpen(teamId, channelId)
  if (!mayBeSaid) return { teamId, channelId: identityOf(delivery).userId, threadTs: null }
  return { teamId, channelId, threadTs: answerPlace(delivery)?.threadTs ?? null }
}
