/** What follows from stock and sales, in whole numbers: a model reads figures well and computes them badly. */
import type { Money } from '../../connectors/define.ts'
import type { DraftLine } from './draft.ts'
import { Refusal } from './errors.ts'

/** One line of a purchase order. Per day and days are decimals with one digit; null where a figure was not given. */
export type OrderLine = {
  sku: string
  name: string | null
  quantity: number
  suggested: number | null
  onHand: number | null
  incoming: number
  pack: number
  soldPerDay: string | null
  /** How long what is on hand lasts; null also where nothing was sold. */
  coverDays: string | null
  unitCost: Money | null
  cost: Money | null
}

export type Order = { lines: OrderLine[]; targetDays: number | null; total: Money | null }

/** Suggested: sold per day × target days − on hand − incoming, up to whole packs. Throws `input.invalid`. */
export function orderOf(lines: readonly DraftLine[], targetDays: number | null): Order {
  const worked = lines.map((line) => orderLine(line, targetDays))
  return { lines: worked, targetDays, total: totalOf(worked) }
}

function orderLine(line: DraftLine, targetDays: number | null): OrderLine {
  const { sku, name = null, onHand = null, incoming = 0, pack = 1, unitCost = null, sold, days } = line
  const rate = sold !== undefined && days !== undefined ? { sold, days } : null
  const stock = onHand === null ? null : onHand + incoming
  const suggested =
    rate && stock !== null && targetDays !== null
      ? suggestedQuantity({ ...rate, stock, pack, targetDays })
      : null
  const quantity = line.quantity ?? suggested
  if (quantity === null || quantity < 0)
    throw new Refusal(
      'input.invalid',
      `lines: ${sku} needs a quantity, or onHand, sold, days and targetDays to compute it from.`,
    )
  return {
    ...{ sku, name, quantity, suggested, onHand, incoming, pack, unitCost },
    soldPerDay: rate && tenths(rate.sold, rate.days, 'nearest'),
    // Rounded down: better to run out later than said.
    coverDays:
      rate && onHand !== null && rate.sold > 0
        ? tenths(Math.max(0, onHand) * rate.days, rate.sold, 'down')
        : null,
    cost: unitCost && times(unitCost, quantity),
  }
}

/** One division at the very end, so that nothing is rounded on the way. `stock` is on hand and incoming. */
export function suggestedQuantity(figures: {
  sold: number
  days: number
  stock: number
  pack: number
  targetDays: number
}): number {
  const { sold, days, stock, pack, targetDays } = figures
  const lackingTimesDays = sold * targetDays - stock * days
  return lackingTimesDays <= 0 ? 0 : Math.ceil(lackingTimesDays / (days * pack)) * pack
}

/** a ÷ b as a decimal with one digit, for a ≥ 0 and b > 0. */
function tenths(a: number, b: number, rounding: 'nearest' | 'down'): string {
  const count = rounding === 'down' ? Math.floor((a * 10) / b) : Math.floor((a * 20 + b) / (2 * b))
  return `${Math.floor(count / 10)}.${count % 10}`
}

function times({ currency, minor }: Money, quantity: number): Money {
  const cost = minor * quantity
  if (!Number.isSafeInteger(cost)) throw new Refusal('input.invalid', 'lines: the cost is too large.')
  return { currency, minor: cost }
}

/** Null where a line has no cost: half a sum would read as the whole. */
function totalOf(lines: readonly OrderLine[]): Money | null {
  const costs = lines.flatMap(({ cost }) => (cost ? [cost] : []))
  const [first] = costs
  if (!first || costs.length < lines.length) return null
  if (costs.some(({ currency }) => currency !== first.currency))
    throw new Refusal('input.invalid', 'lines: a purchase order has one currency.')
  const minor = costs.reduce((sum, cost) => sum + cost.minor, 0)
  return times({ currency: first.currency, minor }, 1)
}

/** One line of an inventory change: what there is, and what there would be. */
export type StockChange = { sku: string; name: string | null; from: number; to: number }

/** Throws `input.invalid` where a figure is missing or the stock would fall below zero. */
export function stockChanges(lines: readonly DraftLine[]): StockChange[] {
  return lines.map(({ sku, name = null, onHand, quantity }) => {
    if (onHand === undefined || quantity === undefined)
      throw new Refusal('input.invalid', `lines: ${sku} needs onHand and the change as quantity.`)
    const to = onHand + quantity
    if (to < 0) throw new Refusal('input.invalid', `lines: ${sku} would have ${to} pieces.`)
    return { sku, name, from: onHand, to }
  })
}
