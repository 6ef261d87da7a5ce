/** The approval's states against a small model of them, on a real Room over a real file. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Member } from '../src/core/identity.ts'
import { evidenceOf, type OpenRoom, openRoom, proposeShipping } from './support/room.ts'

let opened: OpenRoom
beforeAll(() => {
  opened = openRoom()
})
afterAll(() => opened?.close())

type Person = 'asha' | 'ravi' | 'nina' | 'meera' | 'tom'
type Rule = { approvals: number; twoPerson: boolean }
type Step =
  | { do: 'vote'; by: Person; kind: 'approve' | 'deny'; card: 'current' | 'older' | 'none' }
  | { do: 'end'; as: 'expired' | 'superseded' | 'withdrawn' }
  | { do: 'revise'; by: Person }
  | { do: 'pass time' }
  | { do: 'demote'; who: Person }
  | { do: 'begin' }
  | { do: 'settle'; as: 'succeeded' | 'failed' | 'unknown' }
  | { do: 'hand over' }

const people: Record<Person, 'founder' | 'operator' | 'viewer'> = {
  ...{ asha: 'founder', ravi: 'founder', nina: 'founder' },
  ...{ meera: 'operator', tom: 'viewer' },
}
const finals = ['denied', 'expired', 'superseded', 'withdrawn']
const endTypes = ['approval.granted', ...finals.map((state) => `approval.${state}`)]

/** What may be, by the design's words and not by the code's. */
function createModel(rule: Rule, requester: Person) {
  const roles = { ...people } as Record<Person, string>
  const model = {
    ...{ state: 'requested', execution: null as string | null, isLate: false, version: 1, voted: 0 },
    ...{ approvers: new Set<Person>(), requesters: new Set<Person>([requester]) },
  }
  const counted = () => [...model.approvers].filter((who) => !rule.twoPerson || !model.requesters.has(who))
  return {
    ...{ model, roles },
    vote({ by, kind, card }: Extract<Step, { do: 'vote' }>): string {
      if (roles[by] !== 'founder') return 'role.founder_only'
      if (model.state !== 'requested') return 'approval.settled'
      if (card !== 'current') return 'approval.stale'
      if (model.isLate) return 'approval.expired'
      const isOwn = rule.twoPerson && model.requesters.has(by)
      if (kind === 'approve' && isOwn) return 'approval.own_request'
      if (kind === 'approve' && model.approvers.has(by)) return 'approval.already_voted'
      model.voted += 1
      if (kind === 'deny') {
        model.state = 'denied'
        return 'denied'
      }
      model.approvers.add(by)
      if (counted().length < rule.approvals) return 'counted'
      model.state = 'granted'
      model.execution = 'prepared'
      return 'granted'
    },
    end(as: string): boolean {
      const isOpen = model.state === 'requested'
      const isStopped = model.state === 'granted' && model.execution === 'prepared' && as !== 'withdrawn'
      if (!isOpen && !isStopped) return false
      model.state = as
      model.execution = null
      return true
    },
    revise(by: Person): boolean {
      if (model.state !== 'requested') return false
      model.version += 1
      model.approvers.clear()
      model.requesters.add(by)
      return true
    },
    begin(): boolean {
      const standing = counted().filter((who) => roles[who] === 'founder')
      const mayBegin = model.execution === 'prepared' && !model.isLate && standing.length >= rule.approvals
      if (mayBegin) model.execution = 'executing'
      return mayBegin
    },
    settle(as: string): boolean {
      const from: Record<string, string[]> = {
        ...{ executing: ['succeeded', 'failed', 'unknown'], unknown: ['succeeded', 'failed'] },
        ...{ needs_human: ['succeeded', 'failed'], prepared: ['succeeded', 'failed'] },
      }
      if (!from[model.execution ?? '']?.includes(as)) return false
      model.execution = as
      return true
    },
  }
}

// Founders more often than others: they can decide.
const person = fc.constantFrom<Person[]>('asha', 'asha', 'ravi', 'ravi', 'nina', 'meera', 'tom')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      by: person,
      kind: fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const),
      card: fc.constantFrom('current' as const, 'current' as const, 'older' as const, 'none' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      as: fc.constantFrom('expired' as const, 'superseded' as const, 'withdrawn' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revise' as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pass time' as const, 'hand over' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('demote' as const), who: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      as: fc.constantFrom('succeeded' as const, 'failed' as const, 'unknown' as const),
    }),
  },
)
const yes = (by: Person): Step => ({ do: 'vote', by, kind: 'approve', card: 'current' })
const rule = fc.record({ approvals: fc.integer({ min: 1, max: 2 }), twoPerson: fc.boolean() })

