/** What Amazon's answers become: limits, reports from its storage, what does not parse; and what the egress lets out to it. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { amazonSpApi } from '../connectors/amazon-sp-api/index.ts'
import { hosts } from '../connectors/amazon-sp-api/places.ts'
import { readTable } from '../connectors/amazon-sp-api/table.ts'
import type { JsonObject } from '../connectors/define.ts'
import { judge, type Mode } from '../src/broker/policy.ts'
import { marketplace, order } from './support/connectors/amazon-sp-api.ts'
import { answering, fault, json } from './support/connectors/amazon-sp-api-line.ts'
import { storage } from './support/connectors/amazon-sp-api-shapes.ts'

const { reads } = amazonSpApi

describe('what the egress lets through', () => {
  const at = hosts[marketplace] ?? { api: '' }
  const sends = (mode: Mode, method: string, path: string, body?: object) => {
    const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body))
    const headers = new Headers({ 'content-type': 'application/json' })
    const url = new URL(path.startsWith('/') ? `https://${at.api}${path}` : path)
    const judged = judge({ method, url, headers, body: bytes }, mode, {
      endpoints: amazonSpApi.endpoints,
      hosts: at,
    })
    return judged?.verdict ?? null
  }
  const report = { reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', marketplaceIds: [marketplace] }
  const reports = '/reports/2021-06-30/reports'

  it('a read may have a report prepared, of the listed types, without options', () => {
    expect(sends('read', 'POST', reports, report)).toBe('read')
    expect(
      sends('read', 'POST', reports, { ...report, reportType: 'GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING' }),
    ).toBeNull()
    expect(sends('read', 'POST', reports, { ...report, reportOptions: { custom: 'true' } })).toBeNull()
    expect(sends('read', 'POST', '/reports/2021-06-30/schedules', report)).toBeNull()
  })

  it('a dry run may preview a patch and nothing else; a read may not even that', () => {
    const listing = '/listings/2021-08-01/items/A3CONTRACT0001/BB-ONE?marketplaceIds=A21TJRUUN4KGV'
    const patch = { productType: 'X', patches: [] }
    expect(sends('dryRun', 'PATCH', `${listing}&mode=VALIDATION_PREVIEW`, patch)).toBe('dryRun')
    expect(sends('dryRun', 'PATCH', listing, patch)).toBeNull()
    expect(sends('dryRun', 'PATCH', `${listing}&mode=VALIDATION_PREVIEW&mode=x`, patch)).toBeNull()
    expect(sends('read', 'PATCH', `${listing}&mode=VALIDATION_PREVIEW`, patch)).toBeNull()
    expect(sends('execute', 'PATCH', listing, patch)).toBe('write')
    expect(sends('dryRun', 'DELETE', listing)).toBeNull()
    expect(sends('execute', 'DELETE', listing)).toBeNull()
  })

  it('documents are fetched from the region’s own storage, and laid there in an execution only', () => {
    expect(sends('read', 'GET', storage('doc-report'))).toBe('read')
    expect(sends('read', 'PUT', storage('doc-new'))).toBeNull()
    expect(sends('execute', 'PUT', storage('doc-new'))).toBe('write')
    expect(sends('read', 'GET', 'https://tortuga-prod-na.s3-external-1.amazonaws.com/doc-report')).toBeNull()
  })
})

describe('limits', () => {
  it('waits as the header of a refused answer says, and never for one that was taken', () => {
    const waits = (status: number, headers: Record<string, string>) =>
      amazonSpApi.limits.wait({ status, headers: new Headers(headers), body: '' })
    expect(waits(429, { 'x-amzn-RateLimit-Limit': '0.0056' })).toBe(178_572)
    expect(waits(429, { 'x-amzn-RateLimit-Limit': '2.0' })).toBe(500)
    expect(waits(429, {})).toBe(1000)
    expect(waits(429, { 'retry-after': '7' })).toBe(7000)
    expect(waits(429, { 'x-amzn-RateLimit-Limit': '0' })).toBe(1000)
    expect(waits(200, { 'x-amzn-RateLimit-Limit': '0.0056' })).toBe(0)
  })

  it('says when to ask again', async () => {
    const quota = { errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota.', details: '' }] }
    const { api } = answering(json(quota, 429, { 'x-amzn-RateLimit-Limit': '0.0167' }))
    const error = await fault(reads.marketplaces.run(api, {}))
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 59_881 })
    expect(error.message).toBe(
      'Amazon asks for fewer requests. Nothing was done. It said: You exceeded your quota.',
    )
  })
})

describe('sales', () => {
  it('are not asked for in one zone with the times of another, which Amazon refuses', () => {
    const takes = (from: string, more: JsonObject = {}) =>
      reads.sales.input.safeParse({ from, to: '2026-11-20T00:00:00Z', ...more }).success
    expect(takes('2026-11-01T00:00:00Z')).toBe(true)
    expect(takes('2026-11-01T00:00:00+05:30')).toBe(false)
    expect(takes('2026-11-01T00:00:00+05:30', { timeZone: 'Asia/Kolkata' })).toBe(true)
    expect(takes('2026-11-01T00:00:00+05:30', { by: 'Hour' })).toBe(true)
  })
})

describe('bad answers', () => {
  it('that do not parse are Amazon’s fault, not the founder’s', async () => {
    for (const body of ['{"payload": [', 'gateway', '{"payload": [{"marketplace": {}}]}']) {
      const { api } = answering(new Response(body))
      const error = await fault(reads.marketplaces.run(api, {}))
      expect(error).toMatchObject({
        kind: 'broken',
        message: 'Amazon answered something that could not be understood.',
      })
    }
  })

  it('with money finer than its currency is no money', async () => {
    const transaction = { totalAmount: { currencyCode: 'INR', currencyAmount: 10.005 } }
    const { api } = answering(json({ payload: { transactions: [transaction] } }))
    const input = reads.transactions.input.parse({ orderId: order })
    expect((await fault(reads.transactions.run(api, input))).message).toMatch(/not exact in INR/)
  })
})

describe('a table', () => {
  const text =
    '\ufeff"sku"\t"price"\t"Recipient Name"\t"ship-city"\r\n"A ""b"""\t1\tMeera\tPune\r\n\r\nB\t2\tAsha\t\nC\t3\t\tKochi'

  it('gives rows by their names, a page at a time, and counts them all', () => {
    expect(readTable(text, { offset: 1, limit: 1 })).toEqual({
      columns: ['sku', 'price', 'ship-city'],
      total: 3,
      rows: [{ sku: 'B', price: '2' }],
    })
    expect(readTable(text, { offset: 0, limit: 9 }).rows[0]).toEqual({
      sku: 'A "b"',
      price: '1',
      'ship-city': 'Pune',
    })
  })

  it('leaves out who people are, whatever the column is called', () => {
    const names =
      'buyer-email\tbuyer-name\tship-phone-number\tship-address-1\tship-postal-code\trecipient-name\tBuyer Company Name\tcustomer-name'
    expect(readTable(`${names}\tsku\n1\t2\t3\t4\t5\t6\t7\t8\tA`, { offset: 0, limit: 9 })).toMatchObject({
      columns: ['sku'],
      rows: [{ sku: 'A' }],
    })
  })
})

describe('a report', () => {
  const done = {
    reportId: '1',
    reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA',
    processingStatus: 'DONE',
    createdTime: '2026-11-20T08:00:00Z',
    reportDocumentId: 'd',
  }
  const rows = (api: ReturnType<typeof answering>['api'], more: JsonObject = {}) =>
    reads.reportRows.run(api, reads.reportRows.input.parse({ reportId: '1', limit: 2, ...more }))
  const table = `sku\tname\n${Array.from({ length: 5 }, (_, place) => `S${place}\tCafé`).join('\n')}\n`
  const fetched = (
    bytes: string | Uint8Array<ArrayBuffer>,
    type = 'text/plain',
    compressionAlgorithm?: string,
  ) =>
    answering(
      json(done),
      json({ reportDocumentId: 'd', url: storage('doc-report'), compressionAlgorithm }),
      new Response(bytes, { headers: { 'content-type': type } }),
    )
  const packed = (text: string) => new Uint8Array(gzipSync(text))

  it('is read a page at a time, packed or called packed without being so', async () => {
    for (const { api } of [
      fetched(table),
      fetched(packed(table), 'binary', 'GZIP'),
      fetched(table, 'text/plain', 'GZIP'),
    ]) {
      expect(await rows(api)).toMatchObject({
        total: 5,
        count: 2,
        cursor: '2',
        rows: [{ sku: 'S0', name: 'Café' }, { sku: 'S1' }],
      })
    }
    expect(await rows(fetched(table).api, { cursor: '4' })).toMatchObject({
      count: 1,
      cursor: null,
      rows: [{ sku: 'S4' }],
    })
  })

  it('is read in the letters that it was written in', async () => {
    const latin = new Uint8Array(Buffer.from(table, 'latin1'))
    const japanese = new Uint8Array([...Buffer.from('sku\tname\nS0\t'), 0x83, 0x4a, 0x83, 0x81])
    expect(await rows(fetched(latin, 'text/plain; charset=Cp1252').api)).toMatchObject({
      rows: [{ name: 'Café' }, {}],
    })
    expect(await rows(fetched(latin, 'text/plain;charset=martian').api)).toMatchObject({
      rows: [{ name: 'Café' }, {}],
    })
    expect(await rows(fetched(japanese, 'text/plain; charset=Shift_JIS').api)).toMatchObject({
      rows: [{ name: 'カメ' }],
    })
  })

  it('that would unpack to more than can be held is refused while it unpacks', async () => {
    const { api } = fetched(packed('x'.repeat(60_000_000)), 'binary', 'GZIP')
    expect((await fault(rows(api))).message).toBe('Amazon sent a document that is too large to read here.')
  })

  it('that is not ready, was cancelled, or is none of ours says so', async () => {
    const said = async (more: object) =>
      (await fault(rows(answering(json({ ...done, ...more })).api))).message
    expect(await said({ processingStatus: 'IN_PROGRESS' })).toMatch(
      /still preparing the report \(IN_PROGRESS\)/,
    )
    expect(await said({ processingStatus: 'CANCELLED' })).toMatch(/made no report of it \(CANCELLED\)/)
    expect(await said({ reportType: 'GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING' })).toMatch(
      /is not one of the reports/,
    )
  })

  it('whose storage fails ends in a sentence', async () => {
    const { api } = answering(
      json(done),
      json({ url: storage('doc-report') }),
      new Response('<Error/>', { status: 403 }),
    )
    expect(await fault(rows(api))).toMatchObject({ kind: 'broken', status: 403 })
  })
})
