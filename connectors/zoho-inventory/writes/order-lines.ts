/** The lines of a new order: what was asked for, what the items say, and what it comes to. */
import { z } from 'zod'
import { ConnectorError, type Money } from '../../define.ts'
import { money, moneyText, sumOf } from '../../money.ts'
import { exactRate, price, toNumber } from '../amounts.ts'
import type { InventoryReads } from '../client.ts'
import { itemId, maybe } from '../inputs.ts'
import { label } from '../label.ts'

export const askedLine = z.strictObject({
  itemId,
  quantity: z.int().min(1).max(1_000_000).describe('Whole pieces'),
  rate: maybe(price).describe('For one piece, before tax; null takes the item’s own'),
})
type Asked = z.output<typeof askedLine>

/** An item as the order finds it. `rate` is null where it has none in the order's currency. */
export const itemFact = z.strictObject({
  itemId: z.string(),
  sku: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  rate: money.nullable(),
})
export type ItemFact = z.output<typeof itemFact>

/** Each item once, in the order of their first mention. */
export async function itemsOf(
  read: InventoryReads,
  lines: readonly { itemId: string }[],
  of: { currency: string; rate: 'rate' | 'purchase_rate' },
): Promise<ItemFact[]> {
  const ids = [...new Set(lines.map(({ itemId }) => itemId))]
  if (ids.length === 0) return []
  const [found, { currency_code }] = await Promise.all([read.itemDetails(ids), read.organization()])
  return ids.map((id) => {
    const item = found.find(({ item_id }) => item_id === id)
    if (!item) throw new ConnectorError('not_found', `${label} does not know an item with the id ${id}.`)
    return {
      itemId: id,
      sku: item.sku ?? '',
      name: item.name ?? '',
      isActive: item.status !== 'inactive',
      // The items' rates are in the organisation's currency.
      rate: currency_code === of.currency ? exactRate(item[of.rate], of.currency) : null,
    }
  })
}

export type Priced = { itemId: string; title: string; quantity: number; rate: Money; total: Money }

/** The sentence on what stands in the way of these lines, or null. */
export function refusalOf(
  lines: readonly Asked[],
  items: readonly ItemFact[],
  currency: string,
): string | null {
  for (const { itemId, rate } of lines) {
    const item = items.find((one) => one.itemId === itemId)
    if (!item?.isActive) return `${titleOf(item)} is inactive in Zoho Inventory.`
    if (rate !== null && rate.currency !== currency)
      return `The rate of ${titleOf(item)} is in ${rate.currency}, and this order is in ${currency}.`
    if (rate === null && item.rate === null)
      return `${titleOf(item)} has no exact rate in ${currency} in Zoho Inventory. Name one.`
  }
  const total = priced(lines, items, currency).reduce((sum, one) => sum + one.total.minor, 0)
  return Number.isSafeInteger(total) ? null : 'This comes to more than an order can hold.'
}

/** Quantities are whole and rates are minor units: nothing is rounded. */
export const priced = (lines: readonly Asked[], items: readonly ItemFact[], currency: string): Priced[] =>
  lines.map(({ itemId, quantity, rate }) => {
    const item = items.find((one) => one.itemId === itemId)
    const each = rate ?? item?.rate ?? { currency, minor: 0 }
    const total = { currency, minor: each.minor * quantity }
    return { itemId, title: titleOf(item), quantity, rate: each, total }
  })

export const totalOf = (lines: readonly Priced[], currency: string): Money =>
  sumOf(
    currency,
    lines.map(({ total }) => total),
  )

export const changesOf = (lines: readonly Priced[]) =>
  lines.map(({ title, quantity, rate, total }) => ({
    field: title,
    from: null,
    to: `${quantity} × ${moneyText(rate)} = ${moneyText(total)}`,
  }))

export const rateNumber = toNumber

export const titleOf = (item: { sku: string; name: string } | undefined): string =>
  [item?.sku, item?.name].filter(Boolean).join(' — ') || 'An item without a name'
