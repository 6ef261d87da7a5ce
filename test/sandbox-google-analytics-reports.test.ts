/** How the sandbox's Google Analytics answers: filters, order, pages, fields, and what it says no to. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { googleAnalytics } from '../connectors/google-analytics/index.ts'
import { GoogleSandbox, type Result } from './support/connectors/google-sandbox.ts'

let sandbox: GoogleSandbox
beforeEach(async () => {
  sandbox = await GoogleSandbox.start(googleAnalytics)
})
afterEach(() => sandbox.stop())

const all = { from: '2026-09-20', to: '2026-11-20' }
const read = (name: keyof typeof googleAnalytics.reads, input: JsonObject = {}): Promise<Result> =>
  sandbox.read(name, input)
const report = (input: JsonObject): Promise<Result> => read('report', { ...all, limit: 200, ...input })
const sum = (rows: Result[], of: (row: Result) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)

describe('a report', () => {
  it('is filtered by all that is asked, whatever the case', async () => {
    const asked = (filters: JsonObject[]) =>
      report({ dimensions: ['country', 'landingPage'], metrics: ['sessions'], filters })
    const abroad = await asked([{ dimension: 'country', match: 'contains', values: ['UNITED'] }])
    expect(new Set(abroad.rows.map(({ country }: Result) => country))).toEqual(
      new Set(['United Arab Emirates', 'United Kingdom']),
    )
    const both = await asked([
      { dimension: 'country', match: 'exact', values: ['united kingdom'] },
      { dimension: 'landingPage', match: 'begins', values: ['/collections/'] },
    ])
    expect(both.count).toBeGreaterThan(0)
    for (const row of both.rows)
      expect(row).toMatchObject({
        country: 'United Kingdom',
        landingPage: expect.stringMatching(/^\/collections\//),
      })
    const none = await asked([{ dimension: 'country', match: 'any_of', values: ['Peru', 'Chile'] }])
    expect(none).toMatchObject({ count: 0, total: 0, rows: [], cursor: null })
  })

  it('is sorted by metric or dimension, and comes in pages', async () => {
    const asked = {
      dimensions: ['landingPage'],
      metrics: ['sessions'],
      sortBy: 'landingPage',
      descending: false,
    }
    const whole = await report(asked)
    const names = whole.rows.map(({ landingPage }: Result) => landingPage)
    expect(names).toEqual(names.toSorted())
    const seen: Result[] = []
    let cursor: string | null = '0'
    while (cursor !== null) {
      const page: Result = await report({ ...asked, limit: 5, cursor })
      expect(page.total).toBe(whole.total)
      seen.push(...page.rows)
      cursor = page.cursor
    }
    expect(seen).toEqual(whole.rows)
    const most = (await report({ dimensions: ['city'], metrics: ['sessions'] })).rows.map(
      ({ sessions }: Result) => sessions,
    )
    expect(most).toEqual(most.toSorted((a: number, b: number) => b - a))
  })

  it('names its currency and time zone, has no float, and counts the allowance down', async () => {
    const first = await report({
      dimensions: ['date'],
      metrics: ['engagementRate', 'averageSessionDuration'],
      limit: 1,
    })
    expect(first).toMatchObject({ currency: 'INR', timeZone: 'Asia/Kolkata', tokensLeftToday: 199_998 })
    expect(first.rows[0].engagementRate).toMatch(/^0\.\d{1,4}$/)
    expect((await report({ metrics: ['sessions'] })).tokensLeftToday).toBe(199_997)
    expect((await read('realtime')).tokensLeftToday).toBe(199_999)
    sandbox.now += 86_400_000
    await sandbox.refresh()
    expect((await report({ metrics: ['sessions'] })).tokensLeftToday).toBe(199_999)
    await sandbox.control('POST', 'provider-change', {
      provider: 'google_analytics',
      kind: 'quota',
      id: 'core',
      set: { usedToday: 200_000 },
    })
    await expect(report({ metrics: ['sessions'] })).rejects.toMatchObject({
      kind: 'throttled',
      message: expect.stringMatching(/Google Analytics.*tokens per day/),
    })
  })

  it('of a field that is none is refused in Google’s words', async () => {
    for (const [asked, said] of [
      [
        { dimensions: ['colour'], metrics: ['sessions'] },
        /Field colour is not a valid dimension\. For a list/,
      ],
      [{ metrics: ['pageViews'] }, /Field pageViews is not a valid metric\. {2}For a list/],
      [
        { metrics: ['sessions'], filters: [{ dimension: 'colour', match: 'exact', values: ['x'] }] },
        /Field colour is not a valid dimension/,
      ],
      [{ dimensions: ['itemName'], metrics: ['sessions'] }, /Please remove itemName .* incompatible/],
      [
        {
          metrics: ['transactions'],
          filters: [{ dimension: 'itemName', match: 'exact', values: ['Stoneware Mug'] }],
        },
        /Please remove itemName/,
      ],
      [{ metrics: ['sessions'], from: '2026-11-02', to: '2026-11-01' }, /after endDate/],
    ] as const) {
      await expect(report(asked as unknown as JsonObject)).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(said),
      })
    }
    await expect(read('realtime', { dimensions: ['landingPage'] })).rejects.toMatchObject({
      message: expect.stringMatching(/realtime-api-schema/),
    })
  })
})

describe('what can be asked', () => {
  it('is found by words, and every field of it works', async () => {
    const { fields } = await read('metadata', { limit: 100 })
    const { fields: revenue } = await read('metadata', { search: 'purchase revenue' })
    expect(revenue.map(({ name }: Result) => name)).toContain('purchaseRevenue')
    for (const { kind, name } of fields) {
      const isItem = /^item/.test(name)
      const asked =
        kind === 'metric'
          ? { metrics: [name] }
          : { dimensions: [name], metrics: [isItem ? 'itemsPurchased' : 'transactions'] }
      const { count, rows } = await report(asked)
      expect(count, name).toBeGreaterThan(0)
      expect(rows[0], name).toHaveProperty(name)
    }
  })

  it('together is told before, also where Google fails the question itself', async () => {
    await expect(
      read('compatibility', { dimensions: ['city'], metrics: ['sessions', 'keyEvents'] }),
    ).resolves.toEqual({
      compatible: true,
      why: null,
      count: 3,
      fields: ['city', 'sessions', 'keyEvents'].map((name) => ({ name, fits: true })),
    })
    await expect(read('compatibility', { dimensions: ['itemName'], metrics: ['sessions'] })).resolves.toEqual(
      {
        compatible: false,
        why: expect.stringMatching(/Google Analytics.*Please remove itemName/),
        count: 0,
        fields: [],
      },
    )
    await expect(read('compatibility', { metrics: ['pageViews'] })).resolves.toMatchObject({
      compatible: false,
      why: expect.stringMatching(/pageViews is not a valid metric/),
    })
  })
})

describe('these thirty minutes', () => {
  it('are the same when they are asked twice, and other ones later', async () => {
    const asked = {
      dimensions: ['city', 'eventName'],
      metrics: ['activeUsers', 'eventCount', 'keyEvents', 'screenPageViews'],
    }
    const now = await read('realtime', asked)
    expect(now.count).toBeGreaterThan(0)
    const { rows } = await read('realtime', asked)
    expect(rows).toEqual(now.rows)
    const [whole] = (await read('realtime', { metrics: ['activeUsers', 'eventCount'] })).rows
    expect(whole.eventCount).toBe(sum(rows, ({ eventCount }) => eventCount))
    sandbox.now += 3_000_000
    expect((await read('realtime', asked)).rows).not.toEqual(rows)
  })
})
