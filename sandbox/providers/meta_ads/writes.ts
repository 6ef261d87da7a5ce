/** What changes in the ad account. With `validate_only` nothing does, and the answer is the same. */
import { ok, type Reply } from '../call.ts'
import { type Asked, assertKnown, jsonOf, listIn } from './asked.ts'
import { parameter, refused, unknownObject } from './errors.ts'
import type { Desk } from './nodes.ts'
import { type AdObject, type AdSet, type Campaign, newId, objectWith, type Status } from './seed.ts'

const isRehearsal = (asked: Asked): boolean =>
  listIn(asked.execution_options, 'execution_options')?.includes('validate_only') ?? false

/** What one of each kind can be set to. */
const settable: Record<AdObject['kind'], string[]> = {
  campaign: ['name', 'status', 'daily_budget', 'lifetime_budget'],
  adset: ['name', 'status', 'daily_budget', 'lifetime_budget', 'start_time', 'end_time'],
  ad: ['name', 'status'],
}

export function update({ state, now }: Desk, id: string, asked: Asked): Reply {
  const found = objectWith(state, id)
  if (!found) throw unknownObject(id)
  assertKnown(asked, [...settable[found.kind], 'execution_options'])
  if (found.status === 'DELETED' || found.status === 'ARCHIVED')
    throw refused(1487056, 'Not Possible', 'What was deleted or archived cannot be changed.')
  // On a copy: one bad value leaves the rest as it was.
  const after = structuredClone(found)
  apply(after, asked, now)
  if (isRehearsal(asked)) return ok({ success: true })
  Object.assign(found, after)
  return ok({ success: true }, true)
}

const statuses: readonly Status[] = ['ACTIVE', 'PAUSED', 'DELETED', 'ARCHIVED']

function apply(one: AdObject, asked: Asked, now: number): void {
  if (asked.name !== undefined) one.name = asked.name
  if (asked.status !== undefined) {
    const status = statuses.find((known) => known === asked.status)
    if (!status) throw parameter(`Param status must be one of {${statuses.join(', ')}}`)
    one.status = status
  }
  if (one.kind === 'ad') return
  setBudget(one, 'daily', asked.daily_budget)
  setBudget(one, 'lifetime', asked.lifetime_budget)
  if (one.kind === 'adset') setTimes(one, asked, now)
}

const least = { daily: 9_000, lifetime: 90_000 }

function setBudget(one: Campaign | AdSet, span: 'daily' | 'lifetime', text: string | undefined): void {
  if (text === undefined) return
  if (one[span] === null)
    throw refused(1885621, 'Budget Cannot Be Set Here', `This ${nouns[one.kind]} has no ${span} budget.`)
  one[span] = amountOf(text, span, one.kind)
}

const nouns = { campaign: 'campaign', adset: 'ad set' } as const

function amountOf(text: string, span: 'daily' | 'lifetime', kind: keyof typeof nouns): number {
  if (!/^\d{1,12}$/.test(text)) throw parameter(`Param ${span}_budget must be an integer.`)
  if (Number(text) < least[span])
    throw refused(
      1885272,
      'Budget Is Too Low',
      `The budget for this ${nouns[kind]} must be at least ₹${(least[span] / 100).toFixed(2)}.`,
    )
  return Number(text)
}

function setTimes(adSet: AdSet, { start_time, end_time }: Asked, now: number): void {
  if (start_time !== undefined && timeOf(start_time) !== adSet.startsAt) {
    if (adSet.startsAt <= now)
      throw refused(1487033, 'Start Time Cannot Be Changed', 'This ad set has started already.')
    adSet.startsAt = timeOf(start_time)
  }
  if (end_time === undefined) return
  adSet.endsAt = timeOf(end_time)
  if (adSet.endsAt <= Math.max(now, adSet.startsAt))
    throw refused(1487057, 'End Time Is in the Past', 'The end has to lie in the future and after the start.')
}

function timeOf(text: string): number {
  const at = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (!Number.isFinite(at)) throw parameter('Param end_time must be a datetime.')
  return at
}

const objectives = ['AWARENESS', 'TRAFFIC', 'ENGAGEMENT', 'LEADS', 'APP_PROMOTION', 'SALES'].map(
  (name) => `OUTCOME_${name}`,
)
const creatable = [
  ...['name', 'objective', 'status', 'buying_type', 'special_ad_categories', 'daily_budget'],
  ...['is_adset_budget_sharing_enabled', 'execution_options'],
]

export function createCampaign({ state, now }: Desk, asked: Asked): Reply {
  assertKnown(asked, creatable)
  const { name, objective = '', status = 'PAUSED', special_ad_categories: special, daily_budget } = asked
  if (!name) throw parameter('The parameter name is required.')
  if (special === undefined) throw parameter('The parameter special_ad_categories is required.')
  if (!objectives.includes(objective))
    throw parameter(`Param objective must be one of {${objectives.join(', ')}}`)
  if (status !== 'ACTIVE' && status !== 'PAUSED')
    throw parameter('Param status must be one of {ACTIVE, PAUSED}')
  // Since v24.0 whoever gives a campaign no budget says whether its ad sets may share theirs.
  if (daily_budget === undefined && asked.is_adset_budget_sharing_enabled === undefined)
    throw refused(4834011, 'Must Specify Budget Sharing', 'Say whether the ad sets share their budgets.')
  const campaign: Campaign = {
    kind: 'campaign',
    id: '',
    name,
    objective,
    status,
    specialAdCategories: (jsonOf(special, 'special_ad_categories') as unknown[]).map(String),
    createdAt: now,
    startsAt: now,
    type: null,
    daily: daily_budget === undefined ? null : amountOf(daily_budget, 'daily', 'campaign'),
    lifetime: null,
  }
  if (isRehearsal(asked)) return ok({ success: true })
  campaign.id = newId(state)
  state.campaigns.push(campaign)
  return ok({ id: campaign.id }, true)
}
