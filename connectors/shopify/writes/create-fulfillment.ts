import { z } from 'zod'
import { type JsonObject, type WriteFacts, write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { fulfillmentCreate, fulfillmentStateQuery } from '../documents/fulfilment.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { found } from '../lookup.ts'
import { notifiedText } from '../people.ts'

const input = z.strictObject({
  fulfillmentOrder: gid('FulfillmentOrder'),
  lineItems: z
    .array(
      z.strictObject({ lineItem: gid('FulfillmentOrderLineItem'), quantity: z.int().min(1).max(10_000) }),
    )
    .max(50)
    .default([])
    .describe('What is in the parcel; empty for all that remains'),
  tracking: z
    .strictObject({
      company: z.string().min(1).max(100).describe('The carrier’s name as Shopify knows it'),
      number: z.string().min(1).max(100),
      url: z
        .url({ protocol: /^https$/ })
        .max(500)
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  notify: z.boolean().describe('Whether Shopify e-mails the customer about it'),
})
type Input = z.output<typeof input>

const item = z.strictObject({ id: z.string(), title: z.string(), remaining: z.int() })
const before = z.strictObject({
  fulfillmentOrder: z.string(),
  order: z.string(),
  orderId: z.string(),
  status: z.string(),
  isCancelled: z.boolean(),
  canBeSent: z.boolean(),
  holds: z.array(z.string()),
  location: z.string(),
  items: z.array(item),
  isCut: z.boolean(),
  email: z.string().nullable(),
})
type Before = z.output<typeof before>

export const createFulfillment = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Mark items of a Shopify order as sent, with the parcel’s tracking number. Find the fulfilment order and its lines with shopify_fulfillment_orders first.',
  scopes: [
    'write_merchant_managed_fulfillment_orders',
    'read_merchant_managed_fulfillment_orders',
    'read_orders',
  ],
  risk: 'customer',
  // What is sent cannot be sent again, but a part of a line could be.
  idempotency: 'none',
  input,
  before,
  preview: async (read, { fulfillmentOrder }) => factsOf(await stateOf(read, fulfillmentOrder)),
  refuse: refusalOf,
  summarize: (facts) => ({
    headline: `Mark ${piecesOf(facts)} of order ${facts.before.order} as sent`,
    changes: [
      ...sentOf(facts).map(({ title, remaining, quantity }) => ({
        field: title,
        from: `${remaining} to send`,
        to: remaining === quantity ? `${quantity} sent` : `${quantity} sent, ${remaining - quantity} left`,
      })),
      { field: 'From', from: null, to: facts.before.location },
      { field: 'Tracking', from: null, to: trackingText(facts.input.tracking) },
      { field: 'Customer notified', from: null, to: notifiedText(facts.input.notify, facts.before.email) },
    ],
    money: null,
    recipients: facts.input.notify && facts.before.email !== null ? [`${facts.before.email}, by e-mail`] : [],
    undo: 'The fulfilment can be cancelled in Shopify; an e-mail that went out stays out.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const answer = await api.change(fulfillmentCreate, { fulfillment: fulfillmentInput(input, before) })
    const { fulfillment, userErrors } = payloadOf(answer.fulfillmentCreate)
    assertNoUserErrors(userErrors)
    const { id, name, status, createdAt } = payloadOf(fulfillment)
    return { fulfillment: id, name, status, createdAt }
  },
  classify,
  // Told by what remains to be sent. The same pieces sent by somebody else, with the same number, read as ours.
  reconcile: async (read, facts) => {
    const state = await stateOf(read, facts.before.fulfillmentOrder)
    const now = factsOf(state)
    const { tracking } = facts.input
    const made = state.fulfillments.nodes.find(
      ({ trackingInfo }) =>
        tracking === null || trackingInfo.some(({ number }) => number === tracking.number),
    )
    const left = (id: string) => now.items.find((each) => each.id === id)?.remaining ?? 0
    const sent = sentOf(facts)
    if (made && sent.every(({ id, remaining, quantity }) => left(id) === remaining - quantity)) {
      return { outcome: 'succeeded', result: { fulfillment: made.id, status: made.status } }
    }
    return sent.every(({ id, remaining }) => left(id) === remaining)
      ? { outcome: 'failed', sentence: `Nothing more of order ${facts.before.order} is marked as sent.` }
      : {
          outcome: 'unknown',
          sentence: `Something of order ${facts.before.order} was marked as sent, but not visibly by this request.`,
        }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

async function stateOf(read: ShopifyReads, id: string) {
  const { fulfillmentOrder } = await read.ask(fulfillmentStateQuery, { id })
  return found(fulfillmentOrder, `Shopify has no fulfilment order ${id}.`)
}

const factsOf = (state: Awaited<ReturnType<typeof stateOf>>): Before => ({
  fulfillmentOrder: state.id,
  order: state.orderName,
  orderId: state.orderId,
  status: state.status,
  isCancelled: state.order.cancelledAt !== null,
  canBeSent: state.supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT'),
  holds: state.fulfillmentHolds.map(({ displayReason }) => displayReason),
  location: state.assignedLocation.name,
  items: state.lineItems.nodes.map(({ id, productTitle, variantTitle, sku, remainingQuantity }) => ({
    id,
    title: [productTitle, variantTitle, sku && `(${sku})`].filter(Boolean).join(' '),
    remaining: remainingQuantity,
  })),
  isCut: state.lineItems.pageInfo.hasNextPage,
  email: state.order.email,
})

type Facts = Pick<WriteFacts<Input, Before>, 'input' | 'before'>

function refusalOf({ input, before }: Facts): string | null {
  if (before.isCancelled) return `Order ${before.order} is cancelled.`
  if (before.holds.length > 0) return `Order ${before.order} is on hold: ${before.holds.join(', ')}.`
  if (!before.canBeSent) return `Nothing of this can be marked as sent: it is ${before.status}.`
  if (before.isCut) return `Order ${before.order} has more lines than a card can show.`
  if (new Set(input.lineItems.map(({ lineItem }) => lineItem)).size < input.lineItems.length) {
    return 'A line is named twice.'
  }
  for (const { lineItem, quantity } of input.lineItems) {
    const line = before.items.find(({ id }) => id === lineItem)
    if (!line) return `The fulfilment order has no line ${lineItem}.`
    if (quantity > line.remaining) return `Only ${line.remaining} of “${line.title}” are left to send.`
  }
  return sentOf({ input, before }).length === 0 ? `Nothing of order ${before.order} is left to send.` : null
}

function sentOf({ input, before }: Facts) {
  const asked = input.lineItems
  return before.items.flatMap((line) => {
    const quantity =
      asked.length === 0
        ? line.remaining
        : (asked.find(({ lineItem }) => lineItem === line.id)?.quantity ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}

function piecesOf(facts: Facts): string {
  const pieces = sentOf(facts).reduce((sum, { quantity }) => sum + quantity, 0)
  return pieces === 1 ? '1 item' : `${pieces} items`
}

const trackingText = (tracking: Input['tracking']): string =>
  tracking === null
    ? 'none'
    : `${tracking.company} ${tracking.number}${tracking.url ? ` (${tracking.url})` : ''}`

/** Each line by its quantity, also where all are meant: what the card did not show must not be sent. */
const fulfillmentInput = (input: Input, before: Before): JsonObject => ({
  lineItemsByFulfillmentOrder: [
    {
      fulfillmentOrderId: before.fulfillmentOrder,
      fulfillmentOrderLineItems: sentOf({ input, before }).map(({ id, quantity }) => ({ id, quantity })),
    },
  ],
  notifyCustomer: input.notify,
  ...(input.tracking === null
    ? {}
    : {
        trackingInfo: {
          company: input.tracking.company,
          number: input.tracking.number,
          ...(input.tracking.url === null ? {} : { url: input.tracking.url }),
        },
      }),
})
