import { z } from 'zod'
import { roomWrite } from '../../define.ts'
import { channelId, teamId } from '../facts.ts'

export const openChannel = roomWrite({
  description: 'Let Ops Room answer in a Slack channel.',
  risk: 'config',
  input: z.strictObject({
    teamId,
    channelId,
    name: z.string().min(1).max(100).describe('The channel’s name'),
  }),
  before: z.strictObject({ open: z.boolean() }),
  preview: (room, { teamId, channelId }) => ({ open: room.channels.find(teamId, channelId) !== null }),
  refuse: ({ input, before }) =>
    before.open ? `#${input.name} (${input.channelId}) is already open.` : null,
  summarize: ({ input }) => ({
    headline: `Open #${input.name} (${input.channelId}) for Ops Room`,
    changes: [{ field: 'Ops Room answers there', from: 'no', to: 'yes, to everybody in the channel' }],
    money: null,
    recipients: [],
    undo: 'A founder can close the channel at once; what was said there stays said.',
    already: [],
  }),
  run: (room, { input }) => {
    room.channels.open(input)
    return { channel: input.channelId, open: true }
  },
  narrows: () => false,
  // Who can read a channel, and what it is called, is known where a founder types `/ops open`: not to the model.
  proposable: false,
})

export const closeChannel = roomWrite({
  description: 'Stop Ops Room from answering in a Slack channel.',
  risk: 'config',
  input: z.strictObject({ teamId, channelId }),
  before: z.strictObject({ name: z.string().nullable() }),
  preview: (room, { teamId, channelId }) => ({ name: room.channels.find(teamId, channelId)?.name ?? null }),
  refuse: ({ input, before }) => (before.name === null ? `${input.channelId} is not open.` : null),
  summarize: ({ input, before }) => ({
    headline: `Close #${before.name ?? 'unknown'} (${input.channelId}) for Ops Room`,
    changes: [{ field: 'Ops Room answers there', from: 'yes', to: 'no' }],
    money: null,
    recipients: [],
    undo: 'A founder can open it again with `/ops open`.',
    already: [],
  }),
  run: (room, { input }) => {
    room.channels.close(input.teamId, input.channelId)
    return { channel: input.channelId, open: false }
  },
  narrows: () => true,
  proposable: true,
})
