/** What was refunded here for an order or a payment that another system is about to refund. */
import { type About, ConnectorError } from '../define.ts'
import { moneyText } from '../money.ts'
import type { RazorpayReads } from './client.ts'
import type { Payment, Refund } from './entities.ts'
import { asName, isName, orderNameIn } from './order-names.ts'
import { isoTime, paymentId } from './shapes.ts'

/** Razorpay: `count` ≤ 100, newest first. */
const page = { count: 100, skip: 0 }

/** The broker takes ten; the last of them counts the rest. */
const sentences = 10

/** An order is paid by one payment, seldom by two; each costs a request. */
const paymentsSeen = 5

/**
 * A sentence for each refund that stands, oldest first. Payments are found by id, by the receipt of Razorpay's order
 * (the only thing that it can be searched by), or among the newest by their notes: where that search was cut short
 * and found nothing, a sentence says so, since "nothing was refunded" is not what is known then.
 */
export async function already(read: RazorpayReads, about: About): Promise<string[]> {
  const { payments, isWhole } = await paymentsOf(read, about)
  if (payments.length === 0) return isWhole ? [] : [notFound(about)]
  const refunds = (await Promise.all(payments.map((id) => refundsOf(read, id)))).flat()
  const standing = refunds
    .filter(({ status }) => status !== 'failed')
    .toSorted((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
    .map(sentenceOf)
  if (standing.length <= sentences) return standing
  const left = standing.length - (sentences - 1)
  return [...standing.slice(0, sentences - 1), `${left} more refunds were made for it.`]
}

type Found = { payments: string[]; isWhole: boolean }

async function paymentsOf(read: RazorpayReads, { order, payment }: About): Promise<Found> {
  // Another gateway's id is none of Razorpay's, and would go into a path.
  const named = payment !== null && paymentId.safeParse(payment).success ? [payment] : []
  if (order === null || !isName(order)) return { payments: named, isWhole: true }
  const byReceipt = await ofReceipts(read, order)
  const known = [...new Set([...named, ...byReceipt])].slice(0, paymentsSeen)
  if (known.length > 0) return { payments: known, isWhole: true }
  const newest = await read.payments(page)
  const byNotes = newest.filter(({ notes }) => orderNameIn(notes) === asName(order)).map(({ id }) => id)
  return { payments: byNotes.slice(0, paymentsSeen), isWhole: newest.length < page.count }
}

async function ofReceipts(read: RazorpayReads, receipt: string): Promise<string[]> {
  const orders = await read.orders({ count: 3, skip: 0, receipt })
  // Compared here too: a filter that is not honoured must not make another order's refunds this one's.
  const ours = orders.filter((order) => order.receipt === receipt)
  const payments = await Promise.all(ours.map(({ id }) => read.paymentsOf(id)))
  return payments
    .flat()
    .filter(wasTaken)
    .map(({ id }) => id)
}

/** Attempts that failed were never money. */
const wasTaken = ({ status }: Payment): boolean => status === 'captured' || status === 'refunded'

/** An id of this shape that Razorpay does not know is another account's payment: nothing was refunded here. */
async function refundsOf(read: RazorpayReads, payment: string): Promise<Refund[]> {
  try {
    return await read.refundsOf(payment, page)
  } catch (error) {
    const isUnknown = error instanceof ConnectorError && ['refused', 'not_found'].includes(error.kind)
    if (isUnknown) return []
    throw error
  }
}

function sentenceOf({ id, payment_id, amount, currency, status, created_at }: Refund): string {
  const money = moneyText({ currency, minor: amount })
  const day = isoTime(created_at).slice(0, 10)
  return status === 'processed'
    ? `${money} of ${payment_id} was refunded on ${day} (${id}, processed).`
    : `A refund of ${money} of ${payment_id} was asked for on ${day} and is ${status} (${id}).`
}

const notFound = ({ order }: About): string =>
  `No payment of order ${order} is among the newest ${page.count}, and older ones cannot be searched by order.`
