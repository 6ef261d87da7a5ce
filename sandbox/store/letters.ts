/** How a letter of the sample store is told: who wrote it, in which conversation, about which order. */
import type { Customer, Order, Store } from './types.ts'

export type Person = { name: string; address: string }
export type Letter = {
  /** Which conversation it belongs to. */
  thread: string
  at: number
  from: Person
  to: Person
  subject: string
  text: string
  /** The same text as HTML and nothing else beside it, as many services send it. */
  isHtml: boolean
  attachment: string | null
  /** Gmail's own labels and people's, by name. */
  labels: string[]
}

export const shopBox: Person = { name: 'Bluebird Store', address: 'hello@bluebird.example' }
/** The labels that the people of the shop made. */
export const peoplesLabels = ['Refunds', 'Vendors']

export const DAY = 86_400_000
export const HOUR = 3_600_000

export type Turn = { by?: 'shop'; at: number; text: string; attachment?: string; labels?: string[] }
export type Talk = { thread: string; with: Person; subject: string; labels: string[]; isHtml?: boolean }

/** A conversation: `labels` stand on what came in, SENT on what the shop wrote. */
export const talk = (
  { thread, with: them, subject, labels, isHtml = false }: Talk,
  turns: Turn[],
): Letter[] =>
  turns.map(({ by, at, text, attachment = null, labels: own }, place) => ({
    thread,
    at,
    from: by === 'shop' ? shopBox : them,
    to: by === 'shop' ? them : shopBox,
    subject: place === 0 ? subject : `Re: ${subject}`,
    text,
    isHtml,
    attachment,
    labels:
      own ?? (by === 'shop' ? ['SENT', ...labels.filter((name) => peoplesLabels.includes(name))] : labels),
  }))

export const rupees = (paise: number): string =>
  `₹${(paise / 100).toLocaleString('en-IN', { minimumFractionDigits: paise % 100 === 0 ? 0 : 2 })}`
export const dateOf = (at: number): string => new Date(at + 5.5 * HOUR).toISOString().slice(0, 10)

export function orderWith(
  { orders, customers }: Store,
  number: number,
): { order: Order; who: Customer; they: Person } {
  const order = orders.find((one) => one.number === number)
  const who = customers.find(({ id }) => id === order?.customerId)
  if (!order || !who) throw new Error(`There is no order #${number}.`)
  return { order, who, they: { name: `${who.firstName} ${who.lastName}`, address: who.email } }
}
