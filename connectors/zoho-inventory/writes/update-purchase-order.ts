import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../../rest.ts'
import { price } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import { date, maybe, purchaseOrderId } from '../inputs.ts'
import { reading, writing } from '../scopes.ts'
import { resultOf } from './create-purchase-order.ts'
import { askedLine, changesOf, itemFact, itemsOf, priced, refusalOf, titleOf } from './order-lines.ts'
import {
  type AfterLine,
  bodyOf,
  factsOf,
  type OrderFacts,
  orderFacts,
  sumOfLines,
} from './purchase-order-state.ts'

const input = z.strictObject({
  purchaseOrderId,
  expectedOn: maybe(date),
  lines: z
    .array(
      z.strictObject({
        lineItemId: z
          .string()
          .regex(/^\d{1,25}$/)
          .describe('The id of a line of this order'),
        quantity: maybe(z.int().min(0).max(1_000_000)).describe('0 takes the line out; null leaves it'),
        rate: maybe(price).describe('For one piece, before tax; null leaves it'),
      }),
    )
    .max(50)
    .default([]),
  added: z.array(askedLine).max(50).default([]),
})
type Input = z.output<typeof input>
const before = z.strictObject({ ...orderFacts.shape, items: z.array(itemFact) })
type Before = z.output<typeof before>

export const updatePurchaseOrder = write<InventoryReads, InventoryWrites>()({
  description: 'Change quantities, rates, lines or the expected day of a purchase order in Zoho Inventory.',
  scopes: [...writing('purchaseorders', 'UPDATE'), ...reading('items', 'settings')],
  risk: 'money',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const order = factsOf(await read.purchaseOrder(input.purchaseOrderId))
    const of = { currency: order.currency, rate: 'purchase_rate' } as const
    return { ...order, items: await itemsOf(read, input.added, of) }
  },
  refuse: ({ input, before }) => refusal(input, before),
  summarize: ({ input, before }) => ({
    headline: `Change purchase order ${before.number} to ${before.vendor}`,
    changes: [
      ...lineChanges(input, before),
      ...changesOf(priced(input.added, before.items, before.currency)),
      ...(input.expectedOn === null
        ? []
        : [{ field: 'Expected on', from: before.expectedOn, to: input.expectedOn }]),
      {
        field: 'Total before tax',
        from: moneyText(sumOfLines(before.lines, before.currency)),
        to: moneyText(sumOfLines(after(input, before), before.currency)),
      },
    ],
    money: sumOfLines(after(input, before), before.currency),
    recipients: [],
    undo: back(input, before) === null ? null : 'The values from before can be set again.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const order = await api.purchaseOrder(input.purchaseOrderId)
    const body = bodyOf(order, after(input, before), input.expectedOn)
    // It keeps its number, whoever numbers the orders.
    const query = { ignore_auto_number_generation: true }
    return resultOf(await api.updatePurchaseOrder(input.purchaseOrderId, body, query))
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const order = await read.purchaseOrder(input.purchaseOrderId)
    const now = factsOf(order)
    if (isDone(now, input, before)) return { outcome: 'succeeded', result: resultOf(order) }
    const { items: _, ...was } = before
    return JSON.stringify(now) === JSON.stringify(was)
      ? { outcome: 'failed', sentence: 'The purchase order in Zoho Inventory is as it was.' }
      : {
          outcome: 'unknown',
          sentence: 'The purchase order in Zoho Inventory is neither as it was nor as asked for.',
        }
  },
  undo: ({ input, before }) => back(input, before),
})

function refusal(input: Input, before: Before): string | null {
  if (!['draft', 'issued', 'open', 'approved', 'partially_received'].includes(before.status))
    return `Purchase order ${before.number} is ${before.status}, and cannot be changed any more.`
  if (before.hasMore) return 'This order has quantities, rates or discounts that this cannot keep exactly.'
  const strange = input.lines.some(
    ({ lineItemId }) => !before.lines.some((one) => one.lineItemId === lineItemId),
  )
  if (strange) return `Purchase order ${before.number} has no such line.`
  if (new Set(input.lines.map(({ lineItemId }) => lineItemId)).size < input.lines.length)
    return 'A line is named twice.'
  if (input.lines.some(({ rate }) => rate !== null && rate.currency !== before.currency))
    return `This order is in ${before.currency}.`
  const lines = after(input, before)
  if (lines.length === 0) return 'An order needs a line. Cancel it instead.'
  const short = before.lines.find(
    (was) => (lines.find((one) => one.lineItemId === was.lineItemId)?.quantity ?? 0) < was.received,
  )
  if (short) return `Of ${titleOf(short)} ${short.received} were received already.`
  const isSame = JSON.stringify(lines) === JSON.stringify(after({ ...input, lines: [], added: [] }, before))
  if (isSame && (input.expectedOn === null || input.expectedOn === before.expectedOn))
    return 'The order is already as asked for.'
  return refusalOf(input.added, before.items, before.currency)
}

/** The lines as they shall be: those that stay, then the new ones. */
function after(input: Input, { lines, items, currency }: Before): AfterLine[] {
  const stay = lines.flatMap((was) => {
    const asked = input.lines.find(({ lineItemId }) => lineItemId === was.lineItemId)
    const quantity = asked?.quantity ?? was.quantity
    const { lineItemId, itemId } = was
    return quantity === 0 ? [] : [{ lineItemId, itemId, quantity, rate: asked?.rate ?? was.rate }]
  })
  const added = priced(input.added, items, currency).map(({ itemId, quantity, rate }) => ({
    lineItemId: null,
    itemId,
    quantity,
    rate,
  }))
  return [...stay, ...added]
}

const lineChanges = (input: Input, before: Before) =>
  input.lines.flatMap((asked) => {
    const was = before.lines.find(({ lineItemId }) => lineItemId === asked.lineItemId)
    if (!was) return []
    const quantity = asked.quantity ?? was.quantity
    const text = (pieces: number, rate: OrderFacts['lines'][number]['rate']) =>
      `${pieces} × ${moneyText(rate)}`
    const to = quantity === 0 ? 'taken out' : text(quantity, asked.rate ?? was.rate)
    return [{ field: titleOf(was), from: text(was.quantity, was.rate), to }]
  })

/** Zoho gives new lines their ids, so that they are told apart by what is in them. */
function isDone(now: OrderFacts, input: Input, before: Before): boolean {
  const plain = (lines: readonly AfterLine[]) =>
    lines.map(({ itemId, quantity, rate }) => `${itemId} ${quantity} ${rate.currency} ${rate.minor}`).sort()
  return (
    (input.expectedOn === null || now.expectedOn === input.expectedOn) &&
    plain(now.lines).join() === plain(after(input, before)).join()
  )
}

/** Lines that were taken out or added have no way back. */
function back(input: Input, before: Before) {
  if (input.added.length > 0 || input.lines.some(({ quantity }) => quantity === 0)) return null
  if (input.expectedOn !== null && before.expectedOn === null) return null
  const lines = before.lines
    .filter(({ lineItemId }) => input.lines.some((asked) => asked.lineItemId === lineItemId))
    .map(({ lineItemId, quantity, rate }) => ({ lineItemId, quantity, rate }))
  const expectedOn = input.expectedOn === null ? null : before.expectedOn
  return {
    write: 'updatePurchaseOrder',
    input: { purchaseOrderId: input.purchaseOrderId, lines, expectedOn },
  }
}
