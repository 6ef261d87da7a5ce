/** Questions that only read. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, minor, record, rupees, text } from '../reading.ts'
import type { WantName } from '../tools.ts'
import { lowStock } from './stock.ts'

const DAY = 86_400_000

/** Orders since so many days; at most six pages of fifty, which are short enough to be read whole. */
function* ordersSince(
  days: number,
  now: number,
): Generator<Step, { orders: Result[]; isCut: boolean }, Result> {
  const since = new Date(now - days * DAY).toISOString().slice(0, 10)
  const orders: Result[] = []
  let cursor: string | null = null
  for (let page = 0; page < 6; page++) {
    const input = { query: `created_at:>=${since}`, limit: 50, ...(cursor ? { cursor } : {}) }
    const answer: Result = yield { want: 'orders', input }
    orders.push(...list(answer, 'orders'))
    cursor = text(answer.cursor)
    if (cursor === null) return { orders, isCut: false }
  }
  return { orders, isCut: true }
}

export function* sold(days: number, now: number): Plan {
  const { orders, isCut } = yield* ordersSince(days, now)
  const standing = orders.filter((order) => !text(order.cancelledAt))
  const sum = (key: string) => standing.reduce((total, order) => total + (minor(order[key]) ?? 0), 0)
  const items = standing.reduce(
    (total, { items: pieces }) => total + (typeof pieces === 'number' ? pieces : 0),
    0,
  )
  const largest = standing.toSorted((a, b) => (minor(b.total) ?? 0) - (minor(a.total) ?? 0)).slice(0, 3)
  return [
    `In the last ${days === 1 ? 'day' : `${days} days`}, says Shopify: ${isCut ? 'at least ' : ''}${standing.length} orders over ${rupees(sum('total'))}, ${items} pieces, ${rupees(sum('refunded'))} refunded.`,
    standing.length < orders.length ? `${orders.length - standing.length} more were cancelled.` : '',
    largest.length > 0
      ? `Largest: ${largest.map((order) => `${order.name} ${rupees(order.total)}`).join(', ')}.`
      : '',
  ]
    .filter(Boolean)
    .join('\n')
}

/** A brief: what was sold, what runs out, what the bank disputes. */
export function* brief(now: number): Plan {
  const sales = yield* sold(1, now)
  const stock = yield* lowStock()
  const disputes = yield* listed('disputes')
  return [sales, stock, disputes].join('\n\n')
}

type Listing = { input: Record<string, unknown>; none: string; line: (one: Result) => string }

const LISTINGS: Partial<Record<WantName, Listing>> = {
  refunds: {
    input: { limit: 10 },
    none: 'Razorpay knows no refunds.',
    line: (one) =>
      `${rupees(one.amount)} of ${one.payment ?? one.payment_id}, ${one.status} (${one.id}, ${day(one)})`,
  },
  payments: {
    input: { limit: 10 },
    none: 'Razorpay knows no payments.',
    line: (one) => `${rupees(one.amount)}, ${one.status}, ${one.method} (${one.id}, ${day(one)})`,
  },
  disputes: {
    input: { limit: 10 },
    none: 'There is no dispute at Razorpay.',
    line: (one) =>
      `Dispute over ${rupees(one.amount)} of ${one.payment ?? one.payment_id}, ${one.status}; respond by ${String(one.respondBy ?? 'no date').slice(0, 10)} (${one.id})`,
  },
  settlements: {
    input: { limit: 7 },
    none: 'Razorpay knows no settlements.',
    line: (one) => `${rupees(one.amount ?? one.amountMinor)}, ${one.status} (${one.id}, ${day(one)})`,
  },
  links: {
    input: { limit: 10 },
    none: 'Razorpay knows no payment links.',
    line: (one) => `${rupees(one.amount)}, ${one.status}: ${one.description} (${one.id})`,
  },
  orders: {
    input: { limit: 10 },
    none: 'Shopify knows no orders.',
    line: (one) =>
      `${one.name} ${rupees(one.total)}, ${low(one.financialStatus)}, ${low(one.fulfillmentStatus)}`,
  },
  customers: {
    input: { limit: 10 },
    none: 'Shopify finds no customers.',
    line: (one) => `${one.customerName}: ${one.orders} orders, ${rupees(one.spent)}`,
  },
  locations: { input: {}, none: 'Shopify knows no locations.', line: (one) => `${one.name}` },
  members: {
    input: {},
    none: 'Ops Room knows no members.',
    line: (one) => `${one.name}, ${one.role}${one.state && one.state !== 'active' ? ` (${one.state})` : ''}`,
  },
  rules: {
    input: {},
    none: 'There are no rules.',
    line: (one) =>
      `${one.risk}: ${one.approvals} approval${one.approvals === 1 ? '' : 's'}, ${one.expiryMinutes} minutes${one.twoPerson ? ', not by who asked' : ''}`,
  },
  approvals: {
    input: { limit: 10 },
    none: 'There are no requests.',
    line: (one) => `${one.headline ?? one.summary ?? one.tool ?? one.id}: ${low(one.state)}`,
  },
  connections: {
    input: {},
    none: 'Nothing is connected.',
    line: (one) => `${one.connector}: ${one.account}, ${one.state}`,
  },
  history: {
    input: { limit: 10 },
    none: 'The ledger is empty.',
    line: (one) => `${one.type ?? one.event ?? 'entry'} (${String(one.at ?? one.time ?? '').slice(0, 16)})`,
  },
}

/** A list as the system gives it, ten lines at most. */
export function* listed(want: WantName): Plan {
  const { input, none, line } = LISTINGS[want] ?? { input: {}, none: 'Nothing.', line: JSON.stringify }
  const answer = yield { want, input }
  const found = list(answer, want)
  if (found.length === 0) return none
  return found
    .slice(0, 10)
    .map((one) => `• ${line(record(one))}`)
    .join('\n')
}

const day = (one: Result): string => String(one.createdAt ?? one.at ?? '').slice(0, 10)
const low = (value: unknown): string =>
  String(value ?? 'unknown')
    .toLowerCase()
    .replaceAll('_', ' ')
