import { type Command, textOf, workspaceFlag } from './command.ts'
import { withServer } from './operator.ts'

/** Whoever installs by the link becomes the first founder: it is for one person, once. */
export const invite: Command = {
  takes: [],
  flags: workspaceFlag,
  usage: '[--workspace <team>]',
  summary: 'Print a one-time install link: for a new tenant, or for a second workspace of one.',
  more: 'It works once, for seven days. Without --workspace it makes a new tenant, whose first founder is whoever installs.',
  run: async (asked, io) => {
    const { url } = await withServer(io, (operator) => operator.invite(textOf(asked, 'workspace') ?? null))
    io.out(url)
    return 0
  },
}
