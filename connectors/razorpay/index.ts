import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { retryAfterMs } from '../rest.ts'
import { already } from './already.ts'
import * as reads from './reads.ts'
import { cancelPaymentLink } from './writes/cancel-payment-link.ts'
import { capturePayment } from './writes/capture.ts'
import { createPaymentLink } from './writes/create-payment-link.ts'
import { createRefund } from './writes/refund.ts'

const fields = z.strictObject({
  key_id: z.string().regex(/^rzp_(test|live)_[A-Za-z0-9]{4,60}$/),
  key_secret: z.string().regex(/^[\x21-\x7e]{8,200}$/),
})

export const razorpay = defineConnector({
  kind: 'remote',
  name: 'razorpay',
  label: 'Razorpay',
  hosts: { api: 'api.razorpay.com' },
  webHosts: ['dashboard.razorpay.com'],
  endpoints: {
    read: [
      { method: 'GET', path: '/v1/payments' },
      { method: 'GET', path: '/v1/payments/{id}' },
      { method: 'GET', path: '/v1/payments/{id}/refunds' },
      { method: 'GET', path: '/v1/orders' },
      { method: 'GET', path: '/v1/orders/{id}/payments' },
      { method: 'GET', path: '/v1/refunds' },
      { method: 'GET', path: '/v1/settlements' },
      { method: 'GET', path: '/v1/disputes' },
      { method: 'GET', path: '/v1/payment_links' },
      { method: 'GET', path: '/v1/payment_links/{id}' },
    ],
    write: [
      { method: 'POST', path: '/v1/payments/{id}/capture' },
      { method: 'POST', path: '/v1/payments/{id}/refund' },
      { method: 'POST', path: '/v1/payment_links' },
      { method: 'POST', path: '/v1/payment_links/{id}/cancel' },
    ],
    auth: [],
  },
  // Razorpay publishes no number; these stay far below what people report.
  limits: { concurrent: 4, perMinute: 200, wait: ({ headers }) => retryAfterMs(headers) ?? 0 },
  credential: {
    input: fields,
    fields: {
      key_id: {
        label: 'Key ID',
        secret: false,
        hint: 'Dashboard → Account & Settings → API Keys: rzp_live_… or rzp_test_…',
      },
      key_secret: { label: 'Key secret', secret: true, hint: 'Shown once, when the key is generated' },
    },
    // The key's id says test or live, which is what a person must not mistake.
    account: ({ key_id = '' }) => key_id,
    secrets: ['key_secret'],
  },
  probe: 'payments',
  open: async (session) => (await import('./client.ts')).openRazorpay(session),
  reads,
  already,
  writes: { createRefund, capturePayment, createPaymentLink, cancelPaymentLink },
})
