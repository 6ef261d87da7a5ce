/** Ops Room's own connector: who may stay, which rules can be, and what counts as narrowing. */
import { describe, expect, it } from 'vitest'
import type { PortRule, RoomPort } from '../connectors/define.ts'
import { opsRoom } from '../connectors/ops-room/index.ts'
import { createPortDouble, ids } from './support/connectors/ops-room.ts'

const { writes } = opsRoom
type WriteName = keyof typeof writes

/** Runs a write's judgement on a Room, and the write itself on demand. */
function judge(room: RoomPort, name: WriteName, given: Record<string, unknown>) {
  const write: (typeof opsRoom.writes)[WriteName] = writes[name]
  // biome-ignore lint/suspicious/noExplicitAny: eight writes with different inputs
  const any = write as any
  const input = any.input.parse(given)
  const facts = { input, before: any.before.parse(any.preview(room, input)), account: 'Ops Room' }
  return {
    refusal: any.refuse(facts) as string | null,
    narrows: any.narrows(facts) as boolean,
    run: () => any.run(room, facts) as unknown,
  }
}

const founders = (...names: string[]) =>
  names.map((name, index) => ({
    id: `m_${String(index).padStart(26, '0')}`,
    name,
    role: 'founder',
    teamId: 'T0001',
    userId: `U000${index}`,
    state: 'active',
  }))

const moneyRule = (rule: Partial<PortRule>): PortRule[] => [
  { risk: 'money', approvals: 1, expiryMinutes: 240, twoPerson: false, ...rule },
]

describe('members', () => {
  it('the last founder can be neither removed nor lowered', () => {
    const room = createPortDouble({ members: founders('Asha') })
    const memberId = room.members.list()[0]?.id ?? ''
    expect(judge(room, 'removeMember', { memberId }).refusal).toMatch(/last founder/)
    expect(judge(room, 'changeMember', { memberId, role: 'operator' }).refusal).toMatch(/last founder/)
  })

  it('a founder on whom a rule rests stays until the rule is changed', () => {
    const room = createPortDouble({ rules: moneyRule({ approvals: 2 }) })
    expect(judge(room, 'removeMember', { memberId: ids.ravi }).refusal).toMatch(/rule on money/)
    expect(judge(room, 'changeMember', { memberId: ids.ravi, role: 'viewer' }).refusal).toMatch(
      /rule on money/,
    )
    room.rules.set({ risk: 'money', approvals: 1, expiryMinutes: 240, twoPerson: false })
    expect(judge(room, 'removeMember', { memberId: ids.ravi }).refusal).toBeNull()
  })

  it('under the two-person rule the second founder is needed as well', () => {
    const room = createPortDouble({ rules: moneyRule({ twoPerson: true }) })
    expect(judge(room, 'removeMember', { memberId: ids.asha }).refusal).toMatch(/rule on money/)
  })

  it('others come and go freely, and their number is no drift', () => {
    const room = createPortDouble({ rules: moneyRule({ approvals: 2 }) })
    expect(judge(room, 'removeMember', { memberId: ids.omar }).refusal).toBeNull()
    judge(room, 'removeMember', { memberId: ids.omar }).run()
    expect(room.members.find(ids.omar)).toBeNull()
    expect(judge(room, 'removeMember', { memberId: ids.omar }).refusal).toBe(
      `There is no member ${ids.omar}.`,
    )
  })

  it('removing and lowering narrow; adding and raising do not', () => {
    const room = createPortDouble()
    expect(judge(room, 'removeMember', { memberId: ids.omar }).narrows).toBe(true)
    expect(judge(room, 'changeMember', { memberId: ids.omar, role: 'viewer' }).narrows).toBe(true)
    expect(judge(room, 'changeMember', { memberId: ids.omar, role: 'founder' }).narrows).toBe(false)
    expect(judge(room, 'changeMember', { memberId: ids.vera, role: 'operator' }).narrows).toBe(false)
    const nila = { name: 'Nila', role: 'viewer', teamId: 'T0001', userId: 'U0009' }
    expect(judge(room, 'addMember', nila).narrows).toBe(false)
  })

  it('knows a person by team and user, not by user alone', () => {
    const room = createPortDouble()
    const omar = { name: 'Omar', role: 'viewer', userId: 'U0003' }
    expect(judge(room, 'addMember', { ...omar, teamId: 'T0001' }).refusal).toMatch(
      /already a member, as operator/,
    )
    expect(judge(room, 'addMember', { ...omar, teamId: 'T0002' }).refusal).toBeNull()
  })

  it('knows three roles', () => {
    for (const role of ['admin', 'Founder', '', 'owner']) {
      expect(writes.changeMember.input.safeParse({ memberId: ids.omar, role }).success).toBe(false)
    }
  })
})

