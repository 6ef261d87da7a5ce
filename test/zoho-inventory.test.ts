/** Zoho Inventory beyond what every connector must keep: exact amounts, pages, filters that are ignored, trouble in words. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CredentialFields, JsonObject } from '../connectors/define.ts'
import {
  amountOf,
  exactRate,
  quantityOf,
  quantitySum,
  rateOf,
  toNumber,
} from '../connectors/zoho-inventory/amounts.ts'
import type { List } from '../connectors/zoho-inventory/client.ts'
import { zohoInventory } from '../connectors/zoho-inventory/index.ts'
import { listed, sifted, withReference } from '../connectors/zoho-inventory/pages.ts'
import { timeOf } from '../connectors/zoho-inventory/shapes.ts'
import { drive } from './support/connectors/drive.ts'
import type { Answer } from './support/connectors/fixture.ts'
import { wire } from './support/connectors/wire.ts'
import { fixture, seeded } from './support/connectors/zoho-inventory.ts'
import { exampleOf, inventorySpec } from './support/connectors/zoho-inventory-spec.ts'

const { read, trouble } = drive(zohoInventory, fixture)

describe('amounts, rates and quantities', () => {
  it.each([
    [1599, 'INR', 159_900],
    [0.1, 'INR', 10],
    [1234.5, 'INR', 123_450],
    ['1234.50', 'INR', 123_450],
    [4.35, 'USD', 435],
    [1.005, 'KWD', 1005],
    [-12.3, 'INR', -1230],
    [350, 'JPY', 350],
  ])('%s %s is %i minor units', (value, currency, minor) => {
    expect(amountOf(value, currency)).toEqual({ currency, minor })
    expect(toNumber({ currency, minor })).toBe(Number(value))
  })

  it('what no amount says exactly is refused, and never rounded', () => {
    for (const value of [0.1 + 0.2, 1.005, 1e21, 1e-7, 'twelve', '1,234.50', Number.NaN])
      expect(() => amountOf(value, 'INR'), String(value)).toThrow(/not exact/)
    expect([amountOf(null, 'INR'), amountOf('', 'INR'), amountOf(5, null)]).toEqual([null, null, null])
  })

  it('a rate that is finer than a paisa stays decimal text, and is no price of an order', () => {
    expect(rateOf(12.345, 'INR')).toEqual({ currency: 'INR', decimal: '12.345' })
    expect(exactRate(12.345, 'INR')).toBeNull()
    expect(rateOf('12.340', 'INR')).toEqual({ currency: 'INR', minor: 1234 })
  })

  it('quantities are whole numbers or decimal text', () => {
    expect(['10.00', 10, '2.50', 0.5, '', null].map(quantityOf)).toEqual([10, 10, '2.5', '0.5', 0, 0])
    expect(quantitySum(['10.00', 2, '0.5'])).toBe('12.5')
    expect(quantitySum([0.1, 0.2, '0.7'])).toBe(1)
    expect(quantitySum(['-3.00', 1])).toBe(-2)
  })

  it('times have no colon in their zone', () => {
    expect(timeOf('2026-05-28T00:00:00+0530')).toBe('2026-05-27T18:30:00.000Z')
    expect(timeOf('2024-06-15T10:30:00.000+0530')).toBe('2024-06-15T05:00:00.000Z')
    expect([timeOf(''), timeOf(null), timeOf('soon')]).toEqual([null, null, null])
  })
})

type Row = { id: number; reference_number: string }
/** `count` rows; it keeps which pages were asked for. */
function shelf(count: number, isNewestFirst = true): { list: List<Row>; asked: string[] } {
  const asked: string[] = []
  const list: List<Row> = async ({ page, per_page }) => {
    asked.push(`${page}/${per_page}`)
    const from = (Number(page) - 1) * Number(per_page)
    const rows = Array.from({ length: count }, (_, id) => ({ id, reference_number: `r${id}` }))
    return {
      rows: rows.slice(from, from + Number(per_page)),
      hasMore: from + Number(per_page) < count,
      isNewestFirst,
    }
  }
  return { list, asked }
}

