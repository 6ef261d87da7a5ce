/** The sandbox's Shopify and Razorpay: that they speak as the vendors do, refuse as they do, and tell one story. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as cancelDocuments from '../connectors/shopify/documents/cancel.ts'
import * as customerDocuments from '../connectors/shopify/documents/customers.ts'
import * as draftDocuments from '../connectors/shopify/documents/drafts.ts'
import * as inventoryDocuments from '../connectors/shopify/documents/inventory.ts'
import * as orderDocuments from '../connectors/shopify/documents/orders.ts'
import * as productDocuments from '../connectors/shopify/documents/products.ts'
import * as refundDocuments from '../connectors/shopify/documents/refund.ts'
import * as shopDocuments from '../connectors/shopify/documents/shop.ts'
import * as tagDocuments from '../connectors/shopify/documents/tags.ts'
import type { ProviderFault, ProviderRequest } from '../sandbox/contract.ts'
import { createProviders, type Providers } from '../sandbox/providers/providers.ts'
import { shopifySchema } from '../sandbox/providers/shopify/graphql.ts'
import { NEEDS_KEY } from '../sandbox/providers/shopify/mutations.ts'
import { openStore } from '../sandbox/store/store.ts'

const SPECS = process.env.OPS_ROOM_SPECS ?? '../shared/specs'
const hasSpecs = existsSync(SPECS)
if (!hasSpecs)
  console.warn(`The vendors' specifications are not at ${SPECS}: the comparisons with them do not run.`)
const spec = (path: string): string => readFileSync(`${SPECS}/${path}`, 'utf8')

const NOW = Date.UTC(2026, 10, 20, 10)
const PRIYAS_PAYMENT = 'pay_sDlpWoKxrcDwkw'

type Body = Record<string, unknown>
type Answer = { status: number; body: Body }

let server: Server
let providers: Providers
let base: string
let token: string
/** What Razorpay does while it works on a refund: nothing, unless a test holds it there. */
let work: () => Promise<void>

