/** The sandbox's Shopify: that it speaks a part of the vendor's schema and refuses as the vendor does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
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
import type { ProviderRequest } from '../sandbox/contract.ts'
import { shopifySchema } from '../sandbox/providers/shopify/graphql.ts'
import { NEEDS_KEY } from '../sandbox/providers/shopify/mutations.ts'
import { type Body, PRIYAS_PAYMENT, SandboxProviders } from './support/sandbox-providers.ts'

const SPECS = process.env.OPS_ROOM_SPECS ?? '../shared/specs'
const hasSpecs = existsSync(SPECS)
if (!hasSpecs)
  console.warn(`The vendors' specifications are not at ${SPECS}: the comparisons with them do not run.`)
const spec = (path: string): string => readFileSync(`${SPECS}/${path}`, 'utf8')

let sandbox: SandboxProviders
beforeEach(async () => {
  sandbox = await SandboxProviders.start()
})
afterEach(() => sandbox.stop())

describe('Shopify', () => {
  it('grants a token for the client credentials only, and answers nobody without one', async () => {
    const path = '/providers/shopify/admin/oauth/access_token'
    const wrong = { client_id: 'x', client_secret: 'y', grant_type: 'client_credentials' }
    expect((await sandbox.send('POST', path, wrong)).status).toBe(400)
    sandbox.token = 'made up'
    expect((await sandbox.shopify('{ shop { name } }')).status).toBe(401)
  })

  it('finds by name, time and status, and pages by cursor', async () => {
    const { body } = await sandbox.shopify(
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
      const page = (await sandbox.shopify(
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
    const none = await sandbox.shopify('{ orders { nodes { id } } }')
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
    const { status, body } = await sandbox.shopify(refundCreate(''), { input: priyas })
    expect(status).toBe(200)
    expect(body.errors).toMatchObject([{ path: ['refundCreate'], extensions: { code: 'BAD_REQUEST' } }])
    expect(body.data).toEqual({ refundCreate: null })
  })

  it('gives one refund for one key, and Razorpay moves the money once', async () => {
    const document = refundCreate('@idempotent(key: "8c0c8c44-0001")')
    const made = await sandbox.shopify(document, { input: priyas })
    expect((await sandbox.shopify(document, { input: priyas })).body.data).toEqual(made.body.data)
    expect(made.body.data).toMatchObject({
      refundCreate: { refund: { totalRefundedSet: { shopMoney: { amount: '500.0' } } }, userErrors: [] },
    })
    const refunds = await sandbox.razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)
    expect(refunds.body).toMatchObject({ count: 1, items: [{ amount: 50_000 }] })
    const other = await sandbox.shopify(document, { input: { ...priyas, note: 'Other' } })
    expect(other.body.errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } }])
    const requests = (await sandbox.control('GET', '/control/requests?provider=shopify')) as ProviderRequest[]
    expect(requests.map(({ acted }) => acted)).toEqual([false, true, false, false])
  })

  it('refunds in Shopify what Razorpay still has, and says no otherwise', async () => {
    await sandbox.refund({}, 'ops-room-key-0001')
    const { body } = await sandbox.shopify(refundCreate('@idempotent(key: "8c0c8c44-0002")'), {
      input: priyas,
    })
    const { refundCreate: answer } = body.data as { refundCreate: { userErrors: Body[]; refund: null } }
    expect(answer.refund).toBeNull()
    expect(answer.userErrors[0]?.message).toMatch(/Razorpay/)
  })

  it('adjusts stock from the quantity that was seen', async () => {
    const query = `mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
      inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
        inventoryAdjustmentGroup { changes { name delta quantityAfterChange } } userErrors { code } } }`
    const { products } = (await sandbox.control('GET', '/control/providers/shopify')) as {
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
      sandbox.shopify(query, {
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
    const after = (await sandbox.control('GET', '/control/providers/shopify')) as {
      products: typeof products
    }
    expect(after.products[0]?.variants[0]?.levels[0]?.available).toBe((level?.available ?? 0) + 5)
  })

  it('cancels an order once, with a job, and pays it back', async () => {
    const query = `mutation { orderCancel(orderId: "gid://shopify/Order/5600000001050", reason: CUSTOMER, restock: true,
      refundMethod: { originalPaymentMethodsRefund: true }, staffNote: "asked") {
      job { id done } orderCancelUserErrors { code message } } }`
    const { body } = await sandbox.shopify(query)
    const { orderCancel } = body.data as { orderCancel: { job: { id: string; done: boolean } } }
    expect(orderCancel.job.done).toBe(false)
    const state = `{ job(id: "${orderCancel.job.id}") { done } order(id: "gid://shopify/Order/5600000001050") {
      cancelReason displayFinancialStatus cancellation { staffNote } } }`
    await sandbox.shopify('{ shop { name } }')
    expect((await sandbox.shopify(state)).body.data).toEqual({
      job: { done: true },
      order: {
        cancelReason: 'CUSTOMER',
        displayFinancialStatus: 'REFUNDED',
        cancellation: { staffNote: 'asked' },
      },
    })
    expect(JSON.stringify((await sandbox.shopify(query)).body.data)).toContain('"code":"INVALID"')
  })

  it('throttles with HTTP 200 once the points are spent', async () => {
    const state = sandbox.providers.snapshot() as {
      own: { shopify: { bucket: { available: number } } }
    }
    state.own.shopify.bucket.available = 15
    sandbox.providers.restore(state)
    const tag = 'mutation { tagsAdd(id: "x", tags: []) { userErrors { message } } }'
    expect((await sandbox.shopify(tag)).body.errors).toBeUndefined()
    const throttled = await sandbox.shopify(tag)
    expect(throttled.status).toBe(200)
    expect(throttled.body.errors).toMatchObject([{ extensions: { code: 'THROTTLED' } }])
  })

  it('can run every document of the connector', async () => {
    const folder = resolve(import.meta.dirname, '../connectors/shopify/documents')
    const modules = await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))))
    const texts = modules.flatMap((documents) =>
      Object.values(documents as Record<string, unknown>).flatMap((one) =>
        typeof one === 'object' && one !== null && 'text' in one ? [String(one.text)] : [],
      ),
    )
    expect(texts.length).toBeGreaterThan(55)
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
