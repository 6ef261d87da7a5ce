import { z } from 'zod'
import { type Change, type Reconciled, type WriteFacts, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { RazorpayReads, RazorpayWrites } from '../client.ts'
import {
  aboutDispute,
  detailsOf,
  disputeFacts,
  disputeFactsOf,
  disputePage,
  notOpen,
} from '../dispute-facts.ts'
import type { Dispute } from '../entities.ts'
import { bodyOf, documentAt, evidenceInput, holds, idsIn, keyOf, putForward, titleOf } from '../evidence.ts'
import { alreadyRefunded } from '../refunds.ts'
import { disputeDetail, disputeId, money } from '../shapes.ts'

const input = z.strictObject({
  disputeId,
  action: z
    .enum(['draft', 'submit'])
    .describe('draft saves at Razorpay; submit sends it to the bank, after which nothing can be added'),
  amount: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('How much of it is contested, in minor units; null for all of it, or as saved before'),
  summary: z
    .string()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe('Why it is contested: the bank reads it. null leaves what was saved'),
  evidence: evidenceInput,
})
type Input = z.output<typeof input>

const before = disputeFacts.extend({
  contested: money,
  summary: z.string().nullable(),
  saved: z.array(z.strictObject({ kind: z.string(), ids: z.array(z.string()) })),
  submittedAt: z.string().nullable(),
  /** The documents that are named, as Razorpay knows them; `name` is null for one that it does not. */
  documents: z.array(z.strictObject({ id: z.string(), name: z.string().nullable() })),
})
type Before = z.output<typeof before>
type Facts = WriteFacts<Input, Before>

/** Natural: what was put forward stands in the dispute, and saying it again changes nothing. */
export const contestDispute = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Contest a Razorpay dispute with a summary and documents: save a draft, or submit it to the bank. Documents are uploaded in the Razorpay dashboard first.',
  scopes: ['read_write'],
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const dispute = await read.dispute(input.disputeId)
    const [facts, documents] = await Promise.all([
      disputeFactsOf(read, dispute),
      Promise.all(idsIn(input).map((id) => documentAt(read, id))),
    ])
    return { ...facts, ...putForward(dispute), documents }
  },
  refuse: refusalOf,
  summarize: ({ input, before }) => ({
    headline: headlineOf(input, before),
    changes: changesOf(input, before),
    money: contested(input, before),
    recipients: input.action === 'submit' ? ['The bank that raised the dispute, through Razorpay'] : [],
    undo:
      input.action === 'submit'
        ? null
        : 'A draft can be saved over until it is submitted; the bank sees nothing of it.',
    already: alreadyRefunded(before.amount.currency, before.refunds),
  }),
  run: async (api, { input, before }) => ({
    dispute: disputeDetail(await api.contestDispute(input.disputeId, bodyOf(input, before.saved))),
  }),
  classify,
  reconcile: async (read, facts) => outcomeOf(facts, await read.dispute(facts.input.disputeId)),
  about: aboutDispute,
  settled: ({ input }) =>
    input.action === 'submit'
      ? 'Razorpay has the evidence; the bank has not decided yet.'
      : 'Saved as a draft. The bank sees nothing of it until it is submitted.',
  link: ({ input }) => disputePage(input.disputeId),
})

function refusalOf({ input, before }: Facts): string | null {
  const closed = notOpen(input.disputeId, before.status)
  if (closed !== null) return closed
  if (input.evidence.some(({ kind, type }) => (kind === 'others') !== (type !== null)))
    return 'A type goes with evidence of the kind others, and with no other kind.'
  const keys = input.evidence.map(keyOf)
  if (new Set(keys).size < keys.length)
    return 'Each kind of evidence is named once, with all of its documents.'
  const unknown = before.documents.find(({ name }) => name === null)
  if (unknown) return `Razorpay has no dispute evidence ${unknown.id}. Upload it in the dashboard first.`
  if ((input.amount ?? 0) > before.amount.minor)
    return `No more than ${moneyText(before.amount)} is disputed.`
  if (input.action === 'submit')
    return keys.length + before.saved.length > 0
      ? null
      : 'A bank is convinced by documents: at least one is needed.'
  const saysNothing = input.amount === null && input.summary === null && keys.length === 0
  return saysNothing ? 'There is nothing to save: no amount, no summary and no document.' : null
}

const contested = (input: Input, before: Before) => ({
  ...before.amount,
  minor: input.amount ?? before.contested.minor,
})

function headlineOf(input: Input, before: Before): string {
  const amount = moneyText(contested(input, before))
  return input.action === 'submit'
    ? `Contest ${amount} of dispute ${input.disputeId} with the bank`
    : `Save a draft that contests ${amount} of dispute ${input.disputeId}`
}

function changesOf(input: Input, before: Before): Change[] {
  const names = new Map(before.documents.map(({ id, name }) => [id, name === null ? id : `${name} (${id})`]))
  const list = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join(', ')
  const savedUnder = (key: string) => before.saved.find(({ kind }) => kind === key)?.ids
  const kept = before.saved.filter(({ kind }) => !input.evidence.some((each) => keyOf(each) === kind))
  const from = (ids: readonly string[] | undefined) => (ids === undefined ? null : list(ids))
  return [
    ...(input.action === 'submit' ? [{ field: 'Dispute', from: before.status, to: 'under review' }] : []),
    {
      field: 'Contested',
      from: moneyText(before.contested),
      to: `${moneyText(contested(input, before))} of ${moneyText(before.amount)}`,
    },
    ...((input.summary ?? before.summary)
      ? [{ field: 'Summary', from: before.summary, to: input.summary ?? before.summary ?? '' }]
      : []),
    ...input.evidence.map((each) => ({
      field: titleOf(keyOf(each)),
      from: from(savedUnder(keyOf(each))),
      to: list(each.documents),
    })),
    ...kept.map(({ kind, ids }) => ({
      field: titleOf(kind),
      from: null,
      to: `${list(ids)}, as saved before`,
    })),
    ...detailsOf(before),
  ]
}

function outcomeOf({ input, before }: Facts, dispute: Dispute): Reconciled {
  const now = putForward(dispute)
  const isThere =
    input.action === 'submit'
      ? now.submittedAt !== before.submittedAt || dispute.status === 'under_review'
      : holds(input, now)
  if (isThere) return { outcome: 'succeeded', result: { dispute: disputeDetail(dispute) } }
  const what = input.action === 'submit' ? 'was not submitted' : 'was not saved'
  return { outcome: 'failed', sentence: `The evidence ${what}: the dispute is ${dispute.status} as before.` }
}
