/** The lines of an order as an edit sees them: what stands there, and what an edit would make of it. */
import { z } from 'zod'
import { money } from '../money.ts'
import type { ShopifyReads } from './client.ts'
import { orderEditStateQuery } from './documents/order-edit.ts'
import { found } from './lookup.ts'
import { fromMoneyV2 } from './money.ts'

export const orderLine = z.strictObject({
  id: z.string(),
  title: z.string(),
  variant: z.string().nullable(),
  quantity: z.int(),
  unfulfilled: z.int(),
  /** Of one piece, with its discounts. */
  price: money,
})
export type OrderLine = z.output<typeof orderLine>

export async function orderToEdit(read: ShopifyReads, id: string) {
  const { order } = await read.ask(orderEditStateQuery, { id })
  return found(order, `Shopify has no order ${id}.`)
}

type Nodes = Awaited<ReturnType<typeof orderToEdit>>['lineItems']['nodes']

export const linesOf = (nodes: Nodes): OrderLine[] =>
  nodes.map((line) => ({
    id: line.id,
    title: [line.title, line.variantTitle, line.sku && `(${line.sku})`].filter(Boolean).join(' '),
    variant: line.variant?.id ?? null,
    quantity: line.currentQuantity,
    unfulfilled: line.unfulfilledQuantity,
    price: fromMoneyV2(line.discountedUnitPriceSet.presentmentMoney),
  }))

export type Edit = {
  add: { variant: string; quantity: number }[]
  set: { lineItem: string; quantity: number }[]
}

/** How the lines stand after an edit, as far as it can be told: each held line, and what is new of each variant. */
export function isEdited(edit: Edit, before: readonly OrderLine[], now: readonly OrderLine[]): boolean {
  const isSet = before.every(({ id, quantity }) => {
    const wanted = edit.set.find(({ lineItem }) => lineItem === id)?.quantity ?? quantity
    return (now.find((line) => line.id === id)?.quantity ?? 0) === wanted
  })
  const fresh = newLines(before, now)
  return isSet && text(added(fresh)) === text(edit.add)
}

export const isUnedited = (before: readonly OrderLine[], now: readonly OrderLine[]): boolean =>
  newLines(before, now).length === 0 &&
  before.every(({ id, quantity }) => now.find((line) => line.id === id)?.quantity === quantity)

export const newLines = (before: readonly OrderLine[], now: readonly OrderLine[]): OrderLine[] =>
  now.filter(({ id, quantity }) => quantity > 0 && !before.some((line) => line.id === id))

const added = (lines: readonly OrderLine[]) =>
  lines.map(({ variant, quantity }) => ({ variant: variant ?? '', quantity }))

const text = (added: { variant: string; quantity: number }[]): string =>
  added
    .map(({ variant, quantity }) => `${variant} ${quantity}`)
    .sort()
    .join()
