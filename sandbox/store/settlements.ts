/** Razorpay pays out two days later, once a day: what was captured, less fees and refunds. */
import { idOf } from './random.ts'
import type { Payment, RazorpayBooks, Refund, Settlement } from './razorpay-types.ts'

const DAY = 86_400

type Batch = { payments: Payment[]; refunds: Refund[] }

/** Settles everything that is old enough, oldest day first. */
export function settle(books: RazorpayBooks, openedAt: number): void {
  const days = new Map<number, Batch>()
  const batch = (createdAt: number): Batch | null => {
    const day = Math.floor(createdAt / DAY)
    if (paidOutAt(day) * 1000 > openedAt) return null
    const found = days.get(day) ?? { payments: [], refunds: [] }
    days.set(day, found)
    return found
  }
  for (const payment of books.payments)
    if (payment.captured) batch(payment.created_at)?.payments.push(payment)
  for (const refund of books.refunds) batch(refund.created_at)?.refunds.push(refund)
  for (const [day, entries] of [...days].sort(([a], [b]) => a - b)) payOut(books, day, entries)
}

/** Seconds: two whole days after the day's end. */
const paidOutAt = (day: number): number => (day + 3) * DAY

function payOut(books: RazorpayBooks, day: number, { payments, refunds }: Batch): void {
  const sum = (list: number[]) => list.reduce((total, one) => total + one, 0)
  const id = idOf('setl', String(books.settlements.length))
  const fees = sum(payments.map(({ fee }) => fee ?? 0))
  const settlement: Settlement = {
    id,
    entity: 'settlement',
    amount: sum(payments.map(({ amount }) => amount)) - fees - sum(refunds.map(({ amount }) => amount)),
    status: 'processed',
    fees,
    tax: sum(payments.map(({ tax }) => tax ?? 0)),
    utr: `${paidOutAt(day)}bbs${String(books.settlements.length).padStart(4, '0')}`,
    created_at: paidOutAt(day),
  }
  books.settlements.push(settlement)
  for (const entry of [...payments, ...refunds]) books.settledBy[entry.id] = id
}
