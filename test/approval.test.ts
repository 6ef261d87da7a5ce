/** The rules of deciding, as functions: who may, what counts, what can follow what. */
import { describe, expect, it } from 'vitest'
import {
  approvalStates,
  type Ballot,
  executionStates,
  isGranted,
  mayExecutionMove,
  mayMove,
  voteFault,
} from '../src/core/approval.ts'
import { movedSince } from '../src/core/drift.ts'
import { defaultRule, isSatisfiable, risks } from '../src/core/rule.ts'

const ballot = (more: Partial<Ballot> = {}): Ballot => ({
  state: 'requested',
  version: 2,
  required: 1,
  twoPerson: false,
  requesters: ['m_meera'],
  expiresAt: 1000,
  ...more,
})
const founder = { id: 'm_asha', role: 'founder' as const }
const vote = { by: founder, kind: 'approve' as const, version: 2, at: 999 }

describe('a vote', () => {
  it('counts when a founder gives it in time on the current version', () => {
    expect(voteFault(ballot(), vote, [])).toBeNull()
    expect(voteFault(ballot(), { ...vote, kind: 'deny' }, [])).toBeNull()
  })

  it.each([
    ['an operator’s', {}, { by: { id: 'm_x', role: 'operator' as const } }, 'role.founder_only'],
    [
      'a viewer’s denial',
      {},
      { by: { id: 'm_x', role: 'viewer' as const }, kind: 'deny' as const },
      'role.founder_only',
    ],
    ['on an older version', {}, { version: 1 }, 'approval.stale'],
    ['in the very millisecond of its expiry', {}, { at: 1000 }, 'approval.expired'],
    ['a denial after its expiry', {}, { at: 1001, kind: 'deny' as const }, 'approval.expired'],
  ])('does not count: %s', (_, more, other, code) => {
    expect(voteFault(ballot(more), { ...vote, ...other }, [])).toBe(code)
  })

  it.each(approvalStates.filter((state) => state !== 'requested'))(
    'does not count on what is %s',
    (state) => {
      expect(voteFault(ballot({ state }), vote, [])).toBe('approval.settled')
    },
  )

  it('of one’s own request counts unless the rule wants two persons, and a denial counts always', () => {
    const own = ballot({ requesters: ['m_meera', founder.id] })
    expect(voteFault(own, vote, [])).toBeNull()
    expect(voteFault({ ...own, twoPerson: true }, vote, [])).toBe('approval.own_request')
    expect(voteFault({ ...own, twoPerson: true }, { ...vote, kind: 'deny' }, [])).toBeNull()
  })

  it('counts once; who has approved may still deny', () => {
    expect(voteFault(ballot({ required: 2 }), vote, [founder.id])).toBe('approval.already_voted')
    expect(voteFault(ballot({ required: 2 }), { ...vote, kind: 'deny' }, [founder.id])).toBeNull()
  })
})

describe('a grant', () => {
  it('takes as many distinct people as the rule wants', () => {
    expect(isGranted(ballot(), [])).toBe(false)
    expect(isGranted(ballot(), ['a'])).toBe(true)
    expect(isGranted(ballot({ required: 2 }), ['a', 'a'])).toBe(false)
    expect(isGranted(ballot({ required: 2 }), ['a', 'b'])).toBe(true)
  })

  it('does not count requesters under the two-person rule', () => {
    expect(isGranted(ballot({ twoPerson: true, requesters: ['a'] }), ['a'])).toBe(false)
    expect(isGranted(ballot({ twoPerson: true, requesters: ['a'], required: 2 }), ['a', 'b'])).toBe(false)
  })
})

describe('what follows what', () => {
  it('ends: nothing leaves a final state, and nothing goes back', () => {
    for (const from of ['denied', 'expired', 'superseded', 'withdrawn'] as const) {
      expect(approvalStates.filter((to) => mayMove(from, to))).toEqual([])
    }
    expect(approvalStates.filter((to) => mayMove('granted', to))).toEqual(['expired', 'superseded'])
    expect(approvalStates.some((from) => mayMove(from, 'requested'))).toBe(false)
  })

  it('never runs twice: no execution returns to prepared or executing, and unknown is never tried again', () => {
    expect(executionStates.filter((from) => mayExecutionMove(from, 'prepared'))).toEqual([])
    expect(executionStates.filter((from) => mayExecutionMove(from, 'executing'))).toEqual(['prepared'])
    expect(executionStates.filter((to) => mayExecutionMove('unknown', to))).toEqual([
      'succeeded',
      'failed',
      'needs_human',
    ])
    for (const from of ['succeeded', 'failed'] as const) {
      expect(executionStates.filter((to) => mayExecutionMove(from, to))).toEqual([])
    }
  })
})

describe('a rule', () => {
  it('is one founder within a day by default, and within four hours for money', () => {
    for (const risk of risks) {
      const minutes = risk === 'money' ? 240 : 1440
      expect(defaultRule(risk)).toEqual({ risk, approvals: 1, expiryMinutes: minutes, twoPerson: false })
    }
  })

  it('that nobody can satisfy is known as one', () => {
    const rule = defaultRule('money')
    expect(isSatisfiable(rule, 1)).toBe(true)
    expect(isSatisfiable(rule, 0)).toBe(false)
    expect(isSatisfiable({ ...rule, approvals: 2 }, 1)).toBe(false)
    expect(isSatisfiable({ ...rule, twoPerson: true }, 1)).toBe(false)
    expect(isSatisfiable({ ...rule, twoPerson: true }, 2)).toBe(true)
    expect(isSatisfiable({ ...rule, approvals: 2, twoPerson: true }, 2)).toBe(false)
  })
})

describe('what moved', () => {
  it('is told fact by fact, as people read it, and silence where nothing did', () => {
    const was = {
      status: 'captured',
      refunded: { currency: 'INR', minor: 0 },
      payer: { email: 'a@b.in' },
      refunds: [],
      gone: 1,
    }
    const is = {
      status: 'captured',
      refunded: { currency: 'INR', minor: 50_000 },
      payer: { email: null },
      refunds: [{ id: 'rfnd_1', minor: 50_000 }],
      count: 3,
    }
    expect(movedSince(was, is)).toEqual([
      'refunded: ₹0.00 → ₹500.00',
      'payer email: a@b.in → nothing',
      'refunds: 0 entries → 1 entry',
      'gone: 1 → nothing',
      'count: nothing → 3',
    ])
    expect(movedSince(is, is)).toEqual([])
  })
})
