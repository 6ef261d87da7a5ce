import { z } from 'zod'
import { roomWrite } from '../../define.ts'
import {
  founderNeeded,
  ifNotFounder,
  isLower,
  memberId,
  role,
  teamId,
  userId,
  withoutFounder,
} from '../facts.ts'

export const addMember = roomWrite({
  description: 'Let a person of the Slack workspace into this Ops Room, in a role.',
  risk: 'config',
  input: z.strictObject({
    name: z.string().min(1).max(100).describe('What the person is called'),
    role: role.describe('founder decides, operator asks, viewer reads'),
    teamId,
    userId,
  }),
  before: z.strictObject({ role: role.nullable() }),
  preview: (room, { teamId, userId }) => {
    const known = room.members.list().find((member) => member.teamId === teamId && member.userId === userId)
    return { role: known === undefined ? null : role.parse(known.role) }
  },
  refuse: ({ input, before }) =>
    before.role === null ? null : `${input.userId} is already a member, as ${before.role}.`,
  // The id comes first: the name is whatever the request calls the person.
  summarize: ({ input }) => ({
    headline: `Add ${input.userId} of ${input.teamId} (called “${input.name}”) as ${input.role}`,
    changes: [
      { field: 'Person in Slack', from: null, to: `${input.userId} of ${input.teamId}` },
      { field: 'Called', from: null, to: input.name },
      { field: 'Role', from: null, to: input.role },
    ],
    money: null,
    recipients: [],
    undo: 'A founder can remove the member at once.',
    already: [],
  }),
  run: (room, { input }) => ({ member: room.members.add(input), role: input.role }),
  narrows: () => false,
  proposable: true,
})

const known = z.strictObject({ name: z.string(), role, teamId: z.string(), userId: z.string() })
const memberFacts = z.strictObject({ member: known.nullable(), withoutFounder: withoutFounder.nullable() })
type MemberFacts = z.output<typeof memberFacts>

export const changeMember = roomWrite({
  description: 'Give a member of this Ops Room another role.',
  risk: 'config',
  input: z.strictObject({ memberId, role: role.describe('founder decides, operator asks, viewer reads') }),
  before: memberFacts,
  preview: (room, { memberId }) => {
    const member = room.members.find(memberId)
    return { member: factsOf(member), withoutFounder: ifNotFounder(room, member) }
  },
  refuse: ({ input, before }) => {
    if (before.member === null) return unknownMember(input.memberId)
    if (before.member.role === input.role) return `${before.member.name} is already ${input.role}.`
    return founderNeeded(before.withoutFounder)
  },
  summarize: ({ input, before }) => ({
    headline: `Make ${personOf(before, input.memberId)} ${input.role}`,
    changes: [{ field: 'Role', from: before.member?.role ?? null, to: input.role }],
    money: null,
    recipients: [],
    undo: 'The role can be changed back.',
    already: [],
  }),
  run: (room, { input }) => {
    room.members.change(input.memberId, input.role)
    return { member: input.memberId, role: input.role }
  },
  narrows: ({ input, before }) => before.member !== null && isLower(input.role, before.member.role),
  proposable: true,
})

export const removeMember = roomWrite({
  description: 'Remove a member from this Ops Room. It does not touch the person’s Slack account.',
  risk: 'config',
  input: z.strictObject({ memberId }),
  before: memberFacts,
  preview: (room, { memberId }) => {
    const member = room.members.find(memberId)
    return { member: factsOf(member), withoutFounder: ifNotFounder(room, member) }
  },
  refuse: ({ input, before }) =>
    before.member === null ? unknownMember(input.memberId) : founderNeeded(before.withoutFounder),
  summarize: ({ input, before }) => ({
    headline: `Remove ${personOf(before, input.memberId)} from this Ops Room`,
    changes: [{ field: 'Role', from: before.member?.role ?? null, to: 'no access' }],
    money: null,
    recipients: [],
    undo: 'The person can be added again.',
    already: [],
  }),
  run: (room, { input }) => {
    room.members.remove(input.memberId)
    return { member: input.memberId, removed: true }
  },
  narrows: () => true,
  proposable: true,
})

const unknownMember = (id: string): string => `There is no member ${id}.`

const factsOf = (
  member: { name: string; role: string; teamId: string; userId: string } | null,
): MemberFacts['member'] =>
  member && { name: member.name, role: role.parse(member.role), teamId: member.teamId, userId: member.userId }

const personOf = ({ member }: MemberFacts, id: string): string =>
  member === null ? id : `${member.name} (${member.userId} of ${member.teamId})`