describe('rules', () => {
  const rule = (more: Partial<PortRule>) => ({ ...moneyRule(more)[0] })

  it.each([
    { there: 1, approvals: 1, twoPerson: false, holds: true },
    { there: 1, approvals: 1, twoPerson: true, holds: false },
    { there: 2, approvals: 2, twoPerson: false, holds: true },
    { there: 2, approvals: 2, twoPerson: true, holds: false },
    { there: 2, approvals: 3, twoPerson: false, holds: false },
    { there: 3, approvals: 2, twoPerson: true, holds: true },
  ])(
    '$approvals approvals of $there founders, two-person $twoPerson: $holds',
    ({ there, holds, ...terms }) => {
      const room = createPortDouble({ members: founders('Asha', 'Ravi', 'Mira').slice(0, there) })
      const { refusal } = judge(room, 'setRule', rule({ ...terms, expiryMinutes: 60 }))
      if (holds) expect(refusal).toBeNull()
      else expect(refusal).toMatch(/^Nobody could satisfy that rule/)
    },
  )

  it('operators and viewers do not count as approvers', () => {
    const room = createPortDouble()
    expect(room.members.list().length).toBe(4)
    expect(judge(room, 'setRule', rule({ approvals: 3 })).refusal).toMatch(/there are 2/)
  })

  it('narrows only where no term is wider', () => {
    const room = createPortDouble()
    const narrows = (more: Partial<PortRule>) => judge(room, 'setRule', rule(more)).narrows
    expect(narrows({ approvals: 2 })).toBe(true)
    expect(narrows({ expiryMinutes: 60 })).toBe(true)
    expect(narrows({ twoPerson: true })).toBe(true)
    expect(narrows({ expiryMinutes: 241 })).toBe(false)
    expect(narrows({ approvals: 2, expiryMinutes: 241 })).toBe(false)
    room.rules.set({ risk: 'money', approvals: 2, expiryMinutes: 240, twoPerson: true })
    expect(narrows({ approvals: 1, twoPerson: true })).toBe(false)
    expect(narrows({ approvals: 2, twoPerson: false })).toBe(false)
  })

  it('refuses what is already so', () => {
    expect(judge(createPortDouble(), 'setRule', rule({})).refusal).toBe('The rule for money is already so.')
  })
})

describe('channels and connections', () => {
  it('closing and disconnecting narrow; opening and connecting do not, and the model may not ask for them', () => {
    const room = createPortDouble()
    const channel = { teamId: 'T0001', channelId: 'C0001' }
    expect(judge(room, 'closeChannel', channel).narrows).toBe(true)
    expect(judge(room, 'openChannel', { ...channel, name: 'ops' }).narrows).toBe(false)
    expect(judge(room, 'disconnect', { connector: 'razorpay' }).narrows).toBe(true)
    const proposable = Object.entries(writes).flatMap(([name, write]) => (write.proposable ? [name] : []))
    expect(proposable).not.toContain('connect')
    expect(proposable).not.toContain('openChannel')
  })

  it('disconnecting what is not connected is refused', () => {
    expect(judge(createPortDouble(), 'disconnect', { connector: 'shopify' }).refusal).toBe(
      'shopify is not connected.',
    )
  })
})
