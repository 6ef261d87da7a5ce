/** Razorpay's SDK behind the session's fetch. Nothing of the SDK's types leaves this file. */
import Razorpay from 'razorpay'
import type { z } from 'zod'
import { ConnectorError, type Session } from '../define.ts'
import { errorFrom, parseAnswer, parseJson, type Way } from './answers.ts'
import type { Proof } from './documents.ts'
import * as entities from './entities.ts'

/** `from` and `to` are seconds since 1970; `skip` counts items. */
export type Page = { from?: number; to?: number; count: number; skip: number }

/** What was settled in a month, or on one day of it. Razorpay: `count` ≤ 1000 here. */
export type Report = { year: number; month: number; day?: number; count: number; skip: number }

export type RazorpayReads = {
  payment: (id: string) => Promise<entities.Payment>
  payments: (page: Page) => Promise<entities.Payment[]>
  paymentsOf: (order: string) => Promise<entities.Payment[]>
  order: (id: string) => Promise<entities.Order>
  orders: (page: Page & { receipt?: string }) => Promise<entities.Order[]>
  refunds: (page: Page) => Promise<entities.Refund[]>
  refundsOf: (payment: string, page: Page) => Promise<entities.Refund[]>
  settlement: (id: string) => Promise<entities.Settlement>
  settlements: (page: Page) => Promise<entities.Settlement[]>
  recon: (report: Report) => Promise<entities.ReconLine[]>
  dispute: (id: string) => Promise<entities.Dispute>
  disputes: (page: Pick<Page, 'count' | 'skip'>) => Promise<entities.Dispute[]>
  document: (id: string) => Promise<entities.Document>
  paymentLink: (id: string) => Promise<entities.PaymentLink>
  paymentLinks: (page: Page & { reference_id?: string }) => Promise<entities.PaymentLink[]>
}

export type RefundBody = {
  amount: number
  speed: 'normal' | 'optimum'
  receipt: string
  notes: Record<string, string>
}

export type PaymentLinkBody = {
  amount: number
  currency: string
  accept_partial: boolean
  description: string
  reference_id: string
  customer: { name?: string; email?: string; contact?: string }
  notify: { sms: boolean; email: boolean }
  reminder_enable: boolean
  notes: Record<string, string>
  expire_by?: number
}

/** What is left out stays as it is. */
export type PaymentLinkChange = {
  accept_partial?: boolean
  reference_id?: string
  expire_by?: number
  reminder_enable?: boolean
}

/** What is left out of the evidence stays as it was saved before. */
export type ContestBody = {
  amount?: number
  summary?: string
  others?: { type: string; document_ids: string[] }[]
  action: 'draft' | 'submit'
} & { [proof in Proof]?: string[] }

export type Medium = 'sms' | 'email'

export type RazorpayWrites = RazorpayReads & {
  capture: (payment: string, amount: number, currency: string) => Promise<entities.Payment>
  refund: (payment: string, body: RefundBody, idempotencyKey: string) => Promise<entities.Refund>
  createPaymentLink: (body: PaymentLinkBody) => Promise<entities.PaymentLink>
  updatePaymentLink: (id: string, change: PaymentLinkChange) => Promise<entities.PaymentLink>
  cancelPaymentLink: (id: string) => Promise<entities.PaymentLink>
  notifyOfPaymentLink: (id: string, medium: Medium) => Promise<{ success: true }>
  acceptDispute: (id: string) => Promise<entities.Dispute>
  contestDispute: (id: string, body: ContestBody) => Promise<entities.Dispute>
}

