import { z } from 'zod'
import { type PortRule, roomWrite } from '../../define.ts'
import { founders, isSatisfiable, risk } from '../facts.ts'

const terms = { approvals: z.int(), expiryMinutes: z.int(), twoPerson: z.boolean() }

export const setRule = roomWrite({
  description: 'Set how changes of one kind of risk are approved: by how many founders, within what time.',
  risk: 'config',
  input: z.strictObject({
    risk: risk.describe('Which changes the rule is for'),
    approvals: terms.approvals.min(1).max(10).describe('How many founders must approve'),
    expiryMinutes: terms.expiryMinutes
      .min(5)
      .max(10_080)
      .describe('After how many minutes a request expires'),
    twoPerson: terms.twoPerson.describe('Whether the one who asks does not count as an approver'),
  }),
  before: z.strictObject({ ...terms, founders: z.int() }),
  preview: (room, { risk }) => {
    const { approvals, expiryMinutes, twoPerson } = room.rules.find(risk)
    return { approvals, expiryMinutes, twoPerson, founders: founders(room) }
  },
  refuse: ({ input, before }) => {
    if (!isSatisfiable(input, before.founders)) return unsatisfiable(input, before.founders)
    return isSame(input, before) ? `The rule for ${input.risk} is already so.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Set the approval rule for ${input.risk}`,
    changes: [
      { field: 'Founders who must approve', from: String(before.approvals), to: String(input.approvals) },
      { field: 'Expires after', from: minutes(before.expiryMinutes), to: minutes(input.expiryMinutes) },
      { field: 'Whoever asks may approve', from: yesNo(!before.twoPerson), to: yesNo(!input.twoPerson) },
    ],
    money: null,
    recipients: [],
    undo: 'The rule can be set back.',
    already: [],
  }),
  run: (room, { input }) => {
    room.rules.set(input)
    return { rule: input }
  },
  narrows: ({ input, before }) =>
    input.approvals >= before.approvals &&
    input.expiryMinutes <= before.expiryMinutes &&
    (input.twoPerson || !before.twoPerson),
  proposable: true,
})

type Terms = Pick<PortRule, 'approvals' | 'expiryMinutes' | 'twoPerson'>

const isSame = (a: Terms, b: Terms): boolean =>
  a.approvals === b.approvals && a.expiryMinutes === b.expiryMinutes && a.twoPerson === b.twoPerson

function unsatisfiable({ approvals, twoPerson }: Terms, founders: number): string {
  const there = `only founders approve, and there ${founders === 1 ? 'is 1' : `are ${founders}`}`
  const asker = twoPerson ? ', one of whom may be the one who asks and then does not count' : ''
  return `Nobody could satisfy that rule: it asks for ${approvals} approvals; ${there}${asker}.`
}

function minutes(count: number): string {
  const [unit, number] = count % 60 === 0 ? ['hour', count / 60] : ['minute', count]
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no')
