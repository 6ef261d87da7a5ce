import type { Command } from './command.ts'
import { withServer } from './operator.ts'

/** Safe to kill midway: what is sealed opens at every moment, and another run takes the rest along. */
export const keysRotate: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary: 'Give every tenant a new data key and seal its secrets under it.',
  more: 'Safe to kill at any moment; run it again then. Older keys stay, since they open what the ledger holds.',
  run: async (_asked, io) => {
    const { tenants, resealed } = await withServer(io, (operator) => operator.rotateTenantKeys())
    io.out(
      `${tenants} ${tenants === 1 ? 'tenant has' : 'tenants have'} a new key, and secrets sealed under it: ${resealed}.`,
    )
    return 0
  },
}
