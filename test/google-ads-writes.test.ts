/** Google Ads' writes: what a card says, what is refused, and what takes a write back. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { googleAds } from '../connectors/google-ads/index.ts'
import { answerAds } from '../sandbox/providers/google_ads/google_ads.ts'
import { first, fixture, ids, now, store } from './support/connectors/google-ads.ts'
import { errorBody, openWith, type Sent } from './support/connectors/google-ads-line.ts'
import type { AnyWrite } from './support/connectors/suite.ts'

const account = '104-729-0042'
const inr = (minor: number) => ({ currency: 'INR', minor })

/** The sample account, and what it is asked. `answer` speaks first. */
async function shop(answer: (sent: Sent) => { status?: number; body: unknown } | null = () => null) {
  const desk = { store, state: structuredClone(first), now }
  const line = await openWith((sent) => {
    const said = answer(sent)
    if (said) return said
    const { method, url, headers, text } = sent
    return answerAds(desk, {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(headers),
      body: text,
    })
  })
  const prepare = async (name: string, given: JsonObject) => {
    const write = googleAds.writes[name as keyof typeof googleAds.writes] as AnyWrite
    const input = write.input.parse(given)
    const before = write.before.parse(await write.preview(line.api, input))
    return { write, facts: { input, before, account } }
  }
  const run = async (name: string, given: JsonObject) => {
    const { write, facts } = await prepare(name, given)
    expect(write.refuse(facts)).toBeNull()
    const result = await write.run(line.api, { ...facts, idempotencyKey: 'k' })
    return { write, facts, result, undo: write.undo?.({ ...facts, result }) ?? null }
  }
  return { ...line, ...desk, prepare, run }
}

describe('a budget', () => {
  it('names every campaign that shares it, and what a month can cost', async () => {
    const { prepare } = await shop()
    const { write, facts } = await prepare('setCampaignBudget', { budgetId: ids.budget, amount: inr(60_000) })
    expect(write.summarize(facts)).toMatchObject({
      headline: 'Set the daily budget Home and garden, shared to ₹600.00',
      changes: [
        { field: 'A day', from: '₹350.00', to: '₹600.00' },
        { field: 'A month at most', from: '₹10,640.00', to: '₹18,240.00' },
        {
          field: 'Shared by 2 campaigns',
          from: null,
          to: 'Search – Garden (ENABLED), Search – Bath (ENABLED)',
        },
        { field: 'Ads account', from: null, to: account },
      ],
      money: inr(60_000),
    })
  })

  it('is refused in another currency, off Google’s steps, unchanged, for a period, and with more campaigns than a card names', async () => {
    const { prepare } = await shop()
    const { write, facts } = await prepare('setCampaignBudget', { budgetId: ids.budget, amount: inr(60_050) })
    const refuse = (before: object, amount = inr(60_050)) =>
      write.refuse({ ...facts, input: { ...facts.input, amount }, before: { ...facts.before, ...before } })
    expect(refuse({})).toBeNull()
    expect(refuse({}, { currency: 'USD', minor: 5 })).toMatch(/counts in INR, not in USD/)
    expect(refuse({ unit: 1_000_000 })).toMatch(/in steps of ₹1\.00; ₹600\.50 is none/)
    expect(refuse({ micros: 600_500_000 })).toMatch(/₹600\.50 a day already/)
    expect(refuse({ period: 'CUSTOM_PERIOD' })).toMatch(/whole period/)
    expect(refuse({ status: 'REMOVED' })).toMatch(/removed/)
    expect(refuse({ hasMore: true })).toMatch(/More campaigns share this budget/)
  })

  it('goes back to what it was, unless that was finer than an amount can say', async () => {
    const { prepare, run, state } = await shop()
    const { undo } = await run('setCampaignBudget', { budgetId: ids.budget, amount: inr(60_000) })
    expect(state.budgets[0]?.amountMicros).toBe('600000000')
    expect(undo).toEqual({ write: 'setCampaignBudget', input: { budgetId: ids.budget, amount: inr(35_000) } })
    await run(undo?.write ?? '', undo?.input ?? {})
    expect(state.budgets[0]?.amountMicros).toBe('350000000')
    const { write, facts } = await prepare('setCampaignBudget', { budgetId: ids.budget, amount: inr(60_000) })
    const odd = { ...facts, before: { ...facts.before, micros: 1_234_567 } }
    expect(write.undo?.({ ...odd, result: {} })).toBeNull()
    expect(write.summarize(odd).changes[0]?.from).toBe('₹1.23 (rounded; 1234567 millionths)')
  })

  it('is refused by the rehearsal in Google’s words, and only where Google says no', async () => {
    const amount = inr(60_000)
    const no = errorBody(400, 'INVALID_ARGUMENT', [
      { errorCode: { campaignBudgetError: 'BUDGET_BELOW_PER_DAY_MINIMUM' }, message: 'Below the minimum.' },
    ])
    const isMutation = ({ url }: Sent) => url.pathname.endsWith(':mutate')
    const refusing = await shop((sent) => (isMutation(sent) ? { status: 400, body: no } : null))
    const one = await refusing.prepare('setCampaignBudget', { budgetId: ids.budget, amount })
    expect(await one.write.dryRun?.(refusing.api, one.facts)).toEqual({
      ok: false,
      sentence: 'Google Ads refused it. It said: Below the minimum.',
    })
    const failing = await shop((sent) => (isMutation(sent) ? { status: 500, body: {} } : null))
    const other = await failing.prepare('setCampaignBudget', { budgetId: ids.budget, amount })
    await expect(other.write.dryRun?.(failing.api, other.facts)).rejects.toMatchObject({ kind: 'broken' })
  })
})

