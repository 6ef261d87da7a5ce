/** Ops Room itself: roles and rules. */
import type { Plan } from '../plan.ts'
import { list, text } from '../reading.ts'
import { ended } from './orders.ts'

/** `role` null takes the person out. */
export function* changeRole(name: string, role: string | null): Plan {
  const members = list(yield { want: 'members', input: {} }, 'members')
  const named = members.filter((one) => (text(one.name) ?? '').toLowerCase().includes(name.toLowerCase()))
  const [member] = named
  if (!member) return `I find no member who is called ${name}.`
  if (named.length > 1) return `Which one do you mean? ${named.map((one) => one.name).join(', ')}`
  const asking = role ? `to make ${member.name} (${member.role}) ${role}` : `to remove ${member.name}`
  return yield* ended({
    want: role ? 'changeMember' : 'removeMember',
    input: { memberId: member.id, ...(role ? { role } : {}) },
    say: `I am asking ${asking}.`,
  })
}

export function* changeRule(risk: string, approvals: number): Plan {
  const rules = list(yield { want: 'rules', input: {} }, 'rules')
  const rule = rules.find((one) => one.risk === risk)
  if (!rule) return `I find no rule for ${risk}.`
  const { expiryMinutes, twoPerson } = rule
  return yield* ended({
    want: 'setRule',
    input: { risk, approvals, expiryMinutes, twoPerson },
    say: `The rule for ${risk} wants ${rule.approvals} now. I am asking for ${approvals}.`,
  })
}
