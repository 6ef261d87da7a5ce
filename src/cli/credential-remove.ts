import { type Command, workspaceFlag } from './command.ts'
import { askServer } from './operator.ts'

/** Narrowing works at once, and leaves a row. */
export const credentialRemove: Command = {
  takes: ['connector'],
  flags: workspaceFlag,
  usage: '[--workspace <team>]',
  summary: 'Disconnect a system and forget its credential.',
  more: 'Where the vendor has a call for it, it is asked to end the permission as well: `ledger tail` says whether it did.',
  run: async (asked, io) => {
    const [connector = ''] = asked.given
    await askServer(asked, io, (operator, workspace) => operator.removeCredential(workspace, connector))
    io.out(`Disconnected ${connector}, and its credential is forgotten.`)
    return 0
  },
}
