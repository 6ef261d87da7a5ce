import { z } from 'zod'
import { type JsonObject, roomRead } from '../define.ts'

const limit = z.int().min(1).max(100).default(20).describe('How many at most, 1 to 100')
const nothing = z.strictObject({})
const untrusted: readonly string[] = []

const counted = (name: string, items: JsonObject[]): JsonObject => ({ count: items.length, [name]: items })

export const history = roomRead({
  description: 'Read the newest rows of the ledger: what was read, asked for, decided and done, and by whom.',
  input: z.strictObject({ limit }),
  untrusted,
  run: (room, input) => counted('rows', room.history(input.limit)),
})

export const approvals = roomRead({
  description: 'List requests for changes, newest first: what was asked for, its state, who decided and why.',
  input: z.strictObject({
    state: z
      .enum(['requested', 'granted', 'denied', 'expired', 'superseded', 'withdrawn'])
      .nullable()
      .default(null)
      .describe('Only those in this state; null for all'),
    limit,
  }),
  untrusted: ['headline'],
  run: (room, { state, limit }) =>
    counted('approvals', room.approvals.list(state === null ? { limit } : { state, limit })),
})

export const members = roomRead({
  description: 'List who is in this Ops Room and in which role.',
  input: nothing,
  untrusted: ['name'],
  run: (room) => counted('members', room.members.list()),
})

export const drafts = roomRead({
  description: 'List drafts that were prepared in this Ops Room, newest first, or read one whole.',
  input: z.strictObject({
    draft: z.string().max(40).nullable().default(null).describe('Only this one, whole; null for a list'),
    limit,
  }),
  untrusted: ['title', 'text'],
  run: (room, { draft, limit }) => {
    if (draft === null) return counted('drafts', room.drafts.list(limit))
    const found = room.drafts.find(draft)
    return counted('drafts', found === null ? [] : [found])
  },
})

export const rules = roomRead({
  description:
    'List the approval rules: for each kind of risk how many approvals, within what time, by whom.',
  input: nothing,
  untrusted,
  run: (room) => counted('rules', room.rules.list()),
})

export const channels = roomRead({
  description: 'List the Slack channels in which Ops Room answers.',
  input: nothing,
  untrusted: ['name'],
  run: (room) => counted('channels', room.channels.list()),
})

export const connections = roomRead({
  description: 'List the systems that are connected, with their accounts.',
  input: nothing,
  untrusted,
  run: (room) => counted('connections', room.connections.list()),
})