describe('pages', () => {
  it('the cursor of a list is the next page’s number', async () => {
    const { list, asked } = shelf(45)
    const first = await listed(list, { limit: 20, cursor: null })
    expect([first.rows.length, first.cursor]).toEqual([20, '2'])
    const last = await listed(list, { limit: 20, cursor: '3' })
    expect([last.rows.length, last.cursor]).toEqual([5, null])
    expect(asked).toEqual(['1/20', '3/20'])
  })

  it('what is looked through here is found whole, each row once, in bounded steps', async () => {
    const { list, asked } = shelf(1_700)
    const found: number[] = []
    let cursor: string | null = null
    do {
      const page: { rows: Row[]; cursor: string | null } = await sifted(
        list,
        { limit: 30, cursor },
        ({ id }) => id % 10 === 0 || id > 1_690,
      )
      expect(page.rows.length).toBeLessThanOrEqual(30)
      found.push(...page.rows.map(({ id }) => id))
      cursor = page.cursor
      if (cursor !== null) expect(cursor).toMatch(/^\d{1,5}\.\d{1,3}$/)
    } while (cursor !== null)
    expect(found).toEqual([...Array(1_700).keys()].filter((id) => id % 10 === 0 || id > 1_690))
    expect(asked.every((one) => one.endsWith('/200'))).toBe(true)
  })

  it('an empty search ends its step after five pages, and can be taken up again', async () => {
    const { list, asked } = shelf(1_700)
    expect(await sifted(list, { limit: 30, cursor: null }, () => false)).toEqual({ rows: [], cursor: '6.0' })
    expect(asked.length).toBe(5)
  })

  it('a reference is not there only where that can be known', async () => {
    const never = () => false
    expect(await withReference(shelf(700).list, (one) => one === 'r650')).toMatchObject({ row: { id: 650 } })
    expect(await withReference(shelf(700, false).list, never)).toEqual({ row: null, isSure: true })
    expect(await withReference(shelf(1_700).list, never)).toEqual({ row: null, isSure: true })
    expect(await withReference(shelf(1_700, false).list, never)).toEqual({ row: null, isSure: false })
  })
})

describe('filters that Zoho ignores without a word', () => {
  it.each([
    ['bills', 'bills'],
    ['packages', 'packages'],
    ['salesOrders', 'salesOrders'],
    ['purchaseOrders', 'purchaseOrders'],
  ])('%s are looked through here', async (name, list) => {
    const { received, result } = await read(name)
    for (const { query } of received)
      expect([...query.keys()].sort()).toEqual(['organization_id', 'page', 'per_page'])
    expect((result as { count: number }).count).toBeGreaterThan(0)
    const all = seeded[name as keyof typeof seeded] as unknown[]
    expect(((result as Record<string, unknown[]>)[list] ?? []).length).toBeLessThan(all.length)
  })

  it('and what came back is what was asked for', async () => {
    const { bills } = (await read('bills')).result as { bills: { status: string }[] }
    expect(new Set(bills.map(({ status }) => status))).toEqual(new Set(['open']))
    const { salesOrders } = (await read('salesOrders')).result as { salesOrders: { reference: string }[] }
    expect(salesOrders).toMatchObject([{ reference: '#1042', status: 'fulfilled', customer: 'Priya Nair' }])
  })
})

const zoho = (status: number, code: number, message: string): Answer => ({ status, body: { code, message } })
describe('trouble is one sentence that names the system and the fix', () => {
  trouble('item', [
    [
      'a dead token or a scope that is gone',
      zoho(401, 57, 'You are not authorized'),
      'unauthorised',
      /connect it again/,
    ],
    [
      'a token of no shape',
      zoho(401, 14, 'Invalid value passed for authtoken.'),
      'unauthorised',
      /connect it again/,
    ],
    ['a person who may not', zoho(400, 57, 'You are not authorized'), 'forbidden', /connect it again/],
    [
      'an unknown id',
      zoho(404, 1002, 'Item does not exist.'),
      'not_found',
      /does not know it.*does not exist/,
    ],
    [
      'an unknown id, with another status',
      zoho(400, 1002, 'Item does not exist.'),
      'not_found',
      /does not know/,
    ],
    [
      'a value that it refuses',
      zoho(400, 4, 'Invalid value passed for rate'),
      'refused',
      /Invalid value passed/,
    ],
    ['a refusal that is answered with 200', zoho(200, 2, 'Invalid value passed'), 'refused', /Invalid value/],
    ['a minute’s budget', zoho(429, 44, 'blocked'), 'throttled', /fewer requests/],
    ['a day’s budget, with another status', zoho(400, 45, 'exceeded'), 'throttled', /fewer requests/],
    ['too much at once', zoho(429, 1070, 'in process'), 'throttled', /fewer requests/],
    ['an outage', zoho(500, 1000, 'Internal error'), 'broken', /HTTP 500/],
    ['an outage that speaks of limits', zoho(500, 44, 'x'), 'broken', /HTTP 500/],
    ['an answer that is none', { status: 200, body: 'what' }, 'broken', /could not be understood/],
    ['an answer without a code', { status: 200, body: { item: {} } }, 'broken', /could not be understood/],
    ['an amount that is not exact', { status: 200, body: spoiled() }, 'broken', /not exact/],
  ])

  it('limits count as limits, whatever the status', () => {
    const heard = (code: number) => ({ status: 400, headers: new Headers(), body: JSON.stringify({ code }) })
    const { throttled, perMinute } = zohoInventory.limits
    expect([43, 44, 45, 1070].map((code) => throttled(heard(code)))).toEqual([true, true, true, true])
    expect(throttled(heard(4))).toBe(false)
    expect(throttled({ ...heard(4), body: 'gateway' })).toBe(false)
    expect(perMinute).toBeLessThanOrEqual(100)
  })
})

