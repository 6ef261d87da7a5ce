import { type Command, neededText, UsageError } from './command.ts'
import { withServer } from './operator.ts'
import { shown } from './terminal.ts'

/** For recovery: when no founder is left who could add somebody. */
export const memberAdd: Command = {
  takes: ['team:user'],
  flags: { name: { type: 'string' }, role: { type: 'string' } },
  usage: '--name <name> --role founder|operator|viewer',
  summary: 'Add a member by hand, for recovery. It leaves a row in the ledger.',
  more: 'Team and user are the person’s own, as in Slack: T0123:U0456.',
  run: async (asked, io) => {
    const [team = '', user = ''] = asked.given[0]?.split(':') ?? []
    if (!team || !user) throw new UsageError('<team:user> is like T0123:U0456.')
    const [name, role] = [neededText(asked, 'name'), neededText(asked, 'role')]
    await withServer(io, (operator) => operator.addMember(team, user, name, role))
    io.out(`${shown(name)} is now a member: ${role}.`)
    return 0
  },
}
