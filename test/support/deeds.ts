/** Actions whose effects a test can count at the sandbox's providers, each on a thing of its own. */
import type { RazorpayBooks } from '../../sandbox/store/razorpay-types.ts'
import type { DraftOrder } from '../../sandbox/store/types.ts'
import type { Deed } from './kills.ts'
import type { OpsRoom } from './ops-room.ts'

/** The provider has idempotency keys. */
export const refund: Deed = {
  tool: 'razorpay_create_refund',
  search: 'razorpay refund',
  inputs: async (room) => {
    const { payments, disputes } = await books(room)
    const isFree = ({ id }: { id: string }) => disputes.every(({ payment_id }) => payment_id !== id)
    return payments
      .filter((payment) => payment.status === 'captured' && payment.amount_refunded === 0 && isFree(payment))
      .map(({ id }) => ({ paymentId: id, amount: 10_000, speed: 'normal' }))
  },
  effects: async (room, { paymentId }) =>
    (await books(room)).refunds.filter(({ payment_id }) => payment_id === paymentId).length,
}

/** The provider has none, and would do it twice. */
export const draftOrder: Deed = {
  tool: 'shopify_create_draft_order',
  search: 'shopify create draft order',
  inputs: async () =>
    Array.from({ length: 60 }, (_, index) => ({
      lineItems: [{ title: `Sample ${index}`, price: { currency: 'INR', minor: 50_000 }, quantity: 1 }],
    })),
  effects: async (room, input) => {
    const { answer } = await room.call<{ draftOrders: DraftOrder[] }>('providers/shopify')
    const [line] = input.lineItems as { title: string }[]
    return answer.draftOrders.filter(({ lines }) => lines.some(({ title }) => title === line?.title)).length
  },
}

const books = async (room: OpsRoom): Promise<RazorpayBooks> =>
  (await room.call<RazorpayBooks>('providers/razorpay')).answer
