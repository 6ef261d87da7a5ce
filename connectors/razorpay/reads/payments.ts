import { z } from 'zod'
import * as shapes from '../shapes.ts'
import { pageFrom, pageInput, pageOf, read, scopes } from './page.ts'

export const payments = read({
  description: 'List Razorpay payments, newest first: status, amount, what was refunded, order, method.',
  scopes,
  input: pageInput,
  untrusted: ['description', 'failure'],
  run: async (api, input) =>
    pageOf('payments', input, await api.payments(pageFrom(input)), shapes.paymentShape),
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

export const order = read({
  description:
    'Read one Razorpay order with its notes: what was to be paid, what was, how often it was tried.',
  scopes,
  input: z.strictObject({ orderId: shapes.orderId }),
  untrusted: ['receipt', 'notes'],
  run: async (api, { orderId }) => ({ order: shapes.orderDetail(await api.order(orderId)) }),
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
