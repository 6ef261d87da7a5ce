/** The `:mutate` endpoints: all operations or none, and with `validateOnly` none that counts. */
import { isRecord, ok, type Reply } from '../call.ts'
import { Fault, invalid, notFound } from './errors.ts'
import { type AdsState, type Change, CUSTOMER, FOUNDER } from './seed.ts'

type Done = { resourceName: string; change: Omit<Change, 'at' | 'client' | 'user'> }
type Apply = (state: AdsState, operation: Record<string, unknown>) => Done

/** `work` is what the answer waits for, and `keep` what makes a changed state the account's own. */
export function mutate(
  state: AdsState,
  collection: string,
  body: Record<string, unknown>,
  now: number,
): { reply: Reply; after: AdsState } {
  const apply = collections[collection]
  if (!apply) throw new Fault({ status: 404, body: {}, acted: false })
  const { operations, partialFailure, validateOnly } = body
  if (!Array.isArray(operations) || operations.length === 0)
    throw new Fault(invalid({ requestError: 'REQUIRED_FIELD_MISSING' }, 'Required field: operations.'))
  if (partialFailure === true && validateOnly === true)
    throw new Fault(
      invalid({ requestError: 'UNKNOWN' }, 'partial_failure and validate_only exclude each other.'),
    )
  // On a copy: one bad operation undoes the rest.
  const after = structuredClone(state)
  const done = operations.map((one: unknown) => {
    if (!isRecord(one))
      throw new Fault(invalid({ requestError: 'REQUIRED_FIELD_MISSING' }, 'Empty operation.'))
    return apply(after, one)
  })
  if (validateOnly === true) return { reply: ok({}), after: state }
  for (const { change } of done)
    after.changes.push({ ...change, at: now, client: 'GOOGLE_ADS_API', user: FOUNDER })
  return { reply: ok({ results: done.map(({ resourceName }) => ({ resourceName })) }, true), after }
}

/** One field of one thing. Every field that is named by the mask has to be one that can be set here. */
function setter<T extends { id: string; status: string }>(
  collection: string,
  type: string,
  list: (state: AdsState) => T[],
  fields: Record<string, (thing: T, value: string, state: AdsState) => void>,
): Apply {
  return (state, { update, updateMask }) => {
    if (!isRecord(update))
      throw new Fault(invalid({ mutateError: 'MUTATE_NOT_ALLOWED' }, 'Only updates are known here.'))
    const resourceName = String(update.resourceName)
    const thing = list(state).find(({ id }) => resourceName === `customers/${CUSTOMER}/${collection}/${id}`)
    if (!thing) throw new Fault(notFound())
    if (thing.status === 'REMOVED')
      throw new Fault(invalid({ mutateError: 'MUTATE_NOT_ALLOWED' }, 'It was removed.'))
    const mask = String(updateMask ?? '').split(',')
    for (const field of mask) {
      const change = fields[field]
      if (!change || !(field in update))
        throw new Fault(
          invalid(
            { fieldMaskError: 'FIELD_NOT_FOUND' },
            `The field mask contained an invalid field: '${field}'.`,
          ),
        )
      change(thing, String(update[field]), state)
    }
    return {
      resourceName,
      change: {
        type,
        resource: resourceName,
        operation: 'UPDATE',
        fields: mask.map(snake),
        campaignId: campaignOf(thing),
      },
    }
  }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const campaignOf = (thing: object): string | null =>
  'campaignId' in thing
    ? String(thing.campaignId)
    : 'type' in thing && 'id' in thing
      ? String(thing.id)
      : null

function setStatus(thing: { status: string }, value: string): void {
  if (!['ENABLED', 'PAUSED'].includes(value))
    throw new Fault(invalid({ requestError: 'INVALID_ENUM_VALUE' }, `Invalid status: ${value}.`))
  thing.status = value
}

/** Rupees are billed in steps of a hundredth. */
function assertAmount(micros: string): void {
  if (!/^[1-9]\d{0,17}$/.test(micros)) throw new Fault(invalid({ rangeError: 'TOO_LOW' }, 'Too low.'))
  if (BigInt(micros) % 10_000n !== 0n)
    throw new Fault(
      invalid(
        { campaignBudgetError: 'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT' },
        'A money amount was not a multiple of a minimum unit.',
      ),
    )
}

const collections: Record<string, Apply> = {
  campaigns: setter('campaigns', 'CAMPAIGN', ({ campaigns }) => campaigns, { status: setStatus }),
  adGroups: setter('adGroups', 'AD_GROUP', ({ adGroups }) => adGroups, {
    status: setStatus,
    cpcBidMicros: (group, micros) => {
      assertAmount(micros)
      group.bidMicros = micros
    },
  }),
  campaignBudgets: setter('campaignBudgets', 'CAMPAIGN_BUDGET', ({ budgets }) => budgets, {
    amountMicros: (budget, micros) => {
      assertAmount(micros)
      budget.amountMicros = micros
    },
  }),
  campaignCriteria: (state, operation) =>
    isRecord(operation.create)
      ? addNegative(state, operation.create)
      : removeCriterion(state, String(operation.remove)),
}

function addNegative(state: AdsState, create: Record<string, unknown>): Done {
  const campaign = state.campaigns.find(
    ({ id }) => create.campaign === `customers/${CUSTOMER}/campaigns/${id}`,
  )
  if (!campaign) throw new Fault(notFound())
  const { keyword } = create
  if (!isRecord(keyword) || create.negative !== true)
    throw new Fault(
      invalid({ criterionError: 'CANNOT_ADD_CRITERIA_TYPE' }, 'Only negative keywords are known here.'),
    )
  const text = String(keyword.text)
  const matchType = String(keyword.matchType)
  const isThere = (one: AdsState['criteria'][number]) =>
    one.campaignId === campaign.id &&
    one.adGroupId === null &&
    one.status !== 'REMOVED' &&
    one.text.toLowerCase() === text.toLowerCase() &&
    one.matchType === matchType
  if (state.criteria.some(isThere))
    throw new Fault(
      invalid({ campaignCriterionError: 'CANNOT_ADD_EXISTING_FIELD' }, 'The field already exists.'),
    )
  const id = String(990_000_000 + state.next)
  state.next += 1
  state.criteria.push({
    id,
    campaignId: campaign.id,
    adGroupId: null,
    text,
    matchType,
    status: 'ENABLED',
    isNegative: true,
    bidMicros: null,
  })
  return criterionDone(campaign.id, id, 'CREATE', ['negative', 'keyword.text', 'keyword.match_type'])
}

function removeCriterion(state: AdsState, resourceName: string): Done {
  const [, campaignId = '', id = ''] =
    new RegExp(`^customers/${CUSTOMER}/campaignCriteria/(\\d+)~(\\d+)$`).exec(resourceName) ?? []
  const found = state.criteria.find(
    (one) => one.id === id && one.campaignId === campaignId && one.adGroupId === null,
  )
  if (!found || found.status === 'REMOVED') throw new Fault(notFound())
  found.status = 'REMOVED'
  return criterionDone(campaignId, id, 'REMOVE', [])
}

function criterionDone(campaignId: string, id: string, operation: string, fields: string[]): Done {
  const resourceName = `customers/${CUSTOMER}/campaignCriteria/${campaignId}~${id}`
  return {
    resourceName,
    change: { type: 'CAMPAIGN_CRITERION', resource: resourceName, operation, fields, campaignId },
  }
}
