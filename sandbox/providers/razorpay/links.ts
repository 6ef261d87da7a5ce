/** Payment links: made, read, listed, changed, sent, cancelled. A reference is good for one link. */
import { newPaymentLink } from '../../store/extras.ts'
import type { PaymentLink, RazorpayBooks } from '../../store/razorpay-types.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { invalid, noSuchId, refuse } from './errors.ts'
import { pageOf } from './lists.ts'

/** POST /v1/payment_links. `at` in milliseconds. */
export function createLink(books: RazorpayBooks, body: Record<string, unknown>, at: number): Reply {
  const { amount, currency = 'INR', description = '', reference_id = '', customer = {}, notes } = body
  const now = Math.floor(at / 1000)
  if (amount === undefined) return invalid('amount', 'The amount field is required.')
  if (typeof amount !== 'number' || !Number.isInteger(amount))
    return invalid('amount', 'The amount must be an integer.')
  if (amount < 100) return invalid('amount', 'The amount must be at least INR 1.00')
  if (currency !== 'INR') return invalid('currency', 'Currency is not supported')
  if (typeof description !== 'string' || description.length > 2048) {
    return invalid('description', 'The description may not be greater than 2048 characters.')
  }
  if (typeof reference_id !== 'string' || reference_id.length > 40) {
    return invalid('reference_id', 'The reference id may not be greater than 40 characters.')
  }
  if (reference_id && books.paymentLinks.some((one) => one.reference_id === reference_id)) {
    return refuse(
      `payment link with given reference_id (${reference_id}) already exists. Please choose another reference_id`,
      {
        field: 'reference_id',
      },
    )
  }
  if (typeof body.expire_by === 'number' && body.expire_by !== 0 && body.expire_by < now + 15 * 60) {
    return invalid('expire_by', 'expire_by should be at least 15 minutes after current time')
  }
  const link = newPaymentLink({
    of: `${books.paymentLinks.length} ${at}`,
    at: now,
    amount,
    currency,
    description,
    reference_id,
    customer: customerOf(customer),
    accept_partial: body.accept_partial === true,
    expire_by: typeof body.expire_by === 'number' ? body.expire_by : 0,
    notes: isRecord(notes) ? (notes as Record<string, string>) : null,
    notify: notifyOf(body.notify),
    reminder_enable: body.reminder_enable === true,
    upi_link: body.upi_link === true,
  })
  books.paymentLinks.push(link)
  return ok(link, true)
}

/** GET /v1/payment_links: its own envelope, unlike every other list of this vendor. */
export function listLinks(books: RazorpayBooks, query: URLSearchParams): Reply {
  const [reference, payment] = [query.get('reference_id'), query.get('payment_id')]
  const matching = books.paymentLinks.filter(
    (one) =>
      (reference === null || one.reference_id === reference) &&
      (payment === null || (one.payments ?? []).some(({ payment_id }) => payment_id === payment)),
  )
  const page = pageOf(matching, query)
  return Array.isArray(page) ? ok({ payment_links: page }) : page
}

export function cancelLink(books: RazorpayBooks, id: string, at: number): Reply {
  const link = books.paymentLinks.find((one) => one.id === id)
  if (!link) return noSuchId()
  if (link.status !== 'created') return refuse(`payment link cannot be cancelled, it is ${link.status}`)
  const now = Math.floor(at / 1000)
  Object.assign(link, { status: 'cancelled', cancelled_at: now, updated_at: now })
  return ok(link, true)
}

const changeable = ['accept_partial', 'reference_id', 'expire_by', 'reminder_enable', 'notes']

/** PATCH /v1/payment_links/{id}: what is not said stays as it is. */
export function updateLink(books: RazorpayBooks, id: string, change: ChangeAsked): Reply {
  const { body, at } = change
  const link = books.paymentLinks.find((one) => one.id === id)
  if (!link) return noSuchId()
  if (link.status !== 'created' && link.status !== 'partially_paid')
    return refuse('update can only be made in created or partially paid state')
  if (Object.keys(body).some((name) => !changeable.includes(name))) return refuse('wrong input fields sent.')
  const now = Math.floor(at / 1000)
  if (typeof body.expire_by === 'number' && body.expire_by < now + 15 * 60)
    return invalid('expire_by', 'expire_by should be at least 15 minutes after current time')
  const isTaken = books.paymentLinks.some((one) => one.id !== id && one.reference_id === body.reference_id)
  if (body.reference_id && isTaken)
    return refuse('payment link with given reference_id already exists', { field: 'reference_id' })
  Object.assign(link, body, { updated_at: now })
  return ok(link, true)
}
type ChangeAsked = { body: Record<string, unknown>; at: number }

/** POST /v1/payment_links/{id}/notify_by/{medium}: to the customer whom the link knows, and to nobody else. */
export function notifyOfLink(books: RazorpayBooks, id: string, medium: string): Reply {
  const link = books.paymentLinks.find((one) => one.id === id)
  if (!link) return noSuchId()
  if (medium !== 'sms' && medium !== 'email') return refuse('not a valid notification medium')
  const address = medium === 'sms' ? link.customer.contact : link.customer.email
  if (!address) return refuse(`The customer has no ${medium === 'sms' ? 'contact' : 'email'}.`)
  if (link.status !== 'created' && link.status !== 'partially_paid')
    return refuse(`payment link cannot be sent, it is ${link.status}`)
  link.notify[medium] = true
  return ok({ success: true }, true)
}

function customerOf(customer: unknown): PaymentLink['customer'] {
  if (!isRecord(customer)) return {}
  return Object.fromEntries(
    ['name', 'email', 'contact'].flatMap((key) =>
      typeof customer[key] === 'string' ? [[key, customer[key]]] : [],
    ),
  )
}

const notifyOf = (notify: unknown): PaymentLink['notify'] =>
  isRecord(notify) ? { email: notify.email === true, sms: notify.sms === true } : { email: false, sms: false }