describe('a bid', () => {
  it('is refused where Google sets the bids', async () => {
    const group = first.adGroups.find(({ campaignId }) => campaignId === ids.automatic)?.id ?? ''
    const { prepare } = await shop()
    const { write, facts } = await prepare('setAdGroupBid', { adGroupId: group, bid: inr(1_250) })
    expect(write.refuse(facts)).toMatch(/Search – Lighting itself \(MAXIMIZE_CONVERSIONS\)/)
  })

  it('goes back to what it was', async () => {
    const { run, state } = await shop()
    const { undo } = await run('setAdGroupBid', { adGroupId: ids.adGroup, bid: inr(1_250) })
    expect(state.adGroups[0]?.bidMicros).toBe('12500000')
    await run(undo?.write ?? '', undo?.input ?? {})
    expect(state.adGroups[0]?.bidMicros).toBe('9500000')
  })
})

describe('a status', () => {
  it('says what an enabled campaign spends, and goes back', async () => {
    const { run, prepare, state } = await shop()
    const { undo } = await run('setCampaignStatus', { campaignId: ids.campaign, status: 'PAUSED' })
    expect(state.campaigns[0]?.status).toBe('PAUSED')
    const { write, facts } = await prepare(undo?.write ?? '', undo?.input ?? {})
    expect(write.summarize(facts)).toMatchObject({
      headline: 'Enable the campaign Search – Bedding',
      money: { currency: 'INR', minor: Number(facts.before.budget.amount.minor) },
    })
    await run(undo?.write ?? '', undo?.input ?? {})
    expect(state.campaigns[0]?.status).toBe('ENABLED')
  })

  it('can be no removal, which is for good', () => {
    for (const name of ['setCampaignStatus', 'setAdGroupStatus'] as const) {
      const id = name === 'setCampaignStatus' ? { campaignId: '1' } : { adGroupId: '1' }
      expect(googleAds.writes[name].input.safeParse({ ...id, status: 'REMOVED' }).success).toBe(false)
    }
  })
})

