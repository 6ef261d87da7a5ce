import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { reviewAction } from '../apis/buyers.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { orderId } from '../inputs.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'

const before = z.strictObject({
  status: z.string().nullable(),
  products: z.array(z.string()),
  isOpen: z.boolean(),
})

/** Natural: Amazon sends one for an order, and takes the action off its list then. */
export const requestReview = write<AmazonReads, AmazonWrites>()({
  description:
    'Have Amazon ask the buyer of an order for a product review and seller feedback, in Amazon’s own words. Once for an order, some days after delivery.',
  scopes: [...roles.reviews, ...roles.orders],
  risk: 'customer',
  idempotency: 'natural',
  input: z.strictObject({ orderId }),
  before,
  preview: async (read, { orderId }) => {
    const [actions, order] = await Promise.all([
      read.solicitationActions(orderId),
      read.order(orderId, ['FULFILLMENT']),
    ])
    return {
      status: order.fulfillment?.fulfillmentStatus ?? null,
      products: order.orderItems.map(({ product }) => product.sellerSku ?? product.asin ?? 'a product'),
      isOpen: actions.includes(reviewAction),
    }
  },
  refuse: ({ input, before }) =>
    before.isOpen
      ? null
      : `Amazon takes no review request for ${input.orderId} now: it takes one for an order, from 5 to 30 days after delivery.`,
  summarize: ({ input, before }) => ({
    headline: `Ask the buyer of Amazon order ${input.orderId} for a review`,
    changes: [
      { field: 'Review request', from: 'none sent', to: 'sent once, in Amazon’s words' },
      { field: 'For', from: null, to: before.products.join(', ') || 'the order' },
    ],
    money: null,
    recipients: [`The buyer of ${input.orderId}, by Amazon’s e-mail`],
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => {
    await api.solicitReview(input.orderId)
    return { order: input.orderId, request: 'sent' }
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const isOpen = (await read.solicitationActions(input.orderId)).includes(reviewAction)
    return isOpen
      ? {
          outcome: 'failed',
          sentence: `Amazon would still take a review request for ${input.orderId}: none was sent.`,
        }
      : { outcome: 'succeeded', result: { order: input.orderId, request: 'sent' } }
  },
  link: ({ input, account }) => sellerPage(account, `/orders-v3/order/${input.orderId}`),
})