beforeEach(async () => {
  work = () => Promise.resolve()
  providers = createProviders({ now: () => NOW, changed: () => {}, work: () => work() })
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on(
      'end',
      () => void providers.handle(request, response, request.url ?? '/', Buffer.concat(parts)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { shopify } = (await control('GET', '/control/credentials')) as { shopify: Body }
  const body = JSON.stringify({ ...shopify, grant_type: 'client_credentials' })
  const granted = await send('POST', '/providers/shopify/admin/oauth/access_token', body)
  token = String(granted.body.access_token)
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: response.status, body: (await response.json()) as Body }
}

const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (await send(method, path, body === undefined ? undefined : JSON.stringify(body))).body

async function razorpay(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const { razorpay: key } = (await control('GET', '/control/credentials')) as {
    razorpay: Record<string, string>
  }
  const basic = Buffer.from(`${key.key_id}:${key.key_secret}`).toString('base64')
  const text = body === undefined ? undefined : JSON.stringify(body)
  return send(method, `/providers/razorpay${path}`, text, { authorization: `Basic ${basic}`, ...headers })
}

async function shopify(query: string, variables: Body = {}): Promise<Answer> {
  const body = JSON.stringify({ query, variables })
  const headers = { 'x-shopify-access-token': token, 'content-type': 'application/json' }
  return send('POST', '/providers/shopify/admin/api/2026-10/graphql.json', body, headers)
}

const refund = (body: Body, key: string) =>
  razorpay('POST', `/v1/payments/${PRIYAS_PAYMENT}/refund`, body, { 'X-Refund-Idempotency': key })

const descriptionOf = ({ body }: Answer): string => String((body.error as Body).description)
const break_ = (fault: Partial<ProviderFault>) => control('POST', '/control/faults', { times: 1, ...fault })

describe('the sample store', () => {
  it('is the same store for the same day, and tells one story in both books', () => {
    const store = openStore({ now: NOW })
    expect(openStore({ now: NOW })).toEqual(store)
    expect([store.orders.length, store.products.length, store.customers.length]).toEqual([300, 40, 120])
    for (const payment of store.razorpay.payments) {
      const order = store.orders.find(({ transactions }) =>
        transactions.some(({ paymentId }) => paymentId === payment.id),
      )
      expect(order?.transactions[0]?.amount).toBe(payment.amount)
      const refunded = store.razorpay.refunds
        .filter(({ payment_id }) => payment_id === payment.id)
        .reduce((sum, { amount }) => sum + amount, 0)
      expect(payment.amount_refunded).toBe(refunded)
    }
  })

  it('keeps order #1042 whatever the day', () => {
    for (const now of [NOW, NOW + 90 * 86_400_000]) {
      const store = openStore({ now })
      const order = store.orders.find(({ name }) => name === '#1042')
      const payment = store.razorpay.payments.find(({ id }) => id === PRIYAS_PAYMENT)
      const customer = store.customers.find(({ id }) => id === order?.customerId)
      expect([customer?.firstName, customer?.lastName]).toEqual(['Priya', 'Nair'])
      expect(payment).toMatchObject({ amount: 249_900, status: 'captured', amount_refunded: 0 })
      expect(order?.transactions[0]?.paymentId).toBe(PRIYAS_PAYMENT)
      expect(order?.fulfilments[0]?.displayStatus).toBe('DELIVERED')
      expect(order?.note).toContain('gift wrap')
    }
  })
})

describe('Razorpay', () => {
  it('asks for its key', async () => {
    const answer = await send('GET', '/providers/razorpay/v1/payments')
    expect(answer.status).toBe(401)
    expect(answer.body.error).toMatchObject({
      code: 'BAD_REQUEST_ERROR',
      description: 'Authentication failed',
    })
  })

  it('pages newest first, by skip and by time', async () => {
    const first = (await razorpay('GET', '/v1/payments?count=3')).body.items as {
      id: string
      created_at: number
    }[]
    const next = (await razorpay('GET', '/v1/payments?count=2&skip=1')).body.items as typeof first
    expect(next.map(({ id }) => id)).toEqual(first.slice(1).map(({ id }) => id))
    expect(first[0]?.created_at).toBeGreaterThanOrEqual(first[2]?.created_at ?? Number.POSITIVE_INFINITY)
    const [newest] = first
    const older = await razorpay('GET', `/v1/payments?to=${(newest?.created_at ?? 0) - 1}&count=1`)
    expect((older.body.items as typeof first)[0]?.id).not.toBe(newest?.id)
    expect((await razorpay('GET', '/v1/payments?count=101')).status).toBe(400)
  })

  it('makes one refund for one key, refuses another body under it, and says when the first is in flight', async () => {
    const made = await refund({ amount: 50_000 }, 'ops-room-key-0001')
    const again = await refund({ amount: 50_000 }, 'ops-room-key-0001')
    expect(again.body).toEqual(made.body)
    const other = await refund({ amount: 60_000 }, 'ops-room-key-0001')
    expect(other.status).toBe(400)
    expect(descriptionOf(other)).toMatch(/Different request with the same idempotency key/)
    const refunds = await razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)
    expect(refunds.body).toMatchObject({ count: 1, items: [{ amount: 50_000, payment_id: PRIYAS_PAYMENT }] })

    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    work = () => {
      start()
      return released
    }
    const slow = refund({ amount: 1_000 }, 'ops-room-key-0002')
    await started
    expect((await refund({ amount: 1_000 }, 'ops-room-key-0002')).status).toBe(409)
    release()
    expect((await slow).status).toBe(200)
  })

  it('gives back no more than is left, and not what a bank disputes', async () => {
    await refund({ amount: 200_000 }, 'ops-room-key-0001')
    const tooMuch = await refund({ amount: 50_000 }, 'ops-room-key-0002')
    expect(tooMuch.status).toBe(400)
    expect(descriptionOf(tooMuch)).toBe('The total refund amount is greater than the refund payment amount')
    expect((await refund({}, 'ops-room-key-0003')).body.amount).toBe(49_900)
    const nothingLeft = await refund({ amount: 100 }, 'ops-room-key-0004')
    expect(descriptionOf(nothingLeft)).toBe('The payment has been fully refunded already')
    const disputes = (await razorpay('GET', '/v1/disputes')).body.items as { payment_id: string }[]
    const disputed = await razorpay('POST', `/v1/payments/${disputes[0]?.payment_id}/refund`, {})
    expect(descriptionOf(disputed)).toMatch(/ongoing dispute/)
  })

  it('captures exactly what was authorised', async () => {
    const { payments } = (await control('GET', '/control/providers/razorpay')) as {
      payments: { id: string; status: string; amount: number }[]
    }
    const authorised = payments.find(({ status }) => status === 'authorized')
    const path = `/v1/payments/${authorised?.id}/capture`
    expect((await razorpay('POST', path, { amount: 1, currency: 'INR' })).status).toBe(400)
    const captured = await razorpay('POST', path, { amount: authorised?.amount, currency: 'INR' })
    expect(captured.body).toMatchObject({ status: 'captured', captured: true })
    const again = await razorpay('POST', path, { amount: authorised?.amount, currency: 'INR' })
    expect(descriptionOf(again)).toBe('This payment has already been captured')
  })

  it('takes a reference for one payment link', async () => {
    const body = { amount: 120_000, currency: 'INR', description: 'Rug', reference_id: 'BB-77' }
    const made = await razorpay('POST', '/v1/payment_links', body)
    expect(made.body).toMatchObject({ status: 'created', amount: 120_000, reference_id: 'BB-77' })
    expect((await razorpay('POST', '/v1/payment_links', body)).status).toBe(400)
    const found = await razorpay('GET', '/v1/payment_links?reference_id=BB-77')
    expect((found.body.payment_links as unknown[]).length).toBe(1)
    const cancelled = await razorpay('POST', `/v1/payment_links/${made.body.id}/cancel`)
    expect(cancelled.body.status).toBe('cancelled')
    expect((await razorpay('POST', `/v1/payment_links/${made.body.id}/cancel`)).status).toBe(400)
  })

  it.runIf(hasSpecs)('answers with the keys of the documented samples', async () => {
    const keysIn = (file: string, title: string): string[] => {
      const sections = JSON.parse(spec(`razorpay/documents/${file}.json`)) as {
        title: string
        responses: { items?: Body[] }[]
      }[]
      const [sample] = sections.find((section) => section.title === title)?.responses ?? []
      return Object.keys(sample?.items?.[0] ?? sample ?? {}).sort()
    }
    const keys = (body: unknown) => Object.keys(body as Body).sort()
    const itemOf = async (path: string) => ((await razorpay('GET', path)).body.items as Body[])[0] ?? {}
    expect(keys(await itemOf('/v1/payments'))).toEqual(keysIn('payment', 'Fetch a payment'))
    expect(keys(await itemOf('/v1/orders'))).toEqual(keysIn('order', 'Fetch an Order With Id'))
    expect(keys(await itemOf('/v1/settlements'))).toEqual(keysIn('settlement', 'Fetch a settlement'))
    const made = await refund({ amount: 100 }, 'ops-room-key-0001')
    expect(keys(made.body)).toEqual(keysIn('refund', 'Create a normal refund'))
    const { created_at = 0 } = (await itemOf('/v1/settlements')) as { created_at?: number }
    const day = new Date(created_at * 1000)
    const query = `year=${day.getUTCFullYear()}&month=${day.getUTCMonth() + 1}`
    expect(keys(await itemOf(`/v1/settlements/recon/combined?${query}`))).toEqual(
      keysIn('settlement', 'Settlement recon'),
    )
    const link = await razorpay('POST', '/v1/payment_links', { amount: 100 })
    const documented = new Set([
      ...keysIn('paymentLink', 'Rename labels in checkout section'),
      ...keysIn('paymentLink', 'Change Business name'),
    ])
    expect(keys(link.body).filter((key) => !documented.has(key))).toEqual([])
    const always = keysIn('paymentLink', 'Offers on payment links')
    expect(keys(link.body)).toEqual(expect.arrayContaining(always))
  })
})

describe('Shopify', () => {
  it('grants a token for the client credentials only, and answers nobody without one', async () => {
    const path = '/providers/shopify/admin/oauth/access_token'
    const wrong = { client_id: 'x', client_secret: 'y', grant_type: 'client_credentials' }
    expect((await send('POST', path, JSON.stringify(wrong))).status).toBe(400)
    token = 'made up'
    expect((await shopify('{ shop { name } }')).status).toBe(401)
  })

  it('finds by name, time and status, and pages by cursor', async () => {
    const { body } = await shopify(
      `query Page($query: String) { orders(first: 2, query: $query, reverse: true) {
        nodes { name createdAt displayFinancialStatus } pageInfo { hasNextPage endCursor } } }`,
      { query: "name:'#1042'" },
    )
    expect(body.data).toMatchObject({
      orders: {
        nodes: [{ name: '#1042', displayFinancialStatus: 'PAID' }],
        pageInfo: { hasNextPage: false },
      },
    })
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = (await shopify(
        'query Page($after: String) { orders(first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }',
        { after },
      )) as unknown as {
        body: {
          data: {
            orders: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
          }
        }
      }
      const { nodes, pageInfo } = page.body.data.orders
      seen.push(...nodes.map(({ name }) => name))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after)
    expect(new Set(seen).size).toBe(300)
    const none = await shopify('{ orders { nodes { id } } }')
    expect(none.body.errors).toMatchObject([{ message: 'you must provide one of first or last' }])
  })

  const refundCreate = (directive: string) => `mutation Refund($input: RefundInput!) {
    refundCreate(input: $input) ${directive} {
      refund { id totalRefundedSet { shopMoney { amount } } } userErrors { field message } } }`
  const priyas = {
    orderId: 'gid://shopify/Order/5600000001042',
    note: 'Dented',
    refundLineItems: [{ lineItemId: 'gid://shopify/LineItem/13000000010421', quantity: 1 }],
    transactions: [
      {
        orderId: 'gid://shopify/Order/5600000001042',
        parentId: 'gid://shopify/OrderTransaction/6800000010421',
        kind: 'REFUND',
        gateway: 'razorpay',
        amount: '500.00',
      },
    ],
  }

  it('refuses refundCreate without @idempotent(key:)', async () => {
    const { status, body } = await shopify(refundCreate(''), { input: priyas })
    expect(status).toBe(200)
    expect(body.errors).toMatchObject([{ path: ['refundCreate'], extensions: { code: 'BAD_REQUEST' } }])
    expect(body.data).toEqual({ refundCreate: null })
  })

  it('gives one refund for one key, and Razorpay moves the money once', async () => {
    const document = refundCreate('@idempotent(key: "8c0c8c44-0001")')
    const made = await shopify(document, { input: priyas })
    expect((await shopify(document, { input: priyas })).body.data).toEqual(made.body.data)
    expect(made.body.data).toMatchObject({
      refundCreate: { refund: { totalRefundedSet: { shopMoney: { amount: '500.0' } } }, userErrors: [] },
    })
    const refunds = await razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)
    expect(refunds.body).toMatchObject({ count: 1, items: [{ amount: 50_000 }] })
    const other = await shopify(document, { input: { ...priyas, note: 'Other' } })
    expect(other.body.errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } }])
    const requests = (await control('GET', '/control/requests?provider=shopify')) as ProviderRequest[]
    expect(requests.map(({ acted }) => acted)).toEqual([false, true, false, false])
  })

  it('refunds in Shopify what Razorpay still has, and says no otherwise', async () => {
    await refund({}, 'ops-room-key-0001')
    const { body } = await shopify(refundCreate('@idempotent(key: "8c0c8c44-0002")'), { input: priyas })
    const { refundCreate: answer } = body.data as { refundCreate: { userErrors: Body[]; refund: null } }
    expect(answer.refund).toBeNull()
    expect(answer.userErrors[0]?.message).toMatch(/Razorpay/)
  })

  it('adjusts stock from the quantity that was seen', async () => {
    const query = `mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
      inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
        inventoryAdjustmentGroup { changes { name delta quantityAfterChange } } userErrors { code } } }`
    const { products } = (await control('GET', '/control/providers/shopify')) as {
      products: {
        variants: { inventoryItemId: string; levels: { locationId: string; available: number }[] }[]
      }[]
    }
    const [variant] = products[0]?.variants ?? []
    const [level] = variant?.levels ?? []
    const change = {
      inventoryItemId: `gid://shopify/InventoryItem/${variant?.inventoryItemId}`,
      locationId: `gid://shopify/Location/${level?.locationId}`,
      delta: 5,
    }
    const adjust = (more: Body, key: string) =>
      shopify(query, {
        input: { name: 'available', reason: 'correction', changes: [{ ...change, ...more }] },
        key,
      })
    expect((await adjust({}, 'a')).body.errors).toMatchObject([
      { extensions: { code: 'INVALID_FIELD_ARGUMENTS' } },
    ])
    const stale = await adjust({ changeFromQuantity: 999_999 }, 'b')
    expect(JSON.stringify(stale.body.data)).toContain('CHANGE_FROM_QUANTITY_STALE')
    const done = await adjust({ changeFromQuantity: level?.available }, 'c')
    await adjust({ changeFromQuantity: level?.available }, 'c')
    expect(JSON.stringify(done.body.data)).toContain(`"quantityAfterChange":${(level?.available ?? 0) + 5}`)
    const after = (await control('GET', '/control/providers/shopify')) as { products: typeof products }
    expect(after.products[0]?.variants[0]?.levels[0]?.available).toBe((level?.available ?? 0) + 5)
  })

  it('cancels an order once, with a job, and pays it back', async () => {
    const query = `mutation { orderCancel(orderId: "gid://shopify/Order/5600000001050", reason: CUSTOMER, restock: true,
      refundMethod: { originalPaymentMethodsRefund: true }, staffNote: "asked") {
      job { id done } orderCancelUserErrors { code message } } }`
    const { body } = await shopify(query)
    const { orderCancel } = body.data as { orderCancel: { job: { id: string; done: boolean } } }
    expect(orderCancel.job.done).toBe(false)
    const state = `{ job(id: "${orderCancel.job.id}") { done } order(id: "gid://shopify/Order/5600000001050") {
      cancelReason displayFinancialStatus cancellation { staffNote } } }`
    await shopify('{ shop { name } }')
    expect((await shopify(state)).body.data).toEqual({
      job: { done: true },
      order: {
        cancelReason: 'CUSTOMER',
        displayFinancialStatus: 'REFUNDED',
        cancellation: { staffNote: 'asked' },
      },
    })
    expect(JSON.stringify((await shopify(query)).body.data)).toContain('"code":"INVALID"')
  })

  it('throttles with HTTP 200 once the points are spent', async () => {
    const state = providers.snapshot() as { shopify: { bucket: { available: number } } }
    state.shopify.bucket.available = 15
    providers.restore(state)
    const tag = 'mutation { tagsAdd(id: "x", tags: []) { userErrors { message } } }'
    expect((await shopify(tag)).body.errors).toBeUndefined()
    const throttled = await shopify(tag)
    expect(throttled.status).toBe(200)
    expect(throttled.body.errors).toMatchObject([{ extensions: { code: 'THROTTLED' } }])
  })

  it('can run every document of the connector', () => {
    const modules = [
      cancelDocuments,
      customerDocuments,
      draftDocuments,
      inventoryDocuments,
      orderDocuments,
      productDocuments,
      refundDocuments,
      shopDocuments,
      tagDocuments,
    ]
    const texts = modules.flatMap((documents) =>
      Object.values(documents as Record<string, unknown>).flatMap((one) =>
        typeof one === 'object' && one !== null && 'text' in one ? [String(one.text)] : [],
      ),
    )
    expect(texts.length).toBeGreaterThan(15)
    for (const text of texts) expect(validate(shopifySchema(), parse(text)), text).toEqual([])
  })

  it.runIf(hasSpecs)('speaks a part of the vendor’s schema', () => {
    const vendor = buildSchema(spec('shopify/admin_2026-10.nodesc.graphql'))
    expect(strangers(shopifySchema(), vendor)).toEqual([])
    const required = JSON.parse(spec('shopify/required-access_2026-10.json')) as Record<
      string,
      { idempotent?: boolean }
    >
    const ours = Object.keys(shopifySchema().getMutationType()?.getFields() ?? {})
    const listed = ours.filter((name) => required[`Mutation.${name}`]?.idempotent)
    expect([...NEEDS_KEY].sort()).toEqual(listed.sort())
  })
})