/** Five people, one request, and the deeds of a step on it. */
async function begin(of: Rule, requester: Person) {
  const { room, clock } = opened
  const members = Object.fromEntries(
    Object.entries(people).map(([name, role]) => [name, opened.member(name, role)]),
  ) as Record<Person, Member>
  room.transact(() => room.rules.set({ risk: 'low', expiryMinutes: 60, ...of }))
  const { approval, digest } = await proposeShipping(opened, members[requester])
  const digests = [digest]
  const row = () => {
    const found = room.approvals.get(approval)
    if (!found) throw new Error('the request is gone')
    return found
  }
  const execution = () => room.executions.byApproval(approval)
  let item = 1
  let clicks = 0

  const deeds = {
    async vote({ by, kind, card }: Extract<Step, { do: 'vote' }>): Promise<string> {
      const named = { current: row().digest, older: digests.at(-2) ?? 'x', none: 'A'.repeat(43) }[card]
      const member = { ...members[by], role: room.members.get(members[by].id)?.role ?? 'viewer' }
      const vote = {
        approval,
        digest: named,
        kind,
        by: member,
        reason: null,
        evidence: evidenceOf(`${approval} ${++clicks}`),
      }
      const result = await room.votes.vote(vote)
      return result.result === 'refused' ? result.code : result.result
    },
    end: (as: 'expired' | 'superseded' | 'withdrawn') =>
      room.approvals.end(approval, { state: as, by: 'ops-room', sentence: 'Over.' }),
    async revise(by: Person): Promise<boolean> {
      const connector = room.catalog.find('parcel')
      if (!connector) return false
      item += 1
      const prepare = async () => ({ before: { status: 'packed' }, dryRun: null, elsewhere: [] })
      const revised = await room.proposals
        .revise(row(), { id: `it_${item}` }, members[by], prepare)
        .catch(() => null)
      if (revised) digests.push(revised.digest)
      return revised !== null
    },
    begin: async () => {
      const found = execution()
      return found !== null && (await room.executions.begin(found))
    },
    settle: async (as: 'succeeded' | 'failed' | 'unknown') => {
      const found = execution()
      const how = as === 'succeeded' ? { outcome: as, result: {} } : { outcome: as, sentence: 'So.' }
      return found !== null && room.executions.settle(found, how)
    },
    passTime: () => {
      clock.now += 3_600_000
    },
    demote: (who: Person) => room.transact(() => room.members.changeRole(members[who].id, 'viewer')),
    handOver: () => {
      const found = execution()
      if (found) room.executions.handOver(found, 'Look.')
    },
  }
  const types = () => room.ledger.about(approval, { limit: 1000 }).map(({ leaf }) => leaf.type as string)
  return { row, execution, deeds, types }
}

test('a request goes where the model goes, its ledger agrees, and it has an execution when it is granted and only then', async () => {
  await fc.assert(
    fc.asyncProperty(rule, person, fc.array(step, { maxLength: 14 }), async (of, requester, steps) => {
      const real = await begin(of, requester)
      const { model, roles, ...may } = createModel(of, requester)
      for (const one of steps) {
        const was = real.row()
        if (one.do === 'vote') expect(await real.deeds.vote(one)).toBe(may.vote(one))
        else if (one.do === 'end') expect(await real.deeds.end(one.as)).toBe(may.end(one.as))
        else if (one.do === 'revise') expect(await real.deeds.revise(one.by)).toBe(may.revise(one.by))
        else if (one.do === 'begin') expect(await real.deeds.begin()).toBe(may.begin())
        else if (one.do === 'settle') expect(await real.deeds.settle(one.as)).toBe(may.settle(one.as))
        else if (one.do === 'demote') {
          real.deeds.demote(one.who)
          roles[one.who] = 'viewer'
        } else if (one.do === 'pass time') {
          real.deeds.passTime()
          model.isLate = true
        } else if (model.execution === 'unknown') {
          real.deeds.handOver()
          model.execution = 'needs_human'
        }
        if (finals.includes(was.state)) expect(real.row()).toEqual(was)
        expect(real.row()).toMatchObject({ state: model.state, version: model.version })
        expect(real.execution()?.state ?? null).toBe(model.execution)
        expect(real.execution() !== null).toBe(model.state === 'granted')
        assertLedger(real.types(), model)
      }
    }),
    {
      numRuns: 150,
      examples: [
        [{ approvals: 1, twoPerson: true }, 'asha', [yes('asha'), yes('meera'), yes('ravi')]],
        [
          { approvals: 2, twoPerson: false },
          'tom',
          [yes('asha'), yes('asha'), { do: 'pass time' }, yes('ravi')],
        ],
      ],
    },
  )
  expect(opened.verify()).toMatchObject({ ok: true })
}, 60_000)

/** The rows about it say what its state says, once. */
function assertLedger(types: string[], model: { state: string; version: number; voted: number }): void {
  const times = (type: string): number => types.filter((each) => each === type).length
  expect(times('approval.requested')).toBe(1)
  expect(times('approval.edited')).toBe(model.version - 1)
  expect(times('approval.voted')).toBe(model.voted)
  const ends = types.filter((type) => endTypes.includes(type))
  expect(new Set(ends).size).toBe(ends.length)
  expect(ends.at(-1) ?? 'approval.requested').toBe(`approval.${model.state}`)
  // Only what was granted and had not begun may still end another way.
  if (ends.length > 1) expect(ends).toEqual(['approval.granted', expect.stringMatching(/expired|superseded/)])
}

test('whatever is decided at the same moment, one decision stands', async () => {
  const atOnce = fc.array(
    step.filter((one) => ['vote', 'end', 'revise'].includes(one.do)),
    { minLength: 2, maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(rule, person, atOnce, async (of, requester, steps) => {
      const real = await begin(of, requester)
      await Promise.all(
        steps.map((one) => {
          if (one.do === 'vote') return real.deeds.vote(one)
          if (one.do === 'end') return real.deeds.end(one.as)
          return one.do === 'revise' ? real.deeds.revise(one.by) : null
        }),
      )
      const { state } = real.row()
      const ends = real.types().filter((type) => endTypes.includes(type))
      expect(ends.at(-1) ?? 'approval.requested').toBe(`approval.${state}`)
      expect(new Set(ends).size).toBe(ends.length)
      expect(real.execution() !== null).toBe(state === 'granted')
    }),
    { numRuns: 100 },
  )
  expect(opened.verify()).toMatchObject({ ok: true })
}, 60_000)