describe('negative keywords', () => {
  const keywords = [
    { text: 'free pattern', matchType: 'PHRASE' },
    { text: 'repair', matchType: 'EXACT' },
  ]
  const standing = ({ criteria }: typeof first) =>
    criteria
      .filter((one) => one.isNegative && one.campaignId === ids.campaign && one.status !== 'REMOVED')
      .map(({ text }) => text)

  it('are taken back by the ids that Google gave, and these by the same words', async () => {
    const { run, state } = await shop()
    const { undo, facts, write } = await run('addNegativeKeywords', { campaignId: ids.campaign, keywords })
    expect(standing(state)).toEqual(['second hand', 'free pattern', 'repair'])
    expect(write.summarize(facts).changes.map(({ to }) => to)).toEqual(
      expect.arrayContaining(['"free pattern"', '[repair]']),
    )
    const back = await run(undo?.write ?? '', undo?.input ?? {})
    expect(standing(state)).toEqual(['second hand'])
    expect(back.undo).toEqual({ write: 'addNegativeKeywords', input: { campaignId: ids.campaign, keywords } })
  })

  it('are made all or not at all', async () => {
    const { api, state } = await shop()
    const campaign = `customers/${api.customer}/campaigns/${ids.campaign}`
    const operation = (text: string) => ({
      create: { campaign, negative: true, keyword: { text, matchType: 'PHRASE' } },
    })
    await expect(
      api.mutate('campaignCriteria', [operation('new'), operation('second hand')]),
    ).rejects.toMatchObject({ kind: 'refused' })
    expect(standing(state)).toEqual(['second hand'])
  })

  it('are refused twice, and where they stand already in any case', async () => {
    const { prepare } = await shop()
    const asked = async (list: object[]) => {
      const { write, facts } = await prepare('addNegativeKeywords', {
        campaignId: ids.campaign,
        keywords: list as never,
      })
      return write.refuse(facts)
    }
    expect(await asked([{ text: 'Second Hand', matchType: 'PHRASE' }])).toMatch(
      /has these already: "second hand"/,
    )
    expect(await asked([{ text: 'second hand', matchType: 'EXACT' }])).toBeNull()
    expect(await asked([keywords[0] ?? {}, { text: 'FREE pattern', matchType: 'PHRASE' }])).toMatch(
      /asked for twice/,
    )
  })

  it('are not known to be done where only a part is there', async () => {
    const { prepare, state, api } = await shop()
    const { write, facts } = await prepare('addNegativeKeywords', { campaignId: ids.campaign, keywords })
    const [any] = state.criteria.filter(({ isNegative }) => isNegative)
    if (any) state.criteria.push({ ...any, id: '5', text: 'Repair', matchType: 'EXACT' })
    expect(await write.reconcile(api, { ...facts, idempotencyKey: 'k' })).toMatchObject({
      outcome: 'unknown',
    })
  })

  it('are no other criteria of the campaign, and no text that a query or Google would trip over', async () => {
    const { prepare } = await shop()
    const { write, facts } = await prepare('removeNegativeKeywords', {
      campaignId: ids.campaign,
      criterionIds: [ids.negative, '77'],
    })
    expect(write.refuse(facts)).toBe('Campaign Search – Bedding has no negative keyword 77.')
    const { input } = googleAds.writes.addNegativeKeywords
    for (const text of [
      '',
      ' a',
      'a  b',
      'a,b',
      'x%',
      'a\nb',
      'w '.repeat(11).trim(),
      'x'.repeat(81),
      'a\u202Eb',
    ])
      expect(input.safeParse({ campaignId: '1', keywords: [{ text, matchType: 'EXACT' }] }).success).toBe(
        false,
      )
  })
})

it('an unknown id ends in a sentence that says what is not there', async () => {
  const { prepare } = await shop()
  for (const [name, input] of Object.entries({
    setCampaignStatus: { campaignId: '9', status: 'PAUSED' },
    setAdGroupBid: { adGroupId: '9', bid: inr(1) },
    setCampaignBudget: { budgetId: '9', amount: inr(1) },
    addNegativeKeywords: fixture.writes.addNegativeKeywords
      ? { ...fixture.writes.addNegativeKeywords.input, campaignId: '9' }
      : {},
  }))
    await expect(prepare(name, input)).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringMatching(/Google Ads does not know the \w+( group)? 9\./),
    })
})
