/** Razorpay's connector against the vendor's documents, and against the requests of its SDK. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import nock from 'nock'
import Razorpay from 'razorpay'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import type { RazorpayWrites } from '../connectors/razorpay/client.ts'
import { proofs } from '../connectors/razorpay/documents.ts'
import { bodyOf } from '../connectors/razorpay/evidence.ts'
import { documentedDisputes } from './support/connectors/razorpay-disputes.ts'
import {
  answering,
  credential,
  cutOff,
  key,
  open,
  page,
  refundBody,
  type Sent,
} from './support/connectors/razorpay-line.ts'

const specs = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'razorpay/documents')
const hasSpecs = existsSync(specs)

cutOff()

/** Each call of ours beside the SDK's own call for the same thing. */
const linkBody = {
  amount: 25_000,
  currency: 'INR',
  accept_partial: false,
  description: 'Balance',
  reference_id: key,
  customer: { name: 'Asha', email: 'asha@example.com', contact: '+919812345678' },
  notify: { sms: true, email: true },
  reminder_enable: false,
  notes: { ops_room: key },
  expire_by: 1_796_000_000,
}
const linkChange = {
  accept_partial: true,
  reference_id: 'TS35',
  expire_by: 1_796_000_000,
  reminder_enable: false,
}
const report = { year: 2026, month: 11, day: 20, count: 1000, skip: 0 }
/** Every field that the connector can send, from the write's own input. */
const contest = bodyOf(
  {
    action: 'submit',
    amount: 5000,
    summary: 'goods delivered',
    evidence: [
      ...proofs.map((kind) => ({ kind, type: null, documents: ['doc_EFtmUsbwpXwBH9'] })),
      { kind: 'others' as const, type: 'receipt_signed_by_customer', documents: ['doc_EFtmUsbwpXwBH1'] },
    ],
  },
  [],
)
type Call = {
  /** Null where the collected documents have no page: see razorpay-disputes.ts. */
  section: [file: string, title: string] | null
  ours: (api: RazorpayWrites) => Promise<unknown>
  sdk: (sdk: Razorpay) => Promise<unknown>
}
const calls: Record<string, Call> = {
  payments: {
    section: ['payment', 'Fetch all payments'],
    ours: (api) => api.payments(page),
    sdk: (sdk) => sdk.payments.all(page),
  },
  payment: {
    section: ['payment', 'Fetch a payment'],
    ours: (api) => api.payment('pay_One'),
    sdk: (sdk) => sdk.payments.fetch('pay_One'),
  },
  paymentsOf: {
    section: ['order', 'Fetch payments for an order'],
    ours: (api) => api.paymentsOf('order_One'),
    sdk: (sdk) => sdk.orders.fetchPayments('order_One'),
  },
  orders: {
    section: ['order', 'Fetch all orders'],
    ours: (api) => api.orders({ ...page, receipt: '#1001' }),
    sdk: (sdk) => sdk.orders.all({ ...page, receipt: '#1001' }),
  },
  refunds: {
    section: ['refund', 'Fetch all refunds'],
    ours: (api) => api.refunds(page),
    sdk: (sdk) => sdk.refunds.all(page),
  },
  refundsOf: {
    section: ['refund', 'Fetch multiple refunds for a payment'],
    ours: (api) => api.refundsOf('pay_One', page),
    sdk: (sdk) => sdk.payments.fetchMultipleRefund('pay_One', page),
  },
  settlements: {
    section: ['settlement', 'Fetch all  settlements'],
    ours: (api) => api.settlements(page),
    sdk: (sdk) => sdk.settlements.all(page),
  },
  paymentLink: {
    section: ['paymentLink', 'Fetch specific payment link'],
    ours: (api) => api.paymentLink('plink_One'),
    sdk: (sdk) => sdk.paymentLink.fetch('plink_One'),
  },
  capture: {
    section: ['payment', 'Capture payment'],
    ours: (api) => api.capture('pay_One', 5000, 'INR'),
    sdk: (sdk) => sdk.payments.capture('pay_One', 5000, 'INR'),
  },
  refund: {
    section: ['refund', 'Create a normal refund'],
    ours: (api) => api.refund('pay_One', refundBody, key),
    sdk: (sdk) => sdk.payments.refund('pay_One', refundBody),
  },
  createPaymentLink: {
    section: ['paymentLink', 'Create payment link'],
    ours: (api) => api.createPaymentLink(linkBody),
    sdk: (sdk) => sdk.paymentLink.create(linkBody as Parameters<typeof sdk.paymentLink.create>[0]),
  },
  cancelPaymentLink: {
    section: ['paymentLink', 'Cancel a payment link'],
    ours: (api) => api.cancelPaymentLink('plink_One'),
    sdk: (sdk) => sdk.paymentLink.cancel('plink_One'),
  },
  updatePaymentLink: {
    section: ['paymentLink', 'Update payment link'],
    ours: (api) => api.updatePaymentLink('plink_One', linkChange),
    sdk: (sdk) => sdk.paymentLink.edit('plink_One', linkChange),
  },
  notifyOfPaymentLink: {
    section: ['paymentLink', 'Send notification'],
    ours: (api) => api.notifyOfPaymentLink('plink_One', 'sms'),
    sdk: (sdk) => sdk.paymentLink.notifyBy('plink_One', 'sms'),
  },
  order: {
    section: ['order', 'Fetch an Order With Id'],
    ours: (api) => api.order('order_One'),
    sdk: (sdk) => sdk.orders.fetch('order_One'),
  },
  settlement: {
    section: ['settlement', 'Fetch a settlement'],
    ours: (api) => api.settlement('setl_One'),
    sdk: (sdk) => sdk.settlements.fetch('setl_One'),
  },
  recon: {
    section: ['settlement', 'Settlement recon'],
    ours: (api) => api.recon(report),
    sdk: (sdk) => sdk.settlements.reports(report),
  },
  dispute: {
    section: null,
    ours: (api) => api.dispute('disp_One'),
    sdk: (sdk) => sdk.disputes.fetch('disp_One'),
  },
  acceptDispute: {
    section: null,
    ours: (api) => api.acceptDispute('disp_One'),
    sdk: (sdk) => sdk.disputes.accept('disp_One'),
  },
  contestDispute: {
    section: null,
    ours: (api) => api.contestDispute('disp_One', contest),
    sdk: (sdk) => sdk.disputes.contest('disp_One', contest),
  },
  document: {
    section: null,
    ours: (api) => api.document('doc_One'),
    sdk: (sdk) => sdk.documents.fetch('doc_One'),
  },
}

