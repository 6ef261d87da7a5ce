import type { Command } from './command.ts'

/** The launcher: the same as `npm start`. It ends the process itself. */
export const start: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary:
    'Start Ops Room: server, broker and agent under this user; the sandbox without a SLACK_… variable.',
  run: async () => {
    await import('../main.ts')
    return 0
  },
}
