import { z } from 'zod'
import { type Command, workspaceFlag } from './command.ts'
import { askServer } from './operator.ts'
import { shown } from './terminal.ts'

const entered = z.record(z.string(), z.string())

/** A credential never stands in an argument: those are in the shell's history and in every list of processes. */
export const credentialSet: Command = {
  takes: ['connector'],
  flags: { ...workspaceFlag, 'read-only': { type: 'boolean' } },
  usage: '[--read-only] [--workspace <team>] < credential.json',
  summary: 'Connect a system with a credential that is read from standard input.',
  more: [
    'The input is a JSON object with the vendor’s own field names, for example',
    '  razorpay  {"key_id": "…", "key_secret": "…"}',
    '  shopify   {"shop": "…", "client_id": "…", "client_secret": "…"}',
    'It is sealed by the broker and tried once; what does not work is not kept.',
    'With --read-only the agent may read there, and not even ask for a change.',
  ].join('\n'),
  run: async (asked, io) => {
    const [connector = ''] = asked.given
    const isReadOnly = asked.flags['read-only'] === true
    const fields = parseFields(await io.stdin())
    const { account } = await askServer(asked, io, (operator, workspace) =>
      operator.setCredential(workspace, connector, fields, isReadOnly ? 'read' : 'write'),
    )
    io.out(`Connected ${connector} as ${shown(account)}${isReadOnly ? ', for reading only' : ''}.`)
    return 0
  },
}

/** The sentence never repeats the input. */
function parseFields(input: string): Record<string, string> {
  const parsed = entered.safeParse(parseJson(input))
  if (parsed.success) return parsed.data
  throw new Error('Standard input is not a JSON object of texts, such as {"key_id": "…", "key_secret": "…"}.')
}

function parseJson(input: string): unknown {
  try {
    return JSON.parse(input)
  } catch {
    return undefined
  }
}
