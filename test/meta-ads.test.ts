/** Meta Ads beyond what every connector must keep: requests against the API's own description, money, signals. */
import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Endpoints } from '../connectors/define.ts'
import { metaAds } from '../connectors/meta-ads/index.ts'
import { limits } from '../connectors/meta-ads/limits.ts'
import { fromMeta, toMeta } from '../connectors/meta-ads/money.ts'
import { isRehearsal } from '../connectors/meta-ads/objects.ts'
import { insightLine, timeOf } from '../connectors/meta-ads/shapes.ts'
import { judge, type Mode } from '../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../src/broker/reach.ts'
import { drive } from './support/connectors/drive.ts'
import type { Answer, Received } from './support/connectors/fixture.ts'
import { fixture } from './support/connectors/meta-ads.ts'
import { metaSpec } from './support/connectors/meta-spec.ts'

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'meta-ads/specs')
const hasSpecs = existsSync(folder)

const { read, change, operations, trouble } = drive(metaAds, fixture)

describe.runIf(hasSpecs)('each request is one that Meta describes', () => {
  const spec = metaSpec((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
  it.each(operations)('$name', async ({ run }) => {
    const received = await run()
    expect(received.length).toBeGreaterThan(0)
    for (const request of received) {
      expect(spec.faultsOf(request)).toEqual([])
      // The token goes in a header and never in an address.
      expect(request.headers.authorization).toBe('Bearer contract-access-token')
      expect(request.query.has('access_token')).toBe(false)
      expect(request.query.get('appsecret_proof')).toBe(
        createHmac('sha256', 'contract-app-secret').update('contract-access-token').digest('hex'),
      )
    }
  })

  it('and the check sees what is not described', async () => {
    const request = (await change('changeBudget')).find(({ method }) => method === 'POST') as Received
    const faults = (changes: Partial<Received>) => spec.faultsOf({ ...request, ...changes })
    expect(faults({})).toEqual([])
    expect(faults({ body: { daily_budgets: '1' } })).not.toEqual([])
    expect(faults({ body: { daily_budget: '1.5' } })).not.toEqual([])
    expect(faults({ body: { status: 'STOPPED' } })).not.toEqual([])
    expect(faults({ path: '/v25.0/act_1/campaign' })).not.toEqual([])
    const list = (await read('campaigns')).received.find(({ path }) =>
      path.endsWith('/campaigns'),
    ) as Received
    const query = new URLSearchParams(list.query)
    query.set('fields', 'id,names')
    expect(spec.faultsOf({ ...list, query })).not.toEqual([])
  })
})

describe('money in Meta’s units', () => {
  it('is hundredths, wholes where Meta says so, and exact both ways', () => {
    expect(fromMeta('100000', 'INR')).toEqual({ currency: 'INR', minor: 100_000 })
    expect(fromMeta('5000', 'JPY')).toEqual({ currency: 'JPY', minor: 5000 })
    // ISO 4217 counts IDR in hundredths and BHD in thousandths; Meta in wholes and in hundredths.
    expect(fromMeta('50000', 'IDR')).toEqual({ currency: 'IDR', minor: 5_000_000 })
    expect(fromMeta('100', 'BHD')).toEqual({ currency: 'BHD', minor: 1000 })
    expect(toMeta({ currency: 'IDR', minor: 5_000_000 })).toBe(50_000)
    expect(toMeta({ currency: 'IDR', minor: 5_000_050 })).toBeNull()
    expect(fromMeta('0', 'INR')).toBeNull()
  })

  it('and what was spent has no more places than the currency', () => {
    const line = (spend: string, account_currency: string) =>
      insightLine({ spend, account_currency } as never, []).spend
    expect(line('812.35', 'INR')).toEqual({ currency: 'INR', minor: 81_235 })
    expect(line('812', 'JPY')).toEqual({ currency: 'JPY', minor: 812 })
    expect(line('812.00', 'JPY')).toEqual({ currency: 'JPY', minor: 812 })
    expect(timeOf('2026-10-20T00:00:00+0530')).toBe('2026-10-19T18:30:00.000Z')
  })
})

describe('its signals', () => {
  const heard = (headers: Record<string, string>, status = 200, body = '') => ({
    status,
    headers: new Headers(headers),
    body,
  })
  it('close the budget for as long as Meta says', () => {
    const use = (minutes: number, calls: number) =>
      JSON.stringify({
        42: [
          {
            type: 'ads_management',
            call_count: calls,
            total_cputime: 1,
            total_time: 1,
            estimated_time_to_regain_access: minutes,
          },
        ],
      })
    expect(limits.wait(heard({}))).toBe(0)
    expect(limits.wait(heard({ 'x-business-use-case-usage': use(0, 20) }))).toBe(0)
    expect(limits.wait(heard({ 'x-business-use-case-usage': use(0, 96) }))).toBe(60_000)
    expect(limits.wait(heard({ 'x-business-use-case-usage': use(7, 100) }))).toBe(420_000)
    expect(limits.wait(heard({ 'x-ad-account-usage': '{"acc_id_util_pct":99}' }))).toBe(60_000)
    expect(limits.wait(heard({ 'x-ad-account-usage': 'what' }))).toBe(0)
  })

  it('say how long until it may be asked again', async () => {
    const use = { 42: [{ type: 'ads_management', estimated_time_to_regain_access: 7 }] }
    const answer: Answer = {
      status: 400,
      body: { error: { message: 'Too many calls', code: 80_004 } },
      headers: { 'x-business-use-case-usage': JSON.stringify(use) },
    }
    await expect(read('adAccounts', answer)).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: 420_000,
    })
  })

  it('say "too many" with 400', () => {
    const answer = (code: number) => heard({}, 400, JSON.stringify({ error: { code, message: 'x' } }))
    for (const code of [17, 613, 80_000, 80_004]) expect(limits.throttled?.(answer(code))).toBe(true)
    expect(limits.throttled?.(answer(100))).toBe(false)
  })

  it('a rehearsal is one by its bytes alone', () => {
    expect(isRehearsal('daily_budget=1&execution_options=%5B%22validate_only%22%5D')).toBe(true)
    for (const body of [
      '',
      'daily_budget=1',
      'execution_options=validate_only',
      'execution_options=%5B%22include_recommendations%22%5D',
      'execution_options=%5B%22validate_only%22%5D&execution_options[0]=include_recommendations',
      'rule=x&execution_options=%5B%22validate_only%22%5D',
      'creative=%7B%7D&status=PAUSED&execution_options=%5B%22validate_only%22%5D',
    ])
      expect(isRehearsal(body), body).toBe(false)
    const other = new URLSearchParams('execution_options=["include_recommendations"]')
    expect(isRehearsal('execution_options=%5B%22validate_only%22%5D', other)).toBe(false)
  })

  it('and not where the form asks to delete, which no marker holds back', () => {
    const reach = {
      hosts: hostsOf(metaAds.hosts, fixture.credential),
      endpoints: endpointsOf(metaAds.endpoints as Endpoints, 'v25.0'),
    }
    const judged = (mode: Mode, path: string, body: string) =>
      judge(
        {
          ...{ method: 'POST', url: new URL(`https://graph.facebook.com/v25.0/${path}`) },
          headers: new Headers({ 'content-type': 'application/x-www-form-urlencoded' }),
          body: new TextEncoder().encode(body),
        },
        mode,
        reach,
      )
    const marked = 'status=PAUSED&execution_options=%5B%22validate_only%22%5D'
    expect(judged('dryRun', '120210000000001', marked)?.verdict).toBe('dryRun')
    expect(judged('dryRun', '120210000000001', `${marked}&method=delete`)).toBeNull()
    expect(judged('read', 'act_1/insights', 'level=ad')?.verdict).toBe('read')
    expect(judged('read', 'act_1/insights', 'level=ad&method=delete')).toBeNull()
    expect(judged('execute', '120210000000001', 'method=delete')).toBeNull()
  })
})

describe('trouble is one sentence that names the system and the fix', () => {
  const meta = (code: number, message: string, more: object = {}, status = 400): Answer => ({
    status,
    body: { error: { message, type: 'OAuthException', code, ...more } },
  })
  trouble('adAccounts', [
    ['a dead token', meta(190, 'Session has expired'), 'unauthorised', /connect it again/],
    ['a missing permission', meta(200, 'Requires ads_read'), 'forbidden', /connect it again/],
    ['a spent budget', meta(80_004, 'Too many calls'), 'throttled', /fewer requests/],
    ['an unknown id', meta(100, 'Does not exist', { error_subcode: 33 }), 'not_found', /does not know/],
    [
      'a refusal',
      meta(100, 'Invalid', { error_user_title: 'Too low', error_user_msg: 'The budget is too low.' }),
      'refused',
      /Too low: The budget/,
    ],
    ['its own trouble', meta(2, 'An unexpected error', { is_transient: true }, 500), 'broken', /HTTP 500/],
    ['an answer that is none', { status: 200, body: 'what' }, 'broken', /could not be understood/],
  ])
})