/** What our schema has and the vendor's has not, or has with another type. */
function strangers(ours: GraphQLSchema, vendor: GraphQLSchema): string[] {
  const found: string[] = []
  const differs = (where: string, mine: unknown, theirs: unknown) => {
    if (String(mine) !== String(theirs)) found.push(`${where}: ${String(mine)}, not ${String(theirs)}`)
  }
  for (const type of Object.values(ours.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue
    const theirs = vendor.getType(type.name)
    if (isEnumType(type) && isEnumType(theirs)) {
      for (const { name } of type.getValues())
        differs(`${type.name}.${name}`, name, theirs.getValue(name)?.name)
    } else if (isInputObjectType(type) && isInputObjectType(theirs)) {
      for (const field of Object.values(type.getFields())) {
        differs(`${type.name}.${field.name}`, field.type, theirs.getFields()[field.name]?.type)
      }
    } else if (isObjectType(type) && isObjectType(theirs)) {
      for (const field of Object.values(type.getFields())) {
        const same = theirs.getFields()[field.name]
        differs(`${type.name}.${field.name}`, field.type, same?.type)
        for (const arg of field.args) {
          const theirArg = same?.args.find(({ name }) => name === arg.name)
          differs(`${type.name}.${field.name}(${arg.name})`, arg.type, theirArg?.type)
        }
      }
    } else differs(type.name, type.constructor.name, theirs?.constructor.name)
  }
  return found
}

describe('what breaks them', () => {
  const path = `/v1/payments/${PRIYAS_PAYMENT}/refund`
  const refundsMade = async () =>
    (await razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)).body.count as number

  it.each([
    { fault: 'reset_before', acts: 0 },
    { fault: 'reset_after', acts: 1 },
    { fault: 'timeout_before', acts: 0 },
    { fault: 'timeout_after', acts: 1 },
    { fault: 'malformed', acts: 1 },
  ] as const)('$fault leaves $acts refund and no answer that can be read', async ({ fault, acts }) => {
    await break_({ provider: 'razorpay', match: 'POST /v1/payments', fault, holdMs: 1 })
    await expect(razorpay('POST', path, { amount: 100 })).rejects.toThrow()
    expect(await refundsMade()).toBe(acts)
    expect((await razorpay('POST', path, { amount: 100 })).status).toBe(200)
  })

  it.each([
    { fault: 'http_500_before', status: 500, acts: 0 },
    { fault: 'http_500_after', status: 500, acts: 1 },
    { fault: 'throttled', status: 429, acts: 0 },
    { fault: 'unauthorised', status: 401, acts: 0 },
  ] as const)('$fault answers $status and leaves $acts refund', async ({ fault, status, acts }) => {
    await break_({ provider: 'razorpay', match: 'POST /v1/payments', fault })
    expect((await razorpay('POST', path, { amount: 100 })).status).toBe(status)
    expect(await refundsMade()).toBe(acts)
  })

  it('matches a GraphQL document, counts down, and is cleared', async () => {
    await break_({ provider: 'shopify', match: 'ordersCount', fault: 'throttled', times: 2 })
    expect((await shopify('{ shop { name } }')).body.errors).toBeUndefined()
    const throttled = await shopify('{ ordersCount { count } }')
    expect(throttled.status).toBe(200)
    expect(throttled.body.errors).toMatchObject([{ extensions: { code: 'THROTTLED' } }])
    await control('DELETE', '/control/faults')
    expect((await shopify('{ ordersCount { count } }')).body.errors).toBeUndefined()
  })

  it('refuses a fault that it does not know', async () => {
    const answer = await send(
      'POST',
      '/control/faults',
      JSON.stringify({ provider: 'razorpay', match: '', fault: 'x' }),
    )
    expect(answer.status).toBe(400)
  })

  it('notes what came, whether it acted, and no secret', async () => {
    await refund({ amount: 100 }, 'ops-room-key-0001')
    const requests = (await control('GET', '/control/requests')) as ProviderRequest[]
    expect(requests.at(-1)).toMatchObject({
      provider: 'razorpay',
      method: 'POST',
      path,
      status: 200,
      acted: true,
    })
    expect(requests.at(-1)?.headers['x-refund-idempotency']).toBe('ops-room-key-0001')
    await shopify('{ shop { name } }')
    const text = JSON.stringify(await control('GET', '/control/requests'))
    const { razorpay: key, shopify: app } = (await control('GET', '/control/credentials')) as Record<
      string,
      Record<string, string>
    >
    for (const secret of [key?.key_secret, app?.client_secret, token]) expect(text).not.toContain(secret)
  })

  it('moves a fact behind the back of whoever looked before', async () => {
    const set = { amount_refunded: 249_900, refund_status: 'full', status: 'refunded' }
    await control('POST', '/control/provider-change', {
      provider: 'razorpay',
      kind: 'payment',
      id: PRIYAS_PAYMENT,
      set,
    })
    expect((await razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}`)).body).toMatchObject(set)
    await control('POST', '/control/provider-change', {
      provider: 'shopify',
      kind: 'order',
      id: '#1042',
      set: { note: 'x' },
    })
    const { body } = await shopify('{ order(id: "gid://shopify/Order/5600000001042") { note } }')
    expect(body.data).toEqual({ order: { note: 'x' } })
  })

  it('is put back whole', async () => {
    await refund({ amount: 100 }, 'ops-room-key-0001')
    const saved = JSON.parse(JSON.stringify(providers.snapshot())) as unknown
    await refund({ amount: 200 }, 'ops-room-key-0002')
    providers.restore(saved)
    expect(await refundsMade()).toBe(1)
    expect((await refund({ amount: 100 }, 'ops-room-key-0001')).status).toBe(200)
    expect(await refundsMade()).toBe(1)
  })
})
