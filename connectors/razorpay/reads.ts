import { z } from 'zod'
import { type JsonObject, read as readOf } from '../define.ts'
import type { Page, RazorpayReads } from './client.ts'
import * as shapes from './shapes.ts'

const read = readOf<RazorpayReads>()
const scopes = ['read_only'] as const
const time = z.iso.datetime().nullable().default(null)

/** Razorpay pages by offset: `count` ≤ 100. The cursor is the offset of the next page. */
const offset = {
  limit: z.int().min(1).max(100).default(25).describe('How many at most, 1 to 100'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullable()
    .default(null)
    .describe('The cursor of the page before; null for the first page'),
}
const span = {
  from: time.describe('Created at or after, ISO 8601 in UTC'),
  to: time.describe('Created at or before, ISO 8601 in UTC'),
}
const pageInput = z.strictObject({ ...span, ...offset })

export const payments = read({
  description: 'List Razorpay payments, newest first: status, amount, what was refunded, order, method.',
  scopes,
  input: pageInput,
  untrusted: ['description', 'failure'],
  run: async (api, input) =>
    pageOf('payments', input, await api.payments(pageFrom(input)), shapes.paymentShape),
})

export const orderPayments = read({
  description: 'List every attempt to pay one Razorpay order.',
  scopes,
  input: z.strictObject({ orderId: shapes.orderId }),
  untrusted: ['description', 'failure'],
  run: async (api, { orderId }) => {
    const found = await api.paymentsOf(orderId)
    return { count: found.length, cursor: null, payments: found.map(shapes.paymentShape) }
  },
})

export const payment = read({
  description: 'Read one Razorpay payment with its fee, tax and notes.',
  scopes,
  input: z.strictObject({ paymentId: shapes.paymentId }),
  untrusted: ['description', 'failure', 'notes'],
  run: async (api, { paymentId }) => ({ payment: shapes.paymentDetail(await api.payment(paymentId)) }),
})

export const orders = read({
  description: 'List Razorpay orders, newest first, of all receipts or of one: status, amount, paid, due.',
  scopes,
  input: pageInput.extend({
    receipt: z
      .string()
      .min(1)
      .max(40)
      .nullable()
      .default(null)
      .describe('The store’s own number of the order'),
  }),
  untrusted: ['receipt'],
  run: async (api, { receipt, ...input }) => {
    const found = await api.orders({ ...pageFrom(input), ...(receipt === null ? {} : { receipt }) })
    return pageOf('orders', input, found, shapes.orderShape)
  },
})

export const refunds = read({
  description: 'List Razorpay refunds, newest first, of every payment or of one.',
  scopes,
  input: pageInput.extend({ paymentId: shapes.paymentId.nullable().default(null) }),
  untrusted: [],
  run: async (api, { paymentId, ...input }) => {
    const page = pageFrom(input)
    const found = paymentId === null ? await api.refunds(page) : await api.refundsOf(paymentId, page)
    return pageOf('refunds', input, found, shapes.refundShape)
  },
})

export const settlements = read({
  description:
    'List Razorpay settlements, newest first. Amounts are minor units of the currency that the account settles in.',
  scopes,
  input: pageInput,
  untrusted: [],
  run: async (api, input) =>
    pageOf('settlements', input, await api.settlements(pageFrom(input)), shapes.settlementShape),
})

export const disputes = read({
  description: 'List Razorpay disputes: payment, phase, status, amount, and by when to respond.',
  scopes,
  input: z.strictObject(offset),
  untrusted: [],
  run: async (api, input) =>
    pageOf('disputes', input, await api.disputes(pageFrom(input)), shapes.disputeShape),
})

export const paymentLinks = read({
  description: 'List Razorpay payment links: status, amount, what is paid, address, reference.',
  scopes,
  input: pageInput,
  untrusted: ['description', 'reference'],
  run: async (api, input) =>
    pageOf('paymentLinks', input, await api.paymentLinks(pageFrom(input)), shapes.paymentLinkShape),
})

type PageInput = { from?: string | null; to?: string | null; limit: number; cursor: string | null }

function pageFrom({ from, to, limit, cursor }: PageInput): Page {
  return {
    ...(from ? { from: unixSeconds(from) } : {}),
    ...(to ? { to: unixSeconds(to) } : {}),
    count: limit,
    skip: Number(cursor ?? 0),
  }
}

const unixSeconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000)

/** A full page may have been cut, so it carries the cursor of the next. */
function pageOf<T>(name: string, input: PageInput, items: T[], shape: (item: T) => JsonObject): JsonObject {
  const cut = items.length >= input.limit
  const next = cut ? String(Number(input.cursor ?? 0) + items.length) : null
  return { count: items.length, cursor: next, [name]: items.map(shape) }
}
