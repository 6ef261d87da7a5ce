import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { MetaReads, MetaWrites } from '../client.ts'
import { assertOwn, rehearsed, text } from '../objects.ts'
import { writeScopes } from '../scopes.ts'
import { id, timeOf } from '../shapes.ts'

const time = z.iso.datetime().nullable().default(null)
const input = z.strictObject({
  adSetId: id,
  startsAt: time.describe('ISO 8601 in UTC; null leaves it as it is'),
  endsAt: time.describe('ISO 8601 in UTC; null leaves it as it is'),
})
type Input = z.output<typeof input>
const before = z.strictObject({ name: z.string(), startsAt: text, endsAt: text })
type Before = z.output<typeof before>

export const changeSchedule = write<MetaReads, MetaWrites>()({
  description: 'Change when an ad set at Meta starts or ends.',
  scopes: writeScopes,
  // What runs longer spends more.
  risk: 'money',
  // It sets times, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: scheduleOf,
  refuse: ({ input, before }) => {
    const { startsAt, endsAt } = wanted(input, before)
    if (input.startsAt === null && input.endsAt === null) return 'No time is named.'
    if (startsAt !== null && endsAt !== null && endsAt <= startsAt) return 'It would end before it starts.'
    return isDone(before, input) ? 'The schedule is already as asked for.' : null
  },
  dryRun: (read, { input }) => rehearsed(read, input.adSetId, bodyOf(input)),
  summarize: ({ input, before }) => ({
    headline: `Change the schedule of the ad set “${before.name}” at Meta`,
    changes: [
      ...(input.startsAt === null ? [] : [{ field: 'Starts', from: before.startsAt, to: input.startsAt }]),
      ...(input.endsAt === null ? [] : [{ field: 'Ends', from: before.endsAt ?? 'never', to: input.endsAt }]),
    ],
    money: null,
    recipients: [],
    undo: 'Times that were set before can be set again, while they lie ahead.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.update(input.adSetId, bodyOf(input))
    return { id: input.adSetId }
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const now = await scheduleOf(read, input)
    if (isDone(now, input)) return { outcome: 'succeeded', result: { id: input.adSetId } }
    return now.startsAt === before.startsAt && now.endsAt === before.endsAt
      ? { outcome: 'failed', sentence: 'The schedule at Meta Ads is as it was.' }
      : { outcome: 'unknown', sentence: 'The schedule at Meta Ads is neither as it was nor as asked for.' }
  },
  undo: ({ input, before }) => {
    const isBack = (input.startsAt === null || before.startsAt) && (input.endsAt === null || before.endsAt)
    return isBack
      ? {
          write: 'changeSchedule',
          input: {
            adSetId: input.adSetId,
            startsAt: input.startsAt && before.startsAt,
            endsAt: input.endsAt && before.endsAt,
          },
        }
      : null
  },
})

async function scheduleOf(read: MetaReads, { adSetId }: Input): Promise<Before> {
  const found = await read.adSet(adSetId)
  assertOwn(read, found)
  return { name: found.name ?? '', startsAt: timeOf(found.start_time), endsAt: timeOf(found.end_time) }
}

const wanted = (input: Input, before: Before) => ({
  startsAt: timeOf(input.startsAt) ?? before.startsAt,
  endsAt: timeOf(input.endsAt) ?? before.endsAt,
})

const isDone = (now: Before, input: Input): boolean => {
  const { startsAt, endsAt } = wanted(input, now)
  return startsAt === now.startsAt && endsAt === now.endsAt
}

const bodyOf = ({ startsAt, endsAt }: Input) => ({
  ...(startsAt === null ? {} : { start_time: startsAt }),
  ...(endsAt === null ? {} : { end_time: endsAt }),
})