/** A client whose every request goes through `session.fetch`. Every rejection is a ConnectorError. */
export function openRazorpay({ credential, fetch }: Session): RazorpayWrites {
  const { key_id, key_secret = '', access_token: oauthToken = '' } = credential
  const way: Way = key_id === undefined ? 'login' : 'key'
  const signedIn = key_id === undefined ? { oauthToken } : { key_id, key_secret }
  // The vendor's own example sets this header, without which the list of payment links is refused.
  const sdk = new Razorpay({ ...signedIn, headers: { 'Content-Type': 'application/json' } })
  const axios = axiosOf(sdk)
  axios.defaults.adapter = adapterOver({ fetch, axios, way })
  return {
    payment: (id) => ask(entities.payment, () => sdk.payments.fetch(id)),
    payments: (page) => list(entities.payment, () => sdk.payments.all(page)),
    paymentsOf: (order) => list(entities.payment, () => sdk.orders.fetchPayments(order)),
    order: (id) => ask(entities.order, () => sdk.orders.fetch(id)),
    orders: (page) => list(entities.order, () => sdk.orders.all(page)),
    refunds: (page) => list(entities.refund, () => sdk.refunds.all(page)),
    refundsOf: (payment, page) =>
      list(entities.refund, () => sdk.payments.fetchMultipleRefund(payment, page)),
    settlement: (id) => ask(entities.settlement, () => sdk.settlements.fetch(id)),
    recon: (report) => list(entities.reconLine, () => sdk.settlements.reports(report)),
    settlements: (page) => list(entities.settlement, () => sdk.settlements.all(page)),
    dispute: (id) => ask(entities.dispute, () => sdk.disputes.fetch(id)),
    document: (id) => ask(entities.document, () => sdk.documents.fetch(id)),
    disputes: (page) => list(entities.dispute, () => sdk.disputes.all(page)),
    paymentLink: (id) => ask(entities.paymentLink, () => sdk.paymentLink.fetch(id)),
    paymentLinks: async (page) =>
      (await ask(entities.paymentLinks, () => sdk.paymentLink.all(page))).payment_links,
    capture: (payment, amount, currency) =>
      ask(entities.payment, () => sdk.payments.capture(payment, amount, currency)),
    // The SDK has no way to send a header with one request (2.9.8, dist/api.js), so this call goes beside it.
    refund: (payment, body, idempotencyKey) =>
      ask(entities.refund, async () => {
        const headers = { 'X-Refund-Idempotency': idempotencyKey }
        return (await axios.post(`/v1/payments/${payment}/refund`, body, { headers })).data
      }),
    createPaymentLink: (body) => ask(entities.paymentLink, () => sdk.paymentLink.create(body)),
    updatePaymentLink: (id, change) => ask(entities.paymentLink, () => sdk.paymentLink.edit(id, change)),
    cancelPaymentLink: (id) => ask(entities.paymentLink, () => sdk.paymentLink.cancel(id)),
    notifyOfPaymentLink: (id, medium) => ask(entities.notified, () => sdk.paymentLink.notifyBy(id, medium)),
    acceptDispute: (id) => ask(entities.dispute, () => sdk.disputes.accept(id)),
    contestDispute: (id, body) => ask(entities.dispute, () => sdk.disputes.contest(id, body)),
  }
}

/** What the adapter hands through the SDK in place of a rejection. */
class Failure {
  readonly error: ConnectorError
  constructor(error: ConnectorError) {
    this.error = error
  }
}

const list = async <T extends z.ZodType>(item: T, request: () => Promise<unknown>): Promise<z.output<T>[]> =>
  (await ask(entities.collection(item), request)).items

async function ask<T>(schema: z.ZodType<T>, request: () => Promise<unknown>): Promise<T> {
  let body: unknown
  try {
    body = await request()
  } catch (cause) {
    throw asConnectorError(cause)
  }
  if (body instanceof Failure) throw body.error
  return parseAnswer(schema, body)
}

/** Of the axios instance inside the SDK, which its types do not show, as much as is used. */
type Axios = {
  defaults: { adapter?: (config: AxiosRequest) => Promise<unknown> }
  getUri: (config: AxiosRequest) => string
  post: (
    path: string,
    body: unknown,
    config: { headers: Record<string, string> },
  ) => Promise<{ data: unknown }>
}
type AxiosRequest = {
  method?: string
  data?: string
  headers: { toJSON: () => Record<string, unknown> }
  auth?: { username: string; password: string }
}

const axiosOf = (sdk: Razorpay): Axios => (sdk.api as unknown as { rq: Axios }).rq

/**
 * Never rejects: the SDK reads `err.response.status` of every rejection, so that one without a response ends as
 * "Cannot read properties of undefined" and the cause is lost (2.9.8, dist/api.js).
 */
const adapterOver = (line: Line) => async (config: AxiosRequest) => {
  const data = await send(line, config).catch((cause) => new Failure(asConnectorError(cause)))
  return { data, status: 200, statusText: '', headers: {}, config }
}

type Line = { fetch: Session['fetch']; axios: Axios; way: Way }

async function send({ fetch, axios, way }: Line, config: AxiosRequest): Promise<unknown> {
  const response = await fetch(axios.getUri(config), {
    method: (config.method ?? 'get').toUpperCase(),
    headers: headersOf(config),
    ...(config.data === undefined ? {} : { body: config.data }),
  })
  const answer = {
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get('retry-after'),
  }
  return response.ok ? parseJson(answer.text) : new Failure(errorFrom(answer, way))
}

function headersOf({ headers, auth }: AxiosRequest): Record<string, string> {
  const texts = Object.entries(headers.toJSON()).filter((entry) => typeof entry[1] === 'string')
  const sent = Object.fromEntries(texts) as Record<string, string>
  // With a login the SDK has set the header itself.
  if (auth === undefined) return sent
  const basic = Buffer.from(`${auth.username}:${auth.password}`).toString('base64')
  return { ...sent, Authorization: `Basic ${basic}` }
}

/** A fetch that fails in a way of its own tells nothing of what reached Razorpay. */
const asConnectorError = (cause: unknown): ConnectorError =>
  cause instanceof ConnectorError
    ? cause
    : new ConnectorError(
        'interrupted',
        'The connection to Razorpay broke off. What happened there is not known.',
        {
          cause,
        },
      )
