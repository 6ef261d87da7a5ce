/** What the journeys about outages have in common: providers that are broken for one payment, and what reached them. */
import type {
  Message,
  ModelMode,
  ProviderFault,
  ProviderRequest,
  SlackFault,
} from '../../sandbox/contract.ts'
import { approvalOf, askIn, press } from './decisions.ts'
import type { OpsRoom } from './ops-room.ts'
import { untilFound } from './witness.ts'

export type Break = Pick<ProviderFault, 'fault'> & Partial<Pick<ProviderFault, 'holdMs' | 'times'>>

export function troubleIn(room: OpsRoom) {
  const requests = async (): Promise<ProviderRequest[]> =>
    (await room.call<ProviderRequest[]>('requests?provider=razorpay')).answer

  const trouble = {
    /** The next refund of this payment ends so. */
    breakRefund: (payment: string, fault: Break) =>
      breakAt(`POST /v1/payments/${payment}/refund`, { times: 1, ...fault }),

    /** Nobody learns which refunds the payment has. */
    hideRefunds: (payment: string) =>
      breakAt(`GET /v1/payments/${payment}/refunds`, { fault: 'http_500_before', times: 100 }),

    /** How often a refund of this payment was asked for. */
    attempts: async (payment: string): Promise<number> => (await attemptsAt(payment)).length,

    /** Resolves when a request for the refund has reached the provider. */
    arrived: (payment: string) =>
      untilFound(
        `a refund of ${payment} at the provider`,
        async () => (await attemptsAt(payment)).length > 0,
        15_000,
      ),

    model: (mode: ModelMode) => room.call('model', mode),

    breakSlack: (fault: SlackFault) => room.call('slack-faults', fault),

    /** A card that asks for a refund of 100 rupees of this payment, in a thread of its own. */
    async asked(payment: string) {
      const thread = await askIn(room, 'operator', `refund 100 of ${payment}`)
      const card: Message = await thread.card(/Waits for approval/)
      const approval = approvalOf(card)
      return {
        payment,
        thread,
        card,
        approval,
        approve: () => press(room, 'founder', card, 'approval.approve'),
      }
    },
  }
  return trouble

  function breakAt(match: string, fault: Break & { times: number }) {
    return room.call('faults', { provider: 'razorpay', match, ...fault })
  }

  async function attemptsAt(payment: string): Promise<ProviderRequest[]> {
    const isAttempt = ({ method, path }: ProviderRequest) =>
      method === 'POST' && path === `/v1/payments/${payment}/refund`
    return (await requests()).filter(isAttempt)
  }
}
