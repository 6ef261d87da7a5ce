import { z } from 'zod'
import { roomWrite } from '../../define.ts'
import { connectorName } from '../facts.ts'

export const connect = roomWrite({
  description: 'Connect a system with a credential that a founder entered.',
  risk: 'config',
  input: z.strictObject({
    connector: connectorName,
    account: z.string().min(1).max(200).describe('The account’s shown name'),
    credential: z.string().regex(/^crd_[0-9a-z]{26}$/),
  }),
  before: z.strictObject({ account: z.string().nullable() }),
  preview: (room, { connector }) => ({ account: room.connections.find(connector)?.account ?? null }),
  refuse: () => null,
  summarize: ({ input, before }) => ({
    headline: `Connect ${input.connector} with the account ${input.account}`,
    changes: [
      { field: 'Account', from: before.account, to: input.account },
      { field: 'Credential', from: null, to: input.credential },
    ],
    money: null,
    recipients: [],
    undo: 'A founder can disconnect it at once.',
    already: before.account === null ? [] : [`${before.account} is connected now and will be replaced.`],
  }),
  run: (room, { input }) => {
    room.connections.connect(input)
    return { connector: input.connector, account: input.account, connected: true }
  },
  narrows: () => false,
  // A person has to enter the secret.
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
    undo: 'It can be connected again by entering the credential anew.',
    already: [],
  }),
  run: (room, { input }) => {
    room.connections.disconnect(input.connector)
    return { connector: input.connector, connected: false }
  },
  narrows: () => true,
  proposable: true,
})
