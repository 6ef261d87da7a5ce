import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { moneyText, positiveMoney } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountFault, billableUnitOf, exactAmount, microsText } from '../amounts.ts'
import { label } from '../answers.ts'
import { adGroupOf } from '../campaign.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { toMicros } from '../micros.ts'
import { set } from '../operations.ts'
import { adGroupId, scopes } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({ adGroupId, bid: positiveMoney.describe('The most to bid for a click') })
type Input = z.output<typeof input>

const before = z.strictObject({
  name: z.string(),
  status: z.string(),
  currency: z.string(),
  /** 0 where none is set. */
  micros: z.int(),
  unit: z.int(),
  campaign: z.strictObject({ name: z.string(), status: z.string(), bidding: z.string().nullable() }),
})
type Before = z.output<typeof before>

const operationsFor = (api: AdsReads, { adGroupId, bid }: Input) => [
  set(`customers/${api.customer}/adGroups/${adGroupId}`, 'cpcBidMicros', toMicros(bid)),
]

/** Natural: it sets an amount, and setting it again changes nothing. */
export const setAdGroupBid = write<AdsReads, AdsWrites>()({
  description: 'Set the most that an ad group bids for a click, in a Google Ads campaign with manual bids.',
  scopes,
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { adGroupId }) => {
    const { bidMicros, ...facts } = await adGroupOf(read, adGroupId)
    return { ...facts, micros: bidMicros, unit: await billableUnitOf(read, facts.currency) }
  },
  refuse: ({ input: { bid }, before }) => {
    if (before.status === 'REMOVED') return `Ad group ${before.name} was removed at ${label}.`
    if (before.campaign.bidding !== 'MANUAL_CPC')
      return `Google sets the bids of campaign ${before.campaign.name} itself (${before.campaign.bidding ?? 'unknown'}); a bid would change nothing.`
    const fault = amountFault(bid, before)
    if (fault !== null) return fault
    return toMicros(bid) === String(before.micros) ? `The bid is ${moneyText(bid)} already.` : null
  },
  dryRun: (read, { input }) => rehearse(read, 'adGroups', operationsFor(read, input)),
  summarize: ({ input: { bid }, before, account }) => ({
    headline: `Set the bid of the ad group ${before.name} to ${moneyText(bid)}`,
    changes: [
      { field: 'For a click at most', from: bidText(before), to: moneyText(bid) },
      { field: 'Ad group', from: null, to: `${before.name} (${before.status})` },
      { field: 'Campaign', from: null, to: `${before.campaign.name} (${before.campaign.status})` },
      { field: 'Ads account', from: null, to: account },
    ],
    money: bid,
    recipients: [],
    undo: 'The bid can be set back; what was spent stays spent.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.mutate('adGroups', operationsFor(api, input))
    return { adGroup: { id: input.adGroupId, bid: input.bid } }
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { bidMicros, currency } = await adGroupOf(read, input.adGroupId)
    return String(bidMicros) === toMicros(input.bid)
      ? { outcome: 'succeeded', result: { adGroup: { id: input.adGroupId, bid: input.bid } } }
      : {
          outcome: 'failed',
          sentence: `Nothing was changed: the bid is ${microsText(bidMicros, currency)} at ${label}.`,
        }
  },
  undo: ({ input, before }) => {
    const bid = exactAmount(before.micros, before.currency)
    return bid === null ? null : { write: 'setAdGroupBid', input: { adGroupId: input.adGroupId, bid } }
  },
  link: () => 'https://ads.google.com/aw/adgroups',
})

const bidText = ({ micros, currency }: Before): string | null =>
  micros === 0 ? null : microsText(micros, currency)