function spoiled(): JsonObject {
  const item = { item_id: '1', name: 'x', rate: 0.1 + 0.2 }
  return { code: 0, item, organization: { organization_id: '1', currency_code: 'INR' } }
}

describe('which organisation', () => {
  const found = (organizations: JsonObject[]) => {
    const { organization_id: _, ...credential } = fixture.credential
    const session = {
      ...wire(zohoInventory, fixture).session('read'),
      credential: credential as CredentialFields,
      fetch: async () => new Response(JSON.stringify({ code: 0, organizations })),
    }
    return import('../connectors/zoho-inventory/account.ts').then(({ onlyOrganisation }) =>
      onlyOrganisation(session),
    )
  }
  it('the only one there is', async () => {
    expect(await found([{ organization_id: '7', name: 'Bluebird' }])).toEqual({ organization_id: '7' })
  })
  it('of several, a person chooses; of none, there is nothing', async () => {
    const two = [
      { organization_id: '7', name: 'Bluebird' },
      { organization_id: '8', name: 'Robin' },
    ]
    await expect(found(two)).rejects.toThrow(/2 organisations.*Bluebird \(7\), Robin \(8\)/)
    await expect(found([])).rejects.toThrow(/reaches no organisation of Zoho Inventory/)
  })
})

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'zoho-inventory/openapi')
describe.runIf(existsSync(folder))('the answers that Zoho describes', async () => {
  const { files } = await inventorySpec(existsSync(folder) ? folder : '.')
  const money = exampleOf(files.organizations, '/organizations/{organization_id}')
  it.each([
    ['organization', 'organizations', '/organizations/{organization_id}'],
    ['locations', 'locations', '/locations'],
    ['items', 'items', '/items'],
    ['item', 'items', '/items/{item_id}'],
    ['stock', 'items', '/itemdetails'],
    ['contact', 'contacts', '/contacts/{contact_id}'],
    ['salesOrders', 'salesorders', '/salesorders'],
    ['salesOrder', 'salesorders', '/salesorders/{salesorder_id}'],
    ['purchaseOrders', 'purchaseorders', '/purchaseorders'],
    ['purchaseOrder', 'purchaseorders', '/purchaseorders/{purchaseorder_id}'],
    ['receive', 'purchasereceives', '/purchasereceives/{purchasereceive_id}'],
    ['invoices', 'invoices', '/invoices'],
    ['invoice', 'invoices', '/invoices/{invoice_id}'],
    ['bills', 'bills', '/bills'],
    ['bill', 'bills', '/bills/{bill_id}'],
    ['adjustments', 'inventoryadjustments', '/inventoryadjustments'],
    ['adjustment', 'inventoryadjustments', '/inventoryadjustments/{inventory_adjustment_id}'],
    ['packages', 'packages', '/packages'],
    ['package', 'packages', '/packages/{package_id}'],
  ])('%s is read', async (name, file, path) => {
    const body = { ...money, ...exampleOf(files[file], path) }
    const { result } = await read(name, { status: 200, body })
    expect(result).toEqual(expect.any(Object))
    expect(JSON.stringify(result)).not.toMatch(/undefined|NaN/)
  })
})