describe.each(Object.entries(calls))('%s', (name, { section, ours, sdk }) => {
  const send = async (call: () => Promise<unknown>): Promise<Sent> => {
    const sent = answering({})
    await call().catch(() => null)
    nock.cleanAll()
    if (!sent[0]) throw new Error(`${name} sent nothing`)
    return sent[0]
  }

  it('sends what the SDK itself sends over its own transport', async () => {
    const [mine, its] = [await send(() => ours(open())), await send(() => sdk(new Razorpay(credential)))]
    expect({ ...mine, headers: null }).toEqual({ ...its, headers: null })
    for (const header of ['authorization', 'user-agent'])
      expect(mine.headers.get(header)).toBe(its.headers.get(header))
  })

  if (section === null) {
    it('sends only what the vendor’s page has, and understands its answer', async () => {
      const { method, path, body, response } = documentedDisputes[name as keyof typeof documentedDisputes]
      const sent = await send(() => ours(open()))
      expect(sent).toMatchObject({ method, path, query: {} })
      expect(Object.keys(sent.body ?? {}).sort()).toEqual([...(body ?? [])].sort())
      answering(response)
      await expect(ours(open())).resolves.toMatchObject({ id: response.id })
    })
    return
  }

  it.skipIf(!hasSpecs)('sends only what the vendor documents, and all that it requires', async () => {
    const { params, sdkCall } = documented(section)
    const { query, body } = await send(() => ours(open()))
    const given = Object.keys({ ...query, ...(body as JsonObject | null) })
    // The parameter tables are not whole: some keys stand in the sample of the call alone.
    const known = new Set([...params.map((param) => param.name), ...keysOf(sdkCall.join('\n'))])
    expect(given.filter((one) => !known.has(one))).toEqual([])
    const required = params.filter((one) => one.required && !inPath.test(one.name) && one.name !== forUpiOnly)
    expect(given).toEqual(expect.arrayContaining(required.map((one) => one.name)))
  })

  it.skipIf(!hasSpecs)('understands the answer that the vendor documents', async () => {
    const { responses } = documented(section)
    // Of four the documents have no sample that parses as JSON: the lists above and the webhooks show the entity.
    if (responses.length === 0) return expect(withoutSample).toContain(name)
    for (const response of responses) {
      answering(response)
      await expect(ours(open())).resolves.toBeTypeOf('object')
      nock.cleanAll()
    }
  })
})

it('needs the vendor’s specifications, or says that they are absent', (context) => {
  if (!hasSpecs) context.skip(`no specifications at ${specs}: set OPS_ROOM_SPECS`)
})

type Section = {
  title: string
  sdkCall: string[]
  params: { name: string; required: boolean }[]
  responses: unknown[]
}
const withoutSample = ['paymentLink', 'createPaymentLink', 'updatePaymentLink', 'cancelPaymentLink']
const inPath = /Id$|^medium$/
/** Documented as required, with the meaning "true for a UPI link, else leave it out". */
const forUpiOnly = 'upi_link'

function documented([file, title]: [string, string]): Section {
  const sections = JSON.parse(readFileSync(join(specs, `${file}.json`), 'utf8')) as Section[]
  const found = sections.find((section) => section.title === title)
  if (!found) throw new Error(`${file}.json has no section ${title}`)
  return found
}

/** The outermost keys: samples are indented by two or by four. */
function keysOf(sample: string): string[] {
  const keys = [...sample.matchAll(/^( +)"(\w+)":/gm)].map(([, indent = '', name = '']) => ({ indent, name }))
  const least = Math.min(...keys.map(({ indent }) => indent.length))
  return keys.filter(({ indent }) => indent.length === least).map(({ name }) => name)
}
