/** Google Ads: what may stand in a query, pages, money and times. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, daysBetween, idIn, idIs, query, wordIs } from '../connectors/google-ads/gaql.ts'
import { googleAds } from '../connectors/google-ads/index.ts'
import { decimalText, fromMicros, fromUnits, isWhole, toMicros } from '../connectors/google-ads/micros.ts'
import { isoTime } from '../connectors/google-ads/times.ts'
import { meets, parseQuery } from '../sandbox/providers/google_ads/gaql.ts'
import { openWith } from './support/connectors/google-ads-line.ts'

const hostile = [
  "x' OR campaign.id > 0 LIMIT 10000 --",
  "x\\' FROM customer",
  `"; DROP`,
  '%',
  '_',
  '[a-z]%',
  '\u2028\n\u0000\u202E',
  '’‘“”',
]

describe('a query', () => {
  const around = (text: string) =>
    query({ fields: ['campaign.id'], from: 'campaign', where: [contains('campaign.name', text)], limit: 5 })

  it('keeps its shape whatever text it looks for', () => {
    const shape =
      /^SELECT campaign\.id FROM campaign WHERE campaign\.name LIKE '%([^'"`\\\p{Cc}\p{Cf}]*)%' LIMIT 5$/u
    for (const text of hostile) expect(around(text)).toMatch(shape)
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => shape.test(around(text))))
  })

  it('finds what it looks for, and takes no sign for a wildcard', () => {
    const finds = (text: string, name: string) =>
      parseQuery(around(text)).where.every((condition) => meets(name, condition))
    for (const text of hostile.slice(0, 6)) expect(finds(text, `A ${text} B`)).toBe(true)
    expect(finds('50%', 'Sale 50% off')).toBe(true)
    expect(finds('50%', 'Sale 500 off')).toBe(false)
    expect(finds('a_b', 'a_b')).toBe(true)
    expect(finds('a_b', 'axb')).toBe(false)
    expect(finds('[bed]', '[Bed] linen')).toBe(true)
    expect(finds('[bed]', 'b')).toBe(false)
  })

  it('takes ids, days and words in their own shape alone', () => {
    for (const bad of ["1' OR 1", '1 OR 1', '', '-1', '1e3', '１', '1\n']) {
      expect(() => idIs('campaign.id', bad)).toThrow(TypeError)
      expect(() => idIn('campaign.id', ['1', bad])).toThrow(TypeError)
    }
    for (const bad of ["2026-01-01' AND", '2026-1-1', 'TODAY', '2026-01-01\n'])
      expect(() => daysBetween('segments.date', { from: '2026-01-01', to: bad })).toThrow(TypeError)
    for (const bad of ["ENABLED'", 'enabled', '', 'A B'])
      expect(() => wordIs('campaign.status', bad)).toThrow(TypeError)
    for (const limit of [0, -1, 1.5, 10_001, Number.NaN])
      expect(() => query({ fields: ['campaign.id'], from: 'campaign', limit })).toThrow(TypeError)
  })

  it('is reached by no input that would not be one', () => {
    const span = { from: '2026-11-01', to: '2026-11-20' }
    const { metrics, campaigns, adGroups, changes, negativeKeywords } = googleAds.reads
    for (const bad of ["1' OR 1=1", '1 2', 'x']) {
      expect(metrics.input.safeParse({ ...span, campaignId: bad }).success).toBe(false)
      expect(adGroups.input.safeParse({ campaignId: bad }).success).toBe(false)
      expect(negativeKeywords.input.safeParse({ campaignId: bad }).success).toBe(false)
      expect(changes.input.safeParse({ ...span, to: bad }).success).toBe(false)
      expect(campaigns.input.safeParse({ status: bad }).success).toBe(false)
      expect(campaigns.input.safeParse({ cursor: bad }).success).toBe(false)
    }
  })

  it('sends hostile text as text, through the read itself', async () => {
    const { api, sent } = await openWith(() => ({ body: {} }))
    for (const name of hostile)
      await googleAds.reads.campaigns.run(api, googleAds.reads.campaigns.input.parse({ name }))
    const shapes = sent.map(({ body }) => String(body.query).replace(/'%[^']*%'/u, '?'))
    expect(new Set(shapes).size).toBe(1)
    expect(shapes[0]).toMatch(/WHERE campaign\.status != 'REMOVED' AND campaign\.name LIKE \? ORDER BY/)
  })
})

describe('a page', () => {
  const row = (id: number) => ({
    customer: { currencyCode: 'INR' },
    adGroup: { id: String(id), name: `G${id}`, status: 'ENABLED', cpcBidMicros: '1234567' },
    campaign: { id: '1', name: 'C', status: 'ENABLED' },
  })

  it('is cut where the caller asks, says so, and goes on there', async () => {
    const { api, sent } = await openWith(({ body }) => {
      const limit = Number(/LIMIT (\d+)$/.exec(String(body.query))?.[1])
      return { body: { results: Array.from({ length: Math.min(limit, 7) }, (_, at) => row(at + 1)) } }
    })
    const { run, input } = googleAds.reads.adGroups
    const first = await run(api, input.parse({ limit: 3 }))
    expect(first).toMatchObject({ count: 3, cursor: '3', adGroups: [{ id: '1' }, { id: '2' }, { id: '3' }] })
    const last = await run(api, input.parse({ limit: 4, cursor: first.cursor as string }))
    expect(last).toMatchObject({ count: 4, cursor: null, adGroups: [{ id: '4' }, {}, {}, { id: '7' }] })
    expect(sent.map(({ body }) => /LIMIT \d+$/.exec(String(body.query))?.[0])).toEqual(['LIMIT 4', 'LIMIT 8'])
  })
})

describe('money', () => {
  it('comes in millionths, and goes to the nearest minor unit, halves away from zero', () => {
    expect(fromMicros('1234567', 'INR')).toEqual({ currency: 'INR', minor: 123 })
    expect(fromMicros('1235000', 'INR').minor).toBe(124)
    expect(fromMicros('1234999', 'INR').minor).toBe(123)
    expect(fromMicros('-1235000', 'INR').minor).toBe(-124)
    expect(fromMicros('1500000', 'JPY').minor).toBe(2)
    expect(fromMicros('1234500', 'KWD').minor).toBe(1235)
    expect(fromUnits(1234.565, 'INR').minor).toBe(123_457)
    expect(fromUnits(0.1 + 0.2, 'USD').minor).toBe(30)
    expect(decimalText(2.666666)).toBe('2.67')
    expect(decimalText(3)).toBe('3')
  })

  it('goes out exactly', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('INR', 'JPY', 'KWD'),
        fc.integer({ min: 1, max: 1e9 }),
        (currency, minor) => {
          const micros = toMicros({ currency, minor })
          expect(isWhole(micros, currency)).toBe(true)
          expect(fromMicros(micros, currency)).toEqual({ currency, minor })
        },
      ),
    )
    expect(isWhole('1234567', 'INR')).toBe(false)
  })
})

describe('times', () => {
  it('are the account’s, and come out in UTC', () => {
    expect(isoTime('2026-11-20 14:03:07.123456', 'Asia/Kolkata')).toBe('2026-11-20T08:33:07.000Z')
    expect(isoTime('2026-07-01 12:00:00', 'America/New_York')).toBe('2026-07-01T16:00:00.000Z')
    expect(isoTime('2026-11-01 00:30:00', 'America/New_York')).toBe('2026-11-01T04:30:00.000Z')
    expect(isoTime('2026-11-01 12:00:00', 'America/New_York')).toBe('2026-11-01T17:00:00.000Z')
    expect(isoTime('2026-01-01 00:00:00', 'UTC')).toBe('2026-01-01T00:00:00.000Z')
  })
})
