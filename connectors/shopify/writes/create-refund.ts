import { z } from 'zod'
import { ConnectorError, type JsonObject, type Reconciled, type WriteFacts, write } from '../../define.ts'
import { moneyText, positiveMoney, sumOf, toDecimal } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { refundCreate, refundsOfOrderQuery, refundsSeen, type ShopifyRefund } from '../documents/refund.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf, orderRef } from '../ids.ts'
import { found } from '../lookup.ts'
import { carriesMark, withMark } from '../marks.ts'
import { fromMoneyV2 } from '../money.ts'
import { notifiedText, payerText } from '../people.ts'
import { type RefundFacts, refundFacts, refundState } from '../refund-state.ts'

const lineItem = z.strictObject({
  lineItem: gid('LineItem'),
  quantity: z.int().min(1).max(10_000),
  restock: z
    .enum(['NO_RESTOCK', 'RETURN', 'CANCEL'])
    .default('NO_RESTOCK')
    .describe('RETURN: sent back and on the shelf again; CANCEL: never sent'),
  location: gid('Location').nullable().default(null).describe('Where it is restocked; null with NO_RESTOCK'),
})

const input = z.strictObject({
  order: orderRef,
  amount: positiveMoney
    .nullable()
    .default(null)
    .describe('Refund this much, in the currency that the customer paid in; null with lineItems'),
  lineItems: z
    .array(lineItem)
    .max(50)
    .default([])
    .describe('Or refund these line items at what Shopify calculates for them, without shipping'),
  notify: z.boolean().describe('Whether Shopify e-mails the customer about it'),
  reason: z.string().max(200).nullable().default(null).describe('A note on the refund, for staff'),
})
export type RefundInput = z.output<typeof input>
type Facts = WriteFacts<RefundInput, RefundFacts>

