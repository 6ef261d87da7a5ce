import { z } from 'zod'
import { type Change, ConnectorError, type WriteFacts, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import {
  orderEditAddVariant,
  orderEditBegin,
  orderEditCommit,
  orderEditSetQuantity,
} from '../documents/order-edit.ts'
import { draftBasis, type VariantPrice, variantPrice } from '../draft-lines.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf, orderRef } from '../ids.ts'
import { findOrder } from '../lookup.ts'
import { withMark } from '../marks.ts'
import { fromMoneyV2 } from '../money.ts'
import {
  isEdited,
  isUnedited,
  linesOf,
  newLines,
  type OrderLine,
  orderLine,
  orderToEdit,
} from '../order-lines.ts'
import { notifiedText } from '../people.ts'

const quantity = z.int().min(1).max(10_000)

const input = z.strictObject({
  order: orderRef,
  add: z
    .array(z.strictObject({ variant: gid('ProductVariant'), quantity }))
    .max(10)
    .default([])
    .describe('Variants that come onto the order, each on a new line'),
  set: z
    .array(
      z.strictObject({
        lineItem: gid('LineItem'),
        quantity: z.int().min(0).max(10_000).describe('How many from now on; 0 takes the line off'),
        restock: z.boolean().default(true).describe('Whether what is taken off becomes available again'),
      }),
    )
    .max(20)
    .default([]),
  notify: z.boolean().describe('Whether Shopify e-mails the customer about it'),
  note: z.string().max(190).nullable().default(null).describe('A note for staff'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  order: z.string(),
  orderId: z.string(),
  isCancelled: z.boolean(),
  isEditable: z.boolean(),
  reasons: z.array(z.string()),
  total: money,
  outstanding: money,
  lines: z.array(orderLine),
  isCut: z.boolean(),
  variants: z.array(variantPrice),
  email: z.string().nullable(),
})
type Facts = WriteFacts<Input, z.output<typeof before>>

export const editOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Edit a placed Shopify order: add variants, or change how many of a line that was not sent yet. What the customer owes or is owed changes with it; nobody is charged or refunded by this.',
  scopes: ['write_order_edits', 'read_orders', 'read_products', 'read_customers'],
  risk: 'money',
  // Variants would be added a second time.
  idempotency: 'none',
  input,
  before,
  preview: async (read, input) => {
    const order = await orderToEdit(read, await findOrder(read, input.order))
    const asked = input.add.map(({ variant }) => ({ variant, quantity: 1 }))
    return {
      order: order.name,
      orderId: order.id,
      isCancelled: order.cancelledAt !== null,
      isEditable: order.merchantEditable,
      reasons: order.merchantEditableErrors,
      total: fromMoneyV2(order.currentTotalPriceSet.presentmentMoney),
      outstanding: fromMoneyV2(order.totalOutstandingSet.presentmentMoney),
      lines: linesOf(order.lineItems.nodes),
      isCut: order.lineItems.pageInfo.hasNextPage,
      variants: asked.length === 0 ? [] : (await draftBasis(read, asked)).variants,
      email: order.email,
    }
  },
  refuse: refusalOf,
  summarize: ({ input, before }) => ({
    headline: `Edit order ${before.order}`,
    changes: [
      ...changesOf(input, before),
      { field: 'Customer notified', from: null, to: notifiedText(input.notify, before.email) },
      ...(input.note === null ? [] : [{ field: 'Note for staff', from: null, to: input.note }]),
    ],
    money: null,
    recipients: input.notify && before.email !== null ? [`${before.email}, by e-mail`] : [],
    undo: 'The order can be edited back; an added line then stands at none.',
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const session = await stage(api, input, before)
    const answer = await api.change(orderEditCommit, {
      id: session,
      notifyCustomer: input.notify,
      staffNote: withMark(input.note, idempotencyKey),
    })
    const { order, userErrors } = payloadOf(answer.orderEditCommit)
    assertNoUserErrors(userErrors)
    return resultOf(before.lines, payloadOf(order))
  },
  classify,
  undo: ({ before, input, result }) => ({
    write: 'editOrder',
    input: {
      order: before.orderId,
      set: [
        ...input.set.map(({ lineItem, restock }) => ({
          lineItem,
          quantity: before.lines.find(({ id }) => id === lineItem)?.quantity ?? 0,
          restock,
        })),
        ...(result.added as string[]).map((lineItem) => ({ lineItem, quantity: 0, restock: true })),
      ],
      notify: false,
    },
  }),
  reconcile: async (read, { input, before }) => {
    const order = await orderToEdit(read, before.orderId)
    const now = linesOf(order.lineItems.nodes)
    if (isEdited(input, before.lines, now))
      return { outcome: 'succeeded', result: resultOf(before.lines, order) }
    return isUnedited(before.lines, now)
      ? { outcome: 'failed', sentence: `The lines of order ${before.order} are as they were.` }
      : {
          outcome: 'unknown',
          sentence: `The lines of order ${before.order} are neither as they were nor as asked for.`,
        }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

function refusalOf({ input, before }: Facts): string | null {
  if (before.isCancelled) return `Order ${before.order} is cancelled.`
  if (!before.isEditable) {
    return `Shopify does not let order ${before.order} be edited${before.reasons.length > 0 ? ` (${before.reasons.join(', ')})` : ''}.`
  }
  if (before.isCut) return `Order ${before.order} has more lines than a card can show.`
  if (input.add.length + input.set.length === 0) return 'Nothing is asked to be changed.'
  if (new Set(input.set.map(({ lineItem }) => lineItem)).size < input.set.length)
    return 'A line is named twice.'
  for (const { lineItem, quantity } of input.set) {
    const line = before.lines.find(({ id }) => id === lineItem)
    if (!line) return `Order ${before.order} has no line ${lineItem}.`
    if (line.quantity === quantity) return `“${line.title}” already stands at ${quantity}.`
    if (quantity < line.quantity - line.unfulfilled) {
      return `Only ${line.unfulfilled} of “${line.title}” were not sent yet.`
    }
  }
  return null
}

function changesOf({ set, add }: Input, { lines, variants, total }: Facts['before']): Change[] {
  const changed = set.flatMap(({ lineItem, quantity, restock }) => {
    const line = lines.find(({ id }) => id === lineItem)
    if (!line) return []
    const back = quantity < line.quantity ? `, ${restock ? 'restocked' : 'not restocked'}` : ''
    return [
      { field: line.title, from: `${line.quantity} at ${moneyText(line.price)}`, to: `${quantity}${back}` },
    ]
  })
  const added = add.flatMap(({ variant, quantity }) => {
    const found = variants.find(({ id }) => id === variant)
    return found ? [{ field: nameOf(found), from: null, to: `${quantity} at ${moneyText(found.price)}` }] : []
  })
  return [
    ...changed,
    ...added,
    { field: 'Total', from: moneyText(total), to: expected({ set, add }, { lines, variants, total }) },
  ]
}

const nameOf = ({ title, sku }: VariantPrice): string => (sku ? `${title} (${sku})` : title)

/** Shopify has no rehearsal of an edit that leaves nothing behind, so the new total is an estimate and says so. */
function expected(
  { set, add }: Pick<Input, 'set' | 'add'>,
  facts: Pick<Facts['before'], 'lines' | 'variants' | 'total'>,
) {
  const { lines, variants, total } = facts
  const changed = set.map(({ lineItem, quantity }) => {
    const line = lines.find(({ id }) => id === lineItem)
    return line ? line.price.minor * (quantity - line.quantity) : 0
  })
  const added = add.map(({ variant, quantity }) => {
    const price = variants.find(({ id }) => id === variant)?.price
    return price?.currency === total.currency ? price.minor * quantity : null
  })
  if (added.includes(null)) return 'as Shopify calculates it in the customer’s currency'
  const minor = [...changed, ...added].reduce<number>((sum, each) => sum + (each ?? 0), total.minor)
  return `about ${moneyText({ currency: total.currency, minor: Math.max(0, minor) })}, as Shopify calculates tax and discounts`
}

/** Everything up to the commit: a session that is left changes nothing, so an end here is no outcome of the edit. */
async function stage(api: ShopifyWrites, { set, add }: Input, before: Facts['before']): Promise<string> {
  const begun = payloadOf((await api.change(orderEditBegin, { id: before.orderId })).orderEditBegin)
  assertNoUserErrors(begun.userErrors)
  const { id, lineItems } = payloadOf(begun.calculatedOrder)
  for (const { lineItem, quantity, restock } of set) {
    const lineItemId = calculatedLine(lineItems.nodes, before.lines, lineItem)
    const answer = await api.change(orderEditSetQuantity, { id, lineItemId, quantity, restock })
    assertNoUserErrors(payloadOf(answer.orderEditSetQuantity).userErrors)
  }
  for (const { variant, quantity } of add) {
    const answer = await api.change(orderEditAddVariant, { id, variantId: variant, quantity })
    assertNoUserErrors(payloadOf(answer.orderEditAddVariant).userErrors)
  }
  return id
}

type Calculated = { id: string; quantity: number; variant: { id: string } | null }

/** An edit calls a line by another kind of id with the same number. Whether it is the same line is seen by what is on it. */
function calculatedLine(nodes: Calculated[], lines: OrderLine[], lineItem: string): string {
  const held = lines.find(({ id }) => id === lineItem)
  const found = nodes.find(({ id }) => numberOf(id) === numberOf(lineItem))
  if (found && held && found.quantity === held.quantity && (found.variant?.id ?? null) === held.variant) {
    return found.id
  }
  throw new ConnectorError('refused', 'The lines of the order have changed at Shopify. Nothing was done.')
}

type Edited = Pick<
  Awaited<ReturnType<typeof orderToEdit>>,
  'id' | 'name' | 'currentTotalPriceSet' | 'totalOutstandingSet' | 'lineItems'
>

const resultOf = (before: OrderLine[], order: Edited) => ({
  order: order.id,
  name: order.name,
  total: fromMoneyV2(order.currentTotalPriceSet.presentmentMoney),
  outstanding: fromMoneyV2(order.totalOutstandingSet.presentmentMoney),
  added: newLines(before, linesOf(order.lineItems.nodes)).map(({ id }) => id),
})
