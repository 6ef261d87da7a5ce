/** Campaigns at Google and at Meta: the same questions and changes, each in the system's own words. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, minor, record, rupees, text } from '../reading.ts'
import { type Span, spanText } from '../span.ts'
import { SYSTEMS } from '../systems.ts'
import { called, countText, sumOf, told } from '../telling.ts'
import type { WantName } from '../tools.ts'
import { ended } from './orders.ts'

export const adSystems = ['google_ads', 'meta_ads'] as const
export type AdSystem = (typeof adSystems)[number]

type Words = {
  spend: WantName
  cost: string
  sales: (row: Result) => number
  value: string
  campaigns: WantName
  on: string
  setStatus: WantName
  setBudget: WantName
  ofCampaign: (campaign: Result) => Result
  /** Null where no daily budget stands on the campaign. */
  budget: (campaign: Result) => { amount: unknown; input: Result; shared: boolean } | null
}

const WORDS: Record<AdSystem, Words> = {
  google_ads: {
    spend: 'googleSpend',
    cost: 'cost',
    sales: ({ conversions }) => Number(conversions ?? 0),
    value: 'value',
    campaigns: 'googleCampaigns',
    on: 'ENABLED',
    setStatus: 'googleStatus',
    setBudget: 'googleBudget',
    ofCampaign: ({ id }) => ({ campaignId: id }),
    budget: (campaign) => {
      const { id, amount, shared } = record(campaign.budget)
      return amount ? { amount, input: { budgetId: id }, shared: shared === true } : null
    },
  },
  meta_ads: {
    spend: 'metaSpend',
    cost: 'spend',
    sales: ({ purchases }) => Number(purchases ?? 0),
    value: 'purchaseValue',
    campaigns: 'metaCampaigns',
    on: 'ACTIVE',
    setStatus: 'metaStatus',
    setBudget: 'metaBudget',
    ofCampaign: ({ id }) => ({ kind: 'campaign', id }),
    budget: ({ id, dailyBudget }) =>
      dailyBudget
        ? { amount: dailyBudget, input: { kind: 'campaign', id, span: 'daily' }, shared: false }
        : null,
  },
}

/** What the ads of some days cost, by campaign, one system after the other. */
export function* spent(systems: readonly AdSystem[], span: Span): Plan {
  const answers: string[] = []
  for (const system of systems) {
    const { spend, cost, sales, value } = WORDS[system]
    const answer = yield { want: spend, input: { ...span, by: 'campaign', level: 'campaign', limit: 100 } }
    const rows = list(answer, 'rows').toSorted((a, b) => (minor(b[cost]) ?? 0) - (minor(a[cost]) ?? 0))
    const sold = rows.reduce((sum, row) => sum + sales(row), 0)
    const head = `${spanText(span)} ${SYSTEMS[system].label} cost ${rupees(sumOf(rows, cost))} over ${countText(answer, rows.length)} campaigns and counts ${round(sold)} sales worth ${rupees(sumOf(rows, value))}.`
    const line = (row: Result) =>
      `${text(record(row.campaign).name) ?? 'unnamed'}: ${rupees(row[cost]) ?? 'nothing'}, ${row.clicks ?? 0} clicks, ${round(sales(row))} sales`
    answers.push(told({ head, rows, line }))
  }
  return answers.join('\n\n')
}

const round = (count: number): string => String(Math.round(count * 10) / 10)

export function* listCampaigns(systems: readonly AdSystem[]): Plan {
  const answers: string[] = []
  for (const system of systems) {
    const answer = yield { want: WORDS[system].campaigns, input: { limit: 50 } }
    const rows = list(answer, 'campaigns')
    const head = `${SYSTEMS[system].label} has ${countText(answer, rows.length)} campaigns:`
    answers.push(told({ head, rows, line: (one) => lineOf(system, one) }))
  }
  return answers.join('\n\n')
}

export function* switchCampaign(systems: readonly AdSystem[], name: string, isOn: boolean): Plan {
  const found = yield* findCampaign(systems, name)
  if ('answer' in found) return found.answer
  const { system, campaign } = found
  const { on, setStatus, ofCampaign } = WORDS[system]
  const status = isOn ? on : 'PAUSED'
  const word = isOn ? 'on' : 'paused'
  if (campaign.status === status)
    return `${campaign.name} at ${SYSTEMS[system].label} is ${word} already, so I ask for nothing.`
  return yield* ended({
    want: setStatus,
    input: { ...ofCampaign(campaign), status },
    say: `${lineOf(system, campaign)} at ${SYSTEMS[system].label}. I am asking to ${isOn ? 'switch it on' : 'pause it'}.`,
  })
}

/** `amount` in minor units of the account's currency. */
export function* setDailyBudget(systems: readonly AdSystem[], name: string, amount: number): Plan {
  const found = yield* findCampaign(systems, name)
  if ('answer' in found) return found.answer
  const { system, campaign } = found
  const at = SYSTEMS[system].label
  const budget = WORDS[system].budget(campaign)
  if (budget === null)
    return `${campaign.name} at ${at} has no daily budget of its own, so I ask for nothing.`
  if (minor(budget.amount) === amount)
    return `${campaign.name} at ${at} has ${rupees(budget.amount)} a day already.`
  const wanted = { ...record(budget.amount), minor: amount }
  return yield* ended({
    want: WORDS[system].setBudget,
    input: { ...budget.input, amount: wanted },
    say: `${campaign.name} at ${at} has ${rupees(budget.amount)} a day${budget.shared ? ', shared with other campaigns' : ''}. I am asking for ${rupees(wanted)}.`,
  })
}

type Found = { system: AdSystem; campaign: Result } | { answer: string }

function* findCampaign(systems: readonly AdSystem[], name: string): Generator<Step, Found, Result> {
  const found: { system: AdSystem; campaign: Result }[] = []
  for (const system of systems) {
    const answer = yield {
      want: WORDS[system].campaigns,
      input: { limit: 100 },
      say: `Let me find “${name}”.`,
    }
    found.push(...called(list(answer, 'campaigns'), name).map((campaign) => ({ system, campaign })))
  }
  const [only, ...others] = found
  const where = systems.map((one) => SYSTEMS[one].label).join(' and ')
  if (!only) return { answer: `I find no campaign that is called “${name}” at ${where}.` }
  if (others.length === 0) return only
  const names = found.map(({ system, campaign }) => `• ${campaign.name} at ${SYSTEMS[system].label}`)
  return { answer: `Which one do you mean?\n${names.slice(0, 8).join('\n')}` }
}

const states: Record<string, string> = { ENABLED: 'on', ACTIVE: 'on', PAUSED: 'paused' }

function lineOf(system: AdSystem, campaign: Result): string {
  const budget = WORDS[system].budget(campaign)
  const state = states[text(campaign.status) ?? ''] ?? String(campaign.status)
  return `${campaign.name}, ${state}, ${budget ? `${rupees(budget.amount)} a day` : 'no daily budget of its own'}`
}
