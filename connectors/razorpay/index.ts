import { defineConnector } from '../define.ts'
import { retryAfterMs } from '../rest.ts'
import { already } from './already.ts'
import { credential, loginForm } from './credential.ts'
import { consentQuery, exchange, revoke } from './login.ts'
import * as reads from './reads.ts'
import { acceptDispute } from './writes/accept-dispute.ts'
import { cancelPaymentLink } from './writes/cancel-payment-link.ts'
import { capturePayment } from './writes/capture.ts'
import { contestDispute } from './writes/contest-dispute.ts'
import { createPaymentLink } from './writes/create-payment-link.ts'
import { notifyPaymentLink } from './writes/notify-payment-link.ts'
import { createRefund } from './writes/refund.ts'
import { updatePaymentLink } from './writes/update-payment-link.ts'

export const razorpay = defineConnector({
  kind: 'remote',
  name: 'razorpay',
  label: 'Razorpay',
  hosts: { api: 'api.razorpay.com', auth: 'auth.razorpay.com' },
  webHosts: ['dashboard.razorpay.com'],
  endpoints: {
    read: [
      { method: 'GET', path: '/v1/payments' },
      { method: 'GET', path: '/v1/payments/{id}' },
      { method: 'GET', path: '/v1/payments/{id}/refunds' },
      { method: 'GET', path: '/v1/orders' },
      { method: 'GET', path: '/v1/orders/{id}' },
      { method: 'GET', path: '/v1/orders/{id}/payments' },
      { method: 'GET', path: '/v1/refunds' },
      { method: 'GET', path: '/v1/settlements' },
      { method: 'GET', path: '/v1/settlements/recon/combined' },
      { method: 'GET', path: '/v1/settlements/{id}' },
      { method: 'GET', path: '/v1/disputes' },
      { method: 'GET', path: '/v1/disputes/{id}' },
      { method: 'GET', path: '/v1/documents/{id}' },
      { method: 'GET', path: '/v1/payment_links' },
      { method: 'GET', path: '/v1/payment_links/{id}' },
    ],
    write: [
      { method: 'POST', path: '/v1/payments/{id}/capture' },
      { method: 'POST', path: '/v1/payments/{id}/refund' },
      { method: 'POST', path: '/v1/payment_links' },
      { method: 'PATCH', path: '/v1/payment_links/{id}' },
      { method: 'POST', path: '/v1/payment_links/{id}/cancel' },
      { method: 'POST', path: '/v1/payment_links/{id}/notify_by/{medium}' },
      { method: 'POST', path: '/v1/disputes/{id}/accept' },
      { method: 'PATCH', path: '/v1/disputes/{id}/contest' },
    ],
    auth: [
      { method: 'POST', on: 'auth', path: '/token' },
      { method: 'POST', on: 'auth', path: '/revoke' },
    ],
  },
  // Razorpay publishes no number; these stay far below what people report.
  limits: { concurrent: 4, perMinute: 200, wait: ({ headers }) => retryAfterMs(headers) ?? 0 },
  credential,
  oauth: {
    form: loginForm,
    fields: ['client_id', 'client_secret', 'mode'],
    consent: { on: 'auth', path: '/authorize', query: consentQuery },
    // Razorpay documents none.
    pkce: false,
    scopes: [],
    code: 'code',
    returned: [],
    exchange,
    // An app takes a Technology Partner's account at Razorpay.
    second: true,
    revoke,
  },
  probe: 'payments',
  open: async (session) => (await import('./client.ts')).openRazorpay(session),
  reads,
  already,
  writes: {
    createRefund,
    capturePayment,
    createPaymentLink,
    updatePaymentLink,
    cancelPaymentLink,
    notifyPaymentLink,
    acceptDispute,
    contestDispute,
  },
})
