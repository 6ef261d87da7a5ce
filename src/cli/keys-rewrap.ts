import type { Command } from './command.ts'
import { withServer } from './operator.ts'

/** The second half of changing the master key. */
export const keysRewrap: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary: 'Wrap every tenant’s keys under the master key of today.',
  more: [
    'To change the master key:',
    '  1. Set OPS_ROOM_MASTER_KEY to the new key and OPS_ROOM_OLD_MASTER_KEYS to the old one, and restart.',
    '  2. Run this. Safe to kill at any moment; run it again then.',
    '  3. Take OPS_ROOM_OLD_MASTER_KEYS out, and restart. Keep the old key as long as you keep backups from before.',
  ].join('\n'),
  run: async (_asked, io) => {
    const { tenants } = await withServer(io, (operator) => operator.rewrapKeys())
    const whose = tenants === 1 ? 'The keys of one tenant are' : `The keys of ${tenants} tenants are`
    io.out(`${whose} under the master key of today. OPS_ROOM_OLD_MASTER_KEYS can be taken out now.`)
    return 0
  },
}