export const createRefund = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Refund a Shopify order to the way it was paid: either an amount, or line items (then Shopify calculates the amount). Find the order and what is left to refund with shopify_order first.',
  scopes: ['write_orders', 'read_orders', 'read_products'],
  risk: 'money',
  idempotency: 'native',
  input,
  before: refundFacts,
  preview: refundState,
  refuse: refusalOf,
  summarize: ({ input, before }) => ({
    headline: `Refund ${moneyText(before.amount)} of order ${before.order}`,
    changes: changesOf(input, before),
    money: before.amount,
    recipients: [
      ...before.parts.map(({ gateway }) => payerText(before.email, gateway)),
      ...(input.notify && before.email !== null ? [`${before.email}, by e-mail`] : []),
    ],
    undo: null,
    already: before.refunds.map(
      ({ amount, at }) => `${moneyText(amount)} was already refunded${at ? ` on ${at.slice(0, 10)}` : ''}.`,
    ),
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const variables = { input: refundInput(input, before, idempotencyKey), key: idempotencyKey }
    const answer = await api.change(refundCreate, variables)
    const { refund, userErrors } = payloadOf(answer.refundCreate)
    if (refund && userErrors.length > 0) {
      throw new ConnectorError('broken', `Shopify recorded the refund ${refund.id} and also reported errors.`)
    }
    assertNoUserErrors(userErrors)
    const outcome = outcomeOf(payloadOf(refund))
    if (outcome.outcome === 'succeeded') return outcome.result
    throw new ConnectorError('broken', outcome.sentence)
  },
  about: ({ before }) => ({ kind: 'order', order: before.order, payment: before.payment }),
  classify,
  reconcile: async (read, { before, idempotencyKey }) => {
    const { order } = await read.ask(refundsOfOrderQuery, { id: before.orderId })
    const { refunds } = found(order, `Shopify has no order ${before.order} any more.`)
    const ours = refunds.find(({ note }) => carriesMark(note, idempotencyKey))
    if (ours) return outcomeOf(ours)
    return refunds.length < refundsSeen
      ? { outcome: 'failed', sentence: `Shopify holds no refund of this request on order ${before.order}.` }
      : { outcome: 'unknown', sentence: `Order ${before.order} has more refunds than can be looked through.` }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

function refusalOf({ input, before }: Facts): string | null {
  if ((input.amount === null) === (input.lineItems.length === 0)) {
    return 'A refund is either of an amount or of line items.'
  }
  const unplaced = input.lineItems.find(
    ({ restock, location }) => (restock === 'NO_RESTOCK') !== (location === null),
  )
  if (unplaced) return 'A line item that is restocked needs a location, and only such a one has it.'
  const excess = before.lineItems.find(({ quantity, refundable }) => quantity > refundable)
  if (excess) return `Only ${excess.refundable} of “${excess.title}” can still be refunded.`
  if (input.amount !== null && input.amount.currency !== before.refundable.currency) {
    return `Order ${before.order} was paid in ${before.refundable.currency}.`
  }
  const wanted = input.amount ?? before.amount
  if (wanted.minor <= 0) return `Shopify calculates nothing to refund for this on order ${before.order}.`
  if (
    wanted.minor > before.refundable.minor ||
    sumOf(wanted.currency, amountsOf(before)).minor !== wanted.minor
  ) {
    return `${moneyText(wanted)} is more than is left to refund on order ${before.order}: ${moneyText(before.refundable)}.`
  }
  return null
}

const amountsOf = (before: RefundFacts) => before.parts.map(({ amount }) => amount)

function changesOf(input: RefundInput, before: RefundFacts) {
  const { currency } = before.amount
  const after = (minor: number) => moneyText({ currency, minor })
  const paid = before.amount.minor
  return [
    { field: 'Refunded', from: moneyText(before.refunded), to: after(before.refunded.minor + paid) },
    {
      field: 'Left to refund',
      from: moneyText(before.refundable),
      to: after(before.refundable.minor - paid),
    },
    ...before.parts.map(({ gateway, amount }) => ({
      field: `Paid back through ${gateway}`,
      from: null,
      to: moneyText(amount),
    })),
    ...before.lineItems.map(({ title, sku, quantity }, index) => ({
      field: 'Line item',
      from: null,
      to: `${quantity} × ${title}${sku ? ` (${sku})` : ''}, ${restockText(input.lineItems[index])}`,
    })),
    ...(input.reason === null ? [] : [{ field: 'Note for staff', from: null, to: input.reason }]),
    { field: 'Customer notified', from: null, to: notifiedText(input.notify, before.email) },
  ]
}

const restockText = (item: RefundInput['lineItems'][number] | undefined): string =>
  item?.location ? `restocked at ${item.location} (${item.restock})` : 'not restocked'

function refundInput(input: RefundInput, before: RefundFacts, key: string): JsonObject {
  return {
    orderId: before.orderId,
    currency: before.amount.currency,
    note: withMark(input.reason, key),
    notify: input.notify,
    refundLineItems: input.lineItems.map(({ lineItem, quantity, restock, location }) => ({
      lineItemId: lineItem,
      quantity,
      restockType: restock,
      ...(location === null ? {} : { locationId: location }),
    })),
    transactions: before.parts.map(({ transaction, gateway, amount }) => ({
      orderId: before.orderId,
      parentId: transaction,
      gateway,
      kind: 'REFUND',
      amount: toDecimal(amount),
    })),
  }
}

/** A Refund can exist while its money has not moved: Shopify says so in the status of its transactions. */
function outcomeOf(refund: ShopifyRefund): Exclude<Reconciled, { outcome: 'failed' }> {
  const transactions = refund.transactions.nodes
  const failed = transactions.find(({ status }) => status === 'FAILURE' || status === 'ERROR')
  if (failed) {
    return {
      outcome: 'unknown',
      sentence: `Shopify recorded the refund ${refund.id}, but ${failed.gateway ?? 'the gateway'} did not pay it back.`,
    }
  }
  const result = {
    refund: refund.id,
    createdAt: refund.createdAt,
    amount: fromMoneyV2(refund.totalRefundedSet.presentmentMoney),
    transactions: transactions.map(({ id, status, gateway, amountSet }) => ({
      id,
      status,
      gateway,
      amount: fromMoneyV2(amountSet.presentmentMoney),
    })),
  }
  return { outcome: 'succeeded', result }
}
