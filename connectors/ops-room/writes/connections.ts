import { z } from 'zod'
import { type Access, type RoomPort, roomWrite } from '../../define.ts'
import { access, connectorName } from '../facts.ts'

const credentialId = z.string().regex(/^crd_[0-9a-z]{26}$/)
const now = z.strictObject({ account: z.string().nullable(), access: access.nullable() })
type Now = z.output<typeof now>

export const connect = roomWrite({
  description: 'Connect a system with a credential that a founder entered.',
  risk: 'config',
  input: z.strictObject({
    connector: connectorName,
    account: z.string().min(1).max(200).describe('The account’s shown name'),
    credential: credentialId,
    access: access.describe('read for reading only, write for asking for changes too'),
  }),
  before: now,
  preview: (room, { connector }) => connectionNow(room, connector),
  refuse: () => null,
  summarize: ({ input, before }) => ({
    headline: `Connect ${input.connector} with the account ${input.account}`,
    changes: [
      { field: 'Account', from: before.account, to: input.account },
      { field: 'Ops Room may there', from: mayIn(before), to: may[input.access] },
      { field: 'Credential', from: null, to: input.credential },
    ],
    money: null,
    recipients: [],
    undo: 'A founder can disconnect it at once.',
    already: replaced(before),
  }),
  run: (room, { input }) => {
    room.connections.connect(input)
    return { connector: input.connector, account: input.account, connected: true }
  },
  narrows: () => false,
  // A person has to enter the secret.
  proposable: false,
})

export const authorise = roomWrite({
  description: 'Send a founder to a system’s own page, to connect it there.',
  risk: 'config',
  input: z.strictObject({
    connector: connectorName,
    access: access.describe('read for reading only, write for asking for changes too'),
    consent: credentialId.describe('The consent that the form asked for'),
  }),
  before: now.extend({ isAsked: z.boolean() }),
  preview: (room, { connector, consent }) => ({
    ...connectionNow(room, connector),
    isAsked: room.connections.isAsked(consent),
  }),
  refuse: ({ before }) => (before.isAsked ? null : 'It was granted before, or is not asked for any more.'),
  summarize: ({ input, before }) => ({
    headline: `Connect ${input.connector} by the consent of whoever asks`,
    changes: [
      { field: 'Account', from: before.account, to: 'the one that is signed in to at the system’s own page' },
      { field: 'Ops Room may there', from: mayIn(before), to: may[input.access] },
    ],
    money: null,
    recipients: [],
    undo: 'A founder can disconnect it at once.',
    already: replaced(before),
  }),
  run: (room, { input }) => {
    room.connections.authorise(input)
    return { connector: input.connector, waitsForConsent: true }
  },
  narrows: () => false,
  // What is asked for was entered in a form, and the link goes to whoever filled it in.
  proposable: false,
})

export const disconnect = roomWrite({
  description: 'Disconnect a system, and forget its credential.',
  risk: 'config',
  input: z.strictObject({ connector: connectorName }),
  before: z.strictObject({ account: z.string().nullable() }),
  preview: (room, { connector }) => ({ account: room.connections.find(connector)?.account ?? null }),
  refuse: ({ input, before }) => (before.account === null ? `${input.connector} is not connected.` : null),
  summarize: ({ input, before }) => ({
    headline: `Disconnect ${input.connector} (${before.account ?? 'not connected'})`,
    changes: [{ field: 'Account', from: before.account, to: 'not connected, its credential forgotten' }],
    money: null,
    recipients: [],
    undo: 'It can be connected again by consenting, or entering the credential, anew.',
    already: [],
  }),
  run: (room, { input }) => {
    room.connections.disconnect(input.connector)
    return { connector: input.connector, connected: false }
  },
  narrows: () => true,
  proposable: true,
})

const may: Record<Access, string> = {
  read: 'read, and change nothing',
  write: 'read, and ask for changes',
}

const mayIn = (before: Now): string | null => (before.access === null ? null : may[before.access])

const replaced = ({ account }: Now): string[] =>
  account === null ? [] : [`${account} is connected now and will be replaced.`]

function connectionNow(room: RoomPort, connector: string): Now {
  const known = room.connections.find(connector)
  return { account: known?.account ?? null, access: known?.access ?? null }
}
